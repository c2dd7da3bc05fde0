"""Painting: an order in, a picture's bytes out. The seam that every painter stands behind.

Called by the turn, once a picture. A painter knows nothing of rooms, people or platforms.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Shape(StrEnum):
    """The outline of a picture; each painter has its own pixels for it."""

    SQUARE = "square"
    WIDE = "wide"
    TALL = "tall"


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture shown to the painter beside the words: the base of an edit, or a character's portrait."""

    picture: str  # id
    data: bytes
    media_type: str
    prompt: str
    seed: int | None


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that decides one picture. Equal orders give equal bytes from a painter with seeds."""

    prompt: str  # complete: type of picture, subject, setting, style; no names of people who chat
    seed: int  # 0 .. 2**31 - 1
    shape: Shape = Shape.SQUARE
    style: str | None = None  # a name of bot.plans.STYLES, already part of the prompt's words
    transparent: bool = False
    hd: bool = False  # the chosen one, rendered as large as the painter can
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Painted:
    """What a painter made."""

    data: bytes
    media_type: str  # "image/png", ...
    width_px: int
    height_px: int
    seed: int | None  # None: the painter does not tell, or has none
    model: str
    notes: tuple[str, ...] = ()  # lines for the picture's details, such as "offline preview"
    cost_usd: float | None = None


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
