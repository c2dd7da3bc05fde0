"""Money of real clients: models on loopback tell what they used, and people read its price.

And of real platforms' events: which workspace a room is in.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from doubles.asking import BOARD, Heard, request
from doubles.discord.stage import in_memory
from doubles.house import House, house
from doubles.image_server import image_server
from doubles.model_server import Fails, ModelServerDouble, Reply, Says, error
from doubles.slack.server import slack_double
from doubles.slack_stage import SlackStage

from bot.errors import PlannerError
from bot.events import Author, Thread
from bot.money import Cost
from bot.money.building import estimates_of, prices_of
from bot.money.ledgers import Ledgers
from bot.painter.building import painters_of
from bot.planner.language_model import language_model_planner
from bot.settings import Settings
from bot.valkey import StoreServer

NOON_S = 1_700_000_000.0
ADA = Author("u-ada", "Ada")
#: What the model's double says of each answer: 1,500 tokens in, 1,024 of them cached, and 90 out; at the prices of
#: gpt-6-luna, rounded up.
ANSWER_MICROS = 103  # 47.6 + 10.24 + 45
#: What is held for a plan, and charged for a call whose server tells nothing.
PLAN_MICROS = 660  # 2,600 tokens in and 800 out
CAT = [("draw", {"pictures": [{"prompt": "Photo of a cat", "alt": "A cat"}]})]
WRONG = Says("", [("select", {"picture": 12})])
CUT = Says("Once upon a time there was", fault="disconnect", after=3)


async def test_answer_and_picture_cost_what_their_servers_say_that_they_used(empty_valkey: str, tmp_path: Path) -> None:
    says = Says("Here.", (("draw", {"pictures": [{"prompt": "Drawing of a fox in the snow", "alt": "a fox"}]}),))
    with ModelServerDouble(lambda _: says).serving() as model:
        async with image_server("openai") as images:
            details = {"text_tokens": 50, "image_tokens": 0}
            images.usage = {"input_tokens": 50, "output_tokens": 1_756, "input_tokens_details": details}
            settings = Settings(
                planner="openai",
                planner_base_url=model.base_url,
                painter="openai",
                painter_base_url=images.url,
                painter_model="gpt-image-2",
                planner_model="gpt-6-luna",
            )
            async with house(
                StoreServer(empty_valkey, "the test's", durable=True),
                tmp_path,
                planner=language_model_planner(settings, _nothing),
                painters=painters_of(settings),
                clock=lambda: NOON_S,
            ) as bot:
                reply = await bot.say("draw a fox in the snow", addressed=True)
                picture = await bot.app.core.details("test/kitchen", reply.cards[0].picture)
                assert picture.cost_usd == (50 * 5 + 1_756 * 30) / 1e6
                lines = await bot.app.memory.lines(bot.thread)
                assert lines[-1].cost_usd == ANSWER_MICROS / 1e6
                month = await Ledgers(bot.redis).month("test/kitchen", "u-mina", NOON_S)  # type: ignore[arg-type]
                assert month.person.cost.micros == 52_930 + ANSWER_MICROS
                assert month.person.cost.unknown == 0
                (usage,) = await bot.ask("usage")
                assert {fact.label: fact.value for fact in usage.facts}["This room's cost today"] == "$0.053"


@asynccontextmanager
async def paying(url: str, directory: Path, model: ModelServerDouble, **more: Any) -> AsyncIterator[House]:
    """Yield a bot whose planner asks `model`."""
    options: dict[str, Any] = {"planner_base_url": model.base_url, "planner_model": "gpt-6-luna"} | more
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PICTUREBOOK_PLANNER", "openai")
        planner = language_model_planner(Settings(**options), _nothing)
        store = StoreServer(url, "the test's", durable=True)
        async with house(store, directory, planner=planner, clock=lambda: NOON_S, **options) as bot:
            yield bot


async def cost_of(bot: House) -> Cost:
    """Return what the room has spent this month."""
    ledgers = Ledgers(bot.redis)  # type: ignore[arg-type]  # the test's store is no cluster
    return (await ledgers.month("test/kitchen", "u-mina", NOON_S)).room.cost


def test_plan_is_held_for_what_a_busy_thread_takes() -> None:
    settings = Settings(planner="openai", planner_model="gpt-6-luna")
    assert estimates_of(settings, prices_of(settings)).plan() == Cost(PLAN_MICROS)


@pytest.mark.parametrize(
    ("replies", "micros"),
    [
        ([WRONG, WRONG], 2 * ANSWER_MICROS),  # it could not be carried out, twice
        ([WRONG, Fails(401, error("no"))], ANSWER_MICROS),  # the repair was turned away
        ([WRONG, CUT], ANSWER_MICROS + PLAN_MICROS),  # the repair was cut off
        ([CUT], PLAN_MICROS),  # cut off while somebody read it
        ([Says(finish="length")], ANSWER_MICROS),  # too long, and told so
        ([Says("", CAT, fault="truncate", after=2), Says("Hello.")], PLAN_MICROS + ANSWER_MICROS),  # begun again
        ([Says("I was", finish="content_filter")], ANSWER_MICROS),  # the server's own filter stopped the answer
        ([Fails(400, error("no", "content_filter"))], 0),  # and here the request, which no model saw
        ([Fails(401, error("no"))], 0),
        ([Says("Hello.", usage=False)], PLAN_MICROS),  # a server that never tells
    ],
)
async def test_answers_are_paid_that_came_to_nothing_and_requests_are_not_that_no_model_saw(
    empty_valkey: str, tmp_path: Path, replies: list[Reply], micros: int
) -> None:
    with ModelServerDouble().serving() as model:
        model.then(*replies)
        async with paying(empty_valkey, tmp_path, model) as bot:
            await bot.say("draw a cat", addressed=True)
            await bot.settled()
            assert model.replies == []
            assert await cost_of(bot) == Cost(micros)
            (usage,) = await bot.ask("usage")
            assert any(fact.label == "This room's cost today" for fact in usage.facts) == (micros > 0)


async def test_answer_that_nobody_waits_for_any_more_is_paid(empty_valkey: str, tmp_path: Path) -> None:
    stalls = Says("Once upon a time", fault="stall", after=3)
    with ModelServerDouble(lambda _: stalls).serving() as model:
        model.then(WRONG)  # told, paid, and then the repair takes too long
        async with paying(empty_valkey, tmp_path, model, planner_timeout_s=0.4) as bot:
            await bot.say("a fox", addressed=True)
            assert await cost_of(bot) == Cost(ANSWER_MICROS + PLAN_MICROS)
    with ModelServerDouble(lambda _: stalls).serving() as model:
        async with paying(empty_valkey, tmp_path, model) as bot:
            bot.thread = Thread("test", "kitchen", "t2")
            event = bot.message("an owl", addressed=True)
            await bot.accept(event)
            while not model.asked:
                await asyncio.sleep(0.005)
            await bot.accept(bot.message("stop"))
            await bot.answer(event.id)
            await bot.settled()
            assert await cost_of(bot) == Cost(ANSWER_MICROS + 2 * PLAN_MICROS)


async def test_answer_to_a_request_that_moderation_declines_is_paid(empty_valkey: str, tmp_path: Path) -> None:
    with ModelServerDouble(lambda _: Says("Once upon", fault="stall", after=2)).serving() as model:
        model.flag = lambda _: "violence"
        async with paying(empty_valkey, tmp_path, model, moderation=True) as bot:
            await bot.say("something dreadful", addressed=True)
            assert await cost_of(bot) == Cost(PLAN_MICROS)


async def test_answer_that_moderation_could_not_look_at_is_on_the_meter() -> None:
    with ModelServerDouble(lambda _: Says("Here.", CAT)).serving() as model:
        model.moderation = Fails(500, "oops")
        settings = Settings(planner="openai", planner_base_url=model.base_url, moderation=True)
        planner = language_model_planner(settings, _nothing)
        asked = request(" ")  # of which there is nothing to look at
        with pytest.raises(PlannerError):
            await planner.plan(asked, BOARD, Heard())
        await planner.close()
        assert (asked.meter.calls, [one.output_tokens for one in asked.meter.usage]) == (1, [90])


async def test_event_of_discord_tells_its_server_and_a_direct_message_none() -> None:
    stage = await in_memory()
    try:
        kitchen, ada = stage.channel(), stage.person(ADA)
        said = stage.world.say(ada, kitchen, stage.world.mention("a hedgehog"))
        await stage.world.until(lambda: len(stage.core.events) == 1)
        event = stage.core.events[0]
        guild = stage.world.backend.channels[kitchen].guild_id
        assert (event.id, event.workspace_key) == (str(said.id), f"discord/{guild}")
    finally:
        await stage.close()


async def test_event_of_slack_tells_its_workspace(empty_valkey: str) -> None:
    async with slack_double() as double:
        stage = SlackStage(double, empty_valkey)
        await stage.start()
        try:
            ada, kitchen = stage.person(ADA), stage.channel("kitchen")
            await stage.workspace.mention(ada, kitchen, "a hedgehog")
            assert stage.core.events[0].workspace_key == f"slack/{stage.workspace.id}"
        finally:
            await stage.close()


async def _nothing(_: str) -> bytes:
    return b""
