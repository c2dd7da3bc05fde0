"""Money through the whole bot: what is told, held, paid, given back, and never paid twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from doubles.house import KITCHEN, House, house
from doubles.ransack import traces
from doubles.scripted import Script, ScriptedPainter, ScriptedPlanner, draw, talk
from fakeredis import FakeAsyncRedis
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.buttons import ButtonId, Verb
from bot.errors import PainterError, StoreError
from bot.events import Author, Message, Thread
from bot.memory.keys import RoomKeys, workspace_keys
from bot.memory.quotas import Quotas
from bot.money import Cost
from bot.money.budgets import Bill, Budget, Budgets, let_go, shared_turn
from bot.money.ledgers import Entry, Ledgers, Spending, entered
from bot.planner import Request
from bot.planner.board import Board
from bot.plans import Action, Plan, Usage
from bot.replies import Reply
from bot.valkey import StoreServer

ROOM = "test/kitchen"
NOON_S = 1_700_000_000.0 // 86_400 * 86_400 + 43_200  # 14 November 2023
BEN = Author("u-ben", "Ben")
OPENAI = "https://api.openai.com/v1"
#: A call of this costs 1,000 micro-dollars with the prices below.
CALL = Usage("brain", OPENAI, input_tokens=1_000)
PRICES = "scripted=0.05 each, brain=1/1"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now_s = NOON_S

    def __call__(self) -> float:
        return self.now_s


def asks(script: Script) -> Script:
    """Return the script of a planner that asks a model for each plan, and is told what it used."""
    return lambda request, board: replace(script(request, board), model_calls=1, usage=(CALL,))


@asynccontextmanager
async def shop(url: str, directory: Path, script: Script | None = None, **more: Any) -> AsyncIterator[House]:
    """Yield a bot whose painter costs five cents a picture and whose planner a tenth of a cent a call."""
    options: dict[str, Any] = {"prices": PRICES, "price_told_from": 0, "clock": Clock(), "planner_model": "brain"}
    options |= {"planner": ScriptedPlanner(asks(script or draw(4)))} | more
    store = StoreServer(url, "the test's", durable=True)
    async with house(store, directory, **options) as bot:
        yield bot


def redis_of(bot: House) -> Redis:
    redis = bot.redis
    assert isinstance(redis, Redis)
    return redis


async def month(bot: House, author: str = "u-mina", room: str = ROOM, now_s: float = NOON_S) -> Spending:
    return await Ledgers(redis_of(bot)).month(room, author, now_s)


async def spent(bot: House, room: str = ROOM) -> int:
    """Return the room's micro-dollars of the month."""
    return (await month(bot, room=room)).room.cost.micros


async def held(bot: House, keys: RoomKeys | None = None) -> dict[str, str]:
    return dict(await redis_of(bot).hgetall((keys or RoomKeys(ROOM)).holds))


def facts(reply: Reply) -> dict[str, str]:
    return {fact.label: fact.value for fact in reply.facts}


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def button(reply: Reply, label: str) -> str:
    return next(one.id for row in reply.buttons for one in row if one.label == label)


# What it cost


async def test_details_tell_what_a_picture_cost(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path, draw(1)) as bot:
        reply = await bot.say("a fox")
        (details,) = await bot.tap(button(reply, "Details"))
        assert facts(details)["Cost"] == "$0.05"


async def test_price_that_nobody_knows_is_told_as_unknown_and_counted_as_such(
    empty_valkey: str, tmp_path: Path
) -> None:
    async with shop(empty_valkey, tmp_path, draw(1), prices="brain=1/1") as bot:
        reply = await bot.say("a fox")
        (details,) = await bot.tap(button(reply, "Details"))
        assert facts(details)["Cost"].startswith("not known")
        (usage,) = await bot.ask("usage")
        assert facts(usage)["This room's cost this month"] == "$0.001, and 1 of unknown price"


async def test_usage_tells_pictures_and_money_of_today_and_this_month(empty_valkey: str, tmp_path: Path) -> None:
    clock = Clock()
    async with shop(empty_valkey, tmp_path, draw(2), clock=clock, budget_month_room=5) as bot:
        await bot.say("a fox")
        clock.now_s += 86_400
        await bot.say("an owl")
        await bot.say("a hare", author=BEN)
        (usage,) = await bot.ask("usage")
        assert facts(usage) == {
            "Your pictures": "2, without a limit",
            "This room's pictures": "4, without a limit",
            "Your pictures this month": "4",
            "This room's pictures this month": "6",
            "Your share of the cost today": "$0.101",
            "This room's cost today": "$0.202",
            "Your share of the cost this month": "$0.202",
            "This room's cost this month": "$0.303 of $5.00, anew on 2023-12-01",
        }
        bot.locale = "ko"
        (usage,) = await bot.ask("usage")
        assert facts(usage)["이번 달 이 방의 비용"] == "$5.00 중 $0.303, 2023-12-01에 새로 시작"


