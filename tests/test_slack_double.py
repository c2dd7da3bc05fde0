"""The Slack double, judged with Slack's own libraries: slack_sdk's client, bolt over HTTP and bolt over sockets."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from contract.adapter_suite import png
from doubles.slack.forms import NotFilled
from doubles.slack.people import Workspace
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack.world import SlackApp
from doubles.slack_validate import problems
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with slack_double() as double:
        double.postman.retries_s = ()
        yield double


@pytest.fixture
def acme(slack: SlackDouble) -> Workspace:
    return slack.workspace("Acme")


@pytest.fixture
def ada(acme: Workspace) -> str:
    return acme.person("Ada", "ko-KR")


@pytest.fixture
def general(acme: Workspace, ada: str) -> str:
    return acme.channel("general", ada)


@pytest.fixture
def client(slack: SlackDouble, acme: Workspace) -> AsyncWebClient:
    return AsyncWebClient(acme.token, base_url=slack.api_url)


async def error_of(doing: Any) -> Json:
    """Return the refusal that a call of the client ends in."""
    with pytest.raises(SlackApiError) as caught:
        await doing
    return dict(caught.value.response.data)


async def uploaded(client: AsyncWebClient, *pictures: bytes) -> list[str]:
    """Upload pictures as slack_sdk does it and return their ids."""
    uploads = [{"file": data, "filename": f"p{n}.png", "title": f"p{n}"} for n, data in enumerate(pictures)]
    answer = await client.files_upload_v2(file_uploads=uploads)
    return [one["id"] for one in answer["files"]]


def bolt(slack: SlackDouble, acme: Workspace) -> AsyncApp:
    """Return a bot as people write them: it answers mentions, presses, forms and commands."""
    client = AsyncWebClient(acme.token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.app.signing_secret, process_before_response=True)
    app.heard = []  # type: ignore[attr-defined]

    @app.event("app_mention")
    async def mentioned(event: Json, client: AsyncWebClient) -> None:
        button = {"type": "button", "action_id": "edit", "text": {"type": "plain_text", "text": "Edit…"}, "value": "p1"}
        (file,) = await uploaded(client, png(1))
        blocks = [
            {"type": "image", "slack_file": {"id": file}, "alt_text": "Larry"},
            {"type": "actions", "elements": [button]},
        ]
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="Larry", blocks=blocks)

    @app.event(re.compile(".*"))
    async def anything(event: Json, body: Json) -> None:
        app.heard.append(body)  # type: ignore[attr-defined]

    @app.action("edit")
    async def pressed(ack: Any, body: Json, client: AsyncWebClient) -> None:
        field = {"type": "plain_text_input", "action_id": "words", "multiline": True}
        label = {"type": "plain_text", "text": "What to change"}
        view = {
            "type": "modal",
            "callback_id": "edit",
            "private_metadata": body["container"]["message_ts"],
            "title": {"type": "plain_text", "text": "Edit"},
            "submit": {"type": "plain_text", "text": "Draw"},
            "blocks": [{"type": "input", "block_id": "words", "label": label, "element": field}],
        }
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @app.view("edit")
    async def sent(ack: Any, view: Json) -> None:
        words = view["state"]["values"]["words"]["words"]["value"]
        await (ack(response_action="errors", errors={"words": "too rude"}) if words == "damn" else ack())

    @app.command("/draw")
    async def command(ack: Any, respond: Any, command: Json) -> None:
        await ack(f"drawing {command['text']}")
        await respond("done", response_type="in_channel")

    @app.shortcut("reference")
    async def shortcut(ack: Any, body: Json) -> None:
        app.heard.append(body)  # type: ignore[attr-defined]
        await ack()

    return app


@asynccontextmanager
async def over_http(slack: SlackDouble, app: AsyncApp) -> AsyncIterator[None]:
    """Serve a bolt app over HTTP."""

    async def take(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    served = web.Application()
    served.router.add_post("/slack/events", take)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.app.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def over_sockets(slack: SlackDouble, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """Connect a bolt app by a socket."""
    slack.app.socket_mode = True
    handler = AsyncSocketModeHandler(app, slack.app.app_token, ping_interval=0.2)
    await handler.connect_async()
    await slack.sockets.wait_for(1)
    try:
        yield handler
    finally:
        await handler.close_async()


@pytest.fixture(params=["http", "socket"])
async def bot(request: pytest.FixtureRequest, slack: SlackDouble, acme: Workspace) -> AsyncIterator[AsyncApp]:
    """A bolt app that listens, over either transport."""
    app = bolt(slack, acme)
    async with (over_http if request.param == "http" else over_sockets)(slack, app):
        yield app


async def test_conversation_of_mention_press_form_and_command(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, bot: AsyncApp
) -> None:
    said = await acme.mention(ada, general, "draw Larry", files=[("ref.png", png(7))])
    assert said.ok
    assert len({one.body["event_id"] for one in said.deliveries}) == 2
    (mine, larry) = await acme.until(lambda: len(found := acme.thread(general, said.ts)) == 2 and found)
    assert mine.pictures[0].data == png(7)
    assert (larry.from_bot, larry.alts, larry.pictures[0].data) == (True, ("Larry",), png(1))
    opened = await acme.click(ada, larry, "Edit…")
    assert opened.view is not None
    assert opened.view.body["private_metadata"] == larry.ts
    with pytest.raises(NotFilled):
        await acme.submit(ada, opened.view, {})
    refused = await acme.submit(ada, opened.view, {"words": "damn"})
    assert refused.errors == {"words": "too rude"}
    assert acme.screen(ada) is opened.view
    assert (await acme.submit(ada, opened.view, {"words": "a red hat"})).ok
    assert acme.screen(ada) is None
    command = await acme.slash(ada, general, "/draw", "a boat")
    assert acme.look(command.ts).text == "drawing a boat"
    assert [one.text for one in acme.timeline(general) if one.from_bot] == ["done"]
    taken = await acme.shortcut(ada, "reference", said)
    assert taken.ok
    assert bot.heard[-1]["message"]["files"][0]["name"] == "ref.png"
    assert problems(slack.log) == [], problems(slack.log)


# what the app is told


async def test_words_of_a_person_arrive_escaped_with_mentions(slack: SlackDouble, acme: Workspace, ada: str) -> None:
    general = acme.channel("general", ada)
    said = await acme.say(ada, general, "a < b & @picturebook, @channel")
    assert acme.message(said.ts).text == f"a &lt; b &amp; <@{acme.bot}>, <!channel>"
    (seen,) = acme.thread(general, said.ts)
    assert seen.text == "a < b & @picturebook, @channel"
    assert seen.calls == 2


async def test_acknowledgements_are_judged_too(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, bot: AsyncApp
) -> None:
    @bot.command("/picturebook")
    async def wrong(ack: Any) -> None:
        await ack(text="x", blocks=[{"type": "section"}])

    await acme.slash(ada, general, "/picturebook")
    assert any(one.startswith("ack: blocks/0") for one in problems(slack.log))


async def test_mention_and_message_are_one_message_and_two_events(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, bot: AsyncApp
) -> None:
    said = await acme.mention(ada, general, "hello")
    kinds = {one.body["event"]["type"]: one.body for one in said.deliveries}
    assert set(kinds) == {"app_mention", "message"}
    assert kinds["app_mention"]["event"]["ts"] == kinds["message"]["event"]["ts"] == said.ts
    direct = await acme.mention(ada, acme.dm(ada), "hello")
    assert [one.body["event"]["type"] for one in direct.deliveries] == ["message"]
    assert direct.deliveries[0].body["event"]["channel_type"] == "im"


async def test_bot_hears_nothing_where_it_is_no_member(slack: SlackDouble, acme: Workspace, ada: str) -> None:
    outside = acme.channel("outside", ada, bot=False)
    assert (await acme.mention(ada, outside, "hello")).deliveries == []


async def test_bot_hears_only_what_it_subscribed_to_and_may_read(slack: SlackDouble, acme: Workspace, ada: str) -> None:
    slack.app = SlackApp.from_manifest(
        {
            "display_information": {"name": "picturebook"},
            "oauth_config": {"scopes": {"bot": ["app_mentions:read"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_mention", "message.channels"]}},
            "features": {"slash_commands": [{"command": "/draw"}], "shortcuts": [{"callback_id": "reference"}]},
        },
        request_url="http://127.0.0.1:9/",
    )
    said = await acme.mention(ada, acme.channel("general", ada), "hello")
    assert [one.body["event"]["type"] for one in said.deliveries] == ["app_mention"]
    with pytest.raises(LookupError, match="not a command"):
        await acme.slash(ada, said.channel, "/picturebook")
    with pytest.raises(LookupError, match="not a shortcut"):
        await acme.shortcut(ada, "draw")


async def test_subtypes_of_messages_are_those_of_slack(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, bot: AsyncApp
) -> None:
    root = await acme.say(ada, general, "hello")
    shared = await acme.say(ada, general, "look", files=[("a.png", png(1))])
    wide = await acme.say(ada, general, "all of you", root.ts, broadcast=True)
    changed = await acme.edit(ada, root.ts, "hello!")
    other = await acme.other_bot_says(general, "beep")
    gone = await acme.remove(ada, shared.ts)
    done = [shared, wide, changed, other, gone]
    events = [one.deliveries[0].body["event"] for one in done]
    assert [one["subtype"] for one in events] == [
        "file_share",
        "thread_broadcast",
        "message_changed",
        "bot_message",
        "message_deleted",
    ]
    assert events[0]["files"][0]["mimetype"] == "image/png"
    assert events[1]["root"]["ts"] == root.ts
    assert (events[2]["message"]["text"], events[2]["previous_message"]["text"]) == ("hello!", "hello")
    assert events[4]["deleted_ts"] == shared.ts
    assert all(one.ok for one in done)


async def test_bot_hears_of_its_own_messages(
    slack: SlackDouble, acme: Workspace, general: str, bot: AsyncApp, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=general, text="hello")
    await client.chat_update(channel=general, ts=posted["ts"], text="hello!")
    await client.chat_delete(channel=general, ts=posted["ts"])
    await acme.until(lambda: len(slack.postman.deliveries) == 3)
    subtypes = {one.body["event"].get("subtype") for one in slack.postman.deliveries}
    assert subtypes == {None, "message_changed", "message_deleted"}
    assert all(acme.team.bot_id in str(one.body["event"]) for one in slack.postman.deliveries)


async def test_reaction_home_stop_and_end_are_told(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, bot: AsyncApp, client: AsyncWebClient
) -> None:
    said = await acme.say(ada, general, "hello")
    assert (await acme.react(ada, said, "two")).ok
    assert acme.look(said.ts).reactions == (("two", (ada,)),)
    assert (await client.reactions_get(channel=general, timestamp=said.ts))["message"]["reactions"][0]["count"] == 1
    assert (await acme.open_home(ada, "messages")).ok
    with pytest.raises(LookupError, match="no Stop"):
        await acme.stop(ada, general, said.ts)
    await client.agents_sessions_setStatus(channel_id=general, thread_ts=said.ts, status="processing", title="Larry")
    stream = await client.chat_startStream(
        channel=general, thread_ts=said.ts, recipient_user_id=ada, recipient_team_id=acme.id, markdown_text="Once"
    )
    stopped = await acme.stop(ada, general, said.ts)
    assert stopped.deliveries[0].body["event"]["streaming_message_ts"] == [stream["ts"]]
    refused = await error_of(client.chat_appendStream(channel=general, ts=stream["ts"], markdown_text=" upon"))
    assert refused["error"] == "stopped_by_user"
    gone = await acme.uninstall()
    assert [one.body["event"]["type"] for one in gone.deliveries] == ["tokens_revoked", "app_uninstalled"]
    assert (await error_of(client.auth_test()))["error"] == "account_inactive"
    assert (await acme.say(ada, general, "still there?")).deliveries == []


async def test_slow_or_failing_app_is_told_again_with_number_and_reason(slack: SlackDouble, acme: Workspace) -> None:
    ada = acme.person("Ada")
    general = acme.channel("general", ada)
    got: list[tuple[str | None, str | None]] = []

    async def take(request: web.Request) -> web.Response:
        got.append((request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason")))
        if len(got) == 1:
            await asyncio.sleep(2.0)
        return web.Response(status=500 if len(got) < 3 else 200)

    served = web.Application()
    served.router.add_post("/", take)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.app.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    slack.postman.ack_s, slack.postman.retries_s = 1.0, (0.0, 0.01, 0.01)
    try:
        said = await acme.say(ada, general, "hello")
        assert not said.ok
        await asyncio.wait_for(said.deliveries[0].done.wait(), 10)
        assert said.ok
        assert got == [(None, None), ("1", "http_timeout"), ("2", "http_error")]
        assert len(slack.postman.deliveries) == 1
        again = await acme.redeliver(said, 3, "http_timeout")
        assert [one.status for one in again] == [200]
        assert got[-1] == ("3", "http_timeout")
    finally:
        await runner.cleanup()


async def test_app_may_refuse_retries(slack: SlackDouble, acme: Workspace, ada: str, general: str) -> None:
    async def take(request: web.Request) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    served = web.Application()
    served.router.add_post("/", take)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.app.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    slack.postman.retries_s = (0.0,)
    try:
        said = await acme.say(ada, general, "hello")
        assert said.deliveries[0].done.is_set()
        assert len(said.deliveries[0].attempts) == 1
    finally:
        await runner.cleanup()
    unreachable = await acme.say(ada, general, "hello?")
    await asyncio.wait_for(unreachable.deliveries[0].done.wait(), 10)
    assert [one.status for one in unreachable.deliveries[0].attempts] == [None, None]


async def test_forged_and_stale_signatures_are_told_apart_by_bolt(
    slack: SlackDouble, acme: Workspace, ada: str, general: str
) -> None:
    async with over_http(slack, bolt(slack, acme)):
        said = await acme.say(ada, general, "hello")
        data = b'{"type": "url_verification", "challenge": "c"}'
        kind = {"Content-Type": "application/json"}
        status, text, _ = await slack.postman.knock(data, kind | slack.postman.signed(data))
        assert (status, "c" in text) == (200, True)
        forged = slack.postman.signed(data, secret="another")
        assert (await slack.postman.knock(data, kind | forged))[0] == 401
        stale = slack.postman.signed(data, at_s=said.deliveries[0].attempts[0].at_s - 301)
        assert (await slack.postman.knock(data, kind | stale))[0] == 401


# sockets


async def test_unacknowledged_envelope_is_sent_again(
    slack: SlackDouble, acme: Workspace, ada: str, general: str
) -> None:
    app = AsyncApp(client=AsyncWebClient(acme.token, base_url=slack.api_url), signing_secret="s")
    heard: list[Json] = []

    @app.event("message")
    async def take(body: Json, request: Any) -> None:
        heard.append(request.headers)
        if len(heard) == 1:
            raise RuntimeError("not yet")

    app.logger.disabled = True
    slack.postman.ack_s, slack.postman.retries_s = 1.0, (0.0,)
    async with over_sockets(slack, app):
        said = await acme.say(ada, general, "hello")
        await asyncio.wait_for(said.deliveries[0].done.wait(), 10)
    assert said.ok


async def test_warned_socket_is_replaced_before_it_ends(
    slack: SlackDouble, acme: Workspace, ada: str, general: str
) -> None:
    async with over_sockets(slack, bolt(slack, acme)):
        await slack.sockets.warn("warning", leave_s=0.3)
        await slack.sockets.wait_for(1)
        assert slack.sockets.opened == 2
        assert (await acme.say(ada, general, "hello")).ok


async def test_broken_socket_is_opened_again(slack: SlackDouble, acme: Workspace, ada: str, general: str) -> None:
    async with over_sockets(slack, bolt(slack, acme)):
        await slack.sockets.drop()
        missed = await acme.say(ada, general, "is anybody there?")
        assert not missed.ok
        await slack.sockets.wait_for(1)
        assert (await acme.redeliver(missed, 1, "timeout"))[0].ok


async def test_several_sockets_share_the_events(slack: SlackDouble, acme: Workspace, ada: str, general: str) -> None:
    first, second = bolt(slack, acme), bolt(slack, acme)
    async with over_sockets(slack, first), over_sockets(slack, second):
        await slack.sockets.wait_for(2)
        for number in range(4):
            assert (await acme.say(ada, general, f"hello {number}")).ok
        assert [len(one.heard) for one in (first, second)] == [2, 2]  # type: ignore[attr-defined]


async def test_eleventh_socket_is_told_to_go(slack: SlackDouble, acme: Workspace) -> None:
    import aiohttp

    slack.app.socket_mode = True
    client = AsyncWebClient(base_url=slack.api_url)
    async with aiohttp.ClientSession() as session:
        opened = []
        for _ in range(11):
            url = (await client.apps_connections_open(app_token=slack.app.app_token))["url"]
            opened.append(await session.ws_connect(url))
        assert (await opened[0].receive_json())["type"] == "hello"
        assert (await opened[10].receive_json())["reason"] == "too_many_websockets"
        await opened[0].send_str("not json")
        await acme.until(lambda: slack.sockets.strange == ["not json"])
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)  # a ticket is good for one socket
        for one in opened:
            await one.close()


async def test_socket_mode_has_to_be_switched_on(slack: SlackDouble, acme: Workspace) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    refused = await error_of(client.apps_connections_open(app_token=slack.app.app_token))
    assert refused["error"] == "socket_mode_not_enabled"
    assert (await error_of(client.apps_connections_open(app_token=acme.token)))["error"] == "not_allowed_token_type"
