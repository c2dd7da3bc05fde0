"""Many workspaces on Slack: installing, sealed tokens, their renewal and their end."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from doubles.slack.people import Workspace
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack.world import SlackApp
from doubles.slack_stage import SlackStage
from redis.asyncio import Redis
from redis.exceptions import RedisError
from slack_sdk.oauth.token_rotation import async_rotator

from adapters.slack import limits
from adapters.slack.adapter import SlackOptions
from adapters.slack.calls import Calls, Web
from adapters.slack.errors import Delay, NotInstalled
from adapters.slack.installations import Install, Installations, States
from adapters.slack.limiter import Limiter
from adapters.slack.sealing import Sealer, new_key
from adapters.slack.tenancy import EARLY_S, ManyWorkspaces
from adapters.slack.workspaces import Identity
from bot.errors import SettingsError, StoreError
from bot.events import Message
from bot.replies import Reply

pytest_plugins = ["doubles.valkey"]
KEY = new_key()
PUBLIC = "https://bot.example.org"
MANY = {
    "bot_token": "",
    "client_id": "1111.2222",
    "client_secret": "client-secret-of-the-double",  # pragma: allowlist secret
    "token_keys": KEY,
    "public_url": PUBLIC,
}


@pytest.fixture
async def redis(empty_valkey: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(empty_valkey)
    yield client
    await client.aclose()


async def install(stage: SlackStage, workspace: Workspace, user: str) -> tuple[int, str]:
    """Go through the pages as a browser does, and return what the last one says."""
    base = stage.adapter.address
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
        async with browser.get(f"{base}slack/install") as page:
            html = await page.text()
            cookie: SimpleCookie = SimpleCookie(page.headers["Set-Cookie"])
        link = unescape(re.findall(r'href="([^"]*oauth/v2/authorize[^"]*)"', html)[0])
        asked = parse_qs(urlsplit(link).query)
        assert asked["redirect_uri"] == [f"{PUBLIC}/slack/oauth_redirect"]
        assert set(asked["scope"][0].split(",")) == set(limits.scopes())
        answer = {"team": workspace.id, "user": user}
        async with browser.get(link, params=answer, allow_redirects=False) as consent:
            assert consent.status == 302, await consent.text()
            back = consent.headers["Location"].replace(f"{PUBLIC}/", base)
        sent = {"Cookie": "; ".join(f"{one.key}={one.value}" for one in cookie.values())}
        async with browser.get(back, headers=sent) as done:
            return done.status, await done.text()


@pytest.fixture
async def stage(empty_valkey: str) -> AsyncIterator[SlackStage]:
    """An app that workspaces install; the stage's own one has not."""
    async with slack_double(SlackApp(scopes=frozenset(limits.scopes()))) as double:
        double.app.redirect_urls = (f"{PUBLIC}/slack/oauth_redirect",)
        stage = SlackStage(double, empty_valkey, **MANY)
        await stage.start()
        yield stage
        await stage.close()


async def test_workspaces_install_the_app_and_talk_to_it_apart(stage: SlackStage) -> None:
    acme, globex = stage.workspace, stage.double.workspace("Globex", installed=False)
    places = []
    for workspace in (acme, globex):
        dana = workspace.person("Dana")
        channel = workspace.channel("kitchen", dana)
        status, page = await install(stage, workspace, dana)
        assert (status, "Thank you" in page) == (200, True)
        done = await workspace.mention(dana, channel, f"a hedgehog for {workspace.id}")
        assert done.ok
        places.append((workspace, channel, done.ts))
    events = [one for one in stage.core.events if isinstance(one, Message)]
    assert [one.thread.room for one in events] == [f"{each.id}.{channel}" for each, channel, _ in places]
    for event, (workspace, channel, ts) in zip(events, places, strict=True):
        await stage.adapter.post(event.thread, "k", Reply(event.id, f"for {workspace.id}"))
        assert [one.text for one in workspace.thread(channel, ts) if one.from_bot] == [f"for {workspace.id}"]


async def test_tokens_lie_sealed_in_the_store(stage: SlackStage, redis: Redis) -> None:
    dana = stage.workspace.person("Dana")
    await install(stage, stage.workspace, dana)
    tokens = [one.value for one in stage.double.tokens.values() if one.team == stage.workspace.id]
    kept = [await redis.get(key) for key in await redis.keys("slack1:{installs}:bot:*")]
    assert len(kept) == 1
    assert not any(token.encode() in value for token in tokens for value in kept)
    assert await Installations(redis, Sealer(KEY)).count() == 1


