"""The stage: the scene's actors and things, each at its place. Called by compose; knows no backdrop but its ground.

One function to a kind of arrangement: in bed, in a boat, at tea, a kind deed, a row of subjects.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.painter.offline import cast
from bot.painter.offline.cast import Role
from bot.painter.offline.chance import Chance
from bot.painter.offline.figures import furniture, things
from bot.painter.offline.figures.looks import NAMED
from bot.painter.offline.layout import Placed, Station, kept_inside, row
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.scene import Actor, Scene, Thing
from bot.painter.offline.svg import Box, Figure, inked, path, put

#: Whom a kind deed is done to, when the words name nobody.
FRIENDS = ("mouse", "bird", "chick", "rabbit", "squirrel", "frog")
CRAWLERS = ("snail", "ladybug", "caterpillar")
DEEDS = ("leaf-umbrella", "flower", "cupcake", "apple", "leaf-umbrella", "gift")


@dataclass(frozen=True, slots=True)
class Hall:
    """What the stage is given: scene, paints, chances and the frame to fill."""

    scene: Scene
    paint: Paintbox
    chance: Chance
    identity: Callable[[Actor], Chance]
    width: float
    height: float
    ground: float

    @property
    def frame(self) -> Box:
        return Box(36, 44, self.width - 36, self.height - 10)

    def role(self, actor: Actor, index: int = 0, *, helping: bool = False) -> Role:
        own = self.identity(actor)
        return Role(
            actor,
            own if index == 0 else own.under("twin", index),
            self.chance.under("actor", actor.kind, index),
            helping,
        )

    @property
    def petals(self) -> bool:
        return any("petals" in a.traits for a in self.scene.actors)


def staged(hall: Hall) -> list[Placed]:
    """Return everything that stands in the picture, back to front."""
    scene = hall.scene
    if scene.seat == "bed" or (
        any(t.kind == "bed" for t in scene.things) and any(a.pose == "asleep" for a in scene.actors)
    ):
        placed = _in_bed(hall)
    elif scene.actors and scene.seat:
        placed = _seated(hall)
    elif scene.deed == "tea" and scene.actors:
        placed = _at_tea(hall)
    else:
        placed = _together(hall)
    return [*placed, *_in_the_sky(hall)]


# -- stations -------------------------------------------------------------------------------------------------------


def actor_stations(hall: Hall, actors: tuple[Actor, ...], *, helping: bool = False) -> list[Station]:
    """Return a station for everybody; "three mice" are three."""
    stations = []
    for n, actor in enumerate(actors):
        for i in range(actor.count):
            role = hall.role(actor, i, helping=helping and n == 0 and i == 0)
            figure = cast.figure_of(hall.paint, role)
            room = cast.figure_of(hall.paint, role.bare()).box if actor.worn else figure.box
            stations.append(Station(actor.kind, figure, room, cast.scale_of(actor)))
    return stations


def thing_stations(hall: Hall, wanted: tuple[Thing, ...]) -> list[Station]:
    """Return a station for every thing on the ground."""
    stations = []
    for thing in wanted:
        for i in range(thing.count):
            figure = things.draw(hall.paint, hall.chance.under("thing", thing.kind, i), thing, petals=hall.petals)
            stations.append(
                Station(thing.kind, figure, figure.box, thing.size, flippable=not thing.words and thing.kind != "sign")
            )
    return stations


def _of_place(scene: Scene, *places: str) -> tuple[Thing, ...]:
    cake = any(t.kind == "cake" for t in scene.things)
    return tuple(
        t
        for t in scene.things
        if things.place_of(t.kind) in places and t.kind != scene.seat and not (cake and t.kind == "candle")
    )


# -- arrangements ---------------------------------------------------------------------------------------------------


def _together(hall: Hall) -> list[Placed]:
    """Big things behind, actors and ground things in a row, small things before their feet."""
    scene = hall.scene
    actors, kindly = scene.actors, scene.deed == "kind" and bool(scene.actors)
    if kindly:
        actors = _with_friends(hall)
    stations = actor_stations(hall, actors, helping=kindly)
    big = _of_place(scene, "big")
    floor = _of_place(scene, "ground", "seat", "water")
    small = _of_place(scene, "hand", "table")
    if not stations and not big and not floor:
        return _still_life(hall, small)
    placed = _backdrop_things(hall, big, alone=not stations)
    beside = thing_stations(hall, floor)
    placed += _row_of(hall, stations, beside, bool(big))
    if kindly:
        placed += _gift(hall, placed)
    return placed + _small_things(hall, small, placed)


def _row_of(hall: Hall, stations: list[Station], beside: list[Station], crowded: bool) -> list[Placed]:
    """Place the actors in the middle and the things at their sides."""
    chance, scene = hall.chance.under("row"), hall.scene
    if beside and stations and chance.happens(0.5, "before"):
        line = beside[:1] + stations + beside[1:]
    else:
        line = stations + beside
    if not line:
        return []
    share = chance.between(0.44, 0.6, "tall") if len(line) == 1 else chance.between(0.4, 0.5, "tall")
    if scene.close:
        share = 0.74
    tallest = min(hall.height, hall.width * 1.05) * share
    margin = hall.width * (0.05 if len(line) > 1 else 0.07)
    if crowded:
        return _before_the_house(hall, line, tallest * 0.62)
    area = Box(margin, 0, hall.width - margin, hall.ground)
    placed = [kept_inside(p, hall.frame) for p in row(line, area, chance, tallest)]
    return sorted(placed, key=lambda p: p.y)


def _before_the_house(hall: Hall, line: list[Station], tallest: float) -> list[Placed]:
    """Place a row so that it leaves the door free: at one side, or at both."""
    w, y, chance = hall.width, hall.ground + 34, hall.chance.under("row")
    left, right = Box(w * 0.04, 0, w * 0.42, y), Box(w * 0.58, 0, w * 0.96, y)
    side = house_side(hall)
    if side == 0 and len(line) > 1:
        half = len(line) // 2
        parts = [(line[:half], left), (line[half:], right)]
    else:
        # The house stands at the other side.
        parts = [(line, Box(w * 0.46, 0, w * 0.97, y) if side < 0 else Box(w * 0.03, 0, w * 0.54, y))]
    placed = [kept_inside(p, hall.frame) for some, area in parts for p in row(some, area, chance.under(area.left > w / 2), tallest)]
    return sorted(placed, key=lambda p: p.y)


def house_side(hall: Hall) -> int:
    """Return where a building stands when somebody is with it: -1 left, 0 middle, 1 right."""
    return hall.chance.pick((-1, 0, 1, 0), "house side")


def _backdrop_things(hall: Hall, big: tuple[Thing, ...], *, alone: bool) -> list[Placed]:
    """Place houses, castles and trees behind the actors."""
    chance = hall.chance.under("big")
    stations = thing_stations(hall, big)
    if not stations:
        return []
    height = min(hall.height, hall.width * 1.1)
    tallest = height * (chance.between(0.62, 0.7, "tall") if alone or len(big) == 1 else 0.5)
    wide = hall.width * (0.86 if len(stations) > 1 else 0.72)
    shift = chance.pick((0.3, 0.5, 0.7), "left") if alone else 0.5 + 0.62 * house_side(hall)
    left = (hall.width - wide) * (shift if len(stations) == 1 else 0.5)
    area = Box(left, 0, left + wide, hall.ground - hall.height * (0.06 if alone else 0.1))
    return [kept_inside(p, hall.frame) for p in row(stations, area, chance, tallest)]


def _still_life(hall: Hall, small: tuple[Thing, ...]) -> list[Placed]:
    """Place small things on a table: a cake alone in a meadow is lost."""
    if not small:
        return []
    desk = furniture.table(hall.paint, hall.chance.under("desk"), 560)
    k = hall.width * 0.78 / 560 if hall.width <= hall.height else hall.height * 0.86 / 560
    base = Placed("table", desk, hall.width / 2, hall.ground + 20, k)
    top = Box(hall.width / 2 - 215 * k, 0, hall.width / 2 + 215 * k, base.y - 172 * k)
    share = 0.44 if len(small) == 1 else 0.34
    laid = row(thing_stations(hall, small), top, hall.chance.under("laid"), min(hall.width, hall.height) * share)
    return [base, *laid]


def _small_things(hall: Hall, small: tuple[Thing, ...], others: list[Placed]) -> list[Placed]:
    """Place small things on the ground before everybody's feet."""
    stations = thing_stations(hall, small)
    if not stations:
        return []
    tall = max((p.box.height for p in others), default=400)
    area = Box(hall.width * 0.12, 0, hall.width * 0.88, min(hall.height - 24, hall.ground + 62))
    return row(stations, area, hall.chance.under("small"), min(tall * 0.34, 150))


