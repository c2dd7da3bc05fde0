"""The journal of one turn: every step's result is written before the next step begins, fenced by its owner.

Made by bot/engine/ for whoever drains a conversation, used by bot/turns.py. Knows the store, not the engine, and
nothing of what the steps mean. A second worker that takes the turn over becomes the owner; the first one, if it is
still alive somewhere, can write nothing from then on.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from redis.asyncio import Redis

from bot.codec import dump, load
from bot.events import Thread
from bot.memory.keys import RoomKeys, ThreadKeys
from bot.memory.records import Write

T = TypeVar("T")

#: How long an unfinished journal is kept, and a finished one (for late duplicates of its steps).
OPEN_TTL_S = 7 * 86_400
DONE_TTL_S = 3_600
#: How long a turn is told to be running when the worker that runs it is gone.
RUNNING_TTL_S = 600
#: Within this time, a step does not ask again what the store has said of the owner: one's result is the next one's
#: permission. A worker that was frozen meanwhile finds the time over and asks. Far below the shortest lease (2 s).
FRESH_S = 0.1

#: KEYS journal, running, stop, lock; ARGV owner, ttl, turn, ttl of the running mark, ticket ("": any) -> {the turn to
#: stop, all fields}, or {0} when the ticket does not hold the conversation's lock. Counts how often the turn was begun
#: since its last finished step, and tells whoever asks that it is running.
_OPEN = """
if ARGV[5] ~= '' and redis.call('GET', KEYS[4]) ~= ARGV[5] then return {0} end
redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[4])
redis.call('HSET', KEYS[1], 'owner', ARGV[1])
redis.call('HINCRBY', KEYS[1], 'attempts', 1)
redis.call('HINCRBY', KEYS[1], 'begun', 1)
redis.call('EXPIRE', KEYS[1], ARGV[2])
return {redis.call('GET', KEYS[3]) or '', redis.call('HGETALL', KEYS[1])}
"""

#: KEYS journal, stop; ARGV owner, step, result -> {1, the turn to stop}, or {0} for a former owner.
_PUT = """
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return {0} end
redis.call('HSET', KEYS[1], 'step:' .. ARGV[2], ARGV[3])
redis.call('HDEL', KEYS[1], 'attempts')
return {1, redis.call('GET', KEYS[2]) or ''}
"""

#: KEYS journal, then every key that is written; ARGV owner, ttl, the writes as JSON -> 1, or 0 for a former owner.
_COMMIT = """
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
if redis.call('HEXISTS', KEYS[1], 'committed') == 1 then return 1 end
for _, write in ipairs(cjson.decode(ARGV[3])) do redis.call(unpack(write)) end
redis.call('HSET', KEYS[1], 'committed', '1')
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""


class Fenced(Exception):
    """Another worker owns this turn now; whoever gets this must stop at once and write nothing."""


class Stopped(Exception):
    """A person asked to stop this turn."""


