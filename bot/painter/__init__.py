"""Painting: an order in, a picture's bytes out. The seam that every painter stands behind.

Called by the turn, once a picture. A painter knows nothing of rooms, people or platforms.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Shape(StrEnum):
    """The outline of a picture; each painter has its own pixels for it."""

    SQUARE = "square"
    WIDE = "wide"
    TALL = "tall"


class Quality(StrEnum):
    """How much care a picture is worth: a draft is cheap, a final one costs more where painters have a choice."""

    DRAFT = "draft"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture shown to the painter beside the words: the base of an edit, or a character's portrait."""

    picture: str  # id
    data: bytes
    media_type: str
    prompt: str
    seed: int | None
    is_base: bool = False  # the picture is derived from this one; else it only shows what somebody looks like


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that decides one picture. Equal orders give equal bytes from a painter with seeds."""

    prompt: str  # complete: type of picture, subject, setting, style; no names of people who chat
    seed: int  # 0 .. 2**31 - 1
    shape: Shape = Shape.SQUARE
    style: str | None = None  # a name of bot.plans.STYLES, already part of the prompt's words
    transparent: bool = False
    hd: bool = False  # the chosen one, rendered as large as the painter can, in its final quality
    references: tuple[Reference, ...] = ()
    quality: Quality = Quality.DRAFT

    @property
    def is_final(self) -> bool:
        """True when the painter shall spend what its best costs."""
        return self.hd or self.quality is Quality.FINAL


@dataclass(frozen=True, slots=True)
class Note:
    """A line for a picture's details that is told in the reader's language: a key of bot/phrases and its facts."""

    sentence: str
    facts: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a painter says that it used, for whoever puts a price on it. Tokens: 0 where it does not tell."""

    server: str = ""  # its address, without any secret
    images: int = 1
    input_text_tokens: int = 0
    input_image_tokens: int = 0
    cached_tokens: int = 0  # of the input
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Painted:
    """What a painter made."""

    data: bytes
    media_type: str  # "image/png", ...
    width_px: int
    height_px: int
    seed: int | None  # None: the painter does not tell, or has none
    model: str
    notes: tuple[str | Note, ...] = ()  # lines for the picture's details, such as "offline preview"
    cost_usd: float | None = None  # what the painter itself says; else its usage tells
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a painter can do; decides seeds, references and what the bot says it cannot do."""

    seeds: bool
    references: bool
    transparent: bool
    size_px: dict[Shape, tuple[int, int]]


class Painter(Protocol):
    """Turns one order into one picture."""

    name: str
    abilities: Abilities

    async def paint(self, order: Order) -> Painted:
        """Paint `order`. Raises bot.errors.PainterError; may be cancelled at any await."""
        ...

    async def close(self) -> None:
        """Release processes and connections."""
        ...


@dataclass(frozen=True, slots=True)
class Sketch:
    """An unfinished state of a picture, shown while the rest is painted."""

    data: bytes
    media_type: str
    width_px: int
    height_px: int


#: Shows a sketch to whoever waits.
Show = Callable[[Sketch], Awaitable[None]]


@runtime_checkable
class SketchingPainter(Protocol):
    """A painter whose pictures can be watched while they are painted."""

    async def paint_watched(self, order: Order, show: Show) -> Painted:
        """Paint like `Painter.paint`; `show` is awaited with each sketch, and is not called after that."""
        ...


@runtime_checkable
class InspectablePainter(Protocol):
    """A painter that can say more about itself than a picture could, and for less than a picture costs."""

    async def inspect(self) -> tuple[str, ...]:
        """Ask the server one cheap thing and return sentences about what it is and can do. Raises PainterError."""
        ...
