"""The seam between the core and the platforms: what an adapter is, and what it may ask of the core.

Implemented by adapters/*; the Core is implemented in bot/core.py. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.events import Attachment, Event, Press, Thread
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


class Core(Protocol):
    """What adapters may ask. All of it is safe to call from any process on the same store."""

    async def accept(self, event: Event) -> Acceptance:
        """Take `event` durably. Raises bot.errors.BadInput (say why to the person) or StoreError (retry)."""
        ...

    async def form(self, press: Press) -> Form | None:
        """Return the form that this button opens, or None when it starts a turn. Raises BadInput."""
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

    async def close(self) -> None:
        """Release connections."""
        ...
