"""Learn what English messages want, from the examples in this folder and the labelled dialogues of the tests.

python training/intents.py           writes the model that the offline planner comes with
python training/intents.py --check   tells how often it is right about dialogues that it has not seen

Needs scikit-learn, which nothing else does: `make train` installs it.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bot.planner.offline.intent_features import Scene, features
from bot.planner.offline.intent_model import FILE, SCALE

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "bot" / "planner" / "offline" / "data" / FILE
ACTIONS = ("draw", "edit", "text", "both", "note", "ask")
#: How far the model may follow single examples; chosen by --check.
STRENGTH = 8.0
#: A feature whose weights are all smaller than this is left out.
LEAST = 0.04


@dataclass(frozen=True, slots=True)
class Example:
    """One message with what it wants. `source`: the dialogue it is from, or the file."""

    source: str
    scene: Scene
    action: str
    text: str


def written(folder: Path) -> Iterator[Example]:
    """Yield the examples of the text files: `scene|action|text`, names that are known already as {N}."""
    for path in sorted(folder.glob("*.en.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            scene, action, text = line.split("|", 2)
            yield Example(path.name, Scene(scene), action, re.sub(r"\{\w+\}", "{0}", text))


def labelled(path: Path) -> Iterator[Example]:
    """Yield the examples of a file of dialogues."""
    for line in path.read_text(encoding="utf-8").splitlines():
        dialogue = json.loads(line)
        if dialogue.get("lang", "en") != "en":
            continue
        scene, names = Scene.START, set[str]()
        for turn in dialogue["turns"]:
            expect = turn["expect"]
            wanted = expect.get("action")
            action = wanted if isinstance(wanted, str) else (wanted or ["note"])[0]
            if turn.get("text") and action in ACTIONS:
                yield Example(dialogue["id"], scene, action, _marked(turn["text"], names))
            scene = _after(scene, action, expect, pressed=bool(turn.get("press")))
            names |= set(expect["name"]) if isinstance(expect.get("name"), dict) else set()


def _marked(text: str, names: set[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "{0}", text, flags=re.IGNORECASE)
    return text


def _after(scene: Scene, action: str, expect: dict[str, object], *, pressed: bool) -> Scene:
    """Return what the thread shows after a turn."""
    if action in {"draw", "both"}:
        return Scene.PICTURE if expect.get("count") == 1 else Scene.GRID
    if scene is Scene.START:
        return scene
    if action == "edit" or pressed or (action == "note" and (expect.get("select") or expect.get("name"))):
        return Scene.PICTURE
    return Scene.WORDS if action == "text" else scene


def learned(examples: list[Example]) -> tuple[DictVectorizer, LogisticRegression]:
    """Return the model of `examples`."""
    columns = DictVectorizer()
    rows = columns.fit_transform([features(one.text, one.scene) for one in examples])
    return columns, LogisticRegression(C=STRENGTH, max_iter=3000).fit(rows, [one.action for one in examples])


def write(examples: list[Example]) -> None:
    """Write the model of `examples`, the same bytes every time."""
    columns, regression = learned(examples)
    names = columns.get_feature_names_out()
    weights = {
        str(name): [int(one) for one in np.rint(column / SCALE)]
        for name, column in zip(names, regression.coef_.T, strict=True)
        if np.abs(column).max() >= LEAST
    }
    bias = [int(one) for one in np.rint(regression.intercept_ / SCALE)]
    model = {"actions": [str(one) for one in regression.classes_], "bias": bias, "weights": weights}
    text = json.dumps(model, separators=(",", ":"), ensure_ascii=False)
    MODEL.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{len(examples)} examples, {len(weights)} features, {MODEL.stat().st_size} bytes")


def check(examples: list[Example], dialogues: dict[str, list[Example]]) -> None:
    """Print how often the model is right about each file of dialogues when it has not seen that file."""
    for name, told in dialogues.items():
        seen = {id(one) for one in told}
        columns, regression = learned([one for one in examples if id(one) not in seen])
        guessed = regression.predict(columns.transform([features(one.text, one.scene) for one in told]))
        right = [guess == one.action for guess, one in zip(guessed, told, strict=True)]
        print(f"{name}: {np.mean(right):.3f} of {len(told)}")


def main() -> None:
    """Do what the command line says."""
    dialogues = {path.name: list(labelled(path)) for path in sorted((ROOT / "tests" / "scenarios").glob("*.jsonl"))}
    dialogues = {name: told for name, told in dialogues.items() if told}
    examples = [*written(Path(__file__).parent), *(one for told in dialogues.values() for one in told)]
    print(dict(Counter(one.action for one in examples)))
    if "--check" in sys.argv:
        check(examples, dialogues)
    else:
        write(examples)


if __name__ == "__main__":
    main()
