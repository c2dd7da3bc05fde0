"""Keeping a room still: while it is paused no turn of it begins, and none is running.

Used by forgetting, which must not be undone by a turn that had begun before it. Turns that run are given some time to
end by themselves, then asked to stop like a person would ask; a worker that died is waited for until its lock has run
out. All marks have an expiry: a process that dies in here leaves a room that goes on by itself.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.ending import end
from bot.errors import RoomBusy, StoreError
from bot.events import Thread
from bot.memory.keys import RoomKeys, ThreadKeys

#: How long marks stand without being renewed, and how often they are.
_MARK_MS = 30_000
_RENEW_S = 8.0
_LOOK_S = 0.05
_STOP_TTL_S = 60

#: KEYS mark; ARGV token, milliseconds -> 1 when the mark is ours now.
_GRAB = """
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""

#: KEYS mark; ARGV token.
_LET_GO = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
"""

#: KEYS running, stop; ARGV ttl -> asks the running turn to stop.
_STOP = """
local turn = redis.call('GET', KEYS[1])
if turn then redis.call('SET', KEYS[2], turn, 'EX', ARGV[1]) end
"""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long running turns may go on before they are asked to stop, and before it is given up (seconds)."""

    stop_s: float = 5.0
    give_up_s: float = 60.0


class Pauser:
    """Pauses rooms of one store."""

    def __init__(self, redis: Redis, patience: Patience | None = None) -> None:
        self._redis = redis
        self._patience = patience or Patience()

    @asynccontextmanager
    async def paused(
        self, room: str, threads: Callable[[], AsyncIterator[Thread]]
    ) -> AsyncIterator[tuple[Thread, ...]]:
        """Pause a room and yield the threads that were found, all still; `threads` finds them once none can begin.

        Raises RoomBusy when a turn does not end or another one pauses the room, and StoreError.
        """
        token = f"pause:{uuid.uuid4().hex}"
        held = [RoomKeys(room).pause]
        keeping: asyncio.Task[None] | None = None
        try:
            try:
                await self._hold(held, token)
                keeping = asyncio.create_task(self._keep(held, token))
                found = tuple([thread async for thread in threads()])
                await self._await_turns(found, held, token)
            except RedisError as error:
                raise StoreError(f"room {room} could not be paused: {type(error).__name__}") from error
            yield found
        finally:
            if keeping is not None:
                await end(keeping)
            with suppress(RedisError):  # then they run out by themselves
                for key in reversed(held):
                    await self._redis.eval(_LET_GO, 1, key, token)

    async def _hold(self, held: list[str], token: str) -> None:
        """Put up the first mark, once nobody else's stands."""
        async with self._deadline():
            while True:
                if await self._grab(held[0], token):
                    return
                await asyncio.sleep(_LOOK_S)

    async def _await_turns(self, threads: Iterable[Thread], held: list[str], token: str) -> None:
        """Take every thread's lock."""
        left = list(threads)
        loop = asyncio.get_running_loop()
        stop_at_s = loop.time() + self._patience.stop_s
        async with self._deadline():
            while left:
                for thread in list(left):
                    key = ThreadKeys(thread).lock
                    if await self._grab(key, token):
                        held.append(key)
                        left.remove(thread)
                    elif loop.time() >= stop_at_s:
                        keys = ThreadKeys(thread)
                        await self._redis.eval(_STOP, 2, keys.running, keys.stop, str(_STOP_TTL_S))
                if left:
                    await asyncio.sleep(_LOOK_S)

    @asynccontextmanager
    async def _deadline(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._patience.give_up_s):
                yield
        except TimeoutError as error:
            raise RoomBusy("A turn of the room does not end. Nothing was forgotten; try again in a minute.") from error

    async def _grab(self, key: str, token: str) -> bool:
        return bool(await self._redis.eval(_GRAB, 1, key, token, str(_MARK_MS)))

    async def _keep(self, held: list[str], token: str) -> None:
        while True:
            await asyncio.sleep(_RENEW_S)
            for key in tuple(held):
                await self._grab(key, token)
