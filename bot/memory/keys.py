"""Names of every key in Valkey or Redis, in one place.

All keys of a room carry `{platform/room}` as hash tag, so that one script can touch them together on a cluster.
The first part is the schema's version: a change that old code cannot read gets a new one and a migration.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Thread

#: Version of what is kept under these names.
SCHEMA = 1
_PREFIX = f"pb{SCHEMA}"

#: Threads whose inbox may hold something: member = thread key, score = time (seconds) of the last event.
ACTIVE = f"{_PREFIX}:active"
#: Rooms that keep something: member = room key, score = time (seconds) when what is too old is looked for next.
ROOMS = f"{_PREFIX}:rooms"


def person_rooms(platform: str, author: str) -> str:
    """Return the key of a SET: the rooms (keys) where a person has been active."""
    return f"{_PREFIX}:person:{platform}/{author}"


def known_key(digest: str) -> str:
    """Return the key of a STRING with an expiry: what was looked up, by bot/knowledge/lookups.py; of no room."""
    return f"{_PREFIX}:known:{digest}"


@dataclass(frozen=True, slots=True)
class RoomKeys:
    """Keys of what a room owns. `room` is a room key: "web/kitchen"."""

    room: str

    def _key(self, name: str) -> str:
        return f"{_PREFIX}:{{{self.room}}}:{name}"

    @property
    def everything(self) -> tuple[str, str]:
        """Patterns for SCAN that find every key of the room, of any schema. (Ids hold nothing that a pattern minds.)"""
        return f"pb*:{{{self.room}}}:*", f"pb:{{{self.room}}}:*"

    @property
    def cast(self) -> str:
        """HASH character id -> Character as JSON."""
        return self._key("cast")

    @property
    def pictures(self) -> str:
        """HASH picture id -> Picture as JSON."""
        return self._key("pictures")

    @property
    def meta(self) -> str:
        """HASH about the room itself: `schema`. The one name that no schema changes, so every version can read it."""
        return f"pb:{{{self.room}}}:meta"

    @property
    def faces(self) -> str:
        """ZSET of character ids by time (seconds) of the last naming or picture: who is known best in a large cast."""
        return self._key("faces")

    @property
    def children(self) -> str:
        """ZSET, all scores 0, of "<parent id> <child id>": what was derived from a picture, found by prefix."""
        return self._key("children")

    @property
    def album(self) -> str:
        """ZSET of picture ids by time (seconds)."""
        return self._key("album")

    @property
    def threads(self) -> str:
        """ZSET of thread ids by time (seconds) of the last turn."""
        return self._key("threads")

    @property
    def settings(self) -> str:
        """HASH name of a setting -> its value as JSON: what the room has set for itself."""
        return self._key("settings")

    @property
    def workspace(self) -> str:
        """STRING: key of the server or team that the room is in, "discord/112233"; not there when it is in none."""
        return self._key("workspace")

    @property
    def left(self) -> str:
        """STRING with an expiry: when the bot was removed, in seconds; of workspaces only, by bot/leaving.py."""
        return self._key("left")

    @property
    def turns(self) -> str:
        """ZSET of "<turn id> <author id>" by time (seconds) of acceptance: whose seen, journal and event keys exist."""
        return self._key("turns")

    @property
    def people(self) -> str:
        """SET of author ids: everybody whose `person_rooms` name this room."""
        return self._key("people")

    @property
    def attachments(self) -> str:
        """ZSET of blobs that people sent in messages, by time (seconds)."""
        return self._key("attachments")

    @property
    def uploads(self) -> str:
        """ZSET of blobs that people brought and have not sent yet, by time (seconds)."""
        return self._key("uploads")

    @property
    def pause(self) -> str:
        """STRING with an expiry: while it is there, no turn of the room begins."""
        return self._key("pause")

    def quota(self, day: str) -> str:
        """HASH of one day ("2026-11-20", UTC): pictures painted, by bot/memory/quotas.py."""
        return self._key(f"quota:{day}")

    def ledger(self, period: str) -> str:
        """HASH of one day ("2026-11-20") or month ("2026-11"), UTC: spent and painted, by bot/money/ledgers.py."""
        return self._key(f"ledger:{period}")

    def verdicts(self, month: str) -> str:
        """HASH of one month ("2026-11", UTC): "<turn id> <author id>" -> "good" or "bad", by bot/memory/verdicts.py."""
        return self._key(f"verdicts:{month}")

    @property
    def holds(self) -> str:
        """HASH of what is reserved of the month's budget: "<turn>" -> "<micro-dollars> <until, seconds> <person>"."""
        return self._key("holds")

    def charged(self, day: str) -> str:
        """HASH of one day: what a turn has been charged for already; of workspaces only, by bot/money/budgets.py."""
        return self._key(f"charged:{day}")

    def seen(self, event: str) -> str:
        """STRING that exists while a second delivery of the event would be a duplicate."""
        return self._key(f"seen:{event}")

    def journal(self, turn: str) -> str:
        """HASH step -> result as JSON, and the fields of bot/journal.py."""
        return self._key(f"journal:{turn}")

    def event(self, turn: str) -> str:
        """STRING: the event as JSON, kept for Retry, Redraw and questions."""
        return self._key(f"event:{turn}")

    def offer(self, turn: str) -> str:
        """STRING with an expiry: the plan as JSON whose price was told, kept until somebody agrees to it."""
        return self._key(f"offer:{turn}")


def workspace_keys(workspace: str) -> RoomKeys:
    """Return the keys of what all rooms of a workspace ("slack/T024BE7LD") share: counters, and nothing else."""
    return RoomKeys(f"workspace:{workspace}")  # no room is called so: an id holds no colon


@dataclass(frozen=True, slots=True)
class BlobKeys:
    """Keys about one blob, in a slot of their own. `blob` is a content hash."""

    blob: str

    @property
    def owners(self) -> str:
        """SET of "<room key>/<picture id>": who needs the bytes."""
        return f"{_PREFIX}:{{{self.blob}}}:owners"

    @property
    def sketch(self) -> str:
        """STRING with an expiry: an unfinished picture in base64, by bot/memory/sketches.py."""
        return f"{_PREFIX}:{{{self.blob}}}:sketch"

    @property
    def leaving(self) -> str:
        """SET of tokens of those who are just deleting the bytes, with an expiry."""
        return f"{_PREFIX}:{{{self.blob}}}:leaving"


@dataclass(frozen=True, slots=True)
class ThreadKeys:
    """Keys of what a thread owns; in the slot of its room."""

    thread: Thread

    def _key(self, name: str) -> str:
        return f"{_PREFIX}:{{{self.thread.room_key}}}:t:{self.thread.id}:{name}"

    @property
    def lines(self) -> str:
        """LIST of Line as JSON, oldest first."""
        return self._key("lines")

    @property
    def grids(self) -> str:
        """LIST of Grid as JSON, oldest first."""
        return self._key("grids")

    @property
    def state(self) -> str:
        """STRING: ThreadState as JSON."""
        return self._key("state")

    @property
    def numbers(self) -> str:
        """HASH ordinal -> picture id: every picture of the thread that still exists."""
        return self._key("numbers")

    @property
    def inbox(self) -> str:
        """LIST of Event as JSON, oldest first; the head is being handled."""
        return self._key("inbox")

    @property
    def lock(self) -> str:
        """STRING: who drains the inbox, with an expiry."""
        return self._key("lock")

    @property
    def running(self) -> str:
        """STRING: id of the turn that is being handled."""
        return self._key("running")

    @property
    def stop(self) -> str:
        """STRING: id of the turn that a person asked to stop, with an expiry."""
        return self._key("stop")
