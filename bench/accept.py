"""Taking an event durably, in one gateway process, beside the bare push of the same bytes.

    python bench/accept.py [--rounds 7] [--events 300] [--at-once 32]

"accept" is what an adapter calls before it acknowledges: cleaned, pushed with its duplicate check, and the ticket for
a worker written. The bare push is one script call with prepared bytes. Both take turns, round by round, on the same
Valkey with its append-only file (everysec); no worker runs. Results are printed, never asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path

from _round_trips import RoundTrips
from _stage import Ends, message, store
from _straight import PUSH
from _table import p50, p99, print_table
from redis.asyncio import Redis

from bot.app import Overrides, connected, running
from bot.codec import dump
from bot.core import PicturebookCore
from bot.events import Event, Message, Thread
from bot.memory.keys import RoomKeys, ThreadKeys
from bot.settings import Settings

Call = Callable[[], Awaitable[object]]


class Side:
    """What one way of taking events took."""

    def __init__(self) -> None:
        self.single_ms: list[float] = []
        self.rate: list[float] = []
        self.cpu_ms: list[float] = []
        self.trips: list[float] = []

    async def take_single(self, calls: list[Call]) -> None:
        """Take the events one after the other."""
        for call in calls:
            began_s = time.perf_counter()
            await call()
            self.single_ms.append(1000 * (time.perf_counter() - began_s))

    async def take_together(self, calls: list[Call], at_once: int) -> None:
        """Take the events, so many at a time."""
        left = iter(calls)

        async def take() -> None:
            for call in left:
                await call()

        began_s, cpu_s, trips = time.perf_counter(), time.process_time(), RoundTrips.count
        await asyncio.gather(*(take() for _ in range(at_once)))
        self.rate.append(len(calls) / (time.perf_counter() - began_s))
        self.cpu_ms.append(1000 * (time.process_time() - cpu_s) / len(calls))
        self.trips.append((RoundTrips.count - trips) / len(calls))


def events(numbers: Iterator[int], total: int) -> list[Message]:
    """Return events of as many rooms, so that no inbox fills up."""
    return [
        message(Thread("bench", f"room{number}", "t1"), number, 4) for number in (next(numbers) for _ in range(total))
    ]


def pushes(redis: Redis, taken: list[Message]) -> list[Call]:
    """Return the bare pushes of events."""
    push = redis.register_script(PUSH)
    ready = [
        ([RoomKeys(one.thread.room_key).seen(one.id), ThreadKeys(one.thread).inbox], [dump(one, Event)])
        for one in taken
    ]
    return [lambda k=keys, a=args: push(keys=k, args=a) for keys, args in ready]  # type: ignore[misc]  # mypy #15459


def accepts(core: PicturebookCore, taken: list[Message]) -> list[Call]:
    """Return the same events offered to the core."""
    return [lambda e=event: core.accept(e) for event in taken]  # type: ignore[misc]  # mypy #15459


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--events", type=int, default=300)
    parser.add_argument("--at-once", type=int, default=32)
    options = parser.parse_args()
    Ends()
    RoundTrips.start()
    numbers = count()
    ours, bare = Side(), Side()
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data_dir=Path(name))
        async with (
            store(Path(name)) as server,
            connected(server.url) as redis,
            running(settings, server, gateway=True, worker=False, overrides=Overrides(adapters=())) as app,
        ):
            for number in range(options.rounds + 1):
                if number == 1:  # the first round warmed everything up
                    ours, bare = Side(), Side()
                few, many = options.events // 3, options.events
                await ours.take_single(accepts(app.core, events(numbers, few)))
                await bare.take_single(pushes(redis, events(numbers, few)))
                await ours.take_together(accepts(app.core, events(numbers, many)), options.at_once)
                await bare.take_together(pushes(redis, events(numbers, many)), options.at_once)
    rows: list[list[str | float]] = [
        [name, p50(side.single_ms), p99(side.single_ms), p50(side.rate), p50(side.cpu_ms), p50(side.trips)]
        for name, side in (("accept", ours), ("bare push", bare))
    ]
    first, second = rows
    rows.append(["ratio", *(float(a) / float(b) for a, b in zip(first[1:], second[1:], strict=True))])
    columns = ["p50 ms", "p99 ms", f"events/s, {options.at_once} at once", "CPU ms", "round trips"]
    print_table("one event taken durably", columns, rows)


if __name__ == "__main__":
    asyncio.run(main())
