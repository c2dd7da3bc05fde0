"""What the bot is said to be doing in a thread: Slack's status line, and the session with its own Stop button.

Used by whoever posts. Nothing depends on it: where Slack does not take it, nothing is said.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from adapters.slack import limits
from adapters.slack.calls import Calls
from adapters.slack.errors import Refusal
from adapters.slack.marks import Marks
from adapters.slack.parsing import WHOLE_CHANNEL, where_of
from adapters.slack.wording import clean, shorten
from bot.errors import DeliveryError
from bot.events import Thread
from bot.replies import Reply

log = structlog.get_logger(__name__)

#: After a refusal, a workspace is not asked again for so long.
_PAUSE_S = 3_600.0
_STATUS_CHARS = 100
_OVER_S = 5.0


class Agents:
    """Tells statuses. `clock` tells seconds."""

    def __init__(self, calls: Calls, marks: Marks, clock: Callable[[], float] = time.time) -> None:
        self._calls = calls
        self._marks = marks
        self._clock = clock
        self._refused: dict[tuple[str, str], float] = {}  # (workspace, method) -> until
        self._working: dict[str, str] = {}  # by thread: the turn for which this process has set it to processing

    async def follow(self, thread: Thread, reply: Reply) -> None:
        """Say how far a turn is, or that it is over. Raises StoreError only."""
        if thread.id == WHOLE_CHANNEL:
            return
        if reply.progress is not None:
            if self._working.get(thread.key) != reply.turn:
                self._working[thread.key] = reply.turn
                await self._marks.note_running(thread, reply.turn)
                await self._session(thread, "processing", await self._marks.title(thread))
            await self._status(thread, reply.progress.stage)
            return
        known = self._working.pop(thread.key, "")
        if known == reply.turn or await self._marks.running(thread) == reply.turn:
            await self._marks.note_running(thread, "")
            await self._status(thread, "")
            await self._session(thread, "active")

    async def _status(self, thread: Thread, words: str) -> None:
        said = shorten(clean(words).strip(), _STATUS_CHARS)
        where = where_of(thread.room)
        args = {"channel_id": where.channel, "thread_ts": thread.id, "status": said}
        await self._try(where.team, limits.SET_STATUS, args, is_over=not said)

    async def _session(self, thread: Thread, status: str, title: str = "") -> None:
        where = where_of(thread.room)
        args = {"channel_id": where.channel, "thread_ts": thread.id, "status": status}
        if title:
            args["title"] = shorten(title, limits.SESSION_TITLE_CHARS)
        await self._try(where.team, limits.SET_SESSION, args, is_over=status == "active")

    async def _try(self, team: str, method: limits.Method, args: dict[str, str], *, is_over: bool) -> None:
        if self._refused.get((team, method.name), 0.0) > self._clock():
            return
        try:
            # What takes the Stop button away again is worth waiting for.
            await self._calls.ask(team, method, args, patience_s=_OVER_S if is_over else 0.0, is_progress=not is_over)
        except Refusal as refusal:
            if refusal.error not in ("thread_not_found", "channel_not_found"):
                self._refused[team, method.name] = self._clock() + _PAUSE_S
        except DeliveryError as error:
            log.info("slack_status_not_told", team=team, method=method.name, error=str(error))
