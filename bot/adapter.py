"""The seam between the core and the platforms: what an adapter is, and what it may ask of the core.

Implemented by adapters/*; the Core is implemented in bot/core.py. Standard library only.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.events import Attachment, Author, Command, Event, Press, Submit, Thread
from bot.replies import CastMember, Form, PictureDetails, Reply


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform can show in one message. `fit` adapts every reply to it."""

    text_chars: int
    cards: int  # pictures in one message
    buttons: int  # in one message; 0: none at all
    buttons_per_row: int
    forms: bool
    edits: bool  # a message can be replaced after it was posted
    alt_chars: int
    edit_interval_s: float  # at most one edit of a message in this time
    upload_bytes: int
    sketches: bool = False  # pictures may come, and come again, while they are painted: showing one costs little


class Outcome(StrEnum):
    """What became of an event that was offered to the core."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    HANDLED = "handled"  # done at once, without a turn (Stop)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The answer to `Core.accept`; only after it may the platform be acknowledged."""

    outcome: Outcome
    turn: str


@dataclass(frozen=True, slots=True)
class Blob:
    """A picture's bytes as they are sent to a platform."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class RoomSettings:
    """What a room has set for itself; None: what the operator's settings say."""

    pictures: int | None = None  # at most so many answer one message, 1 to 4; the operator's limit stays the upper one
    audience: str | None = None  # "family" or "general"
    retention_days: int | None = None  # 0: for ever
    pictures_per_day_person: int | None = None  # in this room; the operator's limit stays the upper one
    pictures_per_day_room: int | None = None  # as above
    budget_month: int | None = None  # whole US dollars a month; the operator's budget stays the upper one
    language: str | None = None  # "en" or "ko": what a new thread begins with
    painter: str | None = None  # one of those that the operator lets rooms choose; another is as good as None
    quality: str | None = None  # "draft" or "final": how well pictures are painted at first
    habit: str | None = None  # "thread" or "reply": whether an answer in a channel goes into a thread of its own


