"""SVG in small pieces: escape, place, ellipse, path, limb. Pure strings; called by figures, places and compose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.painter.offline.colour import mix

#: XML 1.0 forbids these even when escaped; one of them makes the whole picture unreadable.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, top, right, bottom. y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def placed(self, x: float, y: float, scale: float, flip: bool = False) -> Box:
        """Return where this box comes to lie when its figure is placed."""
        left, right = (-self.right, -self.left) if flip else (self.left, self.right)
        return Box(x + left * scale, y + self.top * scale, x + right * scale, y + self.bottom * scale)

    def meets(self, other: Box) -> bool:
        """Tell whether both share an area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def joined(self, other: Box) -> Box:
        """Return the box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Anchor:
    """A spot on a figure where something can be put: where, how wide what is put there should be, how tilted."""

    x: float
    y: float
    width: float = 100.0
    tilt: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in its own units: it stands on y = 0 around x = 0."""

    svg: str
    box: Box
    anchors: dict[str, Anchor] = field(default_factory=dict)
    shadow: float = 0.0  # half width of its shadow; 0: none
    face: Box | None = None  # what nobody may stand before


def text_of(words: str) -> str:
    """Return `words` as character data: nothing in it can become markup."""
    clean = FORBIDDEN.sub("", words)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def put(inner: str, x: float, y: float, scale: float = 1.0, tilt: float = 0.0, flip: bool = False) -> str:  # noqa: PLR0917  # in the order of SVG
    """Return `inner` moved to x, y, turned by `tilt` degrees, scaled, mirrored."""
    turned = f" rotate({tilt:.1f})" if tilt else ""
    sized = f" scale({-scale if flip else scale:.3f} {scale:.3f})" if flip or scale != 1 else ""
    return f'<g transform="translate({x:.1f} {y:.1f}){turned}{sized}">{inner}</g>'


def inked(inner: str, ink: str, width: float = 5.0) -> str:
    """Return `inner` drawn with an outline."""
    return f'<g stroke="{ink}" stroke-width="{width:g}" stroke-linejoin="round" stroke-linecap="round">{inner}</g>'


def _clear(extra: str, of: str) -> str:
    """Turn opacity="..." into that of the fill or the stroke: the plain one costs a layer for each shape."""
    return (
        extra.replace(' opacity="', f' {of}-opacity="')
        if " opacity=" in extra
        else (f"{of}-{extra}" if extra.startswith('opacity="') else extra)
    )


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, extra: str = "") -> str:  # noqa: PLR0917  # in the order of SVG
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}" {_clear(extra, "fill")}/>'


def path(d: str, fill: str, extra: str = "") -> str:
    return f'<path d="{d}" fill="{fill}" {_clear(extra, "fill")}/>'


def line(d: str, colour: str, width: float, extra: str = "") -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linecap="round" stroke-linejoin="round" {_clear(extra, "stroke")}/>'
    )


def rect(x: float, y: float, width: float, height: float, fill: str, r: float = 0, extra: str = "") -> str:  # noqa: PLR0917  # in the order of SVG
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{r:g}" '
        f'fill="{fill}" {_clear(extra, "fill")}/>'
    )


def bands(x: float, y: float, width: float, height: float, colours: Sequence[str], count: int = 40) -> str:  # noqa: PLR0917  # in the order of SVG
    """Return a gradient from top to bottom in flat bands: over a whole picture a true one takes resvg 80 ms."""
    drawn, step = "", height / count
    for i in range(count):
        at = (i + 0.5) / count * (len(colours) - 1)
        low = min(int(at), len(colours) - 2)
        # Each band reaches under the next: no seam shows.
        drawn += rect(x, y + i * step, width, step + 1.5, mix(colours[low], colours[low + 1], at - low))
    return drawn


def rings(x: float, y: float, radius: float, colour: str, strength: float, count: int = 13) -> str:  # noqa: PLR0917  # in the order of SVG
    """Return a glow as rings of the same colour laid over each other."""
    return "".join(
        ellipse(x, y, radius * share, radius * share, colour, f'opacity="{strength / count * 1.5:.3f}"')
        for share in ((i + 1) ** 1.4 / count**1.4 for i in reversed(range(count)))
    )


def limb(d: str, colour: str, ink: str, width: float) -> str:
    """Return an arm, leg or tail: a thick line with an outline."""
    return line(d, ink, width + 10) + line(d, colour, width)
