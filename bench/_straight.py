"""A turn's store and HTTP calls in a straight script, with prepared bytes: what a turn costs at the least.

Used by bench/turns.py. It keeps nothing but the calls: the push of the event, the two reads of the board, one journal
write per step, the owner and the file of each picture, a post and an edit, the commit, the end of the inbox. No order
between deliveries, no fence, no take-over, no check of anything, no streaming, no parsing.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from _platform import Post
from redis.asyncio import Redis

from bot.codec import dump, load
from bot.events import Event, Message, Thread
from bot.memory.keys import BlobKeys, RoomKeys, ThreadKeys
from bot.memory.memory import BOARD_CAST, BOARD_LINES, Memory
from bot.memory.records import BOARD_GRIDS, Commit, Grid, Line, Picture, ThreadState

_DO = "for _, write in ipairs(cjson.decode(ARGV[1])) do redis.call(unpack(write)) end return 1"
PUSH = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('SET', KEYS[1], '1', 'EX', 172800)
return redis.call('RPUSH', KEYS[2], ARGV[1])
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the bot wrote in one turn: the straight script writes the same."""

    commit: Commit
    steps: dict[str, str]  # journal: step -> result
    post: bytes
    edit: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """One turn of the straight script, ready to be sent."""

    room: RoomKeys
    keys: ThreadKeys
    turn: str
    event: str
    sample: Sample
    pictures: tuple[str, ...]  # ids
    keys_written: tuple[str, ...]
    writes: str


async def sample_of(redis: Redis, thread: Thread, turn: str, post: bytes, edit: bytes) -> Sample:
    """Read from the store what the bot has kept of a thread's only turn."""
    room, keys = RoomKeys(thread.room_key), ThreadKeys(thread)
    grids = await redis.lrange(keys.grids, 0, -1)
    commit = Commit(
        state=load(ThreadState, str(await redis.get(keys.state))),
        lines=tuple(load(Line, text) for text in await redis.lrange(keys.lines, 0, -1)),
        pictures=tuple(load(Picture, text) for text in (await redis.hgetall(room.pictures)).values()),
        grid=load(Grid, grids[0]) if grids else None,
    )
    fields = {str(name): str(text) for name, text in (await redis.hgetall(room.journal(turn))).items()}
    steps = {name: text for name, text in fields.items() if name.startswith("step:")}
    return Sample(commit, steps, post, edit)


def prepared(event: Message, sample: Sample) -> Prepared:
    """Return the sample's turn under the ids of another event."""
    thread, commit = event.thread, sample.commit
    ids = {one.id: f"pic-{event.id[-14:]}-{one.position}" for one in commit.pictures}
    commit = replace(
        commit,
        pictures=tuple(replace(one, id=ids[one.id], time_s=event.time_s) for one in commit.pictures),
        lines=tuple(
            replace(one, turn=event.id, pictures=tuple(ids[p] for p in one.pictures), time_s=event.time_s)
            for one in commit.lines
        ),
        grid=None if commit.grid is None else replace(commit.grid, turn=event.id, pictures=tuple(ids.values())),
    )
    writes = Memory.writes(thread, commit)
    return Prepared(
        RoomKeys(thread.room_key),
        ThreadKeys(thread),
        event.id,
        dump(event, Event),
        sample,
        tuple(ids.values()),
        tuple(dict.fromkeys(write[1] for write in writes)),
        json.dumps(writes),
    )


class Straight:
    """The straight script. `shown` remembers what a conversation's last grids were, so that it can be read."""

    def __init__(self, redis: Redis, post: Post, blobs: Path, picture: Callable[[], bytes]) -> None:
        self.redis = redis
        self._post = post
        self._blobs = blobs
        self._picture = picture
        self._push = redis.register_script(PUSH)
        self._do = redis.register_script(_DO)
        self._shown: dict[str, list[str]] = {}
        self._files = 0

    async def take(self, turn: Prepared) -> None:
        """Make one turn's calls."""
        redis, room, keys, steps = self.redis, turn.room, turn.keys, turn.sample.steps
        journal = room.journal(turn.turn)
        await self._push(keys=[room.seen(turn.turn), keys.inbox], args=[turn.event])
        await self._board(turn)
        await redis.hset(journal, "step:plan", steps["step:plan"])
        message = await self._post.post(turn.sample.post)
        await redis.hset(journal, "step:message", message)
        if turn.pictures:
            await redis.hset(journal, "step:commissions", steps["step:commissions"])
            await asyncio.gather(*(self._paint(turn, journal, n) for n in range(len(turn.pictures))))
        await self._post.edit(message, turn.sample.edit)
        await redis.hset(journal, "step:deliver", steps["step:deliver"])
        await self._do(keys=turn.keys_written, args=[turn.writes])
        await redis.lpop(keys.inbox)

    async def _board(self, turn: Prepared) -> None:
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.hget(turn.room.meta, "schema")
            pipe.lrange(turn.keys.lines, -BOARD_LINES, -1)
            pipe.lrange(turn.keys.grids, -BOARD_GRIDS, -1)
            pipe.get(turn.keys.state)
            pipe.hscan(turn.room.cast, 0, count=BOARD_CAST)
            await pipe.execute()
        shown = self._shown.setdefault(turn.room.room, [])
        if shown:
            await self.redis.hmget(turn.room.pictures, shown[-4 * BOARD_GRIDS :])
        shown.extend(turn.pictures)

    async def _paint(self, turn: Prepared, journal: str, number: int) -> None:
        data = self._picture()
        blob = hashlib.sha256(data).hexdigest()
        await self.redis.sadd(BlobKeys(blob).owners, f"{turn.room.room}/{turn.pictures[number]}")
        self._files += 1
        place = self._blobs / f"{blob}#{self._files}"
        place.write_bytes(data)  # no thread for a hundred bytes
        place.rename(self._blobs / blob)
        await self.redis.hset(journal, f"step:paint:{number + 1}", turn.sample.steps[f"step:paint:{number + 1}"])
