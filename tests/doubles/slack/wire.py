"""How Slack writes its things down: messages, files, users, channels and views as JSON.

Pure; called by the methods and by the makers of events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doubles.slack.facts import PICTURE_TYPES
from doubles.slack.world import Channel, File, Json, Message, Team, User, View

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble


def message_wire(double: SlackDouble, team: Team, message: Message) -> Json:
    """Return a message as methods and events show it."""
    found: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text, "team": team.id}
    if message.client_msg_id:
        found["client_msg_id"] = message.client_msg_id
    if message.subtype:
        found["subtype"] = message.subtype
    if message.bot_id:
        found["bot_id"] = message.bot_id
        if message.app_id:
            found |= {"app_id": message.app_id, "bot_profile": _bot_profile(double, team, message)}
    if message.username:
        found["username"] = message.username
    if message.blocks:
        found["blocks"] = message.blocks
    if message.files:
        found["files"] = [file_wire(double, double.files[one]) for one in message.files]
        found["upload"] = False
    if message.metadata is not None:
        found["metadata"] = message.metadata
    if message.thread_ts:
        found["thread_ts"] = message.thread_ts
        root = team.channels[message.channel].messages.get(message.thread_ts)
        if root is not None and root is not message:
            found["parent_user_id"] = root.user
    else:
        replies = double.replies(team.channels[message.channel], message.ts)
        if replies:
            found |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users_count": len({one.user for one in replies}),
                "latest_reply": replies[-1].ts,
                "reply_users": sorted({one.user for one in replies}),
                "subscribed": False,
            }
    if message.edited_ts:
        found["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        found["reactions"] = reactions_wire(message)
    return found


def _bot_profile(double: SlackDouble, team: Team, message: Message) -> Json:
    return {
        "id": message.bot_id,
        "app_id": message.app_id,
        "user_id": message.user,
        "name": double.app.name,
        "icons": {"image_36": "", "image_48": "", "image_72": ""},
        "deleted": False,
        "updated": 1_700_000_000,
        "team_id": team.id,
    }


def reactions_wire(message: Message) -> list[Json]:
    """Return a message's reactions."""
    return [{"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()]


def file_wire(double: SlackDouble, file: File) -> Json:
    """Return a file; what it is stays empty until Slack has looked at it."""
    ready = double.is_ready(file)
    kind = PICTURE_TYPES.get(file.mimetype, file.name.rpartition(".")[2])
    private = f"{double.url}files-pri/{file.team}-{file.id}/{file.name}"
    found: Json = {
        "id": file.id,
        "created": int(double.clock.now()),
        "timestamp": int(double.clock.now()),
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype if ready else "",
        "filetype": kind if ready else "",
        "pretty_type": kind.upper() if ready else "",
        "user": file.user,
        "user_team": file.team,
        "editable": False,
        "size": file.length_bytes,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(file.shared),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": private,
        "url_private_download": f"{private.rpartition('/')[0]}/download/{file.name}",
        "permalink": f"https://{double.teams[file.team].domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
        "file_access": "visible",
        "has_rich_preview": False,
    }
    if file.alt:
        found["alt_txt"] = file.alt
    if ready and file.data is not None and file.data[12:16] == b"IHDR":
        found["original_w"] = int.from_bytes(file.data[16:20])
        found["original_h"] = int.from_bytes(file.data[20:24])
    return found


def shares_wire(team: Team, file: File) -> Json:
    """Return where a file is shared, as files.info tells it."""
    found: Json = {"channels": [], "groups": [], "ims": [], "shares": {}}
    for place, ts in file.shared.items():
        kind = team.channels[place].kind
        found[{"channel": "channels", "im": "ims"}.get(kind, "groups")].append(place)
        share = {"ts": ts, "channel_name": team.channels[place].name, "team_id": team.id}
        found["shares"].setdefault("public" if kind == "channel" else "private", {})[place] = [share]
    return found


def user_wire(team: Team, user: User, *, locale: bool = False) -> Json:
    """Return a user as users.info does."""
    found: Json = {
        "id": user.id,
        "team_id": team.id,
        "name": user.name.lower().replace(" ", "."),
        "deleted": False,
        "real_name": user.name,
        "tz": user.tz,
        "tz_label": "",
        "tz_offset": 3600,
        "profile": {
            "real_name": user.name,
            "display_name": user.name,
            "real_name_normalized": user.name,
            "display_name_normalized": user.name,
            "team": team.id,
        },
        "is_admin": False,
        "is_owner": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if locale:
        found["locale"] = user.locale
    return found


def channel_wire(team: Team, channel: Channel) -> Json:
    """Return a channel as conversations.info does."""
    found: Json = {
        "id": channel.id,
        "created": 1_700_000_000,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_archived": channel.archived,
        "context_team_id": team.id,
        "updated": 1_700_000_000_000,
    }
    if channel.kind == "im":
        found["user"] = next(iter(sorted(channel.members - {team.bot_user})), team.bot_user)
    else:
        found |= {
            "name": channel.name,
            "name_normalized": channel.name,
            "is_member": team.bot_user in channel.members,
            "is_general": False,
            "num_members": len(channel.members),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
    return found


def view_wire(double: SlackDouble, team: Team, view: View, values: Json | None = None) -> Json:
    """Return a view; `values` are what a person has filled in so far."""
    empty = {"title": None, "submit": None, "close": None, "private_metadata": "", "callback_id": "", "external_id": ""}
    return {
        **empty,
        "clear_on_close": False,
        "notify_on_close": False,
        **view.body,
        "id": view.id,
        "team_id": team.id,
        "state": {"values": values or {}},
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "app_id": double.app.id,
        "app_installed_team_id": team.id,
        "bot_id": team.bot_id,
    }
