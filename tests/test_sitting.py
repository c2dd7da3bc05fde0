"""The sitting: a turn's pictures side by side, each journaled once, and nothing left behind however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from doubles.records import KITCHEN, character, grid_commit, picture
from doubles.scripted import ScriptedPainter
from redis.asyncio import Redis

from bot.app import connected
from bot.commission import Commission
from bot.ending import through
from bot.errors import PainterError, StoreError
from bot.events import Author, Message
from bot.journal import Fenced, Journal, Stopped
from bot.memory.blob_refs import BlobRefs
from bot.memory.blobs import open_blobs
from bot.memory.keys import RoomKeys
from bot.memory.memory import Memory
from bot.painter import Order, Painted, Quality
from bot.painter.fallbacks import Painters
from bot.paintings import Studio, Tile
from bot.planner.board import Board
from bot.plans import Drawing
from bot.sitting import Sitting

EVENT = Message("e1", KITCHEN, Author("u1", "Ann"), 1000.0, "en", "a fox")


@pytest.fixture
async def redis(empty_valkey: str) -> AsyncIterator[Redis]:
    async with connected(empty_valkey) as client:
        yield client


def commissions(count: int, **drawing: Any) -> tuple[Commission, ...]:
    return tuple(Commission(f"pic-{n}", n, n, 40 + n, Drawing(f"fox {n}", "", **drawing)) for n in range(1, count + 1))


class Atelier:
    """Sittings of one turn that share a store, a painter and a directory of bytes."""

    def __init__(self, redis: Redis, directory: Path, painter: Any) -> None:
        self.redis = redis
        self.painter = painter
        self.blobs = open_blobs(str(directory))
        self.memory = Memory(redis)
        self.shown = 0

    async def sitting(self, of: tuple[Commission, ...], board: Board | None = None, **more: Any) -> Sitting:
        def tell() -> None:
            self.shown += 1

        options: dict[str, Any] = {"price": lambda tile, _: tile, "show": tell, "quality": Quality.DRAFT} | more
        return Sitting(
            event=EVENT,
            board=board or Board(KITCHEN),
            journal=await Journal(self.redis, KITCHEN, EVENT.id).open(),
            studio=Studio(Painters.only(self.painter), self.blobs, BlobRefs(self.redis, self.blobs), 5.0),
            memory=self.memory,
            language="en",
            commissions=of,
            **options,
        )

    async def kept(self) -> int:
        """Return how many pictures' bytes have an owner."""
        return len([key async for key in self.redis.scan_iter(match="*:owners")])


@pytest.fixture
def atelier(redis: Redis, tmp_path: Path) -> Atelier:
    return Atelier(redis, tmp_path, ScriptedPainter())


