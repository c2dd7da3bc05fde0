"""Things by name: our own templates first, else the emoji set. Called by cast, layout and compose."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

from bot.painter.offline.chance import Chance
from bot.painter.offline.figures import buildings, emoji, face, furniture, plants
from bot.painter.offline.figures.body import both_arms
from bot.painter.offline.figures.lettering import board, plate
from bot.painter.offline.figures.looks import NAMED
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.scene import Thing
from bot.painter.offline.svg import Anchor, Box, Figure, ellipse, inked, line, path, put, rect


@lru_cache(maxsize=1)
def own_things() -> dict[str, tuple[tuple[str, ...], str]]:
    """Return our own templates: words and place by name."""
    text = files("bot.painter.offline").joinpath("data/own.toml").read_text("utf-8")
    return {name: (tuple(row["words"]), row["place"]) for name, row in tomllib.loads(text).items()}


def place_of(kind: str) -> str:
    """Return where a thing belongs: ground, sky, water, hand, table, seat or big."""
    own = own_things().get(kind)
    return own[1] if own else emoji.emblems()[kind].place


def draw(paint: Paintbox, chance: Chance, thing: Thing, *, petals: bool = False) -> Figure:
    """Return `thing`, standing on y = 0. `petals`: it belongs to somebody with petals for quills."""
    figure = _draw_own(paint, chance, thing, petals) or emoji.emblem(paint, thing.kind, NAMED.get(thing.colour or ""))
    if thing.words and thing.kind not in ("mailbox", "sign"):
        y = -min(figure.box.height * 0.3, 150)
        width = max(120.0, min(320.0, figure.box.width * 0.84))
        figure = replace(figure, svg=figure.svg + put(plate(paint, thing.words, width, width * 0.36), 0, y))
    return figure


def _draw_own(paint: Paintbox, chance: Chance, thing: Thing, petals: bool) -> Figure | None:
    if thing.kind not in own_things():
        return None
    match thing.kind:
        case "house":
            return buildings.house(paint, chance, thing.colour, sunflowers=petals)
        case "mailbox":
            return buildings.mailbox(paint, chance, thing.words, thing.colour)
        case "sign":
            return board(paint, thing.words or " ")
        case _:
            return TEMPLATES[thing.kind](paint, chance, thing.colour)


def _tree(paint: Paintbox, chance: Chance, _colour: str | None) -> Figure:
    tree = plants.tree(paint, chance)
    return Figure(put(tree.svg, 0, 0, 1.7), tree.box.placed(0, 0, 1.7), {}, 120)


def _flower(paint: Paintbox, chance: Chance, _colour: str | None) -> Figure:
    return Figure(put(plants.flower(paint, chance), 0, 0, 1.7), Box(-42, -152, 42, 2), {}, 26)


def _bookshelf(paint: Paintbox, chance: Chance, _colour: str | None) -> Figure:
    return Figure(put(furniture.books(paint, chance, 300, 440), -150, -440), Box(-150, -440, 150, 4), {}, 150)


def leaf_umbrella(paint: Paintbox) -> Figure:
    """Return a big leaf on a long stalk: an umbrella for small friends."""
    leaf = path(
        (
            "M-190,-250 C-170,-380 -40,-420 20,-410 C120,-396 190,-330 196,-246 C130,-276 "
            "90,-262 60,-250 C20,-280 -30,-276 -60,-250 C-100,-276 -150,-270 -190,-250z"
        ),
        paint.rounded("#76b957"),
    )
    veins = line("M6,-400 V-262 M6,-384 Q-70,-350 -120,-276 M6,-384 Q90,-350 130,-276", paint.lit("#5a9a45"), 5)
    stalk = line("M4,-330 Q14,-140 0,24", paint.ink, 20) + line("M4,-330 Q14,-140 0,24", paint.lit("#6aa84c"), 11)
    return Figure(stalk + inked(leaf, paint.ink, 6) + veins, Box(-196, -416, 202, 30))


def watering_can(paint: Paintbox) -> Figure:
    """Return a watering can that pours to the left."""
    tin = paint.rounded("#6fa8b8")
    handle = line("M40,-92 C90,-110 96,-30 44,-26", paint.ink, 18) + line(
        "M40,-92 C90,-110 96,-30 44,-26", paint.lit("#5a93a4"), 9
    )
    spout = path("M-44,-46 L-104,-104 L-120,-92 L-50,-16z", tin) + ellipse(
        -114, -100, 22, 12, tin, 'transform="rotate(42 -114 -100)"'
    )
    drops = "".join(
        path("M0,0 q-7,12 0,16 q7,-4 0,-16z", paint.lit("#7cc4ee"), f'transform="translate({x} {y})"')
        for x, y in ((-136, -82), (-120, -62), (-148, -54), (-130, -34))
    )
    return Figure(handle + inked(spout + rect(-52, -96, 104, 96, tin, 18), paint.ink) + drops, Box(-160, -120, 96, 4))


def alive(paint: Paintbox, figure: Figure, mood: str, gesture: tuple[str, str]) -> Figure:
    """Return a thing with a face, arms and feet: for a croissant that sleeps and a cake that waves."""
    spot = figure.anchors.get("face", Anchor(0, figure.box.top * 0.46, figure.box.width * 0.75))
    k = max(0.5, 250 / max(1.0, figure.box.height))
    x, y, wide = spot.x * k, spot.y * k, max(86.0, min(spot.width * k, 170.0))
    half = figure.box.width / 2 * k
    shoe = paint.lit("#7a4f3a")
    feet = inked(ellipse(-34, 8, 30, 16, shoe) + ellipse(34, 8, 30, 16, shoe), paint.ink)
    if mood == "asleep":
        feet = ""
    # From the edge of the round spot that the face has: there every drawing has ink.
    arms = put(both_arms(paint, spot.width * k * 0.46, 14, gesture), x, y)
    drawn = feet + put(figure.svg, 0, 0, k) + arms + put(face.small_face(paint, mood, wide), x, y)
    box = figure.box.placed(0, 0, k).joined(Box(-half - 60, figure.box.top * k, half + 60, 26))
    lift = -22.0
    spots = {
        "top": Anchor(x, max(figure.box.top * k, y - wide * 0.62) + lift, wide * 0.8),
        "eyes": Anchor(x, y - wide * 0.05 + lift, wide * 0.54),
        "neck": Anchor(x, y + wide * 0.4 + lift, min(110, half)),
        "ear": Anchor(x + wide * 0.4, y - wide * 0.5 + lift, 60),
        "mouth": Anchor(x, y + lift),
    }
    look = Box(x - wide / 2, y - wide * 0.36, x + wide / 2, y + wide * 0.36).placed(0, lift, 1)
    return Figure(put(drawn, 0, lift), box.placed(0, lift, 1), spots, half, look)


TEMPLATES: dict[str, Callable[[Paintbox, Chance, str | None], Figure]] = {
    "lighthouse": lambda paint, _chance, colour: buildings.lighthouse(paint, colour),
    "windmill": buildings.windmill,
    "bed": lambda paint, chance, colour: furniture.bed(paint, chance, None, colour),
    "boat": lambda paint, chance, colour: furniture.boat(paint, chance, (), colour),
    "table": lambda paint, chance, _colour: furniture.table(paint, chance),
    "cushion": furniture.cushion,
    "sunflower": lambda paint, chance, _colour: plants.sunflower(paint, chance),
    "bookshelf": _bookshelf,
    "tree": _tree,
    "flower": _flower,
    "leaf-umbrella": lambda paint, _chance, _colour: leaf_umbrella(paint),
    "watering-can": lambda paint, _chance, _colour: watering_can(paint),
}
