"""From numbers and names to ids: what a model may mean, and what it may not."""

# ruff: noqa: E501 - a board, a call and what comes of it are read in one line each
from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from contract.planner_suite import check_plan
from doubles.asking import request
from doubles.records import ANN, KITCHEN, character, picture, said
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Attachment, Author, Thread
from bot.memory.records import Grid, ThreadState
from bot.phrases import phrase
from bot.planner.board import Board
from bot.planner.language_model.answers import Answer, Call
from bot.planner.language_model.board_text import shown_of
from bot.planner.language_model.pointing import Impossible
from bot.planner.language_model.resolving import plan_of
from bot.plans import Action, Plan, SeedRule

CARD = "a small hedgehog with sunflower petals for quills and a blue scarf"
ME = replace(request("x"), author=ANN)
GRID = tuple(
    picture(n, position=n, turn="t-1", prompt=f"Photo of hedgehog {n} in a garden", alt=f"Hedgehog {n}")
    for n in (1, 2, 3, 4)
)
ALONE = picture(
    5, turn="t-2", parents=(GRID[1].id,), shape="wide", style="pencil", transparent=True, characters=("who-larry",)
)
FOREIGN = picture(1, replace(KITCHEN, id="t9"))
LARRY = character("Larry", picture=GRID[1].id)
OTTO = character("Otto", picture=None, description="a tall grey owl, wearing round glasses", aliases=("Professor",))
BOARD = Board(
    KITCHEN,
    ThreadState(pictures=5, turns=2),
    (said("t-1"), said("t-2")),
    (Grid("t-1", tuple(one.id for one in GRID), ANN, "hedgehogs"), Grid("t-2", (ALONE.id,), ANN, "a fifth")),
    {one.id: one for one in (*GRID, ALONE)},
    (LARRY, OTTO),
)
EMPTY = Board(KITCHEN)


def plan(*calls: tuple[str, Any], words: str = "", board: Board = BOARD, **asked: Any) -> Plan:
    one = replace(ME, **asked)
    answer = Answer(words, tuple(Call(name, arguments) for name, arguments in calls))
    made = plan_of(answer, one, board, shown_of(one, board))
    check_plan(made, board)
    return made


def draw(prompt: str, **more: Any) -> tuple[str, Any]:
    return "draw", {"pictures": [{"prompt": prompt, "alt": "x"} | more]}


def edit(**change: Any) -> tuple[str, Any]:
    return "edit", {"pictures": [change]}


def naming(**names: Any) -> tuple[str, Any]:
    return "name", {"names": [names]}


# Drawing


def test_drawing_derives_from_the_pictures_it_is_like() -> None:
    (made,) = plan(draw("Photo of a fox", like=[3, 1], seed="same")).drawings
    assert made.bases == (GRID[2].id, GRID[0].id)
    assert made.seed_rule is SeedRule.SAME


def test_seed_is_new_unless_somebody_speaks_of_it() -> None:
    assert plan(draw("Photo of a fox", like=3)).drawings[0].seed_rule is SeedRule.NEW
    assert plan(draw("Photo of a fox", seed="same")).drawings[0].seed_rule is SeedRule.NEW
    (made,) = plan(draw("Photo of a fox", seed=2**31 + 5)).drawings
    assert (made.seed_rule, made.seed) == (SeedRule.EXACT, 5)


