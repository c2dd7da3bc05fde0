"""Moderation: the provider's own check of what was asked, and of what is about to be drawn and said.

Wraps any planner; built by `language_model_planner` when the setting is on. The request is checked while the planner
works, and no word is shown before it has passed. A check that does not answer is an error: whoever turned it on relies
on it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import openai
import structlog

from bot.ending import end
from bot.errors import PlannerError
from bot.phrases import phrase
from bot.planner import Planner, Request, Say
from bot.planner.board import Board
from bot.planner.language_model.faults import ModelKeyRefused, fault_of
from bot.planner.language_model.planner import PROVIDER
from bot.planner.language_model.server import Connection
from bot.plans import Action, Plan

log = structlog.get_logger(__name__)

#: A category of the endpoint, up to its slash -> our sentence.
_SENTENCES = {
    "sexual": "moderated_sexual",
    "hate": "moderated_hate",
    "harassment": "moderated_hate",
    "violence": "moderated_violence",
    "self-harm": "moderated_self_harm",
    "illicit": "moderated_illicit",
}
_TEXT_CHARS = 8_000


class ModerationDown(PlannerError):
    """The check did not answer, so nothing was drawn."""

    sentence = "moderation_down"


class Moderator:
    """Asks the moderation endpoint of a server. `timeout_s` bounds one check."""

    def __init__(self, connection: Connection, model: str, timeout_s: float) -> None:
        self._connection = connection
        self._model = model
        self._timeout_s = timeout_s

    async def verdict(self, texts: Sequence[str]) -> str | None:
        """Return the category that one of `texts` was flagged for, None when all may pass. Raises PlannerError."""
        wanted = [text[:_TEXT_CHARS] for text in texts if text.strip()]
        if not wanted:
            return None
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await self._connection.client.moderations.create(model=self._model, input=wanted)
            flagged = [one for one in answer.results if one.flagged]
            return _worst(flagged[0]) if flagged else None
        except openai.AuthenticationError as error:
            raise ModelKeyRefused(type(error).__name__) from error
        except (openai.OpenAIError, json.JSONDecodeError, TimeoutError) as error:
            raise ModerationDown(str(fault_of(error, self._timeout_s))) from error
        except (AttributeError, TypeError, IndexError) as error:  # no moderation endpoint: something else answered
            raise ModerationDown(type(error).__name__) from error

    async def close(self) -> None:
        """Release connections."""
        await self._connection.close()


class ModeratedPlanner:
    """A planner whose requests and plans are checked."""

    def __init__(self, planner: Planner, moderator: Moderator) -> None:
        self.name = planner.name
        self._planner = planner
        self._moderator = moderator

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:
        """Return the planner's plan, or a refusal that names what the check found. Raises PlannerError."""
        heard: list[str] = []
        passed = False

        async def hold(words: str) -> None:
            if passed:
                await say(words)
            else:
                heard.append(words)

        planning = asyncio.create_task(self._planner.plan(request, board, hold))
        try:
            found = await self._moderator.verdict([request.text])
            if found is not None:
                return _refusal(found, request)
            while heard:
                words = "".join(heard)
                heard.clear()
                await say(words)
            passed = True
            plan = await planning
            request.meter.read(plan)
        finally:
            await end(planning)
        drawn = [text for drawing in plan.drawings for text in (drawing.prompt, drawing.alt)]
        found = await self._moderator.verdict([plan.reply, *drawn])
        return plan if found is None else _refusal(found, request)

    async def close(self) -> None:
        """Release what both hold open."""
        await self._planner.close()
        await self._moderator.close()


def _worst(result: Any) -> str:
    """Return the flagged category with the highest score."""
    flagged = result.categories.model_dump(by_alias=True, warnings=False)
    scores = result.category_scores.model_dump(by_alias=True, warnings=False)
    named = [name for name, on in flagged.items() if on]
    return cast(str, max(named, key=lambda name: scores.get(name) or 0.0, default="other"))


def _refusal(category: str, request: Request) -> Plan:
    """Return the plan that declines; what the planner has used until now is paid all the same."""
    log.info("moderation_flagged", turn=request.turn, category=category)
    sentence = _SENTENCES.get(category.split("/", maxsplit=1)[0], "moderated_other")
    return replace(
        Plan(Action.REFUSE, phrase(sentence, request.language), request.language),
        reason=f"{PROVIDER}: {category}",
        model_calls=request.meter.calls,
        usage=tuple(request.meter.usage),
    )
