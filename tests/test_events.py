"""Events: which ids are usable, so that keys, buttons and addresses can carry them."""

from __future__ import annotations

import pytest
from doubles.records import ANN, KITCHEN
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Message, Thread


def test_thread_is_parsed_from_its_key():
    assert Thread.parse(KITCHEN.key) == KITCHEN
    assert KITCHEN.key == "web/kitchen/t1"
    assert KITCHEN.room_key == "web/kitchen"


@given(st.text(max_size=30))
def test_anything_else_is_no_thread(text: str):
    try:
        thread = Thread.parse(text)
    except ValueError:
        return
    assert thread.key == text


@pytest.mark.parametrize("key", ["", "web", "web/kitchen", "web/kitchen/t1/x", "web//t1", "web/kit chen/t1", "a/b/c\n"])
def test_key_that_is_none_is_refused(key: str):
    with pytest.raises(ValueError, match="not "):
        Thread.parse(key)


@pytest.mark.parametrize("event", ["", "a b", "a:b", "a/b", "-a", "pic-abc", "x" * 65, "e1\n", "é"])
def test_event_id_that_could_not_travel_is_refused(event: str):
    with pytest.raises(ValueError, match="not usable"):
        Message(event, KITCHEN, ANN, 0.0, "en", "hi")
