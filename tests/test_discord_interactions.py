"""Commands, presses and forms at Discord: what the core hears, and what the person sees at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from contract.adapter_suite import ADA, BEN, grid, png
from doubles.discord.people import Seen
from doubles.discord.rules import Fault
from doubles.discord.stage import DiscordStage, in_memory

from bot.adapter import RoomSettings
from bot.errors import DeliveryRefused, InboxFull, StoreError, explain
from bot.events import Command, Event, Press, Submit, Thread
from bot.phrases import phrase
from bot.replies import Audience, Button, Card, Fact, Field, FieldKind, Form, Reply


@pytest.fixture
async def stage() -> AsyncIterator[DiscordStage]:
    """A server where nothing was said yet."""
    stage = await in_memory()
    yield stage
    await stage.close()


def last(stage: DiscordStage) -> Event:
    return stage.core.events[-1]


async def posted(stage: DiscordStage, reply: Reply | None = None) -> Seen:
    """Post an answer into a thread; return the message."""
    thread = stage.thread()
    await stage.adapter.post(thread, "k", reply or grid(stage))
    return stage.world.answers(int(thread.id))[-1]


# Commands


async def test_command_in_a_channel_says_what_was_asked_and_is_answered_in_a_thread(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    outcome = await stage.world.command(ada, kitchen, "draw", prompt="a *red* fox", pictures=2, locale="ko")
    event = last(stage)
    assert isinstance(event, Command)
    assert (event.name, dict(event.options)) == ("draw", {"prompt": "a *red* fox", "pictures": "2"})
    assert (event.locale, event.author.name) == ("ko", "Ada")
    (asked,) = stage.world.answers(kitchen)
    assert asked.text == "Ada: /draw a *red* fox 2"
    assert outcome.record.message_id == asked.id
    await stage.adapter.post(event.thread, event.id, Reply(event.id, "Here."))
    assert stage.world.threads(kitchen) == [asked.id]
    assert [one.text for one in stage.world.answers(asked.id)] == ["Here."]
    stage.world.say(ada, asked.id, "now blue")
    await stage.world.until(lambda: len(stage.core.events) == 2)
    assert last(stage).thread == event.thread


async def test_command_whose_gateway_died_is_answered_all_the_same(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    stage.server.rules.faults.append(Fault("POST", "/callback$", 404, 10062, times=9))
    waiting = asyncio.create_task(stage.world.command(stage.person(ADA), kitchen, "draw", prompt="a fox"))
    await stage.world.until(lambda: stage.core.events)
    await stage.adapter.post(last(stage).thread, last(stage).id, Reply(last(stage).id, "Here."))
    (asked,) = stage.world.answers(kitchen)
    assert asked.text == "Ada: /draw a fox"
    assert [one.text for one in stage.world.answers(asked.id)] == ["Here."]
    waiting.cancel()


async def test_command_in_a_thread_or_directly_goes_on_there(stage: DiscordStage) -> None:
    ada, thread = stage.person(ADA), stage.thread()
    await stage.world.command(ada, int(thread.id), "draw", prompt="a fox")
    assert last(stage).thread == thread
    direct = stage.world.direct(ada)
    await stage.world.command(ada, direct, "story", prompt="a snail")
    assert last(stage).thread == Thread("discord", str(direct), str(direct))
    assert [one.text for one in stage.world.answers(direct)] == ["Ada: /story a snail"]


async def test_command_of_a_room_with_the_habit_of_replies_stays_in_the_channel(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    stage.core.settings[f"discord/{kitchen}"] = RoomSettings(habit="reply")
    await stage.world.command(stage.person(ADA), kitchen, "draw", prompt="a fox")
    await stage.adapter.post(last(stage).thread, last(stage).id, Reply(last(stage).id, "Here."))
    asked, answer = stage.world.answers(kitchen)
    assert (answer.text, answer.reply_to) == ("Here.", asked.id)


async def test_command_with_a_picture_hands_it_over(stage: DiscordStage) -> None:
    await stage.world.command(
        stage.person(ADA), stage.channel(), "draw", prompt="like this", reference=("cat.png", png(5))
    )
    await stage.world.until(lambda: stage.core.events)
    event = last(stage)
    assert isinstance(event, Command)
    assert stage.core.blobs[event.attachments[0].blob].data == png(5)
    (asked,) = await stage.world.until(lambda: [one for one in stage.world.answers(stage.channel()) if one.text])
    await stage.adapter.post(event.thread, event.id, Reply(event.id, "Here."))
    assert stage.world.threads(stage.channel()) == [asked.id]


async def test_refused_command_tells_the_person_alone(stage: DiscordStage) -> None:
    stage.core.refuse = InboxFull()
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "draw", prompt="a fox", locale="ko")
    assert outcome.private is not None
    assert outcome.private.text == explain(InboxFull(), "ko")
    assert stage.world.answers(stage.channel()) == []


@pytest.mark.parametrize("name", ["draw", "cast"])
async def test_slow_core_makes_discord_wait_and_is_told_later(stage: DiscordStage, name: str) -> None:
    go = asyncio.Event()

    async def slowly(*_: object, **__: object) -> None:
        await go.wait()
        raise StoreError("down")

    stage.core.panel = slowly  # type: ignore[assignment]  # a core that is slow
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), name, prompt="a fox")
    assert outcome.record.loading
    go.set()
    await stage.world.until(lambda: not outcome.record.loading)
    told = stage.world.look(stage.channel(), outcome.record.message_id)
    assert told is not None
    assert told.text == explain(StoreError(), "en")
    assert told.private == (name == "cast")


async def test_bug_in_the_core_is_no_silence(stage: DiscordStage) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    stage.core.panel = broken  # type: ignore[assignment]  # a core with a bug
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "draw", prompt="a fox")
    assert outcome.private is not None
    assert outcome.private.text == explain(ZeroDivisionError(), "en")


# Brought along by a person, where the bot is not


async def test_foreign_command_is_answered_by_its_token_alone(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    await stage.world.command(ada, kitchen, "draw", prompt="a fox", foreign=True)
    event = last(stage)
    handle = await stage.adapter.post(event.thread, event.id, Reply(event.id, "Thinking…"))
    (shown,) = stage.world.answers(kitchen)
    assert shown.text == "Thinking…"
    await stage.adapter.edit(event.thread, handle, grid(stage, event.id))
    (shown,) = stage.world.answers(kitchen)
    assert len(shown.pictures) == 4
    await stage.adapter.post(event.thread, "more", Reply(event.id, "And more."))
    assert len(stage.world.answers(kitchen)) == 2
    bot_paths = [one.path for one in stage.server.log if one.path.startswith("/channels")]
    assert bot_paths == []


async def test_foreign_command_whose_first_answer_has_pictures(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    await stage.world.command(stage.person(ADA), kitchen, "draw", prompt="a fox", foreign=True)
    event = last(stage)
    await stage.adapter.post(event.thread, event.id, grid(stage, event.id))
    (shown,) = stage.world.answers(kitchen)
    assert len(shown.pictures) == 4


async def test_press_where_the_bot_is_not_is_answered_by_its_own_token(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    await stage.world.command(ada, kitchen, "draw", prompt="a fox", foreign=True)
    event = last(stage)
    await stage.adapter.post(event.thread, event.id, grid(stage, "turn1"))
    (shown,) = stage.world.answers(kitchen)
    data = {"custom_id": "pb1:more:turn1", "component_type": 2}
    await stage.world.interact(ada, kitchen, 3, data, shown.id, foreign=True)
    press = last(stage)
    assert isinstance(press, Press)
    await stage.adapter.post(press.thread, press.id, Reply(press.id, "More."))
    assert [one.text for one in stage.world.answers(kitchen)][1:] == ["More."]


async def test_expired_token_is_a_refusal(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    await stage.world.command(stage.person(ADA), kitchen, "draw", prompt="a fox", foreign=True)
    stage.server.rules.faults.append(Fault("PATCH", "@original", 401, 50027))
    with pytest.raises(DeliveryRefused):
        await stage.adapter.post(last(stage).thread, last(stage).id, Reply(last(stage).id, "Here."))


# Panels


def panel(stage: DiscordStage, text: str, pictures: int = 0) -> tuple[Reply, ...]:
    cards: list[Card] = list(grid(stage, "turn9", pictures).cards) if pictures else []
    buttons = ((Button("pb1:album:all:1", "Next"), Button("pb1:search:all", "Search…", opens_form=True)),)
    facts = (Fact("Seed", "7"),)
    return (Reply("i1", text, tuple(cards), buttons, facts=facts, audience=Audience.PERSON),)


async def test_panel_is_shown_to_the_person_alone(stage: DiscordStage) -> None:
    stage.core.panels["album"] = panel(stage, "The album", 3)
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "album")
    seen = outcome.private
    assert seen is not None
    assert (seen.text, [one.alt for one in seen.pictures]) == (
        "The album\n\n**Seed** 7",
        ["Larry, take 1", "Larry, take 2", "Larry, take 3"],
    )
    assert seen.pictures[0].data == png(1)
    assert stage.core.events == []


async def test_button_of_a_panel_changes_it_in_its_place(stage: DiscordStage) -> None:
    stage.server.rules.galleries_change = True
    stage.core.panels["album"] = panel(stage, "Page 1", 1)
    stage.core.panels["pb1:album:all:1"] = (*panel(stage, "Page 2", 2), Reply("i1", "rest"))
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "album")
    assert outcome.private is not None
    turned = await stage.world.press(stage.person(ADA), outcome.private, "pb1:album:all:1")
    changed = stage.world.look(stage.channel(), outcome.private.id)
    assert changed is not None
    assert changed.text.startswith("Page 2")
    assert len(changed.pictures) == 2
    await stage.world.until(lambda: turned.record.followup_ids)


async def test_panel_that_cannot_be_changed_comes_anew(stage: DiscordStage) -> None:
    stage.core.panels["album"] = panel(stage, "Page 1", 1)
    stage.core.panels["pb1:album:all:1"] = panel(stage, "Page 2", 2)
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "album")
    assert outcome.private is not None
    stage.server.rules.faults.append(Fault("POST", "/callback$", 400, 50035))
    turned = await stage.world.press(stage.person(ADA), outcome.private, "pb1:album:all:1")
    assert turned.private is not None
    assert turned.private.text.startswith("Page 2")


async def test_form_of_a_panel_with_a_choice_comes_back(stage: DiscordStage) -> None:
    stage.core.panels["album"] = panel(stage, "Page 1")
    fields = (
        Field("words", "Which words?", max_chars=99, required=False, value="before"),
        Field("which", "Which?", FieldKind.CHOICE, "b", choices=(("a", "Ant"), ("b", "Bee"))),
        Field("more", "More?", FieldKind.PARAGRAPH, required=False),
    )
    stage.core.panels["pb1:search:all"] = Form("pb1:search:all", "Search" * 20, fields, "Go")
    opened = await stage.world.command(stage.person(ADA), stage.channel(), "album")
    assert opened.private is not None
    shown = await stage.world.press(stage.person(ADA), opened.private, "pb1:search:all")
    assert shown.modal["title"] == ("Search" * 20)[:44] + "…"
    heard: list[Submit] = []

    async def note(event: Event, **_: object) -> tuple[Reply, ...]:
        assert isinstance(event, Submit)
        heard.append(event)
        return panel(stage, "Found")

    stage.core.panel = note  # type: ignore[assignment]  # writes down what it is asked
    await stage.world.submit(stage.person(ADA), shown, {"words": "fox"})
    assert dict(heard[0].values) == {"words": "fox", "which": "b", "more": ""}


async def test_who_manages_the_channel_is_told_to_the_core(stage: DiscordStage) -> None:
    stage.core.panels["settings"] = panel(stage, "Settings")
    ada, kitchen = stage.person(ADA), stage.channel()
    await stage.world.command(ada, kitchen, "settings")
    guild = stage.world.backend.get_guild(stage.guild)
    guild.owner_id = ada
    await stage.world.command(ada, kitchen, "settings")
    await stage.world.command(ada, stage.world.direct(ada), "settings")
    assert stage.core.managed == [False, True, True]


async def test_forgetting_may_take_its_time(stage: DiscordStage) -> None:
    button = ((Button("pb1:forgetnow:room", "Yes"),),)
    stage.core.panels["forget"] = (Reply("i1", "Sure?", buttons=button, audience=Audience.PERSON),)
    stage.core.panels["pb1:forgetnow:room"] = (Reply("i1", "Forgotten."),)
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "forget")
    assert outcome.private is not None
    done = await stage.world.press(stage.person(ADA), outcome.private, "pb1:forgetnow:room")
    assert done.record.deferred
    await stage.world.until(lambda: stage.world.look(stage.channel(), outcome.private.id).text == "Forgotten.")  # type: ignore[union-attr]


# Presses and forms under answers


async def test_press_of_details_answers_its_person_alone(stage: DiscordStage) -> None:
    seen = await posted(stage)
    outcome = await stage.world.press(stage.person(BEN), seen, "pb1:more:turn1")
    event = last(stage)
    assert isinstance(event, Press)
    details = Reply(event.id, "All about it", audience=Audience.PERSON)
    handle = await stage.adapter.post(event.thread, event.id, details)
    assert outcome.private is not None
    assert outcome.private.text == "All about it"
    await stage.adapter.edit(event.thread, handle, Reply(event.id, "More about it", audience=Audience.PERSON))
    assert outcome.private.text == "More about it"
    assert len(stage.world.answers(seen.channel)) == 1


async def test_private_answer_without_a_token_is_seen_by_all(stage: DiscordStage) -> None:
    seen = await posted(stage, Reply("turn1", "All about it", audience=Audience.PERSON))
    assert not seen.private


async def test_refused_press_tells_the_person_alone(stage: DiscordStage) -> None:
    seen = await posted(stage)
    stage.core.refuse = InboxFull()
    outcome = await stage.world.press(stage.person(BEN), seen, "pb1:more:turn1")
    assert outcome.private is not None
    assert outcome.private.text == explain(InboxFull(), "en")


async def test_form_that_comes_too_late_asks_to_press_again(stage: DiscordStage) -> None:
    seen = await posted(stage)
    form = stage.core.form

    async def slowly(event: Press, **_: object) -> Form | None:
        await asyncio.sleep(2)
        return await form(event)

    stage.core.panel = slowly  # type: ignore[assignment]  # a core that is slow
    outcome = await stage.world.press(stage.person(BEN), seen, "pb1:edit:pic-turn1-1")
    told = await stage.world.until(lambda: outcome.private)
    assert told.text == phrase("discord_again", "en")


def slowly(stage: DiscordStage, answer: object = None) -> None:
    """Let the core's panels take longer than Discord is kept waiting."""

    async def panel(event: Event, **_: object) -> object:
        await asyncio.sleep(2)
        return answer

    stage.core.panel = panel  # type: ignore[assignment]  # a core that is slow


