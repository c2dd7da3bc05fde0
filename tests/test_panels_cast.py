"""Who is who, as one person is shown it: looked at, changed, and taken out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from doubles.house import House, house
from doubles.panels import button, introduce, labels, told
from doubles.scripted import draw

from bot.adapter import CharacterChange
from bot.buttons import ButtonId, Verb, is_panel
from bot.commands import BadOption
from bot.errors import BadCharacter, CharacterGone, NameTaken, PictureGone, UnknownButton
from bot.panels.asking import ManagersOnly
from bot.replies import Audience, Form
from bot.valkey import StoreServer

ROOM = "test/kitchen"


@pytest.fixture
async def bot(empty_valkey: str, tmp_path: Path) -> AsyncIterator[House]:
    async with house(StoreServer(empty_valkey, "the test's", durable=True), tmp_path) as one:
        one.planner.script = draw(1)
        yield one


async def changed(bot: House, character: str, verb: Verb, **values: str) -> str:
    """Open a character's form, send it, and return what the panel says then."""
    opened = await bot.tap(str(ButtonId(verb, character)))
    assert isinstance(opened, Form)
    assert {field.name for field in opened.fields} == set(values)
    (reply,) = await bot.fill(opened.id, **values)
    return told(reply)


async def test_cast_shows_faces_and_names_to_one_person(bot: House):
    await introduce(bot, "Larry", "a small hedgehog with a red scarf")
    await introduce(bot, "Nell")
    shown = len(await bot.shown())
    (reply,) = await bot.ask("cast")
    assert reply.audience is Audience.PERSON
    assert told(reply) == (
        "Who is who here: 2.\n1. Larry: a small hedgehog with a red scarf\n2. Nell: not described yet"
    )
    assert [card.alt for card in reply.cards] == ["Larry: Larry on a hill 1", "Nell: Nell on a hill 1"]
    assert labels(reply) == ["Larry", "Nell"]
    assert all(is_panel(one.id) for row in reply.buttons for one in row)
    assert len(await bot.shown()) == shown  # nobody else sees anything
    assert await bot.app.engine.waiting(bot.thread) == 0


async def test_empty_cast_says_how_to_begin(bot: House):
    (reply,) = await bot.ask("cast")
    assert "this is Larry" in reply.text
    assert reply.cards == reply.buttons == ()


async def test_large_cast_is_turned_page_by_page(bot: House):
    for number in range(10):
        await introduce(bot, f"A{number:02}")
    (one,) = await bot.ask("cast")
    assert (one.text, len(one.facts), labels(one)[-1]) == ("Who is who here: 10. Page 1 of 2.", 8, "Next")
    (two,) = await bot.tap(button(one, "Next"))
    assert [fact.label for fact in two.facts] == ["9. A08", "10. A09"]
    assert labels(two) == ["A08", "A09", "Back"]
    (again,) = await bot.tap(button(two, "Back"))
    assert (again.text, again.facts) == (one.text, one.facts)
    (last,) = await bot.tap(str(ButtonId(Verb.CAST, "room", 9_999)))
    assert last.facts == two.facts


async def test_character_is_shown_large_with_all_that_is_known(bot: House):
    larry = await introduce(bot, "Larry", "a small hedgehog")
    await bot.app.core.change_character(ROOM, larry, CharacterChange(aliases=("Lars",)))
    (reply,) = await bot.ask("cast", name="LARS")
    assert told(reply) == "Larry\nOther names: Lars\nDescription: a small hedgehog\nNamed by: Mina"
    assert [card.large for card in reply.cards] == [True]
    assert labels(reply) == [
        "Rename…",
        "Describe…",
        "Other face…",
        "Other names…",
        "Who is who",
        "Pictures",
    ]
    (managed,) = await bot.tap(str(ButtonId(Verb.PERSON, larry)), manages=True)
    assert labels(managed)[-1] == "Remove"


async def test_name_of_nobody_and_of_two(bot: House):
    await introduce(bot, "Larry")
    (reply,) = await bot.ask("cast", name="Nell")
    assert reply.text == "Nobody here is called Nell.\n\nWho is who here: 1."
    two = await introduce(bot, "Larry2")
    core = bot.app.core
    redis, key = bot.redis, f"pb1:{{{ROOM}}}:cast"
    card = await redis.hget(key, two)
    await redis.hset(key, two, card.replace('"Larry2"', '"Larry"'))
    (both,) = await bot.ask("cast", name="larry")
    assert [fact.label for fact in both.facts] == ["1. Larry", "2. Larry"]
    assert len(await core.cast(ROOM)) == 2


