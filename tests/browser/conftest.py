"""The web page in a real Chromium, served by the real adapter, answered by a core that plays whole turns.

Browser, server and tests of one module share one event loop: a browser is slow to start and belongs to its loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from doubles.browser import ChatPage, open_browser
from doubles.drawing_core import DrawingCore
from fakeredis.aioredis import FakeRedis
from playwright.async_api import Browser, expect

from adapters.web.adapter import WebAdapter

# A machine with much else to do is slow; what is there is not waited for.
expect.set_options(timeout=15_000)
OpenPage = Callable[..., Awaitable[ChatPage]]


class House:
    """A web adapter that can be shut and opened again on the same port, with everything it remembers."""

    def __init__(self) -> None:
        self.redis = FakeRedis()
        self.core = DrawingCore()
        self.port = 0
        self.address = ""
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Serve the page."""
        adapter = WebAdapter(self.redis, port=self.port)
        self.core.adapter = adapter
        self._listening = asyncio.create_task(adapter.listen(self.core))
        started = asyncio.create_task(adapter.started.wait())
        await asyncio.wait([started, self._listening], return_when=asyncio.FIRST_COMPLETED)
        if self._listening.done():
            started.cancel()
            await self._listening
        self.address = adapter.address
        self.port = int(adapter.address.rstrip("/").rpartition(":")[2])

    async def shut(self) -> None:
        """End the server; streams and requests are cut."""
        assert self._listening is not None
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for a module."""
    async with open_browser() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def house() -> AsyncIterator[House]:
    """An open house with nothing in it."""
    one = House()
    await one.open()
    yield one
    await one.core.close()
    await one.shut()
    await one.redis.aclose()


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(browser: Browser, house: House) -> AsyncIterator[OpenPage]:
    """Open pages of the house; whatever they complained of in the console fails the test."""
    pages: list[ChatPage] = []

    async def one(**options: object) -> ChatPage:
        page = await ChatPage.open(browser, house.address, **options)  # type: ignore[arg-type]  # passed through
        pages.append(page)
        return page

    yield one
    problems = [problem for page in pages for problem in page.problems]
    for page in pages:
        await page.close()
    assert problems == []


@pytest_asyncio.fixture(loop_scope="module")
async def page(open_page: OpenPage) -> ChatPage:
    """One person's page."""
    return await open_page()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as needing a browser, on the loop of its module."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
