"""Wearables: hats, scarves, glasses and more, each drawn around its anchor at a width of 150 (hats) or 96 (glasses).

Called by creature, hedgehog and the bed; every figure with a head has the anchors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.figures.looks import NAMED
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.scene import Worn
from bot.painter.offline.svg import Anchor, ellipse, inked, line, path, put, rect

Drawer = Callable[[Paintbox, str], str]


def _woolly_hat(paint: Paintbox, colour: str) -> str:
    white = paint.lit("#fffaf0")
    return (
        path("M-70,4 Q-66,-104 0,-108 Q66,-104 70,4z", paint.rounded(colour))
        + (
            f'<g fill="none" stroke="{paint.lit(darker(colour, 0.25))}" stroke-width="4"><path '
            'd="M-30,-84 Q-38,-40 -34,-14 M0,-96 V-16 M30,-84 Q38,-40 34,-14"/></g>'
        )
        + rect(-80, -20, 160, 36, white, 18)
        + ellipse(0, -116, 24, 24, white)
    )


def _top_hat(paint: Paintbox, colour: str) -> str:
    band = paint.lit("#e0564b" if colour != NAMED["red"] else "#4a4650")
    return (
        path("M-48,0 L-56,-118 Q0,-134 56,-118 L48,0z", paint.rounded(colour))
        + path("M-50,-34 Q0,-24 50,-34 L48,-4 Q0,8 -48,-4z", band)
        + ellipse(0, 2, 92, 18, paint.rounded(colour))
        + path("M-47,-4 Q0,10 47,-4 L48,-14 Q0,-2 -48,-14z", band, 'stroke="none"')
    )


def _straw_hat(paint: Paintbox, colour: str) -> str:
    return (
        ellipse(0, 0, 116, 24, paint.rounded(colour))
        + path("M-62,-2 Q-60,-78 0,-80 Q60,-78 62,-2 Q0,12 -62,-2z", paint.rounded(colour))
        + path("M-63,-14 Q0,2 63,-14 L62,-34 Q0,-18 -62,-34z", paint.lit("#e0564b"))
    )


def _wizard_hat(paint: Paintbox, colour: str) -> str:
    stars = "".join(
        ellipse(x, y, r, r, paint.lit("#ffe58a"), 'stroke="none"')
        for x, y, r in ((-18, -34, 8), (20, -60, 6), (2, -100, 7), (28, -22, 5))
    )
    return (
        ellipse(0, 2, 104, 22, paint.rounded(colour))
        + path("M-64,0 Q-30,-90 34,-176 Q26,-90 64,0 Q0,16 -64,0z", paint.rounded(colour))
        + stars
    )


def _party_hat(paint: Paintbox, colour: str) -> str:
    dots = "".join(
        ellipse(x, y, 8, 8, paint.lit("#fff3b0"), 'stroke="none"')
        for x, y in ((-22, -22), (18, -34), (-6, -66), (30, -10))
    )
    return (
        path("M-56,6 L0,-130 L56,6 Q0,20 -56,6z", paint.rounded(colour))
        + dots
        + ellipse(0, -132, 16, 16, paint.lit("#ffe066"))
    )


def _chef_hat(paint: Paintbox, colour: str) -> str:
    puffs = (
        ellipse(-44, -76, 42, 38, paint.lit(colour))
        + ellipse(44, -76, 42, 38, paint.lit(colour))
        + ellipse(0, -94, 46, 44, paint.lit(colour))
    )
    return (
        puffs
        + path("M-58,4 L-62,-66 H62 L58,4 Q0,18 -58,4z", paint.lit(colour))
        + line("M-20,-50 V-14 M20,-50 V-14", paint.ink, 3)
    )


def _crown(paint: Paintbox, colour: str) -> str:
    gold = paint.linear(lighter(colour, 0.4), colour, darker(colour, 0.12))
    gems = (
        ellipse(0, -18, 9, 9, paint.lit("#e0564b"))
        + ellipse(-38, -16, 7, 7, paint.lit("#5b9bdc"))
        + ellipse(38, -16, 7, 7, paint.lit("#5b9bdc"))
    )
    return path("M-66,4 L-74,-78 L-36,-44 L0,-98 L36,-44 L74,-78 L66,4 Q0,16 -66,4z", gold) + gems


def _cap(paint: Paintbox, colour: str) -> str:
    return (
        path("M-68,2 Q-70,-74 0,-78 Q70,-74 68,2z", paint.rounded(colour))
        + path("M-74,-4 Q0,22 74,-4 Q60,34 0,36 Q-60,34 -74,-4z", paint.lit(darker(colour, 0.25)))
        + ellipse(0, -78, 9, 7, paint.lit(colour))
    )


def _pirate_hat(paint: Paintbox, colour: str) -> str:
    skull = (
        ellipse(0, -42, 17, 16, paint.lit("#fffaf0"), 'stroke="none"')
        + ellipse(-6, -42, 4, 5, paint.ink, 'stroke="none"')
        + ellipse(6, -42, 4, 5, paint.ink, 'stroke="none"')
    )
    return (
        path(
            "M-108,6 C-110,-50 -60,-60 -50,-84 Q0,-120 50,-84 C60,-60 110,-50 108,6 Q0,-24 -108,6z",
            paint.rounded(colour),
        )
        + skull
    )


def _flower_crown(paint: Paintbox, colour: str) -> str:
    drawn = line("M-72,0 Q0,-30 72,0", paint.lit("#6fae55"), 10)
    for i in range(7):
        x = -66 + i * 22
        y = -18 + abs(i - 3) ** 2 * 1.9
        hue = (colour, "#fff3f0", "#ffd85e")[i % 3]
        drawn += "".join(
            put(ellipse(0, -9, 6.5, 9, paint.lit(hue), 'stroke-width="2.5"'), x, y, 1, a * 72) for a in range(5)
        )
        drawn += ellipse(x, y, 5, 5, paint.lit("#f2a93b"), 'stroke="none"')
    return drawn


def _bow(paint: Paintbox, colour: str) -> str:
    fill = paint.rounded(colour)
    return (
        path("M0,0 C-20,-40 -66,-44 -62,0 C-66,40 -20,36 0,0z", fill)
        + path("M0,0 C20,-40 66,-44 62,0 C66,40 20,36 0,0z", fill)
        + ellipse(0, 0, 15, 16, paint.lit(darker(colour, 0.12)))
    )


def _helmet(paint: Paintbox, colour: str) -> str:
    glass = f'<ellipse cx="0" cy="74" rx="150" ry="142" fill="{paint.lit("#cfeaff")}" fill-opacity=".28"/>'
    shine = line("M-104,14 Q-84,-36 -36,-54", "#ffffff", 10, 'opacity=".8"')
    return glass + shine + rect(-92, 184, 184, 30, paint.lit(colour), 15)


def _headphones(paint: Paintbox, colour: str) -> str:
    cup = rect(-20, -34, 40, 68, paint.rounded(colour), 18)
    return (
        line("M-112,70 C-116,-60 116,-60 112,70", paint.ink, 20)
        + line("M-112,70 C-116,-60 116,-60 112,70", paint.lit(colour), 11)
        + put(cup, -114, 80)
        + put(cup, 114, 80)
    )


HATS: dict[str, tuple[Drawer, str]] = {
    "hat": (_woolly_hat, "#e0564b"),
    "top hat": (_top_hat, "#4a4650"),
    "straw hat": (_straw_hat, "#f2d48a"),
    "wizard hat": (_wizard_hat, "#6a5ac0"),
    "party hat": (_party_hat, "#f07fa0"),
    "chef hat": (_chef_hat, "#fffaf0"),
    "crown": (_crown, "#f6c94a"),
    "cap": (_cap, "#5b9bdc"),
    "pirate hat": (_pirate_hat, "#4a4650"),
    "flower crown": (_flower_crown, "#f59bb8"),
    "helmet": (_helmet, "#e8eef4"),
    "headphones": (_headphones, "#e0788a"),
}
FACES = ("glasses", "sunglasses", "eyepatch", "monocle")


def _on_face(paint: Paintbox, worn: Worn) -> str:
    rim = paint.lit(NAMED.get(worn.colour or "", "#5a4a6a"))
    match worn.kind:
        case "eyepatch":
            return line("M-108,-40 L108,-20", paint.ink, 6) + inked(
                ellipse(43, 0, 30, 30, paint.lit("#4a4650")), paint.ink
            )
        case "monocle":
            return ellipse(
                43, 2, 32, 32, "#ffffff", f'fill-opacity=".25" stroke="{paint.lit("#d9a83a")}" stroke-width="7"'
            ) + line("M70,18 Q84,70 72,104", paint.lit("#d9a83a"), 4)
        case "sunglasses":
            lens = "".join(rect(x, -24, 66, 48, paint.lit("#3a3644"), 20) for x in (-78, 12))
            return (
                inked(lens, rim, 6)
                + line("M-12,-8 q12,-8 24,0", rim, 7)
                + line("M-62,-10 l16,-8 M28,-10 l16,-8", "#ffffff", 5, 'opacity=".7"')
            )
        case _:
            lens = "".join(
                ellipse(x, 2, 36, 36, "#ffffff", f'fill-opacity=".22" stroke="{rim}" stroke-width="7"')
                for x in (-44, 44)
            )
            return lens + line("M-9,0 q9,-8 18,0", rim, 7)


def _on_neck(paint: Paintbox, worn: Worn) -> str:
    colour = NAMED.get(
        worn.colour or "", {"scarf": "#e0564b", "tie": "#5b6fb8", "bow tie": "#e0564b"}.get(worn.kind, "#e0564b")
    )
    fill = paint.rounded(colour)
    if worn.kind == "scarf":
        end = path("M30,8 L66,84 L34,98 L8,22z", fill)
        fringe = line("M37,94 l4,12 M48,90 l4,12 M59,86 l4,12", paint.ink, 4)
        return inked(end + path("M-80,-14 Q0,26 80,-14 L76,22 Q0,58 -76,22z", fill), paint.ink) + fringe
    if worn.kind == "tie":
        return inked(path("M-14,4 H14 L10,24 L24,84 L0,104 L-24,84 L-10,24z", fill), paint.ink)
    if worn.kind == "necklace":
        return line("M-50,0 Q0,48 50,0", paint.lit("#f2bd3d"), 6) + inked(
            ellipse(0, 28, 12, 12, paint.lit(colour)), paint.ink, 4
        )
    return inked(put(_bow(paint, colour), 0, 14, 0.72), paint.ink)


def _on_body(paint: Paintbox, worn: Worn) -> str:
    """Drawn in the coordinates of an upright body."""
    colour = NAMED.get(worn.colour or "", {"apron": "#7d9a76"}.get(worn.kind, "#e0788a"))
    match worn.kind:
        case "apron":
            bib = path(
                "M-42,-176 H42 L50,-116 L78,-112 Q92,-60 70,-26 Q0,-8 -70,-26 Q-92,-60 -78,-112 L-50,-116z",
                paint.rounded(colour),
            )
            return inked(bib, paint.ink) + inked(
                path("M-28,-92 h56 v28 q-28,18 -56,0z", paint.lit(lighter(colour, 0.2))), paint.ink, 4
            )
        case "vest" | "coat" | "sweater" | "dress":
            d = "M-58,-194 C-100,-158 -114,-70 -96,-44 Q0,-20 96,-44 C114,-70 100,-158 58,-194 Q0,-166 -58,-194z"
            stripe = (
                line("M-100,-104 Q0,-78 100,-104", paint.lit(lighter(colour, 0.55)), 12)
                if worn.kind == "sweater"
                else line("M0,-172 V-36", paint.ink, 4)
            )
            return inked(path(d, paint.rounded(colour)), paint.ink) + stripe
        case "backpack":
            blue = paint.lit(NAMED.get(worn.colour or "", "#5b9bdc"))
            straps = "M-52,-188 Q-76,-130 -84,-76 M52,-188 Q76,-130 84,-76"
            return line(straps, paint.ink, 24) + line(straps, blue, 15)
        case _:
            return ""


def behind(paint: Paintbox, worn: Sequence[Worn]) -> str:
    """Return what is worn on the back of an upright body."""
    drawn = ""
    for one in worn:
        colour = NAMED.get(one.colour or "", {"cape": "#c9504a"}.get(one.kind, "#5b9bdc"))
        if one.kind == "cape":
            drawn += inked(
                path(
                    "M-60,-190 C-130,-120 -140,-50 -128,-12 Q0,18 128,-12 C140,-50 130,-120 60,-190z",
                    paint.rounded(colour),
                ),
                paint.ink,
            )
        if one.kind == "backpack":
            drawn += inked(rect(-124, -190, 248, 140, paint.rounded(colour), 46), paint.ink)
        if one.kind == "wings":
            wing = path("M40,-150 C100,-250 210,-220 190,-150 C210,-90 130,-60 50,-100z", paint.lit("#fdfbff"))
            drawn += inked(wing + f'<g transform="scale(-1 1)">{wing}</g>', paint.ink)
    return drawn


def dressed(paint: Paintbox, worn: Sequence[Worn], spots: dict[str, Anchor]) -> str:
    """Return everything that is worn in front, each thing at its anchor in `spots` (body, neck, eyes, top, ear)."""
    drawn = ""
    for one in worn:
        if one.kind in HATS and "top" in spots:
            draw, usual = HATS[one.kind]
            spot = spots["top"]
            colour = NAMED.get(one.colour or "", usual)
            drawn += put(inked(draw(paint, colour), paint.ink), spot.x, spot.y, spot.width / 150, spot.tilt)
        elif one.kind in FACES and "eyes" in spots:
            spot = spots["eyes"]
            drawn += put(_on_face(paint, one), spot.x, spot.y, spot.width / 96, spot.tilt)
        elif one.kind == "bow" and "ear" in spots:
            spot = spots["ear"]
            drawn += put(
                inked(_bow(paint, NAMED.get(one.colour or "", "#f07fa0")), paint.ink),
                spot.x,
                spot.y,
                spot.width / 92,
                14,
            )
        elif one.kind in ("scarf", "tie", "bow tie", "necklace") and "neck" in spots:
            spot = spots["neck"]
            drawn += put(_on_neck(paint, one), spot.x, spot.y, spot.width / 130, spot.tilt)
        elif "body" in spots:
            drawn += _on_body(paint, one)
    return drawn
