"""What the model is told about a thread beside the message itself, in words.

Called by steering and by the trainer, which must say the very same. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: Of what was said before, this much is told.
BEFORE_CHARS = 120
#: Of a long cast, the newest.
MAX_NAMES = 8


class Shown(StrEnum):
    """What pictures the thread shows."""

    NOTHING = "nothing drawn"
    SEVERAL = "four pictures"
    ONE = "one picture"  # made alone, changed, or chosen


@dataclass(frozen=True, slots=True)
class Scene:
    """What goes before a message. `last`: what the bot did last; `names`: of the cast, oldest first."""

    shown: Shown = Shown.NOTHING
    last: str = "none"
    same_person: bool = True  # who speaks is who asked for the newest pictures
    is_reply: bool = False  # to a picture
    names: tuple[str, ...] = ()
    before: str = ""  # what a person said before, if anything

    def told(self) -> str:
        """Return the scene in words."""
        told = [str(self.shown), f"last {self.last}", "same person" if self.same_person else "other person"]
        if self.is_reply:
            told.append("reply")
        if self.names:
            told.append(f"names {', '.join(self.names[-MAX_NAMES:])}")
        return " . ".join([*told, self.before[:BEFORE_CHARS]])
