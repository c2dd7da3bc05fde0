"""`picturebook run` as a process of its own, on a directory of its own: started, killed with -9, started again."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from doubles.web_visitor import Visitor

ROOT = Path(__file__).parents[2]
_ADDRESS = re.compile(rb"http://127\.0\.0\.1:[0-9]+/")


def environment(directory: Path) -> dict[str, str]:
    """Return what a picturebook of the test's own is started with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PICTUREBOOK_")}
    own = {"PICTUREBOOK_DATA_DIR": str(directory), "PICTUREBOOK_WEB_PORT": "0", "PICTUREBOOK_PAINTER_PROCESSES": "2"}
    return {**kept, **own, "PYTHONPATH": str(ROOT)}


class Guest:
    """Somebody in a room of a running picturebook; every message waits for its answer."""

    def __init__(self, visitor: Visitor, process: asyncio.subprocess.Process, run: int) -> None:
        self.visitor = visitor
        self._process = process
        self._run = run
        self._count = 0

    async def get(self, room: str, path: str) -> dict[str, Any]:
        """GET something of a room."""
        answer = await self.visitor.get(f"/api/rooms/{room}{path}")
        assert answer.status == 200, answer.body
        return answer.json

    async def say(self, where: str, text: str, **more: object) -> dict[str, Any]:
        """Say something in "room/thread" and return the final reply."""
        return await self._act(where, "messages", text=text, **more)

    async def press(self, where: str, button: str) -> dict[str, Any]:
        """Press a button and return the final reply."""
        return await self._act(where, "press", button=button)

    async def _act(self, where: str, what: str, **more: object) -> dict[str, Any]:
        room, thread = where.split("/")
        self._count += 1
        event = f"r{self._run}-{self._count}"
        body = {"id": event, "author": {"id": "dana", "name": "Dana"}, "locale": "en", **more}
        answer = await self.visitor.post(f"/api/rooms/{room}/threads/{thread}/{what}", body)
        assert answer.status == 202, answer.body
        async with asyncio.timeout(60):
            while True:
                for message in (await self.get(room, f"/threads/{thread}"))["messages"]:
                    reply = message["reply"]
                    if reply is not None and reply["turn"] == event and reply["final"]:
                        return dict(reply)
                await asyncio.sleep(0.03)

    async def recipe(self, room: str, picture: str) -> dict[str, Any]:
        """Return a picture's details."""
        return await self.get(room, f"/pictures/{picture}")

    def kill(self) -> None:
        """End the process as a power cut would."""
        self._process.send_signal(signal.SIGKILL)


@asynccontextmanager
async def running_process(directory: Path, run: int = 1) -> AsyncIterator[Guest]:
    """Start `picturebook run` on a directory; it is killed with -9 at the end, if not before."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=directory,
        env=environment(directory / "data"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            while not (found := _ADDRESS.search(await process.stdout.readline())):
                assert process.returncode is None
        visitor = Visitor(found[0].decode())
        try:
            yield Guest(visitor, process, run)
        finally:
            await visitor.close()
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
