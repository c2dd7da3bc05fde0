"""Where language models are: OpenAI, Azure in both forms, servers of one's own; keys, Entra, moderation, the check."""

from __future__ import annotations

import asyncio
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doubles.asking import BOARD, KEY, Heard, planner_on, request
from doubles.model_server import Asked, Fails, ModelServerDouble, Reply, Says, Whole, error
from pydantic import SecretStr

from bot.app import planner_of
from bot.configuration import inspect_settings
from bot.errors import PlannerError, SettingsError
from bot.memory.blobs import open_blobs
from bot.phrases import phrase
from bot.planner import Request, Say
from bot.planner.board import Board
from bot.planner.language_model.client import Lessons
from bot.planner.language_model.moderation import ModeratedPlanner, ModerationDown, Moderator
from bot.planner.language_model.probe import Probe, probes
from bot.planner.language_model.server import OPENAI_URL, connect, server_of
from bot.plans import Action, Plan
from bot.settings import Settings

DRAW = [("draw", {"pictures": [{"prompt": "Photo of a cat", "alt": "A cat"}]})]


@pytest.fixture
def double() -> Iterator[ModelServerDouble]:
    with ModelServerDouble(lambda _: Says("All is well.")).serving() as one:
        yield one


def configured(**more: Any) -> Settings:
    return Settings(planner="openai", planner_api_key=SecretStr(KEY), **more)


# Addresses and keys


def test_openai_is_asked_without_thinking_and_with_its_own_key() -> None:
    server = server_of(Settings(planner="openai", openai_api_key=SecretStr(KEY)))
    assert (server.base_url, server.key, server.effort) == (OPENAI_URL, KEY, "none")
    assert KEY not in repr(server)


def test_key_of_openai_goes_to_no_other_server() -> None:
    server = server_of(
        Settings(planner="openai", openai_api_key=SecretStr(KEY), planner_base_url="http://127.0.0.1:8000/v1")
    )
    assert (server.key, server.effort) == (None, None)


@pytest.mark.parametrize(("effort", "sent"), [("low", "low"), ("unset", None), ("auto", "none")])
def test_effort_is_what_the_settings_say(effort: str, sent: str | None) -> None:
    azure = "https://name.openai.azure.com/openai/v1/"
    assert server_of(configured(planner_effort=effort, planner_base_url=azure)).effort == sent


@pytest.mark.parametrize(
    "address",
    ["ftp://x/v1", "https://user:pass@x/v1", "v1", "https://", "https://x/v1#key"],  # pragma: allowlist secret
)
def test_address_that_is_none_or_holds_a_password_is_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICTUREBOOK_PLANNER_BASE_URL", address)
    settings, problems = inspect_settings(None)
    assert settings.planner_base_url is None
    assert [one.setting for one in problems] == ["PICTUREBOOK_PLANNER_BASE_URL"]
    assert "pass" not in problems[0].text


