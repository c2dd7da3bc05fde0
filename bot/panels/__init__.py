"""Panels: what is answered at once, to one person, without a turn: the cast, the album, settings, and the like.

Called by the core for commands, presses and sent forms; returns replies and forms that every platform can show. What
is pressed may be forged or come from another room, so every id is looked up in the room of who pressed. One module a
panel.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.adapter import Capabilities
from bot.buttons import PANEL_FORMS, PANEL_VERBS, ButtonId, Verb, decode
from bot.errors import UnknownButton
from bot.events import PICTURE_PREFIX, Command, Press, Submit
from bot.panels import about, album, cast, forget, picture, settings, usage
from bot.panels.asking import Asked, Parts
from bot.phrases import LANGUAGES, known_language
from bot.replies import Form, Reply

__all__ = ["Panels", "Parts"]

#: For a platform that says nothing of itself.
_PLAIN = Capabilities(
    text_chars=2_000,
    cards=4,
    buttons=5,
    buttons_per_row=5,
    forms=True,
    edits=False,
    alt_chars=1_000,
    edit_interval_s=1.0,
    upload_bytes=8_000_000,
)


@dataclass(frozen=True, slots=True)
class Panels:
    """Answers at once what needs no turn. `capabilities` by platform: what its adapter can show."""

    parts: Parts
    capabilities: Mapping[str, Capabilities]

    def shows(self, platform: str) -> Capabilities:
        """Return what a platform can show."""
        return self.capabilities.get(platform, _PLAIN)

    async def answer(self, event: Command | Press | Submit, *, manages: bool) -> Reply | Form | None:
        """Return the panel or form that answers `event`, None when it starts a turn. Raises BadInput and StoreError.

        A command comes checked by bot.commands.
        """
        if isinstance(event, Command):
            if event.name in _TURNS:
                return None
            return await _COMMANDS[event.name](
                await self._asked(event, manages=manages), self.parts, dict(event.options)
            )
        button = decode(event.button if isinstance(event, Press) else event.form)
        if button.verb not in PANEL_VERBS and button.verb is not Verb.DETAILS:
            return None
        asked = await self._asked(event, manages=manages)
        if isinstance(event, Submit):
            return await self._sent(asked, button, dict(event.values))
        if button.verb in PANEL_FORMS:
            return await self._form(asked, button)
        return await _PRESSED[button.verb](asked, self.parts, button)

    async def _asked(self, event: Command | Press | Submit, *, manages: bool) -> Asked:
        shown = self.shows(event.thread.platform)
        return Asked(event.id, event.thread, event.author, await self._language(event), shown, manages)

    async def _language(self, event: Command | Press | Submit) -> str:
        """Return the language of the person's own client, which only they read; the conversation's if it says none."""
        if event.locale.replace("_", "-").split("-")[0].lower() in LANGUAGES:
            return known_language(event.locale)
        state = await self.parts.memory.state(event.thread)
        room = await self.parts.memory.settings(event.thread.room_key)
        return state.language if state.turns else known_language(room.language or event.locale)

    async def _form(self, asked: Asked, button: ButtonId) -> Form:
        if button.verb is Verb.SEARCH:
            return album.form(asked)
        if button.verb is Verb.CHANGE:
            return await settings.form(asked, self.parts, button.target)
        return await cast.form(asked, self.parts, button)

    async def _sent(self, asked: Asked, form: ButtonId, values: dict[str, str]) -> Reply:
        if form.verb not in PANEL_FORMS:
            raise UnknownButton
        if form.verb is Verb.SEARCH:
            return await album.album(asked, self.parts, album.target_of(values.get("words", "")))
        if form.verb is Verb.CHANGE:
            return await settings.change(asked, self.parts, form.target, values)
        return await cast.change(asked, self.parts, form, values)


async def _continue(asked: Asked, parts: Parts, options: Mapping[str, str]) -> Reply | None:
    target = options["picture"]
    return None if target.startswith(PICTURE_PREFIX) else await picture.choices_of(asked, parts, target)


async def _picture(asked: Asked, parts: Parts, button: ButtonId) -> Reply:
    if not button.is_picture:
        raise UnknownButton
    return await picture.picture(asked, parts, button.target)


#: Commands that start a turn.
_TURNS = frozenset({"draw", "story", "reference"})
_COMMANDS: Mapping[str, Callable[[Asked, Parts, Mapping[str, str]], Awaitable[Reply | None]]] = {
    "cast": lambda a, p, o: cast.named(a, p, o["name"]) if "name" in o else cast.cast(a, p),
    "album": lambda a, p, o: album.album(a, p, album.target_of(o.get("search", ""))),
    "picture": lambda a, p, o: picture.picture(a, p, o["number"]),
    "settings": lambda a, p, _: settings.settings(a, p),
    "usage": lambda a, p, _: usage.usage(a, p),
    "forget": lambda a, p, o: forget.forget(a, p, o.get("what", "")),
    "export": lambda a, _, __: about.export(a),
    "privacy": lambda a, p, _: about.privacy(a, p),
    "help": lambda a, _, __: about.about(a),
    "continue": _continue,
}
_PRESSED: Mapping[Verb, Callable[[Asked, Parts, ButtonId], Awaitable[Reply]]] = {
    Verb.CAST: lambda a, p, b: cast.cast(a, p, b.choice or 0),
    Verb.PERSON: lambda a, p, b: cast.person(a, p, b.target),
    Verb.REMOVE: lambda a, p, b: cast.ask_removal(a, p, b.target),
    Verb.REMOVE_NOW: lambda a, p, b: cast.remove(a, p, b.target),
    Verb.ALBUM: lambda a, p, b: album.album(a, p, b.target, b.choice or 0),
    Verb.PICTURE: _picture,
    Verb.DETAILS: _picture,
    Verb.SETTINGS: lambda a, p, _: settings.settings(a, p),
    Verb.USAGE: lambda a, p, _: usage.usage(a, p),
    Verb.FORGET: lambda a, p, b: forget.forget(a, p, b.target),
    Verb.FORGET_NOW: lambda a, p, b: forget.forget_now(a, p, b.target),
    Verb.PRIVACY: lambda a, p, _: about.privacy(a, p),
    Verb.HELP: lambda a, _, __: about.about(a),
}
