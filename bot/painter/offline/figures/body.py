"""Bodies: what is under the head of an upright creature: tail, trunk, legs, arms. Called by creature."""

from __future__ import annotations

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.figures.looks import Looks
from bot.painter.offline.figures.quills import fan
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import ellipse, inked, limb, line, path, put, rect

TRUNK = "M-56,-196 C-98,-160 -112,-30 -74,-12 C-40,2 40,2 74,-12 C112,-30 98,-160 56,-196z"


def behind(paint: Paintbox, looks: Looks, chance: Chance) -> str:
    """Return tail, wings and quills that show behind the body."""
    species = looks.species
    drawn = _tail(paint, looks)
    if species.wings == "bat":
        wing = path(
            (
                "M60,-150 C110,-250 190,-250 216,-214 C196,-200 206,-170 214,-150 C186,-152 176,-126 "
                "176,-108 C146,-126 100,-110 70,-96z"
            ),
            paint.rounded(species.crest),
        )
        drawn += inked(wing + f'<g transform="scale(-1 1)">{wing}</g>', paint.ink)
    if looks.quills:
        # Only at the sides: below the feet they would look like a mane.
        for number, spread in enumerate(((56.0, 142.0), (-142.0, -56.0))):
            drawn += fan(
                paint,
                looks,
                chance.under("coat", number),
                centre=(0, -104),
                radius=(72, 70),
                rings=3,
                length=62,
                spread=spread,
            )
    return drawn


def _tail(paint: Paintbox, looks: Looks) -> str:  # noqa: PLR0911  # one for each tail
    species, k = looks.species, looks.species.tail_size
    coat = looks.species.tail_colour or looks.coat
    match species.tail:
        case "bushy":
            d = "M50,-34 C120,-10 190,-60 176,-150 C172,-176 150,-186 138,-168 C128,-110 96,-100 60,-88z"
            tip = path(
                "M176,-150 C172,-176 150,-186 138,-168 C133,-146 131,-138 126,-128 C148,-142 160,-130 177,-126z",
                paint.lit(species.tip or coat),
            )
            return put(inked(path(d, paint.rounded(coat)) + tip, paint.ink), 0, 0, k)
        case "thin":
            return limb("M60,-40 C130,-20 160,-70 140,-120 C132,-140 150,-156 164,-146", paint.lit(coat), paint.ink, 13)
        case "curl":
            return limb("M74,-60 C110,-66 124,-90 116,-116", paint.lit(coat), paint.ink, 17)
        case "puff":
            return inked(ellipse(86, -46, 30, 28, paint.rounded(looks.belly)), paint.ink)
        case "stub":
            return inked(ellipse(84, -56, 24, 18, paint.rounded(coat)), paint.ink)
        case "thick":
            d = "M30,-110 C90,-90 120,-20 210,-28 C190,4 90,14 20,-8z"
            spikes = "".join(
                put(path("M-14,4 L0,-30 L14,4z", paint.lit(species.crest or coat)), x, y, 1, a)
                for x, y, a in ((96, -62, 52), (130, -38, 40), (164, -28, 24))
            )
            return inked(spikes + path(d, paint.rounded(coat)), paint.ink)
        case _:
            return ""


def trunk(paint: Paintbox, looks: Looks) -> str:
    """Return the body itself with its belly and feet."""
    build = looks.species.build
    if build == "robot":
        return _robot_trunk(paint, looks)
    if build == "person":
        return _person_trunk(paint, looks)
    foot_colour = looks.species.beak if build == "bird" else looks.species.paws or looks.coat
    feet = "".join(ellipse(x, -12, 38, 20, paint.rounded(foot_colour)) for x in (-46, 46))
    belly = ellipse(0, -82, 58, 72, paint.lit(looks.belly))
    wool = ""
    if looks.species.wool:
        cloud = paint.lit("#fffaf0")
        wool = "".join(
            ellipse(x, y, 40, 38, cloud)
            for x, y in ((-70, -60), (70, -60), (-66, -120), (66, -120), (0, -30), (-36, -26), (36, -26))
        )
        belly = ellipse(0, -92, 78, 84, cloud)
    return inked(feet + wool + path(TRUNK, paint.rounded(looks.coat)), paint.ink) + belly


