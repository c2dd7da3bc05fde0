"""A painter of 1x1 pictures, for when only plans matter. Used by `picturebook replay --plan-only`."""

from __future__ import annotations

import base64

from bot.painter import Abilities, Order, Painted, Shape

#: One white pixel.
_PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg==")


class BlankPainter:
    """Paints nothing, at once, with every ability."""

    name = "blank"
    abilities = Abilities(seeds=True, references=False, transparent=True, size_px=dict.fromkeys(Shape, (1, 1)))

    async def paint(self, order: Order) -> Painted:
        """Return one white pixel that claims the order's seed."""
        return Painted(_PNG, "image/png", 1, 1, order.seed, "blank", ("plan only: nothing was painted",))

    async def close(self) -> None:
        """Nothing to release."""