async def test_an_answer_from_another_browser_installs_nothing(stage: SlackStage, redis: Redis) -> None:
    async with aiohttp.ClientSession() as browser:
        query = {"code": "code-1", "state": "guessed"}
        async with browser.get(f"{stage.adapter.address}slack/oauth_redirect", params=query) as page:
            assert page.status == 400
        headers = {"Cookie": "slack-app-oauth-state=guessed"}
        address = f"{stage.adapter.address}slack/oauth_redirect"
        async with browser.get(address, params=query, headers=headers) as page:
            assert page.status == 401
    assert await Installations(redis, Sealer(KEY)).count() == 0


@pytest.mark.parametrize("ends", ["uninstall", "revoke"])
async def test_tokens_go_when_the_app_goes(stage: SlackStage, redis: Redis, ends: str) -> None:
    workspace = stage.workspace
    dana = workspace.person("Dana")
    channel = workspace.channel("kitchen", dana)
    await install(stage, workspace, dana)
    assert (await (workspace.uninstall() if ends == "uninstall" else workspace.revoke())).ok
    assert await Installations(redis, Sealer(KEY)).count() == 0
    team = f"slack/{workspace.id}"
    assert set(stage.core.presences) == {(team, True), (team, False)}
    assert stage.core.presences[-1] == (team, False)
    workspace.team.installed = True  # a late event, told before Slack knew
    assert (await workspace.mention(dana, channel, "a hedgehog")).ok
    assert stage.core.events == []
    thread = stage.thread()
    with pytest.raises(NotInstalled):
        await stage.adapter.post(thread, "k", Reply("turn1", "Hello."))


async def test_app_of_an_organisation_works_in_its_workspaces(empty_valkey: str, redis: Redis) -> None:
    async with slack_double() as double:
        stage = SlackStage(double, empty_valkey, **MANY)
        stage.workspace = double.workspace("Initech", enterprise="E0ORG0001", org_wide=True)
        installs = Installations(redis, Sealer(KEY))
        team = stage.workspace.team
        token = stage.workspace.token
        await installs.save(Install(enterprise="E0ORG0001", token=token, bot_user=team.bot_user, bot_id=team.bot_id))
        await stage.start()
        thread = stage.thread()
        await stage.say(thread, "a hedgehog")
        assert len(stage.core.events) == 1
        worker = await stage.other()
        await worker.post(thread, "k", Reply(stage.core.events[0].id, "Here."))
        assert [one.text for one in await stage.seen(thread)] == ["a hedgehog", "Here."]
        await stage.workspace.uninstall()
        assert await installs.count() == 0
        assert stage.core.presences
        assert set(stage.core.presences) == {(f"slack/{stage.workspace.id}", False)}
        await stage.close()


async def test_workspace_of_an_organisation_may_begin_with_a_command(empty_valkey: str, redis: Redis) -> None:
    async with slack_double() as double:
        stage = SlackStage(double, empty_valkey, **MANY)
        stage.workspace = double.workspace("Initech", enterprise="E0ORG0001", org_wide=True)
        team, token = stage.workspace.team, stage.workspace.token
        installs = Installations(redis, Sealer(KEY))
        await installs.save(Install(enterprise="E0ORG0001", token=token, bot_user=team.bot_user, bot_id=team.bot_id))
        await stage.start()
        dana = stage.workspace.person("Dana")
        kitchen = stage.workspace.channel("kitchen", dana)
        assert (await stage.workspace.slash(dana, kitchen, "/draw", "a fox")).ok
        assert len(stage.core.events) == 1
        await stage.close()


async def test_who_acts_where_the_app_is_not_installed_is_not_heard(stage: SlackStage) -> None:
    dana = stage.workspace.person("Dana")
    kitchen = stage.workspace.channel("kitchen", dana)
    assert (await stage.workspace.slash(dana, kitchen, "/draw", "a fox")).answer == {}
    assert (await stage.workspace.shortcut(dana, "draw")).ok
    assert stage.core.events == []


# Sealing


def test_tokens_do_not_show_in_what_is_printed() -> None:
    install_ = Install(team="T1", token="xoxb-secret", refresh="xoxe-secret", bot_user="U1", bot_id="B1")
    identity, options = Identity("xoxb-secret", "U1", "B1"), SlackOptions("xoxb-secret", "xapp-secret", "secret")
    assert "secret" not in f"{install_!r} {identity!r} {options!r}".replace("client_secret", "")


