"""The stage: the scene's actors and things, each at its place. Called by compose; knows no backdrop but its ground.

Who sits is in seats.py, who is kind in deeds.py; here are the row of subjects, the house behind, and the sky.
"""

from __future__ import annotations

from dataclasses import replace

from bot.painter.offline.deeds import Deed, deed_of, done_kindly, headroom, used_up
from bot.painter.offline.figures import furniture
from bot.painter.offline.hall import Hall, actor_stations, of_place, thing_stations
from bot.painter.offline.layout import Placed, Station, face_freed, kept_inside, row, rows
from bot.painter.offline.scene import Thing
from bot.painter.offline.seats import at_tea, in_bed, seated
from bot.painter.offline.svg import Box


def staged(hall: Hall) -> list[Placed]:
    """Return everything that stands in the picture, back to front; nothing covers the hero's face."""
    scene = hall.scene
    if scene.seat == "bed" or (
        any(t.kind == "bed" for t in scene.things) and any(a.pose == "asleep" for a in scene.actors)
    ):
        placed = in_bed(hall)
    elif scene.actors and scene.seat:
        placed = seated(hall)
    elif scene.deed == "tea" and scene.actors:
        placed = at_tea(hall)
    else:
        placed = _together(hall)
    everything = [*placed, *_in_the_sky(hall)]
    return face_freed(everything, hero_of(hall, everything), hall.frame) if everything else []


def hero_of(hall: Hall, placed: list[Placed]) -> int:
    """Return which of `placed` is the hero, or carries it: the one with a reference, else the first."""
    names = (hall.hero, *(a.kind for a in hall.scene.actors[:1]), hall.scene.seat or "", "bed")
    for name in names:
        found = next((i for i, p in enumerate(placed) if name and p.name == name and p.face), None)
        if found is not None:
            return found
    return next((i for i, p in enumerate(placed) if p.face), 0)


def _together(hall: Hall) -> list[Placed]:
    """Big things behind, actors and ground things in a row, small things before their feet."""
    scene = hall.scene
    deed = deed_of(hall)
    spent = used_up(scene, deed) if deed else ()
    big = of_place(scene, "big")
    floor = tuple(t for t in of_place(scene, "ground", "seat", "water") if t.kind not in spent)
    small = tuple(t for t in of_place(scene, "hand", "table") if t.kind not in spent)
    if scene.deed == "picnic":
        small += tuple(Thing(k) for k in ("basket", "sandwich", "watermelon") if all(t.kind != k for t in small))
    if not scene.actors and not big and not floor:
        return _still_life(hall, small)
    placed = _backdrop_things(hall, big, alone=not scene.actors)
    if deed:
        placed += _kind_group(hall, deed, crowded=bool(big))
        aside = Box(hall.width * 0.04, 0, hall.width * 0.96, hall.ground - hall.height * 0.06)
        placed = row(thing_stations(hall, floor), aside, hall.chance.under("floor"), hall.height * 0.3) + placed
    else:
        placed += _row_of(hall, actor_stations(hall, scene.actors), thing_stations(hall, floor), bool(big))
    return placed + _small_things(hall, small, placed)


def _kind_group(hall: Hall, deed: Deed, *, crowded: bool) -> list[Placed]:
    """Place a deed in the middle, or beside a house."""
    share = hall.chance.under("row").between(0.46, 0.58, "tall") * (0.64 if crowded else 1.0)
    tallest = min(hall.height, hall.width * 1.05) * share * headroom(deed)
    w, side = hall.width, house_side(hall)
    left, right = (0.46, 0.97) if side < 0 else (0.03, 0.54)
    area = Box(w * left, 0, w * right, hall.ground + 34) if crowded else Box(w * 0.08, 0, w * 0.92, hall.ground)
    return [kept_inside(p, hall.frame) for p in done_kindly(hall, deed, area, tallest)]


def _row_of(hall: Hall, stations: list[Station], beside: list[Station], crowded: bool) -> list[Placed]:
    """Place the actors in the middle and the things at their sides."""
    chance, scene = hall.chance.under("row"), hall.scene
    if beside and stations and chance.happens(0.5, "before"):
        line = beside[:1] + stations + beside[1:]
    else:
        line = stations + beside
    if not line:
        return []
    share = chance.between(0.34, 0.72, "tall") if len(line) == 1 else chance.between(0.42, 0.54, "tall")
    if scene.close:
        share = 0.74
    tallest = min(hall.height, hall.width * 1.05) * share
    margin = hall.width * (0.05 if len(line) > 1 else 0.04)
    if crowded:
        return _before_the_house(hall, line, tallest * 0.62)
    area = Box(margin, 0, hall.width - margin, hall.ground)
    placed = [kept_inside(p, hall.frame) for p in rows(line, area, chance, tallest)]
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
    placed = [
        kept_inside(p, hall.frame)
        for some, area in parts
        for p in row(some, area, chance.under(area.left > w / 2), tallest)
    ]
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


def _in_the_sky(hall: Hall) -> list[Placed]:
    """Place what flies, from the left or the right side of the sky inwards."""
    stations = thing_stations(hall, of_place(hall.scene, "sky"))
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
                    replace(station.figure, shadow=0),
                    x,
                    y,
                    k * station.scale,
                    chance.happens(0.5, "flip"),
                ),
                hall.frame,
            )
        )
    return placed
