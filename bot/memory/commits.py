"""What a turn changes, as commands of the store. Pure.

Called by the turn, which hands the commands to the journal: it carries all of them out in one atomic step. Every key
is a room's or a thread's (bot/memory/keys.py) and so lies in the room's slot. Knows no connection.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.codec import dump
from bot.events import Thread
from bot.memory.keys import SCHEMA, RoomKeys, ThreadKeys
from bot.memory.records import Character, Commit, Picture, Write

#: A thread keeps this many lines and grids; older ones give way. Their pictures stay in the album.
KEPT_LINES = 4000
KEPT_GRIDS = 500


def writes(thread: Thread, commit: Commit) -> tuple[Write, ...]:
    """Return the commands that carry `commit` out, in order; every argument is text and the second one a key."""
    return tuple(_writes(thread, commit))


def edge(parent: str, child: str) -> str:
    """Return the member of RoomKeys.children that says that `child` was derived from `parent`."""
    # Ids hold no space, and a space sorts before all they hold: the edges of one parent lie side by side.
    return f"{parent} {child}"


def _writes(thread: Thread, commit: Commit) -> Iterator[Write]:
    room, keys = RoomKeys(thread.room_key), ThreadKeys(thread)
    yield "HSETNX", room.meta, "schema", str(SCHEMA)
    yield "SET", keys.state, dump(commit.state)
    if commit.lines:
        yield "RPUSH", keys.lines, *(dump(line) for line in commit.lines)
        yield "LTRIM", keys.lines, str(-KEPT_LINES), "-1"
    if commit.grid is not None:
        yield "RPUSH", keys.grids, dump(commit.grid)
        yield "LTRIM", keys.grids, str(-KEPT_GRIDS), "-1"
    for picture in commit.pictures:
        yield from _picture_writes(room, picture)
    if commit.pictures:
        yield "HSET", keys.numbers, *(part for one in commit.pictures for part in (str(one.ordinal), one.id))
    sent = [(blob, line.time_s) for line in commit.lines for blob in line.attachments]
    if sent:
        yield "ZREM", room.uploads, *(blob for blob, _ in sent)
        yield "ZADD", room.attachments, "GT", *(part for blob, time_s in sent for part in (repr(time_s), blob))
    for character in commit.characters:
        yield from _character_writes(room, character)
    for gone in commit.removed:
        yield "HDEL", room.pictures, gone
        yield "ZREM", room.album, gone
        yield "ZREMRANGEBYLEX", room.children, *children_range(gone)
    for parent, child in commit.unlinked:
        yield "ZREM", room.children, edge(parent, child)
    for place, ordinal in commit.unnumbered:
        yield "HDEL", ThreadKeys(Thread.parse(place)).numbers, str(ordinal)
    times = [line.time_s for line in commit.lines] + [picture.time_s for picture in commit.pictures]
    if times:
        yield "ZADD", room.threads, "GT", repr(max(times)), thread.id


def children_range(parent: str) -> tuple[str, str]:
    """Return the bounds, for the ...BYLEX commands, of the edges that lead down from `parent`."""
    return f"[{parent} ", f"({parent}!"  # "!" follows the space


def _picture_writes(room: RoomKeys, picture: Picture) -> Iterator[Write]:
    yield "HSET", room.pictures, picture.id, dump(picture)
    yield "ZADD", room.album, repr(picture.time_s), picture.id
    for parent in picture.parents:
        yield "ZADD", room.children, "0", edge(parent, picture.id)
    for character in picture.characters:
        yield "ZADD", room.faces, "GT", repr(picture.time_s), character


def _character_writes(room: RoomKeys, character: Character) -> Iterator[Write]:
    yield "HSET", room.cast, character.id, dump(character)
    yield "ZADD", room.faces, "GT", repr(character.time_s), character.id
