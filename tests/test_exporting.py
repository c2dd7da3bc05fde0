"""A room taken along: everything in it, the same bytes for the same room, in bounded memory."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest
from contract.store_suite import carry_out
from doubles.house import House, house
from doubles.records import KITCHEN, picture, said
from doubles.scripted import flat_png
from fakeredis import FakeAsyncRedis

from bot.buttons import ButtonId, Verb
from bot.events import Author, Thread
from bot.exporting import Exporting
from bot.memory.blob_refs import BlobRefs
from bot.memory.blobs import open_blobs
from bot.memory.erasing import Eraser
from bot.memory.keys import ThreadKeys
from bot.memory.memory import Memory
from bot.memory.records import Commit, ThreadState
from bot.valkey import StoreServer

ROOM = "test/kitchen"


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path) -> AsyncIterator[House]:
    async with house(store, tmp_path, retention_days=0) as one:
        yield one


async def export(bot: House, room: str = ROOM) -> bytes:
    return b"".join([chunk async for chunk in bot.app.core.export_room(room)])


async def test_export_holds_conversation_recipes_cast_and_pictures(bot: House) -> None:
    photo = await bot.app.core.attach(ROOM, flat_png(7), "../../etc/passwd.png")
    grid = await bot.say("a hedgehog\n# and a heading", attachments=(photo,), author=Author("u-mina", "Mi\nna"))
    await bot.submit(str(ButtonId(Verb.NAME, grid.cards[1].picture)), name="Larry")
    bot.thread = replace(bot.thread, id="t2")
    await bot.say("고슴도치")
    archive = ZipFile(io.BytesIO(await export(bot)))
    assert archive.testzip() is None

    names = archive.namelist()
    recipes = json.loads(archive.read("recipes.json"))
    assert len(recipes) == 8
    for recipe in recipes:
        assert recipe["file"] in names
        kept = await bot.app.core.details(ROOM, recipe["id"])
        assert (recipe["prompt"], recipe["seed"], recipe["model"]) == (kept.prompt, kept.seed, kept.model)
        assert archive.read(recipe["file"]) == (await bot.app.core.blob(kept.blob)).data
    (larry,) = json.loads(archive.read("cast.json"))
    assert larry["name"] == "Larry"
    assert larry["file"] == next(one["file"] for one in recipes if one["id"] == grid.cards[1].picture)
    assert json.loads(archive.read("settings.json"))["audience"] is None

    lines = json.loads(archive.read("conversations/t1.json"))
    assert [line["text"] for line in lines[:2]] == ["a hedgehog\n# and a heading", "Here you are."]
    assert lines[0]["brought"] == [f"attachments/{photo.blob}.png"]
    assert [name in names for name in lines[1]["files"]] == [True] * 4
    page = archive.read("conversations/t1.md").decode()
    assert "**Mi na**, 2023-11-14T22:13:20+00:00\n\n> a hedgehog\n> # and a heading\n" in page
    assert f"![](../{lines[1]['files'][0]})" in page
    assert "고슴도치" in archive.read("conversations/t2.md").decode()


async def test_export_has_safe_names_only(bot: House) -> None:
    photo = await bot.app.core.attach(ROOM, flat_png(7), "../../etc/passwd.png")
    await bot.say("../../x", attachments=(photo,))
    for name in ZipFile(io.BytesIO(await export(bot))).namelist():
        path = PurePosixPath(name)
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert name.isascii()


async def test_same_room_gives_the_same_bytes(bot: House) -> None:
    await bot.say("a hedgehog")
    once = await export(bot)
    assert once == await export(bot)
    await bot.say("a house")
    assert once != await export(bot)


async def test_empty_room_is_an_archive_too(bot: House) -> None:
    archive = ZipFile(io.BytesIO(await export(bot, "test/nowhere")))
    assert json.loads(archive.read("recipes.json")) == json.loads(archive.read("cast.json")) == []
    assert sorted(archive.namelist()) == ["cast.json", "recipes.json", "settings.json"]


async def test_what_is_gone_or_unreadable_is_left_out(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    await bot.app.core._blobs.delete(grid.cards[0].blob)
    redis, keys = bot.redis, ThreadKeys(bot.thread)
    await redis.rpush(keys.lines, "rubbish")
    bot.thread = replace(bot.thread, id="t2")
    await bot.say("hello")
    await redis.delete(ThreadKeys(bot.thread).lines)
    archive = ZipFile(io.BytesIO(await export(bot)))
    assert len(json.loads(archive.read("conversations/t1.json"))[1]["files"]) == 3
    assert json.loads(archive.read("conversations/t2.json")) == []


async def test_large_room_is_exported_in_bounded_memory(tmp_path: Path) -> None:
    async with FakeAsyncRedis(decode_responses=True) as redis:
        blobs = open_blobs(str(tmp_path))
        refs, memory = BlobRefs(redis, blobs), Memory(redis)
        made = []
        for number in range(1, 41):
            data = flat_png(number) + number.to_bytes(4) * 250_000  # 1 MB each
            made.append(replace(picture(number), blob=await refs.keep(data, f"x/{number}")))
        lines = tuple(said(f"turn-{n}", "words " * 20) for n in range(1000))
        await carry_out(redis, Memory.writes(KITCHEN, Commit(ThreadState(), pictures=tuple(made), lines=lines)))
        size = 0
        exporting = Exporting(memory, Eraser(redis, refs), blobs)
        tracemalloc.start()
        async for chunk in exporting.chunks(KITCHEN.room_key):
            size += len(chunk)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert size > 40_000_000
        assert peak < 12_000_000


async def test_rooms_do_not_leak_into_exports(bot: House) -> None:
    await bot.say("a hedgehog")
    bot.thread = Thread("test", "garden", "t1")
    await bot.say("a secret house")
    archive = ZipFile(io.BytesIO(await export(bot)))
    assert all(b"secret" not in archive.read(name) for name in archive.namelist())
