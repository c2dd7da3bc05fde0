"""What a turn costs in a thread of 20 turns, of 200, and of 2,000: time, processor time, and the board's bytes.

    python bench/long_threads.py [--turns 2000]

The whole way from accept to commit, on an embedded Valkey of its own, with a planner and a painter that do next to
nothing: each turn draws one picture, and the first one names somebody. Results are printed, never asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bot.app import Overrides, Running, running
from bot.events import Author, Message, Thread
from bot.memory.blobs import open_blobs
from bot.painter.blank import BlankPainter
from bot.planner import Request, Say
from bot.planner.board import Board
from bot.plans import Action, Drawing, Naming, Plan
from bot.replay import ReplayAdapter
from bot.settings import Settings
from bot.valkey import open_store

THREAD = Thread("replay", "kitchen", "t1")
ANN = Author("ann", "Ann")
#: Turns that one row is the middle of.
SAMPLE = 20


class Scribe:
    """A planner that draws what is said."""

    name = "scribe"

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:  # noqa: ARG002 - the protocol's names
        """Return a drawing of the words."""
        number = board.state.turns
        namings = () if number else (Naming("Larry", drawing=1, description="a hedgehog"),)
        return Plan(Action.DRAW, "Here.", "en", (Drawing(f"A picture of {request.text}.", "a picture"),), namings)

    async def close(self) -> None:
        """Nothing to release."""


async def take(bot: Running, number: int) -> None:
    """Say something and wait until the turn is over."""
    await bot.core.accept(Message(f"e{number}", THREAD, ANN, time.time(), "en", f"a hedgehog on hill {number}"))
    while await bot.engine.waiting(THREAD):  # noqa: ASYNC110 - another process may be the one that ends it
        await asyncio.sleep(0.0005)


async def measure(bot: Running, number: int) -> None:
    """Print the row of the turns around `number`."""
    wall_s, processor_s = [], []
    for turn in range(number - SAMPLE, number):
        start_s, busy_s = time.perf_counter(), time.process_time()
        await take(bot, turn)
        wall_s.append(time.perf_counter() - start_s)
        processor_s.append(time.process_time() - busy_s)
    loads_s = []
    for _ in range(200):
        start_s = time.perf_counter()
        board = await bot.memory.board(THREAD)
        loads_s.append(time.perf_counter() - start_s)
    start_s = time.perf_counter()
    first = (await bot.memory.board(THREAD, (1,))).picture(1)
    find_s = time.perf_counter() - start_s
    row = [statistics.median(one) * 1000 for one in (wall_s, processor_s, loads_s)]
    size = len(repr(replace(board, state=replace(board.state, turns=0))))
    found = "found" if first is not None else "lost"
    print(f"{number:>6}{row[0]:>12.2f}{row[1]:>12.2f}{row[2]:>12.2f}{size:>14}{find_s * 1000:>10.2f} {found}")


async def main(turns: int) -> None:
    """Take the turns, and measure on the way."""
    rows = [one for one in (20, 200, 2_000, 20_000) if one <= turns]
    with tempfile.TemporaryDirectory(prefix="picturebook-") as folder:
        settings = Settings(data_dir=Path(folder), web=False, retention_days=0)
        blobs = open_blobs(str(Path(folder) / "blobs"))
        overrides = Overrides(Scribe(), BlankPainter(), (ReplayAdapter(),), blobs)
        async with (
            open_store(settings) as store,
            running(settings, store, gateway=True, worker=True, overrides=overrides) as bot,
        ):
            print(f"{'turn':>6}{'turn, ms':>12}{'of it CPU':>12}{'board, ms':>12}{'board, chars':>14}{'picture 1':>10}")
            taken = 0
            for number in rows:
                for turn in range(taken, number - SAMPLE):
                    await take(bot, turn)
                await measure(bot, number)
                taken = number


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=2_000)
    import logging

    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(main(parser.parse_args().turns))
