"""Somebody with a browser, without the browser: speaks the web page's HTTP interface over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from multidict import CIMultiDictProxy

from bot.events import Author, Thread

Json = dict[str, Any]


@dataclass
class Answer:
    """What the server answered."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def json(self) -> Json:
        """The body as JSON."""
        value: Json = json.loads(self.body)
        return value

    @property
    def sentence(self) -> str:
        """The sentence of an error."""
        return str(self.json["error"])


@dataclass
class LiveEvent:
    """One server-sent event."""

    id: str
    name: str
    data: Json


@dataclass
class Listener:
    """An open stream of server-sent events."""

    response: aiohttp.ClientResponse
    last_id: str = ""
    heartbeats: int = 0
    fields: dict[str, str] = field(default_factory=dict)

    async def next(self) -> LiveEvent | None:
        """Return the next event, None when the server ended the stream."""
        while line := await self.response.content.readline():
            text = line.decode().rstrip("\n")
            if text.startswith(":"):
                self.heartbeats += 1
            elif text:
                name, _, value = text.partition(": ")
                self.fields[name] = value
            elif "data" in self.fields:
                self.last_id = self.fields.get("id", self.last_id)
                event = LiveEvent(self.last_id, self.fields["event"], json.loads(self.fields["data"]))
                self.fields = {}
                return event
        return None

    async def until(self, name: str, count: int = 1) -> list[LiveEvent]:
        """Return the next `count` events of this name."""
        found: list[LiveEvent] = []
        async with asyncio.timeout(15):
            while len(found) < count:
                event = await self.next()
                assert event is not None
                if event.name == name:
                    found.append(event)
        return found


class Visitor:
    """A person at the page at `address`."""

    def __init__(self, address: str, headers: dict[str, str] | None = None) -> None:
        self.address = address
        timeout = aiohttp.ClientTimeout(total=60)
        self._session = aiohttp.ClientSession(
            headers=headers, timeout=timeout, cookie_jar=aiohttp.CookieJar(unsafe=True)
        )

    async def close(self) -> None:
        """Leave."""
        await self._session.close()

    async def ask(self, method: str, path: str, **more: Any) -> Answer:
        """Send one request and read the answer whole; redirects are not followed."""
        url = self.address.rstrip("/") + path
        async with self._session.request(method, url, allow_redirects=False, **more) as response:
            return Answer(response.status, response.headers, await response.read())

    async def get(self, path: str, **more: Any) -> Answer:
        """GET `path`."""
        return await self.ask("GET", path, **more)

    async def post(self, path: str, body: object) -> Answer:
        """POST `body` as JSON."""
        return await self.ask("POST", path, json=body)

    async def act(self, thread: Thread, what: str, event: str, author: Author, locale: str, **more: object) -> Answer:
        """POST a message, a press or a submit."""
        path = f"/api/rooms/{thread.room}/threads/{thread.id}/{what}"
        body = {"id": event, "author": {"id": author.id, "name": author.name}, "locale": locale, **more}
        return await self.post(path, body)

    @asynccontextmanager
    async def listen(
        self, room: str, after: str | None = None, last_event_id: str | None = None
    ) -> AsyncIterator[Listener]:
        """Open the room's live events."""
        query = "" if after is None else f"?after={after}"
        headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
        url = f"{self.address}api/rooms/{room}/events{query}"
        async with self._session.get(url, headers=headers) as response:
            assert response.status == 200
            yield Listener(response)
