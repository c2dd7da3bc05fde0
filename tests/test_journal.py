"""The journal on a real Valkey: steps once, one owner at a time, one commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from doubles.records import KITCHEN
from redis.asyncio import Redis

from bot.app import connected
from bot.errors import StoreError
from bot.journal import FRESH_S, Fenced, Journal, Stopped
from bot.memory.keys import RoomKeys, ThreadKeys

KEY = RoomKeys(KITCHEN.room_key).journal("e1")
STOP = ThreadKeys(KITCHEN).stop
ALBUM = RoomKeys(KITCHEN.room_key).album


@pytest.fixture
async def redis(empty_valkey: str) -> AsyncIterator[Redis]:
    async with connected(empty_valkey) as client:
        yield client


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


async def begin(redis: Redis, clock: Clock | None = None) -> Journal:
    return await Journal(redis, KITCHEN, "e1", clock or Clock()).open()


class Work:
    """A step that counts how often it was done."""

    def __init__(self, result: str = "painted") -> None:
        self.done = 0
        self.result = result

    async def __call__(self) -> str:
        self.done += 1
        return self.result


async def test_step_is_done_once_however_often_the_turn_is_begun(redis: Redis):
    work = Work("래리 \x00 \"'")
    journal = await begin(redis)
    assert await journal.step("paint:1", str, work) == work.result
    assert await journal.step("paint:1", str, work) == work.result
    assert await (await begin(redis)).step("paint:1", str, work) == work.result
    assert work.done == 1


async def test_step_that_failed_is_done_again(redis: Redis):
    async def fail() -> str:
        raise ValueError("once")

    journal, work = await begin(redis), Work()
    with pytest.raises(ValueError, match="once"):
        await journal.step("plan", str, fail)
    assert await journal.step("plan", str, work) == "painted"


async def test_results_are_looked_up_without_doing_anything(redis: Redis):
    journal = await begin(redis)
    assert await journal.done("plan", str) is None
    await journal.step("plan", str, Work())
    assert await journal.done("plan", str) == "painted"


async def test_result_that_cannot_be_read_is_an_error_of_ours(redis: Redis):
    await (await begin(redis)).step("plan", str, Work())
    journal = await begin(redis)
    with pytest.raises(StoreError):
        await journal.step("plan", int, Work())
    with pytest.raises(StoreError):
        await journal.done("plan", int)


async def test_attempts_count_up_until_a_step_is_finished(redis: Redis):
    counted = []
    for _ in range(3):
        journal = await begin(redis)
        counted.append((journal.attempts, journal.begun))
    await journal.step("plan", str, Work())
    journal = await begin(redis)
    counted.append((journal.attempts, journal.begun))
    assert counted == [(1, 1), (2, 2), (3, 3), (1, 4)]


async def test_former_owner_can_begin_put_and_commit_nothing(redis: Redis):
    clock, work = Clock(), Work()
    former = await begin(redis, clock)
    owner = await begin(redis)
    clock.now_s += FRESH_S
    with pytest.raises(Fenced):
        await former.step("plan", str, work)
    assert work.done == 0
    with pytest.raises(Fenced):
        await former.put("plan", '"mine"')
    with pytest.raises(Fenced):
        await former.commit([("ZADD", ALBUM, "1", "pic-1")])
    assert not former.committed
    assert await redis.zcard(ALBUM) == 0
    assert await owner.step("plan", str, work) == "painted"


async def test_former_owner_journals_nothing_however_lately_it_asked(redis: Redis):
    former = await begin(redis)
    owner = await begin(redis)
    with pytest.raises(Fenced):
        await former.step("plan", str, Work())
    assert await owner.done("plan", str) is None
    assert await (await begin(redis)).done("plan", str) is None


async def test_check_asks_however_lately_the_store_was_asked(redis: Redis):
    former = await begin(redis)
    await begin(redis)
    with pytest.raises(Fenced):
        await former.check()


async def test_owner_that_was_frozen_after_a_step_begins_no_further_one(redis: Redis):
    clock, work = Clock(), Work()
    frozen = await begin(redis, clock)
    await frozen.step("plan", str, work)
    await begin(redis)
    clock.now_s += 20
    with pytest.raises(Fenced):
        await frozen.step("paint:1", str, work)
    assert work.done == 1


async def test_owner_that_is_replaced_during_a_step_cannot_journal_it(redis: Redis):
    former = await begin(redis)

    async def freeze() -> str:
        owner = await begin(redis)
        await owner.step("plan", str, Work("theirs"))
        return "mine"

    with pytest.raises(Fenced):
        await former.step("plan", str, freeze)
    assert await (await begin(redis)).done("plan", str) == "theirs"


async def test_commit_is_carried_out_once_and_whole(redis: Redis):
    writes = [("RPUSH", ThreadKeys(KITCHEN).lines, "one", "two"), ("ZADD", ALBUM, "1", "pic-1")]
    journal = await begin(redis)
    await journal.commit(writes)
    await journal.commit(writes)
    again = await begin(redis)
    assert (journal.committed, again.committed) == (True, True)
    await again.commit(writes)
    assert await redis.lrange(ThreadKeys(KITCHEN).lines, 0, -1) == ["one", "two"]
    assert await redis.zrange(ALBUM, 0, -1) == ["pic-1"]


async def test_commit_takes_texts_as_they_are(redis: Redis):
    said = 'He said "hi" \\ \n\t래리 😀 ' + "x" * 200_000
    await (await begin(redis)).commit([("SET", ThreadKeys(KITCHEN).state, said)])
    assert await redis.get(ThreadKeys(KITCHEN).state) == said


async def test_commit_of_nothing_closes_the_journal(redis: Redis):
    await (await begin(redis)).commit([])
    assert (await begin(redis)).committed


async def test_commits_of_two_owners_at_once_are_one(redis: Redis):
    owners = [await begin(redis) for _ in range(5)]
    writes = [("RPUSH", ThreadKeys(KITCHEN).lines, "one")]
    outcomes = await asyncio.gather(*(one.commit(writes) for one in owners), return_exceptions=True)
    assert [type(one) for one in outcomes] == [Fenced] * 4 + [type(None)]
    assert await redis.llen(ThreadKeys(KITCHEN).lines) == 1


async def test_stop_is_seen_before_the_side_effect(redis: Redis):
    clock, work = Clock(), Work()
    journal = await begin(redis, clock)
    await redis.set(STOP, "e1")
    clock.now_s += FRESH_S
    with pytest.raises(Stopped):
        await journal.step("paint:1", str, work)
    assert work.done == 0
    assert journal.stop_requested


async def test_stop_during_a_step_is_seen_before_the_next(redis: Redis):
    journal, work = await begin(redis), Work()

    async def plan() -> str:
        await redis.set(STOP, "e1")
        return "planned"

    assert await journal.step("plan", str, plan) == "planned"
    with pytest.raises(Stopped):
        await journal.step("paint:1", str, work)
    assert work.done == 0


async def test_stop_while_nobody_worked_is_seen_on_taking_over(redis: Redis):
    await begin(redis)
    await redis.set(STOP, "e1")
    with pytest.raises(Stopped):
        await (await begin(redis)).check()


async def test_stop_of_another_turn_changes_nothing(redis: Redis):
    clock = Clock()
    journal = await begin(redis, clock)
    await redis.set(STOP, "e2")
    clock.now_s += FRESH_S
    assert await journal.step("plan", str, Work()) == "painted"


async def test_stop_comes_too_late_for_a_turn_that_is_ending(redis: Redis):
    clock = Clock()
    journal = await begin(redis, clock)
    await redis.set(STOP, "e1")
    clock.now_s += FRESH_S
    journal.stoppable = False
    assert await journal.step("deliver", str, Work()) == "painted"


async def test_stop_that_was_asked_for_stays_asked_for(redis: Redis):
    journal = await begin(redis)
    journal.stop_requested = True
    with pytest.raises(Stopped):
        await journal.check()


async def test_journals_do_not_stay_for_ever(redis: Redis):
    journal = await begin(redis)
    open_ttl_s = await redis.ttl(KEY)
    await journal.commit([])
    assert 0 < await redis.ttl(KEY) < open_ttl_s


async def test_journal_tells_that_its_turn_is_running(redis: Redis):
    await begin(redis)
    assert await redis.get(ThreadKeys(KITCHEN).running) == "e1"
