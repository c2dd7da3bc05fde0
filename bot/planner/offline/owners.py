"""Whose pictures are whose: who makes pictures here, what they picked, and what "mine", "hers" and "Ben's" mean.

Called by the planner and its situation. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.planner import Request
from bot.planner.board import Board
from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.english_lexicon import closed, is_look, is_present
from bot.planner.offline.reading import Hints
from bot.planner.offline.state import State
from bot.planner.references import Found, Pointer, grids_by, stem
from bot.plans import Action, Plan

MAX_CLAIMS = 12


def claims_after(state: State, request: Request, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return who picked which picture once `plan` is carried out; what somebody makes comes before their pick."""
    author = request.author.id
    if not plan.select and not plan.drawings:
        return state.claims
    others = tuple(one for one in state.claims if one[0] != author)
    if plan.select and not plan.drawings:
        return (*others, (author, plan.select))[-MAX_CLAIMS:] if plan.action is Action.NOTE else state.claims
    return others


def makers_of(request: Request, board: Board) -> tuple[str, ...]:
    """Return the names of the others who made pictures here, the latest first."""
    names = [grid.author.name for grid in reversed(board.grids) if grid.author.id != request.author.id]
    return tuple(dict.fromkeys(names))


def owned(board: Board, pointer: Pointer, author: str, state: State) -> Found | None:
    """Return the picture of the person that `pointer` names, where it tells no more: the one they picked, or made."""
    if pointer.owner is None:
        return None
    if pointer != replace(Pointer(rest=pointer.rest), owner=pointer.owner):
        return None
    owner = author if not pointer.owner else next((g.author.id for g in grids_by(board, pointer.owner)), "")
    picked = next((picture for who, picture in state.claims if who == owner), None)
    return Found((picked,)) if picked in board.pictures and picked else None


def parts_of(person: str) -> tuple[str, ...]:
    """Return what a person may be called by: the name and its parts, "kim_b" -> kim_b, kim."""
    return tuple(dict.fromkeys(p for p in (person, *re.split(r"[_\d.\s-]+", person)) if len(p) > 2))


def owner_said(text: str, hints: Hints) -> str | None:
    """Return whose picture English `text` means: "kims was better", "hers", "my snail"; "" is the speaker's own."""
    for person in hints.makers:
        for match in _said(parts_of(person), text):
            if _stands_alone(text[match.end() :]):
                return person
    thing = re.search(r"\bmy (?:own |little )?([a-z]{3,})\b", text)
    if thing and stem(thing[1]) in hints.mine:
        return ""
    other = re.search(r"(?<!of )\b(?:hers|theirs|yours|his)\b(?!-)", text, re.IGNORECASE)
    return hints.makers[0] if other and hints.makers and _stands_alone(text[other.end() :]) else None


def _said(names: Iterable[str], text: str) -> Iterable[re.Match[str]]:
    return re.finditer(rf"(?<!\w){either(re.escape(n) for n in names)}(?:'s|s'|s)(?!\w)", text, re.IGNORECASE)


def _stands_alone(after: str) -> bool:
    """Return whether what follows an owner's name is no thing of theirs: "Ben's hat" is no picture."""
    following = re.match(r"\s*([\w'-]+)", after)
    if following is None or not after.startswith(" "):
        return True
    word = following[1].casefold()
    pointed = words_of(table("references")["en"]["pointed"])
    return (
        closed(word) or is_look(word) or is_present(word) or word in pointed or word in {"please", "pls", "too", "wins"}
    )
