"""Judges played dialogues by their labels, for tests: what a turn got wrong, in a word each.

The labels' format is that of tests/scenarios/*.jsonl; labels that a turn does not have are not judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from doubles.playback import Check, play

from bot.planner import Planner

_DRAWS = {"draw", "edit", "both"}


def _missing(groups: list[list[str]], text: str) -> bool:
    return any(all(word.lower() not in text.lower() for word in group) for group in groups)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def faults(expect: dict[str, Any], row: dict[str, Any], names: dict[str, str], seeds: dict[str, int]) -> Iterator[str]:
    """Yield what is wrong with one answer. `names` and `seeds` are those known before it."""
    action, pictures, reply = row["action"], row["pictures"], row["reply"]
    wanted = _listed(expect["action"])
    if action not in wanted and not (action == "none" and "note" in wanted and "name" not in expect):
        yield "action"
        return
    prompts = "\n".join(p["prompt"] for p in pictures)
    bases = {b for p in pictures for b in p["based_on"]}
    allowed = set(expect.get("base", [])) | set(expect.get("base_ok", []))
    if action in _DRAWS:
        if "count" in expect and len(pictures) != expect["count"]:
            yield "count"
        if ("base" in expect and not (bases <= allowed and (not expect["base"] or bases & set(expect["base"])))) or (
            "base" not in expect and "base_ok" in expect and not bases <= allowed
        ):
            yield "base"
        if any(word.lower() in prompts.lower() for word in expect.get("must_not", [])):
            yield "must_not"
        cast = {c.lower() for p in pictures for c in p["characters"]}
        carried = {c.lower() for c in _listed(expect.get("character", []))} & cast or bases & allowed
        if "identity" in expect and not carried and _missing(expect["identity"], prompts):
            yield "identity"
    if "must" in expect and _missing(expect["must"], prompts if action in _DRAWS else reply):
        yield "must"
    if "reply_must" in expect and _missing(expect["reply_must"], reply):
        yield "reply"
    rule = expect.get("seed", "")
    if rule.startswith("same:") and pictures and seeds.get(rule[5:]) not in {p["seed"] for p in pictures}:
        yield "seed"
    if rule == "new" and {p["seed"] for p in pictures} & set(seeds.values()):
        yield "seed"
    if any(row["names"].get(name, names.get(name)) not in _listed(ref) for name, ref in expect.get("name", {}).items()):
        yield "name"


def judge(file: Path, planner: Planner, check: Check | None = None) -> tuple[int, int, list[str]]:
    """Play all dialogues of `file`; return (turns with nothing wrong, turns, what was wrong)."""
    right = total = 0
    wrong: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        dialogue = json.loads(line)
        names: dict[str, str] = {}
        seeds: dict[str, int] = {}
        for turn, row in zip(dialogue["turns"], play(dialogue, planner, check), strict=True):
            found = list(faults(turn["expect"], row, names, seeds)) if "expect" in turn else []
            seeds |= {p["ref"]: p["seed"] for p in row["pictures"]}
            names |= row["names"]
            total += 1
            right += not found
            wrong += [f"{row['dialogue']}.{row['turn']} {f}: {turn.get('text') or turn.get('press')}" for f in found]
    return right, total, wrong
