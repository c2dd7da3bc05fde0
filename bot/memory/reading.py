"""Reading a room's records: one round trip, which also checks the schema; what cannot be read is left out and logged.

Used by bot/memory/memory.py. Never logs what a record holds: that is what people said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import structlog
from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError

from bot.codec import load
from bot.errors import StoreError
from bot.memory import schema
from bot.memory.keys import SCHEMA, RoomKeys
from bot.memory.records import Character, Picture

log = structlog.get_logger(__name__)
T = TypeVar("T")
Command = tuple[str | int, ...]


class Reader:
    """Reads from one store, and brings a room that an older picturebook wrote up to date first."""

    def __init__(self, redis: Redis | RedisCluster, migrations: Mapping[int, schema.Migration]) -> None:
        self._redis = redis
        self._migrations = migrations

    async def read(self, room: RoomKeys, *commands: Command) -> list[Any]:
        """Return the answers to `commands`, all about `room`, from one round trip. Raises StoreError."""
        try:
            number, *answers = await self._round_trip(room, commands)
            found = schema.recorded(number, room.room)
            if found < SCHEMA:
                await schema.migrate(self._redis, room.room, found, self._migrations)
                _, *answers = await self._round_trip(room, commands)
        except (RedisError, UnicodeDecodeError) as error:
            raise StoreError(f"room {room.room} could not be read: {type(error).__name__}: {error}") from error
        return answers

    async def _round_trip(self, room: RoomKeys, commands: tuple[Command, ...]) -> list[Any]:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.execute_command("HGET", room.meta, "schema")
            for command in commands:
                pipe.execute_command(*command)
            return list(await pipe.execute())


def record(kind: type[T], text: str, key: str, name: str) -> T | None:
    """Return the record, or None and a line in the log."""
    try:
        return load(kind, text)
    except StoreError as error:
        log.warning("record_unreadable", key=key, id=name, detail=error.detail)
        return None


def records(kind: type[T], texts: list[str], key: str) -> tuple[T, ...]:
    """Return the records of a list that can be read."""
    found = (record(kind, text, key, str(place - len(texts))) for place, text in enumerate(texts))
    return tuple(one for one in found if one is not None)


def records_of(kind: type[Picture] | type[Character], texts: Mapping[str, str | None], key: str) -> tuple[Any, ...]:
    """Return the records of a hash that can be read and lie under their own id."""
    found = []
    for name, text in texts.items():
        one = None if text is None else record(kind, text, key, name)
        if one is None:
            continue
        if one.id == name:
            found.append(one)
        else:
            log.warning("record_unreadable", key=key, id=name, detail="it has another id")
    return tuple(found)


def by_name(cast: Iterable[Character]) -> tuple[Character, ...]:
    """Return characters in the order in which people look for them."""
    return tuple(sorted(cast, key=lambda one: (one.name.casefold(), one.id)))
