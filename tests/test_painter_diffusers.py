"""The painter with its model in this process: a tiny pipeline with random weights, and what is said without torch."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from contract.painter_suite import MEADOW, PainterContract, opened
from doubles.tiny_torch import ChangePipe, EditPipe, OutOfMemoryError, WordsPipe, install
from PIL import Image

from bot.errors import PainterClosed, PainterDown, PainterModelUnknown
from bot.painter import Order, Reference, Shape
from bot.painter.diffusers import DiffusersPainter, LocalModel
from bot.painter.diffusers import painter as painter_module

SIZES = {Shape.SQUARE: (64, 64), Shape.WIDE: (96, 64), Shape.TALL: (64, 96)}
HAS_TORCH = all(find_spec(name) for name in ("torch", "diffusers", "transformers"))
# What diffusers and transformers say to their own maintainers.
pytestmark = [pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("FutureWarning", "DeprecationWarning")]
needs_torch = pytest.mark.skipif(not HAS_TORCH, reason="torch and diffusers are not installed: the extra `diffusers`")


def png(colour: str, size: tuple[int, int] = (80, 40), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, "PNG")
    return out.getvalue()


BASE = Reference("pic-1", png("orange"), "image/png", "a fox", 11, is_base=True)
FACE = Reference("pic-2", png("blue"), "image/png", "Larry", 12)


def save_tiny_pipeline(directory: Path) -> None:
    """Write a Stable Diffusion pipeline whose parts are as small as they can be, with random weights."""
    import torch
    from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    torch.manual_seed(0)
    letters = [chr(code) for code in range(33, 127)]
    words = ["<|startoftext|>", "<|endoftext|>", *letters, *(f"{one}</w>" for one in letters)]
    (directory / "words").mkdir(parents=True)
    (directory / "words" / "vocab.json").write_text(json.dumps({word: n for n, word in enumerate(words)}))
    (directory / "words" / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = CLIPTokenizer(
        str(directory / "words" / "vocab.json"), str(directory / "words" / "merges.txt"), model_max_length=77
    )
    sizes: dict[str, Any] = {"hidden_size": 32, "intermediate_size": 37, "num_attention_heads": 4}
    text = CLIPTextConfig(
        **sizes, num_hidden_layers=2, vocab_size=len(words), bos_token_id=0, eos_token_id=1, projection_dim=32
    )
    blocks: dict[str, Any] = {"block_out_channels": (32, 64), "norm_num_groups": 32, "layers_per_block": 1}
    unet = UNet2DConditionModel(
        **blocks,
        sample_size=8,
        in_channels=4,
        out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=32,
        attention_head_dim=8,
    )
    vae = AutoencoderKL(
        **blocks,
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
    )
    StableDiffusionPipeline(
        vae=vae,
        text_encoder=CLIPTextModel(text),
        tokenizer=tokenizer,
        unet=unet,
        scheduler=DDIMScheduler(steps_offset=1, clip_sample=False),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(directory)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    directory = tmp_path_factory.mktemp("tiny-model")
    save_tiny_pipeline(directory)
    return str(directory)


@pytest.fixture
async def painter(tiny: str) -> AsyncIterator[DiffusersPainter]:
    painter = DiffusersPainter(LocalModel(tiny, "cpu", SIZES, draft_steps=2, final_steps=3))
    yield painter
    await painter.close()


@needs_torch
class TestDiffusersPainter(PainterContract):
    """The suite that every painter passes."""

    async def test_same_seed_gives_the_same_picture_after_a_restart(self, painter: DiffusersPainter, tiny: str) -> None:
        again = DiffusersPainter(LocalModel(tiny, "cpu", SIZES, draft_steps=2))
        for references in ((), (BASE,)):
            order = Order(MEADOW, 7, references=references)
            assert (await painter.paint(order)).data == (await again.paint(order)).data
        await again.close()

    async def test_picture_that_is_changed_is_looked_at(self, painter: DiffusersPainter) -> None:
        fresh, changed, shown = [
            await painter.paint(Order(MEADOW, 7, references=references)) for references in ((), (FACE, BASE), (FACE,))
        ]
        assert fresh.data == shown.data, "a portrait alone is no picture to change"
        assert changed.data != fresh.data
        assert painter.abilities.references

    async def test_hd_of_a_picture_is_larger(self, painter: DiffusersPainter) -> None:
        large = await painter.paint(Order(MEADOW, 7, hd=True, references=(BASE,)))
        assert opened(large).size == (96, 96)

    async def test_clear_picture_is_shown_on_white(self, painter: DiffusersPainter) -> None:
        clear, white = [
            Reference("pic-3", data, "image/png", "", None, is_base=True)
            for data in (png("#ff000000", mode="RGBA"), png("white"))
        ]
        first = await painter.paint(Order(MEADOW, 7, references=(clear,)))
        assert first.data == (await painter.paint(Order(MEADOW, 7, references=(white,)))).data

    async def test_picture_that_nobody_waits_for_is_left(self, tiny: str) -> None:
        slow = DiffusersPainter(LocalModel(tiny, "cpu", SIZES, draft_steps=200))
        task = asyncio.create_task(slow.paint(Order(MEADOW, 7)))
        while slow._pipeline is None:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.get_running_loop().run_in_executor(slow._thread, lambda: None)  # the thread is free again
        await slow.close()

    async def test_all_is_installed(self, painter: DiffusersPainter, tiny: str) -> None:
        first, _ = await painter.inspect()
        assert tiny in first

    async def test_model_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        painter = DiffusersPainter(LocalModel(str(tmp_path / "none"), "auto"))
        with pytest.raises(PainterModelUnknown):
            await painter.paint(Order(MEADOW, 7))
        await painter.close()


@pytest.mark.skipif(HAS_TORCH, reason="torch is installed")
async def test_painter_without_torch_says_what_to_install() -> None:
    painter = DiffusersPainter(LocalModel("any"))
    for attempt in (painter.inspect(), painter.paint(Order(MEADOW, 7))):
        with pytest.raises(PainterClosed) as caught:
            await attempt
        assert "picturebook[diffusers]" in caught.value.detail
    await painter.close()


async def test_painter_that_lacks_a_library_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter_module, "find_spec", lambda name: None if name == "transformers" else object())
    painter = DiffusersPainter(LocalModel("any"))
    with pytest.raises(PainterClosed) as caught:
        await painter.inspect()
    assert "transformers missing" in caught.value.detail
    monkeypatch.setattr(painter_module, "find_spec", lambda _: object())
    assert "any is loaded with the first picture" in (await painter.inspect())[0]
    await painter.close()


# What is asked of a pipeline, on stand-ins


def stood_in(**model: Any) -> DiffusersPainter:
    return DiffusersPainter(LocalModel("any", sizes=SIZES, **model))


async def test_pipeline_is_asked_for_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = WordsPipe()
    install(monkeypatch, pipe)
    painter = stood_in(draft_steps=3, final_steps=9, guidance=2.5)
    painted = await painter.paint(Order("", 7, Shape.WIDE))
    await painter.paint(Order(MEADOW, 7, hd=True))
    await painter.close()
    first, final = pipe.asked
    assert (first["prompt"], first["width"], first["height"]) == ("a picture", 96, 64)
    assert (first["num_inference_steps"], first["guidance_scale"]) == (3, 2.5)
    assert (first["generator"].device, first["generator"].seed) == ("cpu", 7)
    assert final["num_inference_steps"] == 9
    assert (painted.seed, painted.model, painted.media_type) == (7, "any", "image/png")
    assert not painter.abilities.references, "from words alone: nothing can be shown to this one"


@pytest.mark.parametrize(
    ("has", "wanted", "device", "dtype"),
    [
        ({"cuda": True}, "auto", "cuda", "bfloat16"),
        ({"mps": True}, "auto", "mps", "float32"),
        ({}, "auto", "cpu", "float32"),
        ({}, "cuda:1", "cuda:1", "bfloat16"),
    ],
)
async def test_model_runs_on_the_best_there_is_or_what_is_set(
    monkeypatch: pytest.MonkeyPatch, has: dict[str, bool], wanted: str, device: str, dtype: str
) -> None:
    pipe = WordsPipe()
    install(monkeypatch, pipe, **has)
    painter = stood_in(device=wanted)
    await painter.paint(Order(MEADOW, 7))
    await painter.close()
    assert (pipe.device, pipe.dtype) == (device, dtype)  # type: ignore[attr-defined]


async def test_model_that_sees_is_shown_all_pictures_the_changed_one_first(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = EditPipe()
    install(monkeypatch, pipe)
    painter = stood_in()
    await painter.paint(Order(MEADOW, 7, references=(FACE, BASE)))
    large = await painter.paint(Order(MEADOW, 7, hd=True, references=(BASE,)))
    await painter.paint(Order(MEADOW, 7))
    await painter.close()
    assert [one.getpixel((0, 0)) for one in pipe.asked[0]["image"]] == [(255, 165, 0), (0, 0, 255)]
    assert opened(large).size == (96, 96)
    assert "image" not in {name for name, value in pipe.asked[2].items() if value is not None}
    assert painter.abilities.references


async def test_change_takes_one_step_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    change = ChangePipe()
    install(monkeypatch, WordsPipe(), change)
    painter = stood_in()
    await painter.paint(Order(MEADOW, 7, references=(FACE, BASE)))
    await painter.paint(Order(MEADOW, 7, hd=True, references=(BASE,)))
    await painter.close()
    told = [(one["strength"], one["num_inference_steps"], one["image"].size) for one in change.asked]
    assert told == [(0.6, 2, (64, 64)), (0.3, 4, (96, 96))]


@pytest.mark.parametrize("error", [MemoryError(), OutOfMemoryError()], ids=repr)
async def test_short_memory_is_a_painter_that_is_down(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    pipe = WordsPipe()
    pipe.error = error
    install(monkeypatch, pipe)
    painter = stood_in()
    with pytest.raises(PainterDown):
        await painter.paint(Order(MEADOW, 7))
    await painter.close()


async def test_unknown_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, OSError("not on the hub"))
    painter = stood_in()
    with pytest.raises(PainterModelUnknown) as caught:
        await painter.paint(Order(MEADOW, 7))
    assert "any cannot be loaded" in caught.value.detail
    await painter.close()


async def test_step_after_nobody_waits_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go = threading.Event(), threading.Event()
    left: list[str] = []

    class Slow(WordsPipe):
        def _paint(self, given: dict[str, Any]) -> Any:
            begun.set()
            go.wait(10)
            try:
                return super()._paint(given)
            except Exception as error:
                left.append(type(error).__name__)
                raise

    install(monkeypatch, Slow())
    painter = stood_in()
    task = asyncio.create_task(painter.paint(Order(MEADOW, 7)))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    await asyncio.get_running_loop().run_in_executor(painter._thread, lambda: None)
    assert left == ["Cancelled"]
    await painter.close()
