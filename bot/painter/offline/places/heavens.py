"""Sky, sun, moon, stars, clouds and weather. Called by every place that is out of doors."""

from __future__ import annotations

import math

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import lighter, mix
from bot.painter.offline.figures import emoji
from bot.painter.offline.places.view import View
from bot.painter.offline.svg import bands, ellipse, line, path, put, rect, rings

_AUTUMN = ("#e0803a", "#d9583a", "#e8b04a")
_BLOSSOM = ("#ffc4d6", "#ffdfe8", "#f9a9c4")
_CONFETTI = ("#f28b82", "#fbd15c", "#8fc1f0", "#b7a3e8", "#9ed99a")


def sky(view: View, horizon: float) -> str:
    """Return the sky down to `horizon`, with whatever hangs in it."""
    light = view.paint.light
    top, low = light.sky
    drawn = bands(0, 0, view.width, horizon + 140, (top, mix(top, low, 0.55), low))
    if light.dark and not view.refuses("stars", "star"):
        drawn += stars(view, horizon)
    if view.wants("aurora"):
        drawn += _aurora(view, horizon)
    if light.orb == "sun" and not view.refuses("sun"):
        drawn += _sun(view, horizon)
    if light.orb == "moon" and not view.refuses("moon"):
        drawn += _moon(view, horizon)
    if view.wants("rainbow"):
        drawn += _rainbow(view, horizon)
    if not view.refuses("clouds"):
        drawn += _clouds(view, horizon)
    if view.wants("storm"):
        drawn += _lightning(view, horizon)
    if view.wants("fireworks"):
        drawn += _fireworks(view, horizon)
    return drawn


def stars(view: View, horizon: float) -> str:
    """Return stars, small ones and a few with rays."""
    drawn = ""
    chance = view.chance.under("stars")
    for i in range(int(70 * view.width / 1024)):
        x, y = chance.between(0, view.width, i, "x"), chance.between(0, horizon, i, "y")
        size = chance.between(1.2, 4.2, i, "size")
        drawn += ellipse(x, y, size, size, "#fff8d8", f'opacity="{chance.between(0.45, 1, i, "bright"):.2f}"')
    for i in range(6):
        x, y = chance.between(40, view.width - 40, "ray", i, "x"), chance.between(30, horizon * 0.7, "ray", i, "y")
        size = chance.between(8, 17, "ray", i, "size")
        d = f"M0,{-size} Q1,-1 {size},0 Q1,1 0,{size} Q-1,1 {-size},0 Q-1,-1 0,{-size}z"
        drawn += put(path(d, "#fffbe6"), x, y)
    return drawn


def _orb_place(view: View, horizon: float) -> tuple[float, float]:
    chance = view.chance.under("orb")
    side = chance.pick((0.14, 0.24, 0.76, 0.86), "x")
    low = view.paint.light.time == "sunset"
    return view.width * side, horizon * (chance.between(0.5, 0.82, "y") if low else chance.between(0.18, 0.38, "y"))


def _sun(view: View, horizon: float) -> str:
    x, y = _orb_place(view, horizon)
    size = view.chance.between(56, 84, "sun", "size")
    warm = "#ffe27a" if view.paint.light.time == "day" else "#fff0b0"
    drawn = rings(x, y, size * 3.2, warm, 0.62)
    if view.chance.happens(0.4, "sun", "rays"):
        ray = path(f"M-9,{-size * 1.22:.0f} L0,{-size * 1.6:.0f} L9,{-size * 1.22:.0f}z", warm)
        drawn += "".join(put(ray, x, y, 1, a * 30) for a in range(12))
    return drawn + ellipse(x, y, size, size, view.paint.radial("#fffbe0", warm, "#ffcf5a", lit=False))


