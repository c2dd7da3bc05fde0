"""Forms as Slack's modal views.

Used by the gateway when a button or a command opens one. Pure. Names of fields are the ids of their blocks, so that
what comes back needs no table.
"""

from __future__ import annotations

from typing import assert_never

from adapters.slack import limits
from adapters.slack.interactions import NOTHING, Context
from adapters.slack.rendering import Json, Rendered, plain
from adapters.slack.wording import clean, shorten
from bot.phrases import phrase
from bot.replies import Field, FieldKind, Form

#: The callback_id of a view that nobody can send.
WAITING, SHOWING = "pbv:waiting", "pbv:showing"


def modal(form: Form, context: Context, language: str) -> Json:
    """Return the form as a view."""
    return {
        "type": "modal",
        "callback_id": form.id,
        "private_metadata": context.write(),
        "title": plain(form.title, limits.VIEW_TITLE_CHARS),
        "submit": plain(form.submit, limits.VIEW_TITLE_CHARS),
        "close": plain(phrase("slack_close", language), limits.VIEW_TITLE_CHARS),
        "blocks": [_input(field) for field in form.fields] or [_section(form.title)],
    }


def waiting(context: Context, language: str) -> Json:
    """Return what is shown until a form is there."""
    return shown(phrase("slack_one_moment", language), (), context, language, WAITING)


def shown(title: str, blocks: tuple[Json, ...], context: Context, language: str, name: str = SHOWING) -> Json:
    """Return a view that only shows something."""
    body = list(blocks) or [_section(title)]
    return {
        "type": "modal",
        "callback_id": name,
        "private_metadata": context.write(),
        "title": plain(title, limits.VIEW_TITLE_CHARS),
        "close": plain(phrase("slack_close", language), limits.VIEW_TITLE_CHARS),
        "blocks": body[: limits.VIEW_BLOCKS],
    }


def told(words: Rendered, context: Context, language: str) -> Json:
    """Return a sentence as a view."""
    return shown("picturebook", words.blocks, context, language)


def _section(words: str) -> Json:
    return {"type": "section", "text": plain(words, limits.SECTION_CHARS)}


def _input(field: Field) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, limits.LABEL_CHARS),
        "element": _element(field),
    }
    if not field.required:
        block["optional"] = True
    return block


def _element(field: Field) -> Json:
    match field.kind:
        case FieldKind.LINE | FieldKind.PARAGRAPH:
            element: Json = {
                "type": "plain_text_input",
                "action_id": field.name,
                "multiline": field.kind is FieldKind.PARAGRAPH,
                "max_length": min(field.max_chars, limits.INPUT_CHARS),
            }
            value = clean(field.value)
            if value:
                element["initial_value"] = shorten(value, min(field.max_chars, limits.INPUT_CHARS))
            return element
        case FieldKind.CHOICE:
            options = [_option(value, label) for value, label in field.choices[: limits.OPTIONS]]
            element = {"type": "static_select", "action_id": field.name, "options": options}
            chosen = next((one for one in options if one["value"] == (field.value or NOTHING)), None)
            if chosen is not None:
                element["initial_option"] = chosen
            return element
        case _:
            assert_never(field.kind)


def _option(value: str, label: str) -> Json:
    return {"text": plain(label, limits.OPTION_CHARS), "value": value or NOTHING}
