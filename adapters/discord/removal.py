"""Taking a room's notes out of the store: all of them, or those of some turns, pictures or times.

Used by the adapter's `forget`. The messages at Discord are Discord's; who may delete them deletes them there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from redis.asyncio import Redis

from adapters.discord.heard import Heard
from adapters.discord.marks import Kept, Mark, Posted, Spot, room_key, where_key
from adapters.discord.reading import time_of
from adapters.discord.told import told
from bot.adapter import Traces

M = TypeVar("M", bound=Kept)
_HASHES = ("spots", "posted", "marks")
_SINGLES = ("sending", "token", "once")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Removal:
    """Removes notes of one room (its id without the platform). Raises StoreError."""

    redis: Redis
    room: str

    @told
    async def everything(self) -> None:
        """Remove all notes of the room."""
        redis = cast(Any, self.redis)
        channels = {self.room}
        async for _, spot in self._each("spots", Spot):
            channels.add(spot.channel)
        async for _, posted in self._each("posted", Posted):
            channels.add(posted.channel)
        for channel in channels:
            await redis.delete(where_key(channel))
        await Heard(self.redis).drop(frozenset(channels))
        await redis.delete(*(room_key(self.room, name) for name in _HASHES))
        for name in _SINGLES:
            async for key in redis.scan_iter(match=_escaped(room_key(self.room, f"{name}:")) + "*", count=_AT_ONCE):
                await redis.delete(key)

    @told
    async def traces(self, traces: Traces) -> None:
        """Remove the notes that fit any of the traces."""
        redis = cast(Any, self.redis)
        async for handle, posted in self._each("posted", Posted):
            if _fits(posted.turn, posted.pictures, posted.time_s, traces):
                await redis.hdel(room_key(self.room, "posted"), handle)
        async for message, mark in self._each("marks", Mark):
            if _fits(mark.turn, tuple(picture for _, picture, _ in mark.selects), mark.time_s, traces):
                await redis.hdel(room_key(self.room, "marks"), message)
        for turn in traces.turns:
            await redis.delete(room_key(self.room, f"token:{turn}"))
        async for thread, spot in self._each("spots", Spot):
            # A conversation begun by a message has its id, as its turn has; one begun by a command, that of its turn.
            is_old = traces.before_s is not None and thread.isdecimal() and time_of(thread) < traces.before_s
            if not traces.turns.isdisjoint((thread, f"i{thread}")) or is_old:
                # Where it goes on is still known; what was asked, and whose token it was, is not.
                bare = spot.model_copy(update={"person": "", "title": "", "asked": "", "app": "", "token": ""})
                await redis.hset(room_key(self.room, "spots"), thread, bare.model_dump_json())

    async def _each(self, name: str, kind: type[M]) -> AsyncIterator[tuple[str, M]]:
        redis = cast(Any, self.redis)
        async for field, value in redis.hscan_iter(room_key(self.room, name), count=_AT_ONCE):
            yield field.decode() if isinstance(field, bytes) else field, kind.model_validate_json(value)


def _fits(turn: str, pictures: tuple[str, ...], time_s: float, traces: Traces) -> bool:
    is_old = traces.before_s is not None and time_s < traces.before_s
    return turn in traces.turns or is_old or (bool(pictures) and traces.pictures.issuperset(pictures))


def _escaped(text: str) -> str:
    """Return a text as a pattern that matches itself only."""
    return "".join(f"\\{sign}" if sign in "*?[]\\" else sign for sign in text)
