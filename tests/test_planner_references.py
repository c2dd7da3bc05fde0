"""Which picture words mean: ordinals, positions, owners, contents; and that no other room's picture is ever meant."""

# ruff: noqa: E501, FBT003 - tables of sentences are read in one line each
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import Author, Thread
from bot.memory.records import Grid, Picture, ThreadState
from bot.planner.board import Board
from bot.planner.pointing_en import point_en
from bot.planner.pointing_ko import point_ko
from bot.planner.references import (
    LAST,
    MIDDLE,
    Found,
    Pointer,
    cell_of,
    focus,
    meant_by_words,
    parent_of,
    resolve,
    stem,
)

ANN, BEN = Author("u1", "ann"), Author("u2", "ben")
HERE = Thread("web", "kitchen", "t1")


def picture(
    number: int, turn: str, position: int, prompt: str, author: Author = ANN, parents: tuple[str, ...] = ()
) -> Picture:
    return Picture(
        f"pic-{number}", HERE.room_key, HERE.key, turn, number, position, prompt, "", 7, "square", None, False, "p", "m", 8, 8, "0", "image/png",
        parents, (), author, float(number),
    )  # fmt: skip


def board_of(*answers: tuple[Author, str, int], selected: str | None = None) -> Board:
    """Return a board with one answer per (who asked, prompt, number of pictures)."""
    pictures: dict[str, Picture] = {}
    grids = []
    for turn, (author, prompt, count) in enumerate(answers, 1):
        ids = []
        for position in range(1, count + 1):
            one = picture(len(pictures) + 1, f"m{turn}", position, prompt, author)
            pictures[one.id] = one
            ids.append(one.id)
        grids.append(Grid(f"m{turn}", tuple(ids), author, prompt))
    return Board(HERE, ThreadState(selected=selected), grids=tuple(grids), pictures=pictures)


GRID = board_of((ANN, "a boat at sea", 4))


def meant(text: str, board: Board = GRID, author: Author = ANN, language: str = "en") -> Found:
    return resolve(board, (point_ko if language == "ko" else point_en)(text), author.id)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the second one", 2), ("1st!", 1), ("number four is lovely", 4), ("nr 2 but no lettering", 2), ("#3", 3), ("3", 3), ("I like 2 best", 2),
        ("the last one", 4), ("on the 4th", 4), ("upper right one", 2), ("top left", 1), ("bottom right please", 4), ("the one on the bottom left", 3),
        ("the left one on top", 1), ("right side, lower one", 4), ("the rightmost in the top row", 2), ("picture 4 please", 4), ("go with 3", 3),
    ],
)  # fmt: skip
def test_english_ordinals_and_positions_mean_one_of_the_grid(text: str, number: int) -> None:
    assert meant(text).pictures == (f"pic-{number}",)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("두 번째 거", 2), ("4번 갑시다", 4), ("첫번째꺼", 1), ("왼쪽 아래 앞치마", 3), ("오른쪽 위", 2), ("마지막 거", 4), ("위에 왼쪽 거", 1), ("넷째", 4),
    ],
)  # fmt: skip
def test_korean_ordinals_and_positions_mean_one_of_the_grid(text: str, number: int) -> None:
    assert meant(text, language="ko").pictures == (f"pic-{number}",)


@pytest.mark.parametrize(
    "text",
    ["a red top hat", "candles on top", "the second time", "safety first", "two cats", "make it darker", "one more"],
)
def test_words_that_only_look_like_pointing_do_not(text: str) -> None:
    assert not point_en(text).points


def test_half_a_position_is_ambiguous() -> None:
    assert meant("the one on the right") == Found(candidates=("pic-2", "pic-4"))
    assert meant("오른쪽 거로 할게", language="ko").candidates == ("pic-2", "pic-4")
    assert meant("the other one").candidates == ("pic-1", "pic-2", "pic-3", "pic-4")


def test_of_two_the_other_is_the_one_that_is_not_selected() -> None:
    assert meant("the other one", board_of((ANN, "a boat", 2), selected="pic-1")).pictures == ("pic-2",)


def test_the_middle_is_only_known_of_odd_grids() -> None:
    assert meant("the middle one", board_of((ANN, "a boat", 3))).pictures == ("pic-2",)
    assert meant("가운데 거 최고", board_of((ANN, "a boat", 3)), language="ko").pictures == ("pic-2",)
    assert meant("the middle one").pictures == ()


def test_ordinals_reach_past_single_pictures_to_the_last_grid() -> None:
    board = board_of((ANN, "a boat", 4), (ANN, "a boat with a flag", 1))
    assert meant("the third one", board).pictures == ("pic-3",)
    assert meant("picture 5", board).pictures == ("pic-5",)
    assert meant("picture 99", board) == Found()
    assert meant("the last one", board).pictures == ("pic-5",)


def test_the_former_and_the_latter_are_of_the_last_several() -> None:
    board = board_of((ANN, "a boat", 2), (ANN, "x", 1))
    assert meant("the former", board).pictures == ("pic-1",)
    assert meant("the latter", board).pictures == ("pic-2",)
    assert meant("앞에 거가 낫다", board, language="ko").pictures == ("pic-1",)
    assert resolve(board_of((ANN, "x", 1)), Pointer(ordinals=(101,)), "u1") == Found()


