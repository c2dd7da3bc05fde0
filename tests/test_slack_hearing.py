"""What is heard at Slack: who is answered and where, what comes along, and what is left alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from contract.adapter_suite import ADA, BEN, grid, png
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack.world import File
from doubles.slack.world import Message as SlackMessage
from doubles.slack_stage import SlackStage
from doubles.slack_validate import problems

from bot.adapter import RoomSettings
from bot.errors import BadImage, EmptyMessage, ImageTooLarge, InboxFull, StoreError, explain
from bot.events import Message, Press
from bot.replies import Progress, Reply

pytest_plugins = ["doubles.valkey"]


@pytest.fixture
async def double() -> AsyncIterator[SlackDouble]:
    async with slack_double() as double:
        yield double
        assert problems(double.bot_calls) == []


@pytest.fixture
async def stage(double: SlackDouble, empty_valkey: str) -> AsyncIterator[SlackStage]:
    stage = SlackStage(double, empty_valkey)
    await stage.start()
    yield stage
    await stage.close()


def taken(stage: SlackStage) -> list[Message]:
    return [one for one in stage.core.events if isinstance(one, Message)]


async def test_mention_begins_a_thread_and_is_one_event(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA, "ko-KR"), stage.channel("kitchen")
    done = await stage.workspace.mention(ada, kitchen, "a hedgehog")
    assert (len(done.deliveries), done.ok) == (2, True)
    (event,) = taken(stage)
    assert (event.text, event.addressed, event.locale) == ("a hedgehog", True, "ko-KR")
    assert event.thread.key == f"slack/{stage.workspace.id}.{kitchen}/{done.ts}"
    assert event.time_s == float(done.ts)


async def test_mention_is_heard_by_either_of_its_two_events(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    double.app.events = frozenset({"app_mention"})
    await stage.workspace.mention(ada, kitchen, "one")
    double.app.events = frozenset({"message.channels"})
    await stage.workspace.mention(ada, kitchen, "two")
    assert [(one.text, one.addressed) for one in taken(stage)] == [("one", True), ("two", True)]


async def test_plain_words_are_heard_where_the_bot_takes_part(stage: SlackStage) -> None:
    ada, ben, kitchen = stage.person(ADA), stage.person(BEN), stage.channel("kitchen")
    other = await stage.workspace.say(ben, kitchen, "Lunch?")
    await stage.workspace.say(ada, kitchen, "Yes.", other.ts)
    assert taken(stage) == []
    done = await stage.workspace.mention(ada, kitchen, "a hedgehog")
    await stage.workspace.say(ben, kitchen, "with a hat", done.ts)
    await stage.workspace.say(ben, kitchen, "to the channel, too", done.ts, broadcast=True)
    said = [(one.text, one.addressed, one.thread.id) for one in taken(stage)]
    assert said == [
        ("a hedgehog", True, done.ts),
        ("with a hat", False, done.ts),
        ("to the channel, too", False, done.ts),
    ]


async def test_thread_where_the_bot_answered_a_command_is_its_own(stage: SlackStage) -> None:
    thread = stage.thread()
    await stage.adapter.post(thread, "k", Reply("turn1", "Hello."))
    channel = thread.room.partition(".")[2]
    await stage.workspace.say(stage.person(ADA), channel, "and a cat", thread.id)
    assert [one.text for one in taken(stage)] == ["and a cat"]


async def test_direct_messages_need_no_mention(stage: SlackStage) -> None:
    ada = stage.person(ADA)
    direct = stage.workspace.dm(ada)
    first = await stage.workspace.say(ada, direct, "a hedgehog")
    await stage.workspace.say(ada, direct, "with a hat", first.ts)
    assert [(one.text, one.addressed, one.thread.id) for one in taken(stage)] == [
        ("a hedgehog", True, first.ts),
        ("with a hat", True, first.ts),
    ]


async def test_bots_and_what_slack_tells_are_left_alone(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    done = await stage.workspace.mention(ada, kitchen, "a hedgehog")
    await stage.workspace.other_bot_says(kitchen, f"@{stage.double.app.name} draw")
    await stage.workspace.other_bot_says(kitchen, "draw", done.ts)
    await stage.workspace.edit(ada, done.ts, "@picturebook another thing")
    await stage.workspace.remove(ada, done.ts)
    await stage.adapter.post(stage.thread(), "k", Reply("turn1", "My own words."))
    assert len(taken(stage)) == 1


async def test_room_that_wants_no_threads_is_one_conversation(stage: SlackStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    room = f"slack/{stage.workspace.id}.{kitchen}"
    stage.core.settings[room] = RoomSettings(habit="reply")
    await stage.workspace.mention(ada, kitchen, "a hedgehog")
    await stage.workspace.say(ada, kitchen, "not for the bot")
    (event,) = taken(stage)
    assert event.thread.id == "channel"
    await stage.adapter.post(event.thread, "k", grid(stage, event.id))
    shown = stage.workspace.timeline(kitchen)[-1]
    assert (shown.from_bot, shown.thread_ts) == (True, None)
    await stage.workspace.click(ada, shown, "2")
    press = stage.core.events[-1]
    assert isinstance(press, Press)
    assert press.thread == event.thread


async def test_words_are_as_the_person_sees_them(stage: SlackStage) -> None:
    ada, _ben, kitchen = stage.person(ADA), stage.person(BEN), stage.channel("kitchen")
    await stage.workspace.mention(ada, kitchen, "draw @Ben & <me> @here")
    (event,) = taken(stage)
    assert event.text == "draw @Ben & <me> @here"


async def test_unknown_person_is_answered_all_the_same(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    double.faults.add("users.info", "error", "user_not_visible")
    await stage.workspace.mention(ada, kitchen, "a hedgehog")
    (event,) = taken(stage)
    assert (event.author.id, event.author.name) == (ada, ada)


# Pictures that people share


async def test_shared_pictures_come_along(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    files = [("one.png", png(1)), ("notes.txt", b"not a picture"), ("two.png", png(2))]
    await stage.workspace.mention(ada, kitchen, "like these", files=files)
    (event,) = taken(stage)
    assert [one.name for one in event.attachments] == ["one.png", "two.png"]
    assert [stage.core.blobs[one.blob].data for one in event.attachments] == [png(1), png(2)]
    assert all(one.answer.get("ok") for one in double.log if one.method == "download")


def share(stage: SlackStage, **changes: Any) -> dict[str, Any]:
    """Return a message of Slack's with a picture, changed."""
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    file = File("F0SHARED01", stage.workspace.id, "ref.png", "ref", ada, len(png(1)), png(1), mimetype="image/png")
    stage.double.files[file.id] = file
    stage.double.complete(file)
    url = f"{stage.double.url}files-pri/{stage.workspace.id}-{file.id}/ref.png"
    shared = {"id": file.id, "name": "ref.png", "mimetype": "image/png", "size": 10, "url_private": url} | changes
    ts = stage.double.new_ts()
    stage.workspace.team.channels[kitchen].messages[ts] = SlackMessage(ts, kitchen, ada, "like this")
    event = {"type": "message", "subtype": "file_share", "channel": kitchen, "user": ada, "ts": ts}
    return event | {"text": f"<@{stage.workspace.bot}> like this", "files": [shared], "event_ts": ts}


