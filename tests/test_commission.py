"""Commissions: every picture gets an id of its own and a seed by the rule of its drawing."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from doubles.records import KITCHEN, picture
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import ButtonId, Verb, decode
from bot.commission import SEED_LIMIT, commission, picture_id
from bot.plans import Drawing, SeedRule

NEW = Drawing("a hedgehog", "hedgehog")
CELLAR = replace(KITCHEN, room="cellar")


def same(*bases: str) -> Drawing:
    return replace(NEW, seed_rule=SeedRule.SAME, bases=bases)


def exact(seed: int | None) -> Drawing:
    return replace(NEW, seed_rule=SeedRule.EXACT, seed=seed)


def seeds_of(drawings: tuple[Drawing, ...], known: tuple[object, ...] = (), drawn: tuple[int, ...] = ()) -> list[int]:
    source = iter((*drawn, *range(1000, 2000)))
    pictures = {one.id: one for one in known}  # type: ignore[attr-defined]
    return [one.seed for one in commission(KITCHEN, "e1", drawings, pictures, made=0, seeds=lambda: next(source))]


def test_ids_are_the_same_whenever_the_turn_is_taken_over():
    first = commission(KITCHEN, "e1", (NEW,) * 4, {}, made=0, seeds=count().__next__)
    again = commission(KITCHEN, "e1", (NEW,) * 4, {}, made=0, seeds=count(50).__next__)
    assert [one.picture for one in first] == [one.picture for one in again]


def test_ids_differ_between_rooms_threads_turns_and_places():
    other_thread = replace(KITCHEN, id="t2")
    turns = [(KITCHEN, "e1"), (CELLAR, "e1"), (other_thread, "e1"), (KITCHEN, "e2")]
    ids = [picture_id(thread, turn, n) for thread, turn in turns for n in (1, 2, 3, 4)]
    assert len(set(ids)) == 16


def test_ids_can_be_under_a_button():
    button = ButtonId(Verb.HD, picture_id(KITCHEN, "e" * 64, 4))
    assert decode(str(button)) == button
    assert button.is_picture


def test_ordinals_go_on_where_the_thread_was():
    made = commission(KITCHEN, "e9", (NEW,) * 3, {}, made=7, seeds=count().__next__)
    assert [(one.ordinal, one.position) for one in made] == [(8, 1), (9, 2), (10, 3)]
    assert [one.drawing for one in made] == [NEW] * 3


def test_new_seeds_differ_from_each_other_and_from_those_of_the_pictures():
    known = (picture(1, seed=7), picture(2, seed=8))
    assert seeds_of((NEW,) * 4, known, drawn=(7, 5, 5, 8, 6, 6, 9, 10)) == [5, 6, 9, 10]


def test_same_takes_the_seed_of_the_first_base_that_is_left():
    known = (picture(1, seed=7), picture(2, seed=8))
    assert seeds_of((same("pic-t1-2", "pic-t1-1"), same("pic-gone", "pic-t1-1")), known) == [8, 7]


def test_same_of_a_picture_without_a_seed_is_a_new_one():
    assert seeds_of((same("pic-t1-1"), same("pic-gone"), same()), (picture(1, seed=None),)) == [1000, 1001, 1002]


def test_exact_takes_the_number_that_was_named():
    assert seeds_of((exact(1234), exact(None), exact(0))) == [1234, 1000, 0]


@given(st.integers(), st.integers())
def test_every_seed_is_one_that_painters_take(named: int, drawn: int):
    for seed in seeds_of((exact(named), NEW), drawn=(drawn,)):
        assert 0 <= seed < SEED_LIMIT


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@given(st.lists(st.integers(0, 5), max_size=10))
def test_new_seeds_are_distinct_whatever_the_source_gives(number: int, drawn: list[int]):
    assert len(set(seeds_of((NEW,) * number, drawn=tuple(drawn)))) == number
