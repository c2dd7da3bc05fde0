"""The scene graph: what a picture shows, before anybody decides where. Written by reading, drawn by compose.

Frozen values and names only: no colours in numbers, no coordinates, no SVG.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worn:
    """Something an actor wears."""

    kind: str
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Something an actor holds, plays or reads."""

    kind: str
    colour: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody with a face."""

    kind: str
    count: int = 1
    colour: str | None = None
    size: float = 1.0
    mood: str | None = None
    pose: str | None = None
    worn: tuple[Worn, ...] = ()
    held: tuple[Held, ...] = ()
    traits: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()  # kinds of worn things that the words say it goes without


@dataclass(frozen=True, slots=True)
class Thing:
    """Something without a face (unless it acts): a house, a cake, a boat."""

    kind: str
    count: int = 1
    colour: str | None = None
    size: float = 1.0
    words: str = ""  # lettering on it


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the words ask for; what they leave open is None and decided by chance."""

    actors: tuple[Actor, ...] = ()
    things: tuple[Thing, ...] = ()
    place: str | None = None
    time: str | None = None
    weather: tuple[str, ...] = ()
    season: str | None = None
    deed: str | None = None
    seat: str | None = None  # the thing that the first actor is in or on
    spoken: str = ""  # lettering for a speech bubble
    board: str = ""  # lettering that no thing in the picture carries
    unknown: tuple[str, ...] = ()  # salient words that nobody here can draw
    absent: tuple[str, ...] = ()  # what the words say must not be there
    style: str = "storybook"
    cutout: bool = False
    close: bool = False  # a portrait: nearer
    plain: bool = False  # a plain background
    tint: str | None = None  # "background green"

    @property
    def empty(self) -> bool:
        """Nothing here that we can draw as a subject."""
        return not self.actors and not self.things
