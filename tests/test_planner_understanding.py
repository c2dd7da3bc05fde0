"""The learned model of what English messages want: its pieces of words, its arithmetic and what it has learned."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planner.offline.understanding import Intent, Scene, Shown, understand
from bot.planner.offline.understanding.encoder import Layer, Linear, Norm
from bot.planner.offline.understanding.model import model
from bot.planner.offline.understanding.reading import MAX_PIECES, MAX_SCENE_PIECES, reads
from bot.planner.offline.understanding.scene import BEFORE_CHARS, MAX_NAMES
from bot.planner.offline.understanding.wordpieces import pieces

VOCABULARY = {one: n for n, one in enumerate(["[UNK]", "[CLS]", "[SEP]", "hedge", "##hog", "##s", "a", "!", "cafe"])}
DRAWN = Scene(Shown.SEVERAL, "draw", before="a hedgehog in a raincoat")


def test_words_are_taken_apart_longest_piece_first() -> None:
    assert [one.number for one in pieces("A Hedgehogs!", VOCABULARY, 9)] == [6, 3, 4, 5, 7]


def test_pieces_know_where_they_stand() -> None:
    text = "a  Café hedgehog"

    assert [text[one.start : one.end] for one in pieces(text, VOCABULARY, 9)] == ["a", "Café", "hedge", "hog"]


def test_word_that_no_pieces_make_is_unknown_as_a_whole() -> None:
    assert [(one.number, one.start, one.end) for one in pieces("hedgex a", VOCABULARY, 9)] == [(0, 0, 6), (6, 7, 8)]


@given(st.text(max_size=200))
def test_pieces_stay_within_the_text_and_in_order(text: str) -> None:
    found = pieces(text, VOCABULARY, 50)

    assert len(found) <= 50
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_row_has_a_bound_whatever_is_said() -> None:
    scene = Scene(names=("Larry",) * 50, before="x " * 500)

    read = reads(scene, "a " * 500, model().vocabulary)

    assert len(read.pieces) == MAX_PIECES
    assert len(read.ids) <= MAX_SCENE_PIECES + MAX_PIECES + 3
    assert len(scene.told()) < 200 + BEFORE_CHARS + 10 * MAX_NAMES


def test_layer_is_the_arithmetic_of_its_definition() -> None:
    random = np.random.default_rng(1)
    width, heads, inner, length = 4, 2, 6, 3

    def linear(ins: int, outs: int) -> Linear:
        return Linear(random.normal(size=(ins, outs)).astype(np.float32), random.normal(size=outs).astype(np.float32))

    norm = Norm(np.ones(width, np.float32), np.zeros(width, np.float32))
    layer = Layer(
        heads, linear(width, width), linear(width, width), linear(width, width), linear(width, width), norm,
        linear(width, inner), linear(inner, width), norm,
    )  # fmt: skip
    x = random.normal(size=(length, width)).astype(np.float32)

    heard = np.zeros_like(x)
    for head in range(heads):
        part = slice(2 * head, 2 * head + 2)
        q, k, v = (step(x)[:, part] for step in (layer.query, layer.key, layer.value))
        for row in range(length):
            weights = np.exp([q[row] @ k[other] / np.sqrt(2) for other in range(length)])
            heard[row, part] = weights @ v / weights.sum()
    between = norm(x + layer.out(heard))
    up = layer.up(between)
    bent = 0.5 * up * (1 + np.tanh(np.sqrt(2 / np.pi) * (up + 0.044715 * up**3)))

    assert layer(x) == pytest.approx(norm(between + layer.down(bent)), abs=1e-4)


@settings(max_examples=30)
@given(st.text(max_size=300), st.sampled_from(Shown))
def test_odds_add_up_and_names_are_said_whatever_is_said(text: str, shown: Shown) -> None:
    understood = understand(Scene(shown), text)

    assert sum(understood.odds.values()) == pytest.approx(1.0, abs=1e-3)
    assert set(understood.odds) == set(Intent)
    assert all(name in text for name in understood.names)


@pytest.mark.parametrize(
    ("scene", "text", "intent"),
    [
        (Scene(), "a fox in a raincoat", Intent.DRAW),
        (DRAWN, "with a red scarf", Intent.EDIT),
        (DRAWN, "the second one!", Intent.NOTE),
        (DRAWN, "more like the third one please", Intent.MORE),
        (DRAWN, "how tall do hedgehogs get?", Intent.TEXT),
        (Scene(Shown.ONE, "edit", before="make it blue"), "no, go back to how it was", Intent.RESTORE),
        (Scene(Shown.SEVERAL, "draw", same_person=False), "@ben did you feed the cat this morning", Intent.CHAT),
        (DRAWN, "write a bedtime story about him and draw how it ends", Intent.BOTH),
        (Scene(), "make it blue", Intent.ASK),
    ],
)
def test_model_tells_the_intents_apart(scene: Scene, text: str, intent: Intent) -> None:
    odds = understand(scene, text).odds

    assert max(odds, key=odds.__getitem__) is intent


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("let's call him Barnaby Thistle", ("Barnaby Thistle",)),
        ("its name is Larry", ("Larry",)),
        ("make the hat red", ()),
    ],
)
def test_model_finds_the_names_that_are_given(text: str, names: tuple[str, ...]) -> None:
    assert understand(DRAWN, text).names == names
