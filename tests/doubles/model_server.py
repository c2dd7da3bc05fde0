"""A chat-completions server on loopback that answers as a script says, and remembers what it was asked.

It runs in a thread of its own, so that tests with and without an event loop can use it. Speaks the paths of OpenAI, of
Azure (both forms), and of moderation and models; streams in the shapes that different servers really use; fails in
all the ways that they really fail. Nothing of it comes from the planner's own code.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Call = tuple[str, Any]
#: What a server says that its answer took; the numbers are ours to check.
USAGE = {
    "prompt_tokens": 1500,
    "completion_tokens": 90,
    "total_tokens": 1590,
    "prompt_tokens_details": {"cached_tokens": 1024},
}


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(self.body["messages"])

    @property
    def system(self) -> str:
        return str(self.messages[0]["content"])

    @property
    def text(self) -> str:
        """All that is told of the thread, without pictures and their captions."""
        content = next(one["content"] for one in self.messages if one["role"] == "user")
        return str(content if isinstance(content, str) else content[0]["text"])

    @property
    def pictures(self) -> list[str]:
        content = next(one["content"] for one in self.messages if one["role"] == "user")
        return [] if isinstance(content, str) else [p["image_url"]["url"] for p in content if p["type"] == "image_url"]

    @property
    def said(self) -> str:
        """What the person said now: the last thing in quotation marks."""
        line = self.text.rstrip().rsplit("\n", 1)[-1]
        return str(json.loads(line[line.index(': "') + 2 :]))

    @property
    def repairs(self) -> bool:
        """Whether this shows the model its own mistake."""
        return self.messages[-1]["role"] == "user" and len(self.messages) > 2


@dataclass(frozen=True)
class Says:
    """An answer: words and calls, in a server's own shape; then, perhaps, something that goes wrong.

    `fault`: "truncate" (ends without a finish), "disconnect", "malformed" (half a chunk), "stall", "error" (an error
    inside the stream); it comes after `after` pieces.
    """

    words: str = ""
    calls: Sequence[Call] = ()
    shape: str = "openai"
    finish: str | None = None
    refusal: str = ""
    usage: bool = True
    fault: str = ""
    after: int = 3
    pieces: Sequence[Any] | None = None  # instead of all that: these very chunks


@dataclass(frozen=True)
class Fails:
    """An HTTP error, or any other body."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Whole:
    """An answer in one piece, whatever was asked: a server that cannot stream."""

    words: str = ""
    calls: Sequence[Call] = ()
    finish: str = "stop"


Reply = Says | Fails | Whole
Script = Callable[[Asked], Reply]


def error(message: str, code: str | None = None, kind: str = "invalid_request_error", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code, **more}}


class ModelServerDouble:
    """Answers by `script`, or in turn by what `replies` holds; `flag` decides what moderation flags."""

    def __init__(self, script: Script | None = None) -> None:
        self.script: Script = script or (lambda _: Says("I see."))
        self.replies: list[Reply] = []
        self.asked: list[Asked] = []
        self.moderated: list[Asked] = []
        self.listed: list[Asked] = []
        self.flag: Callable[[str], str | None] = lambda _: None
        self.models: Reply | list[str] = ["gpt-test"]
        self.moderation: Reply | None = None
        self.url = ""
        self._release = threading.Event()

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def then(self, *replies: Reply) -> None:
        """Answer the next requests so, in this order."""
        self.replies += replies

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        asked = Asked(request.path, dict(request.query), dict(request.headers), body)
        if request.path.endswith("/models"):
            self.listed.append(asked)
            return (
                await self._give(request, asked, self.models)
                if not isinstance(self.models, list)
                else _listed(self.models)
            )
        if request.path.endswith("/moderations"):
            self.moderated.append(asked)
            return await self._give(request, asked, self.moderation) if self.moderation else self._moderate(asked)
        self.asked.append(asked)
        return await self._give(request, asked, self.replies.pop(0) if self.replies else self.script(asked))

    async def _give(self, request: web.Request, asked: Asked, reply: Reply | None) -> web.StreamResponse:
        match reply:
            case Fails(status, body, headers):
                text = body if isinstance(body, str) else json.dumps(body or error("no"))
                return web.Response(status=status, text=text, headers=headers, content_type="application/json")
            case Says() if asked.body.get("stream"):
                return await self._stream(request, asked, reply)
            case Says(words, calls):
                return web.json_response(_whole(asked, words, calls, reply.finish))
            case Whole(words, calls, finish):
                return web.json_response(_whole(asked, words, calls, finish))
        raise AssertionError(reply)

    async def _stream(self, request: web.Request, asked: Asked, says: Says) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        for sent, chunk in enumerate(chunks(says, asked.body["model"])):
            if says.fault and sent >= says.after:
                await self._fail(request, response, says.fault)
                return response
            data = (
                chunk
                if isinstance(chunk, str)
                else json.dumps(chunk, ensure_ascii=sent % 2 == 0 or "\\ud" in ascii(chunk))
            )
            await response.write(f"data: {data}\n\n".encode())
        if says.fault:
            await self._fail(request, response, says.fault)
            return response
        await response.write(b"data: [DONE]\n\n")
        await response.write_eof()
        return response

    async def _fail(self, request: web.Request, response: web.StreamResponse, fault: str) -> None:
        match fault:
            case "truncate":
                await response.write(b"data: [DONE]\n\n")
            case "malformed":
                await response.write(b'data: {"id": "x", "choices": [{"del\n\ndata: [DONE]\n\n')
            case "error":
                await response.write(f"data: {json.dumps(error('overloaded', 'server_error'))}\n\n".encode())
            case "disconnect":
                assert request.transport is not None
                request.transport.abort()
            case "stall":
                while not self._release.is_set():
                    await asyncio.sleep(0.01)

    def _moderate(self, asked: Asked) -> web.Response:
        texts = asked.body["input"] if isinstance(asked.body["input"], list) else [asked.body["input"]]
        return web.json_response(
            {"id": "modr-1", "model": asked.body["model"], "results": [_result(self.flag(t)) for t in texts]}
        )

    @contextmanager
    def serving(self) -> Iterator[ModelServerDouble]:
        """Serve until the context ends."""
        ready, loop = threading.Event(), asyncio.new_event_loop()

        async def serve() -> None:
            app = web.Application(client_max_size=50_000_000)
            app.router.add_route("*", "/{path:.*}", self.handle)
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            ready.set()
            while not self._release.is_set():
                await asyncio.sleep(0.01)
            await runner.cleanup()

        thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
        thread.start()
        assert ready.wait(10)
        try:
            yield self
        finally:
            self._release.set()
            thread.join(10)
            loop.close()


