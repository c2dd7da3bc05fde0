"""The wild: mountains, snow, desert. Called through places.backdrop."""

from __future__ import annotations

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker, lighter, mix
from bot.painter.offline.places import heavens
from bot.painter.offline.places.land import blossoms, foreground, hill, lawn, skyline, trees
from bot.painter.offline.places.view import Backdrop, View
from bot.painter.offline.svg import ellipse, line, path, put, rect


def mountains(view: View) -> Backdrop:
    """Peaks with snow behind hills and pines."""
    light, chance, w = view.paint.light, view.chance.under("mountains"), view.width
    horizon = skyline(view, (0.56, 0.64))
    drawn = heavens.sky(view, horizon)
    for row in range(2):
        shade = mix(mix(light.sky[0], "#6f86a8", 0.62), light.far, 0.24 * row + 0.1)
        count = 4 - row
        for i in range(count):
            x = w * (i + chance.between(0.2, 0.8, row, i)) / count
            tall, half = horizon * chance.between(0.42, 0.74, row, i, "tall") * (1 - 0.28 * row), w * 0.27
            drawn += path(
                (
                    f"M{x - half:.0f},{horizon + 40:.0f} L{x:.0f},{horizon - tall:.0f} "
                    f"L{x + half:.0f},{horizon + 40:.0f}z"
                ),
                shade,
            )
            cap, top = tall * 0.26, horizon - tall
            s = half * cap / (tall + 40)
            drawn += path(
                (
                    f"M{x - s:.0f},{top + cap:.0f} L{x:.0f},{top:.0f} L{x + s:.0f},{top + cap:.0f} "
                    f"L{x + s * 0.4:.0f},{top + cap * 0.72:.0f} L{x:.0f},{top + cap * 1.1:.0f} "
                    f"L{x - s * 0.42:.0f},{top + cap * 0.74:.0f}z"
                ),
                lighter(light.cloud, 0.4),
            )
            drawn += path(
                f"M{x:.0f},{top:.0f} L{x + half:.0f},{horizon + 40:.0f} L{x + half * 0.2:.0f},{horizon + 40:.0f}z",
                darker(shade, 0.3),
                'opacity=".22"',
            )
    drawn += (
        hill(view, horizon, 30, light.middle, "middle") + trees(view, horizon + 34, 6, 0.62) + lawn(view, horizon + 50)
    )
    drawn += blossoms(view, horizon, 9, horizon + 90, view.height * 0.85)
    return Backdrop(drawn, foreground(view), horizon, view.height * 0.87)


def snow(view: View) -> Backdrop:
    """Snowfields, ice or firs."""
    light, chance, w = view.paint.light, view.chance.under("snow"), view.width
    horizon = skyline(view, (0.5, 0.62))
    white = mix("#ffffff", light.sky[0], 0.14 if not light.dark else 0.5)
    drawn = heavens.sky(view, horizon)
    if chance.happens(0.5, "ice"):
        for i in range(5):
            x, tall = w * (i + chance.share(i, "x")) / 5, chance.between(60, 210, i, "tall")
            drawn += path(
                (
                    f"M{x - 120:.0f},{horizon + 30:.0f} L{x - 70:.0f},{horizon - tall * 0.7:.0f} "
                    f"L{x:.0f},{horizon - tall:.0f} L{x + 60:.0f},{horizon - tall * 0.5:.0f} "
                    f"L{x + 130:.0f},{horizon + 30:.0f}z"
                ),
                mix(white, "#8fc8ea", 0.35),
            )
    else:
        drawn += _firs(view, horizon, white, chance)
    drawn += hill(view, horizon, 26, mix(white, light.sky[0], 0.22), "far")
    drawn += "".join(hill(view, horizon + 60 + i * 60, 24, mix(white, "#bcd8ee", i * 0.06), "near") for i in range(7))
    blue = mix(white, "#8fb8dc", 0.5)
    for i in range(9):
        x, y = chance.between(0, w, "drift", i), chance.between(horizon + 90, view.height, "drift", i, "y")
        drawn += line(f"M{x:.0f},{y:.0f} q40,-14 90,0", blue, 5, 'opacity=".6"')
    return Backdrop(
        drawn,
        ellipse(w * 0.1, view.height + 20, 240, 76, white) + ellipse(w * 0.92, view.height + 30, 260, 80, white),
        horizon,
        view.height * 0.86,
    )


def _firs(view: View, horizon: float, white: str, chance: Chance) -> str:
    drawn = ""
    green = mix(view.paint.light.foliage[0], "#2f6a5a", 0.5)
    for i in range(int(8 * view.width / 1024)):
        x, k = (
            view.width * (i + chance.share("fir", i)) / (8 * view.width / 1024),
            chance.between(0.7, 1.25, "fir", i, "size"),
        )
        layers = "".join(
            path(f"M{-s},{y} L0,{y - 110} L{s},{y}z", green)
            + path(f"M{-s * 0.5},{y - 54} L0,{y - 110} L{s * 0.5},{y - 54} Q0,{y - 74} {-s * 0.5},{y - 54}z", white)
            for s, y in ((74, -16), (60, -72), (44, -126))
        )
        drawn += put(rect(-9, -20, 18, 30, view.paint.lit("#7a5238")) + layers, x, horizon + 26, k)
    return drawn


def desert(view: View) -> Backdrop:
    """Dunes; red ones will do for Mars."""
    horizon = skyline(view, (0.52, 0.62))
    drawn = heavens.sky(view, horizon)
    for row, hue in enumerate(("#e3a66a", "#edb878", "#f4cd92")):
        drawn += hill(view, horizon + row * 54, 40 - row * 8, view.paint.lit(hue), "dune", str(row))
    return Backdrop(drawn, "", horizon, view.height * 0.86)
