"""Socket Mode: tickets, sockets, envelopes and their acknowledgements, and the ways in which sockets end."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web
from doubles.slack.api import Refusal, Request, method
from doubles.slack.facts import SOCKET_TICKET_S, SOCKETS
from doubles.slack.postman import EVENTS, Attempt, Delivery
from doubles.slack.world import Json

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble


@dataclass(eq=False)
class Socket:
    """One open socket and the envelopes it has not acknowledged."""

    ws: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    leaving: bool = False  # was told to go: gets nothing new


class Sockets:
    """The app's sockets; each event goes to one of them, in turn."""

    def __init__(self, double: SlackDouble) -> None:
        self._double = double
        self.open: list[Socket] = []
        self.opened = 0  # ever
        self.strange: list[str] = []  # what the app said that no acknowledgement says
        self.late: list[str] = []  # envelopes acknowledged after their time
        self._tickets: dict[str, float] = {}
        self._next = 0

    def ticket(self) -> str:
        """Return a place for a new socket, good for one connection."""
        name = uuid.uuid4().hex
        self._tickets[name] = self._double.clock.now()
        return name

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it ends."""
        made_s = self._tickets.pop(request.query.get("ticket", ""), None)
        if made_s is None or self._double.clock.now() - made_s > SOCKET_TICKET_S:
            return web.Response(status=408, text="ticket expired")
        ws = web.WebSocketResponse(heartbeat=None)
        await ws.prepare(request)
        if len(self.open) >= SOCKETS:
            await ws.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await ws.close()
            return ws
        socket = Socket(ws)
        self.open.append(socket)
        self.opened += 1
        debug = {"host": "applink-double", "build_number": 1, "approximate_connection_time": 18060}
        hello = {"type": "hello", "num_connections": len(self.open), "debug_info": debug}
        await ws.send_json(hello | {"connection_info": {"app_id": self._double.app.id}})
        try:
            async for message in ws:
                if message.type == WSMsgType.TEXT:
                    self._hear(socket, message.data)
        finally:
            self.open.remove(socket)
            for one in socket.waiting.values():
                if not one.done():
                    one.set_exception(ConnectionResetError("the socket has ended"))
        return ws

    def _hear(self, socket: Socket, text: str) -> None:
        try:
            said = json.loads(text)
            envelope = said["envelope_id"]
        except (ValueError, KeyError, TypeError):
            self.strange.append(text)
            return
        waiting = socket.waiting.pop(envelope, None)
        if waiting is None or waiting.done():
            self.late.append(envelope)
        else:
            waiting.set_result(said)

    async def deliver(self, delivery: Delivery, number: int, reason: str | None) -> tuple[Attempt, str | None]:
        """Put an envelope into one socket and wait for its acknowledgement."""
        began_s = time.time()
        able = [one for one in self.open if not one.leaving and not one.ws.closed]
        if not able:
            return Attempt(began_s, 0.0, None, error="no socket"), "no_socket"
        self._next += 1
        socket = able[self._next % len(able)]
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != EVENTS,
            "payload": delivery.body,
        }
        if delivery.kind == EVENTS:
            envelope |= {"retry_attempt": number, "retry_reason": reason or ""}
        acknowledged: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope["envelope_id"]] = acknowledged
        try:
            await socket.ws.send_json(envelope)
            said = await asyncio.wait_for(acknowledged, self._double.postman.ack_s)
        except TimeoutError:
            return Attempt(began_s, time.time() - began_s, None, error="timeout"), "timeout"
        except (ConnectionError, RuntimeError) as error:
            return Attempt(began_s, time.time() - began_s, None, error=str(error)), "connection_failed"
        body = json.dumps(said["payload"]) if said.get("payload") else ""
        return Attempt(began_s, time.time() - began_s, 200, body), None

    async def wait_for(self, number: int, timeout_s: float = 10.0) -> None:
        """Wait until so many sockets are open that may get something."""
        async with asyncio.timeout(timeout_s):
            while sum(not one.leaving for one in self.open) < number:
                await asyncio.sleep(0.01)

    async def warn(self, reason: str = "warning", leave_s: float = 10.0) -> None:
        """Tell every socket to go ("warning", "refresh_requested", "link_disabled"), and end it after a while."""
        for socket in list(self.open):
            socket.leaving = True
            await socket.ws.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-double"}}
            )
            self._double.later(self._leave(socket, leave_s))

    async def _leave(self, socket: Socket, after_s: float) -> None:
        await asyncio.sleep(after_s)
        await socket.ws.close()

    async def drop(self) -> None:
        """End every socket without a word, as a broken network does."""
        for socket in list(self.open):
            transport = socket.ws._req.transport if socket.ws._req is not None else None  # no other way to pull a cable
            if transport is not None:
                transport.abort()
        while self.open:
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """End every socket in order."""
        for socket in list(self.open):
            await socket.ws.close()


@method("apps.connections.open")
async def open_socket(request: Request) -> Json:
    """Return where the app may open a socket."""
    double = request.double
    if not double.app.socket_mode:
        raise Refusal("socket_mode_not_enabled")
    place = double.url.replace("http://", "ws://", 1)
    return {"url": f"{place}link/?ticket={double.sockets.ticket()}&app_id={double.app.id}"}
