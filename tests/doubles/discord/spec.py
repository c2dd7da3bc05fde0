"""Discord's own OpenAPI document as a judge of requests, with what it leaves open closed by hand.

The document is too large to be kept here: `PICTUREBOOK_SPECS` names the folder with discord-openapi.json. Its schemas
are unions of open objects, so unknown keys pass; the limits that it does not tell of are checked here.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from doubles.discord.rules import Logged
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

_IDS = frozenset({"id", "message_id", "channel_id", "guild_id"})


def folder() -> Path | None:
    """Return where the document is, None when that is not set."""
    found = os.environ.get("PICTUREBOOK_SPECS")
    return Path(found) if found and (Path(found) / "discord-openapi.json").exists() else None


@functools.cache
def document() -> Any:
    """Return the document."""
    where = folder()
    assert where is not None
    return json.loads((where / "discord-openapi.json").read_text(encoding="utf-8"))


@functools.cache
def _paths() -> list[tuple[str, re.Pattern[str], Any]]:
    found = []
    for path, operations in document()["paths"].items():
        pattern = re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path))
        found.append((path, re.compile(f"^{pattern}$"), operations))
    # Literal parts win over {parameters}: '@original' before '{message_id}'.
    return sorted(found, key=lambda one: one[0].count("{"))


def problems(one: Logged) -> list[str]:
    """Return what is wrong with a request; nothing for one that Discord did not serve on purpose."""
    for path, pattern, operations in _paths():
        if pattern.match(one.path) and one.method.lower() in operations:
            return [f"{one.method} {path}: {problem}" for problem in _wrong(one, path, operations[one.method.lower()])]
    return [f"no such route: {one.method} {one.path}"]


def _wrong(one: Logged, path: str, operation: Any) -> Iterator[str]:
    wanted = operation.get("requestBody")
    if one.body is None:
        if wanted and wanted.get("required"):
            yield "a body is required"
        return
    if not wanted:
        yield "a body is not expected"
        return
    kind = "application/json" if "application/json" in wanted["content"] else next(iter(wanted["content"]))
    for error in _validator(path, one.method.lower(), kind).iter_errors(_as_text(one.body)):
        yield from _leaves(error)
    yield from _closed(one)


def _closed(one: Logged) -> Iterator[str]:
    """Yield what the document does not catch."""
    if not isinstance(one.body, dict):
        return
    held = one.body.get("data") or one.body
    if one.path.endswith("/callback") and one.body.get("type") == 4 and not one.body.get("data"):
        yield "an answer of type 4 without data"
    if len(held.get("content") or "") > 2000:
        yield "content of more than 2,000 characters"
    texts = sum(len(part.get("content", "")) for part in _parts(held) if part.get("type") == 10)
    if texts > 4000:
        yield f"texts of {texts} characters"
    if sum(1 for _ in _parts(held)) > 40:
        yield "more than 40 components"
    ids = [part["custom_id"] for part in _parts(held) if "custom_id" in part]
    if len(ids) != len(set(ids)):
        yield "a custom_id twice"
    is_message = "components" in held and ("flags" in held or "allowed_mentions" in held)
    if is_message and held.get("allowed_mentions") != {"parse": []}:
        yield "somebody could be mentioned"


def _parts(body: Any) -> Iterator[Any]:
    for part in body.get("components") or ():
        yield part
        yield from _parts(part)
        if "component" in part:
            yield part["component"]


def _as_text(value: Any, name: str = "") -> Any:
    """Return a body with ids as texts: numbers are taken for them, too, and the document does not say so."""
    if isinstance(value, dict):
        return {key: _as_text(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_text(one, name) for one in value]
    return str(value) if name in _IDS and isinstance(value, int) and not isinstance(value, bool) else value


@functools.cache
def _validator(path: str, method: str, kind: str) -> Draft202012Validator:
    schema = document()["paths"][path][method]["requestBody"]["content"][kind]["schema"]
    head = "https://json-schema.org/draft/2020-12/schema"
    return Draft202012Validator({"$schema": head, "components": document()["components"], "allOf": [schema]})


def _leaves(error: ValidationError) -> Iterator[str]:
    if not error.context:
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:140]}"
        return
    branches: dict[Any, list[ValidationError]] = {}
    for one in error.context:
        branches.setdefault(one.schema_path[0] if one.schema_path else 0, []).append(one)

    def fit(found: list[ValidationError]) -> tuple[int, int]:
        other = sum(one.validator in ("enum", "const") and list(one.path)[-1:] == ["type"] for one in found)
        return other, len(found)

    for one in min(branches.values(), key=fit):
        yield from _leaves(one)
