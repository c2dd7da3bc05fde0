"""What a linear model looks at in a message: its words, pairs and triples of them, and what the thread shows.

Called by the trainer and by intent_model, which must see the very same. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

#: Longer messages are judged by their beginning.
MAX_WORDS = 60
_WORD = re.compile(r"\{\d*\}|[a-z]+(?:'[a-z]+)?|\d+|[^\w\s]")


class Scene(StrEnum):
    """What the thread shows when something is said; the same words mean different things in each."""

    START = "S"  # nothing was drawn yet
    GRID = "G"  # several pictures were just shown
    PICTURE = "P"  # one picture was just shown, changed or chosen
    WORDS = "T"  # the bot has just answered in words


def words_in(text: str) -> list[str]:
    """Return the words and marks of `text`; marks of the cast are "{n}", numbers are "0"."""
    found = _WORD.findall(text.lower().replace("’", "'"))
    return ["{n}" if w[0] == "{" else "0" if w[0].isdigit() else w for w in found[:MAX_WORDS]]


def features(text: str, scene: Scene) -> dict[str, float]:
    """Return the features of `text` and their weights, of a length that does not depend on the text's."""
    words = words_in(text)
    found = dict(_features(words, scene.value))
    length = sum(weight * weight for weight in found.values()) ** 0.5
    return {name: 3.0 * weight / length for name, weight in found.items()}


def _features(words: list[str], scene: str) -> Iterator[tuple[str, float]]:
    yield f"c {scene}", 1.0
    yield f"l {min(len(words) // 3, 6)}", 1.0
    line = ["^", *words, "$"]
    for count in (1, 2, 3):
        for start in range(len(line) - count + 1):
            gram = " ".join(line[start : start + count])
            if gram in {"^", "$"}:
                continue
            yield f"w {gram}", 1.0
            if count < 3:
                yield f"{scene} {gram}", 0.6
    for start in range(1, len(line) - 3):
        yield f"s {line[start]} _ {line[start + 2]}", 0.7
    for word in words:
        if len(word) > 3 and word.isalpha():
            yield f"p {word[:4]}", 0.5
            yield f"e {word[-3:]}", 0.5
            yield f"e {word[-4:]}", 0.5
