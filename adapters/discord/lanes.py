"""Work that is done in order within a channel, and at once across channels. Used by whoever listens."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)

Work = Callable[[], Awaitable[None]]
#: More work than this in one channel is somebody flooding it; what comes then is dropped, and logged.
LONGEST = 200


class Lanes:
    """Tasks by channel. What a piece of work raises is logged: it must not end the listening."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, lane: str, work: Work) -> bool:
        """Do `work` after all that was put into this lane before; return False when the lane is too long for that."""
        waiting = self._waiting.get(lane)
        if waiting is None:
            self._waiting[lane] = deque([work])
            self._start(self._run(lane))
        elif len(waiting) < LONGEST:
            waiting.append(work)
        else:
            log.warning("discord_lane_full", channel=lane)
            return False
        return True

    def now(self, work: Work) -> None:
        """Do `work` at once."""
        self._start(_safely(work))

    async def settled(self) -> None:
        """Return once all that is being done now is done."""
        if tasks := [task for task in self._tasks if not task.done()]:
            await asyncio.wait(tasks)

    async def end(self) -> None:
        """Cancel everything and wait until it is over."""
        while tasks := [task for task in self._tasks if not task.done()]:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=0.05)  # a cancellation can be lost; bot/ending.py tells why

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: str) -> None:
        waiting = self._waiting[lane]
        try:
            while waiting:
                await _safely(waiting.popleft())
        finally:
            del self._waiting[lane]


async def _safely(work: Work) -> None:
    try:
        await work()
    except Exception:  # a loop edge: the next event must be heard all the same
        log.exception("discord_event_failed")
