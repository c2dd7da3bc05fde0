"""The web adapter keeps the contract of every adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from contract.adapter_suite import AdapterSuite
from doubles.web_stage import WebStage
from fakeredis import FakeAsyncRedis, FakeServer

pytest_plugins = ["doubles.valkey"]


class TestWebAdapterContract(AdapterSuite):
    """All of the suite, over real sockets and a real Valkey."""

    @pytest.fixture
    async def stage(self, empty_valkey: str) -> AsyncIterator[WebStage]:
        """A page in a channel where nothing was said yet."""
        stage = WebStage(empty_valkey)
        await stage.start()
        yield stage
        await stage.close()


class TestWebAdapterContractInMemory(AdapterSuite):
    """All of the suite on the store that stands in where there is no server."""

    @pytest.fixture
    async def stage(self) -> AsyncIterator[WebStage]:
        """A page whose channel lies in this process."""
        server = FakeServer()
        stage = WebStage(lambda: FakeAsyncRedis(server=server))
        await stage.start()
        yield stage
        await stage.close()

    async def test_changes_are_told_live(self, stage: WebStage) -> None:
        async with stage.visitor.listen("kitchen", after="0-0") as live:
            await stage.say(stage.thread(), "one", delivery="d1")
            await stage.say(stage.thread(), "two", delivery="d2")
            assert [event.data["text"] for event in await live.until("message", 2)] == ["one", "two"]
