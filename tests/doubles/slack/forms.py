"""Pressing and filling in: what a client sends for an element, and what it does with the answer to a form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from doubles.slack.seen import _elements
from doubles.slack.world import Json, Team, View
from doubles.slack_validate import view_problems

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble


class NotFilled(Exception):
    """The client does not let this form be sent."""


def pressed(blocks: list[Json], wanted: str, option: str | None = None) -> Json:
    """Return the action that pressing an element makes. Raises LookupError."""
    for block in blocks:
        for element in _elements([block]):
            label = element.get("text") or {}
            shown = label.get("text") if isinstance(label, dict) else None
            if "action_id" in element and wanted in (element["action_id"], shown):
                return _action(block, element, option)
    raise LookupError(f"nothing to press named {wanted!r}")


def _action(block: Json, element: Json, option: str | None) -> Json:
    kind = element["type"]
    found = {"type": kind, "action_id": element["action_id"], "block_id": block["block_id"]}
    if kind == "button":
        found["text"] = element["text"]
        if "value" in element:
            found["value"] = element["value"]
        if "style" in element:
            found["style"] = element["style"]
        return found
    if kind == "feedback_buttons":
        sides = [element["positive_button"], element["negative_button"]]
        chosen = next(one for one in sides if option in (one.get("value"), one["text"]["text"]))
        return found | {"text": chosen["text"], "value": chosen.get("value")}
    if kind == "icon_button":
        return found | {"value": element.get("value"), "text": element.get("text")}
    if option is None:
        raise LookupError(f"{kind} wants an option")
    return found | _chosen(element, option)


def inputs(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield the fields of a form: block and element."""
    for block in blocks:
        if block.get("type") == "input":
            yield block, block["element"]


def filled(blocks: list[Json], values: dict[str, str | list[str]]) -> Json:
    """Return the state of a form that was filled in. Raises NotFilled, and LookupError for a field it does not have."""
    state: Json = {}
    used = set()
    for block, element in inputs(blocks):
        names = (element["action_id"], block["block_id"], block["label"]["text"])
        name = next((one for one in names if one in values), None)
        used.add(name)
        value = _initial(element) if name is None else values[name]
        if not value and not block.get("optional"):
            raise NotFilled(f"{block['label']['text']} is required")
        state.setdefault(block["block_id"], {})[element["action_id"]] = _state(element, value)
    unknown = set(values) - used
    if unknown:
        raise LookupError(f"the form has no field {unknown}")
    return state


def _initial(element: Json) -> str | list[str] | None:
    for name in ("initial_value", "initial_date", "initial_user", "initial_channel", "initial_conversation"):
        if name in element:
            return str(element[name])
    if "initial_option" in element:
        return str(element["initial_option"]["value"])
    return [one["value"] for one in element["initial_options"]] if "initial_options" in element else None


def _state(element: Json, value: str | list[str] | None) -> Json:
    kind = element["type"]
    if not kind.endswith("_input"):
        return {"type": kind, **_chosen(element, value)}
    if kind == "file_input":
        return {"type": kind, "files": [{"id": one} for one in value or []]}
    text = value if isinstance(value, str) and value else None
    if text is not None and len(text) > element.get("max_length", 3000):
        raise NotFilled(f"{element['action_id']}: too long")
    if text is not None and len(text) < element.get("min_length", 0):
        raise NotFilled(f"{element['action_id']}: too short")
    return {"type": kind, "value": text}


def _chosen(element: Json, value: str | list[str] | None) -> Json:
    """Return what choosing makes of an element. Raises LookupError for an option it does not have."""
    kind = element["type"]
    simple = {
        "users_select": "selected_user",
        "channels_select": "selected_channel",
        "conversations_select": "selected_conversation",
        "datepicker": "selected_date",
        "timepicker": "selected_time",
    }
    if kind in simple:
        return {simple[kind]: value}
    groups = element.get("option_groups") or []
    options = [*(element.get("options") or []), *(one for group in groups for one in group["options"])]
    by_name = {one["value"]: one for one in options} | {one["text"]["text"]: one for one in options}
    if kind == "checkboxes" or kind.startswith("multi_"):
        wanted = [value] if isinstance(value, str) else value or []
        return {"selected_options": [by_name[one] for one in wanted]}
    if not value:
        return {"selected_option": None}
    assert isinstance(value, str)
    return {"selected_option": by_name[value]}


def answer(double: SlackDouble, team: Team, user: str, view: View, said: Json) -> dict[str, str]:
    """Do what the acknowledgement of a form says and return the errors that the person sees."""
    action, stack = said.get("response_action"), team.screens.setdefault(user, [])
    if action == "errors":
        known = {block["block_id"] for block, _ in inputs(view.body["blocks"])}
        strange = set(said["errors"]) - known
        assert not strange, f"errors for blocks that the form does not have: {strange}"
        return dict(said["errors"])
    if action in ("update", "push"):
        found = view_problems(said["view"])
        assert not found, f"response_action {action} with a view that Slack refuses: {found}"
        body = said["view"] | {"blocks": double.with_ids(said["view"]["blocks"])}
        if action == "update":
            view.body, view.hash = body, double.new_hash()
        else:
            new = View(double.new_id("V"), team.id, user, body, double.new_hash(), view.root, view.id)
            double.views[new.id] = new
            stack.append(new)
        return {}
    assert action in (None, "clear"), f"unknown response_action {action!r}"
    gone = list(stack) if action == "clear" else [one for one in stack if one is view]
    for one in gone:
        one.closed = True
        stack.remove(one)
    return {}
