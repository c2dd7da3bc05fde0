"""Plants: trees, flowers, sunflowers, grass. Called by places and things."""

from __future__ import annotations

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import Box, Figure, ellipse, inked, line, path, put

BLOOMS = ("#ff8fa8", "#fffaf0", "#c79bff", "#ff7f5c", "#ffd1e0", "#7fb4ff", "#ffd54d")


def tree(paint: Paintbox, chance: Chance) -> Figure:
    """Return a round tree, 300 tall, without ink: it stands behind."""
    kind = chance.pick(("round", "round", "cone", "tall"), "kind")
    leaf = chance.pick(paint.light.foliage, "leaf")
    bark = paint.lit("#8a5a3a")
    stem = path("M-16,4 Q-9,-60 -11,-140 L11,-140 Q9,-60 16,4z", bark)
    if kind == "cone":
        layers = "".join(
            path(
                f"M{-w},{y} Q0,{y + 18} {w},{y} L0,{y - 128}z",
                paint.linear(lighter(leaf, 0.12), darker(leaf, 0.1), lit=False),
            )
            for w, y in ((92, -60), (76, -126), (56, -190))
        )
        return Figure(stem + layers, Box(-92, -320, 92, 6), shadow=60)
    blobs: tuple[tuple[int, int, int], ...] = (
        (0, -176, 76),
        (-54, -146, 58),
        (54, -146, 58),
        (0, -236, 66),
        (-34, -210, 58),
        (36, -208, 56),
    )
    if kind == "tall":
        blobs = ((0, -140, 56), (-22, -190, 52), (24, -196, 52), (0, -250, 52), (0, -290, 38))
    crown = "".join(ellipse(x, y, r, r * 0.96, leaf) for x, y, r in blobs)
    light = "".join(
        ellipse(x - r * 0.3, y - r * 0.32, r * 0.4, r * 0.34, lighter(leaf, 0.3), 'opacity=".55"')
        for x, y, r in blobs[:4]
    )
    shade = ellipse(18, -116, 66, 24, darker(leaf, 0.3), 'opacity=".25"')
    return Figure(stem + crown + shade + light, Box(-112, -330, 112, 6), shadow=70)


def flower(paint: Paintbox, chance: Chance) -> str:
    """Return a small flower, 70 tall, standing on 0, 0."""
    colour = paint.lit(chance.pick(BLOOMS, "bloom"))
    bend = chance.between(-9, 9, "bend")
    stem = line(f"M0,0 Q{bend:.1f},-30 0,-58", paint.lit("#3f8440"), 6)
    leaf = path("M1,-14 q22,-20 32,0 q-16,14 -32,0z", paint.lit("#5aa950"))
    edge = f'stroke="{paint.ink}" stroke-opacity=".45" stroke-width="2"'
    head = "".join(put(ellipse(0, -15, 9.5, 14, colour, edge), 0, -62, 1, a * 60) for a in range(6))
    return stem + leaf + head + ellipse(0, -62, 9, 9, paint.lit("#ffcf45"), edge)


def tulip(paint: Paintbox, chance: Chance) -> str:
    """Return a tulip, 76 tall."""
    colour = paint.lit(chance.pick(BLOOMS, "bloom"))
    stem = line("M0,0 V-50", paint.lit("#3f8440"), 6) + path(
        "M0,0 q-26,-18 -20,-44 q20,14 20,44z", paint.lit("#5aa950")
    )
    d = "M-19,-76 L-8,-64 L0,-80 L8,-64 L19,-76 Q24,-42 0,-40 Q-24,-42 -19,-76z"
    return stem + path(
        d, colour, f'stroke="{paint.ink}" stroke-opacity=".45" stroke-width="2.5" stroke-linejoin="round"'
    )


def sunflower(paint: Paintbox, chance: Chance) -> Figure:
    """Return a big sunflower, 300 tall."""
    bend = chance.between(-16, 16, "bend")
    stem = line(f"M0,0 Q{bend:.1f},-110 0,-220", paint.ink, 20) + line(
        f"M0,0 Q{bend:.1f},-110 0,-220", paint.lit("#5aa04a"), 12
    )
    leaf = path("M4,-80 Q54,-136 92,-96 Q58,-50 4,-80z", paint.rounded("#66b055"))
    leaves = inked(leaf + f'<g transform="translate(0 -34) scale(-1 1)">{leaf}</g>', paint.ink, 4)
    petal = path("M0,-34 C20,-48 20,-82 0,-96 C-20,-82 -20,-48 0,-34z", paint.linear("#ffe066", "#ffc02e", "#f0962a"))
    back = "".join(put(petal, 0, 0, 1, a * 24 + 12) for a in range(15))
    front = "".join(put(petal, 0, 0, 0.92, a * 24) for a in range(15))
    disc = ellipse(0, 0, 44, 44, paint.radial("#a8703f", "#7a4826", "#5c3419"))
    seeds = "".join(
        ellipse(0, -14 - 7 * (i % 3), 2.6, 2.6, paint.lit("#c9905a"), f'transform="rotate({i * 137.5:.1f})"')
        for i in range(18)
    )
    head = inked(back + front, paint.lit("#b8640f"), 3) + inked(disc, paint.ink, 4) + seeds
    return Figure(stem + leaves + put(head, 0, -226, 0.98), Box(-98, -324, 98, 4), shadow=36)


def mushroom(paint: Paintbox, chance: Chance) -> str:
    """Return a toadstool, 60 tall."""
    cap = chance.pick(("#e0564b", "#e98f52", "#b98ad0"), "cap")
    stalk = path("M-11,0 Q-8,-24 -10,-34 L10,-34 Q8,-24 11,0z", paint.lit("#fdf1dc"))
    top = path("M-32,-30 Q-28,-66 0,-66 Q28,-66 32,-30 Q0,-20 -32,-30z", paint.rounded(cap))
    dots = (
        ellipse(-12, -46, 5, 4, "#fff8ec", 'stroke="none"')
        + ellipse(10, -54, 5, 4, "#fff8ec", 'stroke="none"')
        + ellipse(14, -38, 4, 3, "#fff8ec", 'stroke="none"')
    )
    return inked(stalk + top + dots, paint.ink, 3.5)


def tuft(chance: Chance, colour: str) -> str:
    """Return a tuft of grass, 30 tall."""
    lean = chance.between(-6, 6, "lean")
    return path(
        (
            f"M-9,2 Q-10,-10 {-16 + lean:.1f},-24 Q-4,-14 -2,-2 Q-2,-18 {2 + lean:.1f},-34 Q5,-16 "
            f"4,-2 Q8,-14 {17 + lean:.1f},-22 Q11,-8 9,2z"
        ),
        colour,
    )


def bush(paint: Paintbox, chance: Chance) -> str:
    """Return a bush, 90 tall, sometimes with berries or blossoms."""
    leaf = chance.pick(paint.light.foliage, "leaf")
    blobs = ((-52, -26, 40), (0, -44, 52), (52, -28, 42))
    drawn = "".join(ellipse(x, y, r, r * 0.9, leaf) for x, y, r in blobs)
    drawn += "".join(
        ellipse(x - 12, y - 14, r * 0.36, r * 0.28, lighter(leaf, 0.28), 'opacity=".6"') for x, y, r in blobs
    )
    if chance.happens(0.6, "berries"):
        colour = paint.lit(chance.pick(BLOOMS, "berry"))
        drawn += "".join(
            ellipse(chance.between(-80, 80, i, "x"), chance.between(-70, -14, i, "y"), 6.5, 6.5, colour)
            for i in range(9)
        )
    return drawn
