"""Land: garden, meadow, forest, farm. Called through places.backdrop."""

from __future__ import annotations

from itertools import pairwise

from bot.painter.offline.colour import darker, lighter, mix
from bot.painter.offline.figures import buildings, plants
from bot.painter.offline.places import heavens
from bot.painter.offline.places.view import Backdrop, View
from bot.painter.offline.svg import ellipse, line, path, put, rect


def hill(view: View, y: float, swell: float, fill: str, *slot: str) -> str:
    """Return a rolling hill whose crest is about `y`."""
    chance, w = view.chance.under("hill", *slot), view.width
    steps = 4
    points = [(w * i / steps, y + chance.between(-swell, swell, i)) for i in range(steps + 1)]
    d = f"M0,{view.height} L0,{points[0][1]:.0f} "
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (x0 + x1) / 2
        d += f"C{middle:.0f},{y0:.0f} {middle:.0f},{y1:.0f} {x1:.0f},{y1:.0f} "
    return path(d + f"L{w},{view.height}z", fill)


def lawn(view: View, y: float) -> str:
    """Return the meadow from `y` down, with tufts of grass."""
    light, chance = view.paint.light, view.chance.under("lawn")
    top, low = light.ground
    drawn = "".join(
        hill(view, y + i * (view.height - y) / 11, 22 - i, mix(top, low, (i / 10) ** 0.8), "lawn") for i in range(11)
    )
    blade = darker(low, 0.12)
    pale = lighter(top, 0.16)
    for i in range(int(64 * view.width / 1024)):
        depth = chance.share(i, "y")
        ty = y + 30 + depth * (view.height - y - 30)
        drawn += put(
            plants.tuft(chance.under(i), pale if i % 3 else blade),
            chance.between(0, view.width, i, "x"),
            ty,
            0.5 + depth * 0.7,
        )
    return drawn


def blossoms(view: View, y: float, count: int, low: float, high: float) -> str:
    """Return flowers on the lawn between `low` and `high`, the farther ones smaller, drawn back to front."""
    if view.refuses("flower"):
        return ""
    chance = view.chance.under("blossoms")
    kind = plants.tulip if chance.happens(0.3, "tulips") else plants.flower
    spots = sorted(
        (chance.between(low, high, i, "y"), chance.between(20, view.width - 20, i, "x"), i) for i in range(count)
    )
    drawn = ""
    for fy, fx, i in spots:
        drawn += put(kind(view.paint, chance.under(i)), fx, fy, 0.55 + 0.65 * (fy - y) / max(1.0, view.height - y))
    return drawn


def trees(view: View, y: float, count: int, size: float) -> str:
    """Return trees at the sides, leaving the middle open."""
    chance = view.chance.under("trees")
    drawn = ""
    for i in range(count):
        side = i % 2
        x = chance.between(-0.02, 0.24, i, "x") if side == 0 else chance.between(0.76, 1.02, i, "x")
        ty = y + chance.between(-10, 34, i, "y")
        one = plants.tree(view.paint, chance.under(i))
        shade = ellipse(0, 4, 90, 12, darker(view.paint.light.ground[1], 0.3), 'opacity=".35"')
        drawn += put(shade + one.svg, view.width * x, ty, size * chance.between(0.8, 1.2, i, "size"))
    return drawn


def skyline(view: View, share: tuple[float, float] = (0.46, 0.7)) -> float:
    return view.height * view.chance.between(*share, "horizon")


