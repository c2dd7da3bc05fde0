"""Discord on loopback as a stage for the adapters' contract suite, and for the adapter's own tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from contract.adapter_suite import ADA, Refused, Shown
from doubles.discord.people import Outcome, Seen, World
from doubles.discord.server import TOKEN, DiscordServer
from doubles.scripted_core import ScriptedCore
from fakeredis import FakeAsyncRedis, FakeServer
from redis.asyncio import Redis

from adapters.discord.adapter import DiscordAdapter, Options
from bot.adapter import Adapter
from bot.events import Author, Thread
from bot.phrases import phrase
from bot.replies import Field, Form


class DiscordStage:
    """One listening adapter on one Discord; rooms are channels of one server."""

    adapter: DiscordAdapter

    def __init__(self, store: str | Callable[[], Redis], **options: Any) -> None:
        """`store` is a server's address, or makes a client of one store."""
        self._connect = store if callable(store) else lambda: Redis.from_url(store)
        self._options = options
        self._clients: list[Redis] = []
        self._adapters: list[DiscordAdapter] = []
        self._listening: asyncio.Task[None] | None = None
        self._rooms: dict[str, int] = {}
        self._threads: dict[tuple[str, str], Thread] = {}
        self._people: dict[str, int] = {}
        self._said: dict[str, Any] = {}
        self._outcomes: dict[str, Outcome] = {}
        self.core = ScriptedCore()
        self.server = DiscordServer()
        self.world = World(self.server)

    async def start(self) -> None:
        """Open Discord, and listen to it."""
        await self.server.start()
        self.guild = self.world.guild()
        await self.listen()

    async def listen(self) -> None:
        """Start an adapter."""
        self.adapter = self._new()
        self._listening = asyncio.create_task(self.adapter.listen(self.core))
        started = asyncio.create_task(self.adapter.started.wait())
        await asyncio.wait({started, self._listening}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
        if not started.done():
            started.cancel()
            failed, self._listening = self._listening, None
            await failed

    def _new(self) -> DiscordAdapter:
        client = self._connect()
        self._clients.append(client)

        async def read_blob(blob: str) -> bytes:
            return (await self.core.blob(blob)).data

        options = Options(**{"token": TOKEN, "api": self.server.address, **self._options})
        adapter = DiscordAdapter(client, read_blob, options, identify_s=0.05)
        self._adapters.append(adapter)
        return adapter

    async def stop(self) -> None:
        """Cancel listening and wait until it has ended."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
            self._listening = None

    async def close(self) -> None:
        """Stop everything."""
        await self.stop()
        for adapter in self._adapters:
            await adapter.close()
        for client in self._clients:
            await client.aclose()
        await self.server.close()
        self.server.check_requests()

    async def restart(self) -> None:
        """Start another adapter in the place of this one."""
        await self.stop()
        await self.listen()

    async def other(self) -> Adapter:
        """Return an adapter with its own client of the store."""
        return self._new()

    # The contract's stage

    def channel(self, room: str = "kitchen") -> int:
        """Return a channel by its name."""
        if room not in self._rooms:
            self._rooms[room] = self.world.channel(self.guild, room)
        return self._rooms[room]

    def person(self, author: Author) -> int:
        """Return somebody by their name."""
        if author.id not in self._people:
            self._people[author.id] = self.world.person(self.guild, author.name)
        return self._people[author.id]

    def thread(self, name: str = "t1", room: str = "kitchen") -> Thread:
        """Return a thread that somebody opened."""
        if (name, room) not in self._threads:
            opened = self.world.thread(self.channel(room), name, self.person(ADA))
            self._threads[(name, room)] = Thread("discord", str(self.channel(room)), str(opened))
        return self._threads[(name, room)]

    async def seen(self, thread: Thread) -> list[Shown]:
        """Return what is seen in the thread."""
        return [self._shown(one) for one in self.world.seen(int(thread.id))]

    def _shown(self, one: Seen) -> Shown:
        is_bot = one.author == self.world.bot
        text = one.text if is_bot else one.text.removeprefix(self.world.mention(""))
        made = {phrase("discord_made_by_machine", language) for language in ("en", "ko")}
        return Shown(
            text,
            from_bot=is_bot,
            alts=tuple(picture.alt for picture in one.pictures),
            buttons=tuple(custom for custom, _ in one.buttons),
            final=not set(one.small) - made,
        )

    async def say(
        self, thread: Thread, text: str, *, delivery: str = "d1", author: Author = ADA, locale: str = "en"
    ) -> None:
        """Mention the bot in the thread."""
        offers = self.core.offers
        self.world.speak(self.guild, locale)
        if delivery in self._said:
            message = self._said[delivery]
            self.world.say_again(message)
        else:
            message = self.world.say(self.person(author), int(thread.id), self.world.mention(text))
            self._said[delivery] = message
        await self.world.until(lambda: self.core.offers > offers)
        if any(event.id == str(message.id) for event in self.core.events):
            return
        told = await self.world.until(
            lambda: [one for one in self.world.answers(int(thread.id)) if one.reply_to == message.id]
        )
        raise Refused(told[0].text)

    async def press(self, thread: Thread, button: str, *, delivery: str = "d1") -> Form | None:
        """Press a button in the thread."""
        offers = self.core.offers
        if delivery in self._outcomes:
            self.world.backend.emit("INTERACTION_CREATE", self._outcomes[delivery].payload)
            await self.world.until(lambda: self.core.offers > offers)
            return None
        under = next(
            one
            for one in reversed(self.world.answers(int(thread.id)))
            if button in [custom for custom, _ in one.buttons]
        )
        outcome = await self.world.press(self.person(ADA), under, button)
        self._outcomes[delivery] = outcome
        if outcome.private is not None:
            raise Refused(outcome.private.text)
        if outcome.modal is None:
            return None
        form = _form(outcome.modal)
        self._outcomes[f"form {form.id}"] = outcome
        return form

    async def submit(self, thread: Thread, form: Form, values: dict[str, str], *, delivery: str = "d1") -> None:
        """Send a form."""
        outcome = await self.world.submit(self.person(ADA), self._outcomes[f"form {form.id}"], values)
        if outcome.private is not None:
            raise Refused(outcome.private.text)

    async def pings(self) -> int:
        """Count the people that the bot's messages have called."""
        every = [one for channel in self.world.backend.messages.values() for one in channel.values()]
        mine = [one for one in every if one.author_id == self.world.bot]
        return sum(len(one.ping_user_ids) + len(one.ping_role_ids) + one.mention_everyone for one in mine)


def _form(modal: Any) -> Form:
    fields = tuple(
        Field(name=row["component"]["custom_id"], label=row["label"], max_chars=row["component"]["max_length"])
        for row in modal["components"]
    )
    return Form(id=modal["custom_id"], title=modal["title"], fields=fields, submit="")


async def in_memory(**options: Any) -> DiscordStage:
    """Return a started stage whose notes lie in this process."""
    notes = FakeServer()
    stage = DiscordStage(lambda: FakeAsyncRedis(server=notes), **options)
    await stage.start()
    return stage
