"""A core that remembers what adapters told it, and answers as a test scripts it.

Keeps the promises of bot.adapter.Core that adapters lean on: an event id is taken once, refusals raise, forms open for
buttons whose verb opens one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from bot.adapter import Acceptance, Blob, Outcome, RoomSettings
from bot.buttons import FORM_VERBS, decode
from bot.errors import BlobMissing, EmptyMessage, PicturebookError, PictureGone, StoreError
from bot.events import Attachment, Author, Command, Event, Message, Press, Submit, Thread
from bot.replies import CastMember, Field, Form, PictureDetails, Reply


@dataclass
class ScriptedCore:
    """Scripts: `refuse` (raised by every accept), `blobs`, `members`, `pictures`, `panels`, `settings`.
    Records: `events`, `offers`, `withdrawn`, `presences`, `verdicts`.
    """

    events: list[Event] = field(default_factory=list)  # taken, in order
    offers: int = 0  # calls of accept
    refuse: PicturebookError | None = None
    outcome: Outcome = Outcome.ACCEPTED
    blobs: dict[str, Blob] = field(default_factory=dict)
    members: dict[str, tuple[CastMember, ...]] = field(default_factory=dict)  # by room key
    pictures: dict[str, tuple[PictureDetails, ...]] = field(default_factory=dict)  # by room key, newest first
    album_calls: list[tuple[str, float | None, int]] = field(default_factory=list)
    panels: dict[str, tuple[Reply, ...] | Form] = field(default_factory=dict)  # by a command's name, a button, a form
    managed: list[bool] = field(default_factory=list)  # `manages` of every call of panel
    settings: dict[str, RoomSettings] = field(default_factory=dict)  # by room key
    withdrawn: list[tuple[Thread, str]] = field(default_factory=list)
    presences: list[tuple[str, bool]] = field(default_factory=list)
    verdicts: list[tuple[Thread, str, str, bool]] = field(default_factory=list)  # (thread, turn, who, good)

    async def accept(self, event: Event) -> Acceptance:
        """Take an event once per room and id; an empty message is refused, as is everything while `refuse` is set."""
        self.offers += 1
        if any(one.id == event.id and one.thread.room_key == event.thread.room_key for one in self.events):
            return Acceptance(Outcome.DUPLICATE, event.id)
        if self.refuse is not None:
            raise self.refuse
        if isinstance(event, Message) and not event.text.strip() and not event.attachments:
            raise EmptyMessage
        if isinstance(event, Press):
            decode(event.button)
        self.events.append(event)
        return Acceptance(self.outcome, event.id)

    async def form(self, press: Press) -> Form | None:
        """Open a form for Edit and Name; UnknownButton for what is no button."""
        button = decode(press.button)
        if button.verb not in FORM_VERBS:
            return None
        words = Field(name="words", label="What should change?", max_chars=1000)
        return Form(id=str(button), title="Edit", fields=(words,), submit="Draw")

    async def panel(self, event: Command | Press | Submit, *, manages: bool = False) -> tuple[Reply, ...] | Form | None:
        """Answer with the scripted panel; else open a form for Edit and Name."""
        self.managed.append(manages)
        if self.refuse is not None:
            raise self.refuse
        match event:
            case Command():
                return self.panels.get(event.name)
            case Submit():
                return self.panels.get(event.form)
            case Press():
                return self.panels.get(event.button) or await self.form(event)

    async def room_settings(self, room: str) -> RoomSettings:
        """Return the scripted settings of a room key."""
        return self.settings.get(room, RoomSettings())

    async def withdraw(self, thread: Thread, turn: str) -> None:
        """Note what was taken back."""
        self.withdrawn.append((thread, turn))

    async def judge(self, thread: Thread, turn: str, author: Author, *, good: bool) -> None:
        """Note what somebody thinks of an answer."""
        if self.refuse is not None:
            raise self.refuse
        self.verdicts.append((thread, turn, author.id, good))

    async def presence(self, workspace: str, *, here: bool) -> None:
        """Note where the bot is said to be; only a store that is away keeps that from being noted."""
        if isinstance(self.refuse, StoreError):
            raise self.refuse
        self.presences.append((workspace, here))

    async def attach(self, room: str, data: bytes, name: str) -> Attachment:
        """Keep any bytes as a PNG of 2 by 3 pixels."""
        if self.refuse is not None:
            raise self.refuse
        digest = hashlib.sha256(data).hexdigest()
        self.blobs[digest] = Blob(data, "image/png")
        return Attachment(digest, "image/png", 2, 3, name)

    async def blob(self, blob: str) -> Blob:
        """Return scripted or attached bytes."""
        if blob not in self.blobs:
            raise BlobMissing(blob)
        return self.blobs[blob]

    async def cast(self, room: str) -> tuple[CastMember, ...]:
        """Return the scripted characters of a room key."""
        return self.members.get(room, ())

    async def album(self, room: str, before: float | None = None, limit: int = 60) -> tuple[PictureDetails, ...]:
        """Return the scripted pictures of a room key."""
        self.album_calls.append((room, before, limit))
        return tuple(one for one in self.pictures.get(room, ()) if before is None or one.time_s < before)[:limit]

    async def details(self, room: str, picture: str) -> PictureDetails:
        """Return one scripted picture of a room key."""
        for one in self.pictures.get(room, ()):
            if one.id == picture:
                return one
        raise PictureGone(picture)

    async def family(self, room: str, picture: str) -> tuple[PictureDetails, ...]:
        """Return every scripted picture of the room, oldest first."""
        await self.details(room, picture)
        return tuple(reversed(self.pictures[room]))
