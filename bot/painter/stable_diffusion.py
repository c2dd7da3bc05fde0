"""The painter that asks a server of the Stable Diffusion web interface's kind: A1111, Forge, SD.Next, sd-server.

Built by bot/app/. Seeds are the server's own; a picture that is changed, or rendered large, is shown to it, and how
far it may go from that is a number. Knows the two requests that all of these servers have (txt2img and img2img), and no
extension of any.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx2
import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import PainterClosed, PainterModelUnknown, PaintingInvalid
from bot.painter import Abilities, Note, Order, Painted, Reference, Shape, Usage
from bot.painter.openai_images.requests import without_tags
from bot.painter.repeating import Patience
from bot.painter.sniffing import decoded, measured
from bot.painter.wire import bounded_client, declined, lost

log = structlog.get_logger(__name__)

Size = tuple[int, int]
Value = str | int | float | bool | list[str] | dict[str, str]

#: Sizes that models of the kind of SDXL and FLUX paint well; older ones want half.
SIZES: Mapping[Shape, Size] = {Shape.SQUARE: (1024, 1024), Shape.WIDE: (1216, 832), Shape.TALL: (832, 1216)}
#: Networks are loaded by such words of a prompt; which ones, is the operator's matter and nobody else's.
_NETWORK = re.compile(r"<\s*[a-z]+\s*:[^<>]*>", re.IGNORECASE)


class _Info(BaseModel):
    model_config = ConfigDict(extra="ignore")

    seed: int | None = None
    sd_model_name: str | None = None


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    images: list[str]
    info: str = ""


class _Options(BaseModel):
    model_config = ConfigDict(extra="ignore")

    sd_model_checkpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """How pictures are made there; None leaves it to the server. Strengths: 0 keeps the picture shown, 1 ignores it."""

    model: str | None = None  # a checkpoint's title; None: the one that is loaded
    sizes: Mapping[Shape, Size] = field(default_factory=lambda: SIZES)
    hd_factor: float = 1.5
    draft_steps: int | None = None
    final_steps: int | None = None
    sampler: str | None = None
    guidance: float | None = None
    avoid: str = ""
    strength: float = 0.6
    hd_strength: float = 0.3


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the server is (its root, without /sdapi), and who may in."""

    url: str
    user: str = ""
    password: str = ""


class StableDiffusionPainter:
    """Paints on one server."""

    def __init__(
        self,
        opening: Opening,
        recipe: Recipe | None = None,
        name: str = "stable-diffusion",
        patience: Patience | None = None,
    ) -> None:
        self.name = name
        self.recipe = recipe or Recipe()
        self.abilities = Abilities(seeds=True, references=True, transparent=False, size_px=dict(self.recipe.sizes))
        self._root = opening.url.rstrip("/")
        self._client = bounded_client()
        if opening.user:
            self._client.auth = httpx2.BasicAuth(opening.user, opening.password)
        self._patience = patience or Patience()

    async def paint(self, order: Order) -> Painted:
        """Paint `order`. Raises bot.errors.PainterError; may be cancelled at any await."""
        path, body = self._request(order)
        answer, orders = await self._patience.insist(lambda: self._ask("POST", path, body))
        data, info = _picture_in(answer)
        kind, width_px, height_px = measured(data)
        notes = () if orders == 1 else (Note("note_repeated", (("times", orders),)),)
        if path == "img2img" and sum(bool(one.data) for one in order.references) > 1:
            notes = (*notes, Note("note_one_seen"))
        return Painted(
            data=data,
            media_type=kind,
            width_px=width_px,
            height_px=height_px,
            seed=order.seed if info.seed is None else info.seed,
            model=info.sd_model_name or self.recipe.model or "stable diffusion",
            notes=notes,
            usage=Usage(server=self._root),
        )

    async def inspect(self) -> tuple[str, ...]:
        """Ask which model is loaded, and whether the wanted one is there. Raises PainterError."""
        try:
            options = _Options.model_validate_json(await self._ask("GET", "options"))
            titles = json.loads(await self._ask("GET", "sd-models")) if self.recipe.model else []
            known = {str(one.get(key)) for one in titles for key in ("title", "model_name")}
        except (ValidationError, ValueError, AttributeError, TypeError) as error:
            raise PainterClosed("what answers is no Stable Diffusion server", painter=self.name) from error
        if self.recipe.model and self.recipe.model not in known:
            raise PainterModelUnknown(f"no checkpoint {self.recipe.model}", painter=self.name)
        square = "x".join(map(str, self.recipe.sizes[Shape.SQUARE]))
        loaded = f"the model {self.recipe.model or options.sd_model_checkpoint or 'that is loaded'} is there"
        return loaded, f"pictures from {square} px, seeds, looks at the picture that is changed, stickers are cut out"

    async def close(self) -> None:
        """Release connections."""
        await self._client.aclose()

    def _request(self, order: Order) -> tuple[str, dict[str, Value]]:
        """Return the path and the body that ask for `order`: equal orders make equal requests."""
        recipe = self.recipe
        base = next((one for one in order.references if one.is_base and one.data), None)
        width_px, height_px = recipe.sizes[order.shape]
        if order.hd and base is not None:
            width_px, height_px = (int(side * recipe.hd_factor) // 8 * 8 for side in (width_px, height_px))
        body: dict[str, Value] = {
            "prompt": _NETWORK.sub(" ", without_tags(order.prompt)).strip() or "a picture",
            "negative_prompt": recipe.avoid,
            "seed": order.seed,
            "width": width_px,
            "height": height_px,
            "batch_size": 1,
            "n_iter": 1,
            "send_images": True,
            "save_images": False,
        }
        steps = recipe.final_steps if order.is_final else recipe.draft_steps
        chosen = {"steps": steps, "sampler_name": recipe.sampler, "cfg_scale": recipe.guidance}
        body |= {name: value for name, value in chosen.items() if value is not None}
        if recipe.model:
            body["override_settings"] = {"sd_model_checkpoint": recipe.model}
        return ("txt2img", body) if base is None else ("img2img", body | self._shown(order, base))

    def _shown(self, order: Order, base: Reference) -> dict[str, Value]:
        return {
            "init_images": [base64.b64encode(base.data).decode()],
            "resize_mode": 1,  # crop, where the shape is another: a stretched face is nobody's
            "denoising_strength": self.recipe.hd_strength if order.hd else self.recipe.strength,
        }

    async def _ask(self, method: str, path: str, body: Mapping[str, Value] | None = None) -> bytes:
        try:
            response = await self._client.request(method, f"{self._root}/sdapi/v1/{path}", json=body)
        except (httpx2.TransportError, httpx2.StreamError, httpx2.InvalidURL) as error:
            raise lost(error, self.name) from error
        if response.status_code == 404:
            raise PainterClosed("no /sdapi there: start the server with --api", painter=self.name)
        if response.status_code != 200:
            log.warning("painter_declined", painter=self.name, status=response.status_code)
            log.debug("painter_said", painter=self.name, text=response.text[:500])
            raise declined(response.status_code, frozenset(), response.headers, self.name)
        return response.content


def _picture_in(answer: bytes) -> tuple[bytes, _Info]:
    try:
        whole = _Answer.model_validate_json(answer)
    except ValidationError as error:
        raise PaintingInvalid("the answer is not one of /sdapi") from error
    if not whole.images:
        raise PaintingInvalid("there is no picture in the answer")
    try:
        info = _Info.model_validate_json(whole.info)
    except ValidationError:  # sd-server tells nothing
        info = _Info()
    return decoded(whole.images[0]), info
