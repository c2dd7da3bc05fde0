"""`picturebook run` as its own process, as a person starts it: read its banner, kill it, start it again."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

START_S = 60


def free_port() -> int:
    """Return a port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class BotProcess:
    """One bot on one data directory and one port; what it prints is kept in `said`."""

    directory: Path
    port: int = field(default_factory=free_port)
    command: tuple[str, ...] = ("run",)
    settings: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    process: asyncio.subprocess.Process | None = None
    _reading: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"http://127.0.0.1:{self.port}/"

    async def start(self) -> None:
        """Start it and wait until its banner says that it is up."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PICTUREBOOK_", "COV_"))}
        env = kept | {
            "PICTUREBOOK_DATA_DIR": str(self.directory),
            "PICTUREBOOK_WEB_PORT": str(self.port),
            **self.settings,
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *self.command,
            env=env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        up = asyncio.Event()
        self._reading = asyncio.create_task(self._read(self.process, up))
        async with asyncio.timeout(START_S):
            await up.wait()
        if not any("Ctrl-C" in line for line in self.said):
            raise AssertionError("it did not start:\n" + "\n".join(self.said))

    async def _read(self, process: asyncio.subprocess.Process, up: asyncio.Event) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            text = re.sub(r"\x1b\[[0-9;]*m", "", line.decode(errors="replace")).rstrip()
            self.said.append(text)
            if "Ctrl-C" in text:
                up.set()
        up.set()

    async def end(self, with_signal: signal.Signals) -> int:
        """Send a signal and return the exit code once it is gone."""
        assert self.process is not None
        assert self._reading is not None
        if self.process.returncode is None:
            self.process.send_signal(with_signal)
        async with asyncio.timeout(20):
            code = await self.process.wait()
            await self._reading
        self.said.clear()
        return code


@asynccontextmanager
async def bot_process(directory: Path, **options: object) -> AsyncIterator[BotProcess]:
    """Yield a started bot; it is killed at the end if it is still there."""
    bot = BotProcess(directory, **options)  # type: ignore[arg-type]  # passed through
    await bot.start()
    try:
        yield bot
    finally:
        await bot.end(signal.SIGKILL)
