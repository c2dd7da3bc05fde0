"""The gateway of the Discord on loopback: HELLO, IDENTIFY, RESUME, heartbeats, shards, intents; sockets that break."""

from __future__ import annotations

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

import discord
from aiohttp import WSMsgType, web
from simcord import intents as simcord_intents
from simcord.backend import serializers


@dataclass
class Session:
    """One shard's session; it outlives its socket."""

    id: str
    intents: discord.Intents
    shard: tuple[int, int]
    sequence: int = 0
    events: list[tuple[int, str, Any]] = field(default_factory=list)
    socket: Socket | None = None

    def hears(self, payload: Any) -> bool:
        """Return whether an event is this shard's."""
        guild = payload.get("guild_id")
        return (int(guild) >> 22) % self.shard[1] == self.shard[0] if guild else self.shard[0] == 0

    def event(self, name: str, payload: Any) -> None:
        """Tell an event; keep it for a socket to come."""
        self.sequence += 1
        self.events.append((self.sequence, name, payload))
        if self.socket is not None:
            self.socket.put(0, payload, name, self.sequence)


class Socket:
    """One connection."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request, *, compressed: bool) -> None:
        self.ws = ws
        self.request = request
        self._zlib = zlib.compressobj() if compressed else None
        self._waiting: asyncio.Queue[Any] = asyncio.Queue()

    def put(self, op: int, data: Any = None, name: str | None = None, sequence: int | None = None) -> None:
        """Send something soon."""
        self._waiting.put_nowait({"op": op, "d": data, "s": sequence, "t": name})

    def put_text(self, text: str) -> None:
        """Send a text that may be no JSON at all."""
        self._waiting.put_nowait(text)

    async def pump(self) -> None:
        """Send what waits, in order."""
        while True:
            one = await self._waiting.get()
            text = one if isinstance(one, str) else json.dumps(one, default=str)
            if self._zlib is None:
                await self.ws.send_str(text)
            else:
                await self.ws.send_bytes(self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH))


class Hub:
    """All sessions. `grants_content` False: the portal does not allow the Message Content Intent."""

    def __init__(self, backend: Any, token: str) -> None:
        self.url = ""
        self.grants_content = True
        self.resumes = True
        self.identified: list[tuple[float, tuple[int, int]]] = []
        self.resumed = 0
        self.sessions: dict[str, Session] = {}
        self._backend = backend
        self._token = token
        backend.subscribers.append(self._told)

    def _told(self, name: str, payload: Any) -> None:
        for session in self.sessions.values():
            self._tell(session, name, payload)

    def _tell(self, session: Session, name: str, payload: Any) -> None:
        needed = simcord_intents.required_intent(name, payload)
        if (needed and not getattr(session.intents, needed)) or not session.hears(payload):
            return
        own = json.loads(json.dumps(payload, default=str))
        if not session.intents.message_content and name in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            simcord_intents.censor_message(own, self._backend.bot_user.id, backend=self._backend)
        if name == "GUILD_CREATE":
            simcord_intents.prune_guild_create(own, session.intents, self._backend.bot_user.id)
        session.event(name, own)

    def emit(self, name: str, payload: Any) -> None:
        """Tell every session something, whatever it is."""
        for session in self.sessions.values():
            session.event(name, payload)

    async def drop(self) -> None:
        """Break every connection, as a network does."""
        for session in self.sessions.values():
            if session.socket is not None and session.socket.request.transport is not None:
                session.socket.request.transport.abort()
        await asyncio.sleep(0)

    def ask_to_reconnect(self) -> None:
        """Send opcode 7."""
        self._each(7)

    def invalidate(self) -> None:
        """End every session: opcode 9."""
        sockets = [one.socket for one in self.sessions.values() if one.socket is not None]
        self.sessions.clear()
        for socket in sockets:
            socket.put(9, data=False)

    def _each(self, op: int) -> None:
        for session in self.sessions.values():
            if session.socket is not None:
                session.socket.put(op)

    @property
    def connected(self) -> int:
        """How many sockets are open."""
        return sum(one.socket is not None for one in self.sessions.values())

    async def close(self) -> None:
        """Close every connection."""
        for session in list(self.sessions.values()):
            if session.socket is not None:
                await session.socket.ws.close()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        ws = web.WebSocketResponse(max_msg_size=1 << 20)
        await ws.prepare(request)
        socket = Socket(ws, request, compressed=request.query.get("compress") == "zlib-stream")
        pump = asyncio.create_task(socket.pump())
        socket.put(10, {"heartbeat_interval": 41_250})
        try:
            async for message in ws:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    break
                data = json.loads(message.data)
                if data["op"] == 1:
                    socket.put(11)
                elif data["op"] == 2:
                    await self._identify(socket, data["d"])
                elif data["op"] == 6:
                    self._resume(socket, data["d"])
        finally:
            pump.cancel()
            for session in self.sessions.values():
                if session.socket is socket:
                    session.socket = None
        return ws

    async def _identify(self, socket: Socket, data: Any) -> None:
        intents = discord.Intents._from_value(data["intents"])
        if data["token"] != self._token:
            await socket.ws.close(code=4004)
            return
        if intents.message_content and not self.grants_content:
            await socket.ws.close(code=4014)
            return
        first, count = data.get("shard") or (0, 1)
        session = Session(f"session-{len(self.identified)}", intents, (first, count), socket=socket)
        self.identified.append((asyncio.get_running_loop().time(), session.shard))
        self.sessions[session.id] = session
        guilds = [one for one in self._backend.guilds.values() if session.hears({"guild_id": one.id})]
        ready = {
            "v": 10,
            "user": dict(serializers.user_payload(self._backend.bot_user)),
            "guilds": [{"id": str(one.id), "unavailable": True} for one in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {"id": str(self._backend.application_id), "flags": 1 << 18},
        }
        session.event("READY", ready)
        for guild in guilds:
            payload = serializers.guild_create_payload(self._backend, guild)
            self._tell(session, "GUILD_CREATE", {**payload, "guild_id": str(guild.id)})

    def _resume(self, socket: Socket, data: Any) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None or not self.resumes:
            socket.put(9, data=False)
            return
        self.resumed += 1
        session.socket = socket
        for sequence, name, payload in session.events:
            if sequence > data["seq"]:
                socket.put(0, payload, name, sequence)
        session.event("RESUMED", {"_trace": []})
