"""The second opinion: a learned model decides where the rules have no word for what is said, and only there."""

from __future__ import annotations

import pytest
from doubles.grammar import play
from hypothesis import given
from hypothesis import strategies as st

from bot.planner.offline.intent_features import MAX_WORDS, Scene, features, words_in
from bot.planner.offline.intent_model import model
from bot.plans import Action


def test_words_hide_names_and_numbers() -> None:
    assert words_in("{0}'s 12 hats, ’twas") == ["{n}", "'", "s", "0", "hats", ",", "'", "twas"]
    assert len(words_in("a " * 500)) == MAX_WORDS


def test_features_have_one_length_whatever_the_text() -> None:
    for text in ("hi", "make the second one a little bluer, and give him a hat", ""):
        assert sum(weight**2 for weight in features(text, Scene.GRID).values()) == pytest.approx(9.0)


@given(st.text(max_size=200), st.sampled_from(Scene))
def test_odds_add_up_whatever_is_said(text: str, scene: Scene) -> None:
    odds = model().odds(text, scene)

    assert sum(odds.values()) == pytest.approx(1.0)
    assert set(odds) == {Action.DRAW, Action.EDIT, Action.TEXT, Action.BOTH, Action.NOTE, Action.ASK}


def test_same_words_mean_something_else_in_another_scene() -> None:
    said = "a fox in a raincoat"

    assert model().odds(said, Scene.START)[Action.DRAW] > 0.9
    assert model().odds("with a red scarf", Scene.PICTURE)[Action.EDIT] > 0.9


@pytest.mark.parametrize(
    ("turns", "action"),
    [
        (("a paper boat on a puddle", "2nd but three floors high"), "edit"),
        (("a paper boat on a puddle", "3", "at least one of them should be asleep"), "edit"),
        (("What might a snail wear to a royal garden party? Show me.",), "draw"),
        (("oh and a picture of a snail post office would be brilliant for the newsletter",), "draw"),
    ],
)
def test_model_decides_what_the_rules_cannot_read(turns: tuple[str, ...], action: str) -> None:
    assert play(turns)[1].action == action


@pytest.mark.parametrize(
    ("turns", "action"),
    [
        (("a paper boat on a puddle", "call it Wanda"), "note"),
        (("a paper boat on a puddle", "2", "more like this"), "draw"),
        (("a paper boat on a puddle", "2", "make it blue", "undo that"), "note"),
        (("draw something nude",), "refuse"),
        (("고래 그려줘",), "draw"),
    ],
)
def test_rules_keep_the_word_where_they_know(turns: tuple[str, ...], action: str) -> None:
    assert play(turns)[1].action == action


def test_change_that_cannot_be_is_left_to_the_rules() -> None:
    _, plan = play(("bit brighter, and lose the hat",))

    assert plan.action in {Action.ASK, Action.NOTE, Action.NONE}
