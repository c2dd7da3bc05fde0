"""Replies: which words, cards and buttons belong under which plan, and what they keep when things go wrong."""

from __future__ import annotations

from doubles.records import KITCHEN, picture

from bot.buttons import ButtonId, Verb, decode
from bot.compose import card, cards, choice_buttons, details, failed, finished, painting, stopped, thinking
from bot.errors import EmptyMessage, PlannerError
from bot.events import Thread
from bot.memory.records import Picture
from bot.phrases import phrase
from bot.plans import Action, Choice, Drawing, Plan
from bot.replies import Audience, Reply

FOUR = Plan(Action.DRAW, "Here you are.", drawings=(Drawing("p", "a", shape="wide"),) * 4)
ONE = Plan(Action.EDIT, "Changed.", drawings=(Drawing("p", "a"),))


def grid(count: int) -> list[Picture]:
    return [picture(10 + n, position=n, alt=f"alt {n}") for n in range(1, count + 1)]


def rows(reply: Reply) -> list[list[str]]:
    return [[button.label for button in row] for row in reply.buttons]


def buttons(reply: Reply) -> list[ButtonId]:
    return [decode(button.id) for row in reply.buttons for button in row]


def test_card_carries_the_picture_and_its_description():
    shown = card(picture(3, alt="A hedgehog", width_px=10, height_px=20), "3")
    assert (shown.picture, shown.label, shown.alt, shown.width_px, shown.height_px) == (
        "pic-t1-3",
        "3",
        "A hedgehog",
        10,
        20,
    )
    assert decode(shown.select) == ButtonId(Verb.SELECT, "pic-t1-3")
    assert not shown.large


def test_cards_keep_their_numbers_when_a_tile_is_missing():
    assert [one.label for one in cards([grid(4)[1], grid(4)[3]], 4)] == ["2", "4"]


def test_card_that_was_wanted_alone_has_no_number_and_is_large():
    (only,) = cards(grid(1), 1)
    assert (only.label, only.large) == ("", True)


def test_grid_has_a_button_for_each_picture_and_four_for_all():
    reply = finished("e1", FOUR, grid(4))
    assert rows(reply) == [["1", "2", "3", "4"], ["More like this", "Redraw", "Edit…", "Name…"]]
    assert [one.target for one in buttons(reply)[:4]] == [one.id for one in grid(4)]
    assert {one.target for one in buttons(reply)[4:]} == {"e1"}
    assert [button.label for row in reply.buttons for button in row if button.opens_form] == ["Edit…", "Name…"]
    assert reply.is_final
    assert [one.alt for one in reply.cards] == ["alt 1", "alt 2", "alt 3", "alt 4"]


def test_single_picture_has_its_own_buttons():
    reply = finished("e1", ONE, grid(1))
    assert rows(reply) == [["Variations", "Edit…", "Name…", "Sticker"], ["HD", "Details", "Delete"]]
    assert {one.target for one in buttons(reply)} == {"pic-t1-11"}


def test_picture_that_is_hd_already_offers_no_hd():
    reply = finished("e1", ONE, [picture(1, hd=True)])
    assert rows(reply)[1] == ["Details", "Delete"]


def test_grid_that_lost_all_but_one_shows_that_one_with_its_own_buttons():
    reply = finished("e1", FOUR, [grid(4)[2]], [(1, "w"), (2, "w"), (4, "w")])
    assert rows(reply)[0][0] == "Variations"
    assert [(one.label, one.large) for one in reply.cards] == [("3", True)]


def test_failed_tiles_are_named_and_can_be_painted_again():
    reply = finished("e1", FOUR, grid(2), [(3, "the painter failed"), (4, "the painter failed")])
    assert reply.text.splitlines() == [
        "Here you are.",
        "Picture 3 is missing: the painter failed.",
        "Picture 4 is missing: the painter failed.",
        phrase("retry_hint"),
    ]
    assert rows(reply)[-1] == ["Retry"]


def test_words_do_not_claim_pictures_that_do_not_exist():
    reply = finished("e1", FOUR, [], [(1, "the painter failed")])
    assert "Here you are." not in reply.text
    assert reply.text.startswith(phrase("none_painted"))


def test_story_is_told_even_when_no_picture_came():
    plan = Plan(Action.BOTH, "Once upon a time.", drawings=FOUR.drawings)
    assert finished("e1", plan, [], [(1, "w")]).text.startswith("Once upon a time.")


def test_selected_picture_is_shown_large():
    reply = finished("e1", Plan(Action.NOTE, "Picture 2 it is."), [], selected=picture(2))
    assert [(one.picture, one.large, one.label) for one in reply.cards] == [("pic-t1-2", True, "")]
    assert rows(reply)[0][0] == "Variations"


