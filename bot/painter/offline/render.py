"""Rendering: SVG -> pixels -> style -> PNG. Called by worker inside a process; imports Pillow, numpy and resvg.

Fonts come with picturebook and the machine's are never looked at: the same bytes everywhere.
"""

from __future__ import annotations

import io
import time
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

import resvg_py
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot.painter.offline.chance import Chance
from bot.painter.offline.compose import SHORT_SIDE, Portrait, Sheet, compose
from bot.painter.offline.figures.lettering import KOREAN, LATIN
from bot.painter.offline.finishes.styles import STYLES, vignette
from bot.painter.offline.jobs import Job, Print
from bot.painter.offline.reading import read
from bot.painter.offline.scene import Scene

#: The colour that the corners darken to.
EDGE = "#3a2440"
SOFTWARE = "picturebook offline painter"


@lru_cache(maxsize=1)
def fonts() -> dict[str, str]:
    """Return the font file of each family."""
    fredoka = files("font_fredoka_one").joinpath("files/FredokaOne-Regular.ttf")
    jua = files("bot.painter.offline").joinpath("fonts/Jua-Regular.ttf")
    return {LATIN: str(fredoka), KOREAN: str(jua)}


def scene_of(job: Job) -> Scene:
    """Return the scene of a job: its words, its style, and whether it is cut out."""
    scene = read(job.prompt)
    style = job.style if job.style in STYLES else scene.style
    cutout = style == "sticker" or job.transparent
    return replace(scene, style=style, cutout=cutout)


def paint(job: Job) -> Print:
    """Paint one picture."""
    clock = [time.perf_counter()]
    scene = scene_of(job)
    unit = SHORT_SIDE / min(job.width_px, job.height_px)
    portraits = tuple(Portrait(seed, read(prompt)) for prompt, seed in job.portraits)
    sheet = Sheet(scene, job.seed, portraits, round(job.width_px * unit), round(job.height_px * unit))
    clock.append(time.perf_counter())
    svg = compose(sheet)
    clock.append(time.perf_counter())
    image = rasterised(svg, job.width_px, job.height_px)
    clock.append(time.perf_counter())
    if not scene.cutout:
        image = vignette(image, EDGE)
    finished = STYLES[scene.style](image, Chance.of(job.seed).under("finish"))
    clock.append(time.perf_counter())
    png = encoded(finished)
    clock.append(time.perf_counter())
    names = ("read", "compose", "render", "finish", "encode")
    stages = {name: after - before for name, before, after in zip(names, clock, clock[1:], strict=False)}
    return Print(png, scene.style, scene.unknown if scene.empty else (), stages)


def rasterised(svg: str, width_px: int, height_px: int) -> Image.Image:
    """Return the pixels of `svg`, RGBA."""
    used = [path for family, path in fonts().items() if f'font-family="{family}"' in svg]
    png = resvg_py.svg_to_bytes(
        svg_string=svg, width=width_px, height=height_px, font_files=used, skip_system_fonts=True
    )
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    # resvg keeps the aspect of the drawing; rounding may leave a row more or less than was ordered.
    return image if image.size == (width_px, height_px) else image.resize((width_px, height_px))


def encoded(image: Image.Image) -> bytes:
    """Return a PNG that says which program made it, and nothing else."""
    if image.getchannel("A").getextrema()[0] == 255:
        image = image.convert("RGB")
    info = PngInfo()
    info.add_text("Software", SOFTWARE)
    out = io.BytesIO()
    image.save(out, "png", compress_level=1, pnginfo=info)
    return out.getvalue()
