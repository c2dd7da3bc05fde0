"""Slack on loopback: one aiohttp server with the Web API, files, sockets and response URLs, and the state behind it.

Tests start it with `slack_double()`, drive it through its workspaces (people.py), and point a bot at `api_url`.
The app's code is never imported here: the double judges it from outside.
"""

from __future__ import annotations

import asyncio
import copy
import itertools
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from random import Random, SystemRandom
from typing import Any

from aiohttp import web
from doubles.slack import agents, chat, conversations, files, oauth, payloads, views
from doubles.slack.api import answer
from doubles.slack.control import control
from doubles.slack.facts import EVENT_SCOPES, INTERACTIVE_TYPES, STREAM_S, TRIGGER_S
from doubles.slack.people import Workspace
from doubles.slack.postman import EVENTS, Delivery, Postman
from doubles.slack.responding import respond
from doubles.slack.sockets import Sockets
from doubles.slack.trouble import Faults, Limits
from doubles.slack.wire import message_wire
from doubles.slack.world import (
    Call,
    Channel,
    Clock,
    File,
    Json,
    Message,
    ResponseUrl,
    SlackApp,
    Team,
    Token,
    Trigger,
    User,
    View,
)

_METHODS = (agents, chat, conversations, files, oauth, views)  # importing them registers them


