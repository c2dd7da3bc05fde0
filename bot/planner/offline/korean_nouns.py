"""Korean nouns with their particles: known ones, compounds of them, and what is left of unknown ones.

Read by the rooms that understand Korean. Pure.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.planner.offline.korean_tables import grammar, nouns, particle_pattern


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
