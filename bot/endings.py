"""How turns end when they do not end as planned: the errors of giving up, and failures as they are journaled.

Used by the turn. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import BadInput, PicturebookError
from bot.paintings import Tile
from bot.phrases import phrase


class GaveUp(PicturebookError):
    """A turn was begun again and again and never got further."""

    sentence = "gave_up"


@dataclass(frozen=True, slots=True)
class Failure:
    """What a turn failed with, as it is journaled."""

    sentence: str
    facts: tuple[tuple[str, str | int], ...] = ()
    retry_helps: bool = True
    is_input: bool = False

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        """Return what a person is told of `error`, and no more."""
        if not isinstance(error, PicturebookError):
            return cls(PicturebookError.sentence)
        return cls(error.sentence, tuple(error.facts.items()), error.retry_helps, is_input(error))

    def error(self) -> PicturebookError:
        """Return an error that is told, and counts, like the one before."""
        again: PicturebookError = BadInput() if self.is_input else PicturebookError()
        again.facts = dict(self.facts)
        again.sentence, again.retry_helps = self.sentence, self.retry_helps
        return again


def is_input(error: BaseException) -> bool:
    """Return True when the person can mend the matter, so that Retry would be no use."""
    return isinstance(error, BadInput)


def explain_failure(tile: Tile, language: str) -> str:
    """Return why a tile is missing, as the end of a sentence."""
    return phrase(tile.failure or "painter_failed", language, **dict(tile.facts))
