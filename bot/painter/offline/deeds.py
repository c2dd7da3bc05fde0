"""Kind deeds: who is helped, what is shared, the hearts above. Called by stage."""

from __future__ import annotations

from bot.painter.offline.figures import things
from bot.painter.offline.figures.looks import NAMED
from bot.painter.offline.hall import Hall
from bot.painter.offline.layout import Placed
from bot.painter.offline.scene import Actor, Scene, Thing
from bot.painter.offline.svg import Box, Figure, inked, path, put

#: Whom a kind deed is done to, when the words name nobody.
FRIENDS = ("mouse", "bird", "chick", "rabbit", "squirrel", "frog")
CRAWLERS = ("snail", "ladybug", "caterpillar")
DEEDS = ("leaf-umbrella", "flower", "cupcake", "apple", "leaf-umbrella", "gift")


def with_friends(hall: Hall) -> tuple[Actor, ...]:
    """Return the actors with somebody to be kind to."""
    actors = hall.scene.actors
    if len(actors) > 1:
        return actors
    many = 1 if hall.chance.happens(0.6, "friends") else 2
    friends = tuple(
        Actor(kind, size=0.9) for kind in hall.chance.some(FRIENDS, many, "friend") if kind != actors[0].kind
    )
    return (*actors, *friends)


def given_by_name(scene: Scene) -> str:
    """Return the first small thing that the words name: it is what the deed is done with."""
    return next((t.kind for t in scene.things if things.place_of(t.kind) == "hand"), "")


def gift(hall: Hall, placed: list[Placed]) -> list[Placed]:
    """Return what is shared between the first two, hearts above it, and a small crawler that looks on."""
    cast_ = [p for p in placed if p.name in {a.kind for a in with_friends(hall)}]
    if len(cast_) < 2:
        return []
    named = given_by_name(hall.scene)
    given = [named] if named else [hall.chance.pick(DEEDS, "deed")]
    if "rain" in hall.scene.weather and not named:
        given = ["leaf-umbrella"]
    first, second = cast_[0].box, cast_[1].box
    x, y = (first.right + second.left) / 2, max(cast_[0].y, cast_[1].y)
    figure = things.draw(hall.paint, hall.chance.under("given"), Thing(given[0]))
    if given[0] == "leaf-umbrella":
        small = second if second.height < first.height else first
        k = max(small.width * 1.25, small.height * 0.9) / 390
        x = (small.left + small.right) / 2
        tall = small.height * 1.62
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
