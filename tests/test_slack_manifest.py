"""The Slack app's manifest has exactly the scopes and events that the code uses, and the command line prints it."""

from __future__ import annotations

import ast
import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import yaml
from doubles.slack import facts
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack.world import SlackApp
from typer.testing import CliRunner

from adapters.slack import limits
from adapters.slack.manifest import as_yaml, manifest
from adapters.slack.sealing import Sealer, new_key
from bot.__main__ import app
from bot.check_slack import slack_findings
from bot.configuration import inspect_settings
from bot.findings import Grade
from bot.settings import Settings

ADAPTER = Path(__file__).parents[1] / "adapters" / "slack"
run = CliRunner()


def names_used() -> Iterator[str]:
    """Yield the names of limits.py that the adapter's other modules use."""
    for path in ADAPTER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "limits":
                yield node.attr


def test_every_method_of_the_table_is_called_and_no_other() -> None:
    named = {name: value for name, value in vars(limits).items() if isinstance(value, limits.Method)}
    assert set(named.values()) == set(limits.METHODS)
    assert {name for name in names_used() if name in named} == set(named)
    # Whatever asks Slack goes through the table; the rest is Bolt's and slack_sdk's own, which needs no scope.
    strings = {"apps.connections.open"}
    for path in ADAPTER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "api_call":
                first = node.args[0]
                known = isinstance(first, ast.Attribute) or (isinstance(first, ast.Constant) and first.value in strings)
                assert known, path


@pytest.mark.parametrize("method", limits.METHODS, ids=lambda one: one.name)
def test_scopes_of_a_method_are_what_slack_wants(method: limits.Method) -> None:
    known = facts.METHODS[method.name]
    assert method.json <= known.json
    if method.name == "assistant.threads.setStatus":
        assert method.scopes == ("chat:write",), "enough since the agent view"
    elif known.scopes:
        assert set(method.scopes) <= set(known.scopes)
        assert method.scopes


def test_scopes_of_events_are_what_slack_wants() -> None:
    assert {name: facts.EVENT_SCOPES[name] for name in limits.EVENTS} == limits.EVENTS


def test_manifest_has_what_the_table_says_and_no_more() -> None:
    made = json.loads(json.dumps(manifest(public_url="https://bot.example.org/")))
    slack = SlackApp.from_manifest(made)
    assert slack.scopes == frozenset(limits.scopes())
    assert slack.events == frozenset(limits.EVENTS)
    assert slack.commands == {"/draw", "/picturebook"}
    assert slack.shortcuts == {"draw", "reference", "continue"}
    assert (slack.agent, slack.socket_mode, slack.rotation) == (True, False, False)
    assert slack.redirect_urls == ("https://bot.example.org/slack/oauth_redirect",)
    addresses = {
        made["settings"]["event_subscriptions"]["request_url"],
        made["settings"]["interactivity"]["request_url"],
        *(one["url"] for one in made["features"]["slash_commands"]),
    }
    assert addresses == {"https://bot.example.org/slack/events"}


def test_manifest_for_socket_mode_has_no_address() -> None:
    text = json.dumps(manifest(rotation=True))
    assert "url" not in text
    assert SlackApp.from_manifest(json.loads(text)).socket_mode
    assert SlackApp.from_manifest(json.loads(text)).rotation


@pytest.mark.parametrize("language", ["en", "ko"])
def test_manifest_keeps_slacks_limits(language: str) -> None:
    made = json.loads(json.dumps(manifest("x" * 90, "https://bot.example.org", language=language)))
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["bot_user"]["display_name"]) <= 80
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    assert len(made["features"]["agent_view"]["suggested_prompts"]) == 4
    for one in made["features"]["shortcuts"]:
        assert len(one["name"]) <= 24
        assert len(one["description"]) <= 150
    for one in made["features"]["slash_commands"]:
        assert len(one["description"]) <= 2000
        assert len(one["usage_hint"]) <= 1000


def test_yaml_says_the_same_as_json() -> None:
    made = manifest('Larry: the "bot" #1', "https://bot.example.org", language="ko")
    assert yaml.safe_load(as_yaml(made)) == made
    assert yaml.safe_load(as_yaml({"a": [{}, 1], "b": {}, "c": None})) == {"a": [{}, 1], "b": {}, "c": None}


# The command line


