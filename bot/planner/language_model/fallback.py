"""Planning by rules while the language model is out of reach.

Wraps the planner that asks a model; built by `language_model_planner`, below moderation, so that what rules plan is
looked at as well. It takes over only where no model has decided anything: never after a refusal, never for a request
that a server may have turned away for what it says, and never when somebody has begun to read a model's words.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.phrases import phrase
from bot.planner import Planner, Request, Say
from bot.planner.board import Board
from bot.planner.language_model.faults import ModelDown, ModelForbidden, ModelKeyRefused, ModelMissing, ModelSpent
from bot.plans import Action, Plan

log = structlog.get_logger(__name__)


class FallbackPlanner:
    """A planner, and the one that plans while the first one's model is out of reach."""

    def __init__(self, planner: Planner, fallback: Planner) -> None:
        self.name = planner.name
        self._planner = planner
        self._fallback = fallback

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:
        """Return the planner's plan, or the other one's, which says so. Raises PlannerError."""
        heard = False

        async def tell(words: str) -> None:
            nonlocal heard
            heard = heard or bool(words)
            await say(words)

        try:
            return await self._planner.plan(request, board, tell)
        except (ModelDown, ModelSpent, ModelKeyRefused, ModelMissing) as error:
            if heard or isinstance(error, ModelForbidden):
                raise
            plan = await self._fallback.plan(request, board, _unheard)
            if _needs_a_model(plan, request):
                raise
            log.warning("planner_fell_back", turn=request.turn, error=error.sentence, planner=self._fallback.name)
            return _told(plan, request)

    async def close(self) -> None:
        """Release what both hold open."""
        await self._planner.close()
        await self._fallback.close()


def _does(plan: Plan) -> bool:
    return bool(plan.drawings or plan.namings or plan.select or plan.removed)


def _needs_a_model(plan: Plan, request: Request) -> bool:
    """Return whether the person is better served by waiting: rules know few answers, and invent the rest.

    A story that was given as a command is one all the same.
    """
    return plan.action is Action.TEXT and not _does(plan) and request.command != "story"


def _told(plan: Plan, request: Request) -> Plan:
    """Return the plan with a line that tells who made it, and with what the model has used in vain."""
    plan = replace(plan, model_calls=request.meter.calls, usage=tuple(request.meter.usage))
    if plan.action is Action.NONE or (plan.action is Action.NOTE and not _does(plan) and not request.addressed):
        return replace(plan, action=Action.NONE, reply="")  # people talk to each other
    words = phrase("model_fell_back", plan.language)
    return replace(plan, reply=f"{plan.reply}\n\n{words}" if plan.reply else words)


async def _unheard(_: str) -> None:
    """The plan may not be taken; its words come at once when it is."""
