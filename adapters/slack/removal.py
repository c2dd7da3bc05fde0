"""Removing what this adapter keeps of a room, all of it or what fits some traces.

Used by the adapter when a room or a person is forgotten. What lies at Slack is Slack's; nothing of it is touched here.
"""

from __future__ import annotations

from typing import Any, cast

from redis.asyncio import Redis

from adapters.slack.marks import Marks, Posted, room_key, team_key
from adapters.slack.parsing import where_of
from adapters.slack.told import text_of, told
from bot.adapter import Traces


class Removal:
    """Removes notes. Every method raises StoreError when the store does not answer."""

    def __init__(self, redis: Redis, marks: Marks) -> None:
        self._redis = cast(Any, redis)
        self._marks = marks

    @told
    async def everything(self, room: str) -> None:
        """Remove all notes of a room."""
        pattern = "".join(f"\\{one}" if one in "*?[]\\" else one for one in room_key(room, ""))
        keys = [key async for key in self._redis.scan_iter(match=f"{pattern}*", count=1000)]
        for start in range(0, len(keys), 500):
            await self._redis.unlink(*keys[start : start + 500])
        await self._marks.drop_home(where_of(room).team, room)

    @told
    async def traces(self, room: str, traces: Traces) -> None:
        """Remove the notes of a room that fit any of `traces`."""
        gone: list[str] = []
        async for message, found in self._redis.hscan_iter(room_key(room, "posted"), count=500):
            posted = Posted.model_validate_json(found)
            old = traces.before_s is not None and posted.time_s < traces.before_s
            if old or posted.turn in traces.turns:
                gone.append(text_of(message))
            elif traces.pictures.intersection(posted.pictures):
                kept = tuple(one for one in posted.pictures if one not in traces.pictures)
                selects = tuple(one for one in posted.selects if not _names(one[1], traces.pictures))
                change = posted.model_copy(update={"pictures": kept, "selects": selects})
                await self._marks.change_posted(room, text_of(message), change)
        if gone:
            await self._drop(room, frozenset(gone))
        if traces.blobs:
            await self._redis.hdel(room_key(room, "files"), *traces.blobs)
        if traces.turns:
            await self._redis.unlink(*(room_key(room, f"asker:{turn}") for turn in traces.turns))
        if traces.before_s is not None:
            await self._redis.zremrangebyscore(room_key(room, "threads"), "-inf", f"({traces.before_s}")
        if traces.author:
            await self._redis.zrem(team_key(where_of(room).team, f"home:{traces.author}"), room)

    async def _drop(self, room: str, messages: frozenset[str]) -> None:
        outbox = room_key(room, "outbox")
        handles = [
            handle
            async for handle, message in self._redis.hscan_iter(outbox, count=500)
            if text_of(message) in messages
        ]
        if handles:
            await self._redis.hdel(outbox, *handles)
        await self._redis.hdel(room_key(room, "posted"), *messages)


def _names(button: str, pictures: frozenset[str]) -> bool:
    return any(button.endswith(f":{picture}") for picture in pictures)
