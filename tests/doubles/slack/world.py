"""What Slack remembers: the app, workspaces, people, channels, messages, files, views.

Plain mutable state, changed by the other modules of the double, which alone know how.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

_BOT_SCOPES_WORDS = """
    app_mentions:read assistant:write channels:history channels:join channels:read chat:write commands
    files:read files:write groups:history groups:read im:history im:read im:write mpim:history mpim:read
    reactions:read reactions:write team:read users:read
"""
BOT_SCOPES = frozenset(_BOT_SCOPES_WORDS.split())
_BOT_EVENTS_WORDS = """
    agent_session_stopped app_home_opened app_mention app_uninstalled message.channels message.groups
    message.im message.mpim reaction_added tokens_revoked
"""
BOT_EVENTS = frozenset(_BOT_EVENTS_WORDS.split())


class Clock:
    """Seconds since 1970; `advance` lets triggers, streams and tokens grow old. Messages bear the true time."""

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self.wall = wall
        self._ahead_s = 0.0

    def now(self) -> float:
        """Return the time of lives and limits."""
        return self.wall() + self._ahead_s

    def advance(self, seconds: float) -> None:
        """Make everything older."""
        self._ahead_s += seconds


@dataclass
class SlackApp:
    """The app as its manifest describes it."""

    id: str = "A0PICTURE1"
    name: str = "picturebook"
    client_id: str = "1111.2222"
    client_secret: str = "client-secret-of-the-double"
    signing_secret: str = "signing-secret-of-the-double"
    verification_token: str = "verification-of-the-double"
    app_token: str = "xapp-1-A0PICTURE1-double"
    request_url: str = ""  # of events, commands and interactivity; "" with socket_mode
    socket_mode: bool = False
    scopes: frozenset[str] = BOT_SCOPES
    events: frozenset[str] = BOT_EVENTS
    commands: frozenset[str] = frozenset({"/draw", "/picturebook"})
    shortcuts: frozenset[str] | None = None  # callback ids; None: any
    agent: bool = True
    rotation: bool = False  # tokens expire and are refreshed
    redirect_urls: tuple[str, ...] = ()

    @classmethod
    def from_manifest(cls, manifest: Json, **more: Any) -> SlackApp:
        """Return the app that Slack would make of a manifest."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        oauth = manifest.get("oauth_config", {})
        found: Json = {
            "name": manifest["display_information"]["name"],
            "scopes": frozenset(oauth.get("scopes", {}).get("bot", ())),
            "events": frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            "commands": frozenset(one["command"] for one in features.get("slash_commands", ())),
            "shortcuts": frozenset(one["callback_id"] for one in features.get("shortcuts", ())),
            "agent": "agent_view" in features,
            "socket_mode": bool(settings.get("socket_mode_enabled")),
            "rotation": bool(settings.get("token_rotation_enabled")),
            "redirect_urls": tuple(oauth.get("redirect_urls", ())),
        }
        return cls(**{**found, **more})


@dataclass
class Token:
    """A token and what it may do. `team` is None for the app's own token."""

    value: str
    kind: str  # "bot" or "app"
    team: str | None
    scopes: frozenset[str]
    expires_s: float | None = None
    refresh: str | None = None
    lent: bool = False  # made by a test, not by an installation
    enterprise: str | None = None  # of an org-wide installation: good in all of its workspaces
    refused: str | None = None  # the error it answers: token_revoked, account_inactive


@dataclass
class User:
    """A person or a bot user."""

    id: str
    name: str
    locale: str = "en-US"
    is_bot: bool = False
    tz: str = "Europe/Amsterdam"


@dataclass
class Message:
    """One message; `to` is the only person who sees an ephemeral one."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    files: list[str] = field(default_factory=list)
    metadata: Json | None = None
    subtype: str | None = None
    to: str | None = None
    edited_ts: str | None = None
    broadcast: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    client_msg_id: str | None = None
    username: str | None = None
    stream: Stream | None = None


@dataclass
class Stream:
    """Words on their way into a message."""

    started_s: float
    mode: str | None = None  # "markdown_text" or "chunks", whichever came first
    chunks: list[Json] = field(default_factory=list)
    over: bool = False
    stopped_by_user: bool = False


@dataclass
class Channel:
    """`kind`: "channel" (public), "group" (private), "im" or "mpim"."""

    id: str
    name: str
    kind: str
    members: set[str] = field(default_factory=set)
    messages: dict[str, Message] = field(default_factory=dict)
    archived: bool = False


@dataclass
class File:
    """A file; Slack processes it after the upload, and only then knows what it is."""

    id: str
    team: str
    name: str
    title: str
    user: str
    length_bytes: int
    data: bytes | None = None
    completed_s: float | None = None
    polls: int = 0
    mimetype: str = ""
    alt: str | None = None
    deleted: bool = False
    shared: dict[str, str] = field(default_factory=dict)  # channel -> ts of the message that shares it


@dataclass
class View:
    """A modal or a home tab as Slack keeps it: what the app sent, and ids."""

    id: str
    team: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    closed: bool = False


@dataclass
class Team:
    """One workspace's state."""

    id: str
    name: str
    domain: str
    bot_user: str
    bot_id: str
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    installed: bool = True
    enterprise: str | None = None
    org_wide: bool = False  # the app is installed in the whole organization
    statuses: dict[tuple[str, str], tuple[str, tuple[str, ...], float]] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    prompts: dict[tuple[str, str | None], list[Json]] = field(default_factory=dict)
    sessions: dict[tuple[str, str], str] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    screens: dict[str, list[View]] = field(default_factory=dict)


@dataclass
class Trigger:
    """The right to open one view for one person."""

    team: str
    user: str
    made_s: float
    view: str | None = None  # pressed inside of this one
    used: bool = False


@dataclass
class ResponseUrl:
    """Where an app may answer an interaction."""

    team: str
    channel: str
    user: str
    made_s: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class Call:
    """One request the bot sent, and what it was answered."""

    at_s: float
    method: str
    args: Json
    team: str | None
    status: int
    answer: Json
    fault: str | None = None

    @property
    def ok(self) -> bool:
        """True when Slack did it."""
        return bool(self.answer.get("ok"))
