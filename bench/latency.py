"""Time from a message to the first word, the first tile and four tiles, with a painter that takes 1.0 s a picture.

    python bench/latency.py [--turns 12]

The whole bot in one process on an embedded Valkey, with the web page as the platform. Two clocks: at the adapter
(what the core asks to be shown) and at a reader of the page's live events over loopback, both from the moment the
message is sent. The planner says its words at once; pictures are PNGs of 1024 px and about a megabyte and a half.
Results are printed, never asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from _stage import BenchPainter, Ends, InstantPlanner, bot, message, store
from _table import p50, p99, print_table

from adapters.web.adapter import WebAdapter
from bot.app import connected
from bot.events import Message, Thread
from bot.replies import Reply

PAINT_S = 1.0
WORDS = "Larry is kind"


class Marks:
    """When which turn was first seen to be so far, in seconds since `begin`."""

    def __init__(self) -> None:
        self._began_s: dict[str, float] = {}
        self._seen: dict[str, dict[str, float]] = {}
        self._ends: dict[str, asyncio.Event] = {}

    def begin(self, turn: str) -> asyncio.Event:
        """Start the clock of a turn; return what is set when it is seen to be over."""
        self._began_s[turn] = time.perf_counter()
        self._seen[turn] = {}
        self._ends[turn] = asyncio.Event()
        return self._ends[turn]

    def see(self, turn: str, *, text: str, tiles: int, final: bool) -> None:
        """Note what is shown now."""
        now_s = time.perf_counter() - self._began_s[turn]
        seen = self._seen[turn]
        if WORDS in text:
            seen.setdefault("first word", now_s)
        if tiles:
            seen.setdefault("first tile", now_s)
        if tiles == 4:
            seen.setdefault("four tiles", now_s)
        if final:
            seen.setdefault("the end", now_s)
            self._ends[turn].set()

    def mark(self, turn: str, name: str) -> None:
        """Note anything else."""
        self._seen[turn][name] = time.perf_counter() - self._began_s[turn]

    def of(self, name: str) -> list[float]:
        """Return what was noted of all turns, in milliseconds."""
        return [1000 * seen[name] for seen in self._seen.values() if name in seen]


class TimedPage(WebAdapter):
    """The web page, which notes when it is asked to show something."""

    marks: Marks

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        """Note and show."""
        self.marks.see(reply.turn, text=reply.text, tiles=len(reply.cards), final=reply.is_final)
        return await super().post(thread, key, reply)

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        """Note and show."""
        self.marks.see(reply.turn, text=reply.text, tiles=len(reply.cards), final=reply.is_final)
        await super().edit(thread, message, reply)


class Reader:
    """A browser without a window: sends messages and reads the room's live events."""

    def __init__(self, session: aiohttp.ClientSession, address: str, marks: Marks) -> None:
        self._session = session
        self._address = address
        self.marks = marks

    async def say(self, event: Message) -> None:
        """Send a message; the answer to the request is noted."""
        body = {
            "id": event.id,
            "author": {"id": event.author.id, "name": event.author.name},
            "locale": event.locale,
            "text": event.text,
        }
        url = f"{self._address}api/rooms/{event.thread.room}/threads/{event.thread.id}/messages"
        async with self._session.post(url, json=body) as response:
            response.raise_for_status()
        self.marks.mark(event.id, "acknowledged")

    async def read(self, room: str) -> None:
        """Read the room's events until cancelled."""
        async with self._session.get(f"{self._address}api/rooms/{room}/events") as response:
            async for line in response.content:
                if line.startswith(b"data: "):
                    self._see(json.loads(line.removeprefix(b"data: ")))

    def _see(self, shown: Mapping[str, Any]) -> None:
        reply = shown.get("reply")
        if reply:
            self.marks.see(reply["turn"], text=reply["text"], tiles=len(reply["cards"]), final=reply["final"])


@asynccontextmanager
async def page(directory: Path) -> AsyncIterator[tuple[TimedPage, Reader]]:
    """Yield the page of a running bot, and a reader at it."""
    async with store(directory) as server, connected(server.url) as redis:
        adapter = TimedPage(redis, port=0)
        adapter.marks = Marks()
        painter = BenchPainter(1024, PAINT_S)
        async with bot(server, directory, adapter, InstantPlanner(says=(WORDS,)), painter) as app:
            timeout = aiohttp.ClientTimeout(total=None)
            # Lines of live events are as long as messages are.
            async with aiohttp.ClientSession(timeout=timeout, read_bufsize=2**20) as session:
                yield adapter, Reader(session, app.address or "", Marks())


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=12)
    turns = parser.parse_args().turns
    Ends()
    thread = Thread("web", "playroom", "t1")
    with tempfile.TemporaryDirectory() as name:
        async with page(Path(name)) as (adapter, reader):
            reading = asyncio.create_task(reader.read(thread.room))
            for number in range(turns + 1):
                if number == 1:  # the first turn warmed everything up
                    adapter.marks, reader.marks = Marks(), Marks()
                event = message(thread, number, 4)
                adapter.marks.begin(event.id)
                end = reader.marks.begin(event.id)
                await reader.say(event)
                await asyncio.wait_for(end.wait(), 30)
                await asyncio.sleep(0.05)
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            rows: list[list[str | float]] = []
            for what in ("acknowledged", "first word", "first tile", "four tiles", "the end"):
                cells: list[str | float] = [what]
                for marks in (adapter.marks, reader.marks):
                    times = marks.of(what)
                    cells += [p50(times), p99(times)] if times else ["", ""]
                rows.append(cells)
            print_table(
                f"four pictures, {PAINT_S:.1f} s each", ["adapter p50 ms", "worst", "live event p50 ms", "worst"], rows
            )
            print(f"beyond the painter's {PAINT_S:.1f} s: {p50(reader.marks.of('four tiles')) - 1000 * PAINT_S:.0f} ms")


if __name__ == "__main__":
    asyncio.run(main())
