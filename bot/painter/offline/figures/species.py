"""Species: what each creature looks like, read from data/species.toml. Called by creature, hedgehog and reading."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Species:
    """One kind of creature; see the head of data/species.toml for the values."""

    words: tuple[str, ...] = ()
    build: str = "animal"
    coat: str = "#d9b48a"
    belly: str = "#fff1dc"
    coats: tuple[str, ...] = ()
    ears: str = "none"
    ear: str = ""
    ear_size: float = 1.0
    inner: str = "#f5b9b4"
    face: str = "plain"
    mask: str = "#44454d"
    nose: str = "small"
    wide_mouth: bool = False
    whiskers: bool = False
    beard: bool = False
    tail: str = "none"
    tail_size: float = 1.0
    tail_colour: str = ""
    tip: str = ""
    paws: str = ""
    marks: str = ""
    mark: str = ""
    horns: str = ""
    mane: str = ""
    ruff: str = ""
    frill: str = ""
    crest: str = ""
    wool: bool = False
    wings: str = ""
    comb: str = ""
    beak: str = ""
    bill: bool = False
    quills: str = ""
    quill: str = "#8a5f45"
    hair: str = ""
    hair_style: str = "short"


@lru_cache(maxsize=1)
def all_species() -> dict[str, Species]:
    """Return every species by name."""
    text = files("bot.painter.offline").joinpath("data/species.toml").read_text("utf-8")
    return {name: _species(row) for name, row in tomllib.loads(text).items()}


def _species(row: dict[str, Any]) -> Species:
    """A row of the file; a word that is no field of Species is an error at once."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Species(**values)
