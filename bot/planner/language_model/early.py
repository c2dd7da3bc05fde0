"""The words of an answer that may be shown while it is still coming: without thoughts, calls or the JSON around them.

Called by streaming.py with each piece. A piece costs as much in a long answer as in a short one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

#: Some models think aloud in their text; what stands between these is not for people.
THINKS, THOUGHT = "<think>", "</think>"
#: How a call begins that a model writes into its text, by the marks of its training.
CALL_MARKS = ("<tool_call>", "[TOOL_CALLS]", "<function=")
#: A text that is nothing but an object is a call, too.
OBJECT = re.compile(r"\s*(?:```(?:json)?\s*)?\{")
_MARKS = (THINKS, *CALL_MARKS)
_MARK = re.compile("|".join(map(re.escape, _MARKS)))
_SAY = re.compile(r'[^{]*\{\s*"(?:say|reply|text|message)"\s*:\s*"')
_STRING = re.compile(r'(?:[^"\\]|\\(?:[^u]|u[0-9a-fA-F]{4}))*')
#: Half of a character that is written as two escapes: held back until the other half is there.
_HALF = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\Z")
#: An object whose words do not come within so many characters has none that could be told early.
_SAY_WITHIN_CHARS = 2_000


class EarlyWords(Protocol):
    """Takes the pieces of a text and tells what of it may be shown."""

    def hear(self, piece: str) -> str:
        """Return the words that are new."""
        ...


@dataclass(slots=True)
class PlainWords:
    """The words of a text that may hold thoughts, and calls that a server did not recognise."""

    _rest: str = ""
    _begun: bool = False
    _thinking: bool = False
    _over: bool = False

    def hear(self, piece: str) -> str:
        """Return the words that are new."""
        if self._over:
            return ""
        self._rest += piece
        told = ""
        while self._skip():
            mark = _MARK.search(self._rest)
            words = self._rest[: mark.start()] if mark else without_beginning(self._rest, _MARKS)
            told, self._begun = told + words, self._begun or bool(words)
            self._rest = self._rest[mark.end() if mark else len(words) :]
            if mark is None:
                break
            self._thinking = mark[0] == THINKS
            self._over = not self._thinking
        return told

    def _skip(self) -> bool:
        """Pass over thoughts and leading space; return whether there may be words in what is left."""
        if self._thinking:
            _, closed, after = self._rest.partition(THOUGHT)
            self._thinking = not closed
            self._rest = after if closed else self._rest[1 - len(THOUGHT) :]
        if not self._begun and not self._thinking:
            self._rest = self._rest.lstrip()
            if OBJECT.match(self._rest):
                self._over = True
            elif "```json".startswith(self._rest.rstrip()):
                return False
        return not self._thinking and not self._over


@dataclass(slots=True)
class JsonWords:
    """The words of an answer in one JSON object, whose first key holds them."""

    _text: str = ""
    _place: int = 0  # up to where the words were told; 0: they have not begun
    _over: bool = False

    def hear(self, piece: str) -> str:
        """Return the words that are new."""
        if self._over:
            return ""
        self._text += piece
        if not self._place:
            start = _SAY.match(self._text)
            self._over = start is None and len(self._text) > _SAY_WITHIN_CHARS
            if start is None:
                return ""
            self._place = start.end()
        found = _STRING.match(self._text, self._place)
        whole = _HALF.sub("", found[0]) if found else ""
        try:
            words = str(json.loads(f'"{whole}"', strict=False))
        except ValueError:  # an escape that there is not: the end will tell what was meant
            self._over = True
            return ""
        self._place += len(whole)
        return words.encode("utf-8", "replace").decode()  # half a character, alone, is none


def without_beginning(text: str, marks: Sequence[str]) -> str:
    """Return `text` without what may become one of `marks` when more of it has come."""
    for mark in marks:
        for length in range(min(len(mark) - 1, len(text)), 0, -1):
            if text.endswith(mark[:length]):
                return text[:-length]
    return text


def without_thoughts(text: str) -> str:
    """Return a whole text without what a model thought aloud."""
    return re.sub(rf"{THINKS}.*?(?:{THOUGHT}|\Z)", "", text, flags=re.DOTALL)
