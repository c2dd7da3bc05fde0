"""A small transformer encoder (BERT's) in numpy, with weights kept as whole numbers of eight bits.

Called by the model. Pure arithmetic: it knows rows of pieces, not words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of the encoder: how many layers, how wide, how many heads, how wide inside."""

    layers: int = 6
    width: int = 384
    heads: int = 12
    inner: int = 1536


@dataclass(frozen=True, slots=True)
class Linear:
    """`weight` is (inputs, outputs)."""

    weight: Array
    bias: Array

    def __call__(self, x: Array) -> Array:
        y: Array = x @ self.weight + self.bias
        return y


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation."""

    weight: Array
    bias: Array

    def __call__(self, x: Array) -> Array:
        centred = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + _EPSILON)
        y: Array = centred / spread * self.weight + self.bias
        return y


@dataclass(frozen=True, slots=True)
class Layer:
    """Attention, then two linear steps, each added to what came in."""

    heads: int
    query: Linear
    key: Linear
    value: Linear
    out: Linear
    norm1: Norm
    up: Linear
    down: Linear
    norm2: Norm

    def __call__(self, x: Array) -> Array:
        length, width = x.shape

        def split(y: Array) -> Array:
            return y.reshape(length, self.heads, -1).transpose(1, 0, 2)

        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(width / self.heads)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        heard = weights / weights.sum(-1, keepdims=True) @ value
        x = self.norm1(x + self.out(heard.transpose(1, 0, 2).reshape(length, width)))
        return self.norm2(x + self.down(_gelu(self.up(x))))


@dataclass(frozen=True, slots=True)
class Encoder:
    """`words` are whole numbers, one row a piece, of which one stands for `scales` of the row."""

    words: NDArray[np.int8]
    scales: Array
    places: Array
    parts: Array
    norm: Norm
    layers: tuple[Layer, ...]

    def __call__(self, ids: tuple[int, ...], own_at: int) -> Array:
        """Return what each piece means where it stands: (pieces, width). The message begins at `own_at`."""
        rows = np.array(ids)
        parts = self.parts[(np.arange(len(ids)) >= own_at).astype(int)]
        x = self.norm(self.words[rows] * self.scales[rows, None] + self.places[: len(ids)] + parts)
        for layer in self.layers:
            x = layer(x)
        return x


def encoder_of(kept: Mapping[str, NDArray[Any]], sizes: Sizes) -> Encoder:
    """Return the encoder of a file of weights."""
    layers = tuple(_layer_of(kept, f"layers.{number}", sizes.heads) for number in range(sizes.layers))
    return Encoder(
        kept["words.weight"], kept["words.scale"].astype(np.float32), kept["places.weight"].astype(np.float32),
        kept["parts.weight"].astype(np.float32), norm_of(kept, "norm"), layers,
    )  # fmt: skip


def _layer_of(kept: Mapping[str, NDArray[Any]], name: str, heads: int) -> Layer:
    query, key, value, out, up, down = (
        linear_of(kept, f"{name}.{part}") for part in ("query", "key", "value", "out", "up", "down")
    )
    norm1, norm2 = (norm_of(kept, f"{name}.{part}") for part in ("norm1", "norm2"))
    return Layer(heads, query, key, value, out, norm1, up, down, norm2)


def linear_of(kept: Mapping[str, NDArray[Any]], name: str) -> Linear:
    """Return the linear step `name`: its rows of whole numbers times their scales."""
    rows = kept[f"{name}.weight"].astype(np.float32) * kept[f"{name}.scale"].astype(np.float32)[:, None]
    return Linear(np.ascontiguousarray(rows.T), kept[f"{name}.bias"].astype(np.float32))


def norm_of(kept: Mapping[str, NDArray[Any]], name: str) -> Norm:
    """Return the normalisation `name`."""
    return Norm(kept[f"{name}.weight"].astype(np.float32), kept[f"{name}.bias"].astype(np.float32))


def _gelu(x: Array) -> Array:
    """Return the usual approximation of x times the normal distribution's function; off by less than 0.001."""
    y: Array = 0.5 * x * (1 + np.tanh(0.7978846 * (x + 0.044715 * x * x * x)))
    return y
