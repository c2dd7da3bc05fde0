"""What is set for a room, beside what its operator's settings say, and the forms to change it.

One of the panels. Renders whatever fields bot.adapter.RoomSettings has; what a value may be is
bot/memory/room_settings.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields

from bot.adapter import RoomSettings
from bot.breaks import shorten
from bot.buttons import ButtonId, Verb
from bot.errors import UnknownButton
from bot.memory.room_settings import AUDIENCES, HABITS, MAX_PICTURES_PER_DAY, QUALITIES
from bot.panels.asking import LABEL_CHARS, Asked, Parts, rows_of
from bot.phrases import LANGUAGES
from bot.plans import MAX_PICTURES
from bot.replies import Fact, Field, FieldKind, Form, Reply

Value = int | str | None

#: The value of a choice that puts the operator's own back: platforms take no empty one.
USUAL = "usual"
#: A form has at most so many fields (Discord).
_FORM_FIELDS = 5
#: What can be chosen from. A setting that is not here, and that the operator offers nothing for, is typed.
_CHOICES: Mapping[str, tuple[Value, ...]] = {
    "pictures": tuple(range(1, MAX_PICTURES + 1)),
    "audience": AUDIENCES,
    "language": LANGUAGES,
    "quality": QUALITIES,
    "habit": HABITS,
}
#: Settings of the second form; all others are in the first.
_KEEPING = ("retention_days", "pictures_per_day_person", "pictures_per_day_room", "budget_month", "habit")
_NAMES = tuple(field.name for field in fields(RoomSettings))
_VALUE_CHARS = max(len(str(MAX_PICTURES_PER_DAY)), LABEL_CHARS)


def _forms() -> Mapping[str, tuple[str, ...]]:
    """Return the settings of each form, by the target of its button."""
    groups = {
        "drawing": [name for name in _NAMES if name not in _KEEPING],
        "keeping": [name for name in _NAMES if name in _KEEPING],
    }
    return {
        target if start == 0 else f"{target}{start // _FORM_FIELDS + 1}": tuple(names[start : start + _FORM_FIELDS])
        for target, names in groups.items()
        for start in range(0, len(names), _FORM_FIELDS)
    }


FORMS = _forms()


async def settings(asked: Asked, parts: Parts, said: str = "") -> Reply:
    """Return what is set; `said` comes first."""
    own = await _own(asked, parts)
    facts = [Fact(_label(asked, name), _told(asked, parts, name, own[name])) for name in _NAMES]
    hint = "settings_title" if asked.manages else "settings_managers"
    text = "\n\n".join(words for words in (said, asked.say(hint)) if words)
    buttons = [asked.button(Verb.CHANGE, target, label=_form_label(asked, target)) for target in FORMS]
    return asked.reply(text, rows_of(buttons) if asked.manages else (), facts=facts)


async def form(asked: Asked, parts: Parts, target: str) -> Form:
    """Return the form of some settings. Raises ManagersOnly and UnknownButton."""
    asked.check_manages()
    if target not in FORMS:
        raise UnknownButton
    own = await _own(asked, parts)
    shown = tuple(_field(asked, parts, name, own[name]) for name in FORMS[target])
    title = asked.say("form_change", group=_form_label(asked, target).removesuffix("…"))
    return Form(str(ButtonId(Verb.CHANGE, target)), title, shown, asked.say("form_keep"))


async def change(asked: Asked, parts: Parts, target: str, values: Mapping[str, str]) -> Reply:
    """Change what a form says, all or none. Raises ManagersOnly, UnknownButton and BadRoomSetting."""
    asked.check_manages()
    if target not in FORMS:
        raise UnknownButton
    own = await _own(asked, parts)
    wanted = {name: _read(name, values[name]) for name in FORMS[target] if name in values}
    # Only what is different: somebody else may just have changed the others.
    changes = {name: value for name, value in wanted.items() if value != own[name]}
    await parts.rooms.change_settings(asked.room, changes)
    told = [f"{_label(asked, name)}: {_told(asked, parts, name, value)}" for name, value in changes.items()]
    said = asked.say("settings_changed", changes="; ".join(told)) if told else asked.say("settings_same")
    return await settings(asked, parts, said)


async def _own(asked: Asked, parts: Parts) -> dict[str, Value]:
    """Return what the room has set; a choice that is not offered any more is as good as none."""
    own = asdict(await parts.memory.settings(asked.room))
    return {
        name: None if name in parts.offers and value not in parts.offers[name] else value for name, value in own.items()
    }


def value_words(asked: Asked, name: str, value: Value) -> str:
    """Return a value of a setting as people read it."""
    if name == "retention_days" and isinstance(value, int):
        return asked.say("days", n=value) if value else asked.say("for_ever")
    if name == "budget_month":
        return f"${value}"
    try:
        return asked.say(f"setting_{name}_{value}")
    except KeyError:  # a number, or a name such as a painter's
        return str(value)


def _label(asked: Asked, name: str) -> str:
    try:
        return asked.say(f"setting_{name}")
    except KeyError:  # so new that nobody has put it into words
        return name.replace("_", " ")


def _form_label(asked: Asked, target: str) -> str:
    base = target.rstrip("0123456789")
    number = target.removeprefix(base)
    return asked.say(f"settings_{base}", number=f" {number}" if number else "")


def _usual(asked: Asked, parts: Parts, name: str) -> str:
    value = parts.usual.get(name)
    return asked.say("setting_unset") if value is None else value_words(asked, name, value)


def _told(asked: Asked, parts: Parts, name: str, value: Value) -> str:
    """Return what holds in the room, and whether that is its own."""
    if value is None:
        return asked.say("setting_usual", value=_usual(asked, parts, name))
    return value_words(asked, name, value)


def _field(asked: Asked, parts: Parts, name: str, value: Value) -> Field:
    label = shorten(_label(asked, name), LABEL_CHARS)
    choices = parts.offers.get(name) or _CHOICES.get(name, ())
    if not choices:
        text = "" if value is None else str(value)
        return Field(name, label, value=text, max_chars=_VALUE_CHARS, required=False)
    usual = shorten(asked.say("setting_usual", value=_usual(asked, parts, name)), LABEL_CHARS)
    pairs = ((USUAL, usual), *((str(one), shorten(value_words(asked, name, one), LABEL_CHARS)) for one in choices))
    now = str(value) if value in choices else USUAL
    return Field(name, label, FieldKind.CHOICE, now, choices=pairs)


def _read(name: str, text: str) -> Value:
    """Return the value that a field holds; what makes no sense is refused by whoever keeps it."""
    text = text.strip()
    if not text or text == USUAL:
        return None
    is_number = text.isdecimal() and len(text) <= len(str(MAX_PICTURES_PER_DAY)) and name not in _WORDS
    return int(text) if is_number else text


#: Settings whose values are words, even where these are digits.
_WORDS = frozenset(name for name, choices in _CHOICES.items() if isinstance(choices[0], str)) | {"painter"}
