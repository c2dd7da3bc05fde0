"""A chat-completions server for measurements: answers like a model that knows Larry, and counts what it is shown.

Shared by the commands of this directory. It listens on loopback, inside the measuring process.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

PROMPT = (
    "Storybook illustration of a small hedgehog whose quills are bright yellow sunflower petals, take {take}, standing "
    "on a mossy log in a sunlit clearing with tulips and daisies. Soft morning light falls through birch leaves, and a "
    "tiny snail looks up at him. Warm colours, gentle lines, cosy mood."
)
CARD = "a small hedgehog whose quills are bright yellow sunflower petals, with round black eyes and a tiny red scarf"
STORY = "He is super-duper because his petals glow when he is kind, and he shares every seed he finds with the birds. "


class ChatServer:
    """Remembers every request in `bodies`."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Stream an answer to what the person said last."""
        body = await request.json()
        self.bodies.append(body)
        words, calls = answer_to(str(body["messages"][-1]["content"]), len(self.bodies))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        tools = [
            {
                "index": n,
                "id": f"call-{n}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(what)},
            }
            for n, (name, what) in enumerate(calls)
        ]
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": words}]
        deltas += [{"tool_calls": [one]} for one in tools]
        for delta in deltas:
            await response.write(_chunk(delta, None))
        await response.write(_chunk({}, "tool_calls" if tools else "stop") + b"data: [DONE]\n\n")
        return response


def answer_to(text: str, turn: int) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
    """Return what a model would say and call: the talk of bench/tokens.py has these turns."""
    newest = max(map(int, re.findall(r"#(\d+)", text)), default=1)
    match turn % 5:
        case 1:
            pictures = [{"prompt": PROMPT.format(take=f"{turn}.{n}"), "alt": f"Hedgehog {n}"} for n in (1, 2, 3, 4)]
            return "A sunflower hedgehog? Like this, I think!", [("draw", {"pictures": pictures})]
        case 2:
            name = {"name": f"Larry {turn // 5 + 1}" if turn > 5 else "Larry", "picture": newest, "card": CARD}
            return "Hello, Larry!", [("select", {"picture": newest}), ("name", {"names": [name]})]
        case 3:
            change = {
                "picture": newest,
                "prompt": PROMPT.format(take=turn) + " Night, with fireflies.",
                "alt": "At night",
            }
            return "Night falls:", [("edit", {"pictures": [change]})]
        case 4:
            return STORY * 3, []
        case _:
            return "You're welcome!", [("note", {})]


def _chunk(delta: dict[str, Any], finish: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "bench", "choices": [choice]}
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


@asynccontextmanager
async def chat_server() -> AsyncIterator[ChatServer]:
    """Serve on any free port of loopback until the context ends."""
    server = ChatServer()
    app = web.Application(client_max_size=10_000_000)
    app.router.add_post("/v1/chat/completions", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield server
    finally:
        await runner.cleanup()
