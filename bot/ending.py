"""Ending a task for sure.

Used wherever a background task of the core is cancelled. On Python 3.11 a cancellation can be lost: `asyncio.wait_for`,
which redis-py uses when it writes, swallows one that arrives just as its inner work is done.
"""

from __future__ import annotations

import asyncio

_AGAIN_S = 0.05


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancel the tasks, again and again if need be, until they are over; whatever they raise is theirs."""
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=_AGAIN_S)
    await asyncio.gather(*tasks, return_exceptions=True)
