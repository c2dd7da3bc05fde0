"""The only place that wires parts together: from settings and a store to a running bot.

Called by the command line, by `picturebook replay` and by tests of whole processes. Which parts run in this process
is decided here and nowhere else; how each is built stands in a module of its own: stores, platforms, drawing, rooms,
and parts, which are the banner's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from bot.app.drawing import facts_of, planner_of, till_of, turns_of
from bot.app.overrides import Overrides
from bot.app.parts import parts_of
from bot.app.platforms import (
    adapters_of,
    address_of,
    check_slack_keys,
    discord_desk,
    slack_desk,
    slack_key,
    slack_manifest,
)
from bot.app.rooms import panels_of, rooms_of
from bot.app.stores import blobs_of, connected
from bot.banner import Part
from bot.core import PicturebookCore
from bot.ending import end
from bot.engine import Engine, Pace, opened
from bot.errors import StoreError
from bot.images import ImageLimits
from bot.intake import InputLimits
from bot.memory.blob_refs import BlobRefs
from bot.memory.memory import Memory
from bot.memory.sketches import Sketches
from bot.settings import Settings
from bot.valkey import StoreServer

__all__ = [
    "Overrides",
    "Running",
    "adapters_of",
    "blobs_of",
    "check_slack_keys",
    "connected",
    "discord_desk",
    "facts_of",
    "parts_of",
    "planner_of",
    "running",
    "slack_desk",
    "slack_key",
    "slack_manifest",
]


@dataclass(slots=True)
class Running:
    """A bot that runs. `core` takes events; `parts` are for the banner."""

    parts: tuple[Part, ...]
    core: PicturebookCore
    engine: Engine
    memory: Memory
    address: str | None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def wait(self) -> None:
        """Return when a part has ended; raises what it failed with."""
        if self._tasks:
            done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()


@asynccontextmanager
async def running(
    settings: Settings, store: StoreServer, *, gateway: bool, worker: bool, overrides: Overrides | None = None
) -> AsyncIterator[Running]:
    """Build and start what `settings` ask for, on `store`; all of it ends with the context.

    `gateway`: listen to the platforms; `worker`: handle turns. Raises SettingsError and StoreError.
    """
    chosen = overrides or Overrides()
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(connected(store.url))
        blobs = chosen.blobs or blobs_of(settings)
        memory, refs, till = Memory(redis), BlobRefs(redis, blobs), till_of(settings, redis)
        pace = Pace(settings.lease_s, settings.worker_concurrency, settings.inbox_limit)
        engine = await stack.enter_async_context(opened(redis, store.url, pace, chosen.clock))
        limits = InputLimits(settings.max_message_chars, ImageLimits(size_bytes=settings.max_upload_mb * 1_000_000))
        adapters = chosen.adapters if chosen.adapters is not None else adapters_of(settings, redis, blobs)
        stores = (redis, memory, blobs, refs)
        rooms, retention = rooms_of(settings, engine, stores, adapters, clock=chosen.clock, is_ours=store.exclusive)
        panels = panels_of(settings, (redis, memory), rooms, till, adapters, clock=chosen.clock)
        core = PicturebookCore(engine, memory, blobs, rooms, limits, panels=panels, sketches=Sketches(redis))
        for adapter in adapters:
            stack.push_async_callback(adapter.close)
        tasks = []
        if worker:
            turns = await stack.enter_async_context(
                turns_of(
                    settings, chosen, memory, (blobs, refs), adapters, redis=redis, till=till, sketches=Sketches(redis)
                )
            )
            if store.exclusive:
                await engine.recover()
            tasks.append(asyncio.create_task(engine.work(turns, retention.tidy), name="worker"))
        if gateway:
            tasks += [asyncio.create_task(one.listen(core), name=one.name) for one in adapters]
        tasks.append(asyncio.create_task(_watch_store(store), name="store"))
        try:
            address = await address_of(adapters, tasks) if gateway else None
            yield Running(parts_of(settings, gateway=gateway, worker=worker), core, engine, memory, address, tasks)
        finally:
            await end(*tasks)


async def _watch_store(store: StoreServer) -> None:
    await store.lost.wait()
    raise StoreError("the embedded store has ended")
