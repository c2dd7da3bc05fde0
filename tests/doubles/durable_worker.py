"""A worker process for the durability tests: scripted planner and painter that count in the store, then kill -9.

Run as `python durable_worker.py STORE_URL DATA_DIR LEASE_S PLAN_S PAINT_S`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from doubles.post_office import PostOffice
from doubles.scripted import ScriptedPainter, ScriptedPlanner

from bot.app import Overrides, connected, running
from bot.memory.blobs import open_blobs
from bot.settings import Settings
from bot.valkey import StoreServer


async def main(url: str, directory: Path, lease_s: float, plan_s: float, paint_s: float) -> None:
    """Work until killed."""
    async with connected(url) as redis:
        overrides = Overrides(
            planner=ScriptedPlanner(delay_s=plan_s, redis=redis),
            painter=ScriptedPainter(delay_s=paint_s, redis=redis),
            adapters=(PostOffice(redis),),
            blobs=open_blobs(str(directory / "blobs")),
        )
        settings = Settings(data_dir=directory, lease_s=lease_s, web=False)
        store = StoreServer(url, "the test's", durable=True)
        async with running(settings, store, gateway=False, worker=True, overrides=overrides) as bot:
            await bot.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), *(float(one) for one in sys.argv[3:6])))
