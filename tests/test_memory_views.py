"""Records as pages may show them."""

from __future__ import annotations

from dataclasses import fields

from doubles.records import ANN, character, picture

from bot.memory.views import details, member
from bot.replies import PictureDetails


def test_details_are_the_picture_without_the_id_of_its_author() -> None:
    one = picture(3, parents=("pic-t1-1",), characters=("who-larry",), notes=("offline preview",))
    shown = details(one)
    for name in {field.name for field in fields(PictureDetails)} - {"author"}:
        assert getattr(shown, name) == getattr(one, name)
    assert shown.author == ANN.name
    assert ANN.id not in repr(shown)


def test_member_shows_the_face() -> None:
    larry = character("Larry", picture="pic-t1-2", aliases=("Laz",))
    shown = member(larry, picture(2))
    assert (shown.id, shown.name, shown.aliases, shown.description) == (
        larry.id,
        "Larry",
        ("Laz",),
        larry.description,
    )
    assert (shown.picture, shown.blob) == ("pic-t1-2", picture(2).blob)


def test_member_whose_picture_was_deleted_has_no_face() -> None:
    shown = member(character("Larry", picture="pic-t1-2"), None)
    assert (shown.picture, shown.blob) == (None, None)
