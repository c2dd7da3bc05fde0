"""The album and one picture of it, as one person is shown them: turned, searched, looked at closely."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from doubles.house import House, house
from doubles.panels import button, introduce, labels, told
from doubles.scripted import draw
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import ButtonId, Verb, decode, opens_form
from bot.commands import BadOption
from bot.errors import PictureGone, UnknownButton
from bot.events import Thread
from bot.panels.album import target_of, words_of
from bot.replies import Form
from bot.valkey import StoreServer

OTHER = Thread("test", "kitchen", "t2")


@pytest.fixture
async def bot(empty_valkey: str, tmp_path: Path) -> AsyncIterator[House]:
    async with house(StoreServer(empty_valkey, "the test's", durable=True), tmp_path) as one:
        yield one


# The album


async def test_empty_album_says_what_to_do(bot: House):
    (reply,) = await bot.ask("album")
    assert (reply.text, reply.buttons) == ("There are no pictures here yet. Tell me what to draw.", ())


async def test_album_shows_the_newest_first_page_by_page(bot: House):
    for words in ("a fox", "an owl", "a whale"):
        await bot.say(words)
    (one,) = await bot.ask("album")
    assert one.text == "The album: 12, the newest first. Page 1 of 2."
    assert [card.label for card in one.cards] == [str(n) for n in range(1, 11)]
    assert [fact.value for fact in one.facts[:2]] == [
        "picture 12, for Mina: a whale 4",
        "picture 11, for Mina: a whale 3",
    ]
    assert labels(one) == [*(str(n) for n in range(1, 11)), "Next", "Search…"]
    (two,) = await bot.tap(button(one, "Next"))
    assert [fact.value for fact in two.facts] == ["picture 2, for Mina: a fox 2", "picture 1, for Mina: a fox 1"]
    assert labels(two) == ["11", "12", "Back", "Search…"]
    assert {card.picture for card in one.cards}.isdisjoint(card.picture for card in two.cards)
    (again,) = await bot.tap(button(two, "Back"))
    assert again.cards == one.cards


async def test_album_is_searched_by_words_and_by_names(bot: House):
    await introduce(bot, "Larry")
    bot.planner.script = draw(1)
    await bot.say("a fox in a boat")
    await bot.say("a fox in the snow")
    (found,) = await bot.ask("album", search="FOX boat")
    assert found.text == "Found for “FOX boat”: 2."
    assert "boat" in found.cards[0].alt
    (larry,) = await bot.ask("album", search="larry")
    assert [card.alt for card in larry.cards] == ["Larry on a hill 1"]
    (nothing,) = await bot.ask("album", search="zebra")
    assert nothing.text.startswith("I found no picture for “zebra”.")
    (everything,) = await bot.tap(button(nothing, "All pictures"))
    assert len(everything.cards) == 3


async def test_character_is_found_by_name_where_the_words_do_not_say_it(bot: House):
    await introduce(bot, "Larry")
    (member,) = await bot.app.core.cast(bot.thread.room_key)
    await bot.fill(str(ButtonId(Verb.RENAME, member.id)), name="Bartholomew")
    (found,) = await bot.ask("album", search="bartholomew")
    assert [card.picture for card in found.cards] == [member.picture]


async def test_search_form_and_the_pages_of_a_search(bot: House):
    for _ in range(3):
        await bot.say("고슴도치와 우산")
    (album,) = await bot.ask("album")
    form = await bot.tap(button(album, "Search…"))
    assert isinstance(form, Form)
    (found,) = await bot.fill(form.id, words="고슴도치")
    assert found.text == "Found for “고슴도치”: 12. Page 1 of 2."
    (second,) = await bot.tap(button(found, "Next"))
    assert second.text == "Found for “고슴도치”: 12. Page 2 of 2."
    (all_of_it,) = await bot.fill(form.id, words=" ")
    assert all_of_it.text.startswith("The album: 12")


async def test_picture_of_another_thread_says_so(bot: House):
    bot.planner.script = draw(1)
    await bot.say("a fox")
    bot.thread = OTHER
    (reply,) = await bot.ask("album")
    assert reply.facts[0].value.startswith("picture 1 of another thread, for Mina")


@given(st.text(max_size=80))
def test_searched_words_fit_into_a_button(words: str):
    target = target_of(words)
    button_id = ButtonId(Verb.ALBUM, target, 9_999)
    assert decode(str(button_id)) == button_id
    kept = words_of(target)
    assert target_of(kept) == target
    assert len(kept.encode()) <= 46


@given(st.one_of(st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0189_.-", min_size=1, max_size=64)))
def test_target_that_we_never_make_is_refused(target: str):
    try:
        words = words_of(target)
    except UnknownButton:
        return
    assert target_of(words) == target


@pytest.mark.parametrize("words", ["", " ", "\u200b", "\n"])
def test_nothing_to_search_for_is_the_whole_album(words: str):
    assert target_of(words) == "all"


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(UnknownButton):
        words_of("w" + base64.urlsafe_b64encode(b"\xff\xfe").decode().rstrip("="))


# One picture


async def test_picture_is_told_by_its_number_with_all_its_details(bot: House):
    grid = await bot.say("a fox")
    (reply,) = await bot.ask("picture", number="#2")
    assert [card.picture for card in reply.cards] == [grid.cards[1].picture]
    assert reply.cards[0].large
    words = told(reply)
    assert words.startswith("Picture 2\nPrompt: Drawing of a fox (2)\nSeed: ")
    assert "Asked for by: Mina" in words
    assert labels(reply) == [
        *("Variations", "Edit…", "Name…", "Sticker", "HD", "Delete"),
        *("Continue from here", "Album"),
    ]
    (same,) = await bot.ask("picture", number=grid.cards[1].picture)
    assert same.cards == reply.cards
    (from_album,) = await bot.tap(str(ButtonId(Verb.PICTURE, grid.cards[1].picture)))
    assert from_album.facts == reply.facts


async def test_picture_leads_to_what_it_was_made_from(bot: House):
    grid = await bot.say("a fox")
    more = await bot.press(str(ButtonId(Verb.VARY, grid.cards[1].picture)))
    (reply,) = await bot.tap(str(ButtonId(Verb.PICTURE, more.cards[0].picture)))
    (parent,) = await bot.tap(button(reply, "Made from 2"))
    assert parent.cards[0].picture == grid.cards[1].picture


async def test_details_are_shown_at_once_to_who_asks(bot: House):
    grid = await bot.say("a fox")
    raw = str(ButtonId(Verb.DETAILS, grid.cards[0].picture))
    (reply,) = await bot.tap(raw)
    assert told(reply).startswith("Picture 1\nPrompt: Drawing of a fox (1)")
    assert not opens_form(raw)
    assert await bot.app.engine.waiting(bot.thread) == 0


async def test_details_of_an_answer_that_is_just_being_kept_are_waited_for(bot: House):
    grid = await bot.say("a fox")
    picture = grid.cards[0].picture
    memory, calls = bot.app.memory, 0
    found = memory.picture

    async def late(room: str, one: str) -> object:
        nonlocal calls
        calls += 1
        return None if calls < 3 else await found(room, one)

    memory.picture = late  # type: ignore[method-assign]
    (reply,) = await bot.tap(str(ButtonId(Verb.DETAILS, picture)))
    assert reply.cards[0].picture == picture


@pytest.mark.parametrize("number", ["5", "0", "pic-aaaaaaaaaaaaaaaa"])
async def test_picture_that_is_not_there_is_told(bot: House, number: str):
    await bot.say("a fox")
    with pytest.raises(PictureGone):
        await bot.ask("picture", number=number)


@pytest.mark.parametrize("number", ["two", "1.5", "-1", "12345678901", "t1-e1"])
async def test_what_is_no_number_is_told(bot: House, number: str):
    with pytest.raises(BadOption):
        await bot.ask("picture", number=number)


async def test_details_of_no_picture_are_refused(bot: House):
    for verb in (Verb.DETAILS, Verb.PICTURE):
        with pytest.raises(UnknownButton):
            await bot.tap(str(ButtonId(verb, "t1-e1")))


# Continue from here


async def test_message_with_several_pictures_asks_which_one(bot: House):
    grid = await bot.say("a fox")
    (reply,) = await bot.ask("continue", picture=grid.turn)
    assert reply.text == "Which one shall we continue from?"
    assert labels(reply) == ["1", "2", "3", "4"]
    assert [card.picture for card in reply.cards] == [card.picture for card in grid.cards]
    assert await bot.tap(button(reply, "3")) is None  # a turn of its own
    chosen = await bot.press(button(reply, "3"))
    assert chosen.text == "Picture 3 it is."


async def test_message_with_one_picture_is_continued_from_at_once(bot: House):
    bot.planner.script = draw(1)
    alone = await bot.say("a fox")
    for target in (alone.turn, alone.cards[0].picture):
        assert await bot.ask("continue", picture=target) is None
        assert (await bot.command("continue", picture=target)).text == "Picture 1 it is."


async def test_message_without_pictures_cannot_be_continued_from(bot: House):
    with pytest.raises(BadOption):
        await bot.ask("continue", picture="t1-e99")
