"""The tables of Korean words: nouns, verbs, looks, times, particles, set phrases, and their English.

Read by the rooms that understand Korean. Two files hold them; where both know a word, the first has the say.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bot.planner.lexicon import either, table

_PACKAGE = "bot.planner.offline"


def data() -> dict[str, Any]:
    """Return the table of Korean words."""
    return table("lexicon_ko", _PACKAGE)


@cache
def _more() -> dict[str, Any]:
    """Return the table of further Korean words; the first table has the say where both know a word."""
    return table("lexicon_ko_more", _PACKAGE)


@cache
def activities() -> dict[str, str]:
    """Return nouns that are done ("김장") and what doing them is in English."""
    return _pairs(_more()["activities"]["words"])


def grammar(key: str) -> tuple[str, ...]:
    """Return a list of grammatical words of the table."""
    return tuple(str(data()["grammar"][key]).split())


@cache
def particle_pattern() -> re.Pattern[str]:
    """Return an expression for one particle, or none."""
    return re.compile(f"(?:{'|'.join(sorted(grammar('particles'), key=len, reverse=True))})?")


def relations() -> dict[str, str]:
    """Return the nouns of place ("위", "옆") and their English prepositions."""
    return {str(k): str(v) for k, v in data()["grammar"]["relations"].items()}


def numbers() -> dict[str, int]:
    """Return the number words and their values."""
    return {str(k): int(v) for k, v in data()["grammar"]["numbers"].items()}


def counters() -> str:
    """Return an expression for the words that things are counted by."""
    return f"(?:{data()['grammar']['counters']})"


def number_pattern() -> str:
    """Return an expression for a number, in words or digits."""
    return either(numbers()) + r"|\d{1,3}"


ENGLISH_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def _pairs(block: str) -> dict[str, str]:
    found = {}
    for entry in re.split(r"[;\n]", block):
        word, equals, english = entry.partition("=")
        if equals:
            found[word.strip()] = english.strip()
    return found


@cache
def nouns() -> dict[str, str]:
    """Return the nouns and their English."""
    blocks = [*_more()["nouns"].values(), *data()["nouns"].values()]
    return {k: v for block in blocks for k, v in _pairs(block).items()}


@cache
def times() -> dict[str, str]:
    """Return words of time and their English."""
    return _pairs(data()["times"]["words"])


@cache
def plain() -> dict[str, str]:
    """Return words that never change, and their English ("" is not worth saying)."""
    return _pairs(_more()["adjectives"]["plain"]) | _pairs(data()["adjectives"]["plain"])


@cache
def _idioms() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(expression), str(word)) for expression, word in data()["idioms"].items())


def idioms_joined(text: str) -> str:
    """Return `text` with set phrases as the one word that the tables know: "눈 감은" -> "눈감은"."""
    for expression, word in _idioms():
        text = expression.sub(word, text)
    return re.sub(r" +", " ", text)


def _first_known(*tables: dict[str, str]) -> dict[str, str]:
    """Return all pairs of `tables`, the first table's first: of a form that stems share, the first is meant."""
    merged: dict[str, str] = {}
    for one in tables:
        merged |= {stem: english for stem, english in one.items() if stem not in merged}
    return merged


@cache
def verbs() -> dict[str, str]:
    """Return the stems of verbs, those of activities among them, and what doing them is in English."""
    done = {f"{noun}하": english for noun, english in activities().items()}
    return _first_known(_pairs(data()["verbs"]["words"]), _pairs(_more()["verbs"]["words"]), done)


@cache
def looks() -> dict[str, str]:
    """Return the stems of adjectives and their English."""
    return _first_known(_pairs(data()["adjectives"]["words"]), _pairs(_more()["adjectives"]["words"]))
