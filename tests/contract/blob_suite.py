"""What every blob store must do: the suite that runs on a directory, on S3-compatible storage, and in memory."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import BlobMissing, StoreError
from bot.memory.blobs import Blobs

HEDGEHOG = b"\x89PNG hedgehog"
NOTHING = hashlib.sha256(b"never kept").hexdigest()


class BlobContract:
    """Subclasses give the fixtures `blobs`: an empty store, and `overwrite`: a function (hash, bytes) behind it."""

    async def test_bytes_are_filed_under_their_hash(self, blobs: Blobs) -> None:
        blob = await blobs.put(HEDGEHOG)
        assert blob == hashlib.sha256(HEDGEHOG).hexdigest()
        assert await blobs.get(blob) == HEDGEHOG
        assert await blobs.exists(blob)

    # One example after the other on the same store is what is meant, and the classes hold nothing.
    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors], max_examples=25
    )
    @given(data=st.binary(max_size=2000))
    async def test_any_bytes_come_back(self, blobs: Blobs, data: bytes) -> None:
        assert await blobs.get(await blobs.put(data)) == data

    async def test_large_bytes_come_back(self, blobs: Blobs) -> None:
        data = bytes(range(256)) * 30_000  # more than one part of a multipart upload
        assert await blobs.get(await blobs.put(data)) == data

    async def test_putting_again_changes_nothing(self, blobs: Blobs) -> None:
        hashes = await asyncio.gather(*(blobs.put(HEDGEHOG) for _ in range(8)))
        assert len(set(hashes)) == 1
        assert await blobs.get(hashes[0]) == HEDGEHOG

    async def test_unknown_hash_is_missing(self, blobs: Blobs) -> None:
        assert not await blobs.exists(NOTHING)
        with pytest.raises(BlobMissing):
            await blobs.get(NOTHING)

    @pytest.mark.parametrize(
        "name", ["", "../../etc/passwd", "ab/../../x", NOTHING.upper(), NOTHING[:-1], NOTHING + "\n"]
    )
    async def test_what_is_no_hash_never_becomes_a_path(self, blobs: Blobs, name: str) -> None:
        for ask in (blobs.get, blobs.exists, blobs.delete):
            with pytest.raises(BlobMissing):
                await ask(name)

    async def test_deleted_bytes_are_gone_and_can_be_kept_anew(self, blobs: Blobs) -> None:
        blob, other = await blobs.put(HEDGEHOG), await blobs.put(b"other")
        await blobs.delete(blob)
        assert not await blobs.exists(blob)
        with pytest.raises(BlobMissing):
            await blobs.get(blob)
        assert await blobs.get(other) == b"other"
        assert await blobs.put(HEDGEHOG) == blob
        assert await blobs.get(blob) == HEDGEHOG

    async def test_deleting_what_is_not_there_is_no_error(self, blobs: Blobs) -> None:
        await blobs.delete(NOTHING)

    async def test_damaged_bytes_are_told_not_shown_and_mended_by_the_next_put(self, blobs: Blobs, overwrite) -> None:
        blob = await blobs.put(HEDGEHOG)
        await overwrite(blob, HEDGEHOG[:-1])
        with pytest.raises(StoreError, match="blob damaged"):
            await blobs.get(blob)
        await blobs.put(HEDGEHOG)
        assert await blobs.get(blob) == HEDGEHOG
