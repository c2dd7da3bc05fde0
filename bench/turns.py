"""The core's own cost of a turn, beside the same store and HTTP calls made in a straight script.

    python bench/turns.py [--rounds 5] [--turns 48] [--at-once 32]

Model and painter take no time; the platform is an HTTP server in another process. bench/_straight.py is the straight
script. Both take turns, round by round, on the same Valkey, in conversations of up to a dozen turns. One at a
time: from the accept to the committed end. CPU is this process' own; round trips are those to the store, docket's
included. Results are printed, never asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from _platform import BenchAdapter, platform
from _round_trips import RoundTrips
from _stage import BenchPainter, Ends, InstantPlanner, bot, message, speckled_png, store
from _straight import Prepared, Straight, prepared, sample_of
from _table import p50, p99, print_table

from bot.app import Running, connected
from bot.events import Message, Thread

KINDS = {"words only": 0, "1 picture": 1, "4 pictures": 4}
#: Turns of one conversation.
LENGTH = 12
#: One turn as a call without arguments.
Turn = Callable[[], Awaitable[object]]


@dataclass
class Measured:
    """What one side took for one kind of turn. Times in milliseconds."""

    single_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)  # a turn, one value a round
    rate: list[float] = field(default_factory=list)  # turns a second, many at once, one value a round
    busy_cpu_ms: list[float] = field(default_factory=list)  # as cpu_ms, many at once
    trips: list[float] = field(default_factory=list)  # to the store, a turn, many at once

    async def take_single(self, conversations: Sequence[Sequence[Turn]]) -> None:
        """Take the turns one after the other."""
        cpu_s = time.process_time()
        for turns in conversations:
            for turn in turns:
                began_s = time.perf_counter()
                await turn()
                self.single_ms.append(1000 * (time.perf_counter() - began_s))
        self.cpu_ms.append(1000 * (time.process_time() - cpu_s) / sum(map(len, conversations)))

    async def take_together(self, conversations: Sequence[Sequence[Turn]]) -> None:
        """Take all conversations at once, each turn by turn."""

        async def converse(turns: Sequence[Turn]) -> None:
            for turn in turns:
                await turn()

        total = sum(map(len, conversations))
        began_s, cpu_s, trips = time.perf_counter(), time.process_time(), RoundTrips.count
        await asyncio.gather(*(converse(turns) for turns in conversations))
        self.rate.append(total / (time.perf_counter() - began_s))
        self.busy_cpu_ms.append(1000 * (time.process_time() - cpu_s) / total)
        self.trips.append((RoundTrips.count - trips) / total)


class Bench:
    """Makes turns for both sides, in rooms that nobody used before."""

    def __init__(self, app: Running, adapter: BenchAdapter, ends: Ends, straight: Straight) -> None:
        self._app = app
        self._adapter = adapter
        self._ends = ends
        self._straight = straight
        self._rooms = count()
        self._numbers = count()

    def _events(self, conversations: int, length: int, pictures: int) -> list[list[Message]]:
        threads = [Thread("bench", f"room{next(self._rooms)}", "t1") for _ in range(conversations)]
        return [[message(thread, next(self._numbers), pictures) for _ in range(length)] for thread in threads]

    async def _take(self, event: Message) -> None:
        end = self._ends.of(event.thread)
        await self._app.core.accept(event)
        await end

    def of_bot(self, conversations: int, length: int, pictures: int) -> list[list[Turn]]:
        """Return turns of the bot."""
        return [
            [lambda e=event: self._take(e) for event in events]  # type: ignore[misc]  # mypy #15459
            for events in self._events(conversations, length, pictures)
        ]

    async def of_script(self, conversations: int, length: int, pictures: int) -> list[list[Turn]]:
        """Return the same turns of the straight script."""
        ((event,),) = self._events(1, 1, pictures)
        await self._take(event)
        adapter, redis = self._adapter, self._straight.redis
        sample = await sample_of(redis, event.thread, event.id, adapter.posts[-1], adapter.edits[-1])
        ready: list[list[Prepared]] = [
            [prepared(one, sample) for one in events] for events in self._events(conversations, length, pictures)
        ]
        return [[lambda t=turn: self._straight.take(t) for turn in turns] for turns in ready]  # type: ignore[misc]

    async def calls(self, pictures: int) -> tuple[int, int]:
        """Return how many posts and edits the bot makes in a turn."""
        before = len(self._adapter.posts), len(self._adapter.edits)
        for (turn,) in self.of_bot(1, 1, pictures):
            await turn()
        return len(self._adapter.posts) - before[0], len(self._adapter.edits) - before[1]


async def measure(bench: Bench, rounds: int, turns: int, at_once: int) -> dict[str, tuple[Measured, Measured]]:
    """Return what the bot and the script took, by kind."""
    found = {kind: (Measured(), Measured()) for kind in KINDS}
    for number in range(rounds + 1):
        for kind, pictures in KINDS.items():
            ours, script = found[kind]
            if number == 1:  # the first round warmed everything up
                found[kind] = ours, script = Measured(), Measured()
            one, many = (max(turns // LENGTH, 1), LENGTH), (at_once, LENGTH // 2)
            await ours.take_single(bench.of_bot(*one, pictures))
            await script.take_single(await bench.of_script(*one, pictures))
            await ours.take_together(bench.of_bot(*many, pictures))
            await script.take_together(await bench.of_script(*many, pictures))
    return found


def print_found(found: dict[str, tuple[Measured, Measured]], at_once: int) -> None:
    """Print both tables: one turn at a time, and many at once."""
    singles: list[list[str | float]] = []
    together: list[list[str | float]] = []
    for kind, (ours, script) in found.items():
        for name, side in ((kind, ours), ("  straight script", script)):
            singles.append([name, p50(side.single_ms), p99(side.single_ms), p50(side.cpu_ms)])
            together.append([name, p50(side.rate), p50(side.busy_cpu_ms), p50(side.trips)])
        wall = p50(ours.single_ms) / p50(script.single_ms)
        singles.append(["  ratio", wall, p99(ours.single_ms) / p99(script.single_ms), _cpu_ratio(ours, script)])
        rates = [a / b for a, b in zip(script.rate, ours.rate, strict=True)]
        busy = [a / b for a, b in zip(ours.busy_cpu_ms, script.busy_cpu_ms, strict=True)]
        together.append(["  ratio", p50(rates), p50(busy), p50(ours.trips) / p50(script.trips)])
    print_table("one turn at a time", ["p50 ms", "p99 ms", "CPU ms"], singles)
    print_table(f"{at_once} conversations at once", ["turns/s", "CPU ms", "round trips"], together)


def _cpu_ratio(ours: Measured, script: Measured) -> float:
    return p50(a / b for a, b in zip(ours.cpu_ms, script.cpu_ms, strict=True))


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=48, help="one at a time, in a round and of a kind")
    parser.add_argument("--at-once", type=int, default=32)
    options = parser.parse_args()
    ends = Ends()
    RoundTrips.start()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        files = directory / "straight"
        files.mkdir()
        pictures = [speckled_png(8, seed) for seed in range(8)]
        number = count()
        async with store(directory) as server, connected(server.url) as redis, platform() as post:
            adapter = BenchAdapter(post)
            planner = InstantPlanner(says=("Larry is kind",))
            async with bot(server, directory, adapter, planner, BenchPainter()) as app:
                straight = Straight(redis, post, files, lambda: pictures[next(number) % 8])
                bench = Bench(app, adapter, ends, straight)
                calls = {kind: await bench.calls(pictures) for kind, pictures in KINDS.items()}
                told = ", ".join(f"{kind}: {posts} + {edits}" for kind, (posts, edits) in calls.items())
                print(f"{server.label.partition(',')[0]}; posts + edits a turn: {told}\n")
                found = await measure(bench, options.rounds, options.turns, options.at_once)
                print_found(found, options.at_once)


if __name__ == "__main__":
    asyncio.run(main())