async def test_slow_press_is_taken_in_the_end(stage: DiscordStage) -> None:
    seen = await posted(stage)
    slowly(stage)
    outcome = await stage.world.press(stage.person(BEN), seen, "pb1:more:turn1")
    assert outcome.record.deferred
    await stage.world.until(lambda: stage.core.events)
    assert isinstance(last(stage), Press)


async def test_slow_foreign_command_is_taken_in_the_end(stage: DiscordStage) -> None:
    slowly(stage)
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "draw", prompt="a fox", foreign=True)
    assert outcome.record.loading
    await stage.world.until(lambda: stage.core.events)


async def test_what_discord_was_told_too_late_to_wait_for_is_taken_all_the_same(stage: DiscordStage) -> None:
    slowly(stage)
    stage.server.rules.faults.append(Fault("POST", "/callback$", 404, 10062))
    waiting = asyncio.create_task(stage.world.command(stage.person(ADA), stage.channel(), "draw", prompt="a fox"))
    await stage.world.until(lambda: stage.core.events)
    waiting.cancel()


async def test_slow_details_follow_under_their_answer(stage: DiscordStage) -> None:
    seen = await posted(stage)
    slowly(stage, (Reply("i1", "All about it", audience=Audience.PERSON),))
    outcome = await stage.world.press(stage.person(BEN), seen, "pb1:select:pic-turn1-1")
    told = await stage.world.until(lambda: outcome.private)
    assert told.text == "All about it"


