"""Forgetting: proven by looking at every key and every file, with a turn that is just running, and over processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from doubles.house import House, house
from doubles.ransack import files, traces
from doubles.scripted import draw, flat_png
from redis.asyncio import Redis

from bot.adapter import Forgotten
from bot.app import connected
from bot.buttons import ButtonId, Verb
from bot.engine import opened
from bot.errors import RoomBusy, StoreError
from bot.events import Author, Thread
from bot.journal import Fenced, Journal
from bot.memory.erasing import pages
from bot.memory.keys import ROOMS, RoomKeys, ThreadKeys, person_rooms
from bot.pausing import Patience, Pauser
from bot.plans import Action, Choice, Drawing, Plan
from bot.valkey import StoreServer

BEN = Author("u-ben", "Ben")
ROOM = "test/kitchen"
KEYS = RoomKeys(ROOM)


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path) -> AsyncIterator[House]:
    async with house(store, tmp_path, pictures_per_day_person=1000) as one:
        yield one


@pytest.fixture
async def redis(store: StoreServer) -> AsyncIterator[Redis]:
    async with connected(store.url) as client:
        yield client


def button(reply: Any, label: str) -> str:
    return next(b.id for row in reply.buttons for b in row if b.label == label)


async def bring(bot: House, seed: int, name: str = "holiday.png") -> Any:
    return await bot.app.core.attach(ROOM, flat_png(seed), name)


async def live(bot: House) -> None:
    """Leave a trace of Mina wherever there can be one."""
    grid = await bot.say("a hedgehog on a unicycle")
    chosen = await bot.press(button(grid, "2"))
    await bot.submit(str(ButtonId(Verb.NAME, chosen.cards[0].picture)), name="Larry")
    await bot.press(button(chosen, "Details"))
    await bot.say("look at my unicycle", attachments=(await bring(bot, 77),))
    await bring(bot, 78)  # brought, and never sent
    bot.painter.wrong = {"hopeless": "rubbish"}
    await bot.say("a hopeless unicycle")
    bot.painter.wrong = {}
    bot.thread = replace(bot.thread, id="t2")
    await bot.say("another unicycle")
    bot.thread = replace(bot.thread, id="t1")
    await bot.app.core.change_room_settings(ROOM, {"language": "en"})


async def test_forgotten_room_leaves_no_key_and_no_bytes(bot: House, redis: Redis, tmp_path: Path) -> None:
    await live(bot)
    assert await traces(redis, ROOM, "u-mina", "unicycle", "kitchen")
    elsewhere = replace(bot.thread, room="garden")
    before = files(tmp_path / "blobs")
    done = await bot.app.core.forget_room(ROOM)
    assert done == Forgotten(rooms=1, lines=12, pictures=12, characters=1)
    assert await traces(redis, ROOM, "u-mina", "unicycle", "kitchen", "Larry", "holiday") == []
    assert before
    assert files(tmp_path / "blobs") == []
    assert bot.office.forgets == [("kitchen", None)]
    bot.thread = elsewhere
    assert len((await bot.say("a house")).cards) == 4


async def test_forgotten_room_is_not_on_the_disk_either(bot: House, tmp_path: Path) -> None:
    await live(bot)
    await bot.app.core.forget_room(ROOM)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert [word for word in (b"unicycle", b"kitchen", b"u-mina", b"Larry") if word in kept] == []


async def test_forgotten_room_begins_anew(bot: House) -> None:
    await live(bot)
    await bot.app.core.forget_room(ROOM)
    bot.planner.boards.clear()
    reply = await bot.say("a fox")
    assert (await bot.app.core.details(ROOM, reply.cards[0].picture)).ordinal == 1
    board = bot.planner.boards[0]
    assert (board.lines, board.cast, board.pictures) == ((), (), {})
    assert await bot.app.core.forget_room("test/nowhere") == Forgotten(1)


async def test_bytes_that_another_room_needs_stay(bot: House, tmp_path: Path) -> None:
    mine = await bring(bot, 5)
    await bot.say("this", attachments=(mine,))
    await bot.app.core.attach("test/garden", flat_png(5), "the same")
    await bot.app.core.forget_room(ROOM)
    assert (await bot.app.core.blob(mine.blob)).data == flat_png(5)


async def test_forgotten_person_leaves_no_trace_and_others_keep_theirs(
    bot: House, redis: Redis, tmp_path: Path
) -> None:
    await live(bot)
    bot.planner.script = draw(2)
    bens = await bot.say("a boat", author=BEN, attachments=(await bring(bot, 79, "bens.png"),))
    await bot.app.core.change_room_settings(ROOM, {"audience": "general"})
    done = await bot.app.core.forget_person("test", "u-mina")
    assert (done.rooms, done.pictures, done.characters) == (1, 12, 1)
    assert await traces(redis, "u-mina", "Mina", "unicycle", "Larry") == []
    core = bot.app.core
    assert {one.id for one in await core.album(ROOM)} == {card.picture for card in bens.cards}
    for card in bens.cards:
        assert (await core.blob(card.blob)).data
    assert [line.text for line in await bot.app.memory.lines(bot.thread)] == ["a boat", "Here you are."]
    assert (await core.room_settings(ROOM)).audience == "general"
    # Two of Ben's, his attachment, and what somebody brought and never sent: it is dropped two days later.
    assert len(files(tmp_path / "blobs")) == 4
    ((room, what),) = bot.office.forgets
    assert room == "kitchen"
    assert what is not None
    assert what.author == "u-mina"
    assert len(what.pictures) == 12
    assert (await bot.say("and another boat", author=BEN)).cards


async def test_person_is_forgotten_in_one_room_or_in_all(bot: House, redis: Redis) -> None:
    await bot.say("a hedgehog")
    bot.thread = Thread("test", "garden", "t1")
    await bot.say("a house")
    assert (await bot.app.core.forget_person("test", "u-mina", "test/garden")).pictures == 4
    assert await redis.smembers(person_rooms("test", "u-mina")) == {ROOM}
    assert len(await bot.app.core.album(ROOM)) == 4
    assert (await bot.app.core.forget_person("test", "u-mina")).rooms == 1
    assert await traces(redis, "u-mina") == []
    assert await bot.app.core.forget_person("test", "u-mina") == Forgotten()


async def test_character_that_others_draw_stays_without_its_maker(bot: House, redis: Redis) -> None:
    grid = await bot.say("a hedgehog")
    await bot.submit(str(ButtonId(Verb.NAME, grid.cards[1].picture)), name="Larry")
    (larry,) = await bot.app.memory.cast(ROOM)
    bot.planner.script = lambda *_: Plan(
        Action.DRAW, "Here.", drawings=(Drawing("the same at sea", "at sea", characters=(larry.id,)),)
    )
    bens = await bot.say("him at sea", author=BEN)
    await bot.app.core.forget_person("test", "u-mina")
    (kept,) = await bot.app.memory.cast(ROOM)
    assert (kept.name, kept.author, kept.picture) == ("Larry", None, bens.cards[0].picture)
    assert await traces(redis, "u-mina", "hedgehog") == []


async def test_character_of_another_loses_only_the_picture_that_goes(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    bot.author = BEN
    await bot.submit(str(ButtonId(Verb.NAME, grid.cards[1].picture)), name="Larry")
    await bot.app.core.forget_person("test", "u-mina")
    (larry,) = await bot.app.memory.cast(ROOM)
    assert (larry.name, larry.author, larry.picture) == ("Larry", BEN, None)


async def test_thread_forgets_what_it_carried_of_the_person(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    bot.planner.script = lambda *_: Plan(
        Action.ASK, "Which?", choices=(Choice("it", "it", grid.cards[0].picture),), state="she wants a hedgehog",
        select=grid.cards[0].picture,
    )  # fmt: skip
    await bot.say("make it blue", author=BEN)
    await bot.app.core.forget_person("test", "u-mina")
    state = await bot.app.memory.state(bot.thread)
    assert (state.selected, state.planner_state, state.choices, state.asked) == (None, "", (), None)
    assert (state.pictures, state.turns) == (4, 2)


async def test_picture_of_another_that_was_made_from_one_that_goes_stays(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    bens = await bot.press(button(grid, "More like this"), author=BEN)
    await bot.app.core.forget_person("test", "u-mina")
    assert {one.id for one in await bot.app.core.family(ROOM, bens.cards[0].picture)} == {bens.cards[0].picture}


async def test_attachment_that_two_people_brought_stays_for_the_other(bot: House) -> None:
    photo = await bring(bot, 9)
    await bot.say("mine", attachments=(photo,))
    await bot.say("mine too", attachments=(photo,), author=BEN)
    await bot.app.core.forget_person("test", "u-mina")
    assert (await bot.app.core.blob(photo.blob)).data
    await bot.app.core.forget_person("test", "u-ben")
    with pytest.raises(StoreError):
        await bot.app.core.blob(photo.blob)


async def test_running_turn_does_not_bring_anything_back(bot: House, redis: Redis, tmp_path: Path) -> None:
    bot.painter.wrong = {r"\([234]\)": "hang"}
    await bot.accept(bot.message("a hedgehog on a unicycle"))
    await bot.accept(bot.message("and a second unicycle"))
    while not any(len(reply.cards) == 1 for reply in bot.office.history):
        await asyncio.sleep(0.005)

    object.__setattr__(bot.app.core._rooms.forgetting.pauser, "_patience", Patience(stop_s=0.0))
    await bot.app.core.forget_room(ROOM)
    await asyncio.sleep(0.3)
    assert await traces(redis, ROOM, "u-mina", "unicycle") == []
    assert files(tmp_path / "blobs") == []
    bot.painter.wrong = {}
    assert len((await bot.say("a fox")).cards) == 4


async def test_running_turn_of_another_goes_on_while_a_person_is_forgotten(bot: House, redis: Redis) -> None:
    await bot.say("a unicycle")
    bot.planner.delay_s = 0.5
    bens = bot.message("a boat", author=BEN)
    await bot.accept(bens)
    waiting = bot.message("one more unicycle")
    await bot.accept(waiting)
    after = bot.message("a second boat", author=BEN)
    await bot.accept(after)
    while not bot.planner.requests or bot.planner.requests[-1].turn != bens.id:
        await asyncio.sleep(0.005)
    await bot.app.core.forget_person("test", "u-mina")
    assert len((await bot.answer(bens.id)).cards) == 4
    assert len((await bot.answer(after.id)).cards) == 4
    assert await traces(redis, "u-mina", "unicycle") == []
    assert waiting.id not in {request.turn for request in bot.planner.requests}


async def test_event_that_comes_while_a_room_is_paused_is_answered_afterwards(bot: House) -> None:
    pauser = Pauser(bot.redis)

    async def threads() -> AsyncIterator[Thread]:
        yield bot.thread

    async with pauser.paused(ROOM, threads):
        event = bot.message("a hedgehog")
        await bot.accept(event)
        await asyncio.sleep(0.3)
        assert bot.planner.requests == []
    await bot.app.engine.wake(bot.thread)
    assert len((await bot.answer(event.id)).cards) == 4


async def test_pause_gives_up_on_a_turn_that_does_not_end(empty_valkey: str) -> None:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        thread = Thread("test", "kitchen", "t1")
        await redis.set(ThreadKeys(thread).lock, "turn:somebody")
        await redis.set(ThreadKeys(thread).running, "e1")

        async def threads() -> AsyncIterator[Thread]:
            yield thread

        with pytest.raises(RoomBusy):
            async with Pauser(redis, Patience(0.0, 0.3)).paused(ROOM, threads):
                pytest.fail("it is not paused")
        assert await redis.get(ThreadKeys(thread).stop) == "e1"
        assert await redis.exists(KEYS.pause) == 0


async def test_rooms_are_paused_by_one_at_a_time(empty_valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.pausing._RENEW_S", 0.02)
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        thread = Thread("test", "kitchen", "t1")

        async def threads() -> AsyncIterator[Thread]:
            yield thread

        async with Pauser(redis).paused(ROOM, threads) as found:
            assert found == (thread,)
            await redis.pexpire(KEYS.pause, 100)  # renewed meanwhile
            with pytest.raises(RoomBusy):
                async with Pauser(redis, Patience(0.0, 0.2)).paused(ROOM, threads):
                    pytest.fail("it is not ours")
        assert await redis.dbsize() == 0


async def test_pause_on_a_store_that_is_gone_is_a_store_error() -> None:
    async def threads() -> AsyncIterator[Thread]:
        yield Thread("test", "kitchen", "t1")

    with pytest.raises(StoreError):
        async with Pauser(Redis.from_url("unix:///nowhere/at/all")).paused(ROOM, threads):
            pytest.fail("there is nothing to pause")


async def test_worker_without_the_lock_cannot_open_a_journal(empty_valkey: str) -> None:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        thread = Thread("test", "kitchen", "t1")
        with pytest.raises(Fenced):
            await Journal(redis, thread, "e1").open("turn:mine")
        await redis.set(ThreadKeys(thread).lock, "turn:mine")
        assert (await Journal(redis, thread, "e1").open("turn:mine")).begun == 1


async def test_journal_that_was_forgotten_cannot_be_committed(empty_valkey: str) -> None:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        journal = await Journal(redis, Thread("test", "kitchen", "t1"), "e1").open()
        await redis.flushall()
        with pytest.raises(Fenced):
            await journal.commit([("SET", KEYS.settings, "x")])
        assert await redis.dbsize() == 0


async def test_worker_that_wakes_up_after_its_turn_was_forgotten_leaves_no_bytes(
    bot: House, redis: Redis, tmp_path: Path
) -> None:
    paint = bot.painter.paint

    async def paint_late(order: Any) -> Any:
        async for key in redis.scan_iter(match=f"*{{{ROOM}}}*"):
            await redis.delete(key)
        return await paint(order)

    bot.painter.paint = paint_late
    event = bot.message("a unicycle")
    await bot.accept(event)
    while not bot.painter.orders or await redis.exists(*(await redis.keys(f"*{{{ROOM}}}*") or ["x"])):
        await asyncio.sleep(0.02)
    while any(getattr(task.get_coro(), "__qualname__", "") == "Turns.handle" for task in asyncio.all_tasks()):
        await asyncio.sleep(0.02)
    assert files(tmp_path / "blobs") == []
    assert await redis.keys("*:owners") == []


async def test_what_cannot_be_read_does_not_stop_forgetting(bot: House, redis: Redis) -> None:
    await bot.say("a unicycle")
    await redis.rpush(ThreadKeys(bot.thread).lines, "rubbish")
    await redis.rpush(ThreadKeys(bot.thread).grids, "rubbish")
    await redis.hset(KEYS.pictures, "pic-bad", "rubbish")
    await bot.app.core.forget_person("test", "u-mina")
    assert await traces(redis, "u-mina", "unicycle") == []
    await redis.rpush(ThreadKeys(bot.thread).inbox, "rubbish")
    await bot.app.core.forget_room(ROOM)
    assert await traces(redis, ROOM) == []


async def test_unfinished_paintings_go_with_their_journal(bot: House, redis: Redis, tmp_path: Path) -> None:
    await bot.say("a unicycle")
    (key,) = [key async for key in redis.scan_iter(match="*:journal:*")]
    await redis.hdel(key, "committed")  # as if the worker had died before the end
    for picture in await redis.hkeys(KEYS.pictures):
        await redis.hdel(KEYS.pictures, picture)
    assert len(files(tmp_path / "blobs")) == 4
    await bot.app.core.forget_room(ROOM)
    assert files(tmp_path / "blobs") == []


async def test_journal_of_rubbish_is_removed_too(bot: House, redis: Redis) -> None:
    await bot.say("a unicycle")
    (key,) = [key async for key in redis.scan_iter(match="*:journal:*")]
    await redis.hdel(key, "committed")
    await redis.hset(key, "step:commissions", "rubbish")
    await bot.app.core.forget_person("test", "u-mina")
    assert await traces(redis, "unicycle") == []


async def test_tickets_that_wait_are_forgotten(store: StoreServer, redis: Redis) -> None:
    async with opened(redis, store.url) as engine:  # and no worker
        for name in ("kitchen", "garden"):
            await engine.accept(Thread("test", name, "t1"), "e1", "{}")
        stream = engine._docket.stream_key
        for number in range(450):  # what a worker that died had in hand has no record any more
            await redis.xadd(stream, {"key": f"ticket:test/{'kitchen' if number % 2 else 'garden'}:{number}"})
        await engine.forget_tickets(ROOM)
        assert [key for key in await traces(redis, ROOM) if "picturebook:" in key] == []
        assert await redis.xlen(stream) == 226
        assert await redis.exists("picturebook:runs:turn:test/garden:e1")


async def test_tickets_that_come_again_and_again_are_given_up(
    store: StoreServer, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.engine.records.LOOK_S", 0.0)
    async with opened(redis, store.url) as engine:

        async def kept(_: object) -> None:
            pass

        monkeypatch.setattr(engine._records, "_forget", kept)
        await engine.accept(Thread("test", "kitchen", "t1"), "e1", "{}")
        await engine.forget_tickets(ROOM)
    assert await traces(redis, "runs:turn:test/kitchen")


async def test_room_that_was_forgotten_is_off_the_list_of_rooms(bot: House, redis: Redis) -> None:
    await bot.say("a hedgehog")
    assert await redis.zscore(ROOMS, ROOM)
    await bot.app.core.forget_room(ROOM)
    assert await redis.zscore(ROOMS, ROOM) is None


def test_pages_hold_everything_once() -> None:
    assert list(pages(range(5), 2)) == [[0, 1], [2, 3], [4]]
