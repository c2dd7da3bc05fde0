"""What runs inside a painter's process. Called by painter through the pool; knows nothing of the event loop."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.painter.offline.jobs import Job, Print


def begin() -> None:
    """Prepare a worker: it dies with the bot, and Ctrl-C is the bot's to handle, not its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=outlive_nobody, args=(parent.sentinel,), daemon=True).start()
    # Load what is heavy now, so that the first picture does not wait for it.
    import bot.painter.offline.render  # noqa: F401  # the bot's own process must not load numpy


def outlive_nobody(sentinel: int) -> None:
    """Wait until the bot is gone, by kill -9 too, then end this process at once.

    PR_SET_PDEATHSIG would not do: a worker is the child of the fork server, which lives as long as its workers.
    """
    wait([sentinel])
    os._exit(1)


def ready() -> int:
    """Return this worker's process id: proof that it has begun."""
    return os.getpid()


def work(job: Job) -> Print:
    """Paint one job."""
    from bot.painter.offline.render import paint  # as above

    return paint(job)
