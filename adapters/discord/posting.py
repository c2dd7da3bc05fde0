"""Replies to Discord: one message for each key however often it is tried, changed as the turn goes on.

Used by the adapter, in a worker or elsewhere: REST only. A message that gets pictures is sent anew and the one before
is deleted: changing a message's gallery is what Discord has been seen to refuse (discord-api-docs#7529). What was begun
is noted before, what was done after, so that a worker that takes over finds what there is.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from adapters.discord import limits
from adapters.discord.errors import Refusal
from adapters.discord.marks import Mark, Marks, Posted, Spot, handle_of
from adapters.discord.own import continue_button
from adapters.discord.reading import Payload, items, mapping, snowflake, text, time_of
from adapters.discord.rendering import Extra, Json, file_name, render, without_files
from adapters.discord.rest import Rest, Upload
from adapters.discord.sizes import fitted
from adapters.discord.threads import Threads
from bot.errors import BlobMissing, DeliveryRefused
from bot.events import Thread
from bot.phrases import phrase
from bot.replies import Audience, Card, Reply

log = structlog.get_logger(__name__)

_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_FOLLOWUPS = "/webhooks/{webhook_id}/{webhook_token}"
_FOLLOWUP = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
#: A message sent before is looked for among so many, and may be so much older than the note that it was begun.
_LOOK_BACK, _CLOCKS_S = 50, 120.0
#: Typing is shown for ten seconds.
_TYPING_S = 8.0

ReadBlob = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: the payload, its files, and the digest by which the same again is known."""

    body: Json
    uploads: tuple[Upload, ...]
    digest: str