@pytest.mark.parametrize(
    ("prompt", "who", "made"),
    [
        ("Watercolour of {Larry} asleep", [], f"Watercolour of {CARD} asleep"),
        ("Watercolour of { Larry } and {Larry}", ["Larry"], f"Watercolour of {CARD} and the small hedgehog"),
        ("Watercolour of Larry asleep", ["larry"], f"Watercolour of {CARD} asleep"),
        ("Watercolour of Larry asleep", [], "Watercolour of Larry asleep"),
        ('Watercolour of a door lettered "Larry"', ["Larry"], f'Watercolour of a door lettered "Larry", with {CARD}'),
        ("Watercolour of {Larry}'s house.", [], f"Watercolour of the small hedgehog's house. The small hedgehog is {CARD}."),
        ("Watercolour of a hedgehog", ["Larry"], f"Watercolour of a hedgehog, with {CARD}"),
        (f"Watercolour of {CARD} asleep", ["Larry"], f"Watercolour of {CARD} asleep"),
        (f"Watercolour of {CARD}. {{Larry}} waves", ["Larry"], f"Watercolour of {CARD}. the small hedgehog waves"),
        ("Photo of {Professor} reading", [], f"Photo of {OTTO.description} reading"),
        ("Photo of {Nobody} reading", [], "Photo of Nobody reading"),
    ],
)  # fmt: skip
def test_prompt_has_the_card_in_the_same_words(prompt: str, who: list[str], made: str) -> None:
    assert plan(draw(prompt, who=who)).drawings[0].prompt == made


def test_character_without_a_face_is_in_the_picture_all_the_same() -> None:
    (made,) = plan(draw("Photo of {Larry} and {Otto}")).drawings
    assert made.characters == (LARRY.id, OTTO.id)
    assert made.bases == (GRID[1].id,)


def test_sticker_is_transparent_and_sizes_are_ours() -> None:
    (made,) = plan(draw("Sticker of a fox", style="sticker", shape="portrait")).drawings
    assert (made.transparent, made.shape, made.style) == (True, "tall", "sticker")


def test_more_than_four_are_four() -> None:
    pictures = [{"prompt": f"Photo of fox {n}", "alt": "x"} for n in range(9)]
    assert len(plan(("draw", {"pictures": pictures})).drawings) == 4
    assert len(plan(("more", {"picture": 2, "count": 99})).drawings) == 4
    assert len(plan(("more", {"picture": 2, "count": 0})).drawings) == 1


def test_description_for_those_who_do_not_see_is_never_missing() -> None:
    (made,) = plan(draw("Photo of {Larry} at sea", alt="")).drawings
    assert made.alt == "Photo of Larry at sea"


def test_nobody_of_that_name_is_impossible_and_the_cast_is_told() -> None:
    with pytest.raises(Impossible, match="the cast is Larry, Otto"):
        plan(draw("Photo of a bear", who=["Bruno"]))
    with pytest.raises(Impossible, match="the cast is empty"):
        plan(draw("Photo of a bear", who=["Bruno"]), board=EMPTY)


def test_prompt_that_is_empty_is_impossible() -> None:
    with pytest.raises(Impossible, match="prompt is empty"):
        plan(draw(" \u200b "))


@pytest.mark.parametrize(("number", "there"), [(9, "#1-5"), (0, "#1-5"), (-1, "#1-5")])
def test_picture_that_is_not_there_is_impossible_and_those_that_are_get_told(number: int, there: str) -> None:
    with pytest.raises(Impossible, match=there):
        plan(("select", {"picture": number}))


def test_no_picture_at_all_is_told() -> None:
    with pytest.raises(Impossible, match="none at all"):
        plan(("more", {"picture": 1}), board=EMPTY)


def test_picture_of_another_thread_that_was_pressed_has_a_number_of_its_own() -> None:
    board = replace(BOARD, pictures=BOARD.pictures | {FOREIGN.id: FOREIGN})
    one = replace(ME, picture=FOREIGN.id)
    shown = shown_of(one, board)
    (number,) = [n for n, seen in shown.view.items() if seen.id == FOREIGN.id]
    assert number > 1000
    made = plan_of(Answer("Ok", (Call("select", {"picture": number}),)), one, board, shown)
    assert made.select == FOREIGN.id


# Changing


def test_edit_keeps_seed_shape_style_and_who_is_in_it() -> None:
    (made,) = plan(edit(picture=5, prompt="Photo of a purple hedgehog", alt="Purple")).drawings
    assert (made.seed_rule, made.bases, made.characters) == (SeedRule.SAME, (ALONE.id,), ALONE.characters)
    assert (made.shape, made.style, made.transparent) == ("wide", "pencil", True)


