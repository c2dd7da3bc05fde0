"""What may be looked up for a request: what a model asks for, or, for a model that cannot ask, what rules find in it.

Behind bot.planner.Facts; used by the planner that asks a language model, and built by bot/app/ when the setting is on.
Whatever a model asks for, only names leave that the person has said, and nobody's of the room.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.knowledge.lookups import Lookups
from bot.knowledge.things import speakable, things
from bot.planner import Known, Request
from bot.planner.board import Board

log = structlog.get_logger(__name__)


class Knowledge:
    """Look-ups for requests."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups

    async def named(self, request: Request, board: Board) -> tuple[Known, ...]:
        """Return what is known of the things that the request names, as far as rules tell."""
        return await self._known(request, things(request, board))

    async def asked(self, wanted: Sequence[str], request: Request, board: Board) -> tuple[Known, ...]:
        """Return what is known of the things that a model asks about; those of which nothing is without a text."""
        found = await self._known(request, speakable(wanted, request, board))
        known = {one.thing.casefold(): one for one in found}
        return tuple(known.get(thing.casefold(), Known(thing, "", "", "")) for thing in wanted)

    async def close(self) -> None:
        """Release connections."""
        await self._lookups.close()

    async def _known(self, request: Request, names: Sequence[str]) -> tuple[Known, ...]:
        known = await self._lookups.known(names)
        if names:
            log.info("looked_up", turn=request.turn, count=len(names), found=len(known))
        return known
