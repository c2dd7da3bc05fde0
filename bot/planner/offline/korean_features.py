"""What a linear model looks at in a Korean message: its letters, how it ends, what sorts of words it is made of.

Called by the trainer and by korean_model, which must see the very same. Pure. Pieces of a few letters need nobody to
tell words from their endings, and know a verb in every form; sorts of words know a sentence whatever it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from bot.planner.offline.korean_phrases import childlike_put_right
from bot.planner.offline.korean_words import Word, understand
from bot.planner.words import clean

#: Longer messages are judged by their beginning.
MAX_CHARS = 200
MAX_WORDS = 30
_WORD = re.compile(r"\{\d\}|[가-힣]+|[ㄱ-ㅎㅏ-ㅣ]+|[a-z0]+|[^\w\s]")
_ALIKE = (
    (re.compile(r"[ㅋㅎ]{2,}"), "ㅋㅋ"),
    (re.compile(r"[ㅠㅜ]+"), "ㅠ"),
    (re.compile(r"[\"'][^\"']{1,60}[\"']"), ' "q" '),
    (re.compile(r"\{\d\}"), "{}"),
    (re.compile(r"\d+"), "0"),
    (re.compile(r"\{\}"), "{0}"),
    (re.compile(r"([!?~.^])\1+"), r"\1"),
    (re.compile(r"\s+"), " "),
)
_TRAIL = re.compile(r"[\s.!?~ㅋㅎㅠ^,:;]+$")
#: Sorts of words whose particle tells what they do in the sentence.
_NOUNS = frozenset(["noun", "unknown"])


class Scene(StrEnum):
    """What the thread shows when something is said; the same words mean different things in each."""

    START = "S"  # nothing was drawn yet
    GRID = "G"  # several pictures were just shown
    PICTURE = "P"  # one picture was just shown, changed or chosen
    WORDS = "T"  # the bot has just answered in words


def levelled(text: str) -> str:
    """Return `text` with what differs and means nothing made the same: laughter, numbers, names, what is quoted."""
    text = childlike_put_right(clean(text).lower())
    for expression, same in _ALIKE:
        text = expression.sub(same, text)
    return text.strip()[:MAX_CHARS]


def features(text: str, scene: Scene) -> dict[str, float]:
    """Return the features of `text` and their weights, of a length that does not depend on the text's."""
    found: dict[str, float] = {}
    for name, weight in _features(levelled(text), scene.value):
        found[name] = max(found.get(name, 0.0), weight)
    length = sum(weight * weight for weight in found.values()) ** 0.5
    return {name: 3.0 * weight / length for name, weight in found.items()}


def _features(text: str, scene: str) -> Iterator[tuple[str, float]]:
    words = _WORD.findall(text)
    size = min(len(words) // 3, 6)
    yield f"c {scene}", 1.0
    yield f"l {size}", 1.0
    yield f"l {scene}{size}", 0.5
    for word in words:
        yield f"w {word}", 1.0
    for count, gram in _grams(f"^{text}$", 4):
        yield f"g {gram}", 0.5
        if count < 4:
            yield f"{scene}g {gram}", 0.25
    end = _TRAIL.sub("", text)
    for count in range(1, 6):
        yield f"e {end[-count:]}", 1.0
        if count < 4:
            yield f"{scene}e {end[-count:]}", 0.6
    sorts = ["^", *(_sort(word) for word in understand(text)[:MAX_WORDS]), "$"]
    for count in (1, 2, 3):
        for start in range(len(sorts) - count + 1):
            row = "/".join(sorts[start : start + count])
            yield f"t {row}", 0.6
            if count < 3:
                yield f"{scene}t {row}", 0.3


def _grams(text: str, longest: int) -> Iterator[tuple[int, str]]:
    for count in range(2, longest + 1):
        for start in range(len(text) - count + 1):
            yield count, text[start : start + count]


def _sort(word: Word) -> str:
    if word.sort == "mark":
        return word.english
    return f"{word.sort}+{word.particle}" if word.sort in _NOUNS and word.particle else word.sort
