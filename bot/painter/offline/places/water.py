"""Water: beach, sea, underwater. Called through places.backdrop."""

from __future__ import annotations

from bot.painter.offline.colour import darker, lighter, mix
from bot.painter.offline.figures import emoji
from bot.painter.offline.places import heavens
from bot.painter.offline.places.land import hill
from bot.painter.offline.places.view import Backdrop, View
from bot.painter.offline.svg import bands, ellipse, line, path, put


def _sea_colours(view: View) -> tuple[str, str]:
    light = view.paint.light
    deep = {"night": "#1f4a7d", "sunset": "#7f7fae", "storm": "#3f5f78"}.get(light.time, "#3f9fd0")
    return mix(deep, light.sky[1], 0.36), mix(deep, light.sky[0], 0.12)


def surface(view: View, top: float, bottom: float) -> str:
    """Return water between two heights, with ripples and the glitter of the sky."""
    near, far = _sea_colours(view)
    chance = view.chance.under("ripples")
    drawn = bands(0, top, view.width, bottom - top + 4, (near, far), 20)
    for i in range(int(34 * view.width / 1024)):
        depth = chance.share(i, "y")
        x, y, long = chance.between(-40, view.width, i, "x"), top + 14 + depth * (bottom - top - 14), 26 + 70 * depth
        drawn += line(
            (
                f"M{x:.0f},{y:.0f} q{long / 4:.0f},{-7 - 5 * depth:.0f} {long / 2:.0f},0 "
                f"q{long / 4:.0f},{7 + 5 * depth:.0f} {long / 2:.0f},0"
            ),
            "#ffffff",
            2.5 + 2 * depth,
            'opacity=".5"',
        )
    return drawn


def sea(view: View) -> Backdrop:
    """Open water with an island or a far sail."""
    horizon = view.height * view.chance.between(0.46, 0.56, "horizon")
    drawn = heavens.sky(view, horizon)
    x = view.width * view.chance.pick((0.2, 0.8), "isle")
    if view.chance.happens(0.6, "island"):
        drawn += path(
            (
                f"M{x - 190:.0f},{horizon + 8:.0f} Q{x - 60:.0f},{horizon - 110:.0f} "
                f"{x + 40:.0f},{horizon - 56:.0f} Q{x + 130:.0f},{horizon - 44:.0f} "
                f"{x + 200:.0f},{horizon + 8:.0f}z"
            ),
            view.paint.light.far,
        )
    drawn += surface(view, horizon, view.height)
    return Backdrop(drawn, _waves(view), horizon, view.height * 0.88)


def _waves(view: View) -> str:
    near, far = _sea_colours(view)
    drawn = ""
    for row in range(2):
        y = view.height * (0.86 + 0.08 * row)
        d = f"M0,{view.height} V{y:.0f} "
        step = view.width / 8
        shift = view.chance.between(-20, 20, "wave", row)
        for i in range(8):
            d += f"Q{step * (i + 0.5) + shift:.0f},{y - 40 + 14 * (i % 2):.0f} {step * (i + 1):.0f},{y:.0f} "
        drawn += path(
            d + f"V{view.height}z",
            mix(near, far, 0.4 + 0.5 * row),
            f'stroke="#ffffff" stroke-opacity=".55" stroke-width="5" opacity="{0.9 if row else 0.8}"',
        )
    return drawn


def beach(view: View) -> Backdrop:
    """Sand, surf and a palm."""
    horizon = view.height * view.chance.between(0.42, 0.5, "horizon")
    shore = view.height * 0.66
    sand = view.paint.lit("#f6dba4")
    drawn = heavens.sky(view, horizon) + surface(view, horizon, shore + 60)
    drawn += hill(view, shore - 12, 14, "#ffffff", "foam") + hill(view, shore + 6, 14, sand, "foam")
    palm = emoji.emblem(view.paint, "palm").svg
    side = view.chance.happens(0.5, "palm")
    drawn += put(palm, view.width * (0.1 if side else 0.9), shore + 70, 1.05, 0, side)
    chance = view.chance.under("shells")
    for i in range(6):
        kind = chance.pick(("shell", "star-toy", "crab"), i)
        drawn += put(
            emoji.emblem(view.paint, kind).svg,
            chance.between(40, view.width - 40, i, "x"),
            chance.between(shore + 70, view.height - 10, i, "y"),
            0.34,
            chance.between(-20, 20, i, "tilt"),
        )
    return Backdrop(drawn, "", horizon, view.height * 0.88)


def underwater(view: View) -> Backdrop:
    """Light from above, weed, coral and bubbles."""
    chance, w, h, paint = view.chance.under("underwater"), view.width, view.height, view.paint
    top, deep = ("#8fe0ee", "#1f7fb0") if not paint.light.dark else ("#3f7fae", "#12305f")
    drawn = bands(0, 0, w, h, (top, mix(top, deep, 0.6), deep))
    for i in range(5):
        x = w * (0.1 + 0.2 * i) + chance.between(-40, 40, "ray", i)
        drawn += path(
            f"M{x:.0f},0 L{x + 60:.0f},0 L{x + 190:.0f},{h * 0.8:.0f} L{x - 10:.0f},{h * 0.8:.0f}z",
            "#ffffff",
            'opacity=".12"',
        )
    drawn += hill(view, h * 0.82, 24, paint.lit("#ecd09a"), "sand")
    for i in range(int(9 * w / 1024)):
        x, tall = chance.between(0, w, "weed", i), chance.between(120, 320, "weed", i, "tall")
        hue = chance.pick(("#3f9f7a", "#58b06a", "#e07f8f", "#f0a35c"), "weed", i, "hue")
        d = f"M{x:.0f},{h * 0.86:.0f} q-34,{-tall / 3:.0f} 0,{-tall / 2:.0f} q30,{-tall / 4:.0f} 0,{-tall / 2:.0f}"
        drawn += line(d, darker(hue, 0.35), 26) + line(d, lighter(hue, 0.05), 17)
    bubbles = "".join(
        ellipse(
            chance.between(0, w, "b", i),
            chance.between(0, h, "b", i, "y"),
            chance.between(5, 18, "b", i, "r"),
            chance.between(5, 18, "b", i, "r"),
            "#ffffff",
            'fill-opacity=".25" stroke="#ffffff" stroke-opacity=".8" stroke-width="3"',
        )
        for i in range(int(24 * w / 1024))
    )
    return Backdrop(drawn, bubbles, h * 0.5, h * 0.86)
