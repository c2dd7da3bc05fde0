"""What the offline planner keeps from turn to turn, as text in Plan.state.

Called by the planner only. Rubbish from an older version reads as an empty state.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields

MAX_STATE_CHARS = 4000


@dataclass(frozen=True, slots=True)
class State:
    """Short notes; everything else is on the board."""

    pending: str = ""  # the request that waits for an answer, as it was said
    pending_kind: str = ""  # "which" | "who" | "what" | "describe"
    pending_name: str = ""  # of whom we asked
    candidates: tuple[str, ...] = ()  # picture ids that the question offered
    chosen: tuple[str, ...] = ()  # picture ids that were picked lately
    claims: tuple[tuple[str, str], ...] = ()  # (author id, the picture they picked since they last made one)
    last_object: str = ""  # what the last edit was about
    antecedent: str = ""  # what somebody last talked about
    hero: str = ""  # of the last story: in the painter's English
    hero_native: str = ""  # and in the language of the story
    form: str = ""  # the sort of the last text
    story: str = ""  # the last text, shortened
    traits: tuple[tuple[str, str], ...] = field(default_factory=tuple)  # (character id or "", trait)

    def dump(self) -> str:
        """Return the state as text of at most MAX_STATE_CHARS."""
        facts = {k: v for k, v in asdict(self).items() if v}
        text = json.dumps(facts, ensure_ascii=False) if facts else ""
        return text if len(text) <= MAX_STATE_CHARS else ""


def load(text: str) -> State:
    """Return the state written in `text`; an empty one if it is not readable."""
    try:
        facts = json.loads(text) if text else {}
    except ValueError:
        return State()
    if not isinstance(facts, dict):
        return State()
    kept: dict[str, object] = {}
    for one in fields(State):
        value = facts.get(one.name)
        if one.name in {"traits", "claims"} and isinstance(value, list):
            kept[one.name] = tuple((str(p[0]), str(p[1])) for p in value if isinstance(p, list) and len(p) == 2)
        elif one.name in {"candidates", "chosen"} and isinstance(value, list):
            kept[one.name] = tuple(str(v) for v in value)
        elif isinstance(value, str):
            kept[one.name] = value
    return State(**kept)  # type: ignore[arg-type]  # keys are fields, values were checked
