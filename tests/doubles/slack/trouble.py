"""Trouble on demand: faults of single requests, and Slack's rate limits when they are switched on."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from doubles.slack.facts import POSTS_PER_SECOND, TIERS, MethodFacts
from doubles.slack.world import Call, Json

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of a method (in one channel or workspace, if given).

    `kind`: "status" (value: an HTTP status), "ratelimited" (value: seconds in Retry-After), "error" (value: the name of
    an error), "hang" (value: seconds, then a 500), "disconnect". `after`: it was done all the same, and only the answer
    is lost.
    """

    method: str
    kind: str
    value: float | str = 0
    times: int = 1
    channel: str | None = None
    team: str | None = None
    after: bool = False
    skip: int = 0  # so many calls pass before it begins


@dataclass
class Faults:
    """The faults that wait for their calls."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, method: str, kind: str, value: float | str = 0, **more: object) -> Fault:
        """Let something go wrong."""
        fault = Fault(method, kind, value, **more)  # type: ignore[arg-type]  # passed through
        self.waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything go well."""
        self.waiting.clear()

    def meet(self, method: str, args: Json, team: str | None) -> Fault | None:
        """Return the fault that this call meets, and count it."""
        channel = args.get("channel") or args.get("channel_id")
        for fault in self.waiting:
            if fault.times <= 0 or fault.method not in ("*", method):
                continue
            if fault.channel not in (None, channel) or fault.team not in (None, team):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            return fault
        return None


@dataclass
class Limits:
    """Slack's rate limits by method and workspace; posts by channel. Off until `on`."""

    on: bool = False
    tiers: dict[int, int] = field(default_factory=lambda: dict(TIERS))
    posts_per_second: float = POSTS_PER_SECOND
    burst: int = 1
    _spent: dict[Iterable[str | None], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def spend(self, now_s: float, name: str, facts: MethodFacts, call: Call) -> None:
        """Count a call. Raises Refusal "ratelimited"."""
        if not self.on:
            return
        if name == "chat.postMessage":
            window_s, allowed = self.burst / self.posts_per_second, self.burst
            key: tuple[str | None, ...] = (name, call.team, str(call.args.get("channel")))
        elif facts.tier is None:
            return
        else:
            window_s, allowed, key = 60.0, self.tiers[facts.tier], (name, call.team)
        spent = self._spent[key]
        while spent and spent[0] <= now_s - window_s:
            spent.popleft()
        if len(spent) >= allowed:
            from doubles.slack.api import Refusal

            raise Refusal("ratelimited", retry_after=max(1, math.ceil(spent[0] + window_s - now_s)))
        spent.append(now_s)
