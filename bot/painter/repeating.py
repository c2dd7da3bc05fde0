"""Ordering a picture again, when it surely was not painted and so not paid: a painter that was down or busy.

Used by the painters that ask a server; their client libraries repeat nothing by themselves. Knows no server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from bot.errors import PainterClosed, PainterDown

log = structlog.get_logger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a picture is ordered, and how long is waited between; times in seconds."""

    orders: int = 3
    first_wait_s: float = 0.5
    longest_wait_s: float = 20.0  # a painter that asks for more is busy for everybody who waits here
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def insist(self, paint: Callable[[], Awaitable[T]]) -> tuple[T, int]:
        """Return what `paint` returns, and how often it was called. Raises the last PainterDown, or any other error."""
        orders = 0
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(self._is_worth_it),
            stop=stop_after_attempt(self.orders),
            wait=self._wait_s,
            sleep=self.sleep,
            reraise=True,
        ):
            with attempt:
                orders += 1
                return await paint(), orders
        raise AssertionError("tenacity reraises")  # pragma: no cover - for the type checker

    def _is_worth_it(self, error: BaseException) -> bool:
        if not isinstance(error, PainterDown) or isinstance(error, PainterClosed):
            return False
        return error.wait_s is None or error.wait_s <= self.longest_wait_s

    def _wait_s(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked_s = error.wait_s if isinstance(error, PainterDown) else None
        waits = wait_exponential_jitter(multiplier=self.first_wait_s, max=self.longest_wait_s)
        wait_s = float(waits(state)) if asked_s is None else asked_s
        log.info("order_repeated_soon", orders=state.attempt_number, wait_s=round(wait_s, 2), error=str(error))
        return wait_s
