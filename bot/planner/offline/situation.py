"""Everything one decision rests on: the request, the board, the reading of the words, and the planner's notes.

Made by the planner, read by the rules in intents. Resolves what the words point at, once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.memory.records import Character, Picture
from bot.planner import Request
from bot.planner.board import Board
from bot.planner.offline.owners import makers_of, owned
from bot.planner.offline.reading import Hints, Reading
from bot.planner.offline.replies import say
from bot.planner.offline.state import State
from bot.planner.references import (
    Found,
    Pointer,
    focus,
    grids_about,
    grids_by,
    meant_by_words,
    mentions,
    resolve,
    stem,
    told,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """One request with all that is known about it."""

    request: Request
    board: Board
    reading: Reading
    state: State
    target: Picture | None  # what a change or "more like this" is about
    targets: tuple[Picture, ...]  # all of them, when the words point at several
    candidates: tuple[str, ...]  # when the words fit several
    pointed: bool  # the words, a reply or a button point at a picture
    lost: bool  # they do, but there is none such

    @property
    def language(self) -> str:
        """The language of the answer."""
        return self.reading.language

    @property
    def alone(self) -> bool:
        """True while only one person talks in the thread, or the bot was addressed."""
        others = {line.author.id for line in self.board.lines if line.author} - {self.request.author.id}
        return not others or self.request.addressed

    def say(self, key: str, **facts: str | int) -> str:
        """Return one of the planner's sentences."""
        return say(key, self.language, self.request.turn, **facts)

    def characters(self) -> dict[int, Character]:
        """Return the cast that the words mention, by their index in the cast."""
        return {i: self.board.cast[i] for i in self.reading.cast if i < len(self.board.cast)}

    def character_of(self, picture: Picture | None) -> Character | None:
        """Return who is in `picture`, if somebody of the cast is."""
        if picture is None:
            return None
        for one in self.board.cast:
            if one.picture == picture.id or one.id in picture.characters:
                return one
        return None


def hints_of(request: Request, board: Board, state: State) -> Hints:
    """Return what a reader may know of the thread."""
    people = {line.author.name for line in board.lines if line.author and line.author.id != request.author.id}
    people |= {grid.author.name for grid in board.grids if grid.author.id != request.author.id}
    return Hints(
        cast=tuple(_names_of(c) for c in board.cast),
        people=tuple(sorted(p for p in people if len(p) > 1)),
        has_pictures=bool(board.grids),
        last_object=state.last_object,
        antecedent=state.antecedent,
        fresh=_fresh(board),
        things=_things(board),
        last_action=next((x.action for x in reversed(board.lines) if x.author is None and x.action), ""),
        shown=_shown(request, board),
        owns=any(grid.author.id == request.author.id for grid in board.grids),
        replied=request.reply_to in board.pictures or request.picture in board.pictures,
        makers=makers_of(request, board),
        mine=_mine(request, board),
        proper=_proper(board),
        several=next((len(g.pictures) for g in reversed(board.grids) if len(g.pictures) > 1), 0),
        alone=board.selected is not None or (board.last_grid is not None and len(board.last_grid.pictures) == 1),
    )


def _shown(request: Request, board: Board) -> tuple[int, ...]:
    """Return who of the cast is in the picture that is talked about."""
    direct = request.picture or request.reply_to or ""
    current = board.pictures.get(direct) or focus(board)
    if current is None:
        return ()
    return tuple(i for i, one in enumerate(board.cast) if one.id in current.characters or one.picture == current.id)


def _things(board: Board) -> frozenset[str]:
    """Return the stems of what the latest pictures were asked for with, and made from."""
    told = " ".join(
        f"{grid.request} {board.pictures[grid.pictures[0]].prompt}"
        for grid in board.grids[-8:]
        if grid.pictures and grid.pictures[0] in board.pictures
    )
    return frozenset(stem(w) for w in re.findall(r"[A-Za-z]{3,}", told))


def _mine(request: Request, board: Board) -> frozenset[str]:
    """Return the stems of what only the speaker's own pictures are about, of those and the one at hand."""
    current = focus(board)
    own = [g for g in grids_by(board, request.author.id) if current is None or current.id not in g.pictures]
    known = told(board, current) if current is not None else ""
    words = (w for grid in own for w in re.findall(r"[a-z]{3,}", grid.request.casefold()))
    return frozenset(stem(w) for w in words if not mentions(known, w))


def _proper(board: Board) -> frozenset[str]:
    """Return the stems of the words that requests here wrote with a capital within a sentence."""
    said = " ".join(grid.request for grid in board.grids if not grid.request.isupper())
    return frozenset(stem(w) for w in re.findall(r"(?<=[\w,:] )[A-Z][a-z]{2,}", said) if w.casefold() not in said)


def _fresh(board: Board) -> bool:
    """Return whether the last thing that happened brought up one picture: it was made alone, or picked."""
    current = focus(board)
    if current is None or any(c.picture == current.id for c in board.cast):
        return False
    alone = board.last_grid is not None and board.last_grid.pictures == (current.id,)
    last = next((line for line in reversed(board.lines) if line.author is None), None)
    return board.state.selected == current.id if last is None else bool(alone or last.action == "note")


def _names_of(character: Character) -> tuple[str, ...]:
    """Return the names by which people call somebody: also a long enough part of a longer name."""
    names = [character.name, *character.aliases]
    parts = [p for p in character.name.split() if len(p) > 3 and p.casefold() not in _TITLES]
    return tuple(dict.fromkeys(names + (parts if len(character.name.split()) > 1 else [])))


