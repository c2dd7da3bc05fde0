"""Reading: the words of a prompt become a scene. Pure; called by compose's callers, never by figures.

It goes through the words once. Colours, sizes and counts wait for the noun that follows; poses and moods go to
whoever was named last; what follows a negation is left out and remembered as absent. No text makes it raise.
"""

from __future__ import annotations

from bot.painter.offline.drafts import lettered, salient
from bot.painter.offline.gathering import MOST, NOTHING, Gathering
from bot.painter.offline.scene import Scene
from bot.painter.offline.words import (
    BACKDROPS,
    Concept,
    Token,
    compound,
    match_at,
    plain_text,
    silent_words,
    split_quotes,
    tint_at,
    tokens_of,
)

JOINERS = ("and", "with", "while", "beside", "next", "but", "or", "&")
ARTICLES = ("a", "an", "the", "another", "one")
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
        self.found = Gathering()
        self.word = self.word_before = ""
        self.negated = False
        self.fresh = False  # right after an article: what follows belongs to the next noun
        self.unknown: list[Token] = []
        self.trail: list[Concept] = []
        self.letterings: list[tuple[str, str]] = []  # words, carrier

    def read(self) -> Scene:
        at = 0
        while at < len(self.tokens):
            at += self._step(at)
        self._clause_ends()
        self.found.give_role()
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
            self.found.facts["plain"], self.found.facts["tint"] = "plain", told[0]
            self.found.pending.colour = None
            return told[1]
        if concept is not None:
            self._sunflower_or(concept, at + size)
        elif word.isdecimal():
            self.found.pending.count = min(MOST, int(word[:4]))
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
        if self.word_before == "for" and concept.kind in ("worn", "thing") and self.found.noun != "":
            # "stickers for a backpack": what it is for is not in it.
            return
        self._take(concept)

    def _take(self, concept: Concept) -> None:
        self.trail.append(concept)
        if self.negated and concept.kind not in ("negation", "style", "colour", "size", "count"):
            self.found.refuse(concept)
            return
        takers = {
            "negation": lambda: self._negation(concept.name),
            "actor": lambda: self.found.actor(concept),
            "thing": lambda: self.found.thing(concept),
            "worn": lambda: self.found.worn(concept.name),
            "role": lambda: self.found.role(concept.name, self.trail[-2] if len(self.trail) > 1 else NOTHING),
            "weather": lambda: self.found.falls(concept.name),
            "tool": lambda: self.found.tool(concept.name),
        }
        if concept.kind in takers:
            takers[concept.kind]()
        elif concept.kind in ("colour", "size", "count"):
            self.found.measure(concept)
        elif concept.kind in ("mood", "pose", "trait"):
            self.found.manner(concept, fresh=self.fresh)
        else:
            self._fact(concept)

    def _fact(self, concept: Concept) -> None:
        """Take what belongs to the whole picture, or prepares for the next noun."""
        if concept.kind == "hold":
            self.found.holding = "with" if self.word == "with" else "verb"
        elif concept.kind == "link":
            self.found.linked = True
        elif concept.kind == "part":
            self.found.pending.colour, self.found.pending.size, self.found.pending.count = None, 1.0, 0
        elif concept.kind == "place":
            self.found.facts.setdefault("place", concept.name)
            self.found.pending.colour = None  # a green field makes no green cat
        else:
            self.found.facts[concept.kind] = concept.name

    # -- negation and clauses -----------------------------------------------------------------------------------

    def _negation(self, side: str) -> None:
        if side == "before":
            self.negated = True
            return
        for concept in reversed(self.trail[:-1]):
            if concept.kind in ("worn", "thing", "weather", "actor"):
                self.found.refuse(concept)
                return

    def _joint(self, word: str) -> None:
        self.found.late_colour()
        if word in ("and", "&", "with", "beside", "next") and not self.negated:
            self.found.give_role()
            if word == "and":
                self.found.last = None
        if word == "but":
            self.negated = False

    def _clause_ends(self) -> None:
        self.found.late_colour()
        self.negated, self.found.holding, self.found.linked = False, "", False
        if self.found.pending.mood or self.found.pending.pose:
            who = self.found.actors[0] if self.found.actors else None
            if who is not None:
                who.mood, who.pose = self.found.pending.mood or who.mood, self.found.pending.pose or who.pose
                self.found.pending.mood = self.found.pending.pose = None
        self.found.pending.count, self.found.pending.size = 0, 1.0

    # -- lettering and the end ----------------------------------------------------------------------------------

    def _quotation(self, index: int, at: int) -> None:
        """Lettering goes on what was named just before it, or is spoken."""
        words = self.quotes[index]
        before = [t.text for t in self.tokens[max(0, at - 3) : at]]
        if any(b in SPEECH for b in before) and self.found.noun == "actor":
            self.found.facts["spoken"] = words
            return
        carrier = next((c.name for c in reversed(self.trail) if c.kind == "thing" and c.name in CARRIERS), "")
        follower, _ = match_at(self.tokens, at + 1) if at + 1 < len(self.tokens) else (None, 1)
        if not carrier and follower is not None and follower.name in CARRIERS:
            carrier = follower.name
        self.letterings.append((words, carrier))

    def _scene(self) -> Scene:
        facts = self.found.facts
        things, board = lettered(self.found.things, self.letterings)
        return Scene(
            actors=tuple(a.done() for a in self.found.actors),
            things=things,
            place=facts.get("place"),
            time=facts.get("time"),
            weather=tuple(self.found.weather),
            season=facts.get("season"),
            deed=facts.get("deed"),
            seat=facts.get("seat"),
            spoken=facts.get("spoken", ""),
            board=board,
            unknown=salient(self.text, self.unknown),
            absent=tuple(dict.fromkeys(self.found.absent)),
            style=facts.get("style", "storybook"),
            close="close" in facts,
            plain="plain" in facts,
            tint=facts.get("tint"),
        )


def read(prompt: str) -> Scene:
    """Return the scene that `prompt` asks for. Never raises, whatever the text."""
    return Reader(prompt).read()
