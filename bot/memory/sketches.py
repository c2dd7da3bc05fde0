"""Unfinished pictures, kept for the minutes in which somebody watches them being painted.

Written by the turn, read by the core when a page asks for bytes. They lie in the store and not among the pictures'
bytes, and go by themselves: nothing has to be taken back when a worker dies while it paints.
"""

from __future__ import annotations

import base64

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import StoreError
from bot.memory.blobs import content_hash
from bot.memory.keys import BlobKeys

#: Longer than a picture takes, and short enough to be forgotten by itself.
KEPT_S = 600


class Sketches:
    """Small pictures by content hash, for a while."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def keep(self, data: bytes) -> str:
        """Keep `data` and return its hash. Raises StoreError."""
        blob = await content_hash(data)
        try:
            await self._redis.set(BlobKeys(blob).sketch, base64.b64encode(data).decode(), ex=KEPT_S)
        except RedisError as error:
            raise StoreError(f"a sketch: {type(error).__name__}") from error
        return blob

    async def get(self, blob: str) -> bytes | None:
        """Return the bytes, or None when there are none any more. Raises StoreError."""
        try:
            text = await self._redis.get(BlobKeys(blob).sketch)
            return None if text is None else base64.b64decode(text, validate=True)
        except (RedisError, ValueError) as error:
            raise StoreError(f"a sketch: {type(error).__name__}") from error
