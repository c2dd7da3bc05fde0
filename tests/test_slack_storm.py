"""Whatever is sent to the Slack adapter in Slack's name: it lives, refuses what is not signed, takes what is sound."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from contract.adapter_suite import ADA, grid
from doubles.slack.postman import EVENTS
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack_fuzz import Fuzzed, encode, fuzzed, samples
from doubles.slack_stage import SlackStage
from doubles.slack_validate import problems

from adapters.slack.interactions import Context, parse_command, parse_form, parse_press, parse_shortcut
from adapters.slack.parsing import parse_event

pytest_plugins = ["doubles.valkey"]
COUNT = 10_000


@pytest.fixture
async def double() -> AsyncIterator[SlackDouble]:
    async with slack_double() as double:
        yield double
        # What strangers name is not there; that, and only that, is what Slack may answer.
        assert [one for one in problems(double.bot_calls) if "answered" not in one] == []


@pytest.fixture
async def stage(double: SlackDouble, empty_valkey: str) -> AsyncIterator[SlackStage]:
    stage = SlackStage(double, empty_valkey)
    await stage.start()
    yield stage
    await stage.close()


def told(stage: SlackStage, one: Fuzzed) -> tuple[bytes, str]:
    """Return the payload as the stage's own workspace would send it."""
    old = {
        "T0TEAM0001": stage.workspace.id,
        "U0BOT00001": stage.workspace.bot,
        "B0BOT00001": stage.workspace.team.bot_id,
    }
    data = one.data
    for name, own in old.items():
        data = data.replace(name.encode(), own.encode())
    return data, one.content_type


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_ten_thousand_strange_payloads_do_no_harm(stage: SlackStage) -> None:
    answers: Counter[tuple[str, int]] = Counter()
    postman = stage.double.postman
    gate = asyncio.Semaphore(16)

    async def knock(one: Fuzzed) -> None:
        async with gate:
            data, kind = told(stage, one)
            changed = Fuzzed(one.number, one.kind, one.name, one.how, data, kind, one.signature, one.sound)
            status, body, _ = await postman.knock(data, changed.headers(postman, time.time()))
            name = "unsigned" if one.signature != "good" else "sound" if one.sound else "strange"
            answers[name, status] += 1
            if name == "unsigned":
                assert status == 401, (one.how, status, body)
            assert status in (200, 400, 401, 500), (one.name, one.how, status, body)

    # Without what ends the installation: the single token does not mind, but a real one would.
    await asyncio.gather(*(knock(one) for one in fuzzed(3, COUNT)))
    assert {status for name, status in answers if name == "unsigned"} == {401}
    assert {status for name, status in answers if name == "sound"} == {200}
    assert sum(answers.values()) == COUNT
    assert answers["strange", 500] < COUNT / 100, answers
    ids = [(one.thread.room, one.id) for one in stage.core.events]
    assert len(ids) == len(set(ids))
    # It still listens.
    thread = stage.thread()
    await stage.say(thread, "a hedgehog", delivery="after the storm")
    assert stage.core.events[-1].thread == thread


def test_parsers_never_raise() -> None:
    for one in fuzzed(11, 4_000):
        try:
            body: Any = json.loads(one.data)
        except (ValueError, RecursionError):
            continue
        for parse in (parse_press, parse_form, parse_shortcut, parse_command):
            parse(body if isinstance(body, dict) else {})
        parse_event(body if isinstance(body, dict) else {}, "U0BOT00001", "B0BOT00001")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "17", '{"r": 5}', '{"r": "T1.C1", "t": "/"}', '{"r": "nowhere"}', "[" * 5000, '{"r":"T1"}']
)
def test_metadata_of_strangers_names_no_conversation(text: str) -> None:
    assert Context.read(text) is None


def test_metadata_is_read_as_it_was_written() -> None:
    context = Context("T1.C1", "1.5", "https://hooks.slack.com/x", panel=True, kind="draw", view="V1")
    assert Context.read(context.write()) == context


# Signatures


async def knock(stage: SlackStage, data: bytes, **signed: Any) -> int:
    postman = stage.double.postman
    headers = {"Content-Type": "application/json", **postman.signed(data, **signed)}
    return (await postman.knock(data, headers))[0]


