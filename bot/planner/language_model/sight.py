"""Attached pictures as a model is shown them: few, small, and turned the right way up.

Called by planner.py. Knows where bytes come from only by a function that fetches them.
"""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog
from PIL import Image, ImageOps

from bot.errors import BlobMissing
from bot.planner import Request
from bot.planner.board import Board
from bot.planner.language_model.board_text import Shown

log = structlog.get_logger(__name__)

Fetch = Callable[[str], Awaitable[bytes]]

#: Photos that came with one of so many turns before are still looked at: "now draw him as a knight".
FRESH_TURNS = 2
_JPEG_QUALITY = 85
#: What people may attach; bot/images.py has looked at each.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


@dataclass(frozen=True, slots=True)
class Eyes:
    """Looks at photos. `longest_px`: what they are made smaller to."""

    fetch: Fetch
    longest_px: int

    async def look(self, request: Request, board: Board, shown: Shown) -> Mapping[int, str]:
        """Return the photos that matter now, as data URLs by their numbers. One that is gone is left out."""
        turns = list(dict.fromkeys(line.turn for line in board.lines))[-FRESH_TURNS:]
        fresh = {blob for line in board.lines if line.turn in turns for blob in line.attachments}
        sent = {one.blob for one in request.attachments}
        seen: dict[int, str] = {}
        for number, blob in shown.photos.items():
            if blob in (sent or fresh):
                url = await self._url(blob)
                if url is not None:
                    seen[number] = url
        return seen

    async def _url(self, blob: str) -> str | None:
        try:
            data = await self.fetch(blob)
        except BlobMissing:
            log.warning("photo_missing", blob=blob)
            return None
        try:
            small = await asyncio.to_thread(shrunk, data, self.longest_px)
        except (OSError, ValueError):  # what could be opened when it came; a turn shall not end for it
            log.warning("photo_unreadable", blob=blob)
            return None
        return f"data:image/jpeg;base64,{base64.b64encode(small).decode()}"


def shrunk(data: bytes, longest_px: int) -> bytes:
    """Return a picture, whose bytes were checked when they came, as a JPEG of at most `longest_px` on a side."""
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        image.draft("RGB", (longest_px, longest_px))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((longest_px, longest_px))
        flat = Image.new("RGB", upright.size, "white")
        clear = upright.convert("RGBA")
        flat.paste(clear, mask=clear.getchannel("A"))
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=_JPEG_QUALITY)
        return out.getvalue()
