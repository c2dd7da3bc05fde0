"""Pictures from outside are told by their bytes, measured before they are decoded, and refused unless whole."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.errors import BadImage, ImageTooLarge, ImageTooManyPixels, PaintingInvalid, explain
from bot.image_ends import end_of
from bot.images import LIMITS, ImageFacts, ImageLimits, check_painting, display_name, inspect, media_type
from bot.painter import Painted

# As bot/images.py has it for everybody; pytest puts its own filters before that.
pytestmark = pytest.mark.filterwarnings(r"ignore::UserWarning:PIL\.")

SIZE = (64, 48)


def encoded(kind: str, **options: Any) -> bytes:
    """Return a noisy 64 x 48 picture in a format."""
    buffer = io.BytesIO()
    noise = Image.effect_noise(SIZE, 60)
    Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))).save(buffer, kind, **options)
    return buffer.getvalue()


TWO = {"save_all": True, "append_images": [Image.new("RGB", SIZE, "red")]}
SAMPLES = {
    "png": encoded("PNG"),
    "interlaced jpeg": encoded("JPEG", progressive=True),
    "jpeg": encoded("JPEG", restart_marker_blocks=2),
    "webp": encoded("WEBP"),
    "lossless webp": encoded("WEBP", lossless=True),
    "gif": encoded("GIF"),
    "animated gif": encoded("GIF", **TWO, loop=0, comment=b"two frames"),
    "animated png": encoded("PNG", **TWO),
    "animated webp": encoded("WEBP", **TWO),
    "jpeg of two": encoded("MPO", **TWO),
}


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width_px: int, height_px: int) -> bytes:
    """A PNG of a few hundred bytes that says it is huge."""
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("name", SAMPLES)
async def test_whole_picture_is_told_by_its_bytes(name: str) -> None:
    facts = await inspect(SAMPLES[name])
    assert facts.media_type == "image/" + name.removesuffix(" of two").split()[-1]
    assert (facts.width_px, facts.height_px) == SIZE
    assert facts.animated == name.startswith("animated")


@pytest.mark.parametrize("name", SAMPLES)
async def test_picture_that_is_cut_off_is_refused(name: str) -> None:
    data = SAMPLES[name] if name != "jpeg of two" else SAMPLES[name][: end_of("image/jpeg", SAMPLES[name])]
    for kept in (len(data) - 1, len(data) - 5, len(data) * 2 // 3, len(data) // 3, 40, 12, 8):
        with pytest.raises(BadImage):
            await inspect(data[:kept])


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "jpeg of two"])
async def test_picture_with_something_else_behind_it_is_refused(name: str) -> None:
    with pytest.raises(BadImage, match="something else behind it"):
        await inspect(SAMPLES[name] + b"PK\x03\x04 an archive")


@pytest.mark.parametrize("name", SAMPLES)
async def test_padding_behind_a_picture_does_no_harm(name: str) -> None:
    assert await inspect(SAMPLES[name] + b"\0\0\0\n") == await inspect(SAMPLES[name])


@pytest.mark.parametrize("appended", [SAMPLES["jpeg"], b"\0\0\0\x18ftypmp42", b"Image_UTC_Data SEFT"])
async def test_what_phones_append_to_a_photo_is_taken(appended: bytes) -> None:
    assert (await inspect(SAMPLES["jpeg"] + appended)).media_type == "image/jpeg"
    with pytest.raises(BadImage):
        await inspect(SAMPLES["png"] + appended)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"BM" + b"\0" * 100,
        b"II*\0" + b"\0" * 100,
        b"RIFF\0\0\0\0AVI ",
        b"\0" + SAMPLES["png"],
        b"\x89PNG\r\n\x1a\n" + SAMPLES["jpeg"],
        b"GIF89a/*" + b"alert(1)//" * 20,
        b"\xff\xd8\xff" + b"\xff" * 200,
    ],
)
async def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(BadImage):
        await inspect(data)


async def test_too_many_bytes_are_refused_unopened() -> None:
    with pytest.raises(ImageTooLarge) as told:
        await inspect(b"\0" * 1001, ImageLimits(size_bytes=1000))
    assert not isinstance(told.value, ImageTooManyPixels)
    with pytest.raises(ImageTooLarge) as told:
        await inspect(bytes(LIMITS.size_bytes + 1))
    assert "20 MB" in explain(told.value)


@pytest.mark.parametrize("size", [(8000, 7000), (10_000, 10_000), (60_000, 60_000), (2_000_000_000, 1)])
@pytest.mark.parametrize("action", ["error", "default"])
async def test_decompression_bomb_is_refused_by_its_header(size: tuple[int, int], action: Any) -> None:
    with warnings.catch_warnings(record=action == "default"):
        warnings.simplefilter(action)
        with pytest.raises(ImageTooManyPixels) as told:
            await inspect(bomb(*size))
    assert "50" in explain(told.value)


async def test_bomb_in_a_note_of_a_picture_is_refused() -> None:
    note = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 80_000_000, 9))
    data = SAMPLES["png"]
    with pytest.raises(BadImage):
        await inspect(data[:33] + note + data[33:])


async def test_orientation_is_noted() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert (await inspect(encoded("JPEG", exif=exif))).orientation == 6
    assert (await inspect(encoded("WEBP", exif=exif))).orientation == 6
    exif[0x0112] = 77
    assert (await inspect(encoded("JPEG", exif=exif))).orientation == 1


@pytest.mark.parametrize(
    "exif", [b"Exif\0\0II*\0\x08\0\0\0\xff\xff", b"Exif\0\0rubbish", b"Exif\0\0MM\0*\xff\xff\xff\xff"]
)
async def test_broken_note_about_a_photo_is_no_reason_to_refuse_it(exif: bytes) -> None:
    assert (await inspect(encoded("JPEG", exif=exif))).orientation == 1
    assert (await inspect(encoded("PNG", exif=exif))).orientation == 1


@settings(max_examples=300)
@given(
    name=st.sampled_from(sorted(SAMPLES)),
    edits=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 40),
)
@example(name="png", edits=[(25, 99)], cut=0)
async def test_broken_bytes_are_a_picture_or_refused_and_nothing_else(
    name: str, edits: list[tuple[int, int]], cut: int
) -> None:
    data = bytearray(SAMPLES[name])
    for at, value in edits:
        data[at % len(data)] = value
    try:
        facts = await inspect(bytes(data[: len(data) - cut]))
    except (BadImage, ImageTooLarge):
        return
    assert facts.width_px > 0
    assert facts.height_px > 0


@given(kind=st.sampled_from(["image/png", "image/jpeg", "image/gif", "image/webp"]), data=st.binary(max_size=300))
def test_end_of_any_bytes_is_within_them_or_unknown(kind: str, data: bytes) -> None:
    starts = {
        "image/png": b"\x89PNG\r\n\x1a\n",
        "image/jpeg": b"\xff\xd8",
        "image/gif": b"GIF89a",
        "image/webp": b"RIFF",
    }
    whole = starts[kind] + data
    end = end_of(kind, whole)
    assert end is None or 0 < end <= len(whole)


def test_end_of_a_jpeg_is_found_past_markers_without_a_length() -> None:
    data = SAMPLES["jpeg"]
    assert end_of("image/jpeg", data[:2] + b"\xff\x01" + data[2:]) == len(data) + 2
    assert end_of("image/jpeg", data[:2] + b"\xff\xff" + data[2:]) == len(data) + 2


def painted(data: bytes, **changes: Any) -> Painted:
    made = Painted(data, "image/png", *SIZE, seed=1, model="test")
    return replace(made, **changes)


async def test_painting_is_checked_against_what_the_painter_says() -> None:
    assert await check_painting(painted(SAMPLES["png"])) == ImageFacts("image/png", *SIZE, animated=False)
    for wrong in ({"media_type": "image/webp"}, {"width_px": 65}, {"height_px": 1}):
        with pytest.raises(PaintingInvalid, match="was said to be"):
            await check_painting(painted(SAMPLES["png"], **wrong))


@pytest.mark.parametrize("data", [b"", b'{"error": "busy"}', SAMPLES["png"][:-20], bomb(9000, 9000)])
async def test_painting_that_is_no_picture_is_the_painters_fault(data: bytes) -> None:
    with pytest.raises(PaintingInvalid):
        await check_painting(painted(data))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("larry.png", "larry.png"),
        ("래리 그림.jpg", "래리 그림.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ann\\larry.png", "larry.png"),
        ("a\x00b\x1b[31m\nc.png", "ab[31mc.png"),
        ("pic\u202egnp.exe", "picgnp.exe"),
        ("zero\u200bwidth\u2028line.gif", "zerowidthline.gif"),
        ("  many   spaces .png", "many spaces .png"),
        ("", "picture"),
        ("///", "picture"),
        ("...", "picture"),
        ("x" * 200 + ".png", "x" * 75 + "….png"),
        ("x" * 200, "x" * 79 + "…"),
        ("x" * 100 + "." + "y" * 100, "x" * 79 + "…"),
    ],
)
def test_name_of_a_file_is_cleaned_for_display(name: str, shown: str) -> None:
    assert display_name(name) == shown


@given(st.text(max_size=300))
def test_name_of_a_file_is_always_short_and_printable(name: str) -> None:
    shown = display_name(name)
    assert 0 < len(shown) <= 80
    assert shown.isprintable()
    assert display_name(shown) == shown


def test_media_type_of_nothing_is_unknown() -> None:
    assert media_type(b"") is None
