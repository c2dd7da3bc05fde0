"""What an English message probably wants, and which of its words are a name that it gives.

Called by steering. The weights lie in data/understanding_en.npz, written by training/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bot.planner.offline.understanding.encoder import Array, Encoder, Linear, Sizes, encoder_of, linear_of
from bot.planner.offline.understanding.intents import Intent
from bot.planner.offline.understanding.reading import Read, reads
from bot.planner.offline.understanding.scene import Scene

FILE = "understanding_en.npz"


@dataclass(frozen=True, slots=True)
class Understood:
    """How probable each intent is, adding up to 1; and the names that the message gives, as they are written."""

    odds: dict[Intent, float]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """The encoder, what it knows words by, and a linear step to each answer."""

    vocabulary: dict[str, int]
    encoder: Encoder
    intents: Linear
    names: Linear

    def understood(self, scene: Scene, text: str) -> Understood:
        """Return what `text` wants when it is said in `scene`."""
        read = reads(scene, text, self.vocabulary)
        meant = self.encoder(read.ids, read.own_at)
        whole = np.concatenate([meant[0], meant[read.own_at :].mean(0)])
        odds = dict(zip(Intent, _softmax(self.intents(whole)).tolist(), strict=True))
        return Understood(odds, _spans(text, read, self.names(meant[read.own_at : -1])[:, 0]))


def _softmax(x: Array) -> Array:
    grown: Array = np.exp(x - x.max())
    share: Array = grown / grown.sum()
    return share


def _spans(text: str, read: Read, signs: Array) -> tuple[str, ...]:
    """Return the stretches of `text` whose words are rather names than not: a word is as sure as its surest piece."""
    words: list[tuple[int, int, float]] = []
    for piece, sign in zip(read.pieces, signs.tolist(), strict=True):
        if words and piece.start == words[-1][1] and text[piece.start].isalnum() and text[piece.start - 1].isalnum():
            start, _, surest = words.pop()
            words.append((start, piece.end, max(surest, sign)))
        else:
            words.append((piece.start, piece.end, sign))
    found: list[tuple[int, int]] = []
    for start, end, _ in (word for word in words if word[2] > 0):
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(text[start:end] for start, end in found)


def model_of(kept: Mapping[str, NDArray[Any]]) -> Model:
    """Return the model of a file of weights."""
    vocabulary = {word: number for number, word in enumerate(str(kept["vocabulary"]).split("\n"))}
    layers, width, heads, inner = (int(one) for one in kept["sizes"])
    encoder = encoder_of(kept, Sizes(layers, width, heads, inner))
    return Model(vocabulary, encoder, linear_of(kept, "intents"), linear_of(kept, "names"))


@cache
def model() -> Model:
    """Return the model that comes with picturebook. Reading it takes a quarter of a second, once."""
    # Its matrices are small: threads for them only wait for each other, and hold up what else runs.
    threadpool_limits(limits=1, user_api="blas")
    file = resources.files("bot.planner.offline").joinpath("data", FILE)
    with resources.as_file(file) as path, np.load(path, allow_pickle=False) as kept:
        return model_of(kept)


def understand(scene: Scene, text: str) -> Understood:
    """Return what `text` wants when it is said in `scene`."""
    return model().understood(scene, text)
