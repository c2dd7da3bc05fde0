"""What a room has set for itself: checked, written and read.

Called by the core and by the board's reader. Each setting is one field of a hash, so that two people who change
different ones do not undo each other. Knows nothing of who may change what.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from bot.adapter import RoomSettings, SettingChanges
from bot.errors import BadRoomSetting
from bot.memory.keys import RoomKeys
from bot.memory.records import Write
from bot.phrases import LANGUAGES
from bot.plans import MAX_PICTURES

log = structlog.get_logger(__name__)

AUDIENCES = ("family", "general")
QUALITIES = ("draft", "final")
HABITS = ("thread", "reply")
MAX_RETENTION_DAYS = 36_500
MAX_PICTURES_PER_DAY = 1_000_000
MAX_BUDGET_USD = 1_000_000


@dataclass(frozen=True, slots=True)
class _Rule:
    fits: Callable[[object], bool]
    sentence: str  # what a person reads about a value that does not fit


def _number(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _one_of(*names: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in names


def _like(pattern: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


_RULES: Mapping[str, _Rule] = {
    "pictures": _Rule(_number(1, MAX_PICTURES), "room_setting_pictures"),
    "audience": _Rule(_one_of(*AUDIENCES), "room_setting_audience"),
    "retention_days": _Rule(_number(0, MAX_RETENTION_DAYS), "room_setting_retention_days"),
    "pictures_per_day_person": _Rule(_number(0, MAX_PICTURES_PER_DAY), "room_setting_pictures_per_day_person"),
    "pictures_per_day_room": _Rule(_number(0, MAX_PICTURES_PER_DAY), "room_setting_pictures_per_day_room"),
    "budget_month": _Rule(_number(0, MAX_BUDGET_USD), "room_setting_budget_month"),
    "language": _Rule(_one_of(*LANGUAGES), "room_setting_language"),
    "painter": _Rule(_like(r"[a-z0-9][a-z0-9.-]{0,39}"), "room_setting_painter"),
    "quality": _Rule(_one_of(*QUALITIES), "room_setting_quality"),
    "habit": _Rule(_one_of(*HABITS), "room_setting_habit"),
}


def checked(changes: SettingChanges) -> SettingChanges:
    """Return `changes` when all of them can be made. Raises BadRoomSetting for the first that cannot."""
    for name, value in changes.items():
        rule = _RULES.get(name)
        if rule is None:
            raise BadRoomSetting(name)
        if value is not None and not rule.fits(value):
            raise BadRoomSetting(name, sentence=rule.sentence)
    return changes


def writes(room: str, changes: SettingChanges) -> tuple[Write, ...]:
    """Return the commands that make the checked `changes`; None puts a default back."""
    key = RoomKeys(room).settings
    given = [part for name, value in changes.items() if value is not None for part in (name, json.dumps(value))]
    dropped = [name for name, value in changes.items() if value is None]
    return (*((("HSET", key, *given),) if given else ()), *((("HDEL", key, *dropped),) if dropped else ()))


def read(room: str, fields: Mapping[str, str]) -> RoomSettings:
    """Return the settings in a room's hash. What cannot be used is left out and logged."""
    good: dict[str, object] = {}
    for name, text in fields.items():
        try:
            value = json.loads(text)
            checked({name: value})
        except (ValueError, BadRoomSetting):
            log.warning("room_setting_unreadable", room=room, setting=name)
            continue
        good[name] = value
    return RoomSettings(**good)  # type: ignore[arg-type]  # `checked` has looked at each value


def lower(room: int | None, operator: int | None) -> int | None:
    """Return the limit that holds: a room may set a lower one than the operator, never a higher one."""
    given = [limit for limit in (room, operator) if limit is not None]
    return min(given) if given else None
