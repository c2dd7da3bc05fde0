"""Wiring: which parts a process starts, where the page is, and how a part that fails ends the whole."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from doubles.post_office import PostOffice
from doubles.scripted import ScriptedPainter, ScriptedPlanner
from pydantic import SecretStr

from bot.adapter import Adapter, Core
from bot.app import Overrides, adapters_of, blobs_of, connected, parts_of, planner_of, running
from bot.errors import DeliveryError, SettingsError, StoreError
from bot.events import Author, Message, Thread
from bot.painter.building import painter_of
from bot.settings import Settings
from bot.valkey import StoreServer


@pytest.fixture
def store(empty_valkey: str) -> StoreServer:
    return StoreServer(empty_valkey, "the test's", durable=True)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, web_port=0)


class Quiet(PostOffice):
    """An adapter that tells whether it was closed, and can fail while it listens."""

    def __init__(self, *, fails: BaseException | None = None) -> None:
        super().__init__(None, "quiet")  # type: ignore[arg-type]
        self.fails = fails
        self.closed = False
        self.listening = asyncio.Event()

    async def listen(self, core: Core) -> None:
        self.listening.set()
        if self.fails is not None:
            raise self.fails
        await super().listen(core)

    async def close(self) -> None:
        self.closed = True


class Closing(ScriptedPlanner):
    closed = False

    async def close(self) -> None:
        self.closed = True


def scripted(*adapters: Adapter) -> Overrides:
    return Overrides(Closing(), ScriptedPainter(), adapters or None)


def named_tasks() -> set[str]:
    return {task.get_name() for task in asyncio.all_tasks()} & {"worker", "store", "quiet", "web"}


# Which parts


def told(settings: Settings, *, gateway: bool, worker: bool) -> dict[str, bool]:
    return {part.name: part.on for part in parts_of(settings, gateway=gateway, worker=worker)}


def test_parts_tell_what_this_process_does(settings: Settings):
    assert told(settings, gateway=True, worker=True) == {
        "web page": True,
        "Discord": False,
        "Slack": False,
        "planner": True,
        "painter": True,
        "pictures": True,
    }
    assert "web page" not in told(settings, gateway=False, worker=True)
    assert "planner" not in told(settings, gateway=True, worker=False)


def test_part_that_is_off_names_the_setting_that_switches_it_on(settings: Settings):
    off = settings.model_copy(update={"web": False})
    (page,) = [part for part in parts_of(off, gateway=True, worker=True) if part.name == "web page"]
    assert (page.on, page.setting) == (False, "PICTUREBOOK_WEB")


@pytest.mark.parametrize(
    ("url", "told"),
    [(None, "m-1 at OpenAI"), ("https://name.openai.azure.com/openai/v1/", "m-1 at name.openai.azure.com")],
)
def test_banner_names_the_language_model_and_where_it_is(settings: Settings, url: str | None, told: str):
    chosen = settings.model_copy(update={"planner": "openai", "planner_model": "m-1", "planner_base_url": url})
    (planner,) = [part for part in parts_of(chosen, gateway=True, worker=True) if part.name == "planner"]
    assert planner.text == told


async def test_adapters_are_those_that_are_switched_on(settings: Settings, store: StoreServer):
    async with connected(store.url) as redis:
        (web,) = adapters_of(settings, redis, blobs_of(settings))
        assert web.name == "web"
        await web.close()
        assert adapters_of(settings.model_copy(update={"web": False}), redis, blobs_of(settings)) == ()


async def test_planner_painter_and_blobs_are_those_of_the_settings(settings: Settings):
    planner, painter = planner_of(settings, blobs_of(settings)), painter_of(settings)
    assert (planner.name, painter.name) == ("offline", "offline")
    await planner.close()
    await painter.close()
    secret = {"blob_url": "s3://bucket/p", "s3_access_key_id": SecretStr("id"), "s3_secret_access_key": SecretStr("k")}
    assert type(blobs_of(settings)) is type(blobs_of(settings.model_copy(update=secret | {"s3_region": "eu-west-1"})))


# Running


async def test_web_page_is_where_the_address_says(settings: Settings, store: StoreServer):
    async with running(settings, store, gateway=True, worker=False, overrides=Overrides()) as bot:
        assert bot.address is not None
        assert bot.address.startswith("http://127.0.0.1:")
        port = int(bot.address.rsplit(":", 1)[1].strip("/"))
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        await writer.wait_closed()
        assert named_tasks() == {"web", "store"}
    assert named_tasks() == set()


async def test_bot_without_a_page_has_no_address(settings: Settings, store: StoreServer):
    office = Quiet()
    async with running(settings, store, gateway=True, worker=True, overrides=scripted(office)) as bot:
        assert bot.address is None
        await office.listening.wait()
        assert named_tasks() == {"worker", "quiet", "store"}
    assert office.closed


async def test_worker_alone_listens_to_nobody(settings: Settings, store: StoreServer):
    office, parts = Quiet(), scripted()
    async with running(
        settings, store, gateway=False, worker=True, overrides=replace(parts, adapters=(office,))
    ) as bot:
        assert bot.address is None
        assert named_tasks() == {"worker", "store"}
    assert not office.listening.is_set()
    assert office.closed
    assert isinstance(parts.planner, Closing)
    assert parts.planner.closed


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


async def test_port_that_is_taken_is_named_and_nothing_keeps_running(
    settings: Settings, store: StoreServer, taken_port: int
):
    busy, parts = settings.model_copy(update={"web_port": taken_port}), scripted()
    with pytest.raises(SettingsError, match=str(taken_port)):
        async with running(busy, store, gateway=True, worker=True, overrides=parts):
            pass
    assert named_tasks() == set()
    assert isinstance(parts.planner, Closing)
    assert parts.planner.closed


async def test_adapter_that_fails_ends_the_wait_with_its_error(settings: Settings, store: StoreServer):
    office = Quiet(fails=DeliveryError("the platform's door is shut"))
    async with running(settings, store, gateway=True, worker=False, overrides=scripted(office)) as bot:
        with pytest.raises(DeliveryError, match="door"):
            await bot.wait()


async def test_store_that_dies_ends_the_wait(settings: Settings, store: StoreServer):
    async with running(settings, store, gateway=False, worker=False, overrides=scripted(Quiet())) as bot:
        waiting = asyncio.create_task(bot.wait())
        await asyncio.sleep(0)
        assert not waiting.done()
        store.lost.set()
        with pytest.raises(StoreError):
            await waiting


async def test_only_worker_of_a_store_goes_on_at_once_where_its_dead_predecessor_was(
    settings: Settings, empty_valkey: str, tmp_path: Path
):
    patient = settings.model_copy(update={"lease_s": 600.0, "web": False})
    thread = Thread("test", "kitchen", "t1")
    mine = StoreServer(empty_valkey, "the test's", durable=True, exclusive=True)
    async with connected(empty_valkey) as redis:
        parts = Overrides(Closing(), ScriptedPainter(), (PostOffice(redis),))
        async with running(patient, mine, gateway=True, worker=False, overrides=parts) as gateway:
            await gateway.core.accept(Message("e1", thread, Author("u", "Mina"), 0.0, "en", "a fox"))
            # A ticket whose worker died: its lock, and a lease that does not end within this test.
            await redis.set("pb1:{test/kitchen}:t:t1:lock", "a ticket of the dead")
        async with running(patient, mine, gateway=False, worker=True, overrides=parts) as worker, asyncio.timeout(10):
            while await worker.engine.waiting(thread):
                await asyncio.sleep(0.005)
