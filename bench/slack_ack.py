"""How soon Slack has the acknowledgement of what it delivers: 50 deliveries a second from a busy workspace.

    python bench/slack_ack.py [--rate 50] [--seconds 20] [--rounds 2] [--only BOT] [--url URL --signing-secret SECRET]

Slack waits three seconds. The bot is another process; mentions (two events each), replies, presses and commands arrive
at random, whether or not it keeps up. Bare bolt does the least that a bot has to do: it pushes what came into the same
kind of store. Of picturebook the gateway runs: what it has acknowledged, it has taken durably. With --url a bot that
already runs is measured. Results are printed, never asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import functools
import os
import random
import socket as socketlib
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from _slack_load import BusyWorkspace, Load, load
from _stage import store
from _table import p50, p99, print_table
from doubles.slack.people import Workspace
from doubles.slack.server import SlackDouble, slack_double

HERE = Path(__file__).parent


@asynccontextmanager
async def bare_bolt(slack: SlackDouble, place: Workspace) -> AsyncIterator[None]:
    """Run bare bolt on a store of its own."""
    del place
    with tempfile.TemporaryDirectory() as name:
        async with store(Path(name)) as server:
            command = (str(HERE / "_bare_bolt.py"), server.url, slack.app.signing_secret)
            async with process(command, {}, stdout=asyncio.subprocess.PIPE) as bot:
                lines = bot.stdout
                slack.app.request_url = (await lines.readline()).decode().strip() if lines else ""
                yield


@asynccontextmanager
async def picturebook(slack: SlackDouble, place: Workspace, *, socket: bool = False) -> AsyncIterator[None]:
    """Run picturebook's gateway on a store of its own; nobody answers, so that only the taking is measured."""
    port = _free_port()
    slack.app.request_url, slack.app.socket_mode = f"http://127.0.0.1:{port}/slack/events", socket
    with tempfile.TemporaryDirectory() as name:
        async with store(Path(name) / "store") as server:
            ours = {
                "REDIS_URL": server.url,
                "PICTUREBOOK_DATA_DIR": name,
                "PICTUREBOOK_WEB_PORT": "0",
                "PICTUREBOOK_LOG_LEVEL": "warning",
                "PICTUREBOOK_INBOX_LIMIT": "10000",
                "PICTUREBOOK_SLACK_BOT_TOKEN": place.token,
                "PICTUREBOOK_SLACK_API": slack.api_url,
                "PICTUREBOOK_SLACK_PORT": str(port),
            }
            way = ("APP_TOKEN", slack.app.app_token) if socket else ("SIGNING_SECRET", slack.app.signing_secret)
            ours[f"PICTUREBOOK_SLACK_{way[0]}"] = way[1]
            async with process(("-m", "bot", "gateway"), ours):
                await (slack.sockets.wait_for(1, 60) if socket else _listening(port))
                yield


@asynccontextmanager
async def process(
    command: tuple[str, ...], ours: dict[str, str], stdout: int = asyncio.subprocess.DEVNULL
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a bot in another process; it ends with the measurement."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PICTUREBOOK_")}
    found = await asyncio.create_subprocess_exec(
        *(sys.executable, *command), env=kept | {"PYTHONPATH": str(HERE.parent)} | ours, stdout=stdout
    )
    try:
        yield found
    finally:
        with contextlib.suppress(ProcessLookupError):
            found.kill()
        await found.wait()


def _free_port() -> int:
    with socketlib.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _listening(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.05)


@asynccontextmanager
async def running_already(slack: SlackDouble, url: str, secret: str) -> AsyncIterator[None]:
    """Use a bot that somebody has started."""
    slack.app.request_url, slack.app.signing_secret = url, secret
    yield


async def measure(options: argparse.Namespace, name: str) -> Load:
    """Return one round of one bot."""
    async with slack_double() as slack:
        slack.postman.retries_s, slack.echo = (), False
        place = slack.workspace("Acme")
        target = (
            running_already(slack, options.url, options.signing_secret) if options.url else BOTS[name](slack, place)
        )
        async with target:
            places = [BusyWorkspace(place, random.Random(1))]
            await places[0].furnish()
            await load(places, options.rate, 2.0, seed=0)  # warms everything up
            return await load(places, options.rate, options.seconds)


BOTS: dict[str, Callable[[SlackDouble, Workspace], AbstractAsyncContextManager[None]]] = {
    "bare bolt": bare_bolt,
    "picturebook": picturebook,
    "picturebook, a socket": functools.partial(picturebook, socket=True),
}


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", choices=list(BOTS), help="measure no other bot")
    parser.add_argument("--url", help="the request URL of a bot that runs")
    parser.add_argument("--signing-secret", default="")
    options = parser.parse_args()
    names = ["the bot at --url"] if options.url else [options.only] if options.only else list(BOTS)
    rows: list[list[str | float]] = []
    for number in range(options.rounds):
        for name in names:
            found = await measure(options, name)
            rate = len(found.events) / found.took_s
            rows.append(
                [
                    f"{name}, round {number + 1}",
                    rate,
                    p50(found.events),
                    p99(found.events),
                    max(found.events),
                    found.missed,
                ]
            )
            rows += [
                [f"  {kind}", len(one) / found.took_s, p50(one), p99(one), max(one), ""]
                for kind, one in sorted(found.ack_ms.items())
            ]
    columns = ["a second", "p50 ms", "p99 ms", "worst ms", "not in 3 s"]
    print_table("acknowledgements as Slack sees them", columns, rows)


if __name__ == "__main__":
    asyncio.run(main())
