"""OfflinePainter: orders in, pictures out, painted by a few processes of our own. Called by the turn.

resvg holds the interpreter's lock while it renders, so threads would not do. Nothing heavy is imported here.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from bot.errors import PainterError
from bot.painter import Abilities, Order, Painted, Shape
from bot.painter.offline.jobs import Job, Print
from bot.painter.offline.worker import begin, ready, work

MODEL = "picturebook-offline-1"
PREVIEW = "offline preview"
#: The same drawing, with so many times the pixels a side.
HD_SCALE = 2
CREDIT = "art of some things: Twemoji, CC-BY 4.0"


def sizes(short_side_px: int) -> dict[Shape, tuple[int, int]]:
    """Return the pixels of every shape."""
    long_side_px = short_side_px * 3 // 2
    return {
        Shape.SQUARE: (short_side_px, short_side_px),
        Shape.WIDE: (long_side_px, short_side_px),
        Shape.TALL: (short_side_px, long_side_px),
    }


def usable_cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class OfflinePainter:
    """A painter that needs no network, no key and no model.

    `processes`: how many pictures are painted at once (default: one for every usable core, at most 4).
    `short_side_px`: smaller pictures for tests. Processes start with the first picture, or with `warm`.
    """

    name = "offline"

    def __init__(self, processes: int | None = None, *, short_side_px: int = 1024) -> None:
        self.processes = processes or min(4, usable_cores())
        self.abilities = Abilities(seeds=True, references=True, transparent=True, size_px=sizes(short_side_px))
        self._pool: ProcessPoolExecutor | None = None
        self._closed = False

    async def paint(self, order: Order) -> Painted:
        """Paint `order`. Raises PainterError; a cancelled call leaves the painter as it was."""
        width_px, height_px = (side * (HD_SCALE if order.hd else 1) for side in self.abilities.size_px[order.shape])
        portraits = tuple((r.prompt, r.seed) for r in order.references if r.seed is not None)
        job = Job(order.prompt, order.seed, width_px, height_px, order.style, order.transparent, portraits)
        printed = await self._printed(job)
        notes = [PREVIEW, CREDIT]
        if printed.unknown:
            notes.append("not drawn: " + ", ".join(printed.unknown))
        return Painted(printed.png, "image/png", width_px, height_px, order.seed, MODEL, tuple(notes), cost_usd=0.0)

    async def warm(self) -> None:
        """Start every process now, so that the first picture does not wait for them."""
        pool = self._open_pool()
        # A process is started for every call that finds none idle: as many calls as there are processes start them all.
        begun = [await asyncio.to_thread(pool.submit, ready) for _ in range(self.processes)]
        await asyncio.gather(*map(asyncio.wrap_future, begun))

    async def close(self) -> None:
        """End the processes, with whatever they are painting."""
        self._closed = True
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(_end, pool)

    def _open_pool(self) -> ProcessPoolExecutor:
        if self._closed:
            raise PainterError("the offline painter is closed")
        if self._pool is None:
            # Never fork: the bot has threads and an event loop.
            way = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
            context = multiprocessing.get_context(way)
            self._pool = ProcessPoolExecutor(self.processes, mp_context=context, initializer=begin)
        return self._pool

    async def _printed(self, job: Job) -> Print:
        """Have `job` painted; when a process died (killed, out of memory) try once more with new ones."""
        for last in (False, True):
            pool = self._open_pool()
            try:
                # In a thread: the first submit starts processes, which takes tens of milliseconds.
                return await self._result(await asyncio.to_thread(pool.submit, work, job))
            except BrokenProcessPool as error:
                self._forget(pool)
                if self._closed:
                    raise PainterError("the offline painter was closed") from error
                if last:
                    raise PainterError("the offline painter's processes died twice") from error
        raise AssertionError("unreachable")

    async def _result(self, future: Future[Print]) -> Print:
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if future.cancelled() and task is not None and not task.cancelling():
                # close() withdrew it: our caller was not cancelled and must not look as if it were.
                raise PainterError("the offline painter was closed") from error
            raise
        except BrokenProcessPool:
            raise
        except Exception as error:  # a worker may raise anything; it leaves as a PainterError
            raise PainterError(f"the offline painter failed: {type(error).__name__}") from error

    def _forget(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        pool.shutdown(wait=False, cancel_futures=True)


def _end(pool: ProcessPoolExecutor) -> None:
    """Kill the pool's processes; waiting for a picture that nobody will see is waiting for nothing."""
    for process in list((pool._processes or {}).values()):  # kill_workers() is Python 3.14's
        process.kill()
    pool.shutdown(wait=True, cancel_futures=True)
