"""What is declined and what only looks alike, one wish a line; and names that are near, free, or a neighbour's."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import policy
from bot.plans import Action, Drawing, Plan

SCENARIOS = Path(__file__).parent / "scenarios"


def _lines(name: str) -> list[str]:
    text = (SCENARIOS / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_look_alikes_are_drawn() -> None:
    refused = [w for w in _lines("harmless.txt") if policy.unsafe(w, "family") or policy.findings(w)]
    assert refused == []


def test_harm_is_declined() -> None:
    drawn = [w for w in _lines("declined.txt") if not (policy.unsafe(w, "family") or policy.unsafe(f"{w} 그려줘"))]
    assert drawn == []


@pytest.mark.parametrize(
    "text",
    ["Isaac Newton under an apple tree", "Abraham Lincoln skating", "Leonardo da Vinci with a kite",
     "세종대왕이 연 날리는 그림", "이순신 장군이 낚시하는 그림", "Edgar Allan Poe feeding ravens"],
)  # fmt: skip
def test_people_of_history_are_drawn_by_name(text: str) -> None:
    assert policy.findings(text) == []


@pytest.mark.parametrize("text", ["tayler swift on a swing", "Arianna Grande at a bakery", "Kamala Haris on a bus"])
def test_names_with_one_letter_wrong_are_found(text: str) -> None:
    assert [f.guideline for f in policy.findings(text)] == [policy.Guideline.PERSON]


@pytest.mark.parametrize(
    "text",
    ["our teacher Simon Harris with a hat", "my neighbour Alan Lee mowing", "my neighbour Jack Woods on a ladder",
     "portrait of Gretchen Vandermeer, our lovely receptionist"],
)  # fmt: skip
def test_a_neighbour_of_any_name_is_a_private_person(text: str) -> None:
    assert [f.guideline for f in policy.findings(text)] == [policy.Guideline.PRIVATE]


def test_a_private_name_that_the_planner_half_dropped_is_taken_out() -> None:
    said = "portrait of Gretchen Vandermeer, our lovely receptionist"
    drawing = Drawing(prompt="Portrait of Gretchen Vandermeer, a lovely receptionist", alt="Gretchen Vandermeer")
    once = policy.check(Plan(Action.DRAW, "Here you are.", "en", (drawing,)), text=said)
    assert "Gretchen" not in once.drawings[0].prompt + once.drawings[0].alt
    assert policy.check(once, text=said) == once


@pytest.mark.parametrize(
    ("text", "name"),
    [("lit as Rembrandt would", "Rembrandt"), ("Andy Warhol's soup", "Andy Warhol"), ("고흐 풍으로", "고흐")],
)
def test_an_artist_is_found_as_written(text: str, name: str) -> None:
    found = policy.artist_in(text)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize("text", ["my parrot Dali", "a quiet harbour"])
def test_a_pet_is_no_artist(text: str) -> None:
    assert policy.artist_in(text) is None


@pytest.mark.parametrize("year", [2026, 2040])
def test_whoever_falls_out_of_the_hundred_years_is_free_without_a_change(year: int) -> None:
    assert bool(policy.findings("a poster in the style of Alphonse Mucha", year)) == (year == 2026)