async def test_usage_says_nothing_of_money_where_nothing_costs_any(empty_valkey: str, tmp_path: Path) -> None:
    painter = ScriptedPainter()
    async with shop(empty_valkey, tmp_path, prices="scripted=free, brain=free", painter=painter) as bot:
        await bot.say("a fox")
        (usage,) = await bot.ask("usage")
        assert list(facts(usage)) == [
            "Your pictures",
            "This room's pictures",
            "Your pictures this month",
            "This room's pictures this month",
        ]
        picture = (await bot.app.core.album(ROOM))[0].id
        (details,) = await bot.tap(str(ButtonId(Verb.DETAILS, picture)))
        assert facts(details)["Cost"] == "nothing"


async def test_plan_is_paid_even_when_no_picture_follows(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path, talk("Kindness.")) as bot:
        await bot.say("what makes Larry so super-duper?")
        assert [line.cost_usd for line in await bot.app.memory.lines(bot.thread)] == [0.0, 0.001]
        found = await month(bot)
        assert (found.room.cost.micros, found.room.pictures, found.person) == (1_000, 0, found.room)


async def test_plan_that_came_to_nothing_is_paid_all_the_same(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path) as bot:
        bot.planner.script = asks(
            lambda request, _: Plan(Action.DRAW, "", "en", draw(1)(request, _).drawings, select="x")
        )
        await bot.say("a plan that names no picture of ours")
        assert await spent(bot) == 1_000


# Budgets


async def test_budget_paints_what_there_is_money_for_and_says_when_there_is_more(
    empty_valkey: str, tmp_path: Path
) -> None:
    clock = Clock()
    async with shop(empty_valkey, tmp_path, clock=clock, budget_month_room="0.35") as bot:
        assert len((await bot.say("a fox")).cards) == 4
        reply = await bot.say("an owl")
        assert len(reply.cards) == 2
        assert reply.text == (
            "Here you are.\n\nI painted 2 of 4: more would have gone beyond this room's budget for this month ($0.35). "
            "It begins anew on 2023-12-01, 00:00 UTC."
        )
        reply = await bot.say("a hare")
        assert reply.cards == ()
        assert reply.text.startswith("What is left of this room's budget for this month ($0.35) is not enough")
        assert "남은 돈으로는 모자라서" in (await bot.say("토끼 그려줘")).text
        assert await spent(bot) == 6 * 50_000 + 4 * 1_000
        assert await held(bot) == {}
        clock.now_s += 20 * 86_400
        assert len((await bot.say("a hare")).cards) == 4


