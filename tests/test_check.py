"""`picturebook check`: every problem gets a finding with its remedy; what is fine is said, too."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from doubles.model_server import Fails, ModelServerDouble, Says
from redis.asyncio import Redis

from bot import check, valkey
from bot.check import Finding, Grade, findings, report
from bot.errors import PainterError
from bot.memory.blobs import Blobs, open_blobs
from bot.painter import Abilities, Order, Painted
from bot.settings import Settings
from bot.valkey import ServerFacts, StoreServer


class OnePixel:
    """A painter that paints next to nothing, or fails."""

    name = "one pixel"
    abilities = Abilities(seeds=True, references=False, transparent=False, size_px={})

    def __init__(self, error: PainterError | None = None) -> None:
        self.error, self.closed = error, False

    async def paint(self, order: Order) -> Painted:
        if self.error:
            raise self.error
        return Painted(b"", "image/png", 1, 1, order.seed, "none")

    async def close(self) -> None:
        self.closed = True


def blobs_of(settings: Settings) -> Blobs:
    return open_blobs(settings.blob_url or str(settings.blob_dir))


Looks = Callable[..., Awaitable[tuple[Finding, ...]]]


@pytest.fixture
def looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Look at a configuration that is fine but for the variables given."""
    monkeypatch.setattr(valkey, "REACH_S", 0.0)

    async def look(painter: OnePixel | None = None, **variables: str) -> tuple[Finding, ...]:
        everything = {"PICTUREBOOK_DATA_DIR": str(tmp_path / "data"), "PICTUREBOOK_WEB_PORT": "0"} | variables
        for name, value in everything.items():
            monkeypatch.setenv(name, value)
        return await findings(lambda *_: painter or OnePixel(), blobs_of, None)

    return look


def problems(found: tuple[Finding, ...]) -> dict[str, str]:
    return {one.subject: one.text for one in found if one.grade is Grade.PROBLEM}


async def test_check_of_the_defaults_finds_no_problem(looks: Looks, tmp_path: Path):
    found = await looks()

    assert problems(found) == {}
    subjects = ["settings", "data directory", "disk", "web page", "store", "pictures", "painter"]
    assert [one.subject for one in found] == subjects
    assert "Valkey" in next(one.text for one in found if one.subject == "store")
    assert not (tmp_path / "data" / "valkey").exists()
    assert not [path for path in (tmp_path / "data").rglob("*") if path.is_file()], "the probe is gone"


async def test_check_names_every_problem_at_once(looks: Looks, tmp_path: Path):
    (tmp_path / "file").write_text("")
    found = await looks(
        OnePixel(PainterError("no fonts")),
        PICTUREBOOK_LEASE_S="1",
        PICTUREBOOK_MAX_PICTURS="3",
        PICTUREBOOK_DATA_DIR=str(tmp_path / "file"),
        REDIS_URL="redis://127.0.0.1:1",
    )

    texts = " ".join(one.text for one in found if one.grade is Grade.PROBLEM)
    assert "PICTUREBOOK_LEASE_S" in texts
    assert "Did you mean PICTUREBOOK_MAX_PICTURES?" in texts
    assert {"settings", "data directory", "store", "pictures", "painter"} == set(problems(found))


async def test_check_of_an_open_page_without_a_token(looks: Looks):
    found = await looks(PICTUREBOOK_WEB_HOST="0.0.0.0")

    assert "Set PICTUREBOOK_WEB_TOKEN" in problems(found)["settings"]


async def test_check_of_a_port_that_is_held(looks: Looks):
    with socket.create_server(("127.0.0.1", 0)) as held:
        found = await looks(PICTUREBOOK_WEB_PORT=str(held.getsockname()[1]))

    text = problems(found)["web page"]
    assert "is not free" in text
    assert "PICTUREBOOK_WEB_PORT" in text


async def test_check_of_a_port_that_is_free(looks: Looks):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    found = await looks(PICTUREBOOK_WEB_PORT=str(port))

    assert Finding(Grade.OK, "web page", f"127.0.0.1:{port} is free") in found


