"""The web page over processes: a gateway that is killed and started again, and a worker that goes on posting."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from contract.adapter_suite import ADA
from doubles import web_gateway
from doubles.web_visitor import Visitor
from redis.asyncio import Redis

from adapters.web.adapter import WebAdapter
from bot.events import Thread
from bot.replies import Button, Progress, Reply

pytest_plugins = ["doubles.valkey"]
THREAD = Thread("web", "kitchen", "t1")


@asynccontextmanager
async def gateway(url: str, port: int = 0) -> AsyncIterator[str]:
    """Run a gateway; it is killed with -9 at the end."""
    folders = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, web_gateway.__file__, url, str(port), stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    try:
        address = ""
        while not address.startswith("http"):
            line = await process.stdout.readline()
            assert line, "the gateway ended"
            address = line.decode().strip()
        yield address
    finally:
        process.kill()
        await process.communicate()


async def test_page_goes_on_after_its_gateway_was_killed(empty_valkey: str) -> None:
    store = Redis.from_url(empty_valkey)
    worker = WebAdapter(store)
    buttons = ((Button("pb1:select:pic-1", "1"),),)
    async with gateway(empty_valkey) as address:
        visitor = Visitor(address)
        async with visitor.listen("kitchen") as live:
            said = await visitor.act(THREAD, "messages", "d1", ADA, "en", text="a hedgehog")
            assert said.status == 202
            message = await worker.post(THREAD, "k", Reply("d1", "…", progress=Progress("thinking")))
            await live.until("message", 2)
            last = live.last_id
    await visitor.close()
    await worker.edit(THREAD, message, Reply("d1", "Here.", buttons=buttons))
    port = int(address.rstrip("/").rpartition(":")[2])
    async with gateway(empty_valkey, port) as again:
        assert again == address
        visitor = Visitor(again)
        async with visitor.listen("kitchen", last_event_id=last) as live:
            (missed,) = await live.until("message")
        assert missed.data["reply"]["text"] == "Here."
        pressed = await visitor.act(THREAD, "press", "p1", ADA, "en", button="pb1:select:pic-1")
        assert pressed.status == 202
        await visitor.close()
    assert await store.lrange(web_gateway.TAKEN, 0, -1) == [b"Message d1", b"Press p1"]  # type: ignore[misc]  # both kinds
    await store.aclose()


async def test_two_gateways_tell_the_same(empty_valkey: str) -> None:
    async with gateway(empty_valkey) as one, gateway(empty_valkey) as two:
        here, there = Visitor(one), Visitor(two)
        async with here.listen("kitchen") as live, there.listen("kitchen") as other:
            await here.act(THREAD, "messages", "d1", ADA, "en", text="hello")
            first, second = (await live.until("message"))[0], (await other.until("message"))[0]
        assert (first.id, first.data) == (second.id, second.data)
        await here.close()
        await there.close()
