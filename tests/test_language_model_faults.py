"""What goes wrong at a model's server: each fault has its error, its sentence, and its number of tries."""

# ruff: noqa: E501 - a fault is read in one line
from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from doubles.asking import BOARD, KEY, Heard, Waits, planner_on, request
from doubles.model_server import Fails, ModelServerDouble, Reply, Says, Whole, error
from doubles.scripted import flat_png
from structlog.testing import capture_logs

from bot.codec import dump, load
from bot.errors import PlannerError, PlannerTimeout, explain
from bot.events import Attachment
from bot.phrases import LANGUAGES, phrase
from bot.planner.language_model.faults import (
    ModelBusy,
    ModelConfused,
    ModelCutOff,
    ModelDown,
    ModelForbidden,
    ModelKeyRefused,
    ModelMissing,
    ModelOverfull,
    ModelRejects,
    ModelSpent,
    ModelTooLong,
)
from bot.planner.language_model.sight import Eyes
from bot.plans import Action, Plan

DRAW = [("draw", {"pictures": [{"prompt": "Photo of a cat", "alt": "A cat"}]})]
TEXT = Says("All is well.")


@pytest.fixture
def double() -> Iterator[ModelServerDouble]:
    with ModelServerDouble(lambda _: TEXT).serving() as one:
        yield one


async def ask(
    double: ModelServerDouble, *, waits: Waits | None = None, heard: Heard | None = None, **options: Any
) -> Plan:
    planner = planner_on(double, sleep=waits if waits is not None else Waits(), **options)
    try:
        return await planner.plan(request("draw a cat"), BOARD, heard if heard is not None else Heard())
    finally:
        await planner.close()


BUSY = error("Rate limit reached", "rate_limit_exceeded", "requests")
KEY_TOLD = error(f"Incorrect API key provided: {KEY}", "invalid_api_key")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("reply", "kind", "tries"),
    [
        (Fails(401, KEY_TOLD), ModelKeyRefused, 1),
        (Fails(403, error("no access")), ModelForbidden, 1),
        (Fails(402, error("pay")), ModelSpent, 1),
        (Fails(429, error("You exceeded your quota", "insufficient_quota", "insufficient_quota")), ModelSpent, 1),
        (Fails(429, BUSY, {"Retry-After": "61"}), ModelBusy, 1),
        (Fails(429, BUSY, {"Retry-After": "1"}), ModelBusy, 3),
        (Fails(404, error("The model does not exist", "model_not_found")), ModelMissing, 1),
        (Fails(413, "too large"), ModelOverfull, 1),
        (Fails(400, error("maximum context length is 8 tokens, 3 in the functions", "context_length_exceeded")), ModelOverfull, 1),
        (Fails(400, error("what?")), ModelRejects, 1),
        (Fails(422, "[]"), ModelRejects, 1),
        (Fails(400, error("Failed to call a function. Tools are supported.", "tool_use_failed")), ModelConfused, 3),
        (Fails(500, error("Failed to parse the tool call at position 7")), ModelDown, 3),
        (Fails(500, "<html>"), ModelDown, 3),
        (Fails(503, error("overloaded")), ModelDown, 3),
        (Fails(504, "gateway time-out"), PlannerTimeout, 1),
        (Fails(408, "{}"), PlannerTimeout, 1),
        (Says("", DRAW, fault="error", after=0), ModelDown, 3),
        (Says("", DRAW, fault="malformed", after=2), ModelCutOff, 2),
        (Says("", DRAW, fault="truncate", after=2), ModelCutOff, 2),
        (Says("", DRAW, fault="disconnect", after=2), ModelDown, 3),
        (Says("", [("draw", '{"pictures": [{"pro')], finish="length"), ModelTooLong, 1),
        (Says("", finish="length"), ModelTooLong, 1),
    ],
)  # fmt: skip
async def test_fault_has_its_error_and_its_number_of_tries(
    double: ModelServerDouble, reply: Reply, kind: type[PlannerError], tries: int, language: str
) -> None:
    double.script = lambda _: reply
    with pytest.raises(PlannerError) as caught:
        await ask(double)
    assert type(caught.value) is kind
    assert len(double.asked) == tries
    sentence = explain(caught.value, language)
    assert sentence == phrase(kind.sentence, language, **caught.value.facts)
    assert KEY not in f"{caught.value} {caught.value.detail} {sentence}"


