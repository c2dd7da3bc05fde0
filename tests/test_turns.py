"""Turns end to end: the real core, engine and memory on a real Valkey, with a scripted planner and painter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from doubles.house import House, house
from doubles.scripted import ScriptedPainter, ScriptedPlanner, draw, talk

from bot.adapter import Outcome
from bot.buttons import ButtonId, Verb
from bot.errors import (
    BlobMissing,
    DeliveryError,
    DeliveryRefused,
    EmptyMessage,
    MessageTooLong,
    PainterError,
    PlannerError,
)
from bot.events import Author, Press, Thread
from bot.phrases import phrase
from bot.plans import Action, Choice, Drawing, Naming, Plan, SeedRule
from bot.replies import Reply
from bot.valkey import StoreServer


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path) -> AsyncIterator[House]:
    async with house(store, tmp_path) as one:
        yield one


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def button(reply: Reply, label: str) -> str:
    return next(b.id for row in reply.buttons for b in row if b.label == label)


async def test_turn_draws_four_pictures_with_alt_text_and_buttons(bot: House) -> None:
    reply = await bot.say("a hedgehog")

    assert reply.text == "Here you are."
    assert [card.label for card in reply.cards] == ["1", "2", "3", "4"]
    assert [card.alt for card in reply.cards] == [f"a hedgehog {n}" for n in (1, 2, 3, 4)]
    assert labels(reply) == ["1", "2", "3", "4", "More like this", "Redraw", "Edit…", "Name…"]
    assert len({card.blob for card in reply.cards}) == 4
    for card in reply.cards:
        assert (await bot.app.core.blob(card.blob)).media_type == "image/png"


async def test_turn_remembers_lines_pictures_and_seeds(bot: House) -> None:
    reply = await bot.say("a hedgehog")

    board = await bot.app.memory.board(bot.thread)
    assert [(line.author and line.author.name, line.text) for line in board.lines] == [
        ("Mina", "a hedgehog"),
        (None, "Here you are."),
    ]
    pictures = [board.pictures[card.picture] for card in reply.cards]
    assert [picture.ordinal for picture in pictures] == [1, 2, 3, 4]
    assert len({picture.seed for picture in pictures}) == 4
    assert {order.seed for order in bot.painter.orders} == {picture.seed for picture in pictures}
    assert pictures[0].author.name == "Mina"


async def test_second_turn_continues_the_ordinals(bot: House) -> None:
    await bot.say("a hedgehog")
    reply = await bot.say("a house")
    details = [await bot.app.core.details(bot.thread.room_key, card.picture) for card in reply.cards]
    assert [one.ordinal for one in details] == [5, 6, 7, 8]


async def test_words_stream_before_the_pictures(bot: House) -> None:
    bot.planner.says = ("Once ", "upon ")
    bot.planner.delay_s = 0.05
    await bot.say("a story")
    texts = [reply.text for reply in bot.office.history]
    assert any(text.startswith("Once") for text in texts[:-1])
    assert texts[-1] == "Here you are."
    assert labels(bot.office.history[0]) == ["Stop"]


async def test_silent_plan_posts_nothing_and_is_remembered(bot: House) -> None:
    bot.planner.script = lambda *_: Plan(Action.NONE)
    await bot.accept(bot.message("see you at lunch, Ben?"))
    await bot.settled()
    assert await bot.shown() == []
    assert [line.text for line in await bot.app.memory.lines(bot.thread)] == ["see you at lunch, Ben?"]


async def test_same_event_twice_is_answered_once(bot: House) -> None:
    event = bot.message("a hedgehog")
    assert (await bot.accept(event)).outcome is Outcome.ACCEPTED
    assert (await bot.accept(event)).outcome is Outcome.DUPLICATE
    await bot.answer(event.id)
    assert (await bot.accept(event)).outcome is Outcome.DUPLICATE
    await bot.settled()
    assert len(await bot.shown()) == 1
    assert sum((await bot.planner.calls.all()).values()) == 1


async def test_select_shows_the_picture_large_and_remembers_it(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    reply = await bot.press(button(grid, "2"))
    assert [(card.picture, card.large) for card in reply.cards] == [(grid.cards[1].picture, True)]
    assert labels(reply) == ["Variations", "Edit…", "Name…", "Sticker", "HD", "Details", "Delete"]
    assert (await bot.app.memory.board(bot.thread)).state.selected == grid.cards[1].picture
    assert sum((await bot.planner.calls.all()).values()) == 1  # no planner for a button


async def test_more_like_this_uses_the_selected_picture_and_new_seeds(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    await bot.press(button(grid, "2"))
    more = await bot.press(button(grid, "More like this"))
    parents = [await bot.app.core.details(bot.thread.room_key, card.picture) for card in more.cards]
    assert [one.parents for one in parents] == [(grid.cards[1].picture,)] * 4
    seeds = {one.seed for one in parents}
    chosen = await bot.app.core.details(bot.thread.room_key, grid.cards[1].picture)
    assert len(seeds) == 4
    assert chosen.seed not in seeds
    assert {one.prompt for one in parents} == {chosen.prompt}


async def test_more_like_this_without_a_choice_varies_the_whole_grid(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    more = await bot.press(button(grid, "More like this"))
    parents = [(await bot.app.core.details(bot.thread.room_key, card.picture)).parents for card in more.cards]
    assert parents == [(card.picture,) for card in grid.cards]


async def test_redraw_repeats_the_prompts_from_scratch(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    again = await bot.press(button(grid, "Redraw"))
    old = [await bot.app.core.details(bot.thread.room_key, card.picture) for card in grid.cards]
    new = [await bot.app.core.details(bot.thread.room_key, card.picture) for card in again.cards]
    assert [one.prompt for one in new] == [one.prompt for one in old]
    assert [one.parents for one in new] == [()] * 4
    assert not {one.seed for one in new} & {one.seed for one in old}


async def test_sticker_keeps_the_seed_and_asks_for_transparency(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    chosen = await bot.press(button(grid, "1"))
    reply = await bot.press(button(chosen, "Sticker"))
    order = bot.painter.orders[-1]
    first = await bot.app.core.details(bot.thread.room_key, grid.cards[0].picture)
    assert (order.transparent, order.style, order.seed) == (True, "sticker", first.seed)
    assert len(reply.cards) == 1
    assert order.references[0].picture == first.id
    assert order.references[0].data == (await bot.app.core.blob(first.blob)).data


async def test_hd_repeats_prompt_and_seed_large(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    chosen = await bot.press(button(grid, "3"))
    await bot.press(button(chosen, "HD"))
    order = bot.painter.orders[-1]
    third = await bot.app.core.details(bot.thread.room_key, grid.cards[2].picture)
    assert (order.hd, order.seed, order.prompt) == (True, third.seed, third.prompt)


async def test_variations_are_four_children(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    chosen = await bot.press(button(grid, "3"))
    reply = await bot.press(button(chosen, "Variations"))
    family = await bot.app.core.family(bot.thread.room_key, grid.cards[2].picture)
    assert {one.id for one in family} == {grid.cards[2].picture, *(card.picture for card in reply.cards)}


async def test_details_tell_prompt_seed_and_parents_to_the_one_who_asked(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    chosen = await bot.press(button(grid, "1"))
    sticker = await bot.press(button(chosen, "Sticker"))
    reply = await bot.press(button(sticker, "Details"))
    facts = {fact.label: fact.value for fact in reply.facts}
    assert facts["Made from"] == "picture 1"
    first = next(order for order in bot.painter.orders if order.prompt.endswith("(1)"))
    assert facts["Seed"] == str(first.seed)
    assert facts["Asked for by"] == "Mina"
    assert reply.audience == "person"


async def test_name_form_binds_the_chosen_picture(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    form = await bot.app.core.form(Press("f1", bot.thread, bot.author, 0.0, "en", button(grid, "Name…")))
    assert form is not None
    assert [field.name for field in form.fields] == ["picture", "name"]
    reply = await bot.submit(form.id, picture=grid.cards[1].picture, name="  Larry ")
    assert reply.text == "Nice to meet you, Larry!"
    (larry,) = await bot.app.core.cast(bot.thread.room_key)
    assert (larry.name, larry.picture) == ("Larry", grid.cards[1].picture)


async def test_name_form_renames_a_known_face(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    name = str(ButtonId(Verb.NAME, grid.cards[0].picture))
    await bot.submit(name, name="Lary")
    reply = await bot.submit(name, name="Larry")
    assert reply.text == "Lary is called Larry from now on."
    assert [one.name for one in await bot.app.core.cast(bot.thread.room_key)] == ["Larry"]


async def test_name_form_without_a_name_changes_nothing(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    reply = await bot.submit(str(ButtonId(Verb.NAME, grid.cards[0].picture)), name=" \u200b ")
    assert reply.text == phrase("bad_input")
    assert await bot.app.core.cast(bot.thread.room_key) == ()


async def test_edit_form_asks_the_planner_about_that_picture(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    await bot.submit(str(ButtonId(Verb.EDIT, grid.cards[3].picture)), text="give it a red hat")
    request = bot.planner.requests[-1]
    assert (request.text, request.picture, request.verb) == ("give it a red hat", grid.cards[3].picture, "edit")


async def test_edit_form_without_words_is_refused_with_a_sentence(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    reply = await bot.submit(str(ButtonId(Verb.EDIT, grid.cards[3].picture)), text=" ")
    assert reply.text == phrase("bad_input")


async def test_delete_removes_record_and_bytes_for_its_author_only(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    target = grid.cards[0]
    delete = str(ButtonId(Verb.DELETE, target.picture))
    reply = await bot.press(delete, author=Author("u-ben", "Ben"))
    assert reply.text == "Only Mina, who asked for that picture, can delete it."
    assert (await bot.app.core.blob(target.blob)).data

    reply = await bot.press(delete)
    assert reply.text == "Picture 1 is deleted."
    assert [one.ordinal for one in await bot.app.core.album(bot.thread.room_key)] == [4, 3, 2]
    with pytest.raises(BlobMissing):
        await bot.app.core.blob(target.blob)
    with pytest.raises(Exception, match="picture_gone"):
        await bot.press(delete)


async def test_failed_tile_is_named_and_the_others_arrive(bot: House) -> None:
    bot.painter.wrong = {r"\(2\)": PainterError("no paint"), r"\(3\)": ValueError("bug"), r"\(4\)": b"not painted"}
    reply = await bot.say("a hedgehog")
    assert [card.label for card in reply.cards] == ["1"]
    assert "Picture 2 is missing: the painter failed." in reply.text
    assert "Picture 3 is missing: the painter failed." in reply.text
    assert "Picture 4 is missing: the painter returned something that is not a picture." in reply.text
    assert labels(reply)[-1] == "Retry"


async def test_retry_paints_it_all_again(bot: House) -> None:
    bot.painter.wrong = {".": PainterError("no paint")}
    reply = await bot.say("a hedgehog")
    assert reply.cards == ()
    assert reply.text.startswith("I could not draw this time.")
    bot.painter.wrong = {}
    again = await bot.press(button(reply, "Retry"))
    assert len(again.cards) == 4
    lines = await bot.app.memory.lines(bot.thread)
    assert [line.text for line in lines if line.author] == ["a hedgehog"]


async def test_painter_that_hangs_ends_at_the_time_limit(store: StoreServer, tmp_path: Path) -> None:
    painter = ScriptedPainter()
    painter.wrong = {r"\(2\)": "hang"}
    async with house(store, tmp_path, painter=painter, painter_timeout_s=0.3) as bot:
        reply = await bot.say("a hedgehog")
    assert [card.label for card in reply.cards] == ["1", "3", "4"]
    assert "Picture 2 is missing: the painter took longer than 0 s" in reply.text


async def test_planner_that_hangs_ends_with_a_sentence_and_retry(store: StoreServer, tmp_path: Path) -> None:
    async with house(store, tmp_path, planner=ScriptedPlanner(delay_s=3600), planner_timeout_s=1) as bot:
        reply = await bot.say("a hedgehog")
        assert reply.text == phrase("planner_timeout", limit=1)
        bot.planner.delay_s = 0
        again = await bot.press(button(reply, "Retry"))
        assert len(again.cards) == 4


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (PlannerError("down"), "planner_failed"),
        (KeyError("bug"), "planner_failed"),
        (TimeoutError("its own connection"), "planner_failed"),
    ],
)
async def test_planner_that_raises_ends_with_a_sentence_and_retry(
    bot: House, failure: BaseException, sentence: str
) -> None:
    bot.planner.fails = [failure]
    reply = await bot.say("a hedgehog")
    assert reply.text == phrase(sentence, limit=60)
    assert labels(reply) == ["Retry"]
    assert (await bot.app.memory.lines(bot.thread))[-1].action == "error"
    assert len((await bot.say("another")).cards) == 4


@pytest.mark.parametrize(
    "rubbish",
    [
        "draw a cat",
        42,
        Plan(Action.DRAW, drawings=(Drawing("", "nothing"),)),
        Plan(Action.DRAW, drawings=(Drawing("a cat", "cat", shape="round"),)),
        Plan(Action.EDIT, drawings=(Drawing("a cat", "cat", bases=("pic-stranger",)),)),
        Plan(Action.DRAW, drawings=(Drawing("a cat", "cat", attachments=("f" * 64,)),)),
        Plan(Action.NOTE, select="pic-stranger"),
        Plan(Action.NOTE, namings=(Naming("Larry", picture="pic-stranger"),)),
        replace(Plan(Action.DRAW), drawings="four of them"),
        replace(Plan(Action.DRAW), reply=None),
    ],
)
async def test_planner_that_returns_rubbish_ends_with_a_sentence(bot: House, rubbish: object) -> None:
    bot.planner.rubbish = rubbish
    reply = await bot.say("a hedgehog")
    assert reply.text == phrase("plan_invalid")
    assert labels(reply) == ["Retry"]


async def test_stop_halts_a_running_turn_and_the_next_one_goes_on(bot: House) -> None:
    bot.painter.delay_s = 30
    event = bot.message("a hedgehog")
    await bot.accept(event)
    while not bot.painter.orders:
        await asyncio.sleep(0.005)
    press = Press("stop1", bot.thread, bot.author, 0.0, "en", str(ButtonId(Verb.STOP, event.id)))
    assert (await bot.accept(press)).outcome is Outcome.HANDLED
    reply = await bot.answer(event.id, within_s=2)
    assert reply.text.endswith("Stopped. Nothing was drawn.")
    assert labels(reply) == ["Retry"]
    bot.painter.delay_s = 0
    assert len((await bot.say("a house")).cards) == 4
    assert len((await bot.press(button(reply, "Retry"))).cards) == 4


async def test_stop_keeps_the_pictures_that_are_finished(bot: House) -> None:
    bot.painter.wrong = {r"\(3\)": "hang", r"\(4\)": "hang"}
    event = bot.message("a hedgehog")
    await bot.accept(event)
    while not any(len(reply.cards) == 2 for reply in bot.office.history):
        await asyncio.sleep(0.005)
    await bot.accept(bot.message(" Stop! "))
    reply = await bot.answer(event.id, within_s=2)
    assert [card.label for card in reply.cards] == ["1", "2"]
    assert "Stopped. Finished so far: 2." in reply.text
    assert len(await bot.app.core.album(bot.thread.room_key)) == 2


async def test_stop_while_planning_ends_the_turn(bot: House) -> None:
    bot.planner.delay_s = 30
    event = bot.message("a hedgehog")
    await bot.accept(event)
    while not bot.planner.requests:
        await asyncio.sleep(0.005)
    await bot.accept(bot.message("stop"))
    assert (await bot.answer(event.id, within_s=2)).text == "Stopped. Nothing was drawn."


async def test_stop_with_nothing_running_is_an_ordinary_message(bot: House) -> None:
    bot.planner.script = talk("There is nothing to stop.")
    assert (await bot.say("stop")).text == "There is nothing to stop."


async def test_question_is_answered_by_a_tap(bot: House) -> None:
    bot.planner.script = lambda *_: Plan(
        Action.ASK, "Which one?", choices=(Choice("The fox", "the fox please"), Choice("The owl", "the owl please"))
    )
    asked = await bot.say("make it blue")
    assert labels(asked) == ["The fox", "The owl"]
    bot.planner.script = talk("Done.")
    assert (await bot.press(button(asked, "The owl"))).text == "Done."
    assert (bot.planner.requests[-1].text, bot.planner.requests[-1].verb) == ("the owl please", "pick")
    assert (await bot.press(button(asked, "The fox"))).text == phrase("question_over")


async def test_naming_in_a_plan_is_remembered_and_recast(bot: House) -> None:
    bot.planner.script = lambda request, board: replace(
        draw(2)(request, board), namings=(Naming("Larry", drawing=2, description="a hedgehog"),)
    )
    first = await bot.say("a hedgehog named Larry")
    second = await bot.say("no, Larry looks like this")
    (larry,) = await bot.app.memory.cast(bot.thread.room_key)
    assert larry.picture == second.cards[1].picture != first.cards[1].picture
    assert larry.description == "a hedgehog"


async def test_character_is_painted_with_its_canonical_picture_first(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    await bot.submit(str(ButtonId(Verb.NAME, grid.cards[1].picture)), name="Larry")
    (larry,) = await bot.app.memory.cast(bot.thread.room_key)
    bot.planner.script = lambda *_: Plan(
        Action.DRAW,
        drawings=(Drawing("Larry at sea", "Larry", bases=(grid.cards[0].picture,), characters=(larry.id,)),),
    )
    await bot.say("Larry at sea")
    references = bot.painter.orders[-1].references
    assert [one.picture for one in references] == [grid.cards[1].picture, grid.cards[0].picture]
    assert all(one.data for one in references)


async def test_seed_rules_same_exact_and_new(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    base = grid.cards[0].picture
    seed = (await bot.app.core.details(bot.thread.room_key, base)).seed
    bot.planner.script = lambda *_: Plan(
        Action.EDIT,
        drawings=(
            Drawing("p1", "a", seed_rule=SeedRule.SAME, bases=(base,)),
            Drawing("p2", "a", seed_rule=SeedRule.EXACT, seed=1234),
            Drawing("p3", "a", bases=(base,)),
        ),
    )
    reply = await bot.say("change it")
    seeds = [(await bot.app.core.details(bot.thread.room_key, card.picture)).seed for card in reply.cards]
    assert seeds[:2] == [seed, 1234]
    assert seeds[2] not in seeds[:2]


async def test_delivery_is_tried_again_and_given_up_without_losing_memory(bot: House) -> None:
    bot.office.outages = [DeliveryError("500")]
    assert len((await bot.say("a hedgehog")).cards) == 4
    bot.office.outages = [DeliveryRefused("403")] * 20
    await bot.accept(bot.message("a house"))
    await bot.settled()
    bot.office.outages = []
    assert len(await bot.app.core.album(bot.thread.room_key)) == 8


async def test_pictures_of_another_room_are_refused(bot: House) -> None:
    grid = await bot.say("a hedgehog")
    stranger = replace(bot.thread, room="cellar")
    press = Press("x1", stranger, bot.author, 0.0, "en", button(grid, "1"))
    with pytest.raises(Exception, match="picture_gone"):
        await bot.accept(press)
    assert await bot.app.core.album(stranger.room_key) == ()
    with pytest.raises(Exception, match="picture_gone"):
        await bot.app.core.details(stranger.room_key, grid.cards[0].picture)


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200d", "\x00\x07", "\u202e"])
async def test_message_without_content_is_refused_at_once(bot: House, text: str) -> None:
    with pytest.raises(EmptyMessage):
        await bot.accept(bot.message(text))
    assert await bot.shown() == []


async def test_message_too_long_is_refused_at_once(bot: House) -> None:
    with pytest.raises(MessageTooLong):
        await bot.accept(bot.message("x" * 100_000))


async def test_hostile_text_reaches_the_planner_as_plain_words(bot: House) -> None:
    await bot.say("\x1b[31m<script>alert(1)</script> @everyone \u202eevil\u202c \ud800 e\u0301")
    assert bot.planner.requests[-1].text == "[31m<script>alert(1)</script> @everyone evil  é"


async def test_language_follows_the_person(bot: House) -> None:
    grid = await bot.say("고슴도치 그려줘")
    assert labels(grid)[4:] == ["비슷하게 더", "다시 그리기", "고치기…", "이름…"]
    assert (await bot.press(grid.buttons[0][0].id)).text == "1번 그림으로 할게요."


async def test_bug_at_the_very_end_is_told_and_can_be_retried(bot: House) -> None:
    bot.planner.script = talk("Hello.")
    bugs = [KeyError("a bug of the adapter")]

    def buggy(call: Any) -> Any:
        async def show(thread: Thread, message: str, reply: Reply) -> Any:
            if reply.is_final and bugs:  # progress, which may come first, meets no bug
                raise bugs.pop()
            return await call(thread, message, reply)

        return show

    bot.office.post, bot.office.edit = buggy(bot.office.post), buggy(bot.office.edit)  # type: ignore[method-assign]
    reply = await bot.say("hi")
    assert reply.text == f"Hello.\n\n{phrase('internal')}"
    assert (await bot.press(button(reply, "Retry"))).text == "Hello."


async def test_retry_of_what_is_not_kept_or_was_elsewhere_says_so(bot: House) -> None:
    assert (await bot.press(str(ButtonId(Verb.RETRY, "long-ago")))).text == phrase("retry_gone")
    bot.planner.fails = [PlannerError("down")]
    failed = await bot.say("a hedgehog")
    elsewhere = replace(bot, thread=replace(bot.thread, id="t2"))
    assert (await elsewhere.press(button(failed, "Retry"))).text == phrase("retry_gone")
    assert len((await bot.press(button(failed, "Retry"))).cards) == 4
