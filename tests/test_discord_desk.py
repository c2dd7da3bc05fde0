"""What whoever runs the bot asks of Discord: links, commands, findings; and Discord's document as a judge."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from doubles.discord import spec
from doubles.discord.rules import Fault, Logged
from doubles.discord.server import TOKEN, DiscordServer
from fakeredis import FakeAsyncRedis
from typer.testing import CliRunner

from adapters.discord.commands import is_registered, registered
from adapters.discord.desk import Desk, invite_link
from adapters.discord.limits import WANTED
from bot.__main__ import app
from bot.app import adapters_of, blobs_of
from bot.check_discord import discord_findings
from bot.commands import COMMANDS, MENUS
from bot.configuration import inspect_settings
from bot.errors import SettingsError
from bot.findings import Grade
from bot.settings import Settings

needs_specs = pytest.mark.skipif(spec.folder() is None, reason="PICTUREBOOK_SPECS is not set to Discord's document")


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A Discord."""
    server = DiscordServer()
    await server.start()
    yield server
    await server.close()
    server.check_requests()


@pytest.fixture
async def desk(server: DiscordServer) -> AsyncIterator[Desk]:
    """A desk at it."""
    desk = Desk(TOKEN, server.address)
    yield desk
    await desk.close()


# Commands


def test_every_command_and_menu_is_registered_in_every_language() -> None:
    body = registered()
    assert [one["name"] for one in body] == [*(one.name for one in COMMANDS), *(one.label("en") for one in MENUS)]
    for one in body:
        names: Any = one["name_localizations"]
        assert names.keys() == {"ko"}
        # https://discord.com/developers/docs/interactions/application-commands#application-command-object
        pattern = r"[-_'\w]{1,32}" if one["type"] == 1 else r".{1,32}"
        assert re.fullmatch(pattern, str(one["name"]))
        assert re.fullmatch(pattern, names["ko"])


def test_required_options_come_first_and_limits_are_kept() -> None:
    for one in registered():
        options: Any = one.get("options", [])
        assert sorted(not option["required"] for option in options) == [not option["required"] for option in options]
        assert len(options) <= 25
        for option in options:
            assert 1 <= len(option["description"]) <= 100
            assert all(len(choice["name"]) <= 100 for choice in option.get("choices", []))


def test_settings_are_for_those_who_manage() -> None:
    permissions = {one["name"]: one.get("default_member_permissions") for one in registered()}
    assert permissions["settings"] == 16
    assert permissions["draw"] is None


async def test_commands_are_registered_once(server: DiscordServer, desk: Desk) -> None:
    assert await desk.sync() == len(registered())
    assert await desk.sync() == 0
    assert [one.method for one in server.log if one.path.endswith("/commands")] == ["GET", "PUT", "GET"]


@pytest.mark.parametrize(
    "change",
    [
        lambda there: there.pop(),
        lambda there: there.append({"name": "more", "type": 1}),
        lambda there: there[0].update(description="other words"),
        lambda there: there[0]["options"].pop(),
        lambda there: there[0]["options"][1].update(max_value=9),
        lambda there: there[0].update(options=None),
        lambda there: there[0].update(name_localizations=None),
        lambda there: there.__setitem__(0, None),
    ],
)
def test_any_change_is_registered_anew(change: Callable[[Any], object]) -> None:
    there = registered()
    assert is_registered(there)
    change(there)
    assert not is_registered(there)


def test_what_discord_adds_or_leaves_out_is_no_change() -> None:
    there: Any = registered()
    for one in there:
        if one.get("default_member_permissions"):
            one["default_member_permissions"] = str(one["default_member_permissions"])
        one |= {"id": "1", "application_id": "2", "nsfw": False, "version": "3"}
        for option in one.get("options", []):
            if not option["required"]:
                del option["required"]
    assert is_registered(there)


# Links, and what Discord says


def test_invitation_asks_for_what_is_needed_and_no_more() -> None:
    link = invite_link("42")
    assert f"permissions={WANTED}" in link
    assert "scope=bot+applications.commands" in link
    assert WANTED == 309_237_763_072
    assert "permissions" not in invite_link("42", person=True)
    assert "integration_type=1" in invite_link("42", person=True)


