"""What rooms and threads remember: read here, from Valkey or Redis; written through `writes` and the journal.

Called by the turn and the core. Knows no platform, planner or painter. A read costs a bounded number of round trips
and bytes, however long a thread is. All keys of one pipeline are a room's, so this works on a cluster. The client
must decode responses, and should do so with `encoding_errors="replace"`: what is not text is then one bad record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from redis.asyncio import Redis, RedisCluster

from bot.adapter import RoomSettings
from bot.events import Thread
from bot.memory import commits, room_settings, schema
from bot.memory.keys import RoomKeys, ThreadKeys
from bot.memory.reading import Reader, by_name, record, records, records_of
from bot.memory.records import BOARD_GRIDS, Character, Commit, Grid, Line, Picture, ThreadState, Write
from bot.planner.board import Board

#: What a board shows at most.
BOARD_LINES = 40
BOARD_CAST = 100
#: So many steps up from the shown pictures their parents are on the board too.
BOARD_PARENT_LEVELS = 2
#: What a family shows at most, and how many steps it goes up and down.
FAMILY_PICTURES = 200
FAMILY_LEVELS = 50
#: Pictures of one moment that an album's page takes beyond its limit, rather than cut them apart.
_SAME_MOMENT = 64
#: Pictures beside a page of the album that may be of one moment with those on it.
_BORDER = 16
#: Lines read at a time while one is looked for.
_SEARCH_LINES = 200
#: So many of the newest pictures are looked at when one is looked for by words, a page at a time.
SEARCH_PICTURES = 2_000
_SEARCH_PAGE = 250


class Memory:
    """The memory of every room on one store; holds no state but the connection."""

    def __init__(
        self,
        redis: Redis | RedisCluster,
        migrations: Mapping[int, schema.Migration] = schema.MIGRATIONS,
    ) -> None:
        self._reader = Reader(redis, migrations)

    @staticmethod
    def writes(thread: Thread, commit: Commit) -> tuple[Write, ...]:
        """Return the commands that carry `commit` out; see bot/memory/commits.py."""
        return commits.writes(thread, commit)

    async def board(self, thread: Thread, numbers: Iterable[int] = ()) -> Board:
        """Return what a planner sees of `thread`, in two round trips, and at most two more for parents.

        The pictures with the ordinals `numbers` are on it, however old they are. Raises StoreError. A record that
        cannot be read is left out and logged.
        """
        room, keys = RoomKeys(thread.room_key), ThreadKeys(thread)
        wanted = list(dict.fromkeys(numbers))
        raw_lines, raw_grids, raw_state, (cursor, raw_cast), raw_settings, *numbered = await self._reader.read(
            room,
            ("LRANGE", keys.lines, -BOARD_LINES, -1),
            ("LRANGE", keys.grids, -BOARD_GRIDS, -1),
            ("GET", keys.state),
            # Whole when it has up to COUNT characters; no more than a little over COUNT when it has thousands.
            ("HSCAN", room.cast, 0, "COUNT", BOARD_CAST),
            ("HGETALL", room.settings),
            *((("HMGET", keys.numbers, *wanted),) if wanted else ()),
        )
        if int(cursor) or len(raw_cast) > BOARD_CAST:
            raw_cast = await self._best_known(room) or raw_cast
        grids = records(Grid, raw_grids, keys.grids)
        cast = by_name(records_of(Character, raw_cast, room.cast))
        state = ThreadState() if raw_state is None else record(ThreadState, raw_state, keys.state, "state")
        shown = [picture for grid in grids for picture in grid.pictures]
        if state is not None:
            shown += [state.selected or "", *(picture or "" for _, _, picture in state.choices)]
        shown += [picture or "" for ids in numbered for picture in ids]
        pictures = await self.pictures(room.room, [*shown, *(one.picture or "" for one in cast)])
        await self._add_parents(room.room, pictures, shown)
        if state is None:
            # Numbers of pictures must not start again at 1: go on from what is there.
            here = [p.ordinal for p in pictures.values() if p.thread == thread.key]
            state = ThreadState(pictures=max(here, default=0))
        lines = records(Line, raw_lines, keys.lines)
        return Board(thread, state, lines, grids, pictures, cast, room_settings.read(room.room, raw_settings))

    async def settings(self, room_key: str) -> RoomSettings:
        """Return what the room has set for itself. Raises StoreError."""
        room = RoomKeys(room_key)
        (fields,) = await self._reader.read(room, ("HGETALL", room.settings))
        return room_settings.read(room_key, fields)

    async def picture(self, room_key: str, picture: str) -> Picture | None:
        """Return the picture with this id if it is of this room. Raises StoreError."""
        return (await self.pictures(room_key, [picture])).get(picture)

    async def pictures(self, room_key: str, ids: Iterable[str]) -> dict[str, Picture]:
        """Return those of the pictures that are of this room, by id and in the order asked for. Raises StoreError."""
        wanted = [one for one in dict.fromkeys(ids) if one]
        if not wanted:
            return {}
        room = RoomKeys(room_key)
        (texts,) = await self._reader.read(room, ("HMGET", room.pictures, *wanted))
        found = records_of(Picture, dict(zip(wanted, texts, strict=True)), room.pictures)
        return {picture.id: picture for picture in found}

    async def album(self, room_key: str, before_s: float | None = None, limit: int = 60) -> tuple[Picture, ...]:
        """Return the room's pictures, newest first, those made before the time `before_s`. Raises StoreError.

        A page has `limit` pictures, and a few more where one moment's pictures would be cut apart: the time of its
        last picture leads to the next page without loss. Fewer than `limit` may be pictures that cannot be read.
        """
        room = RoomKeys(room_key)
        newest = "+inf" if before_s is None else f"({before_s!r}"
        (ids,) = await self._reader.read(room, ("ZREVRANGEBYSCORE", room.album, newest, "-inf", "LIMIT", 0, limit))
        pictures = await self.pictures(room_key, ids)
        if len(ids) == limit and pictures:
            last_s = repr(next(reversed(pictures.values())).time_s)
            (same,) = await self._reader.read(
                room, ("ZRANGEBYSCORE", room.album, last_s, last_s, "LIMIT", 0, _SAME_MOMENT)
            )
            pictures |= await self.pictures(room_key, [one for one in same if one not in pictures])
        return tuple(sorted(pictures.values(), key=lambda p: (p.time_s, p.thread, p.ordinal), reverse=True))

    async def album_size(self, room_key: str) -> int:
        """Return how many pictures the room has. Raises StoreError."""
        room = RoomKeys(room_key)
        (size,) = await self._reader.read(room, ("ZCARD", room.album))
        return int(size)

    async def album_page(self, room_key: str, start: int, limit: int) -> tuple[Picture, ...]:
        """Return `limit` of the room's pictures, the newest first, without the first `start`. Raises StoreError.

        In the order of `album`: the store's own is arbitrary within one moment, so what borders on the page is read
        with it. Fewer than `limit` may be pictures that cannot be read.
        """
        room, first = RoomKeys(room_key), max(start - _BORDER, 0)
        (ids,) = await self._reader.read(room, ("ZREVRANGE", room.album, first, start + limit + _BORDER - 1))
        found = (await self.pictures(room_key, ids)).values()
        ordered = sorted(found, key=lambda p: (p.time_s, p.thread, p.ordinal), reverse=True)
        return tuple(ordered[start - first : start - first + limit])

    async def search(
        self, room_key: str, words: Iterable[str], limit: int = 8, people: Iterable[Character] = ()
    ) -> tuple[Picture, ...]:
        """Return the room's pictures whose prompt or description holds most of `words`, the newest first among equals.

        A picture of one of the `people` counts as one that holds a word. Looks at the newest SEARCH_PICTURES only.
        Raises StoreError.
        """
        wanted = [word.casefold() for word in words if word.strip()]
        shown = tuple(people)
        room, found = RoomKeys(room_key), list[tuple[int, Picture]]()
        for start in range(0, SEARCH_PICTURES if wanted else 0, _SEARCH_PAGE):
            (ids,) = await self._reader.read(room, ("ZREVRANGE", room.album, start, start + _SEARCH_PAGE - 1))
            for picture in (await self.pictures(room_key, ids)).values():
                text = f"{picture.prompt} {picture.alt}".casefold()
                hits = sum(word in text for word in wanted)
                hits += sum(one.picture == picture.id or one.id in picture.characters for one in shown)
                if hits:
                    found.append((hits, picture))
            if len(ids) < _SEARCH_PAGE:
                break
        found.sort(key=lambda one: one[0], reverse=True)  # stable: the newest stay first
        return tuple(picture for _, picture in found[:limit])

    async def cast(self, room_key: str) -> tuple[Character, ...]:
        """Return all of the room's characters, by name. Raises StoreError."""
        room = RoomKeys(room_key)
        (raw,) = await self._reader.read(room, ("HGETALL", room.cast))
        return by_name(records_of(Character, raw, room.cast))

    async def family(self, room_key: str, picture: str) -> tuple[Picture, ...]:
        """Return the picture's ancestors and descendants, oldest first, itself included; none if it is gone.

        Bounded by FAMILY_PICTURES and FAMILY_LEVELS, nearest first. Raises StoreError.
        """
        start = await self.picture(room_key, picture)
        if start is None:
            return ()
        family = {start.id: start}
        above, below = [start], [start]
        for _ in range(FAMILY_LEVELS):
            up = [parent for one in above for parent in one.parents if parent not in family]
            down = [child for child in await self._children(room_key, below) if child not in family]
            room_left = FAMILY_PICTURES - len(family)
            found = await self.pictures(room_key, [*up, *down][:room_left])
            above = [found[one] for one in dict.fromkeys(up) if one in found]
            below = [found[one] for one in dict.fromkeys(down) if one in found]
            family |= found
            if not found:
                break
        return tuple(sorted(family.values(), key=lambda p: (p.time_s, p.thread, p.ordinal)))

    async def state(self, thread: Thread) -> ThreadState:
        """Return what the thread carries from turn to turn. Raises StoreError."""
        keys = ThreadKeys(thread)
        (text,) = await self._reader.read(RoomKeys(thread.room_key), ("GET", keys.state))
        return (None if text is None else record(ThreadState, text, keys.state, "state")) or ThreadState()

    async def lines(self, thread: Thread, limit: int = BOARD_LINES) -> tuple[Line, ...]:
        """Return the thread's last lines, oldest first. Raises StoreError."""
        keys = ThreadKeys(thread)
        (texts,) = await self._reader.read(RoomKeys(thread.room_key), ("LRANGE", keys.lines, -limit, -1))
        return records(Line, texts, keys.lines)

    async def turn_line(self, thread: Thread, turn: str) -> Line | None:
        """Return what the bot said in a turn, looked for from the newest line back. Raises StoreError."""
        keys = ThreadKeys(thread)
        for start in range(0, commits.KEPT_LINES, _SEARCH_LINES):
            (texts,) = await self._reader.read(
                RoomKeys(thread.room_key), ("LRANGE", keys.lines, -start - _SEARCH_LINES, -start - 1)
            )
            for line in reversed(records(Line, texts, keys.lines)):
                if line.turn == turn and line.author is None:
                    return line
            if len(texts) < _SEARCH_LINES:
                break
        return None

    async def kept_event(self, thread: Thread, turn: str) -> str | None:
        """Return the event of a turn as JSON, while it is kept for Retry. Raises StoreError."""
        room = RoomKeys(thread.room_key)
        (text,) = await self._reader.read(room, ("GET", room.event(turn)))
        return None if text is None else str(text)

    async def offered(self, thread: Thread, turn: str) -> str | None:
        """Return the plan, as JSON, whose price this turn has told, while it is kept. Raises StoreError."""
        room = RoomKeys(thread.room_key)
        (text,) = await self._reader.read(room, ("GET", room.offer(turn)))
        return None if text is None else str(text)

    async def _best_known(self, room: RoomKeys) -> dict[str, str]:
        (ids,) = await self._reader.read(room, ("ZREVRANGE", room.faces, 0, BOARD_CAST - 1))
        if not ids:
            return {}
        (texts,) = await self._reader.read(room, ("HMGET", room.cast, *ids))
        return dict(zip(ids, texts, strict=True))

    async def _add_parents(self, room_key: str, pictures: dict[str, Picture], shown: Iterable[str]) -> None:
        level = [pictures[one] for one in shown if one in pictures]
        for _ in range(BOARD_PARENT_LEVELS):
            parents = [parent for one in level for parent in one.parents]
            pictures |= await self.pictures(room_key, [one for one in parents if one not in pictures])
            level = [pictures[one] for one in parents if one in pictures]

    async def _children(self, room_key: str, parents: Iterable[Picture]) -> list[str]:
        room = RoomKeys(room_key)
        found = await self._reader.read(
            room,
            *(
                ("ZRANGEBYLEX", room.children, *commits.children_range(one.id), "LIMIT", 0, FAMILY_PICTURES)
                for one in parents
            ),
        )
        return [member.rpartition(" ")[2] for members in found for member in members]
