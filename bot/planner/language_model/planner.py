"""The language-model planner: one question to a model, its answer made into a plan, one repair when that cannot be.

A model that does not know a thing may have it looked up, once, and is then asked again. Stands behind
bot.planner.Planner; called by the turn. It writes no board, resolves no number and speaks to no server
itself: board_text.py, resolving.py and client.py do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

import structlog

from bot.phrases import phrase
from bot.planner import Facts, Known, Request, Say
from bot.planner.board import Board
from bot.planner.language_model.answers import Answer
from bot.planner.language_model.board_text import Shown, now_text, shown_of, thread_text
from bot.planner.language_model.client import Message, ModelClient
from bot.planner.language_model.faults import ModelConfused
from bot.planner.language_model.pointing import Impossible
from bot.planner.language_model.resolving import plan_of
from bot.planner.language_model.sight import Eyes
from bot.planner.language_model.tools import LOOK_UP, BadArguments, LookUp, arguments, functions
from bot.planner.words import language_of
from bot.plans import Action, Plan

log = structlog.get_logger(__name__)

#: Plan.reason when the model, or its server, declines by itself.
PROVIDER = "provider"
#: A model that is told of its mistake sees so much of its own answer again.
_SHOWN_AGAIN_CHARS = 2_000
#: A model may have so many things looked up.
MAX_LOOKED_UP = 2


class LanguageModelPlanner:
    """Decides by asking a language model. `eyes` None: it sees no pictures; `facts` None: it looks nothing up."""

    name = "openai"

    def __init__(self, client: ModelClient, eyes: Eyes | None = None, facts: Facts | None = None) -> None:
        self._client = client
        self._eyes = eyes
        self._facts = facts

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:
        """Return the plan. Streams the model's words; raises bot.errors.PlannerError."""
        if self._facts is not None and not self._client.calls_tools:  # it cannot ask
            request = replace(request, known=await self._facts.named(request, board))
        shown = shown_of(request, board)
        photos = await self._eyes.look(request, board, shown) if self._eyes is not None else {}
        question = _Question(request, board, shown, photos)
        log.debug("model_asked", turn=request.turn, text=question.text)
        meter = request.meter
        answer = await self._client.ask(question.messages, say, meter)
        wanted = _unfamiliar(answer) if self._facts is not None and _verdict(answer, request) is None else ()
        if self._facts is not None and wanted:
            request = replace(request, known=await self._facts.asked(wanted, request, board))
            question = _Question(request, board, shown, photos)
            answer = await self._client.ask(question.messages, _unheard if answer.words else say, meter)
        plan = await self._plan(question, answer)
        log.info(
            "model_answered",
            turn=request.turn,
            thread=board.thread.key,
            calls=meter.calls,
            input_tokens=sum(one.input_tokens for one in meter.usage),
            cached_tokens=sum(one.cached_tokens for one in meter.usage),
            output_tokens=sum(one.output_tokens for one in meter.usage),
        )
        return replace(_noted(plan, request.known), model_calls=meter.calls, usage=tuple(meter.usage))

    async def _plan(self, question: _Question, answer: Answer) -> Plan:
        """Return the plan of an answer; one that cannot be carried out is shown to the model once."""
        request = question.request
        verdict = _verdict(answer, request)
        if verdict is None:
            try:
                verdict = plan_of(answer, request, question.board, question.shown)
            except Impossible as error:
                log.info("plan_repaired", turn=request.turn)
                log.debug("plan_impossible", turn=request.turn, why=str(error))
                again = question.again(answer, str(error))
                second = await self._client.ask(again.messages, _unheard, request.meter)
                verdict = _verdict(second, request) or _second(second, answer, question)
        return verdict

    async def close(self) -> None:
        """Release connections."""
        await self._client.close()
        if self._facts is not None:
            await self._facts.close()