async def findings(server: DiscordServer, **more: Any) -> list[Any]:
    settings = Settings(discord_token=TOKEN, discord_api=server.address, **more)  # type: ignore[arg-type]  # pydantic's
    return [(one.grade, one.text) for one in await discord_findings(settings)]


async def test_check_names_the_link_and_what_is_not_granted(server: DiscordServer) -> None:
    ok, note = await findings(server)
    assert ok[0] is Grade.OK
    assert "https://discord.com/oauth2/authorize" in ok[1]
    assert note[0] is Grade.NOTE
    assert "Message Content Intent" in note[1]


async def test_check_is_content_with_what_is_granted(server: DiscordServer) -> None:
    server.about = {"flags": 1 << 19}
    assert [grade for grade, _ in await findings(server)] == [Grade.OK]
    server.about = {}
    assert [grade for grade, _ in await findings(server, discord_message_content=False)] == [Grade.OK]


async def test_check_finds_an_endpoint_that_nobody_listens_at(server: DiscordServer) -> None:
    server.about = {"flags": 1 << 19, "interactions_endpoint_url": "https://bot.example/discord/interactions"}
    assert [grade for grade, _ in await findings(server)] == [Grade.OK, Grade.PROBLEM]
    assert [grade for grade, _ in await findings(server, discord_http_port=0)] == [Grade.OK]


async def test_check_of_a_wrong_token_says_what_to_do(server: DiscordServer) -> None:
    settings = Settings(discord_token="wrong-token", discord_api=server.address)  # type: ignore[arg-type]  # pydantic's
    (found,) = await discord_findings(settings)
    assert found.grade is Grade.PROBLEM
    assert "PICTUREBOOK_DISCORD_TOKEN" in found.text


async def test_check_of_a_discord_that_is_away(server: DiscordServer) -> None:
    server.rules.faults.append(Fault("GET", "/applications/@me", 503, 0, times=99))
    ((grade, text),) = await findings(server)
    assert grade is Grade.PROBLEM
    assert "does not answer" in text


async def run(server: DiscordServer, monkeypatch: pytest.MonkeyPatch, *words: str, token: str = TOKEN) -> Any:
    monkeypatch.setenv("PICTUREBOOK_DISCORD_API", server.address)
    if token:
        monkeypatch.setenv("PICTUREBOOK_DISCORD_TOKEN", token)
    return await asyncio.to_thread(CliRunner().invoke, app, ["discord", *words])


