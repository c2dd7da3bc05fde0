"""A room as a zip file: conversations as Markdown and JSON, recipes, cast, settings, and the pictures themselves.

Called by the core. Written to a temporary file, piece by piece: memory holds one picture and a page of lines at a time,
however large the room. The same room gives the same bytes.

    conversations/<thread>.md, .json   what was said, oldest first, with the pictures' file names
    recipes.json                       what each picture was made from
    cast.json, settings.json           who is who; what the room has set for itself
    pictures/<thread>/<number>.<kind>  attachments/<hash>.<kind>
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from bot.codec import load
from bot.errors import BlobMissing, StoreError
from bot.events import Thread
from bot.images import media_type
from bot.memory.blobs import Blobs
from bot.memory.erasing import PAGE, Eraser
from bot.memory.keys import RoomKeys, ThreadKeys
from bot.memory.memory import Memory
from bot.memory.records import Line, Picture

CHUNK_BYTES = 256 * 1024
#: The time of every entry: what zip files can tell is the local time of some computer, which is nobody's business.
_WHEN = (1980, 1, 1, 0, 0, 0)
_KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


@dataclass(frozen=True, slots=True)
class Exporting:
    """Writes rooms down."""

    memory: Memory
    rooms: Eraser  # its scans; nothing is removed
    blobs: Blobs

    async def chunks(self, room: str) -> AsyncIterator[bytes]:
        """Yield the zip file of a room (its key). Raises StoreError, before the first chunk."""
        with TemporaryFile(prefix="picturebook-") as file:
            with ZipFile(file, "w") as archive:
                await self._write(room, _Archive(archive))
            file.seek(0)
            while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield chunk

    async def _write(self, room: str, archive: _Archive) -> None:
        threads, brought = await self._places(room)
        sent: dict[str, str | None] = {}
        for blob in brought:
            sent[blob] = await self._keep(archive, blob, f"attachments/{blob}")
        names = await self._pictures(room, archive)
        for thread in threads:
            await self._conversation(thread, archive, names, sent)
        cast = [{**asdict(one), "file": names.get(one.picture or "")} for one in await self.memory.cast(room)]
        await archive.text("cast.json", _json(cast))
        await archive.text("settings.json", _json(asdict(await self.memory.settings(room))))

    async def _places(self, room: str) -> tuple[list[Thread], list[str]]:
        """Return the room's threads and what people brought, both in an order that does not change."""
        keys = RoomKeys(room)
        threads, brought = await self.rooms.run([("ZRANGE", keys.threads, 0, -1), ("ZRANGE", keys.attachments, 0, -1)])
        return [Thread.parse(f"{room}/{thread}") for thread in sorted(threads)], sorted(brought)

    async def _pictures(self, room: str, archive: _Archive) -> dict[str, str | None]:
        """Write the pictures and their recipes; return their file names by id, None where the bytes are gone."""
        names: dict[str, str | None] = {}
        async with archive.part("recipes.json") as part:
            start, first = 0, True
            while True:
                (ids,) = await self.rooms.run([("ZRANGE", RoomKeys(room).album, start, start + PAGE - 1)])
                for one in (await self.memory.pictures(room, ids)).values():
                    names[one.id] = _picture_name(one)
                    await part.write(("[\n" if first else ",\n") + _json(_recipe(one)))
                    first = False
                start += PAGE
                if len(ids) < PAGE:
                    break
            await part.write("[]\n" if first else "\n]\n")
        for start in range(0, len(names), PAGE):
            some = list(names)[start : start + PAGE]
            for one in (await self.memory.pictures(room, some)).values():
                names[one.id] = await self._keep(archive, one.blob, str(names[one.id]), one.media_type)
        return names

    async def _keep(self, archive: _Archive, blob: str, name: str, kind: str = "") -> str | None:
        """Write bytes and return their name in the archive; None when they are gone."""
        try:
            data = await self.blobs.get(blob)
        except BlobMissing:
            return None
        if not kind:
            name = f"{name}.{_KINDS.get(media_type(data) or '', 'bin')}"
        await archive.data(name, data)
        return name

    async def _conversation(
        self, thread: Thread, archive: _Archive, names: dict[str, str | None], sent: dict[str, str | None]
    ) -> None:
        """Write one thread twice: for people, and for programs."""
        async with archive.part(f"conversations/{thread.id}.md") as part:
            await part.write(f"# {thread.key}\n")
            async for line in self._lines(thread):
                await part.write(_paragraph(line, [*_files(line.attachments, sent), *_files(line.pictures, names)]))
        async with archive.part(f"conversations/{thread.id}.json") as part:
            before = "["
            async for line in self._lines(thread):
                files = {"files": _files(line.pictures, names), "brought": _files(line.attachments, sent)}
                await part.write(f"{before}\n{_json({**asdict(line), 'time': _time(line.time_s), **files})}")
                before = ","
            await part.write("[]\n" if before == "[" else "\n]\n")

    async def _lines(self, thread: Thread) -> AsyncIterator[Line]:
        async for texts in self.rooms.scan_list(ThreadKeys(thread).lines):
            for text in texts:
                with suppress(StoreError):  # what nobody can read cannot be taken along
                    yield load(Line, text)


