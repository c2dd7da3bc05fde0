"""Discord as a platform: the adapter that the core knows.

Built by bot/app/. A gateway process calls `listen`; any process calls `post`, `edit` and `forget`, which need REST
and the store only. Knows nothing of turns, planners or painters.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import discord
import structlog
from aiohttp import web
from redis.asyncio import Redis

from adapters.discord import limits
from adapters.discord.answering import Answerer
from adapters.discord.attaching import Files
from adapters.discord.conversations import Conversations
from adapters.discord.endpoints import point_to
from adapters.discord.gateway import Gateway, IdentifyLanes
from adapters.discord.heard import Heard
from adapters.discord.interactions_http import Endpoint
from adapters.discord.lanes import Lanes
from adapters.discord.listening import Listener
from adapters.discord.locales import Locales
from adapters.discord.marks import PLATFORM, Marks
from adapters.discord.missed import Missed
from adapters.discord.posting import Poster, ReadBlob
from adapters.discord.reading import mapping, number, snowflake
from adapters.discord.removal import Removal
from adapters.discord.rest import Rest
from adapters.discord.servers import Servers
from adapters.discord.sessions import Sessions
from bot.adapter import Capabilities, Core, Traces
from bot.errors import DeliveryError, SettingsError, StoreError
from bot.events import Thread
from bot.replies import Reply

log = structlog.get_logger(__name__)

#: How long after a connection that ended unexpectedly the next one is made, at first and at most.
_AGAIN_S, _AGAIN_MOST_S = 1.0, 60.0
#: How long what was heard last may take to be taken when the gateway ends.
_LEAVE_S = 1.0
#: How often it is noted how far the gateway has heard.
_NOTE_S = 0.5


@dataclass(frozen=True, slots=True)
class Options:
    """How an operator wants it. `shards`: of this process, all when empty. `api`: a double's address, for tests."""

    token: str
    content: bool = True
    habit: str = "thread"
    shard_count: int | None = None
    shards: tuple[int, ...] = ()
    upload_bytes: int = limits.FILE_BYTES
    taken_bytes: int = 20_000_000
    missed_s: float = 24 * 3_600  # how old what was missed may be to be answered; 0: nothing is
    http_host: str = "127.0.0.1"
    http_port: int | None = None
    public_key: str = ""
    api: str = ""


