"""What is heard at Discord, handed to the core: messages, number reactions, deletions.

Used by the gateway. Sees to what Discord does not: an event that the store could not take is offered again, for Discord
tells it once; and who wrote something that cannot be used is told so.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from adapters.discord.attaching import Files
from adapters.discord.conversations import Conversations
from adapters.discord.heard import Heard
from adapters.discord.limits import NONCE_CHARS
from adapters.discord.locales import Locales
from adapters.discord.marks import Marks, handle_of
from adapters.discord.own import continue_button
from adapters.discord.parsing import Said, parse_deletion, parse_message, parse_reaction, role_of, to_bot
from adapters.discord.reading import Payload
from adapters.discord.rendering import Json, says
from adapters.discord.rest import Rest
from bot.adapter import Core
from bot.errors import DeliveryError, PicturebookError, StoreError, explain
from bot.events import Message, Press, Thread
from bot.phrases import phrase

log = structlog.get_logger(__name__)
T = TypeVar("T")

#: What the store could not take is offered so often: for about a minute.
ATTEMPTS = 8
#: A message may be deleted before the worker that posted it has noted that it did.
_NOTED_S = 2.0
_MESSAGES = "/channels/{channel_id}/messages"


@dataclass(frozen=True, slots=True)
class Listener:
    """Takes what is heard. `bot` is the bot's own id; `hears` tells whether it may read what does not mention it."""

    core: Core
    rest: Rest
    marks: Marks
    heard: Heard
    conversations: Conversations
    files: Files
    locales: Locales
    bot: str
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def message(self, data: Payload) -> None:
        """Take a message."""
        said = parse_message(data, self.bot)
        if said is None:
            return
        locale = self.locales.of(said.author.id, said.guild)
        try:
            role = await self.again(partial(self.marks.our_role, said.roles)) if said.roles else ""
            said = to_bot(said, role) if role else said
            thread = await self.again(partial(self.conversations.of_message, said))
            if thread is None:
                return
            if said.is_hidden and not said.is_to_bot:
                await self._tell_deafness(said, thread, locale)
                return
            event = await self._event(said, thread, locale)
            await self.again(lambda: self.core.accept(event))
        except PicturebookError as error:
            log.info("discord_message_refused", message=said.id, error=type(error).__name__)
            await self._tell(said, says(explain(error, locale)))
            if isinstance(error, StoreError):
                return
        else:
            await self.rest.type(said.channel)
        await self.again(partial(self.heard.note, said.guild, said.channel, said.id))

    async def server(self, data: Payload) -> None:
        """Note what a server says of itself: its language, and the role that it has for the bot."""
        self.locales.note_server(data)
        role = role_of(data, self.bot)
        if role:
            await self.again(partial(self.marks.note_role, role))

    async def reaction(self, data: Payload) -> None:
        """Take a number under a grid as the choice of that picture."""
        reacted = parse_reaction(data, self.bot)
        if reacted is None:
            return
        found = await self.again(lambda: self.conversations.of_mark(reacted.channel, reacted.message))
        button = next((one for label, _, one in found[1].selects if label == reacted.number), None) if found else None
        if found is None or button is None:
            return
        press = Press(
            id=f"r{reacted.message}-{reacted.person.id}-{reacted.number}",
            thread=found[0],
            author=reacted.person,
            time_s=self.clock(),
            locale=self.locales.of(reacted.person.id, reacted.guild),
            workspace=reacted.guild,
            button=button,
        )
        try:
            await self.again(lambda: self.core.accept(press))
        except PicturebookError as error:  # a reaction waits for no answer
            log.info("discord_reaction_refused", message=reacted.message, error=type(error).__name__)

    async def deletion(self, data: Payload) -> None:
        """Take back what was answered in messages of the bot that somebody deleted."""
        deleted = parse_deletion(data)
        if deleted is None:
            return
        for message in deleted.messages:
            withdraw = partial(self._withdraw, deleted.channel, message)
            known = partial(self.marks.where, deleted.channel)
            if not await self.again(withdraw) and await self.again(known) is not None:
                await self.sleep(_NOTED_S)
                await self.again(withdraw)

    async def _withdraw(self, channel: str, message: str) -> bool:
        """Take back the answer that a message showed; return whether the message was the bot's."""
        found = await self.conversations.of_mark(channel, message)
        if found is None:
            return False
        thread, mark = found
        posted = await self.marks.posted(thread, mark.handle)
        if posted is not None and posted.message == message:
            await self.marks.note_posted(thread, mark.handle, posted.model_copy(update={"gone": True}), None)
            await self.core.withdraw(thread, mark.turn)
            log.info("discord_answer_withdrawn", turn=mark.turn, thread=thread.key)
        await self.marks.drop_mark(thread.room, message)
        return True

    async def _event(self, said: Said, thread: Thread, locale: str) -> Message:
        attachments = await self.files.take(thread.room_key, said.files)
        return Message(
            id=said.id,
            thread=thread,
            author=said.author,
            time_s=said.time_s,
            locale=locale,
            workspace=said.guild,
            text=said.text,
            reply_to=await self._reply_to(said, thread),
            attachments=attachments,
            addressed=said.is_to_bot,
        )

    async def _reply_to(self, said: Said, thread: Thread) -> str | None:
        """Return what of the bot's is answered: a picture when the message shows one only, else the turn."""
        mark = await self.marks.mark(thread.room, said.reply_to) if said.is_reply_to_bot else None
        if mark is None:
            return None
        return mark.selects[0][1] if len(mark.selects) == 1 else mark.turn

    async def _tell_deafness(self, said: Said, thread: Thread, locale: str) -> None:
        """Say once in a room that plain messages cannot be read here, and what works."""
        if await self.marks.hears_everything() or not await self.marks.once(thread.room, "deaf", said.id):
            return
        await self._tell(said, says(phrase("discord_deaf", locale), buttons=(continue_button(locale),)))

    async def _tell(self, said: Said, body: Json) -> None:
        """Answer somebody's message, once."""
        thread = Thread("discord", said.channel, said.id)
        body = {**body, "nonce": handle_of(thread, "told")[:NONCE_CHARS], "enforce_nonce": True}
        answer = {"message_reference": {"message_id": said.id, "fail_if_not_exists": False}}
        try:
            await self.rest.send("POST", _MESSAGES, {**body, **answer}, (), channel_id=said.channel)
        except DeliveryError as error:
            log.warning("discord_person_not_told", channel=said.channel, error=str(error))

    async def again(self, run: Callable[[], Awaitable[T]]) -> T:
        """Do what needs the store until the store answers, for about a minute. Raises StoreError."""
        again = AsyncRetrying(
            retry=retry_if_exception_type(StoreError),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential_jitter(multiplier=0.3, max=20),
            sleep=self.sleep,
            reraise=True,
        )

        async def once() -> T:  # the library awaits what it knows for a coroutine function
            return await run()

        return await again(once)
