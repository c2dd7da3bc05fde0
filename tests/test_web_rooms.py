"""Rooms as a whole on the web page: cast, settings, forgetting and export, on a whole bot and a real store."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from contract.adapter_suite import ADA
from doubles.ransack import files, traces
from doubles.scripted import ScriptedPainter, ScriptedPlanner, flat_png
from doubles.web_visitor import Answer, Visitor
from redis.asyncio import Redis

from adapters.web.adapter import WebAdapter
from adapters.web.removal import Removal
from bot.adapter import Traces
from bot.app import Overrides, connected, running
from bot.buttons import ButtonId, Verb
from bot.errors import StoreError
from bot.events import Author, Thread
from bot.memory.blobs import open_blobs
from bot.replies import Button, Card, Fact, Reply
from bot.settings import Settings
from bot.valkey import StoreServer

BEN = Author("ben", "Ben")
KITCHEN = Thread("web", "kitchen", "t1")
ROOM = "/api/rooms/kitchen"


class Page:
    """A page with a bot behind it, and somebody who uses it."""

    def __init__(self, visitor: Visitor, redis: Redis, directory: Path) -> None:
        self.visitor, self.redis, self.directory = visitor, redis, directory
        self.count = 0

    async def act(self, what: str, thread: Thread = KITCHEN, author: Author = ADA, **more: object) -> dict[str, Any]:
        """Do something and return the answer as it is shown when it is final."""
        self.count += 1
        event = f"d{self.count}"
        answer = await self.visitor.act(thread, what, event, author, "en", **more)
        assert answer.status == 202, answer.body
        async with asyncio.timeout(20):
            while True:
                for message in await self.messages(thread):
                    reply = message["reply"]
                    if reply is not None and reply["turn"] == event and reply["final"]:
                        return dict(reply)
                await asyncio.sleep(0.01)

    async def say(self, text: str, thread: Thread = KITCHEN, author: Author = ADA, **more: object) -> dict[str, Any]:
        return await self.act("messages", thread, author, text=text, **more)

    async def messages(self, thread: Thread = KITCHEN) -> list[dict[str, Any]]:
        answer = await self.visitor.get(f"/api/rooms/{thread.room}/threads/{thread.id}")
        return list(answer.json["messages"])

    async def ask(self, method: str, path: str, body: object = None) -> Answer:
        more = {} if body is None else {"json": body}
        return await self.visitor.ask(method, ROOM + path, **more)

    async def name(self, picture: str, name: str) -> str:
        """Name a picture; return the character's id."""
        await self.act("submit", form=str(ButtonId(Verb.NAME, picture)), values={"name": name})
        cast = (await self.ask("GET", "/cast")).json["cast"]
        return str(next(one["id"] for one in cast if one["name"] == name))


@pytest.fixture
async def page(store: StoreServer, tmp_path: Path) -> AsyncIterator[Page]:
    async with connected(store.url) as redis:
        adapter = WebAdapter(redis, port=0)
        blobs = open_blobs(str(tmp_path / "blobs"))
        overrides = Overrides(ScriptedPlanner(), ScriptedPainter(), (adapter,), blobs)
        async with running(Settings(data_dir=tmp_path), store, gateway=True, worker=True, overrides=overrides):
            visitor = Visitor(adapter.address)
            yield Page(visitor, redis, tmp_path / "blobs")
            await visitor.close()


async def test_character_is_changed_merged_and_removed(page: Page) -> None:
    cards = (await page.say("a hedgehog"))["cards"]
    larry, bob = [await page.name(cards[n]["picture"], name) for n, name in enumerate(("Larry", "Bob"))]
    change = {"name": "Lawrence", "description": "small", "picture": cards[3]["picture"], "aliases": ["Laz"]}
    answer = await page.ask("PATCH", f"/cast/{larry}", change)
    assert answer.status == 200
    assert answer.json == {"id": larry, **change, "blob": cards[3]["blob"]}
    answer = await page.ask("POST", f"/cast/{larry}/merge", {"other": bob})
    assert answer.json["aliases"] == ["Laz", "Bob"]
    assert [one["id"] for one in (await page.ask("GET", "/cast")).json["cast"]] == [larry]
    assert (await page.ask("DELETE", f"/cast/{larry}")).json == {"removed": larry}
    assert (await page.ask("GET", "/cast")).json == {"cast": []}