async def tell(stage: SlackStage, event: dict[str, Any]) -> bool:
    told = await stage.double.tell(stage.workspace.team, "message.channels", event)
    return all(one.ok for one in told)


def whispers(stage: SlackStage) -> list[str]:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    return [one.text for one in stage.workspace.everything(kitchen, ada) if one.ephemeral]


async def test_file_that_slack_tells_of_later_is_asked_for(stage: SlackStage) -> None:
    event = share(stage, mimetype="", url_private="", file_access="check_file_info")
    assert await tell(stage, event)
    assert [len(one.attachments) for one in taken(stage)] == [1]


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.evil.example/a.png",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "http://files.slack.com/a.png",
    ],
)
async def test_files_elsewhere_are_not_fetched(stage: SlackStage, url: str) -> None:
    assert await tell(stage, share(stage, url_private=url))
    assert taken(stage) == []
    assert whispers(stage) == [explain(BadImage())]


async def test_page_to_sign_in_is_no_picture(stage: SlackStage, double: SlackDouble) -> None:
    token = next(one for one in double.tokens.values() if one.team == stage.workspace.id)
    token.scopes = token.scopes - {"files:read"}
    assert await tell(stage, share(stage))
    assert whispers(stage) == [explain(BadImage())]
    token.scopes = token.scopes | {"files:read"}


