"""Work that goes on after an acknowledgement, and ending tasks for sure.

Used by the gateway. On Python 3.11 a cancellation can be lost while redis-py writes, so tasks are cancelled until they
are over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog

log = structlog.get_logger(__name__)
_AGAIN_S = 0.05


class Background:
    """Tasks that nobody waits for. What they raise is logged."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something be done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("slack_background_failed", exc_info=task.exception())

    async def settle(self) -> None:
        """Wait until nothing is left to do."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def end(self) -> None:
        """Cancel what is left."""
        await end(*self._tasks)


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancel the tasks, again and again if need be, until they are over; whatever they raise is theirs."""
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=_AGAIN_S)
    await asyncio.gather(*tasks, return_exceptions=True)


async def through(work: Coroutine[Any, Any, None]) -> None:
    """Carry `work` out to its end, however often the caller is cancelled meanwhile; raises what it raises."""
    task = asyncio.create_task(work)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([task])
    task.result()
