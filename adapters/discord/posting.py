"""Replies to Discord: one message for each key however often it is tried, changed as the turn goes on.

Used by the adapter, in a worker or elsewhere: REST only. A message that gets pictures is sent anew and the one before
is deleted: changing a message's gallery is what Discord has been seen to refuse (discord-api-docs#7529).
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from adapters.discord import limits
from adapters.discord.errors import Refusal
from adapters.discord.heard import Heard
from adapters.discord.marks import Mark, Marks, Posted, Spot, handle_of
from adapters.discord.own import continue_button
from adapters.discord.rendering import Extra, Json, file_name, render
from adapters.discord.rest import Rest, Upload
from adapters.discord.sending import Message, Sender
from adapters.discord.sizes import fitted
from adapters.discord.telling import FORBIDDEN, Telling
from adapters.discord.threads import Threads
from bot.errors import BlobMissing, DeliveryRefused
from bot.events import Thread
from bot.phrases import phrase
from bot.replies import Audience, Card, Reply

log = structlog.get_logger(__name__)

_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_FOLLOWUP = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
#: Typing is shown for ten seconds.
_TYPING_S = 8.0

ReadBlob = Callable[[str], Awaitable[bytes]]


class Poster:
    """Posts and changes messages. `read_blob` returns a picture's bytes by their hash."""

    def __init__(
        self,
        rest: Rest,
        marks: Marks,
        heard: Heard,
        read_blob: ReadBlob,
        upload_bytes: int,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._rest = rest
        self._marks = marks
        self._threads = Threads(rest, marks, heard)
        self._sender = Sender(rest, marks, clock)
        self._telling = Telling(rest, marks)
        self._read_blob = read_blob
        self._upload_bytes = upload_bytes
        self._clock = clock
        self._typed: dict[str, float] = {}

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        """Show `reply` once under `key` and return its handle; see bot.adapter.Adapter."""
        handle = handle_of(thread, key)
        if await self._marks.posted(thread, handle) is not None:
            return handle
        spot = await self._spot(thread, reply)
        message = await self._message(thread, spot, reply)
        try:
            shown = await self._sender.send(thread, spot, reply, message, (handle, 0))
        except Refusal as refusal:
            if refusal.code in FORBIDDEN:
                await self._telling.forbidden(thread, spot, reply, self._clock())
            raise
        posted = await self._note(thread, handle, reply, shown)
        if not posted.content and not reply.cards:  # found as an earlier try left it
            posted = await self._note(thread, handle, reply, await self._change(thread, posted, reply, message, handle))
        await self._type(posted, reply)
        return handle

    async def edit(self, thread: Thread, handle: str, reply: Reply) -> None:
        """Replace what is shown under a handle; see bot.adapter.Adapter."""
        posted = await self._marks.posted(thread, handle)
        if posted is None or posted.gone:
            raise DeliveryRefused(f"no message of the bot is {handle}")
        if reply.progress is not None:
            if posted.cards:  # of a turn that is taken up again: its final answer is here, and will not be another
                await self._sweep(thread, handle, posted)
                return
            reply = replace(reply, cards=())  # a picture is shown once, in its final place
        spot = await self._spot_of(thread, posted)
        message = await self._message(thread, spot, reply)
        if message.digest != posted.content:
            if reply.cards:
                shown = await self._replace(thread, posted, reply, message, handle)
            else:
                shown = await self._change(thread, posted, reply, message, handle)
            posted = await self._note(thread, handle, reply, shown)
        await self._sweep(thread, handle, posted)
        await self._type(posted, reply)

    # Making a message

    async def _message(self, thread: Thread, spot: Spot, reply: Reply) -> Message:
        cards: list[Card] = []
        uploads: list[Upload] = []
        extra = await self._extra(thread, spot, reply)
        notes = list(extra.notes)
        for card in reply.cards:
            try:
                data = await self._read_blob(card.blob)
            except BlobMissing:
                notes.append(phrase("picture_gone", reply.language))
                continue
            smaller, media_type = await fitted(data, card.media_type, self._upload_bytes)
            if smaller is not data:
                notes.append(phrase("discord_made_smaller", reply.language, number=card.label or "1"))
            cards.append(card)
            uploads.append(Upload(file_name(card, media_type), smaller, media_type))
        names = tuple(one.name for one in uploads)
        body = render(replace(reply, cards=tuple(cards)), names, replace(extra, notes=tuple(dict.fromkeys(notes))))
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:20]
        return Message(body, tuple(uploads), digest)

    async def _extra(self, thread: Thread, spot: Spot, reply: Reply) -> Extra:
        """Return what a final reply says beside itself: once in a room, what the bot may not do there."""
        if not reply.is_final or spot.kind == "token":
            return Extra()
        notes: list[str] = []
        if spot.refused and await self._marks.once(thread.room, "refused", reply.turn):
            notes.append(phrase("discord_no_threads", reply.language))
        if not spot.made or await self._marks.hears_everything():
            return Extra(tuple(notes))
        if await self._marks.once(thread.room, "deaf", reply.turn):
            notes.append(phrase("discord_deaf", reply.language))
        return Extra(tuple(notes), (continue_button(reply.language),))

    async def _spot(self, thread: Thread, reply: Reply) -> Spot:
        if reply.audience is Audience.PERSON:
            found = await self._marks.token(thread.room, reply.turn)
            if found is not None:
                return Spot(kind="token", channel=thread.room, app=found[0], token=found[1])
        return await self._threads.open(thread)

    # Changing it

    async def _replace(self, thread: Thread, posted: Posted, reply: Reply, message: Message, handle: str) -> Posted:
        spot = await self._spot_of(thread, posted)
        shown = await self._sender.send(thread, spot, reply, message, (handle, posted.version + 1))
        return shown.model_copy(update={"stale": (*posted.stale, posted.message)})

    async def _spot_of(self, thread: Thread, posted: Posted) -> Spot:
        """Return where a message is that was posted before."""
        if posted.token:
            return Spot(kind="token", channel=posted.channel, app=posted.app, token=posted.token)
        noted = await self._marks.spot(thread)
        is_there = noted is not None and noted.kind != "token" and noted.channel == posted.channel
        return noted if noted is not None and is_there else Spot(kind="channel", channel=posted.channel)

    async def _change(self, thread: Thread, posted: Posted, reply: Reply, message: Message, handle: str) -> Posted:
        body = {**message.body, "attachments": []}
        body.pop("flags")
        if not posted.cards:
            body.pop("attachments")
        try:
            await self._patch(posted, body)
        except Refusal as refusal:
            if refusal.code == limits.TOO_MANY_OLD_EDITS:
                return await self._replace(thread, posted, reply, message, handle)
            if refusal.code == limits.UNKNOWN_MESSAGE:
                await self._marks.note_posted(thread, handle, posted.model_copy(update={"gone": True}), None)
            raise
        return posted.model_copy(update={"content": message.digest})

    async def _patch(self, posted: Posted, body: Json) -> None:
        if posted.token:
            ids = {"webhook_id": posted.app, "webhook_token": posted.token, "message_id": posted.message}
            await self._rest.ask("PATCH", _FOLLOWUP, body, **ids)
            return
        ids = {"channel_id": posted.channel, "message_id": posted.message}
        try:
            await self._rest.ask("PATCH", _MESSAGE, body, **ids)
        except Refusal as refusal:
            if refusal.code != limits.ARCHIVED:
                raise
            # Sending wakes an archived thread, changing does not.
            await self._rest.ask("PATCH", "/channels/{channel_id}", {"archived": False}, channel_id=posted.channel)
            await self._rest.ask("PATCH", _MESSAGE, body, **ids)

    async def _sweep(self, thread: Thread, handle: str, posted: Posted) -> None:
        """Delete the messages that another one has taken the place of; a worker may have died before it could."""
        if not posted.stale:
            return
        for message in posted.stale:
            await self._marks.note_replaced(thread, message, posted)  # before: nobody has withdrawn it
            await self._sender.delete(message, posted.channel, posted.app, posted.token)
        await self._marks.note_posted(thread, handle, posted.model_copy(update={"stale": ()}), None)

    # Afterwards

    async def _note(self, thread: Thread, handle: str, reply: Reply, shown: Posted) -> Posted:
        now_s = self._clock()
        pictures = tuple(card.picture for card in reply.cards)
        posted = shown.model_copy(update={"pictures": pictures, "cards": bool(reply.cards), "time_s": now_s})
        selects = tuple((str(n), card.picture, card.select) for n, card in enumerate(reply.cards, start=1))
        mark = Mark(thread=thread.id, turn=reply.turn, handle=handle, selects=selects, time_s=now_s)
        await self._marks.note_posted(thread, handle, posted, mark)
        return posted

    async def _type(self, posted: Posted, reply: Reply) -> None:
        """Show that the bot is busy, as long as it is; no answer depends on it."""
        now_s = self._clock()
        if reply.progress is None or posted.token or self._typed.get(posted.channel, 0.0) > now_s - _TYPING_S:
            return
        self._typed = {channel: at_s for channel, at_s in self._typed.items() if at_s > now_s - _TYPING_S}
        self._typed[posted.channel] = now_s
        await self._rest.type(posted.channel)
