"""Asking a language model: one streamed request, the ways around what a server cannot do, and a second try.

Called by planner.py. Knows servers and their faults, but neither boards nor plans. What a server is found not to take
is remembered for as long as this process lives, so that it costs one refused request and not one on every turn.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, cast

import openai
import structlog
from openai.types.chat import ChatCompletionChunk

from bot.errors import PlannerError
from bot.planner import Meter, Say
from bot.planner.language_model.answers import Answer, NoJson, read_object, spilled
from bot.planner.language_model.early import JsonWords, PlainWords
from bot.planner.language_model.faults import (
    ModelCutOff,
    ModelTooLong,
    fault_of,
    is_filtered,
    is_late,
    is_mistake,
    is_passing,
    wait_of,
)
from bot.planner.language_model.server import Connection, ModelServer, connect
from bot.planner.language_model.streaming import Listener
from bot.planner.language_model.tools import answer_schema, functions

log = structlog.get_logger(__name__)

Message = Mapping[str, Any]


class Compose(Protocol):
    """Returns the messages for a way of answering ("tools", "schema" or "json"); `sight`: with pictures."""

    def __call__(self, way: str, *, sight: bool) -> Sequence[Message]:
        """Return them, in the order in which they are sent."""
        ...


#: The ways of answering, the best first; `auto` goes down this list as far as the server makes it.
WAYS = ("tools", "schema", "json")
#: A request that failed for a moment is tried so often in all, before the person has seen a word.
TRIES = 3
FIRST_WAIT_S = 0.5
#: So many things a server may be found not to take during one request.
MAX_LESSONS = 6
_SAID_CHARS = 500
#: What a server says of a request that it does not understand, or has no such function for.
_NOT_UNDERSTOOD = frozenset({400, 404, 405, 415, 422, 500, 501})
#: Parts of a request that can be left out, and the words by which servers name them in errors.
_OPTIONAL = {
    "stream_options": r"stream_options|include_usage",
    "parallel_tool_calls": r"parallel_tool_calls|parallel tool",
    "reasoning_effort": r"reasoning[ _]effort",
    "max_completion_tokens": r"max_completion_tokens",
    "max_tokens": r"max_tokens",
}
#: The words by which servers name a way of answering, and those by which they say that they lack it. Both are needed:
#: "failed to parse the tool call" is a model's mistake, and no lesson about its server.
_WAY_WORDS = {"tools": r"\btools?\b|\btool[_-]|function", "schema": r"response_format|schema|grammar"}
_LACKS = (
    r"support|requires|not (?:enabled|implemented|allowed|permitted|available)|unknown|unrecogni|unexpected|disabled"
)
_TOOLS_NEED_NO_EFFORT = r"(?s)(?=.*reasoning[ _]effort)(?=.*(?:\btools?\b|function))"
_BROKEN = (openai.OpenAIError, json.JSONDecodeError, UnicodeDecodeError)


@dataclass(slots=True)
class Lessons:
    """What was found out about a server."""

    way: str = "tools"
    may_change_way: bool = True
    dropped: set[str] = field(default_factory=lambda: {"max_tokens"})  # the old name, for servers without the new one
    effort: str | None = None  # instead of the server's own setting
    streams: bool = True
    sees: bool = True


class ModelClient:
    """Asks one model. `sleep` is injected; `sees`: whether pictures are shown to it; `looks_up`: whether it may ask."""

    def __init__(
        self,
        server: ModelServer,
        *,
        sees: bool = True,
        looks_up: bool = False,
        open_connection: Callable[[ModelServer], Connection] = connect,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.server = server
        self.lessons = Lessons(
            way="tools" if server.answers == "auto" else server.answers,
            may_change_way=server.answers == "auto",
            sees=sees,
        )
        self._functions = list(functions(looks_up=looks_up))
        self._connection = open_connection(server)
        self._sleep = sleep

    async def ask(self, compose: Compose, say: Say, meter: Meter) -> Answer:
        """Return the answer to what `compose` returns.

        Words are given to `say` as they come, and what is used is written on `meter`, whatever comes of it. Raises
        PlannerError.
        """
        tries, lessons = 0, 0
        while True:
            listener = Listener(self.server.place, PlainWords() if self.lessons.way == "tools" else JsonWords())
            said = False

            async def tell(words: str) -> None:
                nonlocal said
                said = True
                await say(words)

            meter.calls += 1
            try:
                await self._hear(compose, listener, tell, meter)
                return self._checked(listener)
            except (*_BROKEN, ModelCutOff) as error:
                if not listener.pieces and not is_late(error):  # it was turned away before a model saw it
                    meter.calls -= 1
                if isinstance(error, openai.APIError) and is_filtered(error):
                    return Answer(finish="content_filter")
                if lessons < MAX_LESSONS and isinstance(error, openai.APIStatusError) and self._learn(error, compose):
                    lessons += 1
                    continue
                tries += 1
                if said or tries >= TRIES or not self._is_passing(error, tries):
                    raise self._told(self._fault(error), error) from error
                wait_s = wait_of(error)
                await self._sleep(FIRST_WAIT_S * 2 ** (tries - 1) if wait_s is None else wait_s)
            finally:
                if listener.usage is not None:
                    meter.usage.append(replace(listener.usage, model=listener.usage.model or self.server.model))

    @property
    def calls_tools(self) -> bool:
        """Whether the model is asked to call tools, as far as is known of its server."""
        return not self._in_json

    async def close(self) -> None:
        """Release connections."""
        await self._connection.close()

    async def _hear(self, compose: Compose, listener: Listener, tell: Say, meter: Meter) -> None:
        # The parts differ from server to server; the library's overloads cannot tell them.
        create = cast(Callable[..., Awaitable[Any]], self._connection.client.chat.completions.create)
        answer = await create(**self._request(compose))
        if not self.lessons.streams:
            new = listener.hear(answer)
            if new:
                await tell(new)
            return
        stream = cast(openai.AsyncStream[ChatCompletionChunk], answer)
        async with stream:
            async for chunk in stream:
                new = listener.hear(chunk)
                if new:
                    await tell(new)
        if not listener.pieces:  # it does not stream, and has answered in one piece that the library passed over
            log.info("model_does_not_stream", server=self.server.place)
            self.lessons.streams = False
            meter.calls += 1
            await self._hear(compose, listener, tell, meter)

    def _request(self, compose: Compose) -> dict[str, Any]:
        lessons, server = self.lessons, self.server
        request: dict[str, Any] = {"model": server.model, "messages": list(compose(lessons.way, sight=lessons.sees))}
        if lessons.streams:
            request |= {"stream": True, "stream_options": {"include_usage": True}}
        match lessons.way:
            case "tools":
                request |= {"tools": self._functions, "parallel_tool_calls": True}
            case "schema":
                schema = {"name": "answer", "schema": answer_schema()}
                request["response_format"] = {"type": "json_schema", "json_schema": schema}
        effort = lessons.effort or server.effort
        if effort is not None:
            request["reasoning_effort"] = effort
        if server.max_tokens:
            request |= {"max_completion_tokens": server.max_tokens, "max_tokens": server.max_tokens}
        return {name: value for name, value in request.items() if name not in lessons.dropped}

    @property
    def _in_json(self) -> bool:
        return self.lessons.way != "tools"

    def _checked(self, listener: Listener) -> Answer:
        answer = listener.answer()
        if answer.finish is None and not self._is_whole(answer):
            raise ModelCutOff("no finish reason")
        if answer.finish in {"length", "max_tokens"} and (answer.calls or self._in_json or not answer.words):
            raise ModelTooLong(f"finish_reason {answer.finish}")
        if self._in_json and answer.finish != "content_filter" and not answer.refusal:
            try:
                words, calls = read_object(answer.words)
            except NoJson as error:
                return replace(answer, words="", problem=str(error))
            return replace(answer, words=words, calls=calls)
        found = None if answer.calls else spilled(answer.words)
        return answer if found is None else replace(answer, words=found[0], calls=found[1])

    def _is_whole(self, answer: Answer) -> bool:
        """Return whether an answer that never said it was finished is so all the same: its calls can be read."""
        if self._in_json:
            try:
                return isinstance(json.loads(answer.words), dict)
            except ValueError:
                return False
        return bool(answer.calls) and all(_is_object(call.arguments) for call in answer.calls)

    def _learn(self, error: openai.APIStatusError, compose: Compose) -> bool:
        """Find out what the server does not take, and leave it out from now on; False when there is nothing such."""
        told = f"{error.message} {json.dumps(error.body, default=str)}".casefold()
        # A request that is too long is told of with words about tools, and is no lesson about them.
        too_long = re.search(r"context[ _](?:length|window|size)", told)
        if error.status_code not in _NOT_UNDERSTOOD or too_long or is_mistake(error):
            return False
        lessons, before = self.lessons, repr(self.lessons)
        if re.search(_TOOLS_NEED_NO_EFFORT, told) and "none" not in (lessons.effort, self.server.effort):
            lessons.effort = "none"
            return True
        for name, words in _OPTIONAL.items():
            if name not in lessons.dropped and re.search(words, told) and self._sends(name):
                lessons.dropped.add(name)
                if name == "max_completion_tokens":
                    lessons.dropped.discard("max_tokens")
                break
        else:
            shows = lessons.sees and _shows_pictures(compose(lessons.way, sight=True))
            if shows and re.search(r"image|vision|multimodal|content (?:part|type)|expected (?:a )?string", told):
                lessons.sees = False
            elif lessons.may_change_way and _says_it_lacks(lessons.way, told):
                lessons.way = WAYS[WAYS.index(lessons.way) + 1]
        changed = repr(lessons) != before
        if changed:
            log.info("model_server_takes_less", server=self.server.place, status=error.status_code, now=repr(lessons))
        return changed

    def _sends(self, name: str) -> bool:
        return name in self._request(_nothing)

    def _is_passing(self, error: Exception, tries: int) -> bool:
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | ModelCutOff):
            return tries == 1  # a model that answers rubbish is paid for each time
        return is_passing(error)

    def _told(self, fault: PlannerError, error: Exception) -> PlannerError:
        """Log a fault. What the server wrote may repeat what people said: it is for whoever looks for faults."""
        log.warning("model_failed", server=self.server.place, error=fault.sentence, detail=fault.detail)
        log.debug("model_server_said", server=self.server.place, text=str(error)[:_SAID_CHARS])
        return fault

    def _fault(self, error: Exception) -> PlannerError:
        if isinstance(error, ModelCutOff):
            return error
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
            return ModelCutOff(type(error).__name__)
        return fault_of(error, self.server.timeout_s)


def _nothing(way: str, *, sight: bool) -> Sequence[Message]:  # noqa: ARG001 - the names of Compose
    return ()


def _says_it_lacks(way: str, told: str) -> bool:
    words = _WAY_WORDS.get(way)
    return words is not None and bool(re.search(words, told)) and bool(re.search(_LACKS, told))


def _shows_pictures(messages: Sequence[Message]) -> bool:
    return any(not isinstance(one["content"], str) for one in messages)


def _is_object(arguments: object) -> bool:
    if not isinstance(arguments, str):
        return isinstance(arguments, dict)
    try:
        return isinstance(json.loads(arguments, strict=False), dict)
    except ValueError:
        return False
