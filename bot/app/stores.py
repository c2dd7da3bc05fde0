"""Opening what a bot keeps things in: the store's client, and the place of pictures' bytes.

Called by `running`, and by commands and tests that need a store but no bot. Knows no platform and no model.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import BlockingConnectionPool, Redis

from bot.app.secret import secret_of
from bot.memory.blobs import Blobs, open_blobs
from bot.settings import Settings

#: How long a command may wait for a free connection to the store before the store counts as down.
POOL_WAIT_S = 20.0


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    """Yield a client of the store at `url`; more commands at once than it has connections wait for their turn."""
    pool = BlockingConnectionPool.from_url(url, timeout=POOL_WAIT_S, decode_responses=True, encoding_errors="replace")
    redis = Redis(connection_pool=pool)
    try:
        yield redis
    finally:
        await redis.aclose()
        await pool.aclose()


def blobs_of(settings: Settings) -> Blobs:
    """Open where pictures' bytes are kept."""
    return open_blobs(
        settings.blob_url or str(settings.blob_dir),
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        key_id=secret_of(settings.s3_access_key_id),
        secret=secret_of(settings.s3_secret_access_key),
    )
