"""A second opinion on what an English message wants: a learned model that is sure overrules the rules.

Called by the planner after its rules. The model only tells the action; the same readers then read the words for it,
and when they find nothing to do so, the rules keep the word. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from bot.planner.offline import intents
from bot.planner.offline.decisions import Decision, last_action
from bot.planner.offline.english import as_change
from bot.planner.offline.english_content import content_of
from bot.planner.offline.english_marks import marked
from bot.planner.offline.english_passing import change_in_passing
from bot.planner.offline.english_words import bare, written_out
from bot.planner.offline.intent_features import Scene
from bot.planner.offline.intent_model import model
from bot.planner.offline.reading import Hints, Reading
from bot.planner.offline.situation import Situation
from bot.plans import Action, Plan

#: From this probability on the model overrules the rules, by what they have decided. The rules read few edits where
#: there are none, and names hardly ever; what they cannot make sense of is where the model helps most.
SURE = {Action.DRAW: 0.9, Action.EDIT: 0.8, Action.TEXT: 0.8}
SURE_ELSE = 0.68
#: Words that point at a picture mostly choose it.
SURE_OF_CHOICE = 0.8
SURE_OF_NAMES = 0.95
_PLIABLE = frozenset({Action.DRAW, Action.EDIT, Action.TEXT, Action.NOTE, Action.NONE, Action.ASK})
_SILENT = frozenset({Action.NOTE, Action.NONE})


def steered(here: Situation, hints: Hints, decision: Decision) -> Decision:
    """Return the rules' `decision`, or the one that the model is sure of."""
    plan, _ = decision
    reading = here.reading
    is_plain = not (reading.undo or reading.more or reading.reroll or here.state.pending)
    if here.language != "en" or here.request.verb or plan.action not in _PLIABLE or not is_plain:
        return decision
    text, _, _ = marked(written_out(reading.text), hints)
    odds = model().odds(text, scene_of(here))
    action, chance = max(odds.items(), key=lambda one: one[1])
    if _agree(action, plan.action) or chance < _sure(plan):
        return decision
    other = _decided(here, hints, action)
    return decision if other is None or not _agree(action, other[0].action) else other


def _sure(plan: Plan) -> float:
    if plan.namings:
        return SURE_OF_NAMES
    return SURE_OF_CHOICE if plan.select else SURE.get(plan.action, SURE_ELSE)


def scene_of(here: Situation) -> Scene:
    """Return what the thread shows."""
    last = here.board.last_grid
    if last is None:
        return Scene.START
    if last_action(here) == Action.TEXT:
        return Scene.WORDS
    chosen = here.board.state.selected is not None
    return Scene.GRID if len(last.pictures) > 1 and not chosen else Scene.PICTURE


def _agree(one: Action, other: Action) -> bool:
    return one is other or {one, other} <= _SILENT


def _decided(here: Situation, hints: Hints, action: Action) -> Decision | None:
    """Return the decision for `action`; None when the words hold nothing that it could be made of."""
    reading = here.reading
    plain = replace(
        reading, change=None, change_is_explicit=False, reshape=False, content=None, asks_to_draw=False,
        describes=False, weakly=False, more=False, reroll=False, undo=False, writes="", question=False, name="",
        namings=(), to_person=False, unknown="",
    )  # fmt: skip
    match action:
        case Action.EDIT:
            wanted = _as_edit(reading, plain, hints) if here.board.grids else None
        case Action.DRAW:
            wanted = _as_draw(reading, plain, hints)
        case Action.TEXT:
            wanted = replace(plain, question=not reading.writes, writes=reading.writes)
        case Action.NOTE:
            wanted = replace(plain, name=reading.name, namings=reading.namings)
        case _:
            wanted = None
    return None if wanted is None else intents.decide(replace(here, reading=wanted))


def _as_edit(reading: Reading, plain: Reading, hints: Hints) -> Reading:
    change = reading.change or change_in_passing(reading.text, hints) or as_change(reading)
    return replace(plain, change=change, change_is_explicit=True)


def _as_draw(reading: Reading, plain: Reading, hints: Hints) -> Reading | None:
    if reading.more or reading.reroll:
        return replace(plain, more=reading.more, reroll=reading.reroll)
    content = reading.content or content_of(bare(reading.text), hints)
    return replace(plain, content=content, asks_to_draw=True) if content.subject.strip() else None
