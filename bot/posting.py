"""Posting a turn's message once, whatever dies meanwhile: its id is journaled, and late progress is kept back.

Used by the turn, which gives both to its live message. Knows adapters by their protocol only.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapter import Adapter
from bot.journal import Journal
from bot.replies import Reply


class Delivered(Exception):
    """The final reply of this turn is shown already, by a worker that died before it could remember the turn."""


@dataclass(frozen=True, slots=True)
class Posting:
    """The one message of a turn (its id)."""

    journal: Journal
    adapter: Adapter
    turn: str

    async def guard(self) -> None:
        """Keep progress back that must not be seen any more: the final reply is there, or the turn is another's."""
        await self.journal.check()
        if await self.journal.done("deliver", str) is not None:
            raise Delivered

    async def post(self, reply: Reply) -> tuple[str, bool]:
        """Return the message's id, posted with `reply` if need be, and whether it surely shows that now."""
        known = await self.journal.done("message", str)
        if known is not None:
            return known, False

        async def post() -> str:
            return await self.adapter.post(self.journal.thread, self.turn, reply)

        # Begun before: the message may have been posted, with other content, by a worker that died then.
        fresh = self.journal.begun == 1
        return await self.journal.step("message", str, post), fresh
