"""Who paints: the room's own painter, the usual one, and the fallbacks of one that is down."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from doubles.house import House, house
from doubles.image_server import Fault, ImageServer, image_server
from doubles.scripted import ScriptedPainter, ScriptedPlanner, draw, flat_png
from PIL import Image, ImageDraw

from bot.errors import (
    BadRoomSetting,
    OrderRefused,
    PainterBrokeOff,
    PainterBusy,
    PainterDown,
    PainterError,
    PainterRefused,
)
from bot.painter import Abilities, Order, Painted, Quality
from bot.painter.fallbacks import Easel, Painters
from bot.painter.openai_images import PROFILES, Server, Taste, open_painter
from bot.painter.repeating import Patience
from bot.plans import Action, Drawing, Plan
from bot.replies import PictureDetails, Reply
from bot.valkey import StoreServer


class Named(ScriptedPainter):
    """A scripted painter of a name, which fails with `error` while there is one."""

    def __init__(self, name: str, error: BaseException | None = None, **abilities: Any) -> None:
        super().__init__()
        self.name = name
        self.error = error
        can = {"seeds": True, "references": True, "transparent": True, "size_px": self.abilities.size_px}
        self.abilities = Abilities(**(can | abilities))
        self.closed = False

    async def paint(self, order: Order) -> Painted:
        painted = await super().paint(order)
        if self.error is not None:
            raise self.error
        return painted

    async def close(self) -> None:
        self.closed = True


def painters(*named: Named, fallbacks: tuple[str, ...] = ()) -> Painters:
    easels = {one.name: Easel(one, asyncio.Semaphore(4)) for one in named}
    return Painters(easels, named[0].name, fallbacks)


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path) -> AsyncIterator[House]:
    line = painters(Named("first"), Named("second", references=False), Named("third"), fallbacks=("second", "third"))
    async with house(store, tmp_path, planner=ScriptedPlanner(draw(1)), painters=line) as bot:
        bot.line = {name: easel.painter for name, easel in line.easels.items()}  # type: ignore[attr-defined]
        yield bot


async def details(bot: House, reply: Reply) -> PictureDetails:
    return await bot.app.core.details(bot.thread.room_key, reply.cards[0].picture)


async def test_usual_painter_paints(bot: House) -> None:
    picture = await details(bot, await bot.say("a fox"))
    assert (picture.painter, picture.notes) == ("first", ())


@pytest.mark.parametrize(
    ("error", "note"),
    [
        (PainterDown(painter="first"), "painted in place of first, which was down"),
        (PainterBusy(painter="first"), "painted in place of first, which was down"),
        (PainterBrokeOff(painter="first"), "painted in place of first, which did not finish"),
    ],
    ids=repr,
)
async def test_fallback_paints_in_place_of_one_that_is_down(bot: House, error: PainterError, note: str) -> None:
    bot.line["first"].error = error  # type: ignore[attr-defined]
    picture = await details(bot, await bot.say("a fox"))
    assert picture.painter == "second"
    assert picture.notes[0].startswith(note)
    bot.line["second"].error = error  # type: ignore[attr-defined]
    picture = await details(bot, await bot.say("a fox"))
    assert (picture.painter, len(picture.notes)) == ("third", 2)


async def test_note_speaks_the_persons_language(bot: House) -> None:
    bot.locale = "ko"
    bot.line["first"].error = PainterDown(painter="first")  # type: ignore[attr-defined]
    picture = await details(bot, await bot.say("여우를 그려줘"))
    assert picture.notes == ("응답이 없는 first 대신 그렸어요",)


@pytest.mark.parametrize("error", [PainterRefused(painter="first"), OrderRefused(painter="first")], ids=repr)
async def test_what_one_painter_forbids_is_not_asked_of_another(bot: House, error: PainterError) -> None:
    bot.line["first"].error = error  # type: ignore[attr-defined]
    reply = await bot.say("a fox")
    assert reply.cards == ()
    assert bot.line["second"].orders == []  # type: ignore[attr-defined]
    assert "first" in reply.text


async def test_person_hears_of_the_first_painter_when_all_are_down(bot: House) -> None:
    for name, painter in bot.line.items():  # type: ignore[attr-defined]
        painter.error = PainterDown(painter=name)
    reply = await bot.say("a fox")
    assert "first does not answer" in reply.text


async def test_room_has_its_own_painter_also_after_a_restart(bot: House, store: StoreServer, tmp_path: Path) -> None:
    room = bot.thread.room_key
    await bot.app.core.change_room_settings(room, {"painter": "third"})
    assert (await details(bot, await bot.say("a fox"))).painter == "third"
    await bot.app.core.change_room_settings(room, {"painter": "fourth"})
    assert (await details(bot, await bot.say("a fox"))).painter == "first", "one that is not here is as good as none"
    with pytest.raises(BadRoomSetting):
        await bot.app.core.change_room_settings(room, {"painter": "../etc"})
    assert (await bot.app.core.room_settings(room)).painter == "fourth"


async def test_room_has_its_own_quality(bot: House) -> None:
    await bot.say("a fox")
    await bot.app.core.change_room_settings(bot.thread.room_key, {"quality": "final"})
    await bot.say("a fox")
    orders = bot.line["first"].orders  # type: ignore[attr-defined]
    assert [one.quality for one in orders] == [Quality.DRAFT, Quality.FINAL]
    assert [one.is_final for one in orders] == [False, True]
    with pytest.raises(BadRoomSetting):
        await bot.app.core.change_room_settings(bot.thread.room_key, {"quality": "best"})


async def test_operator_sets_the_quality_of_other_rooms(store: StoreServer, tmp_path: Path) -> None:
    painter = ScriptedPainter()
    planner = ScriptedPlanner(draw(1))
    async with house(store, tmp_path, planner=planner, painter=painter, picture_quality="final") as bot:
        await bot.say("a fox")
    assert painter.orders[0].quality is Quality.FINAL


async def test_painter_that_looks_at_nothing_is_sent_no_bytes_but_its_fallback_is(bot: House) -> None:
    first = await details(bot, await bot.say("a fox"))
    bot.planner.script = lambda *_: Plan(Action.EDIT, drawings=(Drawing("a blue fox", "a", bases=(first.id,)),))
    for name in ("first", "second"):
        bot.line[name].error = PainterDown(painter=name)  # type: ignore[attr-defined]
    await bot.say("blue")
    shown = {name: painter.orders[-1].references for name, painter in bot.line.items()}  # type: ignore[attr-defined]
    assert [bool(shown[name][0].data) for name in ("first", "second", "third")] == [True, False, True]
    assert all(one[0].is_base for one in shown.values())


async def test_caveat_is_about_the_rooms_painter(store: StoreServer, tmp_path: Path) -> None:
    line = painters(Named("able"), Named("blind", seeds=False, references=False))
    async with house(store, tmp_path, planner=ScriptedPlanner(draw(1)), painters=line) as bot:
        first = await details(bot, await bot.say("a fox"))
        bot.planner.script = lambda *_: Plan(Action.EDIT, "So.", drawings=(Drawing("b", "b", bases=(first.id,)),))
        assert (await bot.say("blue")).text == "So."
        await bot.app.core.change_room_settings(bot.thread.room_key, {"painter": "blind"})
        assert "neither look at a picture" in (await bot.say("red")).text


# Stickers


def sticker_plan(*_: Any) -> Plan:
    return Plan(Action.DRAW, drawings=(Drawing("Die-cut sticker of a fox", "a fox", transparent=True),))


def on_white() -> bytes:
    image = Image.new("RGB", (64, 64), "white")
    ImageDraw.Draw(image).ellipse((16, 16, 48, 48), fill="orange")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
async def server() -> AsyncIterator[ImageServer]:
    async with image_server("openai") as server:
        yield server


@pytest.fixture
async def drawn(server: ImageServer, store: StoreServer, tmp_path: Path) -> AsyncIterator[House]:
    async def at_once(_: float) -> None:
        """Stand in for sleep."""

    where = Server(server.url, "m-1")
    painter = open_painter("openai", where, PROFILES["openai"], Taste(), Patience(sleep=at_once))
    async with house(store, tmp_path, planner=ScriptedPlanner(sticker_plan), painter=painter) as bot:
        yield bot


async def test_clear_sticker_is_kept_as_it_came(drawn: House, server: ImageServer) -> None:
    picture = await details(drawn, await drawn.say("a sticker"))
    assert picture.notes == ()
    with Image.open(io.BytesIO((await drawn.app.core.blob(picture.blob)).data)) as image:
        assert image.info["Source"] == "made by a double"
        assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]


async def test_painted_checkerboard_is_found_out_and_cut_out(drawn: House, server: ImageServer) -> None:
    server.checkerboard = True
    picture = await details(drawn, await drawn.say("a sticker"))
    assert "cut out" in picture.notes[0]
    with Image.open(io.BytesIO((await drawn.app.core.blob(picture.blob)).data)) as image:
        assert [image.getpixel(spot)[3] for spot in ((0, 0), (1023, 0), (512, 512))] == [0, 0, 255]  # type: ignore[index]


async def test_sticker_that_cannot_be_cut_out_says_so(drawn: House, server: ImageServer) -> None:
    image = Image.effect_noise((64, 64), 100).convert("RGB")
    out = io.BytesIO()
    image.save(out, "PNG")
    server.picture = out.getvalue()
    picture = await details(drawn, await drawn.say("a sticker"))
    assert "not plain enough" in picture.notes[0]
    assert (await drawn.app.core.blob(picture.blob)).data == server.picture


async def test_sticker_on_white_is_cut_out(drawn: House, server: ImageServer) -> None:
    server.picture = on_white()
    picture = await details(drawn, await drawn.say("a sticker"))
    assert (picture.media_type, picture.width_px, picture.height_px) == ("image/png", 64, 64)
    assert "cut out" in picture.notes[0]


async def test_picture_that_was_ordered_again_says_so(drawn: House, server: ImageServer) -> None:
    server.faults = [Fault(status=503)]
    picture = await details(drawn, await drawn.say("a sticker"))
    assert picture.notes == ("ordered 2 times: the painter was busy or down before, and asked nothing for that",)


async def test_what_the_servers_rules_forbid_is_said_in_a_sentence(drawn: House, server: ImageServer) -> None:
    server.faults = [Fault(status=400, body={"error": {"code": "moderation_blocked", "message": "sk-secret"}})]
    reply = await drawn.say("a sticker")
    assert "the rules of openai do not allow it; other words may help" in reply.text
    assert "sk-secret" not in reply.text


async def test_bomb_from_a_painter_is_no_picture(drawn: House, server: ImageServer) -> None:
    bomb = bytearray(flat_png(1))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2  # a header that promises 3.6 gigapixels
    server.picture = bytes(bomb)
    reply = await drawn.say("a sticker")
    assert "not a picture" in reply.text


# The line itself


async def test_painters_are_closed_with_the_bot(store: StoreServer, tmp_path: Path) -> None:
    named = Named("first"), Named("second")
    async with house(store, tmp_path, painters=painters(*named)):
        pass
    assert [one.closed for one in named] == [True, True]
