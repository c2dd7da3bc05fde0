"""Presses: what each button plans without a planner, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from doubles.records import ANN, KITCHEN, character, picture

from bot.buttons import FORM_VERBS, PANEL_VERBS, ButtonId, Verb
from bot.errors import BadInput, PictureGone, UnknownButton
from bot.events import Author
from bot.memory.records import Picture, ThreadState
from bot.planner.board import Board
from bot.plans import Action, Naming, Plan, SeedRule
from bot.presses import PLANNED, NoPicturesThere, NotYours, Pressed, chosen_picture, plan_press

GRID = tuple(picture(n, position=n, seed=n, prompt=f"prompt {n}", characters=("who-larry",)) for n in (1, 2, 3, 4))
ONE = GRID[:1]
EMPTY = Board(KITCHEN)


def press(verb: Verb, pictures: tuple[Picture, ...] = GRID, board: Board = EMPTY, **more: Any) -> Plan:
    return plan_press(pressed(verb, pictures, **more), board)


def pressed(verb: Verb, pictures: tuple[Picture, ...], **more: Any) -> Pressed:
    target = pictures[0].id if len(pictures) == 1 else "turn-1"
    values = tuple(more.pop("values", {}).items())
    return Pressed(ButtonId(verb, target), more.pop("author", ANN), more.pop("language", "en"), pictures, values)


def test_select_remembers_the_picture_and_asks_nobody():
    plan = press(Verb.SELECT, ONE)
    assert (plan.action, plan.select, plan.reply, plan.model_calls) == (Action.NOTE, ONE[0].id, "Picture 1 it is.", 0)


def test_more_under_one_picture_makes_four_children_with_new_seeds():
    plan = press(Verb.MORE, ONE)
    assert [(d.prompt, d.bases, d.seed_rule) for d in plan.drawings] == [("prompt 1", (ONE[0].id,), SeedRule.NEW)] * 4
    assert plan.drawings[0].characters == ("who-larry",)


def test_more_under_a_grid_follows_the_selection():
    chosen = Board(KITCHEN, ThreadState(selected=GRID[2].id))
    assert {d.bases for d in press(Verb.MORE, board=chosen).drawings} == {(GRID[2].id,)}
    assert press(Verb.MORE, board=chosen).reply == "More like picture 3:"


@pytest.mark.parametrize("selected", [None, "pic-of-another-grid"])
def test_more_under_a_grid_without_a_selection_varies_each(selected: str | None):
    board = Board(KITCHEN, ThreadState(selected=selected))
    plan = press(Verb.MORE, board=board)
    assert [d.bases for d in plan.drawings] == [(one.id,) for one in GRID]
    assert plan.reply == "More like these:"


def test_variations_are_four_children_of_the_picture():
    assert [d.bases for d in press(Verb.VARY, ONE).drawings] == [(ONE[0].id,)] * 4


def test_redraw_makes_siblings_and_keeps_the_parents():
    grid = (picture(5, parents=("pic-t1-1",), shape="tall", style="pencil", transparent=True), picture(6))
    plan = press(Verb.REROLL, grid)
    assert [(d.bases, d.seed_rule) for d in plan.drawings] == [(("pic-t1-1",), SeedRule.NEW), ((), SeedRule.NEW)]
    assert (plan.drawings[0].shape, plan.drawings[0].style, plan.drawings[0].transparent) == ("tall", "pencil", True)


def test_sticker_is_a_transparent_child_of_the_same_seed():
    (drawing,) = press(Verb.STICKER, ONE).drawings
    assert (drawing.style, drawing.transparent, drawing.seed_rule, drawing.bases) == (
        "sticker",
        True,
        SeedRule.SAME,
        (ONE[0].id,),
    )
    assert "sticker" in drawing.prompt.lower()


def test_hd_repeats_prompt_and_seed():
    (drawing,) = press(Verb.HD, ONE).drawings
    assert (drawing.hd, drawing.prompt, drawing.seed_rule, drawing.bases) == (
        True,
        "prompt 1",
        SeedRule.SAME,
        (ONE[0].id,),
    )


def test_details_plan_no_words_of_their_own():
    assert press(Verb.DETAILS, ONE) == Plan(Action.TEXT)


def test_name_binds_the_picture_that_the_form_names():
    plan = press(Verb.NAME, values={"picture": GRID[1].id, "name": "  Larry \n the  Kind "})
    assert plan.namings == (Naming("Larry the Kind", picture=GRID[1].id),)
    assert (plan.select, plan.reply) == (GRID[1].id, "Nice to meet you, Larry the Kind!")


def test_name_of_a_known_face_is_changed_and_the_card_kept():
    board = Board(KITCHEN, cast=(character("Lary", picture=ONE[0].id, description="a kind hedgehog"),))
    plan = press(Verb.NAME, ONE, board, values={"name": "Larry"})
    assert plan.namings == (Naming("Larry", picture=ONE[0].id, character="who-lary", description="a kind hedgehog"),)
    assert plan.reply == "Lary is called Larry from now on."


def test_name_given_twice_is_no_renaming():
    board = Board(KITCHEN, cast=(character("Larry", picture=ONE[0].id),))
    assert press(Verb.NAME, ONE, board, values={"name": "LARRY"}).reply == "Nice to meet you, LARRY!"


@pytest.mark.parametrize("name", ["", "  ", "\u200b\u2060"])
def test_name_that_cannot_be_seen_is_refused(name: str):
    with pytest.raises(BadInput):
        press(Verb.NAME, ONE, values={"name": name})


def test_name_is_cut_to_what_can_be_shown():
    (naming,) = press(Verb.NAME, ONE, values={"name": "x" * 500}).namings
    assert len(naming.name) == 80


def test_delete_is_for_the_one_who_asked_for_the_picture():
    assert press(Verb.DELETE, ONE).removed == (ONE[0].id,)
    with pytest.raises(NotYours) as caught:
        press(Verb.DELETE, ONE, author=Author("u2", "Ann"))
    assert caught.value.facts == {"name": "Ann"}


@pytest.mark.parametrize("verb", sorted(set(Verb) - PANEL_VERBS - PLANNED - {Verb.STOP, Verb.RETRY}))
def test_button_under_an_answer_without_pictures_is_refused(verb: Verb):
    with pytest.raises(NoPicturesThere):
        press(verb, (), values={"name": "Larry"})


@pytest.mark.parametrize("verb", [Verb.STOP, Verb.RETRY, Verb.EDIT, Verb.PICK, *sorted(PANEL_VERBS)])
def test_buttons_that_cannot_be_planned_alone_are_refused(verb: Verb):
    with pytest.raises(UnknownButton):
        press(verb, ONE)


def test_form_that_names_a_picture_from_elsewhere_is_refused():
    with pytest.raises(UnknownButton):
        chosen_picture(pressed(Verb.EDIT, GRID, values={"picture": "pic-stranger"}))


def test_button_of_a_picture_that_is_gone_says_so():
    gone = Pressed(ButtonId(Verb.HD, "pic-gone"), ANN, "en", ())
    with pytest.raises(PictureGone):
        chosen_picture(gone)


def test_every_verb_is_answered_somewhere():
    answered = {verb for verb in Verb if verb in PLANNED | {Verb.STOP, Verb.RETRY}}
    for verb in set(Verb) - PANEL_VERBS - answered:  # panels are answered without a turn
        assert press(verb, ONE, values={"name": "Larry"}).action
    assert answered >= FORM_VERBS - {Verb.NAME}


def test_plans_speak_the_language_of_the_press():
    assert press(Verb.SELECT, ONE, language="ko") == Plan(Action.NOTE, "1번 그림으로 할게요.", "ko", select=ONE[0].id)
