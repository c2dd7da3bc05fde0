"""What Discord is told of one interaction: its first answer, and what follows.

Used by adapters/discord/answering.py. Knows how an answer must look at each point: before anything was said, and after
"wait" was. Raises errors.Refusal when the answer comes too late.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from adapters.discord import limits
from adapters.discord.errors import Refusal
from adapters.discord.forms import render_form
from adapters.discord.invocations import Invocation
from adapters.discord.marks import Marks
from adapters.discord.reading import snowflake
from adapters.discord.rendering import Json, file_name, render, says
from adapters.discord.rest import Rest, Upload
from adapters.discord.sizes import fitted
from bot.adapter import Core
from bot.buttons import is_panel
from bot.errors import BlobMissing
from bot.events import Thread
from bot.phrases import phrase
from bot.replies import Card, Form, Reply

log = structlog.get_logger(__name__)

_FOLLOWUPS = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"


@dataclass(slots=True)
class Exchange:
    """One interaction. `asked`: a command in words. `is_turn`: a command whose answer everybody may see."""

    core: Core
    rest: Rest
    marks: Marks
    call: Invocation
    asked: str
    is_turn: bool
    waiting: bool = False  # Discord was told to wait

    async def wait(self) -> None:
        """Tell Discord that the answer takes longer."""
        self.waiting = True
        if self._is_under_message:
            await self._answer(limits.DEFER_UPDATE)
        else:
            await self._answer(limits.DEFER, {} if self.is_turn else {"flags": limits.EPHEMERAL})

    async def refuse(self, sentence: str) -> None:
        """Tell the person alone why nothing came of it."""
        body = says(sentence, private=True)
        if not self.waiting:
            await self._answer(limits.ANSWER, body)
        elif self._is_under_message:
            await self._follow(body, ())
        else:
            await self._complete(says(sentence), ())

    async def open(self, form: Form) -> None:
        """Open a form; too late for one, the person is asked to press again."""
        if self.waiting:
            await self.refuse(phrase("discord_again", self.call.locale))
        else:
            await self._answer(limits.FORM, render_form(form))

    async def taken(self, thread: Thread) -> None:
        """Tell that the event was taken: its answer comes as a message."""
        call = self.call
        if self._is_under_message:
            if not self.waiting:
                await self._answer(limits.DEFER_UPDATE)
        elif call.kind == limits.SUBMIT:
            await self._first(says(phrase("discord_taken", call.locale), private=True))
        elif call.place.is_foreign:
            if not self.waiting:
                await self._answer(limits.DEFER)
        else:
            await self._note_root(thread, await self._first(says(self.asked)))

    async def show(self, replies: tuple[Reply, ...]) -> None:
        """Show panels to the person alone, in the place of the panel whose button was pressed."""
        first, *more = [await self._rendered(one) for one in replies]
        in_place = self._is_under_message and is_panel(self.call.custom)
        if self.waiting and self._is_under_message and not in_place:
            await self._follow(*first)
        elif self.waiting:
            await self._complete(*first)
        elif in_place:
            await self._update(*first)
        else:
            await self._answer(limits.ANSWER, *first)
        for body, uploads in more:
            await self._follow(body, uploads)

    @property
    def _is_under_message(self) -> bool:
        return bool(self.call.message)

    async def _first(self, body: Json) -> str:
        """Send a message as the first answer; return its id."""
        return await (self._complete(body, ()) if self.waiting else self._answer(limits.ANSWER, body))

    async def _update(self, body: Json, uploads: tuple[Upload, ...]) -> None:
        try:
            await self._answer(limits.UPDATE, body, uploads)
        except Refusal as refusal:
            if refusal.status != 400:
                raise
            # Changing a gallery was seen to be refused; a new panel is the second best.
            log.info("discord_panel_not_changed", code=refusal.code)
            await self._answer(limits.ANSWER, body, uploads)

    async def _answer(self, kind: int, data: Json | None = None, uploads: tuple[Upload, ...] = ()) -> str:
        body: Json = {"type": kind} if data is None else {"type": kind, "data": data}
        return await self.rest.answer(self.call.id, self.call.token, body, uploads)

    async def _complete(self, body: Json, uploads: tuple[Upload, ...]) -> str:
        """Say what Discord was told to wait for. The message stays as private as it began."""
        ids = {"webhook_id": self.call.app, "webhook_token": self.call.token}
        sent = await self.rest.send("PATCH", _ORIGINAL, {**body, "flags": limits.COMPONENTS_V2}, uploads, **ids)
        return snowflake(sent.get("id"))

    async def _follow(self, body: Json, uploads: tuple[Upload, ...]) -> None:
        ids = {"webhook_id": self.call.app, "webhook_token": self.call.token}
        await self.rest.send("POST", _FOLLOWUPS, body, uploads, **ids)

    async def _note_root(self, thread: Thread, message: str) -> None:
        """Note the message that a command became: its conversation's thread is made from it."""
        spot = await self.marks.spot(thread)
        if message and spot is not None and spot.asked and not spot.root:
            await self.marks.note_spot(thread, spot.model_copy(update={"root": message}))

    async def _rendered(self, reply: Reply) -> tuple[Json, tuple[Upload, ...]]:
        cards: list[Card] = []
        uploads: list[Upload] = []
        for card in reply.cards:
            try:
                data = (await self.core.blob(card.blob)).data
            except BlobMissing:  # forgotten a moment ago
                continue
            smaller, media_type = await fitted(data, card.media_type, limits.FILE_BYTES)
            cards.append(card)
            uploads.append(Upload(file_name(card, media_type), smaller, media_type))
        names = tuple(one.name for one in uploads)
        return render(replace(reply, cards=tuple(cards)), names, private=True), tuple(uploads)
