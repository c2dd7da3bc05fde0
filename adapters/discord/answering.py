"""Interactions: commands, presses and forms. Each is answered within three seconds, whatever happens behind it.

Used by the gateway and by the HTTP endpoint. What a person did becomes an event here, and is given to the core: first
to its panels, which answer at once, then as a turn. How Discord is told is in adapters/discord/exchange.py.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog

from adapters.discord import limits
from adapters.discord.attaching import Files
from adapters.discord.conversations import Conversations
from adapters.discord.errors import NoPictureThere, Refusal
from adapters.discord.exchange import Exchange
from adapters.discord.invocations import Invocation, parse_interaction
from adapters.discord.locales import Locales
from adapters.discord.marks import Marks
from adapters.discord.own import CONTINUE, continue_form, said_in_form
from adapters.discord.reading import Payload
from adapters.discord.rest import Rest
from bot.adapter import Core
from bot.buttons import takes_long
from bot.commands import MENUS
from bot.errors import DeliveryError, PicturebookError, explain
from bot.events import Command, Event, Message, Press, Submit, Thread
from bot.replies import Form, Reply

log = structlog.get_logger(__name__)

#: What is not decided after this time is answered with "wait", and told later.
PATIENCE_S = 1.8
REFERENCE, CONTINUE_FROM = "reference", "continue"
#: Commands that start a turn, which everybody there may see; what the others answer is for one person.
TURNS = frozenset({"draw", "story", REFERENCE, CONTINUE_FROM})
#: The menus of a message come under the label that they are registered with.
_MENU_NAMES = {spec.label("en"): spec.name for spec in MENUS}

#: What the core made of an event: a form to open, panels to show, or nothing, because it is a turn.
Decided = Form | tuple[Reply, ...] | None


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers interactions."""

    core: Core
    rest: Rest
    marks: Marks
    conversations: Conversations
    files: Files
    locales: Locales
    patience_s: float = PATIENCE_S

    async def interaction(self, data: Payload) -> None:
        """Take an interaction and answer it."""
        call = parse_interaction(data)
        if call is None:
            log.info("discord_interaction_not_understood", kind=str(data.get("type"))[:20])
            return
        self.locales.note_person(call.author.id, call.locale)
        try:
            await self._take(call)
        except Refusal as refusal:
            # 10062: three seconds were over; 40060: answered by an earlier try. The event was taken all the same.
            log.warning("discord_interaction_not_answered", interaction=call.id, code=refusal.code)
        except DeliveryError as error:
            log.warning("discord_interaction_not_answered", interaction=call.id, error=str(error))

    async def _take(self, call: Invocation) -> None:
        exchange = Exchange(self.core, self.rest, self.marks, call, asked_in_words(call), is_turn=_is_turn(call))
        if call.kind == limits.PRESS and call.custom == CONTINUE:
            await exchange.open(continue_form(call.locale))
            return
        deciding = asyncio.create_task(self._decide(call))
        try:
            # Files must be fetched, and a forgetting takes its time: Discord would not wait.
            patience_s = 0 if call.files or takes_long(call.custom) else self.patience_s
            done, _ = await asyncio.wait({deciding}, timeout=patience_s)
            if not done:
                await self._wait(exchange, call)
            thread, decided = await deciding
        except Exception as error:  # the person is told, whatever went wrong; a bug of ours is logged by the caller
            await exchange.refuse(explain(error, call.locale))
            if not isinstance(error, PicturebookError):
                raise
            log.info("discord_interaction_refused", interaction=call.id, error=type(error).__name__)
            return
        finally:
            deciding.cancel()
        match decided:
            case None:
                await exchange.taken(thread)
            case Form():
                await exchange.open(decided)
            case tuple():
                await exchange.show(decided)

    @staticmethod
    async def _wait(exchange: Exchange, call: Invocation) -> None:
        try:
            await exchange.wait()
        except DeliveryError as error:  # too late to say so; what the person did counts all the same
            log.warning("discord_interaction_not_answered", interaction=call.id, error=str(error))

    async def _decide(self, call: Invocation) -> tuple[Thread, Decided]:
        thread = await self.conversations.of_invocation(call, asked_in_words(call))
        event = await self._event(call, thread)
        if not isinstance(event, Message):
            decided = await self.core.panel(event, manages=call.manages)
            if decided is not None:
                return thread, decided
        await self.marks.note_token(thread.room, event.id, call.app, call.token)
        await self.core.accept(event)
        return thread, None

    async def _event(self, call: Invocation, thread: Thread) -> Event:
        """Return what the person did. Ids differ from those of messages: a turn's id says what can be replied to."""
        known, guild = (f"i{call.id}", thread, call.author, call.time_s, call.locale), call.place.guild
        if call.kind == limits.PRESS:
            return Press(*known, workspace=guild, button=call.custom)
        if call.kind == limits.SUBMIT and call.custom == CONTINUE:
            return Message(*known, workspace=guild, text=said_in_form(call.values), addressed=True)
        if call.kind == limits.SUBMIT:
            return Submit(*known, workspace=guild, form=call.custom, values=call.values)
        if call.target is None:
            attachments = await self.files.take(thread.room_key, call.files)
            return Command(*known, workspace=guild, name=call.name, options=call.options, attachments=attachments)
        return await self._menu(call, thread)

    async def _menu(self, call: Invocation, thread: Thread) -> Command:
        known, guild = (f"i{call.id}", thread, call.author, call.time_s, call.locale), call.place.guild
        name = _MENU_NAMES.get(call.name, call.name)
        assert call.target is not None  # noqa: S101 - its only caller
        if name == REFERENCE:
            if not call.target.files:
                raise NoPictureThere
            return Command(
                *known,
                workspace=guild,
                name=name,
                attachments=await self.files.take(thread.room_key, call.target.files),
            )
        mark = await self.marks.mark(thread.room, call.target.id)
        meant = "" if mark is None else mark.selects[0][1] if len(mark.selects) == 1 else mark.turn
        return Command(*known, workspace=guild, name=name, options=(("picture", meant),) if meant else ())


def asked_in_words(call: Invocation) -> str:
    """Return what a command asks, as everybody in the channel may read it."""
    if call.kind != limits.COMMAND:
        return ""
    command = call.name if call.target else f"/{call.name}"
    values = " ".join(value for _, value in call.options)
    return f"{call.author.name}: {command} {values}".strip()


def _is_turn(call: Invocation) -> bool:
    return _MENU_NAMES.get(call.name, call.name) in TURNS
