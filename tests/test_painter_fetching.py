"""Addresses in a server's answer: only its own host and allowed ones are asked, and never a private one for those."""

from __future__ import annotations

import base64
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver
from doubles.image_server import ImageServer, image_server
from doubles.scripted import flat_png

from bot.errors import PainterBrokeOff, PaintingInvalid
from bot.painter.fetching import Fetcher

PNG = flat_png(1)


@pytest.fixture
async def server() -> AsyncIterator[ImageServer]:
    async with image_server("vllm-omni") as server:
        server.kept["a.png"] = PNG
        yield server


@pytest.fixture
async def other() -> AsyncIterator[ImageServer]:
    async with image_server("vllm-omni") as server:
        server.kept["a.png"] = PNG
        yield server


class Names(AbstractResolver):
    """Finds every name at one address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[Any]:
        self.asked.append(host)
        return [
            {"hostname": host, "host": self.address, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
        ]

    async def close(self) -> None:
        pass


async def test_own_host_is_asked_with_and_without_its_name(server: ImageServer) -> None:
    fetcher = Fetcher(server.url)
    assert await fetcher.fetch(f"{server.origin}/files/a.png") == PNG
    assert await fetcher.fetch("/files/a.png") == PNG
    assert {"Authorization", "Cookie"}.isdisjoint(server.asked[0].headers)


async def test_bytes_in_the_address_itself_are_read(server: ImageServer) -> None:
    text = base64.b64encode(PNG).decode()
    assert await Fetcher(server.url).fetch(f"data:image/png;base64,{text}") == PNG
    assert server.asked == []


async def test_other_port_of_the_same_machine_is_another_host(server: ImageServer, other: ImageServer) -> None:
    with pytest.raises(PaintingInvalid, match="not allowed"):
        await Fetcher(server.url).fetch(f"{other.origin}/files/a.png")
    assert other.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "https://images.example.com/a.png",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://x",
        "http://user:pw@evil.example/",  # pragma: allowlist secret
        "http://x:99999999/",
        "//evil.example/a.png",
    ],
)
async def test_other_places_are_not_asked(server: ImageServer, address: str) -> None:
    with pytest.raises(PaintingInvalid):
        await Fetcher(server.url).fetch(address)


async def test_allowed_numeric_address_that_is_private_is_not_asked(server: ImageServer, other: ImageServer) -> None:
    place = other.origin.removeprefix("http://")
    with pytest.raises(PaintingInvalid):
        await Fetcher(server.url, frozenset({place, "127.0.0.1"})).fetch(f"{other.origin}/files/a.png")
    assert other.asked == []


async def test_allowed_name_that_leads_to_a_private_address_is_not_asked(
    server: ImageServer, other: ImageServer
) -> None:
    port = other.origin.rpartition(":")[2]
    names = Names("127.0.0.1")
    fetcher = Fetcher(server.url, frozenset({f"cdn.example:{port}"}), resolver=names)
    with pytest.raises(PainterBrokeOff):
        await fetcher.fetch(f"http://cdn.example:{port}/files/a.png")
    assert names.asked == ["cdn.example"]
    assert other.asked == []


async def test_allowed_name_is_asked_when_it_is_public(
    server: ImageServer, other: ImageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Loopback stands in for the public network, which tests have none of.
    monkeypatch.setattr("bot.painter.fetching._is_public", lambda _: True)
    port = other.origin.rpartition(":")[2]
    fetcher = Fetcher(server.url, frozenset({f"cdn.example:{port}"}), resolver=Names("127.0.0.1"))
    assert await fetcher.fetch(f"http://cdn.example:{port}/files/a.png") == PNG
    with pytest.raises(PaintingInvalid):  # a name without a port means the usual port
        await Fetcher(server.url, frozenset({"cdn.example"})).fetch(f"http://cdn.example:{port}/files/a.png")


async def test_redirect_is_followed_only_to_where_we_may_go(server: ImageServer, other: ImageServer) -> None:
    server.redirects = {"here": "/files/a.png", "there": f"{other.origin}/files/a.png", "round": "/files/round"}
    fetcher = Fetcher(server.url)
    assert await fetcher.fetch("/files/here") == PNG
    for name in ("there", "round"):
        with pytest.raises(PaintingInvalid):
            await fetcher.fetch(f"/files/{name}")
    assert other.asked == []
    assert len([one for one in server.asked if one.path == "/files/round"]) == 4


async def test_too_large_a_picture_is_left(server: ImageServer) -> None:
    with pytest.raises(PaintingInvalid, match="more than 10 bytes"):
        await Fetcher(server.url, most_bytes=10).fetch("/files/a.png")


async def test_picture_that_is_not_there_is_no_picture(server: ImageServer) -> None:
    with pytest.raises(PaintingInvalid, match="404"):
        await Fetcher(server.url).fetch("/files/none.png")


async def test_server_that_is_gone_broke_off(unused_tcp_port: int) -> None:
    with pytest.raises(PainterBrokeOff):
        await Fetcher(f"http://127.0.0.1:{unused_tcp_port}/v1").fetch("/files/a.png")
