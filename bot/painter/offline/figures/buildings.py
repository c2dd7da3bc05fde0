"""Buildings: house, mailbox, lighthouse, windmill, fence. Called by things and places."""

from __future__ import annotations

from dataclasses import dataclass

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.figures.lettering import plate
from bot.painter.offline.figures.looks import NAMED
from bot.painter.offline.figures.plants import flower, sunflower
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import Anchor, Box, Figure, ellipse, inked, line, path, put, rect, rings

ROOFS = ("#d9584a", "#5f8fb8", "#8a6fb0", "#5fa08a", "#c98a3e", "#d07a92")
WALLS = ("#fff1d6", "#fde4d0", "#eef3e2", "#e8f0f6", "#fbeccb")
DOORS = ("#7fae6b", "#c9604a", "#5b8fc0", "#b98a4a", "#8f6bb0")


@dataclass(frozen=True, slots=True)
class HousePlan:
    """What a house is built of; drawn once from its chance."""

    roof: str
    wall: str
    door: str
    tall: float
    round_window: bool
    sunflowers: bool
    shape: str  # gable, steep, cap (a mushroom) or thatch


def house_plan(chance: Chance, colour: str | None, sunflowers: bool) -> HousePlan:
    """Return the plan of a house: its roof has the colour that the words give."""
    return HousePlan(
        NAMED.get(colour or "", "") or chance.pick(ROOFS, "roof"),
        chance.pick(WALLS, "wall"),
        chance.pick(DOORS, "door"),
        chance.between(0.94, 1.1, "tall"),
        chance.happens(0.5, "round"),
        sunflowers,
        chance.pick(("gable", "cap", "steep", "thatch"), "shape"),
    )


def house(paint: Paintbox, chance: Chance, colour: str | None = None, *, sunflowers: bool = False) -> Figure:
    """Return a cottage, about 520 tall. `sunflowers`: it belongs to somebody with petals."""
    plan = house_plan(chance, colour, sunflowers)
    walls = rect(-210, -300, 420, 300, paint.linear(plan.wall, darker(plan.wall, 0.06)), 10)
    chimney = path("M116,-300 V-498 H182 V-300z", paint.lit("#b9705a")) + rect(
        106, -510, 86, 22, paint.lit("#a05c48"), 6
    )
    drawn = inked(chimney + walls, paint.ink, 6) + _stones(paint, chance)
    drawn += inked(_roof(paint, plan), paint.ink, 6) + _shingles(paint, plan) + _door(paint, plan)
    drawn += _window(paint, chance.under("left"), -138) + _window(paint, chance.under("right"), 138)
    if plan.round_window:
        pane = ellipse(0, -350, 38, 38, paint.lit("#ffe9a3") if not paint.light.dark else "#ffe38a")
        drawn += inked(pane + '<path d="M0,-388 V-312 M-38,-350 H38" fill="none"/>', paint.ink)
    if sunflowers:
        beside = "".join(
            put(sunflower(paint, chance.under("sunflower", i)).svg, x, 8, k)
            for i, (x, k) in enumerate(((-246, 0.78), (250, 0.66), (-196, 0.5)))
        )
        drawn += beside if plan.round_window else _big_bloom(paint, 0, -350, 0.62)
    drawn += _smoke(paint, chance)
    return Figure(
        f'<g transform="scale(1 {plan.tall:.3f})">{drawn}</g>',
        Box(-286, -650 * plan.tall, 286, 18),
        {"door": Anchor(0, 0, 96)},
        262,
    )


def _roof(paint: Paintbox, plan: HousePlan) -> str:
    if plan.shape == "cap":
        d = "M-286,-262 C-300,-420 -150,-520 0,-520 C150,-520 300,-420 286,-262 Q0,-226 -286,-262z"
        return path(d, paint.rounded(plan.roof))
    if plan.shape == "thatch":
        d = (
            "M-262,-250 C-240,-330 -190,-470 -90,-502 Q0,-520 90,-502 C190,-470 240,-330 "
            "262,-250 Q220,-268 180,-250 Q130,-272 80,-252 Q0,-274 -80,-252 Q-130,-272 -180,-250 "
            "Q-220,-268 -262,-250z"
        )
        return path(d, paint.linear("#f3d79a", "#dba960"))
    if plan.shape == "steep":
        d = (
            "M-250,-278 Q-120,-420 -16,-590 Q0,-606 16,-590 Q120,-420 250,-278 Q262,-256 "
            "236,-256 H-236 Q-262,-256 -250,-278z"
        )
        return path(d, paint.linear(lighter(plan.roof, 0.16), darker(plan.roof, 0.12)))
    d = (
        "M-266,-282 Q-136,-410 -20,-504 Q0,-516 20,-504 Q136,-410 266,-282 Q274,-258 "
        "248,-258 H-248 Q-274,-258 -266,-282z"
    )
    return path(d, paint.linear(lighter(plan.roof, 0.16), darker(plan.roof, 0.12)))


