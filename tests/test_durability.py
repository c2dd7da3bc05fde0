"""Turns survive: real worker processes on a real Valkey, killed with -9 while they work."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import time

import pytest
from doubles.house import House
from doubles.post_office import PostOffice
from doubles.scripted import Counts

from bot.app import Overrides, connected, running
from bot.buttons import ButtonId, Verb
from bot.events import Author, Message, Press, Thread
from bot.settings import Settings
from bot.valkey import StoreServer

WORKER = Path(__file__).parent / "doubles" / "durable_worker.py"
MINA = Author("u-mina", "Mina")


class Crew:
    """Worker processes that can be killed and replaced."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self.alive: list[subprocess.Popen[bytes]] = []
        self.killed_s: dict[int, float] = {}  # process id -> when

    def hire(self) -> None:
        self.alive.append(subprocess.Popen([sys.executable, str(WORKER), *self._arguments]))

    def kill(self, number: int) -> None:
        worker = self.alive.pop(number)
        self.killed_s[worker.pid] = time()
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()


@contextmanager
def crew(store: StoreServer, directory: Path, *, lease_s: float, plan_s: float, paint_s: float) -> Iterator[Crew]:
    """Yield a crew that is sent home at the end."""
    people = Crew(store.url, str(directory), str(lease_s), str(plan_s), str(paint_s))
    try:
        yield people
    finally:
        while people.alive:
            people.kill(0)


@asynccontextmanager
async def gateway(store: StoreServer, directory: Path) -> AsyncIterator[House]:
    """Yield a process-local gateway: it accepts, and works on nothing."""
    async with connected(store.url) as redis:
        office = PostOffice(redis)
        settings = Settings(data_dir=directory, web=False)
        overrides = Overrides(adapters=(office,))
        async with running(settings, store, gateway=True, worker=False, overrides=overrides) as app:
            yield House(app, None, None, office)


async def feed(bot: House, threads: list[Thread], messages: int, chance: random.Random) -> None:
    """Say everything in every thread, some of it twice, as a platform that is not sure does."""
    for number in range(messages):
        for thread in threads:
            event = Message(f"e{number}", thread, MINA, 0.0, "en", f"{thread.room} {number}")
            await bot.accept(event)
            if chance.random() < 0.3:
                await bot.accept(event)
        await asyncio.sleep(0.3)


async def unfinished(bot: House, threads: list[Thread]) -> int:
    """Return how many events wait."""
    return sum([await bot.app.engine.waiting(thread) for thread in threads])


async def check_repeats(calls: Counts, killed_s: dict[int, float], at_most_s: float) -> int:
    """Return how many calls were made again; each must follow the kill of the process that was just making it."""
    repeated = 0
    for what in await calls.all():
        *earlier, last = await calls.attempts(what)
        for pid, began_s in earlier:
            repeated += 1
            assert pid in killed_s, f"{what} was made again though process {pid} lived"
            assert killed_s[pid] - began_s < at_most_s, f"{what} was finished long before the kill"
        assert last[0] not in {pid for pid, _ in earlier}
    return repeated


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_thirty_conversations_survive_a_worker_killed_every_second_and_a_half(
    store: StoreServer, tmp_path: Path
) -> None:
    messages, kills = 5, 0
    threads = [Thread("test", f"room{n}", "t1") for n in range(30)]
    chance = random.Random(7)
    # A lease so long that a live worker on a busy machine never loses it: then every repeat follows a kill.
    with crew(store, tmp_path, lease_s=8, plan_s=0.2, paint_s=0.3) as workers:
        for _ in range(3):
            workers.hire()
        async with gateway(store, tmp_path) as bot, asyncio.timeout(200):
            fed = asyncio.create_task(feed(bot, threads, messages, chance))
            while not fed.done() or await unfinished(bot, threads):
                await asyncio.sleep(1.5)
                if kills < 12:
                    workers.kill(chance.randrange(3))
                    workers.hire()
                    kills += 1
            await fed
            expected = [f"e{n}" for n in range(messages)]
            for thread in threads:
                shown = await bot.office.shown(thread)
                assert [one.key for one in shown] == expected
                assert all(one.reply.is_final and len(one.reply.cards) == 4 for one in shown)
                lines = await bot.app.memory.lines(thread, 100)
                assert [line.turn for line in lines] == [turn for turn in expected for _ in "qa"]
                album = await bot.app.core.album(thread.room_key, limit=100)
                assert sorted(one.ordinal for one in album) == list(range(1, 4 * messages + 1))
    total = len(threads) * messages
    async with connected(store.url) as redis:
        plans, paints = Counts(redis, "plan"), Counts(redis, "paint")
        assert len(await paints.all()) == 4 * total
        # A call takes 0.3 s at most; the rest is the time in which a killed worker was busy with others' turns.
        planned = await check_repeats(plans, workers.killed_s, 5.0)
        painted = await check_repeats(paints, workers.killed_s, 5.0)
    print(f"\n{kills} kills, {planned} plans of {total} and {painted} paintings of {4 * total} begun again")  # noqa: T201
    assert kills >= 5


async def test_stop_reaches_a_turn_in_another_process(store: StoreServer, tmp_path: Path) -> None:
    with crew(store, tmp_path, lease_s=2, plan_s=0.05, paint_s=60) as workers:
        workers.hire()
        async with gateway(store, tmp_path) as bot, asyncio.timeout(30):
            event = bot.message("a hedgehog")
            await bot.accept(event)
            while not [one for one in await bot.shown() if one.reply.progress and one.reply.progress.total]:
                await asyncio.sleep(0.02)
            await bot.accept(Press("stop", bot.thread, MINA, 0.0, "en", str(ButtonId(Verb.STOP, event.id))))
            assert (await bot.answer(event.id)).text.endswith("Nothing was drawn.")


async def test_stopped_turn_stays_stopped_when_its_worker_dies(store: StoreServer, tmp_path: Path) -> None:
    with crew(store, tmp_path, lease_s=2, plan_s=0.05, paint_s=60) as workers:
        workers.hire()
        async with gateway(store, tmp_path) as bot, asyncio.timeout(30):
            event = bot.message("a hedgehog")
            await bot.accept(event)
            while not [one for one in await bot.shown() if one.reply.progress and one.reply.progress.total]:
                await asyncio.sleep(0.02)
            workers.kill(0)
            await bot.accept(Press("stop", bot.thread, MINA, 0.0, "en", str(ButtonId(Verb.STOP, event.id))))
            workers.hire()
            assert (await bot.answer(event.id)).text.endswith("Nothing was drawn.")
