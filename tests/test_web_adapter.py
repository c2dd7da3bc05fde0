"""The web adapter keeps the contract of every adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from contract.adapter_suite import AdapterSuite
from doubles.web_stage import WebStage

pytest_plugins = ["doubles.valkey"]


class TestWebAdapterContract(AdapterSuite):
    """All of the suite, over real sockets and a real Valkey."""

    @pytest.fixture
    async def stage(self, empty_valkey: str) -> AsyncIterator[WebStage]:
        """A page in a channel where nothing was said yet."""
        stage = WebStage(empty_valkey)
        await stage.start()
        yield stage
        await stage.close()