async def test_server_that_asks_for_little_patience_gets_it(double: ModelServerDouble) -> None:
    waits = Waits()
    double.then(Fails(429, BUSY, {"Retry-After": "3"}), Fails(429, BUSY, {"retry-after-ms": "250"}), Fails(500, "{}"))
    with pytest.raises(ModelDown):
        await ask(double, waits=waits)
    assert waits == [3.0, 0.25]
    waits.clear()
    double.replies.clear()
    double.then(Fails(503, "{}"))
    plan = await ask(double, waits=waits)
    assert (plan.reply, plan.model_calls, waits) == ("All is well.", 1, [0.5])


async def test_busy_server_is_told_of_with_the_time_that_it_named(double: ModelServerDouble) -> None:
    double.then(Fails(429, BUSY, {"Retry-After": "61"}))
    with pytest.raises(ModelBusy) as caught:
        await ask(double)
    assert caught.value.facts == {"wait": 61}
    assert "61 s" in explain(caught.value)


@pytest.mark.parametrize("wait", ["soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "1e99", "nan"])
async def test_time_to_wait_that_is_none_is_passed_over(double: ModelServerDouble, wait: str) -> None:
    waits = Waits()
    double.then(Fails(429, BUSY, {"Retry-After": wait}))
    plan = await ask(double, waits=waits)
    assert (plan.reply, waits) == ("All is well.", [0.5])


@pytest.mark.parametrize("fault", ["malformed", "truncate", "disconnect", "error"])
async def test_answer_that_breaks_after_words_were_shown_is_not_begun_again(
    double: ModelServerDouble, fault: str
) -> None:
    heard = Heard()
    double.then(Says("Once upon a time there was an owl", fault=fault, after=4))
    with pytest.raises(PlannerError) as caught:
        await ask(double, heard=heard)
    assert isinstance(caught.value, ModelCutOff | ModelDown)
    assert heard.text == "Once upon a time there"[: len(heard.text)] != ""
    assert len(double.asked) == 1


async def test_answer_that_breaks_before_any_word_is_tried_again_and_counted(double: ModelServerDouble) -> None:
    double.then(Says("", DRAW, fault="malformed", after=2))
    plan = await ask(double)
    assert (plan.reply, plan.model_calls) == ("All is well.", 2)


async def test_server_that_never_says_it_is_done_is_believed_when_its_calls_are_whole(
    double: ModelServerDouble,
) -> None:
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    call = {"index": 0, "id": "c", "function": {"name": "draw", "arguments": json.dumps(DRAW[0][1])}}
    pieces = [chunk | {"choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}]}]
    double.then(Says(pieces=pieces))
    assert (await ask(double)).action is Action.DRAW


async def test_json_that_never_says_it_is_done_is_believed_when_it_is_whole(double: ModelServerDouble) -> None:
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}

    def text(words: str) -> list[Any]:
        return [chunk | {"choices": [{"index": 0, "delta": {"content": words}, "finish_reason": None}]}]

    double.then(Says(pieces=text('{"say": "Hi!"}')))
    assert (await ask(double, answers="json")).reply == "Hi!"
    double.then(Says(pieces=text('{"say": "Hi')), Says(pieces=text('{"say": "Hi')))
    with pytest.raises(ModelCutOff):
        await ask(double, answers="json")


async def test_server_that_stalls_is_left_at_the_time_limit(double: ModelServerDouble) -> None:
    double.then(Says("Once upon a time", fault="stall", after=2))
    with pytest.raises(PlannerTimeout):
        await ask(double, timeout_s=0.3)


async def test_server_that_is_not_there_is_down() -> None:
    nobody = ModelServerDouble()
    nobody.url = "http://127.0.0.1:9"  # the discard port: nobody listens
    waits = Waits()
    with pytest.raises(ModelDown):
        await ask(nobody, waits=waits)
    assert waits == [0.5, 1.0]


async def test_long_story_that_is_cut_off_keeps_what_there_is(double: ModelServerDouble) -> None:
    double.then(Says("Once upon a time", finish="length"))
    plan = await ask(double)
    assert plan.action is Action.TEXT
    assert plan.reply == "Once upon a time\n\n" + phrase("model_shortened")


@pytest.mark.parametrize(
    "reply",
    [
        Says("", finish="content_filter"),
        Says("I was about to", finish="content_filter"),
        Fails(400, error("filtered", "content_filter")),
        Fails(400, error("filtered", "bad", innererror={"code": "ResponsibleAIPolicyViolation"})),
        Fails(
            403, {"error": {"code": 403, "message": "Your input was flagged", "metadata": {"reasons": ["violence"]}}}
        ),
    ],
)
async def test_filter_of_the_provider_is_a_refusal_and_not_tried_again(double: ModelServerDouble, reply: Reply) -> None:
    double.then(reply)
    plan = await ask(double)
    assert (plan.action, plan.reply) == (Action.REFUSE, phrase("model_filtered"))
    assert plan.reason == "provider"
    assert len(double.asked) == 1


async def test_refusal_of_the_model_is_a_refusal_in_its_words(double: ModelServerDouble) -> None:
    double.then(Says(refusal="그건 도와드릴 수 없어요."))
    plan = await ask(double)
    assert (plan.action, plan.reply, plan.language) == (Action.REFUSE, "그건 도와드릴 수 없어요.", "ko")


async def test_model_that_is_wrong_twice_ends_with_a_sentence(double: ModelServerDouble) -> None:
    double.script = lambda _: Says("", [("select", {"picture": 12})])
    with pytest.raises(ModelConfused):
        await ask(double)
    assert len(double.asked) == 2


@pytest.mark.parametrize(
    "pieces",
    [
        [{"choices": None}, {"id": "x"}, [], "null", 7, {"choices": []}],
        [{"choices": [{"index": 0, "delta": None, "finish_reason": None}]}, {"choices": [{"delta": {"content": 7}}]}],
        [{"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": None}]}}]}],
        [{"choices": [{"index": 0, "delta": {"tool_calls": "draw"}, "finish_reason": 3}], "usage": {"prompt_tokens": "x"}}],
    ],
)  # fmt: skip
async def test_pieces_of_wrong_types_break_nothing(double: ModelServerDouble, pieces: list[Any]) -> None:
    texts = [json.dumps(one) if not isinstance(one, str) else one for one in pieces]
    double.script = lambda _: Says(pieces=texts)
    with pytest.raises(PlannerError):
        await ask(double)
    double.script = lambda _: Says(pieces=[*texts, *_said("Hi!")])
    plan = await ask(double)
    assert plan.reply == "Hi!"


