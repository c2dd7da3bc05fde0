"""Forms: what they ask, and that they come back under the id of their button."""

from __future__ import annotations

import pytest
from doubles.records import picture

from bot.buttons import ButtonId, Verb
from bot.forms import EDIT_CHARS, NAME_CHARS, form_of
from bot.replies import FieldKind

PICTURES = [picture(n, position=n) for n in (1, 2, 4)]


def test_edit_form_under_one_picture_asks_for_the_change():
    form = form_of(ButtonId(Verb.EDIT, "pic-t1-1"), PICTURES[:1], "en")
    (field,) = form.fields
    assert (field.name, field.kind, field.max_chars) == ("text", FieldKind.PARAGRAPH, EDIT_CHARS)
    assert (form.title, form.submit) == ("Edit the picture", "Change it")


def test_name_form_under_a_grid_asks_which_one_first():
    form = form_of(ButtonId(Verb.NAME, "e1"), PICTURES, "en")
    which, name = form.fields
    assert (which.name, which.kind) == ("picture", FieldKind.CHOICE)
    assert which.choices == (("pic-t1-1", "1"), ("pic-t1-2", "2"), ("pic-t1-4", "4"))
    assert which.value == "pic-t1-1"
    assert (name.name, name.kind, name.max_chars) == ("name", FieldKind.LINE, NAME_CHARS)


@pytest.mark.parametrize("verb", [Verb.EDIT, Verb.NAME])
def test_form_comes_back_under_the_id_of_its_button(verb: Verb):
    button = ButtonId(verb, "e1")
    assert form_of(button, PICTURES, "ko").id == str(button)


def test_form_speaks_the_language_of_the_thread():
    form = form_of(ButtonId(Verb.NAME, "e1"), PICTURES, "ko")
    assert (form.title, form.submit) == ("누구예요?", "이름 기억하기")
    assert [field.label for field in form.fields] == ["어느 그림이에요?", "이름"]
