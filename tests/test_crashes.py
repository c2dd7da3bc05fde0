"""A worker dies or freezes at any step of a turn: another one goes on, and nothing is said, drawn or asked twice."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from doubles.house import KITCHEN, MINA, House, house
from doubles.post_office import PostOffice
from doubles.scripted import Counts, ScriptedPainter, ScriptedPlanner
from redis.asyncio import Redis

from bot import engine as engine_module
from bot.app import Overrides, connected, running
from bot.errors import PlannerError
from bot.events import Message, Thread
from bot.journal import Fenced, Journal
from bot.memory.blobs import open_blobs
from bot.memory.keys import RoomKeys
from bot.memory.records import Write
from bot.painter import Order, Painted
from bot.phrases import phrase
from bot.replies import Reply
from bot.settings import Settings
from bot.valkey import StoreServer

STEPS = ("message", "plan", "commissions", "paint:1", "paint:3", "paint:4", "deliver", "commit")
WORKER = Path(__file__).parent / "doubles" / "durable_worker.py"


class Death:
    """Stops the first worker that comes to `stage` ("before plan", "after commit"): from then on it does nothing.

    Unlike a cancelled task it cleans nothing up, as after kill -9, until the test itself is over (`bury`).
    """

    def __init__(self, stage: str, patch: pytest.MonkeyPatch) -> None:
        self.came = asyncio.Event()
        self._stage = stage
        self._buried = asyncio.Event()
        self._victim: Journal | None = None
        put, commit, check = Journal.put, Journal.commit, Journal.check

        async def mortal_put(journal: Journal, name: str, text: str) -> None:
            await self._meet(journal, f"before {name}")
            await put(journal, name, text)
            await self._meet(journal, f"after {name}")

        async def mortal_commit(journal: Journal, writes: list[Write]) -> None:
            await self._meet(journal, "before commit")
            await commit(journal, writes)
            await self._meet(journal, "after commit")

        async def mortal_check(journal: Journal) -> None:
            await self._meet(journal, "")
            await check(journal)

        patch.setattr(Journal, "put", mortal_put)
        patch.setattr(Journal, "commit", mortal_commit)
        patch.setattr(Journal, "check", mortal_check)

    async def _meet(self, journal: Journal, stage: str) -> None:
        if stage == self._stage and not self.came.is_set():
            self._victim = journal
            self.came.set()
        if journal is self._victim:
            await self.stay()

    async def stay(self) -> None:
        await self._buried.wait()
        raise Fenced

    def bury(self) -> None:
        self._buried.set()


class MortalOffice(PostOffice):
    """The platform as the worker that dies sees it."""

    def __init__(self, redis: Redis, death: Death) -> None:
        super().__init__(redis)
        self._death = death

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        if self._death.came.is_set():
            await self._death.stay()
        return await super().post(thread, key, reply)

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        if self._death.came.is_set():
            await self._death.stay()
        await super().edit(thread, message, reply)


class MortalPainter(ScriptedPainter):
    """The painter as the worker that dies sees it; `painter` is everybody's."""

    def __init__(self, painter: ScriptedPainter, death: Death) -> None:
        super().__init__()
        self._painter = painter
        self._death = death

    async def paint(self, order: Order) -> Painted:
        if self._death.came.is_set():
            await self._death.stay()
        return await self._painter.paint(order)


async def journaled(redis: Redis, turn: str) -> set[str]:
    fields = await redis.hkeys(RoomKeys(KITCHEN.room_key).journal(turn))
    return {field.removeprefix("step:") for field in fields}


