"""From a plan to commissions: every picture to paint with its own id, ordinal and explicit seed.

Used by the turn, once a plan. Pure but for the seeds, whose source is passed in. The result is journaled, so that a
turn that is taken over paints the very same pictures.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.events import PICTURE_PREFIX, Thread
from bot.memory.records import Picture
from bot.plans import Drawing, SeedRule

#: Seeds are below this: every painter with seeds takes 31 bits.
SEED_LIMIT = 2**31

Seeds = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Commission:
    """One picture to paint."""

    picture: str  # id
    ordinal: int
    position: int
    seed: int
    drawing: Drawing


def picture_id(thread: Thread, turn: str, position: int) -> str:
    """Return the id of a turn's picture: the same for the same turn, unguessable from another room."""
    digest = hashlib.blake2b(f"{thread.key}\0{turn}\0{position}".encode(), digest_size=10).digest()
    return PICTURE_PREFIX + b32encode(digest).decode().lower()


def commission(
    thread: Thread,
    turn: str,
    drawings: tuple[Drawing, ...],
    pictures: Mapping[str, Picture],
    *,
    made: int,
    seeds: Seeds,
) -> tuple[Commission, ...]:
    """Return a commission for every drawing. `made`: how many pictures the thread has had so far.

    New seeds differ from each other and from those of the bases. A base without a seed gives a new one.
    """
    used = {picture.seed for picture in pictures.values()}
    result = []
    for position, drawing in enumerate(drawings, start=1):
        seed = _seed(drawing, pictures)
        while seed is None:
            drawn = seeds() % SEED_LIMIT
            seed = None if drawn in used else drawn
        used.add(seed)
        result.append(Commission(picture_id(thread, turn, position), made + position, position, seed, drawing))
    return tuple(result)


def _seed(drawing: Drawing, pictures: Mapping[str, Picture]) -> int | None:
    match drawing.seed_rule:
        case SeedRule.EXACT:
            return None if drawing.seed is None else drawing.seed % SEED_LIMIT
        case SeedRule.SAME:
            base = next((pictures[b] for b in drawing.bases if b in pictures), None)
            return None if base is None else base.seed
        case SeedRule.NEW:
            return None
        case _:
            assert_never(drawing.seed_rule)
