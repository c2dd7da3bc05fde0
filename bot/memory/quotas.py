"""How many pictures a day a person, a room and a workspace may have: reserved before painting, settled at the end.

Called by the turn, in a journaled step and with its commit. Counters lie in the room's slot, one hash a UTC day, so one
script can grant atomically; a turn that is taken over finds its own grant again. Days come from the caller's clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError

from bot.errors import StoreError
from bot.memory.keys import RoomKeys, workspace_keys
from bot.memory.records import Write
from bot.phrases import phrase

#: A day's counters are kept so long: until the last turn of the day is certainly settled.
_TTL_S = 3 * 86_400
_DAY_S = 86_400
_ROOM = "room"

#: KEYS quota; ARGV turn, person, wanted, limit of the person, limit of the room (-1: none), ttl -> granted.
_RESERVE = """
local before = redis.call('HGET', KEYS[1], ARGV[1])
if before then return tonumber(before) end
local granted = tonumber(ARGV[3])
for i, name in ipairs({ARGV[2], 'room'}) do
  local limit = tonumber(ARGV[3 + i])
  if limit >= 0 then
    local left = limit - tonumber(redis.call('HGET', KEYS[1], name) or '0')
    granted = math.max(0, math.min(granted, left))
  end
end
redis.call('HSET', KEYS[1], ARGV[1], granted)
redis.call('HINCRBY', KEYS[1], ARGV[2], granted)
redis.call('HINCRBY', KEYS[1], 'room', granted)
redis.call('EXPIRE', KEYS[1], ARGV[6])
return granted
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Pictures a day; None: no limit."""

    person: int | None = None
    room: int | None = None

    @property
    def any(self) -> bool:
        """True when there is something to count."""
        return self.person is not None or self.room is not None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a turn may paint. `day`: whose counters hold it; "": nothing was counted."""

    wanted: int
    granted: int
    day: str = ""
    person: str = ""  # author id
    limit: int = 0  # the limit that was met, when less was granted than wanted
    whose: str = ""  # "person", "room" or "workspace": whose limit that is
    at_s: float = 0.0


def day_of(time_s: float) -> str:
    """Return the UTC day of a time: "2026-11-20"."""
    return datetime.fromtimestamp(time_s, UTC).date().isoformat()


def person_field(author: str) -> str:
    """Return the field of a day's hash that counts a person."""
    return f"person:{author}"


def turn_field(turn: str) -> str:
    """Return the field of a day's hash that holds a turn's grant."""
    return f"turn:{turn}"


class Quotas:
    """Counters of pictures a day."""

    def __init__(self, redis: Redis | RedisCluster) -> None:
        self._redis = redis

    async def reserve(self, room: str, turn: str, author: str, *, wanted: int, limits: Limits, now_s: float) -> Grant:
        """Return what the turn may paint, counted as painted already; the same again for the same turn and day.

        Raises StoreError.
        """
        if not limits.any or not wanted:
            return Grant(wanted, wanted)
        day = day_of(now_s)
        key = RoomKeys(room).quota(day)
        bounds = [-1 if limit is None else limit for limit in (limits.person, limits.room)]
        who = (turn_field(turn), person_field(author))
        granted = int(await self._ask("EVAL", _RESERVE, 1, key, *who, wanted, *bounds, _TTL_S))
        if granted >= wanted:
            return Grant(wanted, granted, day, author, at_s=now_s)
        used = await self._ask("HMGET", key, person_field(author), _ROOM)
        whose, limit = _met(limits, [int(one or 0) for one in used])
        return Grant(wanted, granted, day, author, limit, whose, now_s)

    async def reserve_shared(self, workspace: str, turn: str, *, wanted: int, limit: int, now_s: float) -> Grant:
        """Return what the turn may paint of what all rooms of a workspace share; like `reserve`.

        `turn` as it is known there (bot.money.budgets.shared_turn). Raises StoreError.
        """
        name = workspace_keys(workspace).room
        grant = await self.reserve(name, turn, "", wanted=wanted, limits=Limits(room=limit), now_s=now_s)
        return replace(grant, whose="workspace" if grant.whose else "")

    async def used(self, room: str, author: str, now_s: float) -> tuple[int, int]:
        """Return how many pictures the person and the room have had today, running turns included."""
        key = RoomKeys(room).quota(day_of(now_s))
        person, everyone = await self._ask("HMGET", key, person_field(author), _ROOM)
        return int(person or 0), int(everyone or 0)

    async def _ask(self, *command: str | int) -> Any:
        try:
            return await self._redis.execute_command(*command)
        except RedisError as error:
            raise StoreError(f"quotas: {type(error).__name__}: {error}") from error


def _met(limits: Limits, used: list[int]) -> tuple[str, int]:
    """Return whose limit is used up; the person's first, which is theirs to know."""
    if limits.person is not None and (limits.room is None or used[0] >= limits.person):
        return "person", limits.person
    return "room", limits.room or 0


def settling(room: str, turn: str, grant: Grant, painted: int) -> tuple[Write, ...]:
    """Return the commands that give back what was granted and not painted; part of the turn's commit."""
    back = grant.granted - painted
    if not grant.day or back <= 0:
        return ()
    key = RoomKeys(room).quota(grant.day)
    return (
        ("HINCRBY", key, person_field(grant.person), str(-back)),
        ("HINCRBY", key, _ROOM, str(-back)),
        ("HSET", key, turn_field(turn), str(painted)),
        ("EXPIRE", key, str(_TTL_S)),
    )


def sentence(grant: Grant, language: str) -> str:
    """Return what a person reads when less was granted than wanted; "" otherwise."""
    if grant.granted >= grant.wanted:
        return ""
    minutes = -(int(grant.at_s) % _DAY_S - _DAY_S) // 60
    facts = {"limit": grant.limit, "hours": minutes // 60, "minutes": minutes % 60}
    if grant.granted:
        return phrase(f"quota_some_{grant.whose}", language, n=grant.granted, wanted=grant.wanted, **facts)
    return phrase(f"quota_none_{grant.whose}", language, **facts)
