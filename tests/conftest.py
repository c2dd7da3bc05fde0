"""What every test gets: steady examples from hypothesis, logs that do not outlive a test, and a store."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings as hypothesis_settings

from bot.settings import PREFIX, Settings
from bot.valkey import StoreServer, open_store

# A server for the whole session: `valkey` (its address) and `redis` (a client of an empty database).
pytest_plugins = ["doubles.valkey"]

# No example may fail because a machine was slow; the same examples everywhere, so that a failure is everyone's.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True, database=None)
hypothesis_settings.register_profile("search", deadline=None, max_examples=2000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide what the developer's shell has set for a picturebook of their own."""
    for name in list(os.environ):
        if (name.startswith(PREFIX) and name not in _FOR_TESTS) or name in ("REDIS_URL", "OPENAI_API_KEY"):
            monkeypatch.delenv(name)


_FOR_TESTS = ("PICTUREBOOK_REQUIRE_BROWSER", "PICTUREBOOK_SPECS")


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """Put logging back to where it was: a test may configure it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that touch nothing outside the test's own directory."""
    return Settings(data_dir=tmp_path / "data", web_port=0)


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[StoreServer]:
    """An embedded Valkey of this test alone."""
    async with open_store(settings) as server:
        yield server
