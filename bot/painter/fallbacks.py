"""The painters that there are, and who paints when another cannot.

Built by bot/app/, used by the studio. Knows painters by their protocol only, and no room.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.painter import Painter


@dataclass(frozen=True, slots=True)
class Easel:
    """A painter and how many pictures it paints at once in this process."""

    painter: Painter
    at_once: asyncio.Semaphore


@dataclass(frozen=True, slots=True)
class Painters:
    """Easels by the names that settings give them. `usual` paints unless a room wants another; then `fallbacks`."""

    easels: Mapping[str, Easel]
    usual: str
    fallbacks: tuple[str, ...] = ()

    @classmethod
    def only(cls, painter: Painter, at_once: int = 100) -> Painters:
        """Return the painters where there is one only."""
        return cls({painter.name: Easel(painter, asyncio.Semaphore(at_once))}, painter.name)

    def line(self, wanted: str | None = None) -> tuple[Easel, ...]:
        """Return who is asked, in order: the wanted one, or the usual one when it is not here; then the fallbacks."""
        names = dict.fromkeys((self.first(wanted), *self.fallbacks))
        return tuple(self.easels[name] for name in names if name in self.easels)

    def first(self, wanted: str | None = None) -> str:
        """Return the name of who is asked first."""
        return wanted if wanted is not None and wanted in self.easels else self.usual

    def painter(self, wanted: str | None = None) -> Painter:
        """Return who is asked first."""
        return self.easels[self.first(wanted)].painter

    async def close(self) -> None:
        """Release what all of them hold."""
        for easel in self.easels.values():
            await easel.painter.close()
