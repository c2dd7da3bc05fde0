"""What one turn changes in memory: the commit, out of the plan and what became of it.

Used by the turn. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.events import Command, Event, Message, Thread
from bot.memory.records import Character, Commit, Grid, Line, Picture, ThreadState
from bot.planner.board import Board
from bot.plans import Action, Naming, Plan
from bot.requests import words_of

#: Line.action of an answer that is an error.
ERROR = "error"
#: The most that a planner may keep for itself between two turns.
PLANNER_STATE_CHARS = 4_000


@dataclass(frozen=True, slots=True)
class Result:
    """How a turn ended. `plan` None: it never got one. `removed` are the records that the plan deletes."""

    event: Event
    language: str
    time_s: float
    text: str
    plan: Plan | None = None
    pictures: tuple[Picture, ...] = ()
    made: int = 0  # ordinals used up, failed tiles included
    error: bool = False
    repeats: bool = False  # the person's words are remembered already (Retry)
    removed: tuple[Picture, ...] = ()


def commit_of(result: Result, board: Board) -> Commit:
    """Return all that the turn changes."""
    plan = result.plan
    turn = result.event.id
    cast: tuple[Character, ...] = ()
    if plan is not None:
        cast = cast_changes(plan.namings, board, result)
    grid = None
    if result.pictures:
        ids = tuple(picture.id for picture in result.pictures)
        grid = Grid(turn, ids, result.event.author, words_of(result.event))
    return Commit(
        state=_state(result, board),
        lines=_lines(result),
        pictures=result.pictures,
        grid=grid,
        characters=cast,
        removed=tuple(picture.id for picture in result.removed),
        unlinked=tuple((parent, gone.id) for gone in result.removed for parent in gone.parents),
    )


def cast_changes(namings: Sequence[Naming], board: Board, result: Result) -> tuple[Character, ...]:
    """Return the characters that the namings make or change. A known name is recast, never doubled."""
    made = {picture.position: picture.id for picture in result.pictures}
    changed: dict[str, Character] = {}
    for naming in namings:
        picture = naming.picture if naming.drawing is None else made.get(naming.drawing)
        renamed = next((c for c in (*changed.values(), *board.cast) if c.id == naming.character), None)
        same = changed.get(character_id(board.thread, naming.name)) or board.character(naming.name)
        known = renamed or same
        if known is None:
            one = Character(
                id=character_id(board.thread, naming.name),
                name=naming.name,
                description=naming.description,
                picture=picture,
                author=result.event.author,
                time_s=result.time_s,
            )
        else:
            one = replace(
                changed.get(known.id, known),
                name=known.name if renamed is None else naming.name,  # "larry" or an alias is no new name for Larry
                description=naming.description or known.description,
                picture=picture or known.picture,
            )
        changed[one.id] = one
    return tuple(changed.values())


def character_id(thread: Thread, name: str) -> str:
    """Return the id of a new character: one per name and room, the same when a turn is taken over."""
    digest = hashlib.blake2b(f"{thread.room_key}\0{name.casefold()}".encode(), digest_size=8)
    return f"c-{digest.hexdigest()}"


def _state(result: Result, board: Board) -> ThreadState:
    state, plan = board.state, result.plan
    state = replace(state, turns=state.turns + 1, pictures=state.pictures + result.made, language=result.language)
    if plan is None or plan.action is Action.NONE:
        return state
    gone = {picture.id for picture in result.removed}
    selected = None if state.selected in gone else state.selected
    if plan.select is not None:
        selected = plan.select
    elif result.pictures:  # what was just made is what "it" means: the one, or the whole new grid
        selected = result.pictures[0].id if len(result.pictures) == 1 else None
    return replace(
        state,
        selected=selected,
        planner_state=plan.state[:PLANNER_STATE_CHARS],
        choices=tuple((choice.label, choice.says, choice.picture) for choice in plan.choices),
        asked=result.event.id if plan.choices else None,
    )


def _action(result: Result) -> str:
    """Return what kind of answer it was; "" when the turn ended before its plan and nothing went wrong."""
    if result.error:
        return ERROR
    return "" if result.plan is None else result.plan.action


def _lines(result: Result) -> tuple[Line, ...]:
    event, plan = result.event, result.plan
    lines = []
    said = words_of(event)
    attached = tuple(a.blob for a in event.attachments) if isinstance(event, (Message, Command)) else ()
    if (said or attached) and not result.repeats:
        reply_to = event.reply_to if isinstance(event, Message) else None
        lines.append(Line(event.id, event.author, said, event.time_s, attachments=attached, reply_to=reply_to))
    if plan is None or plan.action is not Action.NONE:
        lines.append(
            Line(
                turn=event.id,
                author=None,
                text=result.text,
                time_s=result.time_s,
                action=_action(result),
                pictures=tuple(picture.id for picture in result.pictures),
                model_calls=plan.model_calls if plan else 0,
            )
        )
    return tuple(lines)
