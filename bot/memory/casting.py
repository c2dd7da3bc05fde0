"""Changing who is who outside a turn: a character renamed, described, recast, merged or removed.

Called by the core for pages and panels. Every change is one atomic step on the room's cast, refused when somebody else
changed the same character meanwhile, and then made again on what is there now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError

from bot.adapter import CharacterChange
from bot.cleaning import cleaned, has_content
from bot.codec import dump, load
from bot.errors import BadCharacter, CharacterGone, NameTaken, PictureGone, StoreError
from bot.memory.keys import RoomKeys
from bot.memory.memory import Memory
from bot.memory.records import Character, Picture

NAME_CHARS = 80
DESCRIPTION_CHARS = 2_000
ALIASES = 20
#: A change that meets so many others in a row is given up.
_ATTEMPTS = 20
#: Pictures whose characters are rewritten in one step of a merge.
_PAGE = 200

#: KEYS cast, faces; ARGV id, card as it was, card as it shall be ("": none), id of one who goes too, their card -> 1,
#: or 0 when a card is not what it was.
_SWAP = """
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
if ARGV[4] ~= '' then
  if redis.call('HGET', KEYS[1], ARGV[4]) ~= ARGV[5] then return 0 end
  redis.call('HDEL', KEYS[1], ARGV[4])
  local score = redis.call('ZSCORE', KEYS[2], ARGV[4])
  redis.call('ZREM', KEYS[2], ARGV[4])
  if score then redis.call('ZADD', KEYS[2], 'GT', score, ARGV[1]) end
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
return 1
"""

#: KEYS pictures; ARGV then three a picture: id, record as it was, record as it shall be. Others' changes win.
_REWRITE = """
for i = 1, #ARGV, 3 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2]) end
end
return 1
"""


class Casting:
    """Changes of casts on one store. All of it raises StoreError."""

    def __init__(self, redis: Redis | RedisCluster, memory: Memory) -> None:
        self._redis = redis
        self._memory = memory

    async def change(self, room: str, character: str, change: CharacterChange) -> Character:
        """Return the changed character. Raises CharacterGone, PictureGone, NameTaken or BadCharacter."""
        change = _checked(change)
        if change.picture is not None and await self._memory.picture(room, change.picture) is None:
            raise PictureGone
        for _ in range(_ATTEMPTS):
            text, before = await self._card(room, character)
            after = _changed(before, change)
            await self._check_names(room, before, after)
            if await self._swap(room, character, text, dump(after)):
                return after
        raise StoreError(f"character {character} is changed by others all the time")

    async def show(self, room: str, character: str, picture: str | None) -> None:
        """Give the character another canonical picture, or none; whoever is gone meanwhile needs none."""
        for _ in range(_ATTEMPTS):
            try:
                text, before = await self._card(room, character)
            except CharacterGone:
                return
            if await self._swap(room, character, text, dump(replace(before, picture=picture))):
                return
        raise StoreError(f"character {character} is changed by others all the time")

    async def merge(self, room: str, character: str, other: str) -> Character:
        """Return `character`, who now is `other` too: their names are aliases, their pictures show the one.

        Raises CharacterGone. Merging again after a crash finishes what was begun.
        """
        if character == other:
            return (await self._card(room, character))[1]
        for _ in range(_ATTEMPTS):
            text, one = await self._card(room, character)
            gone_text, gone = await self._card(room, other)
            # The pictures first: after a crash between the two steps, both are still there to be merged.
            await self._rewrite(room, other, character)
            after = _merged(one, gone)
            if await self._swap(room, character, text, dump(after), other, gone_text):
                await self._rewrite(room, other, character)  # what a turn has committed meanwhile
                return after
        raise StoreError(f"character {character} is changed by others all the time")

    async def remove(self, room: str, character: str) -> None:
        """Take the character out of the cast; the pictures stay. Raises CharacterGone."""
        for _ in range(_ATTEMPTS):
            text, _one = await self._card(room, character)
            if await self._swap(room, character, text, ""):
                return
        raise StoreError(f"character {character} is changed by others all the time")

    async def _card(self, room: str, character: str) -> tuple[str, Character]:
        text = await self._ask("HGET", RoomKeys(room).cast, character)
        if text is None:
            raise CharacterGone
        return str(text), load(Character, text)

    async def _check_names(self, room: str, before: Character, after: Character) -> None:
        """Raise NameTaken when a name that is new to the character is somebody else's."""
        new = _folded(after) - _folded(before)
        for other in await self._memory.cast(room) if new else ():
            if other.id != after.id and new & _folded(other):
                raise NameTaken(name=other.name)

    async def _swap(self, room: str, character: str, *cards: str) -> bool:
        keys = RoomKeys(room)
        args = (*cards, "", "")[:4]
        return bool(await self._ask("EVAL", _SWAP, 2, keys.cast, keys.faces, character, *args))

    async def _rewrite(self, room: str, old: str, new: str) -> None:
        """Let every picture that shows `old` show `new`."""
        keys, cursor = RoomKeys(room), 0
        while True:
            cursor, found = await self._ask("HSCAN", keys.pictures, cursor, "COUNT", _PAGE)
            changes: list[str] = []
            for name, text in found.items():
                if old in text:
                    changes += _rewritten(name, text, old, new)
            if changes:
                await self._ask("EVAL", _REWRITE, 1, keys.pictures, *changes)
            if not int(cursor):
                return

    async def _ask(self, *command: str | int) -> Any:
        try:
            return await self._redis.execute_command(*command)
        except RedisError as error:
            raise StoreError(f"casting: {type(error).__name__}: {error}") from error


