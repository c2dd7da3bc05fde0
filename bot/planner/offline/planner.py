"""The offline planner: rules, tables and a story grammar instead of a language model.

Stands behind bot.planner.Planner; called by the turn. Reads English and Korean, needs no network, never raises on
any input. What it knows of words lies in the .toml files; what it decides, in intents.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.memory.records import ThreadState
from bot.planner import Request, Say
from bot.planner.board import Board
from bot.planner.offline import english, intents, korean, korean_steering
from bot.planner.offline.english_beginnings import begun
from bot.planner.offline.manners import read_without_manner
from bot.planner.offline.owners import claims_after
from bot.planner.offline.quotations import with_told
from bot.planner.offline.reading import Hints, Reading
from bot.planner.offline.situation import Situation, hints_of, situate
from bot.planner.offline.state import State, load
from bot.planner.offline.steering import steered
from bot.planner.references import Pointer
from bot.planner.words import clean, language_of
from bot.plans import Plan

_PIECE = re.compile(r"\S+\s*|\s+")
#: Replies shorter than this appear at once; longer ones stream word by word.
_AT_ONCE_CHARS = 120


class OfflinePlanner:
    """Decides by rules. `pause_s` is the time between two words of a long reply; `sleep` is injected for tests."""

    name = "offline"

    def __init__(self, *, pause_s: float = 0.02, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._pause_s = pause_s
        self._sleep = sleep

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:
        """Return the plan for `request`. Streams the words of its reply; calls no model."""
        # Some tens of milliseconds of arithmetic, which must not hold up what others wait for.
        plan = await asyncio.to_thread(decide, request, board)
        await self._speak(plan.reply, say)
        return plan

    async def close(self) -> None:
        """Nothing is held open."""

    async def _speak(self, reply: str, say: Say) -> None:
        if not reply:
            return
        if len(reply) <= _AT_ONCE_CHARS:
            await say(reply)
            return
        for piece in _PIECE.findall(reply):
            await say(piece)
            await self._sleep(self._pause_s)


def read(text: str, language: str, hints: Hints) -> Reading:
    """Return what `text` says, read in `language`."""
    if language == "ko":
        return korean.read(text, hints)
    reading = with_told(read_without_manner(text, hints, english.read), clean(text))
    return begun(reading, hints)


def decide(request: Request, board: Board) -> Plan:
    """Return the plan for `request` on `board`: pure, without a word said yet."""
    state = load(board.state.planner_state)
    language = language_of(clean(request.text), request.language if request.text.strip() else _language(board.state))
    hints = hints_of(request, board, state)
    reading = read(request.text, language, hints)
    request, reading, state = _answered(request, reading, state, hints, board)
    reading = _the_two(reading, board)
    here = situate(request, board, reading, state)
    if request.verb == "edit":
        here = _forced_edit(here)
    plan, notes = korean_steering.steered(here, hints, steered(here, hints, intents.decide(here)))
    picked = [p for p in (board.state.selected, plan.select) if p]
    chosen = tuple(dict.fromkeys([*notes.chosen, *picked]))[-12:]
    return replace(plan, state=replace(notes, chosen=chosen, claims=claims_after(state, request, plan)).dump())


def _the_two(reading: Reading, board: Board) -> Reading:
    """Return the reading with the two newest of the cast where it speaks of "both of them" in a scene."""
    content = reading.content
    if (
        content is None
        or reading.cast
        or len(board.cast) < 2
        or not re.search(
            r"\b(?:both(?: of them)?|the two(?: of them)?|the pair|they|them together|together)\b"
            r"|둘이|둘\s*다|둘은|둘을|둘의|함께",
            reading.text,
        )
    ):
        return reading
    pair = (len(board.cast) - 2, len(board.cast) - 1)
    scene = re.sub(
        r"^(?:both of them|both|the two of them|the two|they|them|the pair|two)\s*",
        "",
        content.subject,
        flags=re.IGNORECASE,
    )
    subject = f"{{{pair[0]}}} and {{{pair[1]}}} {scene}"
    return replace(
        reading, cast=pair, content=replace(content, subject=subject, anaphor=False), pointer=Pointer(rest=reading.text)
    )


def _language(state: ThreadState) -> str:
    return state.language


def _forced_edit(here: Situation) -> Situation:
    """Return the situation of an Edit form: whatever its words are, they change the picture."""
    reading = here.reading
    if here.target is None or (reading.change is not None and reading.change_is_explicit):
        return here
    added = english.as_change(reading) if reading.language == "en" else korean.as_change(reading)
    return replace(
        here,
        reading=replace(
            reading,
            change=added,
            change_is_explicit=True,
            content=None,
            name="",
            writes="",
            more=False,
            reroll=False,
            undo=False,
        ),
    )


def _put_right(reading: Reading, board: Board, request: Request, hints: Hints) -> Reading:
    """Return the last request read anew, when this message says who was meant: "아 모찌는 우리 햄스터야!"."""
    grid = board.last_grid
    if reading.language != "ko" or grid is None or grid.author != request.author or hints.cast:
        return reading
    if board.lines and board.lines[-1].turn != grid.turn:
        return reading
    name = korean.introduced(reading.text)
    if not name or name not in grid.request or reading.asks_to_draw or reading.question:
        return reading
    return korean.completed(read(grid.request, "ko", replace(hints, has_pictures=False)), reading, name) or reading


def _answered(
    request: Request, reading: Reading, state: State, hints: Hints, board: Board
) -> tuple[Request, Reading, State]:
    """Return the open request completed by this message, if the message answers the question about it."""
    if not state.pending:
        return request, _put_right(reading, board, request, hints), state
    before = read(state.pending, language_of(state.pending), hints)
    points = reading.pointer.points or request.picture is not None or request.reply_to is not None
    if state.pending_kind == "which" and points and not reading.asks_to_draw:
        keep = (
            reading
            if reading.change_is_explicit or reading.name
            else replace(before, pointer=reading.pointer, language=reading.language)
        )
        return request, keep, state
    afresh = reading.asks_to_draw or reading.writes or reading.more or reading.undo or reading.bye
    if state.pending_kind == "who" and not afresh and not reading.question:
        merged = (korean if reading.language == "ko" else english).completed(before, reading, state.pending_name)
        if merged is not None:
            return request, merged, replace(state, pending="", pending_kind="")
    return request, reading, state
