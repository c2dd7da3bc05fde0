"""The routes of the web page about a room as a whole: its cast, its settings, forgetting it and taking it along.

Built by the server for one listening adapter, beside adapters/web/routes.py.
"""

from __future__ import annotations

from contextlib import aclosing

from aiohttp import web

from adapters.web import wire
from adapters.web.answers import answer, read_json
from adapters.web.routes import PLATFORM, disposition, room_key_of, room_of
from bot.adapter import Core


class RoomRoutes:
    """What may be asked about a whole room, for one core."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def table(self) -> list[web.RouteDef]:
        """Return the routes with their handlers."""
        room = "/api/rooms/{room}"
        one = f"{room}/cast/{{character}}"
        return [
            web.patch(one, self.change_character),
            web.delete(one, self.remove_character),
            web.post(f"{one}/merge", self.merge_characters),
            web.get(f"{room}/settings", self.settings),
            web.patch(f"{room}/settings", self.change_settings),
            web.post(f"{room}/forget", self.forget),
            web.get(f"{room}/export", self.export),
        ]

    async def change_character(self, request: web.Request) -> web.Response:
        """PATCH .../cast/{character}: rename, describe, recast, other names."""
        body = wire.read(wire.CharacterBody, await read_json(request))
        member = await self._core.change_character(room_key_of(request), _character(request), body.change())
        return answer(wire.plain(member))

    async def merge_characters(self, request: web.Request) -> web.Response:
        """POST .../cast/{character}/merge: the other one becomes this one."""
        body = wire.read(wire.MergeBody, await read_json(request))
        return answer(
            wire.plain(await self._core.merge_characters(room_key_of(request), _character(request), body.other))
        )

    async def remove_character(self, request: web.Request) -> web.Response:
        """DELETE .../cast/{character}."""
        await self._core.remove_character(room_key_of(request), _character(request))
        return answer({"removed": _character(request)})

    async def settings(self, request: web.Request) -> web.Response:
        """GET .../settings."""
        return answer(wire.plain(await self._core.room_settings(room_key_of(request))))

    async def change_settings(self, request: web.Request) -> web.Response:
        """PATCH .../settings: all of the changes or none."""
        body = wire.read(wire.SettingsBody, await read_json(request))
        return answer(wire.plain(await self._core.change_room_settings(room_key_of(request), body.changes)))

    async def forget(self, request: web.Request) -> web.Response:
        """POST .../forget: a person's data in this room, or all of it."""
        body = wire.read(wire.ForgetBody, await read_json(request))
        room = room_key_of(request)
        if body.author is None:
            return answer(wire.plain(await self._core.forget_room(room)))
        return answer(wire.plain(await self._core.forget_person(PLATFORM, body.author.id, room)))

    async def export(self, request: web.Request) -> web.StreamResponse:
        """GET .../export: a zip file."""
        async with aclosing(self._core.export_room(room_key_of(request))) as chunks:  # type: ignore[type-var]  # a generator
            first = await anext(aiter(chunks))  # what goes wrong, goes wrong before: it is still a sentence then
            name = disposition(f"picturebook {room_of(request)}.zip")
            response = web.StreamResponse(headers={"Content-Type": "application/zip", "Content-Disposition": name})
            await response.prepare(request)
            await response.write(first)
            async for chunk in chunks:
                await response.write(chunk)
            await response.write_eof()
        return response


def _character(request: web.Request) -> str:
    return request.match_info["character"]
