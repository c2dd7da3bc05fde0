"""Slack as a stage for the adapters' contract suite, and for the Slack adapter's own tests."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from contract.adapter_suite import ADA, Refused, Shown
from doubles.scripted_core import ScriptedCore
from doubles.slack.people import Done, Workspace
from doubles.slack.seen import Seen
from doubles.slack.server import SlackDouble
from doubles.slack.world import Message as SlackMessage
from redis.asyncio import Redis

from adapters.slack.adapter import SlackAdapter, SlackOptions
from bot.adapter import Adapter, RoomSettings
from bot.events import Author, Command, Press, Submit, Thread
from bot.replies import Field, FieldKind, Form, Reply


@dataclass
class SlackCore(ScriptedCore):
    """A ScriptedCore with the answers that need no turn. `panels`: by command name or button id."""

    panels: dict[str, tuple[Reply, ...] | Form] = field(default_factory=dict)
    asked: list[tuple[Command | Press | Submit, bool]] = field(default_factory=list)
    withdrawn: list[tuple[Thread, str]] = field(default_factory=list)
    settings: dict[str, RoomSettings] = field(default_factory=dict)  # by room key
    panel_s: float = 0.0

    async def panel(self, event: Command | Press | Submit, *, manages: bool = False) -> tuple[Reply, ...] | Form | None:
        """Return what the test has scripted, else the form of a button that opens one."""
        await asyncio.sleep(self.panel_s)
        self.asked.append((event, manages))
        if self.refuse is not None:
            raise self.refuse
        match event:
            case Command():
                return self.panels.get(event.name)
            case Submit():
                return self.panels.get(event.form)
            case Press():
                return self.panels.get(event.button) or await self.form(event)

    async def withdraw(self, thread: Thread, turn: str) -> None:
        """Note what was taken back."""
        self.withdrawn.append((thread, turn))

    async def room_settings(self, room: str) -> RoomSettings:
        """Return what the test has set."""
        return self.settings.get(room, RoomSettings())

    async def read_blob(self, blob: str) -> bytes:
        """Return a picture's bytes, as adapters are given them."""
        return (await self.blob(blob)).data


def seen_as_shown(one: Seen) -> Shown:
    """Return a message as the contract wants it: without small print and the mention of the bot."""
    blocks = [block for block in one.blocks if not str(block.get("block_id")).startswith(("pb1:small", "pb1:progress"))]
    text = "".join(
        str(element.get("text", ""))
        for block in blocks
        if str(block.get("block_id")).startswith("pb1:text")
        for section in block["elements"]
        for element in section["elements"]
    )
    final = not any(block.get("block_id") == "pb1:progress" for block in one.blocks)
    if not one.from_bot:
        text = one.text.partition(" ")[2]
    return Shown(
        text, one.from_bot, one.alts, tuple(str(each.value) for each in one.buttons if each.kind == "button"), final
    )


