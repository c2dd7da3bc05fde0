"""Interactions over HTTP, for those who prefer an endpoint to the gateway: signatures, PING, and nothing else.

Used by the adapter's `listen` when a port is set. A request is answered with 202 and the interaction by Discord's
callback, as one that came by the gateway is. Setting the endpoint at Discord takes interactions from the gateway.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import structlog
from aiohttp import web
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from adapters.discord.limits import PING, PONG

log = structlog.get_logger(__name__)

PATH = "/discord/interactions"
MAX_BYTES = 1_000_000


class Endpoint:
    """Takes signed requests. `public_key` is the application's, as 64 hexadecimal digits. `hear` must not wait."""

    def __init__(self, public_key: str, hear: Callable[[str, dict[str, object]], None]) -> None:
        self._key = VerifyKey(bytes.fromhex(public_key))
        self._hear = hear

    def app(self) -> web.Application:
        """Return the server's application."""
        app = web.Application(client_max_size=MAX_BYTES)
        app.add_routes([web.post(PATH, self.take)])
        return app

    async def take(self, request: web.Request) -> web.Response:
        """Answer one request: 401 for a wrong signature, as Discord tests it."""
        body = await request.read()
        if not self._is_signed(request, body):
            log.info("discord_signature_wrong")
            return web.Response(status=401, text="bad signature")
        try:
            data = json.loads(body)
        except ValueError:
            return web.Response(status=400, text="not JSON")
        if not isinstance(data, dict):
            return web.Response(status=400, text="not an object")
        if data.get("type") == PING:
            return web.json_response({"type": PONG})
        self._hear("INTERACTION_CREATE", data)
        return web.Response(status=202)

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        timestamp = request.headers.get("X-Signature-Timestamp", "")
        try:
            signature = bytes.fromhex(request.headers.get("X-Signature-Ed25519", ""))
            self._key.verify(timestamp.encode() + body, signature)
        except (BadSignatureError, ValueError):
            return False
        return True
