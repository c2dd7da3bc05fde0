"""The round of the rooms: each is brought to somebody who tidies it when that is due, one worker at a time.

Used by the engine alone. Knows when a room is due, not what is done to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from redis.asyncio import Redis

from bot.engine import scripts
from bot.errors import StoreError
from bot.memory.keys import ROOMS

log = structlog.get_logger(__name__)

#: A round takes no longer; a worker that dies over a room has it back in the queue after the lease.
ROUND_S = 10.0
LEASE_S = 300.0
TIDY_FIRST_S = 3600.0  # a new room has nothing old yet

#: Removes some of what is too old in a room (its key) and returns when to look again (seconds).
Tidy = Callable[[str], Awaitable[float]]


class Rounds:
    """Rounds of the rooms of one store. `clock` tells seconds."""

    def __init__(self, redis: Redis, clock: Callable[[], float]) -> None:
        self._redis = redis
        self._clock = clock
        self._claim = redis.register_script(scripts.CLAIM)

    async def go(self, tidy: Tidy, is_closing: Callable[[], bool]) -> None:
        """Have the rooms that are due tidied, those first that have waited longest."""
        loop = asyncio.get_running_loop()
        end_s = loop.time() + ROUND_S
        while not is_closing() and loop.time() < end_s:
            now_s = self._clock()
            due = await self._redis.zrange(ROOMS, "-inf", repr(now_s), byscore=True, offset=0, num=1, withscores=True)
            if not due:
                return
            room, due_s = str(due[0][0]), repr(float(due[0][1]))
            if not await self._claim(keys=[ROOMS], args=[room, due_s, repr(now_s + LEASE_S)]):
                continue
            try:
                next_s = await tidy(room)
            except StoreError as error:
                log.warning("room_not_tidied", room=room, error=str(error))
                continue  # it comes up again when the lease is over
            # Not a room that was forgotten meanwhile.
            await self._redis.zadd(ROOMS, {room: next_s}, xx=True)
