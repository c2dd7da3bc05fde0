"""Durable execution: every accepted event is handled, in order within its conversation, one at a time.

The only package that knows docket. Order comes from our own inbox and drain lock, not from docket's concurrency
limits: a docket task is only a ticket, "somebody should look at this conversation". Whoever holds the conversation's
lock drains its inbox; any other ticket leaves, because the holder sees its event. Letting the lock go is atomic with
"the inbox is empty", so no event is left behind. Used by bot/core.py (accept, stop) and bot/app/ (work).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import time
from typing import Protocol
from uuid import uuid4

import structlog
from docket import CurrentExecution, Docket, Execution, ExponentialRetry, Perpetual, Worker
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.ending import end
from bot.engine import scripts
from bot.engine.records import Records, ticket_key, turn_key
from bot.engine.rounds import TIDY_FIRST_S, Rounds, Tidy
from bot.errors import InboxFull, StoreError
from bot.events import Thread
from bot.journal import Fenced, Journal
from bot.memory.keys import ACTIVE, ROOMS, RoomKeys, ThreadKeys, person_rooms, workspace_keys

__all__ = ["MAX_ATTEMPTS", "TIDY_FIRST_S", "WATCH_INTERVAL_S", "Engine", "Handler", "Pace", "Tidy", "opened"]

log = structlog.get_logger(__name__)

#: A second delivery of an event within this time is a duplicate (Slack redelivers for up to 24 hours).
SEEN_TTL_S = 2 * 86_400
#: A stop that nobody took within this time is forgotten.
STOP_TTL_S = 600
#: How often a running turn looks whether its person asked to stop.
WATCH_INTERVAL_S = 0.2
#: A turn that was begun so often without finishing one more step is given up: its event must not block the others.
MAX_ATTEMPTS = 8

_CURRENT: Execution = CurrentExecution()
_RETRY = ExponentialRetry(attempts=20, minimum_delay=timedelta(seconds=0.5), maximum_delay=timedelta(seconds=4))
_SWEEP = Perpetual(every=timedelta(seconds=5), automatic=True)
_TIDY = Perpetual(every=timedelta(seconds=30), automatic=True)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the engine works. Times in seconds."""

    lease_s: float = 10.0  # a worker silent for so long is taken for dead
    concurrency: int = 100  # turns at once in one worker process
    inbox_limit: int = 50  # events waiting in one conversation


class Handler(Protocol):
    """What handles one event: the seam that keeps the engine free of turns."""

    def turn_of(self, event: str) -> str:
        """Return the turn id of an event's JSON text."""
        ...

    async def handle(self, event: str, journal: Journal) -> None:
        """Handle the event to its end. Whatever it raises is tried again later, from the journal."""
        ...


