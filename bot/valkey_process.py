"""A Valkey (or Redis) server as our child process: alone on its data, and dead when we are.

Called by bot/valkey.py only. Knows no client library's pools and nothing of what is stored.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.errors import SettingsError, StoreError

#: The longest path of a unix socket is 107 bytes on Linux and 103 on macOS (sun_path in sys/un.h).
MAX_SOCKET_PATH_BYTES = 100
#: What a server that nobody owns any more gets to write its last bytes.
_ORPHAN_S = 10.0
_STOP_S = 3.0
_CANNOT_RUN = 126  # what shells exit with when a program cannot be executed

#: Runs in the child before the server takes its place. The signal is tied to the thread that forks, which is the
#: event loop's; it survives exec. A parent that died in between is noticed by the new parent's id.
_DIE_WITH_PARENT = """
import ctypes, os, signal, sys
parent, program, arguments = int(sys.argv[1]), sys.argv[2], sys.argv[2:]
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
if os.getppid() != parent:
    sys.exit(0)
try:
    os.execv(program, arguments)
except OSError as error:
    print(error, file=sys.stderr)
    sys.exit(126)
"""


def _directory(data_dir: Path) -> Path:
    return data_dir.absolute() / "valkey"


class CannotRun(StoreError):
    """The program is not one that this machine can execute."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one server lives. `lock` is an open, locked file that the server inherits and so keeps locked."""

    directory: Path
    socket: Path
    lock: int


@asynccontextmanager
async def claim(data_dir: Path) -> AsyncIterator[Place]:
    """Make `data_dir`/valkey ours alone until the context ends.

    Two locks: `owner.lock` says that a picturebook runs here; `server.lock`, inherited by the server, says that
    one still writes there, which outlives a picturebook that was killed. Raises SettingsError when the directory
    cannot be used or another picturebook has it.
    """
    directory = _directory(data_dir)
    with contextlib.ExitStack() as stack:
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            owner = stack.enter_context(_opened(directory / "owner.lock"))
            server = stack.enter_context(_opened(directory / "server.lock"))
        except OSError as error:
            raise SettingsError(
                f"PICTUREBOOK_DATA_DIR: {directory} cannot be used ({error.strerror}). "
                "Make it writable for this user, or set PICTUREBOOK_DATA_DIR to another directory."
            ) from error
        if not _locked(owner):
            raise SettingsError(
                f"Another picturebook (process {_read(owner)}) is using {directory}. "
                "End it first, or set PICTUREBOOK_DATA_DIR to another directory."
            )
        _write(owner, str(os.getpid()))
        await _outlive_orphan(server, directory)
        socket = stack.enter_context(_socket_path(directory))
        _write(server, str(socket))
        yield Place(directory, socket, server)


class ServerProcess:
    """A running server; leaving its context ends it cleanly."""

    def __init__(self, process: asyncio.subprocess.Process, place: Place) -> None:
        self._process = process
        self._log = place.directory / "valkey.log"
        self._watch: asyncio.Task[None] | None = None
        self.socket = place.socket

    @classmethod
    async def start(cls, program: Path, place: Place) -> ServerProcess:
        """Start `program` on `place`. Raises CannotRun when the machine cannot execute it."""
        log_path = place.directory / "valkey.log"
        with log_path.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", "-c", _DIE_WITH_PARENT, str(os.getpid()), str(program)),
                *_arguments(place),
                cwd=place.directory,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(place.lock,),
                start_new_session=True,  # Ctrl-C in a terminal is ours to answer, then the server's
            )
        started = cls(process, place)
        try:
            while not place.socket.exists():
                started.check()
                await asyncio.sleep(0.005)
        except BaseException:
            await started.stop()
            raise
        return started

    def check(self) -> None:
        """Raise CannotRun or StoreError when the server has ended by itself."""
        if self._process.returncode == _CANNOT_RUN:
            raise CannotRun(self.last_words())
        if self._process.returncode is not None:
            raise StoreError(f"The embedded store ended at once. It said: {self.last_words()}")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._watch is not None:
            self._watch.cancel()
        await self.stop()

    def when_lost(self, tell: Callable[[], None]) -> None:
        """Call `tell` should the server end before we end it."""

        async def watch() -> None:
            await self._process.wait()
            tell()

        self._watch = asyncio.create_task(watch())

    async def wait(self) -> None:
        """Return when the server has ended."""
        await self._process.wait()

    async def stop(self) -> None:
        """End the server: by SIGTERM, on which it writes what it holds, and by force when that takes too long."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def last_words(self) -> str:
        """Return the end of what the server logged, on one line."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return " / ".join(line.strip() for line in lines[-3:]) or "nothing"


def _arguments(place: Place) -> tuple[str, ...]:
    # Relative to the server's working directory: its command line cannot carry blanks in a path.
    near = place.socket.name if place.socket.parent == place.directory else str(place.socket)
    return (
        *("--port", "0", "--unixsocket", near, "--unixsocketperm", "700"),
        *("--dir", ".", "--appendonly", "yes", "--appendfsync", "everysec", "--aof-load-truncated", "yes"),
        *("--save", "", "--daemonize", "no", "--loglevel", "warning"),
    )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield number
    finally:
        os.close(number)


def _locked(number: int) -> bool:
    import fcntl

    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(number: int) -> str:
    return os.pread(number, 4096, 0).decode(errors="replace")


def _write(number: int, text: str) -> None:
    os.ftruncate(number, 0)
    os.pwrite(number, text.encode(), 0)


async def _outlive_orphan(lock: int, directory: Path) -> None:
    """Take the server's lock, asking a server whose picturebook was killed to end first."""
    loop = asyncio.get_running_loop()
    start_s = loop.time()
    while not _locked(lock):
        if loop.time() - start_s > _ORPHAN_S:
            raise StoreError(
                f"A store that an earlier picturebook left behind still writes to {directory}. End that process."
            )
        # Asked once and not again: most often it is ending already, and tells so by hanging up.
        client = Redis(unix_socket_path=_read(lock), socket_timeout=1.0, retry=Retry(NoBackoff(), 0))
        with contextlib.suppress(RedisError, OSError):
            await client.shutdown()
        await client.aclose()
        await asyncio.sleep(0.05)


@contextlib.contextmanager
def _socket_path(directory: Path) -> Iterator[Path]:
    """Yield where the socket goes: beside the data, or in a short temporary directory when that is too deep."""
    path = directory / "valkey.sock"
    if len(os.fsencode(path)) <= MAX_SOCKET_PATH_BYTES:
        path.unlink(missing_ok=True)  # left by a server that was killed
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="picturebook-", ignore_cleanup_errors=True) as short:
        yield Path(short) / "valkey.sock"
