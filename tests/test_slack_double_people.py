"""What people do and see in the Slack double, its validators, and the double as a process of its own."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from contract.adapter_suite import png
from doubles.slack import forms
from doubles.slack.facts import METHODS, scopes_of
from doubles.slack.people import Workspace
from doubles.slack.remote import Failed, slack_process
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack.world import Call
from doubles.slack_shapes import BLOCKS, ELEMENTS, shape_problems
from doubles.slack_validate import (
    block_type_problems,
    call_problems,
    has_types,
    limit_problems,
    missed_problems,
    problems,
    type_problems,
)
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]
needs_types = pytest.mark.skipif(not has_types(), reason="PICTUREBOOK_SPECS names no folder with Slack's types")


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with slack_double() as double:
        double.echo = False
        double.postman.retries_s = ()
        yield double


@pytest.fixture
def acme(slack: SlackDouble) -> Workspace:
    return slack.workspace("Acme")


@pytest.fixture
def ada(acme: Workspace) -> str:
    return acme.person("Ada")


@pytest.fixture
def general(acme: Workspace, ada: str) -> str:
    return acme.channel("general", ada)


@pytest.fixture
def client(slack: SlackDouble, acme: Workspace) -> AsyncWebClient:
    return AsyncWebClient(acme.token, base_url=slack.api_url)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(action: str = "again", label: str = "Again", **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": plain(label), **more}


OPTIONS = [{"text": plain("Family"), "value": "family"}, {"text": plain("Anybody"), "value": "general"}]


async def test_words_of_every_block_are_seen(acme: Workspace, ada: str, general: str, client: AsyncWebClient) -> None:
    blocks = [
        {"type": "header", "text": plain("Title <not a link>")},
        {"type": "section", "text": mrkdwn("*bold* &lt;b&gt; <https://a.example|here>"), "fields": [plain("field")]},
        {"type": "context", "elements": [mrkdwn(f"by <@{ada}> in <#{general}> <https://b.example>")]},
        {"type": "markdown", "text": "**strong**"},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "<rich> "},
                        {"type": "user", "user_id": ada},
                        {"type": "link", "url": "https://c.example"},
                        {"type": "emoji", "name": "hedgehog"},
                    ],
                }
            ],
        },
        {"type": "image", "image_url": "https://d.example/e.png", "alt_text": "alt", "title": plain("A title")},
        {"type": "divider"},
    ]
    posted = await client.chat_postMessage(channel=general, text="fallback <!here>", blocks=blocks)
    seen = acme.look(posted["ts"])
    assert seen.text.split("\n") == [
        "Title <not a link>",
        "*bold* <b> here",
        "field",
        "by @Ada in #general https://b.example",
        "**strong**",
        "<rich> @Adahttps://c.example:hedgehog:",
    ]
    assert seen.fallback == "fallback @here"
    assert seen.calls == 2  # the two mentions of Ada; what only the fallback says is not shown
    assert (seen.pictures[0].url, seen.pictures[0].alt, seen.pictures[0].title) == (
        "https://d.example/e.png",
        "alt",
        "A title",
    )


async def test_calls_of_everybody_are_counted(acme: Workspace, general: str, client: AsyncWebClient) -> None:
    loud = await client.chat_postMessage(channel=general, text="<!channel> <!here|x> <!subteam^S1|@team> <@U1>")
    quiet = await client.chat_postMessage(channel=general, text="&lt;!channel&gt; @here")
    assert (acme.look(loud["ts"]).calls, acme.look(quiet["ts"]).calls) == (4, 0)
    assert acme.look(quiet["ts"]).text == "<!channel> @here"


async def test_everything_that_can_be_pressed_is_pressed(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    feedback = {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": plain("Good"), "value": "up"},
                "negative_button": {"text": plain("Bad"), "value": "down"},
            },
            {"type": "icon_button", "icon": "trash", "action_id": "delete", "text": plain("Delete"), "value": "d"},
        ],
    }
    choice = {"type": "static_select", "action_id": "who", "placeholder": plain("Who?"), "options": OPTIONS}
    row = {"type": "actions", "elements": [button(value="v", style="danger"), choice]}
    posted = await client.chat_postMessage(channel=general, text="x", blocks=[feedback, row])
    seen = acme.look(posted["ts"])
    assert [one.kind for one in seen.buttons] == ["feedback_buttons", "icon_button", "button", "static_select"]
    assert seen.button("Again").style == "danger"
    with pytest.raises(LookupError, match="no button"):
        seen.button("Nowhere")

    async def pressed(action: str, option: str | None = None) -> Json:
        done = await acme.click(ada, seen, action, option=option)
        (action_body,) = done.deliveries[0].body["actions"]
        return dict(action_body)

    assert (await pressed("feedback", "Good"))["value"] == "up"
    assert (await pressed("Delete"))["value"] == "d"
    assert (await pressed("Again"))["value"] == "v"
    assert (await pressed("who", "Anybody"))["selected_option"]["value"] == "general"
    for action, option in (("nothing", None), ("who", None)):
        with pytest.raises(LookupError):
            await acme.click(ada, seen, action, option=option)
    stranger = acme.person("Mallory")
    with pytest.raises(LookupError, match="is not in"):
        await acme.click(stranger, seen, "Again")


async def test_press_tells_where_and_carries_a_trigger(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    root = await acme.say(ada, general, "draw")
    row = [{"type": "actions", "elements": [button()]}]
    posted = await client.chat_postMessage(channel=general, thread_ts=root.ts, text="x", blocks=row)
    body = (await acme.click(ada, posted["ts"], "again")).deliveries[0].body
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": general,
        "is_ephemeral": False,
        "thread_ts": root.ts,
    }
    assert body["message"]["ts"] == posted["ts"]
    assert body["trigger_id"] in slack.triggers
    told = await client.chat_postEphemeral(channel=general, user=ada, text="x", blocks=row)
    body = (await acme.click(ada, told["message_ts"], "again")).deliveries[0].body
    assert (body["container"]["is_ephemeral"], "message" in body) == (True, False)
    await client.views_publish(user_id=ada, view={"type": "home", "blocks": row})
    body = (await acme.click_view(ada, "again")).deliveries[0].body
    assert (body["container"]["type"], body["view"]["type"]) == ("view", "home")
    with pytest.raises(LookupError, match="nothing is open"):
        await acme.click_view(acme.person("Ben"), "again")


def field(element: Json, block: str, **more: Any) -> Json:
    return {"type": "input", "block_id": block, "label": plain(block), "element": element, **more}


FORM = [
    field({"type": "plain_text_input", "action_id": "words", "max_length": 5, "min_length": 2}, "Words"),
    field({"type": "static_select", "action_id": "who", "options": OPTIONS, "initial_option": OPTIONS[0]}, "Who"),
    field({"type": "checkboxes", "action_id": "many", "options": OPTIONS}, "Many", optional=True),
    field({"type": "file_input", "action_id": "file"}, "File", optional=True),
    field({"type": "users_select", "action_id": "friend"}, "Friend", optional=True),
]


def test_form_is_filled_in_as_a_client_does_it() -> None:
    filled = forms.filled(FORM, {"words": "a hat", "Many": ["family"], "file": ["F1"]})
    assert filled["Words"]["words"] == {"type": "plain_text_input", "value": "a hat"}
    assert filled["Who"]["who"]["selected_option"]["value"] == "family"
    assert [one["value"] for one in filled["Many"]["many"]["selected_options"]] == ["family"]
    assert filled["File"]["file"]["files"] == [{"id": "F1"}]
    assert filled["Friend"]["friend"]["selected_user"] is None
    for values in ({}, {"words": "too long"}, {"words": "x"}):
        with pytest.raises(forms.NotFilled):
            forms.filled(FORM, values)
    with pytest.raises(LookupError, match="no field"):
        forms.filled(FORM, {"words": "a hat", "colour": "red"})
    with pytest.raises(KeyError):
        forms.filled(FORM, {"words": "a hat", "who": "nobody"})


async def test_answers_to_forms_are_done(slack: SlackDouble, acme: Workspace, ada: str, client: AsyncWebClient) -> None:
    view = {"type": "modal", "title": plain("A"), "submit": plain("Go"), "blocks": FORM[:1], "notify_on_close": True}
    await client.views_open(trigger_id=slack.trigger(acme.team, ada), view=view)
    shown = acme.screen(ada)
    assert shown is not None
    with pytest.raises(AssertionError, match="does not have"):
        forms.answer(slack, acme.team, ada, shown, {"response_action": "errors", "errors": {"Nope": "x"}})
    with pytest.raises(AssertionError, match="unknown response_action"):
        forms.answer(slack, acme.team, ada, shown, {"response_action": "dance"})
    with pytest.raises(AssertionError, match="refuses"):
        forms.answer(
            slack, acme.team, ada, shown, {"response_action": "update", "view": {"type": "modal", "blocks": []}}
        )
    forms.answer(slack, acme.team, ada, shown, {"response_action": "update", "view": view | {"title": plain("B")}})
    assert shown.body["title"]["text"] == "B"
    forms.answer(slack, acme.team, ada, shown, {"response_action": "push", "view": view})
    assert len(acme.team.screens[ada]) == 2
    closed = await acme.close(ada)
    assert closed.deliveries[0].body["type"] == "view_closed"
    forms.answer(slack, acme.team, ada, shown, {"response_action": "clear"})
    assert acme.screen(ada) is None
    with pytest.raises(LookupError, match="no form"):
        await acme.submit(ada, shown, {})
    await client.views_open(trigger_id=slack.trigger(acme.team, ada), view=view | {"notify_on_close": False})
    assert (await acme.close(ada)).deliveries == []


async def test_global_shortcut_opens_a_form_anywhere(slack: SlackDouble, acme: Workspace, ada: str) -> None:
    body = (await acme.shortcut(ada, "draw")).deliveries[0].body
    assert (body["type"], body["callback_id"], "channel" in body) == ("shortcut", "draw", False)


async def test_reaction_taken_back_and_where_the_bot_is_not(acme: Workspace, ada: str, general: str) -> None:
    said = await acme.say(ada, general, "hi")
    await acme.react(ada, said, "two")
    assert (await acme.unreact(ada, said, "two")).deliveries == []  # the app has not subscribed to that
    assert acme.look(said.ts).reactions == ()
    outside = acme.channel("outside", ada, bot=False)
    there = await acme.say(ada, outside, "hi")
    assert (await acme.react(ada, there, "two")).deliveries == []


async def test_people_do_only_what_they_can(acme: Workspace, ada: str, general: str) -> None:
    said = await acme.say(ada, general, "hi")
    ben = acme.person("Ben")
    with pytest.raises(LookupError, match="is not in"):
        await acme.say(ben, general, "hi")
    with pytest.raises(LookupError, match="no thread"):
        await acme.say(ada, general, "hi", "1.1")
    with pytest.raises(LookupError, match="no message"):
        await acme.edit(ben, said.ts, "no")
    with pytest.raises(TimeoutError):
        await acme.until(lambda: False, 0.02)


async def test_repeated_and_delayed_deliveries(slack: SlackDouble, acme: Workspace, ada: str, general: str) -> None:
    slack.postman.repeat, slack.postman.delay_s = 3, 0.01
    said = await acme.say(ada, general, "hi")
    assert len(said.deliveries[0].attempts) == 3


async def test_held_events_come_late_and_in_any_order(
    slack: SlackDouble, acme: Workspace, ada: str, general: str
) -> None:
    slack.postman.holding = True
    said = [await acme.say(ada, general, f"hi {number}") for number in range(3)]
    assert all(one.deliveries[0].attempts == [] for one in said)
    released = await slack.postman.release(backwards=True)
    assert [len(one.attempts) for one in released] == [1, 1, 1]
    times = [one.deliveries[0].attempts[0].at_s for one in said]
    assert times == sorted(times, reverse=True)
    assert len((await acme.say(ada, general, "hi")).deliveries[0].attempts) == 1


async def test_mention_with_files_is_told_in_three_ways(
    slack: SlackDouble, acme: Workspace, ada: str, general: str
) -> None:
    async def told(how: str) -> list[tuple[str, bool]]:
        slack.mention_files = how
        done = await acme.mention(ada, general, "this one", files=[("a.png", png(1))])
        return [(one.body["event"]["type"], "files" in one.body["event"]) for one in done.deliveries]

    assert await told("told") == [("app_mention", True), ("message", True)]
    assert await told("left out") == [("app_mention", False), ("message", True)]
    assert await told("silent") == [("message", True)]


async def test_mention_and_message_come_in_either_order(
    slack: SlackDouble, acme: Workspace, ada: str, general: str
) -> None:
    for order, types in (("mention first", ["app_mention", "message"]), ("message first", ["message", "app_mention"])):
        slack.mention_order = order
        done = await acme.mention(ada, general, "hello")
        assert [one.body["event"]["type"] for one in done.deliveries] == types


async def test_phantom_has_the_client_msg_id_and_another_ts(acme: Workspace, ada: str, general: str) -> None:
    said = await acme.say(ada, general, "hello")
    again = await acme.phantom(said)
    first, second = (one.deliveries[0].body["event"] for one in (said, again))
    assert first["client_msg_id"] == second["client_msg_id"]
    assert first["ts"] != second["ts"]
    assert len(acme.timeline(general)) == 1


async def test_file_may_be_named_without_being_told_of(
    slack: SlackDouble, acme: Workspace, ada: str, general: str, client: AsyncWebClient
) -> None:
    slack.bare_files = True
    said = await acme.say(ada, general, "look", files=[("a.png", png(1))])
    (file,) = said.deliveries[0].body["event"]["files"]
    assert (file["file_access"], "url_private_download" in file) == ("check_file_info", False)
    told = (await client.files_info(file=file["id"]))["file"]
    assert (told["mimetype"], told["original_w"], told["channels"]) == ("image/png", 1, [general])
    assert told["shares"]["public"][general][0]["ts"] == said.ts
    direct = await acme.say(ada, acme.dm(ada), "look", files=[("a.png", png(1))])
    (file,) = direct.deliveries[0].body["event"]["files"]
    assert (await client.files_info(file=file["id"]))["file"]["ims"] == [direct.channel]


def test_scopes_of_methods_are_told() -> None:
    assert scopes_of(["auth.test", "chat.postMessage", "chat.update"]) == [frozenset({"chat:write"})]


async def test_app_is_told_that_it_hears_too_much(acme: Workspace) -> None:
    body = (await acme.rate_limited()).deliveries[0].body
    assert (body["type"], "event" in body) == ("app_rate_limited", False)


# the validators


GOOD: list[Json] = [
    {"type": "section", "text": mrkdwn("hi")},
    {"type": "actions", "block_id": "a", "elements": [button(value="v", style="primary")]},
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "alt"},
    {"type": "context", "elements": [mrkdwn("c")]},
]
BAD = [
    ("type typo", [{"type": "sectoin", "text": mrkdwn("x")}], "both"),
    ("image without alt text", [{"type": "image", "image_url": "https://x"}], "both"),
    ("bad style", [{"type": "actions", "elements": [button(style="blue")]}], "both"),
    ("mrkdwn in a button", [{"type": "actions", "elements": [button() | {"text": mrkdwn("x")}]}], "types"),
    ("unknown key", [{"type": "divider", "colour": 1}], "types"),
    ("long text", [{"type": "section", "text": mrkdwn("x" * 3001)}], "limits"),
    ("long button", [{"type": "actions", "elements": [button(label="x" * 76)]}], "limits"),
    ("long action", [{"type": "actions", "elements": [button("x" * 256)]}], "limits"),
    ("long value", [{"type": "actions", "elements": [button(value="x" * 2001)]}], "limits"),
    ("many elements", [{"type": "actions", "elements": [button(str(n)) for n in range(26)]}], "limits"),
    ("long header", [{"type": "header", "text": plain("x" * 151)}], "limits"),
    ("empty section", [{"type": "section"}], "limits"),
    ("action twice", [{"type": "actions", "elements": [button(), button()]}], "missed"),
    ("too many blocks", [{"type": "divider"}] * 51, "missed"),
]


@needs_types
def test_good_blocks_are_clean() -> None:
    assert block_type_problems(GOOD) == limit_problems(GOOD) == missed_problems(GOOD) == []


@needs_types
@pytest.mark.parametrize(("name", "blocks", "caught_by"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_blocks_are_caught_by_somebody(name: str, blocks: list[Json], caught_by: str) -> None:
    judges = {
        "types": bool(block_type_problems(blocks)),
        "limits": bool(limit_problems(blocks)),
        "missed": bool(missed_problems(blocks)),
    }
    assert judges["types"] == (caught_by in ("both", "types"))
    assert judges["limits"] == (caught_by in ("both", "limits"))
    assert judges["missed"] == (caught_by == "missed")


CALLS = [
    ("chat.postMessage", {"channel": "C1", "text": "x", "thread_ts": "1.1", "team_id": "T1"}, True),
    ("chat.postMessage", {"channel": "C1", "text": "x", "thread": "1.1"}, False),
    ("chat.postMessage", {"channel": "C1"}, False),
    ("chat.update", {"channel": "C1", "text": "x"}, False),
    ("chat.startStream", {"channel": "C1", "thread_ts": "1.1"}, True),
    ("chat.startStream", {"channel": "C1"}, False),
    ("files.getUploadURLExternal", {"filename": "a"}, False),
    ("files.getUploadURLExternal", {"filename": "a", "length": "5"}, True),
    ("users.info", {"user": "U1", "include_locale": "1"}, True),
    ("conversations.replies", {"channel": "C1", "ts": "1.1", "limit": "9", "include_all_metadata": "1"}, True),
    ("conversations.replies", {"channel": "C1", "ts": "1.1", "limit": "nine"}, False),
    ("views.open", {"trigger_id": "1", "view": {"type": "modal", "blocks": []}}, False),
    ("chat.unheard", {"anything": 1}, True),
]


@needs_types
@pytest.mark.parametrize(("method", "args", "good"), CALLS)
def test_arguments_are_judged_by_the_types(method: str, args: Json, good: bool) -> None:
    assert (type_problems(method, args) == []) is good


@needs_types
def test_every_method_with_types_can_be_judged() -> None:
    judged = [method for method in METHODS if type_problems(method, {"surprise": 1})]
    assert {"chat.postMessage", "chat.update", "conversations.replies", "views.open"} <= set(judged)


def test_types_are_skipped_where_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PICTUREBOOK_SPECS", "/nowhere")
    assert not has_types()
    assert type_problems("chat.postMessage", {}) == block_type_problems([{}]) == []


def test_problems_of_a_log_are_told() -> None:
    calls = [
        Call(0, "chat.postMessage", {"channel": "C1", "text": "x"}, "T1", 200, {"ok": True}),
        Call(0, "chat.postMessage", {"channel": "C1", "blocks": GOOD}, "T1", 200, {"ok": True}),
        Call(0, "files.info", {"file": "F1"}, "T1", 200, {"ok": False, "error": "missing_scope", "needed": "f:r"}),
        Call(0, "files.info", {"file": "F1"}, "T1", 200, {"ok": False, "error": "missing_scope"}, fault="error"),
        Call(
            0,
            "chat.appendStream",
            {"channel": "C1", "ts": "1.1", "chunks": [{"type": "blocks", "blocks": [{}]}]},
            "T",
            200,
            {},
        ),
    ]
    found = problems(calls)
    assert any("without a text" in one for one in found)
    assert any("missing_scope f:r" in one for one in found)
    assert sum("missing_scope" in one for one in found) == 1
    assert any("unknown type" in one for one in found)
    assert call_problems(calls[0]) == []


# a process of its own


async def test_slack_in_another_process_is_driven_over_http() -> None:
    async with slack_process() as (slack, where):
        acme, token = await slack.new_workspace(name="Acme")
        ada = await acme.person(name="Ada")
        general = await acme.channel(name="general")
        with pytest.raises(Failed, match="is not in"):
            await acme.say(user=ada, channel=general, text="hi")
        direct = await acme.dm(user=ada)
        said = await acme.say(user=ada, channel=direct, text="hi", files=[["a.png", png(3)]])
        assert (said["ok"], said["deliveries"][0]["attempts"][0]["status"]) == (False, None)
        client = AsyncWebClient(token, base_url=where["api_url"])
        await client.chat_postMessage(channel=direct, thread_ts=said["ts"], text="hello")
        mine, answer = await acme.thread(channel=direct, ts=said["ts"])
        assert (mine["pictures"][0]["data"], answer["text"]) == (png(3), "hello")
        assert [one["method"] for one in await slack.log()] == ["chat.postMessage"]
        assert await slack.problems() == []
        await slack.fault(method="auth.test", kind="error", value="internal_error")
        await slack.set(files_ready_after_polls=1, retries_s=[])
        await slack.advance(seconds=1)
        assert (await slack.app(socket_mode=True))["socket_mode"] is True
        assert await slack.sockets() == {"open": 0, "opened": 0}
        await slack.disconnect()
        await slack.drop()
        assert len(await slack.deliveries()) >= 1
        for ask in (slack.dance, acme.dance):
            with pytest.raises(Failed, match="no verb"):
                await ask()
        assert await acme.screen(user=ada) is None
        with pytest.raises(Failed, match="no form"):
            await acme.submit(user=ada, values={})


def test_shapes_agree_with_slacks_types() -> None:
    described = {
        **{kind: (shape, {"block_id"}) for kind, shape in BLOCKS.items()},
        **{kind: (shape, {"action_id"}) for kind, shape in ELEMENTS.items()},
    }
    if not has_types():
        pytest.skip("PICTUREBOOK_SPECS names no folder with Slack's types")
    for kind, variants in published_shapes().items():
        if kind in described:
            (must, may), more = described.pop(kind)
            assert {"type", *must, *may, *more} == set().union(*(one["properties"] for one in variants)), kind
            assert {"type", *must} == set.intersection(*(set(one["required"]) for one in variants)), kind
    assert described == {}


def published_shapes() -> dict[str, list[Json]]:
    """Return what Slack's types say of each block and element: by type, the variants of its object."""
    path = Path(os.environ["PICTUREBOOK_SPECS"]) / "slack.schema.json"
    found: dict[str, list[Json]] = {}
    for name, definition in json.loads(path.read_text())["Blocks"]["definitions"].items():
        for one in definition.get("anyOf", [definition]):
            kind = one.get("properties", {}).get("type", {}).get("const")
            if kind is not None and not name.endswith(("Element", "Accessory", "KnownBlock")):
                found.setdefault(kind, []).append(one)
    return found


