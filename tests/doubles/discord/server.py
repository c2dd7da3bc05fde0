"""Discord on loopback: simcord's model of it behind real sockets, with what simcord leaves out.

REST below /api/v10, attachments below /cdn, the gateway at /gateway. What Discord says and does comes from simcord,
which others wrote; only the transport and the rules named in rules.py are ours. Every request is kept in `log`.
"""

from __future__ import annotations

import datetime
import io
import json
import time
from typing import Any
from urllib.parse import unquote

import discord
import simcord
from aiohttp import web
from doubles.discord import spec
from doubles.discord.gateway import Hub
from doubles.discord.rules import Denied, Fault, Logged, Rules
from simcord import _clock
from simcord.backend import cdn as simcord_cdn
from simcord.backend.errors import BackendError
from simcord.http import router

TOKEN = "wire-token-of-a-bot"
_API = "/api/v10"


class RealClock(_clock.Clock):
    """The time that it is."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Return seconds since the start."""
        return time.monotonic() - self._began

    def now(self) -> datetime.datetime:
        """Return the time."""
        return datetime.datetime.now(datetime.UTC)

    def advance(self, seconds: float) -> None:
        """Do nothing: time goes by itself."""


class Sent:
    """A file as simcord takes one."""

    def __init__(self, filename: str, data: bytes, description: str | None) -> None:
        self.filename, self.fp, self.description = filename, io.BytesIO(data), description


def answer(data: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return JSON under the one content type that discord.py compares with."""
    text = json.dumps(data, default=str).encode()
    return web.Response(body=text, status=status, headers={**(headers or {}), "Content-Type": "application/json"})


class DiscordServer:
    """One Discord with one application, `TOKEN`'s. `rules` can be tightened; `hub` is its gateway."""

    def __init__(self) -> None:
        self.log: list[Logged] = []
        self.rules = Rules()
        self.shards = 1
        self.max_concurrency = 16
        self.about: dict[str, Any] = {}  # what the portal says of the application beside what every one has

    async def start(self) -> None:
        """Listen on a free port."""
        self.client = discord.Client(intents=discord.Intents.none())  # only hosts simcord's model
        self.env = simcord.Env(self.client, check_errors=False)
        await self.env.start()
        self.backend: Any = self.env.backend
        self.backend.clock = RealClock()
        app = web.Application(client_max_size=300 << 20)
        self.hub = Hub(self.backend, TOKEN)
        app.router.add_get("/gateway", self.hub.serve)
        app.router.add_get("/gateway/", self.hub.serve)
        app.router.add_get("/cdn/{path:.*}", self._cdn)
        app.router.add_route("*", _API + "/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.hub.url = self.address.replace("http", "ws") + "/gateway"
        self._cdn_before = simcord_cdn.CDN_BASE
        simcord_cdn.CDN_BASE = self.address + "/cdn"

    async def close(self) -> None:
        """Stop listening."""
        await self.hub.close()
        await self._runner.cleanup()
        await self.env.shutdown()
        simcord_cdn.CDN_BASE = self._cdn_before

    def check_requests(self) -> None:
        """Hold every request to Discord's OpenAPI document, where it is at hand."""
        if spec.folder() is not None:
            wrong = [problem for one in self.log if one.status < 400 for problem in spec.problems(one)]
            assert not wrong, wrong[:20]

    async def _cdn(self, request: web.Request) -> web.Response:
        data = self.backend.cdn.get(self.address + request.path)
        return web.Response(status=404) if data is None else web.Response(body=data)

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        path = unquote(request.raw_path.split("?")[0][len(_API) :])
        body, files = await _read(request)
        logged = Logged(time.monotonic(), request.method, path, dict(request.query), body, files)
        self.log.append(logged)
        fault = self.rules.fault(request.method, path, has_files=bool(files))
        try:
            response = await self._answered(request, path, logged, fault)
        except Denied as denied:
            response = answer(denied.body, denied.status, denied.headers)
        except (router.RouteNotImplemented, router.UnsupportedField) as gap:
            response = answer({"message": str(gap), "code": 0}, 501)
        except BackendError as error:
            response = answer(error.to_json(), error.status, self.rules.headers(request.method, path))
        logged.status = response.status
        if fault is not None and fault.then is not None:
            fault.then()
        if fault is not None and fault.drops:
            assert request.transport is not None
            request.transport.abort()
        return response

    async def _answered(self, request: web.Request, path: str, logged: Logged, fault: Fault | None) -> web.Response:
        if fault is not None:
            await fault.happen()
        is_open = path.startswith(("/webhooks", "/interactions"))
        if request.headers.get("Authorization") != f"Bot {TOKEN}" and not is_open:
            return answer({"message": "401: Unauthorized", "code": 0}, 401)
        headers = self.rules.take(request.method, path)
        if path == "/gateway/bot":
            limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": self.max_concurrency}
            return answer({"url": self.hub.url, "shards": self.shards, "session_start_limit": limit})
        if path == "/applications/@me":
            return answer({"id": str(self.backend.application_id), "name": "Picturebook", "flags": 0, **self.about})
        known = self.rules.before(self.backend, logged)
        if known is not None:
            return answer(known, 200, headers)
        meta = _described(logged.body)
        files = [Sent(name, data, meta.get(number)) for number, (name, data) in enumerate(logged.files)]
        params = {name: int(value) if value.isdigit() else value for name, value in request.query.items()}
        if "after" in params:  # simcord answers with the newest, Discord with those that come next
            params["limit"], limit = 100_000, int(params.get("limit", 50))
        found = router.dispatch(self.backend, request.method, path, json=logged.body, params=params, files=files)
        if "after" in params and isinstance(found, list):
            found = found[-limit:]
        self.rules.after(self.backend, logged, found)
        if found is None or (path.endswith("/callback") and "with_response" not in request.query):
            return web.Response(status=204, headers=headers)
        return answer(found, 200, headers)


def _described(body: Any) -> dict[int, str]:
    held = (body.get("data") or body) if isinstance(body, dict) else {}
    return {int(one["id"]): one.get("description") for one in held.get("attachments") or [] if "filename" in one}


async def _read(request: web.Request) -> tuple[Any, list[tuple[str, bytes]]]:
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (json.loads(raw) if raw else None), []
    body: Any = None
    files: list[tuple[str, bytes]] = []
    async for part in await request.multipart():
        assert part is not None
        if part.name == "payload_json":
            body = json.loads(await part.text())
        elif part.filename is not None:
            files.append((part.filename, bytes(await part.read())))
    return body, files
