"""The routes of the web page's HTTP interface.

Built by the server for one listening adapter. Requests become events for the core; what the channel holds becomes JSON.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from urllib.parse import quote, unquote

from aiohttp import web

from adapters.web import wire
from adapters.web.answers import answer, read_json
from adapters.web.channel import Channel
from bot.adapter import Acceptance, Core
from bot.errors import BadImage, BadInput, ImageTooLarge
from bot.events import Attachment, Message, Press, Submit, Thread

PLATFORM = "web"
#: The room that is always offered.
FIRST_ROOM = "playroom"
_ALBUM_MOST = 200
#: Types that a browser may show in place; everything else is only ever downloaded.
_SHOWN_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
#: The name by which the bot is called in the channel.
_MENTION = "@picturebook"
_MEGABYTE = 1024 * 1024


def room_of(request: web.Request) -> str:
    """Return the room in a request's path. Raises BadInput."""
    return _thread(request.match_info["room"], "any").room


def room_key_of(request: web.Request) -> str:
    """Return the key of the room in a request's path. Raises BadInput."""
    return _thread(request.match_info["room"], "any").room_key


def _thread(room: str, thread: str) -> Thread:
    try:
        return Thread(PLATFORM, room, thread)
    except ValueError as error:
        raise BadInput(str(error)) from error


def _thread_of(request: web.Request) -> Thread:
    return _thread(request.match_info["room"], request.match_info["thread"])


def _taken(acceptance: Acceptance) -> web.Response:
    return answer(wire.plain(acceptance), 202)


def _number(request: web.Request, name: str) -> float | None:
    raw = request.query.get(name)
    try:
        number = None if raw is None else float(raw)
    except ValueError as error:
        raise BadInput(f"{name} is not a number") from error
    if number is not None and not math.isfinite(number):
        raise BadInput(f"{name} is not finite")
    return number