async def test_slow_panel_takes_the_place_of_thinking(stage: DiscordStage) -> None:
    slowly(stage, panel(stage, "The album"))
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "album")
    told = await stage.world.until(lambda: outcome.private if outcome.private and outcome.private.text else None)
    assert told.text.startswith("The album")


async def test_form_sent_without_a_message_is_acknowledged(stage: DiscordStage) -> None:
    data = {"custom_id": "pb1:edit:pic-turn1-1", "components": []}
    outcome = await stage.world.interact(stage.person(ADA), stage.channel(), 5, data)
    assert outcome.private is not None
    assert outcome.private.text == phrase("discord_taken", "en")
    assert isinstance(last(stage), Submit)


async def test_picture_of_a_panel_that_was_forgotten_is_left_out(stage: DiscordStage) -> None:
    stage.core.panels["album"] = panel(stage, "The album", 3)
    stage.core.blobs.pop(f"{2:064x}")
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "album")
    assert outcome.private is not None
    assert len(outcome.private.pictures) == 2


async def test_panel_whose_button_was_answered_too_late_is_left_as_it_is(stage: DiscordStage) -> None:
    stage.core.panels["album"] = panel(stage, "Page 1")
    stage.core.panels["pb1:album:all:1"] = panel(stage, "Page 2")
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "album")
    assert outcome.private is not None
    stage.server.rules.faults.append(Fault("POST", "/callback$", 404, 10062))
    waiting = asyncio.create_task(stage.world.press(stage.person(ADA), outcome.private, "pb1:album:all:1"))
    await stage.world.until(lambda: not stage.server.rules.faults[0].times)
    assert outcome.private.text.startswith("Page 1")
    waiting.cancel()


