"""The styles: storybook, sticker, watercolour, pixel art, pencil. RGBA in, RGBA out. Called by render.

Grain and die cut are made here and not by SVG filters: those are ten to eighty times slower.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from bot.painter.offline.chance import Chance
from bot.painter.offline.finishes import grain

#: Blocks along the short side of pixel art.
BLOCKS = 128
PAPER = (253, 249, 240)


def storybook(image: Image.Image, chance: Chance) -> Image.Image:
    """Print it on soft paper."""
    width, height = image.size
    # In steps of four: the eye sees no difference, and the file is half as large.
    speckle = np.round(grain.white(chance, width, height) * 3.4) * 4
    texture = Image.fromarray((speckle + 128).astype(np.uint8))
    paper = Image.merge("RGB", (texture, texture, texture))
    # (colour + texture) - 128, in integers: no plane of floats for the three channels.
    return _over(image, ImageChops.add(image.convert("RGB"), paper, 1, -128))


def vignette(image: Image.Image, colour: str) -> Image.Image:
    """Darken the corners towards `colour`: the eye stays with the subject."""
    across, down = np.linspace(-1, 1, 64, dtype=np.float32), np.linspace(-1, 1, 64, dtype=np.float32)
    far = np.sqrt(across[None, :] ** 2 + down[:, None] ** 2)
    mask = Image.fromarray((np.clip((far - 0.8) / 0.62, 0, 1) * 46).astype(np.uint8)).resize(
        image.size, Image.Resampling.BICUBIC
    )
    return Image.composite(Image.new("RGBA", image.size, colour), image, mask)


def sticker(image: Image.Image, chance: Chance) -> Image.Image:  # noqa: ARG001  # every style has this shape
    """Cut it out with a white border and a soft shadow."""
    border = max(2.0, min(image.size) / 54)
    shape = image.getchannel("A").filter(ImageFilter.GaussianBlur(border * 0.62)).point(lambda v: 255 if v > 9 else 0)
    shape = (
        _filled(shape)
        .filter(ImageFilter.GaussianBlur(max(1.0, border / 8)))
        .point(lambda v: max(0, min(255, (v - 96) * 4)))
    )
    white = Image.new("RGBA", image.size, (255, 255, 255, 0))
    white.putalpha(shape)
    drop = ImageChops.offset(shape, 0, round(border * 0.4)).filter(ImageFilter.GaussianBlur(border * 0.42))
    shadow = Image.new("RGBA", image.size, (30, 26, 52, 0))
    shadow.putalpha(drop.point(lambda v: int(v * 0.36)))
    return Image.alpha_composite(Image.alpha_composite(shadow, white), image)


def _filled(shape: Image.Image) -> Image.Image:
    """Fill the holes in a mask: nobody cuts between an arm and a body."""
    small = shape.resize((max(1, shape.width // 8), max(1, shape.height // 8)), Image.Resampling.BILINEAR).point(
        lambda v: 255 if v > 127 else 0
    )
    framed = ImageOps.expand(small, 1, 0)
    outside = _flooded(np.asarray(framed) > 0)
    holes = Image.fromarray(np.where(outside, 0, 255).astype(np.uint8)).crop(
        (1, 1, framed.width - 1, framed.height - 1)
    )
    inner = holes.resize(shape.size, Image.Resampling.BILINEAR).point(lambda v: 255 if v > 200 else 0)
    return ImageChops.lighter(shape, inner)


def _flooded(solid: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return what is reached from the edge of a mask without crossing what is solid."""
    reached = np.zeros_like(solid)
    reached[0, :] = reached[-1, :] = reached[:, 0] = reached[:, -1] = True
    count = -1
    while count != int(reached.sum()):
        count = int(reached.sum())
        grown = reached.copy()
        grown[1:] |= reached[:-1]
        grown[:-1] |= reached[1:]
        grown[:, 1:] |= reached[:, :-1]
        grown[:, :-1] |= reached[:, 1:]
        reached = grown & ~solid
    return reached


