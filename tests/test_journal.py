"""The journal of one turn: who may go on, and who hears that it is over."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.app import connected
from bot.events import Thread
from bot.journal import FRESH_S, Fenced, Journal, Stopped
from bot.memory.keys import ThreadKeys
from bot.valkey import StoreServer

KITCHEN = Thread("test", "kitchen", "t1")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Steps:
    """Steps that tell which of them were run."""

    def __init__(self) -> None:
        self.run: list[str] = []

    async def take(self, journal: Journal, name: str) -> str:
        async def run() -> str:
            self.run.append(name)
            return name.upper()

        return await journal.step(name, str, run)


@pytest.fixture
async def redis(store: StoreServer) -> AsyncIterator[Redis]:
    async with connected(store.url) as client:
        yield client


async def test_journal_tells_that_its_turn_is_running(redis: Redis) -> None:
    await Journal(redis, KITCHEN, "e1").open()
    assert await redis.get(ThreadKeys(KITCHEN).running) == "e1"


async def test_worker_that_was_frozen_begins_no_further_step(redis: Redis) -> None:
    clock, steps = Clock(), Steps()
    frozen = await Journal(redis, KITCHEN, "e1", clock).open()
    assert await steps.take(frozen, "plan") == "PLAN"
    await Journal(redis, KITCHEN, "e1").open()
    clock.now_s += 20
    with pytest.raises(Fenced):
        await steps.take(frozen, "paint")
    assert steps.run == ["plan"]


async def test_former_owner_journals_nothing_however_short_ago_it_asked(redis: Redis) -> None:
    steps = Steps()
    former = await Journal(redis, KITCHEN, "e1", Clock()).open()
    await Journal(redis, KITCHEN, "e1").open()
    with pytest.raises(Fenced):
        await steps.take(former, "plan")
    with pytest.raises(Fenced):
        await former.commit([("SET", ThreadKeys(KITCHEN).state, "mine")])
    next_one = await Journal(redis, KITCHEN, "e1").open()
    assert await next_one.done("plan", str) is None
    assert await redis.get(ThreadKeys(KITCHEN).state) is None


async def test_stop_during_a_step_ends_the_turn_before_the_next(redis: Redis) -> None:
    steps = Steps()
    journal = await Journal(redis, KITCHEN, "e1", Clock()).open()

    async def run() -> str:
        await redis.set(ThreadKeys(KITCHEN).stop, "e1")
        return "PLAN"

    await journal.step("plan", str, run)
    with pytest.raises(Stopped):
        await steps.take(journal, "paint")
    assert not steps.run
    assert journal.stop_requested


async def test_stop_while_nobody_worked_is_heard_on_taking_over(redis: Redis) -> None:
    await redis.set(ThreadKeys(KITCHEN).stop, "e1")
    journal = await Journal(redis, KITCHEN, "e1", Clock()).open()
    with pytest.raises(Stopped):
        await journal.check()


async def test_stop_of_another_turn_is_not_ours(redis: Redis) -> None:
    clock, steps = Clock(), Steps()
    journal = await Journal(redis, KITCHEN, "e2", clock).open()
    await redis.set(ThreadKeys(KITCHEN).stop, "e1")
    assert await steps.take(journal, "plan") == "PLAN"
    clock.now_s += FRESH_S
    assert await steps.take(journal, "paint") == "PAINT"


async def test_stop_between_two_steps_is_heard_once_the_answer_is_old(redis: Redis) -> None:
    clock = Clock()
    journal = await Journal(redis, KITCHEN, "e1", clock).open()
    await redis.set(ThreadKeys(KITCHEN).stop, "e1")
    clock.now_s += FRESH_S
    with pytest.raises(Stopped):
        await journal.check()
    journal.stoppable = False
    await journal.check()
