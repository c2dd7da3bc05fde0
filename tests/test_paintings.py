"""The studio: the order a painter gets, and tiles that name what went wrong."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from doubles.records import picture
from doubles.scripted import ScriptedPainter, flat_png

from bot.codec import dump, load
from bot.commission import Commission
from bot.errors import BadImage, BlobMissing, PainterError, StoreError
from bot.memory.records import Picture
from bot.painter import Abilities, Note, Order, Painted, Shape, Sketch, Usage
from bot.painter.blank import BlankPainter
from bot.painter.fallbacks import Painters
from bot.paintings import MAX_REFERENCES, Studio, Terms, Tile
from bot.plans import Drawing

ROOM = "web/kitchen"
NO_SEEDS = Abilities(seeds=False, references=False, transparent=False, size_px=dict.fromkeys(Shape, (8, 8)))


class Shelf:
    """Bytes and their owners, in a dictionary; `broken`: it cannot be reached."""

    def __init__(self, *known: bytes, broken: bool = False) -> None:
        self.bytes = {f"{n:064x}": data for n, data in enumerate(known, start=1)}
        self.owners: dict[str, str] = {}
        self.broken = broken

    async def get(self, blob: str) -> bytes:
        if self.broken:
            raise StoreError("out of reach")
        if blob not in self.bytes:
            raise BlobMissing(blob)
        return self.bytes[blob]

    async def keep(self, data: bytes, owner: str) -> str:
        if self.broken:
            raise StoreError("disk full")
        self.owners[owner] = f"kept-{len(data)}"
        return self.owners[owner]


def studio(painter: Any, shelf: Shelf | None = None, timeout_s: float = 5.0, at_once: int = 4) -> Studio:
    shelf = shelf or Shelf()
    return Studio(Painters.only(painter, at_once), shelf, shelf, timeout_s)  # type: ignore[arg-type]


async def paint(one: Studio, shown: tuple[Picture, ...] = (), **drawing: Any) -> Tile:
    made = Commission("pic-new", 5, 2, 77, Drawing("a hedgehog", "hedgehog", **drawing))
    return await one.paint(ROOM, made, shown, "e1")


async def test_painted_picture_is_kept_under_the_rooms_name():
    shelf = Shelf()
    tile = await paint(studio(ScriptedPainter(), shelf), shape="wide")
    assert (tile.position, tile.width_px, tile.height_px, tile.seed, tile.model) == (2, 12, 8, 77, "scripted-1")
    assert tile.failure is None
    assert shelf.owners == {"web/kitchen/pic-new": tile.blob}


async def test_order_says_all_that_decides_the_picture():
    painter = ScriptedPainter()
    shelf = Shelf(b"the face")
    await paint(studio(painter, shelf), (picture(1),), shape="tall", style="pencil", transparent=True, hd=True)
    (order,) = painter.orders
    assert (order.prompt, order.seed, order.shape, order.style) == ("a hedgehog", 77, Shape.TALL, "pencil")
    assert (order.transparent, order.hd) == (True, True)
    (reference,) = order.references
    assert (reference.picture, reference.data, reference.prompt) == ("pic-t1-1", b"the face", picture(1).prompt)
    assert reference.seed == picture(1).seed


async def test_painter_is_shown_only_so_many_pictures():
    painter = ScriptedPainter()
    await paint(studio(painter, Shelf(*[b"x"] * 9)), tuple(picture(n) for n in range(1, 8)))
    assert [one.picture for one in painter.orders[0].references] == [f"pic-t1-{n}" for n in (1, 2, 3, 4)]
    assert len(painter.orders[0].references) == MAX_REFERENCES


async def test_picture_that_a_person_sent_is_shown_first() -> None:
    painter, photo = ScriptedPainter(), flat_png(7)
    shelf = Shelf(*[b"x"] * 9)
    shelf.bytes["f" * 64] = photo
    tile = await paint(studio(painter, shelf), tuple(picture(n) for n in range(1, 8)), attachments=("f" * 64, "e" * 64))
    shown = painter.orders[0].references
    assert [one.picture for one in shown] == ["sent-" + "f" * 16, "pic-t1-1", "pic-t1-2", "pic-t1-3"]
    assert (shown[0].data, shown[0].media_type, shown[0].seed) == (photo, "image/png", None)
    assert tile.notes == ()


async def test_painter_that_looks_at_nothing_says_that_it_did_not_see_what_was_sent() -> None:
    painter = BlankPainter()
    tile = await paint(studio(painter, Shelf(b"photo")), attachments=(f"{1:064x}",))
    assert tile.notes[-1].startswith("made from the words alone")
    assert (await paint(studio(painter))).notes[-1].startswith("plan only")


async def test_reference_whose_bytes_are_forgotten_is_shown_by_its_words():
    painter = ScriptedPainter()
    await paint(studio(painter), (picture(1),))
    (reference,) = painter.orders[0].references
    assert (reference.data, reference.prompt) == (b"", picture(1).prompt)


async def test_painter_that_looks_at_no_pictures_is_sent_no_bytes():
    painter = ScriptedPainter()
    painter.abilities = NO_SEEDS
    await paint(studio(painter, Shelf(b"the face", broken=False)), (picture(1),))
    assert painter.orders[0].references[0].data == b""


class Painter(ScriptedPainter):
    """Paints exactly this."""

    def __init__(self, painted: Any, abilities: Abilities | None = None) -> None:
        super().__init__()
        self.painted = painted
        self.abilities = abilities or self.abilities

    async def paint(self, order: Order) -> Painted:
        if isinstance(self.painted, BaseException):
            raise self.painted
        return self.painted  # type: ignore[no-any-return]


def painted(**changes: Any) -> Painted:
    values: dict[str, Any] = {"data": flat_png(1), "media_type": "image/png", "width_px": 8, "height_px": 8}
    return Painted(**(values | {"seed": None, "model": "m"} | changes))


async def test_seed_is_the_orders_when_a_painter_with_seeds_does_not_tell():
    assert (await paint(studio(Painter(painted())))).seed == 77
    assert (await paint(studio(Painter(painted(seed=0))))).seed == 0


async def test_painter_without_seeds_leaves_none():
    assert (await paint(studio(Painter(painted(), NO_SEEDS)))).seed is None


async def test_notes_and_cost_are_kept():
    tile = await paint(studio(Painter(painted(notes=("preview",), cost_usd=0.04))))
    assert (tile.notes, tile.cost_usd) == (("preview",), 0.04)


async def test_tile_tells_who_painted_and_what_was_used():
    used = Usage(server="http://127.0.0.1", output_tokens=196)
    tile = await paint(studio(Painter(painted(usage=used))))
    assert (tile.painter, tile.usage) == ("scripted", used)
    assert load(Tile, dump(tile)) == tile, "it is journaled"


async def test_note_is_told_in_the_turns_language():
    one = studio(Painter(painted(notes=("as it is", Note("note_repeated", (("times", 2),))))))
    made = Commission("pic-new", 5, 2, 77, Drawing("a hedgehog", "hedgehog"))
    tile = await one.paint(ROOM, made, (), "e1", terms=Terms(language="ko"))
    assert tile.notes[0] == "as it is"
    assert tile.notes[1].startswith("2번 주문했어요")


async def test_picture_of_a_person_that_the_painter_cannot_look_at_is_noted():
    tile = await paint(studio(Painter(painted(), NO_SEEDS), Shelf(b"our dog")), attachments=(f"{1:064x}",))
    assert tile.notes == ("made from the words alone: this painter looks at no pictures",)


class Watched(ScriptedPainter):
    """Shows one sketch before its picture."""

    async def paint_watched(self, order: Order, show: Any) -> Painted:
        await show(Sketch(flat_png(9), "image/png", 8, 8))
        return await self.paint(order)


async def test_painter_that_can_be_watched_is_watched_when_somebody_looks():
    seen: list[Sketch] = []

    async def show(sketch: Sketch) -> None:
        seen.append(sketch)

    made = Commission("pic-new", 5, 2, 77, Drawing("a hedgehog", "hedgehog"))
    await studio(Watched()).paint(ROOM, made, (), "e1")
    await studio(ScriptedPainter()).paint(ROOM, made, (), "e1", show=show)
    assert seen == []
    await studio(Watched()).paint(ROOM, made, (), "e1", show=show)
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("outcome", "failure"),
    [
        (PainterError("no paint"), "painter_failed"),
        (ValueError("a bug"), "painter_failed"),
        (BadImage("a painter's own trouble"), "painter_failed"),
        (TimeoutError("its own connection"), "painter_failed"),
        (None, "painting_invalid"),
        (b"png", "painting_invalid"),
        (painted(data=b"not a picture"), "painting_invalid"),
        (painted(data=flat_png(1)[:60]), "painting_invalid"),
        (painted(width_px=4096), "painting_invalid"),
        (painted(media_type="image/jpeg"), "painting_invalid"),
    ],
)
async def test_whatever_a_painter_does_wrong_is_in_its_tile(outcome: Any, failure: str):
    shelf = Shelf()
    tile = await paint(studio(Painter(outcome), shelf))
    assert (tile.position, tile.failure, tile.blob) == (2, failure, "")
    assert shelf.owners == {}


async def test_painter_that_hangs_is_left_at_the_time_limit():
    painter = ScriptedPainter(delay_s=3600)
    tile = await paint(studio(painter, timeout_s=0.01))
    assert (tile.failure, dict(tile.facts)) == ("painter_timeout", {"limit": 0})


async def test_store_that_fails_is_no_fault_of_the_painter():
    with pytest.raises(StoreError):
        await paint(studio(ScriptedPainter(), Shelf(broken=True)))
    with pytest.raises(StoreError):
        await paint(studio(ScriptedPainter(), Shelf(broken=True)), (picture(1),))


async def test_painter_is_given_only_so_many_orders_at_once():
    busy = most = 0

    class Counting(ScriptedPainter):
        async def paint(self, order: Order) -> Painted:
            nonlocal busy, most
            busy += 1
            most = max(most, busy)
            await asyncio.sleep(0)
            busy -= 1
            return painted()

    one = studio(Counting(), at_once=2)
    await asyncio.gather(*(paint(one) for _ in range(8)))
    assert most == 2


async def test_waiting_for_a_turn_is_no_part_of_the_time_limit():
    one = studio(ScriptedPainter(delay_s=0.05), timeout_s=5.0, at_once=1)
    tiles = await asyncio.gather(*(paint(one) for _ in range(3)))
    assert [tile.failure for tile in tiles] == [None] * 3


async def test_blank_painter_paints_one_pixel_of_the_orders_seed():
    blank = BlankPainter()
    tile = await paint(studio(blank), shape="wide")
    assert (tile.width_px, tile.height_px, tile.seed, tile.failure) == (1, 1, 77, None)
    assert "plan only" in tile.notes[0]
    await blank.close()


async def test_bytes_of_a_cancelled_painting_are_told_of_once_they_are_written() -> None:
    """A write that is under way when a turn is cancelled still arrives: whoever takes it back must know its name."""
    begun, go = asyncio.Event(), asyncio.Event()

    class SlowShelf(Shelf):
        async def keep(self, data: bytes, owner: str) -> str:
            begun.set()
            await go.wait()
            return "f" * 64

    slow = studio(ScriptedPainter(), SlowShelf())
    told: list[str] = []
    one = Commission("pic-1", 1, 1, 7, Drawing("a fox", "a fox"))
    painting = asyncio.create_task(slow.paint(ROOM, one, (), "t1", kept=told.append))
    await begun.wait()
    for _ in range(3):
        painting.cancel()
        await asyncio.sleep(0)
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await painting
    assert told == ["f" * 64]


async def test_cancelled_painting_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.paintings.KEEP_S", 0.01)
    begun = asyncio.Event()

    class StuckShelf(Shelf):
        async def keep(self, data: bytes, owner: str) -> str:
            begun.set()
            await asyncio.sleep(0.2)
            return "f" * 64

    stuck = studio(ScriptedPainter(), StuckShelf())
    told: list[str] = []
    one = Commission("pic-1", 1, 1, 7, Drawing("a fox", "a fox"))
    painting = asyncio.create_task(stuck.paint(ROOM, one, (), "t1", kept=told.append))
    await begun.wait()
    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting
    assert told == []
    await asyncio.sleep(0.25)