def _checked(change: CharacterChange) -> CharacterChange:
    """Return the change with its words cleaned. Raises BadCharacter."""
    name = None if change.name is None else _one_line(change.name)
    aliases = None if change.aliases is None else _unique(_one_line(alias) for alias in change.aliases)
    description = None if change.description is None else cleaned(change.description).strip()
    names = [*([] if name is None else [name]), *(aliases or ())]
    too_long = len(description or "") > DESCRIPTION_CHARS or len(aliases or ()) > ALIASES
    if too_long or not all(has_content(one) and len(one) <= NAME_CHARS for one in names):
        raise BadCharacter(name_limit=NAME_CHARS, text_limit=DESCRIPTION_CHARS, alias_limit=ALIASES)
    return replace(change, name=name, description=description, aliases=aliases)


def _changed(one: Character, change: CharacterChange) -> Character:
    name = one.name if change.name is None else change.name
    aliases = one.aliases if change.aliases is None else change.aliases
    return replace(
        one,
        name=name,
        aliases=tuple(alias for alias in aliases if alias.casefold() != name.casefold()),
        description=one.description if change.description is None else change.description,
        picture=one.picture if change.picture is None else change.picture,
    )


def _merged(one: Character, gone: Character) -> Character:
    names = _unique((*one.aliases, gone.name, *gone.aliases))
    return replace(
        one,
        aliases=tuple(alias for alias in names if alias.casefold() != one.name.casefold()),
        description=one.description or gone.description,
        picture=one.picture or gone.picture,
    )


def _rewritten(name: str, text: str, old: str, new: str) -> list[str]:
    try:
        picture = load(Picture, text)
    except StoreError:
        return []  # unreadable: whoever reads it says so
    if old not in picture.characters:
        return []
    shown = tuple(dict.fromkeys(new if one == old else one for one in picture.characters))
    return [name, text, dump(replace(picture, characters=shown))]


def _one_line(text: str) -> str:
    return " ".join(cleaned(text).split())


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without those that differ in case only from an earlier one."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.casefold(), name)
    return tuple(first.values())


def _folded(one: Character) -> set[str]:
    return {name.casefold() for name in (one.name, *one.aliases)}