def _shingles(paint: Paintbox, plan: HousePlan) -> str:
    if plan.shape == "cap":
        return "".join(
            ellipse(x, y, r, r * 0.8, paint.lit("#fff6e6"))
            for x, y, r in (
                (-170, -340, 34),
                (-84, -430, 28),
                (60, -456, 32),
                (176, -356, 30),
                (100, -330, 18),
                (-110, -300, 16),
            )
        )
    if plan.shape == "thatch":
        return line(
            (
                "M-200,-300 l26,-60 M-120,-310 l20,-70 M-40,-330 l6,-70 M50,-320 l-4,-74 M130,-310 "
                "l-20,-64 M200,-296 l-26,-56 M-90,-420 l18,-40 M90,-420 l-18,-40"
            ),
            paint.lit("#b9854a"),
            4,
        )
    rows = []
    for row in range(5):
        y = -288 - row * 43
        for i in range(-6, 7):
            x = i * 42 + (21 if row % 2 else 0)
            if abs(x) < 236 - row * 47 and not (plan.round_window and row in (0, 1, 2) and abs(x) < 60):
                rows.append(f"M{x - 20},{y} q20,30 40,0")
    return line(" ".join(rows), paint.lit(darker(plan.roof, 0.42)), 3, 'opacity=".6"')


def _stones(paint: Paintbox, chance: Chance) -> str:
    spots = ((-186, -30), (-150, -18), (176, -24), (150, -38), (-184, -262), (186, -240), (94, -16))
    stone = paint.lit("#d9c3a3")
    return "".join(rect(x - 17, y - 9, 34, 17, stone, 7, 'opacity=".8"') for x, y in chance.some(spots, 5, "stones"))


def _door(paint: Paintbox, plan: HousePlan) -> str:
    leaf = path("M-50,0 V-122 Q-50,-176 0,-176 Q50,-176 50,-122 V0z", paint.rounded(plan.door))
    heart = path("M0,-102 C-36,-126 -22,-152 0,-136 C22,-152 36,-126 0,-102z", paint.lit("#ffe9a8"), 'stroke-width="4"')
    knob = ellipse(30, -72, 7, 7, paint.lit("#ffd54d"), 'stroke-width="3"')
    planks = line("M-18,-6 V-92 M18,-6 V-92", paint.lit(darker(plan.door, 0.3)), 3)
    step = rect(-70, -8, 140, 20, paint.lit("#cfc3b4"), 9)
    return inked(leaf, paint.ink, 6) + planks + inked(heart + knob + step, paint.ink)


def _window(paint: Paintbox, chance: Chance, x: float) -> str:
    pane = "#ffe38a" if paint.light.dark else paint.lit("#ffedb5")
    glow = rings(x, -158, 130, "#ffcf6a", 0.5) if paint.light.dark else ""
    glass = rect(x - 50, -208, 100, 98, pane, 14) + line(f"M{x},-208 v98 M{x - 50},-160 h100", paint.ink, 4)
    curtain = paint.lit(chance.pick(("#ff9f9f", "#9fc4ff", "#b7d98a", "#d9b3ff"), "curtain"))
    drapes = path(f"M{x - 48},-205 q20,62 42,0z M{x + 48},-205 q-20,62 -42,0z", curtain, 'stroke-width="3"')
    box = rect(x - 60, -108, 120, 24, paint.lit("#b9805a"), 9)
    flowers = "".join(
        ellipse(
            x - 44 + i * 22,
            -116,
            12,
            12,
            paint.lit(chance.pick(("#ff8fa8", "#ffd54d", "#c79bff", "#fffaf0"), "bloom", i)),
            'stroke-width="3"',
        )
        for i in range(5)
    )
    return glow + inked(glass + drapes + box + flowers, paint.ink)


def _big_bloom(paint: Paintbox, x: float, y: float, k: float) -> str:
    petal = path("M0,-30 C18,-44 18,-74 0,-88 C-18,-74 -18,-44 0,-30z", paint.linear("#ffe066", "#ffb42e"))
    ring = "".join(put(petal, 0, 0, 1, a * 30) for a in range(12))
    return put(
        inked(ring, paint.lit("#b8640f"), 3)
        + inked(ellipse(0, 0, 38, 38, paint.radial("#a8703f", "#643a1d")), paint.ink, 4),
        x,
        y,
        k,
    )


def _smoke(paint: Paintbox, chance: Chance) -> str:
    drift = chance.between(-26, 26, "drift")
    return "".join(
        ellipse(
            150 + drift * i * 0.6,
            -534 - i * 34,
            15 + i * 7,
            14 + i * 6,
            paint.lit("#ffffff"),
            f'opacity="{0.75 - i * 0.17:.2f}"',
        )
        for i in range(4)
    )


