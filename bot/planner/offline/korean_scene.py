"""Korean descriptions into the painter's English: who does what, where, with what looks.

Called by korean. Pure. Known words come out in English in English order; unknown ones stay as they were written,
since a picture model may know them and a lost word helps nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from bot.planner.offline.korean_nouns import plural
from bot.planner.offline.korean_tables import ENGLISH_NUMBERS, data, grammar
from bot.planner.offline.korean_verbs import actions
from bot.planner.offline.korean_words import Word, understand
from bot.planner.prompts import article


@dataclass(slots=True)
class _Clause:
    """What was heard since the last verb."""

    object: str = ""
    places: list[str] = field(default_factory=list)
    mods: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)  # what attributive verbs said, for the next noun
    joined: str = ""  # "A and", waiting for B
    adverbs: list[str] = field(default_factory=list)


def _phrase(english: str, mods: list[str], posts: list[str]) -> str:
    """Return a noun phrase with its article, adjectives before and participles after."""
    number = next((m for m in mods if m in ENGLISH_NUMBERS), "")
    words = [m for m in dict.fromkeys(mods) if m and m != number]
    noun = (
        plural(english) if number and number != "one" and english.isascii() and not english.startswith("{") else english
    )
    core = " ".join([*words, noun]).strip()
    last = noun.split()[-1] if noun.split() else ""
    if number:
        core = f"{number if number != 'one' else article(core)} {core}"
    elif (
        core.isascii()
        and not core.startswith("{")
        and last not in grammar("uncountable")
        and not _is_plural(last)
        and not core[:1].isupper()
    ):
        core = f"{article(core)} {core}"
    elif last in {"sea", "sky", "moon", "sun"}:
        core = f"the {core}"
    return " ".join([core, *posts]).strip()


def _is_plural(noun: str) -> bool:
    return (noun.endswith("s") and not noun.endswith(("ss", "us"))) or noun in {
        "mice",
        "children",
        "people",
        "men",
        "women",
        "geese",
        "wolves",
        "leaves",
    }


def _through(english: str, thing: str) -> str:
    """Return the object of a verb that takes none in English: "flying through the sky"."""
    moves = re.match(
        r"(?:flying|walking|running|going|swimming|climbing|floating|rolling|crawling|travelling)", english
    )
    return f"through {re.sub(r'^an? (?=sky|sea|moon)', 'the ', thing)}" if moves else f"with {thing}"


def _act(english: str, clause: _Clause) -> str:
    """Return what somebody does: "playing a guitar at a pancake house"."""
    thing = clause.object or clause.joined.removesuffix(" and")
    if english == "wearing {o}" and thing.split()[-1:] and thing.split()[-1] in grammar("written"):
        english = "writing {o}"
    done = (
        english.replace("{o}", thing)
        if "{o}" in english
        else f"{english} {_through(english, thing)}"
        if thing
        else english
    )
    done = re.sub(r"\s+(?:with|to|for|at|up|in|on)?\s*$", "", re.sub(r"\s+", " ", done)) if not thing else done
    return " ".join([*clause.adverbs, re.sub(r"\s+", " ", done).strip(), *clause.places]).strip()


def english_of(text: str) -> tuple[str, tuple[str, ...]]:
    """Return (the subject of `text` in the painter's English, further details)."""
    return _Telling(understand(text)).told()


#: Particles that say what their noun does in the clause.
_SUBJECTS = frozenset(
    ["이", "가", "은", "는", "도", "께서", "이가", "이는", "이도", "님이", "님은", "인데", "이고", "이네", "네"]
)
_PLACES = frozenset(["에서", "에", "에는", "에도", "에서는", "에다", "에다가", "까지"])
_WITH = frozenset(["와", "과", "랑", "이랑", "하고"])


@dataclass(slots=True)
class _Telling:
    """What a sentence has told so far, word by word, in the order of English."""

    words: list[Word]
    clause: _Clause = field(default_factory=_Clause)
    subject: str = ""
    acts: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)  # noun phrases without a place of their own yet
    at: int = 0

    def told(self) -> tuple[str, tuple[str, ...]]:
        """Return (the subject with its first act and places, further details)."""
        while self.at < len(self.words):
            word = self.words[self.at]
            self.at += 1
            self._hear(word)
        return self._whole()

    def _next(self) -> Word:
        return self.words[self.at] if self.at < len(self.words) else Word("mark", "")

    def _hear(self, word: Word) -> None:
        clause = self.clause
        match word.sort:
            case "noun" | "unknown":
                self._noun(word)
            case "adjective" if word.english and re.search(r"(?:이고|이에요|예요|이야|인데|에|임)$", word.native):
                self.details.append(word.english)
            case "number" | "adjective":
                clause.mods.append(word.english)
            case "adverb":
                clause.adverbs.append(word.english if word.english not in {"big", "small"} else "")
            case "looks":
                self._looks(word)
            case "time":
                self.details.append(word.english)
            case "attributive":
                self._attributive(word)
            case "predicate":
                self.acts.append(_act(word.english, clause))
                self.clause = _Clause()
            case _:
                self.acts += clause.posts
                clause.posts = []

    def _noun(self, word: Word) -> None:
        clause, following = self.clause, self._next()
        if following.sort == "number" and word.particle in {"", "을", "를"}:
            clause.mods.append(following.english)
            word = Word(word.sort, word.english, word.particle or following.particle, word.native)
            self.at += 1
            following = self._next()
        if following.sort == "relation":
            clause.places.append(f"{following.english} {_phrase(word.english, clause.mods, clause.posts)}")
            clause.mods, clause.posts = [], []
            self.at += 1
            return
        if word.particle in {"", "의", "들"} and following.sort in {"noun", "unknown"} and not clause.posts:
            clause.mods.append(word.english)
            return
        phrase = _phrase(word.english, clause.mods, clause.posts)
        clause.mods, clause.posts = [], []
        self._placed(word, following, phrase)

    def _placed(self, word: Word, following: Word, phrase: str) -> None:
        """Put a noun phrase where its particle says."""
        clause, particle = self.clause, word.particle.removeprefix("들")
        if clause.joined and particle not in _WITH:
            phrase, clause.joined = f"{clause.joined} {phrase}", ""
        if particle.startswith("@"):
            clause.places.append(f"{particle[1:]} {phrase}")
        elif particle in {"을", "를"}:
            clause.object = phrase
        elif particle in _PLACES:
            usual = "in" if particle != "까지" else "to"
            clause.places.append(f"{data()['grammar']['places'].get(word.english, usual)} {phrase}")
        elif particle in {"로", "으로", "로서", "으로서"}:
            clause.places.append(f"as {phrase}" if particle.endswith("서") else f"with {phrase}")
        elif particle in _WITH:
            clause.joined = f"{phrase} and"
        elif particle in {"한테", "에게", "께"}:
            clause.places.append(f"to {phrase}")
        elif particle in {"처럼", "같은", "같이"}:
            clause.posts.append(f"like {phrase}")
        elif particle in _SUBJECTS:
            self._subject(following, phrase)
        else:
            self._bare(following, phrase)

    def _subject(self, following: Word, phrase: str) -> None:
        """Take what the sentence is about; a second one is what its looks are about: "귀가 크다"."""
        if not self.subject:
            self.subject = phrase
        elif following.sort == "looks":
            self.clause.object = phrase
        else:
            self.loose.append(phrase)

    def _bare(self, following: Word, phrase: str) -> None:
        """Take a noun without a particle: a verb that follows wants it as its object, or tells of it."""
        acts = following.sort in {"attributive", "predicate"}
        if acts and following.takes_object:
            self.clause.object = phrase
        elif acts and not self.clause.object and not self.subject:
            self.subject = phrase
        else:
            self.loose.append(phrase)

    def _attributive(self, word: Word) -> None:
        """Take a verb before its noun: it goes after the noun in English."""
        clause, following = self.clause, self._next()
        if word.english in {"going", "coming", ""} and (not clause.object or not word.english):
            clause.posts += [*(self.acts if word.english else []), *clause.places]
            self.acts = [] if word.english else self.acts
            clause.places = []
            return
        act = _act(word.english, clause)
        (self.acts if following.sort in {"dummy", "mark"} else clause.posts).append(act)
        self.clause = _Clause(posts=clause.posts, mods=clause.mods)

    def _looks(self, word: Word) -> None:
        """Take a predicate adjective: "cheeks are red" -> "with red cheeks"."""
        if self.clause.object:
            self.details.append(f"with {word.english} {re.sub(r'^an? ', '', self.clause.object)}")
            self.clause.object = ""
        else:
            self.acts.append(word.english)

    def _whole(self) -> tuple[str, tuple[str, ...]]:
        clause = self.clause
        left = [p for p in (*clause.posts, clause.object, clause.joined.removesuffix(" and")) if p]
        mods = [m for m in clause.mods if m]
        if clause.mods and not self.subject and not self.loose:
            self.loose.append(" ".join(mods))
        else:
            self.details += mods
        subject, acts, details = self.subject, self.acts, self.details
        if not subject and self.loose:
            subject, details = self.loose[-1], [*self.loose[:-1], *details]
        else:
            acts = [*acts, *(f"with {p}" for p in self.loose)]
        if not subject and left:
            subject, left = left[0], left[1:]
        body = " ".join(part for part in [subject, *acts[:1], *clause.places] if part)
        rest = [*acts[1:], *(f"with {p}" if not re.match(r"\w+ing\b|with\b", p) else p for p in left), *details]
        return re.sub(r"\s+", " ", body).strip(), tuple(dict.fromkeys(d for d in rest if d))


@cache
def _participles() -> frozenset[str]:
    return frozenset(english.split()[0] for english in actions() if english.split()[0].endswith("ing"))


def acts_only(subject: str) -> bool:
    """Return whether `subject` tells what is done and not by whom: "looking at a star"."""
    return subject.split(" ", 1)[0] in _participles()


def phrase_of(text: str) -> str:
    """Return a Korean noun phrase ("a friendly dog with a hat") in the painter's English, in one piece."""
    subject, details = english_of(text)
    return " ".join([subject, *details]).strip()


def thing_of(text: str) -> str:
    """Return a Korean noun phrase in English without an article."""
    return re.sub(r"^(?:an?|the) ", "", phrase_of(text))
