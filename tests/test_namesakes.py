"""Two characters of one name: told apart when named, asked about when meant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from doubles.house import MINA, House, house
from doubles.records import KITCHEN, picture
from doubles.scripted import draw

from bot.buttons import ButtonId, Verb
from bot.events import Author
from bot.memory.records import Character, Grid
from bot.planner import Request, namesakes
from bot.planner.board import Board
from bot.plans import Action, Drawing, Naming, Plan
from bot.valkey import StoreServer

BEN = Author("u-ben", "Ben")
CAT, DOG = picture(1, characters=("c-cat",)), picture(2, characters=("c-dog",))
CAST = (
    Character("c-cat", "Max", "a grey cat in boots", CAT.id, author=MINA),
    Character(
        "c-dog", "Max", "a spotted dog that is far too long to be told on a button in one go", DOG.id, author=BEN
    ),
)
BOARD = Board(KITCHEN, pictures={CAT.id: CAT, DOG.id: DOG}, cast=CAST)


def said(text: str, **more: object) -> Request:
    return replace(Request("t9", MINA, text, "en"), **more)  # type: ignore[arg-type]  # fields of a request


@pytest.mark.parametrize("text", ["draw Max at sea", "max's house", "MAX!", "is Max asleep?"])
def test_name_of_two_is_asked_about(text: str) -> None:
    plan = namesakes.question(said(text), BOARD)
    assert plan is not None
    assert plan.action is Action.ASK
    assert [choice.label for choice in plan.choices] == [
        "Max: a grey cat in boots",
        "Max: a spotted dog that is far too long to be told…",
    ]
    assert {choice.says for choice in plan.choices} == {text}


@pytest.mark.parametrize("text", ["draw a fox", "Maximilian at sea", "climax", "maxi dress"])
def test_other_words_are_no_name(text: str) -> None:
    assert namesakes.question(said(text), BOARD) is None


def test_korean_name_is_heard_with_its_particles() -> None:
    board = replace(BOARD, cast=tuple(replace(one, name="코코") for one in CAST))
    assert namesakes.question(said("코코네 집 보여줘"), board) is not None
    assert namesakes.question(said("초코코코아"), board) is None


def test_picked_one_is_meant_and_the_words_are_read_as_before() -> None:
    request, board = namesakes.settled(said("draw Max", verb="pick", picture=DOG.id), BOARD)
    assert [one.id for one in board.cast] == ["c-dog"]
    assert (request.verb, request.picture) == (None, None)
    assert namesakes.question(request, board) is None


def test_one_in_view_is_meant() -> None:
    for request, board in (
        (said("wake Max", reply_to=CAT.id), BOARD),
        (said("wake Max"), replace(BOARD, state=replace(BOARD.state, selected=CAT.id))),
        (said("wake Max"), replace(BOARD, grids=(Grid("t1", (CAT.id,), MINA, "a cat"),))),
    ):
        asked, left = namesakes.settled(request, board)
        assert [one.id for one in left.cast] == ["c-cat"]
        assert asked == request


def test_both_in_view_leaves_the_question_open() -> None:
    board = replace(BOARD, grids=(Grid("t1", (CAT.id, DOG.id), MINA, "both"),))
    assert namesakes.settled(said("wake Max"), board)[1] == board


def test_one_without_a_picture_is_not_offered() -> None:
    board = replace(BOARD, cast=(CAST[0], replace(CAST[1], picture=None)))
    assert namesakes.question(said("draw Max"), board) is None


def test_name_that_somebody_else_gave_to_somebody_else_is_another() -> None:
    board = replace(BOARD, cast=CAST[:1])
    mine = Plan(Action.NOTE, namings=(Naming("Max", picture=DOG.id),))
    assert namesakes.told_apart(mine, replace(said(""), author=BEN), board).namings[0].another
    assert not namesakes.told_apart(mine, said(""), board).namings[0].another  # Mina changes her mind
    same = Plan(Action.NOTE, namings=(Naming("Max", picture=CAT.id),))
    assert not namesakes.told_apart(same, replace(said(""), author=BEN), board).namings[0].another


def test_another_picture_of_the_same_character_is_no_other() -> None:
    child = picture(3, parents=(CAT.id,))
    board = replace(BOARD, cast=CAST[:1], pictures=BOARD.pictures | {child.id: child})
    ben = replace(said(""), author=BEN)
    named = Plan(Action.NOTE, namings=(Naming("Max", picture=child.id),))
    assert not namesakes.told_apart(named, ben, board).namings[0].another
    drawn = Plan(Action.DRAW, drawings=(Drawing("p", "a", bases=(child.id,)),), namings=(Naming("Max", drawing=1),))
    assert not namesakes.told_apart(drawn, ben, board).namings[0].another
    words = Plan(Action.NOTE, namings=(Naming("Max", description="a cat"),))
    assert not namesakes.told_apart(words, ben, board).namings[0].another


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path) -> AsyncIterator[House]:
    async with house(store, tmp_path) as one:
        yield one


async def test_two_people_name_two_and_one_tap_tells_which(bot: House) -> None:
    cats = await bot.say("a cat")
    await bot.submit(str(ButtonId(Verb.NAME, cats.cards[0].picture)), name="Max")
    dogs = await bot.say("a dog")
    bot.planner.script = lambda *_: Plan(
        Action.NOTE, "Hello!", namings=(Naming("Max", picture=dogs.cards[0].picture, description="a dog"),)
    )
    await bot.say("this one is called Max", author=BEN)
    assert len(await bot.app.core.cast(bot.thread.room_key)) == 2

    bot.planner.script = draw()
    await bot.say("a fox")
    bot.planner.script = lambda _, board: Plan(Action.TEXT, str([one.id for one in board.cast]))
    asked = await bot.say("where is Max?")
    assert asked.text == "There are 2 of that name here: Max. Which one do you mean?"
    dog = next(one for one in await bot.app.memory.cast(bot.thread.room_key) if one.description == "a dog")
    told = await bot.press(next(b.id for row in asked.buttons for b in row if b.label == "Max: a dog"))
    assert told.text == str([dog.id])
