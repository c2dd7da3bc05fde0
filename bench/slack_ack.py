"""How soon Slack has the acknowledgement of what it delivers: 50 deliveries a second from two busy workspaces.

    python bench/slack_ack.py [--rate 50] [--seconds 20] [--rounds 2] [--url URL --signing-secret SECRET]

Slack waits three seconds. The bot is another process; mentions (two events each), replies, presses and commands arrive
at random, whether or not it keeps up. Bare bolt does the least that a bot has to do: it pushes what came into the same
kind of store. With --url a bot that already runs is measured. Results are printed, never asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from _slack_load import BusyWorkspace, Load, load
from _stage import store
from _table import p50, p99, print_table
from doubles.slack.server import SlackDouble, slack_double

HERE = Path(__file__).parent


@asynccontextmanager
async def bare_bolt(slack: SlackDouble) -> AsyncIterator[None]:
    """Run bare bolt on a store of its own."""
    with tempfile.TemporaryDirectory() as name:
        async with store(Path(name)) as server:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, str(HERE / "_bare_bolt.py"), server.url, slack.app.signing_secret),
                stdout=asyncio.subprocess.PIPE,
            )
            try:
                lines = process.stdout
                slack.app.request_url = (await lines.readline()).decode().strip() if lines else ""
                yield
            finally:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


@asynccontextmanager
async def running_already(slack: SlackDouble, url: str, secret: str) -> AsyncIterator[None]:
    """Use a bot that somebody has started."""
    slack.app.request_url, slack.app.signing_secret = url, secret
    yield


async def measure(options: argparse.Namespace, name: str) -> Load:
    """Return one round of one bot."""
    async with slack_double() as slack:
        slack.postman.retries_s, slack.echo = (), False
        target = running_already(slack, options.url, options.signing_secret) if options.url else BOTS[name](slack)
        async with target:
            places = [BusyWorkspace(slack.workspace(one), random.Random(one)) for one in ("Acme", "Globex")]
            for place in places:
                await place.furnish()
            await load(places, options.rate, 2.0, seed=0)  # warms everything up
            return await load(places, options.rate, options.seconds)


BOTS = {"bare bolt": bare_bolt}


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--url", help="the request URL of a bot that runs")
    parser.add_argument("--signing-secret", default="")
    options = parser.parse_args()
    names = ["the bot at --url"] if options.url else list(BOTS)
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
