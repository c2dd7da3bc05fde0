"""What an English message points at, all its sentences taken together.

Called by english. Words about a place in a picture point at none: "a flag on the left". Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.english_lexicon import telling
from bot.planner.offline.english_pointing import lacked, lot_of, within
from bot.planner.offline.english_texts import LETTERED
from bot.planner.offline.english_wishes import LETTERING, addition
from bot.planner.offline.english_words import bare, split
from bot.planner.offline.owners import owner_said, parts_of
from bot.planner.offline.reading import Hints
from bot.planner.pointing_en import point_en
from bot.planner.references import Pointer, stem

_WRITTEN = re.compile(
    r"\b(?:write|add|put|print|letter|stitch|place|paint|have)\b[^\"]{0,25}(?:\"[^\"]+\"|(?<!\w)'[^']+'(?!\w))|^\W*\"[^\"]+\"\s+(?:in|on|at|across|along|above|below|under|over)\b",
    re.IGNORECASE,
)


def pointer_of(text: str, hints: Hints) -> Pointer:  # noqa: PLR0912 - one branch per way of pointing
    """Return what the message points at; its first pointing sentence decides."""
    best = Pointer(rest=text)
    better = re.search(
        r"\b(?:but|though|yet)\s+(?P<x>[^.!?;]*\b(?:is|has|looks|wins|feels|seems)\b[^.!?;]*\b(?:\w+er|more|better|best|wins|nicer|the one|it)\b.*)",
        text,
        re.IGNORECASE,
    )
    if better and point_en(bare(better["x"])).ordinals:
        return replace(point_en(bare(better["x"])), rest="")
    for sentence in [clause for whole in split(text) for clause in re.split(r";\s+", whole)]:
        if (
            LETTERING.search(sentence)
            or LETTERED.search(bare(sentence))
            or _WRITTEN.search(sentence)
            or within(sentence, hints)
            or addition(sentence)
        ):
            best = _owner_beside(best, sentence)
            continue
        if re.match(r"(?:not|neither|none)\b", bare(sentence), re.IGNORECASE) and len(split(text)) > 1:
            continue
        pointer = point_en(bare(sentence))
        if (
            pointer.both
            and len(hints.cast) > 1
            and re.match(r"(?:both|the two)(?: of them)?\s+\w+ing\b", bare(sentence), re.IGNORECASE)
        ):
            continue
        if pointer.points and not best.points:
            best = replace(pointer, rest=pointer.rest)
        elif best.vertical and not best.horizontal and pointer.horizontal and not pointer.vertical:
            best = replace(best, horizontal=pointer.horizontal)
        elif best.horizontal and not best.vertical and pointer.vertical and not pointer.horizontal:
            best = replace(best, vertical=pointer.vertical)
        elif len(best.ordinals) > 1 and len(pointer.ordinals) == 1 and re.search(r"\bor\b", text):
            best = replace(best, ordinals=pointer.ordinals)
        elif pointer.points and best.batch and not best.ordinals:
            best = replace(best, ordinals=pointer.ordinals, vertical=pointer.vertical, horizontal=pointer.horizontal)
        elif pointer.ordinals and not best.ordinals and (best.words or best.owner is not None):
            best = replace(best, ordinals=pointer.ordinals)
    if _is_half_aside(best, hints):
        best = replace(best, vertical="", horizontal="")
    if best.words and len(best.words) == 1 and stem(best.words[0]) not in hints.things and hints.things:
        named = re.search(
            rf"\b(?:the|that|my|our|those) (?:[\w-]+ )?{re.escape(best.words[0])} (?:one|ones|guy|girl|kid|child)s?\b",
            text,
            re.IGNORECASE,
        )
        best = replace(best, words=()) if named else best
    if (best.ordinals or best.vertical or best.horizontal) and not best.words:
        best = replace(best, words=lot_of(text, hints))
    if best.owner and best.owner.casefold() not in {part.casefold() for p in hints.people for part in parts_of(p)}:
        best = replace(best, owner=None)
    if not best.lacking and not best.ordinals and (missing := lacked(text, hints)):
        best = replace(best, lacking=missing, words=())
    if best.owner is None:
        best = replace(best, owner=owner_said(text, hints))
    return best


def _is_half_aside(pointer: Pointer, hints: Hints) -> bool:
    """Return whether the one side that `pointer` tells is of the picture at hand: "a banner over the top"."""
    half = bool(pointer.vertical) != bool(pointer.horizontal)
    chooses = pointer.ordinals or pointer.batch or pointer.owner is not None
    named = re.search(r"\b(?:one|ones|picture|row)\b", pointer.rest)
    return half and hints.alone and hints.several > 2 and not chooses and not named and len(telling(pointer.rest)) > 1


def _owner_beside(pointer: Pointer, sentence: str) -> Pointer:
    """Return `pointer` with whose picture a sentence means that tells of a place in a picture: "a flag on top of mine"."""
    said = re.split(
        r"\b(?:says|saying|reads|reading|that say|with the words?)\b", sentence, maxsplit=1, flags=re.IGNORECASE
    )[0]
    found = point_en(bare(re.sub(r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)", " ", said)))
    if found.owner is None or pointer.points:
        return pointer
    return replace(pointer, owner=found.owner, ordinals=found.ordinals)
