"""What a painter's bytes are, by the bytes alone: their kind and their size. No name or type of a server is believed.

Used by the painters that get their pictures from elsewhere. Reads the header only; bot/images.py decodes the whole
picture before anything of it is kept.
"""

from __future__ import annotations

import base64
import binascii
import io

from PIL import Image

from bot.errors import PaintingInvalid
from bot.images import PAINTING_LIMITS, media_type

#: What Pillow raises on broken headers.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    Image.DecompressionBombError,
)


def measured(data: bytes) -> tuple[str, int, int]:
    """Return a picture's media type, width and height in pixels. Raises PaintingInvalid."""
    if len(data) > PAINTING_LIMITS.size_bytes:
        raise PaintingInvalid(f"{len(data)} bytes are more than a picture may have")
    kind = media_type(data)
    if kind is None:
        raise PaintingInvalid("neither PNG, JPEG, WebP nor GIF")
    try:
        with Image.open(io.BytesIO(data), formats=[kind.removeprefix("image/").upper()]) as image:
            return kind, image.width, image.height
    except (*_BROKEN, Image.DecompressionBombWarning) as error:
        raise PaintingInvalid(f"{kind}: {type(error).__name__}") from error


def decoded(text: str) -> bytes:
    """Return the bytes behind base64 text, with or without a `data:` address around it. Raises PaintingInvalid."""
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise PaintingInvalid("not base64") from error
