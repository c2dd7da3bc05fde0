"""What people say at Discord, and what the core hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from contract.adapter_suite import ADA, BEN, grid, png
from doubles.discord.people import Seen
from doubles.discord.rules import Fault
from doubles.discord.stage import DiscordStage, in_memory

from bot.adapter import RoomSettings
from bot.errors import DeliveryRefused, InboxFull, StoreError, explain
from bot.events import Message, Press, Thread
from bot.phrases import phrase
from bot.replies import Reply


@pytest.fixture
async def stage() -> AsyncIterator[DiscordStage]:
    """A server where nothing was said yet."""
    stage = await in_memory()
    yield stage
    await stage.close()


async def heard(stage: DiscordStage, count: int = 1) -> Message:
    """Return the last of so many events."""
    await stage.world.until(lambda: len(stage.core.events) >= count)
    event = stage.core.events[count - 1]
    assert isinstance(event, Message)
    return event


async def answered(stage: DiscordStage, event: Message, text: str = "Here.") -> Seen:
    """Answer an event as a worker does; return the message."""
    await stage.adapter.post(event.thread, event.id, Reply(event.id, text))
    every = [one for channel in stage.world.backend.messages for one in stage.world.answers(channel)]
    return every[-1]


async def quiet(stage: DiscordStage) -> None:
    """Wait until all that was said is taken, by saying something more."""
    count = len(stage.core.events)
    ben = stage.person(BEN)
    other = stage.channel("quiet")
    stage.world.say(ben, other, stage.world.mention("anybody?"))
    await stage.world.until(
        lambda: any("anybody" in str(getattr(one, "text", "")) for one in stage.core.events[count:])
    )


async def test_mention_in_a_channel_is_answered_in_a_thread_of_that_message(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    said = stage.world.say(ada, kitchen, stage.world.mention("a hedgehog, please"))
    event = await heard(stage)
    assert (event.text, event.addressed, event.id) == ("a hedgehog, please", True, str(said.id))
    assert event.thread == Thread("discord", str(kitchen), str(said.id))
    seen = await answered(stage, event)
    assert seen.channel == said.id
    assert stage.world.threads(kitchen) == [said.id]
    assert stage.world.backend.channels[said.id].name == "a hedgehog, please"


async def test_plain_message_in_the_bots_thread_goes_on_there(stage: DiscordStage) -> None:
    kitchen, ada, ben = stage.channel(), stage.person(ADA), stage.person(BEN)
    said = stage.world.say(ada, kitchen, stage.world.mention("a hedgehog"))
    await answered(stage, await heard(stage))
    stage.world.say(ben, said.id, "give it a hat")
    event = await heard(stage, 2)
    assert (event.text, event.addressed, event.author.name) == ("give it a hat", False, "Ben")
    assert event.thread == stage.core.events[0].thread


async def test_plain_message_elsewhere_is_not_for_the_bot(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    stage.world.say(ada, kitchen, "what is for dinner?")
    opened = stage.world.thread(kitchen, "dinner", ada)
    stage.world.say(ada, opened, "soup")
    await quiet(stage)
    assert len(stage.core.events) == 1


async def test_mention_in_somebody_elses_thread_is_a_conversation_of_its_channel(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    opened = stage.world.thread(kitchen, "dinner", ada)
    stage.world.say(ada, opened, stage.world.mention("draw soup"))
    event = await heard(stage)
    assert event.thread == Thread("discord", str(kitchen), str(opened))
    assert (await answered(stage, event)).channel == opened
    stage.world.say(ada, opened, "we talk among ourselves")
    await quiet(stage)
    assert len(stage.core.events) == 2


async def test_direct_message_is_a_room_with_one_conversation(stage: DiscordStage) -> None:
    ada = stage.person(ADA)
    direct = stage.world.direct(ada)
    stage.world.say(ada, direct, "a hedgehog")
    event = await heard(stage)
    assert event.thread == Thread("discord", str(direct), str(direct))
    assert event.addressed
    seen = await answered(stage, event)
    assert (seen.channel, seen.reply_to) == (direct, None)


async def test_reply_habit_answers_in_the_channel_and_replies_go_on(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    stage.core.settings[f"discord/{kitchen}"] = RoomSettings(habit="reply")
    said = stage.world.say(ada, kitchen, stage.world.mention("a hedgehog"))
    event = await heard(stage)
    seen = await answered(stage, event)
    assert (seen.channel, seen.reply_to) == (kitchen, said.id)
    stage.world.say(ada, kitchen, "with a hat", reply_to=seen.id)
    more = await heard(stage, 2)
    assert more.thread == event.thread
    assert more.reply_to == event.id
    again = stage.world.say(ada, kitchen, stage.world.mention("a lighthouse"))
    assert (await heard(stage, 3)).thread.id == str(again.id)


async def test_reply_to_a_single_picture_is_about_that_picture(stage: DiscordStage) -> None:
    thread = stage.thread()
    for turn, pictures in (("t1", 1), ("t4", 4)):
        await stage.adapter.post(thread, turn, grid(stage, turn, pictures))
    single, several = stage.world.answers(int(thread.id))
    for number, one in enumerate((single, several), start=1):
        stage.world.say(stage.person(ADA), int(thread.id), "bluer", reply_to=one.id)
        await heard(stage, number)
    assert [one.reply_to for one in stage.core.events if isinstance(one, Message)] == ["pic-t1-1", "t4"]


async def test_names_stand_in_place_of_mentions(stage: DiscordStage) -> None:
    ben = stage.person(BEN)
    text = stage.world.mention(f"draw <@{ben}> and <@1234567890123456>")
    stage.world.say(stage.person(ADA), stage.channel(), text)
    assert (await heard(stage)).text == "draw @Ben and <@1234567890123456>"


async def test_attached_picture_is_kept_and_handed_over(stage: DiscordStage) -> None:
    files = (("cat.png", png(3)), ("notes.txt", b"words"))
    stage.world.say(stage.person(ADA), stage.channel(), stage.world.mention("as a sticker"), files=files)
    event = await heard(stage)
    assert [one.name for one in event.attachments] == ["cat.png"]
    assert stage.core.blobs[event.attachments[0].blob].data == png(3)


async def test_picture_that_is_answered_comes_along(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    photo = stage.world.say(stage.person(BEN), kitchen, "look", files=(("cat.png", png(4)),))
    stage.world.say(stage.person(ADA), kitchen, stage.world.mention("as a sticker"), reply_to=photo.id)
    event = await heard(stage)
    assert [one.name for one in event.attachments] == ["cat.png"]
    assert event.reply_to is None


ELSEWHERE = ("http://localhost:1/c.png", "http://[", "ftp://cdn.discordapp.com/c.png")


async def test_picture_from_elsewhere_is_never_fetched(stage: DiscordStage) -> None:
    for number, url in enumerate((*ELSEWHERE, f"{stage.server.address}/cdn/gone.png"), start=1):
        payload = {
            "id": str(stage.world.backend.snowflake()),
            "channel_id": str(stage.channel()),
            "guild_id": str(stage.guild),
            "type": 0,
            "content": stage.world.mention("x"),
            "author": {"id": str(stage.person(ADA)), "username": "Ada"},
            "mentions": [{"id": str(stage.world.bot)}],
            "attachments": [{"url": url, "filename": "c.png", "size": 5}],
        }
        stage.server.hub.emit("MESSAGE_CREATE", payload)
        await stage.world.until(lambda n=number: len(stage.world.answers(stage.channel())) == n)  # type: ignore[misc]  # mypy #15459
    assert {one.text for one in stage.world.answers(stage.channel())} == {phrase("discord_file_lost", "en")}
    assert stage.core.events == []


@pytest.mark.parametrize("told_size", [True, False])
async def test_picture_that_is_too_large_is_said_to_be(told_size: bool) -> None:
    stage = await in_memory(taken_bytes=1_000_000)
    large = (("c.png", b"\x89PNG" * 400_000),)
    if not told_size:
        store = stage.world.backend.store_attachments

        def stored(*args: Any) -> Any:
            return [{**one, "size": 5} for one in store(*args)]

        stage.world.backend.store_attachments = stored
    stage.world.say(stage.person(ADA), stage.channel(), stage.world.mention("x"), files=large)
    (told,) = await stage.world.until(lambda: stage.world.answers(stage.channel()))
    assert "1 MB" in told.text
    await stage.close()


async def test_refusal_is_said_once_however_often_discord_delivers(stage: DiscordStage) -> None:
    stage.core.refuse = InboxFull()
    said = stage.world.say(stage.person(ADA), stage.channel(), stage.world.mention("a hedgehog"))
    await stage.world.until(lambda: stage.world.answers(stage.channel()))
    stage.world.say_again(said)
    await stage.world.until(lambda: stage.core.offers == 2)
    await stage.world.until(lambda: len([one for one in stage.server.log if one.path.endswith("/messages")]) == 2)
    (told,) = stage.world.answers(stage.channel())
    assert (told.text, told.reply_to) == (explain(InboxFull(), "en"), said.id)


async def test_message_is_offered_again_until_the_store_takes_it(stage: DiscordStage) -> None:
    stage.core.refuse = StoreError("down")
    stage.world.say(stage.person(ADA), stage.channel(), stage.world.mention("a hedgehog"))
    await stage.world.until(lambda: stage.core.offers == 2)
    stage.core.refuse = None
    assert (await heard(stage)).text == "a hedgehog"
    assert stage.world.answers(stage.channel()) == []


async def test_number_reaction_chooses_a_picture(stage: DiscordStage) -> None:
    thread = stage.thread()
    await stage.adapter.post(thread, "k", grid(stage))
    (seen,) = stage.world.answers(int(thread.id))
    for emoji in ("\N{THUMBS UP SIGN}", "2\ufe0f\u20e3"):
        stage.world.backend.set_reaction(int(thread.id), seen.id, emoji, stage.person(BEN), reacted=True)
    await stage.world.until(lambda: stage.core.events)
    (press,) = stage.core.events
    assert isinstance(press, Press)
    assert (press.button, press.author.id) == ("pb1:select:pic-turn1-2", str(stage.person(BEN)))
    assert press.thread == thread


async def test_refused_reaction_says_nothing(stage: DiscordStage) -> None:
    thread = stage.thread()
    await stage.adapter.post(thread, "k", grid(stage))
    (seen,) = stage.world.answers(int(thread.id))
    stage.core.refuse = InboxFull()
    stage.world.backend.set_reaction(int(thread.id), seen.id, "2\ufe0f\u20e3", stage.person(BEN), reacted=True)
    await stage.world.until(lambda: stage.core.offers)
    assert [one.id for one in stage.world.answers(int(thread.id))] == [seen.id]


async def test_refusal_that_cannot_be_told_ends_nothing(stage: DiscordStage) -> None:
    stage.core.refuse = InboxFull()
    stage.server.rules.faults.append(Fault("POST", "/messages$", 403, 50013))
    stage.world.say(stage.person(ADA), stage.channel(), stage.world.mention("a hedgehog"))
    await stage.world.until(lambda: not stage.server.rules.faults[0].times)
    stage.core.refuse = None
    await quiet(stage)


async def test_deleted_answer_is_withdrawn_and_not_changed_any_more(stage: DiscordStage) -> None:
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", grid(stage))
    (seen,) = stage.world.answers(int(thread.id))
    stage.world.backend.delete_message(int(thread.id), seen.id)
    await stage.world.until(lambda: stage.core.withdrawn)
    assert stage.core.withdrawn == [(thread, "turn1")]
    with pytest.raises(DeliveryRefused):
        await stage.adapter.edit(thread, handle, Reply("turn1", "too late"))


async def test_answer_that_the_bot_itself_replaces_is_not_withdrawn(stage: DiscordStage) -> None:
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", Reply("turn1", "…"))
    await stage.adapter.edit(thread, handle, grid(stage))
    await quiet(stage)
    assert stage.core.withdrawn == []


async def test_languages_of_servers_and_people_are_known(stage: DiscordStage) -> None:
    ada, ben, kitchen = stage.person(ADA), stage.person(BEN), stage.channel()
    stage.world.speak(stage.guild, "ko")
    await stage.world.command(ben, kitchen, "draw", prompt="x", locale="en-GB")
    for number, who in enumerate((ada, ben), start=2):
        stage.world.say(who, kitchen, stage.world.mention("…!"))
        await heard(stage, number)
    assert [one.locale for one in stage.core.events] == ["en-GB", "ko", "en-GB"]


# Without what Discord may not grant


async def test_without_the_content_intent_the_bot_says_once_what_works(stage: DiscordStage) -> None:
    await stage.stop()
    stage.server.hub.grants_content = False
    stage.server.hub.sessions.clear()
    await stage.listen()
    kitchen, ada = stage.channel(), stage.person(ADA)
    said = stage.world.say(ada, kitchen, stage.world.mention("a hedgehog"))
    seen = await answered(stage, await heard(stage))
    assert seen.small == (phrase("discord_deaf", "en"),)
    assert seen.button("Continue…")
    stage.world.say(ada, said.id, "and a hat")
    stage.world.say(ada, said.id, stage.world.mention("and boots"))
    second = await heard(stage, 2)
    assert second.text == "and boots"
    assert (await answered(stage, second)).small == ()


async def test_continue_button_opens_a_form_whose_words_go_on(stage: DiscordStage) -> None:
    await stage.stop()
    stage.server.hub.grants_content = False
    stage.server.hub.sessions.clear()
    await stage.listen()
    kitchen, ada = stage.channel(), stage.person(ADA)
    stage.world.say(ada, kitchen, stage.world.mention("a hedgehog"))
    event = await heard(stage)
    seen = await answered(stage, event)
    shown = await stage.world.press(ada, seen, seen.button("Continue…"))
    await stage.world.submit(ada, shown, {"text": "with boots"})
    more = await heard(stage, 2)
    assert (more.text, more.thread, more.addressed) == ("with boots", event.thread, True)


async def test_hidden_message_in_an_old_thread_is_explained_once(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    said = stage.world.say(ada, kitchen, stage.world.mention("a hedgehog"))
    await answered(stage, await heard(stage))
    await stage.stop()
    stage.server.hub.grants_content = False
    stage.server.hub.sessions.clear()
    await stage.listen()
    for _ in range(2):
        stage.world.say(ada, said.id, "and a hat")
    await stage.world.until(lambda: len(stage.world.answers(said.id)) == 2)
    await quiet(stage)
    told = stage.world.answers(said.id)
    assert [one.text for one in told] == ["Here.", phrase("discord_deaf", "en")]
    assert told[1].button("Continue…")


async def test_without_leave_to_open_threads_the_answer_is_a_reply_that_says_so_once(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    stage.server.rules.faults.append(Fault("POST", "/threads$", 403, 50013, times=2))
    said = [stage.world.say(ada, kitchen, stage.world.mention("a hedgehog")) for _ in range(2)]
    small = []
    for number, one in enumerate(said, start=1):
        seen = await answered(stage, await heard(stage, number))
        assert (seen.channel, seen.reply_to) == (kitchen, one.id)
        small.append(seen.small)
    assert small == [(phrase("discord_no_threads", "en"),), ()]
    stage.world.say(ada, kitchen, "with a hat", reply_to=stage.world.answers(kitchen)[0].id)
    assert (await heard(stage, 3)).thread == stage.core.events[0].thread


async def test_message_that_was_deleted_before_its_thread_is_answered_in_the_channel(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    said = stage.world.say(ada, kitchen, stage.world.mention("a hedgehog"))
    event = await heard(stage)
    stage.world.backend.delete_message(kitchen, said.id)
    assert (await answered(stage, event)).channel == kitchen


async def test_mention_of_the_bots_own_role_is_a_mention_of_the_bot(stage: DiscordStage) -> None:
    roles = [{"id": "1573283327383690001", "tags": {"bot_id": str(stage.world.bot)}}, {"id": "1573283327383690002"}]
    stage.server.hub.emit("GUILD_UPDATE", {"id": str(stage.guild), "roles": roles})
    ada, kitchen = stage.person(ADA), stage.channel()
    await quiet(stage)
    stage.world.say(ada, kitchen, "<@&1573283327383690002> dinner")
    stage.world.say(ada, kitchen, "<@&1573283327383690001> a fox")
    event = await heard(stage, 2)
    assert (event.text, event.addressed) == ("a fox", True)


async def test_thread_of_the_bot_is_known_again_though_its_note_is_lost(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    opened = stage.world.thread(kitchen, "Larry", stage.world.bot)
    stage.world.say(ada, opened, stage.world.mention("draw soup"))
    await heard(stage)
    stage.world.say(ada, opened, "with noodles")
    assert (await heard(stage, 2)).text == "with noodles"


async def test_bots_and_systems_are_not_answered(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    other = stage.world.backend.make_user("Other", bot=True)
    stage.world.backend.create_message(kitchen, other.id, stage.world.mention("a hedgehog"))
    stage.world.backend.create_message(kitchen, stage.world.bot, stage.world.mention("a hedgehog"))
    await quiet(stage)
    assert len(stage.core.events) == 1