async def test_check_of_a_host_that_does_not_exist(looks: Looks, monkeypatch: pytest.MonkeyPatch):
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    found = await looks(PICTUREBOOK_WEB_HOST="nowhere.invalid", PICTUREBOOK_WEB_TOKEN="x" * 16)

    assert "Correct PICTUREBOOK_WEB_HOST" in problems(found)["web page"]


async def test_check_of_a_page_that_is_off_needs_no_port(looks: Looks):
    assert "web page" not in {one.subject for one in await looks(PICTUREBOOK_WEB="off")}


async def test_check_of_a_full_disk(looks: Looks, monkeypatch: pytest.MonkeyPatch):
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free=1_000_000))

    assert "Make room" in problems(await looks())["disk"]


async def test_check_of_a_server_that_does_not_answer(looks: Looks):
    found = await looks(REDIS_URL="redis://me:hunter2222@127.0.0.1:1")  # pragma: allowlist secret

    text = problems(found)["store"]
    assert "no answer from 127.0.0.1:1" in text
    assert "correct REDIS_URL" in text
    assert "hunter2222" not in text


async def test_check_of_a_server_that_answers(looks: Looks, store: StoreServer):
    found = await looks(REDIS_URL=store.url)

    assert problems(found) == {}
    assert any(one.subject == "store" and one.text.startswith("Valkey ") for one in found)


async def test_check_of_a_server_without_append_only_file(looks: Looks, store: StoreServer):
    async with Redis.from_url(store.url) as client:
        await client.config_set("appendonly", "no")

    found = await looks(REDIS_URL=store.url)

    assert problems(found) == {}, "others keep data in other ways"
    assert any(one.grade is Grade.NOTE and "appendonly yes" in one.text for one in found)


async def test_check_of_an_address_that_breaks_off_the_wait_for_work(looks: Looks, store: StoreServer):
    found = await looks(REDIS_URL=f"{store.url}&socket_timeout=5")

    assert "Remove it from REDIS_URL" in problems(found)["store"]


@pytest.mark.parametrize(
    ("version", "grade"),
    [("6.0.16", Grade.PROBLEM), ("6.2.0", Grade.OK), ("8.0", Grade.OK), ("of unknown version", Grade.OK)],
)
def test_check_of_a_server_s_version(version: str, grade: Grade):
    assert check._version(ServerFacts("Redis", version, append_only=True), "redis://host").grade is grade


async def test_check_where_no_server_can_run(looks: Looks, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(valkey, "server_programs", lambda: ())

    found = await looks()

    assert problems(found) == {}
    assert any(one.grade is Grade.NOTE and "set REDIS_URL" in one.text for one in found)


async def test_check_where_the_server_fails(looks: Looks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    program = tmp_path / "failing"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o700)
    monkeypatch.setattr(valkey, "server_programs", lambda: (program,))

    assert "set REDIS_URL" in problems(await looks())["store"]


async def test_check_of_pictures_that_have_no_place(looks: Looks, tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "blobs").write_text("a file where a directory should be")

    assert "Correct PICTUREBOOK_DATA_DIR" in problems(await looks())["pictures"]


async def test_check_closes_the_painter(looks: Looks):
    painter = OnePixel(PainterError("no fonts"))

    assert "no fonts" in problems(await looks(painter))["painter"]
    assert painter.closed


def test_report_counts_problems():
    fine, bad = Finding(Grade.OK, "disk", "fine"), Finding(Grade.PROBLEM, "store", "gone")

    assert report((fine,)) == "ok       disk  fine\n\nNo problems.\n"
    assert report((fine, bad)).endswith("PROBLEM  store  gone\n\n1 problem.\n")
    assert report((bad, bad)).endswith("2 problems.\n")


async def test_language_model_is_asked_when_it_plans(looks: Looks):
    with ModelServerDouble(lambda _: Says("ok")).serving() as double:
        found = await looks(PICTUREBOOK_PLANNER="openai", PICTUREBOOK_PLANNER_BASE_URL=double.base_url)
        double.models = Fails(401)
        refused = await looks(PICTUREBOOK_PLANNER="openai", PICTUREBOOK_PLANNER_BASE_URL=double.base_url)

    assert problems(found) == {}
    assert [one.subject for one in found][-4:] == ["planner's key", "planner's model", "painter", "prices"]
    assert "does not take the key" in problems(refused)["planner's key"]
