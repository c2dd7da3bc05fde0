"""Words into the pieces that the encoder knows: the longest piece first, as BERT's models read.

Called by the model and by the trainer. Pure. Case and accents are dropped; every mark is a word of its own.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

UNKNOWN = "[UNK]"
START = "[CLS]"
END = "[SEP]"
#: Longer words are not taken apart.
_MAX_WORD_CHARS = 40
_WORD = re.compile(r"[^\W_]+|[^\s\w]|_")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece's number in the vocabulary, and where it stands in the text: characters from `start` to `end`."""

    number: int
    start: int
    end: int


def plain(text: str) -> str:
    """Return `text` in lower case without accents, as long as it was: places in it stay places in the text."""
    return "".join(_plain(one) for one in text)


def _plain(one: str) -> str:
    bare = unicodedata.normalize("NFD", one.lower())[:1]
    return bare or one


def pieces(text: str, vocabulary: dict[str, int], most: int) -> list[Piece]:
    """Return the first `most` pieces of `text`."""
    found: list[Piece] = []
    for word in _WORD.finditer(plain(text)):
        found += _pieces_of(word[0], word.start(), vocabulary)
        if len(found) >= most:
            break
    return found[:most]


def _pieces_of(word: str, at: int, vocabulary: dict[str, int]) -> list[Piece]:
    found: list[Piece] = []
    start = 0
    while start < len(word):
        prefix = "##" if start else ""
        ends = range(min(len(word), start + _MAX_WORD_CHARS), start, -1)
        end = next((end for end in ends if prefix + word[start:end] in vocabulary), None)
        if end is None:
            return [Piece(vocabulary[UNKNOWN], at, at + len(word))]
        found.append(Piece(vocabulary[prefix + word[start:end]], at + start, at + end))
        start = end
    return found
