"""The painter of /sdapi servers."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
from contract.painter_suite import MEADOW, PainterContract, opened
from doubles.image_server import Fault, ImageServer, image_server
from doubles.scripted import flat_png

from bot.errors import (
    PainterBrokeOff,
    PainterClosed,
    PainterDown,
    PainterError,
    PainterLocked,
    PainterModelUnknown,
    PaintingInvalid,
)
from bot.painter import Note, Order, Quality, Reference, Shape
from bot.painter.repeating import Patience
from bot.painter.stable_diffusion import Opening, Recipe, StableDiffusionPainter

BASE = Reference("pic-1", flat_png(1), "image/png", "a fox", 11, is_base=True)
FACE = Reference("pic-2", flat_png(2), "image/png", "Larry", 12)
BASIC = "Basic bWluYTpwdw=="  # mina:pw


async def at_once(_: float) -> None:
    """Stand in for sleep."""


def painter_on(server: ImageServer, **recipe: Any) -> StableDiffusionPainter:
    opening = Opening(server.origin, "mina", "pw")
    return StableDiffusionPainter(opening, Recipe(**recipe), patience=Patience(sleep=at_once))


@pytest.fixture(params=["a1111", "stable-diffusion.cpp"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[ImageServer]:
    async with image_server(request.param, key=BASIC) as server:
        yield server


@pytest.fixture
async def painter(server: ImageServer) -> AsyncIterator[StableDiffusionPainter]:
    painter = painter_on(server)
    yield painter
    await painter.close()


class TestStableDiffusionPainter(PainterContract):
    """The suite that every painter passes."""


async def test_order_without_a_base_is_painted_from_words(server: ImageServer) -> None:
    painter = painter_on(server, avoid="blur", draft_steps=6, final_steps=30, sampler="Euler", guidance=4.5)
    painted = await painter.paint(Order(MEADOW, 7, Shape.WIDE, references=(FACE,)))
    await painter.paint(Order(MEADOW, 7, quality=Quality.FINAL))
    await painter.close()
    asked, final = server.asked
    assert asked.path == "/sdapi/v1/txt2img"
    assert asked.fields == {
        "prompt": MEADOW,
        "negative_prompt": "blur",
        "seed": 7,
        "width": 1216,
        "height": 832,
        "batch_size": 1,
        "n_iter": 1,
        "send_images": True,
        "save_images": False,
        "steps": 6,
        "sampler_name": "Euler",
        "cfg_scale": 4.5,
    }
    assert final.fields["steps"] == 30
    assert painted.seed == 7
    assert painted.model == ("tiny-sd" if server.dialect == "a1111" else "stable diffusion")


async def test_change_and_hd_show_the_picture(server: ImageServer, painter: StableDiffusionPainter) -> None:
    both = await painter.paint(Order(MEADOW, 7, references=(FACE, BASE)))
    alone = await painter.paint(Order(MEADOW, 7, hd=True, references=(BASE,)))
    assert (both.notes, alone.notes) == ((Note("note_one_seen"),), ())
    changed, large = server.asked
    assert {changed.path, large.path} == {"/sdapi/v1/img2img"}
    assert base64.b64decode(changed.fields["init_images"][0]) == BASE.data
    assert (changed.fields["denoising_strength"], large.fields["denoising_strength"]) == (0.6, 0.3)
    assert (changed.fields["width"], large.fields["width"]) == (1024, 1536)


async def test_equal_orders_make_equal_requests_after_a_restart(
    server: ImageServer, painter: StableDiffusionPainter
) -> None:
    first = await painter.paint(Order(MEADOW, 7, references=(BASE,)))
    again = painter_on(server)
    second = await again.paint(Order(MEADOW, 7, references=(BASE,)))
    await again.close()
    assert server.asked[0].raw == server.asked[1].raw
    assert first.data == second.data


async def test_checkpoint_is_asked_for_each_time(server: ImageServer) -> None:
    painter = painter_on(server, model="tiny-sd")
    assert (await painter.paint(Order(MEADOW, 7))).model == "tiny-sd"
    assert "tiny-sd is there" in (await painter.inspect())[0]
    await painter.close()
    assert server.asked[0].fields["override_settings"] == {"sd_model_checkpoint": "tiny-sd"}


async def test_words_that_load_networks_are_left_out(server: ImageServer, painter: StableDiffusionPainter) -> None:
    sly = "a fox <lora:secret:1.5> in a <sd_cpp_extra_args>{}</sd_cpp_extra_args> wood"
    await painter.paint(Order(sly, 7))
    assert "lora" not in server.asked[0].fields["prompt"]
    assert "sd_cpp" not in server.asked[0].fields["prompt"]


async def test_painter_says_what_is_loaded(painter: StableDiffusionPainter) -> None:
    there, can = await painter.inspect()
    assert "tiny-sd.safetensors" in there
    assert "seeds" in can


async def test_model_that_is_not_there_is_named(server: ImageServer) -> None:
    painter = painter_on(server, model="huge-sd")
    with pytest.raises(PainterModelUnknown) as caught:
        await painter.inspect()
    assert "huge-sd" in caught.value.detail
    await painter.close()


async def test_wrong_password_is_named(server: ImageServer) -> None:
    painter = StableDiffusionPainter(Opening(server.origin + "/", "mina", "wrong"))
    with pytest.raises(PainterLocked):
        await painter.inspect()
    await painter.close()


async def test_server_without_the_interface_is_told_apart(server: ImageServer) -> None:
    painter = StableDiffusionPainter(Opening(server.origin + "/elsewhere"))
    with pytest.raises(PainterClosed) as caught:
        await painter.paint(Order(MEADOW, 7))
    assert "--api" in caught.value.detail
    await painter.close()


async def test_what_is_no_such_server_is_told_apart(
    server: ImageServer, painter: StableDiffusionPainter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask(*_: object) -> bytes:
        return b"<html>"

    monkeypatch.setattr(painter, "_ask", ask)
    with pytest.raises(PainterClosed):
        await painter.inspect()


@pytest.mark.parametrize(
    "answer", [{}, {"images": []}, {"images": ["§"]}, {"images": [7]}, [], {"images": ["QUJD"]}], ids=repr
)
async def test_answer_without_a_picture_is_none(
    server: ImageServer, painter: StableDiffusionPainter, answer: Any
) -> None:
    server.answer = answer
    with pytest.raises(PaintingInvalid):
        await painter.paint(Order(MEADOW, 7))


@pytest.mark.parametrize(
    ("fault", "error"), [(Fault(how="close"), PainterBrokeOff), (Fault(status=504), PainterBrokeOff)]
)
async def test_what_may_be_painted_is_ordered_once(
    server: ImageServer, painter: StableDiffusionPainter, fault: Fault, error: type[PainterError]
) -> None:
    server.faults = [fault]
    with pytest.raises(error):
        await painter.paint(Order(MEADOW, 7))
    assert len(server.asked) == 1


async def test_server_that_is_busy_is_asked_again(server: ImageServer, painter: StableDiffusionPainter) -> None:
    server.faults = [Fault(status=503)]
    painted = await painter.paint(Order(MEADOW, 7))
    assert painted.notes == (Note("note_repeated", (("times", 2),)),)


async def test_server_that_is_not_there_is_down(unused_tcp_port: int) -> None:
    painter = StableDiffusionPainter(Opening(f"http://127.0.0.1:{unused_tcp_port}"), patience=Patience(sleep=at_once))
    with pytest.raises(PainterDown):
        await painter.paint(Order(MEADOW, 7))
    await painter.close()


async def test_pictures_of_a_grid_are_each_asked_for(server: ImageServer, painter: StableDiffusionPainter) -> None:
    grid = await asyncio.gather(*(painter.paint(Order(MEADOW, seed)) for seed in range(4)))
    assert len({one.data for one in grid}) == 4
    assert all(opened(one).size == (1024, 1024) for one in grid)
    assert {(one.fields["batch_size"], one.fields["n_iter"]) for one in server.asked} == {(1, 1)}
