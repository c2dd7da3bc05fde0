"""Sees to it that nothing an English message describes is missing from a drawing or a change.

Called by decisions when a plan is made, whatever rule made it. Pure. What the readers understood stays as it is; pieces
of the message that nothing of it holds are put beside it, and a subject that is none gives way to the first that is one.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from bot.planner.lexicon import either
from bot.planner.offline.english_change import change_of, merge
from bot.planner.offline.english_clauses import clause_in, thing_in
from bot.planner.offline.english_content import with_article
from bot.planner.offline.english_counts import media_nouns
from bot.planner.offline.english_letters import lettered
from bot.planner.offline.english_lexicon import closed, is_look, tokens, words
from bot.planner.offline.english_pieces import Piece, listed, pieces_of, root, says
from bot.planner.offline.english_words import bare, is_statement, pattern
from bot.planner.offline.reading import Content
from bot.planner.pointing_en import point_en
from bot.planner.prompts import Change, identity_card, kind_and_style, kind_of_thing, parse, with_subject


def whole_content(content: Content, text: str, kind: str) -> Content:
    """Return `content` with every piece of `text` that describes something; `kind` is the kind of picture, as far as told."""
    pieces = [p for p in pieces_of(text) if p.kind not in {"order", "contrast"}]
    held = f"{content.subject} {' '.join(content.details)} {content.owned} {kind}"
    missing = [p for p in pieces if _is_missing(p.text, held)]
    wished = next((p for p in pieces if p.wished), None)
    if wished is not None and _rambles(content) and _can_head(wished):
        after = tuple(p.text for p in pieces if p.sentence >= wished.sentence and p is not wished)
        return replace(content, subject=with_article(wished.text), details=after, anaphor=False)
    home = _home(content, pieces)
    fixed = content.anaphor or "{" in content.subject or content.owned
    lacks = not fixed and is_headless(content.subject)
    head = next((p for p in missing if _can_head(p)), None) if lacks else None
    if head is None and not fixed:
        head = _earlier_head(content, pieces, missing, home)
    if head is not None:
        home = head.sentence
        old = _as_detail(content.subject) if says(content.subject) else ""
        details = (old, *content.details) if old else content.details
        content = replace(content, subject=with_article(head.text), details=details, anaphor=False)
    details = tuple(d for d in content.details if not _is_frame(d) and not _is_of_us(d))
    added = tuple(p.text for p in missing if p is not head and not (p.sentence < home and _only_announces(p.text)))
    return replace(content, details=(*details, *added, *_letters(f"{held} {' '.join(added)}", text)))


def _letters(held: str, text: str) -> tuple[str, ...]:
    return lettered(Change(), text, held).add


def _rambles(content: Content) -> bool:
    """Return whether what was taken for a description tells of ourselves."""
    return any(_is_of_us(d) for d in (content.subject, *content.details))


_ANEW = re.compile(
    r"(?:an? |the )?(?:again|but|start(?:ing)? (?:over|again|afresh)|(?:another|one more) (?:go|try|round)|redo(?:ne)?|same(?: (?:but|thing|idea|again|one))?|take two)\b[,:]?\s*(?:but |and |only |just )?(?P<x>.*)",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"(?:an? |the )?(?:(?:the |that |this )?(?:very )?same|that|this|those|these) (?P<n>[\w-]+)\b(?: but)?(?P<x>.*)",
    re.IGNORECASE,
)


_AFTER_NOUN = re.compile(r"$|\s+(?:but|in|on|at|with|as|under|now|only|wearing|\w{2,}ing)\b", re.IGNORECASE)
_IN_THAT = re.compile(r"\b(?:that|this|the same) (?P<n>[\w-]+)\b(?= (?:look|on|in|as|at)\b|\s*$)", re.IGNORECASE)


def _is_here(noun: str, prompt: str) -> bool:
    return root(noun.casefold()) in prompt.casefold() or kind_of_thing(noun) is not None


def _is_of_pictures(noun: str) -> bool:
    """Return whether `noun` is one for a picture or what is on it: "pattern", "design"."""
    return noun.casefold() in listed("products") or re.fullmatch(media_nouns(), noun, re.IGNORECASE) is not None


def continued(content: Content, prompt: str) -> Content:
    """Return `content` with "it" for the subject of the picture at hand, whose `prompt` this is, where it carries on from there."""
    if content.anaphor or content.owned or "{" in content.subject:
        return content
    anew = _ANEW.fullmatch(content.subject)
    if anew:
        rest = clause_in(anew["x"]) if says(anew["x"]) else ""
        return replace(content, subject=f"it {rest}".strip(), anaphor=True)
    same = _SAME.fullmatch(content.subject)
    if same and _AFTER_NOUN.match(same["x"]) and _is_here(same["n"], prompt):
        return replace(content, subject=f"it{same['x']}", anaphor=True)
    for detail in content.details:
        match = _SAME.fullmatch(detail) if "same" in detail.casefold() else None
        if match and _AFTER_NOUN.match(match["x"]) and _is_here(match["n"], prompt):
            details = tuple(d for d in content.details if d != detail)
            return replace(content, subject=f"it{match['x']}", details=details, anaphor=True)

    def meant(found: re.Match[str]) -> str:
        return f"the {found['n']} of {identity_card(prompt)}" if _is_of_pictures(found["n"]) else found[0]

    content = replace(content, subject=_IN_THAT.sub(meant, content.subject, count=1))
    instead = re.fullmatch(r"(?P<x>.+?),? instead", content.subject, re.IGNORECASE)
    return replace(content, subject=with_subject(parse(prompt).subject, instead["x"])) if instead else content


def kind_in_passing(text: str) -> tuple[str | None, str | None]:
    """Return (kind of picture, style) that a clause of `text` names by the way: "..., in watercolour if you do that"."""
    for clause in re.split(r"[,.;!?]\s+", text):
        kind, style, rest = kind_and_style(clause)
        if kind and (re.match(r"(?:in|as)\b", bare(clause)) or len(says(rest)) < 1):
            return kind, style
    return None, None


def _home(content: Content, pieces: list[Piece]) -> int:
    """Return which sentence of the message the subject is from; 0 if from none."""
    said = says(content.subject)
    return next((p.sentence for p in pieces if said and said[0] in says(p.text)), 0)


def _only_announces(text: str) -> bool:
    """Return whether words before the description only say what it is about: "the villain!", "mascot for the shop"."""
    return _front_is_empty(text) or len(says(text)) < 2 or text.casefold().startswith("the ")


def _is_frame(detail: str) -> bool:
    """Return whether `detail` speaks of the pictures, not of what is in them: "two options"."""
    numbers = words("closed", "numbers")
    return all(w.isdigit() or w in numbers or _frames().fullmatch(w) for w in tokens(detail))


@cache
def _frames() -> re.Pattern[str]:
    return re.compile(either(listed("frames")))


def _as_detail(subject: str) -> str:
    """Return what was taken for the subject as a detail; "" if it only tells what somebody is busy with."""
    busy = tokens(subject)[:1] or [""]
    bare_ = re.sub(r"^an? ", "", subject)
    if busy[0] in listed("plans") or bare_.split()[0].casefold() in listed("plans"):
        return ""
    return bare_ if is_look(bare_.split()[0].casefold()) or closed(bare_.split()[0].casefold()) else subject


def _is_of_us(detail: str) -> bool:
    purpose = re.match(r"so (?:that )?(?:it|they|that|we|i|you)\b", detail, re.IGNORECASE)
    of_us = re.search(r"\b(?:i|we|you|me|us|my)\b", detail, re.IGNORECASE)
    return purpose is not None or (is_statement(detail) and of_us is not None)


def _is_missing(text: str, held: str) -> bool:
    """Return whether `held` lacks at least half of what `text` says."""
    low = held.casefold()
    kind, _, rest = kind_and_style(text)
    known = bool(kind) and root(str(kind).casefold().split()[0]) in low
    media = re.compile(rf"{media_nouns()}s?", re.IGNORECASE)
    said = [w for w in says(rest if known else text) if not (known and media.match(w))]
    lacking = [w for w in said if w not in low]
    return 2 * len(lacking) >= len(said) and bool(lacking)


def is_headless(subject: str) -> bool:
    """Return whether `subject` names nothing that could be drawn: only how it looks, what it is for, or what somebody is busy with."""
    parts = [w for w in tokens(subject) if not closed(w)]
    if not parts or parts[0] in listed("plans"):
        return True
    if re.search(rf"\b(?:{media_nouns()}|still|art|print)s?$", subject, re.IGNORECASE) and len(parts) < 5:
        return True
    return _front_is_empty(subject)


def _front_is_empty(text: str) -> bool:
    """Return whether the words before the first preposition only say how something looks or what it is for."""
    _, _, rest = kind_and_style(text)
    front = re.split(r"\s+(?:with|on|in|for|to|of|at|by)\b", re.sub(r"^an? ", "", rest))[0]
    return all(is_look(w) or w in listed("products") or closed(w) for w in tokens(front))


def _can_head(piece: Piece) -> bool:
    return piece.kind in {"thing", "told"} and not is_headless(piece.text) and not is_statement(piece.text)


def _earlier_head(content: Content, pieces: list[Piece], missing: list[Piece], home: int) -> Piece | None:
    """Return the piece that the message describes before what was taken for its subject, if it says more."""
    before = [p for p in missing if p.sentence < home and _can_head(p) and len(says(p.text)) > 1]
    weights = {p.sentence: sum(len(says(q.text)) for q in pieces if q.sentence == p.sentence) for p in before}
    return next((p for p in before if weights[p.sentence] >= len(says(content.subject))), None)


def whole_change(change: Change, text: str, prompt: str, last_object: str = "") -> Change:
    """Return `change` with every piece of `text` that asks for something which neither it nor the picture's `prompt` holds."""
    newest, empty = "", not change
    pieces = pieces_of(text)
    for piece in pieces:
        if len(piece.text.split()) == 1 and piece.sentence < pieces[-1].sentence:
            continue  # an exclamation before what is asked: "sold. swap the hat"
        pairs = (f"{a} {b}" for a, b in (*change.swap, *change.tint))
        held = " ".join((*change.add, *change.remove, *pairs, change.kind or ""))
        said = _beside_pointer(piece.text)
        if piece.kind == "contrast":
            change = _contrasted(change, thing_in(said), newest, prompt)
        elif not says(said) or (piece.kind == "told" and not empty) or _taken(said):
            continue
        elif _is_missing(said, f"{held} {prompt}"):
            newest = said
            found, _ = change_of(said, last_object=last_object)
            change = merge(change, found or Change(add=(_as_clause(replace(piece, text=said)),)))
        elif not _is_missing(said, held):
            newest = said
    return lettered(change, text, prompt)


