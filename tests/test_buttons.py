"""Button ids: what we make comes back as it was, and nothing else is ever taken for one."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.buttons import (
    FORM_VERBS,
    MAX_ID_CHARS,
    MAX_PAGES,
    PANEL_FORMS,
    PANEL_VERBS,
    ButtonId,
    Verb,
    decode,
    is_panel,
    opens_form,
    takes_long,
)
from bot.errors import UnknownButton
from bot.phrases import LANGUAGES, phrase

targets = st.builds(
    str.__add__, st.sampled_from("aZ0"), st.text(string.ascii_letters + string.digits + "_.-", max_size=63)
)
LISTS = (Verb.CAST, Verb.ALBUM)
ids = st.one_of(
    st.builds(ButtonId, st.sampled_from([verb for verb in Verb if verb not in (Verb.PICK, *LISTS)]), targets),
    st.builds(ButtonId, st.just(Verb.PICK), targets, st.integers(0, 99)),
    st.builds(ButtonId, st.sampled_from(LISTS), targets, st.integers(0, MAX_PAGES - 1)),
)


@given(ids)
def test_button_id_comes_back_as_it_was(button: ButtonId):
    assert decode(str(button)) == button


@given(ids)
def test_button_id_fits_every_platform(button: ButtonId):
    assert len(str(button)) <= MAX_ID_CHARS


def test_longest_button_id_fits_every_platform():
    assert max(len(str(ButtonId(verb, "x" * 64, MAX_PAGES - 1))) for verb in Verb) <= MAX_ID_CHARS


def near(button: ButtonId) -> st.SearchStrategy[str]:
    """Return texts that are almost an id: one character changed, added or left out."""
    text = str(button)
    places = st.integers(0, len(text))
    return st.builds(lambda at, put, skip: text[:at] + put + text[at + skip :], places, st.text(max_size=2), st.just(1))


@given(st.one_of(st.text(max_size=150), ids.flatmap(near)))
@example("pb1:pick:e1:07")
@example("pb1:pick:e1:٣")
@example("pb1:select:e1\n")
@example("pb1:retry:e1:1")
@example("pb1:pick:e1")
@example("pb1:pick:e1:100")
@example("pb1:album:all")
@example("pb1:album:all:00")
@example("pb1:album:all:10000")
@example("pb1:settings:room:1")
@example("pb1:constructor:e1")
@example("pb2:select:e1")
@example("")
def test_text_is_an_id_only_when_we_would_write_it_so(text: str):
    try:
        button = decode(text)
    except UnknownButton:
        return
    assert str(button) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.PICK])
def test_every_verb_has_a_label(verb: Verb, language: str):
    assert 0 < len(phrase(f"button_{verb}", language)) <= 24  # a choice's label is the choice's own


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("verb", sorted(FORM_VERBS))
def test_every_form_has_its_words(verb: Verb, language: str):
    assert phrase(f"form_{verb}", language)
    assert phrase(f"form_{verb}_text", language)
    assert phrase(f"form_{verb}_submit", language)


def test_target_tells_a_picture_from_a_turn():
    assert ButtonId(Verb.SELECT, "pic-abc").is_picture
    assert not ButtonId(Verb.REROLL, "e1").is_picture


@given(ids)
def test_what_a_button_does_is_told_by_its_id(button: ButtonId):
    raw = str(button)
    assert opens_form(raw) == (button.verb in FORM_VERBS | PANEL_FORMS)
    assert is_panel(raw) == (button.verb in PANEL_VERBS)
    assert takes_long(raw) == (button.verb is Verb.FORGET_NOW)


@given(st.text(max_size=120))
def test_no_id_of_ours_does_nothing(text: str):
    assert not any(tells(f"x{text}") for tells in (opens_form, is_panel, takes_long))
