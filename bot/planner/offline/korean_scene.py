"""Korean descriptions into the painter's English: who does what, where, with what looks.

Called by korean. Pure. Known words come out in English in English order; unknown ones stay as they were written,
since a picture model may know them and a lost word helps nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from bot.planner.lexicon import either
from bot.planner.offline.korean_words import (
    ENGLISH_NUMBERS,
    Word,
    actions,
    activities,
    bare_noun,
    compound_in,
    compounds_joined,
    counters,
    data,
    grammar,
    idioms_joined,
    noun_in,
    nouns,
    number_pattern,
    numbers,
    plain,
    plural,
    relations,
    times,
    verb_in,
)
from bot.planner.prompts import article


@cache
def _counted() -> re.Pattern[str]:
    tail = r"(?:이|가|을|를|은|는|만|의|가량|씩|랑|이랑|와|과|도|로|에)?"
    return re.compile(rf"^(?P<n>{number_pattern()})(?P<c>{counters()})(?P<p>{tail})$")


@cache
def _spaced() -> re.Pattern[str]:
    tail = r"(?:이|가|을|를|은|는|만|의|씩|랑|이랑|와|과|도|로|에)?(?:\s|$|[.,!?])"
    return re.compile(rf"(?<![가-힣])(?P<n>{number_pattern()})\s+(?={counters()}{tail})")


@cache
def _done() -> re.Pattern[str]:
    """Return an expression for an activity that stands apart from its verb: "태권도를 하는"."""
    return re.compile(rf"(?<![가-힣])({either(activities())})(?:을|를)?\s+(?=하|한|할|해)()")


@dataclass(slots=True)
class _Clause:
    """What was heard since the last verb."""

    object: str = ""
    places: list[str] = field(default_factory=list)
    mods: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)  # what attributive verbs said, for the next noun
    joined: str = ""  # "A and", waiting for B
    adverbs: list[str] = field(default_factory=list)


def understand(text: str) -> list[Word]:
    """Return the words of `text`, each with its sort and English."""
    joined = _done().sub(r"\1\2", re.sub(r"고\s+있", "고있", idioms_joined(text)))
    joined = re.sub(r"([아어여해])\s+있([는던어다])", r"\1있\2", joined)
    joined = re.sub(r"(?<![가-힣])(비|눈)\s*(?:가\s*|이\s*)?(?:오는|내리는|오던)\s*(날|밤)", r"\1오는\2", joined)
    joined = re.sub(r"(?<![가-힣])(비|눈)\s*(?:가\s*|이\s*)?(?:오는|내리는)(?!날|밤)", r"\1오는날", joined)
    joined = compounds_joined(_spaced().sub(r"\g<n>", joined))
    return [_word(raw) for raw in re.findall(r"\{\d\}\S*|[^\s,.!?~…()\"']+|[,.!?]", joined)]


def _word(raw: str) -> Word:  # noqa: PLR0911, PLR0912 - one return per sort of word
    if raw in ",.!?":
        return Word("mark", raw)
    who = re.match(r"(\{\d\})(.*)", raw)
    if who:
        return Word("noun", who[1], who[2], raw)
    if somebody := re.fullmatch(r"(얘|걔|쟤)(가|는|를|의|도|랑|한테|에게)?", raw):
        return Word("noun", "얘", somebody[2] or "", raw)
    if counted := _counted().match(raw):
        return Word("number", _number(counted["n"]), counted["p"] or "", raw)
    if raw in {"하나", "둘", "셋", "넷"}:
        return Word("number", _number(raw), "", raw)
    if raw == "이고":
        return Word("predicate", "carrying {o} on the head", "", raw, takes_object=True)
    if raw in grammar("dummy"):
        return Word("dummy", "", "", raw)
    for relation, preposition in relations().items():
        if re.fullmatch(rf"{relation}(?:쪽)?(?:에서|에|으로|로|의|에는|에다)?", raw):
            return Word("relation", preposition, "", raw)
    if raw in plain():
        return Word("adjective", plain()[raw], "", raw)
    time = re.fullmatch(r"(?P<t>.+?)(?:에|에는|의)?", raw)
    if time and time["t"] in times():
        return Word("time", times()[time["t"]], "", raw)
    colour = re.fullmatch(r"(?P<c>.+?)(?:의|으로|로|이고|인|이에요|예요|이야|인데|임|에|을|를)", raw)
    if colour and colour["c"] in plain() and colour["c"] not in {"네", "오", "와", "자", "이", "그", "저", "제", "내"}:
        return Word("adjective", plain()[colour["c"]], "", raw)
    inside = re.fullmatch(r"(?P<n>.+?)(?P<r>위|아래|밑|옆|안|속|앞|뒤)(?:에서|에|의|으로|로)", raw)
    if inside and inside["n"] in nouns() and raw not in nouns():
        return Word("noun", nouns()[inside["n"]], f"@{relations()[inside['r']]}", raw)
    verb = verb_in(raw)
    noun = noun_in(raw)
    if noun and (verb is None or raw in nouns() or len(noun[1]) < len(raw) - 1):
        return Word("noun", noun[0], noun[1], raw)
    if verb:
        english, form, adjective = verb
        if adjective:
            return Word({"attributive": "adjective", "adverb": "adverb"}.get(form, "looks"), english, "", raw)
        return Word("attributive" if form == "attributive" else "predicate", english, "", raw, "{o}" in english)
    if noun:
        return Word("noun", noun[0], noun[1], raw)
    if doing := re.fullmatch(r"(?P<n>[가-힣]{2,})(?:(?P<a>하는|하던|하려는)|하며|하고|하면서|해서|하다가)", raw):
        head = noun_in(doing["n"])
        english = f"doing {head[0] if head else doing['n']}"
        return Word("attributive" if doing["a"] else "predicate", english, "", raw)
    word, particle = bare_noun(raw)
    known = noun_in(word) or compound_in(word)
    return Word("noun", known[0], particle, raw) if known else Word("unknown", word, particle, raw)


def _number(word: str) -> str:
    value = int(word) if word.isdigit() else numbers().get(word, 1)
    return ENGLISH_NUMBERS[value] if value < len(ENGLISH_NUMBERS) else str(value)


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


def english_of(text: str) -> tuple[str, tuple[str, ...]]:  # noqa: PLR0912, PLR0915 - one case per sort of word
    """Return (the subject of `text` in the painter's English, further details)."""
    clause = _Clause()
    subject = ""
    acts: list[str] = []
    details: list[str] = []
    loose: list[str] = []
    words = understand(text)
    index = 0
    while index < len(words):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) else Word("mark", "")
        index += 1
        match word.sort:
            case "noun" | "unknown":
                if following.sort == "number" and word.particle in {"", "을", "를"}:
                    clause.mods.append(following.english)
                    word = Word(word.sort, word.english, word.particle or following.particle, word.native)
                    index += 1
                    following = words[index] if index < len(words) else Word("mark", "")
                if following.sort == "relation":
                    clause.places.append(f"{following.english} {_phrase(word.english, clause.mods, clause.posts)}")
                    clause.mods, clause.posts = [], []
                    index += 1
                    continue
                if word.particle in {"", "의", "들"} and following.sort in {"noun", "unknown"} and not clause.posts:
                    clause.mods.append(word.english)
                    continue
                phrase = _phrase(word.english, clause.mods, clause.posts)
                clause.mods, clause.posts = [], []
                subject = _placed(word, following, phrase, clause, subject=subject, loose=loose)
            case "number":
                clause.mods.append(word.english)
            case "adjective" if re.search(r"(?:이고|이에요|예요|이야|인데|에|임)$", word.native) and word.english:
                details.append(word.english)
            case "adjective":
                clause.mods.append(word.english)
            case "adverb":
                clause.adverbs.append(word.english if word.english not in {"big", "small"} else "")
            case "looks":
                _looks(word, clause, details, acts)
            case "time":
                details.append(word.english)
            case "attributive" if word.english in {"going", "coming", ""} and (not clause.object or not word.english):
                clause.posts += acts if word.english else []
                acts = [] if word.english else acts
                clause.posts += clause.places
                clause.places = []
            case "attributive":
                act = _act(word.english, clause)
                if following.sort in {"dummy", "mark"} or index >= len(words):
                    acts.append(act)
                else:
                    clause.posts.append(act)
                clause = _Clause(posts=clause.posts, mods=clause.mods)
            case "predicate":
                acts.append(_act(word.english, clause))
                clause = _Clause()
            case "dummy" | "relation" | "mark" | _:
                if clause.posts:
                    acts += clause.posts
                    clause.posts = []
    left = [
        *clause.posts,
        *([clause.object] if clause.object else []),
        *([clause.joined.removesuffix(" and")] if clause.joined else []),
    ]
    if clause.mods and not subject and not loose:
        loose.append(" ".join(m for m in clause.mods if m))
    elif clause.mods:
        details += [m for m in clause.mods if m]
    return _whole(subject, acts, details, loose, left=left, places=clause.places)


