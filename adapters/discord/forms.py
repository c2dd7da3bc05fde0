"""Forms as Discord's modals.

Used where an interaction is answered, because a modal must be the first answer to one. Pure. What is sent back is read
by adapters/discord/invocations.py.
"""

from __future__ import annotations

from typing import assert_never

from adapters.discord.limits import (
    CHOICE_CHARS,
    FIELD_LABEL_CHARS,
    FIELD_VALUE_CHARS,
    FORM_FIELDS,
    FORM_TITLE_CHARS,
    INPUT,
    LABEL,
    SELECT,
    SELECT_CHOICES,
)
from adapters.discord.rendering import Json
from adapters.discord.wording import clean, shorten
from bot.replies import Field, FieldKind, Form

_LINE, _PARAGRAPH = 1, 2


def render_form(form: Form) -> Json:
    """Return the modal. Its button is Discord's own; more than five fields, or 25 choices, cannot be shown."""
    return {
        "custom_id": form.id,
        "title": shorten(clean(form.title), FORM_TITLE_CHARS),
        "components": [
            {"type": LABEL, "label": shorten(clean(one.label), FIELD_LABEL_CHARS), "component": _field(one)}
            for one in form.fields[:FORM_FIELDS]
        ],
    }


def _field(field: Field) -> Json:
    match field.kind:
        case FieldKind.LINE:
            return _input(field, _LINE)
        case FieldKind.PARAGRAPH:
            return _input(field, _PARAGRAPH)
        case FieldKind.CHOICE:
            return _select(field)
        case _:
            assert_never(field.kind)


def _input(field: Field, style: int) -> Json:
    most = min(field.max_chars, FIELD_VALUE_CHARS)
    found: Json = {
        "type": INPUT,
        "custom_id": field.name,
        "style": style,
        "max_length": most,
        "required": field.required,
    }
    return {**found, "value": shorten(clean(field.value), most)} if field.value else found


def _select(field: Field) -> Json:
    options = []
    for value, label in field.choices[:SELECT_CHOICES]:
        option: Json = {"label": shorten(clean(label), CHOICE_CHARS), "value": value}
        options.append({**option, "default": True} if value == field.value else option)
    least = 1 if field.required else 0
    return {
        "type": SELECT,
        "custom_id": field.name,
        "options": options,
        "min_values": least,
        "max_values": 1,
        "required": field.required,
    }
