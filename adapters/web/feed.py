"""Live changes of rooms for the browsers of this process: one reader per room, shared by all who watch it.

Called by the page's server. A watcher asks for what came after its cursor; what the feed still holds costs the store
nothing, anything older is read from the channel. Knows nothing of HTTP.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from adapters.web.channel import Change, Channel, Trimmed, stream_order
from bot.errors import StoreError

#: Changes of a room that are held for its watchers.
_HELD = 128
#: How long the store is asked to wait for a change: so late it may be seen that a whole room was forgotten.
_BLOCK_MS = 500
_RETRY_S = 0.5
Sleep = Callable[[float], Awaitable[None]]
_log = structlog.get_logger(__name__)


class Feed:
    """The changes of one room, from the moment on when it was opened."""

    def __init__(self, channel: Channel, room: str, head: str, sleep: Sleep = asyncio.sleep) -> None:
        self._channel = channel
        self._sleep = sleep
        self._room = room
        self._head = head  # everything up to here was read
        self._floor = stream_order(head)  # everything after this is held
        self._held: deque[Change] = deque()
        self._news = asyncio.Condition()
        self.watchers = 0
        self.is_closed = False
        #: How often something was forgotten: whoever has seen less must read all anew.
        self.restarts = 0

    async def run(self) -> None:
        """Read the room's changes until cancelled; an outage of the store is waited out."""
        while True:
            try:
                if await self._channel.wait(self._room, self._head, _BLOCK_MS):
                    changes, upto = await self._channel.changes(self._room, self._head)
                    await self._hold(changes, upto)
                elif stream_order(await self._channel.cursor(self._room)) < stream_order(self._head):
                    await self._restart()  # the room is gone, and its changes with it
            except Trimmed:
                await self._restart()
            except StoreError as error:
                _log.warning("web_feed_interrupted", room=self._room, problem=str(error))
                await self._sleep(_RETRY_S)

    async def _hold(self, changes: list[Change], upto: str) -> None:
        async with self._news:
            self._head = upto
            self._held.extend(changes)
            while len(self._held) > _HELD:
                self._floor = stream_order(self._held.popleft().id)
            self._news.notify_all()

    async def _restart(self) -> None:
        """Hold nothing of what was, and let every watcher know."""
        head = await self._channel.cursor(self._room)
        async with self._news:
            self._held.clear()
            self._head, self._floor = head, stream_order(head)
            self.restarts += 1
            self._news.notify_all()

    @property
    def head(self) -> str:
        """The id of the newest change that was read."""
        return self._head

    async def close(self) -> None:
        """Let every watcher return at once."""
        async with self._news:
            self.is_closed = True
            self._news.notify_all()

    async def after(self, cursor: str, timeout_s: float, restarts: int = 0) -> tuple[list[Change], str]:
        """Return the changes after `cursor` and the new cursor; nothing when none came in time.

        `restarts`: how many the watcher has seen. Raises Trimmed when there were more, and StoreError.
        """
        point = stream_order(cursor)
        if restarts != self.restarts:
            raise Trimmed
        if point < self._floor:
            return await self._channel.changes(self._room, cursor)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s), self._news:
                await self._news.wait_for(
                    lambda: self.is_closed or restarts != self.restarts or stream_order(self._head) > point
                )
                if restarts != self.restarts:
                    raise Trimmed
                if point >= self._floor:  # not overrun while it waited
                    return [one for one in self._held if stream_order(one.id) > point], self._head
        return [], cursor


async def _end(task: asyncio.Task[None]) -> None:
    # One cancellation is not enough: before Python 3.12, asyncio.wait_for, through which the store's client sends,
    # loses one that comes at the wrong moment.
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=0.05)


class Feeds:
    """The feeds of all rooms that somebody watches here."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._open: dict[str, tuple[Feed, asyncio.Task[None]]] = {}

    async def close(self) -> None:
        """Let every watcher of every room return at once."""
        for feed, _ in list(self._open.values()):
            await feed.close()

    @asynccontextmanager
    async def watch(self, room: str) -> AsyncIterator[Feed]:
        """Yield the room's feed, which runs as long as anybody watches it. Raises StoreError."""
        head = await self._channel.cursor(room) if room not in self._open else ""
        if room not in self._open:  # nobody opened it meanwhile
            feed = Feed(self._channel, room, head)
            self._open[room] = (feed, asyncio.create_task(feed.run(), name=f"web feed of {room}"))
        feed, task = self._open[room]
        feed.watchers += 1
        try:
            yield feed
        finally:
            feed.watchers -= 1
            if feed.watchers == 0:
                del self._open[room]
                await _end(task)