def mailbox(paint: Paintbox, chance: Chance, words: str = "", colour: str | None = None) -> Figure:
    """Return a mailbox on its post, lettered with `words`."""
    tin = NAMED.get(colour or "", "") or chance.pick(("#6ea8dc", "#e0736a", "#7fb07a", "#e8b04a"), "tin")
    post = rect(-16, -150, 32, 156, paint.rounded("#a06b45"), 7)
    body = path("M-126,-128 V-204 Q-126,-262 -66,-262 H80 Q130,-262 130,-204 V-128z", paint.rounded(tin))
    front = path("M-126,-128 V-204 Q-126,-262 -68,-262 Q-10,-262 -10,-204 V-128z", paint.rounded(lighter(tin, 0.2)))
    flag = rect(98, -328, 12, 96, paint.lit("#c94c3c"), 3) + rect(98, -328, 62, 38, paint.lit("#e8694f"), 5)
    knob = ellipse(-68, -150, 8, 8, paint.lit(darker(tin, 0.4)), 'stroke-width="3"')
    drawn = inked(post + body + front + knob + flag, paint.ink, 6)
    if words:
        drawn += put(plate(paint, words, 250, 84, -3), 2, -112)
    feet = "".join(put(flower(paint, chance.under("foot", i)), x, 4, 0.8) for i, x in enumerate((-52, 46)))
    return Figure(drawn + feet, Box(-132, -332, 164, 8), {}, 70)


def lighthouse(paint: Paintbox, colour: str | None = None) -> Figure:
    """Return a lighthouse on its rock, about 640 tall."""
    red = NAMED.get(colour or "", "") or "#d9584a"
    rock = path(
        "M-210,10 Q-190,-60 -110,-66 Q-60,-110 20,-84 Q110,-96 150,-48 Q210,-30 220,10z", paint.rounded("#8b8590")
    )
    shaft = path("M-84,-70 L-54,-470 H54 L84,-70z", paint.linear("#fffaf0", "#e6e0d6", across=True))
    bands = "".join(
        path(
            (
                f"M{-81 + i * 2.2:.0f},{-110 - (i - 0) * 44} L{-77 + i * 2.2:.0f},{-166 - i * 44} "
                f"H{77 - i * 2.2:.0f} L{81 - i * 2.2:.0f},{-110 - i * 44}z"
            ),
            paint.rounded(red),
        )
        for i in (0, 3, 6)
    )
    deck = rect(-78, -492, 156, 26, paint.lit("#5a4f58"), 8)
    lamp = rect(-42, -562, 84, 72, "#fff0a8", 8) + line("M-14,-562 V-490 M14,-562 V-490", paint.ink, 4)
    roof = path("M-58,-560 Q-40,-616 0,-624 Q40,-616 58,-560z", paint.rounded(red)) + line(
        "M0,-624 V-650", paint.ink, 7
    )
    beams = ""
    if paint.light.dark or paint.light.time == "storm":
        beams = path("M0,-528 L-620,-640 L-620,-470z M0,-528 L620,-590 L620,-420z", "#fff2b0", 'opacity=".34"') + rings(
            0, -526, 150, "#fff0a0", 0.7
        )
    door = path("M-24,-78 V-122 Q0,-146 24,-122 V-78z", paint.lit("#7a5a48"))
    panes = "".join(ellipse(0, y, 13, 17, paint.lit("#ffe9a3")) for y in (-228, -344))
    return Figure(
        beams + inked(rock + shaft + bands + deck + lamp + roof + door + panes, paint.ink, 6),
        Box(-220, -655, 220, 14),
        {},
        220,
    )


def windmill(paint: Paintbox, chance: Chance, colour: str | None = None) -> Figure:
    """Return a windmill, about 560 tall."""
    cap = NAMED.get(colour or "", "") or chance.pick(ROOFS, "cap")
    body = path("M-110,0 L-66,-330 H66 L110,0z", paint.linear("#fff6e4", "#e9dac2", across=True))
    roof = path("M-84,-322 Q-60,-420 0,-426 Q60,-420 84,-322z", paint.rounded(cap))
    door = path("M-32,0 V-70 Q0,-104 32,-70 V0z", paint.rounded("#8a5f45"))
    pane = rect(-24, -210, 48, 52, paint.lit("#ffe9a3"), 10)
    blade = (
        rect(-6, -236, 12, 236, paint.lit("#8a5f45"), 4)
        + rect(6, -230, 50, 160, paint.lit("#fffaf0"), 6)
        + line("M6,-190 h50 M6,-150 h50 M6,-110 h50 M31,-230 v160", paint.ink, 3)
    )
    sails = put("".join(put(blade, 0, 0, 1, a * 90) for a in range(4)), 0, -350, 0.94, chance.between(8, 70, "sails"))
    return Figure(
        inked(body + roof + door + pane + sails + ellipse(0, -350, 16, 16, paint.lit("#8a5f45")), paint.ink, 6),
        Box(-240, -590, 240, 6),
        {},
        130,
    )


def fence(paint: Paintbox, width: float, colour: str = "#fffaf0") -> str:
    """Return a picket fence from x = 0 to `width`, 78 tall."""
    fill = paint.lit(colour)
    rails = rect(0, -56, width, 11, fill, 3) + rect(0, -28, width, 11, fill, 3)
    pickets = "".join(
        path(f"M{x:.0f},2 V-62 L{x + 11:.0f},-78 L{x + 22:.0f},-62 V2z", fill) for x in range(4, int(width) - 18, 40)
    )
    return f'<g stroke="{paint.ink}" stroke-opacity=".55" stroke-width="3" stroke-linejoin="round">{rails}{pickets}</g>'
