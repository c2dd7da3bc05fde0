"""The hall: what a stage is given, and the stations of its actors and things. Called by stage and its arrangements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.painter.offline import cast
from bot.painter.offline.cast import Role
from bot.painter.offline.chance import Chance
from bot.painter.offline.figures import things
from bot.painter.offline.layout import Station
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.scene import Actor, Scene, Thing
from bot.painter.offline.sizes import UPRIGHT_UNITS, is_living, stature
from bot.painter.offline.svg import Box

#: Drawings that carry writing: mirrored it could not be read.
LETTERED = ("sign", "mailbox", "shop", "clock", "newspaper", "hospital", "school")


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
    hero: str = ""  # the kind of the one whose face nobody covers; "": the first

    @property
    def frame(self) -> Box:
        return Box(36, 44, self.width - 36, self.height - 10)

    def role(self, actor: Actor, index: int = 0, *, helping: bool = False, toward: int = 0) -> Role:
        own = self.identity(actor)
        return Role(
            actor,
            own if index == 0 else own.under("twin", index),
            self.chance.under("actor", actor.kind, index),
            helping,
            toward,
        )

    @property
    def petals(self) -> bool:
        return any("petals" in a.traits for a in self.scene.actors)


def actor_stations(hall: Hall, actors: tuple[Actor, ...]) -> list[Station]:
    """Return a station for everybody; "three mice" are three."""
    stations = []
    for actor in actors:
        for i in range(actor.count):
            role = hall.role(actor, i)
            figure = cast.figure_of(hall.paint, role)
            room = cast.figure_of(hall.paint, role.bare()).box if actor.worn else figure.box
            stations.append(Station(actor.kind, figure, room, cast.scale_of(actor, figure)))
    if len(stations) > 1:
        # On four feet one is long: beside others it must not crowd them out.
        return [replace(s, scale=s.scale * 0.84) if s.room.width > 1.4 * s.room.height else s for s in stations]
    return stations


def thing_stations(hall: Hall, wanted: tuple[Thing, ...]) -> list[Station]:
    """Return a station for every thing on the ground."""
    stations = []
    for thing in wanted:
        for i in range(thing.count):
            figure = things.draw(hall.paint, hall.chance.under("thing", thing.kind, i), thing, petals=hall.petals)
            scale = thing.size
            if is_living(thing.kind):
                scale = stature(thing.kind, thing.size) * UPRIGHT_UNITS / max(1.0, figure.box.height)
            free = not thing.words and thing.kind not in LETTERED
            stations.append(Station(thing.kind, figure, figure.box, scale, flippable=free))
    return stations


def of_place(scene: Scene, *places: str) -> tuple[Thing, ...]:
    cake = any(t.kind == "cake" for t in scene.things)
    return tuple(
        t
        for t in scene.things
        if things.place_of(t.kind) in places and t.kind != scene.seat and not (cake and t.kind == "candle")
    )
