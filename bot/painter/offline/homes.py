"""Homes: where a scene happens when its words do not say. Called by compose; the table is data/homes.toml."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from bot.painter.offline.chance import Chance
from bot.painter.offline.figures import things
from bot.painter.offline.scene import Scene

USUAL = ("garden", "garden", "meadow", "garden", "forest", "meadow")
#: Things that are at home out of doors; a few others are sometimes drawn in a room.
OUTDOORS = ("house", "mailbox", "tree", "sunflower", "windmill", "flower")


@lru_cache(maxsize=1)
def homes() -> dict[str, dict[str, str]]:
    """Return the place of every subject, and of every piece of clothing, that has one."""
    text = files("bot.painter.offline").joinpath("data/homes.toml").read_text("utf-8")
    return {
        table: {name: place for place, names in rows.items() for name in names}
        for table, rows in tomllib.loads(text).items()
    }


def indoors(kind: str) -> bool:
    """Tell whether a thing may be drawn in a room when no word says where."""
    return kind not in OUTDOORS and things.place_of(kind) in ("hand", "table", "seat")


def place_of(scene: Scene, chance: Chance) -> str:
    """Return the place that the words give, else where such subjects live, else one of the usual ones."""
    if scene.plain:
        return "plain"
    if scene.seat == "bed" and scene.place in (None, "garden", "meadow"):
        return "bedroom"
    if scene.place:
        return "sea" if scene.seat == "boat" and scene.place in ("meadow", "sky") else scene.place
    subjects = (scene.seat, *(t.kind for t in scene.things), *(a.kind for a in scene.actors))
    clothes = (w.kind for a in scene.actors for w in a.worn)
    known = homes()
    at_home = [known["subjects"][s] for s in subjects if s in known["subjects"]]
    at_home += [known["clothes"][c] for c in clothes if c in known["clothes"]]
    if scene.season == "christmas":
        at_home.append("snow")
    if not at_home and scene.things and not scene.actors and all(indoors(t.kind) for t in scene.things):
        at_home += ["room"] if len(scene.things) < 3 and chance.happens(0.35, "indoors") else []
    return at_home[0] if at_home else chance.pick(USUAL, "place")
