"""Discord's payloads, pure: what is read of them, and what is made for them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.errors import Delay, Refusal, translate
from adapters.discord.forms import render_form
from adapters.discord.invocations import parse_interaction
from adapters.discord.limits import COMPONENTS, TEXT_CHARS
from adapters.discord.locales import Locales
from adapters.discord.parsing import parse_deletion, parse_message, parse_reaction
from adapters.discord.reading import number, snowflake, text, time_of
from adapters.discord.rendering import Extra, render, says
from adapters.discord.sizes import fitted
from adapters.discord.wording import clean, shorten, shown
from bot.adapter import Capabilities
from bot.fit import fit
from bot.replies import Button, ButtonStyle, Card, Fact, Field, FieldKind, Form, Progress, Reply

BOT = "1456074443980800001"


def message(**more: object) -> dict[str, object]:
    return {
        "id": "1573283327383699458",
        "channel_id": "1573283327383699456",
        "guild_id": "1573283308341559296",
        "type": 0,
        "content": f"<@{BOT}> a fox",
        "author": {"id": "1573283327383699457", "username": "dana", "global_name": "Dana"},
        "mentions": [{"id": BOT, "username": "bot"}],
        **more,
    }


def test_message_is_read() -> None:
    said = parse_message(message(), BOT)
    assert said is not None
    assert (said.text, said.author.name, said.is_to_bot, said.is_hidden) == ("a fox", "Dana", True, False)
    assert said.time_s == pytest.approx(1_795_171_000, abs=1e7)


@pytest.mark.parametrize(
    "more",
    [
        {"author": {"id": BOT}},
        {"author": {"id": "1573283327383699457", "bot": True}},
        {"author": {"id": "1573283327383699457", "system": True}},
        {"webhook_id": "1573283327383699499"},
        {"type": 7},
        {"type": [0]},
        {"id": "x"},
        {"channel_id": None},
        {"author": None},
    ],
)
def test_what_no_person_said_is_nothing(more: dict[str, object]) -> None:
    assert parse_message(message(**more), BOT) is None


def test_name_is_the_one_that_others_see() -> None:
    for more, name in (
        ({"member": {"nick": "Dee"}}, "Dee"),
        ({"author": {"id": "1573283327383699457", "username": "dana"}}, "dana"),
        ({"author": {"id": "1573283327383699457"}}, "1573283327383699457"),
    ):
        said = parse_message(message(**more), BOT)  # type: ignore[arg-type]  # a table of one kind each
        assert said is not None
        assert said.author.name == name


def test_sticker_is_words_enough_to_be_no_hidden_message() -> None:
    hidden = parse_message(message(content="", mentions=[]), BOT)
    sticker = parse_message(message(content="", mentions=[], sticker_items=[{"id": "1"}]), BOT)
    assert hidden is not None
    assert sticker is not None
    assert (hidden.is_hidden, sticker.is_hidden) == (True, False)


def test_pictures_are_known_by_kind_or_name() -> None:
    files = [
        {"url": "https://cdn.discordapp.com/a", "filename": "a.bin", "content_type": "image/png", "size": 5},
        {"url": "https://cdn.discordapp.com/b.JPEG?ex=1"},
        {"url": "https://cdn.discordapp.com/c.txt", "filename": "c.txt"},
        {"filename": "d.png"},
    ]
    said = parse_message(message(attachments=files), BOT)
    assert said is not None
    assert [(one.name, one.size_bytes) for one in said.files] == [("a.bin", 5), ("b.JPEG", 0)]


def test_reaction_of_the_bot_or_of_another_kind_is_nothing() -> None:
    found: dict[str, Any] = {
        "message_id": "1573283327383699458",
        "channel_id": "1573283327383699456",
        "user_id": "1573283327383699457",
        "emoji": {"name": "1\u20e3"},
    }
    reacted = parse_reaction(found, BOT)
    assert reacted is not None
    assert reacted.number == "1"
    for more in (
        {"emoji": {"name": "5\ufe0f\u20e3"}},
        {"user_id": BOT},
        {"message_id": ""},
        {"member": {"user": {"bot": True}}},
    ):
        assert parse_reaction({**found, **more}, BOT) is None


def test_deletion_of_one_and_of_many() -> None:
    one = parse_deletion({"id": "5", "channel_id": "6"})
    many = parse_deletion({"ids": ["5", 7, None], "channel_id": "6"})
    assert one is not None
    assert many is not None
    assert (one.messages, many.messages) == (("5",), ("5", "7"))
    assert parse_deletion({"ids": "5", "channel_id": "6"}) is None
    assert parse_deletion({"id": "5"}) is None


def interaction(**more: object) -> dict[str, object]:
    return {
        "id": "1573283352654381056",
        "application_id": "1456074443980800000",
        "type": 3,
        "token": "token",
        "channel_id": "1573283327383699456",
        "channel": {"id": "1573283327383699456", "type": 1},
        "user": {"id": "1573283327383699457", "username": "dana"},
        "data": {"custom_id": "pb1:more:t"},
        **more,
    }


def test_interaction_in_a_group_or_elsewhere_is_foreign() -> None:
    for more, direct, foreign in (
        ({}, True, False),
        ({"channel": {"id": "1573283327383699456", "type": 3}}, False, True),
        ({"context": 2}, False, True),
        ({"guild_id": "5", "channel": {"type": 0}, "authorizing_integration_owners": {"1": "7"}}, False, True),
        ({"guild_id": "5", "channel": {"type": 0}, "authorizing_integration_owners": {"0": "5"}}, False, False),
    ):
        call = parse_interaction(interaction(**more))  # type: ignore[arg-type]  # a table of one kind each
        assert call is not None
        assert (call.place.is_direct, call.place.is_foreign) == (direct, foreign), more


def test_thread_has_its_channel_as_parent_and_a_channel_has_none() -> None:
    for kind, parent in ((11, "77"), (0, "")):
        call = parse_interaction(interaction(guild_id="5", channel={"type": kind, "parent_id": "77"}))
        assert call is not None
        assert call.place.parent == parent


@pytest.mark.parametrize(
    "more", [{"type": 1}, {"type": 4}, {"token": None}, {"user": None}, {"channel_id": "", "channel": 5}]
)
def test_interaction_that_lacks_what_none_can_lack_is_nothing(more: dict[str, object]) -> None:
    assert parse_interaction(interaction(**more)) is None


def test_form_of_older_clients_and_of_new_ones_is_read() -> None:
    rows = [
        {"type": 1, "components": [{"type": 4, "custom_id": "a", "value": "x"}]},
        {"type": 18, "component": {"type": 3, "custom_id": "b", "values": ["y"]}},
        {"type": 18, "component": {"type": 4, "value": "nameless"}},
        {"type": 9},
    ]
    call = parse_interaction(interaction(type=5, data={"custom_id": "f", "components": rows}))
    assert call is not None
    assert call.values == (("a", "x"), ("b", "y"))


def test_options_of_other_kinds_are_left_out() -> None:
    options = [
        {"name": "prompt", "type": 3, "value": "x"},
        {"name": "hd", "type": 5, "value": True},
        {"name": "reference", "type": 11, "value": "9"},
        {"name": "more", "type": 3, "value": [1]},
    ]
    call = parse_interaction(interaction(type=2, data={"name": "draw", "options": options}))
    assert call is not None
    assert (call.options, call.files) == ((("prompt", "x"), ("hd", "true")), ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["1573283352654381056", BOT]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "author",
                    "channel_id",
                    "type",
                    "content",
                    "mentions",
                    "data",
                    "components",
                    "emoji",
                    "name",
                    "user",
                    "ids",
                ]
            ),
            inner,
            max_size=8,
        )
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from([*message(), *interaction(), "emoji", "message_id", "user_id", "ids"]), JSON))
def test_nothing_that_is_sent_makes_parsing_raise(data: dict[str, object]) -> None:
    for base in ({}, message(), interaction()):
        payload = {**base, **data}
        parse_message(payload, BOT)
        parse_reaction(payload, BOT)
        parse_deletion(payload)
        parse_interaction(payload)


def test_values_are_read_for_what_they_are() -> None:
    assert [number(one) for one in (7, "8", True, "x", None, 1.5, "9" * 50)] == [7, 8, 0, 0, 0, 0, 0]
    assert [snowflake(one) for one in (7, "8", True, 0, -1, 1 << 64, "08", "x")] == ["7", "8", "", "", "", "", "", ""]
    assert text("half \ud83d sign") == "half ? sign"
    assert time_of("175928847299117063") == pytest.approx(1_462_015_105.796)


# What is made


def card(number: int, media_type: str = "image/png") -> Card:
    return Card(f"pic-{number}", str(number), "b", media_type, 1, 1, f"alt {number}", f"pb1:select:pic-{number}")


def components(body: dict[str, object]) -> list[Any]:
    parts: Any = body["components"]
    return list(parts)


def test_reply_becomes_text_gallery_small_print_and_rows() -> None:
    rows = (
        (Button("pb1:more:t", "More", ButtonStyle.PRIMARY), Button("pb1:delete:pic-1", "x" * 99, ButtonStyle.DANGER)),
    )
    reply = Reply("t", "Here.", (card(1), card(2)), rows, facts=(Fact("Seed", "7"),))
    body = render(reply, ("a.png", "b.png"), Extra(("note",), (Button("dc1:continue", "Continue…"),)))
    parts = components(body)
    assert [one["type"] for one in parts] == [10, 12, 10, 1, 1]
    assert parts[0]["content"] == "Here.\n\n**Seed** 7"
    assert [one["description"] for one in parts[1]["items"]] == ["alt 1", "alt 2"]
    assert parts[2]["content"] == "-# Painted by a machine\n-# note"
    assert [one["style"] for one in parts[3]["components"]] == [1, 4]
    assert len(parts[3]["components"][1]["label"]) == 80
    assert body["attachments"] == [
        {"id": 0, "filename": "a.png", "description": "alt 1"},
        {"id": 1, "filename": "b.png", "description": "alt 2"},
    ]
    assert body["allowed_mentions"] == {"parse": []}
    assert "Painted" not in json.dumps(render(Reply("t", "x", progress=Progress("1 of 2"))))


def test_button_of_one_id_is_there_once() -> None:
    rows = ((Button("pb1:more:t", "More"), Button("pb1:more:t", "More")),)
    assert len(components(render(Reply("t", "x", buttons=rows)))[1]["components"]) == 1
    assert (
        components(render(Reply("t", "x", buttons=(*rows, (rows[0][0],)))))[1:]
        == components(render(Reply("t", "x", buttons=rows)))[1:]
    )


@given(st.text(max_size=6000), st.lists(st.text(min_size=1, max_size=300), max_size=12))
def test_fitted_reply_is_within_discords_limits(words: str, values: list[str]) -> None:
    capabilities = Capabilities(
        1_900, 10, 25, 5, forms=True, edits=True, alt_chars=1024, edit_interval_s=1, upload_bytes=9
    )
    buttons = (tuple(Button(f"pb1:pick:t:{n}", str(n)) for n in range(30)),)
    whole = Reply("t", words, tuple(card(n) for n in range(12)), buttons, facts=tuple(Fact("l", v) for v in values))
    for part in fit(whole, capabilities):
        names = tuple(f"{n}.png" for n in range(len(part.cards)))
        body = render(part, names, Extra(("n" * 300,), (Button("dc1:continue", "Continue…"),)))
        parts = components(body)
        assert sum(len(one["content"].encode("utf-16-le")) // 2 for one in parts if one["type"] == 10) <= TEXT_CHARS
        assert sum(1 + len(one.get("components", ())) for one in parts) <= COMPONENTS
        json.dumps(body).encode()


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("**b** _i_ ~~s~~ `c` ||x||", r"\*\*b\*\* \_i\_ \~\~s\~\~ \`c\` \|\|x\|\|"),
        ("# head\n- one\n1. two\n> q\n-# small", "\\# head\n\\- one\n1\\. two\n\\> q\n\\-# small"),
        ("<#1> <t:0> </a:1> <:e:1> <id:guide>", r"\<#1> \<t:0> \</a:1> \<:e:1> \<id:guide>"),
        ("@everyone", "@\u200beveryone"),
        ("see https://a.example/b_c_d now", "see https://a.example/b_c_d now"),
        ("[x](https://a.example)", r"\[x](https://a.example)"),
        ("a\r\nb\x00", "a\nb"),
    ],
)
def test_text_is_shown_as_it_is(text: str, escaped: str) -> None:
    assert shown(text) == escaped


def test_text_is_shortened_by_what_discord_counts() -> None:
    assert shorten("abc", 3) == "abc"
    assert shorten("abcd", 3) == "ab…"
    assert shorten("\N{HEDGEHOG}" * 5, 6) == "\N{HEDGEHOG}\N{HEDGEHOG}…"
    assert clean("a\ud83d") == "a?"
    assert len(str(components(says("x" * 9000))[0]["content"])) == TEXT_CHARS


def test_form_is_cut_to_what_a_modal_takes() -> None:
    fields = tuple(Field(f"f{n}", "l" * 99, max_chars=9_999, value="v" * 9_999) for n in range(7))
    choice = Field("c", "Which?", FieldKind.CHOICE, choices=tuple((str(n), str(n)) for n in range(30)), required=False)
    form: Any = render_form(Form("pb1:edit:t", "t" * 99, (choice, *fields), "Go"))
    assert len(form["title"]) == 45
    assert len(form["components"]) == 5
    assert len(form["components"][0]["component"]["options"]) == 25
    assert form["components"][0]["component"]["min_values"] == 0
    assert len(form["components"][1]["label"]) == 45
    assert len(form["components"][1]["component"]["value"]) == 4_000


def test_languages_are_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.discord.locales._KNOWN", 2)
    locales = Locales()
    for person in ("a", "b", "c"):
        locales.note_person(person, "ko")
    locales.note_server({"id": "5", "preferred_locale": "de"})
    locales.note_server({"id": None})
    assert [locales.of(one, "5") for one in ("a", "b")] == ["de", "ko"]
    assert locales.of("x", "") == "en"


async def test_picture_that_cannot_be_made_small_enough_is_the_smallest() -> None:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((64, 64), 99).save(out, "PNG")
    data, media_type = await fitted(out.getvalue(), "image/png", 10)
    assert media_type == "image/jpeg"
    assert len(data) < len(out.getvalue())


def test_errors_of_the_line_may_be_tried_again() -> None:
    assert isinstance(translate(OSError("reset"), "POST x"), Delay)
    refusal = Refusal("x", 403, 50013)
    assert (refusal.status, refusal.code) == (403, 50013)
