"""A platform for measurements: an HTTP server in a process of its own that takes posts and edits, and its adapter.

It stands for Discord or Slack as far as our own cost goes: one request out and one small answer back per message. Run
as a program it serves until its standard input ends, and prints its port first.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from pydantic import TypeAdapter

from bot.adapter import Capabilities, Core, Traces
from bot.events import Thread
from bot.replies import Reply

_REPLY = TypeAdapter(Reply)


class Post:
    """A client of the platform: one request a call, the answer read whole."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address

    async def post(self, body: bytes) -> str:
        """Show a message and return its id."""
        async with self._session.post(self._address, data=body) as response:
            return str((await response.json())["id"])

    async def edit(self, message: str, body: bytes) -> None:
        """Replace a message."""
        async with self._session.patch(f"{self._address}/{message}", data=body) as response:
            await response.read()


class BenchAdapter:
    """The platform as the core sees it; `posts` and `edits` keep the bodies that were sent."""

    name = "bench"
    capabilities = Capabilities(
        text_chars=20_000,
        cards=10,
        buttons=25,
        buttons_per_row=5,
        forms=True,
        edits=True,
        alt_chars=2_000,
        edit_interval_s=0.15,
        upload_bytes=10_000_000,
    )

    def __init__(self, post: Post) -> None:
        self._post = post
        self.posts: list[bytes] = []
        self.edits: list[bytes] = []

    async def listen(self, core: Core) -> None:
        """Hear nothing: events are given to the core by hand."""
        del core
        await asyncio.Event().wait()

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        """Send a new message."""
        del thread, key
        body = _REPLY.dump_json(reply)
        self.posts.append(body)
        return await self._post.post(body)

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        """Send the message's new content."""
        del thread
        body = _REPLY.dump_json(reply)
        self.edits.append(body)
        await self._post.edit(message, body)

    async def forget(self, room: str, traces: Traces | None = None) -> None:
        """Keep nothing in the first place."""

    async def close(self) -> None:
        """Nothing to release."""


@asynccontextmanager
async def platform() -> AsyncIterator[Post]:
    """Start the server, yield a client of it, and end both."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("no pipes")
    port = int(await process.stdout.readline())
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            yield Post(session, f"http://127.0.0.1:{port}/messages")
    finally:
        process.stdin.close()
        await process.wait()


async def _serve() -> None:
    count = 0

    async def taken(request: web.Request) -> web.Response:
        nonlocal count
        await request.read()
        count += 1
        return web.json_response({"id": f"m{count}"})

    app = web.Application(client_max_size=2**24)
    app.add_routes([web.post("/messages", taken), web.patch("/messages/{message}", taken)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve())