def chunks(says: Says, model: str) -> Iterator[Any]:
    """Yield the chunks of an answer, in the shape of one kind of server."""
    if says.pieces is not None:
        yield from says.pieces
        return

    def chunk(delta: Any, finish: str | None = None, **more: Any) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": model,
            "choices": [choice],
            **more,
        }

    if says.shape == "azure":  # what its filter thinks of the request comes first, without a choice
        yield {**chunk({}), "choices": [], "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {}}]}
    yield chunk({"role": "assistant", "content": "", "refusal": None})
    for word in _split(says.words):
        yield chunk({"content": word})
    for word in _split(says.refusal):
        yield chunk({"refusal": word})
    for index, (name, arguments) in enumerate(says.calls):
        text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        for delta in _call(says.shape, index, name, text, arguments):
            yield chunk({"tool_calls": [delta]})
    if says.fault != "truncate" or says.after < 100:
        yield chunk({}, says.finish or ("tool_calls" if says.calls else "stop"))
    if says.usage:  # OpenAI's last chunk has no choice at all
        yield {**chunk({}), "choices": [], "usage": USAGE}


def _call(shape: str, index: int, name: str, text: str, arguments: Any) -> Iterator[dict[str, Any]]:
    match shape:
        case "openai" | "azure":  # the name first, then the arguments in small pieces
            yield {
                "index": index,
                "id": f"call_{index}",
                "type": "function",
                "function": {"name": name, "arguments": ""},
            }
            for piece in (text[i : i + 11] for i in range(0, len(text), 11)):
                yield {"index": index, "function": {"arguments": piece}}
        case "vllm":  # the id on every piece
            for place, piece in enumerate(text[i : i + 40] for i in range(0, len(text), 40)):
                function = {"name": name, "arguments": piece} if place == 0 else {"arguments": piece}
                yield {"index": index, "id": f"chatcmpl-tool-{index}", "type": "function", "function": function}
        case "ollama":  # each call whole, all with the index 0
            yield {
                "index": 0,
                "id": f"call_{index}x",
                "type": "function",
                "function": {"name": name, "arguments": text},
            }
        case "gemini":  # whole, without an index
            yield {"id": f"function-call-{index}", "type": "function", "function": {"name": name, "arguments": text}}
        case "object":  # arguments that are no text
            yield {
                "index": index,
                "id": f"c{index}",
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            }
        case _:
            raise AssertionError(shape)


def _split(text: str) -> list[str]:
    return [text[i : i + 7] for i in range(0, len(text), 7)]


def _whole(asked: Asked, words: str, calls: Sequence[Call], finish: str | None) -> dict[str, Any]:
    tools = [
        {"id": f"call_{i}", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        for i, (name, arguments) in enumerate(calls)
    ]
    message: dict[str, Any] = {"role": "assistant", "content": words or None}
    if tools:
        message["tool_calls"] = tools
    choice = {"index": 0, "message": message, "finish_reason": finish or ("tool_calls" if tools else "stop")}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": asked.body["model"],
        "choices": [choice],
        "usage": USAGE,
    }


def _listed(models: Sequence[str]) -> web.Response:
    return web.json_response(
        {"object": "list", "data": [{"id": one, "object": "model", "created": 1, "owned_by": "us"} for one in models]}
    )


CATEGORIES = (
    "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm",
    "self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors", "violence", "violence/graphic",
)  # fmt: skip


def _result(category: str | None) -> dict[str, Any]:
    return {
        "flagged": category is not None,
        "categories": {name: name == category for name in CATEGORIES},
        "category_scores": {name: 0.9 if name == category else 0.01 for name in CATEGORIES},
        "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
    }


async def anything(stream: AsyncIterator[Any]) -> list[Any]:
    """Return all of a stream."""
    return [one async for one in stream]
