"""What a sentence points at: ordinals, positions, owners, "the one with the boat"; and which pictures those are.

Two steps, shared by every planner: `point_en` and `point_ko` read the words into a Pointer, `resolve` finds the
pictures of a Pointer on a board. Pure. A language-model planner fills a Pointer by itself and uses `resolve` alone.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.memory.records import Grid, Picture
from bot.planner.board import Board

LAST = -1
MIDDLE = 0
FORMER = 101
LATTER = 102


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a sentence says about which picture is meant. All empty: it does not point at one."""

    ordinals: tuple[int, ...] = ()  # 1 .. 4 in a grid, 5 and up in the thread, or one of the constants above
    vertical: str = ""  # "top" | "bottom"
    horizontal: str = ""  # "left" | "right"
    other: bool = False  # "the other one"
    both: bool = False
    owner: str | None = None  # name of a person; "" is the speaker
    words: tuple[str, ...] = ()  # "the one with the boat"
    batch: str = ""  # "new" | "old" | "prior" | "2": the second that was made
    exact: int | None = None  # the thread's ordinal: "picture 7"
    lacking: tuple[str, ...] = ()  # "the one before the hat", "the one without the hat"
    only: bool = False  # "the one with only the leaf": an earlier state of it
    rest: str = ""  # the sentence without the words that point

    @property
    def points(self) -> bool:
        """True when anything in the sentence points at a picture."""
        return bool(
            self.ordinals or self.vertical or self.horizontal or self.other or self.both
            or self.owner is not None or self.words or self.batch or self.exact or self.lacking
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The pictures a pointer means. Several in `candidates`: it does not say which."""

    pictures: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


def cell_of(position: int, count: int) -> tuple[str, str]:
    """Return ("top"|"bottom"|"", "left"|"right"|"middle"|"") of the `position`-th of `count` pictures."""
    if count == 4:
        return ("top" if position < 3 else "bottom", "left" if position % 2 else "right")
    if count == 3:
        return ("", ("left", "middle", "right")[position - 1])
    if count == 2:
        return ("top" if position == 1 else "bottom", "left" if position == 1 else "right")
    return ("", "")


# ---------------------------------------------------------------- English


# ---------------------------------------------------------------- Korean


# ---------------------------------------------------------------- resolving


def stem(word: str) -> str:
    """Return the English `word` without its plural ending, case folded; good enough to compare nouns."""
    low = word.casefold()
    for ending, cut in (("ies", "y"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if low.endswith(ending) and len(low) > len(ending) + 1:
            return low[: -len(ending)] + cut
    return low[:-1] if low.endswith("s") and not low.endswith("ss") and len(low) > 3 else low


def mentions(text: str, word: str) -> bool:
    """Return whether `text` has a word that begins like `word` does, singular or plural."""
    return re.search(rf"(?<!\w){re.escape(stem(word))}", text, re.IGNORECASE) is not None


def told(board: Board, picture: Picture) -> str:
    """Return all words known of `picture`: its prompt, alt text and the request it answers."""
    request = next((g.request for g in board.grids if picture.id in g.pictures), "")
    return f"{picture.prompt} {picture.alt} {request}"


def grids_about(board: Board, words: Sequence[str]) -> list[Grid]:
    """Return the grids, newest first, of which some picture was made with all `words`."""
    found = []
    for grid in reversed(board.grids):
        pictures = [board.pictures[p] for p in grid.pictures if p in board.pictures]
        if pictures and all(any(mentions(told(board, p), w) for p in pictures) for w in words):
            found.append(grid)
    return found


def grids_by(board: Board, author: str) -> list[Grid]:
    """Return the grids, newest first, asked for by the person of this id or name."""
    wanted = author.casefold()
    return [
        g for g in reversed(board.grids)
        if wanted in (g.author.id.casefold(), g.author.name.casefold()) or (len(wanted) > 2 and g.author.name.casefold().startswith(wanted))
    ]  # fmt: skip


def _pool(board: Board, pointer: Pointer, author: str) -> list[Grid]:
    """Return the grids that the pointer allows, the likeliest first."""
    grids = list(reversed(board.grids))
    if pointer.owner is not None:
        grids = grids_by(board, pointer.owner or author)
    if pointer.words:
        about = grids_about(board, pointer.words)
        grids = [g for g in grids if g in about]
    if pointer.batch:
        several = [g for g in grids if len(g.pictures) > 1] or grids
        if pointer.batch.isdigit():
            return list(reversed(several))[int(pointer.batch) - 1 : int(pointer.batch)]
        placed = pointer.ordinals or pointer.vertical or pointer.horizontal
        order = {"new": several[:1] if placed else grids[:1], "old": several[-1:], "prior": several[1:2] or several[:1]}
        grids = order[pointer.batch]
    return grids


def _cell(grid: Grid, pointer: Pointer) -> list[str]:
    count = len(grid.pictures)
    fits = []
    for position, picture in enumerate(grid.pictures, 1):
        vertical, horizontal = cell_of(position, count)
        if (not pointer.vertical or vertical in {pointer.vertical, ""}) and (
            not pointer.horizontal or horizontal in {pointer.horizontal, ""}
        ):
            fits.append(picture)
    return fits


def _by_ordinal(board: Board, grids: list[Grid], number: int) -> str | None:
    several = [g for g in grids if len(g.pictures) > 1]
    match number:
        case _ if number in {FORMER, LATTER}:
            pool = next(iter(several), None)
            return pool.pictures[0 if number == FORMER else min(1, len(pool.pictures) - 1)] if pool else None
        case -1:
            return grids[0].pictures[-1] if grids else None
        case 0:
            pool = next((g for g in several if len(g.pictures) % 2), None)
            return pool.pictures[len(pool.pictures) // 2] if pool else None
        case _:
            pool = next((g for g in grids if len(g.pictures) >= max(number, 2)), None)
            if pool is None and number == 1 and grids:
                pool = grids[0]
            if pool is not None:
                return pool.pictures[number - 1]
            picture = board.picture(number)
            return picture.id if picture else None


def resolve(board: Board, pointer: Pointer, author: str) -> Found:  # noqa: PLR0911 - the first that fits wins
    """Return the pictures that `pointer`, said by the person `author` (id), means on `board`.

    Several candidates and no pictures: it is ambiguous. Neither: it points at nothing.
    """
    if pointer.exact is not None:
        picture = board.picture(pointer.exact)
        return Found((picture.id,)) if picture else Found()
    if pointer.lacking or pointer.only:
        return _earlier(board, pointer)
    grids = [g for g in _pool(board, pointer, author) if g.pictures]
    if not grids:
        return Found()
    if pointer.ordinals:
        found = [p for p in (_by_ordinal(board, grids, n) for n in pointer.ordinals) if p]
        return Found(tuple(dict.fromkeys(p for p in found if p in board.pictures)))
    if pointer.vertical or pointer.horizontal:
        grid = next((g for g in grids if len(g.pictures) > 1), grids[0])
        cells = _cell(grid, pointer)
        return Found(tuple(cells)) if len(cells) == 1 else Found(candidates=tuple(cells or grid.pictures))
    if pointer.other:
        return _other(board, grids)
    if pointer.both:
        grid = next((g for g in grids if len(g.pictures) > 1), grids[0])
        return Found(grid.pictures)
    if pointer.words:
        return _with_words(board, grids, pointer.words)
    grid = grids[0]
    if board.state.selected in grid.pictures and board.state.selected:
        return Found((board.state.selected,))
    return Found(grid.pictures[:1])


def _earlier(board: Board, pointer: Pointer) -> Found:
    """Return the state of the picture at hand that has not yet, or no longer, what the pointer says."""
    one = focus(board)
    while one is not None:
        one = parent_of(board, one)
        if one is None:
            break
        known = told(board, one)
        if not any(mentions(known, w) for w in pointer.lacking) and all(mentions(known, w) for w in pointer.words):
            return Found((one.id,))
    current = focus(board)
    before = parent_of(board, current) if current else None
    return Found((before.id,)) if before else Found()


def _other(board: Board, grids: list[Grid]) -> Found:
    grid = next((g for g in grids if len(g.pictures) > 1), None)
    if grid is None:
        return Found()
    selected = board.state.selected
    left = tuple(p for p in grid.pictures if p != selected)
    return Found(left) if selected in grid.pictures and len(left) == 1 else Found(candidates=left)


def _with_words(board: Board, grids: list[Grid], words: Sequence[str]) -> Found:
    """Return the newest picture made with the words; the selected or first one when a whole grid was."""
    for grid in grids:
        having = [
            p for p in grid.pictures
            if p in board.pictures and all(mentions(told(board, board.pictures[p]), w) for w in words)
        ]  # fmt: skip
        if having:
            chosen = board.state.selected if board.state.selected in having else having[0]
            return Found((chosen,)) if chosen else Found()
    return Found()


def focus(board: Board, author: str | None = None) -> Picture | None:
    """Return the picture that "it" means: selected, else the first of the last grid; of `author` alone if given."""
    if author is None:
        return board.current()
    for grid in grids_by(board, author):
        for picture in grid.pictures:
            if picture in board.pictures:
                return (
                    board.selected
                    if board.state.selected in grid.pictures and board.selected
                    else board.pictures[picture]
                )
    return None


_GENERIC = frozenset(
    ["background", "picture", "image", "colour", "color", "light", "scene", "thing", "whole", "same", "other", "style", "one", "version", "last", "first", "second", "third", "fourth", "left", "right", "bottom", "seed", "story", "prompt", "title", "text", "words", "word", "name", "next", "end", "ending", "rest", "kids", "lot", "bot", "soft", "daylight", "illustration", "storybook", "garden", "flower"]
)  # fmt: skip


def family_of(board: Board, picture: Picture) -> set[str]:
    """Return the ids of the pictures that `picture` comes from, and of those made beside each."""
    seen: set[str] = set()
    open_ = [picture.id]
    while open_:
        one = open_.pop()
        if one in seen or one not in board.pictures:
            continue
        seen.add(one)
        open_ += board.pictures[one].parents
        grid = board.grid_of(board.pictures[one].turn)
        seen.update(grid.pictures if grid else ())
    return seen


def meant_by_words(board: Board, words: Sequence[str], chosen: Sequence[str] = ()) -> Picture | None:
    """Return the picture of another subject that `words` are about, when the one at hand knows none of them.

    `chosen` are pictures that people picked before; of a grid, the picked one is meant.
    """
    current = focus(board)
    if current is None or not words:
        return None
    known = told(board, current)
    telling = [w for w in words if w.casefold() not in _GENERIC and len(w) > 2 and not mentions(known, w)]
    family = family_of(board, current)
    for grid in reversed(board.grids):
        pictures = [board.pictures[p] for p in grid.pictures if p in board.pictures and p not in family]
        having = [p for p in pictures if any(mentions(told(board, p), w) for w in telling)]
        if having:
            picked = next((p for p in having if p.id in chosen or p.id == board.state.selected), None)
            return picked or having[0]
    return None


def parent_of(board: Board, picture: Picture) -> Picture | None:
    """Return the picture that `picture` was made from, if it is still on the board."""
    return next((board.pictures[p] for p in picture.parents if p in board.pictures), None)