class SlowToLeave(ScriptedPainter):
    """Paints the first picture; with another, does not heed that it is cancelled until `go` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.at_work = 0
        self.go = asyncio.Event()

    async def paint(self, order: Order) -> Painted:
        if order.prompt == "fox 1":
            return await super().paint(order)
        self.at_work += 1
        try:
            await through(self._wait())
            await asyncio.sleep(3600)
        finally:
            self.at_work -= 1
        raise AssertionError("nobody waits so long")

    async def _wait(self) -> None:
        await self.go.wait()


async def until(happened: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not happened():
            await asyncio.sleep(0.002)


async def test_pictures_are_painted_once_and_told_of_as_they_are_finished(atelier: Atelier):
    sitting = await atelier.sitting(commissions(3))
    await sitting.paint()
    assert atelier.shown == 3
    assert [(one.id, one.seed, one.room) for one in sitting.pictures(2000.0)] == [
        ("pic-1", 41, "web/kitchen"),
        ("pic-2", 42, "web/kitchen"),
        ("pic-3", 43, "web/kitchen"),
    ]
    again = await atelier.sitting(commissions(3))
    await again.paint()
    assert again.tiles == sitting.tiles
    assert len(atelier.painter.orders) == 3


async def test_tile_that_failed_is_no_picture_and_the_others_keep_their_places(atelier: Atelier):
    atelier.painter.wrong = {"fox 2": PainterError("out of paint")}
    sitting = await atelier.sitting(commissions(3))
    await sitting.paint()
    assert [tile.position for tile in sitting.failures] == [2]
    assert [one.position for one in sitting.pictures(2000.0)] == [1, 3]


async def test_recall_takes_up_what_was_finished_and_paints_nothing(atelier: Atelier):
    atelier.painter.wrong = {"fox 2": "hang"}
    first = await atelier.sitting(commissions(2))
    painting = asyncio.create_task(first.paint())
    await until(lambda: 1 in first.tiles)
    painting.cancel()
    await asyncio.wait([painting])
    later = await atelier.sitting(commissions(2))
    await later.recall()
    assert list(later.tiles) == [1]
    assert len(atelier.painter.orders) == 2


async def test_price_is_journaled_with_the_tile(atelier: Atelier):
    def priced(tile: Tile, drawing: Drawing) -> Tile:
        assert drawing.prompt == "fox 1"
        return Tile(**{name: getattr(tile, name) for name in tile.__slots__} | {"cost_usd": 0.04})

    await (await atelier.sitting(commissions(1), price=priced)).paint()
    later = await atelier.sitting(commissions(1))
    await later.recall()
    assert later.tiles[1].cost_usd == 0.04


@pytest.mark.parametrize(("own", "painted"), [(None, Quality.DRAFT), ("final", Quality.FINAL)])
async def test_room_decides_the_quality_else_the_operator(atelier: Atelier, own: str | None, painted: Quality):
    await atelier.memory.settings(KITCHEN.room_key)
    if own is not None:
        await atelier.redis.hset(RoomKeys(KITCHEN.room_key).settings, "quality", f'"{own}"')
    board = await atelier.memory.board(KITCHEN)
    await (await atelier.sitting(commissions(1), board)).paint()
    assert atelier.painter.orders[0].quality is painted


async def test_painter_is_shown_the_canonical_picture_first_and_each_picture_once(atelier: Atelier):
    face, base = picture(1), picture(2)
    for write in atelier.memory.writes(KITCHEN, grid_commit("turn-1", (face, base))):
        await atelier.redis.execute_command(*write)
    board = Board(KITCHEN, cast=(character("Larry", picture=face.id),))
    asked = commissions(1, characters=("who-larry", "who-nobody"), bases=(base.id, face.id, "pic-gone"))
    await (await atelier.sitting(asked, board)).paint()
    assert [one.picture for one in atelier.painter.orders[0].references] == [face.id, base.id]


async def test_sitting_that_one_painting_ends_leaves_nobody_at_work_however_often_it_is_cancelled(
    redis: Redis, tmp_path: Path
):
    """A stop cancels the turn until it is noticed: what is left running would paint, and pay, for nobody."""
    painter = SlowToLeave()
    sitting = await Atelier(redis, tmp_path, painter).sitting(commissions(3))

    async def put(*_: object) -> None:
        await until(lambda: painter.at_work == 2)
        raise Stopped

    sitting.journal.put = put  # type: ignore[method-assign]  # the moment at which the turn is stopped
    painting = asyncio.create_task(sitting.paint())
    await until(lambda: painter.at_work == 2)
    for _ in range(10):
        await asyncio.sleep(0.005)
        painting.cancel()
    await asyncio.sleep(0.005)
    assert not painting.done()
    painter.go.set()
    await asyncio.wait([painting])
    assert isinstance(painting.exception(), Stopped)
    assert painter.at_work == 0


async def test_picture_that_was_just_kept_when_its_turn_was_stopped_leaves_no_bytes(
    atelier: Atelier, monkeypatch: pytest.MonkeyPatch
):
    """Writing them may take long where they lie in a bucket: who stops then has asked for no such picture."""
    sitting = await atelier.sitting(commissions(1))
    real, writing, go = BlobRefs.keep, asyncio.Event(), asyncio.Event()

    async def keep(refs: BlobRefs, data: bytes, owner: str) -> str:
        writing.set()
        await go.wait()
        return await real(refs, data, owner)

    monkeypatch.setattr(BlobRefs, "keep", keep)
    painting = asyncio.create_task(sitting.paint())
    await writing.wait()
    painting.cancel()
    await asyncio.sleep(0)
    go.set()
    await asyncio.wait([painting])
    assert await atelier.kept() == 1  # somebody who takes the turn over would need them
    await sitting.recall()
    assert sitting.tiles == {}
    assert await atelier.kept() == 0


async def test_bytes_are_not_let_go_of_by_one_that_has_lost_the_turn(atelier: Atelier, redis: Redis):
    sitting = await atelier.sitting(commissions(1))
    await sitting.paint()
    successor = await atelier.sitting(commissions(1))
    with pytest.raises(Fenced):
        await sitting.recall()
    await successor.recall()
    assert await atelier.kept() == 1


async def test_tile_whose_journaling_was_answered_to_nobody_is_recalled(atelier: Atelier):
    sitting = await atelier.sitting(commissions(1))
    real = sitting.journal.put

    async def put(name: str, text: str) -> None:
        await real(name, text)
        sitting.journal._steps.pop(name)  # as when the answer is lost
        raise asyncio.CancelledError

    sitting.journal.put = put  # type: ignore[method-assign]  # the moment at which the turn is stopped
    with pytest.raises(asyncio.CancelledError):
        await sitting.paint()
    await sitting.recall()
    assert list(sitting.tiles) == [1]
    assert await atelier.kept() == 1


async def test_one_that_lost_the_turn_ends_the_others_and_keeps_the_bytes_for_its_successor(
    atelier: Atelier, redis: Redis
):
    sitting = await atelier.sitting(commissions(2))
    atelier.painter.wrong = {"fox 2": "hang"}

    async def lose(*_: object) -> str:
        await redis.hset(RoomKeys(KITCHEN.room_key).journal(EVENT.id), "owner", "another worker")
        return ""

    def priced(tile: Tile, _: Drawing) -> Tile:
        losing.append(asyncio.create_task(lose()))
        return tile

    losing: list[asyncio.Task[str]] = []
    sitting.price = priced
    real = sitting.journal.put

    async def put(name: str, text: str) -> None:
        await asyncio.gather(*losing)
        await real(name, text)

    sitting.journal.put = put  # type: ignore[method-assign]  # the moment at which the turn is lost
    with pytest.raises(Fenced):
        await sitting.paint()
    assert sitting.tiles == {}
    assert await atelier.kept() == 1


async def test_turn_that_was_forgotten_leaves_no_bytes(atelier: Atelier, redis: Redis):
    sitting = await atelier.sitting(commissions(1))
    real = sitting.journal.put

    async def put(name: str, text: str) -> None:
        assert await atelier.kept() == 1
        await redis.delete(RoomKeys(KITCHEN.room_key).journal(EVENT.id))
        await real(name, text)

    sitting.journal.put = put  # type: ignore[method-assign]  # the moment at which the room is forgotten
    with pytest.raises(Fenced):
        await sitting.paint()
    assert await atelier.kept() == 0


async def test_store_that_cannot_keep_a_picture_ends_the_sitting(atelier: Atelier, monkeypatch: pytest.MonkeyPatch):
    async def fail(*_: object) -> str:
        raise StoreError("disk full")

    monkeypatch.setattr(BlobRefs, "keep", fail)
    atelier.painter.wrong = {"fox 2": "hang"}
    with pytest.raises(StoreError, match="disk full"):
        await (await atelier.sitting(commissions(2))).paint()
    assert atelier.shown == 0
