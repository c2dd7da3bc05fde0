"""Presses, forms, panels, slash commands, shortcuts and the app's own pages on Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from contract.adapter_suite import ADA, BEN, grid, png
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack.world import File, SlackApp
from doubles.slack_stage import SlackStage
from doubles.slack_validate import problems
from redis.asyncio import Redis

from adapters.slack import answering
from adapters.slack.adapter import SlackAdapter
from adapters.slack.answering import Answers, Surface
from adapters.slack.calls import Calls, Web
from adapters.slack.interactions import Context
from adapters.slack.limiter import Limiter
from adapters.slack.manifest import manifest
from adapters.slack.marks import Marks
from adapters.slack.uploads import Uploads
from adapters.slack.workspaces import OneWorkspace
from bot.adapter import Blob, RoomSettings
from bot.commands import UnknownCommand
from bot.errors import InboxFull, StoreError, UnknownButton, explain
from bot.events import Command, Press, Submit, Thread
from bot.fit import fit
from bot.phrases import phrase
from bot.replies import (
    Audience,
    Button,
    ButtonStyle,
    Card,
    CastMember,
    Fact,
    Field,
    FieldKind,
    Form,
    Reply,
)

pytest_plugins = ["doubles.valkey"]
_PANEL = Reply(
    "turn9",
    "Who is who",
    facts=(Fact("Larry", "a hedgehog"), Fact("Petal", "")),
    buttons=((Button("pb1:cast:room:1", "On"), Button("pb1:rename:char-1", "Rename…", opens_form=True)),),
    audience=Audience.PERSON,
)
_NEXT = Reply("turn9", "Page two", audience=Audience.PERSON)
_RENAME = Form("pb1:rename:char-1", "Another name for this one", (Field("name", "Name", value="Larry"),), "Keep it so")


@pytest.fixture
async def double() -> AsyncIterator[SlackDouble]:
    made = manifest(public_url="https://bot.example.org")
    async with slack_double(SlackApp.from_manifest(made)) as double:  # type: ignore[arg-type]  # JSON
        yield double
        assert problems(double.bot_calls) == []


@pytest.fixture
async def stage(double: SlackDouble, empty_valkey: str) -> AsyncIterator[SlackStage]:
    stage = SlackStage(double, empty_valkey, form_s=0.2)
    await stage.start()
    stage.core.panels |= {
        "cast": (_PANEL,),
        "pb1:cast:room:1": (_NEXT,),
        "pb1:rename:char-1": _RENAME,
    }
    yield stage
    await stage.close()


async def whisper(stage: SlackStage, person: str, text: str = "") -> Any:
    """Return the newest message that only this person sees, once it says this."""
    channel = stage.channel("kitchen")

    def found() -> Any:
        own = [one for one in stage.workspace.everything(channel, person) if one.ephemeral]
        return own[-1] if own and text in own[-1].text else None

    return await stage.workspace.until(found, 5)


# Panels


async def test_panel_is_seen_by_one_person_and_turned_in_its_place(stage: SlackStage) -> None:
    ada, ben, kitchen = stage.person(ADA), stage.person(BEN), stage.channel("kitchen")
    done = await stage.workspace.slash(ada, kitchen, "/picturebook", "cast")
    assert (done.ok, done.answer) == (True, {})
    panel = await whisper(stage, ada, "Who is who")
    assert "Larry  a hedgehog" in panel.text
    assert not any(one.ephemeral for one in stage.workspace.everything(kitchen, ben))
    await stage.workspace.click(ada, panel, "On")
    turned = await whisper(stage, ada, "Page two")
    assert turned.ts == panel.ts
    event, manages = stage.core.asked[-1]
    assert isinstance(event, Press)
    assert (event.thread.id, manages) == ("channel", False)
    assert stage.core.events == []


async def test_panel_with_pictures_shows_them(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    stage.core.blobs["a" * 64] = Blob(png(1), "image/png")
    card = Card("pic-1", "", "a" * 64, "image/png", 1, 1, "Larry", "pb1:select:pic-1")
    stage.core.panels["album"] = (Reply("t", "All", cards=(card,)), Reply("t", "More"))
    await stage.workspace.slash(ada, kitchen, "/picturebook", "album")
    await whisper(stage, ada, "More")
    shown = [one for one in stage.workspace.everything(kitchen, ada) if one.ephemeral]
    assert [one.pictures[0].data if one.pictures else None for one in shown] == [png(1), None]


async def test_panel_waits_for_pictures_that_slack_has_not_looked_at(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    stage.core.panels["album"] = (replace(grid(stage), text="All"),)
    # The largest, which is asked for, is known at once; the others are late.
    looked = double.is_ready

    def is_ready(file: File) -> bool:
        if file.completed_s is not None and "pic-turn1-1" not in file.name:
            return double.clock.now() - file.completed_s > 1.2
        return looked(file)

    double.is_ready = is_ready  # type: ignore[method-assign]  # Slack has looked at one only
    await stage.workspace.slash(ada, kitchen, "/picturebook", "album")
    panel = await whisper(stage, ada, "All")
    assert len(panel.pictures) == 4


async def test_panel_that_cannot_be_shown_is_logged(
    stage: SlackStage, double: SlackDouble, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    monkeypatch.setattr(answering, "_LATE_S", 0.01)
    stage.core.panels["album"] = (replace(grid(stage), text="All"),)
    double.is_ready = lambda file: "pic-turn1-1" in file.name  # type: ignore[method-assign]  # and never at the others
    said = ""

    def told() -> bool:
        nonlocal said
        said += capsys.readouterr().out
        return "slack_panel_not_shown" in said

    await stage.workspace.slash(ada, kitchen, "/picturebook", "album")
    await stage.workspace.until(told, 5)
    assert not any(one.ephemeral for one in stage.workspace.everything(kitchen, ada))


async def test_nothing_is_sent_to_an_address_that_is_not_slacks(stage: SlackStage, empty_valkey: str) -> None:
    thread, ada = stage.thread(), stage.person(ADA)
    redis, web = Redis.from_url(empty_valkey), Web(stage.double.api_url)
    calls = Calls(web, OneWorkspace(stage.workspace.token), Limiter(redis))
    answers = Answers(calls, Uploads(calls, Marks(redis), stage.core.read_blob))
    context = Context(thread.room, thread.id, "https://hooks.slack.com.evil.example/x")
    await answers.say(Surface(context, ada, "en"), "Hello.")
    assert (await whisper(stage, ada, "Hello.")).thread_ts == thread.id
    await web.close()
    await redis.aclose()


async def test_form_of_a_panel_is_answered_in_the_panels_place(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    await stage.workspace.slash(ada, kitchen, "/picturebook", "cast")
    panel = await whisper(stage, ada, "Who is who")
    opened = await stage.workspace.click(ada, panel, "Rename…")
    assert opened.view is not None
    assert len(opened.view.body["title"]["text"]) <= 24
    stage.core.panels["pb1:rename:char-1"] = (_NEXT,)
    assert (await stage.workspace.submit(ada, None, {"name": "Leopold"})).ok
    assert (await whisper(stage, ada, "Page two")).ts == panel.ts
    event, _ = stage.core.asked[-1]
    assert isinstance(event, Submit)
    assert dict(event.values) == {"name": "Leopold"}


async def test_refused_form_stays_open_and_says_why(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    await stage.workspace.slash(ada, kitchen, "/picturebook", "cast")
    await stage.workspace.click(ada, await whisper(stage, ada, "Who is who"), "Rename…")
    stage.core.refuse = InboxFull()
    done = await stage.workspace.submit(ada, None, {"name": "Leopold"})
    assert done.errors == {"name": explain(InboxFull())}
    assert done.view is not None
    stage.core.panels["pb1:rename:char-1"] = Form("pb1:rename:char-1", "Sure?", (), "Yes")
    stage.core.refuse = None
    await stage.workspace.close(ada)
    opened = await stage.workspace.click(ada, await whisper(stage, ada), "Rename…")
    stage.core.refuse = InboxFull()
    refused = await stage.workspace.submit(ada, opened.view, {})
    assert refused.ok
    assert opened.view is not None
    assert explain(InboxFull()) in str(opened.view.body)


async def test_answer_that_takes_long_is_acknowledged_first(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    button = Button("pb1:forgetnow:here", "Yes, forget", ButtonStyle.DANGER)
    stage.core.panels["forget"] = (Reply("t", "Sure?", buttons=((button,),)),)
    stage.core.panels[button.id] = (Reply("t", "Forgotten."),)
    await stage.workspace.slash(ada, kitchen, "/picturebook", "forget")
    panel = await whisper(stage, ada, "Sure?")
    stage.core.panel_s = 0.3
    done = await stage.workspace.click(ada, panel, "Yes, forget")
    assert done.deliveries[0].attempts[0].took_s < 0.3
    assert (await whisper(stage, ada, "Forgotten.")).ts == panel.ts
    stage.core.panels[button.id] = (Reply("t", "Sure?", buttons=((button,),)),)
    stage.core.refuse = InboxFull()
    await stage.workspace.slash(ada, kitchen, "/picturebook", "help")
    stage.core.refuse = None
    await stage.workspace.slash(ada, kitchen, "/picturebook", "forget")
    panel = await whisper(stage, ada, "Sure?")
    stage.core.refuse = InboxFull()
    await stage.workspace.click(ada, panel, "Yes, forget")
    await whisper(stage, ada, explain(InboxFull()))


async def test_panel_is_whispered_when_its_address_is_used_up(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    double.faults.add("response_url", "status", 404, times=2)
    await stage.workspace.slash(ada, kitchen, "/picturebook", "cast")
    panel = await whisper(stage, ada, "Who is who")
    assert any(one.method == "chat.postEphemeral" for one in double.log)
    double.faults.add("chat.postEphemeral", "error", "channel_not_found")
    await stage.workspace.click(ada, panel, "On")
    await stage.workspace.until(lambda: not double.faults.waiting or double.faults.waiting[-1].times == 0)


# Presses


async def test_refused_press_is_told_to_its_person_alone(stage: SlackStage) -> None:
    thread, ada = stage.thread(), stage.person(ADA)
    ts = await stage.adapter.post(thread, "k", grid(stage))
    stage.core.refuse = UnknownButton()
    assert (await stage.workspace.click(ada, ts, "More like this")).ok
    told = await whisper(stage, ada, explain(UnknownButton()))
    assert told.thread_ts == thread.id
    assert stage.workspace.look(ts).pictures, "the answer itself stays"


async def test_judgement_of_an_answer_is_noted_and_thanked_for(
    stage: SlackStage, capsys: pytest.CaptureFixture[str]
) -> None:
    thread, ada = stage.thread(), stage.person(ADA)
    ts = await stage.adapter.post(thread, "k", grid(stage))
    assert (await stage.workspace.click(ada, ts, "pbf:turn1", option="bad")).ok
    await whisper(stage, ada, phrase("slack_thanks"))
    told = next(line for line in capsys.readouterr().out.splitlines() if "slack_feedback" in line)
    assert "verdict=bad" in told
    assert "turn=turn1" in told
    assert stage.core.events == []
    assert stage.core.verdicts == [(thread, "turn1", ada, False)]
    assert (await stage.workspace.click(ada, ts, "pbf:turn1", option="good")).ok
    assert stage.core.verdicts[1:] == [(thread, "turn1", ada, True)]
    stage.core.refuse = StoreError("down")
    done = await stage.workspace.click(ada, ts, "pbf:turn1", option="bad")
    assert done.deliveries[0].attempts[0].status == 500


async def test_press_that_the_store_did_not_take_is_no_success(stage: SlackStage) -> None:
    thread, ada = stage.thread(), stage.person(ADA)
    ts = await stage.adapter.post(thread, "k", grid(stage))
    stage.core.refuse = StoreError("down")
    done = await stage.workspace.click(ada, ts, "2")
    assert done.deliveries[0].attempts[0].status == 500


async def test_slow_form_is_opened_empty_and_filled(stage: SlackStage) -> None:
    thread, ada = stage.thread(), stage.person(ADA)
    ts = await stage.adapter.post(thread, "k", grid(stage))
    stage.core.panel_s = 0.5
    opened = await stage.workspace.click(ada, ts, "Edit…")
    view = opened.view
    assert view is not None
    assert phrase("slack_one_moment") in str(view.body)
    await stage.workspace.until(lambda: view.body.get("callback_id") == "pb1:edit:pic-turn1-1", 5)
    stage.core.panel_s = 0.0
    assert (await stage.workspace.submit(ada, view, {"words": "a red hat"})).ok
    assert isinstance(stage.core.events[-1], Submit)


async def test_slow_form_that_is_refused_says_why(stage: SlackStage, double: SlackDouble) -> None:
    thread, ada = stage.thread(), stage.person(ADA)
    ts = await stage.adapter.post(thread, "k", grid(stage))
    stage.core.panel_s, stage.core.refuse = 0.4, InboxFull()
    view = (await stage.workspace.click(ada, ts, "Edit…")).view
    assert view is not None
    await stage.workspace.until(lambda: explain(InboxFull()) in str(view.body), 5)
    double.faults.add("views.open", "error", "expired_trigger_id")
    stage.core.refuse = None
    assert (await stage.workspace.click(ada, ts, "Edit…")).ok
    stage.core.panel_s = 0.0
    double.faults.add("views.open", "error", "expired_trigger_id")
    assert (await stage.workspace.click(ada, ts, "Edit…")).ok
    await asyncio.sleep(0.5)


async def test_slow_answer_that_is_no_form_leaves_the_view_as_it_is(stage: SlackStage, double: SlackDouble) -> None:
    thread, ada = stage.thread(), stage.person(ADA)
    ts = await stage.adapter.post(thread, "k", grid(stage))
    stage.core.panel_s = 0.3
    stage.core.panels["pb1:edit:pic-turn1-1"] = (Reply("t", "No form."),)
    view = (await stage.workspace.click(ada, ts, "Edit…")).view
    await asyncio.sleep(0.3)
    assert view is not None
    assert phrase("slack_one_moment") in str(view.body)
    del stage.core.panels["pb1:edit:pic-turn1-1"]
    fault = double.faults.add("views.update", "error", "not_found")
    await stage.workspace.click(ada, ts, "Edit…")
    await stage.workspace.until(lambda: fault.times == 0, 5)


async def test_edit_button_without_a_form_starts_a_turn(stage: SlackStage) -> None:
    thread, ada = stage.thread(), stage.person(ADA)
    ts = await stage.adapter.post(thread, "k", grid(stage))

    async def no_form(press: Press) -> None:
        return None

    stage.core.form = no_form  # type: ignore[method-assign]  # a core that needs no form for it
    await stage.workspace.click(ada, ts, "Edit…")
    assert isinstance(stage.core.events[-1], Press)


# Slash commands


async def test_draw_posts_what_was_asked_for_and_answers_below(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    done = await stage.workspace.slash(ada, kitchen, "/draw", "a fox <with> @here pictures:2 style:watercolour")
    assert done.answer == {}
    (event,) = stage.core.events
    assert isinstance(event, Command)
    assert (event.name, dict(event.options)) == (
        "draw",
        {"prompt": "a fox <with> @here", "pictures": "2", "style": "watercolour"},
    )
    root = stage.workspace.timeline(kitchen)[-1]
    assert (root.ts, root.from_bot) == (event.thread.id, True)
    assert "a fox <with> @here (pictures 2, style watercolour)" in root.text
    assert root.calls == 1, "the person who asked"
    await stage.workspace.say(ada, kitchen, "with a hat", root.ts)
    assert len(stage.core.events) == 2


async def test_commands_that_cannot_be_used_are_told_at_once(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA, "ko"), stage.channel("kitchen")
    for words in ("dance", "draw a fox pictures:9", "picture"):
        done = await stage.workspace.slash(ada, kitchen, "/picturebook", words)
        assert done.answer["response_type"] == "ephemeral"
    assert done.answer["text"] == phrase("missing_picture", "ko")
    assert explain(UnknownCommand("dance"), "ko") in str(stage.workspace.everything(kitchen, ada)[0])
    closed = stage.workspace.channel("closed", ada, private=True, bot=False)
    done = await stage.workspace.slash(ada, closed, "/draw", "a fox")
    assert done.answer["text"] == phrase("slack_not_invited", "ko")
    double.faults.add("chat.postMessage", "status", 500)
    done = await stage.workspace.slash(ada, kitchen, "/draw", "a fox")
    assert done.answer["text"] == phrase("delivery_failed", "ko")
    double.faults.add("chat.postMessage", "error", "invalid_blocks")
    done = await stage.workspace.slash(ada, kitchen, "/draw", "a fox")
    assert done.answer["text"] == phrase("delivery_refused", "ko")
    assert stage.core.events == []


async def test_draw_works_where_nobody_has_invited_the_bot(stage: SlackStage) -> None:
    ada = stage.person(ADA)
    lobby = stage.workspace.channel("lobby", ada, bot=False)
    assert (await stage.workspace.slash(ada, lobby, "/draw", "a fox")).answer == {}
    assert len(stage.core.events) == 1


async def test_draw_in_a_room_without_threads_is_part_of_the_channel(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    stage.core.settings[f"slack/{stage.workspace.id}.{kitchen}"] = RoomSettings(habit="reply")
    await stage.workspace.slash(ada, kitchen, "/draw", "a fox")
    assert stage.core.events[0].thread.id == "channel"


async def test_draw_without_words_asks_for_them(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    done = await stage.workspace.slash(ada, kitchen, "/draw")
    assert done.view is not None
    values = {"prompt": "a fox", "pictures": "2", "shape": "wide", "style": "pixel art"}
    assert (await stage.workspace.submit(ada, done.view, dict(values))).errors == {}
    (event,) = stage.core.events
    assert isinstance(event, Command)
    assert dict(event.options) == values
    story = await stage.workspace.slash(ada, kitchen, "/picturebook", "story")
    refused = await stage.workspace.submit(ada, story.view, {"prompt": "\u200b a fox"})
    assert refused.errors == {}
    assert [one.name for one in stage.core.events if isinstance(one, Command)] == ["draw", "story"]
    again = await stage.workspace.slash(ada, kitchen, "/draw")
    wrong = await stage.workspace.submit(ada, again.view, {"prompt": "a fox", "pictures": "9"})
    assert list(wrong.errors) == ["prompt"]


async def test_help_is_what_no_word_asks_for(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    stage.core.panels["help"] = (Reply("t", "I can draw."),)
    await stage.workspace.slash(ada, kitchen, "/picturebook")
    await whisper(stage, ada, "I can draw.")


async def test_numbers_of_pictures_are_those_of_the_thread_that_was_busy_last(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    stage.core.panels["picture"] = (Reply("t", "Picture 2"),)
    await stage.workspace.slash(ada, kitchen, "/picturebook", "picture 2")
    done = await stage.workspace.mention(ada, kitchen, "a hedgehog")
    await stage.workspace.slash(ada, kitchen, "/picturebook", "picture 2")
    assert [event.thread.id for event, _ in stage.core.asked] == ["channel", done.ts]


async def test_command_that_opens_a_form_or_starts_a_turn(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    stage.core.panels["settings"] = _RENAME
    done = await stage.workspace.slash(ada, kitchen, "/picturebook", "settings")
    assert done.view is not None
    await stage.workspace.slash(ada, kitchen, "/picturebook", "usage")
    assert [one.name for one in stage.core.events if isinstance(one, Command)] == ["usage"]


async def test_managers_are_the_makers_of_channels_and_administrators(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    await stage.workspace.slash(ada, stage.workspace.dm(ada), "/picturebook", "cast")
    double.faults.add("conversations.info", "error", "channel_not_found")
    for _ in range(3):
        await stage.workspace.slash(ada, kitchen, "/picturebook", "cast")
    assert [manages for _, manages in stage.core.asked] == [True, False, False, False]
    assert sum(one.method == "conversations.info" for one in double.log) == 2, "then it is known"


# Shortcuts


async def test_picture_of_a_message_becomes_a_reference(stage: SlackStage) -> None:
    ada, ben, kitchen = stage.person(ADA), stage.person(BEN), stage.channel("kitchen")
    photo = await stage.workspace.say(ben, kitchen, "my cat", files=[("cat.png", png(7))])
    assert (await stage.workspace.shortcut(ada, "reference", photo)).ok
    (event,) = stage.core.events
    assert isinstance(event, Command)
    assert (event.name, event.thread.id, len(event.attachments)) == ("reference", photo.ts, 1)
    words = await stage.workspace.say(ben, kitchen, "no picture")
    await stage.workspace.shortcut(ada, "reference", words)
    await whisper(stage, ada, phrase("slack_no_picture_there"))


async def test_one_goes_on_from_a_message_of_the_bot(stage: SlackStage, double: SlackDouble) -> None:
    thread, ada = stage.thread(), stage.person(ADA)
    several = await stage.adapter.post(thread, "k1", grid(stage))
    alone = await stage.adapter.post(thread, "k2", grid(stage, "turn2", pictures=1))
    await stage.workspace.shortcut(ada, "continue", alone)
    (event,) = stage.core.events
    assert isinstance(event, Command)
    assert (event.name, event.options, event.thread) == ("continue", (("picture", "pic-turn2-1"),), thread)
    stage.core.panels["continue"] = (Reply("t", "Which one?"),)
    await stage.workspace.shortcut(ada, "reference", several)
    await whisper(stage, ada, "Which one?")
    asked, _ = stage.core.asked[-1]
    assert isinstance(asked, Command)
    assert asked.options == (("picture", "turn1"),)
    photo = await stage.workspace.say(ada, stage.channel("kitchen"), "my cat", files=[("cat.png", png(7))])
    double.faults.add("download", "status", 500)
    await stage.workspace.shortcut(ada, "reference", photo)
    await whisper(stage, ada, phrase("delivery_failed"))


async def test_shortcut_of_the_app_asks_what_and_where(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    done = await stage.workspace.shortcut(ada, "draw")
    assert done.view is not None
    answer = await stage.workspace.submit(ada, done.view, {"prompt": "a fox", "room": kitchen})
    assert (answer.ok, answer.errors) == (True, {})
    (event,) = stage.core.events
    assert event.thread.room == f"{stage.workspace.id}.{kitchen}"
    double.faults.add("views.open", "error", "expired_trigger_id")
    assert (await stage.workspace.shortcut(ada, "draw")).ok
    closed = stage.workspace.channel("closed", ada, private=True, bot=False)
    again = await stage.workspace.shortcut(ada, "draw")
    refused = await stage.workspace.submit(ada, again.view, {"prompt": "a fox", "room": closed})
    assert next(iter(refused.errors.values())) == phrase("slack_not_invited")


# The app's own pages


async def test_home_shows_a_persons_rooms_and_opens_their_panels(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    await stage.workspace.open_home(ada)
    home = stage.workspace.home(ada)
    assert home is not None
    assert phrase("slack_home_empty") in str(home.body)
    key = f"slack/{stage.workspace.id}.{kitchen}"
    stage.core.members[key] = (CastMember("char-1", "Larry", (), "a hedgehog", None, None),)
    await stage.workspace.mention(ada, kitchen, "a hedgehog")
    await stage.workspace.say(ada, stage.workspace.dm(ada), "a fox")
    await stage.workspace.open_home(ada)
    home = stage.workspace.home(ada)
    assert home is not None
    assert "Larry" in str(home.body)
    assert kitchen in str(home.body)
    stage.core.panels["pb1:cast:room:0"] = (_PANEL,)
    row = next(one for one in home.body["blocks"] if kitchen in one["block_id"] and one["type"] == "actions")
    opened = await stage.workspace.click_view(ada, row["elements"][0]["action_id"], view=home)
    assert opened.ok
    view = await stage.workspace.until(lambda: stage.workspace.screen(ada), 5)
    assert "Who is who" in str(view.body)
    event, _ = stage.core.asked[-1]
    assert event.thread == Thread("slack", f"{stage.workspace.id}.{kitchen}", "channel")
    # Inside of the view: a page in its place, a form on top of it, and its answer below.
    await stage.workspace.click_view(ada, "On", view=view)
    await stage.workspace.until(lambda: "Page two" in str(view.body), 5)
    stage.core.panels["pb1:cast:room:1"] = (_PANEL,)
    view.body["blocks"] = double.with_ids(view.body["blocks"])
    button = {"type": "button", "action_id": "pb1:rename:char-1", "text": {"type": "plain_text", "text": "Rename…"}}
    name = f"pbt:{stage.workspace.id}.{kitchen}/channel:0"
    view.body["blocks"].append(
        {"type": "actions", "block_id": name, "elements": [button | {"value": button["action_id"]}]}
    )
    pushed = await stage.workspace.click_view(ada, "Rename…", view=view)
    assert pushed.view is not None
    assert pushed.view.previous == view.id
    stage.core.panels["pb1:rename:char-1"] = (Reply("t", "Leopold it is."),)
    await stage.workspace.submit(ada, pushed.view, {"name": "Leopold"})
    await stage.workspace.until(lambda: "Leopold it is." in str(view.body), 5)


async def test_home_that_cannot_be_shown_stops_nothing(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    await stage.workspace.mention(ada, kitchen, "a hedgehog")
    double.faults.add("views.publish", "error", "not_enabled")
    assert (await stage.workspace.open_home(ada)).ok

    async def silent(*_: object, **__: object) -> None:
        raise StoreError("down")

    stage.core.cast = silent  # type: ignore[assignment]  # a memory that does not answer
    assert (await stage.workspace.open_home(ada)).ok
    assert stage.workspace.home(ada) is not None


async def test_messages_tab_offers_what_to_say(stage: SlackStage) -> None:
    ada = stage.person(ADA, "ko-KR")
    assert (await stage.workspace.open_home(ada, "messages")).ok
    (prompts,) = stage.workspace.team.prompts.values()
    assert [one["title"] for one in prompts] == [phrase(f"slack_prompt_{n}", "ko") for n in range(1, 5)]


# Forms of every kind


async def test_every_kind_of_field_comes_back(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    fields = (
        Field("line", "A line", value="before", max_chars=5000),
        Field("words", "Words", FieldKind.PARAGRAPH, required=False),
        Field("pick", "Pick", FieldKind.CHOICE, value="", choices=(("", "the usual"), ("a", "A" * 100))),
    )
    stage.core.panels["settings"] = Form("pb1:change:drawing", "Settings", fields, "Keep")
    done = await stage.workspace.slash(ada, kitchen, "/picturebook", "settings")
    stage.core.panels["pb1:change:drawing"] = (Reply("t", "Kept."),)
    await stage.workspace.submit(ada, done.view, {"line": "after"})
    event, _ = stage.core.asked[-1]
    assert isinstance(event, Submit)
    assert dict(event.values) == {"line": "after", "words": "", "pick": ""}
    await whisper(stage, ada, "Kept.")


def test_replies_fit_what_the_adapter_says_it_shows() -> None:
    shown = SlackAdapter.capabilities
    long = Reply("t", "word " * 5000, buttons=tuple((Button(f"pb1:more:t{n}", "x" * 75),) for n in range(60)))
    parts = fit(long, shown)
    assert all(sum(len(row) for row in one.buttons) <= 25 for one in parts)