def watercolour(image: Image.Image, chance: Chance) -> Image.Image:
    """Paint it wet: wandering edges, pigment pooling, washes, a torn border."""
    width, height = image.size
    small = image.convert("RGB").resize((max(1, width // 2), max(1, height // 2)), Image.Resampling.BOX)
    small = small.filter(ImageFilter.MedianFilter(5))
    w, h = small.size
    k = min(w, h) / 512
    first, second = grain.clouds(chance.under("a"), w, h, 6, 4), grain.clouds(chance.under("b"), w, h, 6, 4)
    rows, columns = np.indices((h, w), np.int32)
    dx, dy = ((first - 0.5) * 15 * k).astype(np.int32), ((second - 0.5) * 15 * k).astype(np.int32)
    wet = np.asarray(small)[np.clip(rows + dy, 0, h - 1), np.clip(columns + dx, 0, w - 1)]
    soft = np.asarray(Image.fromarray(wet).filter(ImageFilter.GaussianBlur(3.2 * k)), np.float32)
    sharp = wet.astype(np.float32)
    pooled = np.abs(sharp - soft).mean(2, keepdims=True)
    wash = (first * 0.6 + second * 0.4)[..., None] - 0.5
    layer = 255 - (255 - soft * 0.3 - sharp * 0.7) * 0.9 - pooled * 0.75 + wash * 40
    layer += grain.white(chance.under("paper"), w, h)[..., None] * 14
    edge = np.minimum(np.minimum(columns, w - 1 - columns), np.minimum(rows, h - 1 - rows)) + (second - 0.5) * 34 * k
    mask = np.clip((edge - 15 * k) / (5 * k + 1e-6), 0, 1)[..., None]
    painted = layer * mask + np.array(PAPER, np.float32) * (1 - mask)
    full = Image.fromarray(np.clip(painted, 0, 255).astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC)
    return _over(image, full)


def pixel_art(image: Image.Image, chance: Chance) -> Image.Image:  # noqa: ARG001
    """Reduce it to blocks and few colours."""
    width, height = image.size
    k = BLOCKS / min(width, height)
    small = image.resize((max(1, round(width * k)), max(1, round(height * k))), Image.Resampling.BOX)
    flat = (
        ImageEnhance.Color(small.convert("RGB"))
        .enhance(1.22)
        .quantize(40, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    )
    blocks = flat.convert("RGB").convert("RGBA")
    blocks.putalpha(small.getchannel("A").point(lambda v: 255 if v > 127 else 0))
    return blocks.resize((width, height), Image.Resampling.NEAREST)


def pencil(image: Image.Image, chance: Chance) -> Image.Image:
    """Draw it with graphite: lines by dodging, tone by hatching."""
    width, height = image.size
    k = min(width, height) / 1024
    grey = image.convert("L")
    base = np.asarray(grey, np.float32)
    dodge = np.asarray(ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(max(0.8, 8 * k))), np.float32)
    lines = np.clip(base * 255 / (256 - dodge), 0, 255)
    trace = grain.strokes(chance, width, height, 16)
    tone = np.clip((255 - base) / 255 - 0.1, 0, 1)
    drawn = lines - tone * 84 * (1 + trace * 0.62) + trace * 2.5
    level = np.clip(drawn, 0, 255).astype(np.uint8)
    warm = Image.merge("RGB", [Image.fromarray((level * share).astype(np.uint8)) for share in (1.0, 0.985, 0.95)])
    return _over(image, warm)


def _over(image: Image.Image, colours: Image.Image) -> Image.Image:
    """Return `colours` with the transparency of `image`."""
    finished = colours.convert("RGBA")
    finished.putalpha(image.getchannel("A"))
    return finished


STYLES: dict[str, Callable[[Image.Image, Chance], Image.Image]] = {
    "storybook": storybook,
    "sticker": sticker,
    "watercolour": watercolour,
    "pixel art": pixel_art,
    "pencil": pencil,
}
