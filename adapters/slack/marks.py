"""What this adapter keeps in the store: what was posted under which key, what each message shows, who takes part where.

Used by whoever listens and by whoever posts, in any process. All of a room's keys are in one slot, and all are removed
with the room (adapters/slack/removal.py). Knows nothing of Slack's requests.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict
from redis.asyncio import Redis

from adapters.slack.parsing import PLATFORM
from adapters.slack.reading import digest
from adapters.slack.told import text_of, told
from bot.events import Thread

PREFIX = "slack1"
#: So long a message that is being sent may turn out to be there already.
_BEGUN_S = 7 * 86_400
_ONCE_S = 30 * 86_400
_ASKER_S = 7 * 86_400
_RUNNING_S = 6 * 3_600
#: Rooms that a person's home tab tells of.
_HOME_ROOMS = 20

M = TypeVar("M", bound="Kept")


class Kept(BaseModel):
    """Something kept as JSON."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Posted(Kept):
    """One message as `Adapter.post` promised it. `person`: only they see it, and nobody can change it."""

    thread: str
    turn: str
    content: str  # digest of what it shows
    pictures: tuple[str, ...] = ()
    selects: tuple[tuple[str, str], ...] = ()  # (number, the button that chooses it)
    person: str = ""
    time_s: float = 0.0


class Begun(Kept):
    """Note of a message that is about to be sent."""

    time_s: float


def room_key(room: str, name: str) -> str:
    """Return the key `name` of a room; all of a room's are in one slot."""
    return f"{PREFIX}:{{{PLATFORM}/{room}}}:{name}"


def team_key(team: str, name: str) -> str:
    """Return the key `name` of a workspace."""
    return f"{PREFIX}:{{{PLATFORM}/{team}}}:{name}"


def handle_of(thread: Thread, key: str) -> str:
    """Return the name that a post under `key` has, in every process and for ever."""
    return digest(thread.key, key)