@pytest.mark.parametrize(
    ("variables", "setting"),
    [
        ({}, "OPENAI_API_KEY"),
        ({"OPENAI_API_KEY": KEY, "PICTUREBOOK_PLANNER_ENTRA": "on"}, "PICTUREBOOK_PLANNER_BASE_URL"),
        (
            {
                "PICTUREBOOK_PLANNER_BASE_URL": "https://x.openai.azure.com",
                "PICTUREBOOK_PLANNER_AZURE_API_VERSION": "1",
            },
            "PICTUREBOOK_PLANNER_API_KEY",
        ),
        ({"PICTUREBOOK_PLANNER_BASE_URL": "http://127.0.0.1:8000/v1"}, None),
        ({"OPENAI_API_KEY": KEY}, None),
    ],
)
def test_settings_that_cannot_work_together_are_named(
    variables: dict[str, str], setting: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (variables | {"PICTUREBOOK_PLANNER": "OpenAI"}).items():
        monkeypatch.setenv(name, value)
    _, problems = inspect_settings(None)
    assert [one.setting for one in problems] == ([setting] if setting else [])


async def test_azures_new_address_is_a_base_url(double: ModelServerDouble) -> None:
    planner = planner_on(double, base_url=f"{double.url}/openai/v1/")
    await planner.plan(request("hi"), BOARD, Heard())
    await planner.close()
    assert double.asked[0].path == "/openai/v1/chat/completions"


async def test_azures_old_deployments_have_their_own_paths_and_header(double: ModelServerDouble) -> None:
    planner = planner_on(double, base_url=double.url, api_version="2024-10-21", model="my-deployment")
    await planner.plan(request("hi"), BOARD, Heard())
    await planner.close()
    (asked,) = double.asked
    assert asked.path == "/openai/deployments/my-deployment/chat/completions"
    assert asked.query == {"api-version": "2024-10-21"}
    assert asked.headers["api-key"] == KEY


class Credential:
    """A credential of azure-identity."""

    closed = 0

    async def close(self) -> None:
        Credential.closed += 1


@pytest.fixture
def entra(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    scopes: list[str] = []

    def provider(_credential: Credential, scope: str) -> Any:
        async def token() -> str:
            scopes.append(scope)
            return f"token-{len(scopes)}"

        return token

    module = types.ModuleType("azure.identity.aio")
    module.DefaultAzureCredential = Credential  # type: ignore[attr-defined]  # a module made for this test
    module.get_bearer_token_provider = provider  # type: ignore[attr-defined]  # as above
    for name in ("azure", "azure.identity"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "azure.identity.aio", module)
    Credential.closed = 0
    return scopes


@pytest.mark.parametrize("version", [None, "2024-10-21"])
async def test_entra_signs_every_request_with_a_fresh_token(
    double: ModelServerDouble, entra: list[str], version: str | None
) -> None:
    planner = planner_on(double, entra=True, key=None, api_version=version)
    for _ in range(2):
        await planner.plan(request("hi"), BOARD, Heard())
    await planner.close()
    assert [one.headers["Authorization"] for one in double.asked] == ["Bearer token-1", "Bearer token-2"]
    assert entra == ["https://cognitiveservices.azure.com/.default"] * 2
    assert Credential.closed == 1


def test_entra_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity.aio", None)
    settings = configured(planner_entra=True, planner_base_url="https://name.openai.azure.com/openai/v1/")
    with pytest.raises(SettingsError) as caught:
        connect(server_of(settings))
    assert "pip install azure-identity" in caught.value.detail


async def test_planner_of_the_settings_is_the_one_they_describe(double: ModelServerDouble, tmp_path: Path) -> None:
    blobs = open_blobs(str(tmp_path))
    double.script = lambda _: Says("Here!", DRAW)
    for options in ({}, {"planner_sees": "off"}, {"moderation": True}):
        planner = planner_of(configured(planner_base_url=double.base_url, planner_model="m-1", **options), blobs)
        plan = await planner.plan(request("a cat"), BOARD, Heard())
        await planner.close()
        assert (planner.name, plan.reply) == ("openai", "Here!")
    assert double.asked[0].body["model"] == "m-1"
    assert len(double.moderated) == 2


async def test_lessons_of_a_way_that_is_set_stay() -> None:
    assert Lessons(way="json").way == "json"


async def test_moderated_words_come_in_order_however_slow_the_person_is_told(double: ModelServerDouble) -> None:
    class Slow(Heard):
        async def __call__(self, words: str) -> None:
            await asyncio.sleep(0.02 if not self else 0)
            await super().__call__(words)

    heard = Slow()
    double.script = lambda _: Says("one two three four five six seven eight nine ten")
    plan = await moderated(double, "count", heard)
    assert heard.text == plan.reply


class Talker:
    """A planner that talks for a while."""

    name = "talker"

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:
        for word in ["one", "two", "three", "four", ""]:
            await say(f"{word} ")
            await asyncio.sleep(0.05)
        return Plan(Action.TEXT, "one two three four")

    async def close(self) -> None:
        """Nothing is held open."""


async def test_words_that_come_after_the_check_are_heard_at_once(double: ModelServerDouble) -> None:
    heard = Heard()
    server = server_of(configured(planner_base_url=double.base_url))
    planner = ModeratedPlanner(Talker(), Moderator(connect(server), "omni-test", timeout_s=5.0))
    await planner.plan(request("count"), BOARD, heard)
    await planner.close()
    assert len(heard) > 1
    assert heard.text.split() == ["one", "two", "three", "four"]


# Moderation


async def moderated(double: ModelServerDouble, text: str, heard: Heard | None = None, **more: Any) -> Plan:
    server = server_of(configured(planner_base_url=double.base_url))
    planner = ModeratedPlanner(planner_on(double), Moderator(connect(server), "omni-test", timeout_s=5.0))
    try:
        return await planner.plan(request(text, **more), BOARD, heard if heard is not None else Heard())
    finally:
        await planner.close()


async def test_moderation_lets_pass_what_is_fine_and_sees_request_and_plan(double: ModelServerDouble) -> None:
    heard = Heard()
    double.script = lambda _: Says("Here is a cat!", DRAW)
    plan = await moderated(double, "draw a cat", heard)
    assert plan.action is Action.DRAW
    assert heard.text == "Here is a cat!"
    assert [one.body["input"] for one in double.moderated] == [
        ["draw a cat"],
        ["Here is a cat!", "Photo of a cat", "A cat"],
    ]
    assert double.moderated[0].body["model"] == "omni-test"


@pytest.mark.parametrize(
    ("category", "sentence"),
    [
        ("sexual/minors", "moderated_sexual"),
        ("harassment", "moderated_hate"),
        ("hate/threatening", "moderated_hate"),
        ("violence/graphic", "moderated_violence"),
        ("self-harm/intent", "moderated_self_harm"),
        ("illicit", "moderated_illicit"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ko"])
async def test_request_that_is_flagged_is_declined_in_a_line(
    double: ModelServerDouble, category: str, sentence: str, language: str
) -> None:
    heard = Heard()
    double.flag = lambda text: category if "BAD" in text else None
    plan = await moderated(double, "draw something BAD", heard, language=language)
    assert (plan.action, plan.reply, plan.language) == (Action.REFUSE, phrase(sentence, language), language)
    assert plan.reason == f"provider: {category}"
    assert heard == []


async def test_plan_that_is_flagged_is_declined_and_still_paid_for(double: ModelServerDouble) -> None:
    double.script = lambda _: Says("Here!", DRAW)
    double.flag = lambda text: "violence" if "Photo" in text else None
    plan = await moderated(double, "draw a cat")
    assert (plan.action, plan.drawings, plan.model_calls) == (Action.REFUSE, (), 1)
    assert len(plan.usage) == 1


async def test_category_that_we_do_not_know_has_a_sentence_too(double: ModelServerDouble) -> None:
    result = {"flagged": True, "categories": {"weather": True}, "category_scores": {"weather": 1.0}}
    double.moderation = Fails(200, {"id": "m", "model": "m", "results": [result]})
    assert (await moderated(double, "draw")).reply == phrase("moderated_other")


@pytest.mark.parametrize(
    "answer",
    [
        Fails(404, error("no such path")),
        Fails(500, "oops"),
        Fails(200, {"hello": "world"}),
        Fails(200, "[]"),
        Fails(200, {"results": [{"flagged": True}]}),
    ],
)
async def test_moderation_that_does_not_answer_stops_the_turn(double: ModelServerDouble, answer: Reply) -> None:
    double.moderation = answer
    heard = Heard()
    with pytest.raises(ModerationDown):
        await moderated(double, "draw a cat", heard)
    assert heard == []


async def test_moderation_whose_key_is_refused_says_so(double: ModelServerDouble) -> None:
    double.moderation = Fails(401, error("bad key"))
    with pytest.raises(PlannerError) as caught:
        await moderated(double, "draw a cat")
    assert caught.value.sentence == "model_key_refused"


async def test_empty_request_is_not_moderated(double: ModelServerDouble) -> None:
    await moderated(double, " ")
    assert [one.body["input"] for one in double.moderated] == [["All is well."]]


# picturebook check


async def seen(double: ModelServerDouble, **more: Any) -> list[Probe]:
    return [one async for one in probes(configured(planner_base_url=double.base_url, planner_model="gpt-test", **more))]


async def test_check_asks_one_cheap_thing_each(double: ModelServerDouble) -> None:
    found = await seen(double, moderation=True)
    assert [(one.subject, one.is_problem) for one in found] == [
        ("planner's key", False),
        ("planner's model", False),
        ("moderation", False),
    ]
    assert "takes the key" in found[0].text
    assert "gpt-test answers and calls tools" in found[1].text
    assert (len(double.listed), len(double.asked), len(double.moderated)) == (1, 1, 1)
    body = double.asked[0].body
    assert body["max_completion_tokens"] == 32
    assert len(body["messages"][0]["content"]) < 20


@pytest.mark.parametrize(
    ("listed", "answer", "told"),
    [
        (Fails(401, error("bad")), Says(), "does not take the key. Set PICTUREBOOK_PLANNER_API_KEY"),
        (Fails(404, error("nothing here")), Fails(401, error("bad")), "may not be used with this key"),
        (["other"], Fails(404, error("no", "model_not_found")), "is not there. Set PICTUREBOOK_PLANNER_MODEL"),
        (["gpt-test"], Fails(429, error("pay", "insufficient_quota")), "Add credit"),
        (["gpt-test"], Fails(429, error("slow"), {"Retry-After": "99"}), "wait 99 s"),
        (["gpt-test"], Fails(400, error("what?")), "PICTUREBOOK_PLANNER_ANSWERS to json"),
        (["gpt-test"], Fails(504, "late"), "took longer than"),
        (["gpt-test"], Says(fault="error", after=0), "The server is at fault"),
    ],
)
async def test_check_says_what_each_answer_means(
    double: ModelServerDouble, listed: Any, answer: Reply, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.planner.language_model.client.FIRST_WAIT_S", 0.0)
    double.models, double.script = listed, lambda _: answer
    problems = [one for one in await seen(double) if one.is_problem]
    assert len(problems) == 1
    assert told in problems[0].text
    assert KEY not in problems[0].text


async def test_check_of_a_server_that_is_not_there_names_its_address() -> None:
    (probe,) = [one async for one in probes(configured(planner_base_url="http://127.0.0.1:9/v1"))]
    assert probe.is_problem
    assert "http://127.0.0.1:9/v1 cannot be reached" in probe.text


async def test_check_tells_of_a_server_that_can_less(double: ModelServerDouble) -> None:
    def little(asked: Asked) -> Reply:
        if "tools" in asked.body or "response_format" in asked.body:
            return Fails(400, error("tools and response_format are not supported"))
        return Whole('{"say": "ok"}')

    double.script = little
    double.models = Fails(405, "no")
    found = await seen(double)
    assert "lists no models" in found[0].text
    assert "answers in JSON within its text" in found[1].text
    assert "does not stream" in found[1].text


async def test_check_takes_an_answer_that_is_cut_off_for_an_answer(double: ModelServerDouble) -> None:
    double.script = lambda _: Says(finish="length")
    assert not [one for one in await seen(double) if one.is_problem]


async def test_check_tells_of_moderation_that_is_not_there(double: ModelServerDouble) -> None:
    double.moderation = Fails(404, error("none"))
    assert "Set PICTUREBOOK_MODERATION to off" in (await seen(double, moderation=True))[-1].text


async def test_check_without_the_package_for_entra_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity.aio", None)
    settings = configured(planner_entra=True, planner_base_url="https://name.openai.azure.com/openai/v1/")
    (probe,) = [one async for one in probes(settings)]
    assert probe.is_problem
    assert "azure-identity" in probe.text


async def test_check_without_a_key_asks_nobody() -> None:
    assert [one async for one in probes(Settings(planner="openai"))] == []
