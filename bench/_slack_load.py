"""Slack's side of a load: busy workspaces, so many deeds a second, whether or not the bot keeps up.

Shared by bench/slack_ack.py and whoever else wants a busy Slack. What is measured is what Slack sees: from sending a
delivery to its acknowledgement. Arrivals are those of a Poisson process with a seed.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from doubles.slack.people import Done, Workspace
from doubles.slack.postman import EVENTS, Delivery
from slack_sdk.web.async_client import AsyncWebClient

PEOPLE = 10
CHANNELS = 40
#: A button of the bot's, as everybody can press it: the bot looks it up, and may say that it is gone.
BUTTON = "pb1:more:turn1"


@dataclass
class Load:
    """What came of it: milliseconds to the first acknowledgement, by kind; what was never acknowledged in time."""

    ack_ms: dict[str, list[float]] = field(default_factory=dict)
    missed: int = 0
    deeds: int = 0
    took_s: float = 0.0

    def count(self, kind: str, delivery: Delivery) -> None:
        """Count one delivery."""
        first = delivery.attempts[0]
        if not first.ok:
            self.missed += 1
        self.ack_ms.setdefault(kind, []).append(1000 * first.took_s)

    @property
    def events(self) -> list[float]:
        """The acknowledgements of all kinds."""
        return [one for each in self.ack_ms.values() for one in each]


class BusyWorkspace:
    """People in one workspace who do something at random."""

    def __init__(self, place: Workspace, dice: random.Random) -> None:
        self.place = place
        self._dice = dice
        self._people = [place.person(f"Person {number}") for number in range(PEOPLE)]
        self._channels = [place.channel(f"channel-{number}", *self._people) for number in range(CHANNELS)]
        self._threads: list[tuple[str, str]] = []  # with a message of the bot's that has a button
        self._talks: list[tuple[str, str]] = []  # in which the bot was mentioned

    async def furnish(self) -> None:
        """Put a message of the bot with a button into every channel."""
        client = AsyncWebClient(self.place.token, base_url=self.place.double.api_url)
        button = {"type": "button", "action_id": BUTTON, "text": {"type": "plain_text", "text": "More like this"}}
        for channel in self._channels:
            blocks = [{"type": "actions", "elements": [button | {"value": BUTTON}]}]
            posted = await client.chat_postMessage(channel=channel, text="Larry", blocks=blocks)
            self._threads.append((channel, str(posted["ts"])))

    async def _mention(self, user: str, channel: str) -> Done:
        done = await self.place.mention(user, channel, "draw Larry with a hat")
        self._talks.append((channel, done.ts))
        return done

    def deed(self) -> tuple[str, Callable[[], Awaitable[Done]]]:
        """Return what somebody does next."""
        user = self._dice.choice(self._people)
        channel, ts = self._dice.choice(self._threads)
        kind = self._dice.choices(["mention", "reply", "press", "command"], [4, 3, 2, 1])[0]
        match kind:
            case "mention":
                return kind, lambda: self._mention(user, channel)
            case "reply":
                channel, ts = self._dice.choice(self._talks or self._threads)
                return kind, lambda: self.place.say(user, channel, "a red one, please", ts)
            case "press":
                return kind, lambda: self.place.click(user, ts, BUTTON)
            case _:
                return kind, lambda: self.place.slash(user, channel, "/draw", "a hedgehog")


async def load(places: list[BusyWorkspace], rate: float, seconds: float, seed: int = 1) -> Load:
    """Let `rate` deliveries a second reach the bot for a while; a mention counts as the two that it is."""
    dice, found, doing = random.Random(seed), Load(), set()
    began_s = time.perf_counter()
    next_s = began_s

    async def do(kind: str, deed: Callable[[], Awaitable[Done]]) -> None:
        for delivery in (await deed()).deliveries:
            found.count(f"{kind} ({delivery.kind})" if delivery.kind != EVENTS else kind, delivery)

    while next_s - began_s < seconds:
        await asyncio.sleep(max(0.0, next_s - time.perf_counter()))
        kind, deed = dice.choice(places).deed()
        task = asyncio.create_task(do(kind, deed))
        doing.add(task)
        task.add_done_callback(doing.discard)
        found.deeds += 1
        next_s += dice.expovariate(rate / _WEIGHT)
    await asyncio.gather(*doing)
    found.took_s = time.perf_counter() - began_s
    return found


#: Deliveries a deed: four in ten are mentions, which the bot hears twice.
_WEIGHT = 1.4
