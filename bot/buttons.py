"""The codec of button and form ids: `pb1:<verb>:<target>`, with a number behind it where the verb takes one.

The target is a picture's id or a turn's; under the buttons of panels also a character's, searched words, or a place.
All state is in the id and in the record that it names, so a button works after any restart, in any process, for as long
as the record lives. Pure; called by replies' makers and by whoever takes a press. Ids come from outside: a forged one
is refused here or, if well formed, when its target is looked up in the presser's room.
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
_SHAPE = re.compile(r"pb1:([a-z]{1,16}):([A-Za-z0-9][A-Za-z0-9_.-]{0,63})(?::([0-9]{1,4}))?", re.ASCII)


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

    # Of panels: answered at once, seen by one person only.
    CAST = "cast"  # a page of who is who
    PERSON = "person"  # one character
    RENAME = "rename"  # opens a form, as the next three
    DESCRIBE = "describe"
    ALIASES = "aliases"
    FACE = "face"
    REMOVE = "remove"  # asks whether to
    REMOVE_NOW = "removenow"
    ALBUM = "album"  # a page of pictures
    SEARCH = "search"  # opens a form
    PICTURE = "picture"  # one picture, with what it was made from
    SETTINGS = "settings"
    CHANGE = "change"  # opens a form: some of the settings
    USAGE = "usage"
    FORGET = "forget"  # asks whether to
    FORGET_NOW = "forgetnow"
    PRIVACY = "privacy"
    HELP = "help"


#: Verbs whose button opens a form, and whose sent form starts a turn.
FORM_VERBS = frozenset({Verb.EDIT, Verb.NAME})
#: Verbs of panels whose button opens a form; the sent form is answered at once.
PANEL_FORMS = frozenset({Verb.RENAME, Verb.DESCRIBE, Verb.ALIASES, Verb.FACE, Verb.SEARCH, Verb.CHANGE})
#: Verbs of panels.
PANEL_VERBS = PANEL_FORMS | {
    Verb.CAST,
    Verb.PERSON,
    Verb.REMOVE,
    Verb.REMOVE_NOW,
    Verb.ALBUM,
    Verb.PICTURE,
    Verb.SETTINGS,
    Verb.USAGE,
    Verb.FORGET,
    Verb.FORGET_NOW,
    Verb.PRIVACY,
    Verb.HELP,
}
#: Verbs that carry a number, and how many there are: the choice of a question, the page of a list.
_NUMBERED = {Verb.PICK: 100, Verb.CAST: 10_000, Verb.ALBUM: 10_000}
#: How many pages a list of a panel has at most.
MAX_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class ButtonId:
    """A decoded id. `target` is a picture's id or a turn's, or what a panel is about.

    `choice` counts from 0, for PICK; it is the page, from 0, for CAST and ALBUM; no other verb has it.
    """

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
    if verb not in Verb.__members__.values() or (choice is not None) != (verb in _NUMBERED):
        raise UnknownButton
    if choice is not None and (str(int(choice)) != choice or int(choice) >= _NUMBERED[Verb(verb)]):
        raise UnknownButton
    return ButtonId(Verb(verb), target, None if choice is None else int(choice))


def opens_form(raw: str) -> bool:
    """Return whether the button with this id opens a form: platforms want one at once. False for no id of ours."""
    return _verb(raw) in FORM_VERBS | PANEL_FORMS


def is_panel(raw: str) -> bool:
    """Return whether this button or form is a panel's: its answer takes the panel's place. False for no id of ours."""
    return _verb(raw) in PANEL_VERBS


def takes_long(raw: str) -> bool:
    """Return whether what this button starts may take longer than platforms wait. False for no id of ours."""
    return _verb(raw) is Verb.FORGET_NOW


def _verb(raw: str) -> Verb | None:
    try:
        return decode(raw).verb
    except UnknownButton:
        return None
