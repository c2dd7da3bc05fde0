"""What one person has left in a room's memory: finding it, and taking it out while what is others' stays.

Used by bot/forgetting.py, which has paused the room. Knows neither the engine nor adapters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.codec import dump, load, readable
from bot.errors import StoreError
from bot.events import Event, Thread
from bot.memory.erasing import Eraser
from bot.memory.keys import RoomKeys, ThreadKeys
from bot.memory.memory import Memory
from bot.memory.records import Grid, Line, Picture, ThreadState


@dataclass(slots=True)
class Belongings:
    """A person's, in one room (its key). `turns` are those known to be theirs; `search` comes first and adds others."""

    memory: Memory
    eraser: Eraser
    room: str
    author: str
    turns: set[str]
    lines: int = 0  # taken out, by `clean`
    pictures: dict[str, Picture] = field(default_factory=dict)
    _brought: set[str] = field(default_factory=set)  # blobs
    _brought_by_others: set[str] = field(default_factory=set)
    _shows: dict[str, list[Picture]] = field(default_factory=dict)  # by character: what is left that shows it

    @property
    def blobs(self) -> frozenset[str]:
        """The pictures that the person brought, and nobody else."""
        return frozenset(self._brought - self._brought_by_others)

    async def search(self, threads: Iterable[Thread]) -> None:
        """Find the person's turns and pictures, and what they brought. Raises StoreError, as all of this does."""
        for thread in threads:
            async for _, line in self.eraser.scan_records(Line, ThreadKeys(thread).lines):
                if line is None or line.author is None:
                    continue
                is_theirs = line.author.id == self.author
                if is_theirs:
                    self.turns.add(line.turn)
                (self._brought if is_theirs else self._brought_by_others).update(line.attachments)
        async for some in self.eraser.scan_pictures(self.room):
            for one in some:
                if one.author.id == self.author:
                    self.pictures[one.id] = one
                    self.turns.add(one.turn)
                    continue
                for character in one.characters:
                    self._shows.setdefault(character, []).append(one)

    async def uncast(self) -> int:
        """Remove the person's characters that nobody else draws; give the others a picture that is left."""
        keys = RoomKeys(self.room)
        removed = 0
        for one in await self.memory.cast(self.room):
            is_theirs = one.author is not None and one.author.id == self.author
            left = sorted(self._shows.get(one.id, ()), key=lambda picture: (picture.time_s, picture.id))
            if is_theirs and not left:
                await self.eraser.run([("HDEL", keys.cast, one.id), ("ZREM", keys.faces, one.id)])
                removed += 1
                continue
            after = replace(one, author=None) if is_theirs else one
            if after.picture in self.pictures:
                after = replace(after, picture=left[0].id if left else None)
            if after != one:
                await self.eraser.run([("HSET", keys.cast, one.id, dump(after))])
        return removed

    async def clean(self, thread: Thread) -> None:
        """Take the person out of one thread: lines, grids, waiting events, and what the thread carries on."""
        keys = ThreadKeys(thread)
        kept, gone = [], 0
        async for text, line in self.eraser.scan_records(Line, keys.lines):
            if line is not None and line.turn in self.turns:
                gone += 1
            else:
                kept.append(text)
        if gone:
            await self.eraser.replace_list(keys.lines, kept)
            self.lines += gone
        await self._clean_grids(keys.grids)
        (waiting,) = await self.eraser.run([("LRANGE", keys.inbox, 0, -1)])
        theirs = [text for text in waiting if (event := _event(text)) is not None and event.author.id == self.author]
        await self.eraser.run(("LREM", keys.inbox, 0, text) for text in theirs)
        await self._clean_state(keys.state)

    async def _clean_grids(self, key: str) -> None:
        kept, gone = [], 0
        async for text, grid in self.eraser.scan_records(Grid, key):
            if grid is not None and (grid.author.id == self.author or grid.turn in self.turns):
                gone += 1
            else:
                kept.append(text)
        if gone:
            await self.eraser.replace_list(key, kept)

    async def _clean_state(self, key: str) -> None:
        """Drop what the thread carries from turn to turn: a planner's own words may be anybody's."""
        (text,) = await self.eraser.run([("GET", key)])
        state = None if text is None else readable(ThreadState, text)
        if state is None:
            return
        after = replace(
            state,
            selected=None if state.selected in self.pictures else state.selected,
            planner_state="",
            choices=(),
            asked=None,
            command=None,
            digest=tuple(past for past in state.digest if past.author.id != self.author),
        )
        if after != state:
            await self.eraser.run([("SET", key, dump(after))])


def _event(text: str) -> Event | None:
    try:
        event: Event = load(Event, text)  # type: ignore[arg-type]  # a union is no type[T]; pydantic takes it
    except StoreError:
        return None
    return event
