"""Gathering: who and what the words of a prompt have named so far, and to whom what is said of them belongs.

Called by reading only, word by word. Nouns find their places here (worn, held, sat on, or standing by themselves);
colours, sizes and counts wait in `pending` for the noun that follows. Knows nothing of tokens and clauses.
"""

from __future__ import annotations

from bot.painter.offline.drafts import ActorDraft, Pending
from bot.painter.offline.figures.things import place_of
from bot.painter.offline.scene import Held, Thing, Worn
from bot.painter.offline.words import Concept, tables

SIZES = {"tiny": 0.6, "small": 0.85, "big": 1.15, "huge": 1.4}
MOST = 9  # of one kind
MOST_ACTORS, MOST_THINGS = 6, 10
SEATS = ("bed", "boat", "cushion")
CARRIED = {"gardener": "watering-can", "barista": "coffee", "barber": "scissors"}
#: Whoever works with a thing: "a cake baker" is no cake, but "a cactus barber" is a cactus.
TRADES = ("chef", "barista", "gardener", "conductor", "librarian", "painter", "musician")
NOTHING = Concept("nothing", "")


class Gathering:
    """A scene while its words are read."""

    def __init__(self) -> None:
        self.actors: list[ActorDraft] = []
        self.things: list[Thing] = []
        self.pending = Pending()
        self.last: ActorDraft | None = None  # the actor of this clause
        self.noun: str = ""  # what colours said too late belong to: actor, thing, worn or nothing
        self.holding = ""
        self.linked = False
        self.facts: dict[str, str] = {}
        self.weather: list[str] = []
        self.absent: list[str] = []

    # -- nouns --------------------------------------------------------------------------------------------------

    def actor(self, concept: Concept) -> None:
        """Name somebody; who was named before is the same one, unless they have another colour."""
        pending = self.pending
        same = next((a for a in self.actors if a.kind == concept.name), None)
        fresh = pending.colour and same is not None and same.colour not in (None, pending.colour)
        if same is None or fresh:
            if len(self.actors) >= MOST_ACTORS:
                return
            same = ActorDraft(concept.name, count=pending.count or (3 if concept.plural else 1))
            self.actors.append(same)
        same.colour = pending.colour or same.colour
        same.size = pending.size if pending.size != 1.0 else same.size
        same.mood = pending.mood or same.mood
        same.pose = pending.pose or same.pose
        same.worn += pending.worn
        same.traits += [t for t in pending.traits if t not in same.traits]
        self.last, self.noun = same, "actor"
        if pending.role:
            self._dress(same, pending.role)
        self.pending = Pending()
        self.holding, self.linked = "", False

    def thing(self, concept: Concept) -> None:
        """Name a thing: held, sat on, come alive, or standing there."""
        pending, kind = self.pending, concept.name
        many = pending.count or (3 if concept.plural else 1)
        place = place_of(kind)
        self.noun = "thing"
        held = self.last is not None and bool(self.holding) and (place == "hand" or self.holding != "with")
        if held and place not in ("big", "seat") and self.last is not None and len(self.last.held) < 2:
            self.last.held.append(Held(kind, pending.colour))
            self.noun = "held"
        elif (
            self.linked
            and self.actors
            and (kind in SEATS or place == "seat" or kind in ("rocket", "ufo", "train", "bus", "truck", "plane"))
        ):
            self.facts["seat"] = kind
            self._add_thing(Thing(kind, 1, pending.colour, pending.size))
        else:
            self._add_thing(Thing(kind, min(MOST, many), pending.colour, pending.size))
            if (pending.pose or pending.mood not in (None, "content")) and place not in ("big", "seat"):
                alive = self._come_alive()
                alive.mood, alive.pose = pending.mood, pending.pose
        self.pending = Pending(role=pending.role)
        self.holding, self.linked = "", False

    def _add_thing(self, thing: Thing) -> None:
        for i, one in enumerate(self.things):
            if one.kind == thing.kind:
                self.things[i] = Thing(one.kind, max(one.count, thing.count), thing.colour or one.colour, one.size)
                return
        if len(self.things) < MOST_THINGS:
            self.things.append(thing)

    def worn(self, kind: str) -> None:
        """Name what somebody wears; before anybody is named, it waits."""
        who = self.last or (self.actors[-1] if self.actors else None)
        if who is None and self.noun == "thing" and self.things:
            who = self._come_alive()
        colour, self.pending.colour, self.pending.size = self.pending.colour, None, 1.0
        if who is None and kind == "backpack":
            self._add_thing(Thing("backpack-thing", 1, colour))
            return
        if who is None:
            # Korean says it first: 빨간 모자를 쓴 고양이.
            self.pending.worn.append(Worn(kind, colour))
            return
        who.worn = [w for w in who.worn if w.kind != kind] + [Worn(kind, colour)]
        self.noun = "worn"
        self.last = who
        self.holding = ""

    def _come_alive(self) -> ActorDraft:
        """A croissant that sleeps, a cake that wears a hat: the last thing becomes an actor."""
        thing = self.things.pop()
        self.last = ActorDraft(thing.kind, thing.count, thing.colour, thing.size)
        self.actors.append(self.last)
        self.noun = "actor"
        return self.last

    # -- attributes ---------------------------------------------------------------------------------------------

    def measure(self, concept: Concept) -> None:
        """Take a colour, a size or a count of the noun that follows."""
        if concept.kind == "colour":
            self.pending.colour = concept.name
        elif concept.kind == "size":
            self.pending.size = SIZES[concept.name]
        else:
            self.pending.count = int(concept.name)

    def manner(self, concept: Concept, *, fresh: bool) -> None:
        """Take a trait, a mood or a pose; `fresh`: an article came before, so it is the next noun's."""
        if concept.kind == "trait":
            self.pending.colour = None
            if self.last is not None and concept.name not in self.last.traits:
                self.last.traits.append(concept.name)
            elif self.last is None:
                self.pending.traits.append(concept.name)
        elif fresh:
            # "the house of Larry, a cheerful hedgehog": neither the house nor who came before is cheerful.
            setattr(self.pending, concept.kind, concept.name)
        elif self.last is not None:
            setattr(self.last, concept.kind, concept.name)
        elif self.noun == "thing" and self.things and concept.name not in ("sitting", "flying", "walking"):
            setattr(self._come_alive(), concept.kind, concept.name)
        else:
            setattr(self.pending, concept.kind, concept.name)

    def tool(self, kind: str) -> None:
        """A verb that needs a thing: who knits has yarn."""
        who = self.last or (self.actors[-1] if self.actors else None)
        if who is None and self.noun == "thing" and self.things:
            who = self._come_alive()
        if who is not None and len(who.held) < 2 and all(h.kind != kind for h in who.held):
            who.held.append(Held(kind))

    def role(self, name: str, before: Concept) -> None:
        """Take what somebody is by trade; `before` is what was named before."""
        works = self.last is None and self.noun == "thing" and before.kind == "thing" and name not in TRADES
        if works and self.things and place_of(before.name) in ("hand", "table", "ground"):
            self._come_alive()
        if self.last is not None:
            self._dress(self.last, name)
        else:
            self.pending.role = name

    def _dress(self, who: ActorDraft, role: str) -> None:
        for kind in tables()["outfits"].get(role, ()):
            if all(w.kind != kind for w in who.worn):
                who.worn.append(Worn(kind))
        if role in CARRIED and not who.held:
            who.held.append(Held(CARRIED[role]))

    def give_role(self) -> None:
        """A role that found nobody to dress is a person of its own."""
        if self.pending.role and len(self.actors) < MOST_ACTORS:
            who = ActorDraft("person", mood=self.pending.mood, pose=self.pending.pose)
            self.actors.append(who)
            self.last = who
            self._dress(who, self.pending.role)
            self.pending = Pending()

    def falls(self, name: str) -> None:
        """Take the weather."""
        if name not in self.weather:
            self.weather.append(name)

    # -- taking back ---------------------------------------------------------------------------------------------------

    def refuse(self, concept: Concept) -> None:
        """Take back, or never take, what the words say is not there."""
        self.absent.append(concept.name)
        who = self.last or (self.actors[-1] if self.actors else None)
        if concept.kind == "worn" and who is not None:
            who.worn = [w for w in who.worn if w.kind != concept.name]
            who.refused.append(concept.name)
        if concept.kind == "thing":
            self.things = [t for t in self.things if t.kind != concept.name]
            for actor in self.actors:
                actor.held = [h for h in actor.held if h.kind != concept.name]
        if concept.kind == "weather":
            self.weather = [w for w in self.weather if w != concept.name]

    def late_colour(self) -> None:
        """A colour that no noun followed belongs to the noun before it: "a cat that is blue"."""
        colour, self.pending.colour = self.pending.colour, None
        if colour and self.noun == "actor" and self.last is not None and self.last.colour is None:
            self.last.colour = colour
