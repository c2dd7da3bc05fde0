"""Taking messages out of the web page's channel: a room's, a person's, or those that are too old.

Called by the adapter. Knows the channel's keys as adapters/web/channel.py writes them, and messages as their JSON.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from adapters.web.channel import FORGOTTEN, ROOMS, STREAM_CHANGES, room_key
from adapters.web.wire import title_of, write
from bot.adapter import Traces
from bot.errors import StoreError

_PAGE = 200

#: KEYS messages; ARGV id, body as it was, body as it shall be. A newer answer wins.
_REPLACE = """
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
"""


#: KEYS stream, changes; ARGV field, length -> tells whoever watches that something is gone, if anybody ever could.
_TELL = """
if redis.call('EXISTS', KEYS[1]) == 0 then return end
local n = redis.call('INCR', KEYS[2])
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'n', n, 't', '', 'm', '', 'new', '0', ARGV[1], '1')
"""


class Removal:
    """Removals in one room of the channel. All of it raises StoreError, and may be repeated."""

    def __init__(self, redis: Redis, room: str) -> None:
        self._redis = cast(Any, redis)  # typed for its sync and async clients at once
        self._room = room
        self._is_changed = False

    async def everything(self) -> None:
        """Remove the room."""
        try:
            keys = [key async for key in self._redis.scan_iter(match=self._key("*"), count=1000)]
            for start in range(0, len(keys), _PAGE):
                await self._redis.unlink(*keys[start : start + _PAGE])
            await self._redis.zrem(ROOMS, self._room)
        except RedisError as error:
            raise StoreError(f"the web channel's store: {type(error).__name__}") from error

    async def traces(self, traces: Traces) -> None:
        """Remove what fits `traces`, and threads of which nothing is left."""
        try:
            for thread in await self._texts(self._redis.zrange(self._key("threads"), 0, -1)):
                await self._thread(thread, traces)
            await self._waiting(traces)
            uploads = [self._key(f"upload:{blob}") for blob in traces.blobs]
            for start in range(0, len(uploads), _PAGE):
                await self._redis.unlink(*uploads[start : start + _PAGE])
            if self._is_changed:
                await self._redis.eval(_TELL, 2, self._key("stream"), self._key("changes"), FORGOTTEN, STREAM_CHANGES)
        except RedisError as error:
            raise StoreError(f"the web channel's store: {type(error).__name__}") from error

    async def _thread(self, thread: str, traces: Traces) -> None:
        order, messages = self._key(f"t:{thread}:order"), self._key("messages")
        is_title_gone = False
        async for ids, bodies in self._messages(order, oldest_only=traces == Traces(before_s=traces.before_s)):
            gone = []
            for message, body in zip(ids, bodies, strict=True):
                facts = {} if body is None else json.loads(body)
                if body is None or _fits(facts, traces):
                    gone.append(message)
                    is_title_gone = is_title_gone or not facts.get("reply")
                elif changed := _without(facts, traces.pictures):
                    await self._redis.eval(_REPLACE, 1, messages, message, body, changed)
                    self._is_changed = True
            if gone:
                self._is_changed = True
                await self._redis.hdel(messages, *gone)
                await self._redis.zrem(order, *gone)
            if not gone and traces == Traces(before_s=traces.before_s):
                break  # the others are newer
        if not await self._redis.zcard(order):
            await self._redis.unlink(self._key(f"t:{thread}"), order)
            await self._redis.zrem(self._key("threads"), thread)
        elif is_title_gone:
            await self._retitle(thread)

    async def _messages(self, order: str, *, oldest_only: bool) -> AsyncIterator[tuple[list[str], list[str | None]]]:
        """Yield the thread's messages, some at a time: all there were, or the oldest ones as long as they are asked."""
        known = [] if oldest_only else await self._texts(self._redis.zrange(order, 0, -1))
        start = 0
        while True:
            if oldest_only:
                ids = await self._texts(self._redis.zrange(order, 0, _PAGE - 1))
            else:
                ids = known[start : start + _PAGE]
                start += _PAGE
            if not ids:
                return
            bodies = await self._redis.hmget(self._key("messages"), ids)
            yield ids, [None if body is None else _text(body) for body in bodies]

    async def _retitle(self, thread: str) -> None:
        """Give a thread the title of what is its first message now."""
        (first,) = await self._texts(self._redis.zrange(self._key(f"t:{thread}:order"), 0, 0))
        body = await self._redis.hget(self._key("messages"), first)
        title = "" if body is None else title_of(json.loads(body)["text"])
        await self._redis.hset(self._key(f"t:{thread}"), "title", title)

    async def _waiting(self, traces: Traces) -> None:
        """Drop a person's messages that wait to be taken."""
        if traces.author is None:
            return
        async for key in self._redis.scan_iter(match=self._key("waiting:*"), count=1000):
            body = await self._redis.hget(key, "body")
            if body is not None and _fits(json.loads(body), traces):
                await self._redis.unlink(key)

    async def _texts(self, answer: Any) -> list[str]:
        found: Iterable[bytes | str] = await answer
        return [_text(one) for one in found]

    def _key(self, name: str) -> str:
        return room_key(self._room, name)


def _fits(message: dict[str, Any], traces: Traces) -> bool:
    if traces.before_s is not None and message["time_s"] < traces.before_s:
        return True
    if message["reply"] is not None:
        return message["reply"]["turn"] in traces.turns
    return traces.author is not None and message["author"]["id"] == traces.author


def _without(message: dict[str, Any], pictures: frozenset[str]) -> bytes | None:
    """Return the message without these pictures, or None when it shows none of them."""
    reply = message["reply"]
    if reply is None:
        return None
    cards = [card for card in reply["cards"] if card["picture"] not in pictures]
    facts = [fact for fact in reply["facts"] if fact["picture"] not in pictures]
    if len(cards) == len(reply["cards"]) and len(facts) == len(reply["facts"]):
        return None
    gone = {card["select"] for card in reply["cards"] if card["picture"] in pictures}
    rows = [[button for button in row if button["id"] not in gone] for row in reply["buttons"]]
    kept = {**reply, "cards": cards, "facts": facts, "buttons": [row for row in rows if row]}
    return write({**message, "reply": kept})


def _text(value: bytes | str) -> str:
    # The client that we are given may decode what it reads, or not.
    return value.decode() if isinstance(value, bytes) else value
