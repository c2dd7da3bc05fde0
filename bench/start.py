"""From `picturebook run` to the page that answers, and the memory of an idle bot.

    python bench/start.py [--runs 5]

A new process and a new data directory each time, with the program's files in the machine's cache. Memory is that of
the process and of those it started (store, painters), a second after the page answered. Results are printed, never
asserted.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from _table import p50, print_table

LIMIT_S = 60.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return when the page answers. Raises RuntimeError when the process ends before, or takes too long."""
    deadline_s = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline_s and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own address
                answer.read()
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.005)
    raise RuntimeError(f"no page at {address}")


def family(pid: int) -> list[int]:
    """Return a process and all that it started. Linux only."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def memory(pid: int) -> tuple[str, float]:
    """Return a process' name and what it holds in memory, in MiB: its own part, and its share of what is shared."""
    name = Path(f"/proc/{pid}/comm").read_text().strip()
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return name, int(line.split()[1]) / 1024
    return name, 0.0


def run_once(directory: Path) -> tuple[float, float, list[tuple[str, float]]]:
    """Return seconds to the page, seconds to a clean end, and the memory of each process."""
    port = free_port()
    env = {
        **os.environ,
        "PICTUREBOOK_DATA_DIR": str(directory),
        "PICTUREBOOK_WEB_PORT": str(port),
        "PICTUREBOOK_LOG_LEVEL": "warning",
    }
    began_s = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=env, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        page_s = time.perf_counter() - began_s
        time.sleep(1)
        taken = [memory(one) for one in family(process.pid)] if Path("/proc").is_dir() else []
    finally:
        began_s = time.perf_counter()
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    return page_s, time.perf_counter() - began_s, taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    starts: list[float] = []
    ends: list[float] = []
    taken: list[tuple[str, float]] = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(prefix="pb-") as name:
            page_s, end_s, taken = run_once(Path(name))
        starts.append(page_s)
        ends.append(end_s)
    rows: list[list[str | float]] = [
        ["from the command to the page", p50(starts), min(starts), max(starts)],
        ["from Ctrl-C to the end", p50(ends), min(ends), max(ends)],
    ]
    print_table(f"picturebook run, {runs} times", ["median s", "least", "worst"], rows)
    print_table("idle memory", ["MiB"], [*taken, ("together", sum(mib for _, mib in taken))])


if __name__ == "__main__":
    main()
