"""`picturebook ping`: what containers ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.errors import SettingsError
from bot.ping import silent_parts
from bot.settings import Settings
from bot.valkey import StoreServer


@asynccontextmanager
async def page(status: int) -> AsyncIterator[int]:
    async def health(_: web.Request) -> web.Response:
        return web.Response(status=status)

    server = web.Application()
    server.router.add_get("/healthz", health)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def test_ping_of_what_answers_is_silent(store: StoreServer):
    async with page(200) as port:
        settings = Settings(redis_url=SecretStr(store.url), web_host="0.0.0.0", web_port=port)
        assert await silent_parts(settings, page=True) == ()


async def test_ping_names_what_does_not_answer():
    settings = Settings(redis_url=SecretStr("redis://127.0.0.1:1"), web_host="::", web_port=1)

    store, page_text = await silent_parts(settings, page=True)

    assert store.startswith("store: no answer from 127.0.0.1:1")
    assert page_text.startswith("page: no answer from http://[::1]:1/healthz")


async def test_ping_names_a_page_that_is_not_well():
    async with page(503) as port:
        (text,) = await silent_parts(Settings(web_port=port), page=True)

    assert "answered 503" in text


async def test_ping_of_nothing_says_what_to_set():
    with pytest.raises(SettingsError, match="REDIS_URL is not set"):
        await silent_parts(Settings(), page=False)
