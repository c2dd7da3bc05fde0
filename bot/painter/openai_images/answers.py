"""What a server of the Images API answered: the picture, or where it is, and what it used.

Used by the painter of this package. Trusts no field to be there or to be what its name says; fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import PaintingInvalid
from bot.painter import Usage

_CODE = re.compile(r"[a-z0-9_.-]{1,60}")


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Item(_Lenient):
    b64_json: str | None = None
    base64: str | None = None
    url: str | None = None
    seed: int | str | None = None


class _Details(_Lenient):
    image_tokens: int = 0
    text_tokens: int = 0
    cached_tokens: int = 0


class _Used(_Lenient):
    input_tokens: int = 0
    output_tokens: int = 0
    input_tokens_details: _Details | None = None


class _Answer(_Lenient):
    data: list[_Item] = []
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One picture, as base64 text or as an address (one of the two), and what came with it."""

    text: str | None
    address: str | None
    seed: int | None
    model: str | None
    usage: Usage | None


def answer_in(body: Any, server: str) -> Answer:
    """Return what the JSON `body` of an answer holds. Raises PaintingInvalid when there is no picture in it."""
    try:
        whole = _Answer.model_validate(body)
    except ValidationError as error:
        raise PaintingInvalid("the answer is not one of the Images API") from error
    for item in whole.data:
        text = item.b64_json or item.base64
        if text or item.url:
            seed = item.seed if isinstance(item.seed, int) and item.seed >= 0 else None
            return Answer(text or None, None if text else item.url, seed, whole.model, usage_in(body, server))
    raise PaintingInvalid("there is no picture in the answer")


def usage_in(body: Any, server: str) -> Usage | None:
    """Return what the server says that it used; None when it does not say, or not in numbers."""
    try:
        used = _Used.model_validate(body["usage"])
    except (ValidationError, KeyError, TypeError):
        return None
    details = used.input_tokens_details or _Details(text_tokens=used.input_tokens)
    return Usage(
        server=server,
        input_text_tokens=max(details.text_tokens, used.input_tokens - details.image_tokens, 0),
        input_image_tokens=max(details.image_tokens, 0),
        cached_tokens=max(details.cached_tokens, 0),
        output_tokens=max(used.output_tokens, 0),
    )


def codes_in(body: Any) -> frozenset[str]:
    """Return the codes of an error's body, in small letters: never its sentences, which may hold what is secret."""
    return frozenset(code for code in map(str.lower, _codes(body, depth=4)) if _CODE.fullmatch(code))


def param_in(body: Any) -> str:
    """Return which field of the request an error is about; "" when it does not say."""
    error = body.get("error", body) if isinstance(body, dict) else {}
    param = error.get("param") if isinstance(error, dict) else None
    return param if isinstance(param, str) and _CODE.fullmatch(param.removesuffix("[]").lower()) else ""


def _codes(body: Any, depth: int) -> Iterator[str]:
    if not isinstance(body, dict) or not depth:
        return
    for key, value in body.items():
        if key in ("code", "type") and isinstance(value, str):
            yield value
        elif key in ("error", "innererror", "inner_error"):
            yield from _codes(value, depth - 1)
