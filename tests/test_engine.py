"""The engine on a real Valkey: order, take-over, stop, and that no event is lost, doubled or in the way of others."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from doubles.records import KITCHEN
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from bot import engine as engine_module
from bot.app import connected
from bot.engine import MAX_ATTEMPTS, Engine, Pace, opened
from bot.errors import InboxFull, StoreError
from bot.events import Thread
from bot.journal import FRESH_S, Fenced, Journal
from bot.memory.keys import ACTIVE, ThreadKeys

#: Nothing that waits for a lease to run out can end within a test.
LONG = Pace(lease_s=600)
CELLAR = replace(KITCHEN, room="cellar")


class Scribe:
    """Handles an event, whose text is its turn's id, by writing it down once in the same atomic step as the commit.

    `act` comes before that, for each event; `begun` and `done` tell what happened in this process.
    """

    def __init__(self, act: Callable[[str, Journal], Awaitable[None]] | None = None) -> None:
        self.act = act
        self.begun: list[str] = []
        self.done: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self.busy: dict[Thread, int] = defaultdict(int)

    def turn_of(self, event: str) -> str:
        if event.startswith("{"):
            raise StoreError("not an event")
        return event

    async def handle(self, event: str, journal: Journal) -> None:
        self.begun.append(event)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        self.busy[journal.thread] += 1
        assert self.busy[journal.thread] == 1, "two turns at once in one conversation"
        try:
            if self.act is not None:
                await self.act(event, journal)
            await journal.commit([("RPUSH", ThreadKeys(journal.thread).lines, event)])
            self.done.append(event)
        finally:
            self.at_once -= 1
            self.busy[journal.thread] -= 1


@pytest.fixture
async def redis(empty_valkey: str) -> AsyncIterator[Redis]:
    async with connected(empty_valkey) as client:
        yield client


@pytest.fixture
async def engine(redis: Redis, valkey: str) -> AsyncIterator[Engine]:
    async with opened(redis, valkey, LONG) as one:
        yield one


@asynccontextmanager
async def working(engine: Engine, handler: Any) -> AsyncIterator[asyncio.Task[None]]:
    """Let a worker handle events; it is shut down cleanly at the end."""
    task = asyncio.create_task(engine.work(handler))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], Any], within_s: float = 15.0) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(within_s):
        while not (await found if isinstance(found := condition(), Awaitable) else found):
            await asyncio.sleep(0.005)


async def handled(engine: Engine, *threads: Thread) -> None:
    """Wait until nothing waits in the threads."""
    for thread in threads or (KITCHEN,):

        async def is_empty(thread: Thread = thread) -> bool:
            return not await engine.waiting(thread)

        await until(is_empty)


async def written(redis: Redis, thread: Thread = KITCHEN) -> list[str]:
    return list(await redis.lrange(ThreadKeys(thread).lines, 0, -1))


async def forget_tickets(redis: Redis) -> None:
    """Lose all that docket knows, as when a process dies between storing an event and asking for a worker."""
    async for key in redis.scan_iter("picturebook*"):
        await redis.delete(key)


# Order


async def test_events_of_a_conversation_are_handled_in_order_and_conversations_at_once(engine: Engine, redis: Redis):
    async def act(event: str, _: Journal) -> None:
        await asyncio.sleep(0.02 if int(event[1:]) % 2 else 0)

    threads = [replace(KITCHEN, id=f"t{n}") for n in range(3)] + [replace(CELLAR, id=f"t{n}") for n in range(3)]
    scribe, events = Scribe(act), [f"e{n}" for n in range(6)]
    async with working(engine, scribe):
        for event in events:
            await asyncio.gather(
                *(engine.accept(thread, f"{event}{n}", f"{event}{n}") for n, thread in enumerate(threads))
            )
        await handled(engine, *threads)
    for n, thread in enumerate(threads):
        assert await written(redis, thread) == [f"{event}{n}" for event in events]
    assert scribe.most_at_once > 1


async def test_event_that_comes_while_the_last_one_ends_is_not_left_behind(engine: Engine, redis: Redis):
    scribe = Scribe()
    async with working(engine, scribe):
        for number in range(60):
            await engine.accept(KITCHEN, f"e{number}", f"e{number}")
            await asyncio.sleep(0.001 * (number % 4))
        await handled(engine)
    assert await written(redis) == [f"e{n}" for n in range(60)]


async def test_event_delivered_again_is_a_duplicate_before_and_after_it_was_handled(engine: Engine, redis: Redis):
    answers = await asyncio.gather(*(engine.accept(KITCHEN, "e1", "e1") for _ in range(8)))
    assert sorted(answers) == [False] * 7 + [True]
    async with working(engine, Scribe()):
        await handled(engine)
        assert not await engine.accept(KITCHEN, "e1", "e1")
        assert await engine.accept(KITCHEN, "e2", "e2")
        await handled(engine)
    assert await written(redis) == ["e1", "e2"]


async def test_same_id_in_another_room_is_another_event(engine: Engine, redis: Redis):
    assert await engine.accept(KITCHEN, "e1", "e1")
    assert await engine.accept(CELLAR, "e1", "e1")
    async with working(engine, Scribe()):
        await handled(engine, KITCHEN, CELLAR)
    assert (await written(redis), await written(redis, CELLAR)) == (["e1"], ["e1"])


async def test_full_inbox_refuses_and_takes_again_when_there_is_room(redis: Redis, valkey: str):
    async with opened(redis, valkey, Pace(lease_s=600, inbox_limit=3)) as engine:
        for event in ("e1", "e2", "e3"):
            await engine.accept(KITCHEN, event, event)
        with pytest.raises(InboxFull):
            await engine.accept(KITCHEN, "e4", "e4")
        assert not await engine.accept(KITCHEN, "e3", "e3")  # a duplicate is no reason to complain
        assert await engine.waiting(KITCHEN) == 3
        assert await engine.accept(CELLAR, "e4", "e4")
        async with working(engine, Scribe()):
            await handled(engine)
            assert await engine.accept(KITCHEN, "e4", "e4")
            await handled(engine, KITCHEN, CELLAR)
        assert await written(redis) == ["e1", "e2", "e3", "e4"]


# Nothing is lost


async def test_accepting_again_repairs_a_lost_ticket(engine: Engine, redis: Redis):
    await engine.accept(KITCHEN, "e1", "e1")
    await forget_tickets(redis)
    assert not await engine.accept(KITCHEN, "e1", "e1")
    async with working(engine, Scribe()):
        await handled(engine)
    assert await written(redis) == ["e1"]


async def test_sweep_gives_a_lost_conversation_a_ticket(redis: Redis, valkey: str):
    now = [0.0]
    async with opened(redis, valkey, LONG, lambda: now[0]) as engine:
        await engine.accept(KITCHEN, "e1", "e1")
        await forget_tickets(redis)
        now[0] = 10_000.0
        await engine.sweep()
        async with working(engine, Scribe()):
            await handled(engine)
    assert await written(redis) == ["e1"]


async def test_worker_sweeps_by_itself(redis: Redis, valkey: str):
    now = [0.0]
    async with opened(redis, valkey, LONG, lambda: now[0]) as engine:
        await engine.accept(KITCHEN, "e1", "e1")
        await forget_tickets(redis)
        now[0] = 10_000.0
        async with working(engine, Scribe()):
            await handled(engine)


async def test_sweep_leaves_alone_who_is_busy_and_retires_who_is_done(redis: Redis, valkey: str):
    now, scribe = [0.0], Scribe()
    async with opened(redis, valkey, LONG, lambda: now[0]) as engine:
        await engine.accept(KITCHEN, "e1", "e1")
        await redis.set(ThreadKeys(KITCHEN).lock, "somebody")
        await redis.zadd(ACTIVE, {CELLAR.key: 0.0})
        await forget_tickets(redis)
        now[0] = 10_000.0
        await engine.sweep()
        assert await redis.zrange(ACTIVE, 0, -1) == [KITCHEN.key]
        await redis.delete(ThreadKeys(KITCHEN).lock)
        await engine.sweep()
        async with working(engine, scribe):
            await handled(engine)
    assert scribe.begun == ["e1"]


async def test_recovering_takes_the_locks_of_the_dead(engine: Engine, redis: Redis):
    await engine.accept(KITCHEN, "e1", "e1")
    await engine.accept(CELLAR, "e2", "e2")
    await redis.zadd(ACTIVE, {"web/attic/t1": 1.0})  # waits for nothing
    for thread in (KITCHEN, CELLAR):
        await redis.set(ThreadKeys(thread).lock, "a ticket of a dead process")
    await forget_tickets(redis)
    assert await engine.recover() == 2
    async with working(engine, Scribe()):
        await handled(engine, KITCHEN, CELLAR)


async def test_worker_that_ends_cleanly_hands_over_at_once(engine: Engine, redis: Redis):
    async def hang(event: str, journal: Journal) -> None:
        await asyncio.Event().wait()

    first, second = Scribe(hang), Scribe()
    await engine.accept(KITCHEN, "e1", "e1")
    await engine.accept(KITCHEN, "e2", "e2")
    async with working(engine, first):
        await until(lambda: first.begun)
    assert await redis.get(ThreadKeys(KITCHEN).lock) is None
    async with working(engine, second):  # no lease runs out within this test
        await handled(engine)
    assert (first.begun, first.done, second.done) == (["e1"], [], ["e1", "e2"])


async def test_event_that_was_committed_but_not_taken_out_is_not_handled_again(engine: Engine, redis: Redis):
    journal = await Journal(redis, KITCHEN, "e1").open()
    await journal.commit([])
    await engine.accept(KITCHEN, "e1", "e1")
    scribe = Scribe()
    async with working(engine, scribe):
        await handled(engine)
    assert scribe.begun == []


# Poison


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again without waiting."""
    monkeypatch.setattr(engine_module._RETRY, "delay", timedelta(0))