def _said(words: str) -> list[Any]:
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    content = [{"type": "text", "text": words}]
    return [chunk | {"choices": [{"index": 0, "delta": {"content": content}, "finish_reason": "stop"}]}]


# What servers cannot do


async def test_server_without_tools_is_asked_by_schema_and_then_by_text_and_remembered(
    double: ModelServerDouble,
) -> None:
    double.then(
        Fails(400, error("registry.local/gemma does not support tools")),
        Fails(400, error("response_format: json_schema is not supported")),
        Says('{"say": "Hello!"}'),
        Says('{"say": "Again!"}'),
    )
    planner = planner_on(double)
    first = await planner.plan(request("hi"), BOARD, Heard())
    second = await planner.plan(request("hi"), BOARD, Heard())
    await planner.close()
    assert (first.reply, second.reply) == ("Hello!", "Again!")
    assert (first.model_calls, second.model_calls) == (1, 1)
    bodies = [one.body for one in double.asked]
    assert ["tools" in one for one in bodies] == [True, False, False, False]
    assert ["response_format" in one for one in bodies] == [False, True, False, False]
    assert "Answer with one JSON object" not in bodies[0]["messages"][0]["content"]
    assert '"stay_silent"' in bodies[2]["messages"][0]["content"]


async def test_way_of_answering_that_is_set_is_not_left(double: ModelServerDouble) -> None:
    double.then(Fails(400, error("tools are not supported")))
    with pytest.raises(ModelRejects):
        await ask(double, answers="tools")


