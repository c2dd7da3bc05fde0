"""Places in an answer, wherever an English sentence says them: "less steam on 4", "3's lovely", "down right!!!".

Called by english before anything else is read. A number, an ordinal or a corner that nothing counts, dates or measures
by is put the plain way that all readers know: "less steam on number 4". Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from bot.planner.lexicon import table
from bot.planner.offline.english_lexicon import closed, is_look, is_past, is_present, words
from bot.planner.offline.english_words import bare, split
from bot.planner.offline.reading import Hints
from bot.planner.pointing_en import point_en

_TOKEN = re.compile(r"[\w/-]+(?:'(?!s\b)\w+)*|'s\b|[^\w\s]")


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


def with_places(text: str, hints: Hints) -> str:
    """Return `text` with the places it says put the plain way, when an answer of several pictures is there."""
    if hints.several < 2:
        return text
    text = _table_rewritten(text, hints)
    for sentence in split(text):
        if _is_placed(sentence):
            continue
        said = _in_sentence(sentence, hints)
        if said != sentence:
            text = text.replace(sentence, said, 1)
    return text


def _is_placed(sentence: str) -> bool:
    pointer = point_en(bare(sentence))
    return bool(pointer.ordinals or (pointer.vertical and pointer.horizontal) or pointer.exact)


@cache
def _rewritings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(one["said"], re.IGNORECASE), one["plain"])
        for one in table("places_en", "bot.planner.offline")["rewritten"]
    )


def _table_rewritten(text: str, hints: Hints) -> str:
    for expression, plain in _rewritings():
        text = expression.sub(plain.replace("<before-last>", str(max(hints.several - 1, 1))), text)
    return text


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(table("places_en", "bot.planner.offline")["words"][key].split())


def _in_sentence(sentence: str, hints: Hints) -> str:
    """Return `sentence` with the first place in it put the plain way."""
    tokens = [_Token(m[0].casefold(), m.start(), m.end()) for m in _TOKEN.finditer(sentence)]
    for index in range(len(tokens)):
        if sentence[: tokens[index].start].count('"') % 2:
            continue
        for read in _READERS:
            if found := read(tokens, index, hints):
                length, plain = found
                end = tokens[index + length - 1].end
                return f"{sentence[: tokens[index].start]}{plain}{sentence[end:]}"
    return sentence


def _word(tokens: list[_Token], index: int) -> str:
    return tokens[index].word if 0 <= index < len(tokens) else ""


def _opens(tokens: list[_Token], index: int) -> bool:
    """Return whether nothing but interjections stands before the token `index` in its clause."""
    while index > 0:
        word = _word(tokens, index - 1)
        if re.fullmatch(r"\W+", word):
            return True
        if word not in _listed("interjections") and not re.fullmatch(
            r"(?:ha){2,}h?|(?:he){2,}h?|lo+l|o+h+|y+e+s+|aw+", word
        ):
            return False
        index -= 1
    return True


def _leads(tokens: list[_Token], index: int) -> bool:
    """Return whether what stands before the token `index` lets it be a place."""
    word = _word(tokens, index - 1)
    return _opens(tokens, index) or word in _listed("leads")


def _follows(tokens: list[_Token], index: int) -> bool:
    """Return whether what stands at `index` ends a place: no noun that the place would count or be part of."""
    word = _word(tokens, index)
    if word in _listed("counts"):
        return False
    if not word or re.fullmatch(r"[^\w\s%:/]|'s", word) or word in _listed("ends") or closed(word):
        return True
    return is_present(word) or is_past(word, [_word(tokens, index + 1)])


def _looks(tokens: list[_Token], index: int) -> bool:
    """Return whether the words from `index` say how the picture before them is to look: "make 3 purple"."""
    made = _word(tokens, index - 2) in {"make", "turn", "paint", "colour", "color", "keep", "have"}
    return made and is_look(_word(tokens, index)) and _follows(tokens, index + 1)


def _is_enough(tokens: list[_Token], index: int) -> bool:
    """Return whether a number before `index` tells how many are wanted: "1 is plenty"."""
    return _word(tokens, index) in {"is", "are", "will", "would", "'s"} and _word(tokens, index + 1) in {
        "fine", "enough", "plenty", "good", "ok", "okay", "do", "all",
    }  # fmt: skip


def _number(tokens: list[_Token], index: int, hints: Hints) -> tuple[int, str] | None:
    """Read "4" where it counts nothing: "less steam on 4 please", "ok 3 then", "3's lovely"."""
    word = _word(tokens, index)
    if not re.fullmatch(r"[1-9]", word) or int(word) > hints.several:
        return None
    if not (_follows(tokens, index + 1) or _looks(tokens, index + 1)) or _is_enough(tokens, index + 1):
        return None
    after, before = _word(tokens, index + 1), _word(tokens, index - 1)
    alone = not after or after in ".!?"
    told = after in _listed("objects") or _looks(tokens, index + 1)
    chosen = _word(tokens, index - 2) in _listed("choosing")
    if not _leads(tokens, index) or (before in _listed("counting") and not chosen and not told):
        return None
    if before in _listed("measuring") and not chosen and (alone or not _opens(tokens, index - 1)):
        return None
    if after == "'s" and not is_past(_word(tokens, index + 2), []):
        return 2, f"number {word} is"
    return 1, f"number {word}"


def _ordinal(tokens: list[_Token], index: int, _: Hints) -> tuple[int, str] | None:
    """Read "third" where it orders nothing else: "third has my vote", "my 2nd and put it on a hill"."""
    word = _word(tokens, index)
    if word not in table("references")["en"]["ordinal"] or word in {"last", "final", "former", "latter"}:
        return None
    bare_first = word in {"first", "second"} and _word(tokens, index - 1) not in _listed("articles")
    after = _word(tokens, index + 1)
    if not _follows(tokens, index + 1) or not _leads(tokens, index) or (bare_first and after == ","):
        return None
    return 1, f"{'' if _word(tokens, index - 1) in _listed('articles') else 'the '}{word} one"


_VERTICAL = {"top": "top", "upper": "top", "up": "top", "bottom": "bottom", "lower": "bottom", "down": "bottom"}
_HORIZONTAL = {"left": "left", "right": "right", "left-hand": "left", "right-hand": "right"}


def _corner(tokens: list[_Token], index: int, _: Hints) -> tuple[int, str] | None:
    """Read "down right", "bottom left says everyone", "left upper": a corner of the answer."""
    one, other = _word(tokens, index), _word(tokens, index + 1)
    joined = re.fullmatch(r"(\w+)-(left|right)", one)
    if joined and joined[1] in _VERTICAL:
        length, vertical, horizontal = 1, _VERTICAL[joined[1]], joined[2]
    elif one in _VERTICAL and other in _HORIZONTAL:
        length, vertical, horizontal = 2, _VERTICAL[one], _HORIZONTAL[other]
    elif one in _HORIZONTAL and other in _VERTICAL:
        length, vertical, horizontal = 2, _VERTICAL[other], _HORIZONTAL[one]
    else:
        return None
    if not _follows(tokens, index + length) or not _leads(tokens, index):
        return None
    article = "" if _word(tokens, index - 1) in _listed("articles") else "the "
    return length, f"{article}{vertical} {horizontal} one"


def _side(tokens: list[_Token], index: int, hints: Hints) -> tuple[int, str] | None:
    """Read "left" where it is all a clause says, or what its verb is about: "left", "the left has better eyes"."""
    word = _word(tokens, index)
    side = _HORIZONTAL.get(word) or ("middle" if word in {"middle", "centre", "center"} else "")
    if not side or (side != "middle" and hints.several > 3 and hints.alone):
        return None
    article = _word(tokens, index - 1) in _listed("articles")
    start = index - 1 if article else index
    after = _word(tokens, index + 1)
    about = after in words("closed", "auxiliaries") | words("closed", "modals") | {"'s"} or is_present(after)
    alone = all(t.word in _listed("ends") or not re.search(r"\w", t.word) for t in tokens[index + 1 :])
    said = word != "right" or article
    if _opens(tokens, start) and said and (about or alone):
        return 1, f"{'' if article else 'the '}{side} one"
    return None


_READERS: tuple[Callable[[list[_Token], int, Hints], tuple[int, str] | None], ...] = (
    _number, _ordinal, _corner, _side,
)  # fmt: skip