class Marks:
    """The adapter's notes. Every method raises StoreError when the store does not answer."""

    def __init__(self, redis: Redis) -> None:
        # Commands of redis-py are typed for its sync and async clients at once; here they are all awaited.
        self._redis = cast(Any, redis)

    # The outbox: by handle, the message; by message, what it shows

    @told
    async def message_of(self, thread: Thread, handle: str) -> str:
        """Return the message that was posted under a handle, "" when none is known."""
        found = await self._redis.hget(room_key(thread.room, "outbox"), handle)
        return "" if found is None else text_of(found)

    @told
    async def posted(self, room: str, message: str) -> Posted | None:
        """Return what a message of the bot shows."""
        return _read(Posted, await self._redis.hget(room_key(room, "posted"), message))

    @told
    async def note_posted(self, thread: Thread, handle: str, message: str, posted: Posted) -> None:
        """Note what was posted under a handle, and that the bot takes part in the thread."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(room_key(thread.room, "outbox"), handle, message)
            pipe.hset(room_key(thread.room, "posted"), message, posted.model_dump_json())
            pipe.zadd(room_key(thread.room, "threads"), {thread.id: posted.time_s})
            pipe.delete(room_key(thread.room, f"begun:{handle}"))
            await pipe.execute()

    @told
    async def change_posted(self, room: str, message: str, posted: Posted) -> None:
        """Note what a message shows now."""
        await self._redis.hset(room_key(room, "posted"), message, posted.model_dump_json())

    @told
    async def drop_posted(self, room: str, message: str) -> None:
        """Forget a message that is gone."""
        await self._redis.hdel(room_key(room, "posted"), message)

    @told
    async def begin(self, room: str, handle: str, now_s: float) -> float | None:
        """Note that a message is about to be sent; return when that was noted first, if it was before."""
        key = room_key(room, f"begun:{handle}")
        if await self._redis.set(key, Begun(time_s=now_s).model_dump_json(), nx=True, ex=_BEGUN_S):
            return None
        begun = _read(Begun, await self._redis.get(key))
        return now_s if begun is None else begun.time_s

    # Threads and who is in them

    @told
    async def takes_part(self, thread: Thread) -> bool:
        """Return whether the bot takes part in a thread."""
        return await self._redis.zscore(room_key(thread.room, "threads"), thread.id) is not None

    @told
    async def note_part(self, thread: Thread, now_s: float) -> None:
        """Note that the bot takes part in a thread."""
        await self._redis.zadd(room_key(thread.room, "threads"), {thread.id: now_s})

    @told
    async def latest(self, room: str) -> str:
        """Return the thread of a room where the bot was asked or answered last, "" for none."""
        found = await self._redis.zrevrange(room_key(room, "threads"), 0, 0)
        return text_of(found[0]) if found else ""

    @told
    async def note_asker(self, thread: Thread, turn: str, person: str, now_s: float) -> None:
        """Note who began a turn: an answer for them alone goes to them, and the room to their home tab."""
        where = thread.room.partition(".")[0]
        home = team_key(where, f"home:{person}")
        await self._redis.set(room_key(thread.room, f"asker:{turn}"), person, ex=_ASKER_S)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.zadd(home, {thread.room: now_s})
            pipe.zremrangebyrank(home, 0, -_HOME_ROOMS - 1)
            await pipe.execute()

    @told
    async def asker(self, room: str, turn: str) -> str:
        """Return who began a turn, "" when that is not known any more."""
        found = await self._redis.get(room_key(room, f"asker:{turn}"))
        return "" if found is None else text_of(found)

    @told
    async def rooms_of(self, team: str, person: str) -> list[str]:
        """Return the rooms where a person has asked for something, the latest first."""
        found = await self._redis.zrevrange(team_key(team, f"home:{person}"), 0, -1)
        return [text_of(one) for one in found]

    @told
    async def drop_home(self, team: str, room: str) -> None:
        """Take a room that was forgotten from every home tab of its workspace."""
        async for key in self._redis.scan_iter(match=_quoted(team_key(team, "home:")) + "*", count=500):
            await self._redis.zrem(text_of(key), room)

    # What runs, and what was said once

    @told
    async def note_running(self, thread: Thread, turn: str) -> None:
        """Note which turn a thread's session shows as running; "" for none."""
        key = room_key(thread.room, f"running:{thread.id}")
        if turn:
            await self._redis.set(key, turn, ex=_RUNNING_S)
        else:
            await self._redis.delete(key)

    @told
    async def running(self, thread: Thread) -> str:
        """Return the turn that a thread's session shows as running, "" for none."""
        found = await self._redis.get(room_key(thread.room, f"running:{thread.id}"))
        return "" if found is None else text_of(found)

    @told
    async def note_title(self, thread: Thread, words: str) -> None:
        """Note what a conversation begins with: people find it again by that."""
        await self._redis.set(room_key(thread.room, f"title:{thread.id}"), words, ex=_RUNNING_S, nx=True)

    @told
    async def title(self, thread: Thread) -> str:
        """Return what a conversation began with, "" when that is not known."""
        found = await self._redis.get(room_key(thread.room, f"title:{thread.id}"))
        return "" if found is None else text_of(found)

    @told
    async def once(self, room: str, what: str) -> bool:
        """Return True the first time within a month that this is asked for a room."""
        return bool(await self._redis.set(room_key(room, f"once:{what}"), "1", nx=True, ex=_ONCE_S))

    # Files that lie at Slack already

    @told
    async def files(self, room: str, blobs: tuple[str, ...]) -> dict[str, str]:
        """Return the files that were uploaded for a room, by the blobs that they are."""
        if not blobs:
            return {}
        found = await self._redis.hmget(room_key(room, "files"), list(blobs))
        return {blob: text_of(one) for blob, one in zip(blobs, found, strict=True) if one is not None}

    @told
    async def note_files(self, room: str, files: dict[str, str]) -> None:
        """Note files that Slack can show."""
        if files:
            await self._redis.hset(room_key(room, "files"), mapping=files)

    @told
    async def drop_files(self, room: str, blobs: tuple[str, ...]) -> None:
        """Forget files that are not at Slack any more."""
        if blobs:
            await self._redis.hdel(room_key(room, "files"), *blobs)


def _quoted(pattern: str) -> str:
    return "".join(f"\\{one}" if one in "*?[]\\" else one for one in pattern)


def _read(kind: type[M], found: bytes | str | None) -> M | None:
    return None if found is None else kind.model_validate_json(found)