async def test_too_large_a_file_is_told(stage: SlackStage) -> None:
    assert await tell(stage, share(stage, size=21 * 1024 * 1024))
    assert whispers(stage) == [explain(ImageTooLarge(limit=20))]


async def test_file_larger_than_it_says_is_not_read_to_its_end(double: SlackDouble, empty_valkey: str) -> None:
    stage = SlackStage(double, empty_valkey, upload_bytes=10)
    await stage.start()
    assert await tell(stage, share(stage, size=5))
    assert whispers(stage) == [explain(ImageTooLarge(limit=0))]
    await stage.close()


async def test_gone_file_is_told_and_a_broken_download_is_tried_again(stage: SlackStage, double: SlackDouble) -> None:
    double.faults.add("download", "status", 404)
    assert await tell(stage, share(stage))
    assert whispers(stage) == [explain(BadImage())]
    double.postman.retries_s = (0.01,)
    double.faults.add("download", "status", 500)
    event = share(stage)
    assert not await tell(stage, event)
    await stage.workspace.until(lambda: taken(stage))
    double.faults.add("files.info", "error", "file_not_found")
    await tell(stage, share(stage, url_private="", url_private_download=""))
    assert len(whispers(stage)) == 2


# What goes wrong


async def test_refusals_are_told_to_the_one_who_asked(stage: SlackStage) -> None:
    ada, ben, kitchen = stage.person(ADA), stage.person(BEN), stage.channel("kitchen")
    done = await stage.workspace.mention(ada, kitchen, "")
    assert whispers(stage) == [explain(EmptyMessage())]
    assert not any(one.ephemeral for one in stage.workspace.everything(kitchen, ben))
    stage.core.refuse = InboxFull()
    await stage.adapter.post(stage.core.events[0].thread if stage.core.events else stage.thread(), "k", Reply("t", "x"))
    await stage.workspace.say(ada, kitchen, "people among themselves", stage.thread().id)
    assert len(whispers(stage)) == 1, "nobody asked the bot"
    assert done.ok