@pytest.mark.parametrize(
    ("told", "gone"),
    [
        ("Unsupported parameter: 'stream_options'", "stream_options"),
        ("parallel_tool_calls is not permitted", "parallel_tool_calls"),
        ("Unknown field reasoning_effort", "reasoning_effort"),
    ],
)
async def test_part_that_a_server_does_not_take_is_left_out(double: ModelServerDouble, told: str, gone: str) -> None:
    double.then(Fails(422, error(told)))
    plan = await ask(double, effort="low")
    assert plan.reply == "All is well."
    assert gone in double.asked[0].body
    assert gone not in double.asked[1].body


async def test_limit_of_an_answer_is_said_by_its_old_name_and_then_not_at_all(double: ModelServerDouble) -> None:
    double.then(Fails(400, error("extra fields: max_completion_tokens")), Fails(400, error("max_tokens is too large")))
    assert (await ask(double, max_tokens=50)).reply == "All is well."
    limits = [{k: v for k, v in one.body.items() if k.startswith("max_")} for one in double.asked]
    assert limits == [{"max_completion_tokens": 50}, {"max_tokens": 50}, {}]


@pytest.mark.parametrize("effort", ["low", None])
async def test_model_whose_tools_need_no_thinking_is_asked_for_none(
    double: ModelServerDouble, effort: str | None
) -> None:
    told = "Function tools with reasoning_effort are not supported; set reasoning_effort to none"
    double.then(Fails(400, error(told)))
    assert (await ask(double, effort=effort)).reply == "All is well."
    assert [one.body.get("reasoning_effort") for one in double.asked] == [effort, "none"]
    assert "tools" in double.asked[1].body


async def test_server_that_takes_nothing_is_not_asked_for_ever(double: ModelServerDouble) -> None:
    everything = (
        "stream_options parallel_tool_calls reasoning_effort max_completion_tokens max_tokens tools schema unsupported"
    )
    double.script = lambda _: Fails(400, error(everything))
    with pytest.raises(ModelRejects):
        await ask(double, effort="low", max_tokens=50)
    assert len(double.asked) == 7  # the first, and one for each lesson


async def test_server_that_cannot_stream_is_asked_again_without_and_remembered(double: ModelServerDouble) -> None:
    double.script = lambda _: Whole("Here!", DRAW)
    planner, heard = planner_on(double), Heard()
    first = await planner.plan(request("a cat"), BOARD, heard)
    second = await planner.plan(request("a cat"), BOARD, Heard())
    await planner.close()
    assert first.drawings == second.drawings
    assert heard.text == first.reply == "Here!"
    assert (first.model_calls, second.model_calls) == (2, 1)
    assert ["stream" in one.body for one in double.asked] == [True, False, False]


