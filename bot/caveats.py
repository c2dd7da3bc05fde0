"""What the painter cannot do of a plan, said in the reply before it is painted.

Used by the turn, right after planning. Pure. Planners need not know painters: seeds and references are told here for
all of them alike.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.painter import Abilities
from bot.phrases import phrase
from bot.plans import Action, Drawing, Plan, SeedRule

#: Who says this, wants a seed and not only a small change.
_SEED = re.compile(r"\bseeds?\b|시드", re.IGNORECASE)


def with_caveats(plan: Plan, words: str, abilities: Abilities) -> Plan:
    """Return the plan with a sentence for each thing that its drawings want and the painter lacks.

    `words` are the person's own: whether they asked for a seed is not in the plan.
    """
    keys = [key for key, holds in _CAVEATS if plan.drawings and holds(plan, words, abilities)]
    if not keys:
        return plan
    said = " ".join(phrase(key, plan.language) for key in keys)
    return replace(plan, reply=f"{plan.reply}\n\n{said}" if plan.reply else said)


def _wants_seed(plan: Plan, words: str) -> bool:
    asked = _SEED.search(words) is not None
    return any(_is_seeded(drawing, asked=asked) for drawing in plan.drawings)


def _is_seeded(drawing: Drawing, *, asked: bool) -> bool:
    return drawing.seed_rule is SeedRule.EXACT or (asked and drawing.seed_rule is SeedRule.SAME)


def _changes(plan: Plan) -> bool:
    return plan.action is Action.EDIT and any(drawing.bases for drawing in plan.drawings)


def _no_seed_but_eyes(plan: Plan, words: str, abilities: Abilities) -> bool:
    is_shown = any(drawing.bases for drawing in plan.drawings)
    return not abilities.seeds and abilities.references and is_shown and _wants_seed(plan, words)


def _no_seed(plan: Plan, words: str, abilities: Abilities) -> bool:
    is_blind = not abilities.references or not any(drawing.bases for drawing in plan.drawings)
    return not abilities.seeds and is_blind and _wants_seed(plan, words)


def _blind(plan: Plan, words: str, abilities: Abilities) -> bool:
    return not (abilities.seeds or abilities.references or _wants_seed(plan, words)) and _changes(plan)


def _unseen(plan: Plan, _: str, abilities: Abilities) -> bool:
    return not abilities.references and any(drawing.attachments for drawing in plan.drawings)


_CAVEATS = (
    ("caveat_no_seed_but_eyes", _no_seed_but_eyes),
    ("caveat_no_seed", _no_seed),
    ("caveat_blind", _blind),
    ("caveat_unseen", _unseen),
)
