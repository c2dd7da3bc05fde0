"""The Slack double, judged with Slack's own libraries: slack_sdk's client, bolt over HTTP and bolt over sockets."""

from __future__ import annotations

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
