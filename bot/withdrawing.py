"""Taking back one answer of the bot that somebody deleted on the platform: its words, and the pictures it made.

Called by the core. What was drawn after it stays, whatever it was drawn from; so does what the person had said. May be
repeated: a withdrawal that was cut short is finished by the next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import structlog
from redis.exceptions import RedisError

from bot.codec import readable
from bot.commission import picture_id
from bot.engine import Engine
from bot.errors import StoreError
from bot.events import Thread
from bot.memory.casting import Casting
from bot.memory.erasing import Eraser
from bot.memory.keys import ThreadKeys
from bot.memory.memory import Memory
from bot.memory.records import Character, Grid, Line, Picture, ThreadState
from bot.plans import MAX_PICTURES

log = structlog.get_logger(__name__)

#: How long a turn whose message was deleted may take to stop, and how often that is looked at.
_LOOKS, _LOOK_S = 100, 0.05


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Takes answers back."""

    memory: Memory
    eraser: Eraser
    casting: Casting
    engine: Engine
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def withdraw(self, thread: Thread, turn: str) -> None:
        """Take back what the turn answered in `thread`. Raises StoreError."""
        await self._stop(thread, turn)
        room = thread.room_key
        line = await self.memory.turn_line(thread, turn)
        # By their ids as well: the words of an old answer may be gone while a character keeps its picture.
        ids = [picture_id(thread, turn, position) for position in range(1, MAX_PICTURES + 1)]
        pictures = await self.memory.pictures(room, [*(line.pictures if line else ()), *ids])
        await self._recast(room, pictures)
        await self.eraser.pictures(pictures.values())
        await self._forget_words(thread, turn)
        await self._clean_state(thread, turn, pictures)
        log.info("answer_withdrawn", turn=turn, thread=thread.key, pictures=len(pictures))

    async def _stop(self, thread: Thread, turn: str) -> None:
        """Wait until the turn is over, if it still runs: it would write back what is removed here."""
        try:
            for _ in range(_LOOKS):
                if await self.engine.running(thread) != turn:
                    return
                await self.engine.stop(thread, turn)
                await self.sleep(_LOOK_S)
        except RedisError as error:
            raise StoreError(f"withdrawal: {type(error).__name__}") from error
        raise StoreError(f"turn {turn} does not stop")

    async def _recast(self, room: str, gone: Mapping[str, Picture]) -> None:
        """Give the characters whose picture goes the oldest one that is left of them, if any."""
        faceless = [one for one in await self.memory.cast(room) if one.picture in gone] if gone else []
        if not faceless:
            return
        left = await self._portraits(room, faceless, gone)
        for one in faceless:
            await self.casting.show(room, one.id, left[one.id].id if one.id in left else None)

    async def _portraits(self, room: str, cast: Iterable[Character], gone: Mapping[str, Picture]) -> dict[str, Picture]:
        """Return the oldest picture of each character, by character, that is not among those that go."""
        wanted = {one.id for one in cast}
        found: dict[str, Picture] = {}
        async for some in self.eraser.scan_pictures(room):
            for picture in some:
                if picture.id in gone:
                    continue
                for character in wanted.intersection(picture.characters):
                    best = found.get(character, picture)
                    found[character] = min(best, picture, key=lambda one: (one.time_s, one.id))
        return found

    async def _forget_words(self, thread: Thread, turn: str) -> None:
        """Take the answer's line and grid out of the thread; the person's own words stay."""
        keys = ThreadKeys(thread)
        gone: list[tuple[str | int, ...]] = []
        async for text, line in self.eraser.scan_records(Line, keys.lines):
            if line is not None and line.turn == turn and line.author is None:
                gone.append(("LREM", keys.lines, 0, text))
        async for text, grid in self.eraser.scan_records(Grid, keys.grids):
            if grid is not None and grid.turn == turn:
                gone.append(("LREM", keys.grids, 0, text))
        await self.eraser.run(gone)

    async def _clean_state(self, thread: Thread, turn: str, gone: Mapping[str, Picture]) -> None:
        """Let the thread choose nothing that is gone, and ask nothing that nobody can read any more."""
        (text,) = await self.eraser.run([("GET", ThreadKeys(thread).state)])
        state = None if text is None else readable(ThreadState, text)
        if state is None:
            return
        after = replace(state, selected=None if state.selected in gone else state.selected)
        if after.asked == turn:
            after = replace(after, asked=None, choices=(), command=None)
        if after != state:
            await self.eraser.restate(thread, text, after)  # a turn's own change wins: what it selects is still there
