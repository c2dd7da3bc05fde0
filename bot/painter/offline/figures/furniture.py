"""Furniture and vessels: bed, table, boat, cushion. What somebody can be in or at. "
"Called by things and cast."""

from __future__ import annotations

from collections.abc import Sequence

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.figures.looks import NAMED
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import Anchor, Box, Figure, ellipse, inked, line, path, put, rect

#: Where one, two or three sit in a boat.
BENCHES: tuple[tuple[int, ...], ...] = ((), (-110,), (-168, 2), (-190, -50, 120))
QUILTS = ("#7aa5e6", "#e68a9c", "#86c08a", "#b58fe0", "#efb35a", "#e8785f", "#5fb8b4")


def bed(paint: Paintbox, chance: Chance, sleeper: Figure | None, colour: str | None = None) -> Figure:
    """Return a bed from the side, with `sleeper` (a head around 0, 0) on its pillow under the quilt."""
    quilt = NAMED.get(colour or "", "") or chance.pick(QUILTS, "quilt")
    wood = paint.rounded(chance.pick(("#a9744a", "#8f6248", "#c08a55", "#e9d9c4", "#8fa5b8"), "wood"))
    head_board = path("M-400,4 V-330 Q-400,-396 -340,-396 Q-290,-396 -290,-330 V4z", wood)
    foot_board = path("M330,4 V-190 Q330,-236 366,-236 Q404,-236 404,-190 V4z", wood)
    frame = rect(-350, -88, 710, 62, wood, 14)
    mattress = rect(-330, -168, 680, 100, paint.lit("#fdf6ea"), 30)
    pillow = path(
        ("M-318,-168 C-350,-250 -290,-282 -210,-262 C-140,-284 -88,-246 -108,-166 C-160,-146 -270,-146 -318,-168z"),
        paint.linear("#ffffff", "#e9e6f2"),
    )
    drawn = inked(head_board + mattress + pillow, paint.ink, 6)
    if sleeper is not None:
        drawn += f'<g transform="translate(-178 -264) rotate(-12) scale(.98)">{sleeper.svg}</g>'
    hump = (
        "M-150,-120 C-130,-236 -40,-262 60,-256 C190,-250 300,-214 352,-150 V-70 Q100,-40 -140,-70 Q-166,-92 -150,-120z"
    )
    if sleeper is None:
        hump = "M-150,-120 C-110,-190 -40,-186 60,-184 C190,-182 300,-180 352,-150 V-70 Q100,-40 -140,-70 Q-166,-92 -150,-120z"  # noqa: E501  # one outline
    cover = path(hump, paint.linear(lighter(quilt, 0.25), quilt, darker(quilt, 0.1)))
    clip = paint.clip(path(hump, "#000"))
    patches = _patches(paint, chance, quilt)
    fold = path(
        "M-156,-116 C-134,-214 -84,-244 -40,-252 C-76,-210 -100,-150 -96,-66 Q-128,-62 -142,-70 Q-168,-90 -156,-116z",
        paint.lit(lighter(quilt, 0.7)),
    )
    drawn += inked(cover, paint.ink, 6) + f'<g clip-path="{clip}">{patches}</g>'
    drawn += inked(path(hump, "none") + (fold if sleeper is not None else "") + frame + foot_board, paint.ink, 6)
    top = -330 if sleeper is None else -450
    spots = {"mouth": Anchor(-150, -300), "pillow": Anchor(-200, -264)}
    face = Box(-285, -345, -70, -180) if sleeper is not None else None
    return Figure(drawn, Box(-405, min(top, -400), 410, 10), spots, 420, face)


def _patches(paint: Paintbox, chance: Chance, quilt: str) -> str:
    hues = (lighter(quilt, 0.5), "#fff1d6", "#ffd9a0", lighter(quilt, 0.15), "#f7c6cf")
    drawn, kind = "", chance.pick(("patches", "patches", "stripes", "dots", "stars"), "pattern")
    mark = paint.lit(lighter(quilt, 0.55))
    if kind == "stripes":
        return "".join(rect(x, -280, 30, 240, mark, 0, 'opacity=".8"') for x in range(-80, 380, 74))
    if kind in ("dots", "stars"):
        star = path("M0,-22 L6,-7 L22,-6 L10,5 L14,20 L0,12 L-14,20 L-10,5 L-22,-6 L-6,-7z", mark)
        one = star if kind == "stars" else ellipse(0, 0, 15, 15, mark)
        return "".join(
            put(one, -70 + x * 84 + 42 * (y % 2), -226 + y * 56, 1, 16 * x) for y in range(4) for x in range(6)
        )
    for row in range(4):
        for column in range(7):
            if chance.happens(0.45, "patch", row, column):
                x, y = -90 + column * 66, -270 + row * 62
                drawn += rect(x, y, 58, 54, paint.lit(chance.pick(hues, "hue", row, column)), 8, 'opacity=".75"')
    return drawn


