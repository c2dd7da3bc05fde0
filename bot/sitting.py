"""The sitting: the painting of one turn's pictures, side by side, one journaled step each.

Used by the turn once its plan is settled. Knows the journal and the studio; neither plans nor platforms' messages: what
is finished meanwhile is told to `show`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.commission import Commission
from bot.ending import end, through
from bot.events import Event
from bot.journal import Fenced, Journal
from bot.memory.memory import Memory
from bot.memory.records import Picture
from bot.painter import Quality
from bot.paintings import Studio, Terms, Tile
from bot.planner.board import Board
from bot.plans import Drawing
from bot.sketching import Sketching


@dataclass(slots=True)
class Sitting:
    """The painting of a turn's pictures. `quality` is the operator's; `show` is called whenever a tile is finished."""

    event: Event
    board: Board
    journal: Journal
    studio: Studio
    memory: Memory
    quality: Quality
    language: str
    price: Callable[[Tile, Drawing], Tile]  # returns the tile with what it cost
    show: Callable[[], None]
    resumed: bool = False  # what has no tile may have been ordered already, by a worker that died
    commissions: tuple[Commission, ...] = ()
    tiles: dict[int, Tile] = field(default_factory=dict)  # finished ones, failures included, by position
    kept: dict[int, str] = field(default_factory=dict)  # blobs that this sitting has written, by position
    sketching: Sketching | None = None

    @property
    def failures(self) -> tuple[Tile, ...]:
        """The tiles that could not be painted, in reading order."""
        return tuple(tile for _, tile in sorted(self.tiles.items()) if tile.failure is not None)

    async def paint(self) -> None:
        """Paint every commission that has no tile in the journal. Raises Fenced, Stopped and StoreError."""
        jobs = [asyncio.create_task(self._paint_one(one)) for one in self.commissions]
        try:
            await asyncio.gather(*jobs)
        finally:
            await through(end(*jobs))  # a stop cancels again and again, and nobody may paint on for nobody

    async def recall(self) -> None:
        """Take up the tiles that are in the journal, paint no others, and let go of bytes that no tile names."""
        await self.journal.reread()
        for one in self.commissions:
            done = await self.journal.done(f"paint:{one.position}", Tile)
            if done is not None:
                self.tiles[one.position] = done
            elif one.position in self.kept:
                await self._release(one)

    def pictures(self, time_s: float) -> tuple[Picture, ...]:
        """Return the records of the finished tiles, in reading order."""
        return tuple(
            self._picture(one, self.tiles[one.position], time_s)
            for one in self.commissions
            if one.position in self.tiles and self.tiles[one.position].failure is None
        )

    def _picture(self, one: Commission, tile: Tile, time_s: float) -> Picture:
        drawing = one.drawing
        return Picture(
            id=one.picture,
            room=self.event.thread.room_key,
            thread=self.event.thread.key,
            turn=self.event.id,
            ordinal=one.ordinal,
            position=one.position,
            prompt=drawing.prompt,
            alt=drawing.alt,
            seed=tile.seed,
            shape=drawing.shape,
            style=drawing.style,
            transparent=drawing.transparent,
            painter=tile.painter,
            model=tile.model,
            width_px=tile.width_px,
            height_px=tile.height_px,
            blob=tile.blob,
            media_type=tile.media_type,
            parents=drawing.bases,
            characters=drawing.characters,
            author=self.event.author,
            time_s=time_s,
            notes=(*drawing.notes, *tile.notes),
            cost_usd=tile.cost_usd,
            hd=drawing.hd,
        )

    async def _paint_one(self, one: Commission) -> None:
        room = self.event.thread.room_key

        def keep(blob: str) -> None:
            self.kept[one.position] = blob

        async def paint() -> Tile:
            shown = await self._references(one)
            show = self.sketching.watch(one) if self.sketching is not None else None
            tile = await self.studio.paint(room, one, shown, self.event.id, kept=keep, terms=self._terms(), show=show)
            return self.price(tile, one.drawing)

        try:
            self.tiles[one.position] = await self.journal.step(f"paint:{one.position}", Tile, paint)
        except (Fenced, asyncio.CancelledError):
            # Another worker's picture has the same name, and needs its bytes; a turn that was forgotten has nobody.
            if one.position in self.kept:
                await through(self._release_forgotten(one))
            raise
        self.show()

    async def _release_forgotten(self, one: Commission) -> None:
        if await self.journal.is_forgotten():
            await self._release(one)

    async def _release(self, one: Commission) -> None:
        blob = self.kept.pop(one.position)
        await self.studio.refs.release(blob, f"{self.event.thread.room_key}/{one.picture}")

    def _terms(self) -> Terms:
        """Return who shall paint, and how well: as the room has set, else the operator."""
        own = self.board.settings
        quality = self.quality if own.quality is None else Quality(own.quality)
        return Terms(own.painter, quality, self.language, self.resumed)

    async def _references(self, one: Commission) -> tuple[Picture, ...]:
        """Return what the painter is shown: the canonical pictures of the characters, then the bases."""
        cast = {character.id: character for character in self.board.cast}
        canonical = [cast[c].picture for c in one.drawing.characters if c in cast]
        ids = [picture for picture in dict.fromkeys((*canonical, *one.drawing.bases)) if picture]
        return tuple((await self.memory.pictures(self.event.thread.room_key, ids)).values())
