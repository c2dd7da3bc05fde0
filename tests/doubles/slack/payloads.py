"""What Slack sends: envelopes of events, and payloads of commands, presses, forms and shortcuts.

Pure: each function returns one body. Field names are those of Slack's published samples.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from doubles.slack.wire import message_wire, view_wire
from doubles.slack.world import Channel, Json, Message, Team, View

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble

CHANNEL_TYPES = {"channel": "channel", "group": "group", "im": "im", "mpim": "mpim"}
#: What a person does outside of any channel; an org-wide installation is told of it without the workspace.
_NOWHERE = ("shortcut", "view_submission", "view_closed")
_MENTION = re.compile(r"@(channel|here|everyone)\b")


def event(double: SlackDouble, team: Team, body: Json) -> Json:
    """Return the envelope of an event."""
    where = None if team.org_wide else team.id
    authorization = {"enterprise_id": team.enterprise, "team_id": where, "user_id": team.bot_user}
    return {
        "token": double.app.verification_token,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": team.enterprise,
        "enterprise_id": team.enterprise,
        "api_app_id": double.app.id,
        "event": body,
        "type": "event_callback",
        "event_id": double.new_id("Ev"),
        "event_time": int(double.clock.wall()),
        "authorizations": [authorization | {"is_bot": True, "is_enterprise_install": team.org_wide}],
        "is_ext_shared_channel": False,
        "event_context": f"4-{double.new_number()}",
    }


def message_event(double: SlackDouble, team: Team, message: Message) -> Json:
    """Return the event of a new message."""
    channel = team.channels[message.channel]
    found = message_wire(double, team, message)
    for name in ("reply_count", "reply_users_count", "latest_reply", "reply_users", "subscribed"):
        found.pop(name, None)
    if message.subtype == "thread_broadcast":
        found["root"] = message_wire(double, team, channel.messages[message.thread_ts or ""])
    if double.bare_files and "files" in found:
        found["files"] = [{"id": one, "mode": "file_access", "file_access": "check_file_info"} for one in message.files]
    return found | {"channel": channel.id, "event_ts": message.ts, "channel_type": CHANNEL_TYPES[channel.kind]}


def mention_event(double: SlackDouble, team: Team, message: Message) -> Json:
    """Return the event of a mention: the message over again."""
    found = message_event(double, team, message)
    found.pop("channel_type", None)
    if found.get("subtype") != "thread_broadcast":
        found.pop("subtype", None)
    if double.mention_files == "left out":
        found.pop("files", None)
    return found | {"type": "app_mention"}


def changed_event(double: SlackDouble, team: Team, message: Message, before: Json) -> Json:
    """Return the event of a changed message."""
    ts = double.new_ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": message_wire(double, team, message),
        "previous_message": before,
        "channel": message.channel,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": CHANNEL_TYPES[team.channels[message.channel].kind],
    }


def deleted_event(double: SlackDouble, team: Team, message: Message, before: Json) -> Json:
    """Return the event of a message that was taken back."""
    ts = double.new_ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": before,
        "channel": message.channel,
        "hidden": True,
        "deleted_ts": message.ts,
        "ts": ts,
        "event_ts": ts,
        "channel_type": CHANNEL_TYPES[team.channels[message.channel].kind],
    }


def reaction_event(double: SlackDouble, team: Team, message: Message, user: str, name: str, kind: str) -> Json:
    """Return the event of a reaction that came or went."""
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    return {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": item,
        "item_user": message.user,
        "event_ts": double.new_ts(),
    }


def command(double: SlackDouble, team: Team, channel: Channel, user: str, name: str, text: str) -> Json:
    """Return the fields of a slash command. A command has no thread."""
    return {
        "token": double.app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.kind == "im" else channel.name,
        "user_id": user,
        "user_name": _user(team, user)["username"],
        "command": name,
        "text": text,
        "api_app_id": double.app.id,
        "is_enterprise_install": "true" if team.org_wide else "false",
        **({"enterprise_id": team.enterprise, "enterprise_name": team.enterprise} if team.enterprise else {}),
        "response_url": double.response_url(team, channel.id, user),
        "trigger_id": double.trigger(team, user),
    }


def press(
    double: SlackDouble, team: Team, user: str, action: Json, message: Message | None, view: View | None = None
) -> Json:
    """Return the payload of a pressed element, in a message or in a view."""
    found = _interaction(double, team, user, "block_actions")
    found["trigger_id"] = double.trigger(team, user, None if view is None else view.id)
    found["actions"] = [action | {"action_ts": double.new_ts()}]
    if view is not None:
        found["container"] = {"type": "view", "view_id": view.id}
        return found | {"view": view_wire(double, team, view), "response_urls": []}
    assert message is not None
    channel = team.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    found["container"] = container
    found["channel"] = _channel(channel)
    if message.to is None:  # a press in an ephemeral message comes without the message
        found["message"] = message_wire(double, team, message)
    found["state"] = {"values": {}}
    found["response_url"] = double.response_url(team, channel.id, user, message.ts, message.thread_ts)
    return found


def submission(double: SlackDouble, team: Team, user: str, view: View, values: Json) -> Json:
    """Return the payload of a form that was sent."""
    found = _interaction(double, team, user, "view_submission")
    found["trigger_id"] = double.trigger(team, user)
    return found | {"view": view_wire(double, team, view, values), "response_urls": []}


def closing(double: SlackDouble, team: Team, user: str, view: View) -> Json:
    """Return the payload of a form that was closed."""
    found = _interaction(double, team, user, "view_closed")
    return found | {"view": view_wire(double, team, view), "is_cleared": False}


def shortcut(double: SlackDouble, team: Team, user: str, callback_id: str, message: Message | None) -> Json:
    """Return the payload of a shortcut: of a message, or global."""
    found = _interaction(double, team, user, "shortcut" if message is None else "message_action")
    found |= {"callback_id": callback_id, "trigger_id": double.trigger(team, user), "action_ts": double.new_ts()}
    if message is None:
        return found
    channel = team.channels[message.channel]
    return found | {
        "message_ts": message.ts,
        "channel": _channel(channel),
        "message": message_wire(double, team, message),
        "response_url": double.response_url(team, channel.id, user, message.ts, message.thread_ts),
    }


def rate_limited(double: SlackDouble, team: Team) -> Json:
    """Return what Slack says when an app gets more than 30,000 events an hour; it has no `event`."""
    return {
        "token": double.app.verification_token,
        "type": "app_rate_limited",
        "team_id": team.id,
        "minute_rate_limited": int(double.clock.wall()) // 60 * 60,
        "api_app_id": double.app.id,
    }


def home_event(double: SlackDouble, team: Team, user: str, tab: str) -> Json:
    """Return the event of an opened home or messages tab."""
    found: Json = {"type": "app_home_opened", "user": user, "channel": double.direct(team, user).id, "tab": tab}
    found["event_ts"] = double.new_ts()
    view = team.homes.get(user)
    if tab == "home" and view is not None:
        found["view"] = view_wire(double, team, view)
    return found


def typed(team: Team, text: str) -> str:
    """Return what Slack makes of what a person types: `@Name` becomes a mention, &, < and > are escaped."""
    found = html.escape(text, quote=False)
    for user in sorted(team.users.values(), key=lambda one: -len(one.name)):
        found = re.sub(rf"@{re.escape(user.name)}(?![\w-])", f"<@{user.id}>", found)
    return _MENTION.sub(r"<!\1>", found)


def rich(text: str, block_id: str) -> list[Json]:
    """Return the rich text block that Slack adds to what a person types."""
    parts: list[Json] = []
    for piece in re.split(r"(<@\w+>|<!\w+>)", text):
        if piece.startswith("<@"):
            parts.append({"type": "user", "user_id": piece[2:-1]})
        elif piece.startswith("<!"):
            parts.append({"type": "broadcast", "range": piece[2:-1]})
        elif piece:
            parts.append({"type": "text", "text": html.unescape(piece)})
    section = {"type": "rich_text_section", "elements": parts}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]


def _interaction(double: SlackDouble, team: Team, user: str, kind: str) -> Json:
    return {
        "type": kind,
        "user": _user(team, user),
        "api_app_id": double.app.id,
        "token": double.app.verification_token,
        "team": None if team.org_wide and kind in _NOWHERE else {"id": team.id, "domain": team.domain},
        "enterprise": None if team.enterprise is None else {"id": team.enterprise, "name": team.enterprise},
        "is_enterprise_install": team.org_wide,
    }


def _user(team: Team, user: str) -> Json:
    name = team.users[user].name.lower().replace(" ", ".")
    return {"id": user, "username": name, "name": name, "team_id": team.id}


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name}
