"""What a caller brings instead of what the settings name.

Filled by replay, benches and tests; read by the rooms of this package. Builds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import time

from bot.adapter import Adapter
from bot.memory.blobs import Blobs
from bot.painter import Painter
from bot.painter.fallbacks import Painters
from bot.planner import Planner


@dataclass(frozen=True, slots=True)
class Overrides:
    """Parts to use instead of those the settings name: replay and tests bring their own."""

    planner: Planner | None = None
    painter: Painter | None = None
    adapters: tuple[Adapter, ...] | None = None
    blobs: Blobs | None = None
    clock: Callable[[], float] = time  # seconds since 1970
    painters: Painters | None = None  # several, instead of `painter`
