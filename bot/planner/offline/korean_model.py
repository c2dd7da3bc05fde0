"""What a Korean message probably wants: a linear model over its letters, learned from examples in training/.

Called by korean_steering, beside the rules: it has no rule for anything and an opinion on everything. Pure.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from bot.planner.offline.korean_features import Scene, features
from bot.plans import Action

#: Weights are kept as whole numbers of this size.
SCALE = 0.01
FILE = "intents_ko.json.gz"


@dataclass(frozen=True, slots=True)
class KoreanModel:
    """A multinomial logistic regression. `weights` by feature: one whole number (of SCALE) for each action."""

    actions: tuple[Action, ...]
    bias: tuple[int, ...]
    weights: dict[str, list[int]]

    def odds(self, text: str, scene: Scene) -> dict[Action, float]:
        """Return how probable each action is, adding up to 1. `text` has marks in place of the cast's names."""
        total = np.array(self.bias, dtype=float)
        for name, weight in features(text, scene).items():
            row = self.weights.get(name)
            if row is not None:
                total += weight * np.array(row, dtype=float)
        grown = np.exp(SCALE * (total - total.max()))
        return dict(zip(self.actions, (grown / grown.sum()).tolist(), strict=True))


@cache
def korean_model() -> KoreanModel:
    """Return the model that comes with picturebook."""
    packed = resources.files("bot.planner.offline").joinpath("data", FILE).read_bytes()
    read = json.loads(gzip.decompress(packed))
    return KoreanModel(tuple(Action(one) for one in read["actions"]), tuple(read["bias"]), read["weights"])