def _placed(  # noqa: PLR0912 - one branch per particle
    word: Word, following: Word, phrase: str, clause: _Clause, *, subject: str, loose: list[str]
) -> str:
    """Put a noun phrase where its particle says; return the subject, which may now be known."""
    particle = word.particle.removeprefix("들")
    if clause.joined and particle not in {"와", "과", "랑", "이랑", "하고"}:
        phrase, clause.joined = f"{clause.joined} {phrase}", ""
    if particle.startswith("@"):
        clause.places.append(f"{particle[1:]} {phrase}")
    elif particle in {"을", "를"}:
        clause.object = phrase
    elif particle in {"에서", "에", "에는", "에도", "에서는", "에다", "에다가", "까지"}:
        clause.places.append(
            f"{data()['grammar']['places'].get(word.english, 'in' if particle != '까지' else 'to')} {phrase}"
        )
    elif particle in {"로", "으로", "로서", "으로서"}:
        clause.places.append(f"as {phrase}" if particle.endswith("서") else f"with {phrase}")
    elif particle in {"와", "과", "랑", "이랑", "하고"}:
        clause.joined = f"{phrase} and"
    elif particle in {"한테", "에게", "께"}:
        clause.places.append(f"to {phrase}")
    elif particle in {"처럼", "같은", "같이"}:
        clause.posts.append(f"like {phrase}")
    elif particle in {
        "이",
        "가",
        "은",
        "는",
        "도",
        "께서",
        "이가",
        "이는",
        "이도",
        "님이",
        "님은",
        "인데",
        "이고",
        "이네",
        "네",
    }:
        if following.sort == "looks" or not subject:
            if following.sort == "looks" and subject:
                clause.object = phrase
                return subject
            return phrase
        if following.sort == "looks":
            clause.object = phrase
        else:
            loose.append(phrase)
    elif following.sort in {"attributive", "predicate"} and following.takes_object:
        clause.object = phrase
    elif following.sort in {"attributive", "predicate"} and not clause.object:
        loose.append(phrase) if subject else None
        return subject or phrase
    else:
        loose.append(phrase)
    return subject


def _looks(word: Word, clause: _Clause, details: list[str], acts: list[str]) -> None:
    """Take a predicate adjective: "cheeks are red" -> "with red cheeks"."""
    if clause.object:
        details.append(f"with {word.english} {re.sub(r'^an? ', '', clause.object)}")
        clause.object = ""
    else:
        acts.append(word.english)


def _whole(
    subject: str, acts: list[str], details: list[str], loose: list[str], *, left: list[str], places: list[str]
) -> tuple[str, tuple[str, ...]]:
    if not subject and loose:
        subject, loose = loose[-1], loose[:-1]
        details = [*loose, *details]
    elif loose:
        acts = [*acts, *(f"with {p}" for p in loose)]
    if not subject and left:
        subject, left = left[0], left[1:]
    body = " ".join(part for part in [subject, *acts[:1], *places] if part)
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