class Routes:
    """Everything that the page may ask, for one core and one channel."""

    def __init__(self, core: Core, channel: Channel, clock: Callable[[], float], upload_bytes: int) -> None:
        self._core = core
        self._channel = channel
        self._clock = clock
        self._upload_bytes = upload_bytes

    def table(self) -> list[web.RouteDef]:
        """Return the routes with their handlers."""
        room = "/api/rooms/{room}"
        thread = f"{room}/threads/{{thread}}"
        return [
            web.get("/healthz", self.health),
            web.get("/api/rooms", self.rooms),
            web.get(room, self.room),
            web.get(thread, self.thread),
            web.post(f"{thread}/messages", self.say),
            web.post(f"{thread}/press", self.press),
            web.post(f"{thread}/submit", self.submit),
            web.post(f"{room}/attachments", self.attach),
            web.get(f"{room}/cast", self.cast),
            web.get(f"{room}/album", self.album),
            web.get(f"{room}/pictures/{{picture}}", self.picture),
            web.get(f"{room}/pictures/{{picture}}/family", self.family),
            web.get("/blobs/{blob}", self.blob),
        ]

    async def health(self, _: web.Request) -> web.Response:
        """GET /healthz."""
        return answer({"ok": True})

    async def rooms(self, _: web.Request) -> web.Response:
        """GET /api/rooms."""
        rooms = [dataclasses.asdict(one) for one in await self._channel.rooms()]
        if all(one["id"] != FIRST_ROOM for one in rooms):
            rooms.append({"id": FIRST_ROOM, "threads": 0, "last_s": 0.0})
        return answer({"rooms": rooms})

    async def room(self, request: web.Request) -> web.Response:
        """GET /api/rooms/{room}."""
        room = room_of(request)
        cursor = await self._channel.cursor(room)  # first: what changes meanwhile is told again, not missed
        threads = [dataclasses.asdict(one) for one in await self._channel.threads(room)]
        return answer({"room": room, "cursor": cursor, "threads": threads})

    async def thread(self, request: web.Request) -> web.Response:
        """GET .../threads/{thread}. Messages are JSON already and are only strung together."""
        thread = _thread_of(request)
        cursor = await self._channel.cursor(thread.room)
        summary = await self._channel.thread(thread.room, thread.id)
        messages = await self._channel.messages(thread.room, thread.id, request.query.get("before"))
        head = wire.write({"thread": dataclasses.asdict(summary), "cursor": cursor}).decode()
        body = f'{head[:-1]},"messages":[{",".join(messages)}]}}'
        return web.Response(text=body, content_type="application/json", charset="utf-8")

    async def say(self, request: web.Request) -> web.Response:
        """POST .../messages: the core takes it first; then it is shown."""
        thread = _thread_of(request)
        body = wire.read(wire.MessageBody, await read_json(request))
        event = Message(
            id=body.id,
            thread=thread,
            author=body.author.author(),
            time_s=self._clock(),
            locale=body.locale,
            text=body.text,
            reply_to=body.reply_to,
            attachments=tuple([await self._attachment(thread.room, one.blob) for one in body.attachments]),
            addressed=_MENTION in body.text.casefold(),
        )
        shown = wire.message_of_person(event)
        await self._channel.stage(thread.room, event.id, shown, wire.title_of(event.text), event.time_s)
        try:
            acceptance = await self._core.accept(event)
        except BadInput:
            await self._channel.unstage(thread.room, event.id)
            raise
        await self._channel.show_staged(thread.room, thread.id, event.id, event.time_s)
        return _taken(acceptance)

    async def _attachment(self, room: str, blob: str) -> Attachment:
        found = await self._channel.upload(room, blob)
        if found is None:  # uploaded elsewhere, long ago, or never
            raise BadImage(blob)
        return found

    async def press(self, request: web.Request) -> web.Response:
        """POST .../press: a form at once, or a turn."""
        thread = _thread_of(request)
        body = wire.read(wire.PressBody, await read_json(request))
        event = Press(body.id, thread, body.author.author(), self._clock(), body.locale, body.button)
        form = await self._core.form(event)
        if form is not None:
            return answer({"form": wire.plain(form)})
        return _taken(await self._core.accept(event))

    async def submit(self, request: web.Request) -> web.Response:
        """POST .../submit."""
        thread = _thread_of(request)
        body = wire.read(wire.SubmitBody, await read_json(request))
        values = tuple(body.values.items())
        event = Submit(body.id, thread, body.author.author(), self._clock(), body.locale, body.form, values)
        return _taken(await self._core.accept(event))

    async def attach(self, request: web.Request) -> web.Response:
        """POST .../attachments: raw bytes; the header X-Filename, which no foreign form can send, names them."""
        room_key = room_key_of(request)
        name = request.headers.get("X-Filename")
        if name is None:
            raise BadInput("no X-Filename")
        too_large = ImageTooLarge(limit=self._upload_bytes // _MEGABYTE)
        if (request.content_length or 0) > self._upload_bytes:
            raise too_large
        data = bytearray()
        async for chunk in request.content.iter_any():
            if len(data) + len(chunk) > self._upload_bytes:
                raise too_large
            data += chunk
        name = "".join(one for one in unquote(name) if one.isprintable())[:200]
        attachment = await self._core.attach(room_key, bytes(data), name)
        shown = wire.plain(attachment)
        await self._channel.keep_upload(room_of(request), wire.write(shown), attachment.blob)
        return answer(shown)

    async def cast(self, request: web.Request) -> web.Response:
        """GET .../cast."""
        return answer({"cast": [wire.plain(one) for one in await self._core.cast(room_key_of(request))]})

    async def album(self, request: web.Request) -> web.Response:
        """GET .../album?before=&limit=."""
        limit = max(1, min(int(_number(request, "limit") or 60), _ALBUM_MOST))
        pictures = await self._core.album(room_key_of(request), _number(request, "before"), limit)
        return answer({"pictures": [wire.plain(one) for one in pictures]})

    async def picture(self, request: web.Request) -> web.Response:
        """GET .../pictures/{picture}."""
        return answer(wire.plain(await self._core.details(room_key_of(request), request.match_info["picture"])))

    async def family(self, request: web.Request) -> web.Response:
        """GET .../pictures/{picture}/family."""
        family = await self._core.family(room_key_of(request), request.match_info["picture"])
        return answer({"pictures": [wire.plain(one) for one in family]})

    async def blob(self, request: web.Request) -> web.Response:
        """GET /blobs/{blob}: bytes under their hash never change."""
        blob = await self._core.blob(request.match_info["blob"])
        is_shown = blob.media_type in _SHOWN_TYPES
        headers = {
            "Cache-Control": "private, max-age=31536000, immutable",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Content-Type": blob.media_type if is_shown else "application/octet-stream",
        }
        name = request.query.get("download")
        if name is not None or not is_shown:
            headers["Content-Disposition"] = disposition(name or "picture")
        return web.Response(body=blob.data, headers=headers)


def disposition(name: str) -> str:
    """Return the header that makes a browser save a picture under this name, or what can be kept of it."""
    # Quotes, separators and controls could end the header or leave the folder; the second form carries any script.
    kept = "".join(one for one in name if one.isprintable() and one not in '"\\/:*?<>|')[:100].strip(". ") or "picture"
    plain = kept.encode("ascii", "replace").decode().replace("?", "_").replace("%", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(kept.encode('utf-8', 'replace'), safe='')}"
