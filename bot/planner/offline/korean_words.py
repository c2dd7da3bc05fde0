"""Korean morphology, as little as pictures need: words, particles, and verbs by their stems.

Called by korean_scene and korean. Pure. Verbs are compared as jamo, so that every ending of a stem is understood
without a list of forms.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
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


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence, understood: its sort, its English, what follows it."""

    sort: str  # noun | unknown | adjective | adverb | time | attributive | predicate | number | dummy | relation | mark
    english: str
    particle: str = ""
    native: str = ""
    takes_object: bool = False


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


#: Words of one syllable that stand before a noun and belong to no compound.
_DETERMINERS = frozenset("이그저한두세네내제온새첫또더안못잘다좀")


def compounds_joined(text: str) -> str:
    """Return `text` with a noun joined that the table knows as one word: "택배 기사가" -> "택배기사가"."""
    known, tail = nouns(), particle_pattern()

    def join(match: re.Match[str]) -> str:
        first, second = match["a"], match["b"]
        if first in _DETERMINERS:
            return match[0]
        ends = range(len(second), 0, -1)
        fits = any(first + second[:end] in known and tail.fullmatch(second[end:]) for end in ends)
        return f"{first}{second}" if fits else match[0]

    text = re.sub(r"(?<![가-힣])(?P<a>[가-힣]{1,5}) (?P<b>[가-힣]{1,7})(?![가-힣])", join, text)
    return re.sub(r"(?<![가-힣])([가-힣]{2,5}) (?=하는\s)", lambda m: m[1] if m[1] in known else m[0], text)


def jamo(text: str) -> str:
    """Return `text` with its syllables taken apart."""
    return unicodedata.normalize("NFD", text)


_I, _U, _O, _EU, _A, _AE = "\u1175", "\u116e", "\u1169", "\u1173", "\u1161", "\u1162"
_YEO, _WEO, _WA, _EO = "\u1167", "\u116f", "\u116a", "\u1165"
_NG = "\u110b"
_FINAL = {"ㄹ": "\u11af", "ㅂ": "\u11b8", "ㄷ": "\u11ae", "ㅎ": "\u11c2", "ㅅ": "\u11ba"}


def _shapes(stem: str, *, adjective: bool) -> tuple[set[str], set[str]]:
    """Return (shapes of a stem that endings follow, shapes that already hold the ending -아/-어), as jamo."""
    base = jamo(stem)
    open_, closed = {base}, set()
    if stem.endswith("하"):
        closed.add(jamo(stem[:-1] + "해"))
    last = base[-1]
    if "\u11a8" <= last <= "\u11c2":
        closed |= {base + jamo("어"), base + jamo("아")}
    swaps = {
        _I: (_YEO,),
        _U: (_WEO,),
        _O: (_WA,),
        _EU: (_EO, _A),
        _A: (_A,),
        _EO: (_EO,),
        _AE: (_AE,),
        "\u1166": ("\u1166",),
        _YEO: (_YEO,),
    }
    for vowel in swaps.get(last, ()):
        closed.add(base[:-1] + vowel)
    if stem.endswith("르") and len(stem) > 1:
        head = jamo(stem[:-1])
        closed |= {head + _FINAL["ㄹ"] + "\u1105" + _EO, head + _FINAL["ㄹ"] + "\u1105" + _A}
    if last == _FINAL["ㄹ"]:
        open_.add(base[:-1])
    if last == _FINAL["ㅂ"]:
        open_.add(base[:-1] + _NG + _U)
        closed |= {base[:-1] + _NG + _WEO, base[:-1] + _NG + _WA}
    if last == _FINAL["ㄷ"]:
        open_.add(base[:-1] + _FINAL["ㄹ"])
    if last == _FINAL["ㅎ"] and adjective:
        open_.add(base[:-1])
        closed.add(base[:-2] + _AE)
    if last == _FINAL["ㅅ"]:
        open_.add(base[:-1] + _NG + _EU)
    return open_, closed


_ATTRIBUTIVE = re.compile(
    jamo("^(?:")
    + "\u11ab|\u11af|"
    + jamo("는|은|을|던|고있는|아있는|어있는|여있는|고있던|는중인|려는|으려는|다가|어진|아진|었던|았던)$")
)
_AFTER_CLOSED = re.compile("^(?:" + jamo("있는|있던|진|준|주는|가는|오는|가지고") + "|\u11bb" + jamo("던|는") + ")$")
_LINK = re.compile(
    jamo("^(?:고|며|으며|면서|으면서|아서|어서|여서|서|다가|고서|려고|으려고|러|으러|고있다|고있고|고있는데|고있어|고있어요|고있게|고있음|는데|은데|자|기|기를|게|도록|지만|는중|는중이야|듯이|니|으니|면|으면|거나|는지|은채|아|어|여|요|네|네요|다|는다|아요|어요|여요|죠|지|니까|나|냐|었다|았다|었어|았어|었는데|겠다|습니다|을까|는가|나요|는걸|는거|는데요|음|기도|었으면|았으면|긴)$")
    + "|^\u11ab(?:" + jamo("다|다음|데|데요|가|가요|걸|거|채|채로") + ")?$|^\u11af(?:" + jamo("까|까요|때|게|래|걸|수") + ")?$|^\u11b7$|^\u11b8" + jamo("니다") + "$"
)  # fmt: skip
_CLOSED_LINK = re.compile(
    jamo("^(?:|서|요|도|야|있다|있고|있어|있어요|있는데|주고|주며|보고|가고|가며|오고|지고)$")
    + "|^\u11bb"
    + jamo("다|고|어|어요|는데|지만|으면|음")
    + "?$"
)


