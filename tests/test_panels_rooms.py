"""Settings, usage, forgetting, and what the bot tells of itself, as one person is shown them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import fields
from pathlib import Path

import pytest
from doubles.house import MINA, House, house
from doubles.panels import button, introduce, labels, told
from doubles.scripted import draw
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.adapter import RoomSettings
from bot.buttons import ButtonId, Verb, takes_long
from bot.commands import COMMANDS
from bot.errors import BadRoomSetting, StoreError, UnknownButton
from bot.events import Author, Thread
from bot.memory.keys import RoomKeys
from bot.panels import Panels, usage
from bot.panels.asking import Asked, ManagersOnly
from bot.panels.settings import FORMS, USUAL, _label, value_words
from bot.phrases import LANGUAGES, phrase
from bot.replies import Audience, FieldKind, Form, Reply
from bot.valkey import StoreServer

ROOM = "test/kitchen"
CELLAR = Thread("test", "cellar", "t1")
NOON = 1_700_049_600.0  # 2023-11-15 12:00 UTC


@pytest.fixture
async def bot(empty_valkey: str, tmp_path: Path) -> AsyncIterator[House]:
    store = StoreServer(empty_valkey, "the test's", durable=True)
    async with house(store, tmp_path, clock=lambda: NOON, retention_days=0) as one:
        one.planner.script = draw(1)
        yield one


def facts(reply: Reply) -> dict[str, str]:
    return {fact.label: fact.value for fact in reply.facts}


def form_of(name: str) -> str:
    """Return the id of the form that changes this setting."""
    target = next(target for target, names in FORMS.items() if name in names)
    return str(ButtonId(Verb.CHANGE, target))


# Settings


async def test_settings_tell_what_holds_and_whose_it_is(bot: House):
    await bot.app.core.change_room_settings(ROOM, {"pictures": 2, "language": "ko"})
    (reply,) = await bot.ask("settings", manages=True)
    assert reply.audience is Audience.PERSON
    shown = facts(reply)
    assert shown["Pictures for one message"] == "2"
    assert shown["Audience"] == "family (as usual)"
    assert shown["Language of new threads"] == "Korean"
    assert shown["Answers in a channel"] == "in a thread of their own (as usual)"
    assert shown["Kept for (days; 0: for ever)"] == "for ever (as usual)"
    assert shown["Pictures a day for the room"] == "not set (as usual)"
    assert len(shown) == len(fields(RoomSettings))
    assert labels(reply) == ["Drawing…", "Limits and habits…"]


async def test_settings_are_shown_to_everybody_and_changed_by_managers(bot: House):
    (reply,) = await bot.ask("settings")
    assert reply.text == "What holds in this room. Who manages it can change it."
    assert reply.buttons == ()
    with pytest.raises(ManagersOnly):
        await bot.tap(form_of("pictures"))
    with pytest.raises(ManagersOnly):
        await bot.fill(form_of("pictures"), pictures="1")
    assert await bot.app.core.room_settings(ROOM) == RoomSettings()


async def test_every_setting_is_in_one_form_that_platforms_can_show(bot: House):
    asked: list[str] = []
    for target in FORMS:
        form = await bot.tap(str(ButtonId(Verb.CHANGE, target)), manages=True)
        assert isinstance(form, Form)
        assert len(form.title) <= 45
        assert 1 <= len(form.fields) <= 5
        for field in form.fields:
            assert len(field.label) <= 45
            assert (field.kind is FieldKind.CHOICE) == bool(field.choices)
            if field.choices:
                assert field.value in dict(field.choices)
                assert all(len(value) > 0 and 0 < len(label) <= 75 for value, label in field.choices)
        asked += [field.name for field in form.fields]
    assert sorted(asked) == sorted(field.name for field in fields(RoomSettings))


async def test_form_changes_settings_and_puts_them_back(bot: House):
    (reply,) = await bot.fill(form_of("pictures"), manages=True, pictures="2", audience="general", language="ko")
    assert reply.text.startswith(
        "Changed: Pictures for one message: 2; Audience: general; Language of new threads: Korean."
    )
    form = await bot.tap(form_of("pictures"), manages=True)
    assert {field.name: field.value for field in form.fields}["audience"] == "general"
    (reply,) = await bot.fill(form_of("habit"), manages=True, habit="reply", retention_days="7")
    assert facts(reply)["Answers in a channel"] == "as a reply, right there"
    assert facts(reply)["Kept for (days; 0: for ever)"] == "7 days"
    (reply,) = await bot.fill(form_of("pictures"), manages=True, pictures=USUAL, audience="", language="ko")
    own = await bot.app.core.room_settings(ROOM)
    assert own == RoomSettings(language="ko", habit="reply", retention_days=7)
    (reply,) = await bot.fill(form_of("pictures"), manages=True, language="ko")
    assert reply.text.startswith("That is what held already")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pictures", "9"),
        ("pictures", "many"),
        ("audience", "adults"),
        ("language", "7"),
        ("habit", "shout"),
        ("retention_days", "-1"),
        ("pictures_per_day_room", "9" * 30),
    ],
)
async def test_value_that_does_not_fit_is_told_and_changes_nothing(bot: House, name: str, value: str):
    with pytest.raises(BadRoomSetting):
        await bot.fill(form_of(name), manages=True, **{name: value})
    assert await bot.app.core.room_settings(ROOM) == RoomSettings()


async def test_settings_of_no_form_are_left_alone(bot: House):
    (reply,) = await bot.fill(form_of("pictures"), manages=True, retention_days="1", volume="11")
    assert reply.text.startswith("That is what held already")
    for verb in ("tap", "fill"):
        with pytest.raises(UnknownButton):
            await getattr(bot, verb)(str(ButtonId(Verb.CHANGE, "volume")), manages=True)


async def test_changes_of_two_people_do_not_undo_each_other(bot: House):
    opened = await bot.tap(form_of("pictures"), manages=True)
    values = {field.name: field.value for field in opened.fields}
    await bot.app.core.change_room_settings(ROOM, {"audience": "general"})
    await bot.fill(opened.id, manages=True, **(values | {"pictures": "3", "audience": "general"}))
    assert await bot.app.core.room_settings(ROOM) == RoomSettings(pictures=3, audience="general")


async def test_painter_is_chosen_from_what_the_operator_offers(empty_valkey: str, tmp_path: Path):
    store = StoreServer(empty_valkey, "the test's", durable=True)
    async with house(store, tmp_path, painter_fallbacks=("stable-diffusion",)) as bot:
        form = await bot.tap(form_of("painter"), manages=True)
        painter = next(field for field in form.fields if field.name == "painter")
        assert [value for value, _ in painter.choices] == [USUAL, "offline", "stable-diffusion"]
        (reply,) = await bot.fill(form.id, manages=True, painter="stable-diffusion")
        assert facts(reply)["Painter"] == "stable-diffusion"
        await bot.app.core.change_room_settings(ROOM, {"painter": "gone"})
        (reply,) = await bot.ask("settings")
        assert facts(reply)["Painter"] == "offline (as usual)"
        form = await bot.tap(form_of("painter"), manages=True)
        assert {field.name: field.value for field in form.fields}["painter"] == USUAL


def test_setting_that_nobody_has_put_into_words_is_told_by_its_name():
    asked = Asked("e1", CELLAR, MINA, "en", Panels(None, {}).shows("test"), manages=True)  # type: ignore[arg-type]
    assert _label(asked, "colour_depth") == "colour depth"
    assert value_words(asked, "colour_depth", 8) == "8"


async def test_settings_speak_korean(bot: House):
    bot.locale = "ko"
    (reply,) = await bot.ask("settings", manages=True)
    assert facts(reply)["대상"] == "가족 (기본값)"
    assert labels(reply) == ["그리기…", "제한과 습관…"]


# Usage


def todays(reply: Reply) -> dict[str, str]:
    return {label: value for label, value in facts(reply).items() if label in ("Your pictures", "This room's pictures")}


async def test_usage_counts_todays_pictures_of_the_person_and_the_room(bot: House):
    await bot.say("a fox")
    bot.planner.script = draw(3)
    await bot.say("owls", author=Author("u-ann", "Ann"))
    (reply,) = await bot.ask("usage")
    assert reply.text == "Today, until 00:00 UTC (in 12 h 0 min):"
    assert todays(reply) == {"Your pictures": "1, without a limit", "This room's pictures": "4, without a limit"}


async def test_usage_counts_what_people_thought_of_answers(bot: House):
    core = bot.app.core
    label = phrase("usage_verdicts")
    (before,) = await bot.ask("usage")
    assert label not in [fact.label for fact in before.facts]
    ben = Author("u-ben", "Ben")
    for author, good in ((bot.author, False), (bot.author, True), (ben, False)):  # the last word of a person holds
        await core.judge(bot.thread, "t1-e1", author, good=good)
    await core.judge(bot.thread, "t1-e2", ben, good=False)
    (usage,) = await bot.ask("usage")
    assert [fact.value for fact in usage.facts if fact.label == label] == ["1 good, 2 bad"]
    await core.forget_person("test", ben.id, bot.thread.room_key)
    (usage,) = await bot.ask("usage")
    assert [fact.value for fact in usage.facts if fact.label == label] == ["1 good, 0 bad"]


async def test_verdicts_on_what_a_person_was_answered_go_with_the_person(bot: House):
    await bot.say("a hedgehog")
    await bot.app.core.judge(bot.thread, "t1-e1", Author("u-ben", "Ben"), good=True)
    await bot.app.core.forget_person("test", bot.author.id, bot.thread.room_key)
    (usage,) = await bot.ask("usage")
    assert phrase("usage_verdicts") not in [fact.label for fact in usage.facts]


async def test_usage_tells_the_limits_that_hold(bot: House):
    await bot.app.core.change_room_settings(ROOM, {"pictures_per_day_room": 5, "pictures_per_day_person": 2})
    await bot.say("a fox")
    (reply,) = await bot.ask("usage")
    assert todays(reply) == {"Your pictures": "1 of 2", "This room's pictures": "1 of 5"}
    bot.thread = CELLAR
    (reply,) = await bot.ask("usage")
    assert todays(reply) == {"Your pictures": "0, without a limit", "This room's pictures": "0, without a limit"}


async def test_usage_counts_page_by_page_and_not_for_ever(bot: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(usage, "_PAGE", 2)
    bot.planner.script = draw(3)
    await bot.say("foxes")
    assert facts((await bot.ask("usage"))[0])["Your pictures"] == "3, without a limit"
    monkeypatch.setattr(usage, "_COUNTED", 2)
    assert facts((await bot.ask("usage"))[0])["Your pictures"] == "2, without a limit"


async def test_usage_counts_on_past_a_picture_that_cannot_be_read(bot: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(usage, "_PAGE", 2)
    bot.planner.script = draw(4)
    reply = await bot.say("foxes")
    await bot.redis.hset(RoomKeys(ROOM).pictures, reply.cards[3].picture, "{}")
    assert facts((await bot.ask("usage"))[0])["This room's pictures"] == "3, without a limit"


async def test_usage_with_a_limit_counts_what_is_being_painted(bot: House):
    await bot.app.core.change_room_settings(ROOM, {"pictures_per_day_room": 5})
    bot.planner.script, bot.painter.delay_s = draw(2), 3600
    await bot.accept(bot.message("foxes"))
    async with asyncio.timeout(10):
        while not bot.painter.orders:
            await asyncio.sleep(0.005)
    (reply,) = await bot.ask("usage")
    assert todays(reply) == {"Your pictures": "2, without a limit", "This room's pictures": "2 of 5"}


@pytest.mark.parametrize(("time_s", "left"), [(NOON + 43_199, "0 h 0 min"), (NOON + 43_200, "24 h 0 min")])
async def test_usage_tells_when_the_day_ends(empty_valkey: str, tmp_path: Path, time_s: float, left: str):
    store = StoreServer(empty_valkey, "the test's", durable=True)
    async with house(store, tmp_path, clock=lambda: time_s) as bot:
        (reply,) = await bot.ask("usage")
        assert reply.text == f"Today, until 00:00 UTC (in {left}):"


@pytest.mark.parametrize("what", ["bot.money.ledgers.Ledgers.month", "bot.memory.quotas.Quotas.used"])
async def test_usage_without_a_store_says_so(bot: House, monkeypatch: pytest.MonkeyPatch, what: str):
    async def fail(*_: object) -> None:
        raise RedisConnectionError("connection refused")

    await bot.app.core.change_room_settings(ROOM, {"pictures_per_day_room": 5})
    monkeypatch.setattr(what, fail)
    with pytest.raises(StoreError):
        await bot.ask("usage")


async def test_usage_counts_no_picture_of_yesterday(empty_valkey: str, tmp_path: Path):
    now_s = NOON
    store = StoreServer(empty_valkey, "the test's", durable=True)
    async with house(store, tmp_path, clock=lambda: now_s, retention_days=0) as bot:
        await bot.say("a fox")
        now_s += 86_400
        (reply,) = await bot.tap(str(ButtonId(Verb.USAGE, "room")))
        assert facts(reply)["Your pictures"] == "0, without a limit"


# Forgetting


async def test_person_is_forgotten_in_a_room_after_a_second_press(bot: House):
    await introduce(bot, "Larry")
    bot.author = Author("u-ann", "Ann")
    await bot.say("an owl")
    bot.author = MINA
    (menu,) = await bot.ask("forget")
    assert labels(menu) == ["me, in this room", "me, everywhere here", "Privacy"]
    (asked,) = await bot.tap(button(menu, "me, in this room"))
    assert "the characters you named (1)" in asked.text
    assert "It cannot be undone." in asked.text
    (back,) = await bot.tap(button(asked, "No, go back"))
    assert back.text == menu.text
    assert len(await bot.app.core.album(ROOM)) == 2  # nothing is gone yet
    yes = button(asked, "Yes, forget")
    assert takes_long(yes)
    (gone,) = await bot.tap(yes)
    assert gone.text.startswith("Forgotten: 4 lines, 1 pictures and 1 characters of yours, in 1 rooms.")
    assert [one.author for one in await bot.app.core.album(ROOM)] == ["Ann"]


async def test_whose_press_it_is_decides_who_is_forgotten(bot: House):
    await bot.say("a fox")
    (asked,) = await bot.ask("forget", what="here")
    bot.author = Author("u-eve", "Eve")
    (gone,) = await bot.tap(button(asked, "Yes, forget"))
    assert gone.text.startswith("Forgotten: 0 lines")
    assert len(await bot.app.core.album(ROOM)) == 1


async def test_person_is_forgotten_everywhere(bot: House):
    await bot.say("a fox")
    bot.thread = CELLAR
    await bot.say("an owl")
    (asked,) = await bot.ask("forget", what="everywhere")
    assert "in every room here where I know you (2)" in asked.text
    (gone,) = await bot.tap(button(asked, "Yes, forget"))
    assert "2 pictures" in gone.text
    assert "in 2 rooms" in gone.text
    assert await bot.app.core.album(ROOM) == await bot.app.core.album(CELLAR.room_key) == ()


async def test_room_is_forgotten_by_who_manages_it(bot: House):
    await introduce(bot, "Larry")
    for attempt in (bot.ask("forget", what="room"), bot.tap(str(ButtonId(Verb.FORGET_NOW, "room")))):
        with pytest.raises(ManagersOnly):
            await attempt
    (menu,) = await bot.ask("forget", manages=True)
    (asked,) = await bot.tap(button(menu, "this whole room"), manages=True)
    assert "all pictures (1), all characters (1)" in asked.text
    (gone,) = await bot.tap(button(asked, "Yes, forget"), manages=True)
    assert gone.text.startswith("Forgotten: this room, with 4 lines, 1 pictures and 1 characters.")
    assert await bot.app.core.cast(ROOM) == ()


@pytest.mark.parametrize("verb", [Verb.FORGET, Verb.FORGET_NOW])
async def test_nothing_else_can_be_forgotten(bot: House, verb: Verb):
    with pytest.raises(UnknownButton):
        await bot.tap(str(ButtonId(verb, "u-ann")), manages=True)


# What the bot tells of itself


async def test_help_names_every_command(bot: House):
    (reply,) = await bot.ask("help")
    assert [fact.label for fact in reply.facts] == [spec.name for spec in COMMANDS]
    for label in labels(reply):
        (panel,) = await bot.tap(button(reply, label))
        assert panel.text
    (again,) = await bot.tap(str(ButtonId(Verb.HELP, "room")))
    assert again.facts == reply.facts


async def test_privacy_tells_how_long_this_room_keeps_things(bot: House):
    (reply,) = await bot.ask("privacy")
    assert "Lines and pictures: for ever." in told(reply)
    await bot.app.core.change_room_settings(ROOM, {"retention_days": 30})
    (reply,) = await bot.tap(str(ButtonId(Verb.PRIVACY, "room")))
    assert "Lines and pictures: 30 days." in told(reply)
    (menu,) = await bot.tap(button(reply, "Forget…"))
    assert menu.text == phrase("forget_title")


async def test_export_tells_the_command_for_this_room(bot: House):
    (reply,) = await bot.ask("export")
    assert "picturebook export --room test/kitchen --out room.zip" in reply.text


@pytest.mark.parametrize(
    ("locale", "thread", "language"), [("ko-KR", "en", "ko"), ("fr", "ko", "ko"), ("", "ko", "ko"), ("fr", "", "en")]
)
async def test_panel_speaks_the_language_of_the_person_else_of_the_thread(
    bot: House, locale: str, thread: str, language: str
):
    if thread:
        await bot.say({"en": "please draw a hedgehog", "ko": "고슴도치를 그려 줘"}[thread])
    bot.locale = locale
    (reply,) = await bot.ask("help")
    assert reply.language == language
    assert set(LANGUAGES) == {"en", "ko"}


async def test_panel_speaks_the_language_of_a_room_where_nothing_was_said(bot: House):
    await bot.app.core.change_room_settings(ROOM, {"language": "ko"})
    bot.locale = ""
    assert (await bot.ask("help"))[0].language == "ko"
