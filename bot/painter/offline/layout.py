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


def row(stations: Sequence[Station], area: Box, chance: Chance, tallest: float) -> list[Placed]:
    """Place `stations` side by side on the bottom of `area`; the tallest gets at most `tallest`."""
    if not stations:
        return []
    widths = [s.room.width * s.scale for s in stations]
    tall = max(s.room.height * s.scale for s in stations)
    gap = 26.0 * (len(stations) - 1)
    fit = min(tallest / tall, area.width / (sum(widths) + gap))
    spare = area.width - (sum(widths) + gap) * fit
    lean = chance.between(0.06, 0.94, "lean") if len(stations) == 1 else chance.between(0.3, 0.7, "lean")
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
    return row(by_size[:half], back, chance.under("back"), share) + row(
        by_size[half:], area, chance.under("front"), share
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
