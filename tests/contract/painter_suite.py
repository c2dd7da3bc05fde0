"""What every painter must do: pictures of the claimed size, honest seeds, alpha, cancellation, any text."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import time

import pytest
from PIL import Image

from bot.painter import Order, Painted, Painter, Shape

MEADOW = "Storybook illustration of a fox in a meadow, soft daylight"
HOSTILE = (
    "",
    " ",
    "\x00\x1b[31m\ufffe\ud7ff",
    '<svg onload="x"><script>&amp;]]></script> a sign lettered "<b>&\'</b>"',
    "{0} %s ${HOME} ../../etc/passwd `id`",
    "한" * 3000,
    "🦔" * 500,
    "\u202e desrever \u0301\u0301\u0301",
    "word " * 20_000,
)


def opened(painted: Painted) -> Image.Image:
    """Return the picture behind `painted`, decoded to its last row."""
    image = Image.open(io.BytesIO(painted.data))
    image.load()
    return image


def die(_job: object) -> None:
    """Stand in for a worker's function: the process is killed."""
    os.kill(os.getpid(), signal.SIGKILL)


def fail(_job: object) -> None:
    """Stand in for a worker's function: it raises."""
    raise ZeroDivisionError


def doze(_job: object) -> None:
    """Stand in for a worker's function: it takes for ever."""
    time.sleep(60)


class PainterContract:
    """Subclasses give a fixture `painter`: ready, with nothing in flight."""

    @pytest.fixture
    def shapes(self, painter: Painter) -> list[Shape]:
        return list(painter.abilities.size_px)

    async def test_picture_has_the_size_that_its_shape_promises(self, painter: Painter, shapes: list[Shape]) -> None:
        for shape in shapes:
            painted = await painter.paint(Order(MEADOW, seed=1, shape=shape))

            image = opened(painted)
            assert (painted.width_px, painted.height_px) == image.size == painter.abilities.size_px[shape]
            assert painted.media_type == f"image/{(image.format or '').lower()}"
            assert painted.model

    async def test_every_shape_can_be_painted(self, painter: Painter) -> None:
        assert set(painter.abilities.size_px) == set(Shape)

    async def test_equal_orders_give_equal_bytes_when_there_are_seeds(self, painter: Painter) -> None:
        if not painter.abilities.seeds:
            pytest.skip("this painter has no seeds")
        first, second = [await painter.paint(Order(MEADOW, seed=77)) for _ in range(2)]

        assert first.data == second.data
        assert first.seed == second.seed == 77

    async def test_other_seeds_give_other_pictures(self, painter: Painter) -> None:
        if not painter.abilities.seeds:
            pytest.skip("this painter has no seeds")
        painted = [await painter.paint(Order(MEADOW, seed=seed)) for seed in (1, 2, 3)]

        assert len({p.data for p in painted}) == 3

    async def test_largest_and_smallest_seed_are_painted(self, painter: Painter) -> None:
        for seed in (0, 2**31 - 1):
            assert opened(await painter.paint(Order(MEADOW, seed=seed)))

    async def test_transparent_order_has_clear_corners(self, painter: Painter) -> None:
        if not painter.abilities.transparent:
            pytest.skip("this painter cannot leave anything clear")
        image = opened(await painter.paint(Order("Die-cut sticker of a fox", seed=5, transparent=True)))

        assert image.mode == "RGBA"
        right, bottom = image.width - 1, image.height - 1
        assert {image.getpixel(spot)[3] for spot in ((0, 0), (right, 0), (0, bottom), (right, bottom))} == {0}
        assert image.getchannel("A").getextrema()[1] == 255

    async def test_four_orders_at_once_are_all_painted(self, painter: Painter) -> None:
        painted = await asyncio.gather(*(painter.paint(Order(MEADOW, seed=seed)) for seed in range(4)))

        assert all(opened(p).size == painter.abilities.size_px[Shape.SQUARE] for p in painted)

    async def test_cancelled_order_leaves_the_painter_usable(self, painter: Painter) -> None:
        task = asyncio.create_task(painter.paint(Order(MEADOW, seed=8)))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert opened(await painter.paint(Order(MEADOW, seed=9)))

    @pytest.mark.parametrize("prompt", HOSTILE, ids=range(len(HOSTILE)))
    async def test_any_text_gives_a_picture(self, painter: Painter, prompt: str) -> None:
        assert opened(await painter.paint(Order(prompt, seed=3)))

    async def test_picture_carries_no_words_of_its_prompt(self, painter: Painter) -> None:
        painted = await painter.paint(Order("a fox called Quizzaciously in a meadow", seed=4))

        assert b"uizzaciousl" not in painted.data
        assert "prompt" not in {key.lower() for key in opened(painted).info}
