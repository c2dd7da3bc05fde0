"""Names of a list, found in a text: every name at once, by its first word or its first two syllables.

Used by bot/policy alone. A Latin name is found word by word, whatever dash, dot or space stands between; a Hangul
name syllable by syllable, where a word begins, when nothing but particles follow. Knows nothing of guidelines.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

_WORD = re.compile(r"[^\W_가-힣]+")
_HANGUL = re.compile(r"[가-힣]")
_HANGUL_RUN = re.compile(r"[가-힣]*")
_HANGUL_START = re.compile(r"(?<![가-힣])[가-힣]|(?<![a-z0-9가-힣])[a-z0-9]")
#: What may stand between the words of one name.
_GAP = re.compile(r"[\s\-–.'’·_]{0,3}")
#: A Hangul name this long is no part of another word; a shorter one must be followed by particles only.
_LONG_SYLLABLES = 4
#: A name of two words is also found written as one word when it has this many letters.
_JOINED_CHARS = 8


@cache
def data(name: str) -> dict[str, Any]:
    """Return the table bot/guidelines/`name`.toml."""
    text = resources.files("bot").joinpath("guidelines", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def pattern(table: str, key: str) -> re.Pattern[str]:
    """Return one expression for the list of expressions that `table` holds under `key`: where a word begins."""
    return re.compile(r"(?<![a-z])(?:" + "|".join(f"(?:{e})" for e in data(table)[key]) + ")")


def folded(text: str) -> str:
    """Return `text` in a form to compare: no accents on Latin letters, lower case, the same length."""
    if text.isascii():
        return text.lower()
    out = []
    for char in text:
        base = unicodedata.normalize("NFD", char)[0] if "\u00c0" <= char <= "\u024f" else char
        low = base.lower()
        out.append(low if len(low) == 1 else base)
    return "".join(out)


def entries(block: str) -> list[str]:
    """Return the entries of a block: between semicolons and lines."""
    return [e.strip() for e in re.split(r"[;\n]", block) if e.strip()]


@cache
def _particles() -> re.Pattern[str]:
    return re.compile(data("innocent")["particles"])


@dataclass(frozen=True, slots=True)
class Hit:
    """A name of the list found in a text: the name as the list has it, in folded form, and its value."""

    start: int
    end: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names and what belongs to each."""

    _latin: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    _hangul: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    _last: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)  # two-word names by the second

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]]) -> Lexicon:
        """Return the lexicon of (name, value) pairs; a later pair of one name does not replace an earlier one."""
        made = cls()
        for name, value in names:
            made._add(folded(name.strip()), value)
        for rows in made._latin.values():
            rows.sort(key=lambda row: -len(row[0]))
        for spelt in made._hangul.values():
            spelt.sort(key=lambda row: -len(row[0]))
        return made

    def _add(self, name: str, value: str) -> None:
        if _HANGUL.search(name):
            spelling = re.sub(r"[\s\-·!.]+", "", name)
            self._hangul.setdefault(spelling[:2], []).append((spelling, name, value))
            return
        words = tuple(_WORD.findall(name))
        if not words:
            return
        self._latin.setdefault(words[0], []).append((words, value))
        if len(words) == 2:
            self._last.setdefault(words[1], []).append((words, value))
        joined = "".join(words)
        if len(words) == 2 and len(joined) >= _JOINED_CHARS:
            self._latin.setdefault(joined, []).append(((joined,), value))

    def find(self, text: str) -> Iterator[Hit]:
        """Yield the names in folded `text`; of names that begin at one place the longest."""
        if self._latin:
            yield from self._find_latin(text)
        if self._hangul:
            yield from self._find_hangul(text)

    def _find_latin(self, text: str) -> Iterator[Hit]:
        words = _words_of(text)
        for at, (word, start, _) in enumerate(words):
            rows = self._latin.get(word, []) + (self._latin.get(word[:-1], []) if word.endswith("s") else [])
            for name, value in rows:
                last = at + len(name) - 1
                if last < len(words) and _same(name, words[at : last + 1], text):
                    yield Hit(start, _end(words, last, text), " ".join(name), value)
                    break

    def find_misspelt(self, text: str) -> Iterator[Hit]:
        """Yield names of two words of which one is written with one letter wrong in folded `text`."""
        for (first, start, end), (second, begin, last) in pairwise(_words_of(text)):
            if not _GAP.fullmatch(text, end, begin) or not _may_be_misspelt(first, second):
                continue
            rows: list[tuple[tuple[str, ...], str, str, str]] = [
                (name, value, name[1], second) for name, value in self._latin.get(first, []) if len(name) == 2
            ]
            rows += [(name, value, name[0], first) for name, value in self._last.get(second, [])]
            for name, value, right, written in rows:
                if written not in _ordinary() and _nearly(right, written):
                    yield Hit(start, last, " ".join(name), value)
                    break

    def _find_hangul(self, text: str) -> Iterator[Hit]:
        for match in _HANGUL_START.finditer(text):
            start = match.start()
            heads = {text[start : start + 2], text[start] + text[start + 2 : start + 3]}
            rows = [row for head in heads for row in self._hangul.get(head, [])]
            for spelling, name, value in sorted(rows, key=lambda row: -len(row[0])):
                end = _spelt(spelling, " " in name or len(spelling) >= _LONG_SYLLABLES, text, start)
                if end and (tail := _tail(text, end, len(spelling))) is not None:
                    yield Hit(start, tail, spelling, value)
                    break


