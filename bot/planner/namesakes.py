"""Two characters of one name: telling them apart when the second is named, asking which one is meant afterwards.

Used where plans are decided, around every planner. Pure: works on the board and the words that were said.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.memory.records import Character, Picture
from bot.phrases import phrase
from bot.planner import Request
from bot.planner.board import Board
from bot.plans import Action, Choice, Naming, Plan

#: What a button says of a character: its name, and so much of its description.
_DESCRIPTION_CHARS = 48


def settled(request: Request, board: Board) -> tuple[Request, Board]:
    """Return the request and the board with one of each name left, wherever it is clear who is meant.

    Clear is: picked, replied to, or the only one of the name in the pictures that are talked about.
    """
    in_view = _in_view(request, board)
    picked = request.verb == "pick"
    for group in _mentioned_groups(request, board):
        meant = [one for one in group if _shown(one, in_view)]
        if len(meant) == 1:
            others = {one.id for one in group} - {meant[0].id}
            board = replace(board, cast=tuple(one for one in board.cast if one.id not in others))
            if picked and meant[0].picture == request.picture:
                # The choice only said who is meant: the words are to be understood as they were at first.
                request = replace(request, picture=None, verb=None)
    return request, board


def question(request: Request, board: Board) -> Plan | None:
    """Return the question that comes before any plan: a name was said that two characters have."""
    for group in _mentioned_groups(request, board):
        known = [one for one in group if one.picture in board.pictures]
        if len(known) > 1:
            name = known[0].name
            choices = tuple(Choice(_label(one), request.text, one.picture) for one in known)
            words = phrase("which_of_name", request.language, name=name, n=len(known))
            return Plan(Action.ASK, words, request.language, choices=choices)
    return None


def told_apart(plan: Plan, request: Request, board: Board) -> Plan:
    """Return the plan in which a name that somebody else has given to somebody else is a second one of that name.

    A person who names again what they have named themselves, or another picture of the same character, recasts it.
    """
    namings = tuple(
        replace(naming, another=True) if _is_another(naming, plan, request, board) else naming
        for naming in plan.namings
    )
    return replace(plan, namings=namings)


def _is_another(naming: Naming, plan: Plan, request: Request, board: Board) -> bool:
    namesakes = board.namesakes(naming.name)
    if naming.another or naming.character is not None or not namesakes:
        return naming.another
    pictures = _lineage(naming, plan, board)
    return bool(pictures) and all(
        one.author is not None and one.author.id != request.author.id and not _shown(one, pictures) for one in namesakes
    )


def _lineage(naming: Naming, plan: Plan, board: Board) -> tuple[Picture, ...]:
    """Return the picture that is named, or the bases of the drawing that is, and what they were made from."""
    if naming.drawing is not None and 0 < naming.drawing <= len(plan.drawings):
        first = plan.drawings[naming.drawing - 1].bases
    else:
        first = (naming.picture,) if naming.picture else ()
    found: dict[str, Picture] = {}
    waiting = list(first)
    while waiting:
        picture = board.pictures.get(waiting.pop())
        if picture is not None and picture.id not in found:
            found[picture.id] = picture
            waiting += picture.parents
    return tuple(found.values())


def _mentioned_groups(request: Request, board: Board) -> list[tuple[Character, ...]]:
    """Return the characters that share a name which the words hold, by name."""
    groups: dict[str, tuple[Character, ...]] = {}
    for one in board.cast:
        for name in (one.name, *one.aliases):
            group = board.namesakes(name)
            if len(group) > 1 and _says(request.text, name):
                groups[name.casefold()] = group
    return list(groups.values())


def _says(text: str, name: str) -> bool:
    """Return whether `text` holds the name as a word; in Korean with up to three syllables of particles behind it."""
    if re.search(r"[가-힣]", name):
        return re.search(rf"(?<![가-힣]){re.escape(name)}[가-힣]{{0,3}}(?![가-힣])", text) is not None
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _in_view(request: Request, board: Board) -> tuple[Picture, ...]:
    """Return the pictures that are talked about: pointed at, else selected, else the last answer's."""
    pointed = [p for p in (request.picture, request.reply_to) if p is not None and p in board.pictures]
    if pointed:
        return tuple(board.pictures[p] for p in pointed)
    if board.selected is not None:
        return (board.selected,)
    last = board.last_grid
    return tuple(board.pictures[p] for p in last.pictures if p in board.pictures) if last else ()


def _shown(one: Character, pictures: tuple[Picture, ...]) -> bool:
    return any(picture.id == one.picture or one.id in picture.characters for picture in pictures)


def _label(one: Character) -> str:
    words = one.description
    short = words if len(words) <= _DESCRIPTION_CHARS else words[:_DESCRIPTION_CHARS].rsplit(" ", 1)[0] + "…"
    return f"{one.name}: {short}" if short else one.name
