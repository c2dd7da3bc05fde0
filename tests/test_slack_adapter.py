"""The Slack adapter keeps the contract of every adapter, over HTTP and over Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from contract.adapter_suite import AdapterSuite
from doubles.slack.server import slack_double
from doubles.slack_stage import SlackStage
from doubles.slack_validate import problems

pytest_plugins = ["doubles.valkey"]


class TestSlackAdapterContract(AdapterSuite):
    """All of the suite, over signed HTTP and a real Valkey."""

    socket = False

    @pytest.fixture
    async def stage(self, empty_valkey: str) -> AsyncIterator[SlackStage]:
        """A workspace where nothing was said yet."""
        async with slack_double() as double:
            stage = SlackStage(double, empty_valkey, socket=self.socket)
            await stage.start()
            try:
                yield stage
            finally:
                await stage.close()
            assert problems(double.bot_calls) == []


class TestSlackAdapterContractOverSocketMode(TestSlackAdapterContract):
    """All of the suite, over a socket."""

    socket = True
