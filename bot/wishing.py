"""Holding a plan to what a command says beside its words: that it draws or writes, how many, and how.

Used when deciding, after the planner and before the guidelines, for every planner: a model may forget what an option
said, code does not. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.commission import SEED_LIMIT
from bot.errors import PlanInvalid
from bot.memory.records import REFERENCE, Line
from bot.phrases import phrase
from bot.planner import Request, Wishes
from bot.planner.board import Board
from bot.planner.prompts import MAX_PROMPT_CHARS, Change, compose, kind_and_style, parse, rewrite
from bot.plans import Action, Drawing, Plan, SeedRule

#: The commands that always do what they are called.
DRAW, STORY = "draw", "story"
_STICKER = "sticker"


def wishes_of(options: Mapping[str, str]) -> Wishes:
    """Return what the options of a checked command ask for (bot.commands.checked has looked at each value)."""

    def number(name: str) -> int | None:
        return int(options[name]) if name in options else None

    return Wishes(number("pictures"), options.get("shape"), options.get("style"), number("seed"))


def fulfilled(plan: Plan, request: Request, board: Board) -> Plan:
    """Return the plan with what the request's command, options and reference ask for. Raises PlanInvalid."""
    if plan.action is Action.REFUSE:
        return plan
    if request.command == STORY and (plan.action is Action.NONE or not plan.reply.strip()):
        raise PlanInvalid("a story was asked for, and there are no words")
    if request.command == DRAW and not plan.drawings:
        plan = _drawn(plan, request)
    if not plan.drawings:
        return plan
    drawings = plan.drawings
    wishes = request.wishes
    if wishes.pictures is not None:
        drawings = _counted(drawings, wishes.pictures)
    drawings = tuple(_styled(_shaped(one, wishes), wishes) for one in drawings)
    if wishes.seed is not None:
        drawings = _seeded(drawings, wishes.seed)
    return replace(plan, drawings=_shown(drawings, plan, request, board))


def told_fewer(plan: Plan, request: Request) -> Plan:
    """Return the plan with a word about it when the room lets fewer pictures answer than were asked for."""
    count = len(plan.drawings)
    if not 0 < count < (request.wishes.pictures or 0):
        return plan
    words = phrase("fewer_here", plan.language, n=count)
    return replace(plan, reply=f"{plan.reply}\n\n{words}" if plan.reply else words)


def reference_of(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the pictures (blobs) that somebody gave the thread as a model, unless it has been drawn from since."""
    for line in reversed(lines):
        if line.author is None and line.pictures:
            return ()
        if line.author is not None and line.action == REFERENCE:
            return line.attachments
    return ()


def _drawn(plan: Plan, request: Request) -> Plan:
    """Return a plan that draws the words as they are: the planner has taken them for talk, or did not understand."""
    scene = parse(request.text[:MAX_PROMPT_CHARS])
    drawing = Drawing(compose(scene), " ".join(request.text.split())[:MAX_PROMPT_CHARS])
    words = phrase("drawn_as_said", request.language)
    return replace(plan, action=Action.DRAW, reply=words, drawings=(drawing,), choices=(), select=None)


def _counted(drawings: tuple[Drawing, ...], count: int) -> tuple[Drawing, ...]:
    """Return so many drawings: the first ones, and then the same again with seeds of their own."""
    again = [replace(drawings[n % len(drawings)], seed_rule=SeedRule.NEW, seed=None) for n in range(count)]
    return (*drawings[:count], *again[len(drawings) :])


def _shaped(one: Drawing, wishes: Wishes) -> Drawing:
    return one if wishes.shape is None else replace(one, shape=wishes.shape)


def _styled(one: Drawing, wishes: Wishes) -> Drawing:
    """Return the drawing in the style, in its words too; one that has it already keeps its own words."""
    if wishes.style is None or one.style == wishes.style:
        return one
    kind, _, _ = kind_and_style(wishes.style)
    prompt = rewrite(one.prompt, Change(kind=kind or wishes.style.capitalize()))
    return replace(one, prompt=prompt, style=wishes.style, transparent=wishes.style == _STICKER)


def _seeded(drawings: tuple[Drawing, ...], seed: int) -> tuple[Drawing, ...]:
    """Return the drawings with this very seed; where that would paint one picture twice, with the next ones."""
    seen: dict[tuple[str, str], int] = {}
    result = []
    for one in drawings:
        same = (one.prompt, one.shape)
        times = seen[same] = seen.get(same, -1) + 1
        result.append(replace(one, seed_rule=SeedRule.EXACT, seed=(seed + times) % SEED_LIMIT))
    return tuple(result)


def _shown(drawings: tuple[Drawing, ...], plan: Plan, request: Request, board: Board) -> tuple[Drawing, ...]:
    """Return the drawings with the picture that they shall go by, where the planner has not chosen any itself."""
    if plan.action is Action.EDIT or any(one.attachments for one in drawings):
        return drawings
    sent = tuple(one.blob for one in request.attachments) if request.command == DRAW else ()
    model = sent or reference_of(board.lines)
    return tuple(replace(one, attachments=model) for one in drawings) if model else drawings
