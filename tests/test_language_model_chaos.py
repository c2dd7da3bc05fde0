"""Chaos from a server that others wrote (llmock): it breaks answers in its own ways and grades how we took it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from contract.planner_suite import check_plan
from doubles.asking import BOARD, Heard, request
from llmock.pytest_plugin import LLMock

from bot.errors import PlannerError, PlannerTimeout
from bot.planner.language_model import LanguageModelPlanner, ModelClient, ModelServer
from bot.planner.language_model.faults import ModelCutOff, ModelDown, ModelOverfull
from bot.plans import Action

DRAW = {"pictures": [{"prompt": "Watercolour of a shy owl", "alt": "An owl"}]}


@pytest.fixture
async def planner(llmock: LLMock) -> AsyncIterator[LanguageModelPlanner]:
    server = ModelServer("gpt-4o", llmock.base_url("openai"), "llmock-test-key", timeout_s=3.0)
    one = LanguageModelPlanner(ModelClient(server, sleep=asyncio.sleep))
    yield one
    await one.close()


async def plan_of(planner: LanguageModelPlanner, text: str = "draw a shy owl") -> object:
    return await planner.plan(request(text), BOARD, Heard())


async def test_tool_call_of_another_server_is_a_plan(llmock: LLMock, planner: LanguageModelPlanner) -> None:
    llmock.call_tool("draw", DRAW, text="Here is a shy owl!")
    heard = Heard()
    plan = await planner.plan(request("draw a shy owl"), BOARD, heard)
    check_plan(plan, BOARD)
    assert (plan.action, plan.drawings[0].prompt) == (Action.DRAW, "Watercolour of a shy owl")
    assert plan.usage[0].input_tokens > 500
    assert len(llmock.requests) == 1
    llmock.assert_resilient()


async def test_arguments_that_the_server_makes_up_itself_are_a_plan_or_a_sentence(
    llmock: LLMock, planner: LanguageModelPlanner
) -> None:
    for text in ("draw an owl", "edit it", "name it Pip", "what is this?", "ask me"):
        try:
            check_plan(await planner.plan(request(text), BOARD, Heard()), BOARD)
        except PlannerError as error:
            assert error.sentence == "model_confused"  # noqa: PT017 - one of the two outcomes
    llmock.assert_resilient()


async def test_rate_limit_is_waited_for(llmock: LLMock, planner: LanguageModelPlanner) -> None:
    llmock.rate_limit(times=2, retry_after=0.2).call_tool("draw", DRAW)
    assert await plan_of(planner)
    assert len(llmock.requests) == 3
    llmock.assert_resilient()


async def test_server_that_fails_once_is_asked_again(llmock: LLMock, planner: LanguageModelPlanner) -> None:
    llmock.fail(500).fail(503).call_tool("draw", DRAW)
    assert await plan_of(planner)
    llmock.assert_resilient()


async def test_outage_ends_soon_with_a_sentence(llmock: LLMock, planner: LanguageModelPlanner) -> None:
    llmock.outage()
    with pytest.raises(ModelDown):
        await plan_of(planner)
    assert len(llmock.requests) == 3


async def test_stream_that_is_cut_before_a_word_is_begun_again(llmock: LLMock, planner: LanguageModelPlanner) -> None:
    llmock.disconnect(after_chunks=1).call_tool("draw", DRAW, times=2)
    assert await plan_of(planner)
    assert len(llmock.requests) == 2


async def test_stream_that_is_truncated_is_never_taken_for_whole(llmock: LLMock, planner: LanguageModelPlanner) -> None:
    llmock.reply("Once upon a time there was an owl who was shy.", times=None).truncate(after_chunks=4, times=None)
    with pytest.raises(ModelCutOff):
        await plan_of(planner, "a story")


async def test_broken_chunk_has_a_sentence(llmock: LLMock, planner: LanguageModelPlanner) -> None:
    llmock.reply("Once upon a time there was an owl.", times=None).corrupt(after_chunks=3, times=None)
    with pytest.raises(ModelCutOff):
        await plan_of(planner, "a story")


async def test_stall_ends_at_the_time_limit(llmock: LLMock) -> None:
    server = ModelServer("gpt-4o", llmock.base_url("openai"), "llmock-test-key", timeout_s=0.5)
    planner = LanguageModelPlanner(ModelClient(server, sleep=asyncio.sleep))
    llmock.reply("Once upon a time there was an owl.").stall(after_chunks=2, seconds=3)
    with pytest.raises(PlannerTimeout):
        await plan_of(planner, "a story")
    await planner.close()


@pytest.mark.parametrize("kind", ["malformed_arguments", "unknown_tool"])
async def test_broken_tool_call_is_repaired(llmock: LLMock, planner: LanguageModelPlanner, kind: str) -> None:
    llmock.break_tool_call(kind).call_tool("draw", DRAW, text="An owl:").reply("Sorry! Which owl?")
    plan = await planner.plan(request("draw a shy owl"), BOARD, Heard())
    check_plan(plan, BOARD)
    assert (plan.model_calls, plan.reply) == (2, "Sorry! Which owl?")


async def test_too_much_to_read_is_told(llmock: LLMock, planner: LanguageModelPlanner) -> None:
    llmock.context_overflow()
    with pytest.raises(ModelOverfull):
        await plan_of(planner)
    assert len(llmock.requests) == 1


async def test_slow_words_are_heard_one_by_one(llmock: LLMock, planner: LanguageModelPlanner) -> None:
    llmock.pace(5).reply("Once upon a time there was an owl who was too shy to hoot.")
    heard = Heard()
    plan = await planner.plan(request("a story"), BOARD, heard)
    assert len(heard) > 3
    assert heard.text == plan.reply