async def test_server_that_sees_nothing_is_shown_words_only_from_then_on(double: ModelServerDouble) -> None:
    async def fetch(_: str) -> bytes:
        return flat_png(1)

    planner = planner_on(double, eyes=Eyes(fetch, 64))
    asked = request("my dog", attachments=(Attachment("f" * 64, "image/png", 8, 8, "dog.png"),))
    double.then(Fails(400, error("This model does not support image_url content")))
    for _ in range(2):
        assert (await planner.plan(asked, BOARD, Heard())).reply == "All is well."
    await planner.close()
    assert [len(one.pictures) for one in double.asked] == [1, 0, 0]
    assert "Photo 1: sent now" in double.asked[-1].text


async def test_json_that_cannot_be_read_is_shown_to_the_model_once(double: ModelServerDouble) -> None:
    double.then(Says('{"say" "oops", draw: {}'), Says('{"say": "There."}'))
    plan = await ask(double, answers="json")
    assert plan.reply == "There."
    assert "no JSON object" in double.asked[-1].messages[-1]["content"]
    assert double.asked[-1].messages[-2]["content"] == '{"say" "oops", draw: {}'


async def test_call_that_was_cut_and_never_finished_is_not_whole(double: ModelServerDouble) -> None:
    double.script = lambda _: Says("", DRAW, fault="truncate", after=4)
    with pytest.raises(ModelCutOff):
        await ask(double)


async def test_server_that_cannot_stream_may_only_call(double: ModelServerDouble) -> None:
    double.script = lambda _: Whole("", DRAW)
    assert (await ask(double)).reply == phrase("model_drew")


async def test_call_that_a_server_takes_for_words_is_carried_out_and_never_shown(double: ModelServerDouble) -> None:
    heard = Heard()
    call = json.dumps({"name": "draw", "arguments": DRAW[0][1]})
    double.then(Says(f"A cat! <tool_call>{call}</tool_call>"))
    plan = await ask(double, heard=heard)
    assert (plan.action, plan.reply, plan.drawings[0].prompt) == (Action.DRAW, "A cat!", "Photo of a cat")
    assert heard.text.strip() == "A cat!"


async def test_planner_that_is_stopped_lets_the_connection_go(double: ModelServerDouble) -> None:
    planner, heard = planner_on(double), Heard()
    double.then(Says("Once upon a time", fault="stall", after=2))
    asking = asyncio.create_task(planner.plan(request("a story"), BOARD, heard))
    while not heard:
        await asyncio.sleep(0.005)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await planner.plan(request("hello"), BOARD, Heard())).reply == "All is well."
    await planner.close()


async def test_logs_tell_numbers_and_neither_words_nor_keys(double: ModelServerDouble) -> None:
    double.then(Fails(401, KEY_TOLD), Says("", [("select", {"picture": 7})]), Says("Hello Zebulon"))
    with capture_logs() as logs:
        with pytest.raises(ModelKeyRefused):
            await ask(double)
        await ask(double)
    told = json.dumps([one for one in logs if one["log_level"] != "debug"])
    assert "model_answered" in told
    assert "plan_repaired" in told
    (failed,) = [one for one in logs if one["event"] == "model_failed"]
    assert (failed["error"], failed["detail"]) == ("model_key_refused", "AuthenticationError 401 invalid_api_key")
    for secret in (KEY, "Zebulon", "draw a cat", "#7"):
        assert secret not in told


@pytest.mark.parametrize("way", ["tools", "json"])
async def test_half_a_character_is_no_reason_to_fail(double: ModelServerDouble, way: str) -> None:
    heard = Heard()
    words = r"Hi \ud83e you" if way == "json" else "Hi \ud83e you"
    scene = {"prompt": "Photo of a cat \ud83e", "alt": "A cat \udd94"}
    calls = [("draw", {"pictures": [scene]})]
    double.then(Says(f'{{"say": "{words}"}}') if way == "json" else Says(words, calls, shape="object"))
    plan = await ask(double, heard=heard, answers=way)
    assert load(Plan, dump(plan, Plan)) == plan
    assert plan.reply == heard.text == "Hi ? you"