def test_question_offers_its_answers():
    choices = (Choice("The fox", "the fox"), Choice("The owl", "the owl"))
    reply = finished("e7", Plan(Action.ASK, "Which?", choices=choices), [])
    assert rows(reply) == [["The fox", "The owl"]]
    assert buttons(reply) == [ButtonId(Verb.PICK, "e7", 0), ButtonId(Verb.PICK, "e7", 1)]
    assert choice_buttons("e7", ()) == ()


def test_plan_without_words_or_pictures_is_an_empty_reply():
    reply = finished("e1", Plan(Action.TEXT), [])
    assert (reply.text, reply.cards, reply.buttons) == ("", (), ())


def test_reply_speaks_the_language_of_its_plan():
    reply = finished("e1", Plan(Action.DRAW, "여기요.", "ko", FOUR.drawings), grid(3), [(4, "화가가 그리지 못했어요")])
    assert reply.language == "ko"
    assert "4번 그림이 빠졌어요" in reply.text
    assert rows(reply)[1:] == [["비슷하게 더", "다시 그리기", "고치기…", "이름…"], ["다시 시도"]]


def test_thinking_shows_what_was_said_so_far_and_can_be_stopped():
    reply = thinking("e1", "en", "Once")
    assert (reply.text, rows(reply), reply.is_final) == ("Once", [["Stop"]], False)
    assert reply.progress is not None
    assert reply.progress.total == 0


def test_painting_counts_finished_and_failed_tiles():
    reply = painting("e1", FOUR, grid(2), failed=1)
    assert reply.progress is not None
    assert (reply.progress.stage, reply.progress.done, reply.progress.total, reply.progress.shape) == (
        "3 of 4 painted",
        3,
        4,
        "wide",
    )
    assert len(reply.cards) == 2
    assert rows(reply) == [["Stop"]]


def test_first_finished_tile_of_a_grid_is_no_large_one():
    assert [one.large for one in painting("e1", FOUR, grid(1), failed=0).cards] == [False]


def test_failure_that_the_person_can_mend_offers_no_retry():
    assert rows(failed("e1", EmptyMessage(), "en")) == []
    assert rows(failed("e1", PlannerError("x"), "en")) == [["Retry"]]
    assert rows(failed("e1", ValueError("x"), "en")) == [["Retry"]]


def test_failure_keeps_what_was_said_before_it():
    reply = failed("e1", PlannerError("secret detail"), "en", said="Once upon a time.")
    assert reply.text == f"Once upon a time.\n\n{phrase('planner_failed')}"


def test_stopped_turn_keeps_what_was_finished():
    reply = stopped("e1", FOUR, grid(2), "en")
    assert reply.text == "Here you are.\nStopped. Finished so far: 2."
    assert rows(reply) == [["1", "2"], ["More like this", "Redraw", "Edit…", "Name…"], ["Retry"]]
    assert [one.label for one in reply.cards] == ["1", "2"]
    assert rows(stopped("e1", FOUR, grid(1), "en"))[0][0] == "Variations"


def test_stopped_turn_without_a_plan_says_so():
    reply = stopped("e1", None, [], "ko")
    assert (reply.text, reply.cards, rows(reply)) == ("멈췄어요. 그린 그림은 없어요.", (), [["다시 시도"]])


def test_details_tell_everything_that_is_known():
    elsewhere = Thread("web", "kitchen", "t2")
    parents = {"a": picture(1), "b": picture(5, elsewhere)}
    shown = picture(7, style="pencil", cost_usd=0.0415, notes=("offline preview", "hd"), seed=99)
    reply = details("e1", shown, parents, ["Larry", "Momo"], "en")
    facts = {fact.label: fact.value for fact in reply.facts}
    assert facts["Prompt"] == shown.prompt
    assert facts["Seed"] == "99"
    assert facts["Painter"] == "offline / preview-1"
    assert facts["Size"] == "1024 x 1024"
    assert facts["Style"] == "pencil"
    assert facts["Who is in it"] == "Larry, Momo"
    assert facts["Cost"] == "$0.0415"
    assert facts["Asked for by"] == "Ann"
    assert facts["Note"] == "offline preview; hd"
    made_from = [(fact.value, fact.picture) for fact in reply.facts if fact.label == "Made from"]
    assert made_from == [("picture 1", "pic-t1-1"), ("a picture of another thread", "pic-t2-5")]
    assert reply.text == "Picture 7"
    assert reply.audience is Audience.PERSON


def test_details_leave_out_what_is_not_known():
    reply = details("e1", picture(7, KITCHEN, seed=None), {}, [], "en")
    labels = [fact.label for fact in reply.facts]
    assert labels == ["Prompt", "Seed", "Painter", "Size", "Cost", "Asked for by"]
    assert reply.facts[1].value == phrase("fact_unknown")
    assert reply.facts[4].value == phrase("cost_unknown")  # never nothing, where nobody knows
