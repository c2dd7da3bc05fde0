"""Reading: the words of a prompt become a scene. Pure; called by compose's callers, never by figures.

It goes through the words once. Colours, sizes and counts wait for the noun that follows; poses and moods go to
whoever was named last; what follows a negation is left out and remembered as absent. No text makes it raise.
"""

from __future__ import annotations

from bot.painter.offline.drafts import ActorDraft, Pending, lettered, salient
from bot.painter.offline.figures.things import place_of
from bot.painter.offline.scene import Held, Scene, Thing, Worn
from bot.painter.offline.words import (
    BACKDROPS,
    Concept,
    Token,
    compound,
    match_at,
    plain_text,
    silent_words,
    split_quotes,
    tables,
    tint_at,
    tokens_of,
)

SIZES = {"tiny": 0.6, "small": 0.85, "big": 1.15, "huge": 1.4}
MOST = 9  # of one kind
MOST_ACTORS, MOST_THINGS = 6, 10
SEATS = ("bed", "boat", "cushion")
JOINERS = ("and", "with", "while", "beside", "next", "but", "or", "&")
ARTICLES = ("a", "an", "the", "another", "one")
CARRIED = {"gardener": "watering-can", "barista": "coffee", "barber": "scissors"}
#: Whoever works with a thing: "a cake baker" is no cake, but "a cactus barber" is a cactus.
TRADES = ("chef", "barista", "gardener", "conductor", "librarian", "painter", "musician")
#: Things that carry lettering better than a board of their own.
CARRIERS = (
    "mailbox",
    "sign",
    "cake",
    "flag",
    "book",
    "shop",
    "gift",
    "balloon",
    "house",
    "boat",
    "train",
    "truck",
    "coffee",
    "tent",
)
SPEECH = ("saying", "says", "speech", "shouting", "whispering")


