"""What people thought of the bot's answers, by month (UTC): shown with a room's usage, and forgotten with the rest.

Written by the core when an adapter has a way to ask; a later verdict of the same person on the same answer replaces
their earlier one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.memory.erasing import Eraser
from bot.memory.keys import RoomKeys
from bot.money.ledgers import MONTH_TTL_S, month_of

_GOOD, _BAD = "good", "bad"


@dataclass(frozen=True, slots=True)
class Opinion:
    """How many liked an answer, and how many did not."""

    good: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Keeps verdicts. Every method raises StoreError."""

    eraser: Eraser

    async def note(self, room: str, turn: str, author: str, now_s: float, *, good: bool) -> None:
        """Keep what a person (their id) thinks of what answered a turn."""
        key = RoomKeys(room).verdicts(month_of(now_s))
        verdict = _GOOD if good else _BAD
        await self.eraser.run([("HSET", key, f"{turn} {author}", verdict), ("EXPIRE", key, MONTH_TTL_S)])

    async def month(self, room: str, now_s: float) -> Opinion:
        """Return the opinion of a room (its key) in this month."""
        (found,) = await self.eraser.run([("HVALS", RoomKeys(room).verdicts(month_of(now_s)))])
        return Opinion(found.count(_GOOD), found.count(_BAD))


def concerning(fields: Iterable[str], author: str, turns: Collection[str]) -> list[str]:
    """Return those fields of a month's verdicts that are a person's, or about what answered them."""
    return [one for one in fields if one.partition(" ")[2] == author or one.partition(" ")[0] in turns]