async def test_budget_that_is_spent_asks_no_model_but_buttons_that_cost_nothing_work(
    empty_valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICTUREBOOK_PLANNER", "openai")
    async with shop(empty_valkey, tmp_path, draw(2), budget_month_room="0.103") as bot:
        reply = await bot.say("a fox")
        assert len(reply.cards) == 2
        asked = len(bot.planner.requests)
        spent_now = await bot.say("an owl", addressed=True)
        assert spent_now.text.startswith("This room's budget for this month ($0.103) is spent, so I asked no model")
        assert len(bot.planner.requests) == asked
        chosen = await bot.press(button(reply, "2"))
        assert chosen.cards[0].large
        assert await spent(bot) == 101_000


async def test_people_who_talk_to_each_other_are_told_once_that_the_budget_is_spent(
    empty_valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICTUREBOOK_PLANNER", "openai")
    async with shop(empty_valkey, tmp_path, draw(2), budget_month_room="0.103") as bot:
        await bot.say("a fox")
        await bot.say("nice!")
        quiet = bot.message("isn't it?")
        await bot.accept(quiet)
        await bot.settled()
        assert len([one for one in await bot.shown() if one.key == quiet.id]) == 0


async def test_room_may_set_a_lower_budget_but_no_higher_one(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path, prices="scripted=0.40 each, brain=1/1", budget_month_room=2) as bot:
        await bot.app.core.change_room_settings(ROOM, {"budget_month": 1})
        assert len((await bot.say("a fox")).cards) == 2
        await bot.app.core.change_room_settings(ROOM, {"budget_month": 900})
        assert len((await bot.say("a fox")).cards) == 2  # $0.80 of $2 were spent, and the words cost too
        (settings,) = await bot.ask("settings")
        assert facts(settings)["Budget a month (US dollars)"] == "$900"


async def test_person_may_spend_a_part_of_what_the_room_may(
    empty_valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICTUREBOOK_PLANNER", "openai")
    async with shop(empty_valkey, tmp_path, budget_month_room="0.36", budget_month_person="0.256") as bot:
        assert len((await bot.say("a fox")).cards) == 4  # $0.201
        reply = await bot.say("an owl")
        assert len(reply.cards) == 1
        assert (
            "I painted 1 of 4: more would have gone beyond your own budget here for this month ($0.256)" in reply.text
        )
        bot.locale = "ko"
        assert "남은 돈으로는 모자라서" in (await bot.say("토끼 그려줘")).text
        bot.locale = "en"
        (usage,) = await bot.ask("usage")
        assert facts(usage)["Your share of the cost this month"].startswith("$0.253 of $0.256, anew on 2023-12-01")
        asked = len(bot.planner.requests)
        refused = await bot.say("a hare", addressed=True)
        assert refused.text.startswith("Your own budget here for this month ($0.256) is spent, so I asked no model")
        assert len(bot.planner.requests) == asked
        # What others may spend is theirs, up to what the room has left.
        reply = await bot.say("a mole", author=BEN)
        assert len(reply.cards) == 2
        assert "this room's budget" in reply.text
        assert (await month(bot, author="u-ben")).person.cost.micros == 101_000
        assert await spent(bot) == 354_000
        assert await held(bot) == {}


async def test_running_turns_of_others_are_no_part_of_a_persons_budget(empty_valkey: str) -> None:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        budgets, keys = Budgets(redis), RoomKeys(ROOM)
        mine = Budget("person", keys, "mine", 100, "u-mina")
        bens = replace(mine, turn="bens", author="u-ben")
        assert await budgets.hold(mine, base=0, each=50, wanted=3, now_s=NOON_S) == 2
        assert await budgets.hold(bens, base=0, each=50, wanted=3, now_s=NOON_S) == 2
        assert await budgets.hold(replace(mine, turn="more"), base=1, now_s=NOON_S) == -1
        room = Budget("room", keys, "more", 250, "u-mina")
        assert await budgets.hold(room, base=0, each=50, wanted=3, now_s=NOON_S) == 1  # both of them count there
        await redis.hset(keys.holds, "old", f"40 {int(NOON_S) + 60}")  # of a picturebook that named nobody
        assert await budgets.hold(room, base=0, each=50, wanted=3, now_s=NOON_S) == 0


@pytest.mark.parametrize("whose", ["room", "person", "workspace"])
async def test_twenty_turns_at_once_never_spend_more_than_the_budget(
    empty_valkey: str, tmp_path: Path, whose: str
) -> None:
    # 20 turns of 4 pictures would be $4.02; there is $1, which pays for the words and 19 pictures.
    painter = ScriptedPainter(delay_s=0.05)
    async with shop(empty_valkey, tmp_path, painter=painter, **{f"budget_month_{whose}": 1}) as bot:
        rooms = [(f"room{n % 5}" if whose == "workspace" else "kitchen") for n in range(20)]
        events = [
            Message(f"e{n}", Thread("test", room, f"t{n}"), BEN, 0.0, "en", f"fox {n}", workspace="acme")
            for n, room in enumerate(rooms)
        ]
        await asyncio.gather(*(bot.accept(event) for event in events))
        async with asyncio.timeout(60):
            for event in events:
                while await bot.app.engine.waiting(event.thread):
                    await asyncio.sleep(0.02)
        total = sum([await spent(bot, f"test/{room}") for room in dict.fromkeys(rooms)])
        painted = len(painter.orders)
        assert total == painted * 50_000 + 20 * 1_000
        assert total <= 1_000_000
        assert painted >= 12  # and the budget is used, not only kept
        assert not any([await held(bot, RoomKeys(f"test/{room}")) for room in rooms])
        shared = workspace_keys("test/acme")
        assert await held(bot, shared) == {}
        assert int(await redis_of(bot).hget(shared.ledger("2023-11"), "money") or 0) == total


async def test_money_of_tiles_that_fail_is_given_back(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path, budget_month_room="0.25", budget_month_workspace="0.25") as bot:
        bot.painter.wrong = {r"fox \([123]\)": PainterError("no paint")}
        assert len((await bot.say("a fox", workspace="acme")).cards) == 1
        assert await spent(bot) == 51_000
        assert await held(bot) == await held(bot, workspace_keys("test/acme")) == {}
        assert len((await bot.say("an owl", workspace="acme")).cards) == 3


async def test_money_of_stopped_tiles_is_given_back(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path, budget_month_room="0.25") as bot:
        bot.painter.wrong = {r"fox \([234]\)": "hang"}
        event = bot.message("a fox")
        await bot.accept(event)
        while not any(len(reply.cards) == 1 for reply in bot.office.history):
            await asyncio.sleep(0.005)
        assert list(await held(bot)) == [event.id]
        await bot.accept(bot.message("stop"))
        await bot.answer(event.id)
        assert await spent(bot) == 51_000
        assert await held(bot) == {}


async def test_turn_that_is_taken_over_pays_once(empty_valkey: str, tmp_path: Path) -> None:
    limits = {"budget_month_room": 1, "budget_month_workspace": 1, "pictures_per_day_workspace": 10, "lease_s": 2.0}
    event = Message("e1", KITCHEN, BEN, 0.0, "en", "a fox", workspace="acme")
    async with shop(empty_valkey, tmp_path, **limits) as first:
        first.painter.wrong = {r"\([34]\)": "hang"}
        await first.accept(event)
        while not any(len(reply.cards) == 2 for reply in first.office.history):
            await asyncio.sleep(0.005)
        assert (await month(first)).room.pictures == 0
    clock = Clock()
    clock.now_s += 43_200  # midnight has passed meanwhile
    async with shop(empty_valkey, tmp_path, clock=clock, **limits) as second:
        assert len((await second.answer("e1", within_s=40)).cards) == 4
        await second.settled()
        assert len(second.painter.orders) == 2
        assert second.planner.requests == []
        assert await spent(second) == 4 * 50_000 + 1_000
        assert await held(second) == await held(second, workspace_keys("test/acme")) == {}
        shared = await redis_of(second).hgetall(workspace_keys("test/acme").ledger("2023-11"))
        assert (shared["money"], shared["pictures"]) == ("201000", "4")


async def test_hold_that_nobody_lets_go_of_ends_by_itself(empty_valkey: str) -> None:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        budgets, keys = Budgets(redis), RoomKeys(ROOM)
        lost = Budget("room", keys, "lost", 100)
        assert await budgets.hold(lost, base=0, each=50, wanted=2, now_s=NOON_S) == 2
        assert await budgets.hold(lost, base=0, each=50, wanted=2, now_s=NOON_S) == 2  # its own, again
        other = replace(lost, turn="other")
        assert await budgets.hold(other, base=1, now_s=NOON_S) == -1
        assert await budgets.hold(other, base=0, each=50, wanted=2, now_s=NOON_S + 8 * 86_400) == 2


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40), st.integers(0, 30), st.integers(0, 4)), max_size=25),
    st.integers(0, 120),
)
async def test_nobody_ever_holds_or_spends_more_than_the_budget(
    turns: list[tuple[int, int, int, int]], limit: int
) -> None:
    async with FakeAsyncRedis(decode_responses=True) as redis:
        budgets, keys = Budgets(redis), RoomKeys(ROOM)
        holding: dict[int, int] = {}
        paid = 0
        for turn, base, each, wanted in turns:
            budget = Budget("room", keys, f"e{turn}", limit)
            if turn in holding:  # its end: what it held is what it has cost
                for write in (*let_go(ROOM, budget.turn), *entered(ROOM, "u", Entry(Cost(holding[turn])), NOON_S)):
                    await redis.execute_command(*write)
                paid += holding.pop(turn)
                continue
            if await budgets.hold(budget, base=base, now_s=NOON_S) < 0:
                assert base > limit - paid - sum(holding.values())
                continue
            granted = await budgets.hold(budget, base=base, each=each, wanted=wanted, now_s=NOON_S)
            assert 0 <= granted <= wanted
            holding[turn] = base + granted * each
            assert paid + sum(holding.values()) <= limit
        assert (await Ledgers(redis).month(ROOM, "u", NOON_S)).room.cost.micros == paid