def mention(stage: SlackStage, number: int = 1) -> bytes:
    name, kind, body = next(one for one in samples(1) if one[0] == "app_mention")
    assert (name, kind) == ("app_mention", EVENTS)
    body["event"] |= {"ts": f"1790000000.{number:06d}"}
    one = Fuzzed(1, kind, name, "sound", *encode(kind, body))
    return told(stage, one)[0]


async def test_forged_stale_and_missing_signatures_are_refused(stage: SlackStage) -> None:
    data = mention(stage)
    assert await knock(stage, data, secret="somebody else's") == 401
    assert await knock(stage, data, at_s=time.time() - 400) == 401
    assert await knock(stage, data, at_s=time.time() + 400) == 401
    headers = {"Content-Type": "application/json"}
    assert (await stage.double.postman.knock(data, headers))[0] == 401
    good = stage.double.postman.signed(data)
    assert (await stage.double.postman.knock(data.replace(b"hedgehog", b"elephant"), headers | good))[0] == 401
    assert stage.core.events == []
    assert await knock(stage, data) == 200
    assert len(stage.core.events) == 1


async def test_replayed_request_does_nothing_twice(stage: SlackStage) -> None:
    data = mention(stage)
    headers = {"Content-Type": "application/json", **stage.double.postman.signed(data)}
    for _ in range(3):
        assert (await stage.double.postman.knock(data, headers))[0] == 200
    assert len(stage.core.events) == 1


async def test_address_is_proved_to_slack(stage: SlackStage) -> None:
    data = json.dumps({"type": "url_verification", "challenge": "prove it", "token": "x"}).encode()
    headers = {"Content-Type": "application/json", **stage.double.postman.signed(data)}
    status, body, _ = await stage.double.postman.knock(data, headers)
    assert (status, "prove it" in body) == (200, True)


async def test_nothing_of_slacks_is_answered_not_found(stage: SlackStage) -> None:
    ada, thread = stage.person(ADA), stage.thread()
    await stage.adapter.post(thread, "k", grid(stage))
    team = stage.workspace.team
    for kind in ("team_join", "channel_rename", "file_shared", "member_joined_channel", "assistant_thread_started"):
        body = {"type": "event_callback", "team_id": team.id, "event": {"type": kind, "user": ada}, "api_app_id": "A1"}
        assert await knock(stage, json.dumps(body).encode()) == 200
    for payload in (
        {"type": "block_actions", "actions": [{"action_id": "other", "type": "button", "block_id": "b"}]},
        {"type": "view_closed", "view": {"type": "modal", "callback_id": "pb1:edit:x"}},
        {"type": "block_suggestion", "action_id": "x", "block_id": "b", "value": "y"},
        {"type": "shortcut", "callback_id": "unknown", "trigger_id": "1.2"},
        {"type": "view_submission", "view": {"type": "modal", "callback_id": "unknown", "state": {"values": {}}}},
    ):
        said = {"team": {"id": team.id}, "user": {"id": ada}, **payload}
        data, kind = encode("interactive", said)
        headers = {"Content-Type": kind, **stage.double.postman.signed(data)}
        assert (await stage.double.postman.knock(data, headers))[0] == 200, payload
    assert stage.core.events == []


async def test_pages_are_there_only_where_workspaces_install(stage: SlackStage) -> None:
    async with aiohttp.ClientSession() as browser, browser.get(f"{stage.adapter.address}slack/install") as page:
        assert page.status == 404


async def test_form_of_another_workspace_is_not_taken(stage: SlackStage) -> None:
    ada = stage.person(ADA)
    view = {
        "id": "V0000000001",
        "callback_id": "pb1:edit:turn1",
        "private_metadata": Context("T0OTHER.C0OTHER", "1.5").write(),
        "state": {"values": {"text": {"text": {"value": "x"}}}},
    }
    body = {"type": "view_submission", "team": {"id": stage.workspace.id}, "user": {"id": ada}, "view": view}
    assert parse_form(body) is None
    row = {"action_id": "pb1:more:turn1", "block_id": "pbt:T0OTHER.C0OTHER/channel:0"}
    press = {"type": "block_actions", "team": {"id": stage.workspace.id}, "user": {"id": ada}, "actions": [row]}
    assert parse_press({**press, "view": {"id": "V1", "type": "home", "private_metadata": ""}}) is None
