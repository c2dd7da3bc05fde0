"""What grows on heads: ears, horns, manes. Called by head; coordinates are from the middle of the head."""

from __future__ import annotations

from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.figures.looks import Looks
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import ellipse, inked, path, put


def both_sides(inner: str) -> str:
    """Return `inner` and its mirror image."""
    return inner + f'<g transform="scale(-1 1)">{inner}</g>'


def ears(paint: Paintbox, looks: Looks) -> str:
    """Return the ears that lie behind the head."""
    species = looks.species
    coat = paint.rounded(species.ear or looks.coat)
    inner, k = paint.lit(species.inner), species.ear_size
    match species.ears:
        case "pointed":
            one = path("M-34,14 Q-40,-52 6,-86 Q44,-50 44,6z", coat)
            one += path("M-14,0 Q-14,-40 6,-60 Q26,-36 26,-2z", inner, 'stroke="none"')
            drawn = put(one, 68, -62, k, 16)
        case "round":
            drawn = put(
                ellipse(0, 0, 40, 40, coat) + ellipse(0, 5, 23, 23, inner, 'stroke="none"'), 76, -68 - 12 * (k - 1), k
            )
        case "big":
            drawn = put(ellipse(0, 0, 66, 78, coat) + ellipse(4, 4, 44, 54, inner, 'stroke="none"'), 124, -14, k, -8)
        case "long":
            drawn = put(ellipse(0, -58, 29, 84, coat) + ellipse(0, -54, 14, 60, inner, 'stroke="none"'), 42, -68, k, 11)
        case "tuft":
            drawn = put(path("M-30,16 Q-22,-40 22,-66 Q30,-20 32,14z", coat), 66, -66, k, 8)
        case "side":
            one = path("M-10,-18 Q52,-44 84,-12 Q56,30 -8,22z", coat) + path(
                "M12,-8 Q50,-22 64,-8 Q46,12 12,10z", inner, 'stroke="none"'
            )
            drawn = put(one, 84, -36, k)
        case "eyes":
            drawn = put(ellipse(0, 0, 36, 36, coat), 58, -76, k)
        case _:
            return ""
    return inked(both_sides(drawn), paint.ink)


def floppy_ears(paint: Paintbox, looks: Looks) -> str:
    """Return ears that hang over the sides of the head, in front of it."""
    if looks.species.ears != "floppy":
        return ""
    coat = paint.rounded(looks.species.ear or darker(looks.coat, 0.35))
    one = path("M0,-16 Q40,-22 50,26 Q56,84 24,88 Q-2,84 -6,36 Q-10,4 0,-16z", coat)
    return inked(both_sides(put(one, 76, -62)), paint.ink)


def horns(paint: Paintbox, looks: Looks) -> str:
    """Return horns or antlers, behind the head; a unicorn's is in front (see `front_horn`)."""
    bone = paint.rounded("#efdcb4")
    match looks.species.horns:
        case "short":
            one = put(path("M-16,10 Q-6,-44 22,-56 Q18,-14 18,10z", bone), 46, -84)
        case "curved":
            one = put(path("M-16,12 Q-14,-52 46,-62 Q22,-34 18,14z", bone), 44, -84)
        case "antlers":
            d = "M0,0 C6,-40 30,-50 34,-96 M10,-34 C34,-34 52,-48 60,-72 M24,-62 C14,-76 10,-86 12,-100"
            wood = paint.lit("#9a6f48")
            one = (
                f'<g transform="translate(40 -80)" fill="none" stroke-linecap="round"><path d="{d}" '
                f'stroke="{paint.ink}" stroke-width="22"/><path d="{d}" stroke="{wood}" '
                'stroke-width="12"/></g>'
            )
            return both_sides(one)
        case _:
            return ""
    return inked(both_sides(one), paint.ink)


