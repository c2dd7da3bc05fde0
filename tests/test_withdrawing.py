"""An answer that somebody deleted on the platform: its words and pictures go, whatever else was there stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from doubles.house import House, house
from doubles.panels import introduce
from doubles.scripted import draw
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.buttons import ButtonId, Verb
from bot.errors import BlobMissing, PictureGone, StoreError
from bot.events import Thread
from bot.memory.casting import Casting
from bot.planner import Request
from bot.planner.board import Board
from bot.plans import Action, Choice, Drawing, Plan, SeedRule
from bot.valkey import StoreServer

ROOM = "test/kitchen"
CELLAR = Thread("test", "cellar", "t1")


@pytest.fixture
async def bot(empty_valkey: str, tmp_path: Path) -> AsyncIterator[House]:
    async with house(StoreServer(empty_valkey, "the test's", durable=True), tmp_path) as one:
        one.planner.script = draw(2)
        yield one


async def test_answer_goes_with_its_pictures_and_their_bytes(bot: House):
    core, memory = bot.app.core, bot.app.memory
    kept, gone = await bot.say("a fox"), await bot.say("an owl")
    await bot.press(gone.cards[0].select)
    await core.withdraw(bot.thread, gone.turn)
    assert {one.turn for one in await core.album(ROOM)} == {kept.turn}
    for card in gone.cards:
        with pytest.raises(PictureGone):
            await core.details(ROOM, card.picture)
        with pytest.raises(BlobMissing):
            await core.blob(card.blob)
    assert await core.blob(kept.cards[0].blob)
    board = await memory.board(bot.thread)
    assert [grid.turn for grid in board.grids] == [kept.turn]
    assert board.state.selected is None
    said = [(line.turn, line.author is None) for line in board.lines]
    assert (gone.turn, True) not in said
    assert (gone.turn, False) in said  # what the person said is the person's
    await core.withdraw(bot.thread, gone.turn)  # again is harmless
    assert (await bot.say("more")).cards[0].picture != gone.cards[0].picture
    assert max(one.ordinal for one in await core.album(ROOM)) == 6  # numbers are not given twice


async def test_bytes_that_another_room_needs_stay(bot: House):
    same = Drawing("a fox", "a fox", seed_rule=SeedRule.EXACT, seed=7)
    bot.planner.script = lambda request, _: Plan(Action.DRAW, "Here.", request.language, (same,))
    here = await bot.say("a fox")
    bot.thread = CELLAR
    there = await bot.say("a fox")
    assert here.cards[0].blob == there.cards[0].blob
    await bot.app.core.withdraw(CELLAR, there.turn)
    assert await bot.app.core.blob(here.cards[0].blob)


async def test_face_that_goes_is_followed_by_the_oldest_picture_that_is_left(bot: House):
    larry = await introduce(bot, "Larry")
    nell = await introduce(bot, "Nell")
    faces = {one.id: one.picture for one in await bot.app.core.cast(ROOM)}

    def scene(request: Request, _: Board) -> Plan:
        drawing = Drawing(f"{request.text}, Larry", "Larry", characters=(larry,))
        return Plan(Action.DRAW, "Here.", request.language, (drawing,))

    bot.planner.script = scene
    first, second = await bot.say("Larry at sea"), await bot.say("Larry asleep")
    portrait = await bot.app.core.details(ROOM, faces[larry] or "")
    await bot.app.core.withdraw(bot.thread, portrait.turn)
    after = {one.id: one.picture for one in await bot.app.core.cast(ROOM)}
    assert after == {larry: first.cards[0].picture, nell: faces[nell]}
    await bot.app.core.withdraw(bot.thread, first.turn)
    await bot.app.core.withdraw(bot.thread, second.turn)
    after = {one.id: one.picture for one in await bot.app.core.cast(ROOM)}
    assert after == {larry: None, nell: faces[nell]}


async def test_old_answer_is_found_by_its_pictures_when_its_words_are_gone(bot: House):
    reply = await bot.say("a fox")
    await bot.redis.delete(f"pb1:{{{ROOM}}}:t:t1:lines")
    await bot.app.core.withdraw(bot.thread, reply.turn)
    assert await bot.app.core.album(ROOM) == ()


async def test_question_that_nobody_can_read_any_more_is_not_waited_for(bot: House):
    bot.planner.script = lambda request, _: Plan(
        Action.ASK, "Which?", request.language, choices=(Choice("A", "a"), Choice("B", "b"))
    )
    asked = await bot.say("hm")
    assert (await bot.app.memory.state(bot.thread)).asked == asked.turn
    await bot.app.core.withdraw(bot.thread, asked.turn)
    state = await bot.app.memory.state(bot.thread)
    assert (state.asked, state.choices) == (None, ())


async def test_answer_of_another_room_or_thread_is_none_of_ours(bot: House):
    reply = await bot.say("a fox")
    await bot.app.core.withdraw(CELLAR, reply.turn)
    await bot.app.core.withdraw(Thread("test", "kitchen", "t9"), reply.turn)
    await bot.app.core.withdraw(bot.thread, "t1-e999")
    assert len(await bot.app.core.album(ROOM)) == 2


async def test_turn_that_still_draws_is_stopped_first(bot: House):
    bot.painter.delay_s = 3600
    event = bot.message("a hedgehog")
    await bot.accept(event)
    async with asyncio.timeout(10):
        while not bot.painter.orders:
            await asyncio.sleep(0.005)
    await bot.app.core.withdraw(bot.thread, event.id)
    assert await bot.app.engine.running(bot.thread) is None
    assert (await bot.app.memory.board(bot.thread)).grids == ()
    bot.painter.delay_s = 0
    assert len((await bot.say("a fox")).cards) == 2


async def test_turn_that_does_not_stop_is_told(bot: House, monkeypatch: pytest.MonkeyPatch):
    async def always(_: Thread) -> str:
        return "t1-e1"

    async def at_once(_: float) -> None:
        pass

    withdrawal = bot.app.core._rooms.withdrawal
    object.__setattr__(withdrawal, "sleep", at_once)
    monkeypatch.setattr(bot.app.engine, "running", always)
    with pytest.raises(StoreError, match="does not stop"):
        await withdrawal.withdraw(bot.thread, "t1-e1")


async def test_store_that_is_down_is_told(bot: House, monkeypatch: pytest.MonkeyPatch):
    async def down(_: Thread) -> str:
        raise RedisConnectionError

    monkeypatch.setattr(bot.app.engine, "running", down)
    with pytest.raises(StoreError):
        await bot.app.core.withdraw(bot.thread, "t1-e1")


async def test_records_that_nobody_can_read_stop_nothing(bot: House):
    larry = await introduce(bot, "Larry")
    reply = await bot.say("a fox")
    redis, thread = bot.redis, f"pb1:{{{ROOM}}}:t:t1"
    await redis.hset(f"pb1:{{{ROOM}}}:pictures", "pic-broken", "{")
    await redis.rpush(f"{thread}:lines", "{")
    await redis.rpush(f"{thread}:grids", "{")
    (member,) = await bot.app.core.cast(ROOM)
    portrait = await bot.app.core.details(ROOM, member.picture or "")
    await bot.app.core.withdraw(bot.thread, portrait.turn)
    assert (await bot.app.core.cast(ROOM))[0].id == larry
    await redis.set(f"{thread}:state", "{")
    await bot.app.core.withdraw(bot.thread, reply.turn)
    assert await bot.app.core.album(ROOM) == ()


async def test_room_where_nothing_was_said_has_nothing_to_take_back(bot: House):
    await bot.app.core.withdraw(CELLAR, "t1-e1")
    assert await bot.app.core.album(CELLAR.room_key) == ()


async def test_character_that_is_removed_meanwhile_needs_no_face(bot: House):
    casting: Casting = bot.app.core._rooms.casting
    await casting.show(ROOM, "c-gone", None)
    larry = await introduce(bot, "Larry")
    real, turns = casting._swap, 0

    async def busy(*_: object) -> bool:
        nonlocal turns
        turns += 1
        return False

    casting._swap = busy  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        await casting.show(ROOM, larry, None)
    casting._swap = real  # type: ignore[method-assign]
    assert turns > 1


async def test_button_of_a_withdrawn_picture_says_that_it_is_gone(bot: House):
    reply = await bot.say("a fox")
    await bot.app.core.withdraw(bot.thread, reply.turn)
    with pytest.raises(PictureGone):
        await bot.tap(str(ButtonId(Verb.DETAILS, reply.cards[0].picture)))
