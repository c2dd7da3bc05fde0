"""What a room, and each person in it, has spent and had painted, by day and by month (UTC).

Written as part of a turn's commit, so once however often a turn is taken over; read by panels and budgets. A workspace
has a ledger like a room's, without persons. Pure but for the reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError

from bot.errors import StoreError
from bot.memory.keys import RoomKeys
from bot.memory.records import Write
from bot.money import Cost

#: A day's ledger is kept so long, and a month's: until nobody is shown it any more.
DAY_TTL_S, MONTH_TTL_S = 3 * 86_400, 40 * 86_400
#: Fields of a ledger; a person's have "person:<id>:" before them.
MONEY, PICTURES, UNKNOWN = "money", "pictures", "unknown"
_FIELDS = (MONEY, PICTURES, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was spent and painted."""

    cost: Cost = Cost()  # noqa: RUF009 - frozen
    pictures: int = 0

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to write down."""
        return self == Entry()


@dataclass(frozen=True, slots=True)
class Spending:
    """A person's and a room's entries of one day or month."""

    person: Entry
    room: Entry


def month_of(time_s: float) -> str:
    """Return the UTC month of a time: "2026-11"."""
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m")


def next_month(time_s: float) -> str:
    """Return the first day of the UTC month after a time: "2026-12-01"."""
    now = datetime.fromtimestamp(time_s, UTC)
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return f"{year:04}-{month:02}-01"


def day_of(time_s: float) -> str:
    """Return the UTC day of a time: "2026-11-20"."""
    return datetime.fromtimestamp(time_s, UTC).date().isoformat()


def person_fields(author: str) -> tuple[str, ...]:
    """Return the fields of a ledger that are about a person, the money first."""
    return tuple(f"person:{author}:{field}" for field in _FIELDS)


def entered(room: str, author: str, entry: Entry, now_s: float) -> tuple[Write, ...]:
    """Return the commands that write an entry down for a room and a person; part of the turn's commit."""
    if entry.is_empty:
        return ()
    amounts = (entry.cost.micros, entry.pictures, entry.cost.unknown)
    writes: list[Write] = []
    for period, ttl_s in ((day_of(now_s), DAY_TTL_S), (month_of(now_s), MONTH_TTL_S)):
        key = RoomKeys(room).ledger(period)
        for fields in (_FIELDS, person_fields(author)):
            writes += [
                ("HINCRBY", key, field, str(amount)) for field, amount in zip(fields, amounts, strict=True) if amount
            ]
        writes.append(("EXPIRE", key, str(ttl_s)))
    return tuple(writes)


class Ledgers:
    """Reads ledgers."""

    def __init__(self, redis: Redis | RedisCluster) -> None:
        self._redis = redis

    async def today(self, room: str, author: str, now_s: float) -> Spending:
        """Return what a room (its key) and a person in it have spent today. Raises StoreError."""
        return await self._spending(RoomKeys(room).ledger(day_of(now_s)), author)

    async def month(self, room: str, author: str, now_s: float) -> Spending:
        """Return the same for this month. Raises StoreError."""
        return await self._spending(RoomKeys(room).ledger(month_of(now_s)), author)

    async def _spending(self, key: str, author: str) -> Spending:
        fields = (*_FIELDS, *person_fields(author))
        try:
            values: Any = await self._redis.execute_command("HMGET", key, *fields)
        except RedisError as error:
            raise StoreError(f"ledger: {type(error).__name__}: {error}") from error
        read = dict(zip(fields, [int(value or 0) for value in values], strict=True))
        return Spending(_entry(read, person_fields(author)), _entry(read, _FIELDS))


def _entry(read: Mapping[str, int], fields: tuple[str, ...]) -> Entry:
    money, pictures, unknown = (read[field] for field in fields)
    return Entry(Cost(money, unknown), pictures)