FUZZY = [
    {"type": "context", "elements": ["words"]},
    {"type": "context", "elements": [button()]},
    {"type": "context", "elements": []},
    {"type": "actions", "elements": [{"type": "plain_text_input", "action_id": "x"}]},
    {"type": "actions", "elements": [button() | {"text": mrkdwn("x")}]},
    {"type": "actions", "elements": [button() | {"action_id": 5}]},
    {"type": "actions", "elements": [button() | {"confirm": {"text": plain("x" * 301)}}]},
    {"type": "actions", "elements": [button() | {"confirm": {"title": plain("x")}}]},
    {"type": "actions", "elements": [button() | {"confirm": "sure?"}]},
    {"type": "section", "text": "words"},
    {"type": "section", "text": {"type": "plain_text"}},
    {"type": "section", "text": plain("x") | {"verbatim": True}},
    {"type": "section", "text": plain("x"), "expand": "yes"},
    {"type": "image", "alt_text": "x", "slack_file": {"id": ""}},
    {"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}, "image_url": "https://a.example/b"},
    {"type": "image", "alt_text": None, "image_url": "https://a.example/b"},
    {"type": "divider", "colour": 1},
    {"type": "divider", "block_id": ["x"]},
    {"type": "actions", "elements": [{"type": "static_select", "action_id": "x", "options": []}]},
    {"type": "actions", "elements": [{"type": "static_select", "action_id": "x", "options": ["x"]}]},
    {"type": "actions", "elements": [{"type": "overflow", "action_id": "x", "options": OPTIONS * 3}]},
    {
        "type": "actions",
        "elements": [{"type": "static_select", "action_id": "x", "options": [{"text": plain("x" * 76), "value": "v"}]}],
    },
    {
        "type": "actions",
        "elements": [
            {"type": "static_select", "action_id": "x", "options": [{"text": plain("x"), "value": "v" * 151}]}
        ],
    },
    {
        "type": "actions",
        "elements": [{"type": "static_select", "action_id": "x", "options": OPTIONS, "placeholder": plain("x" * 151)}],
    },
    {
        "type": "input",
        "label": plain("x"),
        "element": {"type": "plain_text_input", "action_id": "x", "max_length": "long"},
    },
]


@pytest.mark.parametrize("block", FUZZY, ids=[str(number) for number in range(len(FUZZY))])
def test_shapes_are_checked_without_the_types(block: Json) -> None:
    assert shape_problems([block])


def test_good_shapes_pass() -> None:
    confirmed = button("other", confirm={"title": plain("Sure?"), "text": mrkdwn("x"), "confirm": plain("Yes")})
    more: list[Json] = [
        {"type": "actions", "elements": [{"type": "timepicker", "action_id": "t"}, confirmed]},
        {
            "type": "section",
            "text": mrkdwn("x"),
            "accessory": {"type": "image", "alt_text": "x", "image_url": "https://x"},
        },
        {
            "type": "card",
            "title": mrkdwn("x"),
            "hero_image": {"type": "image", "alt_text": "x", "slack_file": {"url": "u"}},
        },
        {"type": "plan", "title": "unknown to the table"},
    ]
    assert shape_problems(GOOD + FORM + more) == []
