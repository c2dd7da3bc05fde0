"""Removing what is older than a room keeps things: lines, pictures with their bytes, grids, events, journals.

Called by the engine, room by room and some at a time, from any worker. Each step is small, may be repeated, and removes
only what it has just seen to be too old, so it can run beside turns and beside itself. The picture of a character stays
for as long as the character does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.adapter import Adapter, Traces
from bot.codec import dump, load
from bot.errors import StoreError
from bot.events import Author, Thread
from bot.memory.commits import KEPT_LINES
from bot.memory.erasing import PAGE, Eraser, pages
from bot.memory.keys import RoomKeys, ThreadKeys
from bot.memory.memory import Memory
from bot.memory.records import Grid, Line, ThreadState

DAY_S = 86_400
#: When a room is looked at again: when all that was due is gone, and when there may be more.
CALM_S = 3_600
BUSY_S = 0
#: A picture that was brought and not sent is dropped after this time.
UPLOAD_S = 2 * DAY_S
#: What is needed to recognize, resume or repeat a turn is kept no longer than this, whatever the room says.
TURN_S = 90 * DAY_S

#: KEYS list; ARGV its first entries -> how many of them were taken off. Stops where the list does not begin so.
_SHIFT = """
local n = 0
for _, text in ipairs(ARGV) do
  if redis.call('LINDEX', KEYS[1], 0) ~= text then break end
  redis.call('LPOP', KEYS[1])
  n = n + 1
end
return n
"""

#: KEYS threads, state, lines, grids, numbers; ARGV thread, cutoff, small state -> removes a thread that is still old.
_RETIRE = """
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) >= tonumber(ARGV[2]) then return 0 end
redis.call('UNLINK', KEYS[3], KEYS[4])
if redis.call('HLEN', KEYS[5]) == 0 then
  redis.call('DEL', KEYS[2])
else
  redis.call('SET', KEYS[2], ARGV[3])
