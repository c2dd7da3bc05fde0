"""Dialogues about the guidelines, played purely, with the plan checked against what was said as a turn does it."""

# ruff: noqa: E501 - tables of words are read in one line each
from __future__ import annotations

from pathlib import Path

import pytest
from contract.dialogues import judge

from bot import policy
from bot.planner import Request
from bot.planner.board import Board
from bot.planner.offline import OfflinePlanner
from bot.plans import Action, Drawing, Plan
from bot.policy.guideline import Guideline

SCENARIOS = Path(__file__).parent / "scenarios"


def checked(plan: Plan, request: Request, _board: Board) -> Plan:
    return policy.check(plan, text=request.text)


def test_own_dialogues_keep_their_rate() -> None:
    right, total, wrong = judge(SCENARIOS / "own4.policy.jsonl", OfflinePlanner(pause_s=0), checked)
    assert right / total >= 0.94, "\n".join(wrong)


@pytest.mark.parametrize(
    ("said", "prompt"),
    [("춘식이가 고구마 굽는 그림", "a drawing of 춘식 baking"), ("피카츄는 어디서 자?", "피카츄 asleep in a barn")],
)
def test_pieces_of_a_korean_name_do_not_reach_the_prompt(said: str, prompt: str) -> None:
    plan = policy.check(Plan(Action.DRAW, "", "ko", drawings=(Drawing(prompt, alt=prompt),)), text=said)
    assert "original" in plan.drawings[0].prompt
    assert not any(name in plan.drawings[0].prompt for name in ("춘식", "피카츄"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a barn in the style of Rosalind Featherby", True), ("a barn drawn by Desmond Okoro Hale", True), ("봄나루 작가 그림체로 헛간", True),
        ("a barn in the style of Art Nouveau", False), ("수채화 작가 느낌으로 헛간", False), ("a barn in the style of Vincent van Gogh", False),
    ],
)  # fmt: skip
def test_artists_whom_no_list_knows_are_found_by_how_they_are_asked_for(text: str, found: bool) -> None:
    assert [one.guideline for one in policy.findings(text)] == ([Guideline.ARTIST] if found else [])
