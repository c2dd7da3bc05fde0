"""What a turn leaves behind: lines, the selection, open questions, and who is called what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from doubles.records import ANN, KITCHEN, character, picture

from bot.events import Attachment, Author, Command, Event, Message, Press, Submit
from bot.memory.records import Character, Commit, Picture, ThreadState
from bot.planner.board import Board
from bot.plans import Action, Choice, Drawing, Naming, Plan
from bot.remembering import ERROR, PLANNER_STATE_CHARS, Result, character_id, commit_of

HELLO = Message("e1", KITCHEN, ANN, 10.0, "en", "a hedgehog", reply_to="e0")
GRID = tuple(picture(n, position=n) for n in (1, 2, 3, 4))
BEN = Author("u2", "Ben")


def commit(
    plan: Plan | None,
    pictures: tuple[Picture, ...] = (),
    *,
    state: ThreadState | None = None,
    cast: tuple[Character, ...] = (),
    event: Event = HELLO,
    **more: Any,
) -> Commit:
    result = Result(event, "en", 20.0, more.pop("text", "Here."), plan, pictures, **more)
    return commit_of(result, Board(KITCHEN, state or ThreadState(), cast=cast))


def named(*namings: Naming, cast: tuple[Character, ...] = (), pictures: tuple[Picture, ...] = GRID) -> tuple[Any, ...]:
    return commit(Plan(Action.DRAW, namings=namings), pictures, cast=cast).characters


DRAW = Plan(Action.DRAW, "Here.", drawings=(Drawing("p", "a"),) * 4)
SELECTED = ThreadState(selected="pic-old", pictures=4, turns=2)

# Lines


def test_turn_leaves_a_line_of_the_person_and_one_of_the_bot():
    asked, answered = commit(replace(DRAW, model_calls=2), GRID).lines
    assert (asked.author, asked.text, asked.time_s, asked.reply_to) == (ANN, "a hedgehog", 10.0, "e0")
    assert (answered.author, answered.text, answered.action, answered.model_calls) == (None, "Here.", "draw", 2)
    assert answered.pictures == tuple(one.id for one in GRID)
    assert {asked.turn, answered.turn} == {"e1"}


def test_people_talking_to_each_other_leave_their_line_only():
    (line,) = commit(Plan(Action.NONE)).lines
    assert line.author == ANN


def test_press_leaves_no_line_of_the_person():
    (line,) = commit(DRAW, GRID, event=Press("e1", KITCHEN, ANN, 10.0, "en", "pb1:more:e0")).lines
    assert line.author is None


def test_form_and_command_leave_their_words():
    sent = Submit("e1", KITCHEN, ANN, 10.0, "en", "pb1:name:e0", (("picture", "pic-1"), ("name", "Larry")))
    assert commit(DRAW, event=sent).lines[0].text == "Larry"
    photo = Attachment("ab", "image/png", 1, 1, "me.png")
    told = Command("e1", KITCHEN, ANN, 10.0, "en", "draw", (("prompt", "a fox"),), (photo,))
    assert (commit(DRAW, event=told).lines[0].text, commit(DRAW, event=told).lines[0].attachments) == ("a fox", ("ab",))


def test_picture_without_words_leaves_a_line():
    photo = Attachment("ab", "image/png", 1, 1, "me.png")
    line = commit(DRAW, event=replace(HELLO, text="", attachments=(photo,))).lines[0]
    assert (line.text, line.attachments) == ("", ("ab",))


def test_retry_does_not_repeat_the_persons_words():
    (line,) = commit(DRAW, GRID, repeats=True).lines
    assert line.author is None


def test_failed_turn_is_remembered_as_an_error():
    assert commit(None, error=True).lines[1].action == ERROR
    assert commit(DRAW, GRID, error=True).lines[1].action == ERROR


def test_turn_that_ended_before_its_plan_without_an_error_is_none():
    """Stopped while it was planned, or refused for what the person sent: nobody's fault."""
    assert commit(None).lines[1].action == ""


# The thread's state


def test_state_counts_turns_and_every_ordinal_that_was_used_up():
    state = commit(DRAW, GRID[:2], state=SELECTED, made=4).state
    assert (state.turns, state.pictures) == (3, 8)


def test_grid_clears_the_selection():
    assert commit(DRAW, GRID, state=SELECTED).state.selected is None


def test_edit_selects_its_one_picture():
    assert commit(replace(DRAW, action=Action.EDIT), GRID[:1], state=SELECTED).state.selected == "pic-t1-1"


def test_words_keep_the_selection():
    assert commit(Plan(Action.TEXT, "A story."), state=SELECTED).state.selected == "pic-old"


