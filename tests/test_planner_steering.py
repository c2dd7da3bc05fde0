"""The second opinion: a learned model decides where it is sure, and the rules keep what it cannot do."""

from __future__ import annotations

import pytest
from doubles.grammar import play

from bot.plans import Action


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
        (("our choir leader is Ludovic Penhaligon Sparke, short chap, always a bow tie",), "ask"),
        (("고래 그려줘",), "draw"),
    ],
)
def test_rules_keep_the_word_where_they_know(turns: tuple[str, ...], action: str) -> None:
    assert play(turns)[1].action == action


def test_change_that_cannot_be_is_left_to_the_rules() -> None:
    _, plan = play(("bit brighter, and lose the hat",))

    assert plan.action in {Action.ASK, Action.NOTE, Action.NONE}
