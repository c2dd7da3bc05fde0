"""Bytes live exactly as long as somebody owns them, whoever comes and goes at the same time."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from doubles.valkey import running_valkey
from doubles.valkey_cluster import running_cluster
from fakeredis import FakeAsyncRedis
from redis.asyncio import Redis, RedisCluster
from redis.cluster import key_slot

from bot.errors import StoreError
from bot.memory import blob_refs
from bot.memory.blob_refs import BlobRefs
from bot.memory.blobs import Blobs, open_blobs
from bot.memory.keys import BlobKeys

HEDGEHOG = b"\x89PNG hedgehog"
ANN, BOB = "web/kitchen/pic-1", "web/garden/pic-1"


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[str, str]]:
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as other,
        running_valkey(Path(one)) as alone,
        running_cluster(Path(other)) as cluster,
    ):
        yield alone, cluster


@pytest.fixture(params=["valkey", "cluster", "memory only"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[Redis | RedisCluster]:
    if request.param == "memory only":
        made: Redis | RedisCluster = FakeAsyncRedis(decode_responses=True)
    else:
        alone, cluster = request.getfixturevalue("servers")
        is_cluster = request.param == "cluster"
        made = (RedisCluster if is_cluster else Redis).from_url(cluster if is_cluster else alone, decode_responses=True)
    async with made:
        await made.flushall()
        yield made


class Halting(Blobs):
    """A store whose deletions wait until they are let go."""

    def __init__(self) -> None:
        super().__init__(open_blobs("memory://")._store)
        self.deleting = asyncio.Event()
        self.go = asyncio.Event()

    async def delete(self, blob: str) -> None:
        self.deleting.set()
        await self.go.wait()
        await super().delete(blob)


async def test_bytes_stay_until_their_last_owner_goes(client: Redis) -> None:
    blobs = open_blobs("memory://")
    refs = BlobRefs(client, blobs)
    blob = await refs.keep(HEDGEHOG, ANN)
    assert await refs.keep(HEDGEHOG, BOB) == await refs.keep(HEDGEHOG, BOB) == blob
    assert await refs.owners(blob) == {ANN, BOB}
    assert not await refs.release(blob, ANN)
    assert await blobs.get(blob) == HEDGEHOG
    assert await refs.release(blob, BOB)
    assert not await blobs.exists(blob)
    assert await refs.owners(blob) == frozenset()
    keys = BlobKeys(blob)
    assert await client.exists(keys.owners) == await client.exists(keys.leaving) == 0


async def test_stranger_cannot_release(client: Redis) -> None:
    blobs = open_blobs("memory://")
    refs = BlobRefs(client, blobs)
    blob = await refs.keep(HEDGEHOG, ANN)
    assert not await refs.release(blob, BOB)
    assert await blobs.exists(blob)


async def test_owner_is_noted_before_the_bytes_are_written(client: Redis) -> None:
    class Failing(Blobs):
        async def put(self, data: bytes) -> str:
            raise StoreError("disk full")

    refs = BlobRefs(client, Failing(open_blobs("memory://")._store))
    with pytest.raises(StoreError):
        await refs.keep(HEDGEHOG, ANN)
    blob = await open_blobs("memory://").put(HEDGEHOG)
    assert await refs.owners(blob) == {ANN}


async def test_keeping_waits_while_the_same_bytes_are_leaving(client: Redis) -> None:
    blobs = Halting()
    refs = BlobRefs(client, blobs)
    blob = await refs.keep(HEDGEHOG, ANN)
    release = asyncio.create_task(refs.release(blob, ANN))
    await blobs.deleting.wait()
    looked = asyncio.Event()

    async def look(_: float) -> None:
        looked.set()
        await asyncio.sleep(0)

    keep = asyncio.create_task(BlobRefs(client, blobs, sleep=look).keep(HEDGEHOG, BOB))
    await looked.wait()
    assert not keep.done()
    blobs.go.set()
    assert await release
    assert await keep == blob
    assert await blobs.get(blob) == HEDGEHOG


async def test_mark_of_a_process_that_died_runs_out(client: Redis) -> None:
    blobs = Halting()
    refs = BlobRefs(client, blobs)
    blob = await refs.keep(HEDGEHOG, ANN)
    release = asyncio.create_task(refs.release(blob, ANN))
    await blobs.deleting.wait()
    release.cancel()
    await asyncio.gather(release, return_exceptions=True)
    leaving = BlobKeys(blob).leaving
    assert 0 < await client.pttl(leaving) <= blob_refs._LEAVING_MS
    assert blob_refs._DELETE_TIMEOUT_S * 1000 < blob_refs._LEAVING_MS

    async def time_passes(_: float) -> None:
        await client.pexpire(leaving, 1)
        await asyncio.sleep(0.005)

    assert await BlobRefs(client, blobs, sleep=time_passes).keep(HEDGEHOG, BOB) == blob


async def test_release_that_was_cut_short_is_finished_by_the_next(client: Redis) -> None:
    blobs = Halting()
    refs = BlobRefs(client, blobs)
    blob = await refs.keep(HEDGEHOG, ANN)
    release = asyncio.create_task(refs.release(blob, ANN))
    await blobs.deleting.wait()
    release.cancel()
    await asyncio.gather(release, return_exceptions=True)
    assert await blobs.exists(blob)
    blobs.go.set()
    assert await refs.release(blob, ANN)
    assert not await blobs.exists(blob)


async def test_deletion_that_hangs_is_given_up_and_leaves_its_mark(
    client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blob_refs, "_DELETE_TIMEOUT_S", 0.01)
    refs = BlobRefs(client, Halting())
    blob = await refs.keep(HEDGEHOG, ANN)
    with pytest.raises(StoreError, match="could not be deleted within"):
        await refs.release(blob, ANN)
    assert await client.exists(BlobKeys(blob).leaving) == 1


async def test_store_that_is_gone_is_a_store_error() -> None:
    client = Redis.from_url("unix:///nowhere/at/all")
    with pytest.raises(StoreError, match="owners of a blob"):
        await BlobRefs(client, open_blobs("memory://")).keep(HEDGEHOG, ANN)
    await client.aclose()


def test_keys_of_one_blob_lie_in_one_slot() -> None:
    keys = BlobKeys("ab" * 32)
    assert key_slot(keys.owners.encode()) == key_slot(keys.leaving.encode()) == key_slot(b"ab" * 32)


@pytest.mark.parametrize("seed", range(5))
async def test_no_interleaving_takes_bytes_that_somebody_owns(client: Redis, seed: int) -> None:
    chance = random.Random(seed)

    class Slow(Blobs):
        async def put(self, data: bytes) -> str:
            await asyncio.sleep(chance.random() / 500)
            return await super().put(data)

        async def delete(self, blob: str) -> None:
            await asyncio.sleep(chance.random() / 200)
            await super().delete(blob)

    async def brief(_: float) -> None:
        await asyncio.sleep(0.0005)

    blobs = Slow(open_blobs("memory://")._store)
    refs = BlobRefs(client, blobs, sleep=brief)

    async def come_and_go(owner: str) -> None:
        for _ in range(10):
            blob = await refs.keep(HEDGEHOG, owner)
            for _ in range(3):
                assert await blobs.get(blob) == HEDGEHOG
                await asyncio.sleep(chance.random() / 1000)
            await refs.release(blob, owner)
            await asyncio.sleep(chance.random() / 500)

    await asyncio.gather(*(come_and_go(f"web/room{n}/pic-1") for n in range(3)))
    blob = await Blobs(blobs._store).put(HEDGEHOG)
    assert await refs.owners(blob) == frozenset()
    assert await client.exists(BlobKeys(blob).leaving) == 0
