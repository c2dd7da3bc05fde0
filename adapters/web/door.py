"""Who may come in: hosts, origins and the token of requests to the web page.

Called by the server, before any route. Knows nothing of what lies behind the door.
"""

from __future__ import annotations

import hashlib
import hmac
from html import escape
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from adapters.web.answers import language_of
from bot.errors import ForeignPage, SettingsError, TokenNeeded, explain

COOKIE = "picturebook"
_COOKIE_AGE_S = 90 * 24 * 3600
_READING = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})


def is_loopback(host: str) -> bool:
    """Return whether `host` is this machine itself, by name or address."""
    if host.casefold().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def _host_in(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # half a bracket
        return ""


class Door:
    """Lets requests in, or raises TokenNeeded or ForeignPage. Without a token only this machine's own pages enter."""

    def __init__(self, host: str, token: str | None) -> None:
        if token is None and not is_loopback(host):
            raise SettingsError(
                f"the web page would listen on {host}, where others can reach it, and no token is set: "
                "set PICTUREBOOK_WEB_TOKEN, or PICTUREBOOK_WEB_HOST to 127.0.0.1"
            )
        self._host = host.casefold()
        self._token = token

    @property
    def _pass(self) -> str:
        # What the cookie carries: proof of the token, but not the token.
        return hmac.new((self._token or "").encode(), b"picturebook web page", hashlib.sha256).hexdigest()

    def _check_host(self, request: web.Request) -> None:
        # A name that somebody else points at 127.0.0.1 makes the browser believe that we are their page.
        host = _host_in(f"//{request.host}")
        if self._token is None and not is_loopback(host) and host != self._host:
            raise ForeignPage(f"the Host is {host}")

    def _check_origin(self, request: web.Request) -> None:
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is not None and origin.partition("://")[2].casefold() != request.host.casefold():
            raise ForeignPage(f"the Origin is {origin}")
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise ForeignPage("Sec-Fetch-Site says another site")

    def _has_token(self, request: web.Request) -> bool:
        if self._token is None:
            return True
        scheme, _, shown = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        if scheme.casefold() == "bearer" and _same(shown.strip(), self._token):
            return True
        return _same(request.cookies.get(COOKIE, ""), self._pass)

    def _welcome(self, request: web.Request) -> web.Response:
        # The link with the token becomes a cookie, and the token leaves the address bar and the history.
        response = web.Response(status=303, headers={hdrs.LOCATION: "/"})
        response.set_cookie(
            COOKIE, self._pass, max_age=_COOKIE_AGE_S, httponly=True, samesite="Strict", secure=request.secure
        )
        return response

    def middleware(self) -> Middleware:
        """Return the check as what aiohttp runs before each route."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path == "/healthz":
                return await handler(request)
            self._check_host(request)
            if request.method not in _READING:
                self._check_origin(request)
            is_front = request.path == "/" and request.method in _READING
            shown = request.query.get("token") if is_front else None
            if self._token is not None and shown is not None and _same(shown, self._token):
                return self._welcome(request)
            if self._has_token(request):
                return await handler(request)
            if is_front:
                return _locked(explain(TokenNeeded(), language_of(request)), language_of(request))
            raise TokenNeeded

        return check


def _locked(sentence: str, language: str) -> web.Response:
    page = (
        f'<!doctype html><html lang="{escape(language)}"><meta charset="utf-8"><title>picturebook</title>'
        f"<p>{escape(sentence)}</p>"
        '<form action="/"><input type="password" name="token" aria-label="token" autofocus><button>OK</button></form>'
    )
    return web.Response(text=page, status=401, content_type="text/html", charset="utf-8")
