"""The gateway's connection: discord.py's sockets, heartbeats, resuming and shards, with our own eyes on what comes in.

Used by the adapter's `listen`. The library's parsers and caches are taken out: a payload that they cannot read would
end the connection, and nothing here needs them. Payloads go on as they came. discord.py has no public way to do either,
nor to resume a session of another process; the version is pinned.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, cast

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.shard import Shard
from redis.asyncio import Redis

from adapters.discord.limits import IDENTIFY_S
from adapters.discord.sessions import Session, Sessions

log = structlog.get_logger(__name__)

#: Called with an event's name and payload; must not raise, and must not wait.
Hear = Callable[[str, dict[str, object]], None]
HEARD = (
    "READY",
    "RESUMED",
    "GUILD_CREATE",
    "GUILD_UPDATE",
    "GUILD_DELETE",
    "MESSAGE_CREATE",
    "MESSAGE_DELETE",
    "MESSAGE_DELETE_BULK",
    "MESSAGE_REACTION_ADD",
    "INTERACTION_CREATE",
)
#: A session is resumed so often without getting further before a new one is begun.
_TRIES = 3
#: A close code that keeps the session, other than 1000.
_KEEP_SESSION = 4000


def intents_of(*, content: bool) -> discord.Intents:
    """Return what the bot asks to hear: with `content`, messages that do not mention it, too."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = intents.dm_messages = True
    intents.guild_reactions = intents.dm_reactions = True
    intents.message_content = content
    return intents


class Gateway(discord.AutoShardedClient):
    """The sockets of one process: those of `shard_ids`. `identify` is awaited before each IDENTIFY."""

    def __init__(
        self,
        hear: Hear,
        identify: Callable[[int], Awaitable[None]],
        sessions: Sessions,
        *,
        content: bool,
        shard_count: int,
        shard_ids: Sequence[int],
    ) -> None:
        super().__init__(
            intents=intents_of(content=content),
            shard_count=shard_count,
            shard_ids=list(shard_ids),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._identify = identify
        self._sessions = sessions
        self._resumed: dict[int, int] = {}  # shard -> where its session went on
        # The library looks its parsers up in this table for every event.
        self._connection.parsers = cast(Any, {name: _heard(hear, name) for name in HEARD})

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 - the library's
        """Wait for this shard's turn to identify, across all processes."""
        await self._identify(shard_id or 0)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard: go on with the session of a process that ended, or begin one."""
        session = await self._sessions.get(shard_id)
        if session is not None and session.tries < _TRIES:
            # What ended the process that resumed it last may end this one.
            await self._sessions.note(shard_id, session.model_copy(update={"tries": session.tries + 1}))
            try:
                socket = await asyncio.wait_for(
                    DiscordWebSocket.from_client(
                        self,
                        gateway=yarl.URL(session.url),
                        shard_id=shard_id,
                        session=session.id,
                        sequence=session.sequence,
                        resume=True,
                    ),
                    self.shard_connect_timeout,
                )
            except Exception as error:  # noqa: BLE001 - whatever it was, a new session is begun
                log.info("discord_session_not_resumed", shard=shard_id, error=type(error).__name__)
            else:
                self._resumed[shard_id] = session.sequence
                inner = cast(Any, self)
                shard = Shard(socket, self, inner._AutoShardedClient__queue.put_nowait)
                inner._AutoShardedClient__shards[shard_id] = shard
                shard.launch()
                return
        await super().launch_shard(gateway, shard_id, initial=initial)

    def standing(self) -> dict[int, Session]:
        """Return how far each shard has heard, where it got further since it began."""
        found = {}
        for shard, socket in self._sockets().items():
            # What broke the connection at once would break it again.
            if socket.session_id and socket.sequence not in (None, self._resumed.get(shard)):
                found[shard] = Session(id=socket.session_id, sequence=socket.sequence or 0, url=str(socket.gateway))
        return found

    async def close(self) -> None:
        """Close the connections, so that their sessions can be resumed, by this process or the next."""
        for socket in self._sockets().values():
            with suppress(Exception):  # it may be broken already
                await socket.close(code=_KEEP_SESSION)
        await super().close()

    def _sockets(self) -> dict[int, DiscordWebSocket]:
        shards = cast(Any, self)._AutoShardedClient__shards
        return {number: shard.ws for number, shard in shards.items()}


def _heard(hear: Hear, name: str) -> Callable[[object], None]:
    def parse(data: object) -> None:
        if isinstance(data, dict):
            hear(name, data)
        else:
            log.info("discord_payload_not_understood", name=name)

    return parse


class IdentifyLanes:
    """Lets one shard of each lane identify in five seconds, whichever process it is of. `lanes` is max_concurrency."""

    def __init__(
        self,
        redis: Redis,
        lanes: int,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        hold_s: float = IDENTIFY_S,
    ) -> None:
        self._redis = redis
        self._lanes = max(lanes, 1)
        self._sleep = sleep
        self._hold_s = hold_s

    async def wait(self, shard: int) -> None:
        """Return when it is this shard's turn."""
        key = f"discord1:identify:{shard % self._lanes}"
        while not await self._redis.set(key, str(shard), nx=True, px=int(self._hold_s * 1000)):
            await self._sleep(0.1)
