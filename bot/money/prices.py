"""What a model's work costs: usage in, micro-dollars out.

Called by bot/billing.py and estimates.py. Three sources, in this order: the operator's own prices, the price library's,
and a few of ours for models that it does not have yet (prices.toml). What runs on one's own machine or network is free;
all else that nobody has a price of is unknown.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import structlog
from genai_prices import Usage as LibraryUsage
from genai_prices import calc_price

from bot.money import UNKNOWN, Cost, micros_of
from bot.painter import Usage as PainterUsage
from bot.plans import Usage as ModelUsage

log = structlog.get_logger(__name__)

#: What painters in picturebook's own process call their server.
HERE = "here"
_MILLION = Decimal(1_000_000)
#: Models of these makers run nowhere else: on one's own machine there is only a way to them, which is not free.
_MAKERS = ("openai", "anthropic")
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens; or `picture`, for each. `image_input` and `cached` None: as `input`."""

    input: Decimal = Decimal(0)
    output: Decimal = Decimal(0)
    image_input: Decimal | None = None
    cached: Decimal | None = None
    picture: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """What was used, of words and of pictures alike. `input` are all that went in: images and cached ones included."""

    input: int = 0
    image_input: int = 0
    cached: int = 0
    output: int = 0


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices that hold. `own` by the name of a model or of a painter, in small letters."""

    own: Mapping[str, Price] = field(default_factory=dict)

    def call(self, usage: ModelUsage) -> Cost:
        """Return what one call of a language model cost."""
        tokens = Tokens(usage.input_tokens, 0, min(usage.cached_tokens, usage.input_tokens), usage.output_tokens)
        own = self._own(usage.model)
        return _by(own, tokens) if own is not None else _listed(usage.model, usage.server, tokens)

    def picture(self, painter: str, model: str, usage: PainterUsage | None) -> Cost:
        """Return what a picture cost. `painter` is the painter's name, which an own price may go by as well."""
        own = self._own(model) or self._own(painter)
        if own is not None and own.picture is not None:
            return Cost(micros_of(own.picture * (usage.images if usage is not None else 1)))
        if usage is None:
            return UNKNOWN
        tokens = Tokens(
            usage.input_text_tokens + usage.input_image_tokens,
            usage.input_image_tokens,
            min(usage.cached_tokens, usage.input_text_tokens + usage.input_image_tokens),
            usage.output_tokens,
        )
        if own is not None:
            return _by(own, tokens) if tokens.output or not (own.output or own.input) else UNKNOWN
        if is_own_place(usage.server) and not _is_made_elsewhere(model):
            return Cost()
        return _listed(model, usage.server, tokens) if tokens.output else UNKNOWN

    def _own(self, name: str) -> Price | None:
        name = name.casefold()
        return self.own.get(name) or self.own.get(_DATED.sub("", name))


def is_own_place(server: str) -> bool:
    """Return whether a server (its address) is this machine or one of its own network, where nobody is paid."""
    if server == HERE:
        return True
    host = (urlsplit(server).hostname or "").rstrip(".")
    if not host:
        return False
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal"))


def _is_made_elsewhere(model: str) -> bool:
    """Return whether only its maker has this model."""
    return "oss" not in model and any(_library(model, Tokens(), maker) is not None for maker in _MAKERS)


def _listed(model: str, server: str, tokens: Tokens) -> Cost:
    """Return what a price list says; nothing to pay on one's own machine; unknown where no list has it."""
    own_place = is_own_place(server)
    if own_place and not _is_made_elsewhere(model):
        return Cost()
    # Azure, and whatever stands between, sell the makers' models by other names: the makers' prices come nearest.
    found = None if own_place else _library(model, tokens, None, server)
    for maker in _MAKERS if own_place or ".azure." in server else ():
        found = found if found is not None else _library(model, tokens, maker)
    if found is not None:
        return found
    ours = _ours().get(_DATED.sub("", model.casefold()))
    return UNKNOWN if ours is None else _by(ours, tokens)


def _by(price: Price, tokens: Tokens) -> Cost:
    if price.picture:  # a price by picture says nothing about words
        return UNKNOWN
    words = tokens.input - tokens.image_input
    cached_words = min(tokens.cached, words)
    cached_images = tokens.cached - cached_words
    of_images = price.input if price.image_input is None else price.image_input
    of_cached = price.input if price.cached is None else price.cached
    usd = (
        (words - cached_words) * price.input
        + (tokens.image_input - cached_images) * of_images
        + cached_words * of_cached
        + cached_images * (of_images if price.cached is None else price.cached)
        + tokens.output * price.output
    ) / _MILLION
    return Cost(micros_of(usd))


def _library(model: str, tokens: Tokens, maker: str | None, server: str | None = None) -> Cost | None:
    """Return the price library's price, None when it has none."""
    used: dict[str, Any] = {"input_tokens": tokens.input, "output_tokens": tokens.output}
    if tokens.cached:
        used["cache_read_tokens"] = tokens.cached
    if tokens.image_input:
        used["input_image_tokens"] = tokens.image_input
        used["cache_image_read_tokens"] = max(0, tokens.cached - (tokens.input - tokens.image_input))
        used["cache_read_tokens"] = tokens.cached
    try:
        if maker is not None:
            price = calc_price(LibraryUsage(**used), model, provider_id=maker)
        else:
            price = calc_price(LibraryUsage(**used), model, provider_api_url=server)
    except LookupError:
        return None
    except ValueError as error:  # figures that do not add up: no price is better than a wrong one
        log.warning("price_not_found", model=model, error=str(error))
        return None
    return Cost(micros_of(price.total_price))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(resources.files("bot.money").joinpath("prices.toml").read_text(encoding="utf-8"))


@cache
def _ours() -> Mapping[str, Price]:
    return {name: Price(**{part: Decimal(usd) for part, usd in row.items()}) for name, row in _data()["models"].items()}


def picture_tokens(model: str, quality: str) -> int | None:
    """Return how many tokens a picture of this quality takes, about; None: nobody has told."""
    table: dict[str, dict[str, int]] = _data()["tokens"]
    for family in sorted(table, key=len, reverse=True):
        if model.casefold() == family or model.casefold().startswith(f"{family}-"):
            return table[family].get(quality)
    return None
