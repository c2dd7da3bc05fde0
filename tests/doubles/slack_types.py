"""Slack's own types, from TypeScript, as a judge of what the bot sends: the JSON schema that PICTUREBOOK_SPECS holds.

Without that folder it says nothing, and `has_types` says so. Called by slack_validate.py.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

Json = dict[str, Any]


def has_types() -> bool:
    """True when the schema of Slack's types can be read."""
    return _schema_path().is_file()


def _schema_path() -> Path:
    return Path(os.environ.get("PICTUREBOOK_SPECS") or "/nowhere") / "slack.schema.json"


@cache
def _validators(path: Path) -> dict[str, Any]:
    from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # it brings no types

    return {name: Draft7Validator(schema) for name, schema in json.loads(path.read_text()).items()}


def type_problems(method: str, args: Json) -> list[str]:
    """Return what the types say against the arguments of a method; nothing for methods they do not describe."""
    if not has_types():
        return []
    validator = _validators(_schema_path()).get("M_" + method.replace(".", "_"))
    if validator is None:
        return []
    rest, found = _normal(method, args), []
    for owner in (rest, rest.get("view")):
        blocks = owner.get("blocks") if isinstance(owner, dict) else None
        if isinstance(owner, dict) and isinstance(blocks, list):  # by themselves: what is wrong is said more plainly
            found += block_type_problems(blocks)
            owner["blocks"] = [{"type": "divider"}] if blocks else []
    found += [text for error in validator.iter_errors(rest) for text in _leaves(error)]
    return [f"{method}: {text}" for text in found]


def block_type_problems(blocks: list[Json]) -> list[str]:
    """Return what the types say against blocks."""
    if not has_types():
        return []
    validator = _validators(_schema_path())["Blocks"]
    return [text for error in validator.iter_errors(blocks) for text in _leaves(error)]


def _normal(method: str, args: Json) -> Json:
    """Return arguments as the types have them: numbers and truths of a form, without what every call may have."""
    found = {key: value for key, value in args.items() if key not in ("team_id", "client_msg_id")}
    if isinstance(found.get("view"), dict):
        found["view"] = dict(found["view"])
    kinds = _kinds(_schema_path(), method)
    for name, value in found.items():
        wanted = kinds.get(name, "")
        if wanted == "number" and isinstance(value, str) and value.isdigit():
            found[name] = int(value)
        elif wanted == "boolean" and value in ("0", "1", "true", "false"):
            found[name] = value in ("1", "true")
    return found


@cache
def _kinds(path: Path, method: str) -> dict[str, str]:
    """Return which arguments of a method are numbers or truths: in a form they arrive as text."""
    schema = json.loads(path.read_text())["M_" + method.replace(".", "_")]
    found: dict[str, str] = {}
    waiting, seen = [schema], set()
    while waiting:
        part = waiting.pop()
        for name, one in part.get("properties", {}).items():
            if one.get("type") in ("number", "boolean"):
                found[name] = one["type"]
        waiting += part.get("anyOf", []) + part.get("allOf", [])
        place = unquote(part.get("$ref", "").rpartition("/")[2])
        if place and place not in seen:
            seen.add(place)
            waiting.append(schema["definitions"][place])
    return found


def _leaves(error: Any) -> list[str]:
    """Return the sentences of an error, of the alternative that was meant: the one with the right `type`."""
    if not error.context:
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:160]}"]
    branches = _branches(error)
    meant = [branch for branch in branches if not any(_is_other_type(error, one) for one in branch)]
    best = min(meant or branches, key=len)
    return [text for one in best for text in _leaves(one)]


def _branches(error: Any) -> list[list[Any]]:
    found: dict[Any, list[Any]] = {}
    for one in error.context:
        found.setdefault(one.schema_path[0], []).append(one)
    return list(found.values())


def _is_other_type(error: Any, one: Any) -> bool:
    """True when an error says that something else was meant; of alternatives, when all of them say so."""
    if len(one.absolute_path) - len(error.absolute_path) > 1:
        return False
    if one.context:
        return all(any(_is_other_type(error, each) for each in branch) for branch in _branches(one))
    return one.validator in ("const", "enum") and list(one.absolute_path)[-1:] == ["type"]