async def test_workspace_is_charged_once_however_often_it_is_told(empty_valkey: str) -> None:
    async with Redis.from_url(empty_valkey, decode_responses=True) as redis:
        budgets, bill = Budgets(redis), Bill((await Ledgers(redis).month(ROOM, "u", NOON_S)).room, NOON_S)
        bill = replace(bill, entry=replace(bill.entry, pictures=3))
        for _ in range(3):
            await budgets.charge("slack/T1", shared_turn(ROOM, "e1"), bill)
        assert await redis.hget(workspace_keys("slack/T1").ledger("2023-11"), "pictures") == "3"


async def test_store_that_is_gone_is_a_store_error() -> None:
    redis = Redis.from_url("unix:///nowhere/at/all")
    with pytest.raises(StoreError):
        await Ledgers(redis).month(ROOM, "u", NOON_S)
    with pytest.raises(StoreError):
        await Budgets(redis).hold(Budget("room", RoomKeys(ROOM), "e", 1), base=1, now_s=NOON_S)
    await redis.aclose()


# Pictures a day of a workspace


async def test_workspace_has_so_many_pictures_a_day_in_all_its_rooms(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path, pictures_per_day_workspace=6) as bot:
        bot.painter.wrong = {r"fox \(1\)": PainterError("no paint")}
        assert len((await bot.say("a fox", workspace="acme")).cards) == 3
        bot.thread = Thread("test", "cellar", "t1")
        reply = await bot.say("an owl", workspace="acme")
        assert len(reply.cards) == 3
        assert "the rest of the 6 pictures that all rooms here together may have today" in reply.text
        reply = await bot.say("토끼 그려줘", workspace="acme")
        assert reply.text.startswith("여기 모든 방이 함께 쓰는 오늘 그림(6장)을 다 써서")
        assert len((await bot.say("a hare", workspace="other")).cards) == 4
        assert len((await bot.say("a hare")).cards) == 4


