"""Memory on a real Valkey, on a cluster, and on the imitation in memory."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from contract.store_suite import StoreContract, commit
from doubles.records import KITCHEN, character, grid_commit, picture
from doubles.valkey import running_valkey
from doubles.valkey_cluster import running_cluster
from fakeredis import FakeAsyncRedis
from redis.asyncio import Redis, RedisCluster
from redis.cluster import key_slot

from bot.errors import StoreError
from bot.journal import Journal
from bot.memory.memory import Memory
from bot.memory.reading import Reader
from bot.memory.records import Commit, ThreadState


@pytest.fixture(scope="module")
def valkey_url() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, running_valkey(Path(folder)) as url:
        yield url


@pytest.fixture(scope="module")
def cluster_url() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, running_cluster(Path(folder)) as url:
        yield url


class TestValkey(StoreContract):
    @pytest.fixture
    async def client(self, valkey_url: str) -> AsyncIterator[Redis]:
        async with Redis.from_url(valkey_url, decode_responses=True, encoding_errors="replace") as client:
            await client.flushall()
            yield client

    async def test_commit_through_the_journal_is_the_same(self, client: Redis) -> None:
        change = grid_commit("turn-1", (picture(1), picture(2, parents=("pic-t1-1",))))
        journal = await Journal(client, KITCHEN, "turn-1").open()
        await journal.commit(Memory.writes(KITCHEN, change))
        await journal.commit(Memory.writes(KITCHEN, change))
        board = await Memory(client).board(KITCHEN)
        assert (board.lines, board.grids, len(board.pictures)) == (change.lines, (change.grid,), 2)

    async def test_server_that_is_gone_is_a_store_error(self) -> None:
        client = Redis.from_url("unix:///nowhere/at/all", decode_responses=True)
        with pytest.raises(StoreError, match="could not be read"):
            await Memory(client).board(KITCHEN)
        await client.aclose()

    async def test_bytes_that_are_no_text_are_a_store_error_for_a_strict_client(self, valkey_url: str) -> None:
        async with Redis.from_url(valkey_url, decode_responses=True) as strict:
            await strict.flushall()
            await strict.rpush("pb1:{web/kitchen}:t:t1:lines", b"\xff")
            with pytest.raises(StoreError, match="UnicodeDecodeError"):
                await Memory(strict).board(KITCHEN)
            assert await strict.ping()


class TestCluster(StoreContract):
    @pytest.fixture
    async def client(self, cluster_url: str) -> AsyncIterator[RedisCluster]:
        async with RedisCluster.from_url(cluster_url, decode_responses=True, encoding_errors="replace") as client:
            await client.flushall()
            yield client


class TestMemoryOnly(StoreContract):
    @pytest.fixture
    async def client(self) -> AsyncIterator[FakeAsyncRedis]:
        async with FakeAsyncRedis(decode_responses=True, encoding_errors="replace") as client:
            yield client


def test_every_write_is_text_in_the_slot_of_its_room() -> None:
    change = Commit(
        ThreadState(),
        pictures=(picture(1, parents=("pic-t1-9",), characters=("who-larry",)),),
        characters=(character("Larry"),),
        removed=("pic-t1-9",),
        unlinked=(("pic-t1-8", "pic-t1-9"),),
    )
    writes = Memory.writes(KITCHEN, change)
    assert all(isinstance(part, str) for write in writes for part in write)
    assert {key_slot(write[1].encode()) for write in writes} == {key_slot(b"web/kitchen")}


def test_commit_without_a_moment_leaves_the_order_of_threads() -> None:
    assert [write[0] for write in Memory.writes(KITCHEN, Commit(ThreadState()))] == ["HSETNX", "SET"]


async def test_board_costs_the_same_round_trips_however_long_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    async with FakeAsyncRedis(decode_responses=True) as client:
        trips = []
        real = Reader._round_trip

        async def counted(self, room, commands):
            trips.append(len(commands))
            return await real(self, room, commands)

        monkeypatch.setattr(Reader, "_round_trip", counted)
        for turn in range(1, 200):
            await commit(client, grid_commit(f"turn-{turn}", (picture(turn),)))
            if turn in (1, 20, 199):
                trips.clear()
                await Memory(client).board(KITCHEN)
                assert trips == [5, 1]
