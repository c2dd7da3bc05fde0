"""Painting one commission: the order with its references, the time limit, the check of what came back, its bytes kept.

Used by the turn, as one journaled step a picture. A painter that fails makes a tile that names the failure; it never
takes the other tiles down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.commission import Commission
from bot.errors import BlobMissing, PainterError, PainterTimeout, PaintingInvalid, PicturebookError
from bot.images import ImageFacts, check_painting, media_type
from bot.memory.blob_refs import BlobRefs
from bot.memory.blobs import Blobs
from bot.memory.records import Picture
from bot.painter import Order, Painted, Painter, Reference, Shape

log = structlog.get_logger(__name__)

#: A painter is shown at most so many pictures beside the words.
MAX_REFERENCES = 4
#: How long a cancelled painting waits for its bytes to be written; far less than Stop may take.
KEEP_S = 0.5
#: What is noted of a picture that a person's own one could not be shown for.
UNSEEN = "made from the words alone: this painter looks at no pictures"
#: Reference.picture of what a person sent starts so; the rest is the beginning of its hash.
SENT_PREFIX = "sent-"


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


@dataclass(frozen=True, slots=True)
class Studio:
    """A painter and where its pictures are kept. `at_once` bounds the paintings of this process."""

    painter: Painter
    blobs: Blobs
    refs: BlobRefs
    timeout_s: float
    at_once: asyncio.Semaphore

    async def paint(
        self,
        room: str,
        commission: Commission,
        shown: tuple[Picture, ...],
        turn: str,
        kept: Callable[[str], object] = lambda _: None,
    ) -> Tile:
        """Paint a commission for a room (its key); `shown` are the pictures the painter may look at, best first.

        `kept` is told the hash of the bytes once they are kept, even when the painting is cancelled just then.
        Raises StoreError when the bytes cannot be kept; whatever the painter does wrong is in the tile.
        """
        order = await self._order(commission, shown)
        try:
            async with self.at_once:
                painted, facts = await self._paint(order)
        except PicturebookError as error:
            log.warning("painting_failed", turn=turn, position=commission.position, error=error.sentence)
            return Tile(commission.position, failure=error.sentence, facts=tuple(error.facts.items()))
        blob = await self._keep(painted.data, f"{room}/{commission.picture}", kept)
        return Tile(
            position=commission.position,
            blob=blob,
            media_type=facts.media_type,
            width_px=facts.width_px,
            height_px=facts.height_px,
            seed=painted.seed if painted.seed is not None or not self.painter.abilities.seeds else order.seed,
            model=painted.model,
            notes=painted.notes if self._sees(commission) else (*painted.notes, UNSEEN),
            cost_usd=painted.cost_usd,
        )

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

    async def _paint(self, order: Order) -> tuple[Painted, ImageFacts]:
        limit = asyncio.timeout(self.timeout_s)
        try:
            async with limit:
                painted = await self.painter.paint(order)
        except PicturebookError:
            raise
        except Exception as error:  # a painter is somebody else's program: whatever it raises ends one tile only
            if isinstance(error, TimeoutError) and limit.expired():  # ours, not one of its own connections'
                raise PainterTimeout(limit=int(self.timeout_s)) from error
            log.exception("painter_raised", painter=self.painter.name)
            raise PainterError(type(error).__name__) from error
        if not isinstance(painted, Painted):
            raise PaintingInvalid(type(painted).__name__)
        return painted, await check_painting(painted)

    async def _order(self, commission: Commission, shown: tuple[Picture, ...]) -> Order:
        drawing = commission.drawing
        found = [await self._sent(blob) for blob in drawing.attachments[:MAX_REFERENCES]]
        sent = [one for one in found if one is not None]
        references = [*sent, *[await self._reference(picture) for picture in shown[: MAX_REFERENCES - len(sent)]]]
        return Order(
            prompt=drawing.prompt,
            seed=commission.seed,
            shape=Shape(drawing.shape),
            style=drawing.style,
            transparent=drawing.transparent,
            hd=drawing.hd,
            references=tuple(references),
        )

    def _sees(self, commission: Commission) -> bool:
        return self.painter.abilities.references or not commission.drawing.attachments

    async def _sent(self, blob: str) -> Reference | None:
        """Return what a person sent as a reference; None when it was forgotten, or the painter looks at nothing."""
        if not self.painter.abilities.references:
            return None
        try:
            data = await self.blobs.get(blob)
        except BlobMissing:
            log.warning("attachment_missing", blob=blob)
            return None
        kind = media_type(data) or "application/octet-stream"
        return Reference(f"{SENT_PREFIX}{blob[:16]}", data, kind, prompt="", seed=None)

    async def _reference(self, picture: Picture) -> Reference:
        data = b""
        if self.painter.abilities.references:
            try:
                data = await self.blobs.get(picture.blob)
            except BlobMissing:  # forgotten meanwhile: its words are still a reference
                log.warning("reference_missing", picture=picture.id)
        return Reference(picture.id, data, picture.media_type, picture.prompt, picture.seed)