def test_sealed_text_opens_with_any_key_of_ours() -> None:
    old, new = new_key(), new_key()
    sealed = Sealer(old).seal("xoxb-1")
    both = Sealer(f"{new}, {old}")
    assert both.open(sealed) == "xoxb-1"
    assert not both.is_current(sealed)
    assert both.is_current(both.seal("xoxb-1"))
    with pytest.raises(StoreError):
        Sealer(new).open(sealed)


@pytest.mark.parametrize("keys", ["", " , ", "short", f"{KEY},short"], ids=["none", "comma", "short", "one short"])
def test_what_is_no_key_is_told_by_its_setting(keys: str) -> None:
    with pytest.raises(SettingsError, match="PICTUREBOOK_SLACK_TOKEN_KEYS"):
        Sealer(keys)


async def test_everything_is_sealed_anew_with_the_newest_key(empty_valkey: str, redis: Redis) -> None:
    old, new = new_key(), new_key()
    before = Installations(redis, Sealer(old))
    await before.save(Install(team="T1", token="xoxb-1", bot_user="U1", bot_id="B1"))
    async with slack_double() as double:
        stage = SlackStage(double, empty_valkey, **{**MANY, "token_keys": f"{new},{old}"})
        await stage.start()
        await stage.close()
        found = await Installations(redis, Sealer(new)).find("T1")
        assert found is not None
        assert found.token == "xoxb-1"
        lost = SlackStage(double, empty_valkey, **{**MANY, "token_keys": KEY})
        with pytest.raises(SettingsError, match="sealed with none"):
            await lost.start()
        await lost.close()


# Renewal


@pytest.fixture
async def renewing(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[SlackDouble, Workspace, Installations, ManyWorkspaces, Web]]:
    """A workspace whose tokens last twelve hours."""
    async with slack_double(SlackApp(rotation=True)) as double:
        monkeypatch.setattr(async_rotator, "time", double.clock.now)  # slack_sdk tells the new end by its own clock
        workspace = double.workspace()
        installs, web = Installations(redis, Sealer(KEY)), Web(double.api_url)
        token = double.tokens[workspace.token]
        assert token.expires_s is not None
        await installs.save(
            Install(
                team=workspace.id,
                token=token.value,
                bot_user=workspace.bot,
                bot_id=workspace.team.bot_id,
                refresh=token.refresh or "",
                expires_s=int(token.expires_s),
            )
        )
        yield (
            double,
            workspace,
            installs,
            ManyWorkspaces(installs, web, double.app.client_id, double.app.client_secret, double.clock.now),
            web,
        )
        await web.close()


Renewing = tuple[SlackDouble, Workspace, Installations, ManyWorkspaces, Web]


async def test_token_is_renewed_before_it_ends_and_only_once(renewing: Renewing) -> None:
    double, workspace, _, many, _ = renewing
    first = workspace.token
    assert await many.bot_token(workspace.id) == first
    double.clock.advance(12 * 3600 - EARLY_S + 60)
    found = await asyncio.gather(*(many.bot_token(workspace.id) for _ in range(8)))
    renewals = [one for one in double.log if one.method == "oauth.v2.access"]
    assert len(renewals) == 1
    assert workspace.token in found
    assert set(found) <= {first, workspace.token}
    assert await many.bot_token(workspace.id) == workspace.token != first


async def test_refused_token_is_renewed_and_the_call_made_again(renewing: Renewing, redis: Redis) -> None:
    double, workspace, installs, many, web = renewing
    found = await installs.find(workspace.id)
    assert found is not None
    # Its end is not known to be so near: a clock that is wrong, or a token that was ended early.
    await installs.save(found.model_copy(update={"expires_s": int(time.time() + 40 * 3600)}))
    double.clock.advance(13 * 3600)
    calls = Calls(web, many, Limiter(redis))
    answer = await calls.ask(workspace.id, limits.WHO_AM_I, {})
    assert answer["user_id"] == workspace.bot
    assert [one.answer.get("error") for one in double.bot_calls] == ["token_expired", None, None]


async def test_renewal_that_slack_refuses_is_tried_again_later(renewing: Renewing) -> None:
    double, workspace, installs, many, _ = renewing
    double.clock.advance(12 * 3600 - 10)
    double.faults.add("oauth.v2.access", "error", "invalid_refresh_token")
    with pytest.raises(Delay):
        await many.bot_token(workspace.id)
    double.faults.add("oauth.v2.access", "disconnect")
    with pytest.raises(Delay):
        await many.bot_token(workspace.id)
    assert await many.bot_token(workspace.id) == workspace.token
    kept = await installs.find(workspace.id)
    assert kept is not None
    assert kept.token == workspace.token


