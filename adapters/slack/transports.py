"""The two ways in which Slack reaches the bot: requests over HTTP, and Socket Mode.

Used by the adapter in a gateway. Both hand everything to the same Bolt app. Knows nothing of what is in a request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.calls import Web
from adapters.slack.listening import dispatch
from adapters.slack.reading import mapping, text
from bot.errors import SettingsError, StoreError

log = structlog.get_logger(__name__)

#: Where Slack sends everything, and where people install the app.
EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH = "/slack/events", "/slack/install", "/slack/oauth_redirect"
#: Payloads of Slack's are far smaller.
_BODY_BYTES = 2_000_000
_SHUTDOWN_S = 0.5
_RETRY_S = (1.0, 2.0, 5.0, 10.0, 30.0)
_LOCKED = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "not_allowed_token_type", "socket_mode_not_enabled"}
)

#: What Bolt raises for a request that is none of Slack's: it reads teams and people out of it as it is made.
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)

Page = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages by which people install the app."""

    install: Page
    redirect: Page


class HttpDoor:
    """Takes requests on an address. `address` is known once `open` has returned: "http://127.0.0.1:3000/"."""

    def __init__(self, app: AsyncApp, host: str, port: int, pages: Pages | None = None) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._pages = pages
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def open(self) -> None:
        """Begin to listen. Raises SettingsError when the port is taken."""
        found = web.Application(client_max_size=_BODY_BYTES)
        found.router.add_post(EVENTS_PATH, self._event)
        if self._pages is not None:
            found.router.add_get(INSTALL_PATH, self._page(self._pages.install))
            found.router.add_get(REDIRECT_PATH, self._page(self._pages.redirect))
        self._runner = web.AppRunner(found, access_log=None, handle_signals=False, shutdown_timeout=_SHUTDOWN_S)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            raise SettingsError(
                f"Slack's requests cannot be listened for on {self._host}, port {self._port} ({error.strerror}): "
                "end what uses it, or set PICTUREBOOK_SLACK_PORT or PICTUREBOOK_SLACK_HOST"
            ) from error
        host = f"[{self._host}]" if ":" in self._host else self._host
        self.address = f"http://{host}:{self._runner.addresses[0][1]}/"

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _event(self, request: web.Request) -> web.Response:
        try:
            bolt = await to_bolt_request(request)
        except _UNREADABLE:
            return web.Response(status=400)
        return await to_aiohttp_response(await dispatch(self._app, bolt))

    @staticmethod
    def _page(page: Page) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def shown(request: web.Request) -> web.Response:
            try:
                return await to_aiohttp_response(await page(await to_bolt_request(request)))
            except StoreError as error:
                log.warning("slack_page_not_shown", error=str(error))
                return web.Response(status=503, text="picturebook's memory does not answer. Please try again.")

        return shown


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler, through our own dispatch."""

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as Bolt's own
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        payload = dict(mapping(req.payload))
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=payload, headers=build_headers(req))
        except _UNREADABLE as error:
            log.warning("slack_envelope_unreadable", kind=req.type, error=type(error).__name__)
            return
        answer = await dispatch(self.app, request)
        await send_async_response(client, req, answer, began_s)


class SocketDoor:
    """Keeps a socket open to Slack; slack_sdk opens another one when it ends."""

    def __init__(self, app: AsyncApp, app_token: str, slack: Web) -> None:
        self._app = app
        self._app_token = app_token
        self._slack = slack
        self._handler: _Handler | None = None

    async def open(self) -> None:
        """Connect, however long that takes. Raises SettingsError when Slack refuses the app's token."""
        address = await self._address()
        self._handler = _Handler(self._app, self._app_token)
        self._handler.client.wss_uri = address
        await self._handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's own

    async def _address(self) -> str:
        """Return where the first socket is opened. slack_sdk would ask for ever with a token that is refused."""
        tried = 0
        while True:
            try:
                answer = await self._slack.client(self._app_token).api_call("apps.connections.open")
                return text(mapping(answer.data).get("url"))
            except SlackApiError as error:
                name = text(mapping(getattr(error.response, "data", None)).get("error"))
                if name in _LOCKED:
                    raise SettingsError(
                        f"Slack refuses PICTUREBOOK_SLACK_APP_TOKEN ({name}). Switch Socket Mode on in the app's "
                        "settings, and set the variable to its app-level token with connections:write (xapp-...)."
                    ) from error
                log.warning("slack_socket_not_open", error=name, tried=tried + 1)
            except (aiohttp.ClientError, OSError, TimeoutError, SlackClientError) as error:
                log.warning("slack_socket_not_open", error=type(error).__name__, tried=tried + 1)
            await asyncio.sleep(_RETRY_S[min(tried, len(_RETRY_S) - 1)])
            tried += 1

    async def close(self) -> None:
        """Disconnect."""
        if self._handler is not None:
            await self._handler.close_async()  # type: ignore[no-untyped-call]  # as above