async def test_wishes_that_cannot_be_granted_are_refused_with_a_sentence(page: Page) -> None:
    cards = (await page.say("a hedgehog"))["cards"]
    larry, bob = [await page.name(cards[n]["picture"], name) for n, name in enumerate(("Larry", "Bob"))]
    refusals = [
        (await page.ask("PATCH", f"/cast/{larry}", {"picture": "pic-strange"}), "not here any more"),
        (await page.ask("PATCH", f"/cast/{larry}", {"name": "bob"}), "is called Bob already"),
        (await page.ask("PATCH", f"/cast/{larry}", {"name": " ", "locale": "ko"}), "이름은 1~80자"),
        (await page.ask("PATCH", "/cast/c-none", {"name": "Al"}), "nobody like that"),
        (await page.ask("POST", f"/cast/{bob}/merge", {"other": "c-none"}), "nobody like that"),
        (await page.ask("DELETE", "/cast/c-none"), "nobody like that"),
        (await page.ask("PATCH", "/settings", {"changes": {"pictures": 9}}), "whole number from 1 to 4"),
        (await page.ask("PATCH", "/settings", {"changes": {"volume": 9}}), "no such setting"),
        (await page.ask("PATCH", "/settings", {"changes": {"pictures": [1]}}), "could not use that"),
        (await page.ask("POST", "/forget", {}), "could not use that"),
    ]
    for answer, words in refusals:
        assert answer.status == 400
        assert words in answer.sentence


async def test_settings_are_shown_and_changed(page: Page) -> None:
    answer = await page.ask("PATCH", "/settings", {"changes": {"pictures": 1, "audience": "general"}})
    assert answer.json == (await page.ask("GET", "/settings")).json
    assert (answer.json["pictures"], answer.json["audience"], answer.json["language"]) == (1, "general", None)
    assert len((await page.say("a hedgehog"))["cards"]) == 1


async def test_export_is_a_zip_file_to_save(page: Page) -> None:
    await page.say("a hedgehog")
    answer = await page.ask("GET", "/export")
    assert answer.headers["Content-Type"] == "application/zip"
    assert 'filename="picturebook kitchen.zip"' in answer.headers["Content-Disposition"]
    archive = ZipFile(io.BytesIO(answer.body))
    assert len(json.loads(archive.read("recipes.json"))) == 4


async def test_forgotten_room_leaves_nothing_on_the_page(page: Page) -> None:
    uploaded = await page.visitor.ask(
        "POST", f"{ROOM}/attachments", data=flat_png(7), headers={"X-Filename": "holiday"}
    )
    await page.say("a unicycle", attachments=[uploaded.json])
    answer = await page.ask("POST", "/forget", {"author": None})
    assert answer.json == {"rooms": 1, "lines": 2, "pictures": 4, "characters": 0}
    assert await traces(page.redis, "kitchen", "unicycle", "holiday", ADA.id) == []
    assert files(page.directory) == []
    assert (await page.ask("GET", "")).json["threads"] == []
    assert len((await page.say("a house"))["cards"]) == 4


async def test_forgotten_person_leaves_the_others_on_the_page(page: Page) -> None:
    mine = await page.say("a unicycle")
    await page.say("boats are fine", author=BEN)
    shown = await page.act("press", author=BEN, button=mine["cards"][0]["select"])
    assert shown["cards"][0]["alt"] == "a unicycle 1"
    await page.say("only unicycles here", Thread("web", "kitchen", "t2"))
    answer = await page.ask("POST", "/forget", {"author": {"id": ADA.id, "name": ADA.name}})
    assert answer.json["pictures"] == 8
    assert await traces(page.redis, "unicycle", f'"{ADA.id}"', f"/{ADA.id}") == []
    threads = (await page.ask("GET", "")).json["threads"]
    assert [(one["id"], one["title"], one["messages"]) for one in threads] == [("t1", "boats are fine", 3)]
    texts = [message["text"] for message in await page.messages()]
    assert texts == ["boats are fine", "Here you are.", "Picture 1 it is."]
    last = (await page.messages())[-1]["reply"]
    assert (last["cards"], [one["label"] for one in last["buttons"][0]][:1]) == ([], ["Variations"])


