"""What one turn changes in memory: the commit, out of the plan and what became of it.

Used by the turn. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.buttons import decode
from bot.events import Command, Event, Message, Press, Submit, Thread
from bot.memory.records import BOARD_GRIDS, REFERENCE, Character, Commit, Grid, Line, Past, Picture, ThreadState
from bot.planner.board import Board
from bot.plans import Action, Naming, Plan
from bot.presses import PLANNED
from bot.requests import words_of

#: Line.action of an answer that is an error.
ERROR = "error"
#: The most that a planner may keep for itself between two turns.
PLANNER_STATE_CHARS = 4_000
#: What a thread keeps of requests whose pictures have left the board: so many, each cut to so many characters.
DIGEST_GRIDS = 24
DIGEST_CHARS = 80


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
        unnumbered=tuple((gone.thread, gone.ordinal) for gone in result.removed),
    )


def cast_changes(namings: Sequence[Naming], board: Board, result: Result) -> tuple[Character, ...]:
    """Return the characters that the namings make or change.

    A known name is recast, never doubled, unless the planner says that it is another one of that name.
    """
    made = {picture.position: picture.id for picture in result.pictures}
    cast = {one.id: one for one in board.cast}
    changed: dict[str, Character] = {}
    for naming in namings:
        picture = naming.picture if naming.drawing is None else made.get(naming.drawing)
        renamed = cast.get(naming.character or "")
        namesakes = () if naming.another else replace(board, cast=tuple(cast.values())).namesakes(naming.name)
        # Of two of one name, the one that this plan has just made or changed is meant.
        same = next((one for one in namesakes if one.id in changed), next(iter(namesakes), None))
        known = renamed or same
        if known is None:
            one = Character(
                id=_new_id(board.thread, naming.name, result.event.id, cast),
                name=naming.name,
                description=naming.description,
                picture=picture,
                author=result.event.author,
                time_s=result.time_s,
            )
        else:
            one = replace(
                known,
                name=known.name if renamed is None else naming.name,  # "larry" or an alias is no new name for Larry
                description=naming.description or known.description,
                picture=picture or known.picture,
            )
        changed[one.id] = cast[one.id] = one
    return tuple(changed.values())


def character_id(thread: Thread, name: str, turn: str = "") -> str:
    """Return the id of a new character: one per name and room, the same when a turn is taken over.

    `turn` makes it another one of that name.
    """
    digest = hashlib.blake2b(f"{thread.room_key}\0{name.casefold()}{turn and chr(0) + turn}".encode(), digest_size=8)
    return f"c-{digest.hexdigest()}"


def _new_id(thread: Thread, name: str, turn: str, cast: Mapping[str, Character]) -> str:
    """Return an id that nobody has: whoever was first called so keeps theirs, also under a newer name."""
    first = character_id(thread, name)
    number, one = 1, first
    while one in cast:
        one = character_id(thread, name, f"{turn}/{number}")
        number += 1
    return one


def _state(result: Result, board: Board) -> ThreadState:
    state, plan = board.state, result.plan
    state = replace(
        state,
        turns=state.turns + 1,
        pictures=state.pictures + result.made,
        language=result.language,
        digest=_digest(result, board),
    )
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
        planner_state=_planner_state(result.event, plan, state),
        choices=tuple((choice.label, choice.says, choice.picture) for choice in plan.choices),
        asked=result.event.id if plan.choices else None,
        command=_command(result.event) if plan.choices else None,
    )


def _command(event: Event) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Return the command that a question interrupts, to go on with once it is answered."""
    return (event.name, event.options) if isinstance(event, Command) else None


def _digest(result: Result, board: Board) -> tuple[Past, ...]:
    """Return what is remembered in few words of the grids that the next board will not show."""
    digest = board.state.digest
    if not result.pictures or len(board.grids) < BOARD_GRIDS:
        return digest
    oldest = board.grids[0]
    pictures = [board.pictures[one] for one in oldest.pictures if one in board.pictures]
    if not pictures:  # deleted, all of them
        return digest
    past = Past(
        turn=oldest.turn,
        author=oldest.author,
        request=" ".join(oldest.request.split())[:DIGEST_CHARS],
        first=min(one.ordinal for one in pictures),
        last=max(one.ordinal for one in pictures),
        time_s=pictures[0].time_s,
    )
    return (*digest, past)[-DIGEST_GRIDS:]


def _action(result: Result) -> str:
    """Return what kind of answer it was; "" when the turn ended before its plan and nothing went wrong."""
    if result.error:
        return ERROR
    return "" if result.plan is None else result.plan.action


def _planner_state(event: Event, plan: Plan, before: ThreadState) -> str:
    """Return the planner's notes for next time; a press that code answered leaves them as they were."""
    if isinstance(event, (Press, Submit)):
        raw = event.button if isinstance(event, Press) else event.form
        if decode(raw).verb not in PLANNED:
            return before.planner_state
    return plan.state[:PLANNER_STATE_CHARS]


def _lines(result: Result) -> tuple[Line, ...]:
    event, plan = result.event, result.plan
    lines = []
    said = words_of(event)
    attached = tuple(a.blob for a in event.attachments) if isinstance(event, (Message, Command)) else ()
    if (said or attached) and not result.repeats:
        reply_to = event.reply_to if isinstance(event, Message) else None
        kind = REFERENCE if isinstance(event, Command) and event.name == REFERENCE else ""
        lines.append(
            Line(event.id, event.author, said, event.time_s, action=kind, attachments=attached, reply_to=reply_to)
        )
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
                cost_usd=plan.cost_usd if plan else 0.0,
            )
        )
    return tuple(lines)
