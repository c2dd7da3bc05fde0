"""Wikipedia and DuckDuckGo on loopback: they answer as theirs do, and go wrong as told.

`pages` and `instants` by title; `says` puts any answer in the place of a title's page.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer


def page(title: str, extract: str, kind: str = "standard") -> dict[str, Any]:
    """Return a page's summary as Wikipedia gives it."""
    address = f"https://en.wikipedia.org/wiki/{title.replace(' ', '_')}"
    return {"type": kind, "title": title, "extract": extract, "content_urls": {"desktop": {"page": address}}}


def instant(text: str, source: str = "Wiktionary") -> dict[str, Any]:
    """Return an instant answer as DuckDuckGo gives it."""
    return {
        "AbstractText": text,
        "AbstractSource": source,
        "AbstractURL": "https://en.wiktionary.org/wiki/x",
        "Type": "A",
    }


@dataclass
class KnowledgeServer:
    """What it knows, and what it was asked: (host kind, title, all that came along)."""

    pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    instants: dict[str, dict[str, Any]] = field(default_factory=dict)
    says: dict[str, Callable[[], web.Response]] = field(default_factory=dict)
    delay_s: float = 0.0
    asked: list[tuple[str, str]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)  # every request as it came: its line, headers and body
    base: str = ""

    @property
    def wikipedia(self) -> str:
        return f"{self.base}/w/{{language}}"

    @property
    def duckduckgo(self) -> str:
        return f"{self.base}/d"

    async def summary(self, request: web.Request) -> web.StreamResponse:
        await self._note(request)
        title = request.match_info["title"].replace("_", " ")
        self.asked.append((request.match_info["language"], title))
        await asyncio.sleep(self.delay_s)
        if title in self.says:
            return self.says[title]()
        if title in self.pages:
            return web.json_response(self.pages[title])
        return web.json_response({"type": "Internal error", "status": 404}, status=404)

    async def instant(self, request: web.Request) -> web.StreamResponse:
        await self._note(request)
        title = request.query["q"]
        self.asked.append(("ddg", title))
        await asyncio.sleep(self.delay_s)
        empty = {"AbstractText": "", "AbstractSource": "", "AbstractURL": ""}
        # theirs is JSON under the name of a script
        return web.json_response(self.instants.get(title, empty), content_type="application/x-javascript")

    async def _note(self, request: web.Request) -> None:
        headers = "\n".join(f"{name}: {value}" for name, value in request.headers.items())
        self.sent.append(f"{request.method} {request.raw_path}\n{headers}\n{await request.text()}")


@asynccontextmanager
async def knowledge_server() -> AsyncIterator[KnowledgeServer]:
    """Yield a server on loopback."""
    double = KnowledgeServer()
    app = web.Application()
    app.router.add_get("/w/{language}/api/rest_v1/page/summary/{title}", double.summary)
    app.router.add_get("/d/", double.instant)
    async with TestServer(app) as server:
        double.base = str(server.make_url("")).rstrip("/")
        yield double
