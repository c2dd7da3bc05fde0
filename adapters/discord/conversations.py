"""Which conversation something at Discord belongs to, and where its answers will go.

Used by whoever listens, before the core is asked. A thread belongs to its channel's room and is one conversation; a
direct message is a room with one conversation; in a channel each message to the bot begins one, and an answer to a
message of the bot goes on with that message's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from adapters.discord.errors import Refusal
from adapters.discord.invocations import Invocation, Place
from adapters.discord.limits import THREADS
from adapters.discord.marks import PLATFORM, Mark, Marks, Spot, Where
from adapters.discord.parsing import Said
from adapters.discord.reading import number, snowflake
from adapters.discord.rest import Rest
from bot.adapter import Core
from bot.events import Thread


@dataclass(frozen=True, slots=True)
class Conversations:
    """Finds conversations. `habit` is where answers in a channel go when its room has set nothing."""

    core: Core
    rest: Rest
    marks: Marks
    habit: str = "thread"

    async def of_message(self, said: Said) -> Thread | None:
        """Return the conversation of a message; None when the message is not meant for the bot. Raises StoreError."""
        if not said.guild:
            return await self._direct(said.channel)
        known = await self.marks.where(said.channel)
        if known is not None and known.thread:
            return Thread(PLATFORM, known.room, known.thread) if said.is_to_bot or known.opened else None
        if not said.is_to_bot:
            return None
        where = known or await self._look_up(said.channel)
        if where.thread:
            return Thread(PLATFORM, where.room, where.thread)
        mark = await self.marks.mark(where.room, said.reply_to) if said.is_reply_to_bot else None
        if mark is not None:
            return Thread(PLATFORM, where.room, mark.thread)
        thread = Thread(PLATFORM, where.room, said.id)
        spot = Spot(
            kind=await self._kind(thread),
            channel=said.channel,
            root=said.id,
            guild=said.guild,
            person=said.author.id,
            title=said.text,
        )
        await self.marks.note_spot(thread, spot, anew=False)
        return thread

    async def of_invocation(self, call: Invocation, asked: str) -> Thread:
        """Return the conversation of a command, a press or a form; `asked` is what it asks in words."""
        place = call.place
        if place.is_foreign:
            return await self._foreign(call)
        if place.is_direct:
            return await self._direct(place.channel)
        where = await self.marks.where(place.channel)
        if where is None and place.parent:
            where = Where(room=place.parent, thread=place.channel)
            await self.marks.note_where(place.channel, where)
        if where is not None and where.thread:
            return Thread(PLATFORM, where.room, where.thread)
        message = call.message or (call.target.id if call.target else "")
        mark = await self.marks.mark(place.channel, message) if message else None
        if mark is not None:
            return Thread(PLATFORM, place.channel, mark.thread)
        if call.message:  # what it was about is forgotten; the answer is a reply to it
            thread = Thread(PLATFORM, place.channel, call.message)
            spot = Spot(kind="channel", channel=place.channel, root=call.message)
        else:
            thread = Thread(PLATFORM, place.channel, call.id)
            kind = await self._kind(thread)
            spot = Spot(kind=kind, channel=place.channel, guild=place.guild, title=asked, asked=asked)
        await self.marks.note_spot(thread, spot, anew=False)
        return thread

    async def of_mark(self, channel: str, message: str) -> tuple[Thread, Mark] | None:
        """Return the conversation and the note of a message of the bot's; None for any other message."""
        where = await self.marks.where(channel)
        room = channel if where is None else where.room
        mark = await self.marks.mark(room, message)
        return None if mark is None else (Thread(PLATFORM, room, mark.thread), mark)

    async def _direct(self, channel: str) -> Thread:
        thread = Thread(PLATFORM, channel, channel)
        await self.marks.note_spot(thread, Spot(kind="channel", channel=channel), anew=False)
        return thread

    async def _foreign(self, call: Invocation) -> Thread:
        """Return the conversation where only the interaction's own token can answer."""
        place: Place = call.place
        thread = Thread(PLATFORM, place.parent or place.channel, place.channel)
        spot = Spot(kind="token", channel=place.channel, app=call.app, token=call.token, original=not call.message)
        await self.marks.note_spot(thread, spot)
        return thread

    async def _look_up(self, channel: str) -> Where:
        """Ask Discord what a channel is: a thread that somebody else opened, or no thread."""
        try:
            found = await self.rest.ask("GET", "/channels/{channel_id}", channel_id=channel)
        except Refusal:
            return Where(room=channel)  # written in, though not to be looked at: the room it is
        parent = snowflake(found.get("parent_id"))
        is_thread = number(found.get("type")) in THREADS and parent
        opened = snowflake(found.get("owner_id")) == await self.rest.me()  # by the bot, and forgotten since
        where = Where(room=parent, thread=channel, opened=opened) if is_thread else Where(room=channel)
        await self.marks.note_where(channel, where)
        return where

    async def _kind(self, thread: Thread) -> Literal["thread", "channel"]:
        habit = (await self.core.room_settings(thread.room_key)).habit or self.habit
        return "channel" if habit == "reply" else "thread"
