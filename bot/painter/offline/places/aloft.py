"""Aloft: among clouds, and in space. Called through places.backdrop."""

from __future__ import annotations

from bot.painter.offline.colour import lighter, mix
from bot.painter.offline.figures import emoji
from bot.painter.offline.places import heavens
from bot.painter.offline.places.view import Backdrop, View
from bot.painter.offline.svg import bands, ellipse, put


def sky(view: View) -> Backdrop:
    """Clouds below, clouds around."""
    w, h, light = view.width, view.height, view.paint.light
    drawn = heavens.sky(view, h * 0.9)
    floor = ""
    for i in range(int(7 * w / 1024)):
        x = w * (i + 0.5) / (7 * w / 1024)
        floor += heavens.cloud(
            view, x, h * 0.9 + view.chance.between(-24, 24, "floor", i), 1.7, mix(light.cloud, light.sky[1], 0.12)
        )
    front = "".join(
        heavens.cloud(view, w * s, h * 1.02, 2.1, lighter(light.cloud, 0.2)) for s in (0.05, 0.35, 0.7, 1.0)
    )
    return Backdrop(drawn + floor, front, h * 0.6, h * 0.88)


def space(view: View) -> Backdrop:
    """Stars, a planet or two, and the ground of a moon."""
    w, h, chance, paint = view.width, view.height, view.chance.under("space"), view.paint
    top, low = chance.pick((("#140f3d", "#4a2f7d"), ("#0d1a40", "#1f5a80"), ("#2a0f3d", "#7d2f6a")), "hue")
    drawn = bands(0, 0, w, h, (top, low)) + heavens.stars(view, h * 0.85)
    for i in range(2):
        drawn += ellipse(
            w * chance.share("mist", i, "x"),
            h * chance.between(0.1, 0.6, "mist", i, "y"),
            w * 0.4,
            h * 0.25,
            paint.glow(chance.pick(("#c98fff", "#6fd0ff", "#ff9fc0"), "mist", i), 0.35),
        )
    kinds = chance.some(("planet", "earth", "comet", "satellite"), 2, "planets")
    for i, kind in enumerate(kinds):
        x = w * (0.17 + 0.66 * i)
        drawn += put(
            emoji.emblem(paint, kind).svg,
            x,
            h * chance.between(0.3, 0.42, "planet", i),
            chance.between(0.6, 0.95, "planet", i, "size"),
        )
    ground = ellipse(w / 2, h * 1.28, w * 0.86, h * 0.5, paint.radial("#f4ecd8", "#d9cfc0", "#b3a8b0", at=(0.5, 0.1)))
    craters = "".join(
        ellipse(
            chance.between(0.08, 0.92, "crater", i) * w,
            h * chance.between(0.86, 0.97, "crater", i, "y"),
            chance.between(26, 70, "crater", i, "r"),
            15,
            "#bdb2ae",
        )
        for i in range(6)
    )
    return Backdrop(drawn + ground + craters, "", h * 0.7, h * 0.86)
