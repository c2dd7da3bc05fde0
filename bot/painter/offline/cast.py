"""Casting: an actor of the scene becomes a figure, in the pose that suits what it does. Called by layout.

How somebody looks comes from its own chance; how it stands comes from the scene's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.painter.offline.chance import Chance
from bot.painter.offline.figures import creature, hedgehog, things, wear
from bot.painter.offline.figures.emoji import has_face
from bot.painter.offline.figures.head import head
from bot.painter.offline.figures.looks import Looks, looks_of
from bot.painter.offline.figures.species import all_species
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.scene import Actor, Held, Thing
from bot.painter.offline.sizes import UPRIGHT_UNITS, stature
from bot.painter.offline.svg import Anchor, Box, Figure, line, put

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
    toward: int = 0  # where it looks: -1 left, 1 right, 0 as chance has it
    upright: bool = False  # it shows its front, whatever chance says

    def bare(self) -> Role:
        """Return the role without what is worn: the size of a picture must not depend on a hat."""
        actor = self.actor
        plain = Actor(actor.kind, 1, actor.colour, actor.size, actor.mood, actor.pose, (), actor.held, actor.traits)
        return replace(self, actor=plain)


def is_creature(kind: str) -> bool:
    return kind in all_species()


def scale_of(actor: Actor, figure: Figure) -> float:
    """Return how large an actor is drawn beside others; the drawings of the emoji set have heights of their own."""
    share = stature(actor.kind, actor.size)
    if is_creature(actor.kind):
        return share
    return share * UPRIGHT_UNITS / max(1.0, figure.box.height) if has_face(actor.kind) else share * 0.85


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
        return hedgehog.sideways(paint, looks, role.own, mood=mood, worn=actor.worn, raised=role.helping)
    gesture, held = _hands(paint, role, looks)
    turn = role.scene.between(0.5, 1, "turn") * role.toward if role.toward else role.scene.between(-1, 1, "turn")
    figure = creature.upright(paint, looks, role.own, mood=mood, gesture=gesture, turn=turn, worn=actor.worn, held=held)
    return leaping(paint, figure) if actor.pose == "jumping" else figure


def leaping(paint: Paintbox, figure: Figure) -> Figure:
    """Return somebody off the ground: the shadow stays below, strokes show the way up."""
    rise = -96.0
    strokes = line("M-64,-10 V-52 M0,2 V-46 M64,-10 V-52", paint.ink, 9) + line(
        "M-196,-60 q-26,-34 -8,-74 M196,-60 q26,-34 8,-74", paint.ink, 8
    )
    face = figure.face.placed(0, rise, 1) if figure.face else None
    box = figure.box.placed(0, rise, 1).joined(Box(-220, -140, 220, 8))
    spots = {name: replace(spot, y=spot.y + rise) for name, spot in figure.anchors.items()}
    return Figure(strokes + put(figure.svg, 0, rise), box, spots, figure.shadow * 0.7, face)


def dreaming(figure: Figure, spot: Anchor | None = None) -> Figure:
    """Return a sleeper with the spot above which its z's rise; compose draws them, so that no flip mirrors them."""
    at = spot or figure.anchors["mouth"]
    dream = Anchor(at.x - 40, at.y - 110)
    box = figure.box.joined(Box(dream.x - 80, dream.y - 180, dream.x + 60, dream.y))
    return replace(figure, box=box, anchors={**figure.anchors, "dream": dream})


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
        or role.upright
        or actor.pose in ("sitting", "waving", "jumping")
        or any(
            w.kind
            in ("apron", "vest", "coat", "sweater", "dress", "cape", "wings", "backpack", "tie", "helmet", "headphones")
            for w in actor.worn
        )
    )
    return actor.kind == "hedgehog" and not busy and role.scene.happens(0.4, "side")


def _hands(  # noqa: PLR0911  # one for each thing that hands do
    paint: Paintbox, role: Role, looks: Looks
) -> tuple[tuple[str, str], tuple[Figure | None, Figure | None]]:
    actor, scene = role.actor, role.scene
    # Who turns to somebody gives with the paw at that side.
    mirrored = scene.happens(0.5, "hand") if not role.toward else role.toward < 0
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
    if actor.pose == "jumping":
        return ("wave", "wave"), (None, None)
    if actor.pose == "waving":
        ways = ("down", "wave")
        return (ways[::-1] if mirrored else ways), (None, None)
    if role.helping:
        return (("hold", "down") if mirrored and role.toward else ("down", "hold")), (None, None)
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
        ("wave", "wave")
        if actor.pose in ("waving", "jumping")
        else role.scene.pick((("down", "down"), ("down", "wave")), "gesture")
    )
    if has_face(actor.kind):
        living = figure
    else:
        living = things.alive(paint, figure, "asleep" if actor.pose == "asleep" else mood, ways)
    dressed = wear.dressed(paint, actor.worn, living.anchors)
    box = living.box
    for i, held in enumerate(actor.held):
        # It has no paws to hold with: what it works with lies at its side.
        tool = _carried(paint, held, role)
        k = min(1.0, 0.46 * living.box.height / tool.box.height)
        x = (box.right + tool.box.width / 2 * k) if i else (box.left - tool.box.width / 2 * k)
        dressed += put(tool.svg, x, -tool.box.bottom * k, k)
        box = box.joined(tool.box.placed(x, -tool.box.bottom * k, k))
    if any(w.kind in wear.HATS for w in actor.worn):
        top = living.anchors["top"]
        box = box.joined(Box(top.x - 80, top.y - 1.2 * top.width, top.x + 80, 0))
    return replace(living, svg=living.svg + dressed, box=box)


def sleeper_of(paint: Paintbox, role: Role) -> Figure:
    """Return the head of somebody in bed."""
    if not is_creature(role.actor.kind):
        figure = figure_of(paint, role)
        return Figure(put(figure.svg, 0, 100, 0.6), figure.box.placed(0, 100, 0.6))
    looks = looks_of(role.actor, role.own)
    awake = role.actor.pose != "asleep" and role.actor.mood not in (None, "content")
    top = head(paint, looks, role.own.under("head"), mood_of(role) if awake else "asleep", 0.5)
    dressed = wear.dressed(paint, role.actor.worn, top.anchors)
    return Figure(top.svg + dressed, top.box, {"mouth": Anchor(0, 40)}, 0, creature.FACE)


def rider_of(paint: Paintbox, role: Role) -> Figure:
    """Return the upper half of somebody in a boat or a car."""
    if not is_creature(role.actor.kind):
        return figure_of(paint, role)
    looks = looks_of(role.actor, role.own)
    ways = ("wave", "down") if role.scene.happens(0.5, "hand") else ("down", "down")
    mood = "asleep" if role.actor.pose == "asleep" else mood_of(role)
    return creature.bust(paint, looks, role.own, mood=mood, worn=role.actor.worn, gesture=ways)
