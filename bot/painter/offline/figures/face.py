"""Faces: eyes, mouth, nose, cheeks and what a mood does to them. Called by heads, and by things that come alive."""

from __future__ import annotations

from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import ellipse, line, path

#: Moods in which the eyes are closed.
CLOSED = ("asleep", "content", "laughing")


def eye(paint: Paintbox, x: float, y: float, size: float = 1.0) -> str:
    """Return one open eye with two lights in it."""
    dark = paint.lit("#2b1c1a")
    return (
        ellipse(x, y, 14.5 * size, 18 * size, dark)
        + ellipse(x - 4.5 * size, y - 7 * size, 6 * size, 6.6 * size, "#ffffff")
        + ellipse(x + 5 * size, y + 7 * size, 3 * size, 3 * size, "#ffffff", 'opacity=".85"')
    )


def closed_eye(paint: Paintbox, x: float, y: float, size: float = 1.0, *, up: bool = False) -> str:
    """Return one closed eye: asleep, or laughing when `up`."""
    bow = -15 if up else 15
    return line(f"M{x - 16 * size:.1f},{y:.1f} q{16 * size:.1f},{bow * size:.1f} {32 * size:.1f},0", paint.ink, 6)


def eyes(paint: Paintbox, mood: str, x: float, y: float, apart: float, size: float = 1.0) -> str:  # noqa: PLR0917  # where, then how
    """Return both eyes around x, y."""
    left, right = x - apart, x + apart
    if mood in CLOSED:
        up = mood == "laughing"
        return closed_eye(paint, left, y, size, up=up) + closed_eye(paint, right, y, size, up=up)
    if mood == "wink":
        return eye(paint, left, y, size) + closed_eye(paint, right, y, size, up=True)
    drawn = eye(paint, left, y, size) + eye(paint, right, y, size)
    if mood in ("sad", "angry", "worried"):
        slope = 9 if mood == "angry" else -9
        top = y - 30 * size
        drawn += line(f"M{left - 15:.1f},{top - slope:.1f} L{left + 13:.1f},{top + slope:.1f}", paint.ink, 6)
        drawn += line(f"M{right + 15:.1f},{top - slope:.1f} L{right - 13:.1f},{top + slope:.1f}", paint.ink, 6)
    if mood == "sad":
        tear = f"M{left - 6:.1f},{y + 22:.1f} q-11,18 0,24 q11,-6 0,-24z"
        drawn += path(tear, paint.lit("#8fd0f5"), f'stroke="{paint.ink}" stroke-width="3"')
    return drawn


def mouth(paint: Paintbox, mood: str, x: float, y: float, width: float = 22.0) -> str:
    """Return the mouth under a nose at x, y."""
    half = width
    match mood:
        case "sad" | "worried":
            return line(f"M{x - half:.1f},{y + 14:.1f} q{half:.1f},-17 {half * 2:.1f},0", paint.ink, 5.5)
        case "angry":
            return line(f"M{x - half:.1f},{y + 10:.1f} h{half * 2:.1f}", paint.ink, 5.5)
        case "surprised":
            return ellipse(x, y + 12, 9, 12, paint.lit("#8a3b3b"), f'stroke="{paint.ink}" stroke-width="5"')
        case "asleep":
            return line(f"M{x - half * 0.55:.1f},{y + 7:.1f} q{half * 0.55:.1f},9 {half * 1.1:.1f},0", paint.ink, 5)
        case "laughing" | "happy":
            d = (
                f"M{x - half:.1f},{y + 1:.1f} q{half:.1f},6 {half * 2:.1f},0 q-2,26 {-half:.1f},28 "
                f"q{-half + 2:.1f},-2 {-half:.1f},-28z"
            )
            tongue = ellipse(x, y + 21, half * 0.5, 7, paint.lit("#f58f8f"))
            return (
                path(d, paint.lit("#8a3b3b"), f'stroke="{paint.ink}" stroke-width="5" stroke-linejoin="round"') + tongue
            )
        case _:
            d = f"M{x - half:.1f},{y:.1f} q{half * 0.5:.1f},15 {half:.1f},1 q{half * 0.5:.1f},14 {half:.1f},-1"
            return line(d, paint.ink, 5.5)


def cheeks(paint: Paintbox, x: float, y: float, apart: float, size: float = 1.0) -> str:
    """Return the blush on both sides."""
    blush = paint.lit("#ff8a7a")
    both = ellipse(x - apart, y, 20 * size, 13 * size, blush) + ellipse(x + apart, y, 20 * size, 13 * size, blush)
    return f'<g opacity=".5">{both}</g>'


def small_face(paint: Paintbox, mood: str, width: float) -> str:
    """Return a face around 0, 0 for a thing that comes alive: `width` is the room there is."""
    scale = width / 150
    inner = eyes(paint, mood, 0, -8, 36, 0.9) + mouth(paint, mood, 0, 14, 15) + cheeks(paint, 0, 16, 58, 0.8)
    return f'<g transform="scale({scale:.3f})">{inner}</g>'
