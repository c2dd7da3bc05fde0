"""Dialogues of several people, threads and rooms, through the whole core."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from doubles.house import KITCHEN, House, house

from bot.buttons import ButtonId, Verb
from bot.errors import BadInput
from bot.events import Author, Thread
from bot.planner import Request
from bot.planner.board import Board
from bot.plans import Action, Drawing, Naming, Plan
from bot.replies import Reply
from bot.valkey import StoreServer

MINA, BEN = Author("u-mina", "Mina"), Author("u-ben", "Ben")
GARDEN = replace(KITCHEN, id="t2")
CELLAR = Thread("test", "cellar", "t1")


def listener(request: Request, board: Board) -> Plan:
    """Understands "call it NAME", draws whoever of the cast is named, and anything else from scratch."""
    text = request.text
    current = board.current()
    if text.startswith("call it "):
        if current is None:
            return Plan(Action.ASK, "Call what?")
        name = text.removeprefix("call it ")
        return Plan(Action.NOTE, f"Hello, {name}!", namings=(Naming(name, picture=current.id),))
    known = [one for one in board.cast if one.name in text]
    bases = tuple(one.picture for one in known if one.picture)
    return Plan(
        Action.DRAW, "Here.", drawings=(Drawing(text, text, bases=bases, characters=tuple(one.id for one in known)),)
    )


@pytest.fixture
async def bot(empty_valkey: str, tmp_path: Path) -> AsyncIterator[House]:
    async with house(StoreServer(empty_valkey, "the test's", durable=True), tmp_path) as one:
        one.planner.script = listener
        yield one


class Person:
    """Somebody who talks in a thread."""

    def __init__(self, bot: House, author: Author, thread: Thread) -> None:
        self.house = replace(bot, thread=thread, author=author)

    async def says(self, text: str) -> Reply:
        return await self.house.say(text, id=f"{self.house.author.id}-{self.house.new_id()}")


async def characters(bot: House, reply: Reply) -> tuple[str, ...]:
    picture = await bot.app.core.details(bot.thread.room_key, reply.cards[0].picture)
    names = {one.id: one.name for one in await bot.app.core.cast(bot.thread.room_key)}
    return tuple(names[one] for one in picture.characters)


async def test_larry_is_named_in_one_thread_and_drawn_in_another(bot: House) -> None:
    mina, ben = Person(bot, MINA, KITCHEN), Person(bot, BEN, GARDEN)

    first = await mina.says("a hedgehog")
    assert (await mina.says("call it Larry")).text == "Hello, Larry!"
    scene = await ben.says("Larry at sea")

    assert await characters(bot, scene) == ("Larry",)
    made = await bot.app.core.details(KITCHEN.room_key, scene.cards[0].picture)
    assert made.parents == (first.cards[0].picture,)
    assert (made.author, made.ordinal) == ("Ben", 1)


async def test_it_means_the_last_picture_of_ones_own_thread(bot: House) -> None:
    mina, ben = Person(bot, MINA, KITCHEN), Person(bot, BEN, GARDEN)

    hedgehog = await mina.says("a hedgehog")
    await ben.says("a fox")
    await mina.says("call it Larry")

    (larry,) = await bot.app.core.cast(KITCHEN.room_key)
    assert larry.picture == hedgehog.cards[0].picture


async def test_two_people_name_two_characters_in_one_thread(bot: House) -> None:
    mina, ben = Person(bot, MINA, KITCHEN), Person(bot, BEN, KITCHEN)

    await mina.says("a hedgehog")
    await mina.says("call it Larry")
    await ben.says("a fox")
    await ben.says("call it Momo")

    assert await characters(bot, await mina.says("Larry meets Momo")) == ("Larry", "Momo")
    lines = await bot.app.memory.lines(KITCHEN)
    assert [line.author.name for line in lines if line.author] == ["Mina", "Mina", "Ben", "Ben", "Mina"]


async def test_another_room_knows_nothing_of_larry(bot: House) -> None:
    mina, eve = Person(bot, MINA, KITCHEN), Person(bot, Author("u-eve", "Eve"), CELLAR)

    grid = await mina.says("a hedgehog")
    await mina.says("call it Larry")

    assert (await eve.says("call it Larry")).text == "Call what?"
    scene = await eve.says("Larry at sea")
    board = await bot.app.memory.board(CELLAR)
    assert board.cast == ()
    assert board.pictures.keys() == {scene.cards[0].picture}
    assert board.pictures[scene.cards[0].picture].parents == ()
    for verb in (Verb.SELECT, Verb.MORE, Verb.DELETE, Verb.DETAILS):
        with pytest.raises(BadInput):
            await eve.house.press(str(ButtonId(verb, grid.cards[0].picture)))


async def test_people_who_talk_at_once_are_answered_in_order_within_their_threads(bot: House) -> None:
    people = [Person(bot, author, thread) for thread in (KITCHEN, GARDEN, CELLAR) for author in (MINA, BEN)]

    await asyncio.gather(*(person.says(f"picture {n}") for n in range(3) for person in people))

    for thread in (KITCHEN, GARDEN, CELLAR):
        lines = await bot.app.memory.lines(thread)
        assert [line.turn for line in lines[::2]] == [
            line.turn for line in lines[1::2]
        ]  # each answered before the next
        assert len(lines) == 12
        assert [one.key for one in await bot.office.shown(thread)] == [line.turn for line in lines[::2]]
