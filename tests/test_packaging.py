"""What others build and start from: locks, wheel, image, compose file, make and CI."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from bot.__main__ import app
from bot.settings import Settings, variable

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
VARIABLES = {variable(field) for field in Settings.model_fields}
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # a group, as there are several


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=;! ]", requirement)[0].lower()


def pins(lock: str) -> dict[str, set[str]]:
    """Return the versions of each package in a lock; one may have several, for different Pythons."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([a-z0-9.-]+)==([^ ;\\]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE
    ):
        found.setdefault(name, set()).add(version)
    return found


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_has_a_hash_for_everything_and_names_no_place(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert all(
        "--hash=sha256:" in entry for entry in re.split(r"^(?=[a-z])", text, flags=re.MULTILINE) if "==" in entry
    )
    assert not re.search(r"://|--index|--find-links|^-e|@ ", text, re.MULTILINE)


def test_lock_holds_every_dependency():
    needed = {name_of(one) for one in (*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"])}

    assert {one.replace(".", "-") for one in needed} <= set(pins("requirements.lock"))


def test_locks_agree():
    small, large = pins("requirements.lock"), pins("requirements-dev.lock")

    assert {name: large.get(name) for name in small} == small
    assert {name_of(one) for one in PROJECT["dependency-groups"]["dev"]} <= set(large)


def test_changelog_gives_a_reason_for_every_dependency():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    groups = PROJECT["dependency-groups"]

    for requirement in (*PROJECT["project"]["dependencies"], *groups["build"], *groups["dev"]):
        assert f"**{name_of(requirement)}**" in text, requirement


def test_wheel_holds_every_file_of_the_packages(tmp_path: Path):
    command = [str(Path(sys.executable).parent / "hatchling"), "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = set(wheel.namelist())

    files = {
        str(path.relative_to(ROOT))
        for package in ("bot", "adapters")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files <= packed


def test_image_is_built_from_the_hashed_lock_and_runs_without_rights():
    stages = DOCKERFILE.split("\nFROM ")

    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert "requirements-dev" not in DOCKERFILE
    assert re.search(r"^USER picturebook$", stages[-1], re.MULTILINE)
    assert stages[-1].index("\nUSER ") < stages[-1].index("\nCMD ")
    assert "HEALTHCHECK" in stages[-1]


def test_image_starts_a_command_that_exists():
    for command in re.findall(r'CMD \["picturebook", "([a-z]+)"', DOCKERFILE):
        assert command in COMMANDS


def test_image_gets_every_file_that_it_copies():
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for source in line.split():
            assert source in let_in
            assert (ROOT / source).exists()


def test_compose_has_a_store_that_keeps_its_data():
    store = COMPOSE["services"]["valkey"]

    assert store["command"][1:3] == ["--appendonly", "yes"]
    assert store["volumes"] == ["valkey:/data"]
    assert set(COMPOSE["volumes"]) == {"valkey", "pictures"}


@pytest.mark.parametrize("role", ["gateway", "worker"])
def test_compose_starts_each_role_on_the_same_store_and_pictures(role: str):
    service, other = COMPOSE["services"][role], COMPOSE["services"]["worker"]

    assert service["command"] == ["picturebook", role]
    assert role in COMMANDS
    assert service["environment"] == other["environment"]
    assert set(service["environment"]) <= VARIABLES
    assert service["environment"]["REDIS_URL"] == "redis://valkey:6379/0"
    assert service["volumes"] == ["pictures:/data/blobs"]
    assert service["depends_on"] == {"valkey": {"condition": "service_healthy"}}
    assert service["env_file"] == ".env"


@pytest.mark.parametrize("name", list(COMPOSE["services"]))
def test_compose_asks_every_service_for_its_health(name: str):
    test = COMPOSE["services"][name]["healthcheck"]["test"]

    assert test[0] == "CMD"
    assert test[1] != "picturebook" or test[2] in COMMANDS


def test_compose_shows_the_page_to_this_machine_alone():
    assert COMPOSE["services"]["gateway"]["ports"] == ["127.0.0.1:8080:8080"]
    assert COMPOSE["services"]["worker"]["deploy"]["replicas"] >= 2


def test_ci_is_a_script_that_can_be_run():
    script = ROOT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text(encoding="utf-8")
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_make_explains_its_targets():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    targets = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert targets
    assert all(f"make {target}" in shown for target in targets[1].split() if target not in {"help", "dev"})
