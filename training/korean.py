"""Learn what Korean messages want, from the examples in this folder and the labelled dialogues of the tests.

python training/korean.py                 writes the model that the offline planner comes with
python training/korean.py --check         tells how often it is right about dialogues that it has not seen
python training/korean.py --check FILE... the same of these files of dialogues

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

from bot.planner.offline.korean_features import Scene, features
from bot.planner.offline.korean_model import FILE, SCALE
from bot.planner.offline.korean_names import marked
from bot.planner.offline.reading import Hints

ROOT = Path(__file__).parents[1]
#: Where the labelled dialogues lie, and those that no model is ever taught: it is judged by them.
UNSEEN = "unseen"
DIALOGUES = (ROOT / "training" / "dialogues", ROOT / "tests" / "scenarios")
MODEL = ROOT / "bot" / "planner" / "offline" / "data" / FILE
ACTIONS = ("draw", "edit", "text", "both", "note", "ask")
#: How far the model may follow single examples; chosen by --check.
STRENGTH = 6.0
#: A feature whose weights are all smaller than this is left out.
LEAST = 0.06


@dataclass(frozen=True, slots=True)
class Example:
    """One message with what it wants, and what else would be right."""

    scene: Scene
    action: str
    text: str
    right: frozenset[str]


def written(folder: Path) -> Iterator[Example]:
    """Yield the examples of the text files: `scenes|action|text`, names that are known already as {name}."""
    for path in sorted(folder.glob("*.ko.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            scenes, action, text = line.split("|", 2)
            for scene in scenes:
                yield Example(Scene(scene), action, re.sub(r"\{\w+\}", "{0}", text), frozenset([action]))


#: What the threads show that the probes' contexts stand for.
_SHOWN = {
    "E": Scene.START, "G": Scene.GRID, "P": Scene.PICTURE, "N": Scene.PICTURE, "D": Scene.PICTURE, "S": Scene.WORDS,
    "SN": Scene.GRID, "NA": Scene.GRID,
}  # fmt: skip
_KNOWN = ("뭉치", "책갈피", "루루")


def probed(path: Path) -> Iterator[Example]:
    """Yield the examples of a file of probes: `context|text|actions|...`."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        context, text, actions, *_ = line.split("|")
        scene, right = _SHOWN.get(context.partition("@")[0]), actions.split(",")
        if scene is not None and right[0] in ACTIONS:
            yield Example(scene, right[0], marked(text, Hints(cast=tuple((n,) for n in _KNOWN)))[0], frozenset(right))


def labelled(path: Path) -> Iterator[Example]:
    """Yield the Korean examples of a file of dialogues."""
    for line in path.read_text(encoding="utf-8").splitlines():
        dialogue = json.loads(line)
        if dialogue.get("lang", "en") != "ko":
            continue
        scene, names = Scene.START, dict[str, None]()
        for turn in dialogue["turns"]:
            expect = turn["expect"]
            wanted = expect.get("action")
            right = [wanted] if isinstance(wanted, str) else (wanted or ["note"])
            action = str(right[0])
            if turn.get("text") and action in ACTIONS:
                text, _ = marked(turn["text"], Hints(cast=tuple((name,) for name in names)))
                yield Example(scene, action, text, frozenset(right))
            scene = _after(scene, action, expect, pressed=bool(turn.get("press")))
            names |= dict.fromkeys(expect["name"]) if isinstance(expect.get("name"), dict) else {}


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
    return columns, LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-3).fit(rows, [one.action for one in examples])


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
        right = [guess in one.right for guess, one in zip(guessed, told, strict=True)]
        print(f"{name}: {np.mean(right):.3f} of {len(told)}", flush=True)


def main() -> None:
    """Do what the command line says."""
    paths = sorted(path for folder in DIALOGUES for path in folder.glob("*.jsonl"))
    paths = [path for path in paths if not path.name.startswith(UNSEEN)]
    dialogues = {path.name: told for path in paths if (told := list(labelled(path)))}
    probes = probed(ROOT / "tests" / "scenarios" / "probes.ko.txt")
    examples = [*written(Path(__file__).parent), *probes, *(one for told in dialogues.values() for one in told)]
    print(dict(Counter(one.action for one in examples)))
    others = [Path(name) for name in sys.argv[1:] if name != "--check"]
    if "--check" in sys.argv:
        check(examples, {path.name: list(labelled(path)) for path in others} or dialogues)
    else:
        write(examples)


if __name__ == "__main__":
    main()
