"""A big umbrella, or a leaf for one, wide enough for everybody who stands below it. Called by deeds."""

from __future__ import annotations

from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.figures.looks import NAMED
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import Anchor, Box, Figure, ellipse, inked, line, path

#: How high the dome is beside its width.
RISE = 0.27


def dome_height(width: float) -> float:
    """Return how high a canopy of `width` rises over its rim."""
    return width * RISE


def shelter(
    paint: Paintbox, width: float, rim: float, hand: Anchor, *, colour: str | None = None, leaf: bool = False
) -> Figure:
    """Return a canopy around x = 0 whose rim is `rim` above the ground, its stalk held at `hand`."""
    half, top = width / 2, -rim - dome_height(width)
    hue = NAMED.get(colour or "", "#76b957" if leaf else "#e0665b")
    tip = (hand.x * 0.35, top)
    stalk_way = f"M{tip[0]:.0f},{top + 20:.0f} Q{hand.x:.0f},{-rim * 0.9:.0f} {hand.x:.0f},{hand.y + 60:.0f}"
    stalk = line(stalk_way, paint.ink, 21) + line(stalk_way, paint.lit("#6aa84c" if leaf else "#a06b45"), 12)
    count = 6
    xs = [-half + width * i / count for i in range(count + 1)]
    dip = width * 0.05
    scallops = "".join(
        f" Q{(a + b) / 2:.0f},{-rim - dip:.0f} {b:.0f},{-rim:.0f}" for a, b in zip(xs[::-1], xs[::-1][1:], strict=False)
    )
    arch = f"M{-half:.0f},{-rim:.0f} C{-half * 0.92:.0f},{top:.0f} {half * 0.92:.0f},{top:.0f} {half:.0f},{-rim:.0f}"
    cover = path(arch + scallops + "z", paint.linear(lighter(hue, 0.18), darker(hue, 0.1)))
    head = top + dome_height(width) * 0.25
    ribs = "".join(f"M0,{head:.0f} Q{x * 0.72:.0f},{-rim - dip * 3.4:.0f} {x:.0f},{-rim:.0f} " for x in xs[1:-1])
    veins = line(ribs, paint.lit(darker(hue, 0.22)), 6)
    knob = "" if leaf else inked(ellipse(0, head - 4, 13, 16, paint.lit("#a06b45")), paint.ink)
    return Figure(knob + stalk + inked(cover, paint.ink, 6) + veins, Box(-half - 4, head - 24, half + 4, 4))


def stalk(paint: Paintbox, low: float, high: float, *, leaf: bool) -> Figure:
    """Return an upright stalk from `low` to `high` above the ground, around x = 0."""
    way = f"M0,{-low:.0f} V{-high:.0f}"
    drawn = line(way, paint.ink, 19) + line(way, paint.lit("#6aa84c" if leaf else "#a06b45"), 11)
    return Figure(drawn, Box(-10, -high - 10, 10, -low + 10))
