"""From a commission to the order that a painter gets: the words, and the pictures to look at.

Used by the studio, for each painter that is tried. Reads pictures' bytes; paints nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from bot.commission import Commission
from bot.errors import BlobMissing
from bot.images import media_type
from bot.memory.blobs import Blobs
from bot.memory.records import Picture
from bot.painter import Order, Quality, Reference, Shape

log = structlog.get_logger(__name__)

#: A painter is shown at most so many pictures beside the words.
MAX_REFERENCES = 4
#: Reference.picture of what a person sent starts so; the rest is the beginning of its hash.
SENT_PREFIX = "sent-"


@dataclass(frozen=True, slots=True)
class Orders:
    """Writes orders. `blobs` hold what may be shown."""

    blobs: Blobs

    async def order(self, commission: Commission, shown: tuple[Picture, ...], quality: Quality, *, sees: bool) -> Order:
        """Return the order; `sees`: the painter looks at pictures. Raises StoreError.

        What people sent comes first; a painter that edits one of them picks the first that is a base.
        """
        drawing = commission.drawing
        sent = [one for blob in drawing.attachments if sees and (one := await self._sent(blob)) is not None]
        references = [await self._reference(one, sees=sees, is_base=one.id in drawing.bases) for one in shown]
        return Order(
            prompt=drawing.prompt,
            seed=commission.seed,
            shape=Shape(drawing.shape),
            style=drawing.style,
            transparent=drawing.transparent,
            hd=drawing.hd,
            references=(*sent, *references)[:MAX_REFERENCES],
            quality=quality,
        )

    async def _sent(self, blob: str) -> Reference | None:
        """Return what a person sent as a reference; None when it was forgotten."""
        try:
            data = await self.blobs.get(blob)
        except BlobMissing:
            log.warning("attachment_missing", blob=blob)
            return None
        kind = media_type(data) or "application/octet-stream"
        return Reference(f"{SENT_PREFIX}{blob[:16]}", data, kind, prompt="", seed=None, is_base=True)

    async def _reference(self, picture: Picture, *, sees: bool, is_base: bool) -> Reference:
        data = b""
        if sees:
            try:
                data = await self.blobs.get(picture.blob)
            except BlobMissing:  # forgotten meanwhile: its words are still a reference
                log.warning("reference_missing", picture=picture.id)
        return Reference(picture.id, data, picture.media_type, picture.prompt, picture.seed, is_base)
