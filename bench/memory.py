"""Bytes that an idle conversation takes in the store, and how long its board takes to load.

    python bench/memory.py [--loads 2000]

On an embedded Valkey of its own. A conversation: 40 lines, 10 characters, 20 pictures in 5 grids. Bytes are those of
MEMORY USAGE (values, keys and their entries); the load is measured beside the same commands sent by hand, and beside
those and the parsing of what they return. Results are printed, never asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

from redis.asyncio import Redis

import bot.phrases
from bot.codec import load
from bot.events import Author, Thread
from bot.memory.keys import BlobKeys, RoomKeys, ThreadKeys
from bot.memory.memory import Memory
from bot.memory.records import Character, Commit, Grid, Line, Picture, ThreadState
from bot.settings import Settings
from bot.valkey import open_store

_WORDS = Path(bot.phrases.__file__).with_name("en.toml").read_text().split()
_ANN = Author("123456789012345678", "Ann")


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(count))


def turns(thread: Thread, chance: random.Random, grids: int = 5) -> list[Commit]:
    """Return the commits of a conversation of 20 turns; every fourth draws four pictures and names two characters."""
    commits: list[Commit] = []
    ordinal = 0
    for turn in range(4 * grids):
        name, now_s = f"evt-{1_700_000_000_000_000 + turn}", 1_700_000_000.123 + 60 * turn
        pictures: tuple[Picture, ...] = ()
        cast: tuple[Character, ...] = ()
        if turn % 4 == 0:
            pictures = tuple(
                _picture(thread, chance, turn=name, ordinal=ordinal + n, position=n, now_s=now_s) for n in (1, 2, 3, 4)
            )
            ordinal += 4
            cast = tuple(
                Character(f"who-{turn}-{n}", words(chance, 1), words(chance, 25), pictures[n].id, (), _ANN, now_s)
                for n in (0, 1)
            )
        ids = tuple(one.id for one in pictures)
        lines = (
            Line(name, _ANN, words(chance, 12), now_s),
            Line(name, None, words(chance, 25), now_s + 5, "draw" if ids else "text", ids, model_calls=1),
        )
        state = ThreadState(ids[0] if ids else None, "en", ordinal, turn + 1)
        grid = Grid(name, ids, _ANN, lines[0].text) if ids else None
        commits.append(Commit(state, lines, pictures, grid, cast))
    return commits


def _picture(thread: Thread, chance: random.Random, *, turn: str, ordinal: int, position: int, now_s: float) -> Picture:
    parents = (f"pic-{ordinal - 4:016d}",) if ordinal > 4 else ()
    return Picture(
        id=f"pic-{ordinal:016d}",
        room=thread.room_key,
        thread=thread.key,
        turn=turn,
        ordinal=ordinal,
        position=position,
        prompt=words(chance, 60),
        alt=words(chance, 18),
        seed=chance.randrange(2**31),
        shape="square",
        style="storybook",
        transparent=False,
        painter="offline",
        model="preview-1",
        width_px=1024,
        height_px=1024,
        blob=hashlib.sha256(f"{turn}{ordinal}".encode()).hexdigest(),
        media_type="image/png",
        parents=parents,
        characters=("who-0-0",),
        author=_ANN,
        time_s=now_s,
        notes=("offline preview",),
    )


async def fill(redis: Redis, thread: Thread, commits: list[Commit]) -> None:
    for commit in commits:
        for write in Memory.writes(thread, commit):
            await cast(Any, redis).execute_command(*write)  # redis-py leaves it untyped
        for one in commit.pictures:
            await redis.sadd(BlobKeys(one.blob).owners, f"{thread.room_key}/{one.id}")


async def print_bytes(redis: Redis, thread: Thread, commits: list[Commit]) -> None:
    """Print a line for each part, and what the server's own memory grew by for a thousand such conversations."""
    room, keys = RoomKeys(thread.room_key), ThreadKeys(thread)
    pictures = [one for commit in commits for one in commit.pictures]
    parts = {
        "40 lines": [keys.lines],
        "5 grids": [keys.grids],
        "state": [keys.state],
        "20 pictures": [room.pictures],
        "album, lineage": [room.album, room.children],
        "10 characters": [room.cast, room.faces],
        "room: schema, threads": [room.meta, room.threads],
        "owners of 20 blobs": [BlobKeys(one.blob).owners for one in pictures],
    }
    total = 0
    print(f"{'part':<24}{'bytes':>9}{'KiB':>8}")
    for part, names in parts.items():
        taken = sum([await redis.memory_usage(name, samples=0) or 0 for name in names])
        total += taken
        print(f"{part:<24}{taken:>9}{taken / 1024:>8.1f}")
    print(f"{'together':<24}{total:>9}{total / 1024:>8.1f}")
    before = (await redis.info("memory"))["used_memory"]
    for number in range(200):
        other = Thread("web", f"room{number}", "t1")
        await fill(redis, other, turns(other, random.Random(number)))
    grown = ((await redis.info("memory"))["used_memory"] - before) / 200
    print(f"{'server, each of 200':<24}{grown:>9.0f}{grown / 1024:>8.1f}\n")


