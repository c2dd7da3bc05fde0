"""Heads: one template for every creature, so that hats, glasses and moods fit all of them.

Called by creature (on a body), curled (asleep) and the bed. Drawn around the middle of the head.
"""

from __future__ import annotations

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.figures import ears, face
from bot.painter.offline.figures.looks import Looks
from bot.painter.offline.figures.quills import fan
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import Anchor, Box, Figure, ellipse, inked, line, path, rect

RX, RY = 112.0, 98.0


def head(paint: Paintbox, looks: Looks, chance: Chance, mood: str = "", turn: float = 0.0) -> Figure:
    """Return a head around 0, 0. `turn` -1 .. 1 is where it looks; `chance` is the individual's."""
    species, dx = looks.species, 11 * turn
    behind, hair_front = "", ""
    if species.build == "person":
        behind, hair_front = ears.hair(paint, looks)
    if looks.quills:
        behind += fan(
            paint, looks, chance.under("mane"), centre=(0, 0), radius=(96, 84), rings=3, length=74, spread=(-132, 132)
        )
    behind += ears.behind_head(paint, looks) + ears.horns(paint, looks) + ears.ears(paint, looks)
    skull = _skull(paint, looks)
    front = _markings(paint, looks, dx) + _features(paint, looks, mood, dx)
    crown = ears.on_forehead(paint, looks) + ears.front_horn(paint, looks) + ears.floppy_ears(paint, looks) + hair_front
    if looks.quills:
        crown += fan(
            paint,
            looks,
            chance.under("fringe"),
            centre=(0, 34),
            radius=(104, 108),
            rings=1,
            spread=(-40, 40),
            length=50,
            step=30,
        )
    tall = 100 if looks.quills else {"long": 110, "pointed": 52, "tuft": 36, "round": 20}.get(species.ears, 10)
    wide = 100 if looks.quills or species.ruff else {"big": 80, "side": 66, "floppy": 22}.get(species.ears, 8)
    # A hat sits on the skull, between the ears, over the fringe.
    top = Anchor(dx * 0.4, -RY * 0.72, 150)
    return Figure(
        behind + skull + front + crown,
        Box(-RX - wide, -RY - tall, RX + wide, RY + (70 if looks.quills else 8)),
        {"top": top, "eyes": Anchor(dx, -4, 96), "mouth": Anchor(dx, 42, 60), "ear": Anchor(70, -74, 60)},
    )


def _skull(paint: Paintbox, looks: Looks) -> str:
    if looks.species.build == "robot":
        box = rect(-RX, -RY, RX * 2, RY * 2, paint.rounded(looks.coat), 44)
        aerial = line("M0,-96 V-134", paint.ink, 9) + ellipse(0, -142, 15, 15, paint.lit("#f0653f"))
        bolts = rect(-RX - 20, -26, 24, 52, paint.lit(darker(looks.coat, 0.3)), 8) + rect(
            RX - 4, -26, 24, 52, paint.lit(darker(looks.coat, 0.3)), 8
        )
        return inked(aerial + bolts + box, paint.ink)
    d = (
        f"M0,{-RY} C78,{-RY} {RX + 4},-48 {RX},14 C{RX - 6},70 52,{RY} 0,{RY} C-52,{RY} "
        f"{-RX + 6},70 {-RX},14 C{-RX - 4},-48 -78,{-RY} 0,{-RY}z"
    )
    return inked(path(d, paint.rounded(looks.coat)), paint.ink)


def _markings(paint: Paintbox, looks: Looks, dx: float) -> str:
    species, belly = looks.species, paint.lit(looks.belly)
    drawn = ""
    if species.marks == "stripes":
        dark = paint.lit(species.mark or darker(looks.coat, 0.35))
        drawn += line(
            (
                "M0,-90 V-58 M-30,-86 L-24,-60 M30,-86 L24,-60 M-108,6 L-84,10 M-104,32 L-82,30 "
                "M108,6 L84,10 M104,32 L82,30"
            ),
            dark,
            9,
        )
    if species.marks == "patches":
        drawn += path("M34,-90 C100,-78 116,-30 104,8 C70,14 30,-10 34,-90z", paint.lit(species.mark))
    if species.marks == "spots":
        drawn += "".join(
            ellipse(x, y, 8, 7, paint.lit(species.mark))
            for x, y in ((-50, -66), (-22, -76), (26, -74), (54, -62), (0, -58))
        )
    match species.face:
        case "cheeks":
            d = "M0,4 C-26,-40 -78,-30 -108,20 C-104,68 -52,97 0,97 C52,97 104,68 108,20 C78,-30 26,-40 0,4z"
            drawn += path(d, belly)
        case "patch":
            drawn += ellipse(dx, 44, 54, 40, belly)
        case "mask":
            dark = paint.lit(species.mask)
            drawn += (
                f'<g fill="{dark}"><ellipse cx="{-44 + dx}" cy="0" rx="30" ry="36" '
                f'transform="rotate(18 {-44 + dx} 0)"/><ellipse cx="{44 + dx}" cy="0" rx="30" ry="36" '
                f'transform="rotate(-18 {44 + dx} 0)"/></g>'
            )
            drawn += "".join(ellipse(x + dx, -4, 19, 23, paint.lit("#fffdf6")) for x in (-42, 42)) + ellipse(
                dx, 46, 46, 34, belly
            )
        case "discs":
            drawn += "".join(ellipse(x + dx, -2, 49, 52, belly) for x in (-42, 42))
            drawn += "".join(ellipse(x + dx, -4, 30, 33, paint.lit("#fff8e6")) for x in (-42, 42))
        case "heart":
            d = "M0,-34 C-26,-84 -104,-60 -92,14 C-84,66 -40,94 0,94 C40,94 84,66 92,14 C104,-60 26,-84 0,-34z"
            drawn += f'<g transform="translate({dx:.1f} 0)">{path(d, belly)}</g>'
        case "screen":
            drawn += inked(rect(-86, -58, 172, 116, paint.linear("#35506b", "#25384e"), 34), paint.ink, 4)
    return drawn


