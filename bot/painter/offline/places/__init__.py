"""Where a picture happens: backdrops by kind of place. Called by compose; knows no actors."""

from __future__ import annotations

from collections.abc import Callable

from bot.painter.offline.places import aloft, land, plain, rooms, town, water, wild
from bot.painter.offline.places.view import Backdrop, View

PLACES: dict[str, Callable[[View], Backdrop]] = {
    "garden": land.garden,
    "meadow": land.meadow,
    "forest": land.forest,
    "farm": land.farm,
    "mountains": wild.mountains,
    "snow": wild.snow,
    "desert": wild.desert,
    "city": town.city,
    "sea": water.sea,
    "beach": water.beach,
    "underwater": water.underwater,
    "room": rooms.room,
    "bedroom": rooms.room,
    "kitchen": rooms.room,
    "cafe": rooms.room,
    "library": rooms.room,
    "space": aloft.space,
    "sky": aloft.sky,
    "plain": plain.plain,
}
INDOORS = ("room", "bedroom", "kitchen", "cafe", "library")


def backdrop(place: str, view: View) -> Backdrop:
    """Return the backdrop of `place`, one of PLACES."""
    return PLACES[place](view)