# A price is told before it is high


async def test_hd_tells_its_price_and_paints_when_somebody_agrees(empty_valkey: str, tmp_path: Path) -> None:
    prices = "scripted=0.25 each, brain=1/1"
    async with shop(empty_valkey, tmp_path, draw(1), prices=prices, price_told_from="0.20") as bot:
        first = await bot.say("a fox")
        asked = await bot.press(button(first, "HD"))
        assert (asked.text, asked.cards) == ("This costs up to about $0.25. Shall I paint it?", ())
        assert labels(asked) == ["Yes, paint for up to $0.25"]
        assert len(bot.painter.orders) == 1
        done = await bot.press(button(asked, "Yes, paint for up to $0.25"))
        assert (len(done.cards), bot.painter.orders[-1].hd) == (1, True)
        assert await spent(bot) == 2 * 250_000 + 1_000
        again = await bot.press(button(asked, "Yes, paint for up to $0.25"))  # tapped twice
        assert (again.cards, len(bot.painter.orders)) == ((), 2)
        assert len(bot.planner.requests) == 1


async def test_story_is_told_at_once_and_its_pictures_when_somebody_says_yes(empty_valkey: str, tmp_path: Path) -> None:
    def story(request: Request, board: Board) -> Plan:
        return replace(draw(4)(request, board), action=Action.BOTH, reply="Once upon a time…")

    async with shop(empty_valkey, tmp_path, story, price_told_from="0.20") as bot:
        asked = await bot.say("a storybook about Larry")
        assert asked.text == "Once upon a time…\n\nThese 4 pictures cost up to about $0.20. Shall I paint them?"
        done = await bot.say("Yes please!")
        assert (len(done.cards), done.text) == (4, "")
        assert len(bot.planner.requests) == 1
        await bot.say("yes")  # a plain word again: there is no price to agree to
        assert len(bot.planner.requests) == 2


async def test_price_that_is_agreed_to_is_kept_for_retry_until_it_is_painted(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path, price_told_from="0.20") as bot:
        asked = await bot.say("고슴도치 그려줘")
        assert asked.text == "그림 4장에 많아야 $0.20쯤 들어요. 그릴까요?"
        bot.painter.wrong = {r"\(4\)": PainterError("no paint")}
        partly = await bot.press(asked.buttons[0][0].id)
        assert len(partly.cards) == 3
        bot.painter.wrong = {}
        whole = await bot.press(button(partly, "다시 시도"))
        assert len(whole.cards) == 4
        assert len(bot.planner.requests) == 1


