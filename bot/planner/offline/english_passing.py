"""The change that the clauses of an English message imply in passing, where none asks in so many words.

Called by english_implied and english_adding. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re

from bot.planner.offline.english_change import merge
from bot.planner.offline.english_fragments import TIMES
from bot.planner.offline.english_implications import implied_by
from bot.planner.offline.english_lexicon import is_past, is_present, telling, tokens, words
from bot.planner.offline.english_pointing import within
from bot.planner.offline.english_syntax import Clause, clause_of
from bot.planner.offline.english_words import bare, split
from bot.planner.offline.reading import Hints
from bot.planner.pointing_en import point_en
from bot.planner.prompts import Change


def change_in_passing(text: str, hints: Hints) -> Change:
    """Return the change that the clauses of `text` imply for the picture at hand."""
    change = Change()
    rather = re.match(
        r"\W*(?:no,? )?not (?P<a>[^,]+), (?:but )?(?P<b>(?:on|in|at|under|behind|over|beside|next to|near|above|below|by) .+)",
        text,
        re.IGNORECASE,
    )
    if rather and hints.last_object:
        return Change(add=(f"with the {hints.last_object} {rather['b'].strip(' .!')}",))
    where = re.match(
        r"\W*(?:(?:yes|no|ok|okay|but|and|only|just|a bit|much|even|maybe|way|please|more|further)\W+)*(?P<x>far away|further away|farther away|closer|nearer|in the distance|upside down|sideways|backwards|apart|closer together|outside|inside|everywhere|all over|higher up|lower down|further back|further left|further right)(?: please)?[.! ]*$",
        text,
        re.IGNORECASE,
    )
    if where:
        return Change(add=(f"with the {hints.last_object} {where['x']}" if hints.last_object else where["x"],))
    if any(clause_of(s).kind == "question" and s.rstrip().endswith("?") for s in split(text)):
        return change
    chosen = False
    for sentence in split(text):
        if TIMES.search(sentence) and clause_of(sentence).kind == "thing":
            continue
        for part in _clauses(sentence):
            pointer = point_en(bare(part))
            pointed = pointer.points and not within(part, hints)
            said = pointer.rest if pointed else part
            asking = sentence.rstrip().endswith("?")
            said = re.sub(
                r"^(?:no,? |sorry,? )?i (?:mean|meant) (?:(?:literally|just|only|actually|simply|to)\s+)+",
                "",
                said,
                flags=re.IGNORECASE,
            )
            plain = re.sub(r"^(?:but|only|except|and|so)\s+", "", said.strip(" ,"))
            clause = beside_pointer(plain, bare(part)) if pointed else clause_of(plain)
            if clause.kind == "thing" and chosen and not _WISHED_THING.search(part):
                continue
            chosen = chosen or (pointed and clause.kind == "nothing")
            found = implied_by(clause, said, hints, pointed=pointed, asking=asking)
            change = merge(change, found) if found else change
    return change


_WISHED_THING = re.compile(
    r"\b(?:please|more|extra|with|plus|add|on|in|at|under|over|behind|around|beside)\b|^\W*(?:an?|some|two|three|the)\b",
    re.IGNORECASE,
)


def beside_pointer(said: str, whole: str) -> Clause:
    """Return the clause that is left of `whole` when the words that point are gone: those words may be its subject."""
    rest = re.sub(r"^(?:from|of|on|for|about|in|to|as|[:=-])+\s+(?=(?:it|this|that)?\b\s*$)", "", said.strip(" ,:-"))
    parts = tokens(rest)
    again = point_en(rest)
    if again.points and not telling(again.rest):
        return Clause("nothing", "")
    if not parts:
        return Clause("nothing", "")
    finite = (
        parts[0] in words("closed", "auxiliaries") | words("closed", "modals")
        or is_present(parts[0])
        or is_past(parts[0], parts[1:])
        or parts[0] in {"'s", "made", "s"}
    )
    if finite:
        return clause_of(f"it {rest}")
    clause = clause_of(rest)
    leads = not bare(whole).casefold().endswith(parts[-1])
    if leads and clause.kind not in {"order", "wish", "tells"}:
        return Clause("nothing", rest)
    if clause.kind == "thing" and not re.search(r"[:,;=]|\s[-–—]\s|\b(?:with|plus|and|but)\b", whole):
        return Clause("nothing", rest)
    return clause


def _clauses(sentence: str) -> list[str]:
    """Return the clauses of `sentence` that may be wishes by themselves."""
    return [
        part
        for part in re.split(
            r"\s*;\s*|,?\s+(?=(?:but|only|except)\s+(?!not\b))|\s+and then\s+|,\s+(?:and|so|then)\s+|\s+[-–—]+\s+|:\s+(?!\d)",
            sentence,
        )
        if part and part.strip(" .!?,")
    ]
