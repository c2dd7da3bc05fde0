"""Requests that name whom they ask for: drawn and named at once, in English and Korean."""

from __future__ import annotations

import pytest
from doubles.playback import PureThread

from bot.planner.offline import OfflinePlanner
from bot.plans import Action, Naming


@pytest.fixture
def thread() -> PureThread:
    return PureThread(OfflinePlanner(pause_s=0))


@pytest.mark.parametrize(
    ("text", "name", "card"),
    [
        ("draw a hedgehog. His name is Larry", "Larry", "a hedgehog"),
        ("a hedgehog called Larry, please", "Larry", "a hedgehog"),
        ("draw a hedgehog and call him Larry", "Larry", "a hedgehog"),
        ("His name is Larry. Draw a hedgehog.", "Larry", "a hedgehog"),
        ("a tiny owl. Her name is Pip.", "Pip", "a tiny owl"),
        ("This is Pip, my cat. Draw her on a sofa.", "Pip", "a cat"),
        ("고슴도치 그려줘. 이름은 래리야", "래리", "a hedgehog"),
        ("고슴도치 그리고 이름은 래리라고 해줘", "래리", "a hedgehog"),
        ("이름은 래리야. 고슴도치 그려줘", "래리", "a hedgehog"),
        ("래리라는 고슴도치 그려줘", "래리", "a hedgehog"),
        ("얘는 우리 고양이 핍이야. 소파 위에 그려줘", "핍", "a cat"),
        ("우리 고양이 이름은 나비야. 소파에 앉은 모습 그려줘", "나비", "a cat"),
    ],
)
def test_first_message_draws_and_names_the_first_drawing(thread: PureThread, text: str, name: str, card: str) -> None:
    plan = thread.say("ann", text)
    assert (plan.action, len(plan.drawings)) == (Action.DRAW, 4)
    assert plan.namings == (Naming(name, drawing=1, description=card),)


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("draw a fox", "draw a hedgehog. His name is Larry"),
        ("여우 그려줘", "고슴도치 그려줘. 이름은 래리야"),
    ],
)
def test_with_pictures_a_new_one_is_drawn_and_named(thread: PureThread, first: str, text: str) -> None:
    thread.say("ann", first)
    plan = thread.say("ann", text)
    assert plan.action is Action.DRAW
    assert [(n.drawing, n.picture, n.description) for n in plan.namings] == [(1, None, "a hedgehog")]
    assert "fox" not in plan.drawings[0].prompt


@pytest.mark.parametrize(
    ("first", "text"), [("draw a fox", "I love it. His name is Larry"), ("여우 그려줘", "이름은 래리야")]
)
def test_message_that_only_names_draws_nothing(thread: PureThread, first: str, text: str) -> None:
    thread.say("ann", first)
    plan = thread.say("ann", text)
    assert plan.action is Action.NOTE
    assert plan.namings[0].picture == "pic-1"


def test_protected_name_is_not_taken_out_of_the_request(thread: PureThread) -> None:
    plan = thread.say("ann", "draw a boy called Harry Potter")
    assert all(naming.name != "Harry Potter" for naming in plan.namings)


def test_text_about_somebody_named_draws_nothing(thread: PureThread) -> None:
    assert thread.say("ann", "write a story about a hedgehog called Larry").action is Action.TEXT
