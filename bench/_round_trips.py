"""Counts what this process sends to the store: the one cost of a turn that no noisy neighbour changes."""

from __future__ import annotations

from typing import Any

from redis.asyncio.connection import AbstractConnection


class RoundTrips:
    """`count` grows by one with every command or pipeline that is sent, once `start` was called."""

    count = 0

    @classmethod
    def start(cls) -> None:
        """Begin to count, on every connection."""
        send = AbstractConnection.send_packed_command

        async def counted(self: AbstractConnection, *args: Any, **more: Any) -> None:
            cls.count += 1
            await send(self, *args, **more)

        AbstractConnection.send_packed_command = counted  # type: ignore[method-assign]  # there is no seam to count at
