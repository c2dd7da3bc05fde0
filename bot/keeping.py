"""Forgetting and exporting from the command line: the very same as adapters may ask of the core.

Called by the command line. Works on the store that the settings name, beside whatever runs on it; the embedded store
belongs to one process at a time.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.adapter import Forgotten
from bot.app import running
from bot.core import PicturebookCore
from bot.errors import SettingsError
from bot.events import Thread
from bot.settings import Settings
from bot.valkey import open_store

_HERE = "127.0.0.1"


def room_key(text: str) -> str:
    """Return `text` when it names a room: "web/playroom". Raises SettingsError."""
    try:
        return Thread.parse(f"{text}/any").room_key
    except ValueError as error:
        raise SettingsError(
            f"{text!r} is no room. A room is written as web/playroom: its platform, then its id."
        ) from error


def person(text: str) -> tuple[str, str]:
    """Return the platform and the id of a person: "web/ada". Raises SettingsError."""
    platform, _, author = text.partition("/")
    if not platform or not author:
        raise SettingsError(f"{text!r} is nobody. A person is written as web/ID: their platform, then their id there.")
    return platform, author


async def forget(settings: Settings, room: str | None, whose: str | None) -> Forgotten:
    """Forget a room, a person, or a person in one room. Raises SettingsError, RoomBusy and StoreError."""
    platform, author = person(whose) if whose is not None else ("", "")
    if room is not None and whose is not None and room.partition("/")[0] != platform:
        raise SettingsError(f"{whose} and {room} are on different platforms.")
    async with _core(settings) as core:
        if whose is None:
            return await core.forget_room(room_key(room or ""))
        return await core.forget_person(platform, author, None if room is None else room_key(room))


async def export(settings: Settings, room: str, out: Path) -> int:
    """Write a room to the zip file `out`, whole or not at all, and return its size in bytes.

    Raises SettingsError when it exists or cannot be written, and StoreError.
    """
    key, part = room_key(room), out.with_name(f"{out.name}.part")
    size = 0
    try:
        if await asyncio.to_thread(out.exists):
            raise SettingsError(f"{out} exists already. Choose another name for --out, or remove it first.")
        with await asyncio.to_thread(part.open, "wb") as file:
            async with _core(settings) as core:
                async for chunk in core.export_room(key):
                    size += await asyncio.to_thread(file.write, chunk)
        await asyncio.to_thread(os.replace, part, out)
    except OSError as error:
        raise SettingsError(f"{out} cannot be written ({error.strerror}). Choose another place for --out.") from error
    finally:
        with suppress(OSError):
            await asyncio.to_thread(part.unlink, missing_ok=True)
    return size


@asynccontextmanager
async def _core(settings: Settings) -> AsyncIterator[PicturebookCore]:
    """Yield the core, with every adapter that may keep copies, listening or not."""
    whole = settings.model_copy(update={"web": True, "web_host": _HERE})
    async with open_store(settings) as store, running(whole, store, gateway=False, worker=False) as bot:
        yield bot.core