class Poster:
    """Posts and changes messages. `read_blob` returns a picture's bytes by their hash."""

    def __init__(
        self,
        rest: Rest,
        marks: Marks,
        read_blob: ReadBlob,
        upload_bytes: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._rest = rest
        self._marks = marks
        self._threads = Threads(rest, marks)
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
        shown = await self._send(thread, spot, reply, message, handle)
        await self._note(thread, handle, reply, message, shown)
        await self._type(shown, reply)
        return handle

    async def edit(self, thread: Thread, handle: str, reply: Reply) -> None:
        """Replace what is shown under a handle; see bot.adapter.Adapter."""
        posted = await self._marks.posted(thread, handle)
        if posted is None or posted.gone:
            raise DeliveryRefused(f"no message of the bot is {handle}")
        if reply.cards and reply.progress is not None:
            reply = replace(reply, cards=())  # a picture is shown once, in its final place
        spot = await self._spot_of(thread, posted)
        message = await self._message(thread, spot, reply)
        if message.digest != posted.content:
            if reply.cards:
                shown = await self._replace(thread, posted, reply, message, handle)
            else:
                shown = await self._change(thread, posted, reply, message, handle)
            posted = await self._note(thread, handle, reply, message, shown)
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

    # Sending it

    async def _send(self, thread: Thread, spot: Spot, reply: Reply, message: Message, handle: str) -> Posted:
        if spot.kind == "token":
            sent = await self._send_by_token(thread, spot, reply, message)
        else:
            sent = await self._send_once(thread, spot, reply, message, handle)
        return Posted(
            thread=thread.id,
            turn=reply.turn,
            channel=spot.channel,
            message=sent,
            content=message.digest,
            app=spot.app if spot.kind == "token" else "",
            token=spot.token if spot.kind == "token" else "",
        )

    async def _send_once(self, thread: Thread, spot: Spot, reply: Reply, message: Message, handle: str) -> str:
        nonce = hashlib.sha256(f"{handle}\n{message.digest}".encode()).hexdigest()[: limits.NONCE_CHARS]
        begun_s = await self._marks.begin(thread.room, nonce, self._clock())
        if begun_s is not None:
            found = await self._find(thread, spot.channel, message, begun_s)
            if found:
                return found
        body: Json = {**message.body, "nonce": nonce, "enforce_nonce": True}
        if spot.kind == "channel" and spot.root:
            # The turn of a message has the message's id.
            answered = reply.turn if reply.turn.isdecimal() else spot.root
            body["message_reference"] = {"message_id": answered, "fail_if_not_exists": False}
        return await self._rest.send("POST", _MESSAGES, body, message.uploads, channel_id=spot.channel)

    async def _send_by_token(self, thread: Thread, spot: Spot, reply: Reply, message: Message) -> str:
        ids = {"webhook_id": spot.app, "webhook_token": spot.token}
        private = reply.audience is Audience.PERSON
        if not spot.original:
            flags = limits.COMPONENTS_V2 | (limits.EPHEMERAL if private else 0)
            return await self._rest.send("POST", _FOLLOWUPS, {**message.body, "flags": flags}, message.uploads, **ids)
        # What Discord shows as "thinking" is changed to words first: a followup before that would take its place.
        words = message.body if not message.uploads else render(replace(reply, cards=(), buttons=()))
        first = await self._rest.send("PATCH", _FOLLOWUP, without_files(words), (), message_id="@original", **ids)
        await self._marks.note_spot(thread, spot.model_copy(update={"original": False}))
        if not message.uploads:
            return first
        sent = await self._rest.send("POST", _FOLLOWUPS, message.body, message.uploads, **ids)
        await self._delete("@original", spot.channel, spot.app, spot.token)
        return sent

    async def _find(self, thread: Thread, channel: str, message: Message, begun_s: float) -> str:
        """Return the id of a message that an earlier try may have sent, "" when it did not."""
        path = f"{_MESSAGES}?limit={_LOOK_BACK}"
        wanted, me = _face(message.body), await self._rest.me()
        for one in items(await self._rest.ask_list("GET", path, channel_id=channel)):
            identity = snowflake(one.get("id"))
            is_ours = snowflake(mapping(one.get("author")).get("id")) == me
            if not (identity and is_ours) or time_of(identity) < begun_s - _CLOCKS_S or _face(one) != wanted:
                continue
            if await self._marks.mark(thread.room, identity) is None:
                return identity
        return ""

    # Changing it

    async def _replace(self, thread: Thread, posted: Posted, reply: Reply, message: Message, handle: str) -> Posted:
        spot = await self._spot_of(thread, posted)
        shown = await self._send(thread, spot, reply, message, handle)
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
        return posted

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
            await self._marks.drop_mark(thread.room, message)  # before: what the bot deletes nobody has withdrawn
            await self._delete(message, posted.channel, posted.app, posted.token)
        await self._marks.note_posted(thread, handle, posted.model_copy(update={"stale": ()}), None)

    async def _delete(self, message: str, channel: str, app: str, token: str) -> None:
        try:
            if token:
                ids = {"webhook_id": app, "webhook_token": token, "message_id": message}
                await self._rest.ask("DELETE", _FOLLOWUP, **ids)
            else:
                await self._rest.ask("DELETE", _MESSAGE, channel_id=channel, message_id=message)
        except Refusal as refusal:
            if refusal.code != limits.UNKNOWN_MESSAGE:
                log.warning("discord_not_deleted", channel=channel, code=refusal.code)

    # Afterwards

    async def _note(self, thread: Thread, handle: str, reply: Reply, message: Message, shown: Posted) -> Posted:
        now_s = self._clock()
        pictures = tuple(card.picture for card in reply.cards)
        posted = shown.model_copy(
            update={"content": message.digest, "pictures": pictures, "cards": bool(reply.cards), "time_s": now_s}
        )
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


def _face(message: Payload | Json) -> tuple[str, ...]:
    """Return what tells one message of the bot's from another: its words, its buttons, its pictures' descriptions."""
    found: list[str] = []
    for part in items(message.get("components")):
        found.append(" ".join(text(part.get("content")).split()))
        found += [text(one.get("custom_id")) for one in items(part.get("components"))]
        found += [text(one.get("description")) for one in items(part.get("items"))]
    return tuple(one for one in found if one)
