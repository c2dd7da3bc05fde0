"""Building the prices and the estimates that the settings name.

Called by bot/app/ and bot/check.py. The only module of this package that reads settings.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.money.estimates import Estimates, Place
from bot.money.prices import HERE, Price, Prices
from bot.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"


def prices_of(settings: Settings) -> Prices:
    """Return the prices: the operator's own before all others."""
    return Prices({name: _price(dict(parts)) for name, parts in settings.prices or ()})


def estimates_of(settings: Settings, prices: Prices) -> Estimates:
    """Return what guesses costs before they arise."""
    planner = None
    if settings.planner != "offline":
        planner = Place(settings.planner_model, settings.planner_base_url or OPENAI_URL)
    qualities = (settings.draft_quality, settings.final_quality)
    painters = {
        "offline": Place("offline", HERE),
        "diffusers": Place(settings.diffusers_model, HERE),
        "openai": Place(settings.painter_model, settings.painter_base_url or OPENAI_URL, qualities),
        "compatible": Place(settings.compatible_model or "", settings.compatible_url or "", qualities),
        "stable-diffusion": Place(settings.sd_model or "", settings.sd_url or ""),
    }
    return Estimates(prices, planner, painters)


def _price(parts: dict[str, Decimal]) -> Price:
    some: dict[str, Any] = dict(parts)
    return Price(**some)