async def test_price_that_is_agreed_to_is_of_no_use_when_the_picture_is_gone(empty_valkey: str, tmp_path: Path) -> None:
    prices = "scripted=0.25 each, brain=1/1"
    async with shop(empty_valkey, tmp_path, draw(1), prices=prices, price_told_from="0.20") as bot:
        first = await bot.say("a fox")
        asked = await bot.press(button(first, "HD"))
        await bot.press(button(first, "Delete"))
        reply = await bot.press(asked.buttons[0][0].id)
        assert (reply.cards, len(bot.painter.orders)) == ((), 1)


async def test_low_prices_are_not_told_and_unknown_ones_cannot_be(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path, price_told_from="0.21") as bot:
        assert len((await bot.say("a fox")).cards) == 4
    async with shop(empty_valkey, tmp_path, price_told_from="0.01", prices="brain=1/1") as bot:
        assert len((await bot.say("an owl")).cards) == 4


# Commands and forms cost as words do


async def test_commands_and_edit_forms_ask_a_model_and_panels_do_not(
    empty_valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICTUREBOOK_PLANNER", "openai")
    async with shop(empty_valkey, tmp_path, draw(1), budget_month_workspace="0.053") as bot:
        first = await bot.command("draw", prompt="a fox")
        bot.author = BEN  # no workspace: a direct message has no budget but the room's
        assert len((await bot.command("draw", prompt="an owl")).cards) == 1
        acme = Thread("test", "office", "t1")
        bot.thread = acme
        assert len((await bot.say("a fox", workspace="acme")).cards) == 1
        reply = await bot.say("an owl", workspace="acme", addressed=True)
        assert reply.text.startswith("This month's budget of all rooms here together ($0.053) is spent")
        assert first.cards


async def test_edit_form_is_refused_when_the_budget_is_spent_and_naming_is_not(
    empty_valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICTUREBOOK_PLANNER", "openai")
    async with shop(empty_valkey, tmp_path, draw(1), budget_month_room="0.052") as bot:
        picture = (await bot.say("a fox")).cards[0].picture
        edited = await bot.submit(str(ButtonId(Verb.EDIT, picture)), text="a green one")
        assert edited.text.startswith("This room's budget for this month ($0.052) is spent")
        named = await bot.submit(str(ButtonId(Verb.NAME, picture)), name="Larry")
        assert "Larry" in named.text
        drawn = await bot.command("draw", prompt="an owl")
        assert drawn.text.startswith("This room's budget")


# Forgetting


async def test_forgotten_person_has_no_ledger_and_the_room_keeps_its_own(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path, draw(1), budget_month_room=1) as bot:
        await bot.say("a fox")
        await bot.say("an owl", author=BEN)
        await bot.app.core.forget_person("test", "u-ben", ROOM)
        found = await month(bot, "u-ben")
        assert (found.person.pictures, found.room.pictures) == (0, 2)
        assert found.room.cost.micros == 2 * 51_000
        assert (await month(bot)).person.pictures == 1
        await bot.app.core.forget_room(ROOM)
        assert (await month(bot)).room.is_empty
        assert await Quotas(redis_of(bot)).used(ROOM, "u-mina", NOON_S) == (0, 0)


async def test_forgotten_room_leaves_no_trace_in_what_its_workspace_shares(empty_valkey: str, tmp_path: Path) -> None:
    limits = {"budget_month_room": 1, "budget_month_workspace": 1, "pictures_per_day_workspace": 100}
    async with shop(empty_valkey, tmp_path, draw(2), price_told_from="0.09", **limits) as bot:
        asked = await bot.say("a fox", workspace="acme")
        await bot.press(asked.buttons[0][0].id, workspace="acme")
        await bot.say("an owl", workspace="acme")  # its offer is still there
        await bot.app.core.forget_room(ROOM)
        assert await traces(redis_of(bot), "kitchen", "u-mina", "fox", "owl") == []
        assert await redis_of(bot).hget(workspace_keys("test/acme").ledger("2023-11"), "pictures") == "2"


async def test_forgotten_person_leaves_no_offer_and_no_hold(empty_valkey: str, tmp_path: Path) -> None:
    async with shop(empty_valkey, tmp_path, draw(2), price_told_from="0.09", budget_month_room=1) as bot:
        await bot.say("a fox for Ben", author=BEN)
        await bot.app.core.forget_person("test", "u-ben")
        assert await traces(redis_of(bot), "u-ben", "fox for Ben") == []