class Journal:
    """Steps of one turn.

    `begun` counts how often the turn was begun, this time included; `attempts` the same since its last finished
    step. `stoppable`: a person's stop still makes a difference.
    """

    def __init__(self, redis: Redis, thread: Thread, turn: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.turn = turn
        self.thread = thread
        self.begun = 0
        self.attempts = 0
        self.stoppable = True
        self.stop_requested = False
        self.committed = False
        self._redis = redis
        self._clock = clock
        self._key = RoomKeys(thread.room_key).journal(turn)
        self._stop_key = ThreadKeys(thread).stop
        self._known_s = float("-inf")  # when the store was last asked whether this worker owns the turn, and said yes
        self._stop_seen = False
        self._owner = uuid.uuid4().hex
        self._steps: dict[str, str] = {}
        self._put = redis.register_script(_PUT)
        self._commit = redis.register_script(_COMMIT)

    async def open(self, ticket: str = "") -> Journal:
        """Become the owner and read what is already done.

        `ticket`: who must hold the conversation's lock; a worker that was frozen must not begin a turn that was
        forgotten meanwhile. Raises Fenced.
        """
        asked_s = self._clock()
        keys = ThreadKeys(self.thread)
        stop, *fields_of = await self._redis.register_script(_OPEN)(
            keys=[self._key, keys.running, self._stop_key, keys.lock],
            args=[self._owner, OPEN_TTL_S, self.turn, RUNNING_TTL_S, ticket],
        )
        if not fields_of:
            raise Fenced
        self._heard(asked_s, stop)
        flat = fields_of[0]
        fields = {str(name): str(value) for name, value in zip(flat[::2], flat[1::2], strict=True)}
        self.attempts = int(fields.get("attempts", "1"))
        self.begun = int(fields.get("begun", "1"))
        self.committed = "committed" in fields
        self._steps = _steps_of(fields)
        return self

    async def reread(self) -> None:
        """Take up what is done though its answer was lost: a step that is cancelled may be journaled. Raises Fenced."""
        fields = {str(name): str(value) for name, value in (await self._redis.hgetall(self._key)).items()}
        if fields.get("owner") != self._owner:
            raise Fenced
        self._steps = _steps_of(fields)

    async def done(self, name: str, kind: type[T]) -> T | None:
        """Return the result of a finished step, or None."""
        text = self._steps.get(name)
        return None if text is None else load(kind, text)

    async def step(self, name: str, kind: type[T], run: Callable[[], Awaitable[T]]) -> T:
        """Return the step's result: the journaled one, else what `run` returns, journaled first.

        Ownership and the person's stop are known BEFORE the side effect as well as after it: a worker that was frozen
        past its lease must not begin what another one has already done. Raises Fenced and Stopped.
        """
        if name in self._steps:
            return load(kind, self._steps[name])
        if self._clock() - self._known_s < FRESH_S:
            self._heed_stop()
        else:
            await self.check()
        value = await run()
        await self.put(name, dump(value, kind))
        return value

    async def check(self) -> None:
        """Raise Fenced when another worker owns the turn, Stopped when a person asked to stop it.

        Always asks the store: what nothing fences afterwards, such as showing progress, needs the newest answer.
        """
        asked_s = self._clock()
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hget(self._key, "owner")
            pipe.get(self._stop_key)
            owner, stop = await pipe.execute()
        if owner != self._owner:
            raise Fenced
        self._heard(asked_s, stop)
        self._heed_stop()

    def _heed_stop(self) -> None:
        if self.stoppable and (self._stop_seen or self.stop_requested):
            self.stop_requested = True
            raise Stopped

    def _heard(self, asked_s: float, stop: object) -> None:
        """Remember that the turn was ours when the store was asked, and whether it was the one to stop."""
        self._known_s = max(self._known_s, asked_s)
        self._stop_seen = self._stop_seen or stop == self.turn

    async def put(self, name: str, text: str) -> None:
        """Journal a result as JSON text. Raises Fenced."""
        asked_s = self._clock()
        ours, *stop = await self._put(keys=[self._key, self._stop_key], args=[self._owner, name, text])
        if not ours:
            raise Fenced
        self._heard(asked_s, stop[0])
        self._steps[name] = text

    async def is_forgotten(self) -> bool:
        """Return whether there is no such turn any more: its room or its person was forgotten."""
        return not await self._redis.exists(self._key)

    async def commit(self, writes: Sequence[Write]) -> None:
        """Carry out `writes` and close the journal, all in one atomic step, once however often it is called.

        Every key must be in the room's slot. Raises Fenced.
        """
        keys = list(dict.fromkeys(write[1] for write in writes))
        done = await self._commit(
            keys=[self._key, *keys], args=[self._owner, DONE_TTL_S, dump(list(writes), list[Write])]
        )
        if not done:
            raise Fenced
        self.committed = True


def _steps_of(fields: Mapping[str, str]) -> dict[str, str]:
    return {name[5:]: value for name, value in fields.items() if name.startswith("step:")}
