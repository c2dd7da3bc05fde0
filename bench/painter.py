"""Measure the offline painter: milliseconds a picture by stage and style, and four pictures at once.

    .venv/bin/python bench/painter.py [--rounds N] [--short-side PIXELS]

Stages are measured in this process, best of N; the four go through OfflinePainter and its processes.
"""

from __future__ import annotations

import argparse
import asyncio
import time

from bot.painter import Order, Shape
from bot.painter.offline import OfflinePainter
from bot.painter.offline.finishes.styles import STYLES
from bot.painter.offline.jobs import Job
from bot.painter.offline.painter import sizes
from bot.painter.offline.render import paint

LARRY = "a cheerful hedgehog whose quills are sunflower petals, standing in a garden, soft daylight"
STAGES = ("read", "compose", "render", "finish", "encode")


def by_stage(style: str, shape: Shape, rounds: int, short_side_px: int) -> tuple[dict[str, float], int]:
    """Return the best milliseconds of each stage, and the bytes of the picture."""
    width_px, height_px = sizes(short_side_px)[shape]
    prints = [paint(Job(LARRY, 11, width_px, height_px, style)) for _ in range(rounds + 1)][1:]
    return {stage: 1000 * min(p.stage_s[stage] for p in prints) for stage in STAGES}, len(prints[0].png)


async def four(style: str, rounds: int, short_side_px: int) -> tuple[int, float, float]:
    """Return the number of processes, the seconds to warm them, and the best seconds for four pictures."""
    painter = OfflinePainter(short_side_px=short_side_px)
    try:
        begun = time.perf_counter()
        await painter.warm()
        warm_s = time.perf_counter() - begun
        best_s = float("inf")
        for n in range(rounds):
            begun = time.perf_counter()
            await asyncio.gather(*(painter.paint(Order(LARRY, seed=100 * n + i, style=style)) for i in range(4)))
            best_s = min(best_s, time.perf_counter() - begun)
    finally:
        await painter.close()
    return painter.processes, warm_s, best_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--short-side", type=int, default=1024)
    told = parser.parse_args()
    print(f"{'style':<14}{'shape':<8}" + "".join(f"{s:>9}" for s in STAGES) + f"{'all ms':>9}{'kB':>7}")
    for shape in Shape:
        for style in STYLES:
            stages, size = by_stage(style, shape, told.rounds, told.short_side)
            numbers = "".join(f"{stages[s]:>9.0f}" for s in STAGES)
            print(f"{style:<14}{shape.value:<8}{numbers}{sum(stages.values()):>9.0f}{size // 1000:>7}")
    print()
    for style in STYLES:
        processes, warm_s, best_s = asyncio.run(four(style, told.rounds, told.short_side))
        print(f"four {style:<14} {best_s:5.2f} s with {processes} processes (warmed in {warm_s:.2f} s)")


if __name__ == "__main__":
    main()
