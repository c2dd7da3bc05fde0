"""Docket's own records of our tickets, which name rooms and turns: their keys, and removing them.

Used by the engine alone, for rooms and turns that are forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import islice
from typing import Any

from docket import Docket, ExecutionState
from redis.asyncio import Redis

#: How often a room's records are looked for until none is left, how long apart, and how many are asked about at once.
_LOOKS, LOOK_S, _PAGE = 10, 0.2, 200
_OVER = {one.value for one in (ExecutionState.COMPLETED, ExecutionState.FAILED, ExecutionState.CANCELLED)}


def turn_key(room: str, turn: str) -> str:
    """Return docket's key of the ticket that an event of a room (its key) has brought."""
    return f"turn:{room}:{turn}"


def ticket_key(room: str, number: str) -> str:
    """Return docket's key of another ticket for a room (its key); no two have the same `number`."""
    return f"ticket:{room}:{number}"


class Records:
    """What docket has written down."""

    def __init__(self, redis: Redis, docket: Docket) -> None:
        self._redis = redis
        self._docket = docket

    async def forget_turns(self, room: str, turns: Iterable[str]) -> None:
        """Remove the records of these turns of a room (its key)."""
        await self._forget([turn_key(room, turn) for turn in turns])

    async def forget_room(self, room: str) -> None:
        """Remove every record that names a room (its key); it must be paused, and have no events any more."""
        prefix = self._docket.runs_key("")
        names = (turn_key(room, ""), ticket_key(room, ""))
        await self._unqueue(names)
        for _ in range(_LOOKS):
            found = [
                str(key).removeprefix(prefix)
                for name in names
                async for key in self._redis.scan_iter(match=f"{prefix}{name}*", count=1000)
            ]
            if not found:
                return
            await self._forget(found)
            # A ticket that was just being taken writes its record once more when it is done.
            await asyncio.sleep(LOOK_S)

    async def _unqueue(self, names: tuple[str, ...]) -> None:
        """Take tickets whose keys begin so out of the queue: a worker that died has left its own there."""
        start, stream = "-", self._docket.stream_key
        redis: Any = self._redis  # typed for clients that decode and for those that do not
        while entries := await redis.xrange(stream, start, "+", count=_PAGE):
            gone = [entry for entry, fields in entries if fields.get("key", "").startswith(names)]
            if gone:
                await redis.xdel(stream, *gone)
            start = f"({entries[-1][0]}"

    async def _forget(self, tasks: list[str]) -> None:
        left = iter(tasks)
        while some := list(islice(left, _PAGE)):
            async with self._redis.pipeline(transaction=False) as pipe:
                for task in some:
                    pipe.hget(self._docket.runs_key(task), "state")
                states = await pipe.execute()
            for task, state in zip(some, states, strict=True):
                if state is None:
                    continue
                if state not in _OVER:
                    await self._docket.cancel(task)
                await self._redis.delete(self._docket.runs_key(task))