def reply(turn: str, picture: str = "pic-1") -> Reply:
    card = Card(picture, "1", "b" * 64, "image/png", 8, 8, "alt", f"pb1:select:{picture}")
    other = Card("pic-other", "2", "b" * 64, "image/png", 8, 8, "alt", "pb1:select:pic-other")
    return Reply(
        turn,
        "Here.",
        (card, other),
        ((Button(card.select, "1"),), (Button(other.select, "2"),)),
        facts=(Fact("Made from", "picture 1", picture), Fact("Seed", "7")),
    )


async def test_pictures_are_taken_out_of_answers_that_stay(empty_valkey: str) -> None:
    async with Redis.from_url(empty_valkey) as redis:
        adapter = WebAdapter(redis)
        await adapter.post(KITCHEN, "k1", reply("e1"))
        await adapter.forget("kitchen", Traces(pictures=frozenset({"pic-1"})))
        (body,) = await redis.hvals("web1:{web/kitchen}:messages")
        kept = json.loads(body)["reply"]
        assert [card["picture"] for card in kept["cards"]] == ["pic-other"]
        assert [[button["label"] for button in row] for row in kept["buttons"]] == [["2"]]
        assert [fact["value"] for fact in kept["facts"]] == ["7"]


async def test_old_messages_go_and_young_ones_stay(empty_valkey: str) -> None:
    now_s = [1000.0]
    async with Redis.from_url(empty_valkey) as redis:
        adapter = WebAdapter(redis, clock=lambda: now_s[0])
        for number in range(450):
            now_s[0] += 1
            await adapter.post(KITCHEN, f"k{number}", reply(f"e{number}"))
        await redis.hdel("web1:{web/kitchen}:messages", *(await redis.zrange("web1:{web/kitchen}:t:t1:order", 0, 1)))
        await adapter.forget("kitchen", Traces(before_s=now_s[0] - 9))
        assert await redis.hlen("web1:{web/kitchen}:messages") == 10
        assert await redis.zcard("web1:{web/kitchen}:t:t1:order") == 10
        await adapter.forget("kitchen", Traces(before_s=now_s[0] + 1))
        assert await redis.exists("web1:{web/kitchen}:t:t1", "web1:{web/kitchen}:t:t1:order") == 0
        assert (await redis.zrange("web1:{web/kitchen}:threads", 0, -1)) == []


async def test_what_waits_to_be_taken_is_forgotten_too(empty_valkey: str) -> None:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        for name, body in (("e1", {"author": {"id": "u1"}}), ("e2", {"author": {"id": "u2"}})):
            text = json.dumps({"reply": None, "time_s": 1.0, **body})
            await redis.hset(f"web1:{{web/kitchen}}:waiting:{name}", mapping={"body": text})
        await redis.hset("web1:{web/kitchen}:waiting:e3", "id", "e3")
        await redis.set("web1:{web/kitchen}:upload:b1", "x")
        await Removal(redis, "kitchen").traces(Traces("u1", blobs=frozenset({"b1"})))
        left = sorted([key async for key in redis.scan_iter()])
        assert left == ["web1:{web/kitchen}:waiting:e2", "web1:{web/kitchen}:waiting:e3"]


async def test_title_of_a_thread_whose_first_message_is_broken_is_empty(empty_valkey: str) -> None:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        removal = Removal(redis, "kitchen")
        await redis.zadd("web1:{web/kitchen}:t:t1:order", {"m1": 1.0})
        await removal._retitle("t1")
        assert await redis.hget("web1:{web/kitchen}:t:t1", "title") == ""


async def test_store_that_is_gone_is_a_store_error() -> None:
    removal = Removal(Redis.from_url("unix:///nowhere/at/all"), "kitchen")
    with pytest.raises(StoreError):
        await removal.everything()
    with pytest.raises(StoreError):
        await removal.traces(Traces("u1"))
