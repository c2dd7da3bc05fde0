"""What models cost, and how much may be spent."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

from bot.settings.declaring import Group, setting

_GROUP = "Money"
_NUMBER = r"\d{1,6}(?:\.\d{1,6})?"
_ROW = re.compile(
    rf"(?P<name>[^=\s,][^=,]{{0,199}})=\s*(?:(?P<free>free)|(?P<each>{_NUMBER})\s+each"
    rf"|(?P<parts>{_NUMBER}(?:/{_NUMBER}){{1,3}}))",
    re.IGNORECASE,
)

#: The name of a model or of a painter, and dollars by kind: "input", "output", "image_input", "cached", or "picture".
PriceRow = tuple[str, tuple[tuple[str, Decimal], ...]]
_KINDS = ("input", "output", "image_input", "cached")


def _rows(value: object) -> object:
    """Return the rows that a text writes. Raises ValueError."""
    if not isinstance(value, str):
        return value
    return tuple(_row(part.strip()) for part in value.split(",") if part.strip())


def _row(text: str) -> PriceRow:
    match = _ROW.fullmatch(text)
    if match is None:
        raise ValueError("not a price")
    name = match["name"].strip().casefold()
    if match["free"]:
        return name, (("picture", Decimal(0)), ("input", Decimal(0)), ("output", Decimal(0)))
    if match["each"]:
        return name, (("picture", Decimal(match["each"])),)
    return name, tuple(zip(_KINDS, map(Decimal, match["parts"].split("/")), strict=False))


PriceRows = Annotated[tuple[PriceRow, ...], NoDecode, BeforeValidator(_rows)]


class MoneySettings(Group):
    """Prices and budgets, in US dollars."""

    prices: PriceRows | None = setting(
        None,
        _GROUP,
        "Prices of models in US dollars, where those that picturebook knows are not yours: for a million tokens in and "
        "out (and of pictures in, and cached ones), or for each picture. A painter's own name stands for its model.",
        "rows such as gpt-6-luna=0.1/0.5, gpt-image-2=5/30/8/1.25, flux=0.04 each, compatible=free",
    )
    budget_month_room: Decimal | None = setting(
        None,
        _GROUP,
        "How many US dollars one room may spend in one month (UTC), on words and pictures. Without it: any amount. A "
        "room can set a lower budget for itself.",
        "a number from 0 to 1000000",
        ge=0,
        le=1_000_000,
    )
    budget_month_person: Decimal | None = setting(
        None,
        _GROUP,
        "How many US dollars of that one person may spend in one room. Without it: as many as the room may.",
        "a number from 0 to 1000000",
        ge=0,
        le=1_000_000,
    )
    budget_month_workspace: Decimal | None = setting(
        None,
        _GROUP,
        "How many US dollars all rooms of one Discord server or Slack workspace may spend together in one month.",
        "a number from 0 to 1000000",
        ge=0,
        le=1_000_000,
    )
    price_told_from: Decimal = setting(
        Decimal("0.10"),
        _GROUP,
        "Before an HD picture, or several pictures at once, that will cost so many US dollars or more, the price is "
        "told, and painting begins when somebody agrees. 0: never.",
        "a number from 0 to 1000000",
        ge=0,
        le=1_000_000,
    )
