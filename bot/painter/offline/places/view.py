"""View: what every place is given to draw itself, and the backdrop that it gives back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.painter.offline.chance import Chance
from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.scene import Scene


@dataclass(frozen=True, slots=True)
class View:
    """A picture to be filled: its size in units (the short side has 1024), its chance, paints and scene."""

    width: float
    height: float
    chance: Chance
    paint: Paintbox
    scene: Scene

    def wants(self, weather: str) -> bool:
        return weather in self.scene.weather

    def refuses(self, *names: str) -> bool:
        return any(name in self.scene.absent for name in names)


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A place without its actors: what lies behind them, what lies before them, and where they stand."""

    behind: str
    before: str
    horizon: float
    ground: float  # where the feet of the foremost actor are
