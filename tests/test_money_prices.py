"""What usage costs: by the library, by our own table, by the operator's settings, and when nobody knows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.check_money import money_findings
from bot.findings import Grade
from bot.money import UNKNOWN, Cost, micros_of, money
from bot.money.building import estimates_of, prices_of
from bot.money.estimates import Estimates, total
from bot.money.ledgers import day_of, month_of, next_month
from bot.money.prices import HERE, Price, Prices, is_own_place, picture_tokens
from bot.painter import Usage as PainterUsage
from bot.plans import Usage
from bot.settings import Settings

OPENAI = "https://api.openai.com/v1"
AZURE = "https://mine.openai.azure.com/openai/v1"
LOCAL = "http://127.0.0.1:8000/v1"
ELSEWHERE = "https://models.example.com/v1"


def priced(text: str = "", **more: Any) -> Prices:
    return prices_of(Settings(prices=text, **more))


def call(model: str, server: str = OPENAI, tokens_in: int = 0, cached: int = 0, tokens_out: int = 0) -> Usage:
    return Usage(model, server, tokens_in, cached, tokens_out)


# Language models


def test_call_costs_what_the_library_says():
    # 200 fresh tokens at $0.10, 1,900 cached ones at $0.01, 300 out at $0.50 a million
    assert Prices().call(call("gpt-6-luna", OPENAI, 2_100, 1_900, 300)) == Cost(189)
    assert Prices().call(call("gpt-6-luna-2026-08-07", OPENAI, 2_100, 1_900, 300)) == Cost(189)


def test_azure_asks_what_the_maker_asks_unless_the_operator_knows_better():
    assert Prices().call(call("gpt-6-luna", AZURE, 1_000)) == Cost(100)
    assert Prices().call(call("our-deployment", AZURE, 1_000)) == UNKNOWN
    assert priced("our-deployment=2/8").call(call("our-deployment", AZURE, 1_000, tokens_out=100)) == Cost(2_800)


def test_what_runs_on_ones_own_machine_is_free_but_a_way_to_a_maker_is_not():
    assert Prices().call(call("llama-4", LOCAL, 10**6, 0, 10**6)) == Cost()
    assert Prices().call(call("gpt-oss-20b", LOCAL, 10**6)) == Cost()
    assert Prices().call(call("gpt-6-luna", LOCAL, 1_000)) == Cost(100)
    assert priced("gpt-6-luna=free").call(call("gpt-6-luna", LOCAL, 10**6)) == Cost()


def test_server_that_nobody_knows_has_no_known_price():
    assert Prices().call(call("gpt-6-luna", ELSEWHERE, 1_000)) == UNKNOWN
    assert Prices().call(call("never-heard-of", OPENAI, 1_000)) == UNKNOWN


def test_price_by_picture_says_nothing_about_words():
    assert priced("brain=0.04 each").call(call("brain", OPENAI, 1_000)) == UNKNOWN


def test_more_cached_tokens_than_there_are_count_as_all_of_them():
    assert Prices().call(call("gpt-6-luna", OPENAI, 1_000, 5_000)) == Cost(10)


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_own_prices_are_exact_and_never_below_the_sum(tokens_in: int, cached: int, tokens_out: int):
    price = Price(Decimal("1.25"), Decimal(10), cached=Decimal("0.125"))
    cost = Prices({"m": price}).call(call("M", ELSEWHERE, tokens_in, cached, tokens_out))
    used = min(cached, tokens_in)
    exact = Decimal(tokens_in - used) * Decimal("1.25") + used * Decimal("0.125") + Decimal(tokens_out) * 10
    assert 0 <= cost.micros - exact < 1
    assert cost.unknown == 0


# Pictures


def painted(server: str = OPENAI, **tokens: int) -> PainterUsage:
    return PainterUsage(server, **tokens)


def test_picture_costs_its_tokens():
    usage = painted(input_text_tokens=50, input_image_tokens=1_000, output_tokens=7_024)
    # $5 and $8 a million in, $30 out
    assert Prices().picture("openai", "gpt-image-2", usage) == Cost(250 + 8_000 + 210_720)
    assert Prices().picture("openai", "gpt-image-2", painted(AZURE, output_tokens=1_000)) == Cost(30_000)


@pytest.mark.parametrize("cached", [0, 30, 50, 400, 5_000])
def test_cached_tokens_of_pictures_are_cheaper(cached: int):
    usage = painted(input_text_tokens=50, input_image_tokens=1_000, output_tokens=10)
    fresh = Prices().picture("openai", "gpt-image-2", usage)
    again = Prices().picture(
        "openai",
        "gpt-image-2",
        painted(input_text_tokens=50, input_image_tokens=1_000, output_tokens=10, cached_tokens=cached),
    )
    assert (again.micros < fresh.micros) == bool(cached)
    assert again.unknown == 0


def test_models_that_the_library_lacks_have_prices_of_ours():
    usage = painted(input_text_tokens=100, input_image_tokens=100, cached_tokens=150, output_tokens=1_353)
    cost = Prices().picture("openai", "gpt-image-2.6-flare", usage)
    assert cost == Cost(125 + 63 + 400 + 40_590)  # the cached ones at $1.25, 50 shown pictures' tokens fresh at $8


def test_price_of_each_picture_goes_by_model_or_by_painter():
    prices = priced("flux=0.04 each, stable-diffusion=0.002 each")
    assert prices.picture("compatible", "FLUX", painted(ELSEWHERE)) == Cost(40_000)
    assert prices.picture("compatible", "flux", painted(ELSEWHERE, images=2)) == Cost(80_000)
    assert prices.picture("stable-diffusion", "anything", None) == Cost(2_000)


def test_own_price_by_tokens_needs_tokens_to_be_told():
    prices = priced("flux=5/30, zero=0/0")
    assert prices.picture("compatible", "flux", painted(ELSEWHERE, output_tokens=1_000)) == Cost(30_000)
    assert prices.picture("compatible", "flux", painted(ELSEWHERE)) == UNKNOWN
    assert prices.picture("compatible", "zero", painted(ELSEWHERE)) == Cost()


def test_painters_at_home_are_free_and_strangers_unknown():
    assert Prices().picture("diffusers", "klein", painted(HERE)) == Cost()
    assert Prices().picture("stable-diffusion", "xl", painted("http://gpu:7860")) == Cost()
    assert Prices().picture("compatible", "xl", painted(ELSEWHERE)) == UNKNOWN
    assert Prices().picture("compatible", "xl", None) == UNKNOWN
    assert Prices().picture("openai", "gpt-image-2", painted()) == UNKNOWN  # it did not say what it used


@pytest.mark.parametrize(
    ("server", "own"),
    [
        (HERE, True),
        ("http://localhost:1", True),
        ("http://192.168.0.7:7860", True),
        ("http://[::1]:7860", True),
        ("http://vllm:8000/v1", True),
        ("http://gpu.local", True),
        ("https://api.openai.com/v1", False),
        ("https://8.8.8.8/v1", False),
        ("", False),
    ],
)
def test_own_place_is_this_machine_or_its_network(server: str, own: bool):
    assert is_own_place(server) is own


# Estimates


def test_estimate_is_never_below_what_was_last_paid():
    settings = Settings(painter="openai", painter_model="gpt-image-2", planner="openai")
    estimates = estimates_of(settings, Prices())
    assert estimates.picture("openai", final=True) == Cost(750 + 210_720)
    assert estimates.picture("openai", final=False, references=2) == Cost(750 + 16_000 + 196 * 30)
    assert estimates.picture("openai", final=True, large=True) == Cost(750 + 4 * 210_720)
    estimates.learn("openai", Cost(300_000), final=True)
    estimates.learn("openai", Cost(200_000), final=True)
    assert estimates.picture("openai", final=True) == Cost(300_000)
    assert estimates.plan() == Cost(260 + 400)


def test_estimate_of_what_nobody_knows_is_unknown_until_one_was_paid():
    estimates = Estimates(Prices())
    assert estimates.picture("mine", final=False) == UNKNOWN
    estimates.learn("mine", UNKNOWN, final=False)
    assert estimates.picture("mine", final=False) == UNKNOWN
    estimates.learn("mine", Cost(7), final=False)
    assert estimates.picture("mine", final=False) == Cost(7)
    assert total((Cost(7), UNKNOWN)) == UNKNOWN
    assert total((Cost(7), Cost(1))) == Cost(8)


def test_plans_of_rules_and_of_models_at_home_are_free():
    assert Estimates(Prices()).plans_are_free
    at_home = Settings(planner="openai", planner_base_url=LOCAL, planner_model="llama-4")
    assert estimates_of(at_home, Prices()).plans_are_free
    assert not estimates_of(Settings(planner="openai"), Prices()).plans_are_free


def test_tokens_of_pictures_go_by_family_and_quality():
    assert picture_tokens("gpt-image-2-2026-04-21", "high") == 7_024
    assert picture_tokens("gpt-image-2.5-flare", "low") == 200
    assert picture_tokens("gpt-image-2", "max") is None
    assert picture_tokens("flux", "low") is None


async def test_figures_that_do_not_add_up_have_no_price(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise ValueError("overlapping usage")

    monkeypatch.setattr("bot.money.prices.calc_price", refuse)
    assert Prices().call(call("gpt-6-luna", OPENAI, 1_000)) == UNKNOWN


# Amounts


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (0, "$0.00"),
        (1, "$0.000001"),
        (189, "$0.000189"),
        (50_000, "$0.05"),
        (200_000, "$0.20"),
        (211_470, "$0.2115"),
        (1_000_000, "$1.00"),
        (12_345_678, "$12.35"),
    ],
)
def test_money_is_told_with_the_digits_it_needs(micros: int, text: str):
    assert money(micros) == text


def test_cost_in_records_is_dollars_or_nothing_known():
    assert (Cost(41_500).usd, UNKNOWN.usd) == (0.0415, None)
    assert (Cost.of(0.0415), Cost.of(None), Cost.of(0.0)) == (Cost(41_500), UNKNOWN, Cost())
    assert micros_of(Decimal("0.0000001")) == 1


def test_months_begin_in_utc():
    assert (month_of(1_700_000_000), next_month(1_700_000_000)) == ("2023-11", "2023-12-01")
    assert (day_of(1_703_980_800 + 86_399), next_month(1_703_980_800)) == ("2023-12-31", "2024-01-01")


# Settings


def test_prices_are_read_from_one_line():
    assert Settings(prices=" GPT-6=1/2 ,flux=0.04 EACH, org/model:x=5/30/8/1.25,me=Free").prices == (
        ("gpt-6", (("input", Decimal(1)), ("output", Decimal(2)))),
        ("flux", (("picture", Decimal("0.04")),)),
        (
            "org/model:x",
            tuple(
                zip(("input", "output", "image_input", "cached"), map(Decimal, ("5", "30", "8", "1.25")), strict=True)
            ),
        ),
        ("me", (("picture", Decimal(0)), ("input", Decimal(0)), ("output", Decimal(0)))),
    )
    assert Settings(prices=()).prices == ()


@pytest.mark.parametrize(
    "text", ["gpt-6", "gpt-6=1", "=1/2", "gpt-6=-1/2", "gpt-6=1/2/3/4/5", "gpt-6=cheap", "a=1/2 b=1/2"]
)
def test_prices_that_make_no_sense_are_refused(text: str):
    with pytest.raises(ValidationError):
        Settings(prices=text)


# Check


def test_check_tells_prices_and_says_when_a_budget_cannot_be_kept_to():
    usual = Settings(painter="openai", painter_model="gpt-image-2", planner="openai", painter_fallbacks="offline")
    (told,) = money_findings(usual)
    assert told.text == (
        "an answer by gpt-6-luna about $0.00066; a draft by gpt-image-2 about $0.00663; "
        "a final picture by gpt-image-2 about $0.2115"
    )
    strange = {"painter": "compatible", "compatible_url": ELSEWHERE, "compatible_model": "flux"}
    (note,) = money_findings(Settings(**strange))
    assert note.grade is Grade.NOTE
    (problem,) = money_findings(Settings(**strange, budget_month_room=5))
    assert problem.grade is Grade.PROBLEM
    assert "PICTUREBOOK_PRICES, such as flux=0.04 each" in problem.text
    assert money_findings(Settings()) == ()
