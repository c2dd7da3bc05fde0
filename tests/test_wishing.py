"""What a command says beside its words is done, whatever the planner made of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from doubles.records import ANN, KITCHEN, said
from hypothesis import given
from hypothesis import strategies as st

from bot.commission import SEED_LIMIT
from bot.errors import PlanInvalid
from bot.events import Attachment
from bot.memory.records import REFERENCE, Line
from bot.planner import Request, Wishes
from bot.planner.board import Board
from bot.plans import STYLES, Action, Choice, Drawing, Plan, SeedRule
from bot.wishing import fulfilled, reference_of, told_fewer, wishes_of

PHOTO = Attachment("b" * 64, "image/png", 8, 8, "dog.png")
FOX = Drawing("Storybook illustration of a fox", "a fox")
OWL = Drawing("Pencil drawing of an owl", "an owl", style="pencil")
BOARD = Board(KITCHEN)


def request(text: str = "a fox", verb: str | None = "draw", language: str = "en", **wishes: object) -> Request:
    wish = Wishes(**wishes)  # type: ignore[arg-type]
    return Request("e1", ANN, text, language, verb=verb, addressed=True, wishes=wish, command=verb)


def drawn(*drawings: Drawing, action: Action = Action.DRAW) -> Plan:
    return Plan(action, "Here.", drawings=drawings)


def test_options_become_wishes():
    assert wishes_of({"prompt": "x", "pictures": "3", "seed": "0"}) == Wishes(pictures=3, seed=0)
    assert wishes_of({}) == Wishes()


@pytest.mark.parametrize(
    "plan",
    [
        Plan(Action.NONE),
        Plan(Action.TEXT, "Once upon a time"),
        Plan(Action.NOTE, "I see."),
        Plan(Action.ASK, "Which one?", choices=(Choice("1", "1"),)),
    ],
)
@pytest.mark.parametrize(
    ("language", "words"), [("en", "Here is what you described:"), ("ko", "말씀하신 대로 그렸어요:")]
)
def test_draw_draws_whatever_the_planner_made_of_the_words(plan: Plan, language: str, words: str):
    made = fulfilled(plan, request("what time is it?", language=language), BOARD)
    assert (made.action, made.reply, made.choices) == (Action.DRAW, words, ())
    assert [one.alt for one in made.drawings] == ["what time is it?"]
    assert "what time is it?" in made.drawings[0].prompt


def test_guidelines_come_before_a_command():
    refusal = Plan(Action.REFUSE, "No.", reason="violence")
    assert fulfilled(refusal, request(pictures=2), BOARD) is refusal


@pytest.mark.parametrize("plan", [Plan(Action.NONE), Plan(Action.DRAW, " ", drawings=(FOX,))])
def test_story_without_words_is_no_answer(plan: Plan):
    with pytest.raises(PlanInvalid):
        fulfilled(plan, request(verb="story"), BOARD)


def test_plan_without_a_command_is_left_alone():
    for plan in (drawn(FOX, OWL), Plan(Action.NONE), Plan(Action.TEXT, "Hi.")):
        assert fulfilled(plan, request(verb=None), BOARD) == plan


@given(st.integers(1, 4), st.integers(1, 4))
def test_there_are_as_many_pictures_as_wished_for(given_: int, wished: int):
    drawings = tuple(replace(FOX, alt=str(n), seed_rule=SeedRule.SAME, bases=("pic-a",)) for n in range(given_))
    made = fulfilled(drawn(*drawings), request(pictures=wished), BOARD).drawings
    assert len(made) == wished
    assert made[:given_] == drawings[:wished]
    assert all(one.seed_rule is SeedRule.NEW for one in made[given_:])  # or they were the same picture again


def test_all_pictures_have_the_shape_and_the_style():
    made = fulfilled(drawn(FOX, OWL), request(shape="wide", style="pencil"), BOARD).drawings
    assert [(one.shape, one.style) for one in made] == [("wide", "pencil")] * 2
    assert [one.prompt for one in made] == ["Pencil drawing of a fox", "Pencil drawing of an owl"]


@pytest.mark.parametrize("style", STYLES)
def test_style_is_part_of_the_words(style: str):
    (made,) = fulfilled(drawn(Drawing("Oil painting of a fox", "a fox")), request(style=style), BOARD).drawings
    assert made.style == style
    assert made.prompt.casefold().replace("-", " ").split(" of ")[0] != "oil painting"
    assert style.split(maxsplit=1)[0] in made.prompt.casefold()
    assert made.transparent == (style == "sticker")


@given(st.integers(0, SEED_LIMIT - 1), st.integers(1, 4))
def test_seed_is_the_very_one_and_no_picture_is_painted_twice(seed: int, count: int):
    made = fulfilled(drawn(FOX), request(seed=seed, pictures=count), BOARD).drawings
    assert (made[0].seed_rule, made[0].seed) == (SeedRule.EXACT, seed)
    assert len({one.seed for one in made}) == count
    assert all(one.seed is not None and 0 <= one.seed < SEED_LIMIT for one in made)


def test_different_pictures_have_the_same_seed_when_it_is_wished_for():
    made = fulfilled(drawn(FOX, OWL), request(seed=7), BOARD).drawings
    assert [one.seed for one in made] == [7, 7]


def test_room_that_lets_fewer_pictures_answer_says_so():
    assert told_fewer(drawn(FOX), request(pictures=3)).reply == "Here.\n\nThere are at most 1 at a time here."
    assert told_fewer(Plan(Action.DRAW, drawings=(FOX,)), request(pictures=3)).reply.startswith("There are at most 1")
    assert told_fewer(drawn(FOX), request(pictures=1)).reply == "Here."
    assert told_fewer(Plan(Action.REFUSE, "No."), request(pictures=3)).reply == "No."


# What pictures go by


def reference(turn: str = "e0", blob: str = "c" * 64) -> Line:
    return said(turn, author=ANN, action=REFERENCE, attachments=(blob,))


def test_picture_of_the_command_is_shown_to_the_painter():
    wish = replace(request(), attachments=(PHOTO,))
    assert fulfilled(drawn(FOX, OWL), wish, BOARD).drawings[1].attachments == (PHOTO.blob,)
    chosen = replace(FOX, attachments=("d" * 64,))
    assert fulfilled(drawn(chosen, OWL), wish, BOARD).drawings == (chosen, OWL)  # the planner knew better
    spoken = replace(wish, verb=None, command=None)
    assert fulfilled(drawn(FOX), spoken, BOARD).drawings[0].attachments == ()  # its planner sees it itself


def test_reference_holds_for_the_next_picture_only():
    noted = replace(BOARD, lines=(reference(), said("e0", author=None), said("e1", author=ANN)))
    assert fulfilled(drawn(FOX), request(verb=None), noted).drawings[0].attachments == ("c" * 64,)
    assert fulfilled(drawn(FOX, action=Action.EDIT), request(verb=None), noted).drawings[0].attachments == ()
    spent = (*noted.lines, said("e1", author=None, pictures=("pic-a",)), said("e2", author=ANN))
    assert reference_of(spent) == ()
    assert reference_of((*spent, reference("e3", "d" * 64))) == ("d" * 64,)
    assert reference_of(()) == ()
