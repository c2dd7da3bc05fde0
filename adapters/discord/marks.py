"""What this adapter keeps in the store: which conversation a channel is, where it is posted, what each message shows.

Used by whoever listens and by whoever posts, in any process. All of a room's keys are in one slot, and all are removed
with the room (adapters/discord/removal.py). Knows nothing of Discord's requests.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal, TypeVar, cast

from pydantic import BaseModel, ConfigDict
from redis.asyncio import Redis

from adapters.discord.told import text_of, told
from bot.events import Thread

PLATFORM = "discord"
_PREFIX = "discord1"
#: Channels that are no conversation of ours are looked up at Discord again after this time.
_CHANNEL_S = 3_600
#: So long a person may be answered alone, by the token of what they did last; one minute less than Discord says.
_TOKEN_S = 14 * 60
_ONCE_S = 30 * 86_400
#: A message that was begun is looked for so long.
_SENDING_S = 86_400

M = TypeVar("M", bound="Kept")


class Kept(BaseModel):
    """Something kept as JSON."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Where(Kept):
    """Which conversation a channel is. `thread` "": none, each message in it begins one. `room` is its parent."""

    room: str
    thread: str = ""
    opened: bool = False  # by the bot, for this conversation: plain messages in it are meant for the bot


class Spot(Kept):
    """Where a conversation's answers go."""

    kind: Literal["thread", "channel", "token"]
    channel: str  # of a thread that is not made yet: where its first message is
    root: str = ""  # the message that the thread is made from, or that is answered
    made: bool = False  # the thread is there, and `channel` is its id
    refused: bool = False  # there was to be a thread, and Discord did not allow it
    guild: str = ""  # "" also for what was noted by an older picturebook
    person: str = ""  # id of who began it
    title: str = ""
    asked: str = ""  # a command in words: said by whoever comes first, because a thread needs a first message
    app: str = ""
    token: str = ""
    original: bool = False  # the first answer takes the place of the interaction's own


class Posted(Kept):
    """One message as `Adapter.post` promised it: under a key, whatever has become of it since."""

    thread: str
    turn: str
    channel: str
    message: str  # Discord's id of what shows it now
    content: str  # digest of what it shows; "" when an earlier try may have shown something else
    version: int = 0  # how many messages have taken the place of the one before
    pictures: tuple[str, ...] = ()
    cards: bool = False
    stale: tuple[str, ...] = ()  # messages that this one took the place of, to be deleted
    gone: bool = False  # somebody deleted it
    app: str = ""  # with `token`: shown by an interaction's answer, so only that can change it
    token: str = ""
    time_s: float = 0.0


class Mark(Kept):
    """What a message of the bot's at Discord is about."""

    thread: str
    turn: str
    handle: str  # "" when the bot itself deletes the message
    selects: tuple[tuple[str, str, str], ...] = ()  # (label, picture, the button that chooses it)
    time_s: float = 0.0


def room_key(room: str, name: str) -> str:
    """Return the key `name` of a room; all of a room's are in one slot."""
    return f"{_PREFIX}:{{{PLATFORM}/{room}}}:{name}"


def where_key(channel: str) -> str:
    """Return the key of what a channel is."""
    return f"{_PREFIX}:where:{channel}"


def handle_of(thread: Thread, key: str) -> str:
    """Return the id that a post under `key` has, in every process and for ever."""
    return hashlib.sha256(f"{thread.key}\n{key}".encode()).hexdigest()[:20]


