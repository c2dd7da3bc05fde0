"""The channel behind the web page: messages, threads and a stream of changes per room, in Valkey or Redis.

Written by the adapter (which may run in a worker) and read by the page's server (in a gateway). It is to the web what
Discord's servers are to Discord: it knows messages as finished JSON, and nothing of turns or memory.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast

from pydantic import ValidationError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from adapters.web.channel_scripts import REPLACE, SHOW
from adapters.web.wire import KeptMessage, read_attachment
from bot.errors import StoreError
from bot.events import Attachment

#: Changes kept for browsers that come back; older ones make them load the page's data again.
STREAM_CHANGES = 5000
#: How long an upload may wait to be sent, and a message to be taken.
WAITING_S = 24 * 3600
THREADS_SHOWN = 200
MESSAGES_SHOWN = 200
ROOMS = "web1:rooms"
START = "0-0"
_STREAM_ID = re.compile(r"[0-9]{1,18}-[0-9]{1,18}")

P = ParamSpec("P")
T = TypeVar("T")


class Trimmed(Exception):
    """The changes after this point are not all kept any more: load everything again."""


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """One line of the list of threads."""

    id: str
    title: str
    started_s: float
    last_s: float
    messages: int


@dataclass(frozen=True, slots=True)
class RoomSummary:
    """One line of the list of rooms."""

    id: str
    threads: int
    last_s: float


#: The field of a change that tells that messages were taken out of the room.
FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Change:
    """One message as it is now, at the stream id of its newest change."""

    id: str
    message: str  # MESSAGE as JSON
    thread: ThreadSummary | None  # when the message is new, so that the list of threads changes too


def room_key(room: str, name: str) -> str:
    """Return the key `name` of a room; all of a room's are in one slot."""
    return f"web1:{{web/{room}}}:{name}"


def stream_order(stream_id: str) -> tuple[int, int]:
    """Return a stream id as what it is sorted by. Raises ValueError for anything else."""
    if not _STREAM_ID.fullmatch(stream_id):
        raise ValueError(f"not a stream id: {stream_id[:50]!r}")
    time_ms, number = stream_id.split("-")
    return int(time_ms), int(number)


