"""How much a room, a person in it and a workspace may spend in a month: held before, let go of with the true cost.

Called by bot/billing.py. A hold belongs to a turn: holding again, after a take-over, replaces it, so nothing is held
twice. A room's hold is let go of in the turn's commit; a workspace lies in a slot of its own, so what it is charged is
told by turn, and telling it again changes nothing. Knows no prices and no plans.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError

from bot.errors import StoreError
from bot.memory.keys import RoomKeys, workspace_keys
from bot.memory.records import Write
from bot.money.ledgers import MONEY, MONTH_TTL_S, PICTURES, UNKNOWN, Entry, day_of, month_of, person_fields

#: A hold is good for as long as the journal of a turn that nobody finishes; then the money is free again.
HOLD_S = 7 * 86_400
#: How long it is known which turns a workspace was charged for: longer than any turn can be taken over.
CHARGED_TTL_S = 9 * 86_400

#: KEYS month's ledger, holds; ARGV turn, micros that are spent in any case, micros of each, wanted, limit, now, until
#: -> {granted, micros left before}. Holds what is granted. Of nothing wanted: 0 when the base fits, else -1, unheld.
#: ARGV also: whose turn it is, "" where nobody is named; the ledger's field of money; who alone counts, "" for all.
#: A hold tells whose turn it is, so the room's budget and a person's share one: whoever holds last knows what is left.
_HOLD = """
local limit = tonumber(ARGV[5])
local taken = tonumber(redis.call('HGET', KEYS[1], ARGV[9]) or '0')
local all = redis.call('HGETALL', KEYS[2])
for i = 1, #all, 2 do
  local amount, ends, whose = string.match(all[i + 1], '^(%d+) (%d+) ?(.*)$')
  if not ends or tonumber(ends) <= tonumber(ARGV[6]) then
    redis.call('HDEL', KEYS[2], all[i])
  elseif all[i] ~= ARGV[1] and (ARGV[10] == '' or ARGV[10] == whose) then
    taken = taken + tonumber(amount)
  end
end
local base, each, wanted = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local left = limit - taken
local granted = wanted
if wanted == 0 then
  if base > left then
    redis.call('HDEL', KEYS[2], ARGV[1])
    return {-1, left}
  end
elseif each > 0 then
  granted = math.max(0, math.min(wanted, math.floor((left - base) / each)))
end
redis.call('HSET', KEYS[2], ARGV[1], string.format('%d %d %s', base + granted * each, tonumber(ARGV[7]), ARGV[8]))
redis.call('EXPIRE', KEYS[2], tonumber(ARGV[7]) - tonumber(ARGV[6]))
return {granted, left}
"""

#: KEYS charged, holds, day's quota; then ledgers; ARGV turn, micros, pictures, unknown, ttl of charged, ttl of ledgers
#: -> 1, or 0 when it was charged before. Also makes the quota of the turn what was really painted.
_CHARGE = """
redis.call('HDEL', KEYS[2], ARGV[1])
local held = redis.call('HGET', KEYS[3], 'turn:' .. ARGV[1])
if held and tonumber(held) > tonumber(ARGV[3]) then
  redis.call('HINCRBY', KEYS[3], 'room', tonumber(ARGV[3]) - tonumber(held))
  redis.call('HSET', KEYS[3], 'turn:' .. ARGV[1], ARGV[3])
end
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('EXPIRE', KEYS[1], ARGV[5])
for i = 4, #KEYS do
  redis.call('HINCRBY', KEYS[i], 'money', ARGV[2])
  redis.call('HINCRBY', KEYS[i], 'pictures', ARGV[3])
  redis.call('HINCRBY', KEYS[i], 'unknown', ARGV[4])
  redis.call('EXPIRE', KEYS[i], ARGV[6])
end
return 1
"""
assert (MONEY, PICTURES, UNKNOWN) == ("money", "pictures", "unknown")  # noqa: S101 - the scripts name them, too


@dataclass(frozen=True, slots=True)
class Budget:
    """A month's budget. `keys` of the room or workspace where it is; `turn` as it is known there."""

    whose: str  # "room", "person" (in that room) or "workspace"
    keys: RoomKeys
    turn: str
    limit: int  # micro-dollars
    author: str = ""  # whose turn it is; a workspace names nobody


@dataclass(frozen=True, slots=True)
class Bill:
    """What a turn has cost in the end; journaled, so that whoever takes it over charges the same. Times in seconds."""

    entry: Entry
    at_s: float
    quota_day: str = ""  # the day whose quota of the workspace the turn has used


def shared_turn(room: str, turn: str) -> str:
    """Return a turn's name among the turns of a workspace, which tells nobody which room and turn it was."""
    return hashlib.blake2b(f"{room}\0{turn}".encode(), digest_size=12).hexdigest()


class Budgets:
    """Holds and charges."""

    def __init__(self, redis: Redis | RedisCluster) -> None:
        self._redis = redis

    async def hold(self, budget: Budget, *, base: int, each: int = 0, wanted: int = 0, now_s: float) -> int:
        """Hold `base` and what `wanted` things of `each` micro-dollars cost, as many as there is money for.

        Returns how many; with nothing wanted 0, or -1 when not even `base` is left. Replaces what the turn held before.
        Raises StoreError.
        """
        keys, is_own = budget.keys, budget.whose == "person"
        answer = await self._ask(
            "EVAL",
            _HOLD,
            2,
            keys.ledger(month_of(now_s)),
            keys.holds,
            budget.turn,
            base,
            each,
            wanted,
            budget.limit,
            int(now_s),
            int(now_s) + HOLD_S,
            budget.author,
            person_fields(budget.author)[0] if is_own else MONEY,
            budget.author if is_own else "",
        )
        return int(answer[0])

    async def charge(self, workspace: str, turn: str, bill: Bill) -> None:
        """Write down what a turn (a `shared_turn`) cost a workspace, once however often. Raises StoreError."""
        keys = workspace_keys(workspace)
        await self._ask(
            "EVAL",
            _CHARGE,
            5,
            keys.charged(day_of(bill.at_s)),
            keys.holds,
            keys.quota(bill.quota_day or day_of(bill.at_s)),
            keys.ledger(day_of(bill.at_s)),
            keys.ledger(month_of(bill.at_s)),
            turn,
            bill.entry.cost.micros,
            bill.entry.pictures,
            bill.entry.cost.unknown,
            CHARGED_TTL_S,
            MONTH_TTL_S,
        )

    async def _ask(self, *command: str | int) -> Any:
        try:
            return await self._redis.execute_command(*command)
        except RedisError as error:
            raise StoreError(f"budgets: {type(error).__name__}: {error}") from error


def let_go(room: str, turn: str) -> tuple[Write, ...]:
    """Return the command that lets go of what a turn held in its room; part of the turn's commit."""
    return (("HDEL", RoomKeys(room).holds, turn),)
