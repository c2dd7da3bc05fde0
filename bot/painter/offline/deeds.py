"""Kind deeds: who is helped, what is shared, the hearts above. Called by stage.

Hero and companions stand near and turn to each other; what is shared stands between them or is held over all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.painter.offline import cast
from bot.painter.offline.figures import things
from bot.painter.offline.figures.looks import NAMED
from bot.painter.offline.figures.shelter import dome_height, shelter, stalk
from bot.painter.offline.hall import Hall, thing_stations
from bot.painter.offline.layout import Placed, Station, kept_inside
from bot.painter.offline.scene import Actor, Held, Scene, Thing
from bot.painter.offline.sizes import is_living, stature
from bot.painter.offline.svg import Anchor, Box, Figure, inked, path, put

#: Whom a kind deed is done to, when the words name nobody.
FRIENDS = ("mouse", "bird", "chick", "rabbit", "squirrel", "frog")
CRAWLERS = ("snail", "ladybug", "caterpillar")
UMBRELLAS = ("umbrella", "leaf-umbrella")
DEEDS = ("leaf-umbrella", "flower", "cupcake", "apple", "leaf-umbrella", "gift")
#: Between neighbours, in the units of figures.
GAP = 20.0


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does what for whom: `given` is a kind of thing, or "" when the paws hold it already."""

    hero: Actor
    companions: tuple[Actor, ...]
    given: str
    colour: str | None = None

    @property
    def sheltering(self) -> bool:
        return self.given in UMBRELLAS


def deed_of(hall: Hall) -> Deed | None:
    """Return the deed of the scene; None when nobody does one. An umbrella among several is always shared."""
    scene = hall.scene
    if not scene.actors:
        return None
    hero, *others = scene.actors
    if hero.count > 1:
        others.insert(0, replace(hero, count=hero.count - 1))
    others += [Actor(t.kind, t.count, t.colour, t.size) for t in scene.things if is_companion(t)]
    named_things: list[Held | Thing] = [*hero.held, *scene.things]
    roof = next(((t.kind, t.colour) for t in named_things if t.kind in UMBRELLAS), None)
    if scene.deed != "kind" and not (roof and others):
        return None
    companions = tuple(others) or _friends(hall)
    if roof:
        rest = tuple(h for h in hero.held if h.kind not in UMBRELLAS)
        return Deed(replace(hero, count=1, held=rest), companions, *roof)
    named = next((t.kind for t in scene.things if things.place_of(t.kind) == "hand"), "")
    drawn = "leaf-umbrella" if "rain" in scene.weather else hall.chance.pick(DEEDS, "deed")
    given = "" if hero.held else named or drawn
    return Deed(replace(hero, count=1), companions, given)


def is_companion(thing: Thing) -> bool:
    """Tell whether a thing of the scene is an animal that stands by."""
    return is_living(thing.kind) and things.place_of(thing.kind) != "sky"


def _friends(hall: Hall) -> tuple[Actor, ...]:
    many = 1 if hall.chance.happens(0.6, "friends") else 2
    kinds = [kind for kind in FRIENDS if kind != hall.scene.actors[0].kind]
    return tuple(Actor(kind) for kind in hall.chance.some(kinds, many, "friend"))


def done_kindly(hall: Hall, deed: Deed, area: Box, tallest: float) -> list[Placed]:
    """Place hero, companions and what is shared on the bottom of `area`, back to front.

    Composed with the hero at the left; chance mirrors the whole.
    """
    role = replace(hall.role(deed.hero, helping=bool(deed.given), toward=1), upright=deed.sheltering)
    figure = cast.figure_of(hall.paint, role)
    room = cast.figure_of(hall.paint, role.bare()).box
    sideways = cast.is_sideways(role)
    line = [(Station(deed.hero.kind, figure, room, cast.scale_of(deed.hero, figure)), sideways)]
    if deed.given and not deed.sheltering:
        gift = things.draw(hall.paint, hall.chance.under("given"), Thing(deed.given))
        least = min(stature(a.kind, a.size) for a in (deed.hero, *deed.companions))
        tall = 420 * min(0.3, max(0.16, least * 0.5))
        line.append((Station("gift", gift, gift.box, tall / max(1.0, gift.box.height), flippable=False), False))
    line += [(station, False) for station in _company(hall, deed)]
    placed, fit = _side_by_side(hall, line, area, tallest)
    if deed.sheltering:
        roof = _roof(hall, deed, placed, fit)
        placed = [roof, *placed, _stalk(hall, deed, placed[0], roof)]
    if hall.chance.happens(0.5, "mirrored"):
        middle = area.left + area.right
        placed = [replace(p, x=middle - p.x, flip=not p.flip if _may_flip(p, line) else p.flip) for p in placed]
    return [*placed, *_crawler(hall, deed, fit), _hearts(hall, deed, placed)]


