"""Tables of words, read once from the .toml files beside the planners and only when first needed.

Called by planners, references and prompts. A table is data: adding a word never needs code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

_SHARED = "bot.planner"


@cache
def table(name: str, package: str = _SHARED) -> dict[str, Any]:
    """Return the table `name` of `package`'s data folder, as TOML gives it. Raises FileNotFoundError."""
    text = resources.files(package).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _split(text: str) -> list[str]:
    """Return the parts of `text` between | and newlines, but not those inside brackets."""
    parts, depth = [""], 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if char in "|\n" and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


@cache
def words_of_text(text: str) -> tuple[str, ...]:
    """Return the entries of a list written as one string."""
    return tuple(w.strip() for w in _split(text) if w.strip())


def words_of(value: object) -> tuple[str, ...]:
    """Return the entries of a table's list, which may be written as one string of words split by | or newlines."""
    if isinstance(value, str):
        return words_of_text(value)
    if isinstance(value, Iterable):
        return tuple(str(w) for w in value)
    return ()


def either(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of `words` (themselves expressions), longest first."""
    return "(?:" + "|".join(sorted(set(words), key=lambda w: (-len(w), w))) + ")"