def test_selecting_plan_selects_even_when_it_draws():
    assert commit(replace(DRAW, select="pic-t1-2"), GRID, state=SELECTED).state.selected == "pic-t1-2"


def test_removed_picture_is_selected_no_more():
    gone = picture(9, id="pic-old", parents=("pic-a", "pic-b"))
    made = commit(Plan(Action.NOTE, removed=("pic-old",)), state=SELECTED, removed=(gone,))
    assert (made.state.selected, made.removed) == (None, ("pic-old",))
    assert made.unlinked == (("pic-a", "pic-old"), ("pic-b", "pic-old"))


def test_question_stays_open_until_something_else_is_decided():
    asked = commit(Plan(Action.ASK, choices=(Choice("Fox", "the fox", "pic-1"),)), state=SELECTED).state
    assert (asked.choices, asked.asked) == ((("Fox", "the fox", "pic-1"),), "e1")
    silent = commit(Plan(Action.NONE), state=asked).state
    failed = commit(None, state=asked, error=True).state
    assert (silent.choices, silent.asked) == (failed.choices, failed.asked) == (asked.choices, "e1")
    answered = commit(Plan(Action.TEXT, "Done."), state=asked).state
    assert (answered.choices, answered.asked) == ((), None)


def test_planner_finds_its_own_words_again_up_to_a_bound():
    assert commit(replace(DRAW, state="x" * 9_000)).state.planner_state == "x" * PLANNER_STATE_CHARS
    before = ThreadState(planner_state="mine")
    assert commit(Plan(Action.NONE, state="lost"), state=before).state.planner_state == "mine"


def test_grid_is_remembered_with_its_request_and_nothing_else_is():
    grid = commit(DRAW, GRID).grid
    assert grid is not None
    assert (grid.turn, grid.request, grid.author) == ("e1", "a hedgehog", ANN)
    assert commit(Plan(Action.TEXT)).grid is None


# Names


def test_name_is_bound_to_a_picture_of_this_very_plan():
    (larry,) = named(Naming("Larry", drawing=2, description="a hedgehog"))
    assert (larry.name, larry.picture, larry.description) == ("Larry", "pic-t1-2", "a hedgehog")
    assert (larry.author, larry.time_s) == (ANN, 20.0)
    assert larry.id == character_id(KITCHEN, "LARRY")


def test_name_whose_picture_failed_is_bound_to_words_alone():
    (larry,) = named(Naming("Larry", drawing=4, description="a hedgehog"), pictures=GRID[:3])
    assert (larry.picture, larry.description) == (None, "a hedgehog")


def test_known_name_is_recast_never_doubled():
    known = character("Larry", picture="pic-old", aliases=("Lar",), author=BEN)
    (larry,) = named(Naming("larry", picture="pic-t1-3"), cast=(known,))
    assert larry == replace(known, picture="pic-t1-3")


def test_alias_names_the_same_character():
    known = character("Larry", picture="pic-old", aliases=("Lar",))
    (larry,) = named(Naming("Lar", picture="pic-t1-3"), cast=(known,))
    assert larry == replace(known, picture="pic-t1-3")


def test_character_is_renamed_and_keeps_face_and_card():
    known = character("Lary", picture="pic-old")
    (larry,) = named(Naming("Larry", character=known.id), cast=(known,))
    assert larry == replace(known, name="Larry")


def test_character_is_described_anew():
    known = character("Larry", picture="pic-old")
    (larry,) = named(Naming("Larry", description="a fox"), cast=(known,))
    assert (larry.description, larry.picture) == ("a fox", "pic-old")


def test_two_namings_of_one_plan_add_up():
    known = character("Lary", picture="pic-old", description="a hedgehog")
    namings = (Naming("Larry", character=known.id), Naming("Larry", character=known.id, description="a fox"))
    assert named(*namings, cast=(known,)) == (replace(known, name="Larry", description="a fox"),)


def test_new_name_twice_in_one_plan_is_one_character():
    (larry,) = named(Naming("Larry", drawing=1, description="a hedgehog"), Naming("LARRY", description="kind"))
    assert (larry.picture, larry.description) == ("pic-t1-1", "kind")


def test_same_name_in_another_room_is_another_character():
    assert character_id(KITCHEN, "Larry") != character_id(replace(KITCHEN, room="cellar"), "Larry")
    assert character_id(KITCHEN, "Larry") == character_id(replace(KITCHEN, id="t2"), "larry")


@pytest.mark.parametrize("plan", [None, Plan(Action.TEXT)])
def test_nobody_is_named_without_a_naming(plan: Plan | None):
    assert commit(plan).characters == ()
