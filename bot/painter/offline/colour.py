"""Arithmetic on colours written as #rrggbb. Pure; called by light and figures."""

from __future__ import annotations

import re
from functools import lru_cache

HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


def parts(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 .. 255, of #rgb or #rrggbb."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(d * 2 for d in digits)
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def joined(red: float, green: float, blue: float) -> str:
    """Return #rrggbb from numbers that may lie outside 0 .. 255."""
    return "#" + "".join(f"{max(0, min(255, round(v))):02x}" for v in (red, green, blue))


@lru_cache(maxsize=4096)
def mix(first: str, second: str, share: float) -> str:
    """Return `first` with `share` (0 .. 1) of `second` in it."""
    a, b = parts(first), parts(second)
    return joined(*(x + (y - x) * share for x, y in zip(a, b, strict=True)))


@lru_cache(maxsize=4096)
def multiply(first: str, second: str) -> str:
    """Return `first` seen in the light `second`."""
    a, b = parts(first), parts(second)
    return joined(*(x * y / 255 for x, y in zip(a, b, strict=True)))


def lighter(colour: str, share: float) -> str:
    return mix(colour, "#ffffff", share)


def darker(colour: str, share: float) -> str:
    # Towards a warm brown, not black: black shadows look dirty beside brown ink.
    return mix(colour, "#3b1f1a", share)


def brightness(colour: str) -> float:
    """Return how bright a colour looks, 0 .. 1."""
    red, green, blue = parts(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
