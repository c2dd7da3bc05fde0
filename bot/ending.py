"""Ending a task for sure, and letting what must be done be done.

`end` is used wherever a background task of the core is cancelled. On Python 3.11 a cancellation can be lost:
`asyncio.wait_for`, which redis-py uses when it writes, swallows one that arrives just as its inner work is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

_AGAIN_S = 0.05


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel the tasks, again and again if need be, until they are over; whatever they raise is theirs."""
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=_AGAIN_S)
    await asyncio.gather(*tasks, return_exceptions=True)


async def through(work: Coroutine[Any, Any, None]) -> None:
    """Carry `work` out to its end, however often the caller is cancelled meanwhile; raises what it raises.

    For what a task owes while it is being ended: `end` cancels it again and again.
    """
    task = asyncio.create_task(work)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([task])
    task.result()