def _in_bed(hall: Hall) -> list[Placed]:
    """Tuck the first actor in; the others stand beside."""
    scene = hall.scene
    colour = next((t.colour for t in scene.things if t.kind == "bed"), None)
    sleeper = cast.sleeper_of(hall.paint, hall.role(scene.actors[0])) if scene.actors else None
    bed = furniture.bed(hall.paint, hall.chance.under("bed"), sleeper, colour)
    k = min(hall.width * hall.chance.between(0.82, 0.9, "bed"), hall.height * 1.05) / 820
    placed = [
        kept_inside(
            Placed("bed", bed, hall.width / 2, hall.ground, k, hall.chance.happens(0.5, "bed", "flip")), hall.frame
        )
    ]
    guests = actor_stations(hall, scene.actors[1:]) + thing_stations(hall, _of_place(scene, "ground", "hand", "table"))
    area = Box(hall.width * 0.2, 0, hall.width * 0.8, hall.height - 40)
    return placed + row(guests, area, hall.chance.under("guests"), hall.height * 0.22)


def _seated(hall: Hall) -> list[Placed]:
    """Put the first actor into or onto what carries it."""
    scene, paint = hall.scene, hall.paint
    seat = scene.seat or ""
    colour = next((t.colour for t in scene.things if t.kind == seat), None)
    role = hall.role(scene.actors[0])
    if seat == "boat":
        carried = furniture.boat(paint, hall.chance.under("boat"), cast.rider_of(paint, role), colour)
    else:
        carried = _mounted(hall, role, things.draw(paint, hall.chance.under("seat"), Thing(seat, 1, colour)), seat)
    stations = [Station(seat, carried, carried.box)]
    others = scene.actors[1:]
    stations += actor_stations(hall, others) + thing_stations(
        hall, _of_place(scene, "ground", "hand", "table", "water")
    )
    area = Box(hall.width * 0.06, 0, hall.width * 0.94, hall.ground)
    tallest = min(hall.height, hall.width * 1.05) * hall.chance.between(0.6, 0.68, "tall")
    return [kept_inside(p, hall.frame) for p in row(stations, area, hall.chance.under("row"), tallest)]


