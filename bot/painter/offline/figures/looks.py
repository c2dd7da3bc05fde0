"""Looks: how one individual of a species looks. Keyed by its own seed, so it is the same in every scene.

Called by compose (with the seed of a character's canonical picture, or the order's own) and by figures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.painter.offline.chance import Chance
from bot.painter.offline.colour import darker, lighter, mix
from bot.painter.offline.figures.species import Species, all_species
from bot.painter.offline.scene import Actor

#: Colour words of the prompts, as paint. Softer than their names: this is a picture book.
NAMED = {
    "red": "#e0564b",
    "orange": "#f0913f",
    "yellow": "#f7d04e",
    "green": "#6fb65f",
    "mint": "#9fdcc0",
    "teal": "#3fa3a0",
    "turquoise": "#56c4c4",
    "blue": "#5b9bdc",
    "navy": "#3a4f86",
    "purple": "#9a72c8",
    "lavender": "#c5b2ea",
    "pink": "#f59bb8",
    "brown": "#9a6a47",
    "black": "#4a4650",
    "white": "#faf6ee",
    "grey": "#a5a7ae",
    "gold": "#f2bd3d",
    "silver": "#c9d0d8",
    "cream": "#fbecd0",
    "rainbow": "#f59bb8",
}

#: Petal colours: base, middle, tip, outline. The first ones are the sunflower's own.
PETALS = (
    ("#e8891b", "#ffc02e", "#ffe066", "#b8640f"),
    ("#f2a51f", "#ffd347", "#fff0a0", "#bb7a12"),
    ("#dd7416", "#ffad2b", "#ffd65c", "#a8560f"),
    ("#e99a12", "#ffca1f", "#fff27a", "#ad6d08"),
    ("#d9691f", "#fb9f35", "#ffd98a", "#9c4c16"),
)
CREAMS = (("#fbdcb2", "#fff0d6"), ("#f7cfa2", "#ffe9cb"), ("#f3c493", "#fde3bd"), ("#fae3c4", "#fff6e4"))
HAIRS = ("#5a3b2c", "#2f2a33", "#a86a3a", "#e0b060", "#7d4030")
SKINS = ("#f6d0ad", "#f2c79f", "#dba57c", "#b97f58", "#8d5c40")


@dataclass(frozen=True, slots=True)
class Looks:
    """One individual: its species with its own colours and proportions."""

    species: Species
    kind: str
    coat: str
    belly: str
    quills: str = ""  # "petals", "spikes" or none
    petals: tuple[str, str, str, str] = PETALS[0]
    hair: str = HAIRS[0]
    dress: str = "#6f9fd0"
    chubby: float = 1.0  # width over the usual
    head: float = 1.0  # size of the head over the usual
    eye: float = 1.0
    petal_length: float = 1.0
    freckles: bool = False


def looks_of(actor: Actor, chance: Chance) -> Looks:
    """Return how `actor` looks; `chance` is keyed by the individual, never by the scene."""
    species = all_species()[actor.kind]
    own = chance.under("looks", actor.kind)
    coat = own.pick(species.coats, "coat") if species.coats else species.coat
    looks = Looks(
        species=species,
        kind=actor.kind,
        coat=coat,
        belly=species.belly,
        quills=species.quills,
        hair=species.hair or own.pick(HAIRS, "hair"),
        dress=own.pick(
            (species.belly, mix(species.belly, "#ffd070", 0.45), mix(species.belly, "#5fb0a0", 0.55)), "dress"
        ),
        chubby=own.between(0.93, 1.12, "chubby"),
        head=own.between(0.95, 1.06, "head"),
        eye=own.between(0.92, 1.14, "eye"),
        petal_length=own.between(0.9, 1.14, "length"),
        freckles=own.happens(0.35, "freckles"),
    )
    if actor.kind == "hedgehog":
        coat, belly = own.pick(CREAMS, "cream")
        looks = replace(looks, coat=coat, belly=belly)
    if species.build == "person":
        skin = own.pick(SKINS, "skin")
        # Fair hair on dark skin would hide where the face ends.
        looks = replace(looks, coat=skin, hair=looks.hair if species.hair or skin in SKINS[:3] else HAIRS[1])
    if "petals" in actor.traits:
        looks = replace(looks, quills="petals", petals=own.pick(PETALS, "petals"))
    return coloured(looks, actor)


def coloured(looks: Looks, actor: Actor) -> Looks:
    """Return `looks` in the colour that the words give."""
    if actor.colour is None:
        return looks
    paint = NAMED[actor.colour]
    if looks.species.build == "person":
        return replace(looks, dress=paint)
    if looks.quills == "petals":
        petals = (darker(paint, 0.3), paint, lighter(paint, 0.4), darker(paint, 0.5))
        return replace(looks, petals=petals)
    if looks.quills:
        return replace(looks, species=replace(looks.species, quill=paint))
    return replace(looks, coat=paint, belly=lighter(paint, 0.65))
