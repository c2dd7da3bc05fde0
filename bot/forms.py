"""The forms that buttons open: what is asked, and under which id it comes back.

Used by the core at the moment of a press; platforms want a form within three seconds, so nothing here waits for a
model. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.buttons import ButtonId, Verb
from bot.memory.records import Picture
from bot.phrases import phrase
from bot.replies import Field, FieldKind, Form

#: What a person may type into a form. Discord takes 4,000 characters, Slack 3,000.
EDIT_CHARS = 1_500
NAME_CHARS = 80


def form_of(button: ButtonId, pictures: Sequence[Picture], language: str) -> Form:
    """Return the form of an EDIT or NAME button that is under `pictures` (at least one)."""
    which: tuple[Field, ...] = ()
    if len(pictures) > 1:
        choices = tuple((picture.id, str(picture.position)) for picture in pictures)
        which = (Field("picture", phrase("form_which", language), FieldKind.CHOICE, choices[0][0], choices=choices),)
    if button.verb == Verb.EDIT:
        asked = Field("text", phrase("form_edit_text", language), FieldKind.PARAGRAPH, max_chars=EDIT_CHARS)
    else:
        asked = Field("name", phrase("form_name_text", language), FieldKind.LINE, max_chars=NAME_CHARS)
    kind = f"form_{button.verb}"
    return Form(str(button), phrase(kind, language), (*which, asked), phrase(f"{kind}_submit", language))
