"""The language-model planner: the contract of planners, in every way of answering, on every shape of stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from contract.planner_suite import PlannerContract, check_plan
from doubles.asking import BOARD, FreshEachTime, Heard, planner_on, request
from doubles.model_server import Asked, ModelServerDouble, Reply, Says
from doubles.model_streams import ANSWERS, HEDGEHOG, STORY, recorded
from doubles.scripted import flat_png
from jsonschema import Draft202012Validator
from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming
from pydantic import TypeAdapter

from bot.events import Attachment
from bot.planner import Planner
from bot.planner.language_model.sight import Eyes
from bot.planner.language_model.tools import answer_schema, functions
from bot.plans import Action


@pytest.fixture
def double() -> Iterator[ModelServerDouble]:
    with ModelServerDouble(recorded).serving() as one:
        yield one


class TestLanguageModelPlanner(PlannerContract):
    """Whatever a model answers, the plan is one."""

    @pytest.fixture
    def planner(self, double: ModelServerDouble) -> Planner:
        return FreshEachTime(double)


def as_json(asked: Asked) -> Reply:
    """Answer like `recorded`, but in one JSON object, as for a server without tools."""
    assert "tools" not in asked.body
    answer = recorded(asked)
    assert not isinstance(answer, Says) or answer.pieces is None
    calls = {name: json.loads(one) if isinstance(one, str) and one.endswith("}") else one for name, one in answer.calls}  # type: ignore[union-attr]
    return Says(json.dumps({"say": answer.words, **calls}, ensure_ascii=False))  # type: ignore[union-attr]


@pytest.mark.slow
class TestPlannerOfSchemaServers(PlannerContract):
    """A server that answers in JSON of a schema."""

    @pytest.fixture
    def planner(self, double: ModelServerDouble) -> Planner:
        double.script = as_json
        return FreshEachTime(double, answers="schema")


@pytest.mark.slow
class TestPlannerOfPlainServers(PlannerContract):
    """A server that can do nothing but text, and wraps the JSON that it was asked for into more of it."""

    @pytest.fixture
    def planner(self, double: ModelServerDouble) -> Planner:
        def fenced(asked: Asked) -> Reply:
            answer = as_json(asked)
            assert isinstance(answer, Says)
            return replace(answer, words=f"Sure! Here is the JSON:\n```json\n{answer.words}\n```\nHope that helps.")

        double.script = fenced
        return FreshEachTime(double, answers="json")


@pytest.mark.parametrize("shape", ["openai", "azure", "vllm", "ollama", "gemini", "object"])
async def test_calls_are_put_together_from_every_shape_of_stream(double: ModelServerDouble, shape: str) -> None:
    calls = [
        ("draw", {"pictures": [{"prompt": HEDGEHOG, "alt": "고슴도치"}, {"prompt": "Photo of a cat", "alt": "A cat"}]}),
        ("name", {"names": [{"name": "Larry", "drawing": 1}]}),
    ]
    double.then(Says("Here they are.", calls, shape=shape))
    planner = planner_on(double)
    plan = await planner.plan(request("draw a hedgehog called Larry, and a cat"), BOARD, Heard())
    await planner.close()
    check_plan(plan, BOARD)
    assert [one.prompt for one in plan.drawings] == [HEDGEHOG, "Photo of a cat"]
    assert plan.drawings[0].alt == "고슴도치"
    assert (plan.namings[0].name, plan.namings[0].drawing) == ("Larry", 1)
    assert (plan.action, plan.reply) == (Action.DRAW, "Here they are.")


async def test_words_are_heard_while_the_answer_comes(double: ModelServerDouble) -> None:
    heard = Heard()
    planner = planner_on(double)
    plan = await planner.plan(request("tell me a bedtime story about a shy owl"), BOARD, heard)
    await planner.close()
    assert len(heard) > 5
    assert heard.text == plan.reply == STORY
    assert plan.action is Action.TEXT


@pytest.mark.parametrize("way", ["schema", "json"])
async def test_words_are_heard_out_of_json_while_it_comes(double: ModelServerDouble, way: str) -> None:
    heard = Heard()
    double.script = as_json
    planner = planner_on(double, answers=way)
    plan = await planner.plan(request("tell me a bedtime story about a shy owl"), BOARD, heard)
    await planner.close()
    assert len(heard) > 5
    assert heard.text == plan.reply == STORY


async def test_thoughts_of_a_model_are_never_shown(double: ModelServerDouble) -> None:
    heard = Heard()
    double.then(Says("<think>Hm. <b>A story.</b></think>Once there was an owl. 1 < 2."))
    planner = planner_on(double)
    plan = await planner.plan(request("a story"), BOARD, heard)
    await planner.close()
    assert heard.text == plan.reply == "Once there was an owl. 1 < 2."


async def test_turn_costs_one_call_and_tells_what_it_took(double: ModelServerDouble) -> None:
    planner = planner_on(double)
    plan = await planner.plan(request("draw a hedgehog"), BOARD, Heard())
    await planner.close()
    assert len(double.asked) == plan.model_calls == 1
    (usage,) = plan.usage
    assert (usage.model, usage.server) == ("gpt-test", double.base_url)
    assert (usage.input_tokens, usage.cached_tokens, usage.output_tokens) == (1500, 1024, 90)


async def test_request_is_what_chat_completions_take(double: ModelServerDouble) -> None:
    planner = planner_on(double, effort="none", max_tokens=900)
    await planner.plan(request("draw a hedgehog"), BOARD, Heard())
    await planner.close()
    (asked,) = double.asked
    body: dict[str, Any] = asked.body
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"].startswith("Bearer sk-test")
    assert set(body) == {
        "model", "messages", "stream", "stream_options", "tools", "parallel_tool_calls", "reasoning_effort",
        "max_completion_tokens",
    }  # fmt: skip
    assert (body["reasoning_effort"], body["max_completion_tokens"]) == ("none", 900)
    names = [tool["function"]["name"] for tool in body["tools"]]
    assert names == ["draw", "edit", "more", "name", "select", "remove", "ask", "refuse", "note", "stay_silent"]
    for tool in body["tools"]:
        assert tool["function"]["parameters"]["type"] == "object"
        assert "$ref" not in json.dumps(tool)
    assert [one["role"] for one in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize("way", ["tools", "schema", "json"])
async def test_request_is_one_by_the_types_of_the_library(double: ModelServerDouble, way: str) -> None:
    async def fetch(_: str) -> bytes:
        return flat_png(1)

    double.script = lambda asked: recorded(asked) if "tools" in asked.body else Says('{"say": "Hello!"}')
    planner = planner_on(double, answers=way, effort="low", max_tokens=900, eyes=Eyes(fetch, 64))
    photo = Attachment("f" * 64, "image/png", 8, 8, "dog.png")
    await planner.plan(request("draw a hedgehog like my dog", attachments=(photo,)), BOARD, Heard())
    await planner.close()
    body = double.asked[0].body
    assert len(double.asked[0].pictures) == 1
    checked = TypeAdapter(CompletionCreateParamsStreaming).validate_python(body)
    assert set(checked) == set(body)


def test_schemas_take_what_models_are_to_write() -> None:
    for tool in functions():
        Draft202012Validator.check_schema(tool["function"]["parameters"])
    validator = Draft202012Validator(answer_schema())
    Draft202012Validator.check_schema(answer_schema())
    for answer in ANSWERS[:8]:
        assert isinstance(answer, Says)
        validator.validate({"say": answer.words} | {name: what for name, what in answer.calls if name == "draw"})
    assert not validator.is_valid({"draw": {"pictures": []}})


async def test_impossible_arguments_are_shown_to_the_model_once(double: ModelServerDouble) -> None:
    double.then(
        Says("Blue!", [("edit", {"pictures": [{"picture": 7, "prompt": "Photo of a cat"}]})]),
        Says("", [("draw", {"pictures": [{"prompt": "Photo of a blue cat", "alt": "A blue cat"}]})]),
    )
    heard, planner = Heard(), planner_on(double)
    plan = await planner.plan(request("make it blue"), BOARD, heard)
    await planner.close()
    first, second = double.asked
    assert second.messages[:2] == first.messages
    assert second.messages[2]["role"] == "assistant"
    assert '"picture": 7' in second.messages[2]["content"]
    assert "no picture #7" in second.messages[3]["content"]
    assert plan.drawings[0].prompt == "Photo of a blue cat"
    assert plan.reply == "Blue!" == heard.text
    assert (plan.model_calls, len(plan.usage)) == (2, 2)


async def test_every_recorded_answer_is_a_plan_or_is_repaired(double: ModelServerDouble) -> None:
    planner = planner_on(double)
    for number, answer in enumerate(ANSWERS):
        double.replies.clear()
        double.then(answer)
        plan = await planner.plan(request("anything", turn=f"m{number}"), BOARD, Heard())
        check_plan(plan, BOARD)
    await planner.close()
