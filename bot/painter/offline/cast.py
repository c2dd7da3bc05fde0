"""Casting: an actor of the scene becomes a figure, in the pose that suits what it does. Called by layout.

How somebody looks comes from its own chance; how it stands comes from the scene's.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.painter.offline.chance import Chance
from bot.painter.offline.figures import creature, hedgehog, things, wear
from bot.painter.offline.figures.emoji import has_face
from bot.painter.offline.figures.head import head
from bot.painter.offline.figures.looks import Looks, looks_of
from bot.painter.offline.figures.species import all_species
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.scene import Actor, Held, Thing
from bot.painter.offline.svg import Anchor, Box, Figure, put

#: Held up high, at the side; everything else is held before the chest.
ALOFT = (
    "balloon",
    "umbrella",
    "leaf-umbrella",
    "flag",
    "kite",
    "broom",
    "sword",
    "magic-wand",
    "guitar",
    "lantern",
    "rose",
    "tulip",
    "flower",
    "bouquet",
    "icecream",
    "watering-can",
    "microphone",
    "basket",
    "paintbrush",
    "candle",
    "heart",
    "gift",
    "axe",
    "sunflower",
    "suitcase",
    "bucket",
)
GESTURES = (
    ("down", "down"),
    ("down", "wave"),
    ("wave", "down"),
    ("front", "front"),
    ("down", "hold"),
    ("hold", "down"),
)


@dataclass(frozen=True, slots=True)
class Role:
    """One actor on its way onto the stage: who it is, by which chance it looks and by which it stands."""

    actor: Actor
    own: Chance
    scene: Chance
    helping: bool = False  # it raises a paw to give or to shelter

    def bare(self) -> Role:
        """Return the role without what is worn: the size of a picture must not depend on a hat."""
        actor = self.actor
        plain = Actor(actor.kind, 1, actor.colour, actor.size, actor.mood, actor.pose, (), actor.held, actor.traits)
        return Role(plain, self.own, self.scene, self.helping)


def is_creature(kind: str) -> bool:
    return kind in all_species()


def scale_of(actor: Actor) -> float:
    """Return how large an actor is beside others."""
    kin = all_species().get(actor.kind)
    return actor.size * (kin.scale if kin else 0.85)


def figure_of(paint: Paintbox, role: Role) -> Figure:
    """Return the figure of `role`, standing on y = 0, looking left or straight ahead."""
    actor = role.actor
    mood = mood_of(role)
    if not is_creature(actor.kind):
        return _thing_alive(paint, role, mood)
    looks = looks_of(actor, role.own)
    if actor.pose == "asleep" and actor.kind == "hedgehog":
        return dreaming(hedgehog.sideways(paint, looks, role.own, mood="asleep", worn=actor.worn))
    if actor.pose == "asleep":
        return dreaming(creature.asleep(paint, looks, role.own, actor.worn))
    if is_sideways(role):
        return hedgehog.sideways(
            paint, looks, role.own, mood=mood, worn=actor.worn, raised=role.helping or actor.pose == "waving"
        )
    gesture, held = _hands(paint, role, looks)
    turn = role.scene.between(-1, 1, "turn")
    return creature.upright(paint, looks, role.own, mood=mood, gesture=gesture, turn=turn, worn=actor.worn, held=held)


def dreaming(figure: Figure, spot: Anchor | None = None) -> Figure:
    """Return a sleeper with the spot above which its z's rise; compose draws them, so that no flip mirrors them."""
    at = spot or figure.anchors["mouth"]
    dream = Anchor(at.x - 40, at.y - 110)
    box = figure.box.joined(Box(dream.x - 80, dream.y - 180, dream.x + 60, dream.y))
    return Figure(figure.svg, box, {**figure.anchors, "dream": dream}, figure.shadow)


def mood_of(role: Role) -> str:
    """Return the mood that the words give, else one of the usual ones."""
    if role.actor.mood:
        return role.actor.mood
    return role.scene.pick(("", "", "happy"), "mood")


def is_sideways(role: Role) -> bool:
    """Tell whether a hedgehog shows its side: nothing to hold, nothing to wave with, and chance agrees."""
    actor = role.actor
    busy = (
        actor.held
        or actor.pose == "sitting"
        or any(
            w.kind
            in ("apron", "vest", "coat", "sweater", "dress", "cape", "wings", "backpack", "tie", "helmet", "headphones")
            for w in actor.worn
        )
    )
    likely = 0.3 if actor.pose == "waving" else 0.55
    return actor.kind == "hedgehog" and not busy and role.scene.happens(likely, "side")


