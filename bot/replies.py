"""What goes out: replies, cards, buttons and forms, declared without any platform's payload.

Made by the turn, shown by adapters. `fit` (bot/fit.py) makes a reply fit what an adapter can show.
Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """Who sees a reply."""

    EVERYONE = "everyone"
    PERSON = "person"  # only the one who acted, where the platform can


class ButtonStyle(StrEnum):
    """How loud a button is."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


class FieldKind(StrEnum):
    """What a form's field takes."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Button:
    """A button; `id` is a bot.buttons.ButtonId as text."""

    id: str
    label: str
    style: ButtonStyle = ButtonStyle.PLAIN
    opens_form: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `choices` are (value, label) pairs, for CHOICE only."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    value: str = ""
    max_chars: int = 1000
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A modal; `id` is a bot.buttons.ButtonId as text and comes back in the Submit event."""

    id: str
    title: str
    fields: tuple[Field, ...]
    submit: str


@dataclass(frozen=True, slots=True)
class Card:
    """One picture of a reply. Its bytes lie in the blob store under `blob` (content hash)."""

    picture: str  # id
    label: str  # "1", "2", ... within its grid; "" for a single picture
    blob: str
    media_type: str
    width_px: int
    height_px: int
    alt: str
    select: str  # the button id that selects it
    large: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running turn is. `total` 0: not known yet. `pending` tiles have these shapes, in order."""

    stage: str  # a sentence: "2 of 4 painted"
    done: int = 0
    total: int = 0
    shape: str = "square"


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a picture's details: a label and its value; `picture` where the value is a picture."""

    label: str
    value: str
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the bot, whole: showing it again in the same message replaces what was there."""

    turn: str
    text: str = ""
    cards: tuple[Card, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()  # rows
    progress: Progress | None = None  # None: the turn is over
    facts: tuple[Fact, ...] = ()
    audience: Audience = Audience.EVERYONE
    language: str = "en"

    @property
    def is_final(self) -> bool:
        """True when the turn that wrote this reply is over."""
        return self.progress is None


@dataclass(frozen=True, slots=True)
class PictureDetails:
    """What a page or a panel may show of a picture."""

    id: str
    ordinal: int
    thread: str  # key
    turn: str
    prompt: str
    alt: str
    seed: int | None
    painter: str
    model: str
    style: str | None
    width_px: int
    height_px: int
    parents: tuple[str, ...]
    characters: tuple[str, ...]
    author: str  # name
    time_s: float
    blob: str
    media_type: str
    notes: tuple[str, ...]
    cost_usd: float | None = None  # None: nobody knows


@dataclass(frozen=True, slots=True)
class CastMember:
    """What a page or a panel may show of a character."""

    id: str
    name: str
    aliases: tuple[str, ...]
    description: str
    picture: str | None  # the canonical picture's id
    blob: str | None
