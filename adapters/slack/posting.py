"""Replies to Slack: one message for each key however often it is tried, changed as the turn goes on.

Used by the adapter, in a worker or elsewhere. Slack has no keys of its own for that: what is about to be sent is
noted before, what was sent after, and each message carries its key in its metadata, so that a worker that takes over
finds it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

from adapters.slack import limits
from adapters.slack.agents import Agents
from adapters.slack.calls import Calls, Sleep
from adapters.slack.errors import Delay, Refusal
from adapters.slack.marks import Marks, Posted, handle_of
from adapters.slack.parsing import WHOLE_CHANNEL, where_of
from adapters.slack.reading import Payload, digest, items, mapping, stamp, text
from adapters.slack.rendering import Rendered, render
from adapters.slack.uploads import Uploads
from bot.errors import DeliveryRefused
from bot.events import Thread
from bot.phrases import phrase
from bot.replies import Audience, Reply

log = structlog.get_logger(__name__)

#: Ids of messages that one person sees: nobody can change them.
PERSONAL = "only."
#: How often blocks are tried again that show a file which Slack has not looked at yet, and how long apart.
_LATE_TRIES, _LATE_S = 6, 0.7
#: Clocks may differ by so much when a message is looked for that was sent before.
_CLOCKS_S = 120.0
_LOOK_BACK = 200


@dataclass(frozen=True, slots=True)
class _Out:
    """A message that is about to go out."""

    thread: Thread
    handle: str
    reply: Reply
    rendered: Rendered

    @property
    def content(self) -> str:
        return digest(self.rendered.text, repr(self.rendered.blocks))

    def posted(self, now_s: float, person: str = "") -> Posted:
        cards = self.reply.cards
        return Posted(
            thread=self.thread.id,
            turn=self.reply.turn,
            content=self.content,
            pictures=tuple(card.picture for card in cards),
            selects=tuple((card.label or "1", card.select) for card in cards),
            person=person,
            time_s=now_s,
        )


class Poster:
    """Posts and changes messages."""

    def __init__(
        self,
        calls: Calls,
        marks: Marks,
        uploads: Uploads,
        agents: Agents,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._marks = marks
        self._uploads = uploads
        self._agents = agents
        self._clock = clock
        self._sleep = sleep

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        """Show `reply` once under `key` and return the message's id; see bot.adapter.Adapter."""
        handle = handle_of(thread, key)
        known = await self._marks.message_of(thread, handle)
        if known:
            return known
        person = await self._marks.asker(thread.room, reply.turn) if reply.audience is Audience.PERSON else ""
        out = _Out(thread, handle, reply, await self._render(thread, reply))
        begun_s = await self._marks.begin(thread.room, handle, self._clock())
        found = await self._find(thread, handle, begun_s) if begun_s is not None and not person else ""
        message = found or await (self._send_to(out, person) if person else self._send(out))
        posted = out.posted(self._clock(), person)
        if found:  # sent by somebody who could not note it any more, and nobody knows with what in it
            posted = posted.model_copy(update={"content": ""})
        await self._marks.note_posted(thread, handle, message, posted)
        if not person:
            await self._agents.follow(thread, reply)
        return message

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        """Replace the message's content by `reply`; see bot.adapter.Adapter."""
        posted = await self._marks.posted(thread.room, message)
        out = _Out(thread, "", reply, await self._render(thread, reply))
        if posted is not None and posted.content == out.content:
            return
        if message.startswith(PERSONAL):
            if posted is None:
                raise DeliveryRefused(f"no message of the bot is {message}")
            await self._send_to(out, posted.person)
        else:
            await self._update(out, message)
        person = posted.person if posted is not None else ""
        await self._marks.change_posted(thread.room, message, out.posted(self._clock(), person))
        if not person:
            await self._agents.follow(thread, reply)

    async def _render(self, thread: Thread, reply: Reply) -> Rendered:
        files = await self._uploads.files(thread.room, reply.cards)
        gone = [card for card in reply.cards if card.blob not in files]
        notes = [phrase("picture_gone", reply.language)] if gone else []
        return render(reply, files, thread.id, notes)

    # Sending

    async def _send(self, out: _Out) -> str:
        where = where_of(out.thread.room)
        metadata = {
            "event_type": limits.METADATA_EVENT,
            "event_payload": {"key": out.handle, "turn": out.reply.turn},
        }
        args: dict[str, object] = {"channel": where.channel, "metadata": metadata, **_quiet()}
        if out.thread.id != WHOLE_CHANNEL:
            args["thread_ts"] = out.thread.id
        answer = await self._with_files(out, lambda said: self._calls.ask(where.team, limits.POST, args | said))
        message = stamp(answer.get("ts"))
        if not message:
            raise Delay("chat.postMessage: no ts")
        return message

    async def _send_to(self, out: _Out, person: str) -> str:
        where = where_of(out.thread.room)
        args: dict[str, object] = {"channel": where.channel, "user": person}
        if out.thread.id != WHOLE_CHANNEL:
            args["thread_ts"] = out.thread.id
        answer = await self._with_files(
            out, lambda said: self._calls.ask(where.team, limits.POST_EPHEMERAL, args | said)
        )
        return PERSONAL + (stamp(answer.get("message_ts")) or out.handle)

    async def _update(self, out: _Out, message: str) -> None:
        where = where_of(out.thread.room)
        if not stamp(message):
            raise DeliveryRefused(f"no message of the bot is {message[:40]}")
        is_progress = out.reply.progress is not None
        args: dict[str, object] = {"channel": where.channel, "ts": message}
        try:
            await self._with_files(
                out,
                lambda said: self._calls.ask(where.team, limits.UPDATE, args | said, is_progress=is_progress),
            )
        except Refusal as refusal:
            if refusal.error == "message_not_found":
                await self._marks.drop_posted(out.thread.room, message)
            raise

    async def _with_files(self, out: _Out, send: _Send) -> Payload:
        """Send a message; while Slack says that it does not know its pictures yet, again after a moment."""
        said: dict[str, object] = {"text": out.rendered.text, "blocks": list(out.rendered.blocks)}
        for tried in range(_LATE_TRIES):
            try:
                return await send(said)
            except Refusal as refusal:
                if not (out.reply.cards and refusal.is_about_a_file):
                    raise
                log.info("slack_file_not_ready", turn=out.reply.turn, tried=tried + 1)
                await self._sleep(_LATE_S * (tried + 1))
        await self._uploads.forget(out.thread.room, out.reply.cards)
        raise Delay("Slack does not know the pictures yet")

    # Finding what was sent before

    async def _find(self, thread: Thread, handle: str, begun_s: float) -> str:
        """Return the message that an earlier try may have sent under a handle, "" when it did not."""
        where = where_of(thread.room)
        args: dict[str, object] = {
            "channel": where.channel,
            "oldest": f"{max(begun_s - _CLOCKS_S, 0):.6f}",
            "include_all_metadata": True,
            "limit": _LOOK_BACK,
        }
        in_thread = thread.id != WHOLE_CHANNEL
        cursor = ""
        while True:
            page = {**args, "cursor": cursor or None, "ts": thread.id if in_thread else None}
            method = limits.REPLIES if in_thread else limits.HISTORY
            answer = await self._calls.ask(where.team, method, page)
            for one in items(answer.get("messages")):
                payload = mapping(mapping(one.get("metadata")).get("event_payload"))
                if payload.get("key") == handle and stamp(one.get("ts")):
                    return stamp(one.get("ts"))
            cursor = text(mapping(answer.get("response_metadata")).get("next_cursor"))
            if not cursor:
                return ""


_Send = Callable[[dict[str, object]], Awaitable[Payload]]


def _quiet() -> Mapping[str, object]:
    """Return what keeps Slack from making more of our words than there is."""
    return {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}
