"""The strictness of the Slack double: what Slack refuses, it refuses, under the same name."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from contract.adapter_suite import png
from doubles.slack.api import HANDLERS
from doubles.slack.facts import METHODS, PROVENANCE
from doubles.slack.people import Workspace
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack.world import SlackApp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.models.messages.chunk import PlanUpdateChunk, TaskUpdateChunk
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with slack_double() as double:
        double.echo = False
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


async def refusal(doing: Any) -> str:
    """Return the error that a call of the client ends in, with its messages."""
    with pytest.raises(SlackApiError) as caught:
        await doing
    data = caught.value.response.data
    return " ".join([data["error"], *data.get("response_metadata", {}).get("messages", [])])


async def upload(client: AsyncWebClient, data: bytes, name: str = "p.png") -> str:
    answer = await client.files_upload_v2(file_uploads=[{"file": data, "filename": name, "title": name}])
    return str(answer["files"][0]["id"])


def picture(file: str, alt: str = "Larry") -> list[Json]:
    return [{"type": "image", "slack_file": {"id": file}, "alt_text": alt}]


def button(action: str = "again", **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "Again"}, **more}


def modal(**more: Any) -> Json:
    field = {"type": "plain_text_input", "action_id": "words"}
    label = {"type": "plain_text", "text": "Words"}
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Draw"},
        "submit": {"type": "plain_text", "text": "Go"},
        "blocks": [{"type": "input", "block_id": "words", "label": label, "element": field}],
        **more,
    }


def test_every_method_of_the_table_is_there_and_provenance_is_told() -> None:
    assert set(METHODS) == set(HANDLERS)
    assert {source for _, source in PROVENANCE} <= {"published", "library", "reported", "memory"}


# who may ask


async def test_tokens_are_checked(slack: SlackDouble, acme: Workspace, general: str) -> None:
    for token, error in ((None, "not_authed"), ("xoxb-strange", "invalid_auth"), (slack.app.app_token, "not_allowed")):
        asked = AsyncWebClient(token, base_url=slack.api_url).chat_postMessage(channel=general, text="hi")
        assert (await refusal(asked)).startswith(error)
    small = AsyncWebClient(acme.grant({"users:read", "chat:write"}).value, base_url=slack.api_url)
    await small.chat_postMessage(channel=general, text="hi")
    with pytest.raises(SlackApiError) as caught:
        await small.files_info(file="F1")
    data = caught.value.response.data
    assert (data["error"], data["needed"], data["provided"]) == ("missing_scope", "files:read", "chat:write,users:read")
    assert caught.value.response.headers["x-oauth-scopes"] == "chat:write,users:read"
    assert await refusal(small.conversations_replies(channel=general, ts="1")) == "missing_scope"
    assert await refusal(small.api_call("chat.unheard", json={})) == "unknown_method"
    assert (await refusal(small.api_call("users.info", json={"user": "U1"}))).startswith("invalid_form_data")


async def test_auth_test_tells_whose_token_it_is(acme: Workspace, client: AsyncWebClient) -> None:
    told = await client.auth_test()
    assert (told["team_id"], told["user_id"], told["bot_id"]) == (acme.id, acme.bot, acme.team.bot_id)


async def test_revoked_token_is_refused(acme: Workspace, client: AsyncWebClient) -> None:
    assert (await client.auth_revoke(test=True))["revoked"] is False
    assert (await client.auth_revoke())["revoked"] is True
    assert await refusal(client.auth_test()) == "token_revoked"


async def test_workspaces_do_not_leak(
    slack: SlackDouble, acme: Workspace, general: str, client: AsyncWebClient
) -> None:
    other = slack.workspace("Globex")
    bob = other.person("Bob")
    theirs = other.channel("general", bob)
    assert await refusal(client.chat_postMessage(channel=theirs, text="hi")) == "channel_not_found"
    assert await refusal(client.users_info(user=bob)) == "user_not_found"
    file = await upload(AsyncWebClient(other.token, base_url=slack.api_url), png(1))
    assert await refusal(client.files_info(file=file)) == "file_not_found"
    asked = client.chat_postMessage(channel=general, text="hi", blocks=picture(file))
    assert (await refusal(asked)).startswith("invalid_blocks")


async def test_token_of_an_organization_is_good_in_all_of_its_workspaces(slack: SlackDouble) -> None:
    first = slack.workspace("One", enterprise="E0ORG", org_wide=True)
    second = slack.workspace("Two", installed=False, enterprise="E0ORG", org_wide=True)
    second.team.installed = True
    client = AsyncWebClient(first.token, base_url=slack.api_url)
    there = second.channel("general", second.person("Bob"))
    await client.chat_postMessage(channel=there, text="hi", team_id=second.id)
    assert [one.text for one in second.timeline(there)] == ["hi"]
    assert (await client.auth_test())["is_enterprise_install"] is True


# channels


async def test_channels_are_as_private_as_they_are(acme: Workspace, ada: str, client: AsyncWebClient) -> None:
    public, private = acme.channel("public", ada, bot=False), acme.channel("private", ada, private=True, bot=False)
    assert await refusal(client.chat_postMessage(channel=public, text="hi")) == "not_in_channel"
    assert await refusal(client.chat_postMessage(channel=private, text="hi")) == "channel_not_found"
    assert await refusal(client.conversations_join(channel=private)) == "channel_not_found"
    assert (await client.conversations_info(channel=public))["channel"]["is_member"] is False
    await client.conversations_join(channel=public)
    await client.chat_postMessage(channel=public, text="hi")
    assert (await client.conversations_members(channel=public))["members"] == sorted([acme.bot, ada])
    acme.team.channels[public].archived = True
    assert await refusal(client.chat_postMessage(channel=public, text="hi")) == "is_archived"
    assert await refusal(client.conversations_join(channel=public)) == "is_archived"
    assert await refusal(client.conversations_join(channel=acme.dm(ada))) == "method_not_supported_for_channel_type"


async def test_direct_message_opens_by_user(acme: Workspace, ada: str, client: AsyncWebClient) -> None:
    opened = (await client.conversations_open(users=ada))["channel"]["id"]
    assert opened == acme.dm(ada)
    assert (await client.chat_postMessage(channel=ada, text="hi"))["channel"] == opened
    assert (await client.conversations_open(channel=opened))["channel"]["id"] == opened
    assert (await client.conversations_open(users=ada, return_im=True))["channel"]["user"] == ada
    assert (await client.conversations_info(channel=opened))["channel"]["is_im"] is True
    assert await refusal(client.conversations_open(users="")) == "users_list_not_supplied"
    assert await refusal(client.conversations_open(users="U1")) == "user_not_found"
    mine = await client.users_conversations(user=ada, types="im,public_channel")
    assert [one["id"] for one in mine["channels"]] == [opened]


async def test_people_are_told_with_their_locale(acme: Workspace, ada: str, client: AsyncWebClient) -> None:
    user = (await client.users_info(user=ada, include_locale=True))["user"]
    assert (user["locale"], user["profile"]["display_name"]) == ("ko-KR", "Ada")
    assert "locale" not in (await client.users_info(user=ada))["user"]
    assert (await client.bots_info(bot=acme.team.bot_id))["bot"]["user_id"] == acme.bot
    assert await refusal(client.bots_info(bot="B1")) == "bot_not_found"
    assert (await client.team_info())["team"]["name"] == "Acme"


async def test_history_and_replies_are_paged(slack: SlackDouble, general: str, client: AsyncWebClient) -> None:
    slack.page_messages = 2
    root = (await client.chat_postMessage(channel=general, text="root"))["ts"]
    meta = {"event_type": "pb", "event_payload": {"key": "k1"}}
    for number in range(3):
        await client.chat_postMessage(channel=general, thread_ts=root, text=f"reply {number}", metadata=meta)
    first = await client.conversations_replies(channel=general, ts=root, include_all_metadata=True)
    assert ([one["text"] for one in first["messages"]], first["has_more"]) == (["root", "reply 0"], True)
    assert first["messages"][1]["metadata"] == meta
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_replies(channel=general, ts=root, cursor=cursor)
    assert ([one["text"] for one in rest["messages"]], rest["has_more"]) == (["reply 1", "reply 2"], False)
    assert rest["messages"][0]["metadata"] == {"event_type": "pb"}
    history = await client.conversations_history(channel=general, oldest=root, inclusive=True, limit=1)
    assert [(one["text"], one["reply_count"]) for one in history["messages"]] == [("root", 3)]
    assert (await client.conversations_history(channel=general, latest=root))["messages"] == []
    assert await refusal(client.conversations_replies(channel=general, ts="1.1")) == "thread_not_found"


# messages


async def test_messages_of_others_are_not_the_bots_to_change(
    acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    said = await acme.say(ada, general, "mine")
    assert await refusal(client.chat_update(channel=general, ts=said.ts, text="x")) == "cant_update_message"
    assert await refusal(client.chat_delete(channel=general, ts=said.ts)) == "cant_delete_message"
    assert await refusal(client.chat_update(channel=general, ts="1.1", text="x")) == "message_not_found"
    assert await refusal(client.chat_delete(channel=general, ts="1.1")) == "message_not_found"
    permalink = await client.chat_getPermalink(channel=general, message_ts=said.ts)
    assert said.ts.replace(".", "") in permalink["permalink"]


async def test_texts_have_limits(general: str, client: AsyncWebClient) -> None:
    assert await refusal(client.api_call("chat.postMessage", json={"channel": general})) == "no_text"
    assert await refusal(client.chat_postMessage(channel=general, text="x" * 40_001)) == "msg_too_long"
    posted = await client.chat_postMessage(channel=general, text="x" * 40_000)
    assert await refusal(client.chat_update(channel=general, ts=posted["ts"], text="x" * 4001)) == "msg_too_long"
    long = client.chat_postMessage(channel=general, markdown_text="x" * 12_001)
    assert await refusal(long) == "msg_too_long"
    both = client.chat_postMessage(channel=general, text="x", markdown_text="x")
    assert await refusal(both) == "markdown_text_conflict"
    assert (await refusal(client.chat_postMessage(channel=general, text="x", blocks={}))).startswith("invalid_blocks_f")
    assert (await refusal(client.api_call("chat.postMessage", json={"text": "x"}))).startswith("invalid_arguments")
    asked = client.api_call("chat.postMessage", json={"channel": 5, "text": "x"})
    assert (await refusal(asked)).startswith("invalid_arguments")


async def test_update_replaces_and_removes(acme: Workspace, general: str, client: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*words*"}}]
    posted = await client.chat_postMessage(channel=general, text="words", blocks=blocks)
    assert acme.look(posted["ts"]).text == "*words*"
    await client.chat_update(channel=general, ts=posted["ts"], text="others", blocks=blocks)
    assert not acme.look(posted["ts"]).edited
    meta = {"event_type": "pb", "event_payload": {}}
    await client.chat_update(channel=general, ts=posted["ts"], text="plain", metadata=meta)
    seen = acme.look(posted["ts"])
    assert (seen.text, seen.blocks, seen.edited, seen.metadata) == ("plain", (), True, meta)
    assert await refusal(client.api_call("chat.update", json={"channel": general, "ts": posted["ts"]})) == "no_text"
    await client.chat_delete(channel=general, ts=posted["ts"])
    assert acme.timeline(general) == []


@pytest.mark.parametrize(
    ("blocks", "why"),
    [
        ([{"type": "sectoin"}], "unknown type"),
        ([{"type": "section"}], "text or fields"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "3000"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "0 characters"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "150"),
        ([{"type": "image", "image_url": "https://a.example/b.png"}], "alt_text"),
        ([{"type": "actions", "elements": [button(), button()]}], "twice"),
        ([{"type": "actions", "elements": [button("x" * 256)]}], "255"),
        ([{"type": "actions", "elements": [button(value="x" * 2001)]}], "2000"),
        ([{"type": "actions", "elements": [button(str(n)) for n in range(26)]}], "25"),
        ([{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}], "twice"),
        ([{"type": "divider"}] * 51, "more than 50"),
        (["words"], "not an object"),
    ],
)
async def test_blocks_that_slack_refuses_are_refused(
    general: str, client: AsyncWebClient, blocks: list[Any], why: str
) -> None:
    said = await refusal(client.api_call("chat.postMessage", json={"channel": general, "text": "x", "blocks": blocks}))
    assert said.startswith("invalid_blocks ")
    assert why in said


async def test_all_blocks_together_have_a_limit(general: str, client: AsyncWebClient) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}
    await client.chat_postMessage(channel=general, text="x", blocks=[section] * 4)
    asked = client.chat_postMessage(channel=general, text="x", blocks=[section] * 5)
    assert await refusal(asked) == "msg_blocks_too_long"


async def test_metadata_has_a_shape(general: str, client: AsyncWebClient) -> None:
    for meta, error in (
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"k": "x" * 9000}}, "metadata_too_large"),
        ("[]", "invalid_metadata_format"),
    ):
        asked = client.api_call("chat.postMessage", json={"channel": general, "text": "x", "metadata": meta})
        assert (await refusal(asked)).startswith(error)


async def test_reply_to_a_thread_that_is_gone(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    said = await acme.say(ada, general, "draw")
    await acme.remove(ada, said.ts)
    asked = {"channel": general, "thread_ts": said.ts, "text": "Larry"}
    assert await refusal(client.chat_postMessage(**asked)) == "thread_not_found"
    slack.missing_thread = "unthread"
    posted = await client.chat_postMessage(**asked)
    assert "thread_ts" not in posted["message"]
    assert [one.text for one in acme.timeline(general)] == ["Larry"]


async def test_reply_to_a_reply_joins_the_thread(
    acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    root = await acme.say(ada, general, "root")
    reply = await acme.say(ada, general, "reply", root.ts)
    await client.chat_postMessage(channel=general, thread_ts=reply.ts, text="there", reply_broadcast=True)
    assert [one.text for one in acme.thread(general, root.ts)] == ["root", "reply", "there"]
    assert [one.text for one in acme.timeline(general)] == ["root", "there"]


async def test_ephemeral_is_for_one_person(acme: Workspace, ada: str, general: str, client: AsyncWebClient) -> None:
    ben = acme.person("Ben")
    acme.team.channels[general].members.add(ben)
    told = await client.chat_postEphemeral(channel=general, user=ada, text="only you")
    assert [one.text for one in acme.timeline(general, ada)] == ["only you"]
    assert acme.timeline(general, ben) == acme.timeline(general) == []
    assert await refusal(client.chat_update(channel=general, ts=told["message_ts"], text="x")) == "message_not_found"
    cleo = acme.person("Cleo")
    assert await refusal(client.chat_postEphemeral(channel=general, user=cleo, text="x")) == "user_not_in_channel"
    assert await refusal(client.chat_postEphemeral(channel=general, user="U1", text="x")) == "user_not_found"
    with pytest.raises(LookupError, match="do not see"):
        await acme.click(ben, told["message_ts"], "x")


async def test_same_client_msg_id_posts_once_where_slack_is_believed_to_do_so(
    slack: SlackDouble, acme: Workspace, general: str, client: AsyncWebClient
) -> None:
    asked = {"channel": general, "text": "hi", "client_msg_id": "c1"}
    await client.chat_postMessage(**asked)
    await client.chat_postMessage(**asked)
    assert len(acme.timeline(general)) == 2
    slack.dedupes_client_msg_id = True
    await client.chat_postMessage(**asked)
    assert len(acme.timeline(general)) == 2


async def test_reactions_come_once(acme: Workspace, ada: str, general: str, client: AsyncWebClient) -> None:
    said = await acme.say(ada, general, "hi")
    asked = {"channel": general, "timestamp": said.ts, "name": "eyes"}
    await client.reactions_add(**asked)
    assert await refusal(client.reactions_add(**asked)) == "already_reacted"
    await client.reactions_remove(**asked)
    assert await refusal(client.reactions_remove(**asked)) == "no_reaction"


# files


async def test_late_file_is_refused_until_slack_knows_it(
    slack: SlackDouble, acme: Workspace, general: str, client: AsyncWebClient
) -> None:
    slack.files_ready_after_polls = 3
    file = await upload(client, png(1))
    asked = {"channel": general, "text": "Larry", "blocks": picture(file)}
    assert "invalid slack file" in await refusal(client.chat_postMessage(**asked))
    assert (await client.files_info(file=file))["file"]["mimetype"] == ""
    assert (await client.files_info(file=file))["file"]["mimetype"] == "image/png"
    posted = await client.chat_postMessage(**asked)
    (shown,) = acme.look(posted["ts"]).pictures
    assert (shown.data, shown.alt) == (png(1), "Larry")


async def test_late_file_by_the_clock(slack: SlackDouble, client: AsyncWebClient) -> None:
    slack.files_ready_after_s = 60
    file = await upload(client, png(1))
    assert (await client.files_info(file=file))["file"]["mimetype"] == ""
    slack.clock.advance(61)
    assert (await client.files_info(file=file))["file"]["mimetype"] == "image/png"


async def test_only_pictures_of_some_kinds_are_shown(general: str, client: AsyncWebClient) -> None:
    webp = await upload(client, b"RIFF\x00\x00\x00\x00WEBPVP8 ", "p.webp")
    asked = client.chat_postMessage(channel=general, text="x", blocks=picture(webp))
    assert "invalid slack file" in await refusal(asked)


async def test_cards_show_no_file_that_is_shared_nowhere(
    slack: SlackDouble, acme: Workspace, general: str, client: AsyncWebClient
) -> None:
    file = await upload(client, png(1))
    image = {"type": "image", "slack_file": {"id": file}, "alt_text": "Larry"}
    title = {"type": "mrkdwn", "text": "Larry"}
    cards = [{"type": "carousel", "elements": [{"type": "card", "title": title, "hero_image": image}]}]
    asked = {"channel": general, "text": "Larry", "blocks": cards}
    assert "hero_image/slack_file" in await refusal(client.chat_postMessage(**asked))
    slack.private_cards = True
    posted = await client.chat_postMessage(**asked)
    assert acme.look(posted["ts"]).pictures[0].data == png(1)


async def test_upload_is_three_steps_and_each_is_checked(slack: SlackDouble, client: AsyncWebClient) -> None:
    asked = await client.files_getUploadURLExternal(filename="p.png", length=5)
    complete = client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": "p"}])
    assert await refusal(complete) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        answer = await session.post(asked["upload_url"], data=b"12345")
        assert (answer.status, await answer.text(), answer.content_type) == (200, "OK - 5", "text/plain")
        assert (await session.post(asked["upload_url"], data=b"12345")).status == 404
    await client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": "p"}])
    again = client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": "p"}])
    assert await refusal(again) == "file_update_failed"
    assert await refusal(client.files_getUploadURLExternal(filename="p.png", length=0)) == "missing_argument"
    empty = client.api_call("files.getUploadURLExternal", params={"filename": "p.png"})
    assert (await refusal(empty)).startswith("invalid_arguments")
    huge = client.files_getUploadURLExternal(filename="p.png", length=2_000_000_000)
    assert await refusal(huge) == "file_upload_size_restricted"
    alt = client.files_getUploadURLExternal(filename="p.png", length=5, alt_txt="x" * 1001)
    assert await refusal(alt) == "alt_txt_too_large"
    assert (await refusal(client.files_completeUploadExternal(files=[]))).startswith("invalid_arguments")


async def test_upload_may_be_a_form(client: AsyncWebClient) -> None:
    asked = await client.files_getUploadURLExternal(filename="p.png", length=len(png(1)))
    form = aiohttp.FormData()
    form.add_field("file", png(1), filename="p.png")
    async with aiohttp.ClientSession() as session:
        assert await (await session.post(asked["upload_url"], data=form)).text() == f"OK - {len(png(1))}"


async def test_upload_with_a_channel_is_shared_unless_it_has_an_alternative_text(
    slack: SlackDouble, acme: Workspace, general: str, client: AsyncWebClient
) -> None:
    await client.files_upload_v2(file=png(1), filename="p.png", channel=general, initial_comment="Larry")
    (seen,) = await acme.until(lambda: acme.timeline(general))
    assert (seen.text, seen.pictures[0].data) == ("Larry", png(1))
    await client.files_upload_v2(file=png(2), filename="p.png", channel=general, alt_txt="a hedgehog")
    assert len(acme.timeline(general)) == 1


async def test_private_file_needs_the_token(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    said = await acme.say(ada, general, "look", files=[("a.png", png(7))])
    (file,) = acme.message(said.ts).files
    url = (await client.files_info(file=file))["file"]["url_private_download"]
    other = slack.workspace("Globex").token
    blind = acme.grant({"chat:write"}).value
    async with aiohttp.ClientSession() as session:
        for token in (None, other, blind, "xoxb-strange"):
            answer = await session.get(url, headers={"Authorization": f"Bearer {token}"} if token else {})
            assert (answer.status, answer.content_type) == (200, "text/html")
        good = await session.get(url, headers={"Authorization": f"Bearer {acme.token}"})
        assert (good.content_type, await good.read()) == ("image/png", png(7))
        gone = await session.get(url.replace(file, "F1"), headers={"Authorization": f"Bearer {acme.token}"})
        assert gone.status == 404


async def test_own_files_can_be_deleted(acme: Workspace, ada: str, general: str, client: AsyncWebClient) -> None:
    file = await upload(client, png(1))
    await client.files_delete(file=file)
    assert await refusal(client.files_info(file=file)) == "file_deleted"
    said = await acme.say(ada, general, "look", files=[("a.png", png(7))])
    assert await refusal(client.files_delete(file=acme.message(said.ts).files[0])) == "cant_delete_file"


# streams, agents


async def test_stream_grows_and_ends(acme: Workspace, ada: str, general: str, client: AsyncWebClient) -> None:
    said = await acme.say(ada, general, "a story")
    stream = await client.chat_stream(
        channel=general,
        thread_ts=said.ts,
        recipient_team_id=acme.id,
        recipient_user_id=ada,
        task_display_mode="plan",
        buffer_size=1,
    )
    await stream.append(markdown_text="Once ")
    await stream.append(markdown_text="upon", chunks=[PlanUpdateChunk(title="Drawing")])
    await stream.append(chunks=[TaskUpdateChunk(id="1", title="Picture 1", status="in_progress")])
    assert stream.ts is not None
    seen = acme.look(stream.ts)
    assert (seen.text, seen.streaming) == ("Once upon", True)
    refused = client.chat_update(channel=general, ts=stream.ts, text="x")
    assert await refusal(refused) == "streaming_state_conflict"
    await stream.stop(markdown_text=" a time", blocks=[{"type": "actions", "elements": [button()]}])
    seen = acme.look(stream.ts)
    assert (seen.text, seen.streaming, seen.button("Again").action_id) == ("Once upon a time", False, "again")
    stopped = client.chat_stopStream(channel=general, ts=stream.ts)
    assert await refusal(stopped) == "message_not_in_streaming_state"
    await client.chat_update(channel=general, ts=stream.ts, text="Never.")
    assert acme.look(stream.ts).text == "Never."


async def test_stream_dies_of_age(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    said = await acme.say(ada, general, "a story")
    place = {"channel": general, "thread_ts": said.ts}
    who = {"recipient_team_id": acme.id, "recipient_user_id": ada}
    stream = await client.chat_startStream(**place, **who, markdown_text="Once")
    slack.clock.advance(301)
    late = client.chat_appendStream(channel=general, ts=stream["ts"], markdown_text=" upon")
    assert await refusal(late) == "message_not_in_streaming_state"
    await client.chat_update(channel=general, ts=stream["ts"], text="Once upon a time")
    assert acme.look(stream["ts"]).text == "Once upon a time"


async def test_streams_are_checked(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    said = await acme.say(ada, general, "a story")
    place = {"channel": general, "thread_ts": said.ts}
    assert await refusal(client.chat_startStream(**place)) == "missing_recipient_user_id"
    assert await refusal(client.chat_startStream(**place, recipient_user_id=ada)) == "missing_recipient_team_id"
    for user, team, error in (("U1", acme.id, "user_not_found"), (ada, "T1", "team_not_found")):
        asked = client.chat_startStream(**place, recipient_user_id=user, recipient_team_id=team)
        assert await refusal(asked) == error
    who = {"recipient_team_id": acme.id, "recipient_user_id": ada}
    odd = client.chat_startStream(**place, **who, task_display_mode="loud")
    assert (await refusal(odd)).startswith("invalid_arguments")
    ts = (await client.chat_startStream(**place, **who, markdown_text="Once"))["ts"]
    for more, error in (
        ({}, "markdown_text_or_chunks_required"),
        ({"markdown_text": "x", "chunks": [{"type": "markdown_text", "text": "x"}]}, "cannot_provide_both"),
        ({"chunks": [{"type": "markdown_text", "text": "x"}]}, "streaming_mode_mismatch"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
    ):
        assert (await refusal(client.chat_appendStream(channel=general, ts=ts, **more))).startswith(error)
    ts = (await client.chat_startStream(**place, **who))["ts"]
    for chunk, error in (
        ({"type": "strange"}, "invalid_chunks"),
        ({"type": "task_update", "id": "1", "title": "x", "status": "odd"}, "invalid_chunks"),
        ({"type": "blocks", "blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"type": "blocks", "blocks": [{"type": "divider"}] * 51}, "msg_blocks_too_many"),
    ):
        asked = client.chat_appendStream(channel=general, ts=ts, chunks=[chunk])
        assert (await refusal(asked)).startswith(error)
    status = client.chat_stopStream(channel=general, ts=ts, session_status="odd")
    assert (await refusal(status)).startswith("invalid_arguments")
    theirs = client.chat_appendStream(channel=general, ts=said.ts, markdown_text="x")
    assert await refusal(theirs) == "message_not_owned_by_app"
    plain = (await client.chat_postMessage(**place, text="plain"))["ts"]
    unstreamed = client.chat_appendStream(channel=general, ts=plain, markdown_text="x")
    assert await refusal(unstreamed) == "message_not_in_streaming_state"
    direct = await acme.say(ada, acme.dm(ada), "a story")
    await client.chat_startStream(channel=direct.channel, thread_ts=direct.ts)


async def test_status_is_seen_until_a_message_or_two_minutes(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    said = await acme.say(ada, general, "draw")
    place = {"channel_id": general, "thread_ts": said.ts}
    await client.assistant_threads_setStatus(**place, status="is drawing…", loading_messages=["mixing colours"])
    assert acme.status(general, said.ts) == "is drawing…"
    slack.clock.advance(121)
    assert acme.status(general, said.ts) is None
    await client.assistant_threads_setStatus(**place, status="is drawing…")
    await client.chat_postMessage(channel=general, thread_ts=said.ts, text="Larry")
    assert acme.status(general, said.ts) is None
    long = client.assistant_threads_setStatus(**place, status="x", loading_messages=["x"] * 11)
    assert (await refusal(long)).startswith("invalid_arguments")
    nowhere = client.assistant_threads_setStatus(channel_id=general, thread_ts="1.1", status="x")
    assert await refusal(nowhere) == "invalid_thread_ts"
    empty = client.api_call("assistant.threads.setStatus", json=place)
    assert (await refusal(empty)).startswith("invalid_arguments")


async def test_agent_view_has_prompts_titles_and_sessions(
    slack: SlackDouble, acme: Workspace, ada: str, client: AsyncWebClient
) -> None:
    said = await acme.say(ada, acme.dm(ada), "hello")
    place = {"channel_id": said.channel, "thread_ts": said.ts}
    prompts = [{"title": "A hedgehog", "message": "Draw a hedgehog"}]
    await client.assistant_threads_setSuggestedPrompts(channel_id=said.channel, prompts=prompts)
    assert acme.team.prompts[said.channel, None] == prompts
    many = client.assistant_threads_setSuggestedPrompts(channel_id=said.channel, prompts=prompts * 5)
    assert (await refusal(many)).startswith("invalid_arguments")
    await client.assistant_threads_setTitle(**place, title="Larry")
    assert acme.team.titles[said.channel, said.ts] == "Larry"
    assert await refusal(client.agents_sessions_rename(**place, title="x")) == "session_not_found"
    begun = await client.agents_sessions_setStatus(**place, status="processing", title="ignored", initiator_user_id=ada)
    assert (begun["status"], "warning" in begun.data) == ("processing", False)
    await client.agents_sessions_rename(**place, title="Larry's hat")
    assert acme.team.titles[said.channel, said.ts] == "Larry's hat"
    for more, error in (
        ({"status": "odd"}, "invalid_status"),
        ({"status": "active", "title": "x" * 201}, "invalid_arguments"),
        ({"status": "active", "initiator_user_id": "U1"}, "user_not_found"),
    ):
        assert (await refusal(client.agents_sessions_setStatus(**place, **more))).startswith(error)
    bare = client.agents_sessions_setStatus(channel_id=said.channel, status="active")
    assert await refusal(bare) == "thread_ts_required"
    untitled = client.agents_sessions_rename(channel_id=said.channel, title="x")
    assert await refusal(untitled) == "thread_ts_required"
    assert (await refusal(client.agents_sessions_rename(**place, title="x" * 201))).startswith("invalid_arguments")
    slack.app.events = frozenset()
    warned = await client.agents_sessions_setStatus(**place, status="active")
    assert warned["warning"] == "missing_agent_session_stopped_event_subscription"
    slack.app.agent = False
    assert await refusal(client.agents_sessions_setStatus(**place, status="active")) == "feature_disabled"
    assert await refusal(client.assistant_threads_setTitle(**place, title="x")) == "not_agent_app"
    general = acme.channel("general", ada)
    slack.app.agent = True
    public = client.assistant_threads_setSuggestedPrompts(channel_id=general, prompts=prompts)
    assert await refusal(public) == "channel_not_found"


# views


async def test_trigger_opens_one_view_soon(
    slack: SlackDouble, acme: Workspace, ada: str, client: AsyncWebClient
) -> None:
    trigger = slack.trigger(acme.team, ada)
    opened = (await client.views_open(trigger_id=trigger, view=modal()))["view"]
    assert acme.screen(ada) is not None
    assert await refusal(client.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"
    old = slack.trigger(acme.team, ada)
    slack.clock.advance(3.1)
    assert await refusal(client.views_open(trigger_id=old, view=modal())) == "expired_trigger_id"
    assert await refusal(client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"
    updated = (await client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal()))["view"]
    assert updated["id"] == opened["id"]
    stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal())
    assert await refusal(stale) == "hash_conflict"
    assert await refusal(client.views_update(view_id="V1", view=modal())) == "not_found"
    bare = client.api_call("views.update", json={"view": modal()})
    assert (await refusal(bare)).startswith("invalid_arguments")
    home = client.views_update(view_id=opened["id"], view={"type": "home", "blocks": []})
    assert (await refusal(home)).startswith("invalid_arguments")


async def test_views_have_limits(slack: SlackDouble, acme: Workspace, ada: str, client: AsyncWebClient) -> None:
    for more, why in (
        ({"title": {"type": "plain_text", "text": "x" * 25}}, "24"),
        ({"title": None}, "title"),
        ({"submit": None}, "submit"),
        ({"blocks": [{"type": "divider"}] * 101}, "100"),
        ({"blocks": None}, "blocks"),
        ({"private_metadata": "x" * 3001}, "3000"),
        ({"type": "home"}, "type"),
        ({"close": {"type": "mrkdwn", "text": "x"}}, "plain text"),
    ):
        trigger = slack.trigger(acme.team, ada)
        asked = client.api_call("views.open", json={"trigger_id": trigger, "view": modal(**more)})
        said = await refusal(asked)
        assert said.startswith("invalid_arguments")
        assert why in said
    large = modal(blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 99)
    asked = client.views_open(trigger_id=slack.trigger(acme.team, ada), view=large)
    assert await refusal(asked) == "view_too_large"
    missing = client.api_call("views.open", json={"trigger_id": "x"})
    assert (await refusal(missing)).startswith("invalid_arguments")


async def test_views_are_stacked_and_found_by_external_id(
    slack: SlackDouble, acme: Workspace, ada: str, client: AsyncWebClient
) -> None:
    assert await refusal(client.views_push(trigger_id=slack.trigger(acme.team, ada), view=modal())) == "not_found"
    first = (await client.views_open(trigger_id=slack.trigger(acme.team, ada), view=modal(external_id="e1")))["view"]
    twice = client.views_open(trigger_id=slack.trigger(acme.team, ada), view=modal(external_id="e1"))
    assert await refusal(twice) == "duplicate_external_id"
    assert (await client.views_update(external_id="e1", view=modal()))["view"]["id"] == first["id"]
    for _ in range(2):
        pushed = await client.views_push(trigger_id=slack.trigger(acme.team, ada, first["id"]), view=modal())
    assert (pushed["view"]["root_view_id"], len(acme.team.screens[ada])) == (first["id"], 3)
    deep = client.views_push(trigger_id=slack.trigger(acme.team, ada, first["id"]), view=modal())
    assert await refusal(deep) == "push_limit_reached"


async def test_home_tab_is_published(acme: Workspace, ada: str, client: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button("album")]}]}
    first = (await client.views_publish(user_id=ada, view=home))["view"]
    assert acme.home(ada) is not None
    second = (await client.views_publish(user_id=ada, view=home, hash=first["hash"]))["view"]
    assert second["id"] == first["id"]
    assert await refusal(client.views_publish(user_id=ada, view=home, hash=first["hash"])) == "hash_conflict"
    assert await refusal(client.views_publish(user_id="U1", view=home)) == "user_not_found"


# installing


async def consent(slack: SlackDouble, **asked: str) -> aiohttp.ClientResponse:
    async with aiohttp.ClientSession() as session:
        url = f"{slack.url}oauth/v2/authorize"
        return await session.get(url, params={"client_id": slack.app.client_id, **asked}, allow_redirects=False)


async def test_app_is_installed_by_consent_and_code() -> None:
    app = SlackApp(redirect_urls=("https://pb.example/slack/oauth_redirect",), rotation=True)
    async with slack_double(app) as slack:
        globex = slack.workspace("Globex", installed=False)
        hank = globex.person("Hank")
        with pytest.raises(LookupError, match="not installed"):
            _ = globex.token
        back = app.redirect_urls[0]
        assert (await consent(slack, redirect_uri=back, scope="chat:write")).status == 200
        assert (await consent(slack, redirect_uri="https://evil.example/")).status == 400
        assert (await consent(slack, redirect_uri=back, scope="admin")).status == 400
        assert (await consent(slack, client_id="1")).status == 400
        who = {"redirect_uri": back, "state": "s1", "team": globex.id, "user": hank}
        no = await consent(slack, **who, deny="1")
        assert "error=access_denied" in no.headers["Location"]
        yes = await consent(slack, **who)
        assert "state=s1" in yes.headers["Location"]
        code = yes.headers["Location"].rpartition("code=")[2]
        client = AsyncWebClient(base_url=slack.api_url)
        ours = {"client_id": app.client_id, "client_secret": app.client_secret}
        assert await refusal(client.oauth_v2_access(**{**ours, "client_secret": "x"}, code=code)) == "bad_client_secret"
        assert await refusal(client.oauth_v2_access(**{**ours, "client_id": "x"}, code=code)) == "invalid_client_id"
        assert await refusal(client.oauth_v2_access(**ours, code="x")) == "invalid_code"
        other = client.oauth_v2_access(**ours, code=code, redirect_uri="https://x.example")
        assert await refusal(other) == "bad_redirect_uri"
        given = await client.oauth_v2_access(**ours, code=code, redirect_uri=back)
        assert await refusal(client.oauth_v2_access(**ours, code=code)) == "code_already_used"
        assert (given["team"]["id"], given["access_token"]) == (globex.id, globex.token)
        await rotated(slack, client, given.data)
        leaving = AsyncWebClient(globex.token, base_url=slack.api_url)
        wrong = {"client_id": "x", "client_secret": "x"}
        assert await refusal(leaving.apps_uninstall(**wrong)) == "invalid_client_id"
        assert await refusal(leaving.apps_uninstall(**{**ours, "client_secret": "x"})) == "bad_client_secret"
        await leaving.apps_uninstall(**ours)
        await globex.until(lambda: not globex.team.installed)


async def rotated(slack: SlackDouble, client: AsyncWebClient, given: Json) -> None:
    """Let slack_sdk rotate the token that was given."""
    slack.clock.advance(12 * 3600 + 1)
    old = AsyncWebClient(given["access_token"], base_url=slack.api_url)
    assert await refusal(old.auth_test()) == "token_expired"
    rotator = AsyncTokenRotator(client_id=slack.app.client_id, client_secret=slack.app.client_secret, client=client)
    bot = Bot(
        bot_token=given["access_token"],
        bot_id="B",
        bot_user_id=given["bot_user_id"],
        bot_refresh_token=given["refresh_token"],
        bot_token_expires_at=int(time.time()) + 10,
        installed_at=time.time(),
    )
    fresh = await rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=120)
    assert fresh is not None
    await AsyncWebClient(fresh.bot_token, base_url=slack.api_url).auth_test()
    with pytest.raises(Exception, match="invalid_refresh_token"):
        await rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=120)


# trouble


async def test_faults_happen_once_where_they_were_asked_for(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    random = acme.channel("random", ada)
    client.retry_handlers.clear()
    slack.faults.add("chat.postMessage", "status", 500, channel=general)
    await client.chat_postMessage(channel=random, text="fine")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=general, text="lost")
    await client.chat_postMessage(channel=general, text="fine")
    slack.faults.add("chat.postMessage", "error", "internal_error", skip=1, team=acme.id)
    await client.chat_postMessage(channel=general, text="fine")
    assert await refusal(client.chat_postMessage(channel=general, text="lost")) == "internal_error"
    slack.faults.add("*", "disconnect")
    with pytest.raises(aiohttp.ClientError):
        await client.auth_test()
    slack.faults.add("auth.test", "hang", 0.01)
    with pytest.raises(SlackApiError):
        await client.auth_test()
    slack.faults.add("auth.test", "status", 500)
    slack.faults.clear()
    await client.auth_test()
    assert [one.text for one in acme.timeline(general)] == ["fine", "fine"]
    assert [one.fault for one in slack.bot_calls if one.fault] == ["status", "error", "disconnect", "hang"]


async def test_answer_may_be_lost_after_the_deed(
    slack: SlackDouble, acme: Workspace, general: str, client: AsyncWebClient
) -> None:
    client.retry_handlers.clear()
    slack.faults.add("chat.postMessage", "disconnect", after=True)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=general, text="done all the same")
    assert [one.text for one in acme.timeline(general)] == ["done all the same"]


async def test_files_and_response_urls_fail_too(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    slack.faults.add("upload", "status", 503)
    with pytest.raises(SlackRequestError, match="503"):
        await upload(client, png(1))
    slack.faults.add("upload", "disconnect")
    client.retry_handlers.clear()
    with pytest.raises(aiohttp.ClientError):
        await upload(client, png(1))
    slack.faults.add("download", "status", 500)
    slack.faults.add("response_url", "status", 500)
    async with aiohttp.ClientSession() as session:
        assert (await session.get(f"{slack.url}files-pri/{acme.id}-F1/x.png")).status == 500
        url = slack.response_url(acme.team, general, ada)
        assert (await session.post(url, json={"text": "x"})).status == 500


async def test_rate_limit_on_demand_is_waited_out_by_the_sdk(
    slack: SlackDouble, general: str, client: AsyncWebClient
) -> None:
    slack.faults.add("chat.postMessage", "ratelimited", 0)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await client.chat_postMessage(channel=general, text="at last")
    assert [one.status for one in slack.bot_calls] == [429, 200]
    client.retry_handlers.clear()
    slack.faults.add("chat.postMessage", "ratelimited", 7)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=general, text="too soon")
    assert caught.value.response.headers["Retry-After"] == "7"


async def test_rate_limits_of_slack_can_be_switched_on(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    slack.limits.on, slack.limits.tiers[4], slack.limits.posts_per_second = True, 2, 0.01
    random = acme.channel("random", ada)
    await client.chat_postMessage(channel=general, text="one")
    await client.chat_postMessage(channel=random, text="one")
    assert await refusal(client.chat_postMessage(channel=general, text="two")) == "ratelimited"
    slack.clock.advance(101)
    await client.chat_postMessage(channel=general, text="two")
    for _ in range(2):
        await client.users_info(user=ada)
    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user=ada)
    assert 30 <= int(caught.value.response.headers["Retry-After"]) <= 60
    await client.auth_test()


async def test_body_that_is_no_json_is_refused(slack: SlackDouble, acme: Workspace) -> None:
    headers = {"Authorization": f"Bearer {acme.token}", "Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session:
        for body, error in (("{", "invalid_json"), ("[]", "json_not_object")):
            answer = await session.post(f"{slack.api_url}chat.postMessage", data=body, headers=headers)
            assert (await answer.json())["error"] == error


async def test_api_test_says_what_it_was_told(client: AsyncWebClient) -> None:
    assert (await client.api_test(foo="bar"))["args"]["foo"] == "bar"
    assert await refusal(client.api_test(error="oh")) == "oh"


async def test_response_url_serves_five_times_in_thirty_minutes(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=general, text="hi")
    url = slack.response_url(acme.team, general, ada, posted["ts"])
    async with aiohttp.ClientSession() as session:

        async def answer(**said: Any) -> tuple[int, str]:
            got = await session.post(url, data=json.dumps(said))
            return got.status, await got.text()

        assert (await answer(text=""))[0] == 400
        assert (await answer(text="x", blocks=[{"type": "section"}]))[0] == 400
        assert (await session.post(url, data="{")).status == 400
        assert await answer(text="only you") == (200, "ok")
        assert await answer(text="all", response_type="in_channel") == (200, "ok")
        assert await answer(text="changed", replace_original=True) == (200, "ok")
        assert acme.look(posted["ts"]).text == "changed"
        assert await answer(delete_original=True) == (200, "ok")
        assert await answer(text="five") == (200, "ok")
        assert (await answer(text="six"))[0] == 404
        url = slack.response_url(acme.team, general, ada)
        slack.clock.advance(1801)
        assert "expired_url" in (await answer(text="late"))[1]
        url = f"{slack.url}actions/T1/1/x"
        assert (await answer(text="nowhere"))[0] == 404
    assert [one.text for one in acme.timeline(general)] == ["all"]
    assert [one.text for one in acme.timeline(general, ada)] == ["only you", "all", "five"]