async def test_command_line_invites_and_registers(server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> None:
    invited = await run(server, monkeypatch, "invite")
    assert invited.exit_code == 0
    assert f"client_id={server.backend.application_id}" in invited.stdout
    first, second = [await run(server, monkeypatch, "sync") for _ in range(2)]
    assert f"Registered: {len(registered())} commands." in first.stdout
    assert "All commands are as they should be." in second.stdout


async def test_command_line_without_a_token_says_what_to_do(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("invite", "sync"):
        said = await run(server, monkeypatch, words, token="")
        assert said.exit_code == 2
        assert "PICTUREBOOK_DISCORD_TOKEN" in said.output


async def test_command_line_with_a_wrong_token_says_what_to_do(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = await run(server, monkeypatch, "sync", token="wrong-token")
    assert said.exit_code == 2
    assert "developer portal" in said.output


async def test_command_line_while_discord_is_away_says_so(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.rules.faults.append(Fault("GET", "/applications/", 503, 0, times=99))
    said = await run(server, monkeypatch, "sync")
    assert said.exit_code == 1
    assert "503" in said.output


async def test_desk_knows_no_token_that_is_wrong(server: DiscordServer) -> None:
    with pytest.raises(SettingsError):
        await Desk("wrong-token", server.address).about()


# The judge


def judged(method: str, path: str, body: Any) -> list[str]:
    return spec.problems(Logged(0.0, method, path, {}, body, []))


ROW = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Again", "custom_id": "x"}]}
NOBODY: Any = {"flags": 1 << 15, "allowed_mentions": {"parse": []}}
MESSAGES = "/channels/123/messages"
CALLBACK = "/interactions/1/token/callback"


@needs_specs
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", MESSAGES, {"content": "x" * 4001}),
        ("POST", MESSAGES, {"content": "x" * 2001}),
        ("POST", MESSAGES, {"components": [{"type": 1, "components": [{"type": 2, "label": "A", "custom_id": "x"}]}]}),
        ("POST", MESSAGES, {**NOBODY, "components": [{**ROW, "components": ROW["components"] * 2}]}),
        ("POST", MESSAGES, {**NOBODY, "components": [{"type": 10, "content": "x" * 3000}] * 2}),
        ("POST", MESSAGES, {**NOBODY, "allowed_mentions": {"parse": ["users"]}, "components": [ROW]}),
        ("POST", MESSAGES, {"flags": 1 << 15, "components": [ROW]}),
        ("POST", MESSAGES, {**NOBODY, "components": [{"type": 10, "content": "x"}] * 41}),
        ("POST", MESSAGES, {"allowed_mentions": {"parse": ["all"]}}),
        ("POST", CALLBACK, {"type": 44}),
        ("POST", CALLBACK, {"type": 4}),
        ("POST", CALLBACK, {"type": 9, "data": {"custom_id": "m", "title": "T" * 46, "components": []}}),
        ("POST", f"{MESSAGES}/9/threads", {"name": "n" * 101}),
        ("POST", f"{MESSAGES}/9/threads", None),
        ("PUT", "/applications/1/commands", [{"name": "x" * 33, "description": "d"}]),
        ("DELETE", f"{MESSAGES}/9", {"content": "x"}),
        ("POST", "/channels/1/mesages", {}),
    ],
)
def test_judge_finds_what_is_wrong(method: str, path: str, body: Any) -> None:
    assert judged(method, path, body)


@needs_specs
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", MESSAGES, {**NOBODY, "components": [{"type": 10, "content": "hi"}, ROW]}),
        (
            "POST",
            MESSAGES,
            {"content": "hi", "nonce": "n", "enforce_nonce": True, "message_reference": {"message_id": 1}},
        ),
        ("POST", CALLBACK, {"type": 5, "data": {"flags": 64}}),
        ("PATCH", "/webhooks/1/token/messages/@original", {"content": "x", "attachments": [{"id": 0}]}),
        ("POST", f"{MESSAGES}/9/threads", {"name": "n", "auto_archive_duration": 1440}),
        ("PUT", "/applications/1/commands", registered()),
        ("DELETE", f"{MESSAGES}/9", None),
    ],
)
def test_judge_is_content_with_what_is_right(method: str, path: str, body: Any) -> None:
    assert judged(method, path, body) == []


# Settings


def test_settings_that_do_not_go_together_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PICTUREBOOK_DISCORD_HTTP_PORT", "3001")
    monkeypatch.setenv("PICTUREBOOK_DISCORD_SHARDS", "0-1")
    _, problems = inspect_settings(None)
    assert [one.setting for one in problems] == ["PICTUREBOOK_DISCORD_PUBLIC_KEY", "PICTUREBOOK_DISCORD_SHARD_COUNT"]
    monkeypatch.setenv("PICTUREBOOK_DISCORD_PUBLIC_KEY", "0a" * 32)
    monkeypatch.setenv("PICTUREBOOK_DISCORD_SHARD_COUNT", "2")
    assert inspect_settings(None)[1] == ()


async def test_token_switches_discord_on(tmp_path: Path) -> None:
    redis = FakeAsyncRedis()
    for token, names in ((None, []), (TOKEN, ["discord"])):
        settings = Settings(web=False, discord_token=token, data_dir=tmp_path)  # type: ignore[arg-type]  # pydantic's
        adapters = adapters_of(settings, redis, blobs_of(settings))
        assert [one.name for one in adapters] == names
        for one in adapters:
            await one.close()
    await redis.aclose()
