"""A planner that is told what was looked up about the things that a request names.

Wraps any planner; built by bot/app/ when the setting is on. The look-up comes before the planner is asked, so a turn
still costs one model call; whoever reads a picture's details sees what was looked up, and where.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.knowledge.lookups import Lookups
from bot.knowledge.things import things
from bot.phrases import phrase
from bot.planner import Known, Planner, Request, Say
from bot.planner.board import Board
from bot.plans import Plan

log = structlog.get_logger(__name__)


class InformedPlanner:
    """A planner with look-ups."""

    def __init__(self, planner: Planner, lookups: Lookups) -> None:
        self.name = planner.name
        self._planner = planner
        self._lookups = lookups

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:
        """Return the planner's plan, made with what was found. Raises what the planner raises."""
        known = await self._lookups.known(things(request, board))
        if not known:
            return await self._planner.plan(request, board, say)
        log.info("looked_up", turn=request.turn, count=len(known))
        plan = await self._planner.plan(replace(request, known=known), board, say)
        notes = tuple(_note(one, plan.language) for one in known)
        return replace(plan, drawings=tuple(replace(one, notes=(*one.notes, *notes)) for one in plan.drawings))

    async def close(self) -> None:
        """Release what both hold open."""
        await self._planner.close()
        await self._lookups.close()


def _note(one: Known, language: str) -> str:
    where = f"{one.source}, {one.address}" if one.address else one.source
    return phrase("note_looked_up", language, thing=one.thing, where=where)