_TITLES = frozenset(
    [
        "lady",
        "lord",
        "sir",
        "mister",
        "miss",
        "missus",
        "captain",
        "doctor",
        "professor",
        "king",
        "queen",
        "prince",
        "princess",
        "aunt",
        "uncle",
        "little",
    ]
)


def _thread_ids(board: Board, turn_or_picture: str | None) -> tuple[str, ...]:
    if not turn_or_picture:
        return ()
    if turn_or_picture in board.pictures:
        return (turn_or_picture,)
    grid = board.grid_of(turn_or_picture)
    return tuple(p for p in grid.pictures if p in board.pictures) if grid else ()


def situate(request: Request, board: Board, reading: Reading, state: State) -> Situation:
    """Return the situation: what the words, a reply or a button point at is found here."""
    author = request.author.id
    direct = _thread_ids(board, request.picture) or _thread_ids(board, request.reply_to)
    found = Found()
    pointer = _findable(board, reading, author, state)
    if pointer.points:
        within = (
            replace(board, grids=tuple(g for g in board.grids if request.reply_to == g.turn))
            if len(direct) > 1
            else board
        )
        if state.candidates and not pointer.words and pointer.owner is None:
            found = _among(board, state.candidates, reading)
        if not found.pictures:
            found = owned(board, pointer, author, state) or _picked(
                within, resolve(within, pointer, author), reading, state
            )
    if request.picture in board.pictures and request.picture:
        found = Found((request.picture,))
    elif not pointer.points and direct:
        found = Found(direct[:1])
    elif not found.pictures and not found.candidates and len(direct) == 1:
        found = Found(direct)
    pointed = bool(pointer.points or direct)
    pictures = tuple(board.pictures[p] for p in found.pictures if p in board.pictures)
    target = pictures[0] if pictures else None
    if target is None and not pointed:
        target = _topic(board, reading, state.chosen) or _portrait(board, reading)
        if target is None and (reading.change_is_explicit or reading.reshape or reading.name):
            target = meant_by_words(board, reading.mentioned, state.chosen)
        target = target or focus(board)
    return Situation(
        request, board, reading, state, target, pictures or ((target,) if target else ()), found.candidates,
        pointed, pointed and not pictures and not found.candidates,
    )  # fmt: skip


def _findable(board: Board, reading: Reading, author: str, state: State) -> Pointer:
    """Return the reading's pointer without what nothing here answers to, where the message wants more than to choose.

    A name or a change then goes to the picture at hand: better that than a question about words that only seemed to
    point.
    """
    pointer = reading.pointer
    weak = pointer.words or pointer.lacking or pointer.owner is not None
    wants = reading.name or reading.undo or reading.change is not None
    if not weak or not wants or not board.grids or owned(board, pointer, author, state):
        return pointer
    found = resolve(board, pointer, author)
    if found.pictures or found.candidates:
        return pointer
    return replace(pointer, words=(), lacking=(), only=False, owner=None)


def _picked(board: Board, found: Found, reading: Reading, state: State) -> Found:
    """Return the picture that people picked of the grid which the words mean, where the words tell no place in it."""
    pointer = reading.pointer
    placed = pointer.ordinals or pointer.vertical or pointer.horizontal or pointer.other or pointer.both
    if (
        not (pointer.words or pointer.owner is not None)
        or placed
        or len(found.pictures) != 1
        or found.pictures[0] not in board.pictures
    ):
        return found
    grid = board.grid_of(board.pictures[found.pictures[0]].turn)
    chosen = [p for p in state.chosen if grid is not None and p in grid.pictures]
    return Found((chosen[-1],)) if chosen and found.pictures[0] not in chosen else found


def _among(board: Board, candidates: tuple[str, ...], reading: Reading) -> Found:
    """Return which of the pictures that a question offered the answer means."""
    known = [c for c in candidates if c in board.pictures]
    if not known:
        return Found()
    grid = next((g for g in reversed(board.grids) if set(known) <= set(g.pictures)), None)
    if grid is None:
        return Found()
    found = resolve(replace(board, grids=(grid,)), reading.pointer, "")
    both = [c for c in (found.pictures or found.candidates) if c in known]
    if len(both) == 1:
        return Found((both[0],))
    return found if found.pictures else Found(candidates=tuple(both))


def _portrait(board: Board, reading: Reading) -> Picture | None:
    """Return the picture that a change to somebody of the cast starts from: the one at hand if it shows them alone
    in the last answer or is selected, else the canonical one."""
    one = next((board.cast[i] for i in reading.cast if i < len(board.cast)), None)
    if one is None:
        return None
    current, last = focus(board), board.last_grid
    settled = board.selected is not None or (last is not None and len(last.pictures) == 1)
    if current is not None and settled and (one.id in current.characters or current.id == one.picture):
        return current
    return board.pictures.get(one.picture or "")


def _topic(board: Board, reading: Reading, chosen: tuple[str, ...]) -> Picture | None:
    """Return the picture that a definite noun means: "the forest again, without the moon"."""
    for words in reading.topic_words:
        grids = grids_about(board, words.split())
        if grids:
            grid = grids[0]
            if board.last_grid is not None and grid.turn == board.last_grid.turn:
                return None
            picked = [p for p in grid.pictures if p == board.state.selected or p in chosen]
            return board.pictures.get(picked[0] if picked else grid.pictures[0])
    return None


def number_of(picture: Picture) -> int:
    """Return the number by which people see a picture: its place in its grid."""
    return picture.position


def looks_small(text: str) -> bool:
    """Return whether `text` is too short to mean anything by itself."""
    return len(re.findall(r"\w", text)) < 2