@cache
def _stems() -> tuple[tuple[str, str, bool, bool], ...]:
    """Return (shape, english, it already holds -아/-어, it is an adjective), longest shapes first."""
    found = []
    done = {f"{noun}하": english for noun, english in activities().items()}
    looks = _pairs(_more()["adjectives"]["words"]) | _pairs(data()["adjectives"]["words"])
    acts = done | _pairs(_more()["verbs"]["words"]) | _pairs(data()["verbs"]["words"])
    for stems, is_adjective in ((looks, True), (acts, False)):
        for stem, english in stems.items():
            open_, closed = _shapes(stem, adjective=is_adjective)
            found += [(shape, english, False, is_adjective) for shape in open_]
            found += [(shape, english, True, is_adjective) for shape in closed]
    return tuple(sorted(set(found), key=lambda s: (-len(s[0]), s[0], s[3])))


@cache
def actions() -> frozenset[str]:
    """Return the English of all verbs that are no adjectives."""
    return frozenset(english for _, english, _, is_adjective in _stems() if not is_adjective and english)


@cache
def _by_first() -> dict[str, tuple[tuple[str, str, bool, bool], ...]]:
    index: dict[str, list[tuple[str, str, bool, bool]]] = {}
    for entry in _stems():
        index.setdefault(entry[0][:1], []).append(entry)
    return {k: tuple(v) for k, v in index.items()}


def verb_in(word: str) -> tuple[str, str, bool] | None:  # noqa: PLR0911 - the first that fits wins
    """Return (english, "attributive" | "link" | "adverb", it is an adjective) of a verb's form, or None."""
    if doubled := re.fullmatch(
        r"(?P<d>[가-힣]{2,6})(?P<e>하게|한|하고|해|하다|하며|해요|했으면|해서|하지만|하네|하네요)", word
    ):
        look = plain().get(doubled["d"])
        if look and doubled["d"] not in nouns():
            return look, {"하게": "adverb", "한": "attributive"}.get(doubled["e"], "link"), True
    taken = jamo(word)
    for shape, english, closed, adjective in _by_first().get(taken[:1], ()):
        if not taken.startswith(shape):
            continue
        rest = taken[len(shape) :]
        if closed:
            if _AFTER_CLOSED.match(rest):
                return english, "attributive", adjective
            if _CLOSED_LINK.match(rest):
                return english, "link", adjective
            continue
        if _ATTRIBUTIVE.match(rest):
            if len(word) == 1 and not adjective and word not in grammar("one_syllable_verbs"):
                continue
            return english, "attributive", adjective
        if rest == jamo("게") and adjective:
            return english, "adverb", True
        if _LINK.match(rest):
            return english, "link", adjective
    return None


@lru_cache(maxsize=4096)
def noun_in(word: str, depth: int = 0) -> tuple[str, str] | None:
    """Return (english, particle) if `word` is a noun of the table, or some joined, with or without a particle."""
    known = nouns()
    for end in range(len(word), 0, -1):
        head, tail = word[:end], word[end:]
        if head not in known:
            continue
        if particle_pattern().fullmatch(tail) or (tail == "고" and head.endswith("이")):
            return plural(known[head]) if tail.startswith("들") else known[head], tail
        if depth < 2 and end > 1 and len(tail) > 1 and (rest := noun_in(tail, depth + 1)):
            return f"{known[head]} {rest[0]}", rest[1]
    return None


#: One-syllable nouns that end the names of things: "꿀떡", "쑥국".
_HEADS = frozenset("떡빵국꽃집죽밥탕북컵섬")


def compound_in(word: str) -> tuple[str, str] | None:
    """Return (english, "") of an unknown word that ends in a known noun: "총각김치" is a sort of kimchi."""
    for start in range(1, len(word)):
        tail = word[start:]
        if tail in nouns() and (len(tail) > 1 or tail in _HEADS):
            return f"{word[:start]} {nouns()[tail]}", ""
    return None


def plural(english: str) -> str:
    """Return the plural of an English noun phrase, as far as the tables need it."""
    last = english.rsplit(maxsplit=1)[-1] if english.split() else ""
    odd = {
        "mouse": "mice",
        "child": "children",
        "person": "people",
        "man": "men",
        "woman": "women",
        "goose": "geese",
        "wolf": "wolves",
        "leaf": "leaves",
        "sheep": "sheep",
        "fish": "fish",
        "snowman": "snowmen",
        "deer": "deer",
        "foot": "feet",
        "tooth": "teeth",
    }
    if last in odd:
        return english[: -len(last)] + odd[last]
    if last.endswith("s") and not last.endswith(("ss", "us")):
        return english
    if last.endswith(("s", "x", "ch", "sh")):
        return english + "es"
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return english[:-1] + "ies"
    return english + "s"


def bare_noun(word: str) -> tuple[str, str]:
    """Return (`word` without its particle, the particle), for words that no table knows."""
    for particle in sorted(grammar("particles"), key=len, reverse=True):
        if (
            particle
            in {
                "나",
                "든",
                "용",
                "님",
                "인",
                "요",
                "만",
                "이",
                "가",
                "도",
                "로",
                "는",
                "은",
                "과",
                "와",
                "의",
                "에",
                "네",
            }
            and len(word) < 3
        ):
            continue
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word[: -len(particle)], particle
    if len(word) == 3 and word[-1] in "이가은는을를의도":
        return word[:-1], word[-1]
    return word, ""
