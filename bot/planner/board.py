"""The board: what a planner sees of a thread, bounded and numbered, and how references on it are resolved.

Built by the turn from memory; read by every planner. Pure: numbers, positions and names become ids here, in shared
code, never in a model.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.adapter import RoomSettings
from bot.events import Thread
from bot.memory.records import Character, Grid, Line, Picture, ThreadState


@dataclass(frozen=True, slots=True)
class Board:
    """A thread as a planner sees it. Grids and lines are in the order in which they happened, newest last."""

    thread: Thread
    state: ThreadState = field(default_factory=ThreadState)
    lines: tuple[Line, ...] = ()
    grids: tuple[Grid, ...] = ()
    pictures: dict[str, Picture] = field(default_factory=dict)  # of the grids, and the cast's canonical ones
    cast: tuple[Character, ...] = ()
    settings: RoomSettings = field(default_factory=RoomSettings)

    @property
    def selected(self) -> Picture | None:
        """The selected picture, if there is one and it still exists."""
        return self.pictures.get(self.state.selected or "")

    @property
    def last_grid(self) -> Grid | None:
        """The newest answer that had pictures."""
        return self.grids[-1] if self.grids else None

    def picture(self, number: int) -> Picture | None:
        """Return the picture with this ordinal in the thread, if it is on the board."""
        key = self.thread.key
        return next((p for p in self.pictures.values() if p.ordinal == number and p.thread == key), None)

    def grid_of(self, turn: str) -> Grid | None:
        """Return the grid that the turn made, if it is on the board."""
        return next((g for g in self.grids if g.turn == turn), None)

    def character(self, name: str) -> Character | None:
        """Return the character of this name or alias, whatever the case."""
        return next(iter(self.namesakes(name)), None)

    def namesakes(self, name: str) -> tuple[Character, ...]:
        """Return everybody of this name or alias, whatever the case: with two of them, a planner asks which."""
        wanted = name.casefold().strip()
        return tuple(
            one for one in self.cast if wanted in (one.name.casefold(), *(alias.casefold() for alias in one.aliases))
        )

    def current(self) -> Picture | None:
        """Return the picture that "it" means when nothing else points: selected, else only, else first of the last."""
        if self.selected is not None:
            return self.selected
        last = self.last_grid
        if last is None:
            return None
        return next((self.pictures[p] for p in last.pictures if p in self.pictures), None)
