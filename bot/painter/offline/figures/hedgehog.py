"""The hedgehog from the side, on its four feet, with petals or spikes laid like scales. Called by cast.

The upright hedgehog is a creature like the others; this one is the portrait that the Larry world is known by.
"""

from __future__ import annotations

import math

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.figures import face, wear
from bot.painter.offline.figures.looks import Looks
from bot.painter.offline.figures.quills import quill, turned
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.scene import Worn
from bot.painter.offline.svg import Anchor, Box, Figure, ellipse, inked, line, path, put

#: The point that every quill points away from, and the ellipse of the back that they grow on.
FOCUS = (-150.0, -86.0)
BACK = (62.0, -150.0, 250.0, 178.0)


def sideways(
    paint: Paintbox, looks: Looks, own: Chance, *, mood: str = "", worn: tuple[Worn, ...] = (), raised: bool = False
) -> Figure:
    """Return the hedgehog looking left. `raised` lifts its front paw, to wave or to give."""
    wide = looks.chubby
    drawn = _legs(paint, looks, raised) + _trunk(paint, looks)
    drawn += "".join(_scales(paint, looks, own.under("scales"))) + _belly(paint, looks)
    head = _head(paint, looks, mood)
    spots = {
        "top": Anchor(-158, -206, 118, -14),
        "eyes": Anchor(-204, -134, 84, -2),
        "neck": Anchor(-86, -66, 116, -38),
        "ear": Anchor(-112, -204, 58),
    }
    neck = tuple(w for w in worn if w.kind in ("scarf", "tie", "bow tie", "necklace"))
    rest = tuple(w for w in worn if w not in neck)
    one_eyed = tuple(w for w in rest if w.kind in wear.FACES)
    drawn += wear.dressed(paint, neck, spots) + head + (_raised_arm(paint, looks) if raised else "")
    drawn += wear.dressed(paint, tuple(w for w in rest if w not in one_eyed), spots)
    if one_eyed:
        drawn += _spectacle(paint, one_eyed[0])
    reach = 92 * looks.petal_length
    box = Box(-342 * wide, -352 - reach * 0.5, (310 + reach * 0.62) * wide, 14)
    if any(w.kind in wear.HATS for w in worn):
        box = box.joined(Box(-300, -400, 0, 0))
    anchors = {"mouth": Anchor(-330 * wide, -84), "hand": Anchor(-262 * wide, -26), "top": Anchor(-158 * wide, -206)}
    face_box = Box(-335 * wide, -205, -80 * wide, -30)
    return Figure(f'<g transform="scale({wide:.3f} 1)">{drawn}</g>', box, anchors, 270 * wide, face_box)


def _legs(paint: Paintbox, looks: Looks, raised: bool) -> str:
    fill = paint.rounded(darker(looks.coat, 0.14))
    places = (-104, 30, 96, 206) if not raised else (30, 96, 206)
    legs = "".join(
        path(f"M{x - 30},-50 C{x - 44},-6 {x - 44},8 {x - 8},8 C{x + 34},8 {x + 36},-8 {x + 30},-50z", fill)
        for x in places
    )
    toes = "".join(line(f"M{x - 24},-4 q3,8 6,0 M{x - 10},-2 q3,8 6,0", paint.ink, 3.5) for x in places)
    return inked(legs, paint.ink, 6) + toes


def _trunk(paint: Paintbox, looks: Looks) -> str:
    d = (
        "M-220,-96 C-236,-200 -110,-286 20,-280 C190,-270 288,-176 276,-76 C270,-16 160,-10 "
        "10,-10 C-120,-10 -214,-16 -220,-96z"
    )
    under = darker(looks.petals[0], 0.25) if looks.quills == "petals" else darker(looks.species.quill, 0.3)
    return inked(path(d, paint.linear(under, under, looks.belly)), paint.ink, 6)


def _belly(paint: Paintbox, looks: Looks) -> str:
    d = "M-214,-84 C-150,-46 -60,-56 20,-50 C110,-44 200,-40 262,-56 C250,-14 130,-9 10,-9 C-110,-9 -204,-12 -214,-84z"
    edge = line("M-206,-62 C-196,-16 -110,-10 10,-10 C130,-10 240,-12 262,-56", paint.ink, 6)
    return path(d, paint.linear(looks.coat, looks.belly)) + edge


