"""Showing pictures while they are painted: unfinished states as tiles that the finished ones replace.

Used by the turn. What goes wrong here costs nobody their picture: a sketch that cannot be kept is not shown.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import structlog
from PIL import Image

from bot.commission import Commission
from bot.errors import PicturebookError
from bot.images import inspect
from bot.memory.sketches import Sketches
from bot.painter import Show, Sketch
from bot.replies import Card

log = structlog.get_logger(__name__)

#: A sketch is shown no larger than this, on its longer side.
SIDE_PX = 512


@dataclass(slots=True)
class Sketching:
    """The sketches of one turn. `total`: how many pictures it paints; `changed` is told when there is a new one."""

    sketches: Sketches
    total: int
    changed: Callable[[], None]
    _cards: dict[int, Card] = field(default_factory=dict)

    def watch(self, one: Commission) -> Show:
        """Return what shows the sketches of a commission."""

        async def show(sketch: Sketch) -> None:
            try:
                small = await _shrunk(sketch.data)
                blob = await self.sketches.keep(small.data)
            except PicturebookError as error:
                log.info("sketch_not_shown", picture=one.picture, error=type(error).__name__)
                return
            self._cards[one.position] = Card(
                picture=one.picture,
                label=str(one.position) if self.total > 1 else "",
                blob=blob,
                media_type=small.media_type,
                width_px=small.width_px,
                height_px=small.height_px,
                alt=one.drawing.alt,
                select="",  # there is nothing to select yet
                large=self.total == 1,
            )
            self.changed()

        return show

    def cards(self, done: Collection[int]) -> tuple[Card, ...]:
        """Return the sketches of the pictures that are not `done` (positions), in order."""
        return tuple(card for position, card in sorted(self._cards.items()) if position not in done)


async def _shrunk(data: bytes) -> Sketch:
    """Return a sketch, small. Raises BadImage or ImageTooLarge: a painter's bytes are opened with the same care."""
    await inspect(data)
    return await asyncio.to_thread(_thumbnail, data)


def _thumbnail(data: bytes) -> Sketch:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP", "GIF"]) as opened:
        image = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
        image.thumbnail((SIDE_PX, SIDE_PX))
        image.save(out, "WEBP", quality=80)
    return Sketch(out.getvalue(), "image/webp", image.width, image.height)