def _taken(said: str) -> bool:
    """Return whether `said` takes something away, or does something with "it": the readers have seen to that."""
    return pattern(r"^(?:<edit.remove>|rid of)\b|^[a-z]+ (?:it|this|that|them)\b").match(said) is not None


def _beside_pointer(text: str) -> str:
    """Return `text` without words in front that point at a picture; a place at its end is one in the picture."""
    pointer = point_en(bare(text))
    first = next((w for w in tokens(pointer.rest) if not closed(w)), "")
    return text if not pointer.points or (first and first in tokens(text)[:2]) else pointer.rest


def _contrasted(change: Change, old: str, new: str, prompt: str) -> Change:
    """Return the change with "..., not phones" taken out of the picture, for what was asked just before."""
    if not says(old) or _is_missing(old, prompt):
        return change
    added = tuple(a for a in change.add if not (new and not _is_missing(new, a)))
    if new and len(added) < len(change.add):
        return replace(change, add=added, swap=(*change.swap, (old, thing_in(new))))
    return replace(change, remove=(*change.remove, old))


def _as_clause(piece: Piece) -> str:
    """Return a piece in the form of an addition: "a bit of steam" -> "with a bit of steam"."""
    if piece.kind == "order":
        return re.sub(r"^(?:get|put|add|hide|include|place|stick|have|give|make|let)\s+", "with ", piece.text)
    return piece.text if piece.kind in {"look", "told", "doing", "without"} else clause_in(piece.text)


def change_in(text: str, last_object: str) -> Change:
    """Return the change that all pieces of `text` ask for together: for words which can only change a picture."""
    return whole_change(Change(), text, "", last_object)
