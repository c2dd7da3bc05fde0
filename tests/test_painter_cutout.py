"""Stickers: clear backgrounds are looked for in the picture itself, and cut out where they are only painted."""

from __future__ import annotations

import io
from typing import Any

import pytest
from doubles.image_server import painting
from PIL import Image, ImageDraw

from bot.painter import Note, Painted
from bot.painter.cutout import Outcome, as_sticker, cut_out

SIZE = (96, 64)


def disc(ground: Any, mode: str = "RGB", kind: str = "PNG") -> bytes:
    """Return an orange disc with a white eye on `ground`: a colour, or what paints it."""
    image = Image.new(mode, SIZE, "white" if callable(ground) else ground)
    if callable(ground):
        ground(image)
    draw = ImageDraw.Draw(image)
    draw.ellipse((30, 14, 66, 50), fill="#e08030")
    draw.ellipse((44, 26, 52, 34), fill="white")
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def checkerboard(image: Image.Image) -> None:
    draw = ImageDraw.Draw(image)
    for left in range(0, SIZE[0], 8):
        for top in range(0, SIZE[1], 8):
            tone = 255 if (left + top) // 8 % 2 else 204
            draw.rectangle((left, top, left + 7, top + 7), fill=(tone,) * 3)


def gradient(image: Image.Image) -> None:
    for left in range(SIZE[0]):
        ImageDraw.Draw(image).line((left, 0, left, SIZE[1]), fill=(left * 2, 255 - left * 2, 90))


def alpha_at(data: bytes, *spots: tuple[int, int]) -> list[int]:
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == "RGBA"
        return [image.getpixel(spot)[3] for spot in spots]  # type: ignore[index]


CORNERS = ((0, 0), (95, 0), (0, 63), (95, 63))
FIGURE = ((48, 20), (48, 30), (58, 40))


@pytest.mark.parametrize(
    "ground", ["white", "black", "#88ccff", checkerboard], ids=["white", "black", "blue", "checkerboard"]
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_plain_background_is_cut_out_and_what_it_encloses_stays(ground: Any, kind: str) -> None:
    cut = cut_out(disc(ground, kind=kind))
    assert cut.outcome is Outcome.CUT
    assert alpha_at(cut.data, *CORNERS) == [0] * 4
    assert alpha_at(cut.data, *FIGURE) == [255] * 3, "the white eye is not background"
    assert 0.05 < sum(pixel == 255 for pixel in alphas(cut.data)) / (SIZE[0] * SIZE[1]) < 0.3


def alphas(data: bytes) -> list[int]:
    with Image.open(io.BytesIO(data)) as image:
        return list(image.getchannel("A").tobytes())


def test_edge_of_the_figure_is_soft() -> None:
    assert any(0 < one < 255 for one in alphas(cut_out(disc("white")).data))


def test_clear_background_is_left_as_it_came() -> None:
    data = disc((0, 0, 0, 0), "RGBA")
    assert cut_out(data) == (cut := cut_out(data))
    assert (cut.outcome, cut.data) == (Outcome.CLEAR, data)


@pytest.mark.parametrize("ground", [gradient, "#e08030"], ids=["gradient", "one colour"])
def test_background_that_is_not_plain_or_is_everything_stays(ground: Any) -> None:
    if ground == "#e08030":
        image = Image.new("RGB", SIZE, ground)
        out = io.BytesIO()
        image.save(out, "PNG")
        data = out.getvalue()
    else:
        data = disc(ground)
    cut = cut_out(data)
    assert (cut.outcome, cut.data) == (Outcome.KEPT, data)


def test_figure_that_fills_the_picture_is_not_cut() -> None:
    image = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(image).rectangle((1, 1, 398, 298), fill="#203040")
    out = io.BytesIO()
    image.save(out, "PNG")
    assert cut_out(out.getvalue()).outcome is Outcome.KEPT


def test_colours_keep_their_profile() -> None:
    out = io.BytesIO()
    with Image.open(io.BytesIO(disc("white"))) as image:
        image.save(out, "PNG", icc_profile=b"a profile")
    with Image.open(io.BytesIO(cut_out(out.getvalue()).data)) as image:
        assert image.info["icc_profile"] == b"a profile"


def painted(data: bytes) -> Painted:
    return Painted(data, "image/jpeg" if data[:2] == b"\xff\xd8" else "image/png", *SIZE, 7, "m", ("as it was",))


async def test_sticker_says_what_was_done_to_it() -> None:
    clear, cut, kept = [
        await as_sticker(painted(data))
        for data in (disc((0, 0, 0, 0), "RGBA"), disc("white", kind="JPEG"), disc(gradient))
    ]
    assert clear.notes == ("as it was",)
    assert (cut.notes, cut.media_type) == (("as it was", Note("note_cut_out")), "image/png")
    assert kept.notes == ("as it was", Note("note_not_cut_out"))
    assert (cut.width_px, cut.height_px, cut.seed) == (*SIZE, 7)


def test_checkerboard_of_a_large_picture_is_cut_out() -> None:
    cut = cut_out(painting(("fox", 1), (1024, 1024), checkerboard=True))
    assert cut.outcome is Outcome.CUT
    assert alpha_at(cut.data, (0, 0), (1023, 1023), (512, 512)) == [0, 0, 255]
