"""Answers to one person: panels, sentences and forms, in the place where the person acted.

Used by the gateway for what needs no turn. A panel is a message that only its person sees, put there by the
interaction's own address (which works where the bot is no member), or a view where the person acted in one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import aiohttp
import structlog

from adapters.slack import forms, limits
from adapters.slack.calls import Calls
from adapters.slack.errors import Delay, Refusal
from adapters.slack.interactions import Context
from adapters.slack.parsing import where_of
from adapters.slack.reading import mapping, slack_id
from adapters.slack.rendering import Json, Rendered, render, says
from adapters.slack.uploads import Uploads
from bot.errors import DeliveryError, StoreError
from bot.events import Thread
from bot.replies import Form, Reply

log = structlog.get_logger(__name__)
_OPEN_S = 2.5
_LATE_TRIES, _LATE_S = 5, 0.7


@dataclass(frozen=True, slots=True)
class Surface:
    """Where a person acted. `view`: in this view; `home`: in the home tab; `replaces`: in a panel."""

    context: Context
    person: str
    language: str
    trigger: str = ""
    view: str = ""
    home: bool = False
    replaces: bool = False

    @property
    def thread(self) -> Thread:
        """The conversation."""
        return Thread("slack", self.context.room, self.context.thread)

    @property
    def team(self) -> str:
        """The workspace."""
        return where_of(self.context.room).team


class Answers:
    """Shows answers. What cannot be shown is logged: the person sees that nothing came, and acts again."""

    def __init__(self, calls: Calls, uploads: Uploads) -> None:
        self._calls = calls
        self._uploads = uploads

    async def show(self, surface: Surface, replies: Sequence[Reply]) -> None:
        """Show a panel: the first reply in its place, the others as further messages."""
        for number, reply in enumerate(replies):
            place = (
                surface.thread.id
                if not surface.view and not surface.home
                else f"{surface.context.room}/{surface.thread.id}"
            )
            try:
                files = await self._uploads.files(surface.context.room, reply.cards)
                rendered = render(reply, files, place, private=True)
                put = replace(surface, replaces=surface.replaces and not number)
                await self._put_when_ready(put, rendered)
            except (DeliveryError, StoreError) as error:
                log.warning("slack_panel_not_shown", room=surface.context.room, error=str(error))

    async def say(self, surface: Surface, sentence: str) -> None:
        """Tell the person something, without taking away what they see."""
        try:
            await self._put(replace(surface, replaces=False), says(sentence))
        except (DeliveryError, StoreError) as error:
            log.warning("slack_person_not_told", room=surface.context.room, error=str(error))

    async def open(self, surface: Surface, form: Form) -> None:
        """Open a form. Raises DeliveryError."""
        await self.open_view(surface, forms.modal(form, surface.context, surface.language))

    async def open_view(self, surface: Surface, view: Json) -> str:
        """Open a view, on top of the one that the person is in, and return its id. Raises DeliveryError."""
        method = limits.PUSH_VIEW if surface.view and not surface.home else limits.OPEN_VIEW
        args = {"trigger_id": surface.trigger, "view": view}
        answer = await self._calls.ask(surface.team, method, args, patience_s=0.0, timeout_s=_OPEN_S)
        return slack_id(mapping(answer.get("view")).get("id"))

    async def change_view(self, surface: Surface, view_id: str, view: Json) -> None:
        """Replace an open view. Raises DeliveryError."""
        await self._calls.ask(surface.team, limits.UPDATE_VIEW, {"view_id": view_id, "view": view}, patience_s=1.0)

    async def _put_when_ready(self, surface: Surface, rendered: Rendered) -> None:
        """Show something; while Slack says that it does not know its pictures yet, again after a moment."""
        for _ in range(_LATE_TRIES):
            try:
                await self._put(surface, rendered)
            except Refusal as refusal:
                if not refusal.is_about_a_file:
                    raise
                await asyncio.sleep(_LATE_S)
            else:
                return
        raise Delay("Slack does not know the pictures yet")

    async def _put(self, surface: Surface, rendered: Rendered) -> None:
        if surface.view and not surface.home and surface.replaces:
            await self.change_view(surface, surface.view, forms.told(rendered, surface.context, surface.language))
        elif surface.view or surface.home:
            await self.open_view(surface, forms.told(rendered, surface.context, surface.language))
        elif surface.context.response_url:
            await self._respond(surface, rendered)
        else:
            await self._whisper(surface, rendered)

    async def _respond(self, surface: Surface, rendered: Rendered) -> None:
        body: dict[str, object] = {
            "response_type": "ephemeral",
            "replace_original": surface.replaces,
            "text": rendered.text,
            "blocks": list(rendered.blocks),
        }
        try:
            await self._send(surface.context.response_url, body)
        except Delay:
            # It can be used five times in half an hour; a message for one person works longer, where the bot is in.
            await self._whisper(surface, rendered)

    async def _send(self, url: str, body: Mapping[str, object]) -> None:
        address, api = urlsplit(url), urlsplit(self._calls.web.base_url)
        is_slacks = address.scheme == "https" and address.netloc in limits.RESPONSE_HOSTS
        if not is_slacks and (address.scheme, address.netloc) != (api.scheme, api.netloc):
            raise Delay("an address that is not Slack's")
        try:
            async with self._calls.web.session().post(url, json=body, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise Delay(f"response_url: {answer.status}")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Delay(f"response_url: {type(error).__name__}") from error

    async def _whisper(self, surface: Surface, rendered: Rendered) -> None:
        where, thread = where_of(surface.context.room), surface.context.thread
        args: dict[str, object] = {
            "channel": where.channel,
            "user": surface.person,
            "text": rendered.text,
            "blocks": list(rendered.blocks),
            "thread_ts": thread if thread[:1].isdigit() else None,
        }
        await self._calls.ask(where.team, limits.POST_EPHEMERAL, args, patience_s=5.0)
