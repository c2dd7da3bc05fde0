"""Server-sent events: a room's changes told to one browser, resumable from any of them.

Routed to by the server. The ids of the events are the channel's stream ids, so a browser that comes back, even to
another process, goes on where it was.
"""

from __future__ import annotations

import dataclasses

from aiohttp import web

from adapters.web.channel import Change, Channel, Trimmed
from adapters.web.feed import Feed, Feeds
from adapters.web.routes import room_of
from adapters.web.wire import write
from bot.errors import StoreError

HEARTBEAT_S = 15.0
_HELLO = b"retry: 1000\n\n"
_HEARTBEAT = b": still here\n\n"


def event_text(change: Change) -> bytes:
    """Return a change as events. The thread comes first and without an id: who missed the message misses both."""
    text = b""
    if change.thread is not None:
        text = b"event: thread\ndata: %s\n\n" % write(dataclasses.asdict(change.thread))
    return text + f"id: {change.id}\nevent: message\ndata: {change.message}\n\n".encode()


def _reset(cursor: str) -> bytes:
    """Return the event after which a browser reads everything anew."""
    return f"id: {cursor}\nevent: reset\ndata: {{}}\n\n".encode()


class Streams:
    """All open streams of one listening adapter."""

    def __init__(self, channel: Channel, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._channel = channel
        self._heartbeat_s = heartbeat_s
        self._feeds = Feeds(channel)

    def table(self) -> list[web.RouteDef]:
        """Return the route with its handler."""
        return [web.get("/api/rooms/{room}/events", self.events, allow_head=False)]

    async def close(self, _: web.Application) -> None:
        """End every stream: the server stops."""
        await self._feeds.close()

    async def _start(self, request: web.Request, room: str) -> tuple[str, bytes]:
        """Return the cursor to go on from, and the first words of the stream."""
        # What the browser remembers itself is newer than what stood in the address.
        asked = request.headers.get("Last-Event-ID") or request.query.get("after")
        if not asked:
            return await self._channel.cursor(room), _HELLO
        try:
            await self._channel.check(room, asked)
        except Trimmed:
            cursor = await self._channel.cursor(room)
            return cursor, _HELLO + _reset(cursor)
        return asked, _HELLO

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET .../events?after=<stream id>."""
        room = room_of(request)
        async with self._feeds.watch(room) as feed:
            cursor, hello = await self._start(request, room)
            response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
            await response.prepare(request)
            try:
                await response.write(hello)
                await self._tell(response, feed, cursor)
            except (ConnectionError, StoreError):
                # The browser went, or the store did: a browser that is still there comes back by itself.
                return response
        return response

    async def _tell(self, response: web.StreamResponse, feed: Feed, cursor: str) -> None:
        restarts = feed.restarts
        while not feed.is_closed:
            try:
                changes, upto = await feed.after(cursor, self._heartbeat_s, restarts)
            except Trimmed:
                restarts, cursor = feed.restarts, feed.head
                await response.write(_reset(cursor))
                continue
            if changes:
                await response.write(b"".join(event_text(one) for one in changes))
            elif upto == cursor and not feed.is_closed:
                await response.write(_HEARTBEAT)
            cursor = upto
