"""Plays probes, one line a wish, and tells what each got wrong, for tests.

A line: context | words | actions | groups of the prompt, alternatives by slashes | key=value; lists by commas.
Contexts are turns that go before (a table that the caller gives); "G@ann" lets somebody else say the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from doubles.playback import PureThread

from bot import policy
from bot.planner.offline import OfflinePlanner
from bot.plans import Plan

_SHAPES = {"wide": "landscape", "tall": "portrait", "square": "square"}


def played(file: Path, contexts: Mapping[str, Sequence[str]]) -> tuple[int, int, list[str]]:
    """Play all probes of `file`; return (probes with nothing wrong, probes, what was wrong)."""
    right, wrong, total = 0, [], 0
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        before, text, actions, groups, more = (*line.split("|"), "", "", "")[:5]
        context, _, user = before.partition("@")
        language = "ko" if re.search(r"[가-힣]", text) else "en"
        thread = PureThread(
            OfflinePlanner(pause_s=0), language, lambda plan, request, _: policy.check(plan, text=request.text)
        )
        for said in contexts.get(f"{context}.{language}", contexts.get(context, ())):
            thread.say("mina", said)
        plan = thread.say(user or "mina", text)
        found = list(_faults(plan, thread, actions, groups, more))
        total += 1
        right += not found
        wrong += [f"{before}|{text}: {', '.join(found)}"] if found else []
    return right, total, wrong


def _faults(plan: Plan, thread: PureThread, actions: str, groups: str, more: str) -> Iterator[str]:
    action = str(plan.action)
    if action not in actions.split(",") and not (action == "none" and "note" in actions):
        yield f"action {action}"
        return
    words = "\n".join(d.prompt for d in plan.drawings) or plan.reply
    for group in filter(None, groups.split(",")):
        if (plan.drawings or action == "text") and not re.search(group.replace("/", "|"), words, re.IGNORECASE):
            yield f"misses {group}"
    for key, _, value in (pair.partition("=") for pair in filter(None, more.split(","))):
        if not _holds(key, value, plan, thread):
            yield f"not {key}={value}"


def _holds(key: str, value: str, plan: Plan, thread: PureThread) -> bool:
    cast = thread.board.cast
    match key:
        case "name":
            return bool({value, f"{value}이"} & {c.name for c in cast})
        case "at":
            return f"pic-{value}" in {c.picture for c in cast}
        case _ if not plan.drawings:
            return True
        case "count":
            return len(plan.drawings) == int(value)
        case "size":
            return _SHAPES[plan.drawings[0].shape] == value
        case "base":
            return {b for d in plan.drawings for b in d.bases} == {f"pic-{n}" for n in value.split("+")}
        case "seed":
            return str(plan.drawings[0].seed_rule) == value
        case "no":
            return all(value.casefold() not in d.prompt.casefold() for d in plan.drawings)
    raise ValueError(key)
