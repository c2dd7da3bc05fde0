"""Drafts: actors and loose attributes while a prompt is being read, and how "
"lettering and leftovers end up. Called by reading only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.painter.offline.scene import Actor, Held, Thing, Worn
from bot.painter.offline.words import Token


@dataclass(slots=True)
class ActorDraft:
    """An actor while it is read."""

    kind: str
    count: int = 1
    colour: str | None = None
    size: float = 1.0
    mood: str | None = None
    pose: str | None = None
    worn: list[Worn] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    traits: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def done(self) -> Actor:
        return Actor(
            self.kind, self.count, self.colour, self.size, self.mood, self.pose,
            tuple(self.worn), tuple(self.held), tuple(self.traits), tuple(self.refused),
        )  # fmt: skip


@dataclass(slots=True)
class Pending:
    """What was said before the noun it belongs to."""

    colour: str | None = None
    size: float = 1.0
    count: int = 0
    mood: str | None = None
    pose: str | None = None
    role: str | None = None
    traits: list[str] = field(default_factory=list)
    worn: list[Worn] = field(default_factory=list)


def lettered(things: Sequence[Thing], letterings: Sequence[tuple[str, str]]) -> tuple[tuple[Thing, ...], str]:
    """Return the things with their lettering (words, carrier), and what is left for a board."""
    carriers, board = list(things), ""
    for words, carrier in letterings:
        where = next((i for i, t in enumerate(carriers) if t.kind == carrier and not t.words), None)
        if where is None:
            board = board or words
        else:
            carriers[where] = replace(carriers[where], words=words)
    return tuple(carriers), board


def salient(text: str, unknown: Sequence[Token]) -> tuple[str, ...]:
    """Return the most salient of the words that nobody here can draw, as they were written."""
    if not unknown:
        return ()
    first, last = unknown[0], unknown[min(2, len(unknown) - 1)]
    phrase = " ".join(text[first.start : last.end].split())
    if len(phrase) <= 40 and not any(stop in phrase for stop in ",.;:!?\x00"):
        return (phrase,)
    return tuple(text[t.start : t.end] for t in unknown[:3])
