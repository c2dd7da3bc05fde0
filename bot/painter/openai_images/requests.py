"""From an order to the request that a server of the Images API takes. Pure: equal orders make equal requests.

Used by the painter of this package. Sends nothing.
"""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import dataclass

from PIL import Image

from bot.painter import Order, Reference
from bot.painter.openai_images.profiles import Dialect, Edit, Profile

#: Values of a request's fields: what JSON has.
Value = str | int | bool | list[str] | None

#: stable-diffusion.cpp reads its own arguments between these, wherever they stand in a prompt: nobody but us puts them
#: there (they name files of that machine).
_TAG = "sd_cpp_extra_args"
_TAGS = re.compile(rf"<\s*/?\s*{_TAG}\s*>", re.IGNORECASE)
#: Servers take these as they are; an animation's first frame is made a PNG.
_TAKEN = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Taste:
    """What an operator has set about pictures. Steps: None leaves them to the server."""

    draft_quality: str = "low"
    final_quality: str = "high"
    draft_steps: int | None = None
    final_steps: int | None = None
    sketches: int = 0  # unfinished states of each picture that are asked for, 0 to 3


@dataclass(frozen=True, slots=True)
class File:
    """A picture that is sent along."""

    name: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """One picture, asked for. With `files` it is a form for /images/edits, else JSON for /images/generations."""

    prompt: str
    model: str
    fields: tuple[tuple[str, Value], ...]
    files: tuple[File, ...] = ()
    shows: bool = False  # the server is shown pictures, one way or the other

    @property
    def streams(self) -> bool:
        """True when unfinished states of the picture are asked for."""
        return ("stream", True) in self.fields


def request_for(order: Order, profile: Profile, model: str, taste: Taste, *, watched: bool) -> PictureRequest:
    """Return the request for `order`. `watched`: somebody wants to see the picture while it is painted."""
    shown = _shown(order, profile)
    fields: dict[str, Value] = {"n": 1, **_size(order, profile, is_edit=bool(shown))}
    if profile.quality:  # always: a server that may choose for itself chooses what costs most
        fields["quality"] = taste.final_quality if order.is_final else taste.draft_quality
    if profile.answer is not None:
        fields["response_format"] = profile.answer
    if profile.transparent:
        fields["background"] = "transparent" if order.transparent else "opaque"
        fields["output_format"] = "png"
    if watched and profile.sketches and taste.sketches:
        fields |= {"stream": True, "partial_images": taste.sketches}
    prompt, more = _spoken(order, profile, taste)
    fields |= more
    if shown and profile.edit is Edit.JSON:
        texts = [_text(one, profile) for one in shown]
        fields[profile.reference_field] = texts if profile.reference_list else texts[0]
    files = shown if profile.edit is Edit.MULTIPART else ()
    return PictureRequest(prompt, model, tuple(fields.items()), files, bool(shown))


def _size(order: Order, profile: Profile, *, is_edit: bool) -> dict[str, Value]:
    large = profile.hd_sizes if order.hd and (is_edit or profile.seed is Dialect.NONE) else None
    width_px, height_px = (large or profile.sizes)[order.shape]
    if profile.sides:
        return {"width": width_px, "height": height_px}
    return {"size": f"{width_px}x{height_px}"}


def _spoken(order: Order, profile: Profile, taste: Taste) -> tuple[str, dict[str, Value]]:
    """Return the prompt, and the fields for what the API itself has no place for: the seed and the steps."""
    prompt = (order.prompt.strip() or "a picture")[: profile.prompt_chars]
    for character in profile.reserved:
        prompt = prompt.replace(character, ",")
    steps = taste.final_steps if order.is_final else taste.draft_steps
    told = {profile.steps: steps} if profile.steps is not None and steps is not None else {}
    match profile.seed:
        case Dialect.NONE:
            return prompt, dict(told)
        case Dialect.FIELD:
            return prompt, {"seed": order.seed, **told}
        case Dialect.KWARGS:
            return prompt, {"kwargs": json.dumps({"seed": order.seed, **told})}
        case Dialect.PROMPT:
            arguments: dict[str, object] = {"seed": order.seed}
            if told:
                arguments["sample_params"] = told
            return f"{without_tags(prompt)} <{_TAG}>{json.dumps(arguments)}</{_TAG}>", {}


def without_tags(prompt: str) -> str:
    """Return a prompt without stable-diffusion.cpp's tags, also such as appear only once others are gone."""
    while (clean := _TAGS.sub(" ", prompt)) != prompt:
        prompt = clean
    return prompt


def _shown(order: Order, profile: Profile) -> tuple[File, ...]:
    """Return the pictures to send along: what is edited first, then who is in it."""
    if profile.edit is Edit.NONE:
        return ()
    seen = [one for one in order.references if one.data]
    seen.sort(key=lambda one: not one.is_base)
    return tuple(_file(number, one) for number, one in enumerate(seen[: profile.references], start=1))


def _file(number: int, reference: Reference) -> File:
    ending = _TAKEN.get(reference.media_type)
    if ending is not None:
        return File(f"{number}.{ending}", reference.data, reference.media_type)
    out = io.BytesIO()
    with Image.open(io.BytesIO(reference.data), formats=["GIF"]) as image:
        image.convert("RGBA").save(out, "PNG")
    return File(f"{number}.png", out.getvalue(), "image/png")


def _text(file: File, profile: Profile) -> str:
    text = base64.b64encode(file.data).decode()
    return f"data:{file.media_type};base64,{text}" if profile.reference_address else text
