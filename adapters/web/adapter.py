"""The web page as a platform: the adapter that the core knows.

Built by bot/app/. A gateway calls `listen`, which serves the page; any process calls `post` and `edit`, which write
to the channel that all gateways read. Knows nothing of turns, planners or painters.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import structlog
from aiohttp import web
from redis.asyncio import Redis

from adapters.web import wire
from adapters.web.answers import MAX_JSON_BYTES, add_headers, sentences
from adapters.web.channel import STREAM_CHANGES, Channel
from adapters.web.door import Door
from adapters.web.pages import STATIC, Pages
from adapters.web.removal import Removal
from adapters.web.room_routes import RoomRoutes
from adapters.web.routes import PLATFORM, Routes
from adapters.web.stream import HEARTBEAT_S, Streams
from bot.adapter import Capabilities, Core, Traces
from bot.errors import DeliveryError, DeliveryRefused, SettingsError, StoreError
from bot.events import Thread
from bot.replies import Reply

UPLOAD_BYTES = 20 * 1024 * 1024
#: How long open requests may take to end when the server stops; aiohttp waits so long twice.
_SHUTDOWN_S = 0.5
_log = structlog.get_logger(__name__)


class WebAdapter:
    """Serves the page, and shows replies on it.

    `redis` is the store's client, which stays its owner's. `token` None locks the page to this machine. Raises
    SettingsError when `host` can be reached by others and there is no token.
    """

    name = PLATFORM

    def __init__(
        self,
        redis: Redis,
        host: str = "127.0.0.1",
        port: int = 8080,
        token: str | None = None,
        *,
        static: Path = STATIC,
        clock: Callable[[], float] = time.time,
        upload_bytes: int = UPLOAD_BYTES,
        stream_changes: int = STREAM_CHANGES,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        self.capabilities = Capabilities(
            text_chars=20_000,
            cards=10,
            buttons=25,
            buttons_per_row=5,
            forms=True,
            edits=True,
            alt_chars=2_000,
            edit_interval_s=0.15,
            upload_bytes=upload_bytes,
            sketches=True,
        )
        self._redis = redis
        self._channel = Channel(redis, stream_changes)
        self._host = host
        self._port = port
        self._door = Door(host, token)
        self._static = static
        self._clock = clock
        self._heartbeat_s = heartbeat_s
        #: Where the page is once `started` is set: "http://127.0.0.1:8080/".
        self.address = ""
        self.started = asyncio.Event()

    async def listen(self, core: Core) -> None:
        """Serve the page until cancelled. Raises SettingsError when the port is taken."""
        runner = web.AppRunner(self._app(core), access_log=None, handle_signals=False, shutdown_timeout=_SHUTDOWN_S)
        await runner.setup()
        try:
            await self._open(runner)
            _log.info("web_page_ready", address=self.address)
            await asyncio.Event().wait()
        finally:
            self.started.clear()
            await runner.cleanup()

    def _app(self, core: Core) -> web.Application:
        app = web.Application(client_max_size=MAX_JSON_BYTES, middlewares=[sentences, self._door.middleware()])
        streams = Streams(self._channel, self._heartbeat_s)
        pages = Pages(self._static)
        app.add_routes(Routes(core, self._channel, self._clock, self.capabilities.upload_bytes).table())
        app.add_routes(RoomRoutes(core).table())
        app.add_routes(streams.table())
        app.add_routes([web.get("/", pages.index), web.get("/static/{path:.+}", pages.file)])
        app.on_response_prepare.append(add_headers)
        app.on_shutdown.append(streams.close)
        return app

    async def _open(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            raise SettingsError(
                f"the web page cannot listen on {self._host}, port {self._port} ({error.strerror}): "
                "end what uses it, or set PICTUREBOOK_WEB_PORT or PICTUREBOOK_WEB_HOST"
            ) from error
        port = runner.addresses[0][1]
        host = f"[{self._host}]" if ":" in self._host else self._host
        self.address = f"http://{host}:{port}/"
        self.started.set()

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        """Show `reply` once per `key` and return the message's id; see bot.adapter.Adapter."""
        digest = hashlib.sha256(f"{thread.key}\n{key}".encode()).hexdigest()
        message = f"{wire.BOT_MESSAGE_PREFIX}{digest[:24]}"
        now_s = self._clock()
        body = wire.message_of_bot(message, thread.id, now_s, reply, edited=False)
        title = wire.title_of(reply.text)
        try:
            await self._channel.show(thread.room, thread.id, message, body, title=title, now_s=now_s, after=reply.turn)
        except StoreError as error:
            raise DeliveryError(str(error)) from error
        return message

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        """Replace the message's content by `reply`; see bot.adapter.Adapter."""
        try:
            kept = await self._channel.message(thread.room, message)
            if kept is None or kept.reply is None:
                raise DeliveryRefused(f"no message of the bot is {message}")
            edited = kept.edited or kept.is_final
            body = wire.message_of_bot(message, thread.id, kept.time_s, reply, edited=edited)
            await self._channel.replace(thread.room, thread.id, message, body, is_progress=not reply.is_final)
        except StoreError as error:
            raise DeliveryError(str(error)) from error

    async def forget(self, room: str, traces: Traces | None = None) -> None:
        """Remove messages of a room from the page, all or these; see bot.adapter.Adapter."""
        removal = Removal(self._redis, room)
        await (removal.everything() if traces is None else removal.traces(traces))

    async def close(self) -> None:
        """Nothing to release: the store's client belongs to whoever passed it in."""
