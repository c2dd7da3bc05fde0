"""Tables of measurements: medians, p99, ratios. Shared by the commands of this directory; prints, asserts nothing."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence


def p50(times: Iterable[float]) -> float:
    """Return the median."""
    return statistics.median(times)


def p99(times: Iterable[float]) -> float:
    """Return the value that 99 of 100 do not exceed; of fewer than a hundred, the largest."""
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str | float]]) -> None:
    """Print rows of a name and numbers under their columns. Numbers get as many digits as their size calls for."""
    lines = [[str(row[0]), *(one if isinstance(one, str) else number(one) for one in row[1:])] for row in rows]
    widths = [max(len(line[0]) for line in [[title], *lines]) + 2]
    for place, column in enumerate(columns, start=1):
        widths.append(max(9, len(column), *(len(line[place]) for line in lines if len(line) > place)) + 2)
    for name, *values in ([title, *columns], *lines):
        cells = (f"{value:>{width}}" for value, width in zip(values, widths[1:], strict=False))
        print(f"{name:<{widths[0]}}" + "".join(cells))
    print(flush=True)


def number(value: float) -> str:
    """Return a number with about three digits."""
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"
