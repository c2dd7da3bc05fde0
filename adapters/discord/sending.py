"""Sending a message to Discord once: under a nonce, which Discord knows for minutes, and found again after that.

Used by adapters/discord/posting.py. What was begun is noted before, so that a worker that takes over looks for what an
earlier try may have sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from adapters.discord import limits
from adapters.discord.errors import Refusal
from adapters.discord.marks import Marks, Posted, Spot
from adapters.discord.reading import Payload, items, mapping, snowflake, text, time_of
from adapters.discord.rendering import Json, render, without_files
from adapters.discord.rest import Rest, Upload
from bot.events import Thread
from bot.replies import Audience, Reply

log = structlog.get_logger(__name__)

_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"
_FOLLOWUPS = "/webhooks/{webhook_id}/{webhook_token}"
_FOLLOWUP = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
#: A message sent before is looked for among so many, and may be so much older than the note that it was begun.
_LOOK_BACK, _CLOCKS_S = 50, 120.0


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: the payload, its files, and the digest by which the same again is known."""

    body: Json
    uploads: tuple[Upload, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends and deletes messages."""

    rest: Rest
    marks: Marks
    clock: Callable[[], float] = time.time

    async def send(self, thread: Thread, spot: Spot, reply: Reply, message: Message, key: tuple[str, int]) -> Posted:
        """Send a message to a spot, once for each `key`: a post's handle, and how often it was replaced."""
        handle, version = key
        if spot.kind == "token":
            sent = await self._send_by_token(thread, spot, reply, message)
        else:
            sent = await self._send_once(thread, spot, reply, message, f"{handle}.{version}")
        return Posted(
            thread=thread.id,
            turn=reply.turn,
            channel=spot.channel,
            message=snowflake(sent.get("id")),
            content=message.digest if _face(sent) == _face(message.body) else "",
            version=version,
            app=spot.app if spot.kind == "token" else "",
            token=spot.token if spot.kind == "token" else "",
        )

    async def _send_once(self, thread: Thread, spot: Spot, reply: Reply, message: Message, nonce: str) -> Payload:
        """Send a message under a nonce. What was sent under it before is returned, whatever it shows."""
        begun_s = await self.marks.begin(thread.room, nonce, self.clock())
        if begun_s is not None:
            found = await self._find(thread, spot.channel, message, begun_s)
            if found is not None:
                return found
        body: Json = {**message.body, "nonce": nonce, "enforce_nonce": True}
        if spot.kind == "channel" and spot.root:
            # The turn of a message has the message's id.
            answered = reply.turn if reply.turn.isdecimal() else spot.root
            body["message_reference"] = {"message_id": answered, "fail_if_not_exists": False}
        return await self.rest.send("POST", _MESSAGES, body, message.uploads, channel_id=spot.channel)

    async def _send_by_token(self, thread: Thread, spot: Spot, reply: Reply, message: Message) -> Payload:
        ids = {"webhook_id": spot.app, "webhook_token": spot.token}
        private = reply.audience is Audience.PERSON
        if not spot.original:
            flags = limits.COMPONENTS_V2 | (limits.EPHEMERAL if private else 0)
            return await self.rest.send("POST", _FOLLOWUPS, {**message.body, "flags": flags}, message.uploads, **ids)
        # What Discord shows as "thinking" is changed to words first: a followup before that would take its place.
        words = message.body if not message.uploads else render(replace(reply, cards=(), buttons=()))
        first = await self.rest.send("PATCH", _FOLLOWUP, without_files(words), (), message_id="@original", **ids)
        await self.marks.note_spot(thread, spot.model_copy(update={"original": False}))
        if not message.uploads:
            return first
        sent = await self.rest.send("POST", _FOLLOWUPS, message.body, message.uploads, **ids)
        await self.delete("@original", spot.channel, spot.app, spot.token)
        return sent

    async def _find(self, thread: Thread, channel: str, message: Message, begun_s: float) -> Payload | None:
        """Return the message that an earlier try may have sent: with the same buttons, or with the same words."""
        path = f"{_MESSAGES}?limit={_LOOK_BACK}"
        me = await self.rest.me()
        for one in items(await self.rest.ask_list("GET", path, channel_id=channel)):
            identity = snowflake(one.get("id"))
            is_ours = snowflake(mapping(one.get("author")).get("id")) == me
            if not (identity and is_ours) or time_of(identity) < begun_s - _CLOCKS_S or not _alike(one, message.body):
                continue
            if await self.marks.mark(thread.room, identity) is None:
                return one
        return None

    async def delete(self, message: str, channel: str, app: str, token: str) -> None:
        """Delete a message; one that is gone already is fine, and one that may not be deleted is logged."""
        try:
            if token:
                ids = {"webhook_id": app, "webhook_token": token, "message_id": message}
                await self.rest.ask("DELETE", _FOLLOWUP, **ids)
            else:
                await self.rest.ask("DELETE", _MESSAGE, channel_id=channel, message_id=message)
        except Refusal as refusal:
            if refusal.code != limits.UNKNOWN_MESSAGE:
                log.warning("discord_not_deleted", channel=channel, code=refusal.code)


def _alike(one: Payload, other: Payload | Json) -> bool:
    """Return whether two messages are tries of one: buttons name their turn and pictures, words change on the way."""
    ids = _buttons(one)
    return ids == _buttons(other) if ids else _face(one) == _face(other)


def _buttons(message: Payload | Json) -> tuple[str, ...]:
    parts = items(message.get("components"))
    return tuple(text(one.get("custom_id")) for part in parts for one in items(part.get("components")))


def _face(message: Payload | Json) -> tuple[str, ...]:
    """Return what tells one message of the bot's from another: its words, its buttons, its pictures' descriptions."""
    found: list[str] = []
    for part in items(message.get("components")):
        found.append(" ".join(text(part.get("content")).split()))
        found += [text(one.get("custom_id")) for one in items(part.get("components"))]
        found += [text(one.get("description")) for one in items(part.get("items"))]
    return tuple(one for one in found if one)