def table(paint: Paintbox, chance: Chance, width: float = 420.0) -> Figure:
    """Return a round table with a cloth; what stands on it stands at its "top" anchor."""
    half = width / 2
    cloth = chance.pick(("#fffaf0", "#fbd9d6", "#dcebf7", "#fdf0c8"), "cloth")
    leg = path(
        "M-24,-10 Q-14,-90 -18,-150 H18 Q14,-90 24,-10 Q60,2 70,8 H-70 Q-60,2 -24,-10z", paint.rounded("#a06b45")
    )
    drop = path(
        f"M{-half},-168 Q{-half + 4},-110 {-half + 30:.0f},-96 q{half * 0.24:.0f},28 {half * 0.44:.0f},4 q{half * 0.22:.0f},26 {half * 0.5:.0f},0 q{half * 0.3:.0f},28 {half * 0.56:.0f},-6 Q{half - 2},-120 {half},-168z",  # noqa: E501  # one outline
        paint.linear(cloth, darker(cloth, 0.1)),
    )
    top = ellipse(0, -168, half, 36, paint.lit(cloth))
    dots = "".join(
        ellipse(half * x, -118 + 6 * (i % 2), 7, 7, paint.lit("#e88f8f"), 'stroke="none"')
        for i, x in enumerate((-0.7, -0.36, 0.02, 0.36, 0.7))
    )
    return Figure(
        inked(leg + drop + top + dots, paint.ink),
        Box(-half, -206, half, 10),
        {"top": Anchor(0, -166, width)},
        half * 0.9,
    )


def boat(paint: Paintbox, chance: Chance, riders: Sequence[Figure], colour: str | None = None) -> Figure:
    """Return a sailing boat, about 560 tall, with up to three `riders` (busts) in it; its waterline is y = 0."""
    hull = NAMED.get(colour or "", "") or chance.pick(("#c9604a", "#5b8fc0", "#7a9e6a", "#b9805a"), "hull")
    sail = chance.pick(("#fffaf0", "#ffe9c9", "#fbd9d6"), "sail")
    mast = rect(36, -560, 16, 470, paint.rounded("#a06b45"), 6)
    main = path("M60,-540 Q230,-360 246,-168 Q150,-150 60,-160z", paint.linear(sail, darker(sail, 0.08)))
    stripes = path("M152,-420 Q200,-352 220,-300 L60,-300 V-360z", paint.lit(lighter(hull, 0.25)), 'opacity=".75"')
    flag = path("M44,-560 q-44,-24 -74,-2 q34,14 74,26z", paint.lit("#f2bd3d"))
    drawn = inked(mast + main + stripes + flag, paint.ink, 6)
    crew, seen = riders[:3], None
    for x, rider in zip(BENCHES[len(crew)], crew, strict=True):
        k = (1.0, 1.0, 0.78, 0.66)[len(crew)]
        drawn += f'<g transform="translate({x} -80) scale({k})">{rider.svg}</g>'
        seen = seen or (rider.face.placed(x, -80, k) if rider.face else None)
    body = path(
        "M-290,-118 Q-120,-78 40,-86 Q200,-84 290,-128 Q270,-20 190,14 H-190 Q-270,-20 -290,-118z",
        paint.linear(lighter(hull, 0.15), darker(hull, 0.15)),
    )
    rim = line("M-284,-96 Q-120,-56 40,-64 Q200,-62 282,-104", paint.lit("#fff3dc"), 12)
    drawn += inked(body, paint.ink, 6) + rim
    return Figure(drawn, Box(-295, -590, 295, 16), {"mouth": Anchor(-110, -260)}, 0, seen)


def cushion(paint: Paintbox, chance: Chance, colour: str | None = None) -> Figure:
    """Return a fat cushion, 120 tall."""
    velvet = NAMED.get(colour or "", "") or chance.pick(("#c9506a", "#7a5ab0", "#4f8f8a"), "velvet")
    body = path(
        "M-220,-64 Q-232,-120 -170,-112 Q0,-138 170,-112 Q232,-120 220,-64 Q234,0 170,-8 Q0,14 -170,-8 Q-234,0 -220,-64z",  # noqa: E501  # one outline
        paint.rounded(velvet),
    )
    tassels = "".join(
        ellipse(x, y, 12, 16, paint.lit("#f2bd3d")) for x, y in ((-214, -104), (214, -104), (-214, -14), (214, -14))
    )
    return Figure(inked(tassels + body, paint.ink, 6), Box(-230, -134, 230, 10), {"seat": Anchor(0, -96)}, 210)


def books(paint: Paintbox, chance: Chance, width: float, height: float) -> str:
    """Return a bookshelf that fills `width` by `height`, from 0, 0 downwards."""
    wood = paint.lit("#a9744a")
    drawn = rect(0, 0, width, height, paint.lit("#8a5a3a"), 10)
    rows = max(2, round(height / 130))
    for row in range(rows):
        base = (row + 1) * height / rows - 10
        x = 14.0
        while x < width - 34:
            thick = chance.between(16, 32, row, int(x), "thick")
            tall = chance.between(0.56, 0.82, row, int(x), "tall") * height / rows
            hue = chance.pick(("#d9584a", "#5f8fb8", "#e8b04a", "#6fa36f", "#8a6fb0", "#fbe3c4"), row, int(x), "hue")
            drawn += rect(
                x,
                base - tall,
                thick,
                tall,
                paint.lit(hue),
                4,
                f'stroke="{paint.ink}" stroke-opacity=".5" stroke-width="2.5"',
            )
            x += thick + 3
        drawn += rect(0, base, width, 12, wood)
    return inked(rect(0, 0, width, height, "none", 10), paint.ink) + drawn
