"""Forgetting a room or a person: everything that is kept of them, in memory, in the engine, and by the adapters.

Called by the core. The room is paused meanwhile, so that no turn writes back what it had read before. All of it may be
repeated: forgetting that was cut short is finished by forgetting again.

Of a person go: what they said and what answered it, the pictures they asked for, what they brought, the characters they
named, and every trace of their turns. What others did with it is theirs and stays: their own pictures, though derived
from one that goes; and a character that somebody else's pictures show, without the name of who made it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

import structlog

from bot.adapter import Adapter, Forgotten, Traces
from bot.engine import Engine
from bot.events import Thread
from bot.memory.belongings import Belongings
from bot.memory.erasing import Eraser, pages
from bot.memory.keys import ACTIVE, ROOMS, RoomKeys, ThreadKeys, person_rooms
from bot.memory.memory import Memory
from bot.memory.quotas import day_of, person_field, turn_field
from bot.memory.records import Line, Picture
from bot.memory.verdicts import concerning
from bot.money.ledgers import month_of, person_fields
from bot.pausing import Pauser

log = structlog.get_logger(__name__)
_DAY_S = 86_400
#: Days whose counters of pictures still exist.
_QUOTA_DAYS = 4


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Forgets. `adapters` by platform name; `clock` tells seconds; `finish` is called at the end.

    `finish` takes what was removed off the disk, where that is ours to do.
    """

    memory: Memory
    eraser: Eraser
    engine: Engine
    pauser: Pauser
    adapters: Mapping[str, Adapter]
    clock: Callable[[], float]
    finish: Callable[[], Awaitable[None]]

    async def room(self, room: str) -> Forgotten:
        """Remove everything of a room (its key). Raises RoomBusy and StoreError."""
        keys = RoomKeys(room)
        platform, _, name = room.partition("/")
        async with self.pauser.paused(room, lambda: self._threads(room)) as threads:
            lines, characters = 0, await self.memory.cast(room)
            for thread in threads:
                (count,) = await self.eraser.run([("LLEN", ThreadKeys(thread).lines)])
                lines += count
            found: dict[str, Picture] = {}
            async for some in self.eraser.scan_pictures(room):
                found |= {one.id: one for one in some}
                await self.eraser.pictures(some)
            await self.eraser.attachments(room, await self._brought(room, threads))
            await self._end_turns(room, [turn for turn, _ in await self._turns(room)])
            if platform in self.adapters:
                await self.adapters[platform].forget(name)
            (people,) = await self.eraser.run([("SMEMBERS", keys.people)])
            for person in people:
                await self.eraser.run([("SREM", person_rooms(platform, person), room)])
            await self.eraser.run([("ZREM", ROOMS, room)])
            await self._retire(threads)
            await self.engine.forget_tickets(room)
            # Last, by looking at every key there is, so that nothing is missed whatever wrote it. Not the marks of the
            # pause itself: they must stand until all the rest is gone.
            marks = {keys.pause, *(ThreadKeys(thread).lock for thread in threads)}
            await self.eraser.unlink(await self.eraser.scan_keys(*keys.everything) - marks)
        await self._go_on(threads)
        await self.finish()
        log.info("room_forgotten", lines=lines, pictures=len(found))
        return Forgotten(1, lines, len(found), len(characters))

    async def person(self, platform: str, author: str, room: str | None = None) -> Forgotten:
        """Remove everything of a person in one room (its key), or in every room of the platform.

        Raises RoomBusy and StoreError.
        """
        key = person_rooms(platform, author)
        (known,) = await self.eraser.run([("SMEMBERS", key)])
        total = Forgotten()
        for one in sorted(known) if room is None else [room]:
            done = await self._person(one, author)
            await self.eraser.run([("SREM", key, one)])
            total = Forgotten(
                total.rooms + 1,
                total.lines + done.lines,
                total.pictures + done.pictures,
                total.characters + done.characters,
            )
        await self.finish()
        log.info("person_forgotten", rooms=total.rooms, lines=total.lines, pictures=total.pictures)
        return total

    async def _person(self, room: str, author: str) -> Forgotten:
        keys = RoomKeys(room)
        platform, _, name = room.partition("/")
        async with self.pauser.paused(room, lambda: self._threads(room)) as threads:
            theirs = {turn for turn, whose in await self._turns(room) if whose == author}
            found = Belongings(self.memory, self.eraser, room, author, theirs)
            await found.search(threads)
            await self.eraser.pictures(found.pictures.values())
            await self.eraser.attachments(room, sorted(found.blobs))
            characters = await found.uncast()
            for thread in threads:
                await found.clean(thread)
            turns = sorted(found.turns)
            await self._end_turns(room, turns)
            await self._uncount(room, author, turns)
            if platform in self.adapters:
                traces = Traces(author, frozenset(turns), frozenset(found.pictures), found.blobs)
                await self.adapters[platform].forget(name, traces)
            members = [f"{turn} {author}" for turn in turns]
            for some in pages(members):
                await self.eraser.run([("ZREM", keys.turns, *some)])
            await self.eraser.run([("SREM", keys.people, author)])
        await self._go_on(threads)
        return Forgotten(1, found.lines, len(found.pictures), characters)

    # Finding

    async def _threads(self, room: str) -> AsyncIterator[Thread]:
        """Yield every thread of the room that has left any key."""
        start = f"{{{room}}}:t:"
        keys = await self.eraser.scan_keys(f"pb*:{{{room}}}:t:*")
        found = {key.partition(start)[2].partition(":")[0] for key in keys}
        for thread in sorted(found):
            yield Thread.parse(f"{room}/{thread}")

    async def _turns(self, room: str) -> list[tuple[str, str]]:
        """Return (turn id, author id) of every event that was accepted and may have left something."""
        (members,) = await self.eraser.run([("ZRANGE", RoomKeys(room).turns, 0, -1)])
        return [(turn, author) for turn, _, author in (member.partition(" ") for member in members)]

    async def _brought(self, room: str, threads: Iterable[Thread]) -> set[str]:
        keys = RoomKeys(room)
        sent, unsent = await self.eraser.run([("ZRANGE", keys.attachments, 0, -1), ("ZRANGE", keys.uploads, 0, -1)])
        blobs = {*sent, *unsent}
        for thread in threads:
            async for _, line in self.eraser.scan_records(Line, ThreadKeys(thread).lines):
                blobs |= set(line.attachments) if line else set()
        return blobs

    # Removing

    async def _end_turns(self, room: str, turns: list[str]) -> None:
        await self.eraser.turns(room, turns)
        await self.engine.forget_turns(room, turns)

    async def _uncount(self, room: str, author: str, turns: list[str]) -> None:
        fields = [person_field(author), *(turn_field(turn) for turn in turns)]
        for days in range(_QUOTA_DAYS):
            key = RoomKeys(room).quota(day_of(self.clock() - days * _DAY_S))
            for some in pages(fields):
                await self.eraser.run([("HDEL", key, *some)])
        keys = RoomKeys(room)
        months = {month_of(self.clock() - days * _DAY_S) for days in (0, 31, 62)}
        days_of = {day_of(self.clock() - days * _DAY_S) for days in range(_QUOTA_DAYS)}
        for period in months | days_of:
            await self.eraser.run([("HDEL", keys.ledger(period), *person_fields(author))])
        for month in months:
            (verdicts,) = await self.eraser.run([("HKEYS", keys.verdicts(month))])
            for some in pages(concerning(verdicts, author, frozenset(turns))):
                await self.eraser.run([("HDEL", keys.verdicts(month), *some)])
        for some in pages(turns):
            await self.eraser.run([("HDEL", keys.holds, *some)])

    async def _retire(self, threads: Iterable[Thread]) -> None:
        for some in pages(thread.key for thread in threads):
            await self.eraser.run([("ZREM", ACTIVE, *some)])

    async def _go_on(self, threads: Iterable[Thread]) -> None:
        """Wake the threads where others' messages wait."""
        for thread in threads:
            await self.engine.wake(thread)
