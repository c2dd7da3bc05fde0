"""Language-model planners of tests: on a model server's double, with no wait between two tries."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from functools import cache
from typing import Any

from doubles.model_server import ModelServerDouble
from openai import AsyncOpenAI, DefaultAioHttpClient

from bot.events import Author, Thread
from bot.planner import Request, Say
from bot.planner.board import Board
from bot.planner.language_model import LanguageModelPlanner, ModelClient, ModelServer
from bot.planner.language_model.server import Connection, connect
from bot.planner.language_model.sight import Eyes
from bot.plans import Plan

KEY = "sk-test-not-a-real-key-0123456789"  # pragma: allowlist secret
BOARD = Board(Thread("test", "room", "t1"))


class Waits(list[float]):
    """Remembers how long was waited, and does not wait."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


def planner_on(
    double: ModelServerDouble,
    *,
    sleep: Any = None,
    eyes: Eyes | None = None,
    sees: bool = True,
    opened: Callable[[ModelServer], Connection] = connect,
    **options: Any,
) -> LanguageModelPlanner:
    """Return a planner whose server is `double`; `options` are of ModelServer."""
    server = ModelServer(**({"model": "gpt-test", "base_url": double.base_url, "key": KEY, "timeout_s": 5.0} | options))
    waits = Waits() if sleep is None else sleep
    return LanguageModelPlanner(ModelClient(server, sees=sees, sleep=waits, open_connection=opened), eyes)


@cache
def _tls() -> ssl.SSLContext:
    """Return what every connection would read from the disk for itself, for 25 ms each."""
    return ssl.create_default_context()


def quickly(server: ModelServer) -> Connection:
    """Open a client like `connect`, for tests that open hundreds."""
    http = DefaultAioHttpClient(verify=_tls())
    return Connection(AsyncOpenAI(api_key=KEY, base_url=server.base_url, max_retries=0, http_client=http))


class FreshEachTime:
    """A planner for tests that plan in a new event loop each time: connections cannot be taken from loop to loop."""

    name = "openai"

    def __init__(self, double: ModelServerDouble, **options: Any) -> None:
        self._double, self._options = double, options

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:
        planner = planner_on(self._double, opened=quickly, **self._options)
        try:
            return await planner.plan(request, board, say)
        finally:
            await planner.close()

    async def close(self) -> None:
        """Nothing is held open."""


class Heard(list[str]):
    """Remembers the words that a person saw."""

    async def __call__(self, words: str) -> None:
        self.append(words)

    @property
    def text(self) -> str:
        return "".join(self)


def request(text: str, **more: Any) -> Request:
    return Request(**({"turn": "m1", "author": Author("u-mina", "Mina"), "text": text, "language": "en"} | more))
