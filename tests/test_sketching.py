"""Pictures that can be seen while they are painted."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from doubles.house import House, house
from doubles.image_server import ImageServer, image_server
from doubles.post_office import ROOMY
from doubles.scripted import ScriptedPlanner, draw, flat_png
from PIL import Image
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Down

from bot.app import connected
from bot.commission import Commission
from bot.errors import BlobMissing, StoreError
from bot.memory.keys import BlobKeys
from bot.memory.sketches import KEPT_S, Sketches
from bot.painter import Sketch
from bot.painter.openai_images import PROFILES, Server, Taste, open_painter
from bot.plans import Drawing
from bot.replies import Card
from bot.sketching import SIDE_PX, Sketching
from bot.valkey import StoreServer

ONE = Commission("pic-1", 1, 1, 7, Drawing("a fox", "a fox in a wood"))


@pytest.fixture
async def redis(store: StoreServer) -> AsyncIterator[Redis]:
    async with connected(store.url) as redis:
        yield redis


@pytest.fixture
async def server() -> AsyncIterator[ImageServer]:
    async with image_server("openai") as server:
        yield server


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path, server: ImageServer) -> AsyncIterator[House]:
    taste = Taste(sketches=2)
    painter = open_painter("openai", Server(server.url, "m-1"), PROFILES["openai"], taste)
    async with house(store, tmp_path, planner=ScriptedPlanner(draw(1)), painter=painter) as bot:
        yield bot


def sketched(history: list[tuple[Card, ...]]) -> list[Card]:
    return [card for cards in history for card in cards if card.media_type == "image/webp"]


async def test_unfinished_states_are_shown_before_the_picture(bot: House, server: ImageServer) -> None:
    gate = asyncio.Event()
    server.gate = gate
    answer = asyncio.create_task(bot.say("a fox"))
    async with asyncio.timeout(10):
        while not (seen := sketched([reply.cards for reply in bot.office.history])):
            await asyncio.sleep(0.01)
    sketch = seen[0]
    assert (sketch.select, sketch.label, sketch.large, sketch.alt) == ("", "", True, "a fox 1")
    blob = await bot.app.core.blob(sketch.blob)
    assert blob.media_type == "image/webp"
    with Image.open(io.BytesIO(blob.data)) as image:
        assert image.size == (sketch.width_px, sketch.height_px) == (256, 256)
    gate.set()
    (card,) = (await answer).cards
    assert card.picture == sketch.picture
    assert card.media_type == "image/png"
    assert card.select


async def test_platform_that_shows_none_is_asked_for_none(bot: House, server: ImageServer) -> None:
    bot.office.capabilities = replace(ROOMY, sketches=False)
    await bot.say("a fox")
    assert "stream" not in server.asked[0].fields


async def test_sketch_is_small_and_goes_by_itself(redis: Redis) -> None:
    sketching = Sketching(Sketches(redis), 4, lambda: None)
    await sketching.watch(ONE)(Sketch(flat_png(1, 2000, 1000), "image/png", 2000, 1000))
    (card,) = sketching.cards(())
    assert (card.width_px, card.height_px, card.label) == (SIDE_PX, SIDE_PX // 2, "1")
    assert 0 < await redis.ttl(BlobKeys(card.blob).sketch) <= KEPT_S
    assert sketching.cards({1}) == (), "the finished picture takes its place"


async def test_clear_sketch_stays_clear(redis: Redis) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    sketching = Sketching(Sketches(redis), 1, lambda: None)
    await sketching.watch(ONE)(Sketch(out.getvalue(), "image/png", 8, 8))
    data = await Sketches(redis).get(sketching.cards(())[0].blob)
    assert data is not None
    with Image.open(io.BytesIO(data)) as image:
        assert image.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)


async def test_sketch_that_cannot_be_opened_or_kept_costs_nothing(redis: Redis) -> None:
    told: list[str] = []

    class Broken(Sketches):
        async def keep(self, data: bytes) -> str:
            raise StoreError("full")

    sketching = Sketching(Sketches(redis), 1, lambda: told.append("changed"))
    await sketching.watch(ONE)(Sketch(b"rubbish", "image/png", 8, 8))
    broken = Sketching(Broken(redis), 1, lambda: told.append("changed"))
    await broken.watch(ONE)(Sketch(flat_png(1), "image/png", 8, 8))
    assert (sketching.cards(()), broken.cards(()), told) == ((), (), [])


async def test_sketch_that_is_gone_is_missing(bot: House, redis: Redis) -> None:
    with pytest.raises(BlobMissing):
        await bot.app.core.blob("0" * 64)
    assert await Sketches(redis).get("0" * 64) is None
    await redis.set(BlobKeys("0" * 64).sketch, "§")
    with pytest.raises(StoreError):
        await Sketches(redis).get("0" * 64)


async def test_store_that_is_down_keeps_no_sketch() -> None:
    class Dead:
        def __getattr__(self, _: str) -> Any:
            raise Down("gone")

    sketches = Sketches(Dead())  # type: ignore[arg-type]
    with pytest.raises(StoreError):
        await sketches.keep(b"x")
    with pytest.raises(StoreError):
        await sketches.get("0" * 64)
