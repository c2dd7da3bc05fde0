"""The paintbox: hands out colours in the light of the picture, and keeps the gradients it was asked for.

Called by every figure and place. One paintbox to a picture: its definitions go into the SVG's <defs>.
"""

from __future__ import annotations

from hashlib import blake2b

from bot.painter.offline.colour import HEX, darker, lighter, mix, multiply
from bot.painter.offline.light import Light


class Paintbox:
    """Colours in a light. Grows only by definitions, in the order they were asked for."""

    def __init__(self, light: Light) -> None:
        self.light = light
        self._definitions: dict[str, str] = {}

    @property
    def ink(self) -> str:
        return self.light.ink

    def lit(self, colour: str) -> str:
        """Return `colour` as it looks in this light."""
        return mix(colour, multiply(colour, self.light.tint), self.light.tint_share)

    def lit_markup(self, markup: str) -> str:
        """Return SVG with every #colour in it lit."""
        return HEX.sub(lambda found: self.lit(found.group()), markup)

    def define(self, kind: str, attributes: str, body: str) -> str:
        """Keep a definition and return the url that names it; equal definitions are kept once."""
        name = kind[0] + blake2b(f"{kind}{attributes}{body}".encode(), digest_size=5).hexdigest()
        self._definitions[name] = f'<{kind} id="{name}" {attributes}>{body}</{kind}>'
        return f"url(#{name})"

    def linear(self, *colours: str, lit: bool = True, across: bool = False) -> str:
        """Return a gradient from top to bottom (or from left to right)."""
        direction = "" if across else 'x1="0" y1="0" x2="0" y2="1"'
        return self.define("linearGradient", direction, self._stops(colours, lit))

    def radial(self, *colours: str, lit: bool = True, at: tuple[float, float] = (0.4, 0.32)) -> str:
        """Return a gradient from the light spot outwards."""
        place = f'cx="{at[0]}" cy="{at[1]}" r="0.75"'
        return self.define("radialGradient", place, self._stops(colours, lit))

    def glow(self, colour: str, strength: float = 0.9) -> str:
        """Return a gradient from `colour` to nothing: lamps, suns, windows at night."""
        body = (
            f'<stop offset="0" stop-color="{colour}" stop-opacity="{strength}"/>'
            f'<stop offset=".35" stop-color="{colour}" stop-opacity="{strength * 0.45:.2f}"/>'
            f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/>'
        )
        return self.define("radialGradient", "", body)

    def rounded(self, colour: str) -> str:
        """Return the paint of something round and soft in `colour`: lit above, shaded below."""
        return self.radial(lighter(colour, 0.22), colour, darker(colour, 0.13))

    def clip(self, body: str) -> str:
        """Return the url of a clip path."""
        return self.define("clipPath", "", body)

    def definitions(self) -> str:
        return "<defs>" + "".join(self._definitions.values()) + "</defs>"

    def _stops(self, colours: tuple[str, ...], lit: bool) -> str:
        last = max(1, len(colours) - 1)
        return "".join(
            f'<stop offset="{i / last:.2f}" stop-color="{self.lit(c) if lit else c}"/>' for i, c in enumerate(colours)
        )
