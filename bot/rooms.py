"""What can be done with a whole room: its settings, its cast, forgetting it, taking it along.

Built by bot/app/, used by the core. Holds those parts together; decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.adapter import SettingChanges
from bot.engine import TIDY_FIRST_S
from bot.exporting import Exporting
from bot.forgetting import Forgetting
from bot.leaving import Leaving
from bot.memory import room_settings
from bot.memory.blob_refs import BlobRefs
from bot.memory.blobs import content_hash
from bot.memory.casting import Casting
from bot.memory.erasing import Eraser
from bot.memory.keys import ROOMS, SCHEMA, RoomKeys
from bot.memory.verdicts import Verdicts
from bot.withdrawing import Withdrawal


@dataclass(frozen=True, slots=True)
class Rooms:
    """The parts that rooms are looked after with. `clock` tells seconds."""

    eraser: Eraser
    refs: BlobRefs
    casting: Casting
    forgetting: Forgetting
    withdrawal: Withdrawal
    exporting: Exporting
    leaving: Leaving
    verdicts: Verdicts
    clock: Callable[[], float]

    async def keep_upload(self, room: str, data: bytes) -> str:
        """Keep the bytes of a picture that a person brought into a room; return their hash. Raises StoreError."""
        blob, now_s = await content_hash(data), self.clock()
        # Noted before they are kept: bytes that nobody sends in the end can be found and dropped.
        await self.eraser.run([("ZADD", ROOMS, "NX", repr(now_s + TIDY_FIRST_S), room)])
        await self.eraser.run([("ZADD", RoomKeys(room).uploads, repr(now_s), blob)])
        return await self.refs.keep(data, f"{room}/att-{blob}")

    async def change_settings(self, room: str, changes: SettingChanges) -> None:
        """Change some of the room's settings, all or none. Raises BadRoomSetting and StoreError."""
        writes = room_settings.writes(room, room_settings.checked(changes))
        if writes:
            await self.eraser.run([("HSETNX", RoomKeys(room).meta, "schema", str(SCHEMA)), *writes])
            # What is due may have changed, too: look at once.
            await self.eraser.run([("ZADD", ROOMS, repr(self.clock()), room)])