@lru_cache(maxsize=8)
def _words_of(text: str) -> list[tuple[str, int, int]]:
    """Return the Latin words of `text`, each with where it begins and ends: every list asks for the same ones."""
    return [(m[0], m.start(), m.end()) for m in _WORD.finditer(text)]


#: A word shorter than this is another word with one letter changed.
_MISSPELT_CHARS = 5
#: A full name with fewer letters than this is one letter from too much.
_MISSPELT_NAME_CHARS = 9


@cache
def _ordinary() -> frozenset[str]:
    """Return the ordinary words that are a part of some name, or one letter from one."""
    return frozenset(data("ordinary")["words"].split())


def _may_be_misspelt(first: str, second: str) -> bool:
    """Return whether two words as written are long enough to be a full name with a letter wrong, and no numbers."""
    return len(first) + len(second) >= _MISSPELT_NAME_CHARS and not any(
        len(word) < 3 or word.isdigit() for word in (first, second)
    )


def _nearly(right: str, written: str) -> bool:
    """Return whether `written` is `right` with one letter changed, left out, doubled or swapped with the next."""
    if right == written or min(len(right), len(written)) < _MISSPELT_CHARS or abs(len(right) - len(written)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(right, written, strict=False)) if a != b), min(len(right), len(written))
    )
    rests = {(right[at + 1 :], written[at:]), (right[at:], written[at + 1 :]), (right[at + 1 :], written[at + 1 :])}
    swapped = right[at : at + 2] == written[at : at + 2][::-1] and right[at + 2 :] == written[at + 2 :]
    return swapped or any(a == b for a, b in rests)


def _same(name: tuple[str, ...], words: list[tuple[str, int, int]], text: str) -> bool:
    """Return whether `words` are those of `name`, the last of them perhaps with an s, with only gaps between."""
    for part, (word, _, _) in zip(name[:-1], words, strict=False):
        if part != word:
            return False
    last = words[-1][0]
    if last != name[-1] and not (last == name[-1] + "s" and len(name[-1]) > 2):
        return False
    return all(_GAP.fullmatch(text, a[2], b[1]) for a, b in pairwise(words))


def _end(words: list[tuple[str, int, int]], last: int, text: str) -> int:
    """Return where a name ends, with the 's after it."""
    end = words[last][2]
    return end + 2 if re.match(r"['’]s\b", text[end : end + 3]) else end


def _spelt(spelling: str, spaced: bool, text: str, at: int) -> int:
    """Return where `spelling` ends in `text` from `at`, or 0; `spaced`: single gaps may stand between syllables."""
    for sign in spelling:
        if spaced and at < len(text) and text[at] in " -·" and text[at] != sign:
            at += 1
        if at >= len(text) or text[at] != sign:
            return 0
        at += 1
    return at


def _tail(text: str, end: int, syllables: int) -> int | None:
    """Return where a Hangul name ends with the case particle after it, or None when it is a part of another word."""
    run = _HANGUL_RUN.match(text, end)
    rest = run[0] if run else ""
    if rest and syllables < _LONG_SYLLABLES and not _particles().fullmatch(rest):
        return None
    case = re.match(r"(?:이가|이는|이를|이|가|은|는|을|를)$", rest)
    return end + (case.end() if case else 0)
