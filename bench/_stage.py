"""A whole bot for measurements: the real core on an embedded Valkey, a planner and a painter that take no time.

Shared by the commands of this directory. `Ends` tells when a turn is over, by the log line that the turn writes last.
"""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from PIL import Image

from bot.adapter import Adapter
from bot.app import Overrides, Running, running
from bot.events import Author, Message, Thread
from bot.memory.blobs import open_blobs
from bot.painter import Abilities, Order, Painted, Shape
from bot.planner import Request, Say
from bot.planner.board import Board
from bot.plans import Action, Drawing, Plan
from bot.settings import Settings
from bot.valkey import StoreServer, open_store

MINA = Author("123456789012345678", "Mina")
PROMPT = (
    "Children's picture book illustration of Larry, a small round hedgehog whose quills are sunflower petals, being "
    "kind: he holds a leaf over a snail in the rain, in a garden with a red mailbox at the gate; soft morning light"
)


class InstantPlanner:
    """Answers with words and as many pictures as the message asks for: "4 hedgehogs"."""

    name = "instant"

    def __init__(self, says: tuple[str, ...] = ()) -> None:
        self._says = says

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:
        """Return the plan at once."""
        del board
        for words in self._says:
            await say(words)
        count = int(request.text.split()[0])
        drawings = tuple(Drawing(f"{PROMPT} ({n})", f"Larry holds a leaf over a snail ({n})") for n in range(count))
        action = Action.DRAW if count else Action.TEXT
        return Plan(action, "Larry is kind to everybody, even in the rain.", "en", drawings, model_calls=1)

    async def close(self) -> None:
        """Nothing to release."""


class BenchPainter:
    """Paints after `delay_s`: one prepared picture of `size_px` square, so that painting itself costs nothing."""

    name = "instant"

    def __init__(self, size_px: int = 8, delay_s: float = 0.0) -> None:
        self.abilities = Abilities(
            seeds=True, references=True, transparent=True, size_px=dict.fromkeys(Shape, (size_px, size_px))
        )
        self._size_px = size_px
        self._delay_s = delay_s
        self._pictures = [speckled_png(size_px, seed) for seed in range(8)]
        self._painted = 0

    async def paint(self, order: Order) -> Painted:
        """Return one of a few pictures."""
        if self._delay_s:
            await asyncio.sleep(self._delay_s)
        self._painted += 1
        data = self._pictures[self._painted % len(self._pictures)]
        return Painted(data, "image/png", self._size_px, self._size_px, order.seed, "instant-1")

    async def close(self) -> None:
        """Nothing to release."""


def speckled_png(size_px: int, seed: int) -> bytes:
    """Return a picture of as many bytes as painted ones have: a third of the samples is noise."""
    noise = random.Random(seed).randbytes(size_px * size_px)
    flat = bytes(size_px * size_px)
    layers = [Image.frombytes("L", (size_px, size_px), data) for data in (noise, flat, flat)]
    out = io.BytesIO()
    Image.merge("RGB", layers).save(out, "PNG", compress_level=1)
    return out.getvalue()


class Ends:
    """A structlog processor that hears turns end, and prints nothing but trouble."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[None]] = {}
        structlog.configure(processors=[self])

    def __call__(self, _logger: object, method: str, event: MutableMapping[str, Any]) -> str:
        if event["event"] == "turn_ended":
            waiting = self._waiting.pop(str(event["thread"]), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
        elif method not in {"debug", "info"}:
            print(event)
        raise structlog.DropEvent

    def of(self, thread: Thread) -> asyncio.Future[None]:
        """Return what is done when the next turn of the thread is over."""
        return self._waiting.setdefault(thread.key, asyncio.get_running_loop().create_future())


def message(thread: Thread, number: int, pictures: int) -> Message:
    """Return an event that asks for so many pictures."""
    words = f"{pictures} pictures of Larry being kind-hearted, please, for my daughter's room"
    return Message(f"1234567890123456789-{number}", thread, MINA, 1_700_000_000.0 + number, "en-GB", words)


@asynccontextmanager
async def store(directory: Path) -> AsyncIterator[StoreServer]:
    """Yield an embedded Valkey that keeps what it is given (append-only file, as the bot starts it)."""
    async with open_store(Settings(data_dir=directory)) as server:
        yield server


@asynccontextmanager
async def bot(
    server: StoreServer, directory: Path, adapter: Adapter, planner: InstantPlanner, painter: BenchPainter
) -> AsyncIterator[Running]:
    """Yield a bot: gateway and worker in this process, pictures in a directory."""
    settings = Settings(data_dir=directory)
    overrides = Overrides(planner, painter, (adapter,), open_blobs(str(directory / "blobs")))
    async with running(settings, server, gateway=True, worker=True, overrides=overrides) as app:
        yield app
