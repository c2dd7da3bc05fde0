"""This adapter's own button and form: "Continue…", for places where the bot cannot read what is written.

Used by whoever listens. Pure. Their ids are no bot.buttons ids, because nothing but this adapter knows them.
"""

from __future__ import annotations

from bot.phrases import phrase
from bot.replies import Button, Field, FieldKind, Form

CONTINUE = "dc1:continue"
_TEXT = "text"
_WORDS_CHARS = 3_000


def continue_button(language: str) -> Button:
    """Return the button."""
    return Button(CONTINUE, phrase("discord_continue", language), opens_form=True)


def continue_form(language: str) -> Form:
    """Return the form that the button opens."""
    asked = Field(_TEXT, phrase("discord_continue_text", language), FieldKind.PARAGRAPH, max_chars=_WORDS_CHARS)
    return Form(CONTINUE, phrase("discord_continue", language), (asked,), "")


def said_in_form(values: tuple[tuple[str, str], ...]) -> str:
    """Return what was written into the form."""
    return dict(values).get(_TEXT, "")
