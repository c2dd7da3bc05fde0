"""One process from start to end: signals, failures, and an end that does not take for ever."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from bot import serving
from bot.banner import Part
from bot.errors import PicturebookError, SettingsError, StoreError
from bot.serving import serve
from bot.settings import Settings
from bot.valkey import StoreServer


@dataclass
class FakeBot:
    """A bot whose life the test decides."""

    fails: Exception | None = None
    lasts: bool = True
    ending_s: float = 0.0
    stubborn: bool = False
    roles: tuple[bool, bool] = (False, False)
    events: list[str] = field(default_factory=list)
    parts: tuple[Part, ...] = (Part("worker", on=True, text="answers"),)
    address: str | None = "http://127.0.0.1:1/"

    async def wait(self) -> None:
        if self.fails:
            raise self.fails
        if self.lasts:
            await asyncio.Event().wait()

    @contextlib.asynccontextmanager
    async def starts(
        self, settings: Settings, store: StoreServer, *, gateway: bool, worker: bool
    ) -> AsyncIterator[FakeBot]:
        self.roles = (gateway, worker)
        self.events.append("started")
        try:
            yield self
        finally:
            while self.stubborn:
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.sleep(0.01)
            self.events.append("ended")


class House:
    """Runs `serve` with a fake bot on a store in memory, and collects what it says."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.said, self.left = settings, "", list[int]()
        self.up = asyncio.Event()

    def say(self, text: str) -> None:
        self.said += text
        if "Ctrl-C" in text:
            self.up.set()

    async def serve(self, bot: FakeBot, *, gateway: bool = True, worker: bool = True) -> None:
        await serve(
            self.settings,
            bot.starts,
            self.say,
            gateway=gateway,
            worker=worker,
            version="1",
            leave=self.left.append,
        )


@pytest.fixture
def house(settings: Settings) -> House:
    return House(settings)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_serve_ends_cleanly_on_a_signal(house: House, number: int):
    bot = FakeBot()
    serving_task = asyncio.create_task(house.serve(bot))
    await house.up.wait()

    os.kill(os.getpid(), number)
    await asyncio.wait_for(serving_task, 10)

    assert bot.events == ["started", "ended"]
    assert bot.roles == (True, True)
    assert house.left == []
    assert "worker" in house.said
    assert "Open http://127.0.0.1:1/" in house.said
    assert "Ending" in house.said


async def test_serve_stops_while_it_is_still_starting(house: House, monkeypatch: pytest.MonkeyPatch):
    opening = asyncio.Event()

    @contextlib.asynccontextmanager
    async def slow_store(settings: Settings) -> AsyncIterator[StoreServer]:
        opening.set()
        await asyncio.Event().wait()
        yield StoreServer("", "", durable=False)

    monkeypatch.setattr(serving, "open_store", slow_store)
    serving_task = asyncio.create_task(house.serve(FakeBot()))
    await opening.wait()

    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.wait_for(serving_task, 10)


async def test_serve_leaves_at_once_on_a_second_signal(house: House):
    bot = FakeBot(stubborn=True)
    serving_task = asyncio.create_task(house.serve(bot))
    await house.up.wait()

    os.kill(os.getpid(), signal.SIGINT)
    while "Ending" not in house.said:
        await asyncio.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)
    while not house.left:
        await asyncio.sleep(0.01)
    bot.stubborn = False
    await serving_task

    assert house.left == [130]


async def test_serve_leaves_when_the_end_takes_too_long(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serving, "STOP_S", 0.05)
    bot = FakeBot(stubborn=True)
    serving_task = asyncio.create_task(house.serve(bot))
    await house.up.wait()

    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.wait_for(serving_task, 10)

    assert house.left == [1]
    bot.stubborn = False
    while bot.events != ["started", "ended"]:
        await asyncio.sleep(0.01)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)


async def test_serve_raises_what_a_part_failed_with(house: House):
    bot = FakeBot(fails=StoreError("the store is gone"))

    with pytest.raises(StoreError, match="the store is gone"):
        await house.serve(bot)
    assert bot.events == ["started", "ended"]


async def test_serve_does_not_go_on_without_a_part(house: House):
    with pytest.raises(PicturebookError, match="ended by itself"):
        await house.serve(FakeBot(lasts=False))


async def test_serve_tells_of_a_failure_at_the_end(house: House):
    class Failing(FakeBot):
        async def wait(self) -> None:
            try:
                await super().wait()
            finally:
                raise StoreError("could not say goodbye")

    serving_task = asyncio.create_task(house.serve(Failing()))
    await house.up.wait()
    os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(StoreError, match="goodbye"):
        await serving_task


@pytest.mark.parametrize(("gateway", "worker"), [(True, False), (False, True)])
async def test_serve_of_one_role_needs_a_store_that_others_reach(house: House, gateway: bool, worker: bool):
    with pytest.raises(SettingsError, match="REDIS_URL is not set"):
        await house.serve(FakeBot(), gateway=gateway, worker=worker)


async def test_serve_of_one_role_works_on_a_store_of_its_own(settings: Settings, store: StoreServer):
    house, bot = House(settings.model_copy(update={"redis_url": SecretStr(store.url)})), FakeBot(lasts=False)

    with pytest.raises(PicturebookError):
        await house.serve(bot, gateway=False, worker=True)
    assert bot.roles == (False, True)
    assert "Valkey" in house.said