def test_change_alone_is_worked_into_the_old_words() -> None:
    (made,) = plan(edit(picture=2, change="at night")).drawings
    assert made.prompt.startswith("Photo of hedgehog 2 in a garden")
    assert "at night" in made.prompt
    assert made.alt == "Hedgehog 2; at night"


def test_words_that_were_shown_cut_off_are_put_back_whole() -> None:
    shown = "Photo of hedgehog 2…"
    whole = GRID[1].prompt
    assert (
        plan(edit(picture=2, prompt=f"{shown} He wears a blue hat.")).drawings[0].prompt
        == f"{whole}. He wears a blue hat"
    )
    assert plan(edit(picture=2, prompt=shown)).drawings[0].prompt == whole
    assert plan(edit(picture=2, prompt="Photo of a fox… asleep")).drawings[0].prompt == "Photo of a fox… asleep"
    assert plan(edit(picture=2, prompt="… at night")).drawings[0].prompt == "… at night"


def test_edit_without_a_number_is_of_what_is_pointed_at() -> None:
    change = {"prompt": "Photo of a purple hedgehog"}
    assert plan(edit(**change), picture=GRID[3].id).drawings[0].bases == (GRID[3].id,)
    assert plan(edit(**change), reply_to=GRID[2].id).drawings[0].bases == (GRID[2].id,)
    assert plan(edit(**change)).drawings[0].bases == (ALONE.id,)
    with pytest.raises(Impossible, match="no picture yet"):
        plan(edit(**change), board=EMPTY)


def test_edit_that_says_nothing_is_impossible() -> None:
    with pytest.raises(Impossible, match="whole new prompt"):
        plan(edit(picture=2))


def test_two_takes_on_one_picture_have_two_seeds() -> None:
    takes = {
        "pictures": [
            {"picture": 2, "prompt": "Photo in red"},
            {"picture": 2, "prompt": "Photo in blue"},
            {"picture": 3, "prompt": "x y"},
        ]
    }
    made = plan(("edit", takes))
    assert [one.seed_rule for one in made.drawings] == [SeedRule.SAME, SeedRule.NEW, SeedRule.SAME]
    assert made.action is Action.EDIT


def test_photo_can_be_changed_and_drawn_from() -> None:
    dog = Attachment("f" * 64, "image/png", 10, 10, "dog.png")
    (made,) = plan(edit(photo=1, change="as a knight"), attachments=(dog,)).drawings
    assert (made.attachments, made.bases, made.seed_rule) == ((dog.blob,), (), SeedRule.NEW)
    assert made.prompt == "as a knight"
    (both,) = plan(edit(photo=1, picture=2, prompt="Photo of both"), attachments=(dog,)).drawings
    assert (both.attachments, both.bases) == ((dog.blob,), (GRID[1].id,))
    with pytest.raises(Impossible, match="there are #1"):
        plan(draw("Photo of a dog", photo=2), attachments=(dog,))
    with pytest.raises(Impossible, match="nobody sent one"):
        plan(draw("Photo of a dog", photo=1))


def test_zero_is_what_small_models_write_for_nothing() -> None:
    (made,) = plan(draw("Photo of a fox", photo=0, like=[0], seed="")).drawings
    assert (made.attachments, made.bases, made.seed_rule) == ((), (), SeedRule.NEW)
    assert plan(edit(picture=0, prompt="Photo in blue", photo="0")).drawings[0].bases == (ALONE.id,)
    assert plan(naming(name="Pip", picture="", drawing=0)).namings[0].picture == ALONE.id


# Names


def test_name_goes_to_the_picture_that_is_meant() -> None:
    assert plan(naming(name="Pip"), picture=GRID[3].id).namings[0].picture == GRID[3].id
    assert plan(naming(name="Pip"), reply_to=GRID[2].id).namings[0].picture == GRID[2].id
    assert plan(("select", {"picture": 1}), naming(name="Pip")).namings[0].picture == GRID[0].id
    (made,) = plan(naming(name="Pip")).namings
    assert made.picture == ALONE.id