@pytest.mark.usefixtures("impatient")
async def test_event_that_always_fails_is_abandoned_and_the_next_goes_on(engine: Engine, redis: Redis):
    async def act(event: str, _: Journal) -> None:
        if event == "poison":
            raise StoreError("out of order")

    scribe = Scribe(act)
    for event in ("e1", "poison", "e2"):
        await engine.accept(KITCHEN, event, event)
    async with working(engine, scribe):
        await handled(engine)
    assert scribe.begun.count("poison") == MAX_ATTEMPTS
    assert await written(redis) == ["e1", "e2"]
    assert await engine.running(KITCHEN) is None


@pytest.mark.usefixtures("impatient")
async def test_event_that_fails_once_is_handled_by_the_second_attempt(engine: Engine, redis: Redis):
    failures = [RuntimeError("once")]

    async def act(event: str, _: Journal) -> None:
        if failures:
            raise failures.pop()

    scribe = Scribe(act)
    await engine.accept(KITCHEN, "e1", "e1")
    async with working(engine, scribe):
        await handled(engine)
    assert (scribe.begun, await written(redis)) == (["e1", "e1"], ["e1"])


@pytest.mark.usefixtures("impatient")
async def test_event_that_nobody_can_read_does_not_block_the_others(engine: Engine, redis: Redis):
    await redis.rpush(ThreadKeys(KITCHEN).inbox, "{rubbish")
    await engine.accept(KITCHEN, "e1", "e1")
    async with working(engine, Scribe()):
        await handled(engine)
    assert await written(redis) == ["e1"]


