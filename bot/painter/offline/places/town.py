"""The town: a street of narrow houses. Called through places.backdrop."""

from __future__ import annotations

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import mix
from bot.painter.offline.figures import buildings
from bot.painter.offline.places import heavens
from bot.painter.offline.places.land import skyline
from bot.painter.offline.places.view import Backdrop, View
from bot.painter.offline.svg import ellipse, line, path, put, rect, rings

_WALLS = ("#e9b08f", "#a9c4d9", "#f2d59a", "#c9b3d9", "#b3d0b0", "#e8a3a0")


def city(view: View) -> Backdrop:
    """A street of narrow houses."""
    chance, w, paint = view.chance.under("city"), view.width, view.paint
    horizon = skyline(view, (0.64, 0.7))
    drawn = heavens.sky(view, horizon)
    x, i = -20.0, 0
    while x < w:
        wide, tall = chance.between(120, 190, i, "wide"), chance.between(240, 430, i, "tall")
        wall = (x, horizon - tall, wide, tall)
        drawn += _house(view, chance, i, wall) + _panes(view, chance, i, wall)
        x, i = x + wide, i + 1
    drawn += rect(0, horizon, w, 46, paint.lit("#d9cfc4")) + rect(
        0, horizon + 40, w, view.height, paint.linear("#b9b3ba", "#8f8a96")
    )
    drawn += line(f"M0,{horizon + 42:.0f} H{w}", paint.ink, 4, 'opacity=".5"')
    lamp = (
        rect(-6, -250, 12, 250, paint.lit("#5a5560"), 5)
        + ellipse(0, -262, 24, 26, "#fff0b0")
        + (rings(0, -262, 130, "#ffe08a", 0.6) if paint.light.dark else "")
    )
    drawn += put(lamp, w * 0.1, horizon + 60) + put(lamp, w * 0.9, horizon + 60)
    return Backdrop(drawn, "", horizon, view.height * 0.89)


def _house(view: View, chance: Chance, i: int, wall: tuple[float, float, float, float]) -> str:
    """Return the walls and the roof of the house with the number `i`; `wall`: left, top, width, height."""
    left, top, wide, tall = wall
    paint = view.paint
    hue = paint.lit(chance.pick(_WALLS, i, "hue"))
    roof = path(
        (
            f"M{left:.0f},{top:.0f} "
            f"L{left + wide / 2:.0f},{top - chance.between(20, 100, i, 'roof'):.0f} "
            f"L{left + wide:.0f},{top:.0f}z"
        ),
        paint.lit(chance.pick(buildings.ROOFS, i, "tile")),
    )
    return (
        f'<g stroke="{paint.ink}" stroke-width="4" stroke-linejoin="round">'
        f"{roof}{rect(left, top, wide, tall + 20, hue)}</g>"
    )


def _panes(view: View, chance: Chance, i: int, wall: tuple[float, float, float, float]) -> str:
    """Return the windows of the house with the number `i`, some of them lit."""
    left, top, wide, tall = wall
    paint = view.paint
    dim = mix("#ffffff", paint.light.sky[0], 0.7) if paint.light.dark else paint.lit("#dff0fa")
    drawn = ""
    for row in range(int(tall // 92)):
        for column in range(2):
            lit = chance.happens(0.7 if paint.light.dark else 0.2, i, row, column)
            drawn += rect(
                left + wide * (0.16 + 0.42 * column),
                top + 26 + row * 92,
                wide * 0.26,
                52,
                "#ffe08a" if lit else dim,
                8,
                f'stroke="{paint.ink}" stroke-width="3"',
            )
    return drawn