def test_command_line_prints_the_manifest_and_keys() -> None:
    printed = run.invoke(app, ["slack", "manifest"])
    assert json.loads(printed.stdout) == manifest()
    other = ["slack", "manifest", "--yaml", "--http", "https://bot.example.org", "--rotation", "--language", "ko"]
    assert yaml.safe_load(run.invoke(app, other).stdout) == manifest(
        public_url="https://bot.example.org", rotation=True, language="ko"
    )
    key = run.invoke(app, ["slack", "key"]).stdout.strip()
    assert Sealer(key).open(Sealer(key).seal("x")) == "x"


# Settings and check


@pytest.fixture
async def double() -> AsyncIterator[SlackDouble]:
    async with slack_double(SlackApp(scopes=frozenset(limits.scopes()))) as double:
        double.app.socket_mode = True
        yield double


def settings_of(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for name, value in given.items():
        monkeypatch.setenv(f"PICTUREBOOK_SLACK_{name.upper()}", value)
    settings, _ = inspect_settings(None)
    return settings


def problems_of(monkeypatch: pytest.MonkeyPatch, **given: str) -> list[str]:
    settings_of(monkeypatch, **given)
    return [one.setting for one in inspect_settings(None)[1]]


def test_settings_of_slack_are_held_to_their_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems_of(monkeypatch, bot_token="xoxb-1", app_token="xapp-1") == []
    assert problems_of(monkeypatch, bot_token="xoxp-of-a-person") == ["PICTUREBOOK_SLACK_BOT_TOKEN"]
    assert problems_of(monkeypatch, bot_token="xoxe.xoxb-1", app_token="xoxb-1") == ["PICTUREBOOK_SLACK_APP_TOKEN"]


def test_slack_needs_a_way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems_of(monkeypatch) == []
    assert problems_of(monkeypatch, bot_token="xoxb-1") == ["PICTUREBOOK_SLACK_APP_TOKEN"]
    assert problems_of(monkeypatch, signing_secret="12345678") == []


def test_many_workspaces_need_all_that_installing_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems_of(monkeypatch, client_id="1.2", bot_token="xoxb-1", app_token="xapp-1")
    assert found == [
        "PICTUREBOOK_SLACK_BOT_TOKEN",
        "PICTUREBOOK_SLACK_CLIENT_SECRET",
        "PICTUREBOOK_SLACK_TOKEN_KEYS",
        "PICTUREBOOK_SLACK_SIGNING_SECRET",
        "PICTUREBOOK_SLACK_PUBLIC_URL",
    ]


async def test_check_tells_whose_token_it_is(monkeypatch: pytest.MonkeyPatch, double: SlackDouble) -> None:
    acme = double.workspace("Acme")
    given = {"bot_token": acme.token, "app_token": double.app.app_token, "api": double.api_url}
    settings = settings_of(monkeypatch, **given)
    (found,) = await slack_findings(settings)
    assert (found.grade, found.text) == (Grade.OK, "picturebook in Acme")
    narrow = acme.grant({"chat:write"})
    double.app.socket_mode = False
    _, scopes, socket = await slack_findings(settings_of(monkeypatch, bot_token=narrow.value))
    assert (scopes.grade, "files:write" in scopes.text) == (Grade.PROBLEM, True)
    assert (socket.grade, "socket_mode_not_enabled" in socket.text) == (Grade.PROBLEM, True)
    double.faults.add("apps.connections.open", "disconnect")
    found_again = await slack_findings(settings)
    assert "ServerDisconnected" in found_again[-1].text


async def test_check_tells_what_is_wrong(monkeypatch: pytest.MonkeyPatch, double: SlackDouble) -> None:
    (refused,) = await slack_findings(settings_of(monkeypatch, bot_token="xoxb-wrong", api=double.api_url))
    assert (refused.grade, "invalid_auth" in refused.text) == (Grade.PROBLEM, True)
    double.faults.add("auth.test", "disconnect")
    (silent,) = await slack_findings(settings_of(monkeypatch, signing_secret="12345678"))
    assert (silent.grade, "does not answer" in silent.text) == (Grade.PROBLEM, True)


def test_check_tells_where_workspaces_install(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"client_id": "1.2", "public_url": "https://bot.example.org/"}
    (wrong,) = asyncio.run(slack_findings(settings_of(monkeypatch, **given, token_keys="none")))
    assert (wrong.grade, "PICTUREBOOK_SLACK_TOKEN_KEYS" in wrong.text) == (Grade.PROBLEM, True)
    (found,) = asyncio.run(slack_findings(settings_of(monkeypatch, **given, token_keys=new_key())))
    assert found.text.endswith("https://bot.example.org/slack/install")
