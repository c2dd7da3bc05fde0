"""The web page as a stage for the adapters' contract suite, and for the web adapter's own tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from contract.adapter_suite import ADA, Refused, Shown
from doubles.scripted_core import ScriptedCore
from doubles.web_visitor import Answer, Visitor
from pydantic import TypeAdapter
from redis.asyncio import Redis

from adapters.web.adapter import WebAdapter
from bot.adapter import Adapter
from bot.events import Author, Thread
from bot.replies import Form

_FORM = TypeAdapter(Form)


class WebStage:
    """One listening web adapter on a free port, and one visitor."""

    adapter: WebAdapter
    visitor: Visitor

    def __init__(self, store: str | Callable[[], Redis], **options: Any) -> None:
        """`store` is a server's address, or makes a client of one store."""
        self._connect = store if callable(store) else lambda: Redis.from_url(store)
        self._options = {"port": 0, **options}
        self._clients: list[Redis] = []
        self._listening: asyncio.Task[None] | None = None
        self.core = ScriptedCore()

    def _new(self) -> WebAdapter:
        client = self._connect()
        self._clients.append(client)
        return WebAdapter(client, **self._options)

    async def start(self, headers: dict[str, str] | None = None) -> None:
        """Listen, and let the visitor in."""
        self.adapter = self._new()
        self._listening = asyncio.create_task(self.adapter.listen(self.core))
        started = asyncio.create_task(self.adapter.started.wait())
        await asyncio.wait({started, self._listening}, return_when=asyncio.FIRST_COMPLETED)
        if not started.done():
            started.cancel()
            failed, self._listening = self._listening, None
            await failed
        self.visitor = Visitor(self.adapter.address, headers)

    async def stop(self) -> None:
        """Cancel listening and wait until it has ended."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
            self._listening = None
            await self.visitor.close()

    async def close(self) -> None:
        """Stop, and release the store's clients."""
        await self.stop()
        for client in self._clients:
            await client.aclose()

    async def restart(self) -> None:
        """Start another adapter in the place of this one."""
        await self.stop()
        await self.start()

    async def other(self) -> Adapter:
        """Return an adapter with its own client of the store."""
        return self._new()

    def thread(self, name: str = "t1", room: str = "kitchen") -> Thread:
        """Return a thread."""
        return Thread("web", room, name)

    async def seen(self, thread: Thread) -> list[Shown]:
        """Return the thread's messages."""
        answer = await self.visitor.get(f"/api/rooms/{thread.room}/threads/{thread.id}")
        assert answer.status == 200
        return [_shown(one) for one in answer.json["messages"]]

    async def say(
        self, thread: Thread, text: str, *, delivery: str = "d1", author: Author = ADA, locale: str = "en"
    ) -> None:
        """POST a message."""
        answer = await self.visitor.act(thread, "messages", delivery, author, locale, text=text)
        _check(answer, 202)

    async def press(self, thread: Thread, button: str, *, delivery: str = "d1") -> Form | None:
        """POST a press."""
        answer = await self.visitor.act(thread, "press", delivery, ADA, "en", button=button)
        if answer.status == 200:
            return _FORM.validate_python(answer.json["form"])
        _check(answer, 202)
        return None

    async def submit(self, thread: Thread, form: Form, values: dict[str, str], *, delivery: str = "d1") -> None:
        """POST a form."""
        answer = await self.visitor.act(thread, "submit", delivery, ADA, "en", form=form.id, values=values)
        _check(answer, 202)

    async def pings(self) -> int:
        """Nobody can be called by mention on the page."""
        return 0


def _check(answer: Answer, status: int) -> None:
    if answer.status != status:
        raise Refused(answer.sentence)


def _shown(message: dict[str, Any]) -> Shown:
    reply = message["reply"]
    if reply is None:
        return Shown(message["text"], from_bot=False)
    alts = tuple(card["alt"] for card in reply["cards"])
    buttons = tuple(button["id"] for row in reply["buttons"] for button in row)
    return Shown(reply["text"], from_bot=True, alts=alts, buttons=buttons, final=reply["final"])
