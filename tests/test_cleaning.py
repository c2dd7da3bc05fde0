"""Text from outside: made harmless, and otherwise left as it was said."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cleaning import cleaned, has_content

anything = st.text(st.characters(exclude_categories=()))


@given(anything)
def test_cleaned_text_can_be_stored_and_shown(text: str):
    clean = cleaned(text)
    clean.encode()
    assert not {unicodedata.category(c) for c in clean if c not in "\n\t"} & {"Cc", "Cs"}
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert clean == clean.strip()
    assert unicodedata.is_normalized("NFC", clean)


@given(anything)
def test_cleaning_twice_changes_nothing_more(text: str):
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize(
    "text",
    [
        "a hedgehog\n\twith petals",
        "👩‍👩‍👧 a family",  # its joiners are part of the emoji
        "سلام",
        "<b>@everyone</b> & `code`",
        "래리네 집",
    ],
)
def test_cleaning_leaves_what_people_mean(text: str):
    assert cleaned(text) == text


def test_cleaning_composes_letters_and_drops_what_cannot_be_seen():
    assert cleaned(" e\u0301\x00\x1b[0m\u202edrows\ud83d ") == "é[0mdrows"


@pytest.mark.parametrize(
    ("text", "seen"),
    [("", False), (" \n\t", False), ("\u200b\u2060\ufeff", False), ("\u3000", False), (".", True), ("\u200b래", True)],
)
def test_content_is_what_can_be_seen(text: str, seen: bool):
    assert has_content(text) is seen
