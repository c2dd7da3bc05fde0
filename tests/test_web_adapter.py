"""The web adapter keeps the contract of every adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from contract.adapter_suite import AdapterSuite
from doubles.web_stage import WebStage
from fakeredis import FakeAsyncRedis, FakeServer

from bot.replies import Progress, Reply

pytest_plugins = ["doubles.valkey"]


class LateProgress:
    """What a worker that was frozen and has lost its turn still sends."""

    async def test_progress_never_takes_the_place_of_a_final_reply(self, stage: WebStage) -> None:
        thread, frozen = stage.thread(), await stage.other()
        await stage.say(thread, "a fox", delivery="d1")
        message = await frozen.post(thread, "d1", Reply("d1", "Painting…", progress=Progress("1 of 4", 1, 4)))
        await stage.adapter.edit(thread, message, Reply("d1", "Here you are."))
        await frozen.edit(thread, message, Reply("d1", "Painting…", progress=Progress("2 of 4", 2, 4)))
        assert [one.text for one in await stage.seen(thread)] == ["a fox", "Here you are."]
        await stage.adapter.edit(thread, message, Reply("d1", "Here you are again."))
        assert (await stage.seen(thread))[-1].text == "Here you are again."


class TestWebAdapterContract(LateProgress, AdapterSuite):
    """All of the suite, over real sockets and a real Valkey."""

    @pytest.fixture
    async def stage(self, empty_valkey: str) -> AsyncIterator[WebStage]:
        """A page in a channel where nothing was said yet."""
        stage = WebStage(empty_valkey)
        await stage.start()
        yield stage
        await stage.close()


class TestWebAdapterContractInMemory(LateProgress, AdapterSuite):
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