class _Archive:
    """A zip file, written outside the loop."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive

    async def text(self, name: str, text: str) -> None:
        """Write an entry of text."""
        await asyncio.to_thread(self._archive.writestr, _info(name, ZIP_DEFLATED), text.encode("utf-8", "replace"))

    async def data(self, name: str, data: bytes) -> None:
        """Write a picture, which is compressed already."""
        await asyncio.to_thread(self._archive.writestr, _info(name, ZIP_STORED), data)

    def part(self, name: str) -> _Part:
        """Return an entry of text that is written bit by bit; no other one may be begun before it ends."""
        return _Part(self._archive, name)


class _Part:
    """One entry that is being written."""

    def __init__(self, archive: ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._file: IO[bytes] | None = None

    async def __aenter__(self) -> _Part:
        self._file = self._archive.open(_info(self._name, ZIP_DEFLATED), "w", force_zip64=True)
        return self

    async def write(self, text: str) -> None:
        """Add text."""
        assert self._file is not None  # noqa: S101 - entered
        await asyncio.to_thread(self._file.write, text.encode("utf-8", "replace"))

    async def __aexit__(self, *_: object) -> None:
        assert self._file is not None  # noqa: S101 - entered
        await asyncio.to_thread(self._file.close)


def _info(name: str, compress_type: int) -> ZipInfo:
    info = ZipInfo(name, _WHEN)
    info.compress_type = compress_type
    info.create_system = 3  # the same file on every system
    info.external_attr = 0o600 << 16
    return info


def _picture_name(one: Picture) -> str:
    """Return a picture's name in the archive: of ids and numbers only, which no file system minds."""
    thread = Thread.parse(one.thread).id
    # The id tells two pictures of one number apart: a thread that was long idle counts anew.
    return f"pictures/{thread}/{one.ordinal:05d}-{one.id}.{_KINDS.get(one.media_type, 'bin')}"


def _recipe(one: Picture) -> dict[str, object]:
    facts = asdict(one)
    del facts["blob"], facts["room"]
    return {**facts, "file": _picture_name(one), "time": _time(one.time_s)}


def _files(ids: Iterable[str], names: dict[str, str | None]) -> list[str]:
    return [name for one in ids if (name := names.get(one))]


def _paragraph(line: Line, files: list[str]) -> str:
    who = "picturebook" if line.author is None else " ".join(line.author.name.split())
    shown = "".join(f"\n\n![](../{name})" for name in files)
    said = "\n".join(f"> {text}" for text in line.text.splitlines()) or ">"
    return f"\n**{who}**, {_time(line.time_s)}\n\n{said}{shown}\n"


def _time(time_s: float) -> str:
    return datetime.fromtimestamp(time_s, UTC).isoformat(timespec="seconds")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