async def test_handler_that_cancels_itself_is_tried_again(engine: Engine, redis: Redis):
    failures = [asyncio.CancelledError()]

    async def act(event: str, _: Journal) -> None:
        if failures:
            raise failures.pop()

    await engine.accept(KITCHEN, "e1", "e1")
    async with working(engine, Scribe(act)):
        await handled(engine)
    assert await written(redis) == ["e1"]


# Stop


async def test_stop_cancels_the_running_turn_and_the_next_goes_on(engine: Engine, redis: Redis):
    stopped = []

    async def act(event: str, journal: Journal) -> None:
        if event == "e1":
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                stopped.append(journal.stop_requested)

    scribe = Scribe(act)
    for event in ("e1", "e2"):
        await engine.accept(KITCHEN, event, event)
    async with working(engine, scribe):
        await until(lambda: scribe.begun)
        assert await engine.running(KITCHEN) == "e1"
        await engine.stop(KITCHEN, "e1")
        await handled(engine)
    assert stopped == [True]
    assert await written(redis) == ["e1", "e2"]
    assert await redis.get(ThreadKeys(KITCHEN).stop) is None


async def test_stop_of_another_turn_or_too_late_changes_nothing(engine: Engine, redis: Redis, monkeypatch: Any):
    monkeypatch.setattr(engine_module, "WATCH_INTERVAL_S", 0.01)
    looked = asyncio.Event()

    async def act(event: str, journal: Journal) -> None:
        await engine.stop(KITCHEN, "e9")
        await asyncio.sleep(0.1)
        journal.stoppable = False
        await engine.stop(KITCHEN, "e1")
        await asyncio.sleep(0.1)
        looked.set()

    await engine.accept(KITCHEN, "e1", "e1")
    async with working(engine, Scribe(act)):
        await handled(engine)
    assert looked.is_set()
    assert await written(redis) == ["e1"]