def test_mine_and_theirs_are_by_who_asked() -> None:
    board = board_of((ANN, "a boat", 4), (BEN, "a robot", 4))
    assert meant("the 1st of mine", board, ANN).pictures == ("pic-1",)
    assert meant("the 1st of mine", board, BEN).pictures == ("pic-5",)
    assert meant("ann's second one", board, BEN).pictures == ("pic-2",)
    assert meant("제 거 2번", board, ANN, "ko").pictures == ("pic-2",)
    assert meant("mine", board_of((ANN, "a boat", 4), selected="pic-3"), ANN).pictures == ("pic-3",)
    assert meant("mine", board_of((BEN, "a boat", 4)), ANN) == Found()


def test_the_one_with_something_is_found_by_its_prompt() -> None:
    board = board_of((ANN, "a boat at sea", 4), (ANN, "a robot", 4))
    assert meant("the one with the boat", board).pictures == ("pic-1",)
    assert meant("the boat picture", board).pictures == ("pic-1",)
    assert meant("the last boat picture", board).pictures == ("pic-4",)
    assert meant("the one with the zebra", board) == Found()


def test_batches_are_new_old_or_before() -> None:
    board = board_of((ANN, "a", 4), (ANN, "b", 4), (ANN, "c", 4))
    assert meant("the second of the newest batch", board).pictures == ("pic-10",)
    assert meant("the first batch, second one", board).pictures == ("pic-2",)
    assert meant("the previous set, second one", board).pictures == ("pic-6",)


def test_both_and_two_numbers_mean_several() -> None:
    board = board_of((ANN, "a boat", 2))
    assert meant("both", board).pictures == ("pic-1", "pic-2")
    assert meant("1번이랑 2번 둘 다", language="ko").pictures == ("pic-1", "pic-2")
    assert meant("I like 1 and 4").pictures == ("pic-1", "pic-4")


def test_focus_is_selected_else_first_of_the_last() -> None:
    assert focus(Board(HERE)) is None
    assert getattr(focus(GRID), "id", None) == "pic-1"
    board = board_of((ANN, "a boat", 4), (BEN, "b", 4), selected="pic-3")
    assert getattr(focus(board), "id", None) == "pic-3"
    assert getattr(focus(board, "u2"), "id", None) == "pic-5"
    assert getattr(focus(board, "u1"), "id", None) == "pic-3"
    assert focus(board, "nobody") is None


def test_words_find_another_subject_only_when_the_one_at_hand_knows_none() -> None:
    board = board_of((ANN, "a mummy in bed", 4), (ANN, "a mammoth with a teddy", 1))
    assert getattr(meant_by_words(board, ("mummy",)), "id", None) == "pic-1"
    assert getattr(meant_by_words(board, ("mummy",), ("pic-3",)), "id", None) == "pic-3"
    assert meant_by_words(board, ("teddy",)) is None
    assert meant_by_words(board, ()) is None
    assert meant_by_words(Board(HERE), ("mummy",)) is None


def test_parent_is_the_first_that_is_still_there() -> None:
    child = picture(9, "m9", 1, "x", parents=("gone", "pic-2"))
    assert getattr(parent_of(GRID, child), "id", None) == "pic-2"
    assert parent_of(GRID, GRID.pictures["pic-1"]) is None


@pytest.mark.parametrize(
    ("word", "short"),
    [("berries", "berry"), ("boxes", "box"), ("cats", "cat"), ("glass", "glass"), ("bus", "bus"), ("brushes", "brush")],
)
def test_stems_join_singular_and_plural(word: str, short: str) -> None:
    assert stem(word) == short


def test_cells_depend_on_the_number_of_pictures() -> None:
    assert [cell_of(n, 4) for n in (1, 2, 3, 4)] == [
        ("top", "left"),
        ("top", "right"),
        ("bottom", "left"),
        ("bottom", "right"),
    ]
    assert [cell_of(n, 3)[1] for n in (1, 2, 3)] == ["left", "middle", "right"]
    assert cell_of(2, 2) == ("bottom", "right")
    assert cell_of(1, 1) == ("", "")


POINTERS = st.builds(
    Pointer,
    ordinals=st.lists(st.sampled_from([1, 2, 3, 4, LAST, MIDDLE, 101, 102, 9]), max_size=2).map(tuple),
    vertical=st.sampled_from(["", "top", "bottom"]), horizontal=st.sampled_from(["", "left", "right"]), other=st.booleans(), both=st.booleans(),
    owner=st.sampled_from([None, "", "ben", "nobody"]), words=st.sampled_from([(), ("boat",), ("zebra",)]), batch=st.sampled_from(["", "new", "old", "prior"]),
    exact=st.sampled_from([None, 1, 5, 99]),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    pointer=POINTERS,
    counts=st.lists(st.integers(1, 4), max_size=4),
    selected=st.sampled_from([None, "pic-1", "pic-stranger"]),
)
def test_resolution_never_leaves_the_board(pointer: Pointer, counts: list[int], selected: str | None) -> None:
    board = board_of(*((ANN if n % 2 else BEN, "a boat", n) for n in counts), selected=selected)
    found = resolve(board, pointer, ANN.id)
    assert {*found.pictures, *found.candidates} <= set(board.pictures)
    assert not (found.pictures and found.candidates)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=80))
def test_pointing_never_raises(text: str) -> None:
    point_en(text)
    point_ko(text)
