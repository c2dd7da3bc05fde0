"""Looking at every key of a store and every file of a directory, for traces of somebody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from redis.asyncio import Redis


async def traces(redis: Redis, *needles: str) -> list[str]:
    """Return every key that holds one of the texts, in its name or in its value, and where."""
    found = []
    async for key in redis.scan_iter(count=1000):
        value = await _value(redis, str(key))
        found += [f"{needle!r} in {key}" for needle in needles if needle in str(key) or needle in value]
    return sorted(found)


async def _value(redis: Redis, key: str) -> str:
    """Return all that a key holds, as text."""
    reads: dict[str, Any] = {
        "string": lambda: redis.get(key),
        "hash": lambda: redis.hgetall(key),
        "list": lambda: redis.lrange(key, 0, -1),
        "set": lambda: redis.smembers(key),
        "zset": lambda: redis.zrange(key, 0, -1, withscores=True),
        "stream": lambda: redis.xrange(key),
    }
    kind = await redis.type(key)
    return "" if kind == "none" else str(await reads[kind]())


def files(directory: Path) -> list[str]:
    """Return the names of all files below a directory: with blobs, the hashes that are kept."""
    return sorted(path.name for path in directory.rglob("*") if path.is_file())
