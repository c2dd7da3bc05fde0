"""The servers that the bot is in, and its removal from one, told to the core.

Used by the adapter when it listens. A removal while no gateway ran is found when a session begins: it tells all of a
shard's servers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from adapters.discord.listening import Listener
from adapters.discord.marks import PLATFORM, Marks
from adapters.discord.reading import Payload, items, shard_of, snowflake
from bot.adapter import Core


@dataclass(frozen=True, slots=True)
class Servers:
    """Takes what Discord tells of where the bot is."""

    core: Core
    marks: Marks
    listener: Listener

    async def joined(self, data: Payload) -> None:
        """Take that the bot is in a server."""
        guild = snowflake(data.get("id"))
        if guild and not data.get("unavailable"):
            await self.listener.again(partial(self.marks.note_server, guild))
            await self.listener.again(partial(self.core.presence, f"{PLATFORM}/{guild}", here=True))

    async def left(self, data: Payload) -> None:
        """Take that the bot was removed from a server; one that is only unavailable has trouble of its own."""
        guild = snowflake(data.get("id"))
        if guild and not data.get("unavailable"):
            await self._left(guild)

    async def began(self, ready: Payload) -> None:
        """Compare the servers of a shard with those that it had when it was heard last."""
        shard, count = shard_of(ready)
        if not count or not isinstance(ready.get("guilds"), list):
            return
        now = {snowflake(one.get("id")) for one in items(ready.get("guilds"))}
        for guild in await self.listener.again(self.marks.servers):
            if (int(guild) >> 22) % count == shard and guild not in now:
                await self._left(guild)

    async def _left(self, guild: str) -> None:
        await self.listener.again(partial(self.core.presence, f"{PLATFORM}/{guild}", here=False))
        await self.listener.again(partial(self.marks.drop_server, guild))
