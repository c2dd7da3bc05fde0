"""Fetching a picture that a server names by its address instead of sending it.

Used by the painters that ask a server. An address in an answer is not ours: it may point into the operator's own
network. So only the server itself and hosts that the operator allows are asked, without keys, and an allowed name that
leads to a private address is not followed there.
"""

from __future__ import annotations

import asyncio
import ipaddress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.errors import PainterBrokeOff, PaintingInvalid
from bot.images import PAINTING_LIMITS
from bot.painter.sniffing import decoded

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: An address that sends us on more often is left.
MAX_REDIRECTS = 3
FETCH_S = 60.0


class _Outside(AbstractResolver):
    """Finds public addresses only."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)  # type: ignore[arg-type]  # aiohttp narrows it to an enum
        if not all(_is_public(one["host"]) for one in found):
            raise OSError(f"{host} leads to a private address")
        return found

    async def close(self) -> None:
        await self._inner.close()


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches from the server at `home` (its base URL) and from `allowed` hosts: "host", or "host:port"."""

    home: str
    allowed: frozenset[str] = frozenset()
    painter: str = "painter"
    most_bytes: int = PAINTING_LIMITS.size_bytes
    resolver: AbstractResolver | None = field(default=None, compare=False)

    async def fetch(self, address: str) -> bytes:
        """Return the bytes at `address`, which may be relative to the server, or a `data:` address.

        Raises PaintingInvalid (a place that is not allowed, too many bytes, an error there) or PainterBrokeOff.
        """
        if address.startswith("data:"):
            return decoded(address)
        try:
            async with asyncio.timeout(FETCH_S):
                for _ in range(MAX_REDIRECTS + 1):
                    data, address = await self._ask(_joined(self.home.rstrip("/") + "/", address))
                    if data is not None:
                        return data
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise PainterBrokeOff(
                f"its picture cannot be fetched ({type(error).__name__})", painter=self.painter
            ) from error
        raise PaintingInvalid("its picture is always somewhere else")

    async def _ask(self, address: str) -> tuple[bytes | None, str]:
        """Return the bytes, or the address that we are sent on to."""
        connector = self._connector(address)
        async with (
            aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(address, allow_redirects=False) as response,
        ):
            if response.status in _REDIRECTS and "location" in response.headers:
                return None, _joined(address, response.headers["location"])
            if response.status != 200:
                raise PaintingInvalid(f"its picture cannot be fetched (HTTP {response.status})")
            data = bytearray()
            async for chunk in response.content.iter_chunked(1 << 16):
                data += chunk
                if len(data) > self.most_bytes:
                    raise PaintingInvalid(f"its picture has more than {self.most_bytes} bytes")
            return bytes(data), ""

    def _connector(self, address: str) -> aiohttp.TCPConnector:
        """Return a way to the address, or raise PaintingInvalid when we do not go there."""
        try:
            parts = urlsplit(address)
            place = _origin(parts)
        except ValueError as error:  # a port that is no number
            raise PaintingInvalid("its picture has no address") from error
        if place == _origin(urlsplit(self.home)):
            return aiohttp.TCPConnector(force_close=True)
        host, port = parts.hostname or "", place[2]
        is_allowed = f"{host}:{port}" in self.allowed or (host in self.allowed and port == _PORTS.get(parts.scheme))
        if parts.scheme not in _PORTS or not is_allowed or not _may_be_public(host):
            raise PaintingInvalid(f"its picture is at {host or 'no host'}, which is not allowed")
        return aiohttp.TCPConnector(force_close=True, resolver=_Outside(self.resolver or ThreadedResolver()))


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError as error:
        raise PaintingInvalid("its picture has no address") from error


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address).is_global


def _may_be_public(host: str) -> bool:
    """Return False for a numeric address that is not public; names are looked up when we connect."""
    try:
        return _is_public(host)
    except ValueError:
        return True
