"""Layout: who stands where. Stations in a row on the ground line, fitted to the picture. Called by stage.

Pure arithmetic on boxes; draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.painter.offline.chance import Chance
from bot.painter.offline.svg import Box, Figure


@dataclass(frozen=True, slots=True)
class Station:
    """A figure that wants a place: `room` is the box that counts for its size, without hats."""

    name: str
    figure: Figure
    room: Box
    scale: float = 1.0
    behind: bool = False
    flippable: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure at its place."""

    name: str
    figure: Figure
    x: float
    y: float
    scale: float
    flip: bool = False

    @property
    def box(self) -> Box:
        return self.figure.box.placed(self.x, self.y, self.scale, self.flip)

    @property
    def face(self) -> Box | None:
        face = self.figure.face
        return face.placed(self.x, self.y, self.scale, self.flip) if face else None


def row(stations: Sequence[Station], area: Box, chance: Chance, tallest: float) -> list[Placed]:
    """Place `stations` side by side on the bottom of `area`; the tallest gets at most `tallest`."""
    if not stations:
        return []
    widths = [s.room.width * s.scale for s in stations]
    tall = max(s.room.height * s.scale for s in stations)
    gap = 26.0 * (len(stations) - 1)
    fit = min(tallest / tall, area.width / (sum(widths) + gap))
    spare = area.width - (sum(widths) + gap) * fit
    lean = chance.between(0.0, 1.0, "lean") if len(stations) == 1 else chance.between(0.3, 0.7, "lean")
    x = area.left + spare * lean
    placed = []
    for i, (station, width) in enumerate(zip(stations, widths, strict=True)):
        k = fit * station.scale
        left_half = i < (len(stations) - 1) / 2
        flip = station.flippable and (left_half if len(stations) > 1 else chance.happens(0.5, "flip"))
        room = station.room.placed(0, 0, 1, flip)
        wobble = chance.between(-16, 10, "depth", i) if len(stations) > 1 else 0.0
        placed.append(Placed(station.name, station.figure, x - room.left * k, area.bottom + wobble, k, flip))
        x += (width + 26) * fit
    return placed


def rows(stations: Sequence[Station], area: Box, chance: Chance, tallest: float) -> list[Placed]:
    """Place many in two rows, the larger ones behind; up to four in one."""
    if len(stations) <= 4:
        return row(stations, area, chance, tallest)
    by_size = sorted(stations, key=lambda s: -s.room.height * s.scale)
    half = (len(stations) + 1) // 2
    share = tallest * 0.82
    back = Box(area.left, area.top, area.right, area.bottom - share * 0.5)
    parts = ((by_size[:half], back, "back"), (by_size[half:], area, "front"))
    # One measure for both rows: a row of ladybirds of its own would fill the picture.
    fit = min(_fit(some, place, share) for some, place, _ in parts)
    return [
        one
        for some, place, name in parts
        for one in row(some, place, chance.under(name), fit * max(s.room.height * s.scale for s in some))
    ]


def _fit(stations: Sequence[Station], area: Box, tallest: float) -> float:
    wide = sum(s.room.width * s.scale for s in stations) + 26.0 * (len(stations) - 1)
    return min(tallest / max(s.room.height * s.scale for s in stations), area.width / wide)


def face_freed(placed: Sequence[Placed], hero: int, frame: Box) -> list[Placed]:
    """Return `placed` with nothing before the face of `placed[hero]`.

    What stands there steps aside; if the frame leaves it no room it is drawn behind the hero.
    """
    face = placed[hero].face
    if face is None:
        return list(placed)
    behind: list[Placed] = list(placed[:hero])
    before: list[Placed] = []
    for one in placed[hero + 1 :]:
        moved = _aside(one, face, frame)
        (before if moved is not None else behind).append(moved or one)
    return [*behind, placed[hero], *before]


def _aside(one: Placed, face: Box, frame: Box) -> Placed | None:
    """Return `one` moved as little as will clear `face`; None when that would leave the frame."""
    box = one.box
    if not box.meets(face):
        return one
    ways = sorted((face.left - box.right - 2, face.right - box.left + 2), key=abs)
    return next(
        (replace(one, x=one.x + dx) for dx in ways if frame.left <= box.left + dx and box.right + dx <= frame.right),
        None,
    )


def kept_inside(placed: Placed, frame: Box) -> Placed:
    """Return `placed` shrunk about its feet, then moved, until its whole box lies inside `frame`."""
    box = placed.box
    k = min(1.0, frame.width / max(1.0, box.width), (placed.y - frame.top) / max(1.0, placed.y - box.top))
    placed = replace(placed, scale=placed.scale * max(0.05, k))
    box = placed.box
    shift = max(0.0, frame.left - box.left) - max(0.0, box.right - frame.right)
    return replace(placed, x=placed.x + shift)


def bounds(items: Sequence[Placed]) -> Box:
    """Return the box around everything placed."""
    box = items[0].box
    for item in items[1:]:
        box = box.joined(item.box)
    return box
