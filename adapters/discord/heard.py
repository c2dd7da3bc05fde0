"""How far the bot has heard: in each channel that it takes part in, and on each shard.

Noted by whoever listens and whoever opens threads; read by adapters/discord/missed.py when a session begins anew. Kept
in the store, by channel ids and times alone, no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from redis.asyncio import Redis

from adapters.discord.reading import ms_of
from adapters.discord.told import text_of, told

#: So many channels are known, and a channel where nothing was heard for so long is let go of.
_KNOWN, _KNOWN_S = 2_000, 30 * 86_400
_HEARD = "discord1:heard"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A channel or thread where the bot was spoken to. `guild` is "" for a direct message."""

    guild: str
    channel: str
    at_ms: int  # when the newest message that was taken there was written, by Discord's clock


class Heard:
    """Notes of what was heard. Every method raises StoreError when the store does not answer."""

    def __init__(self, redis: Redis) -> None:
        # Commands of redis-py are typed for its sync and async clients at once; here they are all awaited.
        self._redis = cast(Any, redis)

    @told
    async def note(self, guild: str, channel: str, message: str) -> None:
        """Note that a message was taken in a channel; an older one than before changes nothing."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zadd(_HEARD, {f"{guild}/{channel}": ms_of(message)}, gt=True)
            pipe.zremrangebyrank(_HEARD, 0, -_KNOWN - 1)
            await pipe.execute()

    @told
    async def channels(self, now_s: float) -> tuple[Spoken, ...]:
        """Return where the bot was spoken to in the last month, the latest first."""
        await self._redis.zremrangebyscore(_HEARD, "-inf", (now_s - _KNOWN_S) * 1000)
        found = await self._redis.zrevrange(_HEARD, 0, -1, withscores=True)
        names = [text_of(member).partition("/") for member, _ in found]
        return tuple(Spoken(guild, name, int(at)) for (guild, _, name), (_, at) in zip(names, found, strict=True))

    @told
    async def drop(self, channels: frozenset[str]) -> None:
        """Forget channels: nothing that was said in them before now will be read again."""
        known = map(text_of, await self._redis.zrange(_HEARD, 0, -1))
        if gone := [member for member in known if member.partition("/")[2] in channels]:
            await self._redis.zrem(_HEARD, *gone)

    @told
    async def note_until(self, shard: int, count: int, now_s: float) -> None:
        """Note that all that a shard has told until now was taken."""
        await self._redis.set(_until_key(shard, count), repr(now_s), ex=_KNOWN_S)

    @told
    async def until_s(self, shard: int, count: int) -> float:
        """Return until when a shard was heard, in seconds of our clock; 0.0 when it never was."""
        found = await self._redis.get(_until_key(shard, count))
        return 0.0 if found is None else float(text_of(found))


def _until_key(shard: int, count: int) -> str:
    return f"discord1:until:{count}:{shard}"
