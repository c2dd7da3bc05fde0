"""The examples that the model learns from: lines written for it, and the labelled dialogues of the tests.

Called by intents. A line tells only what the thread shows; a dialogue tells everything that went before.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.planner.offline.understanding.intents import Intent
from bot.planner.offline.understanding.scene import Scene, Shown

#: What the scenes of the written lines stand for.
_SCENES = {
    "S": Scene(),
    "G": Scene(Shown.SEVERAL, "draw"),
    "P": Scene(Shown.ONE, "edit"),
    "T": Scene(Shown.ONE, "text"),
}
#: What a written line's action may be; the lines do not tell these apart.
_WRITTEN = {
    "draw": {Intent.DRAW, Intent.MORE},
    "edit": {Intent.EDIT, Intent.RESTORE},
    "note": {Intent.NOTE, Intent.CHAT},
    "text": {Intent.TEXT},
    "both": {Intent.BOTH},
    "ask": {Intent.ASK},
}
_SINGLE = {
    "edit": Intent.EDIT,
    "text": Intent.TEXT,
    "both": Intent.BOTH,
    "note": Intent.NOTE,
    "ask": Intent.ASK,
    "draw": Intent.DRAW,
    "refuse": Intent.DRAW,
}
_NAMES = ("Mo", "Larry", "Crumb", "Zelda", "Otto", "Figgy", "Nell", "Mister Pim", "Ada", "Bruno", "Wisp", "Sir Toby")


@dataclass(frozen=True, slots=True)
class Example:
    """One message with what it may want. `names`: what it names pictures; None when nobody has said."""

    source: str  # the file
    scene: Scene
    text: str
    intents: frozenset[Intent]
    names: tuple[str, ...] | None = None


def written(folder: Path) -> Iterator[Example]:
    """Yield the examples of the text files: `scene|action|text`, names that are known already as {N}."""
    chance = random.Random(0)  # noqa: S311 - the same every time
    for path in sorted(folder.glob("*.en.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            scene, action, text = line.split("|", 2)
            cast = chance.sample(_NAMES, 3)
            told = _SCENES[scene]
            if "{" in text:
                text = re.sub(r"\{\w+\}", _Turns(cast), text)
                told = replace(told, names=tuple(name for name in cast if name in text))
            elif told.shown is not Shown.NOTHING and chance.random() < 0.3:
                told = replace(told, names=tuple(cast[:1]))
            told = replace(told, same_person=chance.random() < 0.7)
            yield Example(path.name, told, text, frozenset(_WRITTEN[action]))


class _Turns:
    """Gives each mark the next name."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self._next = 0

    def __call__(self, _: re.Match[str]) -> str:
        name = self._names[self._next % len(self._names)]
        self._next += 1
        return name


def labelled(path: Path) -> Iterator[Example]:
    """Yield the examples of a file of dialogues; turns of other languages and pressed buttons are passed over."""
    for line in path.read_text(encoding="utf-8").splitlines():
        dialogue = json.loads(line)
        if dialogue.get("lang", "en") == "en":
            yield from _turns(path.name, dialogue["turns"])


def _turns(source: str, turns: list[dict[str, Any]]) -> Iterator[Example]:
    scene, asker = Scene(), object()
    for turn in turns:
        expect = turn["expect"]
        text = str(turn.get("text") or "")
        here = replace(scene, same_person=turn.get("user") == asker, is_reply=bool(turn.get("reply_to")))
        wanted = _intents(expect)
        named = expect.get("name")
        names = tuple(str(one) for one in named) if isinstance(named, dict) else ()
        if text and wanted:
            yield Example(source, here, text, frozenset(wanted), names)
        if wanted & {Intent.DRAW, Intent.MORE, Intent.EDIT, Intent.BOTH} or turn.get("press"):
            asker = turn.get("user")
        scene = _after(scene, wanted, expect, text)
        scene = replace(scene, names=tuple(dict.fromkeys((*scene.names, *names))), before=text)


def _intents(expect: dict[str, object]) -> set[Intent]:
    """Return what a label allows; where it allows two things together, what these mean together."""
    action = expect["action"]
    allowed = set(action if isinstance(action, list) else [action])
    if allowed >= {"note", "edit"}:
        return {Intent.RESTORE} | ({Intent.CHAT} if "text" in allowed else set())
    found = {Intent.CHAT} if allowed >= {"note", "text"} else set()
    found |= {_SINGLE[one] for one in allowed if not (found and one in {"note", "text"})}
    if expect.get("base") and Intent.DRAW in found and not expect.get("identity"):
        found.add(Intent.MORE)
        if allowed == {"draw"}:
            found.remove(Intent.DRAW)
    return found


def _after(scene: Scene, wanted: set[Intent], expect: dict[str, object], text: str) -> Scene:
    """Return what the thread shows after a turn."""
    why = str(expect.get("why", ""))
    if wanted <= {Intent.CHAT}:
        return scene
    if wanted & {Intent.DRAW, Intent.MORE, Intent.BOTH} and Intent.EDIT not in wanted:
        shown = Shown.ONE if expect.get("count") == 1 else Shown.SEVERAL
        return replace(scene, shown=shown, last="both" if Intent.BOTH in wanted else "draw")
    if wanted & {Intent.EDIT, Intent.RESTORE} or not text:
        return replace(scene, shown=Shown.ONE, last="edit")
    if scene.shown is Shown.NOTHING:
        return replace(scene, last=str(min(wanted)))
    chosen = Intent.NOTE in wanted and (expect.get("name") or re.search(r"select|choos|chose|pick", why))
    return replace(scene, shown=Shown.ONE if chosen else scene.shown, last=str(min(wanted)))
