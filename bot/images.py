"""Opening of pictures that come from outside: what people attach, what painters hand over. Trusts no name or type.

Called by the core for attachments and by the turn for every painting. Nothing is changed or stripped: bytes are kept
as they came, or refused. Knows no store and no platform.
"""

from __future__ import annotations

import asyncio
import io
import re
import struct
import unicodedata
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PIL import ExifTags, Image

from bot.errors import BadImage, ImageTooLarge, ImageTooManyPixels, PaintingInvalid, PicturebookError
from bot.image_ends import end_of
from bot.painter import Painted

#: Media type -> how Pillow calls the format. Nothing else is opened: every decoder more is one more to attack.
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
#: What Pillow's decoders raise on broken bytes, found by feeding them such (tests/test_images.py).
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    LookupError,
    TypeError,
    ArithmeticError,
    MemoryError,
)
#: Only so many pictures are unpacked at a time: one of 50 megapixels takes 200 MB of memory meanwhile.
_DECODERS = ThreadPoolExecutor(2, "picture")
_MEGABYTE = 1_000_000
_NAME_CHARS = 80

# Pillow warns of what it reads past, such as damaged camera notes; it says so on standard error, and we go on.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
# It only warns of bombs up to a size where it refuses: we refuse both.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """How much a picture may be. The pixels are counted before any of them is decoded."""

    size_bytes: int = 20 * _MEGABYTE
    pixels: int = 50_000_000


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What a picture is. Its pixels are `width_px` x `height_px` before `orientation` is heeded."""

    media_type: str
    width_px: int
    height_px: int
    animated: bool
    orientation: int = 1  # EXIF: 1 as it lies, 2 to 8 turned or mirrored


LIMITS = ImageLimits()
#: Painters' pictures are transparent PNGs of up to 4K: larger than what a person may attach.
PAINTING_LIMITS = ImageLimits(size_bytes=60 * _MEGABYTE)


def media_type(data: bytes) -> str | None:
    """Return the media type that the first bytes tell, or None for anything but PNG, JPEG, WebP and GIF."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return "image/gif"
    return None


async def inspect(data: bytes, limits: ImageLimits = LIMITS) -> ImageFacts:
    """Return what the picture is, after its first frame was decoded in full, in a thread.

    Raises ImageTooLarge or ImageTooManyPixels (nothing was decoded) and BadImage (another format, cut off, broken, or
    with something else hidden behind it).
    """
    if len(data) > limits.size_bytes:
        raise ImageTooLarge(f"{len(data)} bytes", limit=limits.size_bytes // _MEGABYTE)
    kind = media_type(data)
    if kind is None:
        raise BadImage("neither PNG, JPEG, WebP nor GIF")
    return await asyncio.get_running_loop().run_in_executor(_DECODERS, _decode, data, kind, limits)


async def check_painting(painted: Painted) -> ImageFacts:
    """Return what a painter's picture is. Raises PaintingInvalid when it is none, or not what the painter says."""
    try:
        facts = await inspect(painted.data, PAINTING_LIMITS)
    except (BadImage, ImageTooLarge) as error:
        raise PaintingInvalid(error.detail) from error
    said = (painted.media_type, painted.width_px, painted.height_px)
    if said != (facts.media_type, facts.width_px, facts.height_px):
        raise PaintingInvalid(
            f"it is {facts.media_type}, {facts.width_px}x{facts.height_px}, and was said to be {said}"
        )
    return facts


def display_name(name: str) -> str:
    """Return a file's name as it may be shown: no folders, nothing invisible, at most 80 characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # C*: control, format (zero width, right-to-left overrides), surrogates, private; Zl, Zp: line breaks.
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in {"Zl", "Zp"})
    seen = " ".join(seen.split())
    if len(seen) > _NAME_CHARS:
        stem, dot, ending = seen.rpartition(".")
        tail = dot + ending if stem and len(ending) <= 5 else ""
        seen = seen[: _NAME_CHARS - 1 - len(tail)].rstrip() + "…" + tail
    return seen.strip(". ") or "picture"


def _decode(data: bytes, kind: str, limits: ImageLimits) -> ImageFacts:
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as image:
            _measure(image, limits)
            image.load()
            # Two pictures in one JPEG (a camera's depth map) are no animation, though Pillow counts them as frames.
            animated = kind != "image/jpeg" and bool(getattr(image, "is_animated", False))
            facts = ImageFacts(kind, image.width, image.height, animated, _orientation(image))
    except PicturebookError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(limits, str(error)) from error
    except _BROKEN as error:
        raise BadImage(f"{kind}: {type(error).__name__}: {str(error)[:200]}") from error
    end = end_of(kind, data)
    if end is None:
        raise BadImage(f"{kind}: cut off")
    if not _is_harmless(data[end:], kind):
        raise BadImage(f"{kind}: {len(data) - end} bytes of something else behind it")
    return facts


def _measure(image: Image.Image, limits: ImageLimits) -> None:
    """Refuse a small file that would unpack to a huge picture, by its header alone."""
    if image.width * image.height > limits.pixels:
        raise _too_many_pixels(limits, f"{image.width}x{image.height} pixels")


def _too_many_pixels(limits: ImageLimits, detail: str) -> ImageTooManyPixels:
    return ImageTooManyPixels(detail, limit=limits.pixels // 1_000_000)


def _orientation(image: Image.Image) -> int:
    try:
        found = image.getexif().get(ExifTags.Base.Orientation, 1)
    except _BROKEN:  # a broken note about a picture is no reason to refuse the picture
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _is_harmless(rest: bytes, kind: str) -> bool:
    """Return whether what follows a picture is padding, or what cameras are known to append to a JPEG.

    Phones put a second picture, a short film or their own notes there: refusing those would refuse people's photos.
    """
    if not rest.strip(b"\0\r\n\t "):
        return True
    appended = rest.startswith(b"\xff\xd8\xff") or rest[4:8] == b"ftyp" or rest.endswith(b"SEFT")
    return kind == "image/jpeg" and appended
