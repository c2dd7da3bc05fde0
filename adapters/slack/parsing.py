"""Slack's events as plain records: payloads in, records out, or None for what is not for us.

Used by whoever listens (a gateway). Pure; nothing that Slack, or somebody in its place, sends makes any of this raise.
What needs memory (does the bot take part in this thread?) comes later, in adapters/slack/hearing.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.slack.reading import Payload, digest, items, mapping, number, slack_id, stamp, text
from bot.events import Thread

PLATFORM = "slack"
#: The conversation of a channel itself: answers that stand in no thread, and panels that nobody asked for in one.
WHOLE_CHANNEL = "channel"
#: Messages that people write; every other subtype is Slack's own telling.
_SUBTYPES = frozenset({"", "file_share", "thread_broadcast"})
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "1": "1", "2": "2", "3": "3", "4": "4"}
_PICTURE_NAME = re.compile(r"\.(?:png|jpe?g|webp|gif)$", re.IGNORECASE)
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Where:
    """A channel of a workspace. `direct`: a direct message with the bot."""

    team: str
    channel: str
    direct: bool = False

    @property
    def room(self) -> str:
        """The id of the room: two workspaces never mix."""
        return f"{self.team}.{self.channel}"

    def thread(self, ts: str = WHOLE_CHANNEL) -> Thread:
        """Return a conversation in this channel."""
        return Thread(PLATFORM, self.room, ts)


def where_of(room: str) -> Where:
    """Return the channel that a room's id names. Raises ValueError for anything else."""
    team, dot, channel = room.partition(".")
    if not (dot and slack_id(team) and slack_id(channel)):
        raise ValueError(f"not a room of Slack's: {room[:80]!r}")
    return Where(team, channel, channel.startswith("D"))


def team_of(room: str) -> str:
    """Return the workspace that a room's id names; "" for what is no room of Slack's."""
    team, dot, _ = room.partition(".")
    return team if dot else ""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a person shared, still at Slack. `url` may be missing: then Slack must be asked for it."""

    id: str
    url: str
    name: str
    media_type: str
    size_bytes: int
    asks: bool = False  # of another workspace: what it is must be looked up


@dataclass(frozen=True, slots=True)
class Said:
    """A message that a person wrote. `thread` is its thread's first message, itself when it begins one."""

    where: Where
    ts: str
    thread: str
    person: str
    text: str  # as Slack writes it
    mentions_bot: bool
    in_thread: bool
    files: tuple[SentFile, ...] = ()

    @property
    def event_id(self) -> str:
        """The same for the mention and for the message that Slack tells of one message."""
        return f"m{self.ts}"


@dataclass(frozen=True, slots=True)
class Reacted:
    """A number under a message of the bot."""

    where: Where
    message: str
    person: str
    number: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message of the bot that somebody took away."""

    where: Where
    message: str


@dataclass(frozen=True, slots=True)
class StopAsked:
    """Slack's own Stop button was pressed."""

    where: Where
    thread: str
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened the app: its home tab, or its messages."""

    where: Where
    person: str
    home: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """The app was taken out of a workspace or an organisation, or its tokens were ended."""

    team: str
    enterprise: str
    whole_org: bool


Heard = Said | Reacted | Deleted | StopAsked | Opened | Removed


def parse_event(body: Payload, bot_user: str, bot_id: str) -> Heard | None:
    """Return what an event tells; None for the bot's own words, other bots, and what is not for us."""
    event = mapping(body.get("event"))
    team = slack_id(body.get("team_id")) or slack_id(event.get("team"))
    kind, channel = text(event.get("type")), slack_id(event.get("channel"))
    if kind in ("app_uninstalled", "tokens_revoked"):
        return _removed(body, event, team)
    if team and kind == "reaction_added":
        return _reacted(event, team, bot_user)
    if not (team and channel):
        return None
    where = Where(team, channel, channel.startswith("D") or text(event.get("channel_type")) == "im")
    if kind in ("app_mention", "message"):
        return _message(event, where, bot_user, bot_id)
    person, thread = slack_id(event.get("user")), stamp(event.get("thread_ts"))
    if kind == "agent_session_stopped" and thread and person:
        return StopAsked(where, thread, person, text(event.get("event_ts")))
    is_opening = kind == "app_home_opened" and bool(person)
    return Opened(where, person, home=event.get("tab") != "messages") if is_opening else None


