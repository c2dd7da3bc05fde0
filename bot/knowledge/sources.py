"""Asking Wikipedia and DuckDuckGo what a thing is.

Called by lookups.py. Only the hosts that are named here are ever asked, and a redirection leads nowhere else; answers
are cut off when they are too large. Knows no request and no store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import aiohttp
from yarl import URL

from bot.planner import Known

WIKIPEDIA = "https://{language}.wikipedia.org"
DUCKDUCKGO = "https://api.duckduckgo.com"
#: Wikipedia's own rules want to know who asks.
HEADERS = {"User-Agent": "picturebook/0.1 (a chat bot that draws; looks up what it shall draw)"}
MAX_BYTES = 100_000
MAX_TEXT_CHARS = 500
MAX_REDIRECTS = 2


class NotFound(Exception):
    """No answer that could be used; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where to ask. `wikipedia` holds `{language}`; `session` is open."""

    session: aiohttp.ClientSession
    wikipedia: str = WIKIPEDIA
    duckduckgo: str = DUCKDUCKGO

    async def summary(self, thing: str, language: str) -> Known:
        """Return what Wikipedia says of a thing. Raises NotFound."""
        place = self.wikipedia.format(language=language)
        found = await self._ask(place, f"/api/rest_v1/page/summary/{quote(thing.replace(' ', '_'), safe='')}", {})
        if found.get("type") != "standard":  # a page of meanings tells none
            raise NotFound("no page of its own")
        try:
            address = found["content_urls"]["desktop"]["page"]
        except (KeyError, TypeError):
            address = ""
        return _known(thing, found.get("extract"), "Wikipedia", address)

    async def instant(self, thing: str) -> Known:
        """Return DuckDuckGo's instant answer about a thing. Raises NotFound."""
        wanted = {"q": thing, "format": "json", "no_html": "1", "no_redirect": "1", "skip_disambig": "1"}
        found = await self._ask(self.duckduckgo, "/", wanted)
        source = found.get("AbstractSource")
        source = source if isinstance(source, str) and source else "DuckDuckGo"
        return _known(thing, found.get("AbstractText"), source, found.get("AbstractURL"))

    async def _ask(self, place: str, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        address = f"{place}{path}"
        params: Mapping[str, str] | None = query or None
        for _ in range(MAX_REDIRECTS + 1):
            # The path is encoded already, and must not be so again.
            async with self.session.get(
                URL(address, encoded=True), params=params, headers=HEADERS, allow_redirects=False
            ) as answer:
                if answer.status in {301, 302, 303, 307, 308}:
                    address = urljoin(str(answer.url), answer.headers.get("Location", ""))
                    params = None
                    if _origin(address) != _origin(place):
                        raise NotFound("a redirection to another host")
                    continue
                if answer.status != 200:
                    raise NotFound(f"status {answer.status}")
                return _object(await _body(answer))
        raise NotFound("too many redirections")


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    async for piece in answer.content.iter_chunked(16_384):
        data += piece
        if len(data) > MAX_BYTES:
            raise NotFound("too long an answer")
    return bytes(data)


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotFound("no JSON") from error
    if not isinstance(found, dict):
        raise NotFound("no object")
    return found


def _known(thing: str, text: object, source: str, address: object) -> Known:
    tidy = " ".join(text.split()) if isinstance(text, str) else ""
    if not tidy:
        raise NotFound("nothing is said of it")
    where = address if isinstance(address, str) and urlsplit(address).scheme == "https" else ""
    return Known(thing, tidy[:MAX_TEXT_CHARS], source[:80], where[:300])


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