class Marks:
    """The adapter's notes. Every method raises StoreError when the store does not answer."""

    def __init__(self, redis: Redis) -> None:
        # Commands of redis-py are typed for its sync and async clients at once; here they are all awaited.
        self._redis = cast(Any, redis)

    @told
    async def where(self, channel: str) -> Where | None:
        """Return which conversation a channel is; None when that is not known."""
        return _read(Where, await self._redis.get(where_key(channel)))

    @told
    async def note_where(self, channel: str, where: Where) -> None:
        """Note which conversation a channel is: for good, or for a while when it is none."""
        expiry = None if where.thread else _CHANNEL_S
        await self._redis.set(where_key(channel), where.model_dump_json(), ex=expiry)

    @told
    async def spot(self, thread: Thread) -> Spot | None:
        """Return where a conversation's answers go."""
        return _read(Spot, await self._redis.hget(room_key(thread.room, "spots"), thread.id))

    @told
    async def note_spot(self, thread: Thread, spot: Spot, *, anew: bool = True) -> None:
        """Note where a conversation's answers go; without `anew` only when nothing is noted yet."""
        write = self._redis.hset if anew else self._redis.hsetnx
        await write(room_key(thread.room, "spots"), thread.id, spot.model_dump_json())

    @told
    async def posted(self, thread: Thread, handle: str) -> Posted | None:
        """Return what was posted under a handle."""
        return _read(Posted, await self._redis.hget(room_key(thread.room, "posted"), handle))

    @told
    async def note_posted(self, thread: Thread, handle: str, posted: Posted, mark: Mark | None) -> None:
        """Note what a post shows now, and what its message at Discord is about."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(room_key(thread.room, "posted"), handle, posted.model_dump_json())
            if mark is not None:
                pipe.hset(room_key(thread.room, "marks"), posted.message, mark.model_dump_json())
            await pipe.execute()

    @told
    async def mark(self, room: str, message: str) -> Mark | None:
        """Return what a message of the bot's is about."""
        return _read(Mark, await self._redis.hget(room_key(room, "marks"), message))

    @told
    async def note_replaced(self, thread: Thread, message: str, posted: Posted) -> None:
        """Note that the bot itself is about to delete a message."""
        mark = Mark(thread=thread.id, turn=posted.turn, handle="", time_s=posted.time_s)
        await self._redis.hset(room_key(thread.room, "marks"), message, mark.model_dump_json())

    @told
    async def drop_mark(self, room: str, message: str) -> None:
        """Forget a message that is gone."""
        await self._redis.hdel(room_key(room, "marks"), message)

    @told
    async def begin(self, room: str, nonce: str, now_s: float) -> float | None:
        """Note that a message is about to be sent; return when that was begun before, by whomever, or None."""
        key = room_key(room, f"sending:{nonce}")
        if await self._redis.set(key, repr(now_s), nx=True, ex=_SENDING_S):
            return None
        found = await self._redis.get(key)
        return now_s if found is None else float(found)

    @told
    async def note_token(self, room: str, turn: str, app: str, token: str) -> None:
        """Note by which token the person of a turn can be answered alone."""
        await self._redis.set(room_key(room, f"token:{turn}"), f"{app} {token}", ex=_TOKEN_S)

    @told
    async def token(self, room: str, turn: str) -> tuple[str, str] | None:
        """Return (application, token) of the person of a turn, as long as it can be used."""
        found = await self._redis.get(room_key(room, f"token:{turn}"))
        if found is None:
            return None
        app, _, token = text_of(found).partition(" ")
        return app, token

    @told
    async def once(self, room: str, what: str, turn: str) -> bool:
        """Return True for one turn within a month, however often it asks; for what is said once in a room."""
        key = room_key(room, f"once:{what}")
        if await self._redis.set(key, turn, nx=True, ex=_ONCE_S):
            return True
        found = await self._redis.get(key)
        return found is not None and text_of(found) == turn

    @told
    async def note_role(self, role: str) -> None:
        """Note a role that a server has for the bot alone."""
        await self._redis.sadd(f"{_PREFIX}:roles", role)

    @told
    async def our_role(self, roles: tuple[str, ...]) -> str:
        """Return the first of some roles that is the bot's own; "" when none is."""
        for role in roles:
            if await self._redis.sismember(f"{_PREFIX}:roles", role):
                return role
        return ""

    @told
    async def note_server(self, guild: str) -> None:
        """Note a server that the bot is in."""
        await self._redis.sadd(f"{_PREFIX}:servers", guild)

    @told
    async def drop_server(self, guild: str) -> None:
        """Forget a server that the bot was removed from."""
        await self._redis.srem(f"{_PREFIX}:servers", guild)

    @told
    async def servers(self) -> frozenset[str]:
        """Return the servers that the bot is in, as far as it was told."""
        return frozenset(map(text_of, await self._redis.smembers(f"{_PREFIX}:servers")))

    @told
    async def note_hearing(self, *, everything: bool) -> None:
        """Note whether the gateways may read messages that do not mention the bot."""
        await self._redis.set(f"{_PREFIX}:hears", "all" if everything else "mentions")

    @told
    async def hears_everything(self) -> bool:
        """Return whether messages that do not mention the bot can be read."""
        found = await self._redis.get(f"{_PREFIX}:hears")
        return found is None or text_of(found) == "all"


def _read(kind: type[M], found: bytes | str | None) -> M | None:
    return None if found is None else kind.model_validate_json(found)
