"""Slack as another process, for tests that kill and start bots: the same verbs, asked over HTTP.

`slack_process()` starts `python -m doubles.slack` and yields a `RemoteSlack`; what comes back is plain JSON, with
pictures as bytes again.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

_TESTS = Path(__file__).parents[2]


class Failed(Exception):
    """The double could not do it; the sentence says why."""


class Remote:
    """Verbs of the double, or with `team` of one workspace: `await slack.log()`, `await acme.say(user=..., ...)`."""

    def __init__(self, url: str, session: aiohttp.ClientSession, team: str | None = None) -> None:
        self.url = url
        self.team = team
        self._session = session

    def __getattr__(self, verb: str) -> Callable[..., Awaitable[Any]]:
        async def ask(**args: Any) -> Any:
            asked = {"verb": verb, "args": _write(args)} | ({"team": self.team} if self.team else {})
            async with self._session.post(f"{self.url}_ctl", json=asked) as answer:
                found = await answer.json()
            if answer.status != 200:
                raise Failed(found["error"])
            return _read(found)

        return ask

    async def new_workspace(self, **args: Any) -> tuple[Remote, str]:
        """Return a new workspace and the bot's token in it."""
        made = await self.workspace(**args)
        return Remote(self.url, self._session, made["team"]), made["token"]


@asynccontextmanager
async def slack_process(seconds: float = 300.0) -> AsyncIterator[tuple[Remote, dict[str, str]]]:
    """Yield a Slack in a process of its own, and its addresses; it ends with the test."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "doubles.slack", "--seconds", str(seconds)),
        env={**os.environ, "PYTHONPATH": str(_TESTS)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            shown = json.loads(await process.stdout.readline())
        async with aiohttp.ClientSession() as session:
            yield Remote(shown["url"], session), shown
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def _write(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {key: _write(one) for key, one in value.items()}
    return [_write(one) for one in value] if isinstance(value, list | tuple) else value


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"base64"}:
            return base64.b64decode(value["base64"])
        return {key: _read(one) for key, one in value.items()}
    return [_read(one) for one in value] if isinstance(value, list) else value
