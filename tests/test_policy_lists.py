"""The lists of names as data: sorted, each name once, nobody both free and not; and names that need company."""

# ruff: noqa: E501 - tables of words are read in one line each
from __future__ import annotations

import re

import pytest

from bot import policy
from bot.policy.guideline import Guideline
from bot.policy.lexicon import data, entries, folded
from bot.policy.names import _folklore, _historical, _masters

_PEOPLE, _CHARACTERS = Guideline.PERSON, Guideline.CHARACTER


def _spelling(name: str) -> str:
    plain = folded(name)
    return re.sub(r"[\W_]+", "" if re.search("[가-힣]", plain) else " ", plain).strip()


@pytest.mark.parametrize("kind", ["people", "characters"])
def test_tables_are_sorted_and_hold_each_name_once(kind: str) -> None:
    seen: set[str] = set()
    for group in data(kind)["groups"]:
        rows = entries(group["names"])
        assert [folded(row) for row in rows] == sorted(folded(row) for row in rows)
        for row in rows:
            for name in row.partition("=")[0].split("/"):
                assert _spelling(name), row
                assert _spelling(name) not in seen, name
                seen.add(_spelling(name))


def test_artists_are_sorted_and_have_a_year_and_a_look() -> None:
    rows = [[part.strip() for part in row.split("|")] for row in data("artists")["artists"]]
    assert [folded(row[0].split("/")[0]) for row in rows] == sorted(folded(row[0].split("/")[0]) for row in rows)
    names = [_spelling(name) for row in rows for name in row[0].split("/")]
    assert len(names) == len(set(names))
    assert all(1850 < int(row[1]) <= data("artists")["as_of_year"] and len(row[2].split()) > 2 for row in rows)


@pytest.mark.parametrize(
    ("table", "key"), [("masters", "masters"), ("historical", "people"), ("folklore", "characters")]
)
def test_free_names_are_each_said_once(table: str, key: str) -> None:
    names = [_spelling(name) for row in entries(data(table)[key]) for name in row.split("/")]
    assert len(names) == len(set(names))


def test_who_may_be_named_is_found() -> None:
    for lexicon, name in ((_masters(), "Rembrandt"), (_historical(), "세종대왕"), (_folklore(), "Sherlock Holmes")):
        assert list(lexicon.find(folded(name)))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Frozen's Anna on skates", None), ("Elsa and Anna from frozen on skates", _CHARACTERS), ("BTS, with Jin and Suga, in a tent", _PEOPLE),
        ("my sister Jin in a tent", None), ("batman and robin at a launderette", _CHARACTERS), ("a robin at a launderette", None),
        ("뉴진스 콘서트에서 하니가 춤추는 그림", _PEOPLE), ("하니가 춤추는 그림", None), ("our kittens Elsa and Anna", None),
        ("Toy Story: Woody and Buzz in a car wash", _CHARACTERS), ("a woody scent in a car wash", None), ("짱구랑 유리가 소풍 가는 그림", _CHARACTERS),
    ],
)  # fmt: skip
def test_names_many_people_bear_need_their_band_or_series(text: str, kind: Guideline | None) -> None:
    found = [one.guideline for one in policy.findings(text) if text[one.start : one.end].casefold() != "frozen"]
    if kind is None:
        assert found == [] or "Frozen" in text
    else:
        assert len(found) >= 1
        assert set(found) == {kind}


@pytest.mark.parametrize(
    "text", ["침착맨 그림체로 그린 고양이", "a kitchen in the style of Taylor Swift", "유재석 만화 느낌으로 고양이"]
)
def test_whoever_is_wanted_for_the_manner_counts_as_an_artist(text: str) -> None:
    assert [one.guideline for one in policy.findings(text)] == [Guideline.ARTIST]


@pytest.mark.parametrize(
    "text", ["Angry Birds on a wire", "a Stray Kids concert", "Imagine Dragons on stage", "Red Velvet on stage"]
)
def test_names_of_ordinary_words_count_with_capitals(text: str) -> None:
    assert policy.findings(text)
    assert not policy.findings(text.lower())


@pytest.mark.parametrize(
    "text", ["우리 반 김민재가 축구하는 그림", "제 친구 이준호가 춤추는 그림", "옆집 사는 형 김민재 그려줘"]
)
def test_somebodys_friend_with_a_famous_name_is_no_public_person(text: str) -> None:
    assert _PEOPLE not in [one.guideline for one in policy.findings(text)]


@pytest.mark.parametrize(
    "text", ["my maths teacher barnaby thistlewood crane", "our dentist philippa mirabelle ostrander in a cape"]
)
def test_full_names_in_small_letters_after_a_relation_are_found(text: str) -> None:
    assert [one.guideline for one in policy.findings(text)] == [Guideline.PRIVATE]
    assert "in a cape" in policy.cleaned(text)[0] or "cape" not in text
