"""A second opinion on what a Korean message wants: a learned model that is sure overrules the rules.

Called by the planner after its rules. The model only tells the action; the same readers then read the words for it,
and when they find nothing to do so, the rules keep the word. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline import intents
from bot.planner.offline.decisions import Decision, last_action
from bot.planner.offline.korean import as_change
from bot.planner.offline.korean_descriptions import strip_request
from bot.planner.offline.korean_features import Scene
from bot.planner.offline.korean_model import korean_model
from bot.planner.offline.korean_names import marked
from bot.planner.offline.korean_own_words import told_content
from bot.planner.offline.korean_phrases import bare
from bot.planner.offline.korean_scene import english_of
from bot.planner.offline.reading import Content, Hints, Reading
from bot.planner.offline.situation import Situation
from bot.planner.words import clean
from bot.plans import Action, Plan

#: From this probability on the model overrules the rules, by what they have decided.
SURE = {Action.DRAW: 0.6, Action.EDIT: 0.7, Action.TEXT: 0.6, Action.ASK: 0.6, Action.BOTH: 0.9}
SURE_ELSE = 0.55
SURE_OF_NAMES = 0.95
#: "... 그려줘", "... 바꿔주세요": who asks in so many words is overruled by little.
SURE_OF_REQUESTS = 0.8
_ASKED = re.compile(r"(?:줘|줘요|주세요|주라|줄래요?|주실래요|부탁\S*)\s*[.!?~]*$")
_PAINTS = frozenset({Action.DRAW, Action.EDIT})
_PLIABLE = frozenset({Action.DRAW, Action.EDIT, Action.TEXT, Action.NOTE, Action.NONE, Action.ASK})
_SILENT = frozenset({Action.NOTE, Action.NONE})


def steered(here: Situation, hints: Hints, decision: Decision) -> Decision:
    """Return the rules' `decision`, or the one that the model is sure of."""
    plan, _ = decision
    if here.language != "ko" or here.request.verb or plan.action not in _PLIABLE or here.state.pending:
        return decision
    if here.reading.introduced and plan.action is Action.DRAW:
        return decision
    text, _ = marked(clean(here.request.text), hints)
    odds = korean_model().odds(text, scene_of(here))
    action, chance = max(odds.items(), key=lambda one: one[1])
    if _agree(action, plan.action) or chance < _sure(here, plan):
        return decision
    other = _decided(here, hints, action)
    return decision if other is None or not _agree(action, other[0].action) else other


def scene_of(here: Situation) -> Scene:
    """Return what the thread shows."""
    last = here.board.last_grid
    if last is None:
        return Scene.START
    if last_action(here) == Action.TEXT:
        return Scene.WORDS
    chosen = here.board.state.selected is not None
    return Scene.GRID if len(last.pictures) > 1 and not chosen else Scene.PICTURE


def _sure(here: Situation, plan: Plan) -> float:
    if plan.namings:
        return SURE_OF_NAMES
    plain = here.reading.asks_to_draw or here.reading.change_is_explicit
    asked = _ASKED.search(here.reading.text) is not None
    return SURE_OF_REQUESTS if plain and asked and plan.action in _PAINTS else SURE.get(plan.action, SURE_ELSE)


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
            wanted = _as_edit(reading, plain) if here.board.grids else None
        case Action.DRAW:
            wanted = _as_draw(reading, plain, hints)
        case Action.TEXT:
            wanted = replace(plain, question=not reading.writes, writes=reading.writes)
        case Action.NOTE:
            wanted = replace(plain, name=reading.name, namings=reading.namings, undo=reading.undo)
        case _:
            wanted = None
    return None if wanted is None else intents.decide(replace(here, reading=wanted))


def _as_edit(reading: Reading, plain: Reading) -> Reading:
    change = reading.change or as_change(reading)
    return replace(plain, change=change, change_is_explicit=True, reshape=reading.reshape)


def _as_draw(reading: Reading, plain: Reading, hints: Hints) -> Reading | None:
    if reading.more or reading.reroll:
        return replace(plain, more=reading.more, reroll=reading.reroll)
    content = reading.content or _content_of(reading, hints)
    return replace(plain, content=content, asks_to_draw=True) if content.subject.strip() else None


def _content_of(reading: Reading, hints: Hints) -> Content:
    """Return whatever `reading` says as something to draw."""
    words = strip_request(bare(marked(reading.text, hints)[0]))
    subject, details = english_of(words)
    return told_content(Content(subject, details, native=words), reading.text)
