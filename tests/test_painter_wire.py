"""What failed requests mean, how often pictures are ordered, and what bytes are."""

from __future__ import annotations

import asyncio
import base64

import httpx2
import pytest
from doubles.image_server import image_server
from doubles.scripted import flat_png
from PIL import Image

from bot.errors import (
    OrderRefused,
    PainterBrokeOff,
    PainterBusy,
    PainterClosed,
    PainterDown,
    PainterError,
    PainterLocked,
    PainterRefused,
    PaintingInvalid,
)
from bot.painter.repeating import Patience
from bot.painter.sniffing import decoded, measured
from bot.painter.wire import AnswerTooLong, bounded_client, declined, lost, wait_s

NOTHING: frozenset[str] = frozenset()


def caused(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (httpx2.ConnectError("refused"), PainterDown),
        (httpx2.ConnectTimeout("slow"), PainterDown),
        (caused(RuntimeError("wrapped"), httpx2.ConnectError("refused")), PainterDown),
        (httpx2.ReadError("reset"), PainterBrokeOff),
        (httpx2.ReadTimeout("slow"), PainterBrokeOff),
        (httpx2.RemoteProtocolError("gone"), PainterBrokeOff),
        (httpx2.WriteError("reset"), PainterBrokeOff),
        (caused(RuntimeError("wrapped"), AnswerTooLong("long")), PaintingInvalid),
    ],
    ids=repr,
)
def test_lost_request_may_be_repeated_only_when_it_never_arrived(
    error: BaseException, meaning: type[PainterError]
) -> None:
    assert type(lost(error, "p")) is meaning


def test_codes_say_more_than_the_status() -> None:
    assert type(declined(400, frozenset({"moderation_blocked"}), {}, "p")) is PainterRefused
    assert type(declined(403, NOTHING, {}, "p")) is PainterLocked
    assert type(declined(529, NOTHING, {}, "p")) is PainterBusy
    assert type(declined(501, NOTHING, {}, "p")) is OrderRefused
    assert type(declined(504, NOTHING, {}, "p")) is PainterBrokeOff
    assert type(declined(418, NOTHING, {}, "p")) is OrderRefused
    assert declined(400, frozenset({"b", "a"}), {}, "p").detail == "HTTP 400, a, b"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "1500", "retry-after": "7"}, 1.5),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30 GMT", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"retry-after": "Fri, 20 Nov 2026 09:00:00 GMT", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30 GMT"}, None),
        ({"retry-after": "Fri, 20 Nov 2026 10:00:30 GMT", "date": "Fri, 20 Nov 2026 10:00:00"}, None),
        ({"retry-after": "soon", "date": "Fri, 20 Nov 2026 10:00:00 GMT"}, None),
        ({"retry-after-ms": "soon"}, None),
        ({}, None),
    ],
)
def test_wait_is_what_the_server_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_s(headers) == seconds


async def test_answer_is_read_no_further_than_it_may() -> None:
    async with image_server("openai") as server:
        server.kept["a.png"] = flat_png(1, 64, 64) + bytes(2_000_000)
        client = bounded_client(1_000_000)
        with pytest.raises(AnswerTooLong):
            await client.get(f"{server.origin}/files/a.png")
        server.redirects["there"] = "/files/a.png"
        assert (await client.get(f"{server.origin}/files/there")).status_code == 302, "nobody sends us elsewhere"
        await client.aclose()


async def test_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with image_server("openai") as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        monkeypatch.setenv("http_proxy", proxy.origin)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        client = bounded_client()
        await client.get("http://images.example/v1/models")
        await client.aclose()
        assert [one.path for one in proxy.asked] == ["/v1/models"]


# Ordering again


class Sleeps:
    def __init__(self) -> None:
        self.waits_s: list[float] = []

    async def __call__(self, wait_s: float) -> None:
        self.waits_s.append(wait_s)


def failing(*errors: PainterError) -> tuple[list[PainterError], object]:
    left = list(errors)

    async def paint() -> str:
        await asyncio.sleep(0)
        if left:
            raise left.pop(0)
        return "picture"

    return left, paint


async def test_patience_ends() -> None:
    sleeps = Sleeps()
    _, paint = failing(*[PainterDown(painter="p")] * 5)
    with pytest.raises(PainterDown):
        await Patience(orders=4, sleep=sleeps).insist(paint)  # type: ignore[arg-type]
    assert len(sleeps.waits_s) == 3
    assert all(0 < one <= 20 for one in sleeps.waits_s)


async def test_painter_that_asks_for_too_long_a_wait_is_not_waited_for() -> None:
    sleeps = Sleeps()
    _, paint = failing(PainterBusy(wait_s=21, painter="p"))
    with pytest.raises(PainterBusy):
        await Patience(sleep=sleeps).insist(paint)  # type: ignore[arg-type]
    assert sleeps.waits_s == []


@pytest.mark.parametrize(
    "error", [PainterClosed(painter="p"), PainterBrokeOff(painter="p"), PaintingInvalid()], ids=repr
)
async def test_what_may_be_paid_or_stays_closed_is_ordered_once(error: PainterError) -> None:
    left, paint = failing(error, error)
    with pytest.raises(type(error)):
        await Patience(sleep=Sleeps()).insist(paint)  # type: ignore[arg-type]
    assert len(left) == 1


async def test_orders_are_counted() -> None:
    sleeps = Sleeps()
    _, paint = failing(PainterBusy(wait_s=3, painter="p"))
    assert await Patience(sleep=sleeps).insist(paint) == ("picture", 2)  # type: ignore[arg-type]
    assert sleeps.waits_s == [3]


# What bytes are


def test_picture_is_measured_by_its_bytes() -> None:
    assert measured(flat_png(1, 12, 8)) == ("image/png", 12, 8)


@pytest.mark.parametrize("data", [b"", b"<svg/>", flat_png(1)[:20], b"\xff\xd8\xff"], ids=repr)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PaintingInvalid):
        measured(data)


def test_bomb_is_refused_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    with pytest.raises(PaintingInvalid):
        measured(flat_png(1, 4, 4))  # a warning of Pillow's, which we make an error
    with pytest.raises(PaintingInvalid):
        measured(flat_png(1, 10, 10))


def test_too_many_bytes_are_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.images import ImageLimits

    monkeypatch.setattr("bot.painter.sniffing.PAINTING_LIMITS", ImageLimits(size_bytes=10))
    with pytest.raises(PaintingInvalid):
        measured(flat_png(1))


def test_base64_is_read_with_and_without_its_address() -> None:
    text = base64.b64encode(b"abc").decode()
    assert decoded(text) == decoded(f"data:image/png;base64,{text}") == decoded(f" {text[:2]}\n{text[2:]}") == b"abc"
    for rubbish in ("§", "abc", "a*bc"):
        with pytest.raises(PaintingInvalid):
            decoded(rubbish)
