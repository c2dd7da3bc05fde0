"""Slack as a platform: the adapter that the core knows.

Built by bot/app/. A gateway calls `listen`, which takes what Slack sends over HTTP, Socket Mode or both; any process
calls `post` and `edit`, which call Slack's Web API. Knows nothing of turns, planners or painters.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from redis.asyncio import Redis

from adapters.slack import limits
from adapters.slack.agents import Agents
from adapters.slack.answering import Answers
from adapters.slack.calls import API_URL, Calls, Web
from adapters.slack.commanding import Commanding
from adapters.slack.downloads import Downloads
from adapters.slack.ending import Background
from adapters.slack.errors import Refusal
from adapters.slack.hearing import Hearing
from adapters.slack.home import Home
from adapters.slack.installations import Installations, States
from adapters.slack.installing import pages
from adapters.slack.limiter import Limiter
from adapters.slack.listening import Listener, bolt_app
from adapters.slack.marks import Marks
from adapters.slack.parsing import PLATFORM, where_of
from adapters.slack.people import People
from adapters.slack.posting import Poster
from adapters.slack.pressing import Pressing
from adapters.slack.reading import Payload, slack_id
from adapters.slack.removal import Removal
from adapters.slack.sealing import Sealer
from adapters.slack.tenancy import ManyWorkspaces
from adapters.slack.transports import HttpDoor, Pages, SocketDoor
from adapters.slack.uploads import ReadBlob, Uploads
from adapters.slack.workspaces import Identity, OneWorkspace, Workspaces
from bot.adapter import Capabilities, Core, Traces
from bot.errors import DeliveryError, DeliveryRefused, SettingsError, StoreError
from bot.events import Thread
from bot.replies import Reply

log = structlog.get_logger(__name__)

UPLOAD_BYTES = 20 * 1024 * 1024
_RETRY_S = 5.0


@dataclass(frozen=True, slots=True)
class SlackOptions:
    """How Slack is reached, and reaches us. `bot_token` or installations; `app_token`, `signing_secret`, or both."""

    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 3000
    api_url: str = API_URL
    upload_bytes: int = UPLOAD_BYTES
    form_s: float = limits.FORM_S
    client_id: str = ""  # with what follows: many workspaces, by installation
    client_secret: str = field(default="", repr=False)
    token_keys: str = field(default="", repr=False)
    public_url: str = ""


class SlackAdapter:
    """Listens to Slack, and shows replies there.

    `redis` is the store's client, which stays its owner's; `read_blob` returns a picture's bytes by their hash.
    """

    name = PLATFORM
    capabilities = Capabilities(
        text_chars=limits.FITTED_CHARS,
        cards=limits.FITTED_CARDS,
        buttons=limits.FITTED_BUTTONS,
        buttons_per_row=limits.ROW_BUTTONS,
        forms=True,
        edits=True,
        alt_chars=limits.FITTED_ALT_CHARS,
        edit_interval_s=limits.EDIT_INTERVAL_S,
        upload_bytes=limits.UPLOAD_BYTES,
    )

    def __init__(
        self,
        redis: Redis,
        read_blob: ReadBlob,
        options: SlackOptions,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._redis = redis
        self._options = options
        self._clock = clock
        self._web = Web(options.api_url)
        self._installs = Installations(redis, Sealer(options.token_keys)) if options.client_id else None
        self._workspaces = self._workspaces_of(options)
        self._marks = Marks(redis)
        self._calls = Calls(self._web, self._workspaces, Limiter(redis))
        self._uploads = Uploads(self._calls, self._marks, read_blob)
        agents = Agents(self._calls, self._marks, clock)
        self._poster = Poster(self._calls, self._marks, self._uploads, agents, clock=clock)
        #: Where requests are listened for once `started` is set, "" in Socket Mode.
        self.address = ""
        self.started = asyncio.Event()

    def _workspaces_of(self, options: SlackOptions) -> Workspaces:
        if self._installs is None:
            return OneWorkspace(options.bot_token)
        return ManyWorkspaces(self._installs, self._web, options.client_id, options.client_secret, self._clock)

    async def listen(self, core: Core) -> None:
        """Take what Slack sends until cancelled. Raises SettingsError for what cannot work."""
        background = Background()
        listener = self._listener(core, background)
        app = bolt_app(listener, self._web, self._options.signing_secret)
        doors: list[Door] = []
        try:
            await self._learn()
            await self._settle(core)
            if self._options.signing_secret:
                http = HttpDoor(app, self._options.host, self._options.port, self._pages())
                doors.append(http)
                await http.open()
                self.address = http.address
            if self._options.app_token:
                socket = SocketDoor(app, self._options.app_token, self._web)
                doors.append(socket)
                await socket.open()
            self.started.set()
            log.info("slack_ready", address=self.address, socket=bool(self._options.app_token))
            await asyncio.Event().wait()
        finally:
            self.started.clear()
            for door in reversed(doors):
                await door.close()
            await listener.end()
            await background.end()

    async def _settle(self, core: Core) -> None:
        """Tell the core where the bot is, now and whenever it is installed anew."""

        async def here(team: str) -> None:
            await core.presence(f"{PLATFORM}/{team}", here=True)

        if self._installs is not None:
            self._installs.installed = here
        if isinstance(self._workspaces, OneWorkspace) and self._workspaces.team:
            try:
                await here(self._workspaces.team)
            except StoreError as error:  # the first word that somebody says there tells the same
                log.warning("slack_presence_not_noted", error=str(error))

    def _listener(self, core: Core, background: Background) -> Listener:
        people = People(self._calls, self._redis)
        answers = Answers(self._calls, self._uploads)
        downloads = Downloads(self._calls, core, self._options.upload_bytes)
        home = Home(core, self._calls, self._marks, people, self._clock)
        hearing = Hearing(core, self._marks, people, downloads, answers, home, self._workspaces, self._clock)
        commanding = Commanding(core, self._calls, self._marks, people, downloads, answers, background, self._clock)
        pressing = Pressing(
            core, self._marks, people, answers, commanding, background, self._clock, self._options.form_s
        )
        return Listener(hearing, pressing, commanding, self._workspaces)

    def _pages(self) -> Pages | None:
        if self._installs is None:
            return None
        given = self._options
        states = States(self._redis)
        return pages(
            self._web,
            self._installs,
            states,
            client_id=given.client_id,
            secret=given.client_secret,
            public_url=given.public_url,
        )

    async def _learn(self) -> None:
        """Ask Slack whose token is in the settings, however long that takes. Raises SettingsError."""
        if self._installs is not None:
            await self._seal_anew(self._installs)
        if not isinstance(self._workspaces, OneWorkspace):
            return
        found: Payload | None = None
        while found is None:
            try:
                found = await self._calls.ask("", limits.WHO_AM_I, {})
            except Refusal as refusal:
                raise SettingsError(
                    f"Slack refuses PICTUREBOOK_SLACK_BOT_TOKEN ({refusal.error}). Set it to the bot's token of the "
                    "app (OAuth & Permissions, Bot User OAuth Token, xoxb-...)."
                ) from refusal
            except (DeliveryError, StoreError) as error:
                log.warning("slack_not_reached", error=str(error))
                await asyncio.sleep(_RETRY_S)
        enterprise = slack_id(found.get("enterprise_id")) if found.get("is_enterprise_install") else ""
        who = Identity(
            self._options.bot_token, slack_id(found.get("user_id")), slack_id(found.get("bot_id")), enterprise
        )
        self._workspaces.know(slack_id(found.get("team_id")), who)

    @staticmethod
    async def _seal_anew(installs: Installations) -> None:
        try:
            count = await installs.seal_anew()
        except StoreError as error:
            raise SettingsError(
                f"{error}. Put the key that they were sealed with behind the newer ones, with a comma before it."
            ) from error
        if count:
            log.info("slack_tokens_sealed_anew", count=count)

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        """Show `reply` once per `key` and return the message's id; see bot.adapter.Adapter."""
        _check(thread)
        try:
            return await self._poster.post(thread, key, reply)
        except StoreError as error:
            raise DeliveryError(str(error)) from error

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        """Replace the message's content by `reply`; see bot.adapter.Adapter."""
        _check(thread)
        try:
            await self._poster.edit(thread, message, reply)
        except StoreError as error:
            raise DeliveryError(str(error)) from error

    async def forget(self, room: str, traces: Traces | None = None) -> None:
        """Remove notes of a room, all or these; see bot.adapter.Adapter."""
        removal = Removal(self._redis, self._marks)
        await (removal.everything(room) if traces is None else removal.traces(room, traces))

    async def close(self) -> None:
        """Close the connections to Slack; the store's client belongs to whoever passed it in."""
        await self._web.close()


class Door(Protocol):
    """What Slack comes in by."""

    async def close(self) -> None:
        """Shut it."""
        ...


def _check(thread: Thread) -> None:
    try:
        where_of(thread.room)
    except ValueError as error:
        raise DeliveryRefused(str(error)) from error
