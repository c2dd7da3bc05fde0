"""One process of picturebook from its start to its end: store, parts, banner, signals.

Called by the command line. Knows nothing of what the parts do; it keeps them up until somebody says stop.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from typing import Protocol

import structlog

from bot.banner import Part, banner
from bot.errors import PicturebookError, SettingsError
from bot.settings import Settings
from bot.valkey import StoreServer, open_store

#: A clean end takes at most this long; after it the process goes as it is, which loses nothing that was acknowledged.
STOP_S = 4.5
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_INTERRUPTED = 130  # what shells report for a program that Ctrl-C ended

log = structlog.get_logger(__name__)


class Bot(Protocol):
    """What runs: bot.app.Running, or a double."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the banner tells of."""
        ...

    @property
    def address(self) -> str | None:
        """Where the web page is."""
        ...

    async def wait(self) -> None:
        """Return when a part has ended; raises what it failed with."""
        ...


class Starts(Protocol):
    """What starts a bot: bot.app.running, or a double."""

    def __call__(
        self, settings: Settings, store: StoreServer, *, gateway: bool, worker: bool
    ) -> AbstractAsyncContextManager[Bot]:
        """Return the running bot as a context; it ends with it."""
        ...


async def serve(
    settings: Settings,
    starts: Starts,
    say: Callable[[str], None],
    *,
    gateway: bool,
    worker: bool,
    version: str,
    leave: Callable[[int], object] = os._exit,
) -> None:
    """Run until SIGINT or SIGTERM; return when all has ended cleanly.

    Raises PicturebookError when a part could not start or ended by itself. `leave` ends the process at once: on a
    second signal, or when the clean end takes too long.
    """
    if settings.redis_url is None and not (gateway and worker):
        raise SettingsError(
            "REDIS_URL is not set. A gateway and its workers are several processes, so they need one Redis or Valkey "
            "that all of them reach: set REDIS_URL to it. Or use `picturebook run`, which needs none."
        )
    stop = asyncio.Event()
    with _signals(stop, leave):
        bot = asyncio.create_task(_run(settings, starts, say, gateway=gateway, worker=worker, version=version))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait((bot, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if bot.done():
            bot.result()
            raise PicturebookError("A part of picturebook has ended by itself.")
        say("Ending. Once more ends it at once.\n")
        bot.cancel()
        await asyncio.wait((bot,), timeout=STOP_S)
        if not bot.done():
            log.warning("stop_forced", waited_s=STOP_S)
            leave(1)
        elif not bot.cancelled():
            bot.result()


async def _run(
    settings: Settings, starts: Starts, say: Callable[[str], None], *, gateway: bool, worker: bool, version: str
) -> None:
    async with open_store(settings) as store, starts(settings, store, gateway=gateway, worker=worker) as bot:
        say(banner(settings, store, bot.parts, bot.address, version))
        log.info("started", gateway=gateway, worker=worker, store=store.label)
        await bot.wait()


@contextmanager
def _signals(stop: asyncio.Event, leave: Callable[[int], object]) -> Iterator[None]:
    """Turn the first signal into `stop`, the second into the end of the process."""

    def heard() -> None:
        if stop.is_set():
            leave(_INTERRUPTED)
        stop.set()

    loop = asyncio.get_running_loop()
    # Where there are no such handlers (Windows), Ctrl-C is a KeyboardInterrupt, which ends the loop as well.
    with suppress(NotImplementedError):
        for number in _STOP_SIGNALS:
            loop.add_signal_handler(number, heard)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for number in _STOP_SIGNALS:
                loop.remove_signal_handler(number)