def _message(event: Payload, where: Where, bot_user: str, bot_id: str) -> Said | Deleted | None:
    is_mention = event.get("type") == "app_mention"
    subtype = text(event.get("subtype"))
    if is_mention or subtype in _SUBTYPES:
        return _said(event, where, bot_user, mentioned=is_mention)
    return _deleted(event, where, bot_id) if subtype == "message_deleted" else None


def _said(event: Payload, where: Where, bot_user: str, *, mentioned: bool) -> Said | None:
    person, ts = slack_id(event.get("user")), stamp(event.get("ts"))
    if not (person and ts) or event.get("bot_id") or event.get("hidden") or person in (bot_user, _SLACKBOT):
        return None
    root = stamp(event.get("thread_ts"))
    words = text(event.get("text"))
    return Said(
        where=where,
        ts=ts,
        thread=root or ts,
        person=person,
        text=words,
        mentions_bot=mentioned or f"<@{bot_user}>" in words or f"<@{bot_user}|" in words,
        in_thread=bool(root) and root != ts,
        files=files_of(event),
    )


def files_of(message: Payload) -> tuple[SentFile, ...]:
    """Return a message's pictures. Any other file says nothing to us."""
    return tuple(one for one in map(sent_file, items(message.get("files"))) if one is not None)


def sent_file(data: Payload) -> SentFile | None:
    """Return a shared picture; None for any other file, and for one that was deleted."""
    identity, name = slack_id(data.get("id")), text(data.get("name")) or text(data.get("title"))
    kind = text(data.get("mimetype"))
    asks = data.get("file_access") == "check_file_info"
    is_picture = kind.startswith("image/") or (not kind and (asks or bool(_PICTURE_NAME.search(name))))
    if not identity or not is_picture or data.get("mode") in ("tombstone", "hidden_by_limit"):
        return None
    url = text(data.get("url_private_download")) or text(data.get("url_private"))
    return SentFile(identity, url, name or "picture", kind, number(data.get("size")), asks or not url)


def _reacted(event: Payload, team: str, bot_user: str) -> Reacted | None:
    item = mapping(event.get("item"))
    channel, message, person = slack_id(item.get("channel")), stamp(item.get("ts")), slack_id(event.get("user"))
    digit = _NUMBERS.get(text(event.get("reaction")))
    if digit is None or not (channel and message and person) or person == bot_user:
        return None
    return Reacted(Where(team, channel, channel.startswith("D")), message, person, digit)


def _deleted(event: Payload, where: Where, bot_id: str) -> Deleted | None:
    before = mapping(event.get("previous_message"))
    message = stamp(event.get("deleted_ts")) or stamp(before.get("ts"))
    return Deleted(where, message) if message and bot_id and before.get("bot_id") == bot_id else None


def _removed(body: Payload, event: Payload, team: str) -> Removed | None:
    enterprise = slack_id(body.get("enterprise_id"))
    if event.get("type") == "tokens_revoked" and not mapping(event.get("tokens")).get("bot"):
        return None  # only tokens of persons, which the bot has none of
    whole_org = any(one.get("is_enterprise_install") is True for one in items(body.get("authorizations")))
    return Removed(team, enterprise, whole_org) if team or enterprise else None


def event_id(kind: str, *parts: str) -> str:
    """Return an event's id: the same for the same thing done, however often it is delivered."""
    return f"{kind}{digest(*parts)}"
