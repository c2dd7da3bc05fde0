"""Who needs which bytes: a picture's bytes live as long as one record, in any room, points at them.

Called by the core for attachments and by the turn. Bytes are kept before their record is committed: a crash between
the two leaves bytes too many, never a record without bytes. A release that was cut short can be repeated.

Why no release can take bytes that somebody just came to need. Owners are a set in Redis; bytes may go only when it is
empty. "Drop my name, and if nobody is left, mark the blob as leaving" is one script; so is "add my name, and tell me
whether the blob is leaving". They run one after the other. If the adding one comes first, the set is not empty and
nothing is marked. If it comes second, it sees the mark, and waits until the deletion is over before it writes the
bytes. Once a name stands in the set and no mark is up, no new mark can be put up while the name stands. A mark left by
a process that died runs out; a deletion that is still alive is abandoned well before that. (What remains: a process
that is frozen for a minute between its mark and its deletion. Reading such bytes is then a BlobMissing, not a wrong
picture.)
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError

from bot.errors import StoreError
from bot.memory.blobs import Blobs, content_hash
from bot.memory.keys import BlobKeys

#: How long a mark stands when nobody takes it down, and how long a deletion may take.
_LEAVING_MS = 60_000
_DELETE_TIMEOUT_S = 30
#: How often one who waits for a deletion looks again.
_LOOK_S = 0.05

#: KEYS owners, leaving; ARGV owner -> 1 while the bytes are leaving, else 0.
_HOLD = """
redis.call('SADD', KEYS[1], ARGV[1])
return redis.call('EXISTS', KEYS[2])
"""

#: KEYS owners, leaving; ARGV owner, token, milliseconds -> 1 when nobody is left: the caller deletes the bytes.
_RELEASE = """
redis.call('SREM', KEYS[1], ARGV[1])
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1
"""


class BlobRefs:
    """Owners of blobs. An owner is "<room key>/<picture or attachment id>"; naming it twice counts once."""

    def __init__(
        self, redis: Redis | RedisCluster, blobs: Blobs, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._redis = redis
        self._blobs = blobs
        self._sleep = sleep

    async def keep(self, data: bytes, owner: str) -> str:
        """Keep `data` for `owner` and return its hash. Raises StoreError; keeping again is harmless."""
        blob = await content_hash(data)
        keys = BlobKeys(blob)
        leaving = await self._eval(_HOLD, keys, owner)
        while leaving:
            await self._sleep(_LOOK_S)
            leaving = bool(await self._ask("EXISTS", keys.leaving))
        # Always written, even over the same bytes: it costs no more than looking, and mends damaged ones.
        return await self._blobs.put(data)

    async def release(self, blob: str, owner: str) -> bool:
        """Take `owner` off; when it was the last, delete the bytes and return True. Raises StoreError.

        Releasing again after a crash or an error finishes what was begun.
        """
        keys, token = BlobKeys(blob), uuid.uuid4().hex
        if not await self._eval(_RELEASE, keys, owner, token, _LEAVING_MS):
            return False
        try:
            async with asyncio.timeout(_DELETE_TIMEOUT_S):
                await self._blobs.delete(blob)
        except TimeoutError as error:
            # The mark stays up until it runs out: the storage may still be at it.
            raise StoreError(f"blob {blob} could not be deleted within {_DELETE_TIMEOUT_S} s") from error
        await self._ask("SREM", keys.leaving, token)
        return True

    async def owners(self, blob: str) -> frozenset[str]:
        """Return who needs the bytes. Raises StoreError."""
        names: Iterable[str] = await self._ask("SMEMBERS", BlobKeys(blob).owners)
        return frozenset(names)

    async def _eval(self, script: str, keys: BlobKeys, *args: str | int) -> bool:
        return bool(await self._ask("EVAL", script, 2, keys.owners, keys.leaving, *args))

    async def _ask(self, *command: str | int) -> Any:
        try:
            return await self._redis.execute_command(*command)
        except RedisError as error:
            raise StoreError(f"owners of a blob: {type(error).__name__}: {error}") from error