def _hands(  # noqa: PLR0911  # one for each thing that hands do
    paint: Paintbox, role: Role, looks: Looks
) -> tuple[tuple[str, str], tuple[Figure | None, Figure | None]]:
    actor, scene = role.actor, role.scene
    mirrored = scene.happens(0.5, "hand")
    if actor.held:
        first = _carried(paint, actor.held[0], role)
        if actor.held[0].kind in ALOFT:
            ways, things_held = ("down", "hold"), (None, first)
        else:
            centred = Figure(put(first.svg, -42, 46), first.box.placed(-42, 46, 1))
            return ("front", "front"), (None, centred)
        if len(actor.held) > 1:
            second = _carried(paint, actor.held[1], role)
            return ("hold", "hold"), (second, first)
        return (ways[::-1], things_held[::-1]) if mirrored else (ways, things_held)
    if actor.pose == "waving":
        ways = ("down", "wave")
        return (ways[::-1] if mirrored else ways), (None, None)
    if role.helping:
        return ("down", "hold"), (None, None)
    if looks.quills == "petals" and actor.pose is None and scene.happens(0.25, "posy"):
        return ("down", "hold"), (None, _carried(paint, Held("flower"), role))
    return scene.pick(GESTURES, "gesture"), (None, None)


def _carried(paint: Paintbox, held: Held, role: Role) -> Figure:
    """Return a held thing at a size that paws can carry; it hangs or stands at the paw."""
    thing = things.draw(paint, role.scene.under("held", held.kind), Thing(held.kind, 1, held.colour, 1.0, held.words))
    tall = {
        "balloon": 250,
        "umbrella": 250,
        "leaf-umbrella": 420,
        "guitar": 170,
        "sunflower": 190,
        "broom": 200,
        "flower": 130,
        "tulip": 130,
        "rose": 130,
    }.get(held.kind, 108)
    k = tall / max(1.0, thing.box.height)
    k = (
        min(k, 330 / max(1.0, thing.box.width))
        if held.kind == "leaf-umbrella"
        else min(k, 170 / max(1.0, thing.box.width))
    )
    drop = 44 if held.kind in ("watering-can", "basket", "bucket", "lantern", "suitcase", "gift", "heart") else 14
    drop = 60 if held.kind == "umbrella" else drop
    return Figure(put(thing.svg, 0, drop, k), thing.box.placed(0, drop, k))


def _thing_alive(paint: Paintbox, role: Role, mood: str) -> Figure:
    actor = role.actor
    figure = things.draw(paint, role.scene, Thing(actor.kind, 1, actor.colour))
    ways = (
        ("down", "wave") if actor.pose == "waving" else role.scene.pick((("down", "down"), ("down", "wave")), "gesture")
    )
    if has_face(actor.kind):
        living = figure
    else:
        living = things.alive(paint, figure, "asleep" if actor.pose == "asleep" else mood, ways)
    dressed = wear.dressed(paint, actor.worn, living.anchors)
    box = living.box
    if any(w.kind in wear.HATS for w in actor.worn):
        top = living.anchors["top"]
        box = box.joined(Box(top.x - 80, top.y - 1.2 * top.width, top.x + 80, 0))
    return Figure(living.svg + dressed, box, living.anchors, living.shadow)


def sleeper_of(paint: Paintbox, role: Role) -> Figure:
    """Return the head of somebody in bed."""
    if not is_creature(role.actor.kind):
        figure = figure_of(paint, role)
        return Figure(put(figure.svg, 0, 100, 0.6), figure.box.placed(0, 100, 0.6))
    looks = looks_of(role.actor, role.own)
    awake = role.actor.pose != "asleep" and role.actor.mood not in (None, "content")
    top = head(paint, looks, role.own.under("head"), mood_of(role) if awake else "asleep", 0.5)
    dressed = wear.dressed(paint, role.actor.worn, top.anchors)
    return Figure(top.svg + dressed, top.box, {"mouth": Anchor(0, 40)})


def rider_of(paint: Paintbox, role: Role) -> Figure:
    """Return the upper half of somebody in a boat or a car."""
    if not is_creature(role.actor.kind):
        return figure_of(paint, role)
    looks = looks_of(role.actor, role.own)
    ways = ("wave", "down") if role.scene.happens(0.5, "hand") else ("down", "down")
    mood = "asleep" if role.actor.pose == "asleep" else mood_of(role)
    return creature.bust(paint, looks, role.own, mood=mood, worn=role.actor.worn, gesture=ways)
