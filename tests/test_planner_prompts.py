"""Prompts: composed, read back, rewritten; what was taken away is no longer named."""

# ruff: noqa: E501, FBT003 - tables of sentences are read in one line each
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import Author
from bot.memory.records import Picture
from bot.planner.prompts import (
    MAX_PROMPT_CHARS,
    Change,
    Scene,
    article,
    compose,
    drop_thing,
    enrich,
    flesh_out,
    identity_card,
    kind_and_style,
    kind_of_thing,
    parse,
    possession,
    rewrite,
    shape_of,
    slots_of,
    sticker_prompt,
)

HAT = "Storybook illustration of a hedgehog wearing a red hat in a garden, at night, soft light"


def test_a_composed_prompt_is_read_back() -> None:
    scene = Scene("Oil painting", "a fox", ("in the snow", 'with a sign lettered "A, B"'))
    assert parse(compose(scene)) == scene
    assert parse("a fox") == Scene("Storybook illustration", "a fox")
    assert compose(Scene("Photo", "", ())) == "Photo of a small surprise"
    assert len(compose(Scene("Photo", "x" * 9000))) == MAX_PROMPT_CHARS


@pytest.mark.parametrize(
    ("change", "has", "lacks"),
    [
        (Change(remove=("hat",)), ["hedgehog", "garden"], ["hat", "red"]),
        (Change(remove=("the hats",)), ["hedgehog"], ["hat"]),
        (Change(remove=("palm trees",)), ["no palm trees"], []),
        (Change(remove=("hedgehog",)), ["hedgehog"], []),
        (Change(swap=(("hat", "a green scarf"),)), ["a green scarf"], ["hat"]),
        (Change(swap=(("boat", "a canoe"),)), ["with a canoe"], []),
        (Change(swap=(("{subject}", "a badger"),)), ["a badger wearing a red hat"], ["hedgehog"]),
        (Change(tint=(("hat", "blue"),)), ["blue hat"], ["red"]),
        (Change(tint=(("shoes", "blue"),)), ["with blue shoes"], []),
        (Change(add=("in the morning",)), ["in the morning"], ["at night"]),
        (Change(add=("with a lantern",)), ["with a lantern", "at night"], []),
        (Change(kind="Watercolour"), ["Watercolour of a hedgehog"], ["Storybook"]),
    ],
)  # fmt: skip
def test_an_edit_rewrites_the_prompt(change: Change, has: list[str], lacks: list[str]) -> None:
    prompt = rewrite(HAT, change)
    assert all(h in prompt for h in has), prompt
    assert not any(gone in prompt for gone in lacks), prompt


def test_edits_accumulate_and_can_be_taken_back() -> None:
    once = rewrite(HAT, Change(remove=("lantern",)))
    assert "no lantern" in once
    again = rewrite(once, Change(add=("with a lantern",)))
    assert "no lantern" not in again
    assert "lantern" not in rewrite(again, Change(remove=("lantern",)))


@pytest.mark.parametrize(
    ("prompt", "card"),
    [
        ("Storybook illustration of a cheerful hedgehog whose quills are golden sunflower petals, in a garden", "a cheerful hedgehog whose quills are golden sunflower petals"),
        ("Oil painting of a croissant asleep on a velvet cushion, kawaii", "a croissant"),
        ("Photo of a robot watering a daffodil", "a robot"), ("Badge of a heron", "a heron"),
    ],
)  # fmt: skip
def test_an_identity_card_says_who_not_what_happens(prompt: str, card: str) -> None:
    assert identity_card(prompt) == card


def test_thin_requests_are_enriched_modestly() -> None:
    assert enrich(Scene("Storybook illustration", "a fox")).details == ("in a flower garden", "soft daylight")
    assert enrich(Scene("Storybook illustration", "a fox at night")).details == ()
    assert enrich(Scene("Storybook illustration", "a fox"), excluded="no garden").details == ("soft daylight",)
    assert enrich(Scene("Logo", "a fox")).details == ()


def test_compounds_are_spelled_out() -> None:
    assert (
        flesh_out("a super-duper sunflower hedgehog") == "a cheerful hedgehog whose quills are golden sunflower petals"
    )
    assert flesh_out("cloud sheep") == "a sheep whose wool are soft clouds" or "clouds" in flesh_out("cloud sheep")
    assert flesh_out("a plain fox") == "a plain fox"
    assert "Super Mario" in flesh_out("Super Mario")


def test_possessions_are_lettered_where_one_writes_a_name() -> None:
    assert possession("house", "a fox", "Larry") == 'the cosy house of a fox, with a mailbox lettered "LARRY"'
    assert possession("hat", "a fox", "Larry") == "the hat of a fox"


def test_styles_and_shapes_are_found_and_taken_out() -> None:
    assert kind_and_style("a fox as a sticker")[:2] == ("Die-cut sticker", "sticker")
    assert kind_and_style("고양이 수채화로")[0] == "Watercolour"
    assert kind_and_style("a fox") == (None, None, "a fox")
    assert shape_of("a fox, wide please")[0] == "wide"
    assert shape_of("세로로 그려줘")[0] == "tall"
    assert shape_of("a cover, portrait")[0] == "tall"
    assert shape_of("an oil portrait of a fox")[0] is None
    assert slots_of("at night in the rain") == {"daytime", "weather"}
    assert kind_of_thing("two foxes") == "animal"
    assert kind_of_thing("gravity") is None
    assert (article("owl"), article("unicorn"), article("fox")) == ("an", "a", "a")
    assert drop_thing("a fox", "") == "a fox"


def test_a_sticker_keeps_who_it_is() -> None:
    picture = Picture("pic-1", "r", "t", "m", 1, 1, HAT, "A hedgehog", 1, "square", None, False, "p", "m", 1, 1, "b", "image/png", (), (), Author("u", "n"), 0.0)  # fmt: skip
    prompt, alt = sticker_prompt(picture)
    assert prompt.startswith("Die-cut sticker of a hedgehog")
    assert "garden" not in prompt
    assert alt == "A hedgehog"


PARTS = st.lists(
    st.sampled_from(["a fox", "with a hat", "hat", "at night", "in a garden", "red", "no hat", "", ",", "the", '"X"']),
    max_size=4,
)


@settings(max_examples=300, deadline=None)
@given(words=PARTS, add=PARTS, remove=PARTS, old=PARTS, new=PARTS)
def test_rewriting_always_leaves_a_prompt(
    words: list[str], add: list[str], remove: list[str], old: list[str], new: list[str]
) -> None:
    change = Change(tuple(add), tuple(remove), tuple(zip(old, new, strict=False)), tuple(zip(new, old, strict=False)))
    assert rewrite(" ".join(words), change).strip()
