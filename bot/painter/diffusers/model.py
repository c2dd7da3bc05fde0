"""A pipeline of the diffusers library: loading it, and one picture out of it. Everything here takes long.

Used by the painter of this package, in its one thread. The only module that knows torch and diffusers; both are
imported when the first picture is painted and not before.
"""

from __future__ import annotations

import inspect
import io
import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from PIL import Image

from bot.errors import PainterClosed, PainterDown, PainterModelUnknown
from bot.painter import Order, Reference, Shape

Size = tuple[int, int]
SIZES: Mapping[Shape, Size] = {Shape.SQUARE: (1024, 1024), Shape.WIDE: (1216, 832), Shape.TALL: (832, 1216)}
#: How far a changed picture may go from the one that it was, for models that are told; and a picture made large.
STRENGTH, HD_STRENGTH = 0.6, 0.3


class Cancelled(Exception):
    """Nobody waits for the picture any more."""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """Which model, on what, and how it is used; None leaves it to the model."""

    name: str
    device: str = "auto"
    sizes: Mapping[Shape, Size] = field(default_factory=lambda: SIZES)
    hd_factor: float = 1.5
    draft_steps: int | None = None
    final_steps: int | None = None
    guidance: float | None = None


class Pipeline:
    """A loaded model. Not for two threads at once."""

    def __init__(self, model: LocalModel, painter: str) -> None:
        """Load the model, fetching it first where it is not here. Raises PainterClosed or PainterModelUnknown."""
        try:
            self._torch: Any = import_module("torch")
            diffusers: Any = import_module("diffusers")
        except ImportError as error:
            raise PainterClosed("install picturebook[diffusers]: torch is missing", painter=painter) from error
        self._model, self._painter = model, painter
        self.device = self._device(model.device)
        dtype = self._torch.bfloat16 if self.device.startswith("cuda") else self._torch.float32
        try:
            pipe = diffusers.DiffusionPipeline.from_pretrained(model.name, torch_dtype=dtype)
        except (OSError, ValueError) as error:
            raise PainterModelUnknown(
                f"{model.name} cannot be loaded ({type(error).__name__})", painter=painter
            ) from error
        self._pipe = pipe.to(self.device)
        self._pipe.set_progress_bar_config(disable=True)
        self.sees_all = "image" in _parameters(self._pipe)
        self._changing = None if self.sees_all else self._image_pipeline(diffusers)
        self.sees = self.sees_all or self._changing is not None

    def paint(self, order: Order, stopped: threading.Event) -> bytes:
        """Return the picture as a PNG. Raises Cancelled once `stopped` is set, PainterDown when memory is short."""
        pipe, more = self._with_references(order)
        takes = _parameters(pipe)
        width_px, height_px = self._size(order, shown="image" in more)
        steps = self._model.final_steps if order.is_final else self._model.draft_steps
        wanted: dict[str, Any] = {
            "prompt": order.prompt.strip() or "a picture",
            "width": width_px,
            "height": height_px,
            "num_inference_steps": steps,
            "guidance_scale": self._model.guidance,
            # A CPU's generator gives the same numbers on every machine.
            "generator": self._torch.Generator("cpu").manual_seed(order.seed),
            "callback_on_step_end": _stopper(stopped),
            **more,
        }
        if "strength" in more:  # of the steps only this part is done: it must be one at least
            usual = takes["num_inference_steps"].default if steps is None else steps
            wanted["num_inference_steps"] = max(int(usual), math.ceil(1 / more["strength"]))
        given = {name: value for name, value in wanted.items() if name in takes and value is not None}
        try:
            image = pipe(**given).images[0]
        except (MemoryError, self._torch.OutOfMemoryError) as error:
            raise PainterDown("not enough memory", painter=self._painter) from error
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()

    def _with_references(self, order: Order) -> tuple[Any, dict[str, Any]]:
        """Return the pipeline that paints the order, and the pictures that it is shown."""
        seen = sorted((one for one in order.references if one.data), key=lambda one: not one.is_base)
        if self.sees_all and seen:
            return self._pipe, {"image": [_opened(one) for one in seen]}
        if self._changing is not None and seen and seen[0].is_base:
            size = self._size(order, shown=True)
            strength = HD_STRENGTH if order.hd else STRENGTH
            return self._changing, {"image": _cropped(_opened(seen[0]), size), "strength": strength}
        return self._pipe, {}

    def _size(self, order: Order, *, shown: bool) -> Size:
        factor = self._model.hd_factor if order.hd and shown else 1.0
        width_px, height_px = self._model.sizes[order.shape]
        return int(width_px * factor) // 16 * 16, int(height_px * factor) // 16 * 16

    def _image_pipeline(self, diffusers: Any) -> Any:
        try:
            return diffusers.AutoPipelineForImage2Image.from_pipe(self._pipe)
        except (ValueError, TypeError):  # this kind of model paints from words alone
            return None

    def _device(self, wanted: str) -> str:
        if wanted != "auto":
            return wanted
        if self._torch.cuda.is_available():
            return "cuda"
        return "mps" if self._torch.backends.mps.is_available() else "cpu"


def _parameters(pipe: Any) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(pipe.__call__).parameters


def _stopper(stopped: threading.Event) -> Any:
    def look(_pipe: Any, _step: int, _timestep: Any, values: dict[str, Any]) -> dict[str, Any]:
        if stopped.is_set():
            raise Cancelled
        return values

    return look


def _opened(reference: Reference) -> Image.Image:
    with Image.open(io.BytesIO(reference.data), formats=["PNG", "JPEG", "WEBP", "GIF"]) as image:
        flat = Image.new("RGB", image.size, "white")
        clear = image.convert("RGBA")
        flat.paste(clear, mask=clear.getchannel("A"))
        return flat


def _cropped(image: Image.Image, size: Size) -> Image.Image:
    """Return the middle of a picture in another size: a stretched face is nobody's."""
    width, height = size
    scale = max(width / image.width, height / image.height)
    large = image.resize((max(width, round(image.width * scale)), max(height, round(image.height * scale))))
    left, top = (large.width - width) // 2, (large.height - height) // 2
    return large.crop((left, top, left + width, top + height))
