"""Words, replies and forms as Slack gets them: whole, within its limits, and calling nobody."""

from __future__ import annotations

import pytest
from doubles.slack_validate import block_chars, message_problems, view_problems
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import limits
from adapters.slack.forms import modal, shown, told
from adapters.slack.interactions import Context
from adapters.slack.rendering import fallback, render, says
from adapters.slack.wording import clean, escaped, pieces, said, shorten
from bot.replies import Button, ButtonStyle, Card, Fact, Field, FieldKind, Form, Progress, Reply

CONTEXT = Context("T1.C1", "1.5")
TEXTS = st.text(max_size=300)


def card(number: int) -> Card:
    return Card(
        f"pic-{number}", str(number), f"{number:064x}", "image/png", 1, 1, f"take {number}", f"pb1:select:pic-{number}"
    )


FILES = {f"{number:064x}": f"F{number}" for number in range(1, 9)}


@given(TEXTS)
def test_escaped_text_calls_nobody_and_comes_back(text: str) -> None:
    out = escaped(text)
    assert "<" not in out
    assert ">" not in out
    assert said(out, "U0BOT", lambda _: "") == clean(text).strip()


@pytest.mark.parametrize(
    ("wrote", "seen"),
    [
        ("<@U0BOT> draw <@U2> and <@U3|ben>", "draw @Ada and @ben"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<!channel> <!subteam^S1|@cooks> <!date^1^{date}|today>", "@channel @cooks today"),
        ("<https://a.example|the page> <https://b.example>", "the page (https://a.example) https://b.example"),
        ("<http://a.example|a.example>", "a.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("1 &lt; 2 &amp;amp; &lt;!here&gt;", "1 < 2 &amp; <!here>"),
        ("<>", ""),
    ],
)
def test_what_people_wrote_is_what_they_see(wrote: str, seen: str) -> None:
    assert said(wrote, "U0BOT", lambda one: "Ada" if one == "U2" else "") == seen


@given(st.text(max_size=4000), st.integers(min_value=10, max_value=900))
def test_pieces_are_all_of_it(text: str, chars: int) -> None:
    parts = list(pieces(text, chars))
    assert "".join(parts) == text
    assert all(len(one) <= chars for one in parts)


def test_shortened_text_says_so() -> None:
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "ab…"


@given(TEXTS, st.lists(st.tuples(TEXTS, TEXTS), max_size=3), st.integers(min_value=0, max_value=5))
def test_every_reply_is_a_message_that_slack_takes(text: str, facts: list[tuple[str, str]], cards: int) -> None:
    reply = Reply(
        "turn1",
        text,
        tuple(card(number) for number in range(1, cards + 1)),
        ((Button("pb1:more:turn1", text[:200] or "x"), Button("pb1:more:turn1", "again", ButtonStyle.DANGER)),),
        facts=tuple(Fact(label, value) for label, value in facts),
    )
    rendered = render(reply, FILES, "1.5")
    blocks = [dict(one) for one in rendered.blocks]
    assert message_problems(rendered.text, blocks) == []
    assert rendered.text.strip()
    assert "<" not in rendered.text


def test_largest_reply_is_within_slacks_limits() -> None:
    rows = tuple(tuple(Button(f"pb1:more:t{row}{n}", "b" * 75) for n in range(5)) for row in range(5))
    cards = tuple(
        Card(f"pic-{n}", str(n), f"{n:064x}", "image/png", 1, 1, "a" * limits.FITTED_ALT_CHARS, "x")
        for n in range(1, 6)
    )
    rendered = render(Reply("t", "w" * limits.FITTED_CHARS, cards, rows), FILES, "1.5", ["n" * 300])
    blocks = [dict(one) for one in rendered.blocks]
    assert message_problems(rendered.text, blocks) == []
    assert block_chars(blocks) <= limits.BLOCKS_CHARS
    assert len(blocks) <= limits.BLOCKS


def test_running_turn_tells_how_far_it_is() -> None:
    rendered = render(Reply("t", progress=Progress("2 of 4 painted", 2, 4)), {}, "1.5")
    assert rendered.text == "2 of 4 painted"
    assert [one["block_id"] for one in rendered.blocks] == ["pb1:progress"]
    assert render(Reply("t"), {}, "1.5").text == "…"


def test_fallback_tells_what_the_pictures_show() -> None:
    reply = Reply("t", "Here.", (card(1), card(2)), facts=(Fact("Seed", "7"),))
    assert fallback(reply, reply.cards) == "Here.\nSeed: 7\n[1] take 1\n[2] take 2"
    alone = Card("pic-1", "", "b", "image/png", 1, 1, "<!channel>", "x")
    assert fallback(Reply("t", "", (alone,)), (alone,)) == "&lt;!channel&gt;"


def test_pictures_are_marked_as_made_by_a_machine() -> None:
    public = str(render(Reply("t", "", (card(1),)), FILES, "1.5").blocks)
    assert "Made by AI" in public
    assert "Made by AI" not in str(render(Reply("t", "", (card(1),)), FILES, "1.5", private=True).blocks)


def test_words_of_ours_are_shown_as_they_are() -> None:
    told_ = says("*no* <!channel>\x00")
    assert told_.text == "*no* &lt;!channel&gt;"
    assert "*no* <!channel>" in str(told_.blocks)
    assert says("").text == "…"


@given(TEXTS, TEXTS, TEXTS)
def test_every_form_is_a_view_that_slack_takes(title: str, label: str, value: str) -> None:
    fields = (
        Field("a", label, value=value, max_chars=5000),
        Field("b", label, FieldKind.PARAGRAPH, value=value * 20, required=False),
        Field("c", label, FieldKind.CHOICE, value="x", choices=(("x", label), ("", title))),
    )
    view = modal(Form("pb1:edit:turn1", title, fields, title), CONTEXT, "en")
    assert view_problems(view) == []
    assert view_problems(shown(title, (), CONTEXT, "ko")) == []
    assert view_problems(told(says(value), CONTEXT, "en")) == []