def garden(view: View) -> Backdrop:
    """Hills, fence, trees, flowerbeds and some surprise."""
    chance, light = view.chance.under("garden"), view.paint.light
    horizon = skyline(view)
    drawn = heavens.sky(view, horizon)
    drawn += hill(view, horizon - 46, 34, light.far, "far") + hill(view, horizon - 12, 26, light.middle, "middle")
    extra = chance.pick(("cottage", "windmill", "sunflowers", "bushes", "pond", "cottage"), "extra")
    drawn += _far_guest(view, extra, horizon)
    drawn += trees(view, horizon + 18, chance.whole(2, 5, "trees"), 0.82)
    drawn += lawn(view, horizon + 22)
    if chance.happens(0.55, "fence"):
        drawn += put(
            buildings.fence(view.paint, view.width + 60, chance.pick(("#fffaf0", "#d9b184", "#cfe0ee"), "paint")),
            -20,
            horizon + 62,
        )
    if extra == "pond":
        drawn += _pond(view, horizon)
    if extra == "sunflowers":
        drawn += _sunflower_row(view, horizon + 74)
    if extra == "bushes":
        for i in range(5):
            drawn += put(
                plants.bush(view.paint, chance.under("bush", i)),
                view.width * (0.04 + 0.23 * i),
                horizon + 70,
                chance.between(0.8, 1.2, "bush", i),
            )
    if chance.happens(0.4, "path"):
        drawn += _path(view, horizon + 40)
    drawn += blossoms(
        view, horizon, int(chance.whole(8, 16, "count") * view.width / 1024), horizon + 70, view.height * 0.84
    )
    return Backdrop(drawn, foreground(view), horizon, view.height * chance.between(0.83, 0.89, "ground"))


def _far_guest(view: View, extra: str, horizon: float) -> str:
    x = view.width * view.chance.pick((0.2, 0.34, 0.66, 0.8), "guest")
    if extra == "cottage":
        return put(buildings.house(view.paint, view.chance.under("cottage")).svg, x, horizon + 16, 0.3)
    if extra == "windmill":
        return put(buildings.windmill(view.paint, view.chance.under("mill")).svg, x, horizon + 10, 0.42)
    return ""


def _pond(view: View, horizon: float) -> str:
    x, y = view.width * view.chance.pick((0.2, 0.8), "pond"), horizon + 120
    water = view.paint.linear(
        mix(view.paint.light.sky[0], "#6fb8e0", 0.4), lighter(view.paint.light.sky[1], 0.1), lit=False
    )
    rim = ellipse(x, y + 4, 196, 52, darker(view.paint.light.ground[1], 0.18))
    return (
        rim
        + ellipse(x, y, 186, 44, water)
        + line(f"M{x - 90},{y - 8} q40,-12 80,0 M{x + 10},{y + 12} q36,-10 72,0", "#ffffff", 4, 'opacity=".7"')
    )


def _sunflower_row(view: View, y: float) -> str:
    chance = view.chance.under("row")
    count = int(7 * view.width / 1024)
    drawn = ""
    for i in range(count):
        x = view.width * (i + 0.5) / count + chance.between(-30, 30, i, "x")
        drawn += put(
            plants.sunflower(view.paint, chance.under(i)).svg,
            x,
            y + chance.between(-8, 14, i, "y"),
            chance.between(0.5, 0.8, i, "size"),
        )
    return drawn


def _path(view: View, y: float) -> str:
    x, w = view.width * view.chance.between(0.3, 0.7, "path"), view.width
    d = (
        f"M{x - 18:.0f},{y:.0f} C{x - 60:.0f},{y + 120:.0f} {x + 80:.0f},{y + 150:.0f} "
        f"{w * 0.3:.0f},{view.height} L{w * 0.72:.0f},{view.height} "
        f"C{x + 190:.0f},{y + 170:.0f} {x + 20:.0f},{y + 120:.0f} {x + 22:.0f},{y:.0f}z"
    )
    return path(
        d, view.paint.linear("#efdcb0", "#e2c58f"), f'stroke="{view.paint.ink}" stroke-opacity=".16" stroke-width="4"'
    )