def _company(hall: Hall, deed: Deed) -> list[Station]:
    stations = []
    for actor in deed.companions:
        for i in range(actor.count):
            twin = i + (actor.kind == deed.hero.kind)
            figure = cast.figure_of(hall.paint, hall.role(actor, twin, toward=-1))
            stations.append(Station(actor.kind, figure, figure.box, cast.scale_of(actor, figure)))
    return stations


def _side_by_side(
    hall: Hall, line: list[tuple[Station, bool]], area: Box, tallest: float
) -> tuple[list[Placed], float]:
    """Return everybody from left to right, and the scale of a medium figure."""
    widths = [s.room.width * s.scale for s, _ in line]
    total = sum(widths) + GAP * (len(line) - 1)
    fit = min(area.width / total, tallest / max(s.room.height * s.scale for s, _ in line))
    x = area.left + (area.width - total * fit) * hall.chance.between(0.3, 0.7, "lean")
    placed = []
    for i, ((station, flip), width) in enumerate(zip(line, widths, strict=True)):
        k = fit * station.scale
        room = station.room.placed(0, 0, 1, flip)
        depth = hall.chance.between(4, 16, "depth", i) if i else 0.0
        placed.append(Placed(station.name, station.figure, x - room.left * k, area.bottom + depth, k, flip))
        x += (width + GAP) * fit
    return placed, fit


def _may_flip(one: Placed, line: list[tuple[Station, bool]]) -> bool:
    return all(station.flippable for station, _ in line if station.name == one.name)


def _roof(hall: Hall, deed: Deed, placed: list[Placed], fit: float) -> Placed:
    """Return the umbrella over everybody: drawn first, held in the hero's paw."""
    left, right = min(p.box.left for p in placed), max(p.box.right for p in placed)
    ground, hero = placed[0].y, placed[0]
    width = (right - left) + 70 * fit
    middle = (left + right) / 2
    rim = ground - min(p.box.top for p in placed) - 34 * fit
    hand = Anchor(hero.x + 126 * hero.scale - middle, -112 * hero.scale)
    leaf = deed.given == "leaf-umbrella"
    return Placed("shelter", shelter(hall.paint, width, rim, hand, colour=deed.colour, leaf=leaf), middle, ground, 1.0)


def _stalk(hall: Hall, deed: Deed, hero: Placed, roof: Placed) -> Placed:
    """Return the part of the stalk below the canopy: before the quills, beside the face."""
    low, high = (112 - 44) * hero.scale, roof.y - roof.box.top - dome_height(roof.box.width) * 0.8
    drawn = stalk(hall.paint, low, high, leaf=deed.given == "leaf-umbrella")
    return Placed("stalk", drawn, hero.x + 126 * hero.scale, hero.y, 1.0)


def headroom(deed: Deed) -> float:
    """Return which share of its usual height the group keeps: below an umbrella there must be room above."""
    return 0.86 if deed.sheltering else 1.0


def _crawler(hall: Hall, deed: Deed, fit: float) -> list[Placed]:
    """Return a small one that looks on from the side, unless small ones are in it already."""
    kind = hall.chance.pick(CRAWLERS, "crawler")
    if any(is_living(a.kind) for a in deed.companions) or kind in hall.scene.absent:
        return []
    (station,) = thing_stations(hall, (Thing(kind),))
    x = hall.width * hall.chance.pick((0.1, 0.9), "crawler")
    one = Placed(kind, station.figure, x, min(hall.height - 30, hall.ground + 60), max(0.5, fit) * station.scale)
    return [kept_inside(one, hall.frame)]


def _hearts(hall: Hall, deed: Deed, placed: list[Placed]) -> Placed:
    """Return hearts over the first companion, or over both when nothing is held there."""
    heart = path("M0,24 C-44,-8 -26,-44 0,-22 C26,-44 44,-8 0,24z", hall.paint.rounded(NAMED["red"]))
    drawn = "".join(
        put(inked(heart, hall.paint.ink, 4), dx, dy, k, tilt)
        for dx, dy, k, tilt in ((0, 0, 1.0, -8), (46, -44, 0.66, 14), (-38, -52, 0.5, -18))
    )
    friend = next(p for p in placed[1:] if p.name == deed.companions[0].kind)
    x, y = (friend.box.left + friend.box.right) / 2, friend.box.top - 28
    at = Placed("hearts", Figure(drawn, Box(-66, -86, 76, 26)), min(max(x, 90), hall.width - 100), max(110.0, y), 0.9)
    return kept_inside(at, hall.frame)


def used_up(scene: Scene, deed: Deed) -> tuple[str, ...]:
    """Return the kinds of things that the deed has placed: companions, and one of what is given."""
    shared = [t.kind for t in scene.things if t.kind == deed.given and t.count == 1]
    return (*shared, *UMBRELLAS, *(t.kind for t in scene.things if is_companion(t)))
