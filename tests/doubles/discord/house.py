"""Whole picturebooks on the Discord of the tests: a gateway and a worker, each a process of its own, on one store."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from doubles.discord.people import Seen, World
from doubles.discord.server import TOKEN, DiscordServer
from doubles.process import BotProcess


@dataclass
class DiscordHouse:
    """Processes, and the people they serve."""

    world: World
    gateway: BotProcess
    worker: BotProcess
    guild: int

    async def answer(self, channel: int, after: int, pictures: int | None = None) -> Seen:
        """Return the first finished answer after a message: without progress, and with so many pictures if given."""

        def found() -> Seen | None:
            for one in self.world.answers(channel):
                busy = any(custom.startswith("pb1:stop:") for custom, _ in one.buttons)
                if one.id > after and not busy and (pictures is None or len(one.pictures) == pictures):
                    return one
            return None

        try:
            seen: Seen = await self.world.until(found)
        except AssertionError:
            raise AssertionError(
                [(one.text, one.small, len(one.pictures)) for one in self.world.seen(channel)],
                self.gateway.said[-15:],
                self.worker.said[-15:],
            ) from None
        return seen

    async def settled(self, channel: int, only: int) -> None:
        """Wait until the bot shows this one message in a channel, and go on looking for a while."""

        def others() -> list[tuple[str, tuple[str, ...], int]]:
            every = self.world.answers(channel)
            return [(one.text, one.small, len(one.pictures)) for one in every if one.id != only]

        try:
            await self.world.until(lambda: not others())
        except AssertionError:
            raise AssertionError(others(), self.worker.said[-15:]) from None
        await asyncio.sleep(0.5)
        assert not others(), (others(), self.worker.said[-15:])

    async def ask(self, person: int, channel: int, text: str, pictures: int | None = None, **more: int) -> Seen:
        """Mention the bot in a channel; return the answer in the thread that this opens."""
        said = self.world.say(person, channel, self.world.mention(text), **more)
        await self.world.until(lambda: said.id in self.world.threads(channel), f"no thread: {self.worker.said[-15:]}")
        return await self.answer(said.id, 0, pictures)

    async def say(self, person: int, thread: int, text: str, pictures: int | None = None) -> Seen:
        """Say something in a thread; return the answer."""
        return await self.answer(thread, self.world.say(person, thread, text).id, pictures)


def settings(server: DiscordServer, store: str) -> dict[str, str]:
    """Return what both kinds of process are started with."""
    return {
        "REDIS_URL": store,
        "PICTUREBOOK_WEB": "off",
        "PICTUREBOOK_DISCORD_TOKEN": TOKEN,
        "PICTUREBOOK_DISCORD_API": server.address,
        "PICTUREBOOK_PAINTER_PROCESSES": "1",
        "PICTUREBOOK_LEASE_S": "2",
    }


@asynccontextmanager
async def discord_house(directory: Path, store: str, **more: str) -> AsyncIterator[DiscordHouse]:
    """Start a gateway and a worker; both are killed at the end."""
    server = DiscordServer()
    await server.start()
    world = World(server)
    guild = world.guild()
    environment = settings(server, store) | more
    gateway = BotProcess(directory, command=("gateway",), settings=environment)
    worker = BotProcess(directory, command=("worker",), settings=environment)
    try:
        await asyncio.gather(gateway.start(), worker.start())
        await world.until(lambda: server.hub.connected, f"not connected: {gateway.said}")
        yield DiscordHouse(world, gateway, worker, guild)
    finally:
        await asyncio.gather(*(one.end(signal.SIGKILL) for one in (gateway, worker) if one.process is not None))
        await server.close()
    server.check_requests()
