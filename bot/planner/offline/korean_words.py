"""A Korean sentence, word by word: the sort of each word, its English, and the particle that follows it.

Read by korean_scene, which makes a description of them, and by whoever wants to know what a sentence is made of. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.planner.lexicon import either
from bot.planner.offline.korean_nouns import bare_noun, compound_in, compounds_joined, noun_in
from bot.planner.offline.korean_tables import (
    ENGLISH_NUMBERS,
    activities,
    counters,
    grammar,
    idioms_joined,
    nouns,
    number_pattern,
    numbers,
    plain,
    relations,
    times,
)
from bot.planner.offline.korean_verbs import verb_in


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence, understood: its sort, its English, what follows it."""

    sort: str  # noun | unknown | adjective | adverb | time | attributive | predicate | number | dummy | relation | mark
    english: str
    particle: str = ""
    native: str = ""
    takes_object: bool = False


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