def front_horn(paint: Paintbox, looks: Looks) -> str:
    """Return a unicorn's horn."""
    if looks.species.horns != "single":
        return ""
    horn = path("M-20,6 L0,-104 L20,6z", paint.linear("#fff3b8", "#f6c65a"))
    rings = '<path d="M-15,-18 q16,10 28,-4 M-11,-44 q12,8 20,-4 M-6,-70 q8,5 12,-3" fill="none" stroke-width="3.5"/>'
    return inked(put(horn + rings, 0, -84), paint.ink)


def behind_head(paint: Paintbox, looks: Looks) -> str:
    """Return a ruff, a frill, a mane or wool: all that surrounds the head."""
    species, drawn = looks.species, ""
    if species.ruff:
        lobes = "".join(
            put(ellipse(0, -112, 40, 46, paint.rounded(species.ruff)), 0, 0, 1, i * 360 / 13) for i in range(13)
        )
        drawn += inked(lobes, paint.ink) + ellipse(0, 0, 120, 112, paint.lit(species.ruff))
    if species.frill:
        lobes = "".join(
            put(ellipse(0, -118, 34, 44, paint.rounded(species.frill)), 0, 6, 1, i * 24 - 108) for i in range(10)
        )
        drawn += inked(lobes, paint.ink) + ellipse(0, 0, 118, 112, paint.lit(species.frill))
    if species.mane:
        colour = paint.rounded(species.mane)
        d = "M-30,-118 C60,-150 150,-90 138,10 C134,60 120,90 136,128 C96,128 70,100 70,60z"
        drawn += inked(path(d, colour), paint.ink)
    if species.wool:
        lobes = "".join(put(ellipse(0, -88, 36, 36, paint.lit("#fffaf0")), 0, -6, 1, i * 30 - 120) for i in range(9))
        drawn += inked(lobes, paint.ink)
    return drawn


def on_forehead(paint: Paintbox, looks: Looks) -> str:
    """Return what falls over the forehead: forelock, wool, comb, crest."""
    species, drawn = looks.species, ""
    if species.mane:
        drawn += path(
            "M-52,-92 C-20,-132 50,-120 44,-78 C40,-48 10,-38 -6,-34 C4,-60 -20,-74 -52,-92z",
            paint.rounded(species.mane),
        )
    if species.wool:
        wool = paint.lit("#fffaf0")
        drawn += "".join(ellipse(x, y, 32, 28, wool) for x, y in ((-44, -78), (44, -78), (0, -92)))
        drawn += f'<g stroke="none">{ellipse(0, -74, 50, 22, wool)}</g>'
    if species.comb:
        drawn += path("M-34,-88 q-8,-44 18,-34 q8,-38 28,-6 q34,-12 24,40z", paint.rounded(species.comb))
    if species.crest and species.build == "bird":
        drawn += path(
            "M-8,-88 q-14,-44 -34,-44 q30,-14 40,22 q8,-38 36,-34 q-26,16 -24,56z", paint.rounded(species.crest)
        )
    if species.crest and species.build == "animal":
        spike = path("M-17,8 L0,-34 L17,8z", paint.rounded(species.crest))
        drawn += put(spike, 0, -92) + put(spike, -44, -82, 0.8, -22) + put(spike, 44, -82, 0.8, 22)
    return inked(drawn, paint.ink) if drawn else ""


def hair(paint: Paintbox, looks: Looks) -> tuple[str, str]:
    """Return a person's hair: what lies behind the head, and what lies over the forehead."""
    colour = paint.linear(lighter(looks.hair, 0.2), looks.hair)
    fringe = path(
        "M-112,10 C-124,-90 -60,-122 4,-118 C76,-116 122,-80 110,10 C96,-34 62,-56 28,-58 C-10,-48 -80,-50 -112,10z",
        colour,
    )
    match looks.species.hair_style:
        case "long":
            back = path(
                "M-116,-20 C-130,-130 130,-130 118,-20 C116,60 132,110 118,146 L-118,146 C-132,110 -118,60 -116,-20z",
                colour,
            )
        case "bun":
            back = ellipse(0, -124, 46, 40, colour)
        case _:
            back = ellipse(0, -20, 114, 104, colour)
    return inked(back, paint.ink), inked(fringe, paint.ink)