class Engine:
    """Inbox, order, tickets and take-over. Made by `opened`."""

    def __init__(self, redis: Redis, docket: Docket, pace: Pace, clock: Callable[[], float]) -> None:
        self._redis = redis
        self._docket = docket
        self._pace = pace
        self._clock = clock
        self._records = Records(redis, docket)
        self._rounds = Rounds(redis, clock)
        self._handler: Handler | None = None
        self._tidies: Tidy | None = None
        self._closing = False
        self._turns: set[asyncio.Task[None]] = set()
        self._stop = redis.register_script(scripts.STOP)
        self._take = redis.register_script(scripts.TAKE)
        self._renew = redis.register_script(scripts.RENEW)
        self._pop = redis.register_script(scripts.POP)
        self._retire = redis.register_script(scripts.RETIRE)
        self._release = redis.register_script(scripts.RELEASE)
        docket.register(self.drain)
        docket.register(self.sweep)
        docket.register(self.tidy)

    async def accept(
        self, thread: Thread, turn: str, event: str, author: str = "", *, workspace: str | None = None
    ) -> bool:
        """Take an event of a person (their id) durably; False when it was taken before. Raises InboxFull.

        `workspace`: the key of the server or team that the room is in; whoever speaks there shows that the bot is.

        Safe to call again after any failure: a second call with the same turn id stores nothing twice and repairs
        what the first one left undone.
        """
        keys = ThreadKeys(thread)
        room, now_s = RoomKeys(thread.room_key), self._clock()
        where = (room.seen(turn), keys.inbox, room.turns, room.people)
        async with self._redis.pipeline(transaction=False) as pipe:
            # First, and carried out first: if this process dies now, the sweep still finds the conversation.
            pipe.zadd(ACTIVE, {thread.key: now_s})
            # As early: whatever is kept of a room or a person can be found, to be removed.
            pipe.zadd(ROOMS, {thread.room_key: now_s + TIDY_FIRST_S}, nx=True)
            pipe.sadd(person_rooms(thread.platform, author), thread.room_key)
            if workspace is not None:
                pipe.set(room.workspace, workspace)
                pipe.delete(workspace_keys(workspace).left)
            # Not by its hash: a server that has forgotten its scripts would fail the whole pipeline.
            pipe.eval(scripts.PUSH, 4, *where, event, SEEN_TTL_S, self._pace.inbox_limit, turn, author, now_s)
            *_, taken = await pipe.execute()
        if taken < 0:
            raise InboxFull
        await self._docket.add(self.drain, key=turn_key(thread.room_key, turn))(thread.key)
        return bool(taken)

    async def accept_stop(self, thread: Thread, event: str, turn: str = "") -> bool | None:
        """Take an event (its id) that stops a turn, the running one when it names none; False when it was taken before.

        None when no turn runs: then it is an event like any other. What is delivered twice stops nothing the second
        time: that would be the turn after. Its mark names nobody, and goes of itself.
        """
        keys = ThreadKeys(thread)
        taken = await self._stop(
            keys=[RoomKeys(thread.room_key).seen(event), keys.running, keys.stop],
            args=[turn, SEEN_TTL_S, STOP_TTL_S],
        )
        return None if taken < 0 else bool(taken)

    async def running(self, thread: Thread) -> str | None:
        """Return the id of the turn that is being handled in the thread, if there is one."""
        turn = await self._redis.get(ThreadKeys(thread).running)
        return None if turn is None else str(turn)

    async def waiting(self, thread: Thread) -> int:
        """Return how many of the thread's events are not finished."""
        return int(await self._redis.llen(ThreadKeys(thread).inbox))

    async def stop(self, thread: Thread, turn: str) -> None:
        """Ask whoever handles this turn to end it."""
        await self._redis.set(ThreadKeys(thread).stop, turn, ex=STOP_TTL_S)

    async def wake(self, thread: Thread) -> None:
        """Have the thread's waiting events looked at, if there are any."""
        if await self.waiting(thread):
            await self._ticket(thread)

    async def forget_turns(self, room: str, turns: Iterable[str]) -> None:
        """Remove docket's own records of these turns of a room (its key)."""
        await self._records.forget_turns(room, turns)

    async def forget_tickets(self, room: str) -> None:
        """Remove all of docket's own records that name a room; it must be paused, and have no events any more."""
        await self._records.forget_room(room)

    async def recover(self) -> int:
        """Give every waiting conversation a new ticket, whatever the locks say; return how many.

        Only for a process that knows itself to be the only worker of its store: it need not wait until the leases
        of its dead predecessor have run out.
        """
        waiting = 0
        for key in await self._redis.zrange(ACTIVE, 0, -1):
            thread = Thread.parse(str(key))
            keys = ThreadKeys(thread)
            if await self._redis.llen(keys.inbox):
                await self._redis.delete(keys.lock)
                await self._ticket(thread)
                waiting += 1
        return waiting

    async def work(self, handler: Handler, tidies: Tidy | None = None) -> None:
        """Handle events with `handler` until cancelled; what is unfinished then is left to the next worker.

        `tidies` is called for every room from time to time.
        """
        self._handler = handler
        self._tidies = tidies
        self._closing = False
        async with Worker(
            self._docket,
            concurrency=self._pace.concurrency,
            redelivery_timeout=timedelta(seconds=self._pace.lease_s),
            minimum_check_interval=timedelta(milliseconds=50),
            scheduling_resolution=timedelta(milliseconds=100),
        ) as worker:
            running = asyncio.create_task(worker.run_forever())
            try:
                await asyncio.shield(running)
            finally:
                self._closing = True
                await end(*self._turns)
                await end(running)

    async def drain(
        self,
        thread: str,
        me: Execution = _CURRENT,
        retry: ExponentialRetry = _RETRY,  # noqa: ARG002 - docket reads the signature
    ) -> None:
        """Handle a conversation's events until none is left. (A docket task: a ticket.)"""
        place = Thread.parse(thread)
        keys = ThreadKeys(place)
        pause = RoomKeys(place.room_key).pause
        head = await self._take(keys=[keys.lock, keys.inbox, pause], args=[me.key, self._lock_ttl_ms])
        while head is not None:
            popped = False
            if not self._closing:
                popped, head = await self._handle(place, str(head), me.key)
            if not popped:
                await self._hand_over(place, me.key)
                return

    async def _handle(self, place: Thread, event: str, ticket: str) -> tuple[bool, str | None]:
        """Handle the inbox's head and take it out; False when this worker must leave the conversation.

        The other value is the next event; when there is none, the lock is let go already.
        """
        assert self._handler is not None  # noqa: S101 - tickets run in `work` only
        keys = ThreadKeys(place)
        try:
            turn = self._handler.turn_of(event)
        except StoreError as error:  # nobody will ever read it: it must not block the others
            log.error("event_unreadable", thread=place.key, error=error.detail)  # noqa: TRY400 - no bug of this place
            return await self._take_out(place, ticket, event, "")
        try:
            journal = await Journal(self._redis, place, turn).open(ticket)
        except Fenced:
            return False, None
        if journal.attempts > MAX_ATTEMPTS:
            log.error("event_abandoned", turn=turn, thread=place.key, attempts=journal.attempts)
        elif not journal.committed:
            work = asyncio.create_task(self._handler.handle(event, journal))
            self._turns.add(work)
            watch = asyncio.create_task(self._watch(keys, ticket, journal, work))
            try:
                await work
            except Fenced:
                return False, None
            except asyncio.CancelledError:
                ticket_task = asyncio.current_task()
                if ticket_task is not None and ticket_task.cancelling():
                    raise
                return False, None
            finally:
                self._turns.discard(work)
                await end(watch)
        return await self._take_out(place, ticket, event, turn)

    async def _take_out(self, place: Thread, ticket: str, event: str, turn: str) -> tuple[bool, str | None]:
        """Take the head out of the inbox; the same answer as `_handle`."""
        keys = ThreadKeys(place)
        popped, *following = await self._pop(
            keys=[keys.lock, keys.inbox, keys.running, keys.stop, RoomKeys(place.room_key).pause],
            args=[ticket, event, turn],
        )
        return bool(popped), next(iter(following), None)

    async def _watch(self, keys: ThreadKeys, ticket: str, journal: Journal, work: asyncio.Task[None]) -> None:
        """Keep the lock while a turn runs; cancel the turn when its lock is lost or its person says stop."""
        while True:
            await asyncio.sleep(WATCH_INTERVAL_S)
            try:
                ours, stop = await self._renew(keys=[keys.lock, keys.stop], args=[ticket, self._lock_ttl_ms])
            except RedisError as error:
                # The turn's own next step meets the same trouble and knows what to do about it.
                log.warning("lock_renewal_failed", turn=journal.turn, error=type(error).__name__)
                continue
            if stop == journal.turn and journal.stoppable:
                journal.stop_requested = True
            # Again at every look, until the turn has noticed: on Python 3.11 one cancellation can be lost.
            if not ours or (journal.stop_requested and journal.stoppable):
                work.cancel()

    async def _hand_over(self, thread: Thread, ticket: str) -> None:
        """Let the conversation go and leave a fresh ticket for whoever comes next."""
        await self._release(keys=[ThreadKeys(thread).lock], args=[ticket])
        await self._ticket(thread)

    async def _ticket(self, thread: Thread) -> None:
        await self._docket.add(self.drain, key=ticket_key(thread.room_key, uuid4().hex))(thread.key)

    async def sweep(self, every: Perpetual = _SWEEP) -> None:  # noqa: ARG002 - docket reads the signature
        """Give a ticket to every conversation that waits and is drained by nobody. (A docket task.)"""
        before = self._clock() - self._pace.lease_s
        for key in await self._redis.zrangebyscore(ACTIVE, 0, before, start=0, num=1000):
            thread = Thread.parse(str(key))
            keys = ThreadKeys(thread)
            if await self._redis.llen(keys.inbox) == 0:
                await self._retire(keys=[ACTIVE], args=[thread.key, before])
            elif not await self._redis.exists(keys.lock):
                await self._ticket(thread)

    async def tidy(self, every: Perpetual = _TIDY) -> None:  # noqa: ARG002 - docket reads the signature
        """Keep rooms to their retention. (A docket task.)"""
        if self._tidies is not None:
            await self._rounds.go(self._tidies, lambda: self._closing)

    @property
    def _lock_ttl_ms(self) -> int:
        # Longer than docket's lease, so that a redelivered ticket finds its own lock and not a stranger's.
        return int(self._pace.lease_s * 1500)


@asynccontextmanager
async def opened(
    redis: Redis, url: str, pace: Pace | None = None, clock: Callable[[], float] = time
) -> AsyncIterator[Engine]:
    """Connect docket to the store at `url` (the one that `redis` speaks to) and yield the engine."""
    # Longer than the engine ever takes: a ticket added again within it is the same ticket.
    async with Docket(name="picturebook", url=url, execution_ttl=timedelta(minutes=10)) as docket:
        yield Engine(redis, docket, pace or Pace(), clock)
