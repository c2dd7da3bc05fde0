"""The pieces of an English message that describe something: every clause of it, without what stands around.

Called by english_whole and english. Pure. What a clause is follows from its grammar; greetings, questions, reasons and
what people tell of themselves are no pieces.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.english_antecedents import deed_in
from bot.planner.offline.english_counts import count_of
from bot.planner.offline.english_fragments import TIMES, is_talk
from bot.planner.offline.english_lexicon import is_doing, telling, tokens, words
from bot.planner.offline.english_scenes import detail_of
from bot.planner.offline.english_syntax import clause_of
from bot.planner.offline.english_words import bare, is_statement, pattern, split
from bot.planner.prompts import kind_and_style, shape_of, slots_of
from bot.planner.references import stem


@dataclass(frozen=True, slots=True)
class Piece:
    """One clause that describes. `kind` is one of thing, look, place, doing, without, told, order, contrast."""

    text: str
    kind: str
    sentence: int  # which sentence of the message it is in
    wished: bool = False  # the words say in full that somebody would like to see it


@cache
def listed(key: str) -> tuple[str, ...]:
    """Return a list of the table of pieces."""
    found = table("pieces_en", "bot.planner.offline")[key]
    return tuple(found.split()) if key == "noise" else words_of(found)


@cache
def _heads() -> re.Pattern[str]:
    return pattern(rf"^(?:{either(listed('heads'))})(?:\s*,)?(?=\s|$)\s*")


@cache
def _tails() -> re.Pattern[str]:
    return pattern(rf"(?:^|[,\s]+){either(listed('tails'))}$")


def says(text: str) -> list[str]:
    """Return the roots of the words of `text` that a prompt must hold."""
    noise = listed("noise")
    return [root(w) for w in telling(text) if w not in noise and not w.startswith("{")]


def root(word: str) -> str:
    """Return what is common to the forms of `word`: "facing", "face" -> "fac"."""
    plain = stem(re.sub(r"'s?$", "", word))
    plain = re.sub(r"(?:ing|ed)$", "", plain) if len(plain) > 5 else plain
    plain = re.sub(r"(?<=..)[ey]$", "", plain)
    return re.sub(r"(.)\1$", r"\1", plain)[:6]


def unwrapped(clause: str) -> str:
    """Return `clause` without the words that only ask for it: "can we maybe have a bit of steam please" -> "a bit of steam"."""
    text, before = bare(clause).strip(" ?"), None
    while text and text != before:
        before = text
        cut = _heads().sub("", text).strip(" ,?")
        if cut:
            text = _tails().sub("", cut).strip(" ,?") or text
    return text


_WISHED = re.compile(r"^(?:i|we)(?:'d| would) (?:\w+ly )?(?:like|love|want)\b", re.IGNORECASE)
_CUT = re.compile(
    r"[;:]\s+|,\s+(?:and\s+|but\s+)?|\s[-–—]+\s|\.{2,}\s*|\s+(?:but|and then|except)\s+(?!not\b)"
    r"|\s+so (?:that )?(?=(?:it|he|she|they)(?:'s|'re| is| are) )|\s+(?=not (?:an? |the )?[a-z]+$)"
    r"|\s+and\s+(?=(?:can|could|make|put|add|give|remove|lose|drop|turn|change|have|no|with|without|in|on|at|under)\b)"
)
_OF_US = re.compile(r"\b(?:i|we|you|me|us|i'm|i've|i'd|i'll|we're|we've|you're|your|yours|myself)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"\b(?:\d+ ?(?:min|mins|minutes|hours|hrs|h|am|pm)|sorry|deadline|last (?:night|week|month|year)|already|seeds?|names?|named|called|that'll do|(?:all|both|none|most) of (?:them|these|those))\b|([a-z])\1\1",
    re.IGNORECASE,
)


def pieces_of(text: str) -> tuple[Piece, ...]:
    """Return what `text` describes, in order."""
    _, plain = shape_of(text)
    _, plain = count_of(plain)
    plain = re.sub(r"\([^()]*\)", " ", plain)
    found = []
    for number, sentence in enumerate(split(plain)):
        asking, start = sentence.rstrip().endswith("?"), 0
        for match in [*_CUT.finditer(sentence), None]:
            end = match.start() if match else len(sentence)
            label = bool(match and match[0].startswith(":"))
            piece = _piece(sentence[start:end], number, asking=asking, label=label)
            start = match.end() if match else end
            if piece is not None:
                found.append(piece)
    return tuple(found)


def _is_talk(said: str) -> bool:
    """Return whether `said` is but talk; "a bit of steam" is none."""
    return is_talk(
        re.sub(r"\b(?:bit|lot|lots|touch|hint|dash|load|loads|couple|pair|bunch) of\b", "", said, flags=re.IGNORECASE)
    )


def _piece(said: str, number: int, *, asking: bool, label: bool) -> Piece | None:  # noqa: PLR0911 - the first that fits wins
    plain = bare(said)
    if not says(plain) or clause_of(plain).kind == "question" or _is_talk(plain) or _ASIDE.search(plain):
        return None
    if label and not (slots_of(plain) or kind_and_style(plain)[0]):
        return None
    contrast = re.match(r"not (?P<x>(?:an? |the |that |this |so |too )?[\w' -]+)$", plain, re.IGNORECASE)
    if contrast:
        return Piece(contrast["x"], "contrast", number)
    told = deed_in(plain)
    if told:
        return Piece(told, "told", number)
    text = unwrapped(plain)
    if not says(text) or _is_talk(text) or (TIMES.search(text) and len(text.split()) < 4):
        return None
    if text.split()[0].casefold() in words("orders", "chat") or pattern(rf"\b{either(listed('stays'))}\b").search(text):
        return None
    piece = _classed(text, number, asking=asking)
    return replace(piece, wished=True) if piece is not None and _WISHED.match(plain) else piece


def _classed(text: str, number: int, *, asking: bool) -> Piece | None:
    """Return the unwrapped clause `text` as a piece by its grammar; None if it only tells of us or asks."""
    clause = clause_of(text)
    match clause.kind:
        case "question" | "wish" | "nothing":
            return None
        case "tells":
            detail = "" if _OF_US.search(text) else detail_of(text)
            seen = clause.verb in {"s", "re", "is", "are"} and detail and is_doing(tokens(detail)[0])
            if (
                not detail
                and not is_statement(text)
                and not re.match(r"(?:it|that|this|they|he|she)(?:s|'\w+)?\b", text, re.IGNORECASE)
            ):
                return Piece(text, "thing", number)
            return Piece(detail, "doing" if seen else "told", number) if detail else None
        case "order":
            talk = _OF_US.search(clause.rest) or asking or not says(clause.rest)
            return None if talk else Piece(text, "order", number)
        case kind:
            owned = re.sub(r"\b(?:my|our) (?=[a-z])", "the ", text)
            purpose = re.match(r"for (?!\w+ing\b)", owned)
            aside = _OF_US.search(owned) or purpose or is_statement(owned) or re.match(r"\w+n't\b", owned)
            return None if aside else Piece(owned, kind, number)
