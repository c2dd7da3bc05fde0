"""The shapes of the blocks and elements that a bot sends, in one table: what must be there, what may be, of what kind.

Slack's server refuses what does not fit; slack_sdk's models let much of it pass, and Slack's types are not always at
hand. A test holds the table against the types where they are. Called by slack_validate.py; knows no double.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
#: Kinds of values: "plain" and "text" are text objects (the first only plain), "image" an image element, "options" a
#: list of options; "=a|b" one of these words; "(name)" an element of that group, "[name]" a list of them.
_CONFIRM = {"confirm": "confirm"}
_SELECT = {"placeholder": "plain", "focus_on_load": "bool", **_CONFIRM}
_BUTTON = {"value": "str", "accessibility_label": "str", **_CONFIRM}

#: type -> (what must be there, what may be). `type` itself always; `block_id` and `action_id` below.
BLOCKS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "actions": ({"elements": "[actions]"}, {}),
    "alert": ({"text": "any"}, {"level": "str"}),
    "card": (
        {},
        {
            "actions": "[actions]",
            "body": "text",
            "hero_image": "image",
            "icon": "any",
            "subtitle": "text",
            "title": "text",
        },
    ),
    "carousel": ({"elements": "[card]"}, {}),
    "context": ({"elements": "[context]"}, {}),
    "context_actions": ({"elements": "[context_actions]"}, {}),
    "divider": ({}, {}),
    "header": ({"text": "plain"}, {}),
    "image": ({"alt_text": "str"}, {"image_url": "str", "slack_file": "file", "title": "plain"}),
    "input": (
        {"label": "plain", "element": "(input)"},
        {"hint": "plain", "optional": "bool", "dispatch_action": "bool"},
    ),
    "markdown": ({"text": "str"}, {}),
    "rich_text": ({"elements": "list"}, {}),
    "section": ({}, {"text": "text", "fields": "[texts]", "accessory": "(accessory)", "expand": "bool"}),
}
ELEMENTS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "button": ({"text": "plain"}, {"url": "str", "style": "=primary|danger", **_BUTTON}),
    "checkboxes": ({"options": "options"}, {"initial_options": "options", "focus_on_load": "bool", **_CONFIRM}),
    "datepicker": ({}, {"initial_date": "str", **_SELECT}),
    "feedback_buttons": ({"positive_button": "any", "negative_button": "any"}, {}),
    "file_input": ({}, {"filetypes": "list", "max_files": "int"}),
    "icon_button": ({"icon": "str", "text": "plain"}, {"visible_to_user_ids": "list", **_BUTTON}),
    "multi_static_select": (
        {},
        {
            "options": "options",
            "option_groups": "list",
            "initial_options": "options",
            "max_selected_items": "int",
            **_SELECT,
        },
    ),
    "overflow": ({"options": "options"}, _CONFIRM),
    "plain_text_input": (
        {},
        {
            "placeholder": "plain",
            "initial_value": "str",
            "multiline": "bool",
            "min_length": "int",
            "max_length": "int",
            "dispatch_action_config": "any",
            "focus_on_load": "bool",
        },
    ),
    "radio_buttons": ({"options": "options"}, {"initial_option": "option", "focus_on_load": "bool", **_CONFIRM}),
    "static_select": (
        {},
        {"options": "options", "option_groups": "list", "initial_option": "option", **_SELECT},
    ),
    "users_select": ({}, {"initial_user": "str", **_SELECT}),
}
_CHOICES = (
    "checkboxes",
    "datepicker",
    "multi_static_select",
    "overflow",
    "radio_buttons",
    "static_select",
    "users_select",
)
GROUPS: dict[str, frozenset[str]] = {
    "actions": frozenset({"button", *_CHOICES}),
    "accessory": frozenset({"button", "image", *_CHOICES}),
    "card": frozenset({"card"}),
    "context": frozenset({"image", "mrkdwn", "plain_text"}),
    "context_actions": frozenset({"feedback_buttons", "icon_button"}),
    "input": frozenset({"plain_text_input", "file_input", *_CHOICES}) - {"overflow"},
    "texts": frozenset({"mrkdwn", "plain_text"}),
}
#: Elements of Slack's that this table does not describe: they pass.
UNDESCRIBED = frozenset(
    [
        *("channels_select", "conversations_select", "external_select", "datetimepicker", "timepicker"),
        *("email_text_input", "number_input", "url_text_input", "rich_text_input", "workflow_button", "url_source"),
        *("multi_channels_select", "multi_conversations_select", "multi_external_select", "multi_users_select"),
    ]
)
#: Numbers of options, and the sizes that slack_sdk does not look at.
OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10, "static_select": 100, "multi_static_select": 100}
OPTION_TEXT_CHARS, OPTION_VALUE_CHARS, PLACEHOLDER_CHARS = 75, 150, 150
CONFIRM_CHARS = {"title": 100, "text": 300, "confirm": 30, "deny": 30}


def shape_problems(blocks: list[Any]) -> list[str]:
    """Return where blocks are not of the shape that Slack takes."""
    return [f"blocks{place}: {what}" for place, what in _blocks(blocks)]


def _blocks(blocks: list[Any]) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(blocks):
        if not isinstance(block, dict):
            yield f"/{number}", "not an object"
            continue
        shape = BLOCKS.get(str(block.get("type")))
        if shape is not None:
            yield from _check(block, shape, f"/{number}", ("block_id",))
        if block.get("type") == "image":
            yield from _image(block, f"/{number}")


def _check(
    part: Json, shape: tuple[dict[str, str], dict[str, str]], at: str, more: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    must, may = shape
    for name in must:
        if part.get(name) is None:
            yield at, f"missing required field: {name}"
    for name, value in part.items():
        kind = must.get(name) or may.get(name)
        if name == "type":
            continue
        if name in more:
            if not isinstance(value, str) or not value:
                yield f"{at}/{name}", "must be a string"
        elif kind is None:
            yield at, f"invalid additional property: {name}"
        elif value is not None:
            yield from _value(value, kind, f"{at}/{name}", str(part.get("type")))


def _value(value: Any, kind: str, at: str, owner: str) -> Iterator[tuple[str, str]]:
    if kind.startswith("="):
        if value not in kind[1:].split("|"):
            yield at, f"must be one of {kind[1:]}"
    elif kind.startswith("("):
        yield from _element(value, kind[1:-1], at)
    elif kind.startswith("["):
        if not isinstance(value, list) or not value:
            yield at, "must be a list with something in it"
            return
        for number, one in enumerate(value):
            yield from _element(one, kind[1:-1], f"{at}/{number}")
    elif kind == "options":
        yield from _options(value, at, owner)
    elif kind == "option":
        yield from _option(value, at, owner)
    elif kind in ("plain", "text"):
        yield from _text(value, at, plain=kind == "plain")
        if at.endswith("/placeholder") and isinstance(value, dict) and len(str(value.get("text"))) > PLACEHOLDER_CHARS:
            yield at, f"must be at most {PLACEHOLDER_CHARS} characters"
    elif kind == "image":
        yield from _element(value, "accessory", at)
    elif kind == "confirm":
        yield from _confirm(value, at)
    elif kind == "file":
        if not isinstance(value, dict) or set(value) not in ({"id"}, {"url"}) or not all(map(_is_word, value.values())):
            yield at, "must have an id or a url"
    elif kind != "any" and not _is(value, kind):
        yield at, f"must be of type {kind}"


def _element(value: Any, group: str, at: str) -> Iterator[tuple[str, str]]:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str):
        yield at, "must be an object with a type"
    elif kind in ("mrkdwn", "plain_text") and kind in GROUPS[group]:
        yield from _text(value, at, plain=False)
    elif kind in UNDESCRIBED and group not in ("card", "context", "texts", "context_actions"):
        return
    elif kind not in GROUPS[group]:
        yield at, f"unsupported type: {kind}"
    elif kind == "card":
        yield from _check(value, BLOCKS[kind], at, ("block_id",))
    elif kind == "image":
        found = ({"alt_text": "str"}, {"image_url": "str", "slack_file": "file"})
        yield from _check(value, found, at, ())
        yield from _image(value, at)
    else:
        yield from _check(value, ELEMENTS[kind], at, ("action_id",))


def _image(part: Json, at: str) -> Iterator[tuple[str, str]]:
    if ("image_url" in part) == ("slack_file" in part):
        yield at, "must have either image_url or slack_file"


def _text(value: Any, at: str, *, plain: bool) -> Iterator[tuple[str, str]]:
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield at, f"must be a text object of type {' or '.join(kinds)}"
    elif not isinstance(value.get("text"), str):
        yield f"{at}/text", "must be a string"
    else:
        known = {"type", "text", "emoji" if value["type"] == "plain_text" else "verbatim"}
        for name in set(value) - known:
            yield at, f"invalid additional property: {name}"


def _options(value: Any, at: str, owner: str) -> Iterator[tuple[str, str]]:
    most = OPTIONS.get(owner, 100)
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        yield at, f"must be a list of 1 to {most} options"
        return
    for number, one in enumerate(value):
        yield from _option(one, f"{at}/{number}", owner)


def _option(value: Any, at: str, owner: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield at, "must be an option"
        return
    plain = owner not in ("checkboxes", "radio_buttons")
    yield from _text(value.get("text"), f"{at}/text", plain=plain)
    text = value.get("text")
    if isinstance(text, dict) and len(str(text.get("text"))) > OPTION_TEXT_CHARS:
        yield f"{at}/text", f"must be at most {OPTION_TEXT_CHARS} characters"
    if not _is_word(value.get("value")) or len(value["value"]) > OPTION_VALUE_CHARS:
        yield f"{at}/value", f"must be a string of at most {OPTION_VALUE_CHARS} characters"


def _confirm(value: Any, at: str) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield at, "must be a confirmation"
        return
    for name, most in CONFIRM_CHARS.items():
        part = value.get(name)
        if part is not None or name == "text":
            yield from _text(part, f"{at}/{name}", plain=name != "text")
        if isinstance(part, dict) and len(str(part.get("text"))) > most:
            yield f"{at}/{name}", f"must be at most {most} characters"


def _is(value: Any, kind: str) -> bool:
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, {"str": str, "bool": bool, "list": list}[kind])


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