def _mounted(hall: Hall, role: Role, seat: Figure, kind: str) -> Figure:
    """Return somebody on a cushion or a chair, or behind the side of a car."""
    if kind in ("cushion", "chair", "sofa", "skateboard", "sled"):
        rider = cast.figure_of(hall.paint, role)
        rise = {"cushion": 88, "chair": 110, "sofa": 70, "skateboard": 60, "sled": 60}[kind]
        k = 1.0 if kind != "chair" else 0.8
        drawn = put(seat.svg, 0, 0, 1.5) + put(rider.svg, 0, -rise * 1.5 + 24, k)
        return Figure(
            drawn, seat.box.placed(0, 0, 1.5).joined(rider.box.placed(0, -rise * 1.5 + 24, k)), {}, seat.shadow * 1.5
        )
    rider = cast.rider_of(hall.paint, role)
    k = 1.9
    base = -seat.box.height * k * 0.5
    drawn = put(rider.svg, 0, base, 1.0) + put(seat.svg, 0, 0, k)
    return Figure(drawn, seat.box.placed(0, 0, k).joined(rider.box.placed(0, base, 1)), {}, seat.shadow * k)


def _at_tea(hall: Hall) -> list[Placed]:
    """Seat everybody around a table with a pot and cups."""
    scene, paint = hall.scene, hall.paint
    desk = furniture.table(paint, hall.chance.under("desk"), 400)
    laid = ["coffee", "teapot", "cupcake"]
    laid += [t.kind for t in _of_place(scene, "hand", "table") if t.kind not in laid]
    top = ""
    for i, kind in enumerate(laid[:5]):
        x = (i - (len(laid[:5]) - 1) / 2) * 96
        top += put(
            things.draw(paint, hall.chance.under("laid", kind), Thing(kind)).svg,
            x,
            -164,
            0.86 if kind != "teapot" else 0.96,
        )
    table = Figure(desk.svg + top, desk.box.joined(Box(-200, -330, 200, 0)), {}, desk.shadow)
    guests = actor_stations(hall, scene.actors)
    half = (len(guests) + 1) // 2
    line = [*guests[:half], Station("table", table, Box(-140, -330, 140, 0), 1.0, flippable=False), *guests[half:]]
    area = Box(hall.width * 0.04, 0, hall.width * 0.96, hall.ground)
    placed = row(line, area, hall.chance.under("row"), min(hall.height, hall.width) * 0.56)
    # The table stands a little before its guests.
    moved = [Placed(p.name, p.figure, p.x, p.y + (24 if p.name == "table" else 0), p.scale, p.flip) for p in placed]
    return sorted((kept_inside(p, hall.frame) for p in moved), key=lambda p: p.y)


