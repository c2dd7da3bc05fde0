"""Money survives: real worker processes on a real Valkey, killed with -9 while they paint what a budget holds."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import time

import pytest
from doubles.house import House
from doubles.post_office import PostOffice
from doubles.scripted import Counts

from bot.app import Overrides, connected, running
from bot.events import Author, Message, Thread
from bot.memory.keys import RoomKeys, workspace_keys
from bot.money.ledgers import Ledgers, month_of
from bot.settings import Settings
from bot.valkey import StoreServer

WORKER = Path(__file__).parent / "doubles" / "durable_worker.py"
MINA = Author("u-mina", "Mina")
ROOMS = ("kitchen", "cellar", "attic")


@pytest.mark.slow
async def test_workers_that_are_killed_neither_pay_nor_count_twice(
    store: StoreServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PRICES": "scripted=0.05 each",
        "PRICE_TOLD_FROM": "0",
        "BUDGET_MONTH_ROOM": "0.85",
        "BUDGET_MONTH_WORKSPACE": "2.05",
        "PICTURES_PER_DAY_WORKSPACE": "1000",
    }.items():
        monkeypatch.setenv(f"PICTUREBOOK_{name}", value)
    threads = [Thread("test", room, f"t{n}") for room in ROOMS for n in range(6)]
    command = [sys.executable, str(WORKER), store.url, str(tmp_path), "2", "0.2", "0.5"]
    workers = [subprocess.Popen(command) for _ in range(2)]
    try:
        async with connected(store.url) as redis, asyncio.timeout(100):
            office = PostOffice(redis)
            settings = Settings(data_dir=tmp_path, web=False)
            overrides = Overrides(adapters=(office,))
            async with running(settings, store, gateway=True, worker=False, overrides=overrides) as app:
                bot = House(app, None, None, office)
                for thread in threads:
                    await bot.accept(Message("e1", thread, MINA, 0.0, "en", f"fox {thread.key}", workspace="acme"))
                kills = 0
                while any([await app.engine.waiting(thread) for thread in threads]):
                    await asyncio.sleep(0.7)
                    if kills < 5:
                        kills += 1
                        victim = workers.pop(0)
                        os.kill(victim.pid, signal.SIGKILL)
                        victim.wait()
                        workers.append(subprocess.Popen(command))
                album = {room: await app.core.album(f"test/{room}", limit=100) for room in ROOMS}
            ledgers, pictures = Ledgers(redis), 0
            for room, made in album.items():
                month = await ledgers.month(f"test/{room}", "u-mina", time())
                assert month.room.pictures == len(made) <= 17
                assert month.room.cost.micros == 50_000 * len(made)
                assert await redis.hlen(RoomKeys(f"test/{room}").holds) == 0
                pictures += len(made)
            shared = workspace_keys("test/acme")
            assert await redis.hlen(shared.holds) == 0
            ledger = await redis.hgetall(shared.ledger(month_of(time())))
            assert (int(ledger["pictures"]), int(ledger["money"])) == (pictures, 50_000 * pictures)
            assert pictures <= 41
            assert kills == 5
            assert len(await Counts(redis, "paint").all()) >= pictures
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
