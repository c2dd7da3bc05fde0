"""Whether a payload is shaped like one of Slack's, as far as Bolt relies on it.

Used before Bolt is asked: it reads teams, people and channels out of a payload without looking at what they are, and
would take the bot's log for every request that somebody makes up. Pure.
"""

from __future__ import annotations

from adapters.slack.reading import Payload, mapping

#: Objects, if they are there at all; Slack leaves out what does not apply, or says null.
_OBJECTS = ("team", "enterprise", "event", "view", "channel", "container", "message", "function_data")
_TEXTS = (
    "type",
    "team_id",
    "enterprise_id",
    "user_id",
    "channel_id",
    "command",
    "callback_id",
    "trigger_id",
    "response_url",
    "action_id",
    "block_id",
    "subtype",
)
_LISTS = ("actions", "authorizations", "response_urls")


def is_sound(body: Payload) -> bool:
    """Return whether nothing in a payload is of another kind than Slack would send."""
    if not _is_level_sound(body) or not _is_kind_sound(body):
        return False
    inner = [mapping(body.get(name)) for name in ("event", "view", "container", "message", "channel", "team", "user")]
    return all(_is_level_sound(one) for one in inner)


def _is_level_sound(body: Payload) -> bool:
    for name in _TEXTS:
        if not isinstance(body.get(name), str | None):
            return False
    for name in _LISTS:
        if not _is_list(body.get(name)):
            return False
    return all(not isinstance(body.get("id"), kind) for kind in (list, dict))


def _is_list(value: object) -> bool:
    if value is None:
        return True
    if not isinstance(value, list):
        return False
    return all(isinstance(one, dict) and _is_level_sound(one) for one in value)


def _is_kind_sound(body: Payload) -> bool:
    kind = body.get("type")
    if kind == "event_callback":
        event = body.get("event")
        return isinstance(event, dict) and isinstance(event.get("type"), str) and bool(event["type"])
    if kind in ("block_actions", "interactive_message") and not body.get("actions"):
        return False
    view = body.get("view")
    if kind in ("view_submission", "view_closed") and not isinstance(view, dict):
        return False
    if isinstance(view, dict) and not isinstance(view.get("type"), str):
        return False
    if not all(isinstance(body.get(name), dict | None) for name in _OBJECTS):
        return False
    return isinstance(body.get("user"), dict | None)
