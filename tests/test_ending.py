"""Ending tasks for sure, and what is carried through all the same."""

from __future__ import annotations

import asyncio

import pytest

from bot.ending import end, through


async def test_task_that_swallows_a_cancellation_is_ended_all_the_same() -> None:
    swallowed = 0

    async def stubborn() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed > 2:
                    raise

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    await end(task)
    assert task.cancelled()
    assert swallowed == 3


async def test_work_is_carried_through_however_often_it_is_cancelled() -> None:
    go, done = asyncio.Event(), False

    async def work() -> None:
        nonlocal done
        await go.wait()
        done = True

    task = asyncio.create_task(through(work()))
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    go.set()
    await task
    assert done


async def test_work_that_fails_is_heard_of() -> None:
    async def work() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await through(work())
