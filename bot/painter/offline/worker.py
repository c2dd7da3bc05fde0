"""What runs inside a painter's process. Called by painter through the pool; knows nothing of the event loop."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.painter.offline.jobs import Job, Print

PR_SET_PDEATHSIG = 1


def begin() -> None:
    """Prepare a worker: it dies with the bot, and Ctrl-C is the bot's to handle, not its own.

    The worker's parent is the fork server, which ends when the bot's end of its pipe closes: even by kill -9.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # Load what is heavy now, so that the first picture does not wait for it.
    import bot.painter.offline.render  # noqa: F401  # the bot's own process must not load numpy


def ready() -> int:
    """Return this worker's process id: proof that it has begun."""
    return os.getpid()


def work(job: Job) -> Print:
    """Paint one job."""
    from bot.painter.offline.render import paint  # as above

    return paint(job)