class _Question:
    """What a model is asked about one request, in every way of answering."""

    def __init__(self, request: Request, board: Board, shown: Shown, photos: Mapping[int, str]) -> None:
        self.request, self.board, self.shown = request, board, shown
        self._photos = photos
        self.text = f"{thread_text(board, shown)}\n\n{now_text(request, board, shown)}".lstrip()
        self._before: tuple[Message, ...] = ()

    def again(self, answer: Answer, why: str) -> _Question:
        """Return the same question, with the answer that could not be carried out and why."""
        again = _Question(self.request, self.board, self.shown, self._photos)
        calls = [f"{one.name}({one.arguments})" for one in answer.calls]
        told = "\n".join(part for part in (answer.raw or answer.words, *calls) if part)
        again._before = (
            {"role": "assistant", "content": told[:_SHOWN_AGAIN_CHARS] or "(nothing)"},
            {"role": "user", "content": f"That cannot be carried out: {why}. Answer again, the whole of it."},
        )
        return again

    def messages(self, way: str, *, sight: bool) -> Sequence[Message]:
        """Return the messages: what never changes first, what is true only now last."""
        content: str | list[dict[str, Any]] = self.text
        if sight and self._photos:
            content = [{"type": "text", "text": self.text}]
            for number, url in self._photos.items():
                content += [
                    {"type": "text", "text": f"Photo {number}:"},
                    {"type": "image_url", "image_url": {"url": url}},
                ]
        return ({"role": "system", "content": instructions(way)}, {"role": "user", "content": content}, *self._before)


@cache
def instructions(way: str) -> str:
    """Return the system prompt for a way of answering; the same text for every room, thread and turn."""
    prompt = _read("system_prompt.md")
    if way == "tools":
        return prompt
    return f"{prompt}\n{_read('answer_format.md')}{json.dumps(functions(), separators=(',', ':'))}\n"


def _read(name: str) -> str:
    return resources.files("bot.planner.language_model").joinpath(name).read_text(encoding="utf-8")


def _verdict(answer: Answer, request: Request) -> Plan | None:
    """Return the plan of an answer that is none: declined by the model or its server, or cut for its length."""
    if answer.finish == "content_filter":
        return Plan(Action.REFUSE, phrase("model_filtered", request.language), request.language, reason=PROVIDER)
    if answer.refusal:
        language = language_of(answer.refusal, request.language)
        return Plan(Action.REFUSE, answer.refusal, language, reason=PROVIDER)
    if answer.finish in {"length", "max_tokens"}:
        language = language_of(answer.words, request.language)
        rest = phrase("model_shortened", language)
        return Plan(Action.TEXT, f"{answer.words}\n\n{rest}", language)
    return None


def _unfamiliar(answer: Answer) -> tuple[str, ...]:
    """Return the things that the model wants looked up before it answers, a few at most."""
    things: list[str] = []
    for call in answer.calls:
        if call.name == LOOK_UP:
            try:
                found = arguments(call.name, call.arguments)
            except BadArguments:  # which it will be shown
                return ()
            things += found.things if isinstance(found, LookUp) else ()
    return tuple(dict.fromkeys(one for one in things if one))[:MAX_LOOKED_UP]


def _noted(plan: Plan, known: Sequence[Known]) -> Plan:
    """Return the plan whose pictures' details tell what was found, and where."""
    notes = tuple(
        phrase(
            "note_looked_up",
            plan.language,
            thing=one.thing,
            where=f"{one.source}, {one.address}" if one.address else one.source,
        )
        for one in known
        if one.text
    )
    return replace(plan, drawings=tuple(replace(one, notes=(*one.notes, *notes)) for one in plan.drawings))


def _second(again: Answer, first: Answer, question: _Question) -> Plan:
    """Return the plan of a repaired answer; what the person has read already stays when nothing new was said."""
    try:
        kept = again if again.words else replace(again, words=first.words)
        return plan_of(kept, question.request, question.board, question.shown)
    except Impossible as error:
        log.debug("plan_impossible", turn=question.request.turn, why=str(error))
        raise ModelConfused from error


async def _unheard(_: str) -> None:
    """The person has read the first answer's words; a second set beside them would confuse."""
