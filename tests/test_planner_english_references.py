"""Which picture English words mean and which name they give, in sentences that follow no set phrase."""

# ruff: noqa: E501 - tables of sentences are read in one line each
from __future__ import annotations

import pytest
from doubles.playback import PureThread

from bot.planner.offline import OfflinePlanner, english
from bot.planner.offline.english_christening import christened
from bot.planner.offline.english_places import with_places
from bot.planner.offline.owners import owner_said
from bot.planner.offline.reading import Hints
from bot.plans import Action

FOUR = Hints(has_pictures=True, several=4)


@pytest.fixture
def thread() -> PureThread:
    """Return a thread with one answer of four pictures: pic-1 to pic-4."""
    thread = PureThread(OfflinePlanner(pause_s=0))
    thread.say("ann", "a fox on a hill")
    return thread


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the kids voted 3", 3), ("mum likes 3", 3), ("gotta be 3", 3), ("my vote goes to 2", 2), ("ok 3 then", 3),
        ("3's perfect", 3), ("omg 4", 4), ("down right!!!", 4), ("up left", 1), ("right bottom", 4), ("lower-left", 3), ("bottom left says everyone", 3),
        ("option b", 2), ("the second to last", 3), ("The third comes closest.", 3), ("the 2nd of mine", 2), ("i take my number four", 4),
        ("ill have 1", 1), ("top right has my heart", 2),
    ],
)  # fmt: skip
def test_places_are_heard_wherever_they_are_said(thread: PureThread, text: str, number: int) -> None:
    thread.say("ann", text)
    assert thread.board.state.selected == f"pic-{number}"


@pytest.mark.parametrize(("text", "base"), [("fewer trees on 4 please", "pic-4"), ("3's great only he looks sad. cheer him up", "pic-3"), ("make 2 darker", "pic-2")])  # fmt: skip
def test_a_change_starts_from_the_place_within_it(thread: PureThread, text: str, base: str) -> None:
    plan = thread.say("ann", text)
    assert plan.drawings[0].bases == (base,)


@pytest.mark.parametrize(
    "text",
    [
        "draw 2 of them", "only 3", "just 2", "1 is plenty", "2 cats and a dog", "it's 4 pm", "back in 2 hours", "frame 2, she falls asleep", "at 3",
        "no more than 3", "you're right", "first of all, hello", "he left", 'it says "3 cheers"', "first, a hat", "a table for 4", "the second mortgage",
    ],
)  # fmt: skip
def test_numbers_that_count_or_date_are_no_places(text: str) -> None:
    assert with_places(text, FOUR) == text


def test_places_need_an_answer_of_several_pictures() -> None:
    assert with_places("ok 3 then", Hints(has_pictures=True)) == "ok 3 then"
    assert with_places("ok 3 then", Hints(has_pictures=True, several=2)) == "ok 3 then"
    assert with_places("left", Hints(has_pictures=True, several=2)) == "the left one"


@pytest.mark.parametrize(
    "text",
    [
        "a lamp, way off on the right", "squeeze a bike in at the bottom", "put the moon in the top left corner", "add a flag on the left", "it needs a banner, arched over the top",
    ],
)  # fmt: skip
def test_a_place_within_the_picture_at_hand_points_at_no_other(thread: PureThread, text: str) -> None:
    thread.say("ann", "the 2nd one")
    assert thread.say("ann", text).drawings[0].bases == ("pic-2",)


def test_being_right_is_no_place(thread: PureThread) -> None:
    thread.say("ann", "2")
    thread.say("ann", "remove the hill")
    thread.say("ann", "ok she's right, undo")
    assert thread.board.state.selected == "pic-2"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("agreed. behold: Baron Crumble", "Baron Crumble"), ("all rise for Dame Hortensia", "Dame Hortensia"), ("this little dude. Wigbert", "Wigbert"),
        ("anyway she's family now. Ottoline", "Ottoline"), ("going with Mabel for her", "Mabel"), ("listeners, welcome Count Wobble", "Count Wobble"),
        ("Mr. Pockets! he's the one", ""), ("he gets a name: Unit 9", "Unit 9"), ("Lady Quill. that's what we're calling her", "Lady Quill"),
        ("so Bertram he is", "Bertram"), ("three cheers for Nib", "Nib"), ("that's him. Dr. Fizz", "Dr. Fizz"),
        ("his name is tim bottomley", "tim bottomley"), ("such a Mabel", "Mabel"), ("Mabel, obviously", "Mabel"), ("could she be called Mabel?", "Mabel"),
        ("bottom left is our Mabel", "Mabel"), ("Mabel is the last one", "Mabel"), ('"Mabel"', "Mabel"), ("the kids have decided on Mabel", "Mabel"),
    ],
)  # fmt: skip
def test_a_name_is_what_nothing_else_explains(text: str, name: str) -> None:
    found = christened(text, Hints(has_pictures=True, alone=True, fresh=True))
    assert (found.name if found else "") == name


