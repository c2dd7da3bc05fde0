"""Pictures that people attach: fetched from Discord while their address works, and given to the core.

Used by whoever listens. Nothing is fetched from anywhere but where Discord keeps attachments.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from adapters.discord.limits import FILE_HOSTS
from adapters.discord.parsing import Sent
from adapters.discord.rest import Rest
from bot.adapter import Core
from bot.errors import BadInput, DeliveryError, ImageTooLarge
from bot.events import Attachment

#: Pictures of one message that are taken.
FILES_TAKEN = 4


class FileLost(BadInput):
    """An attached picture could not be fetched from Discord."""

    sentence = "discord_file_lost"


@dataclass(frozen=True, slots=True)
class Files:
    """Fetches what people attached. `hosts` are those that are asked."""

    core: Core
    rest: Rest
    limit_bytes: int
    hosts: frozenset[str] = FILE_HOSTS

    async def take(self, room: str, files: tuple[Sent, ...]) -> tuple[Attachment, ...]:
        """Fetch, check and keep pictures for a room (its key). Raises BadInput and StoreError."""
        return tuple([await self._one(room, one) for one in files[:FILES_TAKEN]])

    async def _one(self, room: str, file: Sent) -> Attachment:
        if not self._is_discord(file.url):
            raise FileLost("not an address of Discord's")
        too_large = ImageTooLarge(limit=self.limit_bytes // 1_000_000)
        if file.size_bytes > self.limit_bytes:
            raise too_large
        try:
            data = await self.rest.fetch(file.url, self.limit_bytes)
        except DeliveryError as error:
            raise FileLost(str(error)) from error
        if data is None:
            raise too_large
        return await self.core.attach(room, data, file.name)

    def _is_discord(self, url: str) -> bool:
        try:
            address = urlsplit(url)
        except ValueError:
            return False
        return address.netloc in self.hosts and address.scheme in ("https", "http")