def _person_trunk(paint: Paintbox, looks: Looks) -> str:
    legs = limb("M-30,-60 V-16", paint.lit(looks.coat), paint.ink, 26) + limb(
        "M30,-60 V-16", paint.lit(looks.coat), paint.ink, 26
    )
    shoe = paint.lit("#7a4f3a")
    shoes = ellipse(-38, -10, 32, 16, shoe) + ellipse(38, -10, 32, 16, shoe)
    dress = path(
        "M-50,-196 C-70,-150 -96,-90 -100,-52 C-60,-34 60,-34 100,-52 C96,-90 70,-150 50,-196z",
        paint.rounded(looks.dress),
    )
    hem = line("M-92,-68 Q0,-44 92,-68", paint.lit(lighter(looks.dress, 0.5)), 7)
    return legs + inked(shoes + dress, paint.ink) + hem


def _robot_trunk(paint: Paintbox, looks: Looks) -> str:
    dark = paint.lit(darker(looks.coat, 0.3))
    feet = rect(-76, -30, 60, 30, dark, 14) + rect(16, -30, 60, 30, dark, 14)
    box = rect(-82, -192, 164, 166, paint.rounded(looks.coat), 34)
    panel = rect(-48, -150, 96, 74, paint.lit(looks.belly), 16)
    heart = path("M0,-92 C-34,-112 -22,-140 0,-126 C22,-140 34,-112 0,-92z", paint.lit("#f07a6a"))
    return inked(feet + box + panel + heart, paint.ink)


def arm(paint: Paintbox, looks: Looks, side: int, gesture: str) -> str:
    """Return one arm; `side` -1 is the left of the picture. Gestures: down, wave, hold, front."""
    build = looks.species.build
    x = 74 * side
    if build == "bird":
        return _wing(paint, looks, side, gesture)
    ways = {
        "down": f"M{x},-162 Q{116 * side},-128 {100 * side},-82",
        "wave": f"M{x},-158 Q{166 * side},-156 {178 * side},-256",
        "hold": f"M{x},-160 Q{130 * side},-128 {122 * side},-112",
        "front": f"M{x},-160 Q{112 * side},-104 {44 * side},-98",
    }
    colour = looks.dress if build == "person" else looks.coat
    paw = {"down": (100, -82), "wave": (178, -258), "hold": (122, -112), "front": (42, -98)}[gesture]
    hand = looks.coat if build == "person" else looks.species.paws or looks.coat
    drawn = limb(ways[gesture], paint.lit(darker(colour, 0.04)), paint.ink, 30)
    if looks.species.paws or build == "person":
        drawn += inked(ellipse(paw[0] * side, paw[1], 19, 19, paint.lit(hand)), paint.ink)
    return drawn


def _wing(paint: Paintbox, looks: Looks, side: int, gesture: str) -> str:
    angle = {"down": 12, "wave": 128, "hold": 58, "front": -24}[gesture]
    one = path("M-14,-8 Q30,-14 34,50 Q30,96 2,108 Q-26,70 -14,-8z", paint.rounded(darker(looks.coat, 0.12)))
    mirrored = f'<g transform="scale({side} 1)">{put(one, 72, -164, 1, -angle)}</g>'
    return inked(mirrored, paint.ink)


def hand_of(side: int, gesture: str) -> tuple[float, float]:
    """Return where the paw of a gesture is."""
    x, y = {"down": (100, -82), "wave": (178, -260), "hold": (126, -112), "front": (42, -98)}[gesture]
    return x * side, y


def both_arms(paint: Paintbox, x: float, y: float, gesture: tuple[str, str]) -> str:
    """Return thin arms for a thing that comes alive; it has no body of its own."""
    drawn = ""
    for side, how in zip((-1, 1), gesture, strict=True):
        rise = -58 if how == "wave" else 38
        d = f"M{x * side:.1f},{y:.1f} q{34 * side},{rise * 0.2:.1f} {46 * side},{rise}"
        drawn += line(d, paint.ink, 9)
    return drawn