def test_name_without_a_card_gets_one_from_the_prompt() -> None:
    (made,) = plan(naming(name="Pip", picture=1)).namings
    assert made.description == "hedgehog 1"
    assert plan(naming(name="Pip"), board=EMPTY).namings[0].description == ""


def test_name_of_somebody_who_is_known_renames() -> None:
    (made,) = plan(naming(name="Barry", picture=2)).namings
    assert (made.character, made.description, made.picture) == (LARRY.id, CARD, GRID[1].id)
    (by_name,) = plan(naming(name="Barry", was="Larry", card="a big hedgehog")).namings
    assert (by_name.character, by_name.description, by_name.picture) == (LARRY.id, "a big hedgehog", None)
    with pytest.raises(Impossible, match="Bruno"):
        plan(naming(name="Barry", was="Bruno"))


def test_name_of_what_is_drawn_now_counts_from_one() -> None:
    made = plan(naming(name="{Pip}", drawing=1), draw("Photo of a fox at sea"), words="Meet Pip!")
    assert (made.namings[0].name, made.namings[0].drawing) == ("Pip", 1)
    assert "fox" in made.namings[0].description
    assert plan(draw("Photo of a fox"), naming(name="Pip")).namings[0].drawing == 1
    with pytest.raises(Impossible, match="no drawing 3"):
        plan(draw("Photo of a fox"), naming(name="Pip", drawing=3))


def test_name_of_nothing_is_impossible() -> None:
    with pytest.raises(Impossible, match="empty"):
        plan(naming(name=" {} "))


def test_two_of_one_name_are_shown_apart() -> None:
    other = character("Larry", id="who-larry2", picture=GRID[3].id, description="a big bear")
    board = replace(BOARD, cast=(LARRY, other))
    (made,) = plan(draw("Photo of {Larry (2)} in the rain"), board=board).drawings
    assert (made.prompt, made.characters) == ("Photo of a big bear in the rain", (other.id,))


# Whole plans


def test_action_follows_from_what_is_done() -> None:
    story = "Once upon a time. " * 20
    assert plan(words="Because.").action is Action.TEXT
    assert plan(draw("Photo of a fox"), words=story).action is Action.BOTH
    assert plan(("draw", {"pictures": [{"prompt": "A fox"}], "with_text": True}), words="A poem.").action is Action.BOTH
    assert plan(("draw", {"pictures": [{"prompt": "A fox"}], "with_text": True})).action is Action.DRAW
    assert plan(edit(picture=2, prompt="x"), draw("Photo of a fox")).action is Action.DRAW
    assert plan(("select", {"picture": 2}), words=story).action is Action.TEXT
    assert plan(("note", {}), words="Thanks!").action is Action.NOTE
    assert plan(("stay_silent", {})).action is Action.NONE
    assert plan(("stay_silent", {}), addressed=True).action is Action.NOTE
    assert plan(("stay_silent", {}), words="Hm.").action is Action.NOTE
    with pytest.raises(Impossible, match="neither"):
        plan()


def test_what_was_just_made_is_selected_and_not_what_it_was_made_from() -> None:
    made = plan(("select", {"picture": 2}), edit(picture=2, prompt="Photo, blue"))
    assert made.select is None


def test_question_stands_alone_but_keeps_names() -> None:
    made = plan(("ask", {"question": "Which?", "choices": {"label": "The second", "picture": 2}}), naming(name="Pip"))
    assert (made.action, made.reply) == (Action.ASK, "Which?")
    assert [(one.label, one.says, one.picture) for one in made.choices] == [("The second", "The second", GRID[1].id)]
    assert made.namings[0].name == "Pip"
    assert plan(("ask", {"question": "Which?"}), words="Hm. Which?").reply == "Hm. Which?"
    with pytest.raises(Impossible, match="not both"):
        plan(("ask", {"question": "Which?"}), draw("Photo of a fox"))
    with pytest.raises(Impossible, match="no question"):
        plan(("ask", {}))