def _moon(view: View, horizon: float) -> str:
    x, y = _orb_place(view, horizon)
    size = view.chance.between(58, 86, "moon", "size")
    drawn = rings(x, y, size * 3, "#fff3c4", 0.4)
    if view.chance.happens(0.5, "moon", "crescent"):
        d = (
            f"M{size * 0.3:.1f},{-size:.1f} A{size:.1f},{size:.1f} 0 1 0 "
            f"{size:.1f},{size * 0.35:.1f} A{size * 0.8:.1f},{size * 0.8:.1f} 0 0 1 "
            f"{size * 0.3:.1f},{-size:.1f}z"
        )
        return drawn + put(path(d, "#fff3c8"), x, y)
    drawn += ellipse(x, y, size, size, view.paint.radial("#fffdee", "#fff0c0", "#f1d99a", lit=False))
    spots = ((-0.3, -0.2, 0.2), (0.25, 0.3, 0.26), (0.3, -0.4, 0.13), (-0.25, 0.42, 0.12))
    return drawn + "".join(
        ellipse(x + size * a, y + size * b, size * r, size * r, "#ecd596", 'opacity=".6"') for a, b, r in spots
    )


def cloud(view: View, x: float, y: float, size: float, shade: str) -> str:
    """Return one cloud around x, y; `size` 1 is 200 wide."""
    chance = view.chance.under("cloud", int(x))
    tops = ((-62, -14, 40), (-14, -44, 52), (44, -26, 44), (82, -4, 28))
    drawn = rect(-104, -22, 208, 46, shade, 23)
    drawn += "".join(ellipse(a, b, r * chance.between(0.86, 1.14, i), r, shade) for i, (a, b, r) in enumerate(tops))
    drawn += ellipse(-26, -56, 26, 16, lighter(shade, 0.5), 'opacity=".6"')
    return put(drawn, x, y, size)


def _clouds(view: View, horizon: float) -> str:
    chance = view.chance.under("clouds")
    few = 6 if view.wants("clouds") or view.paint.light.orb == "none" else chance.whole(1, 4, "count")
    few = round(few * max(1.0, view.width / 1024))
    drawn = ""
    for i in range(few):
        x = view.width * (i + chance.between(0.1, 0.9, i, "x")) / few
        y = horizon * chance.between(0.12, 0.62, i, "y")
        veil = 0.92 if view.paint.light.time == "day" else 0.6
        drawn += (
            f'<g opacity="{veil}">{cloud(view, x, y, chance.between(0.6, 1.25, i, "size"), view.paint.light.cloud)}</g>'
        )
    return drawn


def _rainbow(view: View, horizon: float) -> str:
    x = view.width * view.chance.between(0.35, 0.65, "rainbow")
    hues = ("#f28b82", "#f7b267", "#fbe27a", "#9ed99a", "#8fc1f0", "#b7a3e8")
    radius = view.width * 0.46
    arcs = "".join(
        f'<path d="M{x - r:.0f},{horizon + 30:.0f} A{r:.0f},{r * 0.86:.0f} 0 0 1 {x + r:.0f},{horizon + 30:.0f}" fill="none" stroke="{hue}" stroke-width="21"/>'  # noqa: E501  # one outline
        for hue, r in ((hue, radius - i * 20) for i, hue in enumerate(hues))
    )
    return f'<g opacity=".72">{arcs}</g>'


def _aurora(view: View, horizon: float) -> str:
    drawn = ""
    hues = ("#7df0b8", "#8fd8f5", "#c9a3f2") if "red" not in (view.scene.tint or "") else ("#f58fa0",)
    for i, hue in enumerate(hues):
        y = horizon * (0.2 + 0.17 * i)
        w, sway = view.width, view.chance.between(-60, 60, "aurora", i)
        d = f"M0,{y + sway:.0f} C{w * 0.3:.0f},{y - 130:.0f} {w * 0.55:.0f},{y + 150:.0f} {w},{y - sway:.0f} V{y + 150:.0f} C{w * 0.6:.0f},{y + 300:.0f} {w * 0.3:.0f},{y + 40:.0f} 0,{y + 190:.0f}z"  # noqa: E501  # one outline
        drawn += path(d, hue, 'opacity=".36"')
    return drawn


