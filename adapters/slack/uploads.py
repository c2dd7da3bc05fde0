"""Pictures to Slack: uploaded once for each room, and waited for until Slack can show them.

Used by whoever posts. The upload has three steps (docs, "files.getUploadURLExternal"); afterwards Slack looks at the
file for a while, and refuses blocks that show it before it has (slack_sdk#1521).
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import aiohttp
import structlog
from PIL import Image

from adapters.slack import limits
from adapters.slack.calls import Calls, Sleep
from adapters.slack.errors import Delay, Refusal
from adapters.slack.marks import Marks
from adapters.slack.parsing import where_of
from adapters.slack.reading import mapping, slack_id, text
from bot.errors import BlobMissing
from bot.replies import Card

log = structlog.get_logger(__name__)

_FIRST_S, _MOST_S = 0.3, 2.0

ReadBlob = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class _Upload:
    blob: str
    file: str
    title: str
    size_bytes: int


class Uploads:
    """Uploads pictures. `read_blob` returns a picture's bytes by their hash."""

    def __init__(self, calls: Calls, marks: Marks, read_blob: ReadBlob, sleep: Sleep = asyncio.sleep) -> None:
        self._calls = calls
        self._marks = marks
        self._read_blob = read_blob
        self._sleep = sleep

    async def files(self, room: str, cards: Sequence[Card]) -> dict[str, str]:
        """Return the file of each card's picture, by blob, ready to be shown; without those whose bytes are gone.

        Raises DeliveryError and StoreError.
        """
        blobs = tuple(dict.fromkeys(card.blob for card in cards))
        known = await self._marks.files(room, blobs)
        missing = {card.blob: card for card in cards if card.blob not in known}
        if not missing:
            return known
        team = where_of(room).team
        sent = await asyncio.gather(*(self._send(team, card) for card in missing.values()))
        uploads = [one for one in sent if one is not None]
        if uploads:
            files = [{"id": one.file, "title": one.title} for one in uploads]
            await self._calls.ask(team, limits.UPLOADED, {"files": files})
            # Asking is rationed (tier 4), so only the largest is asked for; what is late all the same is told when the
            # message is refused, and tried again.
            await self._until_ready(team, max(uploads, key=lambda one: one.size_bytes).file)
            made = {one.blob: one.file for one in uploads}
            await self._marks.note_files(room, made)
            known |= made
        return known

    async def forget(self, room: str, cards: Sequence[Card]) -> None:
        """Forget files that Slack does not know any more: they are uploaded again."""
        await self._marks.drop_files(room, tuple(card.blob for card in cards))

    async def _send(self, team: str, card: Card) -> _Upload | None:
        try:
            data, media_type = await self._bytes(card)
        except BlobMissing:
            log.warning("slack_picture_gone", picture=card.picture)
            return None
        name = f"{card.picture}.{limits.PICTURE_TYPES[media_type]}"
        answer = await self._calls.ask(team, limits.UPLOAD_URL, {"filename": name, "length": len(data)})
        url, file = text(answer.get("upload_url")), slack_id(answer.get("file_id"))
        if not url or not file:
            raise Delay("files.getUploadURLExternal: no address")
        await self._put(url, data)
        return _Upload(card.blob, file, name, len(data))

    async def _bytes(self, card: Card) -> tuple[bytes, str]:
        """Return a picture as Slack can show it: PNG, JPEG and GIF as they are, anything else as PNG."""
        data = await self._read_blob(card.blob)
        if card.media_type in limits.PICTURE_TYPES:
            return data, card.media_type
        return await asyncio.to_thread(_as_png, data), "image/png"

    async def _put(self, url: str, data: bytes) -> None:
        limit = aiohttp.ClientTimeout(total=limits.CALL_S * 4)
        kind = {"Content-Type": "application/octet-stream"}
        try:
            async with self._calls.web.session().post(url, data=data, headers=kind, timeout=limit) as answer:
                if answer.status != 200:
                    raise Delay(f"upload: {answer.status}")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Delay(f"upload: {type(error).__name__}") from error

    async def _until_ready(self, team: str, file: str) -> None:
        """Wait until Slack knows what a file is; after a while go on all the same: it may be shown without."""
        waited_s, pause_s = 0.0, _FIRST_S
        while waited_s < limits.READY_S:
            await self._sleep(pause_s)
            waited_s, pause_s = waited_s + pause_s, min(pause_s * 2, _MOST_S)
            try:
                answer = await self._calls.ask(team, limits.FILE_INFO, {"file": file})
            except Refusal as refusal:
                if refusal.error == "missing_scope":
                    return
                raise
            if text(mapping(answer.get("file")).get("mimetype")):
                return
        log.warning("slack_file_late", file=file, waited_s=round(waited_s, 1))


def _as_png(data: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.save(out, "PNG")
    return out.getvalue()
