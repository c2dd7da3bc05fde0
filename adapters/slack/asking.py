"""The form "Draw…": words, and how they shall be drawn. Behind the shortcut, and behind a command without words.

Pure; used by the gateway.
"""

from __future__ import annotations

from adapters.slack import limits
from adapters.slack.forms import modal
from adapters.slack.interactions import Context
from adapters.slack.rendering import Json, plain
from bot.commands import Kind, Option, spec_of
from bot.phrases import phrase
from bot.replies import Field, FieldKind, Form

DRAW_FORM = "pbv:draw"


def draw_form(context: Context, language: str, *, with_room: bool) -> Json:
    """Return the form of the command that `context.kind` names; `with_room` asks where to draw, too."""
    spec = spec_of(context.kind)
    fields = tuple(field for option in spec.options if (field := _field(option, language)) is not None)
    title = phrase("slack_draw_title", language)
    view = modal(Form(DRAW_FORM, title, fields, phrase("slack_draw_submit", language)), context, language)
    if with_room:
        view["blocks"] = [_room(language), *list(view["blocks"])]  # type: ignore[call-overload]  # modal makes a list
    return view


def _field(option: Option, language: str) -> Field | None:
    """Return the field of an option; None for a picture, which people send with a message."""
    label = option.label(language).capitalize()
    match option.kind:
        case Kind.TEXT:
            return Field(option.name, option.about(language), FieldKind.PARAGRAPH, max_chars=limits.INPUT_CHARS)
        case Kind.NUMBER:
            return Field(option.name, option.about(language), max_chars=len(str(option.most)), required=False)
        case Kind.CHOICE:
            choices = tuple((value, option.choice_label(value, language)) for value in option.choices)
            return Field(option.name, label, FieldKind.CHOICE, required=False, choices=choices)
        case Kind.PICTURE:
            return None


def _room(language: str) -> Json:
    return {
        "type": "input",
        "block_id": "room",
        "label": plain(phrase("slack_draw_where", language), limits.LABEL_CHARS),
        "element": {
            "type": "conversations_select",
            "action_id": "room",
            "default_to_current_conversation": True,
            "filter": {"include": ["public", "private", "im"], "exclude_bot_users": False},
        },
    }
