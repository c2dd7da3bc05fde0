"""Names with a letter wrong: found in full names, never in ordinary words that are a letter from one."""

from __future__ import annotations

import pytest

from bot import policy
from bot.policy.guideline import Guideline
from bot.policy.lexicon import data
from bot.policy.names import _named

INNOCENT = [
    "the front of the class",
    "a gum machine that takes 50 cents",
    "a 50 cent coin on a table",
    "a bad funny joke told by a frog",
    "a black block in the snow",
    "a baby spark flying from the fire",
    "a donkey kept beside a monkey kong",
    "the curse of the lost crown",
    "a danger house on a cliff",
    "a cookie monstera on a plate",
    "the care beans in a pot",
    "a white while the snow falls",
    "the crash of two toy cars",
    "a young girl with a fishing rod",
    "stone bridges over a river",
    "a daisy truck full of flowers",
    "a brown bear cub at the table",
    "all eight ducklings in a row",
    "a dark soup with mushrooms",
    "a count of sheep by the moon",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_words_are_no_misspelt_name(text: str) -> None:
    assert policy.findings(text) == []


@pytest.mark.parametrize("text", ["a portrait of clint eastwod", "a poster of Taylor Swfit", "Lionel Messsi scores"])
def test_full_name_with_a_letter_wrong_is_found(text: str) -> None:
    assert [one.guideline for one in policy.findings(text)] == [Guideline.PERSON]


def test_no_pair_of_ordinary_words_is_a_misspelt_name() -> None:
    words = data("ordinary")["words"].split()
    known = frozenset(words)
    text = " ".join(f"{word} {words[-at]}" for at, word in enumerate(words))
    for kind in ("people", "characters"):
        parts = sorted(known & (_named(kind)._last.keys() | _named(kind)._latin.keys()))
        beside = " , ".join(f"{word} {part}" for word in words[::19] for part in parts[::3] if part[0] == word[0])
        assert not list(_named(kind).find_misspelt(f"{text} , {beside}"))


def test_ordinary_words_are_words_each_once() -> None:
    words = data("ordinary")["words"].split()
    assert words == sorted(set(words))
    assert all(word.isascii() and word.isalpha() and len(word) > 1 for word in words)
