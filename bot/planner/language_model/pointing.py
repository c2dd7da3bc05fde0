"""What the numbers and names that a model says point at: pictures, photos, characters of the board.

Used by depicting.py and resolving.py. Pure. What points at nothing is Impossible, and its text is for the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.memory.records import Character, Picture
from bot.planner import Request
from bot.planner.board import Board
from bot.planner.language_model.board_text import Shown


class Impossible(ValueError):
    """What a model wants that cannot be; the text is for the model."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """A request, its board, and what was shown of it."""

    request: Request
    board: Board
    shown: Shown

    def picture(self, number: int) -> Picture:
        """Return the picture of this number. Raises Impossible."""
        picture = self.shown.view.get(number) or self.board.picture(number)
        if picture is None:
            here = {one.ordinal for one in self.board.pictures.values() if one.thread == self.board.thread.key}
            known = sorted({*self.shown.view, *here})
            there = f"there are {_ranges(known)}" if known else "there is none at all yet"
            raise Impossible(f"there is no picture #{number} at hand; {there}")
        return picture

    def base(self, number: int | None) -> Picture:
        """Return the picture that an edit is about: said, or pressed, or replied to, or simply "it".

        Raises Impossible.
        """
        if number is not None:
            return self.picture(number)
        base = self.meant()
        if base is None:
            raise Impossible("edit: there is no picture yet; draw one, or ask what is meant")
        return base

    def meant(self, chosen: str | None = None) -> Picture | None:
        """Return the picture that is meant when no number is said: pressed, replied to, `chosen` just now, "it"."""
        for one in (self.request.picture, self.request.reply_to, chosen):
            if one in self.board.pictures:
                return self.board.pictures[one]
        return self.board.current()

    def photos(self, number: int | None) -> tuple[str, ...]:
        """Return the photo of this number as blobs: one, or none for None. Raises Impossible."""
        if number is None:
            return ()
        blob = self.shown.photos.get(number)
        if blob is None:
            there = f"there are {_ranges(sorted(self.shown.photos))}" if self.shown.photos else "nobody sent one"
            raise Impossible(f"there is no photo {number}; {there}")
        return (blob,)

    def character(self, name: str) -> Character:
        """Return who of the cast is called so. Raises Impossible."""
        one = self.known(name.strip(" {}"))
        if one is None:
            known = ", ".join(self.shown.cast) or "empty"
            raise Impossible(f"nobody of the cast is called {name!r}; the cast is {known[:300]}")
        return one

    def known(self, name: str) -> Character | None:
        """Return who of the cast is called so, as it was shown or otherwise, or None."""
        return self.shown.cast.get(name) or self.board.character(name)

    def names(self, character: Character) -> list[str]:
        """Return all names by which a model may mean this character, the longest first."""
        shown = [name for name, one in self.shown.cast.items() if one.id == character.id]
        return sorted({*shown, character.name, *character.aliases}, key=len, reverse=True)


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in few words: #1-4, #9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"#{run[0]}" if len(run) == 1 else f"#{run[0]}-{run[-1]}" for run in runs[-12:])