async def test_character_is_renamed_described_and_given_other_names(bot: House):
    larry = await introduce(bot, "Larry", "a small hedgehog")
    opened = await bot.tap(str(ButtonId(Verb.RENAME, larry)))
    assert (opened.title, opened.fields[0].value, opened.submit) == ("Rename Larry", "Larry", "Keep")
    assert "Larry is called Lars from now on." in await changed(bot, larry, Verb.RENAME, name=" Lars ")
    assert "Description: a big one" in await changed(bot, larry, Verb.DESCRIBE, description="a big one")
    assert "Other names: Larry, 래리, L" in await changed(bot, larry, Verb.ALIASES, aliases="Larry、래리 ,, L\n")
    (member,) = await bot.app.core.cast(ROOM)
    assert (member.name, member.description, member.aliases) == ("Lars", "a big one", ("Larry", "래리", "L"))
    assert "Description" not in await changed(bot, larry, Verb.DESCRIBE, description="")


async def test_name_of_somebody_else_is_refused(bot: House):
    larry = await introduce(bot, "Larry")
    await introduce(bot, "Nell")
    with pytest.raises(NameTaken):
        await bot.fill(str(ButtonId(Verb.RENAME, larry)), name="nell")
    for name in ("", " \u200b", "x" * 81):
        with pytest.raises(BadCharacter):
            await bot.fill(str(ButtonId(Verb.RENAME, larry)), name=name)
    with pytest.raises(BadCharacter):
        await bot.fill(str(ButtonId(Verb.ALIASES, larry)), aliases=",".join(f"a{n}" for n in range(21)))
    assert (await bot.app.core.cast(ROOM))[0].name == "Larry"


async def test_another_face_is_the_chosen_picture_or_a_numbered_one(bot: House):
    larry = await introduce(bot, "Larry")  # picture 1
    bot.planner.script = draw(2)
    grid = await bot.say("two foxes")  # pictures 2 and 3
    opened = await bot.tap(str(ButtonId(Verb.FACE, larry)))
    assert opened.fields[0].value == ""  # nothing is chosen
    with pytest.raises(PictureGone):
        await bot.fill(opened.id, picture="")
    assert "Larry looks like this" in await changed(bot, larry, Verb.FACE, picture="#3")
    assert (await bot.app.core.cast(ROOM))[0].picture == grid.cards[1].picture
    await bot.press(grid.cards[0].select)
    opened = await bot.tap(str(ButtonId(Verb.FACE, larry)))
    assert opened.fields[0].value == "2"
    await bot.fill(opened.id, picture="")
    assert (await bot.app.core.cast(ROOM))[0].picture == grid.cards[0].picture
    for words in ("17", "999999999"):
        with pytest.raises(PictureGone):
            await bot.fill(opened.id, picture=words)
    for words in ("the second", "9" * 40, "-1"):
        with pytest.raises(BadOption):
            await bot.fill(opened.id, picture=words)


async def test_character_without_a_picture_says_so(bot: House):
    await introduce(bot, "Larry")
    (member,) = await bot.app.core.cast(ROOM)
    await bot.press(str(ButtonId(Verb.DELETE, member.picture or "")))
    (reply,) = await bot.ask("cast")
    assert reply.cards == ()
    (reply,) = await bot.ask("cast", name="Larry")
    assert "Face: no picture any more; press Other face… to give one" in told(reply)


async def test_removal_is_confirmed_and_for_managers(bot: House):
    larry = await introduce(bot, "Larry")
    for verb in (Verb.REMOVE, Verb.REMOVE_NOW):
        with pytest.raises(ManagersOnly):
            await bot.tap(str(ButtonId(verb, larry)))
    (asked,) = await bot.tap(str(ButtonId(Verb.REMOVE, larry)), manages=True)
    assert labels(asked) == ["Yes, remove: Larry", "No, go back"]
    (back,) = await bot.tap(button(asked, "No, go back"), manages=True)
    assert back.text == "Larry"
    assert len(await bot.app.core.cast(ROOM)) == 1
    (gone,) = await bot.tap(button(asked, "Yes, remove: Larry"), manages=True)
    assert gone.text.startswith("Larry is not in the cast any more.")
    assert await bot.app.core.cast(ROOM) == ()
    assert len(await bot.app.core.album(ROOM)) == 1
    with pytest.raises(CharacterGone):
        await bot.tap(button(asked, "Yes, remove: Larry"), manages=True)


async def test_forged_forms_are_refused(bot: House):
    larry = await introduce(bot, "Larry")
    for verb in (Verb.PERSON, Verb.REMOVE_NOW, Verb.SETTINGS, Verb.DETAILS):
        with pytest.raises(UnknownButton):
            await bot.fill(str(ButtonId(verb, larry)), name="x")


async def test_cast_speaks_korean(bot: House):
    larry = await introduce(bot, "래리", "빨간 목도리를 두른 고슴도치")
    bot.locale = "ko-KR"
    (reply,) = await bot.ask("cast")
    assert reply.text == "여기 등장인물은 1명이에요."
    (reply,) = await bot.tap(str(ButtonId(Verb.PERSON, larry)))
    assert labels(reply)[:4] == ["이름 바꾸기…", "설명하기…", "다른 얼굴…", "다른 이름…"]
    assert "이름을 바꿨어요: 래리 → 라리." in await changed(bot, larry, Verb.RENAME, name="라리")