async def test_press_in_the_channel_of_a_reply_belongs_to_its_conversation(stage: DiscordStage) -> None:
    kitchen, ada = stage.channel(), stage.person(ADA)
    stage.core.settings[f"discord/{kitchen}"] = RoomSettings(habit="reply")
    stage.world.say(ada, kitchen, stage.world.mention("a hedgehog"))
    await stage.world.until(lambda: stage.core.events)
    event = last(stage)
    await stage.adapter.post(event.thread, event.id, grid(stage, event.id))
    (seen,) = stage.world.answers(kitchen)
    await stage.world.press(ada, seen, f"pb1:more:{event.id}")
    assert last(stage).thread == event.thread


async def test_press_under_a_message_that_is_forgotten_is_answered_below_it(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "More", "custom_id": "pb1:more:turn1"}]}
    stage.world.backend.create_message(kitchen, stage.world.bot, "old", components=[row])
    (seen,) = stage.world.answers(kitchen)
    await stage.world.press(stage.person(BEN), seen, "pb1:more:turn1")
    event = last(stage)
    await stage.adapter.post(event.thread, event.id, Reply(event.id, "More."))
    answer = stage.world.answers(kitchen)[-1]
    assert (answer.text, answer.reply_to) == ("More.", seen.id)


async def test_late_answer_is_no_lost_event(stage: DiscordStage) -> None:
    seen = await posted(stage)
    stage.server.rules.faults.append(Fault("POST", "/callback$", 404, 10062))
    waiting = asyncio.create_task(stage.world.press(stage.person(BEN), seen, "pb1:more:turn1"))
    await stage.world.until(lambda: stage.core.events)
    assert isinstance(last(stage), Press)
    waiting.cancel()


