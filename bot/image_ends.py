"""Where a picture ends within its bytes: what follows the end is not part of it.

Called by bot/images.py. Walks the outer structure of the four formats only, as their specifications lay it down (PNG
3rd edition section 5; JPEG, ITU T.81 annex B; GIF89a sections 20 to 27; WebP, RFC 9649 section 2). Decodes nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

#: JPEG markers without a length: TEM, RST0 to RST7, SOI.
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9
_GIF_IMAGE, _GIF_EXTENSION, _GIF_END = 0x2C, 0x21, 0x3B


def end_of(media_type: str, data: bytes) -> int | None:
    """Return the number of bytes that the picture takes, or None when its end is not there.

    `media_type` is one of bot.images' and `data` begins as it should. Raises nothing.
    """
    try:
        end = _WALKS[media_type](data)
    except (IndexError, ValueError, struct.error):  # the walk ran off the data
        return None
    return end if end is not None and end <= len(data) else None


def _png(data: bytes) -> int:
    at: int = 8
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        at += 12 + int(length)
        if kind == b"IEND":
            return at


def _webp(data: bytes) -> int:
    length: int = struct.unpack_from("<I", data, 4)[0]
    return length + 8


def _gif(data: bytes) -> int | None:
    at = 13 + _gif_table(data[10])
    while True:
        kind = data[at]
        if kind == _GIF_END:
            return at + 1
        if kind == _GIF_IMAGE:
            at += 11 + _gif_table(data[at + 9])  # the descriptor, its colours, the code size
        elif kind == _GIF_EXTENSION:
            at += 2
        else:
            return None
        while data[at]:  # blocks, each behind its length
            at += 1 + data[at]
        at += 1


def _gif_table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _jpeg(data: bytes) -> int | None:
    at = 2
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            return None
        while data[at] == 0xFF:  # fill bytes
            at += 1
        marker = data[at]
        at += 1
        if marker == _JPEG_END:
            return at
        if marker not in _JPEG_BARE:
            at += struct.unpack_from(">H", data, at)[0]
        if marker == _JPEG_SCAN:
            at = _jpeg_scan_end(data, at)


def _jpeg_scan_end(data: bytes, at: int) -> int:
    """Return where the next marker is: in a scan, FF 00 is a byte of it and FF D0 to D7 are its own."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


_WALKS: dict[str, Callable[[bytes], int | None]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
}
