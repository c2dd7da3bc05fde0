"""A platform that keeps what it was asked to show, in the test's own store: true across processes that are killed.

Idempotent by key, like every real adapter; counts each call, so that a test can tell "shown once" from "asked once".
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from pydantic import TypeAdapter
from redis.asyncio import Redis

from bot.adapter import Capabilities, Core, Traces
from bot.errors import DeliveryError
from bot.events import Thread
from bot.replies import Reply

ROOMY = Capabilities(
    text_chars=20_000,
    cards=10,
    buttons=25,
    buttons_per_row=5,
    forms=True,
    edits=True,
    alt_chars=2_000,
    edit_interval_s=0.01,
    upload_bytes=10_000_000,
    sketches=True,
)
_REPLY = TypeAdapter(Reply)
#: In one step, as a platform does it: a worker that is killed in between must not leave a message without a place.
_SHOW = """
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
return redis.call('RPUSH', KEYS[2], ARGV[1])
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as people see it."""

    key: str
    reply: Reply


class PostOffice:
    """The adapter `name`. `outages` are raised, one a call, by post and edit."""

    def __init__(self, redis: Redis, name: str = "test", capabilities: Capabilities = ROOMY) -> None:
        self.name = name
        self.capabilities = capabilities
        self.core: Core | None = None
        self.outages: list[DeliveryError] = []
        self.forgets: list[tuple[str, Traces | None]] = []
        self.history: list[Reply] = []  # of this process, every content that was shown
        self.redis = redis

    async def listen(self, core: Core) -> None:
        self.core = core
        await asyncio.Event().wait()

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        await self.redis.hincrby("office:posts", f"{thread.key} {key}", 1)
        self._meet_outage()
        place = (f"office:{thread.key}", f"office:order:{thread.key}")
        if await self.redis.eval(_SHOW, 2, *place, key, _dump(reply)):
            self.history.append(reply)
        return key

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        self._meet_outage()
        await self.redis.hset(f"office:{thread.key}", message, _dump(reply))
        self.history.append(reply)

    async def forget(self, room: str, traces: Traces | None = None) -> None:
        self.forgets.append((room, traces))
        for kind in ("", "order:"):
            async for key in self.redis.scan_iter(match=f"office:{kind}{self.name}/{room}/*"):
                if traces is None:
                    await self.redis.delete(key)
                elif kind:
                    for turn in traces.turns:
                        await self.redis.lrem(key, 0, turn)
                else:
                    await self.redis.hdel(key, *traces.turns, "")
        posts = await self.redis.hkeys("office:posts")
        gone = [one for one in posts if one.startswith(f"{self.name}/{room}/")]
        gone = [one for one in gone if traces is None or one.partition(" ")[2] in traces.turns]
        await self.redis.hdel("office:posts", *gone, "")

    async def close(self) -> None:
        pass

    async def shown(self, thread: Thread) -> list[Shown]:
        """Return the thread's messages, oldest first, as they look now."""
        keys = await self.redis.lrange(f"office:order:{thread.key}", 0, -1)
        if not keys:
            return []
        texts = await self.redis.hmget(f"office:{thread.key}", keys)
        return [Shown(key, _REPLY.validate_json(text)) for key, text in zip(keys, texts, strict=True)]

    def _meet_outage(self) -> None:
        if self.outages:
            raise self.outages.pop(0)


def _dump(reply: Reply) -> str:
    return json.dumps(_REPLY.dump_python(reply, mode="json"))