def _lightning(view: View, horizon: float) -> str:
    x = view.width * view.chance.pick((0.16, 0.34, 0.7, 0.84), "bolt")
    k = horizon / 620
    bolt = path(
        "M0,0 L-62,190 L-14,190 L-70,400 L64,150 L12,150 L52,0z",
        "#fff3b0",
        f'stroke="{view.paint.ink}" stroke-width="5" stroke-linejoin="round"',
    )
    return rings(x, 180 * k, 260, "#fff6c8", 0.5) + put(bolt, x, 40, k)


def _fireworks(view: View, horizon: float) -> str:
    drawn = ""
    for i in range(4):
        x = view.width * (0.14 + 0.24 * i + view.chance.between(-0.05, 0.05, "burst", i, "x"))
        y = horizon * view.chance.between(0.16, 0.5, "burst", i, "y")
        hue = view.chance.pick(("#ffd15c", "#ff8fa8", "#8fe0ff", "#c9a3ff", "#a8f0a0"), "burst", i, "hue")
        rays = "".join(
            line(
                f"M{26 * math.cos(a):.1f},{26 * math.sin(a):.1f} L{86 * math.cos(a):.1f},{86 * math.sin(a):.1f}", hue, 6
            )
            for a in (math.tau * n / 12 for n in range(12))
        )
        drawn += put(rays, x, y, view.chance.between(0.7, 1.3, "burst", i, "size"))
    return drawn


def falling(view: View) -> str:
    """Return what falls or flies before everything: rain, snow, leaves, petals, confetti, fireflies, fog."""
    chance, season = view.chance.under("falling"), view.scene.season
    drawn = ""
    if (view.wants("rain") or view.wants("storm")) and not view.refuses("rain"):
        drawn += _rain(view, chance)
    if view.wants("snowfall") or (view.scene.place == "snow" and chance.happens(0.6, "flakes")):
        drawn += _snowflakes(view, chance)
    if season in ("autumn", "spring"):
        drawn += _leaves(view, chance, _AUTUMN if season == "autumn" else _BLOSSOM)
    if view.wants("confetti"):
        drawn += _confetti(view, chance)
    if view.wants("fireflies"):
        drawn += _fireflies(view, chance)
    if view.wants("fog"):
        drawn += "".join(_bank(view, chance.between(0.1, 0.9, "fog", i), 0.93 + 0.04 * i) for i in range(2))
    return drawn


def _many(view: View, count: int) -> range:
    """Return the numbers of what there are `count` of on a square of 1024 by 1024."""
    return range(int(count * (view.width * view.height / 1024**2)))


def _rain(view: View, chance: Chance) -> str:
    w, h = view.width, view.height
    d = "".join(
        f"M{chance.between(0, w, 'rain', i, 'x'):.0f},{chance.between(0, h, 'rain', i, 'y'):.0f} l-9,34 "
        for i in _many(view, 90)
    )
    return line(d, "#e4f2ff", 4, 'opacity=".62"')


def _snowflakes(view: View, chance: Chance) -> str:
    drawn = ""
    for i in _many(view, 80):
        size = chance.between(3, 9, "snow", i)
        x, y = chance.between(0, view.width, "snow", i, "x"), chance.between(0, view.height, "snow", i, "y")
        drawn += ellipse(x, y, size, size, "#ffffff", 'opacity=".85"')
    return drawn


def _leaves(view: View, chance: Chance, hues: tuple[str, ...]) -> str:
    drawn = ""
    for i in _many(view, 26):
        hue = view.paint.lit(chance.pick(hues, "leaf", i, "hue"))
        drawn += put(
            path("M0,-16 Q16,-2 0,18 Q-16,-2 0,-16z", hue, 'opacity=".9"'),
            chance.between(0, view.width, "leaf", i, "x"),
            chance.between(0, view.height * 0.9, "leaf", i, "y"),
            chance.between(0.6, 1.2, "leaf", i),
            chance.between(0, 360, "leaf", i, "turn"),
        )
    return drawn


