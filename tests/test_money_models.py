"""Money of real clients: models on loopback tell what they used, and people read its price.

And of real platforms' events: which workspace a room is in.
"""

from __future__ import annotations

from pathlib import Path

from doubles.discord.stage import in_memory
from doubles.house import house
from doubles.image_server import image_server
from doubles.model_server import ModelServerDouble, Says
from doubles.slack.server import slack_double
from doubles.slack_stage import SlackStage

from bot.events import Author
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
                month = await Ledgers(bot.app.memory._redis).month("test/kitchen", "u-mina", NOON_S)  # type: ignore[arg-type]
                assert month.person.cost.micros == 52_930 + ANSWER_MICROS
                assert month.person.cost.unknown == 0
                (usage,) = await bot.ask("usage")
                assert {fact.label: fact.value for fact in usage.facts}["This room's cost today"] == "$0.053"


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
