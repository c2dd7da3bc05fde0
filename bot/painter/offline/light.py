"""Light: the palette of an hour, read from data/light.toml. Called by compose and reading's tests; draws nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bot.painter.offline.chance import Chance
from bot.painter.offline.scene import Scene


@dataclass(frozen=True, slots=True)
class Light:
    """The colours of one hour; see data/light.toml for what each is for."""

    name: str
    time: str
    sky: tuple[str, str]
    far: str
    middle: str
    near: str
    ground: tuple[str, str]
    foliage: tuple[str, ...]
    cloud: str
    ink: str
    tint: str
    tint_share: float
    orb: str

    @property
    def dark(self) -> bool:
        return self.time == "night"


@lru_cache(maxsize=1)
def lights() -> tuple[Light, ...]:
    """Return every hour, in the order of the file."""
    text = files("bot.painter.offline").joinpath("data/light.toml").read_text("utf-8")
    rows = tomllib.loads(text)["light"]
    return tuple(_light(row) for row in rows)


def _light(row: dict[str, Any]) -> Light:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Light(**values)


def studio_light() -> Light:
    """Return the neutral light of cut-outs, where no sky colours anything."""
    return lights()[0]


def hour(scene: Scene, chance: Chance) -> Light:
    """Return the light that `scene` asks for; what it leaves open is drawn."""
    time = scene.time
    if time is None and "storm" in scene.weather:
        time = "storm"
    if time is None and "rain" in scene.weather:
        time = "rain"
    if time is None:
        # Mostly day: somebody who says nothing about the hour wants to see the hero.
        time = "sunset" if chance.happens(0.18, "hour") else "day"
    return chance.pick([light for light in lights() if light.time == time], "light")
