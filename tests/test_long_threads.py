"""Long threads: what is old is in few words on the board, and can be had by number, by name and by words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from contract.store_suite import carry_out
from doubles.house import House, house
from doubles.records import ANN, KITCHEN, character, picture
from doubles.scripted import draw
from fakeredis import FakeAsyncRedis
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.events import Message
from bot.memory.memory import SEARCH_PICTURES, Memory
from bot.memory.records import BOARD_GRIDS, Commit, Grid, ThreadState
from bot.planner.board import Board
from bot.planner.numbers import MAX_NUMBERS, numbers_in
from bot.plans import Action, Plan
from bot.remembering import DIGEST_CHARS, DIGEST_GRIDS, Result, commit_of
from bot.valkey import StoreServer


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path) -> AsyncIterator[House]:
    async with house(store, tmp_path, retention_days=0) as one:
        yield one


async def live(redis: Redis, memory: Memory, turns: int, begin: int = 1) -> list[tuple[int, int]]:
    """Take turns without an engine; return the round trips and bytes of each board."""
    costs = []
    for number in range(begin, begin + turns):
        trips, size = 0, 0
        reader = memory._reader
        real = reader._round_trip

        async def counted(*asked, real=real):
            nonlocal trips, size
            answers = await real(*asked)
            trips, size = trips + 1, size + len(str(answers))
            return answers

        reader._round_trip = counted  # type: ignore[method-assign]
        board = await memory.board(KITCHEN)
        reader._round_trip = real  # type: ignore[method-assign]
        event = Message(
            f"turn-{number}", KITCHEN, ANN, float(number), "en", f"draw thing{number % 50} {'please ' * 30}"
        )
        one = replace(picture(number, turn=event.id, time_s=float(number)), prompt=f"A drawing of thing{number % 50}.")
        result = Result(event, "en", float(number), "Here.", Plan(Action.DRAW, "Here."), (one,), made=1)
        writes = Memory.writes(KITCHEN, commit_of(result, board))
        costs.append((trips, size + len(str(writes))))
        await carry_out(redis, writes)
    return costs


async def test_turn_2000_costs_what_turn_100_costs() -> None:
    async with FakeAsyncRedis(decode_responses=True) as redis:
        memory = Memory(redis)
        costs = await live(redis, memory, 300)
        # 1,700 turns more, without looking at each board: what a board shows of them is all that could cost more.
        for number in range(301, 1900, 100):
            many = [picture(n, time_s=float(n)) for n in range(number, number + 100)]
            state = (await memory.board(KITCHEN)).state
            await carry_out(redis, Memory.writes(KITCHEN, Commit(state, pictures=tuple(many))))
        late = await live(redis, memory, 60, begin=1941)
        (trips, size), (late_trips, late_size) = costs[99], late[-1]
        assert trips == late_trips == 2
        assert late_size < size * 1.1


async def test_first_turn_stays_in_few_words_and_the_digest_is_bounded() -> None:
    async with FakeAsyncRedis(decode_responses=True) as redis:
        memory = Memory(redis)
        await live(redis, memory, BOARD_GRIDS + 3)
        digest = (await memory.board(KITCHEN)).state.digest
        assert [(past.turn, past.first, past.last, past.author) for past in digest] == [
            (f"turn-{n}", n, n, ANN) for n in (1, 2, 3)
        ]
        assert digest[0].request.startswith("draw thing1 please please")
        assert len(digest[0].request) == DIGEST_CHARS
        await live(redis, memory, 40, begin=BOARD_GRIDS + 4)
        assert len((await memory.board(KITCHEN)).state.digest) == DIGEST_GRIDS


def test_grid_that_was_deleted_leaves_no_digest() -> None:
    grids = tuple(Grid(f"turn-{n}", (f"pic-{n}",), ANN, "draw") for n in range(BOARD_GRIDS))
    event = Message("e1", KITCHEN, ANN, 0.0, "en", "draw")
    result = Result(event, "en", 0.0, "Here.", Plan(Action.DRAW), (picture(1),), made=1)
    assert commit_of(result, Board(KITCHEN, grids=grids)).state.digest == ()


@pytest.mark.parametrize("words", ["make picture 3 blue", "3번 그림을 파랗게", "#3 please", "the 3rd picture"])
async def test_picture_of_long_ago_is_on_the_board_when_its_number_is_said(bot: House, words: str) -> None:
    bot.planner.script = draw(4)
    first = await bot.say("a hedgehog")
    bot.planner.script = draw(1)
    for number in range(BOARD_GRIDS + 1):
        await bot.say(f"thing {chr(97 + number)}")
    assert bot.planner.boards[-1].picture(3) is None
    await bot.say(words)
    found = bot.planner.boards[-1].picture(3)
    assert found is not None
    assert found.id == first.cards[2].picture
    await bot.say("nothing")
    assert bot.planner.boards[-1].picture(3) is None


async def test_deleted_picture_has_no_number_any_more(bot: House) -> None:
    reply = await bot.say("a hedgehog")
    await bot.press(f"pb1:delete:{reply.cards[0].picture}")
    board = await bot.app.memory.board(bot.thread, (1, 2, 99))
    assert [board.picture(n) is not None for n in (1, 2, 99)] == [False, True, False]
    assert "1" not in await bot.redis.hkeys("pb1:{test/kitchen}:t:t1:numbers")


async def test_search_finds_pictures_by_their_words_the_best_first() -> None:
    async with FakeAsyncRedis(decode_responses=True) as redis:
        memory = Memory(redis)
        prompts = ("a red boat", "a boat", "a red BOAT at sea", "a house")
        made = tuple(
            replace(picture(n, time_s=float(n)), prompt=text, alt="") for n, text in enumerate(prompts, start=1)
        )
        await carry_out(redis, Memory.writes(KITCHEN, Commit(ThreadState(), pictures=made)))
        room = KITCHEN.room_key
        assert [one.ordinal for one in await memory.search(room, ["Boat", "red"])] == [3, 1, 2]
        assert [one.ordinal for one in await memory.search(room, ["boat"], limit=1)] == [3]
        assert await memory.search(room, ["whale"]) == await memory.search(room, ["", " "]) == ()
        assert await memory.search("web/garden", ["boat"]) == ()


async def test_search_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.memory.memory.SEARCH_PICTURES", 20)
    monkeypatch.setattr("bot.memory.memory._SEARCH_PAGE", 10)
    async with FakeAsyncRedis(decode_responses=True) as redis:
        made = tuple(replace(picture(n, time_s=float(n)), prompt="boat") for n in range(1, 31))
        await carry_out(redis, Memory.writes(KITCHEN, Commit(ThreadState(), pictures=made)))
        found = await Memory(redis).search(KITCHEN.room_key, ["boat"], limit=100)
        assert [one.ordinal for one in found] == list(range(30, 10, -1))
    assert SEARCH_PICTURES == 2_000


async def test_everybody_of_the_cast_is_reachable_by_name_in_a_new_thread(bot: House) -> None:
    await carry_out(bot.redis, Memory.writes(bot.thread, Commit(ThreadState(), characters=(character("Larry"),))))
    bot.thread = replace(bot.thread, id="t9")
    await bot.say("Larry!")
    assert bot.planner.boards[-1].character("larry") is not None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("make picture 17 blue", (17,)),
        ("pictures 3, 44 and 5", (3, 44, 5)),
        ("#12 & #40", (12, 40)),
        ("no. 5 or no 6", (5, 6)),
        ("the 21st, the 22nd and the 103rd", (21, 22, 103)),
        ("17번 그림", (17,)),
        ("그림 3, 17번", (3, 17)),
        ("17번이랑 18번을 합쳐 줘", (17, 18)),
        ("12번째 그림", (12,)),
        ("Draw three cats", ()),
        ("in 1999 there were 4 dragons", ()),
        ("picture 0", ()),
        ("picture 12345678901234567890", ()),
        ("", ()),
    ],
)
def test_numbers_of_pictures_are_found_in_both_languages(text: str, numbers: tuple[int, ...]) -> None:
    assert numbers_in(text) == numbers


@given(st.text(max_size=60) | st.from_regex(r"(picture|#|no) ?[0-9, and번]{1,60}"))
def test_numbers_are_few_and_positive_whatever_is_said(text: str) -> None:
    found = numbers_in(text)
    assert len(found) <= MAX_NUMBERS
    assert len(set(found)) == len(found)
    assert all(0 < number < 10**6 for number in found)
