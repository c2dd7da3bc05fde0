"""Requests: what a planner is asked, in which language, about which pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from doubles.records import ANN, KITCHEN, picture, said
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import ButtonId, Verb
from bot.errors import BadInput, PictureGone, UnknownButton
from bot.events import Attachment, Command, Event, Message, Press, Submit, Thread
from bot.memory.records import Line, Picture, ThreadState
from bot.planner import Wishes
from bot.planner.board import Board
from bot.presses import NoPicturesThere, Pressed
from bot.requests import (
    QuestionOver,
    edit_request,
    language_for,
    pick_request,
    pictures_of,
    pressed,
    request_of,
    words_of,
)

PHOTO = Attachment("ab" * 32, "image/png", 4, 4, "me.png")
GRID = tuple(picture(n, position=n) for n in (1, 2))


class Shelf:
    """A memory that holds these pictures and lines of one room."""

    def __init__(self, pictures: tuple[Picture, ...] = GRID, lines: Mapping[str, Line] | None = None) -> None:
        self._pictures = {one.id: one for one in pictures}
        self._lines = lines or {}

    async def picture(self, room: str, one: str) -> Picture | None:
        return self._pictures.get(one) if room == KITCHEN.room_key else None

    async def pictures(self, room: str, ids: tuple[str, ...]) -> dict[str, Picture]:
        return {one: self._pictures[one] for one in ids if one in self._pictures and room == KITCHEN.room_key}

    async def turn_line(self, thread: Thread, turn: str) -> Line | None:
        return self._lines.get(turn) if thread == KITCHEN else None


def message(text: str, locale: str = "en", **more: object) -> Message:
    return Message("e1", KITCHEN, ANN, 5.0, locale, text, **more)  # type: ignore[arg-type]


def command(*options: tuple[str, str], name: str = "draw") -> Command:
    return Command("e1", KITCHEN, ANN, 5.0, "en", name, options, (PHOTO,))


def button_press(button: ButtonId, locale: str = "en") -> Press:
    return Press("e1", KITCHEN, ANN, 5.0, locale, str(button))


def form(button: ButtonId, **values: str) -> Submit:
    return Submit("e1", KITCHEN, ANN, 5.0, "en", str(button), tuple(values.items()))


def board(language: str, turns: int = 3) -> Board:
    return Board(KITCHEN, ThreadState(language=language, turns=turns))


# Languages


@pytest.mark.parametrize(
    ("event", "before", "language"),
    [
        (message("a hedgehog"), board("ko"), "en"),
        (message("고슴도치"), board("en"), "ko"),
        (message("Larry랑 놀아줘"), board("en"), "ko"),
        (message("42!"), board("ko"), "ko"),
        (message("👍", locale="ko-KR"), board("en"), "en"),
        (message("👍", locale="ko-KR"), board("en", turns=0), "ko"),
        (message("👍", locale="fr-FR"), board("ko", turns=0), "en"),
        (button_press(ButtonId(Verb.MORE, "e0"), locale="en"), board("ko"), "ko"),
        (form(ButtonId(Verb.EDIT, "e0"), picture="pic-abc", text="모자"), board("en"), "ko"),
        (form(ButtonId(Verb.EDIT, "e0"), picture="pic-abc", text="2"), board("ko"), "ko"),
    ],
)
def test_language_is_that_of_the_words_else_the_threads_else_the_persons(event: Event, before: Board, language: str):
    assert language_for(event, before) == language


@given(st.text(max_size=30), st.text(max_size=10))
def test_language_is_always_one_that_we_speak(text: str, locale: str):
    assert language_for(message(text, locale=locale), Board(KITCHEN)) in {"en", "ko"}


def test_words_are_what_was_said_and_no_ids():
    assert words_of(message("hi")) == "hi"
    assert words_of(command(("shape", "wide"), ("prompt", "a fox"))) == "a fox"
    assert words_of(command(name="reference")) == ""
    assert words_of(form(ButtonId(Verb.NAME, "e0"), picture="pic-1", name="Larry")) == "Larry"
    assert words_of(button_press(ButtonId(Verb.MORE, "e0"))) == ""


# What a planner is asked


def test_message_is_asked_as_it_was_said():
    request = request_of(message("redder", reply_to="pic-1", attachments=(PHOTO,), addressed=True), "en")
    assert (request.text, request.reply_to, request.attachments, request.addressed, request.verb) == (
        "redder",
        "pic-1",
        (PHOTO,),
        True,
        None,
    )
    assert (request.turn, request.author, request.time_s) == ("e1", ANN, 5.0)


def test_command_is_asked_by_its_prompt_and_always_addressed():
    request = request_of(command(("shape", "wide"), ("prompt", "a fox")), "en")
    assert (request.text, request.verb, request.addressed, request.attachments) == ("a fox", "draw", True, (PHOTO,))


def test_command_is_asked_with_what_its_options_wish():
    options = (("prompt", "a fox"), ("pictures", "2"), ("shape", "wide"), ("style", "pencil"), ("seed", "7"))
    assert request_of(command(*options), "en").wishes == Wishes(2, "wide", "pencil", 7)
    assert not request_of(command(("prompt", "a fox")), "en").wishes.any
    assert not request_of(message("2 wide foxes"), "en").wishes.any


async def test_edit_form_is_asked_about_the_picture_it_names():
    event = form(ButtonId(Verb.EDIT, "turn-1"), picture=GRID[1].id, text=" a red hat ")
    shelf = Shelf(lines={"turn-1": said("turn-1", author=None, pictures=tuple(one.id for one in GRID))})
    request = edit_request(event, await pressed(event, "en", shelf))  # type: ignore[arg-type]
    assert (request.text, request.picture, request.verb, request.addressed) == ("a red hat", GRID[1].id, "edit", True)


async def test_edit_form_without_words_or_pictures_is_refused():
    with pytest.raises(BadInput):
        edit_request(form(ButtonId(Verb.EDIT, GRID[0].id)), Pressed(ButtonId(Verb.EDIT, GRID[0].id), ANN, "en", GRID))
    event = form(ButtonId(Verb.EDIT, "turn-9"), text="a hat")
    with pytest.raises(NoPicturesThere):
        edit_request(event, await pressed(event, "en", Shelf()))  # type: ignore[arg-type]


def test_picked_choice_is_asked_as_if_it_was_said():
    state = ThreadState(choices=(("Fox", "the fox", None), ("Owl", "the owl", "pic-2")), asked="e0")
    pick = ButtonId(Verb.PICK, "e0", 1)
    request = pick_request(button_press(pick), Pressed(pick, ANN, "ko", ()), Board(KITCHEN, state))
    assert (request.text, request.picture, request.verb, request.language) == ("the owl", "pic-2", "pick", "ko")


def test_picked_choice_goes_on_with_the_command_that_it_interrupted():
    asked = ("draw", (("prompt", "Larry"), ("seed", "7")))
    state = ThreadState(choices=(("Larry", "Larry", "pic-2"),), asked="e0", command=asked)
    pick = ButtonId(Verb.PICK, "e0", 0)
    request = pick_request(button_press(pick), Pressed(pick, ANN, "en", ()), Board(KITCHEN, state))
    assert (request.command, request.wishes) == ("draw", Wishes(seed=7))


@pytest.mark.parametrize(
    "pick", [ButtonId(Verb.PICK, "e9", 0), ButtonId(Verb.PICK, "e0", 2), ButtonId(Verb.PICK, "e0", None)]
)
def test_choice_of_a_question_that_is_over_is_refused(pick: ButtonId):
    state = ThreadState(choices=(("Fox", "the fox", None), ("Owl", "the owl", "pic-2")), asked="e0")
    with pytest.raises(QuestionOver):
        pick_request(Press("e1", KITCHEN, ANN, 0, "en", "x"), Pressed(pick, ANN, "en", ()), Board(KITCHEN, state))


# Which pictures


async def test_button_of_a_picture_is_about_that_picture():
    assert await pictures_of(ButtonId(Verb.HD, GRID[1].id), KITCHEN, Shelf()) == (GRID[1],)  # type: ignore[arg-type]


@pytest.mark.parametrize("thread", [KITCHEN, replace(KITCHEN, room="cellar")])
async def test_picture_that_is_gone_or_of_another_room_is_refused(thread: Thread):
    target = "pic-gone" if thread == KITCHEN else GRID[0].id
    with pytest.raises(PictureGone):
        await pictures_of(ButtonId(Verb.HD, target), thread, Shelf())  # type: ignore[arg-type]


async def test_button_of_a_turn_is_about_its_pictures_that_are_left():
    line = said("turn-1", author=None, pictures=(GRID[1].id, "pic-gone", GRID[0].id))
    found = await pictures_of(ButtonId(Verb.MORE, "turn-1"), KITCHEN, Shelf(lines={"turn-1": line}))  # type: ignore[arg-type]
    assert found == (GRID[1], GRID[0])
    assert await pictures_of(ButtonId(Verb.MORE, "turn-2"), KITCHEN, Shelf()) == ()  # type: ignore[arg-type]


async def test_press_and_form_are_looked_up_and_forged_ones_refused():
    press = await pressed(button_press(ButtonId(Verb.HD, GRID[0].id)), "en", Shelf())  # type: ignore[arg-type]
    assert (press.pictures, press.values, press.author) == (GRID[:1], (), ANN)
    with pytest.raises(UnknownButton):
        await pressed(form(ButtonId(Verb.DELETE, GRID[0].id)), "en", Shelf())  # type: ignore[arg-type]
    with pytest.raises(UnknownButton):
        await pressed(Press("e1", KITCHEN, ANN, 0, "en", "<b>"), "en", Shelf())  # type: ignore[arg-type]
