"""The core as adapters see it: events are taken in, and pages may ask for casts, albums and bytes.

Implements bot.adapter.Core for a gateway. Has what comes from outside cleaned and checked (bot/intake.py), so that a
person hears at once what cannot be used; decides nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import assert_never

from redis.exceptions import RedisError

from bot.adapter import (
    Acceptance,
    Blob,
    CharacterChange,
    Forgotten,
    Outcome,
    RoomSettings,
    SettingChanges,
)
from bot.buttons import FORM_VERBS, PANEL_VERBS, ButtonId, Verb, decode
from bot.codec import dump
from bot.engine import Engine
from bot.errors import BlobMissing, PictureGone, StoreError, UnknownButton
from bot.events import Attachment, Author, Command, Event, Message, Press, Submit, Thread
from bot.fit import fit
from bot.forms import form_of
from bot.images import display_name, inspect, media_type
from bot.intake import InputLimits, taken_in
from bot.memory import views
from bot.memory.blobs import Blobs
from bot.memory.memory import Memory
from bot.memory.records import Character, Picture
from bot.memory.sketches import Sketches
from bot.panels import Panels
from bot.phrases import known_language
from bot.presses import NoPicturesThere
from bot.replies import CastMember, Form, PictureDetails, Reply
from bot.requests import pictures_of
from bot.rooms import Rooms

#: How often, and how long apart, a form looks for an answer's pictures: platforms want it open within 3 s.
_LOOKS, _LOOK_S = 20, 0.1
#: How often a picture is looked for that somebody asks about: who asks about one that is gone waits for nothing.
_PICTURE_LOOKS = 8
#: What stops a running turn when it is all that somebody says.
STOP_WORDS = frozenset({"stop", "cancel", "그만", "멈춰", "멈춰줘", "중지", "취소"})


class PicturebookCore:
    """What adapters may ask; see bot.adapter.Core for the contract of each method."""

    def __init__(
        self,
        engine: Engine,
        memory: Memory,
        blobs: Blobs,
        rooms: Rooms,
        limits: InputLimits,
        *,
        panels: Panels,
        sketches: Sketches | None = None,
    ) -> None:
        self._engine = engine
        self._panels = panels
        self._memory = memory
        self._blobs = blobs
        self._rooms = rooms
        self._limits = limits
        self._sketches = sketches

    async def accept(self, event: Event) -> Acceptance:
        """Take `event` durably. Raises bot.errors.BadInput (say why to the person) or StoreError (retry)."""
        event = taken_in(event, self._limits.message_chars)
        try:
            stopped = await self._stop(event)
            if stopped is not None:
                return Acceptance(Outcome.HANDLED if stopped else Outcome.DUPLICATE, event.id)
            await self._check_button(event)
            taken = await self._engine.accept(
                event.thread, event.id, dump(event, Event), event.author.id, workspace=event.workspace_key
            )
        except RedisError as error:
            raise StoreError(type(error).__name__) from error
        return Acceptance(Outcome.ACCEPTED if taken else Outcome.DUPLICATE, event.id)

    async def form(self, press: Press) -> Form | None:
        """Return the form that this button opens, or None when it starts a turn. Raises BadInput."""
        button = decode(press.button)
        if button.verb not in FORM_VERBS:
            return None
        pictures = await self._pictures_soon(button, press.thread)
        state = await self._memory.state(press.thread)
        return form_of(button, pictures, state.language if state.turns else known_language(press.locale))

    async def panel(self, event: Command | Press | Submit, *, manages: bool = False) -> tuple[Reply, ...] | Form | None:
        """Answer at once what needs no judgement; None: this starts a turn. Raises BadInput and StoreError."""
        cleaned = taken_in(event, self._limits.message_chars)
        assert isinstance(cleaned, Command | Press | Submit)  # noqa: S101 - it stays what it was
        try:
            if isinstance(cleaned, Press):
                button = decode(cleaned.button)
                if button.verb in FORM_VERBS:
                    return await self.form(cleaned)
                if button.verb is Verb.DETAILS and button.is_picture:
                    await self._picture_soon(cleaned.thread.room_key, button.target)
            answer = await self._panels.answer(cleaned, manages=manages)
        except RedisError as error:
            raise StoreError(type(error).__name__) from error
        if isinstance(answer, Reply):
            return fit(answer, self._panels.shows(cleaned.thread.platform))
        return answer

    async def withdraw(self, thread: Thread, turn: str) -> None:
        """Take back an answer of the bot that somebody deleted on the platform. Raises StoreError."""
        await self._rooms.withdrawal.withdraw(thread, turn)

    async def judge(self, thread: Thread, turn: str, author: Author, *, good: bool) -> None:
        """Keep what a person thinks of what answered a turn. Raises StoreError."""
        rooms = self._rooms
        await rooms.verdicts.note(thread.room_key, turn, author.id, rooms.clock(), good=good)

    async def presence(self, workspace: str, *, here: bool) -> None:
        """Note that the bot is in a server or workspace, or was removed from it just now. Raises StoreError."""
        await self._rooms.leaving.note(workspace, here=here)

    async def attach(self, room: str, data: bytes, name: str) -> Attachment:
        """Check and keep a picture that a person sent. Raises BadImage or ImageTooLarge."""
        facts = await inspect(data, self._limits.upload)
        blob = await self._rooms.keep_upload(room, data)
        return Attachment(blob, facts.media_type, facts.width_px, facts.height_px, display_name(name))

    async def blob(self, blob: str) -> Blob:
        """Return bytes by content hash. Raises BlobMissing."""
        try:
            data = await self._blobs.get(blob)
        except BlobMissing:
            sketch = None if self._sketches is None else await self._sketches.get(blob)
            if sketch is None:
                raise
            data = sketch
        return Blob(data, media_type(data) or "application/octet-stream")

    async def cast(self, room: str) -> tuple[CastMember, ...]:
        """Return the room's characters, by name. `room` is a room key here and below."""
        cast = await self._memory.cast(room)
        faces = await self._memory.pictures(room, (one.picture or "" for one in cast))
        return tuple(views.member(one, faces.get(one.picture or "")) for one in cast)

    async def album(self, room: str, before: float | None = None, limit: int = 60) -> tuple[PictureDetails, ...]:
        """Return the room's pictures, newest first, those made before the time `before` (seconds)."""
        return tuple(views.details(one) for one in await self._memory.album(room, before, limit))

    async def details(self, room: str, picture: str) -> PictureDetails:
        """Return one picture. Raises PictureGone when it is not of this room."""
        return views.details(await self._picture_soon(room, picture))

    async def family(self, room: str, picture: str) -> tuple[PictureDetails, ...]:
        """Return the picture's ancestors and descendants, oldest first, itself included. Raises PictureGone."""
        await self._picture_soon(room, picture)
        family = await self._memory.family(room, picture)
        return tuple(views.details(one) for one in family)

    async def change_character(self, room: str, character: str, change: CharacterChange) -> CastMember:
        """Change a character. Raises CharacterGone, PictureGone, NameTaken or BadCharacter."""
        return await self._member(room, await self._rooms.casting.change(room, character, change))

    async def merge_characters(self, room: str, character: str, other: str) -> CastMember:
        """Make `other` the same as `character`, who stays. Raises CharacterGone."""
        return await self._member(room, await self._rooms.casting.merge(room, character, other))

    async def remove_character(self, room: str, character: str) -> None:
        """Take a character out of the cast; the pictures stay. Raises CharacterGone."""
        await self._rooms.casting.remove(room, character)

    async def room_settings(self, room: str) -> RoomSettings:
        """Return what the room has set for itself."""
        return await self._memory.settings(room)

    async def change_room_settings(self, room: str, changes: SettingChanges) -> RoomSettings:
        """Change some of the room's settings, all or none. Raises BadRoomSetting."""
        await self._rooms.change_settings(room, changes)
        return await self._memory.settings(room)

    async def forget_room(self, room: str) -> Forgotten:
        """Remove everything of a room, everywhere. Raises RoomBusy."""
        return await self._rooms.forgetting.room(room)

    async def forget_person(self, platform: str, author: str, room: str | None = None) -> Forgotten:
        """Remove everything of a person (by id), in one room or in all of the platform. Raises RoomBusy."""
        return await self._rooms.forgetting.person(platform, author, room)

    def export_room(self, room: str) -> AsyncIterator[bytes]:
        """Yield a zip file with everything of a room; docs/privacy.md tells what is in it. Raises StoreError."""
        return self._rooms.exporting.chunks(room)

    async def _member(self, room: str, character: Character) -> CastMember:
        face = None if character.picture is None else await self._memory.picture(room, character.picture)
        return views.member(character, face)

    async def _stop(self, event: Event) -> bool | None:
        """Stop a turn if that is what the event asks: such an event does not wait behind the turn in the inbox.

        False when it was delivered before; None when it stops nothing.
        """
        if isinstance(event, Press):
            button = decode(event.button)
            if button.verb is not Verb.STOP:
                return None
            return await self._engine.accept_stop(event.thread, event.id, button.target)
        if isinstance(event, Message) and event.text.strip(" .!").casefold() in STOP_WORDS:
            return await self._engine.accept_stop(event.thread, event.id)
        return None

    async def _check_button(self, event: Event) -> None:
        """Refuse at once what was never ours, or is about a picture that is not this room's."""
        match event:
            case Press():
                button = decode(event.button)
            case Submit():
                button = decode(event.form)
                if button.verb not in FORM_VERBS:
                    raise UnknownButton
            case Message() | Command():
                return
            case _:
                assert_never(event)
        if button.verb in PANEL_VERBS:  # answered at once, by `panel`
            raise UnknownButton
        if not button.is_picture:
            return
        try:
            await pictures_of(button, event.thread, self._memory)
        except PictureGone:
            # An answer is seen before its turn is committed; the press waits behind that turn and is checked again.
            if not await self._engine.waiting(event.thread):
                await pictures_of(button, event.thread, self._memory)

    async def _picture_soon(self, room: str, picture: str) -> Picture:
        """Return a picture; wait a little for one that is seen but not committed yet. Raises PictureGone."""
        for _ in range(_PICTURE_LOOKS):
            found = await self._memory.picture(room, picture)
            if found is not None:
                return found
            await asyncio.sleep(_LOOK_S)
        raise PictureGone

    async def _pictures_soon(self, button: ButtonId, thread: Thread) -> tuple[Picture, ...]:
        """Return the pictures that a button is under; wait a little for an answer that is seen but not committed yet.

        Raises PictureGone and NoPicturesThere.
        """
        for _ in range(_LOOKS):
            # Asked first: when nothing is unfinished now, what is looked up next is all there will be.
            is_last = not await self._engine.waiting(thread)
            with suppress(PictureGone):
                pictures = await pictures_of(button, thread, self._memory)
                if pictures:
                    return pictures
            if is_last:
                break
            await asyncio.sleep(_LOOK_S)
        raise PictureGone if button.is_picture else NoPicturesThere
