"""Stickers: whether a picture's background really is clear, and cutting it out where it is not.

Called by the studio for pictures that were ordered transparent. Models that cannot leave anything clear paint a plain
background, and some paint the checkerboard that editors show in its place; both are taken away from the edges inwards,
so that what is enclosed by the figure stays. Knows no painter.
"""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from bot.painter import Note, Painted

Mask = NDArray[np.bool_]

#: Below this, alpha is clear; a picture is a sticker when so much of its outermost rim is clear.
_CLEAR_ALPHA = 16
_CLEAR_RIM = 0.5
#: How far a pixel may be from a background colour, in steps of 256 of its most different channel.
_NEAR = 28
#: A background is plain when so much of the rim has one of at most two colours.
_PLAIN_RIM = 0.85
#: Cutting out less than this, or more, means that there was no figure on a background.
_LEAST, _MOST = 0.02, 0.98
_THREADS = ThreadPoolExecutor(1, "cutout")


class Outcome(StrEnum):
    """What became of a picture's background."""

    CLEAR = "clear"  # it was, as it came
    CUT = "cut"
    KEPT = "kept"  # it is not plain, so it stays


@dataclass(frozen=True, slots=True)
class Cutout:
    """A picture's bytes after cutting out; the same as before unless the outcome is CUT."""

    outcome: Outcome
    data: bytes


async def as_sticker(painted: Painted) -> Painted:
    """Return the picture with a clear background, and a note when that was our doing or could not be done.

    `painted` was opened before (bot/images.py), so that its size and format are known to be harmless.
    """
    cutout = await asyncio.get_running_loop().run_in_executor(_THREADS, cut_out, painted.data)
    match cutout.outcome:
        case Outcome.CLEAR:
            return painted
        case Outcome.CUT:
            notes = (*painted.notes, Note("note_cut_out"))
            return replace(painted, data=cutout.data, media_type="image/png", notes=notes)
        case Outcome.KEPT:
            return replace(painted, notes=(*painted.notes, Note("note_not_cut_out")))


def cut_out(data: bytes) -> Cutout:
    """Return the picture in `data` with a clear background, as a PNG when something was cut."""
    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP", "GIF"]) as opened:
        image = opened.convert("RGBA")
        kept = {key: opened.info[key] for key in ("icc_profile",) if key in opened.info}
    pixels = np.asarray(image)
    if float((_rim(pixels[..., 3]) < _CLEAR_ALPHA).mean()) >= _CLEAR_RIM:
        return Cutout(Outcome.CLEAR, data)
    background = _background(pixels[..., :3])
    if background is None or not _LEAST <= float(background.mean()) <= _MOST:
        return Cutout(Outcome.KEPT, data)
    out = io.BytesIO()
    image.putalpha(_alpha(background))
    image.save(out, "PNG", **kept)
    return Cutout(Outcome.CUT, out.getvalue())


def _rim(channel: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the outermost pixels, all around."""
    return np.concatenate([channel[0], channel[-1], channel[:, 0], channel[:, -1]])


def _background(colours: NDArray[np.uint8]) -> Mask | None:
    """Return where the background is, reached from the edges; None when it is not plain."""
    rim = _rim(colours)
    tones = _tones(rim)
    if float(_near(rim[None], tones).mean()) < _PLAIN_RIM:
        return None
    return _reached(_near(colours, tones))


def _tones(rim: NDArray[np.uint8]) -> list[NDArray[np.int16]]:
    """Return the rim's most frequent colour, and the second of a checkerboard if there is one."""
    tones: list[NDArray[np.int16]] = []
    left = rim
    for _ in range(2):
        coarse, counts = np.unique(left // 16, axis=0, return_counts=True)
        alike = (left // 16 == coarse[counts.argmax()]).all(axis=1)
        tones.append(np.median(left[alike], axis=0).astype(np.int16))
        left = left[~_near(left[None], tones)[0]]
        if len(left) < 0.1 * len(rim):
            break
    return tones


def _near(colours: NDArray[np.uint8], tones: list[NDArray[np.int16]]) -> Mask:
    near = np.zeros(colours.shape[:-1], dtype=np.bool_)
    for tone in tones:
        near |= np.abs(colours.astype(np.int16) - tone).max(axis=-1) <= _NEAR
    return near


def _reached(open_: Mask) -> Mask:
    """Return what of `open_` is connected to the edge: whole runs of rows, then of columns, until nothing is new."""
    reached = np.zeros_like(open_)
    reached[0], reached[-1], reached[:, 0], reached[:, -1] = open_[0], open_[-1], open_[:, 0], open_[:, -1]
    while True:
        before = int(reached.sum())
        reached = _along(reached, open_)
        reached = _along(reached.T, open_.T).T
        if int(reached.sum()) == before:
            return reached


def _along(reached: Mask, open_: Mask) -> Mask:
    """Return `reached`, spread along each row within its runs of `open_`."""
    starts = np.ones_like(open_)
    starts[:, 1:] = open_[:, 1:] != open_[:, :-1]
    runs = np.cumsum(starts.ravel()) - 1
    touched = np.bincount(runs, weights=reached.ravel()) > 0
    return np.asarray(touched[runs].reshape(open_.shape) & open_)


def _alpha(background: Mask) -> Image.Image:
    """Return the alpha channel: the figure loses its outermost, mixed pixels, and its edge is soft."""
    alpha = Image.fromarray(np.where(background, 0, 255).astype(np.uint8), "L").filter(ImageFilter.MinFilter(3))
    soft = np.asarray(alpha.filter(ImageFilter.GaussianBlur(0.8)))
    # What is clear stays clear: softness goes inwards only.
    return Image.fromarray(np.where(background, 0, soft).astype(np.uint8), "L")