def _features(paint: Paintbox, looks: Looks, mood: str, dx: float) -> str:
    species, size = looks.species, looks.eye
    if species.face == "screen":
        return _screen_face(mood)
    lift = -70 if species.ears == "eyes" else -4
    white = (
        "".join(ellipse(x + dx, -76, 24, 24, paint.lit("#fffdf4")) for x in (-58, 58)) if species.ears == "eyes" else ""
    )
    drawn = white + face.eyes(paint, mood, dx, lift, 58 if white else 43, size)
    drawn += face.cheeks(paint, dx, 36, 76)
    if species.beak:
        return drawn + _beak(paint, looks, mood, dx)
    if species.face == "trunk":
        return drawn + _trunk(paint, looks, dx)
    if species.face == "snout":
        snout = ellipse(dx, 48, 50, 33, paint.rounded(looks.belly), f'stroke="{paint.ink}" stroke-width="5"')
        holes = ellipse(dx - 17, 42, 6, 8, paint.ink) + ellipse(dx + 17, 42, 6, 8, paint.ink)
        return drawn + snout + holes + face.mouth(paint, mood if mood not in ("happy", "laughing") else "", dx, 62, 13)
    if species.wide_mouth:
        return drawn + line(f"M{dx - 56:.1f},26 Q{dx:.1f},78 {dx + 56:.1f},26", paint.ink, 6)
    person = species.build == "person"
    dark = paint.lit("#3a2422")
    nose = ellipse(dx, 24, 9, 7, paint.lit(darker(looks.coat, 0.22))) if person else ellipse(dx, 22, 17, 13, dark)
    if species.nose == "big":
        nose = ellipse(dx, 18, 22, 31, dark)
    if species.nose == "none":
        nose = ""
    shine = "" if person or not nose else ellipse(dx - 5, 17, 5, 4, "#ffffff", 'opacity=".85"')
    drawn += nose + shine + face.mouth(paint, mood, dx, 40 if not person else 44, 20)
    if species.whiskers:
        whisker = "M-64,38 L-112,30 M-64,48 L-110,54 M64,38 L112,30 M64,48 L110,54"
        drawn += line(whisker, paint.ink, 3.5, 'opacity=".7"')
    if species.beard:
        drawn += inked(
            path(
                "M-58,52 Q0,86 58,52 Q60,120 0,136 Q-60,120 -58,52z",
                paint.lit(lighter(looks.hair if person else looks.belly, 0.2)),
            ),
            paint.ink,
        )
    return drawn


def _beak(paint: Paintbox, looks: Looks, mood: str, dx: float) -> str:
    fill = paint.rounded(looks.species.beak)
    if looks.species.bill:
        bill = path(
            (
                f"M{dx - 40:.1f},30 Q{dx:.1f},8 {dx + 40:.1f},30 Q{dx + 34:.1f},56 {dx:.1f},56 "
                f"Q{dx - 34:.1f},56 {dx - 40:.1f},30z"
            ),
            fill,
        )
        return inked(bill, paint.ink) + line(f"M{dx - 30:.1f},36 Q{dx:.1f},50 {dx + 30:.1f},36", paint.ink, 4)
    gape = 12 if mood in ("happy", "laughing", "surprised") else 0
    lower = path(
        f"M{dx - 16:.1f},34 L{dx:.1f},{56 + gape:.1f} L{dx + 16:.1f},34z", paint.lit(darker(looks.species.beak, 0.25))
    )
    upper = path(f"M{dx - 24:.1f},24 Q{dx:.1f},8 {dx + 24:.1f},24 L{dx:.1f},54z", fill)
    return inked(lower + upper, paint.ink)


def _trunk(paint: Paintbox, looks: Looks, dx: float) -> str:
    d = (
        f"M{dx:.1f},14 C{dx + 6:.1f},60 {dx - 8:.1f},96 {dx + 20:.1f},122 C{dx + 40:.1f},138 "
        f"{dx + 62:.1f},122 {dx + 58:.1f},100"
    )
    return line(d, paint.ink, 56) + line(d, paint.lit(lighter(looks.coat, 0.12)), 45)


def _screen_face(mood: str) -> str:
    glow = "#8ff0e0"
    if mood in face.CLOSED:
        eyes = line("M-58,-8 h34 M24,-8 h34", glow, 9)
    else:
        eyes = "".join(rect(x, -32, 30, 40, glow, 14) for x in (-56, 26))
    bow = -14 if mood in ("sad", "worried", "angry") else 16
    return eyes + line(f"M-24,{30 if bow > 0 else 38} q24,{bow} 48,0", glow, 7)