# Fencing


async def test_worker_whose_lock_was_taken_stops_its_turn(engine: Engine, redis: Redis):
    cancelled = asyncio.Event()

    async def act(event: str, journal: Journal) -> None:
        if not cancelled.is_set():
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.set()

    scribe = Scribe(act)
    await engine.accept(KITCHEN, "e1", "e1")
    async with working(engine, scribe):
        await until(lambda: scribe.begun)
        await redis.delete(ThreadKeys(KITCHEN).lock)
        await asyncio.wait_for(cancelled.wait(), 10)
        await handled(engine)
    assert await written(redis) == ["e1"]


async def test_frozen_worker_can_do_nothing_when_it_wakes(redis: Redis, valkey: str, monkeypatch: Any):
    monkeypatch.setattr(engine_module, "WATCH_INTERVAL_S", 3600)  # it does not notice that its lock is gone
    thaw, ends = asyncio.Event(), []

    async def freeze(event: str, journal: Journal) -> None:
        await thaw.wait()
        try:
            await journal.step("paint", str, paint)
        except Fenced:
            ends.append("fenced")
            raise

    async def paint() -> str:
        ends.append("painted twice")
        return "x"

    frozen, heir = Scribe(freeze), Scribe()
    busy = replace(LONG, concurrency=1)  # so that the frozen one cannot take the second ticket as well
    async with (
        opened(redis, valkey, busy) as first,
        opened(redis, valkey, LONG) as second,
        working(first, frozen),
    ):
        await first.accept(KITCHEN, "e1", "e1")
        await until(lambda: frozen.begun)
        async with working(second, heir):
            await second.recover()
            await until(lambda: heir.done)
            await asyncio.sleep(FRESH_S)  # whoever was taken over has been silent for much longer
            thaw.set()
            await until(lambda: ends)
            await handled(second)
    assert (ends, frozen.done) == (["fenced"], [])
    assert await written(redis) == ["e1"]


async def test_trouble_while_the_lock_is_renewed_does_not_end_the_turn(engine: Engine, redis: Redis, monkeypatch: Any):
    monkeypatch.setattr(engine_module, "WATCH_INTERVAL_S", 0.01)
    looks = 0
    renew = engine._renew

    async def flaky(**arguments: Any) -> Any:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise RedisConnectionError("reset by peer")
        return await renew(**arguments)

    monkeypatch.setattr(engine, "_renew", flaky)

    async def act(event: str, journal: Journal) -> None:
        await until(lambda: looks > 2)

    await engine.accept(KITCHEN, "e1", "e1")
    async with working(engine, Scribe(act)):
        await handled(engine)
    assert await written(redis) == ["e1"]