#: Changes of a room's settings: name of the setting -> value; None puts the default back.
SettingChanges = Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class CharacterChange:
    """What shall be different about a character; None leaves it as it is."""

    name: str | None = None
    description: str | None = None
    picture: str | None = None  # id of the new canonical picture
    aliases: tuple[str, ...] | None = None  # all of them


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed."""

    rooms: int = 0
    lines: int = 0
    pictures: int = 0
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Traces:
    """What an adapter shall remove of a room; whatever fits any of these."""

    author: str | None = None  # id of a person: what they said
    turns: frozenset[str] = frozenset()  # what the bot answered in these
    pictures: frozenset[str] = frozenset()  # ids: taken out of the answers that show them
    blobs: frozenset[str] = frozenset()  # what a person brought
    before_s: float | None = None  # everything older than this


class Core(Protocol):
    """What adapters may ask. All of it is safe to call from any process on the same store."""

    async def accept(self, event: Event) -> Acceptance:
        """Take `event` durably. Raises bot.errors.BadInput (say why to the person) or StoreError (retry)."""
        ...

    async def form(self, press: Press) -> Form | None:
        """Return the form that this button opens, or None when it starts a turn. Raises BadInput."""
        ...

    async def panel(self, event: Command | Press | Submit, *, manages: bool = False) -> tuple[Reply, ...] | Form | None:
        """Answer at once, without a turn, what needs no judgement; None: this starts a turn, offer it to `accept`.

        Commands cast, album, picture, settings, usage, forget, export, privacy and help, the buttons and forms of their
        panels, the buttons that open a form, and Details are answered here. The replies fit the platform already, and
        nearly always it is one. Show them to the person alone (their audience): the first in the place of the panel
        that a button or form of bot.buttons.is_panel was in, else as a new message.
        `manages`: the person may manage the room on the platform (in a direct message they do).
        Answers within a second; only a forgetting that was confirmed (bot.buttons.takes_long) may take a minute.
        Raises BadInput (say why to the person) or StoreError.
        """
        ...

    async def withdraw(self, thread: Thread, turn: str) -> None:
        """Take back an answer of the bot that somebody deleted on the platform: its words, and the pictures it made.

        Nothing happens when there is none; again is harmless. Raises StoreError.
        """
        ...

    async def judge(self, thread: Thread, turn: str, author: Author, *, good: bool) -> None:
        """Keep what a person thinks of what answered a turn, in the place of what they thought before.

        It is counted in the room's usage, and changes nothing else. Raises StoreError.
        """
        ...

    async def presence(self, workspace: str, *, here: bool) -> None:
        """Note that the bot is in a server or workspace ("discord/112233"), or was removed from it just now.

        Some days after a removal all of its rooms are forgotten, unless the bot comes back. Raises StoreError.
        """
        ...

    async def attach(self, room: str, data: bytes, name: str) -> Attachment:
        """Check and keep a picture that a person sent. Raises BadImage or ImageTooLarge."""
        ...

    async def blob(self, blob: str) -> Blob:
        """Return bytes by content hash. Raises BlobMissing."""
        ...

    async def cast(self, room: str) -> tuple[CastMember, ...]:
        """Return the room's characters, by name."""
        ...

    async def album(self, room: str, before: float | None = None, limit: int = 60) -> tuple[PictureDetails, ...]:
        """Return the room's pictures, newest first, those made before the time `before` (seconds)."""
        ...

    async def details(self, room: str, picture: str) -> PictureDetails:
        """Return one picture. Raises PictureGone when it is not of this room."""
        ...

    async def family(self, room: str, picture: str) -> tuple[PictureDetails, ...]:
        """Return the picture's ancestors and descendants, oldest first, itself included. Raises PictureGone."""
        ...

    async def change_character(self, room: str, character: str, change: CharacterChange) -> CastMember:
        """Change a character. Raises CharacterGone, PictureGone, NameTaken or BadCharacter."""
        ...

    async def merge_characters(self, room: str, character: str, other: str) -> CastMember:
        """Make `other` the same as `character`, who stays. Raises CharacterGone."""
        ...

    async def remove_character(self, room: str, character: str) -> None:
        """Take a character out of the cast; the pictures stay. Raises CharacterGone."""
        ...

    async def room_settings(self, room: str) -> RoomSettings:
        """Return what the room has set for itself."""
        ...

    async def change_room_settings(self, room: str, changes: SettingChanges) -> RoomSettings:
        """Change some of the room's settings, all or none. Raises BadRoomSetting."""
        ...

    async def forget_room(self, room: str) -> Forgotten:
        """Remove everything of a room, everywhere."""
        ...

    async def forget_person(self, platform: str, author: str, room: str | None = None) -> Forgotten:
        """Remove everything of a person (by id), in one room or in all of the platform."""
        ...

    def export_room(self, room: str) -> AsyncIterator[bytes]:
        """Yield a zip file with everything of a room."""
        ...


class Adapter(Protocol):
    """One platform. `listen` runs in a gateway; `post` and `edit` may run in a worker, in another process."""

    name: str  # Thread.platform of everything it sends in
    capabilities: Capabilities

    async def listen(self, core: Core) -> None:
        """Feed events to `core` until cancelled."""
        ...

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        """Show `reply` as a new message and return the message's id.

        Posting again under the same `key` returns the first message's id and shows nothing twice.
        Raises DeliveryError (may be tried again) or DeliveryRefused (never).
        """
        ...

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        """Replace the message's content by `reply`. Raises like `post`."""
        ...

    async def forget(self, room: str, traces: Traces | None = None) -> None:
        """Remove the copies that this adapter itself keeps of a room's messages: all of them, or these `traces`.

        `room` is the room's id without the platform. What a platform keeps on its own servers is not ours to remove.
        Raises StoreError; forgetting again is harmless.
        """
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
