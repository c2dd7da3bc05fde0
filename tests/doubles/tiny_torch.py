"""Stand-ins for torch and diffusers, so that what is asked of them can be seen on machines that have neither.

`install(monkeypatch, pipe)` puts them where they are imported from; the tests that need real ones bring a tiny model.
"""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from PIL import Image


class Generator:
    """Remembers its seed."""

    def __init__(self, device: str) -> None:
        self.device, self.seed = device, 0

    def manual_seed(self, seed: int) -> Generator:
        self.seed = seed
        return self


class OutOfMemoryError(RuntimeError):
    """As torch calls it."""


class Pipe:
    """A pipeline that paints one colour by its seed and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.device = ""
        self.error: BaseException | None = None

    def to(self, device: str) -> Pipe:
        self.device = device
        return self

    def set_progress_bar_config(self, **_: Any) -> None:
        """Show none."""

    def _paint(self, given: dict[str, Any]) -> SimpleNamespace:
        self.asked.append(given)
        if self.error is not None:
            raise self.error
        given["callback_on_step_end"](self, 0, 0, {})
        size = (given["width"], given["height"]) if given.get("width") else given["image"].size
        seed = given["generator"].seed
        return SimpleNamespace(images=[Image.new("RGB", size, (seed % 256, 20, 30))])


class WordsPipe(Pipe):
    """Paints from words, with steps and guidance."""

    def __call__(
        self,
        prompt: str,
        width: int,
        height: int,
        num_inference_steps: int = 4,
        guidance_scale: float = 1.0,
        generator: Any = None,
        callback_on_step_end: Any = None,
    ) -> SimpleNamespace:
        given = {name: value for name, value in locals().items() if name != "self"}
        return self._paint(given)


class EditPipe(Pipe):
    """Paints from words and pictures alike."""

    def __call__(
        self,
        prompt: str,
        width: int,
        height: int,
        image: Any = None,
        num_inference_steps: int = 4,
        generator: Any = None,
        callback_on_step_end: Any = None,
    ) -> SimpleNamespace:
        given = {name: value for name, value in locals().items() if name != "self"}
        return self._paint(given)


class ChangePipe(Pipe):
    """Changes one picture, as far as `strength` says."""

    def __call__(
        self,
        prompt: str,
        image: Any,
        strength: float,
        num_inference_steps: int = 2,
        generator: Any = None,
        callback_on_step_end: Any = None,
    ) -> SimpleNamespace:
        given = {name: value for name, value in locals().items() if name != "self"}
        return self._paint(given)


def install(
    monkeypatch: pytest.MonkeyPatch,
    pipe: Pipe | BaseException,
    change: Pipe | None = None,
    *,
    cuda: bool = False,
    mps: bool = False,
) -> None:
    """Put stand-ins in the places of torch and diffusers; loading a model gives `pipe`, or raises it."""
    torch: Any = ModuleType("torch")
    torch.Generator = Generator
    torch.OutOfMemoryError = OutOfMemoryError
    torch.bfloat16, torch.float32 = "bfloat16", "float32"
    torch.cuda = SimpleNamespace(is_available=lambda: cuda)
    torch.backends = SimpleNamespace(mps=SimpleNamespace(is_available=lambda: mps))

    def from_pretrained(_name: str, torch_dtype: str) -> Pipe:
        if isinstance(pipe, BaseException):
            raise pipe
        pipe.dtype = torch_dtype  # type: ignore[attr-defined]
        return pipe

    def from_pipe(_pipe: Pipe) -> Pipe:
        if change is None:
            raise ValueError("no such pipeline")
        return change

    diffusers: Any = ModuleType("diffusers")
    diffusers.DiffusionPipeline = SimpleNamespace(from_pretrained=from_pretrained)
    diffusers.AutoPipelineForImage2Image = SimpleNamespace(from_pipe=from_pipe)
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "diffusers", diffusers)
