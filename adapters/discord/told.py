"""The store's errors as errors of ours. Used by whatever here reads or writes the store."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from pydantic import ValidationError
from redis.exceptions import RedisError

from bot.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")


def told(run: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Make StoreError of what the store raises."""

    @functools.wraps(run)
    async def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await run(*args, **kwargs)
        except (RedisError, OSError, ValidationError) as error:
            raise StoreError(f"Discord's notes in the store: {type(error).__name__}") from error

    return wrapped


def text_of(value: object) -> str:
    """Return what the store answered as text: the client that we are given may decode what it reads, or not."""
    return value.decode() if isinstance(value, bytes) else str(value)
