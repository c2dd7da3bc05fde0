"""Documents tell the truth: what is generated is up to date, and what they name exists."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
import typer.main

from bot.__main__ import app
from bot.settings import Settings, variable

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TEST_VARIABLES = {"PICTUREBOOK_REQUIRE_BROWSER", "PICTUREBOOK_SPECS"}


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["docs/settings.md", "docs/commands.md", "docs/chat.md", ".env.example"])
def test_generated_documents_are_up_to_date(generate: ModuleType, name: str):
    assert (ROOT / name).read_text(encoding="utf-8") == generate.documents()[name], "run: make docs"


def test_generated_documents_are_written_and_compared(
    generate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(generate, "ROOT", tmp_path)

    assert generate.main(["--check"]) == 1
    assert "make docs" in capsys.readouterr().out
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


def test_env_example_names_every_setting_and_sets_none():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert all(f"\n#{variable(field)}=" in text for field in Settings.model_fields)
    assert all(not line or line.startswith("#") for line in text.splitlines())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_named_exist(page: Path):
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group, as there are several
    named = set(
        re.findall(r"(?:`|bin/|^    |\s{4})picturebook ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert named <= set(commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_that_are_named_exist(page: Path):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))

    assert named <= targets


@pytest.mark.parametrize(
    "page",
    [*PAGES, ROOT / "Dockerfile", ROOT / "docker-compose.yml", ROOT / ".ci" / "run"],
    ids=lambda page: page.name,
)
def test_settings_that_are_named_exist(page: Path):
    named = set(re.findall(r"PICTUREBOOK_[A-Z0-9_]+", page.read_text(encoding="utf-8")))

    assert named <= {variable(field) for field in Settings.model_fields} | TEST_VARIABLES


def test_modules_that_the_architecture_names_exist():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

    for row in re.findall(r"^\| (`bot/.*?`|`adapters/.*?`) \|", text, re.MULTILINE):
        folder = "."
        for name in re.findall(r"`([^`]+)`", row):
            path = name if "/" in name else f"{folder}/{name}"
            folder = str(Path(path).parent)
            assert (ROOT / path).exists(), path
