"""Who is who, as one person is shown it: looked at, changed, and taken out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from doubles.house import House, house
from doubles.scripted import draw

from bot.buttons import ButtonId, Verb
from bot.errors import BadCharacter, CharacterGone, NameTaken, PictureGone, UnknownButton
from bot.events import Thread
from bot.panels.asking import ManagersOnly
from bot.planner import Request
from bot.planner.board import Board
from bot.plans import Action, Naming, Plan
from bot.replies import Audience, Form, Reply
from bot.valkey import StoreServer

ROOM = "test/kitchen"
CELLAR = Thread("test", "cellar", "t1")


@pytest.fixture
async def bot(empty_valkey: str, tmp_path: Path) -> AsyncIterator[House]:
    async with house(StoreServer(empty_valkey, "the test's", durable=True), tmp_path) as one:
        one.planner.script = draw(1)
        yield one


def naming(name: str, description: str = "") -> object:
    def script(request: Request, board: Board) -> Plan:
        picture = board.current()
        assert picture is not None
        named = Naming(name, picture=picture.id, description=description)
        return Plan(Action.NOTE, "Hello!", request.language, namings=(named,))

    return script


async def introduce(bot: House, name: str, description: str = "") -> str:
    """Draw somebody and name them; return the character's id."""
    bot.planner.script = draw(1)
    await bot.say(f"{name} on a hill")
    bot.planner.script = naming(name, description)
    await bot.say(f"this is {name}")
    cast = await bot.app.core.cast(bot.thread.room_key)
    return next(one.id for one in cast if one.name == name)


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def button(reply: Reply, label: str) -> str:
    return next(one.id for row in reply.buttons for one in row if one.label == label)


def told(reply: Reply) -> str:
    return "\n".join([reply.text, *(f"{fact.label}: {fact.value}" for fact in reply.facts)])


async def test_cast_shows_faces_and_names_to_one_person(bot: House):
    await introduce(bot, "Larry", "a small hedgehog with a red scarf")
    await introduce(bot, "Nell")
    (reply,) = await bot.ask("cast")
    assert reply.audience is Audience.PERSON
    assert told(reply) == (
        "Who is who here: 2.\n1. Larry: a small hedgehog with a red scarf\n2. Nell: not described yet"
    )
    assert [card.alt for card in reply.cards] == ["Larry: Larry on a hill 1", "Nell: Nell on a hill 1"]
    assert labels(reply) == ["Larry", "Nell"]
    assert await bot.shown() == [one for one in await bot.shown() if one.reply.audience is Audience.EVERYONE]


async def test_empty_cast_says_how_to_begin(bot: House):
    (reply,) = await bot.ask("cast")
    assert "this is Larry" in reply.text
    assert reply.cards == reply.buttons == ()
