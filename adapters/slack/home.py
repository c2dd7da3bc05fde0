"""The app's own pages in Slack: the home tab, with a person's rooms, and what is offered in its messages.

Used by the gateway when somebody opens the app. Shows only rooms where that person has asked for something.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from adapters.slack import limits
from adapters.slack.calls import Calls
from adapters.slack.interactions import ROW_PREFIX
from adapters.slack.marks import Marks
from adapters.slack.parsing import PLATFORM, WHOLE_CHANNEL, Opened, Where, where_of
from adapters.slack.people import People
from adapters.slack.rendering import Json, plain
from adapters.slack.wording import clean, shorten
from bot.adapter import Core
from bot.buttons import ButtonId, Verb
from bot.errors import DeliveryError, PicturebookError
from bot.phrases import known_language, phrase

log = structlog.get_logger(__name__)

#: So many rooms are shown; the rest is a button away in each.
_ROOMS = 8
_NAMES = 12
_ALBUM = 60
#: What a room's buttons open, and those of the app itself.
_PANELS = (
    ButtonId(Verb.CAST, "room", 0),
    ButtonId(Verb.ALBUM, "all", 0),
    ButtonId(Verb.USAGE, "room"),
    ButtonId(Verb.SETTINGS, "room"),
)
_APP = (ButtonId(Verb.HELP, "room"), ButtonId(Verb.PRIVACY, "room"), ButtonId(Verb.FORGET, "menu"))


class Home:
    """Shows the app's pages. Nothing depends on them, so a failure is only logged."""

    def __init__(
        self, core: Core, calls: Calls, marks: Marks, people: People, clock: Callable[[], float] = time.time
    ) -> None:
        self._core = core
        self._calls = calls
        self._marks = marks
        self._people = people
        self._clock = clock

    async def opened(self, heard: Opened) -> None:
        """Show what belongs to the tab that was opened. Raises StoreError."""
        person = await self._people.person(heard.where.team, heard.person)
        language = known_language(person.locale)
        try:
            if heard.home:
                view = await self._view(heard.where, heard.person, language)
                args: dict[str, object] = {"user_id": heard.person, "view": view}
                await self._calls.ask(heard.where.team, limits.PUBLISH_VIEW, args, patience_s=1.0)
            else:
                await self._offer(heard.where, language)
        except DeliveryError as error:
            log.info("slack_page_not_shown", team=heard.where.team, error=str(error))

    async def _offer(self, where: Where, language: str) -> None:
        prompts = [
            {"title": phrase(f"slack_prompt_{n}", language), "message": phrase(f"slack_prompt_{n}_says", language)}
            for n in range(1, limits.PROMPTS + 1)
        ]
        args: dict[str, object] = {
            "channel_id": where.channel,
            "title": phrase("slack_prompts", language),
            "prompts": prompts,
        }
        await self._calls.ask(where.team, limits.SET_PROMPTS, args, patience_s=1.0)

    async def _view(self, where: Where, person: str, language: str) -> Json:
        blocks: list[Json] = [
            {"type": "header", "text": plain("picturebook", 150)},
            _section(phrase("slack_home_intro", language)),
        ]
        rooms = (await self._marks.rooms_of(where.team, person))[:_ROOMS]
        if not rooms:
            blocks.append(_section(phrase("slack_home_empty", language)))
        for room in rooms:
            blocks += [{"type": "divider"}, *await self._room(room, language)]
        blocks += [{"type": "divider"}, self._buttons(where.room, _APP, language)]
        return {"type": "home", "blocks": blocks[: limits.VIEW_BLOCKS]}

    async def _room(self, room: str, language: str) -> list[Json]:
        channel = where_of(room).channel
        key = f"{PLATFORM}/{room}"
        name: Json = {"type": "text", "text": phrase("slack_home_direct", language)}
        if not channel.startswith("D"):
            name = {"type": "channel", "channel_id": channel}
        try:
            cast = [member.name for member in await self._core.cast(key)]
            album = len(await self._core.album(key, limit=_ALBUM))
        except PicturebookError as error:
            log.warning("slack_room_not_told", room=room, error=type(error).__name__)
            cast, album = [], 0
        people = shorten(", ".join(clean(one) for one in cast[:_NAMES]), 500) or "–"
        count = f"{album}+" if album >= _ALBUM else str(album)
        words = phrase("slack_home_room", language, cast=people, pictures=count)
        elements = [name, {"type": "text", "text": f"\n{clean(words)}"}]
        section = {"type": "rich_text_section", "elements": elements}
        return [{"type": "rich_text", "elements": [section]}, self._buttons(room, _PANELS, language)]

    @staticmethod
    def _buttons(room: str, buttons: tuple[ButtonId, ...], language: str) -> Json:
        name = f"{ROW_PREFIX}:{room}/{WHOLE_CHANNEL}:{buttons[0].verb}"
        elements = []
        for one in buttons:
            label = plain(phrase(f"button_{one.verb}", language), limits.BUTTON_CHARS)
            # Two rooms have the same buttons, and ids must differ in a view: the value says what is meant.
            identity = f"{one}#{room}/{one.verb}"
            elements.append({"type": "button", "action_id": identity, "value": str(one), "text": label})
        return {"type": "actions", "block_id": name, "elements": elements}


def _section(words: str) -> Json:
    return {"type": "section", "text": plain(words, limits.SECTION_CHARS)}