def test_refusal_has_a_reason_and_words_even_when_the_model_gives_none() -> None:
    made = plan(("refuse", {"guideline": "artist"}), draw("Photo of a fox"))
    assert (made.action, made.reason, made.drawings) == (Action.REFUSE, "artist", ())
    assert made.reply
    assert plan(("refuse", {"guideline": "hate", "words": "그건 안 그려요."})).language == "ko"


def test_model_that_says_nothing_is_given_words() -> None:
    assert plan(draw("Photo of a fox")).reply == phrase("model_drew")
    assert plan(edit(picture=2, prompt="x"), language="ko").reply == phrase("model_edited", "ko")
    assert plan(naming(name="Pip")).reply == phrase("named", name="Pip")
    assert plan(("select", {"picture": 2})).reply == phrase("chosen", number=2)
    assert plan(("remove", {"pictures": [2, 2]})).reply == phrase("model_noted")


def test_only_whoever_asked_for_a_picture_deletes_it() -> None:
    made = plan(("remove", {"pictures": 2}), author=Author("u-ben", "Ben"))
    assert (made.removed, made.reply) == ((), phrase("delete_not_yours", name="Ann"))
    assert plan(("remove", {"pictures": [1, 2]})).removed == (GRID[0].id, GRID[1].id)


def test_answer_that_was_no_answer_is_impossible() -> None:
    with pytest.raises(Impossible, match="no JSON"):
        plan_of(Answer(problem="the answer is no JSON object"), ME, BOARD, shown_of(ME, BOARD))
    with pytest.raises(Impossible, match="no tool"):
        plan(("fly", {}))


NUMBERS = st.one_of(st.integers(-2, 12), st.sampled_from(["#2", "two", None, 1.5, [1], "9" * 30]))
TEXTS = st.sampled_from(
    ["", " ", "Photo of {Larry}", "{", "{}", "{Larry", "Larry's", "a" * 3000, "{Otto} {Otto}", "래리", "\\1 \\g<0>"]
)
LOOKS = st.fixed_dictionaries(
    {"prompt": TEXTS},
    optional={
        "alt": TEXTS, "who": st.lists(TEXTS, max_size=2), "photo": NUMBERS, "seed": NUMBERS, "shape": TEXTS, "style": TEXTS,
        "like": NUMBERS, "picture": NUMBERS, "change": TEXTS, "transparent": st.booleans(),
    },
)  # fmt: skip
CALLS = st.one_of(
    st.tuples(st.sampled_from(["draw", "edit"]), st.fixed_dictionaries({"pictures": st.lists(LOOKS, max_size=5)})),
    st.tuples(st.sampled_from(["more", "select"]), st.fixed_dictionaries({"picture": NUMBERS}, optional={"count": NUMBERS})),
    st.tuples(st.just("name"), st.fixed_dictionaries({"names": st.lists(st.fixed_dictionaries({"name": TEXTS}, optional={"picture": NUMBERS, "drawing": NUMBERS, "was": TEXTS, "card": TEXTS}), max_size=2)})),
    st.tuples(st.just("remove"), st.fixed_dictionaries({"pictures": st.lists(NUMBERS, max_size=3)})),
    st.tuples(st.just("ask"), st.fixed_dictionaries({"question": TEXTS, "choices": st.lists(st.fixed_dictionaries({"label": TEXTS}, optional={"picture": NUMBERS}), max_size=7)})),
    st.tuples(st.just("refuse"), st.fixed_dictionaries({"guideline": st.sampled_from(["hate", "bored"]), "words": TEXTS})),
    st.tuples(st.sampled_from(["note", "stay_silent"]), st.just({})),
)  # fmt: skip


@given(st.lists(CALLS, max_size=4), TEXTS, st.sampled_from([BOARD, EMPTY]))
def test_whatever_a_model_calls_is_a_plan_or_impossible(calls: list[Any], words: str, board: Board) -> None:
    with suppress(Impossible):
        plan(*calls, words=words, board=board)


def test_thread_is_of_this_room() -> None:
    assert Thread.parse(BOARD.thread.key) == KITCHEN
