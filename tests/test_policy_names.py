"""Names in prompts are looked for in groups, for speed: what is found is what trying them one by one finds."""

from __future__ import annotations

import re

import pytest

from bot import policy

NAMES = [
    "ann b. cole",
    "ann-marie",
    "anna",
    "ann",
    "anton",
    "a.b",
    "a",
    "o'hara",
    "zoë",
    "가나 다라",
    "가나다",
    "가 나",
    "가",
]


def plain(names: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(policy._expression(name) for name in names))


@pytest.mark.parametrize("follow", ["", " ", "x", "'s", " ann", "다", ".b"])
@pytest.mark.parametrize("name", [*NAMES, "ann  marie", "ann marie", "가나다라", "가나 다", "zoe", "b", ""])
def test_grouped_names_are_found_like_ungrouped_ones(name: str, follow: str):
    names = sorted(NAMES, key=len, reverse=True)
    boundary = r"(?:'s)?(?![\w])"
    for before, after in (("", ""), (r"(?<!\w)", boundary)):
        grouped = re.compile(before + policy._either(names) + after)
        one_by_one = re.compile(f"{before}(?:{plain(names).pattern}){after}")
        text = f"see {policy._folded(name)}{follow}"
        assert [m.span() for m in grouped.finditer(text)] == [m.span() for m in one_by_one.finditer(text)]


@pytest.mark.parametrize("kind", ["characters", "people"])
def test_every_name_of_a_list_is_found(kind: str):
    pattern, instead = policy._names(kind)
    for name in instead:
        found = pattern.search(name)
        assert found is not None
        assert found.start() == 0
