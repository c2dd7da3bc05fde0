"""A gateway process for tests: listens on a port until it is killed, with a core that remembers in the store.

Run as: python web_gateway.py STORE_URL PORT. Prints the page's address once it listens.
"""

from __future__ import annotations

import asyncio
import sys

from doubles.scripted_core import ScriptedCore
from redis.asyncio import Redis

from adapters.web.adapter import WebAdapter
from bot.adapter import Acceptance
from bot.events import Event

#: LIST of what was taken: "kind id".
TAKEN = "test:taken"


class StoringCore(ScriptedCore):
    """Writes down what it took where a test in another process can read it."""

    def __init__(self, redis: Redis) -> None:
        super().__init__()
        self._redis = redis

    async def accept(self, event: Event) -> Acceptance:
        """Take the event, and write it down."""
        acceptance = await super().accept(event)
        await self._redis.rpush(TAKEN, f"{type(event).__name__} {event.id}")  # type: ignore[misc]  # typed for both
        return acceptance


async def main(url: str, port: int) -> None:
    """Listen until killed."""
    redis = Redis.from_url(url)
    adapter = WebAdapter(redis, port=port)
    listening = asyncio.create_task(adapter.listen(StoringCore(redis)))
    started = asyncio.create_task(adapter.started.wait())
    await asyncio.wait({listening, started}, return_when=asyncio.FIRST_COMPLETED)
    sys.stdout.write(f"{adapter.address}\n")
    sys.stdout.flush()
    await listening


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