class SlackDouble:
    """All of Slack that a bot can see. The settable attributes are what a test may turn."""

    def __init__(self, app: SlackApp | None = None, clock: Clock | None = None, random: Random | None = None) -> None:
        self.app = app or SlackApp()
        self.clock = clock or Clock()
        self.random = random or SystemRandom()
        self.log: list[Call] = []
        self.faults = Faults()
        self.limits = Limits()
        self.postman = Postman(self)
        self.sockets = Sockets(self)
        self.stream_s = STREAM_S
        self.trigger_s = TRIGGER_S
        self.files_ready_after_polls = 0  # so many looks at a file before Slack knows what it is
        self.files_ready_after_s = 0.0
        self.page_messages = 1000
        self.mention_files = "told"  # "left out": the app_mention lacks them; "silent": there is no app_mention
        self.mention_order = "together"  # or "mention first", "message first"
        self.private_cards = False  # cards and carousels show files that are shared nowhere
        self.bare_files = False  # events name files without telling of them: "check_file_info"
        self.missing_thread = "refuse"  # replies to a thread that is gone; or "unthread": into the channel
        self.dedupes_client_msg_id = False  # nobody has shown that Slack does
        self.echo = True  # tell the bot of its own messages, as Slack does
        self.teams: dict[str, Team] = {}
        self.tokens: dict[str, Token] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.codes: dict[str, Json] = {}
        self.troubles: list[Exception] = []  # the double's own; `stop` raises them
        self.url = ""
        self._numbers = itertools.count(1)
        self._last_us = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """The base URL for a Web API client."""
        return f"{self.url}api/"

    @property
    def bot_calls(self) -> list[Call]:
        """Requests of the Web API; the whole log has uploads, downloads, acknowledgements and response URLs too."""
        return [one for one in self.log if "." in one.method]

    async def start(self, port: int = 0) -> None:
        """Listen on loopback."""
        found = web.Application(client_max_size=1_100_000_000)
        found.router.add_route("*", "/api/{method}", partial(answer, self))
        found.router.add_post("/upload/v1/{file}", partial(files.take_upload, self))
        found.router.add_get("/files-pri/{place}/{tail:.*}", partial(files.give, self))
        found.router.add_get("/link/", self.sockets.connect)
        found.router.add_post("/actions/{team}/{number}/{secret}", partial(respond, self))
        found.router.add_get("/oauth/v2/authorize", partial(oauth.consent, self))
        found.router.add_post("/_ctl", partial(control, self))
        self._runner = web.AppRunner(found, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        app_token = self.app.app_token
        self.tokens.setdefault(app_token, Token(app_token, "app", None, frozenset({"connections:write"})))
        await self.postman.start()

    async def stop(self) -> None:
        """End everything. Raises what went wrong inside of the double itself."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(self.sockets.stop(), self.postman.stop())
        if self._runner is not None:
            await self._runner.cleanup()
        if self.troubles:
            raise ExceptionGroup("the double itself went wrong", self.troubles)

    def workspace(
        self, name: str = "Acme", *, installed: bool = True, enterprise: str | None = None, org_wide: bool = False
    ) -> Workspace:
        """Return a new workspace; the app is installed in it (or, `org_wide`, in all workspaces of its enterprise)."""
        number = self.new_number()
        team = Team(
            f"T0TEAM{number:04d}", name, name.lower(), f"U0BOT{number:05d}", f"B0BOT{number:05d}", enterprise=enterprise
        )
        team.users[team.bot_user] = User(team.bot_user, self.app.name, is_bot=True)
        self.teams[team.id] = team
        team.installed, team.org_wide = installed, org_wide
        if installed:
            oauth.grant(self, team)
        return Workspace(self, team)

    # ids and times

    def new_number(self) -> int:
        """Return the next number; every id has one."""
        return next(self._numbers)

    def new_id(self, prefix: str) -> str:
        """Return an id of Slack's kind: "F0000000017"."""
        return f"{prefix}0{self.new_number():09d}"

    def new_ts(self) -> str:
        """Return the time of a new message; no two are the same."""
        self._last_us = max(self._last_us + 1, int(self.clock.wall() * 1_000_000))
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def new_secret(self) -> str:
        """Return what nobody can guess."""
        return f"{self.random.getrandbits(128):032x}"

    def new_hash(self) -> str:
        """Return the hash of a new state of a view."""
        return f"{int(self.clock.wall())}.{self.new_secret()[:8]}"

    def trigger(self, team: Team, user: str, view: str | None = None) -> str:
        """Return the right to open a view."""
        name = f"{self.new_number()}.{team.id}.{self.new_secret()}"
        self.triggers[name] = Trigger(team.id, user, self.clock.now(), view)
        return name

    def response_url(
        self, team: Team, channel: str, user: str, message_ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """Return where an interaction may be answered."""
        key = f"{team.id}/{self.new_number()}/{self.new_secret()}"
        self.response_urls[key] = ResponseUrl(team.id, channel, user, self.clock.now(), message_ts, thread_ts)
        return f"{self.url}actions/{key}"

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """Return blocks as Slack keeps them: each with an id."""
        found = copy.deepcopy(blocks)
        for block in found:
            block.setdefault("block_id", f"b{self.new_number()}")
            for element in [*(block.get("elements") or []), block.get("accessory"), block.get("element")]:
                if isinstance(element, dict) and element.get("type") in INTERACTIVE_TYPES:
                    element.setdefault("action_id", f"a{self.new_number()}")
        return found

    # channels, messages, files

    def direct(self, team: Team, user: str) -> Channel:
        """Return the direct message between a person and the bot."""
        people = {user, team.bot_user}
        found = next((one for one in team.channels.values() if one.kind == "im" and one.members == people), None)
        if found is None:
            found = Channel(self.new_id("D"), "", "im", people)
            team.channels[found.id] = found
        return found

    def replies(self, channel: Channel, ts: str) -> list[Message]:
        """Return the replies of a thread that everyone sees."""
        return [one for one in channel.messages.values() if one.thread_ts == ts and one.ts != ts and one.to is None]

    def is_ready(self, file: File) -> bool:
        """True once Slack knows what the file is."""
        if file.completed_s is None or file.polls < self.files_ready_after_polls:
            return False
        return self.clock.now() - file.completed_s >= self.files_ready_after_s

    def complete(self, file: File) -> None:
        """End a file's upload; looking at it begins."""
        file.completed_s = self.clock.now()
        file.mimetype = files.sniff(file.data or b"", file.name)

    def file_problems(self, team: Team, blocks: list[Json], at: str = "/blocks") -> list[str]:
        """Return what Slack dislikes about the files in blocks."""
        return files.file_problems(self, team, blocks, at)

    # telling the app

    def later(self, doing: Coroutine[Any, Any, Any]) -> None:
        """Do something in the background; what goes wrong is raised by `stop`."""

        def over(task: asyncio.Task[Any]) -> None:
            self._tasks.discard(task)
            wrong = None if task.cancelled() else task.exception()
            if isinstance(wrong, Exception):
                self.troubles.append(wrong)

        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(over)

    def hears(self, team: Team, subscription: str) -> bool:
        """True when the app gets such events from the workspace."""
        needed = EVENT_SCOPES.get(subscription, ())
        return team.installed and subscription in self.app.events and self.app.scopes.issuperset(needed)

    async def tell(self, team: Team, subscription: str, body: Json) -> list[Delivery]:
        """Deliver an event, if the app has subscribed to it; returns after the first try."""
        if not self.hears(team, subscription):
            return []
        return [await self.postman.send(EVENTS, payloads.event(self, team, body))]

    async def tell_channel(self, team: Team, channel: Channel, body: Json) -> list[Delivery]:
        """Deliver an event of messages in a channel; the app hears it only where its bot is a member."""
        if team.bot_user not in channel.members:
            return []
        kind = {"channel": "channels", "group": "groups"}.get(channel.kind, channel.kind)
        return await self.tell(team, f"message.{kind}", body)

    def keep(self, team: Team, message: Message) -> None:
        """Put a message into its channel; a bot's words end the status of their thread."""
        team.channels[message.channel].messages[message.ts] = message
        if message.thread_ts and message.bot_id == team.bot_id:
            team.statuses.pop((message.channel, message.thread_ts), None)

    async def publish(self, team: Team, message: Message) -> None:
        """Show a message of the bot, and tell the app of it."""
        self.keep(team, message)
        if self.echo:
            body = payloads.message_event(self, team, message)
            self.later(self.tell_channel(team, team.channels[message.channel], body))

    async def changed(self, team: Team, message: Message, before: Json) -> None:
        """Tell the app that a message of its own was changed."""
        if self.echo:
            body = payloads.changed_event(self, team, message, before)
            self.later(self.tell_channel(team, team.channels[message.channel], body))

    async def removed(self, team: Team, message: Message) -> None:
        """Take a message of the bot away, and tell the app."""
        before = message_wire(self, team, message)
        channel = team.channels[message.channel]
        del channel.messages[message.ts]
        if self.echo:
            self.later(self.tell_channel(team, channel, payloads.deleted_event(self, team, message, before)))

    async def uninstall(self, team: Team) -> list[Delivery]:
        """Remove the app from a workspace: its tokens end, and it is told by two events, in this order."""
        told = [
            await self.tell(
                team, "tokens_revoked", {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [team.bot_user]}}
            )
        ]
        for token in self.tokens.values():
            if token.team == team.id:
                token.refused, token.refresh = "account_inactive", None
        told.append(await self.tell(team, "app_uninstalled", {"type": "app_uninstalled"}))
        team.installed = False
        return [one for each in told for one in each]


@asynccontextmanager
async def slack_double(app: SlackApp | None = None, *, port: int = 0) -> AsyncIterator[SlackDouble]:
    """Yield a Slack that listens on loopback."""
    double = SlackDouble(app)
    await double.start(port)
    try:
        yield double
    finally:
        await double.stop()
