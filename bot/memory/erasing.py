"""Taking things out of memory for good, bytes included: what retention and forgetting have in common.

Called by bot/memory/retention.py, bot/forgetting.py and bot/withdrawing.py. Bytes are let go before the record that
names them: a removal that was cut short is finished by the next one, and leaves no bytes that nobody knows of.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError

from bot.codec import dump, load, readable
from bot.errors import StoreError
from bot.events import Thread
from bot.memory.blob_refs import BlobRefs
from bot.memory.commits import children_range, edge
from bot.memory.keys import RoomKeys, ThreadKeys
from bot.memory.records import Picture, ThreadState

#: Things that one command or pipeline touches.
PAGE = 200
_Command = tuple[str | int, ...]
T = TypeVar("T")

#: KEYS state; ARGV state as it was, state as it shall be. A turn's own change wins.
_RESTATE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end
"""


@dataclass(frozen=True, slots=True)
class _Tile:
    position: int
    blob: str = ""


@dataclass(frozen=True, slots=True)
class _Commission:
    picture: str
    position: int


class Eraser:
    """Removals in one store. All of it raises StoreError and may be repeated."""

    def __init__(self, redis: Redis | RedisCluster, refs: BlobRefs) -> None:
        self._redis = redis
        self._refs = refs

    async def pictures(self, pictures: Iterable[Picture]) -> None:
        """Remove pictures of one room: bytes, record, and whatever leads to them."""
        for some in pages(pictures):
            for one in some:
                await self._refs.release(one.blob, f"{one.room}/{one.id}")
            await self.run(command for one in some for command in _gone(one))

    async def attachments(self, room: str, blobs: Iterable[str]) -> None:
        """Remove pictures that people brought into a room."""
        keys = RoomKeys(room)
        for blob in blobs:
            await self._refs.release(blob, f"{room}/att-{blob}")
            await self.run([("ZREM", keys.attachments, blob), ("ZREM", keys.uploads, blob)])

    async def turns(self, room: str, turns: Iterable[str]) -> None:
        """Remove what is kept to handle, repeat and recognize these turns; bytes of unfinished ones included."""
        keys = RoomKeys(room)
        for some in pages(turns):
            for journal in await self.run([("HGETALL", keys.journal(turn)) for turn in some]):
                for blob, picture in _unfinished(journal):
                    await self._refs.release(blob, f"{room}/{picture}")
            await self.run(
                ("UNLINK", key)
                for turn in some
                for key in (keys.seen(turn), keys.journal(turn), keys.event(turn), keys.offer(turn))
            )

    async def replace_list(self, key: str, texts: Sequence[str]) -> None:
        """Put a list with these entries in the place of the old one. Nobody else may be writing to it."""
        new = f"{key}:new"
        await self.run([("DEL", new), *(("RPUSH", new, *some) for some in pages(texts))])
        await self.run([("RENAME", new, key) if texts else ("DEL", key)])

    async def scan_hash(self, key: str) -> AsyncIterator[dict[str, str]]:
        """Yield the fields of a hash, some at a time; a field may come twice."""
        cursor = 0
        while True:
            ((cursor, found),) = await self.run([("HSCAN", key, cursor, "COUNT", PAGE)])
            yield found
            if not int(cursor):
                return

    async def scan_list(self, key: str) -> AsyncIterator[list[str]]:
        """Yield the entries of a list, oldest first, some at a time."""
        start = 0
        while True:
            (texts,) = await self.run([("LRANGE", key, start, start + PAGE - 1)])
            yield texts
            start += PAGE
            if len(texts) < PAGE:
                return

    async def scan_records(self, kind: type[T], key: str) -> AsyncIterator[tuple[str, T | None]]:
        """Yield the entries of a list, oldest first, each as its text and its record; None for one nobody can read."""
        async for texts in self.scan_list(key):
            for text in texts:
                yield text, readable(kind, text)

    async def scan_pictures(self, room: str) -> AsyncIterator[list[Picture]]:
        """Yield the pictures of a room (its key) that can be read, some at a time; one may come twice."""
        async for fields in self.scan_hash(RoomKeys(room).pictures):
            yield [one for one in (readable(Picture, text) for text in fields.values()) if one is not None]

    async def restate(self, thread: Thread, before: str, after: ThreadState) -> None:
        """Put `after` in the place of the state whose text is `before`, unless a turn has changed it meanwhile."""
        await self.run([("EVAL", _RESTATE, 1, ThreadKeys(thread).state, before, dump(after))])

    async def scan_keys(self, *patterns: str) -> frozenset[str]:
        """Return every key of the store that fits one of the patterns: a look at each key there is."""
        found = set()
        try:
            for pattern in patterns:
                async for key in self._redis.scan_iter(match=pattern, count=1000):
                    found.add(str(key))
        except RedisError as error:
            raise StoreError(f"removal: {type(error).__name__}: {error}") from error
        return frozenset(found)

    async def unlink(self, keys: Iterable[str]) -> None:
        """Remove keys of one room."""
        for some in pages(keys):
            await self.run([("UNLINK", *some)])

    async def run(self, commands: Iterable[_Command]) -> list[Any]:
        """Return the answers to commands, all about one room or one key."""
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for command in commands:
                    pipe.execute_command(*command)
                return list(await pipe.execute())
        except RedisError as error:
            raise StoreError(f"removal: {type(error).__name__}: {error}") from error


def pages(things: Iterable[Any], size: int = PAGE) -> Iterable[list[Any]]:
    """Yield `things` in lists of at most `size`."""
    left = iter(things)
    while some := list(islice(left, size)):
        yield some


def _gone(one: Picture) -> Iterable[_Command]:
    keys = RoomKeys(one.room)
    yield "HDEL", keys.pictures, one.id
    yield "ZREM", keys.album, one.id
    yield "HDEL", ThreadKeys(Thread.parse(one.thread)).numbers, str(one.ordinal)
    yield "ZREMRANGEBYLEX", keys.children, *children_range(one.id)
    for parent in one.parents:
        yield "ZREM", keys.children, edge(parent, one.id)


def _unfinished(journal: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Yield (blob, picture id) of what was painted in a turn that has not been committed."""
    if "committed" in journal or "step:commissions" not in journal:
        return
    try:
        kind: Any = tuple[_Commission, ...]
        commissions: tuple[_Commission, ...] = load(kind, journal["step:commissions"])
        for one in commissions:
            tile = journal.get(f"step:paint:{one.position}")
            blob = "" if tile is None else load(_Tile, tile).blob
            if blob:
                yield blob, one.picture
    except StoreError:
        return  # of an older picturebook: its bytes are named nowhere else either
