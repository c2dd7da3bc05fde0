"""What is heard at Slack, handed to the core: messages, number reactions, deletions, the Stop button, opened tabs.

Used by the gateway. Whatever returns was taken durably, and Slack may be told so; StoreError and DeliveryError mean
that Slack shall tell it again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

import structlog

from adapters.slack.answering import Answers, Surface
from adapters.slack.downloads import Downloads
from adapters.slack.home import Home
from adapters.slack.interactions import Context
from adapters.slack.marks import Marks
from adapters.slack.parsing import (
    PLATFORM,
    WHOLE_CHANNEL,
    Deleted,
    Heard,
    Opened,
    Reacted,
    Removed,
    Said,
    StopAsked,
    event_id,
    team_of,
)
from adapters.slack.people import People, Person
from adapters.slack.reading import seconds
from adapters.slack.wording import people_in, said, shorten
from adapters.slack.workspaces import Workspaces
from bot.adapter import Core
from bot.buttons import ButtonId, Verb
from bot.errors import BadInput, explain
from bot.events import Message, Press, Thread
from bot.phrases import known_language

log = structlog.get_logger(__name__)

#: So many mentioned people are looked up by name.
_NAMES = 8
#: A conversation with the bot alone goes by so much of its first message.
_TITLE_CHARS = 80
_DEFAULT_LOCALE = "en-US"


@dataclass(frozen=True, slots=True)
class Hearing:
    """Takes what is heard."""

    core: Core
    marks: Marks
    people: People
    downloads: Downloads
    answers: Answers
    home: Home
    workspaces: Workspaces
    clock: Callable[[], float] = time.time

    async def take(self, heard: Heard, bot_user: str) -> None:
        """Take one thing."""
        match heard:
            case Said():
                await self._message(heard, bot_user)
            case Reacted():
                await self._reaction(heard)
            case Deleted():
                await self._deletion(heard)
            case StopAsked():
                await self._stop(heard)
            case Opened():
                await self.home.opened(heard)
            case Removed():
                for team in await self.workspaces.remove(heard.team, heard.enterprise, whole_org=heard.whole_org):
                    await self.core.presence(f"{PLATFORM}/{team}", here=False)
                log.info("slack_app_removed", team=heard.team, enterprise=heard.enterprise)
            case _:
                assert_never(heard)

    async def _message(self, heard: Said, bot_user: str) -> None:
        addressed = heard.mentions_bot or heard.where.direct
        thread = await self._thread(heard)
        if not addressed and not (heard.in_thread and await self.marks.takes_part(thread)):
            return
        person = await self.people.person(heard.where.team, heard.person)
        locale = person.locale or _DEFAULT_LOCALE
        try:
            event = Message(
                id=heard.event_id,
                thread=thread,
                author=person.author,
                time_s=seconds(heard.ts, self.clock()),
                locale=locale,
                workspace=heard.where.team,
                text=await self._words(heard, bot_user),
                attachments=await self.downloads.take(heard.where, thread.room_key, heard.files),
                addressed=addressed,
            )
            await self.marks.note_asker(thread, event.id, person.id, self.clock())
            if heard.where.direct and not heard.in_thread:
                await self.marks.note_title(thread, shorten(" ".join(event.text.split()), _TITLE_CHARS))
            await self.core.accept(event)
        except BadInput as error:
            log.info("slack_message_refused", thread=thread.key, error=type(error).__name__)
            if addressed:
                await self._tell(thread, person, error)
            return
        await self.marks.note_part(thread, self.clock())

    async def _thread(self, heard: Said) -> Thread:
        """Return the conversation of a message: its thread, or the channel where the room answers without threads."""
        if not heard.in_thread:
            settings = await self.core.room_settings(heard.where.thread().room_key)
            if settings.habit == "reply":
                return heard.where.thread(WHOLE_CHANNEL)
        return heard.where.thread(heard.thread)

    async def _words(self, heard: Said, bot_user: str) -> str:
        names: dict[str, str] = {}
        for identity in [one for one in people_in(heard.text) if one != bot_user][:_NAMES]:
            names[identity] = (await self.people.person(heard.where.team, identity)).name
        return said(heard.text, bot_user, lambda identity: names.get(identity, ""))

    async def _tell(self, thread: Thread, person: Person, error: BadInput) -> None:
        language = known_language(person.locale)
        surface = Surface(Context(thread.room, thread.id), person.id, language)
        await self.answers.say(surface, explain(error, language))

    async def _reaction(self, heard: Reacted) -> None:
        """Take a number under a grid as the choice of that picture."""
        posted = await self.marks.posted(heard.where.room, heard.message)
        button = dict(posted.selects).get(heard.number) if posted is not None else None
        if posted is None or button is None:
            return
        person = await self.people.person(heard.where.team, heard.person)
        thread = heard.where.thread(posted.thread)
        identity = event_id("r", heard.message, heard.person, heard.number)
        await self._press(thread, person, identity, button)

    async def _press(self, thread: Thread, person: Person, identity: str, button: str) -> None:
        press = Press(
            id=identity,
            thread=thread,
            author=person.author,
            time_s=self.clock(),
            locale=person.locale or _DEFAULT_LOCALE,
            workspace=team_of(thread.room),
            button=button,
        )
        try:
            await self.marks.note_asker(thread, press.id, person.id, self.clock())
            await self.core.accept(press)
        except BadInput as error:  # neither a reaction nor Slack's own button waits for a sentence
            log.info("slack_press_refused", thread=thread.key, error=type(error).__name__)

    async def _deletion(self, heard: Deleted) -> None:
        """Take back what was answered in a message of the bot that somebody deleted."""
        posted = await self.marks.posted(heard.where.room, heard.message)
        if posted is None:
            return
        thread = heard.where.thread(posted.thread)
        await self.core.withdraw(thread, posted.turn)
        await self.marks.drop_posted(heard.where.room, heard.message)
        log.info("slack_answer_withdrawn", turn=posted.turn, thread=thread.key)

    async def _stop(self, heard: StopAsked) -> None:
        thread = heard.where.thread(heard.thread)
        turn = await self.marks.running(thread)
        if not turn:
            return
        person = await self.people.person(heard.where.team, heard.person)
        identity = event_id("x", heard.thread, heard.person, heard.at)
        await self._press(thread, person, identity, str(ButtonId(Verb.STOP, turn)))