async def test_who_cannot_have_the_lock_uses_the_old_token_while_it_lasts(renewing: Renewing) -> None:
    double, workspace, installs, many, _ = renewing
    install_ = await installs.find(workspace.id)
    assert install_ is not None
    lock = installs.redis.lock(Installations.lock_key(install_), timeout=30)
    await lock.acquire()
    double.clock.advance(12 * 3600 - EARLY_S + 60)
    assert await many.bot_token(workspace.id) == install_.token
    double.clock.advance(EARLY_S)
    with pytest.raises(Delay):
        await many.bot_token(workspace.id)
    await lock.release()


async def test_token_that_somebody_else_has_renewed_is_used(renewing: Renewing) -> None:
    double, workspace, installs, many, _ = renewing
    first = workspace.token
    double.clock.advance(11.5 * 3600)
    both = await asyncio.gather(*(many.bot_token(workspace.id, refused=first) for _ in range(3)))
    assert set(both) == {workspace.token}
    assert sum(one.method == "oauth.v2.access" for one in double.log) == 1
    assert await many.bot_token(workspace.id, refused=first) == workspace.token
    kept = await installs.find(workspace.id)
    assert kept is not None
    assert kept.token == workspace.token


async def test_renewal_outlives_its_lock(renewing: Renewing) -> None:
    double, workspace, installs, many, _ = renewing
    kept = await installs.find(workspace.id)
    assert kept is not None
    double.clock.advance(11.5 * 3600)
    double.faults.add("oauth.v2.access", "hang", 0.2)
    renewing_ = asyncio.create_task(many.bot_token(workspace.id))
    await workspace.until(lambda: any(one.method == "oauth.v2.access" for one in double.log))
    await installs.redis.delete(Installations.lock_key(kept))
    with pytest.raises(Delay):
        await renewing_


async def test_lock_that_cannot_be_asked_for_is_an_error_of_the_store(
    renewing: Renewing, monkeypatch: pytest.MonkeyPatch
) -> None:
    double, workspace, installs, many, _ = renewing
    double.clock.advance(11.5 * 3600)

    def broken(*_: object, **__: object) -> None:
        raise RedisError("down")

    monkeypatch.setattr(installs.redis, "lock", broken)
    with pytest.raises(StoreError):
        await many.bot_token(workspace.id)


async def test_answer_without_a_bots_token_is_no_renewal(renewing: Renewing, monkeypatch: pytest.MonkeyPatch) -> None:
    double, workspace, _, many, _ = renewing
    double.clock.advance(11.5 * 3600)

    async def nothing(*_: object, **__: object) -> None:
        return None

    monkeypatch.setattr(async_rotator.AsyncTokenRotator, "perform_bot_token_rotation", nothing)
    with pytest.raises(Delay):
        await many.bot_token(workspace.id)


# The stores as Bolt uses them


async def test_installation_store_does_what_slack_sdk_asks(redis: Redis) -> None:
    installs = Installations(redis, Sealer(KEY))
    await installs.save(
        Install(team="T1", enterprise="E1", token="xoxb-1", bot_user="U1", bot_id="B1", installer="U9", scopes="a,b")
    )
    bot = await installs.async_find_bot(enterprise_id="E1", team_id="T1")
    assert bot is not None
    assert (bot.bot_token, bot.bot_scopes) == ("xoxb-1", ["a", "b"])
    found = await installs.async_find_installation(enterprise_id="E1", team_id="T1", user_id="U5")
    assert found is not None
    assert (found.bot_token, found.user_id) == ("xoxb-1", "U9")
    assert await installs.async_find_bot(enterprise_id="E1", team_id="T1", is_enterprise_install=True) is None
    assert await installs.async_find_installation(enterprise_id=None, team_id=None) is None
    await installs.async_delete_installation(enterprise_id="E1", team_id="T1", user_id="U9")
    assert await installs.count() == 1
    await installs.async_delete_installation(enterprise_id="E1", team_id="T1")
    assert await installs.count() == 0
    await installs.async_save_bot(bot)
    await installs.async_delete_bot(enterprise_id="E1", team_id="T1")
    await installs.async_save(found)
    await installs.async_delete_all(enterprise_id="E1", team_id="T1")
    assert await installs.count() == 0
    assert installs.logger.name == States(redis).logger.name


async def test_state_is_good_once(redis: Redis) -> None:
    states = States(redis)
    state = await states.async_issue()
    assert await states.async_consume(state)
    assert not await states.async_consume(state)
    assert not await states.async_consume("")
