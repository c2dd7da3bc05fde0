"""Rooms: bedroom, living room, kitchen, cafe, library. Called through places.backdrop."""

from __future__ import annotations

from bot.painter.offline.colour import darker, lighter, mix
from bot.painter.offline.figures import emoji, furniture
from bot.painter.offline.places import heavens
from bot.painter.offline.places.view import Backdrop, View
from bot.painter.offline.svg import bands, ellipse, inked, line, path, put, rect, rings

WALLS = {
    "day": (("#fbe3c8", "#f6d3ad"), ("#dcebf4", "#c6dfec"), ("#e4efd9", "#d0e3c0"), ("#f7dfe3", "#f0c9d1")),
    "night": (
        ("#5b5f9c", "#48508c"),
        ("#7a5f98", "#614b82"),
        ("#3f7390", "#345c78"),
        ("#3f7f7c", "#33666a"),
        ("#96607f", "#784c6c"),
        ("#7c7086", "#655a74"),
    ),
}
WOODS = {
    "day": (("#c9945f", "#a87445"), ("#d9b083", "#bd8f60"), ("#b07a5a", "#8f5f48")),
    "night": (("#7a5f78", "#5b4a68"), ("#8a6a5e", "#6a5056"), ("#586282", "#454e6e")),
}


def room(view: View) -> Backdrop:
    """A wall, a floor, a window on the hour of the day, and what belongs in this room."""
    paint, w, h = view.paint, view.width, view.height
    dark = paint.light.dark
    floor = h * view.chance.between(0.66, 0.72, "floor")
    wall, low = view.chance.pick(WALLS["night" if dark else "day"], "wall")
    drawn = bands(0, 0, w, floor + 10, (lighter(wall, 0.14), low), 24) + _paper(view, floor, wall)
    wood = view.chance.pick(WOODS["night" if dark else "day"], "wood")
    drawn += bands(0, floor, w, h - floor, wood, 14)
    boards = "".join(f"M0,{floor + (h - floor) * s:.0f} H{w} " for s in (0.2, 0.46, 0.78))
    drawn += line(boards, darker(wood[1], 0.3), 3, 'opacity=".5"') + rect(
        0, floor - 22, w, 26, lighter(wall, 0.55), 0, f'stroke="{paint.ink}" stroke-opacity=".4" stroke-width="3"'
    )
    sides = (0.24, 0.76) if view.chance.happens(0.5, "side") else (0.76, 0.24)
    drawn += _window(view, w * sides[0], floor - 90) + _furnish(view, w * sides[1], floor)
    drawn += _rug(view, floor)
    drawn += _garland(view) if view.scene.place == "bedroom" and view.chance.happens(0.45, "garland") else ""
    glow = view.chance.pick(("#ffd98a", "#ffb3a0", "#b9e6c0", "#c9c0ff"), "glow")
    veil = rings(w * sides[1], floor - 220, 400, glow, 0.2) if dark else ""
    return Backdrop(drawn + veil, "", floor, h * 0.88)


