"""A planner and a painter that do as they are told, count their calls, and can fail, hang or return rubbish.

With a Redis client the counts are kept there, so that they are true across processes that are killed.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from time import time
from typing import Any

from PIL import Image
from redis.asyncio import Redis

from bot.painter import Abilities, Order, Painted, Shape
from bot.planner import Request, Say
from bot.planner.board import Board
from bot.plans import Action, Drawing, Plan

Script = Callable[[Request, Board], Plan]


def draw(count: int = 4, words: str = "Here you are.") -> Script:
    """Answer anything with `count` pictures whose prompt is the person's text."""

    def plan(request: Request, _: Board) -> Plan:
        drawings = tuple(
            Drawing(f"Drawing of {request.text} ({n})", f"{request.text} {n}") for n in range(1, count + 1)
        )
        return Plan(Action.DRAW, words, request.language, drawings, model_calls=1)

    return plan


def talk(words: str = "I see.") -> Script:
    """Answer anything with words."""
    return lambda request, _: Plan(Action.TEXT, words, request.language, model_calls=1)


class Counts:
    """How often each thing was done; in Redis when there is one."""

    def __init__(self, redis: Redis | None, name: str) -> None:
        self._redis = redis
        self._name = f"count:{name}"
        self.local: Counter[str] = Counter()

    async def add(self, what: str) -> None:
        self.local[what] += 1
        if self._redis is not None:
            await self._redis.hincrby(self._name, what, 1)
            await self._redis.rpush(f"{self._name}:{what}", f"{os.getpid()} {time()}")

    async def attempts(self, what: str) -> list[tuple[int, float]]:
        """Return the process id and the time (seconds) of each call, in order."""
        assert self._redis is not None
        calls = [call.split() for call in await self._redis.lrange(f"{self._name}:{what}", 0, -1)]
        return [(int(pid), float(at_s)) for pid, at_s in calls]

    async def all(self) -> dict[str, int]:
        if self._redis is None:
            return dict(self.local)
        return {name: int(n) for name, n in (await self._redis.hgetall(self._name)).items()}


class ScriptedPlanner:
    """Answers by `script`; `delay_s` passes and `before` is awaited first.

    `fails` is raised once for each entry; `rubbish` is returned.
    """

    name = "scripted"

    def __init__(self, script: Script | None = None, *, delay_s: float = 0.0, redis: Redis | None = None) -> None:
        self.script = script or draw()
        self.delay_s = delay_s
        self.calls = Counts(redis, "plan")
        self.fails: list[BaseException] = []
        self.rubbish: Any = None
        self.requests: list[Request] = []
        self.boards: list[Board] = []
        self.says: tuple[str, ...] = ()
        self.before: Callable[[], Awaitable[None]] | None = None

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:
        await self.calls.add(f"{board.thread.key} {request.turn}")
        self.requests.append(request)
        self.boards.append(board)
        for words in self.says:
            await say(words)
        await asyncio.sleep(self.delay_s)
        if self.before is not None:
            await self.before()
        if self.fails:
            raise self.fails.pop(0)
        if self.rubbish is not None:
            return self.rubbish  # type: ignore[no-any-return]
        return self.script(request, board)

    async def close(self) -> None:
        pass


class ScriptedPainter:
    """Paints one flat colour that the seed decides. A prompt that matches a pattern of `wrong` goes wrong that way."""

    name = "scripted"
    abilities = Abilities(
        seeds=True,
        references=True,
        transparent=True,
        size_px={Shape.SQUARE: (8, 8), Shape.WIDE: (12, 8), Shape.TALL: (8, 12)},
    )

    def __init__(self, *, delay_s: float = 0.0, redis: Redis | None = None) -> None:
        self.delay_s = delay_s
        self.calls = Counts(redis, "paint")
        self.orders: list[Order] = []
        self.wrong: dict[str, BaseException | object] = {}

    async def paint(self, order: Order) -> Painted:
        await self.calls.add(order.prompt)
        self.orders.append(order)
        await asyncio.sleep(self.delay_s)
        for pattern, outcome in self.wrong.items():
            if re.search(pattern, order.prompt):
                if isinstance(outcome, BaseException):
                    raise outcome
                if outcome == "hang":
                    await asyncio.sleep(3600)
                return outcome  # type: ignore[return-value]
        width, height = self.abilities.size_px[order.shape]
        return Painted(flat_png(order.seed, width, height), "image/png", width, height, order.seed, "scripted-1")

    async def close(self) -> None:
        pass


def flat_png(seed: int, width_px: int = 8, height_px: int = 8) -> bytes:
    """Return a small picture whose colour tells the seed."""
    out = io.BytesIO()
    colour = (seed & 255, seed >> 8 & 255, seed >> 16 & 255)
    Image.new("RGB", (width_px, height_px), colour).save(out, "PNG")
    return out.getvalue()