async def test_event_that_the_store_did_not_take_is_told_again(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    double.postman.retries_s = (0.02, 0.02)
    stage.core.refuse = StoreError("down")
    done = await stage.workspace.mention(ada, kitchen, "a hedgehog")
    assert [one.attempts[0].status for one in done.deliveries] == [500, 500]
    stage.core.refuse = None
    await asyncio.gather(*(one.done.wait() for one in done.deliveries))
    assert len(taken(stage)) == 1


async def test_event_delivered_again_while_it_is_taken_is_taken_once(stage: SlackStage, double: SlackDouble) -> None:
    ada, kitchen = stage.person(ADA), stage.channel("kitchen")
    double.postman.ack_s, double.postman.retries_s = 0.2, (0.0, 0.1, 0.4)
    double.faults.add("download", "hang", 0.5)
    double.faults.add("users.info", "hang", 0.4)
    done = await stage.workspace.mention(ada, kitchen, "like this", files=[("one.png", png(1))])
    assert not done.ok
    await asyncio.gather(*(one.done.wait() for one in done.deliveries))
    assert [one.ok for one in done.deliveries] == [True, True]
    assert len(taken(stage)) == 1
    assert sum(one.method == "users.info" for one in double.log) == 1


# Reactions, deletions, the Stop button


async def test_number_reaction_chooses_a_picture(stage: SlackStage) -> None:
    thread = stage.thread()
    ts = await stage.adapter.post(thread, "k", grid(stage))
    ada = stage.person(ADA)
    for name in ("heart", "three"):
        await stage.workspace.react(ada, ts, name)
    press = stage.core.events[-1]
    assert isinstance(press, Press)
    assert (press.button, press.thread) == ("pb1:select:pic-turn1-3", thread)
    hers = await stage.workspace.mention(ada, stage.channel("kitchen"), "mine")
    await stage.workspace.react(ada, hers.ts, "two")
    stage.core.refuse = InboxFull()
    await stage.workspace.react(ada, ts, "four")
    assert len([one for one in stage.core.events if isinstance(one, Press)]) == 1


async def test_deleted_answer_is_withdrawn(stage: SlackStage) -> None:
    thread = stage.thread()
    ts = await stage.adapter.post(thread, "k", Reply("turn1", "Hello."))
    for _ in range(2):
        message = stage.workspace.message(ts)
        body = {"type": "message", "subtype": "message_deleted", "channel": message.channel, "deleted_ts": ts}
        before = {"ts": ts, "bot_id": message.bot_id, "user": message.user}
        assert await tell(stage, body | {"previous_message": before, "ts": stage.double.new_ts()})
    assert stage.core.withdrawn == [(thread, "turn1")]


async def test_slacks_own_stop_button_stops_the_turn(stage: SlackStage) -> None:
    thread = stage.thread()
    channel, ada = thread.room.partition(".")[2], stage.person(ADA)
    message = await stage.adapter.post(thread, "k", Reply("turn1", "…", progress=Progress("1 of 4 painted", 1, 4)))
    assert stage.workspace.team.sessions[channel, thread.id] == "processing"
    assert stage.workspace.status(channel, thread.id) == "1 of 4 painted"
    assert (await stage.workspace.stop(ada, channel, thread.id)).ok
    press = stage.core.events[-1]
    assert isinstance(press, Press)
    assert press.button == "pb1:stop:turn1"
    await stage.adapter.edit(thread, message, Reply("turn1", "Stopped."))
    assert stage.workspace.team.sessions[channel, thread.id] == "active"
    assert stage.workspace.status(channel, thread.id) is None
    body = {"type": "agent_session_stopped", "channel": channel, "thread_ts": thread.id, "user": ada}
    assert await tell(stage, body)
    assert len(stage.core.events) == 1, "nothing runs any more"


async def test_conversation_with_the_bot_alone_goes_by_its_first_words(stage: SlackStage) -> None:
    ada = stage.person(ADA)
    direct = stage.workspace.dm(ada)
    first = await stage.workspace.say(ada, direct, f"a hedgehog {'very ' * 40}small")
    await stage.workspace.say(ada, direct, "with a hat", first.ts)
    thread = taken(stage)[0].thread
    await stage.adapter.post(thread, "k", Reply("turn1", "…", progress=Progress("thinking")))
    title = stage.workspace.team.titles[direct, first.ts]
    assert title.startswith("a hedgehog very")
    assert len(title) <= 80


async def test_next_turn_of_a_thread_can_be_stopped_too(stage: SlackStage) -> None:
    thread = stage.thread()
    place = (thread.room.partition(".")[2], thread.id)
    for turn in ("turn1", "turn2"):
        message = await stage.adapter.post(thread, turn, Reply(turn, "…", progress=Progress("thinking")))
        assert stage.workspace.team.sessions[place] == "processing"
        if turn == "turn2":
            await stage.adapter.edit(thread, message, Reply(turn, "Done."))
    assert stage.workspace.team.sessions[place] == "active"


async def test_status_that_slack_does_not_take_stops_nothing(stage: SlackStage, double: SlackDouble) -> None:
    thread = stage.thread()
    double.faults.add("agents.sessions.setStatus", "error", "not_an_agent")
    double.faults.add("assistant.threads.setStatus", "status", 500)
    message = await stage.adapter.post(thread, "k", Reply("turn1", "…", progress=Progress("thinking")))
    await stage.adapter.edit(thread, message, Reply("turn1", "Done."))
    asked = [one.method for one in double.bot_calls if "etStatus" in one.method]
    assert asked == ["agents.sessions.setStatus", "assistant.threads.setStatus", "assistant.threads.setStatus"]
