"""The command line: what it says, what it exits with, and what a whole process does from start to end."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot import check as check_module
from bot.__main__ import MAX_OPEN_FILES, _allow_connections, app
from bot.check import Finding, Grade
from bot.errors import StoreError
from bot.settings import Settings
from bot.valkey import StoreServer

ROOT = Path(__file__).parents[1]
COMMANDS = ["run", "gateway", "worker", "check", "ping", "replay", "forget", "export"]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's .env and data out of it."""
    monkeypatch.chdir(tmp_path)


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def module(name: str, monkeypatch: pytest.MonkeyPatch, **contents: Any) -> None:
    """Put a double in place of a module that a command imports when it runs."""
    double = ModuleType(name)
    vars(double).update(contents)
    monkeypatch.setitem(sys.modules, name, double)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_explains_every_command(command: str):
    assert command in call("--help").output

    result = call(command, "--help")
    assert result.exit_code == 0
    assert f"{command} [OPTIONS]" in result.output


def test_version_is_told():
    assert re.fullmatch(r"picturebook \d+\.\d+\.\d+\n", call("--version").output)


def test_command_line_without_a_command_shows_help():
    assert "Commands:" in call().output


@pytest.mark.parametrize("command", ["run", "gateway", "worker", "ping"])
def test_bad_settings_are_told_without_a_trace(command: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PICTUREBOOK_WEB_PORT", "eighty")
    monkeypatch.setenv("REDIS_URL", "nowhere")

    result = call(command)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 2
    assert "PICTUREBOOK_WEB_PORT" in result.stderr


@pytest.mark.parametrize("command", ["gateway", "worker"])
def test_roles_need_a_store_that_others_reach(command: str, monkeypatch: pytest.MonkeyPatch):
    module("bot.app", monkeypatch, running=None)

    result = call(command)

    assert result.exit_code == 2
    assert "REDIS_URL is not set" in result.stderr


@pytest.mark.parametrize(
    ("command", "roles"), [("run", (True, True)), ("gateway", (True, False)), ("worker", (False, True))]
)
def test_roles_run_the_parts_that_they_are(
    command: str, roles: tuple[bool, bool], store: StoreServer, monkeypatch: pytest.MonkeyPatch
):
    ran: list[tuple[bool, bool]] = []

    @contextlib.asynccontextmanager
    async def running(_: Settings, _store: StoreServer, *, gateway: bool, worker: bool) -> AsyncIterator[Any]:
        ran.append((gateway, worker))
        raise StoreError("the store is gone")
        yield

    module("bot.app", monkeypatch, running=running)
    monkeypatch.setenv("REDIS_URL", store.url)

    result = call(command)

    assert ran == [roles]
    assert result.exit_code == 1
    assert "the store is gone" in result.stderr


def test_unknown_settings_are_told_when_it_starts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PICTUREBOOK_WEB_PROT", "1")
    monkeypatch.setenv("PICTUREBOOK_WEB_PORT", "1")

    assert "Did you mean PICTUREBOOK_WEB_PORT?" in call("ping", "--page").stderr


@pytest.mark.parametrize(("grade", "code"), [(Grade.OK, 0), (Grade.NOTE, 0), (Grade.PROBLEM, 1)])
def test_check_fails_when_there_is_a_problem(grade: Grade, code: int, monkeypatch: pytest.MonkeyPatch):
    async def findings(*_: object) -> tuple[Finding, ...]:
        return (Finding(grade, "disk", "as it is"),)

    module("bot.app", monkeypatch, blobs_of=None)
    monkeypatch.setattr(check_module, "findings", findings)

    result = call("check")

    assert result.exit_code == code
    assert "as it is" in result.stdout


def test_ping_fails_when_something_is_silent(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")

    result = call("ping")

    assert result.exit_code == 1
    assert "store: no answer" in result.stderr


def test_ping_of_a_store_that_answers(store: StoreServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REDIS_URL", store.url)

    assert call("ping").exit_code == 0


@pytest.mark.parametrize(("failed", "code"), [(0, 0), (2, 1)])
def test_replay_hands_on_what_it_was_given(failed: int, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    given: list[tuple[object, ...]] = []

    async def replay_file(settings: Settings, file: Path, **options: object) -> int:
        given.append((file, options))
        return failed

    module("bot.replay", monkeypatch, replay_file=replay_file)
    (tmp_path / "talk.jsonl").write_text("")

    result = call("replay", "talk.jsonl", "--plan-only", "--out", "pictures", "--store", "redis://host")

    assert result.exit_code == code
    options = {"out": Path("pictures"), "plan_only": True, "store": "redis://host"}
    assert given == [(Path("talk.jsonl"), options)]


def test_open_files_are_raised_as_far_as_permitted(monkeypatch: pytest.MonkeyPatch):
    import resource

    wanted: list[tuple[int, int]] = []
    limits = (256, 4096)
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, values: wanted.append(values))

    _allow_connections()
    limits = (256, resource.RLIM_INFINITY)
    _allow_connections()
    limits = (50_000, 50_000)
    _allow_connections()
    monkeypatch.setitem(sys.modules, "resource", None)
    _allow_connections()

    assert wanted == [(4096, 4096), (MAX_OPEN_FILES, resource.RLIM_INFINITY)]


class Whole:
    """A whole picturebook as a process of its own."""

    def __init__(self, data_dir: Path) -> None:
        environment = os.environ | {"PICTUREBOOK_DATA_DIR": str(data_dir), "PICTUREBOOK_WEB_PORT": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""

    def until(self, word: str) -> str:
        """Read what it says until a line with `word`; return that line."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if word in line:
                return line
        raise AssertionError(self.said)

    def end(self, number: int) -> tuple[int, float]:
        """Send a signal; return the exit code and how long it took, in seconds."""
        start_s = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(20)
        return code, time.monotonic() - start_s


@contextlib.contextmanager
def whole(data_dir: Path) -> Iterator[Whole]:
    one = Whole(data_dir)
    try:
        yield one
    finally:
        one.process.kill()
        one.process.wait()
        assert one.process.stdout
        one.process.stdout.close()


@pytest.mark.slow
def test_run_starts_answers_and_ends_and_starts_again_after_kill_9(tmp_path: Path):
    data_dir = tmp_path / "data"
    with whole(data_dir) as one:
        address = one.until("Open http").split()[1]
        with urllib.request.urlopen(f"{address.rstrip('/')}/healthz") as response:  # noqa: S310 - our own page
            assert response.status == 200
        assert "offline preview" in one.said
        assert str(data_dir) in one.said
        one.end(signal.SIGKILL)

    with whole(data_dir) as one:
        one.until("Open http")
        code, _ = one.end(signal.SIGINT)
        one.until("Ending")
    assert code == 0
