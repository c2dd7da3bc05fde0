"""Forgetting and exporting from the command line."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest
from doubles.house import house
from doubles.ransack import traces
from typer.testing import CliRunner, Result

from adapters.web.adapter import WebAdapter
from bot import keeping
from bot.__main__ import app
from bot.adapter import Forgotten
from bot.app import connected
from bot.errors import SettingsError, StoreError
from bot.events import Thread
from bot.replies import Reply
from bot.settings import Settings
from bot.valkey import StoreServer


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def call(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=said)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the commands ask for; they are told of one room with 2 lines."""
    calls: list[tuple[object, ...]] = []

    async def forget(_: Settings, room: str | None, whose: str | None) -> Forgotten:
        calls.append((room, whose))
        return Forgotten(1, 2, 3, 4)

    async def export(_: Settings, room: str, out: Path) -> int:
        calls.append((room, out))
        return 17

    double = ModuleType("bot.keeping")
    vars(double).update(forget=forget, export=export)
    monkeypatch.setitem(sys.modules, "bot.keeping", double)
    return calls


def test_forget_asks_first(asked: list[tuple[object, ...]]) -> None:
    refused = call("forget", "--room", "web/playroom", said="n\n")
    assert "Remove everything of web/playroom, for good?" in refused.output
    assert (refused.exit_code, asked) == (1, [])
    done = call("forget", "--room", "web/playroom", "--person", "web/ada", said="y\n")
    assert "web/ada in web/playroom" in done.output
    assert "Forgotten: 2 lines, 3 pictures, 4 characters, in 1 room." in done.output
    assert (done.exit_code, asked) == (0, [("web/playroom", "web/ada")])


def test_forget_does_not_ask_when_told_so(asked: list[tuple[object, ...]]) -> None:
    assert call("forget", "--person", "web/ada", "--yes").exit_code == 0
    assert asked == [(None, "web/ada")]


def test_forget_wants_to_know_what(asked: list[tuple[object, ...]]) -> None:
    result = call("forget", "--yes")
    assert (result.exit_code, asked) == (2, [])
    assert "Say what to forget" in result.output


def test_export_tells_what_it_wrote(asked: list[tuple[object, ...]]) -> None:
    result = call("export", "--room", "web/playroom", "--out", "room.zip")
    assert result.output == "Written: room.zip, 17 bytes.\n"
    assert asked == [("web/playroom", Path("room.zip"))]


@pytest.mark.parametrize("text", ["playroom", "web/", "/x", "web/a/b", "", "web/../x", "web/a b"])
def test_what_is_no_room_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(repr(text))):
        keeping.room_key(text)


def test_person_is_a_platform_and_any_id() -> None:
    assert keeping.person("slack/U 1/2") == ("slack", "U 1/2")
    for text in ("ada", "web/", "/ada", ""):
        with pytest.raises(SettingsError):
            keeping.person(text)


@pytest.fixture
async def own(store: StoreServer, tmp_path: Path) -> Settings:
    """Settings of a picturebook on the test's store, in which something was drawn and shown on the page."""
    async with house(store, tmp_path) as bot:
        bot.thread = Thread("test", "kitchen", "t1")
        await bot.say("a hedgehog")
    async with connected(store.url) as redis:
        adapter = WebAdapter(redis)
        await adapter.post(Thread("web", "kitchen", "t1"), "k", Reply("e1", "a hedgehog"))
    return Settings(data_dir=tmp_path, redis_url=store.url, web=False)  # type: ignore[arg-type]  # pydantic makes it one


async def test_room_is_forgotten_with_the_page_switched_off(own: Settings, store: StoreServer) -> None:
    async with connected(store.url) as redis:
        assert await traces(redis, "web/kitchen")
        await keeping.forget(own, "web/kitchen", None)
        assert await traces(redis, "web/kitchen") == []


async def test_person_is_forgotten(own: Settings) -> None:
    assert (await keeping.forget(own, None, "test/u-mina")).pictures == 4
    assert (await keeping.forget(own, "test/kitchen", "test/u-mina")).pictures == 0
    with pytest.raises(SettingsError, match="different platforms"):
        await keeping.forget(own, "web/kitchen", "test/u-mina")


async def test_room_is_written_to_a_file_whole_or_not_at_all(
    own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "room.zip"
    assert await keeping.export(own, "test/kitchen", out) == out.stat().st_size
    assert ZipFile(out).testzip() is None
    with pytest.raises(SettingsError, match="exists already"):
        await keeping.export(own, "test/kitchen", out)
    with pytest.raises(SettingsError, match="cannot be written"):
        await keeping.export(own, "test/kitchen", tmp_path / "nowhere" / "room.zip")

    def broken(*_: object) -> Any:
        raise StoreError("gone")

    monkeypatch.setattr("bot.core.PicturebookCore.export_room", broken)
    with pytest.raises(StoreError):
        await keeping.export(own, "test/kitchen", tmp_path / "other.zip")
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["room.zip"]
