"""Sizes: how tall somebody is beside a hedgehog, from data/sizes.toml. Called by cast, hall and deeds.

Creatures belong to classes from insect to huge; "tiny" and "giant" move them along the classes.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.painter.offline.figures.emoji import emblems, has_face

#: The height of an upright creature of the medium class, in the units of its figure.
UPRIGHT_UNITS = 450.0
#: "huge" and "giant" (1.4) move one and a half classes up, "tiny" (0.6) as many down; "little" is mostly fondness
#: and moves a third of one.
FARTHEST, STEPS, FONDNESS = 0.4, 1.5, 1.6


@dataclass(frozen=True, slots=True)
class SizeClass:
    """Creatures of about one height; a medium one has 1."""

    name: str
    height: float
    kinds: tuple[str, ...]


@lru_cache(maxsize=1)
def ladder() -> tuple[SizeClass, ...]:
    """Return the classes, smallest first."""
    text = files("bot.painter.offline").joinpath("data/sizes.toml").read_text("utf-8")
    return tuple(
        SizeClass(name, float(row["height"]), tuple(row["kinds"])) for name, row in tomllib.loads(text).items()
    )


@lru_cache(maxsize=1)
def rungs() -> dict[str, int]:
    """Return the place on the ladder of every kind that is named there, and of "medium" itself."""
    known = {kind: n for n, one in enumerate(ladder()) for kind in one.kinds}
    return known | {"medium": next(n for n, one in enumerate(ladder()) if one.name == "medium")}


def stature(kind: str, size: float = 1.0) -> float:
    """Return how tall `kind` is beside a medium creature; `size` is what the words say (1: nothing)."""
    heights = [one.height for one in ladder()]
    at = rungs().get(kind, rungs()["medium"]) + _shift(size)
    at = min(max(at, 0.0), len(heights) - 1.0)
    low = min(int(at), len(heights) - 2)
    return math.exp(math.log(heights[low]) * (1 - at + low) + math.log(heights[low + 1]) * (at - low))


def _shift(size: float) -> float:
    moved = STEPS * math.pow(abs(size - 1.0) / FARTHEST, FONDNESS)
    return moved if size > 1.0 else -moved


def is_living(kind: str) -> bool:
    """Tell whether a thing is a small or large animal of the emoji set, and no toy."""
    return has_face(kind) and emblems()[kind].place != "hand" and kind != "pumpkin"