def foreground(view: View) -> str:
    """Return what stands between us and the actors, low at the edge."""
    chance, h = view.chance.under("front"), view.height
    kind = chance.pick(("flowers", "grass", "mushrooms", "corner", "grass"), "kind")
    if view.refuses("flower") and kind == "flowers":
        kind = "grass"
    drawn = ""
    blade = darker(view.paint.light.ground[1], 0.16)
    for i in range(int(18 * view.width / 1024)):
        x = view.width * (i + chance.share(i, "x")) / (18 * view.width / 1024)
        drawn += put(plants.tuft(chance.under(i), blade), x, h + 6, chance.between(1.4, 2.4, i, "size"))
    count = int(6 * view.width / 1024)
    if kind in ("flowers", "mushrooms"):
        for i in range(count):
            x, size = (
                view.width * (i + chance.between(0.15, 0.85, "f", i)) / count,
                chance.between(1.3, 1.9, "f", i, "size"),
            )
            one = (
                plants.mushroom(view.paint, chance.under("m", i))
                if kind == "mushrooms"
                else plants.flower(view.paint, chance.under("m", i))
            )
            drawn += put(one, x, h + 8, size)
    if kind == "corner":
        side = chance.happens(0.5, "side")
        for i in range(3):
            drawn += put(
                plants.bush(view.paint, chance.under("b", i)),
                (40 + i * 90) if side else view.width - 40 - i * 90,
                h + 20,
                1.5 - 0.2 * i,
            )
    return drawn


def meadow(view: View) -> Backdrop:
    """Wide rolling hills and many flowers."""
    light, chance = view.paint.light, view.chance.under("meadow")
    horizon = skyline(view, (0.46, 0.6))
    drawn = heavens.sky(view, horizon) + hill(view, horizon - 70, 60, light.far, "far")
    drawn += hill(view, horizon - 26, 44, light.middle, "middle") + trees(
        view, horizon + 6, chance.whole(1, 3, "trees"), 0.6
    )
    drawn += hill(view, horizon + 20, 30, light.near, "near") + lawn(view, horizon + 66)
    drawn += blossoms(view, horizon, int(26 * view.width / 1024), horizon + 96, view.height * 0.86)
    return Backdrop(drawn, foreground(view), horizon, view.height * 0.87)


def forest(view: View) -> Backdrop:
    """Trunks in rows, paler with distance."""
    light, chance = view.paint.light, view.chance.under("forest")
    horizon = skyline(view, (0.56, 0.64))
    drawn = heavens.sky(view, horizon)
    for row, (share, size) in enumerate(((0.62, 0.85), (0.34, 1.15), (0.0, 1.5))):
        count = int((9 - 2 * row) * view.width / 1024)
        for i in range(count):
            x = view.width * (i + chance.between(0, 1, row, i)) / count
            if row == 2 and 0.24 < x / view.width < 0.76:
                continue
            one = plants.tree(view.paint, chance.under(row, i))
            drawn += put(one.svg, x, horizon + 10 + row * 26, size)
        drawn += hill(view, horizon + row * 26, 12, mix(light.near, light.far, share), "floor", str(row))
    drawn += lawn(view, horizon + 66)
    for i in range(chance.whole(3, 7, "mushrooms")):
        drawn += put(
            plants.mushroom(view.paint, chance.under("mushroom", i)),
            chance.between(30, view.width - 30, "mushroom", i),
            horizon + chance.between(90, 190, "mushroom", i, "y"),
            0.8,
        )
    return Backdrop(drawn, foreground(view), horizon, view.height * 0.87)


def farm(view: View) -> Backdrop:
    """A barn, furrows and a fence."""
    light = view.paint.light
    horizon = skyline(view, (0.52, 0.6))
    x = view.width * view.chance.pick((0.22, 0.78), "barn")
    red = view.paint.rounded("#c9564a")
    barn = path("M-150,0 V-170 L-110,-250 L0,-300 L110,-250 L150,-170 V0z", red) + rect(
        -50, -120, 100, 120, view.paint.lit("#fff3e0"), 4
    )
    barn += line("M-50,-120 L50,0 M50,-120 L-50,0", view.paint.lit("#c9564a"), 8)
    drawn = (
        heavens.sky(view, horizon)
        + hill(view, horizon - 40, 36, light.far, "far")
        + hill(view, horizon - 6, 16, light.middle, "middle")
    )
    drawn += put(
        f'<g stroke="{view.paint.ink}" stroke-width="6" stroke-linejoin="round">{barn}</g>', x, horizon + 24, 0.8
    )
    drawn += (
        trees(view, horizon + 20, 2, 0.7)
        + lawn(view, horizon + 24)
        + put(buildings.fence(view.paint, view.width + 60, "#d9b184"), -20, horizon + 76)
    )
    return Backdrop(drawn, foreground(view), horizon, view.height * 0.87)
