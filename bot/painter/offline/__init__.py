"""The offline painter: procedural pictures for a bot that has no image model.

Words become a scene (reading), the scene becomes SVG (compose), the SVG becomes pixels (render) and the pixels
get their style (finishes). Called through `OfflinePainter`; knows nothing of rooms, people or platforms.

Where to look:

    reading.py     words -> Scene; the words themselves are in data/*.toml
    scene.py       the scene graph
    chance.py      randomness, keyed by seed and slot
    light.py       palettes by time of day; paintbox.py hands out their colours
    figures/       what stands in a picture: creatures, houses, props, lettering
    places/        where it stands: garden, sea, city, room, space
    layout.py      who stands where; compose.py puts the layers together
    render.py      SVG -> pixels -> PNG; finishes/ holds the styles
    painter.py     the pool of processes; worker.py is what runs inside them
"""

from __future__ import annotations

from bot.painter.offline.painter import OfflinePainter

__all__ = ["OfflinePainter"]
