"""Records to JSON and back: the same afterwards, and rubbish is an error of our own."""

from __future__ import annotations

import string
from typing import Any

import pytest
from doubles.records import ANN, KITCHEN, character, picture
from hypothesis import given
from hypothesis import strategies as st

from bot.codec import dump, load
from bot.commission import Commission
from bot.errors import StoreError
from bot.events import PICTURE_PREFIX, Attachment, Author, Command, Event, Message, Press, Submit, Thread
from bot.memory.records import Character, Picture, ThreadState
from bot.paintings import Tile
from bot.plans import Action, Choice, Drawing, Naming, Plan, SeedRule, Usage

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
parts = st.builds(
    str.__add__, st.sampled_from("aZ0"), st.text(string.ascii_letters + string.digits + "_.-", max_size=63)
)
turn_ids = parts.filter(lambda one: not one.startswith(PICTURE_PREFIX))
pairs = st.lists(st.tuples(words, words), max_size=3).map(tuple)
times = st.floats(allow_nan=False, allow_infinity=False)
attachments = st.lists(
    st.builds(Attachment, words, words, st.integers(0, 10**6), st.integers(0, 10**6), words), max_size=2
).map(tuple)
base = (turn_ids, st.builds(Thread, parts, parts, parts), st.builds(Author, words, words), times, words)
events = st.one_of(
    st.builds(Message, *base, words, st.none() | words, attachments, st.booleans()),
    st.builds(Command, *base, words, pairs, attachments),
    st.builds(Press, *base, words),
    st.builds(Submit, *base, words, pairs),
)
drawings = st.builds(
    Drawing,
    words,
    words,
    st.sampled_from(["square", "wide", "tall"]),
    st.none() | words,
    st.booleans(),
    st.booleans(),
    st.sampled_from(SeedRule),
    st.none() | st.integers(),
    st.lists(parts, max_size=3).map(tuple),
    st.lists(parts, max_size=3).map(tuple),
)
plans = st.builds(
    Plan,
    st.sampled_from(Action),
    words,
    st.sampled_from(["en", "ko"]),
    st.lists(drawings, max_size=4).map(tuple),
    st.lists(st.builds(Naming, words, st.none() | parts, st.none() | st.integers(1, 4)), max_size=2).map(tuple),
    st.none() | parts,
    st.lists(parts, max_size=2).map(tuple),
    st.lists(st.builds(Choice, words, words, st.none() | parts), max_size=3).map(tuple),
    words,
    st.integers(0, 9),
    st.none() | st.floats(0, 10),
    st.lists(st.builds(Usage, words, words, st.integers(0), st.integers(0), st.integers(0)), max_size=2).map(tuple),
    words,
)


@given(events)
def test_event_comes_back_as_the_same_kind_and_whole(event: Event):
    again: Any = load(Event, dump(event, Event))
    assert again == event
    assert type(again) is type(event)


@given(plans)
def test_plan_comes_back_whole(plan: Plan):
    assert load(Plan, dump(plan, Plan)) == plan


@pytest.mark.parametrize(
    "record",
    [
        picture(1),
        picture(2, seed=None, style="sticker", parents=("pic-1",), notes=("hd",), cost_usd=0.04),
        character("Larry"),
        character("래리", author=None, aliases=("Lar",), picture="pic-1"),
        ThreadState(selected="pic-1", choices=(("a", "b", None),), asked="e1"),
        Tile(2, failure="painter_timeout", facts=(("limit", 3), ("why", "x"))),
    ],
)
def test_record_comes_back_whole(record: object):
    assert load(type(record), dump(record)) == record


def test_container_of_records_comes_back_whole():
    commissions = (Commission("pic-1", 5, 1, 2**31 - 1, Drawing("p", "a")),)
    assert load(tuple[Commission, ...], dump(commissions, tuple[Commission, ...])) == commissions


@pytest.mark.parametrize("kind", [Event, Plan, Picture, Character, ThreadState, str, tuple[Commission, ...]])
@given(rubbish=st.one_of(st.binary(max_size=40), st.text(string.printable, max_size=40)))
def test_rubbish_in_the_store_is_an_error_of_ours(kind: Any, rubbish: str | bytes):
    try:
        value = load(kind, rubbish)
    except StoreError:
        return
    assert load(kind, dump(value, kind)) == value


@pytest.mark.parametrize("rubbish", ["", "\ud800", "null", "[" * 5000, '{"id":', "NaN"])
def test_broken_json_is_an_error_of_ours(rubbish: str):
    with pytest.raises(StoreError, match="not a"):
        load(Picture, rubbish)


def test_ids_are_checked_when_they_come_back():
    event = dump(Press("e1", KITCHEN, ANN, 0.0, "en", "pb1:more:e0"), Event)
    with pytest.raises(StoreError):
        load(Event, event.replace('"e1"', '"pic-1"'))
    with pytest.raises(StoreError):
        load(Event, event.replace('"kitchen"', '"kit/chen"'))


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("draw a cat", Plan),
        (Plan(Action.DRAW, drawings="four of them"), Plan),  # type: ignore[arg-type]
        (Tile("one"), Tile),  # type: ignore[arg-type]
        (["not", 1], list[str]),
        (Author("u1", "a lone \ud800"), Author),
    ],
)
def test_wrong_types_are_refused_before_they_are_written(value: object, kind: Any):
    with pytest.raises(StoreError):
        dump(value, kind)


@pytest.mark.parametrize("value", [None, Plan(Action.DRAW, reply=None)])  # type: ignore[arg-type]
def test_nothing_in_place_of_a_value_is_found_on_the_way_back(value: object):
    with pytest.raises(StoreError):
        load(Plan, dump(value, Plan))


def test_errors_of_the_codec_do_not_tell_what_people_said():
    with pytest.raises(StoreError) as caught:
        load(Picture, '{"prompt": "my secret garden"}')
    assert "secret" not in str(caught.value)
    with pytest.raises(StoreError) as caught:
        dump("my secret garden", Plan)
    assert "secret" not in str(caught.value)