def _scales(paint: Paintbox, looks: Looks, own: Chance) -> list[str]:
    """Rows of quills around FOCUS, the farthest behind, cut to the ellipse of the back."""
    drawn: list[str] = []
    for row in range(9):
        radius = 452 - row * 43
        count = int(radius * 3.3 / 46)
        for i in range(count):
            angle = -14 + 166 * i / (count - 1) + (4.2 if row % 2 else 0)
            x = FOCUS[0] + radius * math.cos(math.radians(angle))
            y = FOCUS[1] - radius * 0.76 * math.sin(math.radians(angle))
            on_back = ((x - BACK[0]) / BACK[2]) ** 2 + ((y - BACK[1]) / BACK[3]) ** 2 < 1
            if not on_back or y > -40:
                continue
            lean = 90 - angle + own.between(-6, 6, row, i, "lean")
            length = (98 - row * 2.5) * looks.petal_length
            shape = quill(paint, looks, length, 50, own.whole(0, 2, row, i, "shade"))
            drawn.append(turned(shape, x, y, lean, own.between(0.93, 1.08, row, i, "size")))
    return drawn


def _head(paint: Paintbox, looks: Looks, mood: str) -> str:
    coat = paint.rounded(looks.coat)
    skull = path(
        "M-118,-196 C-66,-180 -46,-112 -70,-62 C-96,-12 -190,-10 -238,-42 C-266,-56 -304,-68 -312,-94 "
        "C-316,-116 -284,-124 -258,-138 C-234,-184 -176,-214 -118,-196z",
        coat,
    )
    mask = path(
        "M-240,-60 C-200,-20 -110,-24 -84,-70 C-96,-20 -190,-12 -240,-60z",
        paint.lit(lighter(looks.belly, 0.2)),
        'opacity=".6"',
    )
    nose = ellipse(-313, -102, 25, 21, paint.lit("#3a2320"), f'stroke="{paint.ink}" stroke-width="4"') + ellipse(
        -320, -109, 7, 6, "#ffffff"
    )
    if mood in face.CLOSED:
        looking = face.closed_eye(paint, -196, -128, 1.2, up=mood == "laughing")
    else:
        looking = face.eye(paint, -196, -130, 1.28 * looks.eye)
    if mood in ("sad", "worried", "angry"):
        slope = 10 if mood != "angry" else -10
        looking += line(f"M-222,{-172 + slope} L-180,{-172 - slope}", paint.ink, 6)
    smile = {
        "sad": "M-272,-56 q18,-18 46,-4",
        "worried": "M-272,-56 q18,-18 46,-4",
        "asleep": "M-276,-66 q16,10 30,4",
    }.get(mood, "M-282,-68 q22,24 56,8")
    mouth = line(smile, paint.ink, 6)
    if mood in ("laughing", "happy"):
        mouth = path(
            "M-284,-70 Q-250,-58 -220,-64 Q-232,-30 -256,-36 Q-276,-42 -284,-70z",
            paint.lit("#8a3b3b"),
            f'stroke="{paint.ink}" stroke-width="5" stroke-linejoin="round"',
        )
    blush = ellipse(-158, -82, 30, 19, paint.lit("#ff8a7a"), 'opacity=".55"')
    freckles = (
        "".join(ellipse(x, y, 3.6, 3.2, paint.lit("#c9885a")) for x, y in ((-246, -98), (-232, -88), (-258, -84)))
        if looks.freckles
        else ""
    )
    ear = path("M-124,-184 c-24,-44 36,-70 62,-30 c14,30 -16,48 -44,46z", paint.rounded(darker(looks.coat, 0.12)))
    inner = path("M-108,-192 c-6,-22 22,-32 32,-10z", paint.lit(looks.species.inner))
    return (
        inked(skull, paint.ink, 6) + mask + mouth + nose + looking + blush + freckles + inked(ear, paint.ink, 6) + inner
    )


def _raised_arm(paint: Paintbox, looks: Looks) -> str:
    way = "M-120,-34 Q-190,14 -262,-26"
    return line(way, paint.ink, 46) + line(way, paint.lit(darker(looks.coat, 0.08)), 35)


def _spectacle(paint: Paintbox, worn: Worn) -> str:
    dark = worn.kind in ("sunglasses", "eyepatch")
    lens = ellipse(
        -198,
        -130,
        38,
        38,
        paint.lit("#3a3644") if dark else "#ffffff",
        f'fill-opacity="{1 if dark else 0.22}" stroke="{paint.lit("#5a4a6a")}" stroke-width="7"',
    )
    return (
        lens
        + line("M-160,-136 L-116,-150", paint.lit("#5a4a6a"), 7)
        + put(line("M0,0 q-10,-12 -24,-4", paint.lit("#5a4a6a"), 7), -234, -132)
    )