class SlackStage:
    """One listening adapter and one workspace. `socket`: over Socket Mode instead of HTTP."""

    adapter: SlackAdapter

    def __init__(self, double: SlackDouble, store: str, *, socket: bool = False, **options: Any) -> None:
        self.double = double
        self.workspace: Workspace = double.workspace()
        self.core = SlackCore()
        self._store = store
        self._socket = socket
        self._options = options
        self._clients: list[Redis] = []
        self._adapters: list[SlackAdapter] = []
        self._listening: asyncio.Task[None] | None = None
        self._people: dict[str, str] = {}
        self._threads: dict[tuple[str, str], Thread] = {}
        self._rooms: dict[str, str] = {}
        self._done: dict[tuple[str, str], Done] = {}

    def _new(self) -> SlackAdapter:
        client = Redis.from_url(self._store)
        self._clients.append(client)
        app = self.double.app
        door = {"app_token": app.app_token} if self._socket else {"signing_secret": app.signing_secret, "port": 0}
        given = {"bot_token": self.workspace.token, "api_url": self.double.api_url, **door, **self._options}
        adapter = SlackAdapter(client, self.core.read_blob, SlackOptions(**given))
        self._adapters.append(adapter)
        return adapter

    async def start(self) -> None:
        """Listen."""
        self.double.app.socket_mode = self._socket
        self.adapter = self._new()
        self._listening = asyncio.create_task(self.adapter.listen(self.core))
        started = asyncio.create_task(self.adapter.started.wait())
        await asyncio.wait({started, self._listening}, return_when=asyncio.FIRST_COMPLETED)
        if not started.done():
            started.cancel()
            failed, self._listening = self._listening, None
            await failed
        self.double.app.request_url = f"{self.adapter.address}slack/events"
        if self._socket:
            await self.double.sockets.wait_for(1)

    async def stop(self) -> None:
        """Cancel listening and wait until it has ended."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
            self._listening = None

    async def close(self) -> None:
        """Stop, and release connections."""
        await self.stop()
        for adapter in self._adapters:
            await adapter.close()
        for client in self._clients:
            await client.aclose()

    async def restart(self) -> None:
        """Start another adapter in the place of this one."""
        await self.stop()
        await self.start()

    async def other(self) -> Adapter:
        """Return an adapter with its own client of the store."""
        return self._new()

    def person(self, author: Author, locale: str = "en") -> str:
        """Return a person of the workspace."""
        if author.id not in self._people:
            self._people[author.id] = self.workspace.person(author.name, locale)
            for room in self._rooms.values():
                self.workspace.team.channels[room].members.add(self._people[author.id])
        return self._people[author.id]

    def channel(self, room: str) -> str:
        """Return a channel where everybody is."""
        if room not in self._rooms:
            self._rooms[room] = self.workspace.channel(room, *self._people.values())
        return self._rooms[room]

    def thread(self, name: str = "t1", room: str = "kitchen") -> Thread:
        """Return a thread below somebody's message."""
        if (name, room) not in self._threads:
            channel, starter = self.channel(room), self.person(ADA)
            ts = self.double.new_ts()
            place = self.workspace.team.channels[channel]
            place.messages[ts] = SlackMessage(ts, channel, starter, "Good morning.")
            self._threads[name, room] = Thread("slack", f"{self.workspace.id}.{channel}", ts)
        return self._threads[name, room]

    async def seen(self, thread: Thread) -> list[Shown]:
        """Return what is in the thread, below the message that it began with."""
        channel = thread.room.partition(".")[2]
        found = self.workspace.thread(channel, thread.id)
        return [seen_as_shown(one) for one in found if one.ts != thread.id]

    async def say(
        self, thread: Thread, text: str, *, delivery: str = "d1", author: Author = ADA, locale: str = "en"
    ) -> None:
        """Mention the bot in the thread."""
        channel = thread.room.partition(".")[2]
        person = self.person(author, locale)
        self.workspace.team.users[person].locale = locale
        before = self._whispers(channel, person)
        known = self._done.get((thread.key, delivery))
        if known is None:
            done = await self.workspace.mention(person, channel, text, thread.id)
            assert done.ok
            self._done[thread.key, delivery] = done
        else:
            assert all(one.ok for one in await self.workspace.redeliver(known))
        self._check(channel, person, before)

    def _whispers(self, channel: str, person: str) -> list[str]:
        place = self.workspace.team.channels[channel]
        return [one.ts for one in place.messages.values() if one.to == person]

    def _check(self, channel: str, person: str, before: list[str]) -> None:
        for ts in self._whispers(channel, person):
            if ts not in before:
                raise Refused(seen_as_shown(self.workspace.look(ts)).text)

    async def press(self, thread: Thread, button: str, *, delivery: str = "d1") -> Form | None:
        """Press a button in the newest message that has it."""
        channel, person = thread.room.partition(".")[2], self.person(ADA)
        known = self._done.get((thread.key, delivery))
        if known is not None:
            assert all(one.ok for one in await self.workspace.redeliver(known))
            return None
        found = self.workspace.thread(channel, thread.id)
        message = next(one for one in reversed(found) if any(each.value == button for each in one.buttons))
        done = self._done[thread.key, delivery] = await self.workspace.click(person, message, button)
        assert done.ok
        view = done.view
        if view is None:
            return None
        body = view.body
        fields = tuple(
            Field(block["block_id"], block["label"]["text"], FieldKind.LINE)
            for block in body["blocks"]
            if block["type"] == "input"
        )
        return Form(body["callback_id"], body["title"]["text"], fields, body["submit"]["text"])

    async def submit(self, thread: Thread, form: Form, values: dict[str, str], *, delivery: str = "d1") -> None:
        """Send the form that is open."""
        done = await self.workspace.submit(self.person(ADA), None, dict(values))
        assert done.ok
        if done.errors:
            raise Refused(next(iter(done.errors.values())))

    async def pings(self) -> int:
        """Return how many calls the bot's messages hold."""
        team = self.workspace.team
        every = [one for channel in team.channels for one in self.workspace.everything(channel)]
        return sum(one.calls for one in every if one.from_bot)
