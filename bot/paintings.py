"""Painting one commission: who is asked, the time limit, the check of what came back, its bytes kept.

Used by the turn, as one journaled step a picture. A painter that is down is followed by its fallbacks; one that fails
otherwise makes a tile that names the failure. It never takes the other tiles down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import structlog

from bot.commission import Commission
from bot.errors import (
    PainterBrokeOff,
    PainterDown,
    PainterError,
    PainterTimeout,
    PaintingInvalid,
    PicturebookError,
)
from bot.images import ImageFacts, check_painting
from bot.memory.blob_refs import BlobRefs
from bot.memory.blobs import Blobs
from bot.memory.records import Picture
from bot.orders import MAX_REFERENCES, Orders
from bot.painter import Note, Order, Painted, Painter, Quality, Show, SketchingPainter, Usage
from bot.painter.cutout import as_sticker
from bot.painter.fallbacks import Easel, Painters
from bot.phrases import phrase

__all__ = ["MAX_REFERENCES", "Studio", "Terms", "Tile"]

log = structlog.get_logger(__name__)

#: How long a cancelled painting waits for its bytes to be written; far less than Stop may take.
KEEP_S = 0.5


@dataclass(frozen=True, slots=True)
class Terms:
    """What else decides who paints and how, besides the commission. `language` is the one that notes are told in."""

    painter: str | None = None  # None: the usual one
    quality: Quality = Quality.DRAFT
    language: str = "en"
    resumed: bool = False  # the picture may have been ordered before, by a worker that died


@dataclass(frozen=True, slots=True)
class Tile:
    """What became of a commission: a painted picture, or the sentence key and facts of its failure."""

    position: int
    blob: str = ""
    media_type: str = ""
    width_px: int = 0
    height_px: int = 0
    seed: int | None = None
    model: str = ""
    notes: tuple[str, ...] = ()
    cost_usd: float | None = None
    failure: str | None = None
    facts: tuple[tuple[str, str | int], ...] = ()
    painter: str = ""  # who painted it
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Studio:
    """The painters and where their pictures are kept. `timeout_s`: how long one painter may take for a picture."""

    painters: Painters
    blobs: Blobs
    refs: BlobRefs
    timeout_s: float
    orders: Orders = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "orders", Orders(self.blobs))

    async def paint(
        self,
        room: str,
        commission: Commission,
        shown: tuple[Picture, ...],
        turn: str,
        *,
        kept: Callable[[str], object] = lambda _: None,
        terms: Terms = Terms(),
        show: Show | None = None,
    ) -> Tile:
        """Paint a commission for a room (its key); `shown` are the pictures the painter may look at, best first.

        `kept` is told the hash of the bytes once they are kept, even when the painting is cancelled just then; `show`
        is given unfinished states, where the painter has any. Raises StoreError when the bytes cannot be kept;
        whatever the painters do wrong is in the tile.
        """
        try:
            painter, painted, facts = await self._by_whom_it_may(commission, shown, turn, terms, show)
        except PainterError as error:
            return Tile(commission.position, failure=error.sentence, facts=tuple(error.facts.items()))
        blob = await self._keep(painted.data, f"{room}/{commission.picture}", kept)
        notes = painted.notes
        if terms.resumed and painted.usage is not None:
            notes = (*notes, Note("note_resumed"))
        if commission.drawing.attachments and not painter.abilities.references:
            notes = (*notes, Note("note_unseen"))
        return Tile(
            position=commission.position,
            blob=blob,
            media_type=facts.media_type,
            width_px=facts.width_px,
            height_px=facts.height_px,
            seed=painted.seed if painted.seed is not None or not painter.abilities.seeds else commission.seed,
            model=painted.model,
            notes=tuple(dict.fromkeys(_told(one, terms.language) for one in notes)),
            cost_usd=painted.cost_usd,
            painter=painter.name,
            usage=painted.usage,
        )

    async def _by_whom_it_may(
        self, commission: Commission, shown: tuple[Picture, ...], turn: str, terms: Terms, show: Show | None
    ) -> tuple[Painter, Painted, ImageFacts]:
        """Return the picture of the first painter in line that is not down. Raises the first one's PainterError."""
        failures: list[tuple[str, PainterError]] = []
        for easel in self.painters.line(terms.painter):
            painter = easel.painter
            try:
                painted, facts = await self._at(easel, commission, shown, terms, show)
            except (PainterDown, PainterTimeout, PainterBrokeOff) as error:
                _log_failure(error, turn, commission, painter)
                failures.append((painter.name, error))
                continue
            except PainterError as error:
                _log_failure(error, turn, commission, painter)
                raise
            notes = tuple(_instead_of(name, error) for name, error in failures)
            return painter, replace(painted, notes=(*painted.notes, *notes)), facts
        raise failures[0][1]

    async def _at(
        self, easel: Easel, commission: Commission, shown: tuple[Picture, ...], terms: Terms, show: Show | None
    ) -> tuple[Painted, ImageFacts]:
        sees = easel.painter.abilities.references
        order = await self.orders.order(commission, shown, terms.quality, sees=sees)
        async with easel.at_once:
            painted = await self._paint(easel.painter, order, show)
        facts = await check_painting(painted)
        if order.transparent:
            sticker = await as_sticker(painted)
            if sticker.data is not painted.data:
                facts = await check_painting(sticker)
            painted = sticker
        return painted, facts

    async def _paint(self, painter: Painter, order: Order, show: Show | None) -> Painted:
        limit = asyncio.timeout(self.timeout_s)
        try:
            async with limit:
                if show is not None and isinstance(painter, SketchingPainter):
                    painted = await painter.paint_watched(order, show)
                else:
                    painted = await painter.paint(order)
        except PicturebookError as error:
            if isinstance(error, PainterError):
                raise
            raise PainterError(error.detail) from error
        except Exception as error:  # a painter is somebody else's program: whatever it raises ends one tile only
            if isinstance(error, TimeoutError) and limit.expired():  # ours, not one of its own connections'
                raise PainterTimeout(limit=int(self.timeout_s)) from error
            log.exception("painter_raised", painter=painter.name)
            raise PainterError(type(error).__name__) from error
        if not isinstance(painted, Painted):
            raise PaintingInvalid(type(painted).__name__)
        return painted

    async def _keep(self, data: bytes, owner: str, kept: Callable[[str], object]) -> str:
        """Keep bytes and return their hash, which `kept` is told even if this is cancelled meanwhile.

        A cancelled write may still arrive: it is waited for a little, so that whoever is told can take it back.
        """
        keeping = asyncio.create_task(self.refs.keep(data, owner))
        loop = asyncio.get_running_loop()
        try:
            blob = await asyncio.shield(keeping)
        except asyncio.CancelledError:
            until_s = loop.time() + KEEP_S
            while not keeping.done() and loop.time() < until_s:
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([keeping], timeout=until_s - loop.time())
            if keeping.done() and keeping.exception() is None:
                kept(keeping.result())
            raise
        kept(blob)
        return blob


def _instead_of(name: str, error: PainterError) -> Note:
    """Return the note that another painter was meant; one that did not say no may have painted, and be paid, unseen."""
    sentence = "note_instead" if isinstance(error, PainterDown) else "note_instead_unsure"
    return Note(sentence, (("painter", name),))


def _told(note: str | Note, language: str) -> str:
    return note if isinstance(note, str) else phrase(note.sentence, language, **dict(note.facts))


def _log_failure(error: PainterError, turn: str, commission: Commission, painter: Painter) -> None:
    log.warning(
        "painting_failed",
        turn=turn,
        position=commission.position,
        painter=painter.name,
        error=error.sentence,
        detail=error.detail,
    )