class DiscordAdapter:
    """Listens at Discord, and posts there.

    `redis` is the store's client, which stays its owner's. `read_blob` returns a picture's bytes by their hash.
    """

    name = PLATFORM

    def __init__(
        self,
        redis: Redis,
        read_blob: ReadBlob,
        options: Options,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        identify_s: float = limits.IDENTIFY_S,
    ) -> None:
        self.capabilities = Capabilities(
            text_chars=limits.FITTED_CHARS,
            cards=limits.GALLERY_ITEMS,
            buttons=limits.FITTED_BUTTONS,
            buttons_per_row=limits.ROW_BUTTONS,
            forms=True,
            edits=True,
            alt_chars=limits.ALT_CHARS,
            edit_interval_s=limits.EDIT_INTERVAL_S,
            upload_bytes=options.upload_bytes,
        )
        self._hosts = point_to(options.api) if options.api else limits.FILE_HOSTS
        self._redis = redis
        self._options = options
        self._clock = clock
        self._sleep = sleep
        self._identify_s = identify_s
        self._rest = Rest(options.token, sleep=sleep)
        self._marks = Marks(redis)
        self._heard = Heard(redis)
        self._poster = Poster(self._rest, self._marks, self._heard, read_blob, options.upload_bytes, clock=clock)
        #: Set while the gateway hears.
        self.started = asyncio.Event()

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        """Show `reply` once per `key` and return its id; see bot.adapter.Adapter."""
        try:
            return await self._poster.post(thread, key, reply)
        except StoreError as error:
            raise DeliveryError(str(error)) from error

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        """Replace the message's content by `reply`; see bot.adapter.Adapter."""
        try:
            await self._poster.edit(thread, message, reply)
        except StoreError as error:
            raise DeliveryError(str(error)) from error

    async def forget(self, room: str, traces: Traces | None = None) -> None:
        """Remove the notes of a room, all or these; see bot.adapter.Adapter."""
        removal = Removal(self._redis, room)
        await (removal.everything() if traces is None else removal.traces(traces))

    async def close(self) -> None:
        """Release the connections to Discord; the store's client belongs to whoever passed it in."""
        await self._rest.close()

    async def listen(self, core: Core) -> None:
        """Hear Discord until cancelled. Raises SettingsError when Discord will never let us."""
        lanes = Lanes()
        runner: web.AppRunner | None = None
        try:
            hear = await self._hearing(core, lanes)
            runner = await self._serve(hear)
            await self._keep_connected(hear, lanes)
        finally:
            self.started.clear()
            await lanes.end()
            if runner is not None:
                await runner.cleanup()

    async def _hearing(self, core: Core, lanes: Lanes) -> Callable[[str, dict[str, object]], None]:
        """Return what takes events: it puts the work into lanes and never waits."""
        await self._logged_in()
        locales, marks, rest = Locales(), self._marks, self._rest
        conversations = Conversations(core, rest, marks, self._options.habit)
        files = Files(core, rest, self._options.taken_bytes, self._hosts)
        bot = await rest.me()
        listener = Listener(
            core, rest, marks, self._heard, conversations, files, locales, bot, self._clock, self._sleep
        )
        missed = Missed(rest, self._heard, listener, lanes, self._options.missed_s, self._clock)
        servers = Servers(core, marks, listener)
        answerer = Answerer(core, rest, marks, conversations, files, locales)

        def hear(name: str, data: dict[str, object]) -> None:
            lane, server = snowflake(data.get("channel_id")), f"server {snowflake(data.get('id'))}"
            match name:
                case "MESSAGE_CREATE":
                    lanes.put(lane, lambda: missed.message(data))
                case "MESSAGE_REACTION_ADD":
                    lanes.put(lane, lambda: listener.reaction(data))
                case "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK":
                    lanes.now(lambda: listener.deletion(data))
                case "INTERACTION_CREATE":
                    lanes.now(lambda: answerer.interaction(data))
                case "GUILD_CREATE":
                    lanes.now(lambda: listener.server(data))
                    lanes.put(server, lambda: servers.joined(data))
                case "GUILD_UPDATE":
                    lanes.now(lambda: listener.server(data))
                case "GUILD_DELETE":
                    lanes.put(server, lambda: servers.left(data))
                case "READY":
                    log.info("discord_connected", how="ready")
                    missed.begin(data)
                    lanes.now(lambda: servers.began(data))
                    self.started.set()
                case _:  # RESUMED
                    log.info("discord_connected", how=name.lower())
                    self.started.set()

        return hear

    async def _logged_in(self) -> None:
        """Log in; Discord may be away for a while."""
        wait_s = _AGAIN_S
        while True:
            try:
                await self._rest.open()
            except DeliveryError as error:
                log.warning("discord_away", error=str(error), again_s=wait_s)
                await self._sleep(wait_s)
                wait_s = min(wait_s * 2, _AGAIN_MOST_S)
            else:
                return

    async def _serve(self, hear: Callable[[str, dict[str, object]], None]) -> web.AppRunner | None:
        """Open the endpoint for interactions over HTTP, when one is wanted."""
        options = self._options
        if options.http_port is None:
            return None
        runner = web.AppRunner(Endpoint(options.public_key, hear).app(), access_log=None, handle_signals=False)
        await runner.setup()
        try:
            await web.TCPSite(runner, options.http_host, options.http_port).start()
        except OSError as error:
            await runner.cleanup()
            raise SettingsError(
                f"Discord's endpoint cannot listen on {options.http_host}, port {options.http_port} "
                f"({error.strerror}): end what uses it, or set PICTUREBOOK_DISCORD_HTTP_PORT."
            ) from error
        self.http_port = int(runner.addresses[0][1])
        log.info("discord_endpoint_ready", port=self.http_port)
        return runner

    async def _keep_connected(self, hear: Callable[[str, dict[str, object]], None], lanes: Lanes) -> None:
        """Connect, again and again; without the intent that Discord did not grant."""
        content, wait_s = self._options.content, _AGAIN_S
        while True:
            await self._marks.note_hearing(everything=content)
            began_s = self._clock()
            try:
                await self._connect(hear, lanes, content=content)
            except discord.PrivilegedIntentsRequired:
                log.warning(
                    "discord_content_intent_missing",
                    remedy="switch the Message Content Intent on in the developer portal (Bot), or set "
                    "PICTUREBOOK_DISCORD_MESSAGE_CONTENT to off",
                )
                content = False
                continue
            except SettingsError:
                raise
            except Exception as error:  # noqa: BLE001 - a loop edge: whatever ended it, the next connection is made
                log.warning("discord_connection_ended", error=type(error).__name__, again_s=wait_s)
            self.started.clear()
            await self._sleep(wait_s)
            lasted = self._clock() - began_s > _AGAIN_MOST_S
            wait_s = _AGAIN_S if lasted else min(wait_s * 2, _AGAIN_MOST_S)

    async def _connect(self, hear: Callable[[str, dict[str, object]], None], lanes: Lanes, *, content: bool) -> None:
        """Run one connection to its end."""
        about = await self._rest.ask("GET", "/gateway/bot")
        most = number(mapping(about.get("session_start_limit")).get("max_concurrency"))
        count = self._options.shard_count or max(number(about.get("shards")), 1)
        shards = self._options.shards or tuple(range(count))
        sessions = Sessions(self._redis, f"{await self._rest.app()}:{count}:{int(content)}")
        identify = IdentifyLanes(self._redis, most, sleep=self._sleep, hold_s=self._identify_s)
        gateway = Gateway(hear, identify.wait, sessions, content=content, shard_count=count, shard_ids=shards)
        noting = asyncio.create_task(self._note_standing(gateway, sessions, lanes))
        try:
            async with gateway:
                await gateway.login(self._options.token)
                await gateway.connect()
        finally:
            await self._leave(gateway, sessions, lanes, noting)

    @staticmethod
    async def _leave(gateway: Gateway, sessions: Sessions, lanes: Lanes, noting: asyncio.Task[None]) -> None:
        """Close the connection, and note where the next one can go on."""
        while not noting.done():
            noting.cancel()
            await asyncio.wait([noting], timeout=0.05)  # a cancellation can be lost; bot/ending.py tells why
        await gateway.close()
        try:
            async with asyncio.timeout(_LEAVE_S):
                await lanes.settled()
                for shard, session in gateway.standing().items():
                    await sessions.note(shard, session)
        except (TimeoutError, StoreError):
            log.info("discord_session_not_noted", why="left in a hurry")  # the last note is older, and as good

    async def _note_standing(self, gateway: Gateway, sessions: Sessions, lanes: Lanes) -> None:
        """Note how far the gateway has heard, once what it heard is taken."""
        noted: dict[int, int] = {}
        looked_s = self._clock()
        while True:
            await self._sleep(_NOTE_S)
            standing = gateway.standing()
            before_s, looked_s = looked_s, self._clock()
            await lanes.settled()
            for shard, session in standing.items():
                if noted.get(shard) == session.sequence:
                    continue
                try:
                    await sessions.note(shard, session)
                    # Something came since the look before; whether the connection still stands is not known.
                    await self._heard.note_until(shard, gateway.shard_count or 1, before_s)
                except StoreError as error:
                    log.warning("discord_session_not_noted", error=str(error))
                else:
                    noted[shard] = session.sequence


def shard_numbers(text: str) -> Sequence[int]:
    """Return the shards that "0-3,8" names. Raises ValueError for anything else."""
    found: list[int] = []
    for part in filter(None, text.replace(" ", "").split(",")):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
