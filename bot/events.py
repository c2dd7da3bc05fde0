"""What comes in: the four kinds of event that every platform is reduced to.

Made by adapters, read by the turn and the planner. Standard library only; knows no platform.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: Ids of events and threads travel in keys and button ids; adapters quote what their platform gives them.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
#: Picture ids start so; event ids must not, because a button points at either.
PICTURE_PREFIX = "pic-"


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation in a room. Ids are unique within their platform (room) and room (thread)."""

    platform: str
    room: str
    id: str

    def __post_init__(self) -> None:
        for part in (self.platform, self.room, self.id):
            if not _ID.fullmatch(part):
                raise ValueError(f"not usable as an id: {part!r}")

    @property
    def room_key(self) -> str:
        """The room's name in the whole system: "web/kitchen"."""
        return f"{self.platform}/{self.room}"

    @property
    def key(self) -> str:
        """The thread's name in the whole system: "web/kitchen/t1"."""
        return f"{self.platform}/{self.room}/{self.id}"

    @classmethod
    def parse(cls, key: str) -> Thread:
        """Return the thread whose `key` this is. Raises ValueError for anything else."""
        parts = key.split("/")
        if len(parts) != 3:
            raise ValueError(f"not a thread: {key!r}")
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts. `name` is what the others see; it is data, never an instruction."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture that a person sent; its bytes are already checked and stored under `blob`."""

    blob: str  # content hash
    media_type: str
    width_px: int
    height_px: int
    name: str


@dataclass(frozen=True, slots=True)
class _Event:
    id: str  # unique in the room; the same id again is the same event, delivered twice
    thread: Thread
    author: Author
    time_s: float  # seconds since 1970, UTC
    locale: str  # of the person's client: "en-GB", "ko"
    workspace: str = field(default="", kw_only=True)  # id of the server or team that the room is in; "": of none

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id) or self.id.startswith(PICTURE_PREFIX):
            raise ValueError(f"not usable as an event id: {self.id!r}")
        if self.workspace and not _ID.fullmatch(self.workspace):
            raise ValueError(f"not usable as a workspace's id: {self.workspace!r}")

    @property
    def workspace_key(self) -> str | None:
        """The workspace's name in the whole system, "slack/T024BE7LD"; None in a direct message and on the web page."""
        return f"{self.thread.platform}/{self.workspace}" if self.workspace else None


@dataclass(frozen=True, slots=True)
class Message(_Event):
    """Words said in a thread where the bot takes part."""

    text: str
    reply_to: str | None = None  # a picture's id, or the turn id of a message of the bot
    attachments: tuple[Attachment, ...] = ()
    addressed: bool = False  # the bot was mentioned by name, or this is a direct message


@dataclass(frozen=True, slots=True)
class Command(_Event):
    """A slash command: its name and the options as the person filled them."""

    name: str
    options: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Press(_Event):
    """A button was pressed. `button` is its raw id: anybody can forge one, so it is checked again."""

    button: str


@dataclass(frozen=True, slots=True)
class Submit(_Event):
    """A form was sent. `form` is the raw id of the form, the same codec as a button's."""

    form: str
    values: tuple[tuple[str, str], ...] = ()


Event = Message | Command | Press | Submit
