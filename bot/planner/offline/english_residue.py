"""What an English message says besides its request: further sentences, and what "it" in them means. Nothing is dropped.

Called by english_implied. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.english_change import merge
from bot.planner.offline.english_clauses import clause_in
from bot.planner.offline.english_implications import implied_by
from bot.planner.offline.english_lexicon import telling
from bot.planner.offline.english_scenes import detail_of
from bot.planner.offline.english_syntax import clause_of
from bot.planner.offline.english_words import bare, split
from bot.planner.offline.reading import Hints, Reading
from bot.planner.pointing_en import point_en
from bot.planner.prompts import Change
from bot.planner.references import stem


def with_antecedent(reading: Reading, text: str) -> Reading:
    """Return the reading of "there was also a mulberry tree. can you add it?" with the tree as what is added."""
    change = reading.change
    gone = re.search(
        r"\b(?:take|get rid of|remove|lose|delete|drop|erase|ditch|kill) (?:it|that|them|those)\b", text, re.IGNORECASE
    )
    thing = (
        re.search(
            r"\b(?:the|that|those|these|his|her|its) (?P<x>[\w-]+(?: [\w-]+)?)\W*(?:[.!,;:]|$)", text[: gone.start()]
        )
        if gone
        else None
    )
    if gone and thing and not (change and change.remove):
        return replace(
            reading,
            change=merge(change or Change(), Change(remove=(thing["x"],))),
            change_is_explicit=True,
            question=False,
        )
    if change is None or not any(re.fullmatch(r"(?:with )?(?:it|that|this|one|them|some)", a) for a in change.add):
        return reading
    before = re.findall(r"\b(?:an?|some|the|two|three) [^.,;:!?]+", " ".join(split(text)[:-1]))
    if not before:
        return reading
    added = tuple(
        clause_in(before[-1]) if re.fullmatch(r"(?:with )?(?:it|that|this|one|them|some)", a) else a for a in change.add
    )
    return replace(reading, change=replace(change, add=added))


def with_residue(reading: Reading, text: str, hints: Hints) -> Reading:
    """Return the reading with the clauses that nothing of it holds yet, as details or as further changes."""
    parts = split(text)
    if (len(parts) < 2 and "," not in text) or reading.more or reading.reroll or reading.undo or reading.question:
        return reading
    content, change = reading.content, reading.change
    if content is not None and (reading.asks_to_draw or reading.describes):
        held = f"{content.subject} {' '.join(content.details)} {reading.kind or ''} {reading.style or ''}".casefold()
        first = next((n for n, p in enumerate(parts) if telling(p) and _holds(held, p)), 0)
        left = [p for p in parts[first + 1 :] if not _holds(held, p)]
        details = tuple(d for d in map(detail_of, left) if d)
        return replace(reading, content=replace(content, details=(*content.details, *details))) if details else reading
    if change is None or not reading.change_is_explicit or not hints.has_pictures:
        return reading
    for part in parts:
        if part.rstrip().endswith("?") or point_en(bare(part)).points:
            continue
        pieces = re.split(r",\s+(?:and\s+)?", part)
        if len(pieces) == 1 or not _holds(_words_of(change), part):
            pieces = [part]
        for piece in pieces:
            if not _holds(_words_of(change), piece):
                change = merge(change, _further_change(piece, hints))
    return replace(reading, change=change)


def _further_change(part: str, hints: Hints) -> Change:
    """Return what a further sentence of a wish adds to it: "and give him a hat. the hat is red"."""
    clause = clause_of(part)
    if clause.kind in {"look", "place", "doing", "without", "thing"}:
        return implied_by(clause, part, hints)
    named = re.match(r"(?:an?|some) [\w' -]+$", clause.rest.strip(" .!"))
    if (
        clause.kind == "tells"
        and clause.subject in {"it", "they"}
        and clause.verb in {"s", "is", "re", "are"}
        and named
    ):
        return Change(add=(clause_in(named[0]),))
    if clause.kind != "tells" or clause.subject in {"it", "that", "this"}:
        return Change()
    detail = detail_of(part)
    return Change(add=(detail if re.match(r"(?:with|\w+ing)\b", detail) else f"with {detail}",)) if detail else Change()


def _words_of(change: Change) -> str:
    pairs = (f"{a} {b}" for a, b in (*change.swap, *change.tint))
    return " ".join((*change.add, *change.remove, *pairs, change.kind or "")).casefold()


def _holds(held: str, part: str) -> bool:
    """Return whether `held` has what `part` says already, by one of its telling words."""
    said = telling(part)
    return not said or any(stem(w)[:6] in held for w in said)
