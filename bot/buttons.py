"""The codec of button and form ids: `pb1:<verb>:<picture or turn id>`.

All state is in the picture's record, so a button works after any restart, in any process, for as long as
the record lives. Pure; called by replies' makers and by whoever takes a press. Ids come from outside: a
forged one is refused here or, if well formed, when its target is looked up in the presser's room.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import UnknownButton
from bot.events import PICTURE_PREFIX

#: Both platforms take ids of 100 characters (Discord custom_id; Slack action_id takes 255).
MAX_ID_CHARS = 100
_VERSION = "pb1"
_SHAPE = re.compile(r"pb1:([a-z]{1,16}):([A-Za-z0-9][A-Za-z0-9_.-]{0,63})(?::([0-9]{1,2}))?", re.ASCII)


class Verb(StrEnum):
    """What a button asks for."""

    SELECT = "select"
    MORE = "more"  # more like this
    REROLL = "reroll"  # the same request, new seeds
    VARY = "vary"
    EDIT = "edit"  # opens a form
    NAME = "name"  # opens a form
    STICKER = "sticker"
    HD = "hd"
    DETAILS = "details"
    DELETE = "delete"
    STOP = "stop"
    RETRY = "retry"
    PICK = "pick"  # one of the choices of a question


#: Verbs whose button opens a form instead of starting a turn.
FORM_VERBS = frozenset({Verb.EDIT, Verb.NAME})


@dataclass(frozen=True, slots=True)
class ButtonId:
    """A decoded id. `target` is a picture's id or a turn's; `choice` counts from 0, for PICK only."""

    verb: Verb
    target: str
    choice: int | None = None

    @property
    def is_picture(self) -> bool:
        """True when the target is a picture, False when it is a turn."""
        return self.target.startswith(PICTURE_PREFIX)

    def __str__(self) -> str:
        tail = "" if self.choice is None else f":{self.choice}"
        return f"{_VERSION}:{self.verb}:{self.target}{tail}"


def decode(raw: str) -> ButtonId:
    """Return the button that `raw` names. Raises UnknownButton for anything that `str(ButtonId)` never makes."""
    match = _SHAPE.fullmatch(raw)
    if match is None or len(raw) > MAX_ID_CHARS:
        raise UnknownButton
    verb, target, choice = match.groups()
    if verb not in Verb.__members__.values() or (choice is not None) != (verb == Verb.PICK):
        raise UnknownButton
    if choice is not None and str(int(choice)) != choice:
        raise UnknownButton
    return ButtonId(Verb(verb), target, None if choice is None else int(choice))