end
redis.call('ZREM', KEYS[1], ARGV[1])
return 1
"""

#: KEYS uploads, attachments; ARGV blob -> 1 when nobody has sent it: its bytes can go.
_DROP = """
redis.call('ZREM', KEYS[1], ARGV[1])
return redis.call('ZSCORE', KEYS[2], ARGV[1]) and 0 or 1
"""


@dataclass(frozen=True, slots=True)
class Retention:
    """Keeps rooms to their retention. `days`: the operator's, 0 for ever; `clock` tells seconds.

    `adapters`, by platform name, remove their own copies. `let_go` forgets a whole room that the bot was removed from,
    and tells whether it was.
    """

    memory: Memory
    eraser: Eraser
    days: int
    clock: Callable[[], float]
    adapters: Mapping[str, Adapter]
    let_go: Callable[[str], Awaitable[bool]]

    async def tidy(self, room: str) -> float:
        """Remove some of what is too old in a room; return when to look again (seconds). Raises StoreError."""
        now_s = self.clock()
        if await self.let_go(room):
            return now_s + CALM_S
        own = (await self.memory.settings(room)).retention_days
        days = self.days if own is None else own
        more = await self._uploads(room, now_s - UPLOAD_S)
        more |= await self._turns(room, now_s - min(TURN_S, days * DAY_S if days else TURN_S))
        if days:
            more |= await self._old(room, now_s - days * DAY_S)
            platform, _, name = room.partition("/")
            if platform in self.adapters:
                await self.adapters[platform].forget(name, Traces(before_s=now_s - days * DAY_S))
        return now_s + (BUSY_S if more else CALM_S)

    async def _old(self, room: str, cutoff_s: float) -> bool:
        more = await self._pictures(room, cutoff_s)
        more |= await self._attachments(room, cutoff_s)
        keys = RoomKeys(room)
        (threads,) = await self.eraser.run([("ZRANGE", keys.threads, 0, -1)])
        for some in pages(threads):
            more |= await self._threads([Thread.parse(f"{room}/{thread}") for thread in some], cutoff_s)
        (old,) = await self.eraser.run([("ZRANGEBYSCORE", keys.threads, "-inf", f"({cutoff_s!r}", "LIMIT", 0, PAGE)])
        for thread in old:
            await self._retire(Thread.parse(f"{room}/{thread}"), cutoff_s)
        return more or len(old) == PAGE

    async def _threads(self, threads: list[Thread], cutoff_s: float) -> bool:
        """Remove old lines and grids of threads; those that have none cost a look at their first line."""
        keys = [ThreadKeys(thread) for thread in threads]
        first = await self.eraser.run(("LINDEX", one.lines, 0) for one in keys)
        length = await self.eraser.run(("LLEN", one.lines) for one in keys)
        states = await self.eraser.run(("GET", one.state) for one in keys)
        more = False
        for thread, line, count, state in zip(threads, first, length, states, strict=True):
            # A full list has lost its oldest lines; grids from that time may still be there.
            if line is None or count >= KEPT_LINES or _is_older(line, cutoff_s):
                more |= await self._lines(thread, cutoff_s)
                more |= await self._grids(thread, cutoff_s)
            if state is not None:
                await self._digest(thread, state, cutoff_s)
        return more

    async def _digest(self, thread: Thread, text: str, cutoff_s: float) -> None:
        state = _state(text)
        kept = tuple(past for past in state.digest if past.time_s >= cutoff_s)
        if kept != state.digest:
            await self.eraser.restate(thread, text, replace(state, digest=kept))

    async def _pictures(self, room: str, cutoff_s: float) -> bool:
        keys = RoomKeys(room)
        faces = {one.picture for one in await self.memory.cast(room) if one.picture}
        # The faces stay at the old end of the album for ever; beyond them there is a whole page of work.
        (ids,) = await self.eraser.run(
            [("ZRANGEBYSCORE", keys.album, "-inf", f"({cutoff_s!r}", "LIMIT", 0, PAGE + len(faces))]
        )
        going = [one for one in ids if one not in faces][:PAGE]
        found = await self.memory.pictures(room, going)
        await self.eraser.pictures(found.values())
        broken = [one for one in going if one not in found]  # no record that can be read leads to these
        if broken:
            await self.eraser.run([("ZREM", keys.album, *broken), ("HDEL", keys.pictures, *broken)])
        return len(going) == PAGE

    async def _lines(self, thread: Thread, cutoff_s: float) -> bool:
        key = ThreadKeys(thread).lines
        (texts,) = await self.eraser.run([("LRANGE", key, 0, PAGE - 1)])
        old = []
        for text in texts:
            if not _is_older(text, cutoff_s):
                break
            old.append(text)
        return await self._shift(key, old)

    async def _grids(self, thread: Thread, cutoff_s: float) -> bool:
        key = ThreadKeys(thread).grids
        (texts,) = await self.eraser.run([("LRANGE", key, 0, PAGE - 1)])
        grids = [_grid(text) for text in texts]
        pictures = await self.memory.pictures(thread.room_key, (one for grid in grids for one in grid.pictures))
        old = []
        for text, grid in zip(texts, grids, strict=True):
            if any(one in pictures and pictures[one].time_s >= cutoff_s for one in grid.pictures):
                break
            old.append(text)
        return await self._shift(key, old)

    async def _shift(self, key: str, old: list[str]) -> bool:
        if old:
            await self.eraser.run([("EVAL", _SHIFT, 1, key, *old)])
        return len(old) == PAGE

    async def _retire(self, thread: Thread, cutoff_s: float) -> None:
        """Remove a thread in which nothing has happened; its numbers go on where a picture of it still lives."""
        keys = ThreadKeys(thread)
        state = await self.memory.state(thread)
        small = dump(replace(ThreadState(), language=state.language, pictures=state.pictures, turns=state.turns))
        names = (RoomKeys(thread.room_key).threads, keys.state, keys.lines, keys.grids, keys.numbers)
        await self.eraser.run([("EVAL", _RETIRE, len(names), *names, thread.id, repr(cutoff_s), small)])

    async def _attachments(self, room: str, cutoff_s: float) -> bool:
        key = RoomKeys(room).attachments
        (old,) = await self.eraser.run([("ZRANGEBYSCORE", key, "-inf", f"({cutoff_s!r}", "LIMIT", 0, PAGE)])
        await self.eraser.attachments(room, old)
        return len(old) == PAGE

    async def _uploads(self, room: str, cutoff_s: float) -> bool:
        keys = RoomKeys(room)
        (old,) = await self.eraser.run([("ZRANGEBYSCORE", keys.uploads, "-inf", f"({cutoff_s!r}", "LIMIT", 0, PAGE)])
        for blob in old:
            (unsent,) = await self.eraser.run([("EVAL", _DROP, 2, keys.uploads, keys.attachments, blob)])
            if unsent:
                await self.eraser.attachments(room, [blob])
        return len(old) == PAGE

    async def _turns(self, room: str, cutoff_s: float) -> bool:
        key = RoomKeys(room).turns
        (old,) = await self.eraser.run([("ZRANGEBYSCORE", key, "-inf", f"({cutoff_s!r}", "LIMIT", 0, PAGE)])
        if old:
            await self.eraser.turns(room, [member.partition(" ")[0] for member in old])
            await self.eraser.run([("ZREM", key, *old)])
        return len(old) == PAGE


def _is_older(text: str, cutoff_s: float) -> bool:
    try:
        return load(Line, text).time_s < cutoff_s
    except StoreError:
        return True  # nobody can read it, so nobody will miss it


def _state(text: str) -> ThreadState:
    try:
        return load(ThreadState, text)
    except StoreError:
        return ThreadState()


def _grid(text: str) -> Grid:
    try:
        return load(Grid, text)
    except StoreError:
        return Grid("", (), Author("", ""), "")