@pytest.mark.parametrize("stage", [f"{when} {step}" for step in STEPS for when in ("before", "after")])
async def test_turn_is_finished_once_wherever_its_worker_dies(
    empty_valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr(engine_module, "WATCH_INTERVAL_S", 3600)  # the dead notice nothing
    death = Death(stage, monkeypatch)
    planner, painter = ScriptedPlanner(), ScriptedPainter()
    # No lease ends within this test; the one that dies is too busy with that to take another ticket.
    settings = Settings(data_dir=tmp_path, web=False, lease_s=600, worker_concurrency=1)
    event = Message("e1", KITCHEN, MINA, 0.0, "en", "a hedgehog", addressed=True)
    heirs = StoreServer(empty_valkey, "the test's", durable=True, exclusive=True)
    async with connected(empty_valkey) as redis:
        office = MortalOffice(redis, death)
        parts = Overrides(planner, MortalPainter(painter, death), (office,), open_blobs(str(tmp_path / "blobs")))
        async with (
            asyncio.timeout(8),
            running(settings, heirs, gateway=True, worker=True, overrides=parts) as doomed,
        ):
            await doomed.core.accept(event)
            await death.came.wait()
            done = await journaled(redis, "e1")
            planned, painted = Counter(planner.calls.local), Counter(painter.calls.local)
            async with house(heirs, tmp_path, planner=planner, painter=painter, lease_s=600) as bot:
                await check_answer(bot, await bot.answer("e1"))
                await bot.say("a house")
                await check_memory(bot)
            death.bury()
    if "plan" in done:
        assert planner.calls.local["test/kitchen/t1 e1"] == planned["test/kitchen/t1 e1"]
    for number in (1, 2, 3, 4):
        prompt = f"Drawing of a hedgehog ({number})"
        assert painter.calls.local[prompt] <= painted[prompt] + (f"paint:{number}" not in done)


@pytest.mark.parametrize("stage", ["after failure", "after deliver", "before commit"])
async def test_failure_that_was_told_stays_the_answer_when_its_worker_dies(
    empty_valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr(engine_module, "WATCH_INTERVAL_S", 3600)
    death = Death(stage, monkeypatch)
    planner = ScriptedPlanner()
    planner.fails = [PlannerError("down")]
    settings = Settings(data_dir=tmp_path, web=False, lease_s=600, worker_concurrency=1)
    heirs = StoreServer(empty_valkey, "the test's", durable=True, exclusive=True)
    async with connected(empty_valkey) as redis:
        parts = Overrides(
            planner, ScriptedPainter(), (MortalOffice(redis, death),), open_blobs(str(tmp_path / "blobs"))
        )
        async with (
            asyncio.timeout(8),
            running(settings, heirs, gateway=True, worker=True, overrides=parts) as doomed,
        ):
            await doomed.core.accept(Message("e1", KITCHEN, MINA, 0.0, "en", "a hedgehog"))
            await death.came.wait()
            async with house(heirs, tmp_path, planner=planner, lease_s=600) as bot:
                reply = await bot.answer("e1")
                await bot.settled()
                assert reply.text == phrase("planner_failed")
                assert planner.calls.local["test/kitchen/t1 e1"] == 1
                (retry,) = (button.id for row in reply.buttons for button in row)
                assert len((await bot.press(retry)).cards) == 4
            death.bury()


async def check_answer(bot: House, reply: Reply) -> None:
    assert [card.label for card in reply.cards] == ["1", "2", "3", "4"]
    await bot.settled()
    assert [one.key for one in await bot.shown()] == ["e1"]


async def check_memory(bot: House) -> None:
    await bot.settled()
    said = ["a hedgehog", "Here you are.", "a house", "Here you are."]
    assert [line.text for line in await bot.app.memory.lines(KITCHEN)] == said
    album = await bot.app.core.album(KITCHEN.room_key)
    assert [one.ordinal for one in album] == [8, 7, 6, 5, 4, 3, 2, 1]
    for one in album:
        assert (await bot.app.core.blob(one.blob)).data
    assert [one.reply.is_final for one in await bot.shown()] == [True, True]


async def test_worker_that_dies_again_and_again_ends_in_a_sentence_and_the_next_message_goes_on(
    empty_valkey: str, tmp_path: Path
) -> None:
    """A turn that was begun and never got further, for instance because it kills its process."""
    async with connected(empty_valkey) as redis:
        for _ in range(5):
            await Journal(redis, KITCHEN, "t1-e1").open()
        async with house(StoreServer(empty_valkey, "the test's", durable=True), tmp_path) as bot:
            reply = await bot.say("a hedgehog")
            assert reply.text.startswith("I began this several times")
            (retry,) = (button.id for row in reply.buttons for button in row)
            assert len((await bot.say("a house")).cards) == 4
            assert len((await bot.press(retry)).cards) == 4


async def until(condition: Any, within_s: float = 20.0) -> None:
    async with asyncio.timeout(within_s):
        while not await condition():
            await asyncio.sleep(0.02)


@pytest.mark.slow
async def test_frozen_process_that_wakes_up_changes_nothing(empty_valkey: str, tmp_path: Path) -> None:
    """SIGSTOP past the lease, as when a laptop sleeps: the other worker finishes, and the sleeper notices that."""
    workers: list[subprocess.Popen[bytes]] = []

    def hire() -> subprocess.Popen[bytes]:
        command = [sys.executable, str(WORKER), empty_valkey, str(tmp_path), "2", "0.05", "0.6"]
        workers.append(subprocess.Popen(command))
        return workers[-1]

    store = StoreServer(empty_valkey, "the test's", durable=True)
    try:
        async with connected(empty_valkey) as redis:
            office = PostOffice(redis)
            parts = Overrides(adapters=(office,))
            settings = Settings(data_dir=tmp_path, web=False, lease_s=2)
            async with running(settings, store, gateway=True, worker=False, overrides=parts) as app:
                bot, paints = House(app, None, None, office), Counts(redis, "paint")
                sleeper = hire()
                await bot.accept(bot.message("a hedgehog"))
                await until(paints.all)
                os.kill(sleeper.pid, signal.SIGSTOP)
                other = hire()
                before = await bot.answer("t1-e1")
                other.kill()
                other.wait()
                os.kill(sleeper.pid, signal.SIGCONT)
                await bot.say("a house")  # answered by the one that slept: it is over its dream
                first, second = await bot.shown()
                assert (first.key, first.reply) == ("t1-e1", before)
                assert len(second.reply.cards) == 4
                assert [one.ordinal for one in await app.core.album(KITCHEN.room_key)] == [8, 7, 6, 5, 4, 3, 2, 1]
                assert len(await app.memory.lines(KITCHEN)) == 4
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


async def test_retry_that_was_given_up_can_be_retried(empty_valkey: str, tmp_path: Path) -> None:
    async with connected(empty_valkey) as redis:
        for _ in range(5):
            await Journal(redis, KITCHEN, "t1-e2").open()
        async with house(StoreServer(empty_valkey, "the test's", durable=True), tmp_path) as bot:
            bot.planner.fails = [PlannerError("down")]
            failed = await bot.say("a hedgehog")
            given_up = await bot.press(failed.buttons[0][0].id)
            assert given_up.text.startswith("I began this several times")
            assert len((await bot.press(given_up.buttons[0][0].id)).cards) == 4
