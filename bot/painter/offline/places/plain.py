"""No place at all: a background of one colour, a little lighter where the subject stands. Called by places.backdrop."""

from __future__ import annotations

from bot.painter.offline.colour import darker, lighter
from bot.painter.offline.figures.looks import NAMED
from bot.painter.offline.places.view import Backdrop, View
from bot.painter.offline.svg import bands, ellipse

#: When the words want it plain and name no colour.
USUAL = ("#fbeedb", "#dcecf4", "#e4f0dc", "#f8e1e4")


def plain(view: View) -> Backdrop:
    """One colour from edge to edge, and a floor that is hardly there."""
    hue = NAMED[view.scene.tint] if view.scene.tint else view.chance.pick(USUAL, "plain")
    if view.scene.tint == "white":
        hue = "#ffffff"
    ground = view.height * view.chance.between(0.82, 0.88, "ground")
    drawn = bands(0, 0, view.width, view.height, (lighter(hue, 0.1), hue), 16)
    floor = ellipse(view.width / 2, ground, view.width * 0.44, view.height * 0.06, darker(hue, 0.07), 'opacity=".6"')
    return Backdrop(drawn + floor, "", ground, ground)