def _told(run: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Turn the store's errors into ours."""

    @functools.wraps(run)
    async def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await run(*args, **kwargs)
        except (RedisError, OSError, ValidationError) as error:
            raise StoreError(f"the web channel's store: {type(error).__name__}") from error

    return told


def _text(value: object) -> str:
    # The client that we are given may decode what it reads, or not.
    return value.decode() if isinstance(value, bytes) else str(value)


class Channel:
    """Rooms, threads and messages of the web page. Every method raises StoreError when the store does not answer."""

    def __init__(self, redis: Redis, stream_changes: int = STREAM_CHANGES) -> None:
        # Commands of redis-py are typed for its sync and async clients at once; here they are all awaited.
        self._redis = cast(Any, redis)
        self._stream_changes = stream_changes
        self._show = self._redis.register_script(SHOW)
        self._replace = self._redis.register_script(REPLACE)

    @staticmethod
    def _key(room: str, name: str) -> str:
        return room_key(room, name)

    @_told
    async def stage(self, room: str, event: str, body: bytes, title: str, now_s: float) -> None:
        """Keep a person's message, unseen, until `show_staged` or the first answer to it shows it."""
        key = self._key(room, f"waiting:{event}")
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(key, mapping={"id": event, "body": body, "title": title, "now": now_s})
            pipe.expire(key, WAITING_S)
            await pipe.execute()

    @_told
    async def unstage(self, room: str, event: str) -> None:
        """Drop a person's message that was refused."""
        await self._redis.delete(self._key(room, f"waiting:{event}"))

    async def show_staged(self, room: str, thread: str, event: str, now_s: float) -> None:
        """Show a person's message that was taken. Showing it again changes nothing."""
        await self.show(room, thread, "", b"", title="", now_s=now_s, after=event)

    @_told
    async def show(
        self, room: str, thread: str, message: str, body: bytes, *, title: str, now_s: float, after: str
    ) -> None:
        """Show a message, once per id; the staged message `after` is shown before it."""
        names = ("messages", f"t:{thread}:order", "threads", f"t:{thread}", "changes", "stream", f"waiting:{after}")
        await self._show(
            keys=[self._key(room, name) for name in names],
            args=[thread, self._stream_changes, message, body, title, now_s],
        )
        await self._redis.zadd(ROOMS, {room: now_s})

    @_told
    async def replace(self, room: str, thread: str, message: str, body: bytes, *, is_progress: bool) -> bool:
        """Replace the body of a message of the bot. Returns False when there is no such message.

        Progress takes the place of progress only: a final reply stays as it is.
        """
        keys = [self._key(room, name) for name in ("messages", "changes", "stream")]
        args = [thread, self._stream_changes, message, body, int(is_progress)]
        return bool(await self._replace(keys=keys, args=args))

    @_told
    async def message(self, room: str, message: str) -> KeptMessage | None:
        """Return what an edit needs of a message, or None when there is none."""
        body = await self._redis.hget(self._key(room, "messages"), message)
        return None if body is None else KeptMessage.model_validate_json(body)

    @_told
    async def messages(self, room: str, thread: str, before: str | None = None) -> list[str]:
        """Return the last messages of a thread as JSON, oldest first; those before the message `before`."""
        order = self._key(room, f"t:{thread}:order")
        end = -1
        if before is not None:
            rank = await self._redis.zrank(order, before)
            if not rank:
                return []
            end = rank - 1
        start = end - MESSAGES_SHOWN + 1
        ids = await self._redis.zrange(order, max(start, 0) if end >= 0 else start, end)
        return [one for one in await self._bodies(room, ids) if one is not None]

    async def _bodies(self, room: str, ids: Sequence[str]) -> list[str | None]:
        if not ids:
            return []
        bodies = await self._redis.hmget(self._key(room, "messages"), ids)
        return [None if body is None else _text(body) for body in bodies]

    @_told
    async def rooms(self) -> list[RoomSummary]:
        """Return the rooms that have threads, the latest first."""
        found = await self._redis.zrevrange(ROOMS, 0, -1, withscores=True)
        counts = [await self._redis.zcard(self._key(_text(room), "threads")) for room, _ in found]
        return [
            RoomSummary(_text(room), count, float(last_s))
            for (room, last_s), count in zip(found, counts, strict=True)
            if count
        ]

    @_told
    async def threads(self, room: str) -> list[ThreadSummary]:
        """Return the room's threads, the latest first."""
        ids = await self._redis.zrevrange(self._key(room, "threads"), 0, THREADS_SHOWN - 1)
        return await self._summaries(room, [_text(one) for one in ids])

    @_told
    async def thread(self, room: str, thread: str) -> ThreadSummary:
        """Return one thread; one that nobody wrote in yet is empty."""
        return (await self._summaries(room, [thread]))[0]

    async def _summaries(self, room: str, ids: Iterable[str]) -> list[ThreadSummary]:
        wanted = list(ids)
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in wanted:
                pipe.hmget(self._key(room, f"t:{one}"), ["title", "started_s", "last_s"])
                pipe.zcard(self._key(room, f"t:{one}:order"))
            rows = await pipe.execute()
        facts = zip(wanted, rows[::2], rows[1::2], strict=True)
        return [
            ThreadSummary(one, _text(title or ""), float(started or 0), float(last or 0), count)
            for one, (title, started, last), count in facts
        ]

    @_told
    async def cursor(self, room: str) -> str:
        """Return the id of the room's newest change."""
        newest = await self._redis.xrevrange(self._key(room, "stream"), count=1)
        return _text(newest[0][0]) if newest else START

    @_told
    async def check(self, room: str, cursor: str) -> None:
        """Raise Trimmed unless every change after `cursor` is still kept."""
        stream = self._key(room, "stream")
        try:
            stream_order(cursor)
        except ValueError as error:
            raise Trimmed from error
        if cursor == START:
            first = await self._redis.xrange(stream, count=1)
            if not first or int(_fields(first[0][1])["n"]) == 1:
                return
        elif await self._redis.xrange(stream, min=cursor, max=cursor):
            return
        raise Trimmed

    @_told
    async def changes(self, room: str, after: str, limit: int = 500) -> tuple[list[Change], str]:
        """Return what changed after the stream id `after`, and the id up to which that is all.

        Oldest first; a message that changed several times comes once, where it changed last. Raises Trimmed when
        something was forgotten after `after`: all must be read anew.
        """
        entries = await self._redis.xrange(self._key(room, "stream"), min=f"({after}", count=limit)
        latest: dict[str, tuple[str, str, bool]] = {}
        for raw_id, raw_fields in entries:
            fields = _fields(raw_fields)
            if FORGOTTEN in fields or (fields["n"] == "1" and after != START):
                raise Trimmed
            message = fields["m"]
            is_new = fields["new"] == "1" or (message in latest and latest.pop(message)[2])
            latest.pop(message, None)
            latest[message] = (_text(raw_id), fields["t"], is_new)
        bodies = await self._bodies(room, list(latest))
        threads = {thread for _, thread, is_new in latest.values() if is_new}
        summaries = {one.id: one for one in await self._summaries(room, threads)} if threads else {}
        changes = [
            Change(stream_id, body, summaries.get(thread) if is_new else None)
            for (stream_id, thread, is_new), body in zip(latest.values(), bodies, strict=True)
            if body is not None
        ]
        return changes, _text(entries[-1][0]) if entries else after

    @_told
    async def wait(self, room: str, after: str, block_ms: int) -> bool:
        """Wait until something changes after `after`. Returns False when nothing did for so long.

        Holds one connection of the client meanwhile; `block_ms` must be shorter than its socket timeout.
        """
        return bool(await self._redis.xread({self._key(room, "stream"): after}, count=1, block=block_ms))

    @_told
    async def keep_upload(self, room: str, body: bytes, blob: str) -> None:
        """Remember that a picture was uploaded in this room."""
        await self._redis.set(self._key(room, f"upload:{blob}"), body, ex=WAITING_S)

    @_told
    async def upload(self, room: str, blob: str) -> Attachment | None:
        """Return the picture that was uploaded in this room under this hash."""
        body = await self._redis.get(self._key(room, f"upload:{blob}"))
        return None if body is None else read_attachment(body)


def _fields(raw: dict[bytes | str, bytes | str]) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in raw.items()}
