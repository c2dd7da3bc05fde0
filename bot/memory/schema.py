"""The version of what a room keeps: told by readers before they trust a record, and brought up to date.

Called by bot/memory/memory.py with every read. Knows nothing of the records themselves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from redis.asyncio import Redis, RedisCluster

from bot.errors import StoreError
from bot.memory.keys import SCHEMA, RoomKeys

#: Brings one room from the schema it is filed under to the next one. Two processes may run it at the same time and
#: a crash may cut it short, so running it again must do no harm.
Migration = Callable[[Redis | RedisCluster, str], Awaitable[None]]

#: Schema number -> what leads from it to the next. Empty: there has been one schema so far.
MIGRATIONS: Mapping[int, Migration] = MappingProxyType({})


def recorded(text: str | None, room: str) -> int:
    """Return the schema number that a room's meta key tells; a room that keeps nothing yet has the newest.

    Raises StoreError for what is not a number, and for a number that only a newer picturebook can read.
    """
    if text is None:
        return SCHEMA
    if not (text.isascii() and text.isdigit()):
        raise StoreError(f"room {room}: its schema is not a number: {text[:20]!r}")
    if int(text) > SCHEMA:
        raise StoreError(
            f"room {room} was written by a newer picturebook (schema {text}, this one reads up to {SCHEMA}); "
            "run that version, or restore a backup from before it"
        )
    return int(text)


async def migrate(
    redis: Redis | RedisCluster, room: str, found: int, migrations: Mapping[int, Migration] = MIGRATIONS
) -> None:
    """Bring the room from schema `found` to the newest, step by step. Raises StoreError when a step is missing."""
    for number in range(found, SCHEMA):
        step = migrations.get(number)
        if step is None:
            raise StoreError(f"room {room}: nothing leads from schema {number} to {number + 1}")
        await step(redis, room)
        # Written after each step, so that a crash between two repeats only the one that was cut short.
        await redis.execute_command("HSET", RoomKeys(room).meta, "schema", str(number + 1))
