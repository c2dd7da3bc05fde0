"""What a room sets for itself: checked values, kept apart, and used by the turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path

import pytest
from doubles.house import House, house
from doubles.scripted import draw
from hypothesis import given
from hypothesis import strategies as st

from bot.adapter import RoomSettings
from bot.errors import BadRoomSetting, explain
from bot.memory import room_settings
from bot.memory.keys import RoomKeys
from bot.valkey import StoreServer

ROOM = "test/kitchen"
KEY = RoomKeys(ROOM).settings


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path) -> AsyncIterator[House]:
    async with house(store, tmp_path, retention_days=0) as one:
        yield one


async def test_settings_are_changed_one_by_one_and_put_back(bot: House) -> None:
    core = bot.app.core
    assert await core.room_settings(ROOM) == RoomSettings()
    assert await core.change_room_settings(ROOM, {"pictures": 2, "audience": "general"}) == RoomSettings(2, "general")
    await core.change_room_settings(ROOM, {"retention_days": 7, "pictures": None})
    assert await core.room_settings(ROOM) == RoomSettings(audience="general", retention_days=7)
    assert await core.room_settings("test/garden") == RoomSettings()
    assert await core.change_room_settings(ROOM, {}) == await core.room_settings(ROOM)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pictures", 0),
        ("pictures", 5),
        ("pictures", True),
        ("pictures", "2"),
        ("audience", "adults"),
        ("audience", 1),
        ("retention_days", -1),
        ("retention_days", 36_501),
        ("pictures_per_day_person", -1),
        ("pictures_per_day_room", 10**9),
        ("language", "tlh"),
    ],
)
async def test_value_that_does_not_fit_changes_nothing_and_says_what_does(
    bot: House, name: str, value: int | str
) -> None:
    with pytest.raises(BadRoomSetting) as refusal:
        await bot.app.core.change_room_settings(ROOM, {"language": "ko", name: value})
    assert await bot.app.core.room_settings(ROOM) == RoomSettings()
    for language in ("en", "ko"):
        assert explain(refusal.value, language) != explain(BadRoomSetting("x"), language)


async def test_setting_that_there_is_not_is_refused(bot: House) -> None:
    with pytest.raises(BadRoomSetting) as refusal:
        await bot.app.core.change_room_settings(ROOM, {"volume": 11})
    assert explain(refusal.value) == "This room has no such setting. Nothing was changed."


async def test_unreadable_setting_counts_as_not_set(bot: House) -> None:
    await bot.app.core.change_room_settings(ROOM, {"language": "ko"})
    redis = bot.redis
    await redis.hset(KEY, mapping={"pictures": "{", "audience": '"nobody"', "volume": "11", "retention_days": "1.5"})
    assert await bot.app.core.room_settings(ROOM) == RoomSettings(language="ko")


async def test_room_lowers_how_many_pictures_answer(bot: House) -> None:
    await bot.app.core.change_room_settings(ROOM, {"pictures": 2})
    reply = await bot.say("a hedgehog")
    assert len(reply.cards) == 2
    assert bot.planner.boards[-1].settings.pictures == 2
    await bot.app.core.change_room_settings(ROOM, {"pictures": 1})
    more = next(b.id for row in reply.buttons for b in row if b.label == "More like this")
    assert len((await bot.press(more)).cards) == 1


async def test_room_cannot_raise_what_the_operator_has_set(store: StoreServer, tmp_path: Path) -> None:
    async with house(store, tmp_path, max_pictures=1) as bot:
        await bot.app.core.change_room_settings(ROOM, {"pictures": 4})
        assert len((await bot.say("a hedgehog")).cards) == 1


async def test_room_decides_for_whom_it_draws(bot: House) -> None:
    bot.planner.script = draw(1)
    risky = "a bloodthirsty pirate"
    family = await bot.say(risky)
    await bot.app.core.change_room_settings(ROOM, {"audience": "general"})
    general = await bot.say(risky)
    assert (len(family.cards), len(general.cards)) == (0, 1)


async def test_new_thread_begins_in_the_language_of_the_room(bot: House) -> None:
    await bot.app.core.change_room_settings(ROOM, {"language": "ko"})
    await bot.say("🦔")
    assert bot.planner.requests[-1].language == "ko"
    await bot.say("please draw a hedgehog on a hill")
    assert bot.planner.requests[-1].language == "en"


@given(
    st.dictionaries(
        st.sampled_from([*asdict(RoomSettings()), "volume"]),
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.sampled_from(["ko", "general"])),
    )
)
def test_what_passes_the_check_is_read_back_the_same(changes: dict[str, int | str | None]) -> None:
    try:
        room_settings.checked(changes)
    except BadRoomSetting:
        return
    kept: dict[str, str] = {}
    for command, _, *rest in room_settings.writes(ROOM, changes):
        if command == "HSET":
            kept |= dict(zip(rest[::2], rest[1::2], strict=True))
    assert {name: value for name, value in asdict(room_settings.read(ROOM, kept)).items() if value is not None} == {
        name: value for name, value in changes.items() if value is not None
    }
