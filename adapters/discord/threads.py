"""Where a conversation's answers go: into the thread made from the person's message, or where a thread cannot be made.

Used by whoever posts, mostly a worker. A thread that is made from a message has the message's id, so making it twice
is one thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from adapters.discord.errors import Refusal
from adapters.discord.heard import Heard
from adapters.discord.limits import ARCHIVE_MINUTES, THREAD_EXISTS, THREAD_NAME_CHARS, UNKNOWN_MESSAGE
from adapters.discord.marks import Marks, Spot, Where, handle_of
from adapters.discord.reading import snowflake
from adapters.discord.rendering import says
from adapters.discord.rest import Rest
from adapters.discord.wording import clean, shorten
from bot.events import Thread

log = structlog.get_logger(__name__)

#: A gateway says in words what a command asked, and worker waits so long for that message before it says it itself.
_LOOKS, _LOOK_S = 15, 0.2


@dataclass(frozen=True, slots=True)
class Threads:
    """Finds and makes the places where answers go."""

    rest: Rest
    marks: Marks
    heard: Heard
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def open(self, thread: Thread) -> Spot:
        """Return where to post, having made the thread if need be. Raises DeliveryError and StoreError."""
        spot = await self.marks.spot(thread)
        if spot is None:  # nothing was noted, or it was forgotten: a thread's id is a channel's
            if thread.id != thread.room and await self.marks.where(thread.id) is None:
                await self.marks.note_where(thread.id, Where(room=thread.room, thread=thread.id))
            return Spot(kind="channel", channel=thread.id)
        if spot.kind == "token" or spot.made:
            return spot
        root = await self._root(thread, spot) if spot.asked and not spot.root else spot.root
        if spot.kind == "channel":
            return spot.model_copy(update={"root": root})
        try:
            body = {"name": title(spot.title), "auto_archive_duration": ARCHIVE_MINUTES}
            path = "/channels/{channel_id}/messages/{message_id}/threads"
            await self.rest.ask("POST", path, body, channel_id=spot.channel, message_id=root)
        except Refusal as refusal:
            if refusal.code != THREAD_EXISTS:
                return await self._in_channel(thread, spot, root, refusal)
        # The words have become the thread's name, which Discord keeps.
        made = spot.model_copy(update={"channel": root, "root": root, "made": True, "title": "", "asked": ""})
        # What is said in it must be understood before anybody can say it.
        await self.marks.note_where(root, Where(room=thread.room, thread=thread.id, opened=True))
        await self.marks.note_spot(thread, made)
        if spot.guild:
            await self.heard.note(spot.guild, root, root)
        return made

    async def _in_channel(self, thread: Thread, spot: Spot, root: str, refusal: Refusal) -> Spot:
        """Answer in the channel, because there can be no thread."""
        log.warning("discord_no_thread", room=thread.room, code=refusal.code, status=refusal.status)
        answered = "" if refusal.code == UNKNOWN_MESSAGE else root
        found = spot.model_copy(update={"kind": "channel", "root": answered, "refused": True})
        await self.marks.note_spot(thread, found)
        return found

    async def _root(self, thread: Thread, spot: Spot) -> str:
        """Return the message that says in words what a command asked."""
        for _ in range(_LOOKS):
            noted = await self.marks.spot(thread)
            if noted is not None and noted.root:
                return noted.root
            await self.sleep(_LOOK_S)
        body = {**says(spot.asked), "nonce": handle_of(thread, "asked"), "enforce_nonce": True}
        sent = await self.rest.send("POST", "/channels/{channel_id}/messages", body, (), channel_id=spot.channel)
        root = snowflake(sent.get("id"))
        await self.marks.note_spot(thread, spot.model_copy(update={"root": root}))
        return root


def title(words: str) -> str:
    """Return a thread's name: what was asked, in one line."""
    return shorten(" ".join(clean(words).split()), THREAD_NAME_CHARS) or "picturebook"
