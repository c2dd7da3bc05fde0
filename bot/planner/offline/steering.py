"""A second opinion on what an English message wants: the learned model, where it is sure, overrules the rules.

Called by the planner after its rules. The model tells the intent and what is a name; the same readers then read the
words for it, and when they find nothing to do so, the rules keep the word. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from bot.planner.offline import intents
from bot.planner.offline.decisions import Decision, ask_what, last_action
from bot.planner.offline.english import as_change
from bot.planner.offline.english_content import content_of
from bot.planner.offline.english_passing import change_in_passing
from bot.planner.offline.english_words import bare
from bot.planner.offline.reading import Hints, Reading
from bot.planner.offline.situation import Situation
from bot.planner.offline.understanding import Intent, Scene, Shown, understand
from bot.planner.words import clean
from bot.plans import Action

#: From this probability on the model overrules the rules, by what they have decided.
SURE = {Action.DRAW: 0.6, Action.EDIT: 0.7, Action.TEXT: 0.6}
SURE_ELSE = 0.5
#: Words that point at a picture mostly choose it; and the rules know a name that is given, "reroll", "undo", "write".
SURE_OF_CHOICE = 0.7
SURE_OF_ORDERS = 0.95
MAX_WORDS_ABOUT_IT = 8
_SILENT = frozenset({Action.NOTE, Action.NONE})
#: What the rules may have decided so that the intent is met.
_MET = {
    Intent.DRAW: frozenset({Action.DRAW}),
    Intent.MORE: frozenset({Action.DRAW}),
    Intent.EDIT: frozenset({Action.EDIT}),
    Intent.RESTORE: frozenset({Action.EDIT, Action.NOTE}),
    Intent.TEXT: frozenset({Action.TEXT}),
    Intent.BOTH: frozenset({Action.BOTH}),
    Intent.NOTE: _SILENT,
    Intent.CHAT: _SILENT,
    Intent.ASK: frozenset({Action.ASK}),
}


def steered(here: Situation, hints: Hints, decision: Decision) -> Decision:
    """Return the rules' `decision`, or the one that the model is sure of."""
    plan, _ = decision
    if here.language != "en" or here.request.verb or here.state.pending or plan.action is Action.REFUSE:
        return decision
    heard = understand(scene_of(here), clean(here.request.text))
    intent, chance = max(heard.odds.items(), key=lambda one: one[1])
    names = () if plan.namings else heard.names
    if plan.action in _MET[intent] and not (intent is Intent.NOTE and names):
        return decision
    if chance < _sure(here, decision) or _introduces(here):
        return decision
    other = _decided(here, hints, intent, plan.action, names)
    return decision if other is None or other[0].action not in _MET[intent] else other


def _sure(here: Situation, decision: Decision) -> float:
    plan, _ = decision
    reading = here.reading
    if plan.namings or reading.reroll or reading.more or reading.undo or reading.writes:
        return SURE_OF_ORDERS
    return SURE_OF_CHOICE if plan.select else SURE.get(plan.action, SURE_ELSE)


def _is_about_it(reading: Reading) -> bool:
    """Return whether the message is short and speaks of what there is: "now do the same scene at midnight"."""
    return reading.refers and len(reading.text.split()) <= MAX_WORDS_ABOUT_IT


def _introduces(here: Situation) -> bool:
    """Return whether somebody is told of by name while there is nothing to name: "my new boss is Rosalind Quigley"."""
    reading = here.reading
    return bool(reading.name) and reading.content is None and not here.board.grids


def scene_of(here: Situation) -> Scene:
    """Return what goes before the message."""
    board = here.board
    last = board.last_grid
    said = [line for line in board.lines if line.author is not None and line.turn != here.request.turn]
    shown = Shown.NOTHING
    if last is not None:
        shown = Shown.SEVERAL if len(last.pictures) > 1 and board.state.selected is None else Shown.ONE
    return Scene(
        shown,
        last_action(here) or "none",
        last is not None and last.author.id == here.request.author.id,
        here.request.reply_to in board.pictures,
        tuple(one.name for one in board.cast),
        clean(said[-1].text) if said else "",
    )


def _decided(here: Situation, hints: Hints, intent: Intent, action: Action, names: tuple[str, ...]) -> Decision | None:
    """Return the decision for `intent` in place of `action`; None when the words hold nothing to make it of."""
    reading = here.reading
    plain = replace(
        reading, change=None, change_is_explicit=False, reshape=False, content=None, asks_to_draw=False,
        describes=False, weakly=False, more=False, reroll=False, undo=False, writes="", question=False, name="",
        namings=(), to_person=False, unknown="",
    )  # fmt: skip
    wanted: Reading | None = None
    match intent:
        case Intent.EDIT:
            wanted = _as_edit(reading, plain, hints) if here.board.grids else None
        case Intent.DRAW:
            kept = action is Action.EDIT and reading.content is None and _is_about_it(reading)
            wanted = None if kept else _as_draw(reading, plain, hints)
        case Intent.MORE:
            wanted = replace(plain, more=True) if here.board.grids else None
        case Intent.RESTORE:
            wanted = replace(plain, undo=True) if here.board.grids else None
        case Intent.TEXT:
            wanted = replace(plain, question=not reading.writes, writes=reading.writes)
        case Intent.BOTH:
            wanted = _as_draw(reading, plain, hints)
            wanted = wanted and replace(wanted, writes=reading.writes or "story")
        case Intent.NOTE:
            name = reading.name or (names[0] if names else "")
            wanted = replace(plain, name=name, namings=reading.namings)
        case Intent.CHAT:
            return intents.silence(here)
        case Intent.ASK:
            return None if here.board.grids or action in _SILENT else ask_what(here)
    return None if wanted is None else intents.decide(replace(here, reading=wanted))


def _as_edit(reading: Reading, plain: Reading, hints: Hints) -> Reading:
    change = reading.change or change_in_passing(reading.text, hints) or as_change(reading)
    return replace(plain, change=change, change_is_explicit=True)


def _as_draw(reading: Reading, plain: Reading, hints: Hints) -> Reading | None:
    if reading.more or reading.reroll:
        return replace(plain, more=reading.more, reroll=reading.reroll)
    content = reading.content or content_of(bare(reading.text), hints)
    return replace(plain, content=content, asks_to_draw=True) if content.subject.strip() else None