# -- kind deeds -----------------------------------------------------------------------------------------------------


def _with_friends(hall: Hall) -> tuple[Actor, ...]:
    """Return the actors with somebody to be kind to."""
    actors = hall.scene.actors
    if len(actors) > 1:
        return actors
    many = 1 if hall.chance.happens(0.6, "friends") else 2
    friends = tuple(
        Actor(kind, size=0.9) for kind in hall.chance.some(FRIENDS, many, "friend") if kind != actors[0].kind
    )
    return (*actors, *friends)


def _gift(hall: Hall, placed: list[Placed]) -> list[Placed]:
    """Return what is shared between the first two, hearts above it, and a small crawler that looks on."""
    cast_ = [p for p in placed if p.name in {a.kind for a in _with_friends(hall)}]
    if len(cast_) < 2:
        return []
    given = [t.kind for t in hall.scene.things if things.place_of(t.kind) == "hand"] or [
        hall.chance.pick(DEEDS, "deed")
    ]
    if "rain" in hall.scene.weather:
        given = ["leaf-umbrella"]
    first, second = cast_[0].box, cast_[1].box
    x, y = (first.right + second.left) / 2, max(cast_[0].y, cast_[1].y)
    figure = things.draw(hall.paint, hall.chance.under("given"), Thing(given[0]))
    if given[0] == "leaf-umbrella":
        small = second if second.height < first.height else first
        k = max(small.width * 1.25, small.height * 0.9) / 390
        x = (small.left + small.right) / 2
        tall = max(small.height * 1.22, 300 * k)
        item = Placed(
            "gift", Figure(put(figure.svg, 0, 0, 1), figure.box), x + small.width * 0.36, y + 2, max(k, tall / 416)
        )
    else:
        item = Placed("gift", figure, x, y + 14, min(first.height, second.height) * 0.42 / max(1.0, figure.box.height))
    hearts = _hearts(hall, x, min(first.top, second.top) + 30)
    kind = hall.chance.pick(CRAWLERS, "crawler")
    crawler = things.draw(hall.paint, hall.chance.under("crawler"), Thing(kind))
    looker = Placed(
        kind,
        crawler,
        hall.width * hall.chance.pick((0.12, 0.88), "crawler"),
        min(hall.height - 30, hall.ground + 60),
        0.75,
    )
    return [item, looker, hearts]


def _hearts(hall: Hall, x: float, y: float) -> Placed:
    heart = path("M0,24 C-44,-8 -26,-44 0,-22 C26,-44 44,-8 0,24z", hall.paint.rounded(NAMED["red"]))
    drawn = "".join(
        put(inked(heart, hall.paint.ink, 4), dx, dy, k, tilt)
        for dx, dy, k, tilt in ((0, 0, 1.0, -8), (46, -44, 0.66, 14), (-38, -52, 0.5, -18))
    )
    return Placed("hearts", Figure(drawn, Box(-66, -86, 76, 26)), min(max(x, 90), hall.width - 100), max(110.0, y), 1.1)


# -- sky ------------------------------------------------------------------------------------------------------------


def _in_the_sky(hall: Hall) -> list[Placed]:
    """Place what flies, from the left or the right side of the sky inwards."""
    stations = thing_stations(hall, _of_place(hall.scene, "sky"))
    placed = []
    alone = hall.scene.actors == () and len(stations) == 1
    for i, station in enumerate(stations[:9]):
        chance = hall.chance.under("sky", i)
        side = (0.2, 0.8, 0.5, 0.35, 0.65)[i % 5]
        k = 1.0 if not alone else 1.9
        x = (
            hall.width * (side + chance.between(-0.06, 0.06, "x"))
            if not alone
            else hall.width * chance.between(0.36, 0.64, "x")
        )
        y = hall.height * chance.between(0.2, 0.36, "y") if not alone else hall.height * 0.62
        placed.append(
            kept_inside(
                Placed(
                    station.name,
                    Figure(station.figure.svg, station.figure.box),
                    x,
                    y,
                    k * station.scale,
                    chance.happens(0.5, "flip"),
                ),
                hall.frame,
            )
        )
    return placed
