"""Look-ups: what is known of some things, from the cache or asked for, within two seconds in all.

Called by knowledge.py. Never fails: what cannot be found in time is left out. The cache is shared by all rooms and
names none of them; its keys tell nothing of what was asked.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Sequence
from functools import partial

import aiohttp
import structlog
from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError

from bot.codec import dump, load
from bot.ending import end
from bot.errors import StoreError
from bot.knowledge.sources import NotFound, Sources
from bot.memory.keys import known_key
from bot.planner import Known

log = structlog.get_logger(__name__)

#: How long all look-ups of one request may take together.
LIMIT_S = 2.0
#: How long an answer is kept, and how long it is remembered that there was none.
FOUND_TTL_S, NOTHING_TTL_S = 7 * 86_400, 6 * 3_600
_NOTHING = "-"


class Lookups:
    """Looks things up. `limit_s` bounds one request's look-ups."""

    def __init__(self, redis: Redis | RedisCluster, sources: Sources, limit_s: float = LIMIT_S) -> None:
        self._redis = redis
        self._sources = sources
        self._limit_s = limit_s

    async def known(self, things: Sequence[str]) -> tuple[Known, ...]:
        """Return what is known of the things, in their order."""
        asking = [asyncio.create_task(self._one(thing)) for thing in things]
        if not asking:
            return ()
        try:
            await asyncio.wait(asking, timeout=self._limit_s)
            found = [one.result() for one in asking if one.done()]
        finally:
            await end(*asking)
        if len(found) < len(things):
            log.info("lookup_too_slow", count=len(things) - len(found))
        return tuple(one for one in found if one is not None)

    async def close(self) -> None:
        """Release connections."""
        await self._sources.session.close()

    async def _one(self, thing: str) -> Known | None:
        language = "ko" if re.search("[가-힣]", thing) else "en"
        key = known_key(hashlib.blake2b(f"{language}\0{thing.casefold()}".encode(), digest_size=16).hexdigest())
        try:
            kept = await self._redis.get(key)
            if kept is not None:
                return None if kept == _NOTHING else load(Known, str(kept))
        except (RedisError, StoreError) as error:
            log.warning("lookup_cache_failed", error=type(error).__name__)
        found, is_sure = await self._asked(thing, language)
        if found is not None or is_sure:
            text, ttl_s = (_NOTHING, NOTHING_TTL_S) if found is None else (dump(found), FOUND_TTL_S)
            try:
                await self._redis.set(key, text, ex=ttl_s)
            except RedisError as error:
                log.warning("lookup_cache_failed", error=type(error).__name__)
        return found

    async def _asked(self, thing: str, language: str) -> tuple[Known | None, bool]:
        """Return what the first source that knows says; and whether it is sure that none does."""
        is_sure = True
        for ask in (partial(self._sources.summary, thing, language), partial(self._sources.instant, thing)):
            try:
                return await ask(), True
            except NotFound as error:
                log.debug("lookup_found_nothing", why=str(error))
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                is_sure = False  # it may know more tomorrow
                log.warning("lookup_failed", error=type(error).__name__)
        return None, is_sure
