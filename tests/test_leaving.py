"""A bot that is removed from a server: a week later nothing of its rooms is left, unless it comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from time import time
from typing import Any

import pytest
from doubles.house import House, house
from doubles.ransack import files, traces
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bot.app import connected
from bot.errors import RoomBusy
from bot.leaving import GRACE_S, Leaving
from bot.memory.keys import ROOMS, RoomKeys, workspace_keys
from bot.valkey import StoreServer

ROOM, SERVER = "test/kitchen", "test/s1"


class Later:
    """A clock that can be put forward."""

    def __init__(self) -> None:
        self.by_s = 0.0

    def __call__(self) -> float:
        return time() + self.by_s


@pytest.fixture
def clock() -> Later:
    return Later()


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path, clock: Later) -> AsyncIterator[House]:
    async with house(store, tmp_path, clock=clock) as one:
        yield one


@pytest.fixture
async def redis(store: StoreServer) -> AsyncIterator[Redis]:
    async with connected(store.url) as client:
        yield client


async def tidied(bot: House, redis: Redis) -> None:
    """Let every room be looked at now."""
    for room in await redis.zrange(ROOMS, 0, -1):
        await redis.zadd(ROOMS, {room: 0.0})
    await bot.app.engine.tidy()


async def test_everything_of_a_server_goes_a_week_after_the_bot_has_gone(
    bot: House, redis: Redis, clock: Later, tmp_path: Path
) -> None:
    await bot.say("a hedgehog on a unicycle", workspace="s1")
    await bot.app.core.presence(SERVER, here=False)
    clock.by_s = GRACE_S - 60
    await bot.app.core.presence(SERVER, here=False)  # told again, it is no later
    await tidied(bot, redis)
    assert len(await bot.app.core.album(ROOM)) == 4
    clock.by_s = GRACE_S + 60
    await tidied(bot, redis)
    assert await traces(redis, ROOM, "hedgehog", "u-mina") == []
    assert files(tmp_path / "blobs") == []
    assert await redis.zscore(ROOMS, ROOM) is None


@pytest.mark.parametrize("how", ["it is told so", "somebody speaks there"])
async def test_bot_that_came_back_forgets_nothing(bot: House, redis: Redis, clock: Later, how: str) -> None:
    await bot.say("a hedgehog", workspace="s1")
    await bot.app.core.presence(SERVER, here=False)
    if how == "it is told so":
        await bot.app.core.presence(SERVER, here=True)
    else:
        await bot.say("a fox", workspace="s1")
    clock.by_s = GRACE_S + 60
    await tidied(bot, redis)
    assert await bot.app.core.album(ROOM)


async def test_rooms_elsewhere_stay(bot: House, redis: Redis, clock: Later) -> None:
    await bot.say("a hedgehog", workspace="s2")
    await bot.app.core.presence(SERVER, here=False)
    clock.by_s = GRACE_S + 60
    await tidied(bot, redis)
    assert await bot.app.core.album(ROOM)


async def test_direct_messages_are_of_no_server(bot: House, redis: Redis) -> None:
    await bot.say("a hedgehog")
    assert await redis.get(RoomKeys(ROOM).workspace) is None


async def test_room_whose_turn_does_not_end_is_let_go_of_later(redis: Redis, bot: House) -> None:
    async def busy(room: str) -> Any:
        raise RoomBusy(room)

    now_s = 1_000_000_000.0
    leaving = Leaving(bot.app.core._rooms.eraser, busy, lambda: now_s)
    await redis.set(RoomKeys(ROOM).workspace, SERVER)
    assert not await leaving.let_go(ROOM)
    await redis.set(workspace_keys(SERVER).left, repr(now_s - GRACE_S))
    with capture_logs() as logs:
        assert not await leaving.let_go(ROOM)
    assert [one["event"] for one in logs] == ["room_not_let_go"]
