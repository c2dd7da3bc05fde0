"""Noise for paper and brush, keyed by the picture's seed: the same in every process. Called by the finishes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.painter.offline.chance import Chance

Plane = NDArray[np.float32]


def white(chance: Chance, width: int, height: int) -> Plane:
    """Return independent noise in -0.5 .. 0.5."""
    # Raw words, not a distribution: numpy promises the stream of PCG64 for ever, not its methods.
    generator = np.random.PCG64(chance.whole_seed("grain"))
    words = generator.random_raw((width * height + 7) // 8)
    level: Plane = words.view(np.uint8)[: width * height].reshape(height, width).astype(np.float32)
    return (level - np.float32(127.5)) / np.float32(255)


def clouds(chance: Chance, width: int, height: int, cells: int = 6, octaves: int = 4) -> Plane:
    """Return soft noise in 0 .. 1 whose largest blobs are a `cells`-th of the picture."""
    total: Plane = np.zeros((height, width), np.float32)
    weight = 1.0
    for octave in range(octaves):
        n = cells * 2**octave
        tile = Image.fromarray(white(chance.under(octave), n + 1, n + 1))
        total += weight * np.asarray(tile.resize((width, height), Image.Resampling.BICUBIC), np.float32)
        weight *= 0.55
    low, high = float(total.min()), float(total.max())
    return (total - low) / max(1e-6, high - low)


def strokes(chance: Chance, width: int, height: int, length: int = 12) -> Plane:
    """Return noise drawn out along the diagonal, in about -1 .. 1: the trace of a pencil."""
    noise = white(chance, width, height)
    total: Plane = noise.copy()
    steps = 1
    # Doubling: each pass adds a copy shifted as far as the passes before reached.
    while steps < length:
        total = total + np.roll(total, (steps, -steps), (0, 1))
        steps *= 2
    return total / np.float32(total.std() * 2 + 1e-6)
