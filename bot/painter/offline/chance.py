"""Randomness keyed by seed and slot: the same slot gives the same number, whatever else is drawn.

Called by everything that composes. Nothing here is sequential: that is why adding a hat moves no flower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

Slot = str | int | bool


@dataclass(frozen=True, slots=True)
class Chance:
    """Numbers that depend on nothing but a seed and the name of what they are for."""

    key: str

    @classmethod
    def of(cls, seed: int) -> Chance:
        """Start from a picture's or a character's seed."""
        return cls(str(seed))

    def under(self, *slot: Slot) -> Chance:
        """Narrow to a part of the picture."""
        return Chance("/".join([self.key, *map(str, slot)]))

    def whole_seed(self, *slot: Slot) -> int:
        """Return a 64-bit number, to seed a generator of many."""
        name = "/".join([self.key, *map(str, slot)])
        return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big")

    def share(self, *slot: Slot) -> float:
        """Return a number in [0, 1)."""
        return (self.whole_seed(*slot) >> 11) / (1 << 53)

    def between(self, low: float, high: float, *slot: Slot) -> float:
        """Return a number in [low, high)."""
        return low + (high - low) * self.share(*slot)

    def whole(self, low: int, high: int, *slot: Slot) -> int:
        """Return a whole number in low .. high, both included."""
        return low + int(self.share(*slot) * (high - low + 1))

    def pick(self, options: Sequence[T], *slot: Slot) -> T:
        """Return one of `options`."""
        return options[int(self.share(*slot) * len(options))]

    def some(self, options: Sequence[T], count: int, *slot: Slot) -> tuple[T, ...]:
        """Return `count` different ones of `options`, in a drawn order."""
        ranked = sorted(range(len(options)), key=lambda i: (self.share(*slot, i), i))
        return tuple(options[i] for i in ranked[:count])

    def happens(self, probability: float, *slot: Slot) -> bool:
        """Return True with `probability`."""
        return self.share(*slot) < probability