def _confetti(view: View, chance: Chance) -> str:
    drawn = ""
    for i in _many(view, 60):
        drawn += put(
            rect(-7, -4, 14, 8, chance.pick(_CONFETTI, "bit", i, "hue"), 3),
            chance.between(0, view.width, "bit", i, "x"),
            chance.between(0, view.height * 0.72, "bit", i, "y"),
            1,
            chance.between(0, 360, "bit", i, "turn"),
        )
    return drawn


def _fireflies(view: View, chance: Chance) -> str:
    drawn, h = "", view.height
    for i in _many(view, 26):
        x, y = chance.between(0, view.width, "fly", i, "x"), chance.between(h * 0.3, h * 0.95, "fly", i, "y")
        drawn += ellipse(x, y, 26, 26, view.paint.glow("#fff6a0", 0.9)) + ellipse(x, y, 4, 4, "#fffde0")
    return drawn


def mist(view: View) -> str:
    """Return the fog behind everybody: what is far fades, and nobody is cut in slices."""
    if not view.wants("fog"):
        return ""
    haze = rect(0, 0, view.width, view.height, view.paint.light.cloud, 0, 'opacity=".38"')
    return haze + "".join(_bank(view, view.chance.between(0.1, 0.9, "mist", i), 0.42 + 0.11 * i) for i in range(4))


def _bank(view: View, x: float, y: float) -> str:
    """One bank of fog with soft edges, at shares of the picture."""
    return "".join(
        ellipse(view.width * x, view.height * y, view.width * 0.6 * k, 74 * k, "#ffffff", 'opacity=".11"')
        for k in (1.0, 0.86, 0.72, 0.58, 0.44)
    )


def flyers(view: View, horizon: float, quiet: tuple[float, float, float, float]) -> str:
    """Return small guests of the air (butterflies, bees, birds) outside the rectangle `quiet`."""
    chance = view.chance.under("flyers")
    light = view.paint.light
    if light.time in ("night", "rain", "storm") or view.refuses("butterfly", "butterflies"):
        return ""
    kind = chance.pick(("butterflies", "butterflies", "birds", "bees", "none"), "kind")
    if view.scene.place in ("sea", "snow", "beach", "desert", "city", "mountains"):
        kind = "birds"
    if view.wants("butterflies"):
        kind = "butterflies"
    drawn = ""
    for i in range(chance.whole(2, 5, "count") if kind != "none" else 0):
        x, y = chance.between(60, view.width - 60, i, "x"), chance.between(horizon * 0.3, horizon * 1.15, i, "y")
        if quiet[0] < x < quiet[2] and quiet[1] < y < quiet[3]:
            continue
        tilt, size = chance.between(-28, 28, i, "tilt"), chance.between(0.7, 1.2, i, "size")
        if kind == "birds":
            drawn += put(line("M-26,-8 Q-12,-20 0,0 Q12,-20 26,-8", light.ink, 5), x, y * 0.7, size)
        elif kind == "bees":
            drawn += put(emoji.emblem(view.paint, "bee").svg, x, y, 0.55 * size, tilt, chance.happens(0.5, i, "way"))
        else:
            drawn += put(_butterfly(view, i), x, y, size, tilt)
    return drawn


def _butterfly(view: View, i: int) -> str:
    hues = (("#ff9ac1", "#ffd1e3"), ("#7fc4ff", "#d4ecff"), ("#ffb347", "#ffe3ad"), ("#b79bff", "#e4d9ff"))
    dark, pale = view.chance.pick(hues, "butterfly", i)
    wing = path("M0,0 C14,-46 66,-52 58,-14 C54,4 22,8 0,4z", view.paint.lit(dark)) + path(
        "M0,4 C30,6 50,22 36,40 C22,52 4,30 0,8z", view.paint.lit(pale)
    )
    wing += ellipse(36, -20, 8, 8, view.paint.lit(pale))
    body = (
        '<path d="M0,-16 L0,34" stroke-width="8"/><path d="M0,-16 q-10,-20 -18,-22 M0,-16 q10,-20 18,-22" fill="none"/>'
    )
    return f'<g stroke="{view.paint.ink}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">{wing}<g transform="scale(-1 1)">{wing}</g>{body}</g>'  # noqa: E501  # one outline
