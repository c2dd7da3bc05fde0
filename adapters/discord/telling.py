"""Telling somebody that the bot may not answer where they asked: alone, where that is possible.

Used by adapters/discord/posting.py when Discord refuses an answer for want of a permission. Once a turn; that it may
not work either is expected.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from adapters.discord.limits import MISSING_ACCESS, MISSING_PERMISSIONS
from adapters.discord.marks import Marks, Spot
from adapters.discord.reading import snowflake
from adapters.discord.rendering import says
from adapters.discord.rest import Rest
from bot.errors import DeliveryError
from bot.events import Thread
from bot.phrases import phrase
from bot.replies import Reply

log = structlog.get_logger(__name__)

#: Refusals that whoever manages the channel can end.
FORBIDDEN = frozenset({MISSING_ACCESS, MISSING_PERMISSIONS})


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells people."""

    rest: Rest
    marks: Marks

    async def forbidden(self, thread: Thread, spot: Spot, reply: Reply, now_s: float) -> None:
        """Tell who asked that the bot may not write there. Raises StoreError."""
        if await self.marks.begin(thread.room, f"told-{reply.turn}", now_s) is not None:
            return
        sentence = phrase("discord_forbidden", reply.language)
        token = await self.marks.token(thread.room, reply.turn)
        try:
            if token is not None:
                ids = {"webhook_id": token[0], "webhook_token": token[1]}
                await self.rest.send(
                    "POST", "/webhooks/{webhook_id}/{webhook_token}", says(sentence, private=True), (), **ids
                )
            elif spot.person:
                opened = await self.rest.ask("POST", "/users/@me/channels", {"recipient_id": spot.person})
                channel = snowflake(opened.get("id"))
                await self.rest.send("POST", "/channels/{channel_id}/messages", says(sentence), (), channel_id=channel)
        except DeliveryError as error:
            log.info("discord_person_not_told", room=thread.room, error=str(error))
