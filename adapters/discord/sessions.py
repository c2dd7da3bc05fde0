"""Sessions at the gateway, kept in the store: a gateway that was killed goes on where it was, and misses nothing.

Used by adapters/discord/gateway.py and its adapter. What is noted never runs ahead of what the core has taken, so that
Discord sends again whatever was not; events that were taken already are known by their ids.
"""

from __future__ import annotations

from typing import Any, cast

from pydantic import BaseModel, ConfigDict
from redis.asyncio import Redis

from adapters.discord.told import told

#: Discord forgets a session within minutes; an older note only costs one refused try.
_KEPT_S = 3_600


class Session(BaseModel):
    """Where a shard's session stands. `url` is where Discord wants it resumed."""

    model_config = ConfigDict(frozen=True)

    id: str
    sequence: int
    url: str
    tries: int = 0  # how often it was resumed without getting any further


class Sessions:
    """The sessions of one bot. `name` tells apart what cannot resume each other: bots, shard counts, intents."""

    def __init__(self, redis: Redis, name: str) -> None:
        self._redis = cast(Any, redis)
        self._name = name

    @told
    async def get(self, shard: int) -> Session | None:
        """Return a shard's session, None when there is none to resume. Raises StoreError."""
        found = await self._redis.get(self._key(shard))
        return None if found is None else Session.model_validate_json(found)

    @told
    async def note(self, shard: int, session: Session) -> None:
        """Note how far a shard has come. Raises StoreError."""
        await self._redis.set(self._key(shard), session.model_dump_json(), ex=_KEPT_S)

    def _key(self, shard: int) -> str:
        return f"discord1:session:{self._name}:{shard}"
