"""A language model that is out of reach: rules plan in its place and say so, but never where that would be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doubles.asking import BOARD, KEY, Heard, request
from doubles.house import house
from doubles.model_server import Fails, ModelServerDouble, Reply, Says, Whole, error
from pydantic import SecretStr

from bot.app import planner_of
from bot.errors import PlannerError
from bot.memory.blobs import open_blobs
from bot.money import Cost
from bot.money.ledgers import Ledgers
from bot.phrases import phrase
from bot.planner import Request
from bot.plans import Action, Plan
from bot.settings import Settings
from bot.valkey import StoreServer

NOON_S = 1_700_000_000.0
LINE = phrase("model_fell_back")
NO_CREDIT = Fails(429, error("You exceeded your quota", "insufficient_quota", "insufficient_quota"))
AWAY = "http://127.0.0.1:9/v1"  # the discard port: nobody listens


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.planner.language_model.client.FIRST_WAIT_S", 0.0)


@pytest.fixture
def double() -> Iterator[ModelServerDouble]:
    with ModelServerDouble().serving() as one:
        yield one


def configured(url: str, **more: Any) -> Settings:
    key = SecretStr(KEY)
    return Settings(
        **({"planner": "openai", "planner_api_key": key, "planner_base_url": url, "planner_model": "gpt-6-luna"} | more)
    )


async def plan_of(url: str, tmp_path: Path, asked: Request, heard: Heard | None = None, **more: Any) -> Plan:
    planner = planner_of(configured(url, **more), open_blobs(str(tmp_path)))
    try:
        return await planner.plan(asked, BOARD, heard if heard is not None else Heard())
    finally:
        await planner.close()


@pytest.mark.parametrize(
    "reply",
    [Fails(500, "oops"), Fails(401, error("bad key")), Fails(402, error("pay")), NO_CREDIT, Fails(404, error("no"))],
)
@pytest.mark.parametrize(("text", "language"), [("draw a fox in the snow", "en"), ("눈밭의 여우 그려줘", "ko")])
async def test_rules_draw_while_the_model_is_out_of_reach_and_say_so(
    double: ModelServerDouble, tmp_path: Path, reply: Reply, text: str, language: str
) -> None:
    double.script = lambda _: reply
    plan = await plan_of(double.base_url, tmp_path, request(text, language=language))
    assert (plan.action, plan.language, plan.model_calls) == (Action.DRAW, language, 0)
    assert "fox" in plan.drawings[0].prompt
    assert plan.reply.count(phrase("model_fell_back", language)) == 1
    assert len(plan.reply.splitlines()) == 3  # the answer, a gap, the line


async def test_server_that_is_not_there_costs_nothing_and_the_model_is_back_with_the_next_message(
    empty_valkey: str, tmp_path: Path, double: ModelServerDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICTUREBOOK_PLANNER", "openai")
    settings = configured(double.base_url)
    planner = planner_of(settings, open_blobs(str(tmp_path)))
    store = StoreServer(empty_valkey, "the test's", durable=True)
    async with house(
        store,
        tmp_path,
        planner=planner,
        clock=lambda: NOON_S,
        prices="scripted=free, gpt-6-luna=1/1",
        budget_month_room=1,
    ) as bot:
        double.script = lambda _: Fails(503, "maintenance")
        reply = await bot.say("draw a fox", addressed=True)
        assert len(reply.cards) == 4
        assert reply.text.count(LINE) == 1
        assert "Retry" not in [button.label for row in reply.buttons for button in row]
        month = await Ledgers(bot.redis).month("test/kitchen", "u-mina", NOON_S)  # type: ignore[arg-type]  # no cluster
        assert month.room.cost == Cost()
        double.script = lambda _: Says("He likes it.", [("select", {"picture": 2})])
        assert (await bot.say("the second one!", addressed=True)).text == "He likes it."
        assert '"draw a fox"' in double.asked[-1].text  # what rules answered is part of the talk


async def test_what_a_model_used_before_it_was_gone_is_paid(double: ModelServerDouble, tmp_path: Path) -> None:
    double.then(Says("", [("select", {"picture": 12})]), *[Fails(500, "oops")] * 3)
    plan = await plan_of(double.base_url, tmp_path, request("draw a fox"))
    assert (plan.action, plan.model_calls, len(plan.usage)) == (Action.DRAW, 1, 1)


async def test_person_is_asked_to_try_again_where_the_fallback_is_off(tmp_path: Path) -> None:
    with pytest.raises(PlannerError) as caught:
        await plan_of(AWAY, tmp_path, request("draw a fox"), planner_fallback="off")
    assert caught.value.sentence == "model_down"
    assert (await plan_of(AWAY, tmp_path, request("draw a fox"))).action is Action.DRAW


# Where rules would be wrong


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Says(refusal="I would rather not."), None),
        (Says("", finish="content_filter"), None),
        (Fails(400, error("filtered", "content_filter")), None),
        (Fails(403, error("Your input was flagged by moderation")), None),
        (Says("No.", [("refuse", {"guideline": "public person"})]), None),
        (Fails(403, error("not allowed here")), "model_key_refused"),  # perhaps for what was asked
        (Fails(400, error("this cannot be processed")), "model_rejects"),  # the same
        (Fails(429, error("slow down"), {"Retry-After": "60"}), "model_busy"),  # which tells when to come back
        (Says("", finish="length"), "model_too_long"),
        (Says("Once upon a time", fault="disconnect", after=3), "model_down"),  # somebody was reading it
        (Whole("", [("select", {"picture": 12})]), "model_confused"),
    ],
)
async def test_rules_never_draw_what_a_model_or_its_server_has_decided_about(
    double: ModelServerDouble, tmp_path: Path, reply: Reply, sentence: str | None
) -> None:
    double.script = lambda _: reply
    if sentence is None:
        assert (await plan_of(double.base_url, tmp_path, request("draw a fox"))).action is Action.REFUSE
    else:
        with pytest.raises(PlannerError) as caught:
            await plan_of(double.base_url, tmp_path, request("draw a fox"))
        assert caught.value.sentence == sentence


@pytest.mark.parametrize("answer", [None, Fails(500, "oops"), Fails(401, error("bad key"))])
async def test_moderation_is_never_gone_around(double: ModelServerDouble, tmp_path: Path, answer: Reply | None) -> None:
    double.script = lambda _: Fails(500, "oops")
    double.flag = lambda text: "violence" if "Storybook" in text else None
    double.moderation = answer
    if answer is None:  # it is there, and looks at what rules have planned
        plan = await plan_of(double.base_url, tmp_path, request("draw a fox"), moderation=True)
        assert "Storybook" in str(double.moderated[-1].body["input"])
        assert (plan.action, plan.drawings) == (Action.REFUSE, ())
    else:
        with pytest.raises(PlannerError):
            await plan_of(double.base_url, tmp_path, request("draw a fox"), moderation=True)


async def test_guidelines_hold_for_rules_as_well(tmp_path: Path) -> None:
    plan = await plan_of(AWAY, tmp_path, request("draw something naked"))
    assert (plan.action, plan.drawings) == (Action.REFUSE, ())


@pytest.mark.parametrize("text", ["why is the sky blue?", "explain photosynthesis", "tell me a story about an owl"])
async def test_questions_and_stories_wait_for_the_model(tmp_path: Path, text: str) -> None:
    heard = Heard()
    with pytest.raises(PlannerError):
        await plan_of(AWAY, tmp_path, request(text, addressed=True), heard)
    assert heard == []


@pytest.mark.parametrize(
    ("command", "words", "pictures"), [("story", "an owl", 0), ("draw", "an owl", 4), ("draw", "a fox reading", 4)]
)
async def test_commands_are_carried_out(
    empty_valkey: str, tmp_path: Path, command: str, words: str, pictures: int
) -> None:
    planner = planner_of(configured(AWAY), open_blobs(str(tmp_path)))
    async with house(StoreServer(empty_valkey, "the test's", durable=True), tmp_path, planner=planner) as bot:
        reply = await bot.command(command, prompt=words)
        assert len(reply.cards) == pictures
        assert reply.text.count(LINE) == 1


@pytest.mark.parametrize(("addressed", "action"), [(True, Action.NOTE), (False, Action.NONE)])
async def test_remarks_are_answered_only_when_they_are_the_bots(
    tmp_path: Path, addressed: bool, action: Action
) -> None:
    plan = await plan_of(AWAY, tmp_path, request("thanks", addressed=addressed))
    assert (plan.action, LINE in plan.reply) == (action, addressed)
