"""The Discord adapter keeps the contract of every adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from contract.adapter_suite import AdapterSuite
from doubles.discord.stage import DiscordStage
from fakeredis import FakeAsyncRedis, FakeServer

pytest_plugins = ["doubles.valkey"]


class TestDiscordAdapterContract(AdapterSuite):
    """All of the suite, over real sockets and a real Valkey."""

    @pytest.fixture
    async def stage(self, empty_valkey: str) -> AsyncIterator[DiscordStage]:
        """A channel where nothing was said yet."""
        stage = DiscordStage(empty_valkey)
        await stage.start()
        yield stage
        await stage.close()


class TestDiscordAdapterContractInMemory(AdapterSuite):
    """All of the suite on the store that stands in where there is no server."""

    @pytest.fixture
    async def stage(self) -> AsyncIterator[DiscordStage]:
        """An adapter whose notes lie in this process."""
        server = FakeServer()
        stage = DiscordStage(lambda: FakeAsyncRedis(server=server))
        await stage.start()
        yield stage
        await stage.close()
