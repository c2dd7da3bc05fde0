"""The encoder while it learns: MiniLM (all-MiniLM-L6-v2, Apache-2.0) with a head for intents and one for names.

Called by intents. Needs torch; what picturebook runs is the same arithmetic in bot/planner/offline/understanding.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import torch
from examples import Example
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from bot.planner.offline.understanding.encoder import Sizes
from bot.planner.offline.understanding.intents import Intent
from bot.planner.offline.understanding.reading import Read, reads

INTENTS = tuple(Intent)
_EPSILON = 1e-12


class _Layer(nn.Module):
    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=_EPSILON), nn.LayerNorm(width, eps=_EPSILON)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        count, length, width = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(count, length, self.heads, -1).transpose(1, 2)

        heard = functional.scaled_dot_product_attention(
            split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask[:, None, None, :]
        )
        x = self.norm1(x + self.drop(self.out(heard.transpose(1, 2).reshape(count, length, width))))
        return self.norm2(x + self.drop(self.down(functional.gelu(self.up(x), approximate="tanh"))))


class Network(nn.Module):
    """The encoder with its heads. `kept`: which of the original's layers it starts from."""

    def __init__(self, sizes: Sizes, vocabulary: int) -> None:
        super().__init__()
        width = sizes.width
        self.words, self.places, self.parts = (nn.Embedding(n, width) for n in (vocabulary, 512, 2))
        self.norm = nn.LayerNorm(width, eps=_EPSILON)
        self.layers = nn.ModuleList(_Layer(width, sizes.heads, sizes.inner) for _ in range(sizes.layers))
        self.drop = nn.Dropout(0.1)
        self.intents = nn.Linear(2 * width, len(INTENTS))
        self.names = nn.Linear(width, 1)

    def start(self, file: Path, kept: Sequence[int], rows: Tensor) -> None:
        """Take the weights of the original: of the `kept` layers, and of the words in `rows`."""
        given = load_file(file)
        self.words.weight.data = given["embeddings.word_embeddings.weight"][rows].clone()
        self.places.weight.data = given["embeddings.position_embeddings.weight"]
        self.parts.weight.data = given["embeddings.token_type_embeddings.weight"]
        _fill(self.norm, given, "embeddings.LayerNorm")
        for number, layer in zip(kept, self.layers, strict=True):
            for mine, theirs in _PARTS.items():
                _fill(getattr(layer, mine), given, f"encoder.layer.{number}.{theirs}")

    def forward(self, ids: Tensor, parts: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of the intents, and of each piece being part of a new name."""
        x = self.drop(self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.parts(parts)))
        for layer in self.layers:
            x = layer(x, mask)
        own = (mask & (parts == 1))[..., None].float()
        mean = (x * own).sum(1) / own.sum(1)
        return self.intents(self.drop(torch.cat([x[:, 0], mean], 1))), self.names(x)[..., 0]


_PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm2": "output.LayerNorm",
}


def _fill(part: nn.Linear | nn.LayerNorm, given: dict[str, Tensor], name: str) -> None:
    part.weight.data = given[f"{name}.weight"]
    part.bias.data = given[f"{name}.bias"]


def batch(examples: Sequence[Example], vocabulary: dict[str, int]) -> tuple[Tensor, ...]:
    """Return ids, parts, mask, allowed intents, name labels and where these count."""
    told = [reads(one.scene, one.text, vocabulary) for one in examples]
    length = max(len(one.ids) for one in told)
    ids, parts = (torch.zeros(len(told), length, dtype=torch.long) for _ in range(2))
    mask, counts = (torch.zeros(len(told), length, dtype=torch.bool) for _ in range(2))
    names = torch.zeros(len(told), length)
    for row, (read, example) in enumerate(zip(told, examples, strict=True)):
        size = len(read.ids)
        ids[row, :size] = torch.tensor(read.ids)
        parts[row, read.own_at : size] = 1
        mask[row, :size] = True
        if example.names is not None:
            counts[row, read.own_at : size - 1] = True
            names[row, :size] = torch.tensor(_named(read, example))
    wanted = torch.tensor([[intent in one.intents for intent in INTENTS] for one in examples])
    return ids, parts, mask, wanted, names, counts


def _named(read: Read, example: Example) -> list[float]:
    labels = [0.0] * len(read.ids)
    text = example.text.lower()
    for name in example.names or ():
        at = text.find(name.lower())
        for place, piece in enumerate(read.pieces, read.own_at):
            if at >= 0 and at <= piece.start < at + len(name):
                labels[place] = 1.0
    return labels


def learn(
    network: Network, examples: Sequence[Example], vocabulary: dict[str, int], *, rounds: int, rate: float = 1e-4
) -> None:
    """Teach `network` the `examples`, `rounds` times."""
    chance, size = random.Random(0), 32  # noqa: S311 - the same every time
    heads = [*network.intents.parameters(), *network.names.parameters()]
    mine = {id(one) for one in heads}
    body = [one for one in network.parameters() if id(one) not in mine]
    optimiser = torch.optim.AdamW([{"params": body, "lr": rate}, {"params": heads, "lr": 10 * rate}], weight_decay=0.01)
    steps = rounds * (len(examples) // size + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, 10 * step / steps) * max(0.0, 1 - step / steps)
    )
    for number in range(rounds):
        network.train()
        order = sorted(examples, key=lambda one: len(one.text + one.scene.before) // 24 + 3 * chance.random())
        batches = [order[at : at + size] for at in range(0, len(order), size)]
        chance.shuffle(batches)
        total = 0.0
        for one in batches:
            ids, parts, mask, wanted, names, counts = batch(one, vocabulary)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                odds, tags = (one.float() for one in network(ids, parts, mask))
            likely = functional.log_softmax(odds, 1).masked_fill(~wanted, -1e9)
            loss = -torch.logsumexp(likely, 1).mean()
            if counts.any():
                loss = loss + functional.binary_cross_entropy_with_logits(tags[counts], names[counts])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"round {number + 1} of {rounds}: loss {total / len(batches):.3f}", flush=True)
