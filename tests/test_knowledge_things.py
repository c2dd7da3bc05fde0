"""Which things a request names that are looked up, and which never are."""

from __future__ import annotations

import pytest
from doubles.records import character, said
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Author, Thread
from bot.knowledge.things import MAX_CHARS, MAX_THINGS, things
from bot.planner import Request
from bot.planner.board import Board

BOARD = Board(Thread("test", "kitchen", "t1"))


def named(text: str, board: Board = BOARD, author: str = "Mina", verb: str | None = None) -> tuple[str, ...]:
    return things(Request("e1", Author("u", author), text, "en", verb=verb), board)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Draw the Eiffel Tower with a fox", ("Eiffel Tower",)),
        ("please draw an 'okapi' in the rain", ("okapi",)),
        ('paint "The Snow Queen" as a sticker', ("The Snow Queen",)),
        ("draw a fox. It sits in New York!", ("New York",)),
        ("show me the Lord of the Rings and Gandalf", ("Lord of the Rings", "Gandalf")),
        ("a picture of Gyeongbokgung, Haechi and Dangun", ("Gyeongbokgung", "Haechi")),
        ("「해태」를 그려줘", ("해태",)),
        ("‘달토끼’ 그림 보여 줘", ("달토끼",)),
        ("draw Zog's castle", ("Zog",)),
        ("Draw my dog", ()),
        ("DRAW A FOX", ()),
        ("draw a fox on Monday, I'm in a hurry", ()),
        ("don't draw it, isn't it nice?", ()),
        ("draw Dr of", ()),
        ('"draw a fox"', ()),
        ("고슴도치 그려줘", ()),
        ("draw " + "Very " * 9 + "Long Name", ()),
    ],
)
def test_names_and_quotations_are_looked_up(text: str, found: tuple[str, ...]):
    assert named(text) == found


def test_talk_is_never_looked_up():
    assert named("I was in Paris with Gandalf") == ()
    assert named("I was in Paris with Gandalf", verb="draw") == ("Paris", "Gandalf")


def test_nobody_of_the_room_is_looked_up():
    cast = (character("Larry", aliases=("Lars",)),)
    board = Board(BOARD.thread, lines=(said("e0", author=Author("b", "Ben Miller")),), cast=cast)
    assert named("draw Larry's house with Ben, Lars, Mina and Haechi", board) == ("Haechi",)
    assert named("draw 'Larry the hedgehog'", board) == ()


@given(st.text(max_size=300))
def test_whatever_is_said_few_and_short_things_are_named(text: str):
    found = named(text, verb="draw")
    assert len(found) <= MAX_THINGS
    assert all(one.strip() == one and 1 < len(one) <= MAX_CHARS and "\n" not in one for one in found)