@pytest.mark.parametrize(
    "text",
    [
        "Bigger", "SHE'S HOME AND WE ARE SO GLAD", "make the sign say Baron Crumble", "is that Baron Crumble?", "ask Priya about the invoice",
        "it needs the title, LOST SOCKS, on top", "Difficult! the 1st or the 4th", "thanks Ann", "perfect", "Yes please", "the best is number 2", "bottom right is EXACTLY him", '"a sign that says hello to all"', "May I see it",
    ],
)  # fmt: skip
def test_other_capital_words_name_nobody(text: str) -> None:
    assert christened(text, Hints(has_pictures=True, alone=True, fresh=True, people=("ann", "priya"))) is None


def test_a_name_without_pictures_names_nobody() -> None:
    assert christened("behold: Baron Crumble", Hints()) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("velda is the 3rd one of mine", "velda"), ("the 1st = orso", "orso"), ("castle is the 3rd one", None)],
)
def test_a_small_name_stands_beside_a_place(text: str, name: str | None) -> None:
    found = christened(text, Hints(has_pictures=True, several=4, things=frozenset({"castle"})))
    assert (found.name if found else None) == name


def test_a_reply_gets_the_name_that_is_said_alone(thread: PureThread) -> None:
    plan = thread.say("ben", "Wigbert 😭", reply_to="pic-3")
    assert (plan.action, plan.namings[0].name, plan.namings[0].picture) == (Action.NOTE, "Wigbert", "pic-3")


def test_a_corner_and_a_name_in_one_breath(thread: PureThread) -> None:
    plan = thread.say("ann", "down left!!! everybody, welcome Count Wobble")
    assert (plan.namings[0].name, plan.namings[0].picture) == ("Count Wobble", "pic-3")


def test_mine_is_what_its_speaker_picked_or_made_last(thread: PureThread) -> None:
    thread.say("ben", "a crab with a lute")
    thread.say("ann", "of mine i want the 3rd")
    thread.say("ben", "i'm going with my 2nd")
    assert thread.say("ann", "put snow behind mine").drawings[0].bases == ("pic-3",)
    assert thread.say("ben", "and a red hat on mine").drawings[0].bases == ("pic-6",)
    assert thread.say("ann", "a scroll on top of mine that says GO").drawings[0].bases == ("pic-9",)


def test_what_others_picked_is_theirs(thread: PureThread) -> None:
    thread.say("kim_b", "a crab with a lute")
    thread.say("kim_b", "the 2nd one")
    assert thread.say("ann", "make kims darker").drawings[0].bases == ("pic-6",)


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("kims was better", "kim_b"), ("use Kim's", "kim_b"), ("hers please", "kim_b"), ("my fox needs a hat", ""), ("Kim's hat is cool", None),
        ("a friend of hers", None), ("his scarf in red", None),
    ],
)  # fmt: skip
def test_whose_picture_words_mean(text: str, whose: str | None) -> None:
    assert owner_said(text, Hints(makers=("kim_b",), mine=frozenset({"fox"}))) == whose


@pytest.mark.parametrize(
    "text", ["too busy, go back to before there was a cat", "it was calmer with no cat. give me that one back"]
)
def test_what_was_missing_tells_which_version_is_meant(thread: PureThread, text: str) -> None:
    for said in ("2", "add a cat", "add a bell"):
        thread.say("ann", said)
    plan = thread.say("ann", text)
    assert plan.select == "pic-2" or plan.drawings[0].bases == ("pic-2",)


def test_the_second_lot_is_the_second_that_was_made(thread: PureThread) -> None:
    for said in ("a crab with a lute", "a moth in a coat"):
        thread.say("ann", said)
    thread.say("ann", "bottom right of the second lot")
    assert thread.board.state.selected == "pic-8"


def test_a_name_goes_to_the_picture_at_hand_when_its_words_point_at_nothing(thread: PureThread) -> None:
    thread.say("ann", "the 4th")
    plan = thread.say("ann", "the one with the trombone. her name is Hilda")
    assert (plan.namings[0].name, plan.namings[0].picture) == ("Hilda", "pic-4")


def test_a_reading_keeps_words_that_only_count() -> None:
    assert english.read("draw 3 owls", FOUR).pointer.points is False
