"""fit and breaks: whatever a reply holds is shown somewhere, and every message fits."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter import Capabilities
from bot.breaks import is_border, measure, shorten, split
from bot.fit import fit
from bot.replies import Audience, Button, Card, Fact, Progress, Reply

WIDE = Capabilities(
    text_chars=2000,
    cards=10,
    buttons=25,
    buttons_per_row=5,
    forms=True,
    edits=True,
    alt_chars=1000,
    edit_interval_s=1.0,
    upload_bytes=1000,
)


def card(number: int, alt: str = "a hedgehog", label: str | None = None) -> Card:
    name = str(number) if label is None else label
    return Card(f"pic-{number}", name, f"hash{number}", "image/png", 1024, 1024, alt, f"pb1:select:pic-{number}")


def number_button(number: int) -> Button:
    return Button(f"pb1:select:pic-{number}", str(number))


MORE = Button("pb1:more:turn1", "More like this")
EDIT = Button("pb1:edit:pic-1", "Edit…", opens_form=True)
GRID = Reply(
    "turn1",
    "Here they are.",
    cards=tuple(card(n) for n in range(1, 5)),
    buttons=(tuple(number_button(n) for n in range(1, 5)), (MORE, EDIT)),
)


def ids(replies: tuple[Reply, ...]) -> list[str]:
    return [button.id for reply in replies for row in reply.buttons for button in row]


def test_fit_leaves_what_fits_as_it_is() -> None:
    assert fit(GRID, WIDE) == (GRID,)


def test_fit_leaves_an_empty_reply_as_it_is() -> None:
    assert fit(Reply("turn1"), WIDE) == (Reply("turn1"),)


def test_fit_splits_text_and_keeps_pictures_and_buttons_at_the_end() -> None:
    first, last = fit(replace(GRID, text="word " * 300 + "\n\n" + "more " * 300), WIDE)
    assert (first.cards, first.buttons) == ((), ())
    assert first.text.endswith("word \n\n")
    assert (last.cards, last.buttons) == (GRID.cards, GRID.buttons)


def test_fit_spreads_pictures_and_names_each_once() -> None:
    messages = fit(GRID, replace(WIDE, cards=3))
    assert [[one.label for one in message.cards] for message in messages] == [["1", "2", "3"], ["4"]]
    assert ids(messages[-1:]) == ids((GRID,))


def test_fit_keeps_rows_that_fit_and_refills_those_that_do_not() -> None:
    wide_row = Reply("turn1", "x", buttons=(tuple(number_button(n) for n in range(1, 7)), (MORE,)))
    assert [len(row) for row in fit(wide_row, WIDE)[0].buttons] == [5, 1, 1]
    tall = Reply("turn1", "x", buttons=tuple((number_button(n),) for n in range(1, 7)))
    assert [len(row) for row in fit(tall, WIDE)[0].buttons] == [5, 1]


def test_fit_moves_buttons_that_are_too_many_to_another_message() -> None:
    many = Reply("turn1", "고르세요", buttons=(tuple(number_button(n) for n in range(1, 8)),), language="ko")
    first, second = fit(many, replace(WIDE, buttons=4, buttons_per_row=3))
    assert [[one.label for one in row] for row in first.buttons] == [["1", "2", "3"], ["4"]]
    assert [[one.label for one in row] for row in second.buttons] == [["5", "6", "7"]]
    assert second.text == "더 고를 수 있는 것:"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Here they are.\n\nSay 1-4 to choose one.\n\nOr say: More like this, Edit…"),
        ("ko", "Here they are.\n\n1-4 중에 하나를 말하면 골라요.\n\n아니면 이렇게 말해 주세요: More like this, Edit…"),
    ],
)
def test_fit_says_in_words_what_no_button_can_offer(language: str, words: str) -> None:
    (message,) = fit(replace(GRID, language=language), replace(WIDE, buttons=0))
    assert message.text == words
    assert message.buttons == ()


def test_fit_lists_numbers_that_are_no_run() -> None:
    reply = replace(GRID, buttons=((number_button(1), number_button(3)),))
    assert "Say 1, 3 to choose one." in fit(reply, replace(WIDE, buttons=0))[0].text
    alone = replace(GRID, buttons=((number_button(2),),))
    assert "Say 2 to choose one." in fit(alone, replace(WIDE, buttons=0))[0].text


def test_fit_says_in_words_what_needs_a_form_where_there_are_none() -> None:
    (message,) = fit(GRID, replace(WIDE, forms=False))
    assert message.text.endswith("You can say: Edit…")
    assert EDIT.id not in ids((message,))
    assert MORE.id in ids((message,))


def test_fit_shortens_descriptions_and_keeps_them_whole_in_the_text() -> None:
    alt = "a hedgehog with sunflower petals for quills on a meadow"
    reply = Reply("turn1", "Look:", cards=(card(1, alt, label=""), card(2, alt), card(3)))
    (message,) = fit(reply, replace(WIDE, alt_chars=20))
    assert [one.alt for one in message.cards] == ["a hedgehog with…", "a hedgehog with…", "a hedgehog"]
    assert message.text == f"Look:\n\nDescription: {alt}\n\nDescription of 2: {alt}"


def test_fit_describes_pictures_where_none_can_be_shown() -> None:
    (message,) = fit(GRID, replace(WIDE, cards=0))
    assert message.cards == ()
    assert "Description of 3: a hedgehog" in message.text


def test_fit_spreads_facts_and_parts_a_long_one() -> None:
    facts = (Fact("Prompt", "petal " * 100), Fact("Seed", "7"), Fact("From", "picture 1", picture="pic-1"))
    messages = fit(Reply("turn1", "Details", facts=facts), replace(WIDE, text_chars=200))
    shown = [fact for message in messages for fact in message.facts]
    assert "".join(one.value for one in shown if one.label == "Prompt") == "petal " * 100
    assert shown[-2:] == list(facts[1:])
    assert all(measure(m.text) + sum(len(f.label) + len(f.value) for f in m.facts) <= 200 for m in messages)


def test_fit_shows_progress_below_everything_only() -> None:
    running = replace(GRID, text="word " * 600, progress=Progress("1 of 4"), audience=Audience.PERSON, language="ko")
    messages = fit(running, WIDE)
    assert [one.progress for one in messages] == [None, running.progress]
    assert {(one.turn, one.audience, one.language) for one in messages} == {("turn1", Audience.PERSON, "ko")}


TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from(" \n`a.한\u1112\u1161\u11ab\u0301👩\u200d🚀\U0001f1f0\U0001f1f7\ufe0f\r\u202e"), st.characters()
    ),
    max_size=900,
)


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    cards = tuple(
        card(n, draw(TEXTS.filter(lambda alt: len(alt) < 400)), label=draw(st.sampled_from(["", str(n)])))
        for n in range(draw(st.integers(0, 12)))
    )
    form = st.booleans()
    label = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
    rows = draw(st.lists(st.integers(0, 9), max_size=7))
    buttons = tuple(
        tuple(
            number_button(n) if draw(form) else Button(f"pb1:more:t{index}-{n}", draw(label), opens_form=draw(form))
            for n in range(size)
        )
        for index, size in enumerate(rows)
    )
    facts = tuple(Fact(draw(label), draw(TEXTS)) for _ in range(draw(st.integers(0, 3))))
    progress = draw(st.sampled_from([None, Progress("painting", 1, 4)]))
    return Reply("t", draw(TEXTS), cards, buttons, progress, facts, language=draw(st.sampled_from(["en", "ko"])))


CAPABILITIES = st.builds(
    Capabilities,
    text_chars=st.integers(100, 600),
    cards=st.integers(0, 10),
    buttons=st.integers(0, 12),
    buttons_per_row=st.integers(1, 5),
    forms=st.booleans(),
    edits=st.booleans(),
    alt_chars=st.integers(0, 200),
    edit_interval_s=st.just(0.1),
    upload_bytes=st.just(100),
)


def signs(text: str) -> str:
    """What a reader sees of a text, code fences aside: those may be closed and opened again."""
    return "".join(text.replace("`", "").split())


@given(replies(), CAPABILITIES)
def test_fit_drops_nothing_and_everything_fits(reply: Reply, can: Capabilities) -> None:
    messages = fit(reply, can)
    for message in messages:
        facts = sum(measure(one.label) + measure(one.value) for one in message.facts)
        assert measure(message.text) + facts <= can.text_chars
        assert len(message.cards) <= can.cards
        assert all(measure(one.alt) <= can.alt_chars for one in message.cards)
        assert len(ids((message,))) <= can.buttons
        assert all(1 <= len(row) <= can.buttons_per_row for row in message.buttons)
        if can.buttons:
            assert len(message.buttons) <= math.ceil(can.buttons / min(can.buttons, can.buttons_per_row))
    assert messages[-1].progress == reply.progress
    text = signs("".join(one.text for one in messages))
    assert text.startswith(signs(reply.text))
    shown = [one for message in messages for one in message.cards]
    if can.cards:
        assert [replace(one, alt="") for one in shown] == [replace(one, alt="") for one in reply.cards]
    described = {one.picture: one.alt for one in shown}
    assert all(described.get(one.picture) == one.alt or signs(one.alt) in text for one in reply.cards)
    wanted = [one for row in reply.buttons for one in row if can.buttons and (can.forms or not one.opens_form)]
    assert ids(messages) == [one.id for one in wanted]
    unshown = [one for row in reply.buttons for one in row if one not in wanted]
    numbers = {one.select for one in reply.cards if one.label}
    assert all(signs(one.label) in text for one in unshown if one.id not in numbers)
    values = "".join(one.value for message in messages for one in message.facts)
    assert "".join(values.split()) == "".join("".join(one.value for one in reply.facts).split())


@given(TEXTS, st.integers(1, 80))
def test_split_without_fences_loses_white_space_only(text: str, limit: int) -> None:
    pieces = split(text, limit, fences=False)
    assert all(measure(one) <= max(limit, 2) for one in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(TEXTS, st.integers(20, 80))
def test_split_joined_is_the_text(text: str, limit: int) -> None:
    calm = " ".join(text.replace("`", "").split())
    assert "".join(split(calm, limit)) == calm


@pytest.mark.parametrize(
    "cluster",
    [
        "e\u0301",
        "한",
        "\u1112\u1161\u11ab",
        "👩\u200d🚀",
        "👍🏽",
        "🇰🇷",
        "❤\ufe0f",
        "क\u094dष",
        "กำ",
        "\r\n",
        "🏴\U000e0067\U000e0062\U000e007f",
        "\u06001",
        "가\u11a8",
        "각\u11a8",
        "\ud83d\ude00",
    ],
)
def test_split_never_cuts_a_sign(cluster: str) -> None:
    text = "x" + cluster * 30
    for limit in range(2 * measure(cluster), 40):
        for piece in split(text, limit):
            rest = piece.removeprefix("x").strip("\r\n") if cluster.isspace() else piece.removeprefix("x")
            assert rest == "" if cluster.isspace() else rest == cluster * (len(rest) // len(cluster))


# Signs that Python's own tables do not know yet may be cut wrongly; every other is safe.
@given(
    st.text(st.one_of(st.sampled_from("\u1112\u1161\u11ab\u200d👩🇰\u0600"), st.characters(exclude_categories=["Cn"])))
)
def test_borders_are_borders_of_unicode_too(text: str) -> None:
    regex = pytest.importorskip("regex")
    known = {found.start() for found in regex.finditer(r"\X", text)} | {0, len(text)}
    assert {index for index in range(len(text) + 1) if is_border(text, index)} <= known


def test_split_cuts_a_sign_that_is_longer_than_a_message() -> None:
    text = "a" + "\u0301" * 50
    assert "".join(split(text, 20)) == text


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One two. Three four five", "One two. "),
        ("One two three\nfour five", "One two three\n"),
        ("One two\n\nthree. Four five", "One two\n\n"),
        ("Onetwothreefourfivesix", "Onetwothreefourf"),
        ("하나 둘 셋. 넷 다섯 여섯 일곱 여덟", "하나 둘 셋. "),
    ],
)
def test_split_prefers_paragraphs_lines_sentences_words(text: str, first: str) -> None:
    assert split(text, 16)[0] == first


def test_split_of_blank_text_is_one_blank_piece() -> None:
    assert split("\n" * 50, 10) == ("",)
    assert split("", 10) == ("",)


@pytest.mark.parametrize("sign", ["\u0301", "`"])
def test_split_does_not_cut_before_a_tail_even_after_white_space(sign: str) -> None:
    text = "aaaa bbbb\n" + sign * 2 + "cccc dddd"
    assert "".join(split(text, 11)) == text
    assert not any(one.startswith("\u0301") for one in split(text, 11))


def test_split_closes_and_reopens_a_code_block() -> None:
    code = "".join(f"line {n}\n" for n in range(20))
    pieces = split(f"```py\n{code}```\nafter", 60)
    assert len(pieces) > 3
    assert all(one.count("```") % 2 == 0 for one in pieces)
    assert all(one.startswith("```py\n") for one in pieces[:-1])
    joined = "".join(pieces).replace("```py\n", "").replace("```", "")
    assert joined == f"{code}\nafter"


def test_split_goes_before_a_code_block_rather_than_through_it() -> None:
    words = "word " * 7
    pieces = split(f"{words}\n```\ncode code code code\n```", 60)
    assert pieces == (f"{words}\n", "```\ncode code code code\n```")


def test_split_ends_a_block_where_it_ends() -> None:
    text = "```\n" + "a" * 22 + "\n```" + "b" * 30
    assert split(text, 30)[0] == "```\n" + "a" * 22 + "\n```"


def test_split_ignores_fences_for_which_there_is_no_room() -> None:
    text = "`" * 12 + "\n" + "code " * 20
    assert "".join(split(text, 20)) == text


def test_split_keeps_words_of_a_block_that_a_smaller_cut_leaves_outside() -> None:
    pieces = split("aaaaaa ```" + "c" * 11 + " " + "c" * 30, 24)
    assert pieces[0] == "aaaaaa "
    assert signs("".join(pieces)) == "aaaaaa" + "c" * 41


def test_split_sees_that_a_block_is_closed() -> None:
    text = "```\ncode\n```\n" + "word " * 20
    assert "".join(split(text, 40)) == text


def test_split_reopens_a_block_even_for_its_last_sign() -> None:
    pieces = split("```\n" + "a" * 40, 40)
    assert pieces == ("```\n" + "a" * 32 + "\n```", "```\n" + "a" * 8)


@pytest.mark.parametrize(("limit", "short"), [(0, ""), (1, "…"), (7, "a…"), (10, "a hedgehog")])
def test_shorten_ends_with_an_ellipsis(limit: int, short: str) -> None:
    assert shorten("a hedgehog", limit) == short


@given(TEXTS, st.integers(0, 50))
def test_shorten_fits(text: str, limit: int) -> None:
    assert measure(shorten(text, limit)) <= limit