async def print_times(count: int, runs: Mapping[str, Callable[[], Awaitable[object]]]) -> list[float]:
    """Print p50 and p99 of each; they take turns, so that a busy moment falls on all. Return the p50s."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(count):
        for name, run in runs.items():
            start = time.perf_counter()
            await run()
            taken[name].append(time.perf_counter() - start)
    p50s = []
    for name, times in taken.items():
        times.sort()
        p50, p99 = times[count // 2], times[int(count * 0.99)]
        print(f"{name:<44}{1e6 * p50:>8.0f}{1e6 * p99:>8.0f}")
        p50s.append(p50)
    return p50s


async def print_loads(redis: Redis, thread: Thread, count: int) -> None:
    """Print the time of a board, beside the same commands by hand, with and without parsing."""
    room, keys, memory = RoomKeys(thread.room_key), ThreadKeys(thread), Memory(redis)

    async def by_hand(*, parse: bool) -> None:
        pipe = redis.pipeline(transaction=False)
        pipe.lrange(keys.lines, -40, -1)
        pipe.lrange(keys.grids, -12, -1)
        pipe.get(keys.state)
        pipe.hgetall(room.cast)
        lines, grids, state, cast = await pipe.execute()
        ids = [one for grid in grids for one in json.loads(grid)["pictures"]]
        pictures = await redis.hmget(room.pictures, ids)
        if parse:
            for kind, texts in (
                (Line, lines),
                (Grid, grids),
                (ThreadState, [state]),
                (Character, cast.values()),
                (Picture, pictures),
            ):
                for text in texts:
                    load(kind, text or "")

    print(f"{'load of a board':<44}{'p50 µs':>8}{'p99 µs':>8}")
    runs: dict[str, Callable[[], Awaitable[object]]] = {
        "the same commands by hand, unparsed": partial(by_hand, parse=False),
        "the same commands by hand, parsed": partial(by_hand, parse=True),
        "Memory.board": partial(memory.board, thread),
    }
    bare, parsed, board = await print_times(count, runs)
    print(f"ratio: {board / bare:.2f} to the commands, {board / parsed:.2f} to the commands and the parsing\n")


async def print_growth(redis: Redis, count: int) -> None:
    """Print the time of a board of a short and of a long thread."""
    print(f"{'board of a thread of':<44}{'p50 µs':>8}{'p99 µs':>8}")
    memory = Memory(redis)
    runs: dict[str, Callable[[], Awaitable[object]]] = {}
    for grids in (15, 500):
        thread = Thread("web", f"long{grids}", "t1")
        # The cast of ten stays: what grows is the thread.
        commits = [Commit(c.state, c.lines, c.pictures, c.grid) for c in turns(thread, random.Random(1), grids)]
        await fill(redis, thread, commits)
        runs[f"{4 * grids} turns, {4 * grids} pictures"] = partial(memory.board, thread)
    await print_times(count, runs)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loads", type=int, default=2000)
    loads = parser.parse_args().loads
    thread = Thread("web", "kitchen", "t1")
    commits = turns(thread, random.Random(0))
    with tempfile.TemporaryDirectory() as directory:
        async with open_store(Settings(data_dir=Path(directory))) as server:
            print(f"{server.label.partition(',')[0]}\n")
            redis = Redis.from_url(server.url, decode_responses=True)
            await fill(redis, thread, commits)
            await print_bytes(redis, thread, commits)
            await print_loads(redis, thread, loads)
            await print_growth(redis, loads)
            await redis.aclose()


if __name__ == "__main__":
    asyncio.run(main())
