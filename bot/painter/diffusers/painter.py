"""The painter that has its model in this process.

Built by bot/app/. One picture after the other, in a thread of its own, so that the rest of the bot goes on; a picture
that nobody waits for any more is left at its next step. The model is loaded with the first picture.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import TypeVar

import structlog

from bot.errors import PainterClosed
from bot.painter import Abilities, Order, Painted, Usage
from bot.painter.diffusers.model import Cancelled, LocalModel, Pipeline
from bot.painter.sniffing import measured

log = structlog.get_logger(__name__)

T = TypeVar("T")


class DiffusersPainter:
    """Paints with one model. What it can be shown is known once it is loaded; until then it counts as able."""

    def __init__(self, model: LocalModel, name: str = "diffusers") -> None:
        self.name = name
        self.model = model
        self.abilities = Abilities(seeds=True, references=True, transparent=False, size_px=dict(model.sizes))
        self._thread = ThreadPoolExecutor(1, "diffusers")
        self._pipeline: Pipeline | None = None

    async def paint(self, order: Order) -> Painted:
        """Paint `order`. Raises bot.errors.PainterError; may be cancelled at any await."""
        stopped = threading.Event()
        try:
            data = await self._in_thread(lambda: self._loaded().paint(order, stopped))
        except asyncio.CancelledError:
            stopped.set()
            raise
        kind, width_px, height_px = measured(data)
        return Painted(data, kind, width_px, height_px, order.seed, self.model.name, usage=Usage(server="here"))

    async def inspect(self) -> tuple[str, ...]:
        """Say whether all is installed; nothing is loaded or fetched for it. Raises PainterClosed."""
        missing = [name for name in ("torch", "diffusers", "transformers") if find_spec(name) is None]
        if missing:
            raise PainterClosed(f"install picturebook[diffusers]: {', '.join(missing)} missing", painter=self.name)
        square = "x".join(map(str, next(iter(self.model.sizes.values()))))
        first = f"{self.model.name} is loaded with the first picture (fetched before that, where it is not here yet)"
        return first, f"pictures from {square} px, seeds, stickers are cut out"

    async def close(self) -> None:
        """Let the thread end after the step that it is at."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._pipeline = None

    def _loaded(self) -> Pipeline:
        if self._pipeline is None:
            self._pipeline = Pipeline(self.model, self.name)
            sees = self._pipeline.sees
            self.abilities = Abilities(seeds=True, references=sees, transparent=False, size_px=dict(self.model.sizes))
            log.info("model_loaded", model=self.model.name, device=self._pipeline.device, sees=sees)
        return self._pipeline

    async def _in_thread(self, work: Callable[[], T]) -> T:
        def quietly() -> T | None:
            try:
                return work()
            except Cancelled:  # its waiter is gone
                return None

        made = await asyncio.get_running_loop().run_in_executor(self._thread, quietly)
        assert made is not None  # noqa: S101 - only a cancelled waiter leaves nothing, and it is not here any more
        return made
