"""Servers and workspaces that the bot was removed from: a week later all of their rooms are forgotten.

Told by the core; rooms are let go of one by one, when their retention is seen to. Nobody there can ask the bot to
forget any more. A week, because people also remove a bot by mistake, or to add it with other permissions.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.adapter import Forgotten
from bot.errors import RoomBusy
from bot.memory.erasing import Eraser
from bot.memory.keys import RoomKeys, workspace_keys

log = structlog.get_logger(__name__)

#: How long everything is kept after the bot was removed.
GRACE_S = 7 * 86_400
#: Until then every room has been looked at, many times.
_MARK_S = 90 * 86_400


@dataclass(frozen=True, slots=True)
class Leaving:
    """Notes where the bot is, and forgets where it is not. `forget` removes a room (its key); `clock` tells seconds."""

    eraser: Eraser
    forget: Callable[[str], Awaitable[Forgotten]]
    clock: Callable[[], float]

    async def note(self, workspace: str, *, here: bool) -> None:
        """Note whether the bot is in a workspace ("slack/T024BE7LD"), as it was told now. Raises StoreError."""
        left = workspace_keys(workspace).left
        if here:
            await self.eraser.run([("DEL", left)])
            return
        await self.eraser.run([("SET", left, repr(self.clock()), "NX", "EX", _MARK_S)])
        log.info("workspace_left", workspace=workspace, forgotten_in_s=GRACE_S)

    async def let_go(self, room: str) -> bool:
        """Forget a room that the bot was removed from long enough ago; return whether it was. Raises StoreError."""
        (workspace,) = await self.eraser.run([("GET", RoomKeys(room).workspace)])
        if workspace is None:
            return False
        (left,) = await self.eraser.run([("GET", workspace_keys(workspace).left)])
        if left is None or self.clock() - float(left) < GRACE_S:
            return False
        try:
            await self.forget(room)
        except RoomBusy:
            log.warning("room_not_let_go", room=room)
            return False
        return True
