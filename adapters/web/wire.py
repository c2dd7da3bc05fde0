"""JSON of the web page's HTTP interface: what the browser sends, checked, and what it is shown.

Called by the routes and the channel. Pydantic stands at this edge only: inside, everything is the bot's own records.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.adapter import Acceptance, CharacterChange, Forgotten, RoomSettings
from bot.errors import BadInput
from bot.events import PICTURE_PREFIX, Attachment, Author, Message
from bot.replies import CastMember, Form, PictureDetails, Reply

#: Ids that the page makes: of events, people and what is replied to.
_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
#: Messages of the bot carry ids that start so; a person's event must not.
BOT_MESSAGE_PREFIX = "bot-"

Id = Annotated[str, Field(pattern=_ID)]
BlobHash = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,128}$")]
Locale = Annotated[str, Field(max_length=35)]
Body = TypeVar("Body", bound=BaseModel)


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class AuthorBody(_Wire):
    """Who acts, as the page says; nobody proves who they are on a page of one household."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=80)]

    def author(self) -> Author:
        """Return the author this is."""
        return Author(self.id, self.name)


class AttachmentBody(_Wire):
    """A picture that was uploaded before; only its hash is believed."""

    blob: BlobHash


class MessageBody(_Wire):
    """POST .../messages."""

    id: Id
    author: AuthorBody
    text: str
    reply_to: Id | None = None
    attachments: Annotated[list[AttachmentBody], Field(max_length=10)] = []
    locale: Locale = "en"


class PressBody(_Wire):
    """POST .../press."""

    id: Id
    author: AuthorBody
    button: Annotated[str, Field(max_length=200)]
    locale: Locale = "en"


class SubmitBody(_Wire):
    """POST .../submit."""

    id: Id
    author: AuthorBody
    form: Annotated[str, Field(max_length=200)]
    values: Annotated[dict[Annotated[str, Field(max_length=64)], str], Field(max_length=25)] = {}
    locale: Locale = "en"


class CharacterBody(_Wire):
    """PATCH .../cast/{character}; what is left out stays."""

    name: str | None = None
    description: str | None = None
    picture: Id | None = None
    aliases: Annotated[list[str], Field(max_length=100)] | None = None
    locale: Locale = "en"

    def change(self) -> CharacterChange:
        """Return the change this is."""
        aliases = None if self.aliases is None else tuple(self.aliases)
        return CharacterChange(self.name, self.description, self.picture, aliases)


class MergeBody(_Wire):
    """POST .../cast/{character}/merge: who becomes the same as this character."""

    other: Id
    locale: Locale = "en"


class SettingsBody(_Wire):
    """PATCH .../settings: names and values; the core says which there are."""

    changes: Annotated[dict[Annotated[str, Field(max_length=64)], int | str | None], Field(max_length=25)]
    locale: Locale = "en"


class ForgetBody(_Wire):
    """POST .../forget: a person's data in this room, or all of the room."""

    author: AuthorBody | None  # must be said: nobody forgets a room by leaving something out
    locale: Locale = "en"


class _LocaleOnly(_Wire):
    locale: Locale = "en"


def read(kind: type[Body], body: bytes) -> Body:
    """Return the `kind` that `body` holds. Raises BadInput; of a person's mistake it says nothing more."""
    try:
        value = kind.model_validate_json(body)
    except ValidationError as error:
        raise BadInput(f"{error.error_count()} problems in the request") from error
    if getattr(value, "id", "").startswith((BOT_MESSAGE_PREFIX, PICTURE_PREFIX)):
        raise BadInput("ids that start so are not an event's")
    return value


def locale_of(body: bytes) -> str | None:
    """Return the locale that a body names, even when the rest of it cannot be used."""
    try:
        return _LocaleOnly.model_validate_json(body).locale
    except ValidationError:
        return None


def write(value: object) -> bytes:
    """Return `value` as JSON. A lone surrogate, which UTF-8 cannot carry, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def message_of_person(event: Message) -> bytes:
    """Return the MESSAGE that shows what a person said."""
    return write(
        {
            "id": event.id,
            "thread": event.thread.id,
            "from": "person",
            "author": dataclasses.asdict(event.author),
            "time_s": event.time_s,
            "text": event.text,
            "reply_to": event.reply_to,
            "attachments": [dataclasses.asdict(one) for one in event.attachments],
            "reply": None,
            "edited": False,
        }
    )


def message_of_bot(message: str, thread: str, time_s: float, reply: Reply, *, edited: bool) -> bytes:
    """Return the MESSAGE that shows a reply. `edited`: it replaces a reply that was already final."""
    return write(
        {
            "id": message,
            "thread": thread,
            "from": "bot",
            "author": None,
            "time_s": time_s,
            "text": reply.text,
            "reply_to": None,
            "attachments": [],
            "reply": {**dataclasses.asdict(reply), "final": reply.is_final},
            "edited": edited,
        }
    )


class _KeptReply(_Wire):
    final: bool


class KeptMessage(_Wire):
    """What an edit needs to know of the message that it replaces."""

    time_s: float
    reply: _KeptReply | None = None
    edited: bool = False

    @property
    def is_final(self) -> bool:
        """True when the reply it shows was a finished one."""
        return self.reply is not None and self.reply.final


_ATTACHMENT = TypeAdapter(Attachment)


def read_attachment(body: bytes | str) -> Attachment:
    """Return the attachment that `write(plain(attachment))` wrote."""
    return _ATTACHMENT.validate_json(body)


def title_of(text: str) -> str:
    """Return a thread's title: the first 60 characters of its first words, on one line."""
    return " ".join(text.split())[:60].encode("utf-8", "replace").decode()


def plain(
    value: Acceptance | Form | Attachment | CastMember | PictureDetails | RoomSettings | Forgotten,
) -> dict[str, object]:
    """Return a record of the bot as JSON's kinds."""
    return dataclasses.asdict(value)