async def test_answer_that_discord_does_not_take_now_is_no_lost_event(stage: DiscordStage) -> None:
    seen = await posted(stage)
    stage.server.rules.faults.append(Fault("POST", "/callback$", 503, 0))
    waiting = asyncio.create_task(stage.world.press(stage.person(BEN), seen, "pb1:more:turn1"))
    await stage.world.until(lambda: stage.core.events)
    waiting.cancel()


# A message's menu


async def test_menu_takes_the_pictures_of_any_message(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    photo = stage.world.say(stage.person(BEN), kitchen, "look", files=(("cat.png", png(6)),))
    await stage.world.menu(stage.person(ADA), kitchen, "Use as reference", photo.id)
    await stage.world.until(lambda: stage.core.events)
    event = last(stage)
    assert isinstance(event, Command)
    assert (event.name, [one.name for one in event.attachments]) == ("reference", ["cat.png"])


async def test_menu_takes_the_bots_own_pictures_too(stage: DiscordStage) -> None:
    seen = await posted(stage)
    await stage.world.menu(stage.person(ADA), seen.channel, "Use as reference", seen.id)
    await stage.world.until(lambda: stage.core.events)
    event = last(stage)
    assert isinstance(event, Command)
    assert [stage.core.blobs[one.blob].data for one in event.attachments] == [png(n) for n in range(1, 5)]


async def test_menu_on_a_message_without_pictures_says_so(stage: DiscordStage) -> None:
    said = stage.world.say(stage.person(BEN), stage.channel(), "look")
    outcome = await stage.world.menu(stage.person(ADA), stage.channel(), "Use as reference", said.id)
    assert outcome.private is not None
    assert outcome.private.text == phrase("discord_no_picture_there", "en")


@pytest.mark.parametrize(("pictures", "meant"), [(1, "pic-turn1-1"), (4, "turn1")])
async def test_menu_goes_on_from_an_answer(stage: DiscordStage, pictures: int, meant: str) -> None:
    seen = await posted(stage, grid(stage, "turn1", pictures))
    await stage.world.menu(stage.person(ADA), seen.channel, "Continue from here", seen.id)
    event = last(stage)
    assert isinstance(event, Command)
    assert (event.name, event.options, event.thread) == ("continue", (("picture", meant),), stage.thread())


async def test_menu_that_goes_on_from_a_strangers_message_has_no_picture(stage: DiscordStage) -> None:
    said = stage.world.say(stage.person(BEN), stage.channel(), "look")
    await stage.world.menu(stage.person(ADA), stage.channel(), "Continue from here", said.id)
    event = last(stage)
    assert isinstance(event, Command)
    assert event.options == ()


async def test_rubbish_in_an_interaction_is_no_event(stage: DiscordStage) -> None:
    stage.server.hub.emit("INTERACTION_CREATE", {"type": 2, "id": "x"})
    await stage.world.command(stage.person(ADA), stage.channel(), "draw", prompt="a fox")
    assert len(stage.core.events) == 1
