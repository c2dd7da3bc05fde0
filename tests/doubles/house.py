"""A whole bot for tests: the real core on a real store, with a scripted planner, painter and platform.

`async with house(store) as bot:` then `await bot.say("...")` returns the message that answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from time import time
from typing import Any

from doubles.post_office import PostOffice, Shown
from doubles.scripted import ScriptedPainter, ScriptedPlanner
from redis.asyncio import Redis

from bot.adapter import Acceptance
from bot.app import Overrides, Running, connected, running
from bot.events import Attachment, Author, Command, Event, Message, Press, Submit, Thread
from bot.memory.blobs import open_blobs
from bot.painter.fallbacks import Painters
from bot.replies import Reply
from bot.settings import Settings
from bot.valkey import StoreServer

MINA = Author("u-mina", "Mina")
KITCHEN = Thread("test", "kitchen", "t1")


@dataclass
class House:
    """What a test may look at and do. `say`, `press` and `submit` wait for the final answer."""

    app: Running
    planner: Any
    painter: Any
    office: PostOffice
    thread: Thread = KITCHEN
    author: Author = MINA
    locale: str = "en"
    _ids: Any = field(default_factory=lambda: count(1))

    def new_id(self) -> str:
        return f"{self.thread.id}-e{next(self._ids)}"

    @property
    def redis(self) -> Redis:
        """The bot's store, to look into."""
        redis: Redis = self.office.redis
        return redis

    async def accept(self, event: Event) -> Acceptance:
        return await self.app.core.accept(event)

    def message(self, text: str, **more: Any) -> Message:
        base = Message(self.new_id(), self.thread, self.author, 1_700_000_000.0, self.locale, text)
        return replace(base, **more)

    async def say(self, text: str, **more: Any) -> Reply:
        return await self.take(self.message(text, **more))

    async def press(self, button: str, **more: Any) -> Reply:
        base = Press(self.new_id(), self.thread, self.author, 1_700_000_000.0, self.locale, button)
        return await self.take(replace(base, **more))

    async def submit(self, form: str, **values: str) -> Reply:
        return await self.take(
            Submit(self.new_id(), self.thread, self.author, 1_700_000_000.0, self.locale, form, tuple(values.items()))
        )

    async def ask(self, name: str, /, *, manages: bool = False, **options: str) -> Any:
        """Return what a command is answered with at once: a tuple of replies, a form, or None."""
        command = Command(
            self.new_id(), self.thread, self.author, 1_700_000_000.0, self.locale, name, tuple(options.items())
        )
        return await self.app.core.panel(command, manages=manages)

    async def command(self, name: str, /, *, attachments: tuple[Attachment, ...] = (), **options: str) -> Reply:
        """Give a command that starts a turn, and return what answers it."""
        return await self.take(
            Command(
                self.new_id(),
                self.thread,
                self.author,
                1_700_000_000.0,
                self.locale,
                name,
                tuple(options.items()),
                attachments,
            )
        )

    async def tap(self, button: str, *, manages: bool = False) -> Any:
        """Return what a button is answered with at once."""
        press = Press(self.new_id(), self.thread, self.author, 1_700_000_000.0, self.locale, button)
        return await self.app.core.panel(press, manages=manages)

    async def fill(self, form: str, *, manages: bool = False, **values: str) -> Any:
        """Return what a sent form is answered with at once."""
        sent = tuple(values.items())
        submit = Submit(self.new_id(), self.thread, self.author, 1_700_000_000.0, self.locale, form, sent)
        return await self.app.core.panel(submit, manages=manages)

    async def take(self, event: Event) -> Reply:
        await self.accept(event)
        return await self.answer(event.id)

    async def answer(self, turn: str, within_s: float = 20.0) -> Reply:
        """Return the final message of a turn once the turn is over."""
        async with asyncio.timeout(within_s):
            while True:
                shown = [one for one in await self.shown() if one.key == turn]
                waiting = await self.app.engine.running(self.thread) == turn
                if shown and shown[0].reply.is_final and not waiting:
                    return shown[0].reply
                await asyncio.sleep(0.005)

    async def settled(self, within_s: float = 20.0) -> None:
        """Wait until the thread's inbox is empty."""
        async with asyncio.timeout(within_s):
            while await self.app.engine.waiting(self.thread):
                await asyncio.sleep(0.005)

    async def shown(self) -> list[Shown]:
        return await self.office.shown(self.thread)


@asynccontextmanager
async def house(
    store: StoreServer,
    directory: Path,
    *,
    planner: Any = None,
    painter: Any = None,
    painters: Painters | None = None,
    clock: Callable[[], float] = time,
    **settings: Any,
) -> AsyncIterator[House]:
    """Yield a bot on `store` whose pictures lie in `directory`."""
    options = {"web": False, "lease_s": 2.0, "data_dir": directory} | settings
    async with connected(store.url) as redis:
        office = PostOffice(redis)
        planner, painter = planner or ScriptedPlanner(), painter or ScriptedPainter()
        overrides = Overrides(planner, painter, (office,), open_blobs(str(directory / "blobs")), clock, painters)
        async with running(Settings(**options), store, gateway=True, worker=True, overrides=overrides) as app:
            yield House(app, planner, painter, office)
