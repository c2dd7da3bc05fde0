"""Commands that start a turn, through the whole bot: draw, story, and the menus of a message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from doubles.house import House, house
from doubles.panels import introduce
from doubles.scripted import draw, flat_png, talk

from bot.commands import BadOption
from bot.errors import BadInput
from bot.events import Author
from bot.planner import Request, Wishes
from bot.planner.board import Board
from bot.planner.offline import OfflinePlanner
from bot.plans import Action, Naming, Plan
from bot.replies import Audience
from bot.valkey import StoreServer

ROOM = "test/kitchen"


@pytest.fixture
async def bot(empty_valkey: str, tmp_path: Path) -> AsyncIterator[House]:
    async with house(StoreServer(empty_valkey, "the test's", durable=True), tmp_path) as one:
        yield one


@pytest.fixture
async def offline(empty_valkey: str, tmp_path: Path) -> AsyncIterator[House]:
    store = StoreServer(empty_valkey, "the test's", durable=True)
    async with house(store, tmp_path, planner=OfflinePlanner(pause_s=0)) as one:
        yield one


# Draw


async def test_draw_is_no_panel_and_does_what_its_options_say(bot: House):
    options = {"prompt": "a fox", "pictures": "3", "shape": "wide", "style": "pencil", "seed": "7"}
    assert await bot.ask("draw", **options) is None
    reply = await bot.command("draw", **options)
    assert reply.audience is Audience.EVERYONE
    assert [(card.width_px, card.height_px) for card in reply.cards] == [(12, 8)] * 3
    assert [(order.style, order.shape) for order in bot.painter.orders] == [("pencil", "wide")] * 3
    assert sorted(order.seed for order in bot.painter.orders) == [7, 7, 7]  # of three different prompts
    assert bot.planner.requests[-1].wishes == Wishes(3, "wide", "pencil", 7)
    assert (await bot.app.core.details(ROOM, reply.cards[0].picture)).seed == 7
    line = (await bot.app.memory.lines(bot.thread))[0]
    assert line.text == "a fox"  # what the person said; options are no words


async def test_same_seed_and_words_give_the_same_picture(bot: House):
    bot.planner.script = draw(1)
    first = await bot.command("draw", prompt="a fox", seed="2147483647")
    second = await bot.command("draw", prompt="a fox", seed="2147483647")
    assert first.cards[0].blob == second.cards[0].blob


@pytest.mark.parametrize(
    "options",
    [{}, {"prompt": " "}, {"prompt": "a fox", "pictures": "9"}, {"prompt": "a fox", "seed": "x"}, {"tempo": "allegro"}],
)
async def test_bad_options_are_told_before_anything_starts(bot: House, options: dict[str, str]):
    with pytest.raises(BadInput):
        await bot.command("draw", **options)
    with pytest.raises(BadInput):
        await bot.ask("draw", **options)
    assert await bot.app.engine.waiting(bot.thread) == 0


@pytest.mark.parametrize(
    "words",
    ["hello", "what time is it?", "tell me a story", "make it blue", "🦔", "안녕", "뭐 해?", "him", "stop", "?"],
)
async def test_draw_draws_whatever_the_words(offline: House, words: str):
    reply = await offline.command("draw", prompt=words, pictures="2")
    assert len(reply.cards) == 2
    assert reply.text


async def test_draw_does_not_draw_what_nobody_shall_see(offline: House):
    reply = await offline.command("draw", prompt="a very bloody murder with a corpse")
    assert reply.cards == ()


async def test_offline_planner_draws_by_the_options(offline: House):
    reply = await offline.command("draw", prompt="a fox in the snow", pictures="2", shape="tall", style="pixel art")
    pictures = [await offline.app.core.details(ROOM, card.picture) for card in reply.cards]
    assert len(pictures) == 2
    assert all(one.style == "pixel art" and one.prompt.startswith("Pixel art of a fox") for one in pictures)
    assert all((one.width_px, one.height_px) == (8, 12) for one in pictures)


async def test_room_that_lets_one_picture_answer_says_so(bot: House):
    await bot.app.core.change_room_settings(ROOM, {"pictures": 1})
    reply = await bot.command("draw", prompt="a fox", pictures="3")
    assert len(reply.cards) == 1
    assert "at most 1 at a time here" in reply.text


async def two_larrys(bot: House) -> None:
    """Name two characters Larry, by two people; nothing points at one of them."""
    await introduce(bot, "Larry", "a small hedgehog")

    def another(request: Request, board: Board) -> Plan:
        picture = board.current()
        assert picture is not None
        named = Naming("Larry", picture=picture.id, description="a tall giraffe", another=True)
        return Plan(Action.NOTE, "Hello!", request.language, namings=(named,))

    bot.author = Author("u-ann", "Ann")
    bot.planner.script = draw(1)
    await bot.say("a giraffe")
    bot.planner.script = another
    await bot.say("this is Larry, too")
    bot.planner.script = draw(1)
    await bot.say("a cloud")


async def test_question_about_a_name_goes_on_with_the_command(bot: House):
    await two_larrys(bot)
    asked = await bot.command("draw", prompt="Larry at sea", seed="7", pictures="2")
    assert asked.cards == ()
    picks = [one.id for row in asked.buttons for one in row]
    assert len(picks) == 2
    bot.planner.script = talk("The sea is wide.")  # even so
    reply = await bot.press(picks[1])
    assert len(reply.cards) == 2
    assert (await bot.app.core.details(ROOM, reply.cards[0].picture)).seed == 7
    assert bot.planner.requests[-1].verb == "draw"


async def test_command_that_waits_for_an_answer_is_forgotten_with_its_person(bot: House):
    await two_larrys(bot)
    asked = await bot.command("draw", prompt="Larry at sea")
    await bot.settled()
    assert (await bot.app.memory.state(bot.thread)).command == ("draw", (("prompt", "Larry at sea"),))
    await bot.app.core.withdraw(bot.thread, asked.turn)
    assert (await bot.app.memory.state(bot.thread)).command is None
    await bot.command("draw", prompt="Larry at sea")
    await bot.settled()
    await bot.app.core.forget_person("test", bot.author.id)
    assert (await bot.app.memory.state(bot.thread)).command is None


# Story


@pytest.mark.parametrize("words", ["a brave snail", "용감한 달팽이", "hello", "🦔", "draw a fox"])
async def test_story_writes_whatever_the_words(offline: House, words: str):
    assert await offline.ask("story", prompt=words) is None
    reply = await offline.command("story", prompt=words)
    assert len(reply.text) > 60


async def test_story_without_words_can_be_tried_again(bot: House):
    bot.planner.script = lambda request, _: Plan(Action.NONE, language=request.language)
    reply = await bot.command("story", prompt="a snail")
    assert "made no sense" in reply.text
    assert [one.label for row in reply.buttons for one in row] == ["Retry"]


# A message's menu


async def test_reference_is_shown_to_the_painter_of_the_next_picture(bot: House):
    photo = await bot.app.core.attach(ROOM, flat_png(99), "dog.png")
    noted = await bot.command("reference", attachments=(photo,))
    assert noted.text.startswith("Noted: the next picture here goes by this one")
    assert bot.planner.requests == []  # no planner is asked
    bot.planner.script = draw(1)
    await bot.say("our dog in a boat")
    await bot.say("our dog in a balloon")
    first, second = bot.painter.orders
    assert [one.data for one in first.references] == [flat_png(99)]
    assert second.references == ()


async def test_picture_that_comes_with_draw_is_shown_to_the_painter(bot: House):
    photo = await bot.app.core.attach(ROOM, flat_png(99), "dog.png")
    bot.planner.script = draw(1)
    await bot.command("draw", prompt="our dog in a boat", attachments=(photo,))
    assert [one.data for one in bot.painter.orders[0].references] == [flat_png(99)]


async def test_reference_in_korean_and_without_a_picture(bot: House):
    photo = await bot.app.core.attach(ROOM, flat_png(99), "dog.png")
    bot.locale = "ko"
    assert (await bot.command("reference", attachments=(photo,))).text.startswith("알겠어요.")
    with pytest.raises(BadOption):
        await bot.command("reference")


async def test_reference_that_was_forgotten_is_used_no_more(bot: House):
    photo = await bot.app.core.attach(ROOM, flat_png(99), "dog.png")
    await bot.command("reference", attachments=(photo,))
    await bot.app.core.forget_person("test", bot.author.id)
    bot.author = Author("u-ann", "Ann")
    bot.planner.script = draw(1)
    await bot.say("our dog in a boat")
    assert bot.painter.orders[0].references == ()
