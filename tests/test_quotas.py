"""Pictures a day: reserved before painting, settled with the turn, and told of in one sentence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from doubles.house import House, house
from doubles.scripted import draw, talk
from fakeredis import FakeAsyncRedis
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.adapter import RoomSettings
from bot.errors import PainterError, StoreError
from bot.events import Author
from bot.memory.quotas import Grant, Limits, Quotas, day_of, sentence, settling
from bot.plans import Action, Naming, Plan
from bot.rationing import limits_for, rationed
from bot.valkey import StoreServer

ROOM = "test/kitchen"
NOON_S = 1_700_000_000.0 // 86_400 * 86_400 + 43_200
BEN = Author("u-ben", "Ben")


class Clock:
    """A clock that a test sets."""

    def __init__(self, now_s: float = NOON_S) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


@asynccontextmanager
async def metered(
    store: StoreServer, directory: Path, *, person: int | None = None, room: int | None = None, **more: Any
) -> AsyncIterator[House]:
    limits = {"pictures_per_day_person": person, "pictures_per_day_room": room}
    async with house(store, directory, **limits, **more) as bot:
        yield bot


async def used(bot: House, author: str = "u-mina", now_s: float = NOON_S) -> tuple[int, int]:
    return await Quotas(bot.redis).used(ROOM, author, now_s)


async def test_quota_paints_what_is_left_and_says_so(store: StoreServer, tmp_path: Path) -> None:
    async with metered(store, tmp_path, person=6, clock=Clock()) as bot:
        assert len((await bot.say("a hedgehog")).cards) == 4
        reply = await bot.say("a house")
        assert [card.label for card in reply.cards] == ["1", "2"]
        assert reply.text == (
            "Here you are.\n\nI painted 2 of 4: that was the rest of your 6 pictures for today. "
            "There are more after 00:00 UTC, in 12 h 0 min."
        )
        assert await used(bot) == (6, 6)


async def test_quota_used_up_still_answers_in_words(store: StoreServer, tmp_path: Path) -> None:
    async with metered(store, tmp_path, room=4, clock=Clock()) as bot:
        await bot.say("a hedgehog")
        reply = await bot.say("a house", author=BEN)
        assert reply.cards == ()
        assert reply.text.startswith("This room's 4 pictures for today are used up")
        assert (await bot.app.memory.lines(bot.thread))[-1].action == "text"
        bot.planner.script = talk("Once upon a time…")
        assert (await bot.say("a story")).text == "Once upon a time…"
        bot.planner.script = lambda request, board: replace(
            draw(1)(request, board), action=Action.BOTH, reply="A tale."
        )
        assert (await bot.say("a story with a picture")).text.startswith("A tale.\n\nThis room's 4 pictures")


async def test_quota_speaks_the_language_of_the_plan(store: StoreServer, tmp_path: Path) -> None:
    async with metered(store, tmp_path, person=3, room=9, clock=Clock()) as bot:
        assert "4장 중 3장을 그렸어요" in (await bot.say("고슴도치 그려줘")).text
        assert (await bot.say("집 그려줘")).text.startswith("오늘 드릴 수 있는 그림(3장)을 다 써서")


async def test_quota_is_new_on_the_next_day(store: StoreServer, tmp_path: Path) -> None:
    clock = Clock()
    async with metered(store, tmp_path, person=4, clock=clock) as bot:
        await bot.say("a hedgehog")
        assert (await bot.say("a house")).cards == ()
        clock.now_s += 43_200
        assert len((await bot.say("a house")).cards) == 4


async def test_quota_of_one_person_is_not_that_of_another(store: StoreServer, tmp_path: Path) -> None:
    async with metered(store, tmp_path, person=4, room=6, clock=Clock()) as bot:
        assert len((await bot.say("a hedgehog")).cards) == 4
        reply = await bot.say("a house", author=BEN)
        assert len(reply.cards) == 2
        assert "this room's 6 pictures" in reply.text


async def test_tiles_that_fail_are_given_back(store: StoreServer, tmp_path: Path) -> None:
    async with metered(store, tmp_path, person=10, clock=Clock()) as bot:
        bot.painter.wrong = {r"\(2\)": PainterError("no paint"), r"\(3\)": PainterError("no paint")}
        assert len((await bot.say("a hedgehog")).cards) == 2
        assert await used(bot) == (2, 2)


async def test_stopped_tiles_are_given_back(store: StoreServer, tmp_path: Path) -> None:
    async with metered(store, tmp_path, person=10, clock=Clock()) as bot:
        bot.painter.wrong = {r"\([234]\)": "hang"}
        event = bot.message("a hedgehog")
        await bot.accept(event)
        while not any(len(reply.cards) == 1 for reply in bot.office.history):
            await asyncio.sleep(0.005)
        await bot.accept(bot.message("stop"))
        await bot.answer(event.id)
        assert await used(bot) == (1, 1)


async def test_room_may_lower_its_limits_but_not_raise_them(store: StoreServer, tmp_path: Path) -> None:
    async with metered(store, tmp_path, person=3, clock=Clock()) as bot:
        await bot.app.core.change_room_settings(ROOM, {"pictures_per_day_person": 100, "pictures_per_day_room": 1})
        assert len((await bot.say("a hedgehog")).cards) == 1
        await bot.app.core.change_room_settings(ROOM, {"pictures_per_day_room": None})
        assert len((await bot.say("a hedgehog")).cards) == 2


async def test_nothing_is_counted_without_a_limit(store: StoreServer, tmp_path: Path) -> None:
    async with house(store, tmp_path, clock=Clock()) as bot:
        await bot.say("a hedgehog")
        assert await used(bot) == (0, 0)


async def test_turn_that_is_taken_over_pays_once_and_keeps_its_day(empty_valkey: str) -> None:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        quotas, limits = Quotas(redis), Limits(person=6)
        first = await quotas.reserve(ROOM, "e1", "u-mina", wanted=4, limits=limits, now_s=NOON_S)
        again = await quotas.reserve(ROOM, "e1", "u-mina", wanted=4, limits=limits, now_s=NOON_S + 60)
        assert (first.granted, again.granted) == (4, 4)
        assert await quotas.used(ROOM, "u-mina", NOON_S) == (4, 4)
        for write in settling(ROOM, "e1", first, painted=1):
            await redis.execute_command(*write)
        assert await quotas.used(ROOM, "u-mina", NOON_S) == (1, 1)
        assert await redis.ttl(f"pb1:{{{ROOM}}}:quota:{first.day}") > 0


async def test_store_that_is_gone_is_a_store_error() -> None:
    redis = Redis.from_url("unix:///nowhere/at/all")
    with pytest.raises(StoreError):
        await Quotas(redis).reserve(ROOM, "e1", "u", wanted=1, limits=Limits(1), now_s=0.0)
    await redis.aclose()


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4), st.integers(0, 4)), max_size=20),
    st.one_of(st.none(), st.integers(0, 9)),
    st.one_of(st.none(), st.integers(0, 9)),
)
async def test_nobody_ever_gets_more_than_the_limits(
    turns: list[tuple[str, int, int]], person: int | None, room: int | None
) -> None:
    async with FakeAsyncRedis(decode_responses=True) as redis:
        quotas, limits, painted = Quotas(redis), Limits(person, room), dict[str, int]()
        for number, (who, wanted, done) in enumerate(turns):
            grant = await quotas.reserve(ROOM, f"e{number}", who, wanted=wanted, limits=limits, now_s=NOON_S)
            assert 0 <= grant.granted <= wanted
            assert bool(sentence(grant, "en")) == (grant.granted < wanted)
            made = min(done, grant.granted)
            painted[who] = painted.get(who, 0) + made
            for write in settling(ROOM, f"e{number}", grant, made):
                await redis.execute_command(*write)
        assert person is None or all(n <= person for n in painted.values())
        assert room is None or sum(painted.values()) <= room
        if limits.any:
            for who, n in painted.items():
                assert await quotas.used(ROOM, who, NOON_S) == (n, sum(painted.values()))


def test_day_begins_at_midnight_utc() -> None:
    assert (day_of(NOON_S - 43_200), day_of(NOON_S - 43_200.5)) == ("2023-11-14", "2023-11-13")


def test_ration_keeps_the_words_of_a_naming() -> None:
    plan = Plan(Action.NOTE, "Hello, Larry!", drawings=draw(1)(_REQUEST, None).drawings, namings=(Naming("Larry"),))  # type: ignore[arg-type]
    none = Grant(1, 0, "2026-11-20", "u", 4, "person", NOON_S)
    assert rationed(plan, none).reply.startswith("Hello, Larry!\n\nYour 4 pictures")
    assert rationed(plan, Grant(1, 1)) is plan


def test_limits_of_a_room_are_the_lower_ones() -> None:
    assert limits_for(RoomSettings(), Limits()) == Limits()
    assert limits_for(RoomSettings(pictures_per_day_room=3), Limits(5, 2)) == Limits(5, 2)
    assert limits_for(RoomSettings(pictures_per_day_person=3), Limits(5, 2)) == Limits(3, 2)


class _REQUEST:
    text, language = "a house", "en"
