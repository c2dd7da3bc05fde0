"""Seats: in bed, in a boat, on a cushion, at the tea table. Called by stage."""

from __future__ import annotations

from bot.painter.offline import cast
from bot.painter.offline.cast import Role
from bot.painter.offline.figures import furniture, things
from bot.painter.offline.hall import Hall, actor_stations, of_place, thing_stations
from bot.painter.offline.layout import Placed, Station, kept_inside, row
from bot.painter.offline.scene import Thing
from bot.painter.offline.svg import Anchor, Box, Figure, put

#: What lies before a bed, when the words name nothing.
BESIDE_THE_BED = (None, "teddy", "lantern", "book", "shoes", "ball", "drum", "backpack-thing")


def in_bed(hall: Hall) -> list[Placed]:
    """Tuck the first actor in; the others stand beside."""
    scene = hall.scene
    colour = next((t.colour for t in scene.things if t.kind == "bed"), None)
    sleeper = cast.sleeper_of(hall.paint, hall.role(scene.actors[0])) if scene.actors else None
    bed = furniture.bed(hall.paint, hall.chance.under("bed"), sleeper, colour)
    if sleeper is not None and scene.actors[0].pose == "asleep":
        bed = cast.dreaming(bed, Anchor(-40, -300))
    k = min(hall.width * hall.chance.between(0.66, 0.9, "bed"), hall.height * 1.05) / 820
    spare = (hall.width - 72 - 815 * k) / 2
    x = hall.width / 2 + max(0.0, spare) * hall.chance.between(-1, 1, "bed", "x")
    placed = [kept_inside(Placed("bed", bed, x, hall.ground, k, hall.chance.happens(0.5, "bed", "flip")), hall.frame)]
    guests = actor_stations(hall, scene.actors[1:]) + thing_stations(hall, of_place(scene, "ground", "hand", "table"))
    kept = hall.chance.pick(BESIDE_THE_BED, "beside the bed")
    if not guests and kept:
        guests = thing_stations(hall, (Thing(kept),))
    area = Box(hall.width * 0.2, 0, hall.width * 0.8, hall.height - 40)
    return placed + row(
        guests, area, hall.chance.under("guests"), hall.height * (0.13 if len(scene.actors) < 2 else 0.24)
    )


def seated(hall: Hall) -> list[Placed]:
    """Put the first actor into or onto what carries it."""
    scene, paint = hall.scene, hall.paint
    seat = scene.seat or ""
    colour = next((t.colour for t in scene.things if t.kind == seat), None)
    role = hall.role(scene.actors[0])
    if seat == "boat":
        crew = [hall.role(actor, i) for actor in scene.actors for i in range(actor.count)]
        riders = [cast.rider_of(paint, one) for one in crew[:3]]
        carried = furniture.boat(paint, hall.chance.under("boat"), riders, colour)
    else:
        carried = _mounted(hall, role, things.draw(paint, hall.chance.under("seat"), Thing(seat, 1, colour)), seat)
    stations = [Station(seat, carried, carried.box)]
    others = scene.actors[1:] if seat != "boat" else ()
    stations += actor_stations(hall, others) + thing_stations(hall, of_place(scene, "ground", "hand", "table", "water"))
    area = Box(hall.width * 0.06, 0, hall.width * 0.94, hall.ground)
    tallest = min(hall.height, hall.width * 1.05) * hall.chance.between(0.6, 0.68, "tall")
    return [kept_inside(p, hall.frame) for p in row(stations, area, hall.chance.under("row"), tallest)]


def _mounted(hall: Hall, role: Role, seat: Figure, kind: str) -> Figure:
    """Return somebody on a cushion or a chair, or behind the side of a car."""
    if kind in ("cushion", "chair", "sofa", "skateboard", "sled"):
        rider = cast.figure_of(hall.paint, role)
        rise = {"cushion": 88, "chair": 110, "sofa": 70, "skateboard": 60, "sled": 60}[kind]
        k = 1.0 if kind != "chair" else 0.8
        wide = 0.95 if kind == "cushion" else 1.5
        y = -rise * wide + 24
        drawn = put(seat.svg, 0, 0, wide) + put(rider.svg, 0, y, k)
        return Figure(
            drawn,
            seat.box.placed(0, 0, wide).joined(rider.box.placed(0, y, k)),
            {},
            seat.shadow * wide,
            _seen(rider, y, k),
        )
    rider = cast.rider_of(hall.paint, role)
    k = 1.9
    base = -seat.box.height * k * (0.74 if kind in ("train", "bus", "truck", "tractor") else 0.5)
    drawn = put(rider.svg, 0, base, 1.0) + put(seat.svg, 0, 0, k)
    return Figure(
        drawn, seat.box.placed(0, 0, k).joined(rider.box.placed(0, base, 1)), {}, seat.shadow * k, _seen(rider, base, 1)
    )


def _seen(rider: Figure, y: float, k: float) -> Box | None:
    return rider.face.placed(0, y, k) if rider.face else None


def at_tea(hall: Hall) -> list[Placed]:
    """Seat everybody around a table with a pot and cups."""
    scene, paint = hall.scene, hall.paint
    desk = furniture.table(paint, hall.chance.under("desk"), 400)
    laid = ["coffee", "teapot", "cupcake"]
    laid += [t.kind for t in of_place(scene, "hand", "table") if t.kind not in laid]
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
