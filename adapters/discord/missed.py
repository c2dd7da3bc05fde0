"""What was said while no session heard it: read from the history of the channels that the bot takes part in.

Used by the adapter. A session that is resumed misses nothing, so this is for new ones: after an outage longer than
Discord keeps a session. Bounded in channels, messages and age; what was taken before is known by its id. Presses,
reactions and deletions of that time are in no history, and stay lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import structlog

from adapters.discord import limits
from adapters.discord.errors import Refusal
from adapters.discord.heard import Heard, Spoken
from adapters.discord.lanes import Lanes
from adapters.discord.listening import Listener
from adapters.discord.reading import Payload, first_id, mapping, shard_of, snowflake
from adapters.discord.rest import Rest
from bot.errors import DeliveryError

log = structlog.get_logger(__name__)

_HISTORY = "/channels/{channel_id}/messages?limit={limit}&after={after}"
#: Our clock and Discord's may differ, and what was told last may have been under way: by so much at most.
_MARGIN_S = 60.0
#: Histories that are read at once: the rest of the bot's requests come between.
_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Missed:
    """Reads what was missed. `age_s`: how old it may be; 0 for none."""

    rest: Rest
    heard: Heard
    listener: Listener
    lanes: Lanes
    age_s: float
    clock: Callable[[], float]
    _looking: dict[int, asyncio.Event] = field(default_factory=dict)
    _owed: dict[str, tuple[Spoken, asyncio.Future[int]]] = field(default_factory=dict)  # by channel
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    def begin(self, ready: Payload) -> None:
        """Take up what a session that is new, and `ready`, has missed; the lanes are settled when that is done."""
        shard, count = shard_of(ready)
        if self.age_s and count and shard not in self._looking:
            self._looking[shard] = asyncio.Event()
            self.lanes.now(lambda: self._read(shard, count))

    async def message(self, data: Payload) -> None:
        """Take a message that a session tells, after those that were missed in its channel."""
        for looking in tuple(self._looking.values()):
            await looking.wait()
        await self._channel(snowflake(data.get("channel_id")))
        await self.listener.message(data)

    async def _read(self, shard: int, count: int) -> None:
        loop = asyncio.get_running_loop()
        try:
            since = await self._since(shard, count)
            # What an earlier session has missed is read with what this one has.
            owed = {one.channel: (one, loop.create_future()) for one in since if one.channel not in self._owed}
            self._owed.update(owed)
        finally:
            self._looking.pop(shard).set()
        for channel, (_, read) in owed.items():
            # In its lane, where what is said there now waits as well.
            if not self.lanes.put(channel, partial(self._channel, channel)):
                read.cancel()
        counts = await asyncio.gather(*(read for _, read in owed.values()), return_exceptions=True)
        messages = sum(one for one in counts if isinstance(one, int))
        if messages:
            log.info("discord_missed_read", shard=shard, channels=len(owed), messages=messages)

    async def _since(self, shard: int, count: int) -> tuple[Spoken, ...]:
        """Return the shard's channels, each with the time from which on its history is to be read."""
        now_s = self.clock()
        until_s = await self.listener.again(partial(self.heard.until_s, shard, count))
        channels = await self.listener.again(partial(self.heard.channels, now_s))
        # Never before what was taken last there: somebody may have had that forgotten since.
        first_ms = int(max(until_s - _MARGIN_S, now_s - self.age_s) * 1000)
        own = [one for one in channels if (int(one.guild or 0) >> 22) % count == shard]
        return tuple(Spoken(one.guild, one.channel, max(one.at_ms, first_ms)) for one in own[: limits.MISSED_CHANNELS])

    async def _channel(self, channel: str) -> None:
        """Take what was missed in a channel, once."""
        if channel not in self._owed:
            return
        (spoken, read), taken = self._owed.pop(channel), 0
        try:
            async with self._turns:
                messages = await self._history(spoken)
            for one in messages:
                # A history does not say which server it is of.
                await self.listener.message({**one, "guild_id": spoken.guild} if spoken.guild else one)
                taken += 1
        except Refusal:  # deleted, or not to be seen any more
            await self.heard.drop(frozenset({spoken.channel}))
        except DeliveryError as error:
            log.warning("discord_history_not_read", channel=spoken.channel, error=str(error))
        finally:
            if not read.done():
                read.set_result(taken)

    async def _history(self, spoken: Spoken) -> list[Payload]:
        """Return what was said after a time, oldest first."""
        found: list[Payload] = []
        after = first_id(spoken.at_ms + 1) - 1
        while len(found) < limits.MISSED_MESSAGES:
            ids = {"channel_id": spoken.channel, "limit": str(limits.HISTORY_MESSAGES), "after": str(after)}
            page = [mapping(one) for one in await self.rest.ask_list("GET", _HISTORY, **ids)]
            page = sorted((one for one in page if snowflake(one.get("id"))), key=lambda one: int(str(one["id"])))
            found += page
            if len(page) < limits.HISTORY_MESSAGES:
                break
            after = int(str(page[-1]["id"]))
        return found[: limits.MISSED_MESSAGES]