class Reader:
    """One pass over the words of one prompt."""

    def __init__(self, prompt: str) -> None:
        text, self.quotes = split_quotes(plain_text(prompt))
        self.text = text
        self.tokens = tokens_of(text)
        self.actors: list[ActorDraft] = []
        self.things: list[Thing] = []
        self.pending = Pending()
        self.last: ActorDraft | None = None  # the actor of this clause
        self.word = self.word_before = ""
        self.noun: str = ""  # what colours said too late belong to: actor, thing, worn or nothing
        self.negated = False
        self.fresh = False  # right after an article: what follows belongs to the next noun
        self.holding = ""
        self.linked = False
        self.facts: dict[str, str] = {}
        self.weather: list[str] = []
        self.absent: list[str] = []
        self.unknown: list[Token] = []
        self.trail: list[Concept] = []
        self.letterings: list[tuple[str, str]] = []  # words, carrier

    def read(self) -> Scene:
        at = 0
        while at < len(self.tokens):
            at += self._step(at)
        self._clause_ends()
        self._give_role()
        return self._scene()

    def _step(self, at: int) -> int:
        token = self.tokens[at]
        if token.quote is not None:
            self._quotation(token.quote, at)
            return 1
        if token.is_stop:
            self._clause_ends()
            return 1
        concept, size = match_at(self.tokens, at)
        behind = [
            t.text
            for t in self.tokens[max(0, at - 2) : at]
            if t.text not in ("a", "the", "my", "your", "our", "her", "his")
        ]
        self.word_before = behind[-1] if behind else ""
        self.word = word = token.text
        self.fresh = at > 0 and self.tokens[at - 1].text in ARTICLES
        if word in JOINERS:
            self._joint(word)
        if word in BACKDROPS and (told := tint_at(self.tokens, at)) is not None:
            self.facts["plain"], self.facts["tint"] = "plain", told[0]
            self.pending.colour = None
            return told[1]
        if concept is not None:
            self._sunflower_or(concept, at + size)
        elif word.isdecimal():
            self.pending.count = min(MOST, int(word[:4]))
        else:
            parts = compound(word)
            for i, part in enumerate(parts):
                petals = part.name == "sunflower" and i + 1 < len(parts) and parts[i + 1].kind == "actor"
                self._take(Concept("trait", "petals") if petals else part)
            if not parts and word not in silent_words() and (len(word) > 2 or not word.isascii()):
                self.unknown.append(token)
        return size

    def _sunflower_or(self, concept: Concept, after: int) -> None:
        """Take a concept; a sunflower right before a creature is what the creature is made of."""
        if concept.name == "sunflower" and after < len(self.tokens):
            follower, _ = match_at(self.tokens, after)
            if follower is not None and follower.kind == "actor":
                concept = Concept("trait", "petals")
        if self.word_before == "for" and concept.kind in ("worn", "thing") and self.noun != "":
            # "stickers for a backpack": what it is for is not in it.
            return
        self._take(concept)

    def _take(self, concept: Concept) -> None:
        self.trail.append(concept)
        if self.negated and concept.kind not in ("negation", "style", "colour", "size", "count"):
            self._refuse(concept)
            return
        takers = {
            "negation": lambda: self._negation(concept.name),
            "actor": lambda: self._actor(concept),
            "thing": lambda: self._thing(concept),
            "worn": lambda: self._worn(concept.name),
            "role": lambda: self._role(concept.name),
            "weather": lambda: self._weather(concept.name),
            "tool": lambda: self._tool(concept.name),
        }
        if concept.kind in takers:
            takers[concept.kind]()
        elif concept.kind in ("colour", "size", "count"):
            self._measure(concept)
        elif concept.kind in ("mood", "pose", "trait"):
            self._manner(concept)
        else:
            self._fact(concept)

    def _fact(self, concept: Concept) -> None:
        """Take what belongs to the whole picture, or prepares for the next noun."""
        if concept.kind == "hold":
            self.holding = "with" if self.word == "with" else "verb"
        elif concept.kind == "link":
            self.linked = True
        elif concept.kind == "part":
            self.pending.colour, self.pending.size, self.pending.count = None, 1.0, 0
        elif concept.kind == "place":
            self.facts.setdefault("place", concept.name)
            self.pending.colour = None  # a green field makes no green cat
        else:
            self.facts[concept.kind] = concept.name

    # -- nouns --------------------------------------------------------------------------------------------------

    def _actor(self, concept: Concept) -> None:
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

    def _thing(self, concept: Concept) -> None:
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

    def _worn(self, kind: str) -> None:
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

    def _measure(self, concept: Concept) -> None:
        if concept.kind == "colour":
            self.pending.colour = concept.name
        elif concept.kind == "size":
            self.pending.size = SIZES[concept.name]
        else:
            self.pending.count = int(concept.name)

    def _manner(self, concept: Concept) -> None:
        if concept.kind == "trait":
            self.pending.colour = None
            if self.last is not None and concept.name not in self.last.traits:
                self.last.traits.append(concept.name)
            elif self.last is None:
                self.pending.traits.append(concept.name)
        elif self.fresh:
            # "the house of Larry, a cheerful hedgehog": neither the house nor who came before is cheerful.
            setattr(self.pending, concept.kind, concept.name)
        elif self.last is not None:
            setattr(self.last, concept.kind, concept.name)
        elif self.noun == "thing" and self.things and concept.name not in ("sitting", "flying", "walking"):
            setattr(self._come_alive(), concept.kind, concept.name)
        else:
            setattr(self.pending, concept.kind, concept.name)

    def _tool(self, kind: str) -> None:
        """A verb that needs a thing: who knits has yarn."""
        who = self.last or (self.actors[-1] if self.actors else None)
        if who is None and self.noun == "thing" and self.things:
            who = self._come_alive()
        if who is not None and len(who.held) < 2 and all(h.kind != kind for h in who.held):
            who.held.append(Held(kind))

    def _role(self, name: str) -> None:
        before = self.trail[-2] if len(self.trail) > 1 else Concept("nothing", "")
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

    def _give_role(self) -> None:
        """A role that found nobody to dress is a person of its own."""
        if self.pending.role and len(self.actors) < MOST_ACTORS:
            who = ActorDraft("person", mood=self.pending.mood, pose=self.pending.pose)
            self.actors.append(who)
            self.last = who
            self._dress(who, self.pending.role)
            self.pending = Pending()

    def _weather(self, name: str) -> None:
        if name not in self.weather:
            self.weather.append(name)

    # -- negation and clauses -----------------------------------------------------------------------------------

    def _negation(self, side: str) -> None:
        if side == "before":
            self.negated = True
            return
        for concept in reversed(self.trail[:-1]):
            if concept.kind in ("worn", "thing", "weather", "actor"):
                self._refuse(concept)
                return

    def _refuse(self, concept: Concept) -> None:
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

    def _joint(self, word: str) -> None:
        self._late_colour()
        if word in ("and", "&", "with", "beside", "next") and not self.negated:
            self._give_role()
            if word == "and":
                self.last = None
        if word == "but":
            self.negated = False

    def _clause_ends(self) -> None:
        self._late_colour()
        self.negated, self.holding, self.linked = False, "", False
        if self.pending.mood or self.pending.pose:
            who = self.actors[0] if self.actors else None
            if who is not None:
                who.mood, who.pose = self.pending.mood or who.mood, self.pending.pose or who.pose
                self.pending.mood = self.pending.pose = None
        self.pending.count, self.pending.size = 0, 1.0

    def _late_colour(self) -> None:
        """A colour that no noun followed belongs to the noun before it: "a cat that is blue"."""
        colour, self.pending.colour = self.pending.colour, None
        if colour and self.noun == "actor" and self.last is not None and self.last.colour is None:
            self.last.colour = colour

    # -- lettering and the end ----------------------------------------------------------------------------------

    def _quotation(self, index: int, at: int) -> None:
        """Lettering goes on what was named just before it, or is spoken."""
        words = self.quotes[index]
        before = [t.text for t in self.tokens[max(0, at - 3) : at]]
        if any(b in SPEECH for b in before) and self.noun == "actor":
            self.facts["spoken"] = words
            return
        carrier = next((c.name for c in reversed(self.trail) if c.kind == "thing" and c.name in CARRIERS), "")
        follower, _ = match_at(self.tokens, at + 1) if at + 1 < len(self.tokens) else (None, 1)
        if not carrier and follower is not None and follower.name in CARRIERS:
            carrier = follower.name
        self.letterings.append((words, carrier))

    def _scene(self) -> Scene:
        facts = self.facts
        things, board = lettered(self.things, self.letterings)
        return Scene(
            actors=tuple(a.done() for a in self.actors),
            things=things,
            place=facts.get("place"),
            time=facts.get("time"),
            weather=tuple(self.weather),
            season=facts.get("season"),
            deed=facts.get("deed"),
            seat=facts.get("seat"),
            spoken=facts.get("spoken", ""),
            board=board,
            unknown=salient(self.text, self.unknown),
            absent=tuple(dict.fromkeys(self.absent)),
            style=facts.get("style", "storybook"),
            close="close" in facts,
            plain="plain" in facts,
            tint=facts.get("tint"),
        )


def read(prompt: str) -> Scene:
    """Return the scene that `prompt` asks for. Never raises, whatever the text."""
    return Reader(prompt).read()
