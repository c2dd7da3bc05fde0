"""Pictures that people share: fetched from Slack, and given to the core.

Used by the gateway. Only Slack's own address for files is ever asked, because the bot's token goes along; a page to
sign in, which Slack gives in place of a file to whom may not see it, is no picture.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import urlsplit

import aiohttp
import structlog

from adapters.slack import limits
from adapters.slack.calls import Calls
from adapters.slack.errors import Delay, Refusal
from adapters.slack.parsing import SentFile, Where, sent_file
from adapters.slack.reading import mapping
from bot.adapter import Core
from bot.errors import BadImage, ImageTooLarge
from bot.events import Attachment

log = structlog.get_logger(__name__)

#: More pictures with one message are of no use to any painter.
MOST_FILES = 4
_ASKS, _ASK_S = 4, 0.4
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Downloads:
    """Fetches files. `upload_bytes`: larger ones are refused."""

    def __init__(self, calls: Calls, core: Core, upload_bytes: int) -> None:
        self._calls = calls
        self._core = core
        self._upload_bytes = upload_bytes
        api = urlsplit(calls.web.base_url)
        #: Whose addresses may be asked with the token; a Slack on another address keeps its files there, too.
        self._places = {("https", host) for host in limits.FILE_HOSTS} | {(api.scheme, api.netloc)}

    async def take(self, where: Where, room: str, files: Sequence[SentFile]) -> tuple[Attachment, ...]:
        """Return the pictures, kept by the core. Raises BadInput, DeliveryError (try again) and StoreError."""
        return tuple([await self._take(where, room, one) for one in files[:MOST_FILES]])

    async def _take(self, where: Where, room: str, file: SentFile) -> Attachment:
        found = await self._asked(where, file) if file.asks else file
        if found.size_bytes > self._upload_bytes:
            raise ImageTooLarge(limit=self._upload_bytes // 1_000_000)
        return await self._core.attach(room, await self._fetch(where, found), found.name)

    async def _asked(self, where: Where, file: SentFile) -> SentFile:
        """Return a file with what Slack tells of it only when it is asked."""
        for _ in range(_ASKS):
            try:
                answer = await self._calls.ask(where.team, limits.FILE_INFO, {"file": file.id}, patience_s=1.0)
            except Refusal as refusal:
                raise BadImage(refusal.error) from refusal
            found = sent_file(mapping(answer.get("file")))
            if found is not None and found.url:
                return found
            await asyncio.sleep(_ASK_S)
        raise BadImage("Slack does not tell where the file is")

    async def _fetch(self, where: Where, file: SentFile) -> bytes:
        address = urlsplit(file.url)
        if (address.scheme, address.netloc) not in self._places:
            log.warning("slack_file_elsewhere", host=address.netloc[:100])
            raise BadImage("not at Slack")
        token = await self._calls.tokens.bot_token(where.team)
        headers = {"Authorization": f"Bearer {token}"}
        session = self._calls.web.session()
        try:
            async with session.get(file.url, headers=headers, allow_redirects=False) as answer:
                if answer.status in _REDIRECTS or answer.status in (401, 403, 404, 410):
                    raise BadImage(f"Slack gives no file: {answer.status}")
                if answer.status != 200:
                    raise Delay(f"download: {answer.status}")
                if answer.content_type == "text/html":
                    log.warning("slack_file_unseen", remedy="install the app again with the scope files:read")
                    raise BadImage("a page to sign in")
                return await self._read(answer)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Delay(f"download: {type(error).__name__}") from error

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        data = bytearray()
        async for chunk in answer.content.iter_chunked(65_536):
            data += chunk
            if len(data) > self._upload_bytes:
                raise ImageTooLarge(limit=self._upload_bytes // 1_000_000)
        return bytes(data)
