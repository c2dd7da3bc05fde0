"""What is too old goes: lines, pictures, grids, journals; some at a time, beside turns, by anybody's hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from contract.store_suite import carry_out, commit
from doubles.house import House, house
from doubles.ransack import files, traces
from doubles.records import ANN, KITCHEN, character, grid_commit, picture, said
from doubles.scripted import flat_png
from redis.asyncio import Redis

from bot.adapter import Traces
from bot.engine import TIDY_FIRST_S
from bot.errors import StoreError
from bot.events import Thread
from bot.memory.blob_refs import BlobRefs
from bot.memory.blobs import open_blobs
from bot.memory.erasing import PAGE, Eraser
from bot.memory.keys import ROOMS, RoomKeys, ThreadKeys
from bot.memory.memory import Memory
from bot.memory.records import Commit, Past, ThreadState
from bot.memory.retention import CALM_S, DAY_S, TURN_S, UPLOAD_S, Retention
from bot.valkey import StoreServer

ROOM, KEYS, THREAD = RoomKeys("web/kitchen"), RoomKeys("web/kitchen"), ThreadKeys(KITCHEN)
#: What the records of the doubles are older or newer than.
NOW_S = 10_000_000.0
OLD_S, NEW_S = NOW_S - 31 * DAY_S, NOW_S - 29 * DAY_S


class Place:
    """A store with a retention of thirty days, and what it did to its adapter."""

    def __init__(self, redis: Redis, directory: Path, days: int = 30) -> None:
        self.redis, self.directory = redis, directory
        self.now_s = NOW_S
        self.memory = Memory(redis)
        self.blobs = open_blobs(str(directory))
        self.refs = BlobRefs(redis, self.blobs)
        self.forgets: list[tuple[str, Any]] = []
        self.gone: set[str] = set()
        adapters: Any = {"web": self}  # only `forget` is used
        self.retention = Retention(
            self.memory, Eraser(redis, self.refs), days, lambda: self.now_s, adapters, self.let_go
        )

    async def let_go(self, room: str) -> bool:
        return room in self.gone

    async def forget(self, room: str, traces: Traces | None = None) -> None:
        self.forgets.append((room, traces))

    async def tidy(self) -> float:
        """Return how long it takes until the room is looked at again."""
        return await self.retention.tidy(ROOM.room) - self.now_s

    async def draw(self, number: int, time_s: float, thread: Thread = KITCHEN, **more: Any) -> Any:
        one = replace(picture(number, thread, time_s=time_s, **more))
        blob = await self.refs.keep(flat_png(number), f"{one.room}/{one.id}")
        one = replace(one, blob=blob)
        change = grid_commit(f"turn-{number}", (one,))
        lines = tuple(replace(line, time_s=time_s) for line in change.lines)
        await carry_out(self.redis, Memory.writes(thread, replace(change, lines=lines)))
        return one


@pytest.fixture
async def place(empty_valkey: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        yield Place(redis, tmp_path / "blobs")


async def test_room_that_was_let_go_of_is_not_looked_through(place: Place) -> None:
    await place.draw(1, OLD_S)
    place.gone.add(ROOM.room)
    assert await place.tidy() == CALM_S
    assert place.forgets == []


async def test_old_pictures_lines_and_grids_go_and_young_ones_stay(place: Place) -> None:
    await place.draw(1, OLD_S)
    young = await place.draw(2, NEW_S, parents=("pic-t1-1",))
    assert await place.tidy() == CALM_S
    board = await place.memory.board(KITCHEN, (1, 2))
    assert set(board.pictures) == {young.id}
    assert [grid.turn for grid in board.grids] == ["turn-2"]
    assert {line.turn for line in board.lines} == {"turn-2"}
    assert files(place.directory) == [young.blob]
    assert await traces(place.redis, "pic-t1-1 ") == []
    assert await place.redis.hgetall(THREAD.numbers) == {"2": young.id}
    assert place.forgets == [("kitchen", Traces(before_s=NOW_S - 30 * DAY_S))]


async def test_picture_of_a_character_stays_while_the_character_does(place: Place) -> None:
    face = await place.draw(1, OLD_S)
    await place.draw(2, OLD_S + 1)
    larry = character("Larry", picture=face.id)
    await commit(place.redis, Commit(ThreadState(), characters=(larry,)))
    await place.tidy()
    assert set(await place.memory.pictures(ROOM.room, ["pic-t1-1", "pic-t1-2"])) == {face.id}
    await place.redis.delete(ROOM.cast)
    await place.tidy()
    assert await place.memory.album(ROOM.room) == ()
    assert files(place.directory) == []


async def test_idle_thread_goes_but_its_numbers_do_not_start_again_while_a_picture_lives(place: Place) -> None:
    face = await place.draw(3, OLD_S)
    other = Thread("web", "kitchen", "t2")
    await place.draw(9, OLD_S, thread=other)
    await commit(
        place.redis, Commit(ThreadState(pictures=3, turns=1), characters=(character("Larry", picture=face.id),))
    )
    await place.tidy()
    assert await place.memory.state(KITCHEN) == ThreadState(pictures=3, turns=1)
    assert await place.redis.exists(ThreadKeys(other).state) == 0
    assert await place.redis.zrange(ROOM.threads, 0, -1) == []
    assert await place.memory.lines(KITCHEN) == ()


async def test_room_decides_how_long_it_keeps_things(place: Place) -> None:
    await place.draw(1, OLD_S)
    await place.redis.hset(ROOM.settings, "retention_days", "0")
    await place.tidy()
    assert len(await place.memory.album(ROOM.room)) == 1
    await place.redis.hset(ROOM.settings, "retention_days", "1000")
    await place.tidy()
    assert len(await place.memory.album(ROOM.room)) == 1
    await place.redis.hset(ROOM.settings, "retention_days", "1")
    await place.tidy()
    assert await place.memory.album(ROOM.room) == ()


async def test_nothing_is_removed_when_everything_is_kept_for_ever(empty_valkey: str, tmp_path: Path) -> None:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        place = Place(redis, tmp_path, days=0)
        await place.draw(1, 1.0)
        assert await place.tidy() == CALM_S
        assert len((await place.memory.board(KITCHEN)).grids) == 1
        assert place.forgets == []


async def test_large_room_is_tidied_bit_by_bit(place: Place) -> None:
    for number in range(PAGE + 30):
        await commit(place.redis, grid_commit(f"turn-{number}", (picture(number, time_s=OLD_S),)))
    await place.redis.lpush(THREAD.lines, "rubbish")
    assert await place.tidy() == 0  # at once
    assert 0 < len(await place.memory.album(ROOM.room, limit=1000)) < PAGE
    runs = 1
    while await place.tidy() == 0:
        runs += 1
    assert runs <= 6
    assert await place.redis.exists(THREAD.lines, THREAD.grids, ROOM.pictures, ROOM.album) == 0


async def test_two_may_tidy_the_same_room_at_once(place: Place) -> None:
    for number in range(60):
        one = picture(number, time_s=OLD_S if number < 40 else NEW_S)
        await commit(place.redis, grid_commit(f"turn-{number}", (one,)))
    await asyncio.gather(*(place.tidy() for _ in range(4)))
    await place.tidy()
    assert len(await place.memory.album(ROOM.room, limit=100)) == 20
    assert len(await place.redis.lrange(THREAD.grids, 0, -1)) == 20


async def test_digest_forgets_what_is_too_old(place: Place) -> None:
    past = (Past("turn-1", ANN, "a cat", 1, 4, OLD_S), Past("turn-2", ANN, "a dog", 5, 8, NEW_S))
    await commit(place.redis, Commit(ThreadState(digest=past), lines=(said("turn-3", "hello"),)))
    await place.tidy()
    await place.redis.zadd(ROOM.threads, {"t1": NOW_S})
    await commit(place.redis, Commit(ThreadState(digest=past), lines=(replace(said("turn-3"), time_s=NEW_S),)))
    await place.tidy()
    assert (await place.memory.state(KITCHEN)).digest == past[1:]
    await place.redis.set(THREAD.state, "rubbish")
    await place.tidy()


async def test_turns_leave_nothing_behind(place: Place) -> None:
    for name, time_s in (("old", OLD_S), ("new", NEW_S)):
        await place.redis.zadd(ROOM.turns, {f"{name} u-ann": time_s})
        for key in (ROOM.seen(name), ROOM.journal(name), ROOM.event(name)):
            await (place.redis.hset(key, "x", "1") if key == ROOM.journal(name) else place.redis.set(key, "1"))
    await place.tidy()
    assert await place.redis.zrange(ROOM.turns, 0, -1) == ["new u-ann"]
    assert await traces(place.redis, "old") == []
    assert await place.redis.exists(ROOM.seen("new"), ROOM.journal("new"), ROOM.event("new")) == 3
    await place.redis.hset(ROOM.settings, "retention_days", "0")
    place.now_s = NEW_S + TURN_S + 1
    await place.tidy()
    assert await place.redis.exists(ROOM.turns) == 0


async def test_uploads_that_nobody_sent_are_dropped_and_sent_ones_live_as_long_as_lines(place: Place) -> None:
    sent, unsent = [await place.refs.keep(flat_png(n), f"{ROOM.room}/att-{n}") for n in (1, 2)]
    for n, blob in ((1, sent), (2, unsent)):
        await place.refs.release("0" * 64, f"att-{n}")
        await place.refs.keep(flat_png(n), f"{ROOM.room}/att-{blob}")
        await place.refs.release(blob, f"{ROOM.room}/att-{n}")
        await place.redis.zadd(ROOM.uploads, {blob: NOW_S - UPLOAD_S - 1})
    line = replace(said("turn-1", "look"), time_s=NEW_S, attachments=(sent,))
    await commit(place.redis, Commit(ThreadState(), lines=(line,)))
    await place.redis.zadd(ROOM.uploads, {sent: NOW_S - UPLOAD_S - 1})  # brought once more
    await place.tidy()
    assert files(place.directory) == [sent]
    assert await place.redis.exists(ROOM.uploads) == 0
    place.now_s += 2 * DAY_S
    await place.tidy()
    assert files(place.directory) == []
    assert await place.redis.exists(ROOM.attachments) == 0


async def test_records_that_nobody_can_read_are_not_kept_for_ever(place: Place) -> None:
    await place.draw(1, OLD_S)
    await place.redis.hset(ROOM.pictures, "pic-t1-1", "rubbish")
    await place.redis.lpush(THREAD.grids, "rubbish")
    await place.tidy()
    assert await place.redis.exists(ROOM.pictures, ROOM.album, THREAD.grids) == 0


async def test_full_list_of_lines_does_not_hide_old_grids(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    await place.draw(1, OLD_S)
    await place.draw(2, NEW_S)
    await place.redis.ltrim(THREAD.lines, -2, -1)
    monkeypatch.setattr("bot.memory.retention.KEPT_LINES", 2)
    await place.tidy()
    assert len(await place.redis.lrange(THREAD.grids, 0, -1)) == 1


class Clock:
    """A clock that a test sets."""

    now_s = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now_s


async def test_workers_tidy_rooms_when_they_are_due(
    store: StoreServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    async with house(store, tmp_path, clock=clock, retention_days=1) as bot:
        await bot.say("a hedgehog")
        redis = bot.redis
        assert await redis.zscore(ROOMS, "test/kitchen") == clock.now_s + TIDY_FIRST_S
        await bot.app.engine.tidy()
        assert len(await bot.app.core.album("test/kitchen")) == 4
        clock.now_s += 2 * DAY_S
        await bot.app.engine.tidy()
        assert await bot.app.core.album("test/kitchen") == ()
        assert files(tmp_path / "blobs") == []
        assert await redis.zscore(ROOMS, "test/kitchen") == clock.now_s + CALM_S
        await _broken(bot, clock)


async def _broken(bot: House, clock: Clock) -> None:
    """A room that cannot be tidied is put off; the others are not."""
    redis = bot.redis
    await redis.hset("pb:{test/broken}:meta", "schema", "99")
    await redis.zadd(ROOMS, {"test/broken": 1.0, "test/fine": 2.0})
    await bot.app.engine.tidy()
    assert await redis.zscore(ROOMS, "test/broken") > clock.now_s
    assert await redis.zscore(ROOMS, "test/fine") == clock.now_s + CALM_S


async def test_room_that_another_worker_has_taken_is_left_to_it(store: StoreServer, tmp_path: Path) -> None:
    async with house(store, tmp_path, clock=Clock()) as bot:
        await bot.say("a hedgehog")  # the worker is at work
        redis, tidied = bot.redis, list[str]()

        async def tidies(room: str) -> float:
            tidied.append(room)
            await redis.zrem(ROOMS, room)  # forgotten meanwhile
            return Clock.now_s

        bot.app.engine._tidies = tidies
        real = bot.app.engine._rounds._claim

        async def claimed_by_another(keys: list[str], args: list[str]) -> int:
            bot.app.engine._rounds._claim = real
            return 0

        bot.app.engine._rounds._claim = claimed_by_another  # type: ignore[assignment]
        await redis.zadd(ROOMS, {"test/kitchen": 1.0})
        await bot.app.engine.tidy()
        assert tidied == ["test/kitchen"]
        assert await redis.exists(ROOMS) == 0


async def test_store_that_is_gone_is_a_store_error(tmp_path: Path) -> None:
    redis = Redis.from_url("unix:///nowhere/at/all", decode_responses=True)
    eraser = Eraser(redis, BlobRefs(redis, open_blobs(str(tmp_path))))
    with pytest.raises(StoreError):
        await eraser.unlink(["x"])
    with pytest.raises(StoreError):
        await eraser.scan_keys("x")
