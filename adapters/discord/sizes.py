"""Pictures made small enough for Discord, when and only when they are over what it takes.

Used by whoever posts. Pure but for the time it takes: runs in a thread.
"""

from __future__ import annotations

import asyncio
import io

from PIL import Image

#: Tried in this order: quality, then the size's share of the original.
_STEPS = ((92, 1.0), (80, 1.0), (80, 0.7), (75, 0.5), (70, 0.35), (60, 0.2))


async def fitted(data: bytes, media_type: str, limit_bytes: int) -> tuple[bytes, str]:
    """Return a picture's bytes and media type: as they are when they fit, else smaller ones."""
    if len(data) <= limit_bytes:
        return data, media_type
    return await asyncio.to_thread(_smaller, data, limit_bytes)


def _smaller(data: bytes, limit_bytes: int) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(data)) as opened:
        has_alpha = "A" in opened.getbands() or "transparency" in opened.info
        picture = opened.convert("RGBA" if has_alpha else "RGB")
    found = data
    for quality, share in _STEPS:
        size = (max(int(picture.width * share), 1), max(int(picture.height * share), 1))
        scaled = picture if share == 1.0 else picture.resize(size, Image.Resampling.LANCZOS)
        out = io.BytesIO()
        scaled.save(out, "WEBP" if has_alpha else "JPEG", quality=quality)
        found = out.getvalue()
        if len(found) <= limit_bytes:
            break
    return found, "image/webp" if has_alpha else "image/jpeg"