def _paper(view: View, floor: float, wall: str) -> str:
    kind = view.chance.pick(("stripes", "dots", "plain", "flowers"), "paper")
    mark = darker(wall, 0.09)
    if kind == "stripes":
        return "".join(rect(x, 0, 26, floor, mark, 0, 'opacity=".45"') for x in range(0, int(view.width), 78))
    if kind == "dots":
        return "".join(
            ellipse(x + (row % 2) * 42, 30 + row * 72, 8, 8, mark, 'opacity=".7"')
            for row in range(int(floor // 72))
            for x in range(20, int(view.width), 84)
        )
    if kind == "flowers":
        petal = "".join(put(ellipse(0, -9, 5, 8, mark), 0, 0, 1, a * 72) for a in range(5))
        return "".join(
            put(petal, x + (row % 2) * 55, 40 + row * 96)
            for row in range(int(floor // 96))
            for x in range(30, int(view.width), 110)
        )
    return ""


def _window(view: View, x: float, bottom: float) -> str:
    paint, light, chance = view.paint, view.paint.light, view.chance.under("window")
    k = min(1.4, view.height / 1024)
    wide, tall = 270.0 * k, min(360.0 * k * k, bottom - 60)
    left, top = x - wide / 2, bottom - tall
    glass = rect(left, top, wide, tall, paint.linear(light.sky[0], light.sky[1], lit=False), 18)
    clip = paint.clip(rect(left, top, wide, tall, "#000", 18))
    outside = path(
        f"M{left},{bottom - 60} Q{x},{bottom - 120} {left + wide},{bottom - 50} V{bottom} H{left}z", light.near
    )
    if light.dark:
        outside += "".join(
            ellipse(
                left + chance.between(10, wide - 10, i),
                top + chance.between(10, tall * 0.6, i, "y"),
                2.6,
                2.6,
                "#fff8d8",
            )
            for i in range(16)
        )
        outside += ellipse(x + 50, top + 84, 34, 34, "#fff3c8") + ellipse(x + 64, top + 76, 30, 30, light.sky[0])
    elif light.orb == "sun":
        outside += ellipse(x - 60, top + 80, 34, 34, "#fff0a8") + heavens.cloud(
            view, x + 60, top + 110, 0.5, light.cloud
        )
    frame = inked(
        rect(left, top, wide, tall, "none", 18)
        + f'<path d="M{x},{top} V{bottom} M{left},{top + tall * 0.45} H{left + wide}" fill="none"/>',
        paint.lit("#fff6e6"),
        16,
    )
    edge = rect(left - 8, top - 8, wide + 16, tall + 16, "none", 24, f'stroke="{paint.ink}" stroke-width="5"')
    hue = paint.rounded(chance.pick(("#e88f8f", "#8fb4e0", "#a3c98a", "#e8b86a", "#b79bd9"), "curtain"))
    drape = path(
        f"M{left - 34},{top - 26} H{left + 92} Q{left + 70},{top + tall * 0.6} {left - 6},{bottom + 20} H{left - 34}z",
        hue,
    )
    both = drape + f'<g transform="translate({2 * x:.0f} 0) scale(-1 1)">{drape}</g>'
    rail = rect(left - 56, top - 36, wide + 112, 14, paint.lit("#8a5a3a"), 7)
    return glass + f'<g clip-path="{clip}">{outside}</g>' + frame + edge + inked(both + rail, paint.ink)


def _rug(view: View, floor: float) -> str:
    hue = view.paint.lit(view.chance.pick(("#d98a7a", "#7fa3c9", "#9ab87a", "#c99ac0"), "rug"))
    y = (floor + view.height) / 2 + 26
    return ellipse(view.width / 2, y, view.width * 0.38, 76, hue) + ellipse(
        view.width / 2,
        y,
        view.width * 0.34,
        62,
        "none",
        f'stroke="{lighter(hue, 0.5)}" stroke-width="6" stroke-dasharray="26 16"',
    )


def _furnish(view: View, x: float, floor: float) -> str:
    """What says which room it is, on the wall opposite the window."""
    paint, place = view.paint, view.scene.place
    if place == "library":
        return put(furniture.books(paint, view.chance.under("books"), 330, 520), x - 165, floor - 530)
    if place in ("kitchen", "cafe"):
        return _shelves(view, x, floor)
    frame = rect(x - 84, floor - 430, 168, 140, paint.lit("#fff3da"), 8)
    inner = rect(
        x - 66, floor - 414, 132, 108, paint.lit(view.chance.pick(("#bfe0ea", "#f9d9b0", "#d6e8c0"), "art")), 4
    )
    hills = path(
        f"M{x - 66:.0f},{floor - 336:.0f} q40,-40 70,-8 q30,-30 62,4 v34 h-132z", paint.lit("#8fc07a")
    ) + ellipse(x + 30, floor - 386, 15, 15, paint.lit("#f9d15c"))
    chest = (
        rect(x - 110, floor - 140, 220, 150, paint.rounded("#a9744a"), 12)
        + rect(x - 96, floor - 122, 192, 52, paint.lit("#bd8a5c"), 8)
        + rect(x - 96, floor - 62, 192, 52, paint.lit("#bd8a5c"), 8)
    )
    knobs = "".join(ellipse(x, floor - y, 7, 7, paint.lit("#f2d08a")) for y in (96, 36))
    lamp = view.chance.pick((_lamp, _mushroom_light, _moon_light), "night light")(view, x, floor)
    kept = view.chance.pick(("cactus", "teddy", "clock", "ball", "tulip"), "kept")
    plant = put(emoji.emblem(paint, kept).svg, x + 56, floor - 138, 76 / emoji.emblems()[kept].height)
    return inked(frame + inner, paint.ink) + hills + inked(chest + knobs + lamp, paint.ink) + plant


def _garland(view: View) -> str:
    """A string of small stars below the ceiling, lit at night."""
    w, paint = view.width, view.paint
    hue = view.chance.pick(("#ffe9a3", "#ffc9d6", "#c9f0e0"), "stars")
    star = "M0,-17 L5,-5 L17,-4 L8,4 L11,16 L0,9 L-11,16 L-8,4 L-17,-4 L-5,-5z"
    string = line(f"M-10,40 Q{w / 4:.0f},130 {w / 2:.0f},56 Q{w * 0.75:.0f},130 {w + 10},40", paint.ink, 3)
    stars = ""
    for i in range(10):
        part = (i + 0.5) / 5 % 1
        y = 46 + 168 * part * (1 - part)
        stars += put(path(star, hue), w * (i + 0.5) / 10, y + 16, 1.2, -12 + 24 * (i % 2))
    return string + inked(stars, paint.ink, 3)


def _mushroom_light(view: View, x: float, floor: float) -> str:
    paint, y = view.paint, floor - 140
    cap = view.chance.pick(("#f07a6a", "#f2a65a", "#c99af0"), "cap")
    stem = rect(x - 74, y - 46, 36, 46, "#fff3d6" if paint.light.dark else paint.lit("#fff3d6"), 12)
    dome = path(f"M{x - 112:.0f},{y - 40:.0f} q4,-72 56,-72 q52,0 56,72z", cap if paint.light.dark else paint.lit(cap))
    dots = "".join(
        ellipse(x + dx, y + dy, 8, 7, "#fff8ea", 'stroke="none"') for dx, dy in ((-84, -66), (-52, -84), (-28, -58))
    )
    return stem + dome + dots


def _moon_light(view: View, x: float, floor: float) -> str:
    paint, y = view.paint, floor - 140
    moon = path(
        f"M{x - 40:.0f},{y - 104:.0f} a48,48 0 1 0 22,84 a40,40 0 0 1 -22,-84z",
        "#fff0b8" if paint.light.dark else paint.lit("#fff0b8"),
    )
    return moon + rect(x - 92, y - 12, 70, 12, paint.lit("#8a5a3a"), 5)


def _lamp(view: View, x: float, floor: float) -> str:
    paint = view.paint
    return rect(x - 62, floor - 196, 12, 56, paint.lit("#d9a83a"), 4) + path(
        (
            f"M{x - 96:.0f},{floor - 190:.0f} L{x - 80:.0f},{floor - 250:.0f} H{x - 32:.0f} "
            f"L{x - 16:.0f},{floor - 190:.0f}z"
        ),
        "#ffe6a3" if paint.light.dark else paint.lit("#fff0c4"),
    )


def _shelves(view: View, x: float, floor: float) -> str:
    paint, chance = view.paint, view.chance.under("shelves")
    drawn = ""
    goods = ("coffee", "teapot", "cupcake", "honey", "bread", "cake", "apple", "croissant", "milk", "cookie")
    for row in range(2):
        y = floor - 250 - row * 150
        for i, kind in enumerate(chance.some(goods, 3, row)):
            drawn += put(emoji.emblem(paint, kind).svg, x - 100 + i * 100, y, 0.58)
        drawn += inked(rect(x - 165, y, 330, 18, paint.lit("#a9744a"), 6), paint.ink, 4)
    top = mix("#fff6e8", view.paint.light.tint, 0.3)
    counter = rect(
        x - 190, floor - 130, 380, 140, paint.rounded(chance.pick(("#8fb4c0", "#a9c48f", "#e0a890"), "front")), 8
    )
    return drawn + inked(counter + rect(x - 204, floor - 150, 408, 28, paint.lit(top), 10), paint.ink)
