"""Quills: sunflower petals or plain spikes, in rings and in scales. Called by the head, the body and the hedgehog."""

from __future__ import annotations

import math

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.figures.looks import Looks
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import line, path


def quill(paint: Paintbox, looks: Looks, length: float, width: float, shade: int) -> str:
    """Return one quill that points up from 0, 0. `shade` picks one of three tints."""
    if looks.quills == "petals":
        return _petal(paint, looks, length, width, shade)
    base = looks.species.quill
    fill = paint.linear(
        lighter(base, 0.34), (base, darker(base, 0.12), lighter(base, 0.1))[shade % 3], darker(base, 0.2)
    )
    half = width * 0.44
    d = (
        f"M{-half:.1f},10 Q{-half * 0.7:.1f},{-length * 0.5:.1f} 0,{-length:.1f} "
        f"Q{half * 0.7:.1f},{-length * 0.5:.1f} {half:.1f},10z"
    )
    return path(d, fill, f'stroke="{paint.lit(darker(base, 0.55))}" stroke-width="3" stroke-linejoin="round"')


def _petal(paint: Paintbox, looks: Looks, length: float, width: float, shade: int) -> str:
    base, middle, tip, edge = looks.petals
    fill = paint.linear((tip, lighter(tip, 0.25), middle)[shade % 3], middle, base)
    half = width * 0.5
    d = (
        f"M0,12 C{half * 1.15:.1f},{-length * 0.14:.1f} {half:.1f},{-length * 0.78:.1f} 0,{-length:.1f} "
        f"C{-half:.1f},{-length * 0.78:.1f} {-half * 1.15:.1f},{-length * 0.14:.1f} 0,12z"
    )
    outline = path(d, fill, f'stroke="{paint.lit(edge)}" stroke-width="3" stroke-linejoin="round"')
    return outline + line(f"M0,-2 L0,{-length * 0.55:.1f}", paint.lit(edge), 2.2, 'opacity=".4"')


def turned(inner: str, x: float, y: float, angle: float, scale: float = 1.0) -> str:
    """Return a quill put at x, y, pointing to `angle` degrees clockwise from up."""
    sized = f" scale({scale:.2f})" if scale != 1 else ""
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({angle:.1f}){sized}">{inner}</g>'


def fan(
    paint: Paintbox,
    looks: Looks,
    chance: Chance,
    *,
    centre: tuple[float, float],
    radius: tuple[float, float],
    rings: int,
    spread: tuple[float, float] = (-180.0, 180.0),
    length: float = 78.0,
    step: float = 34.0,
) -> str:
    """Return rings of quills that point away from `centre`, the outermost behind.

    `radius` is where the innermost ring grows, across and down; `spread` in degrees clockwise from up.
    """
    drawn: list[str] = []
    reach = length * looks.petal_length
    for ring in reversed(range(rings)):
        rx, ry = radius[0] + ring * length * 0.36, radius[1] + ring * length * 0.36
        around = math.radians(spread[1] - spread[0]) * (rx + ry) / 2
        count = max(3, round(around / step))
        for i in range(count):
            angle = spread[0] + (spread[1] - spread[0]) * (i + (0.5 if ring % 2 else 0.0)) / count
            angle += chance.between(-4, 4, "angle", ring, i)
            x = centre[0] + rx * math.sin(math.radians(angle))
            y = centre[1] - ry * math.cos(math.radians(angle))
            one = quill(paint, looks, reach, length * 0.5, chance.whole(0, 2, "shade", ring, i))
            drawn.append(turned(one, x, y, angle, chance.between(0.9, 1.1, "size", ring, i)))
    return "".join(drawn)
