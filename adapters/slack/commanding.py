"""Slash commands and shortcuts: read by the table of commands, handed to the core.

Used by the gateway. A slash command comes from no thread, so a message with the request is posted first, and the answer
goes into its thread. Panels are shown to the person alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from adapters.slack import limits
from adapters.slack.answering import Answers, Surface
from adapters.slack.asking import DRAW_FORM, draw_form
from adapters.slack.calls import Calls
from adapters.slack.downloads import Downloads
from adapters.slack.ending import Background
from adapters.slack.errors import NoPictureThere, NotInvited, Refusal
from adapters.slack.interactions import Chosen, Commanded, Context, FormSent
from adapters.slack.marks import Marks
from adapters.slack.parsing import WHOLE_CHANNEL, Where, team_of, where_of
from adapters.slack.people import People, Person
from adapters.slack.reading import slack_id, stamp
from adapters.slack.wording import escaped, people_in, said, shorten
from bot.adapter import Core
from bot.commands import checked, parse
from bot.errors import BadInput, DeliveryError, explain
from bot.events import Attachment, Command, Thread
from bot.phrases import known_language, phrase
from bot.replies import Form

log = structlog.get_logger(__name__)

#: The app's own slash commands; every other word is one behind `/picturebook`.
OWN, DRAW = "picturebook", "draw"
#: Shortcuts: of the app, and of a message.
DRAW_SHORTCUT, REFERENCE_SHORTCUT, CONTINUE_SHORTCUT = "draw", "reference", "continue"
_TURNS = frozenset({"draw", "story"})
_NUMBERED = frozenset({"picture"})
_DEFAULT_LOCALE = "en-US"
_NAMES = 5
_ASKED_CHARS = 2_500
_POST_S = 2.0
_CLOSED = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action", "missing_scope"})


@dataclass(frozen=True, slots=True)
class Commanding:
    """Takes commands and shortcuts."""

    core: Core
    calls: Calls
    marks: Marks
    people: People
    downloads: Downloads
    answers: Answers
    background: Background
    clock: Callable[[], float] = time.time

    async def command(self, given: Commanded) -> str:
        """Take a slash command and return what the person is told at once, if anything. Raises StoreError."""
        person = await self.people.person(given.where.team, given.actor.person, given.actor.name)
        language = known_language(person.locale)
        try:
            words = await self._plain(given.where.team, given.text)
            name, options = parse(words, DRAW if given.command == DRAW else None)
            if name in _TURNS and not options:
                await self._ask_for_words(given, person, name)
                return ""
            thread = given.where.thread(await self._place(given.where, name))
            event = checked(self._event(given.id, thread, person, name, options))
            if name in _TURNS:
                await self._begin(event, given.where, language)
            else:
                await self._panel(event, given, person)
        except BadInput as error:
            log.info("slack_command_refused", command=given.command[:40], error=type(error).__name__)
            return explain(error, language)
        except DeliveryError as error:
            log.warning("slack_command_not_begun", error=str(error))
            return explain(error, language)
        return ""

    async def _place(self, where: Where, name: str) -> str:
        """Return the conversation that a command is about: pictures are numbered in the one that was busy last."""
        return (await self.marks.latest(where.room) if name in _NUMBERED else "") or WHOLE_CHANNEL

    async def _plain(self, team: str, text: str) -> str:
        names = {one: (await self.people.person(team, one)).name for one in people_in(text)[:_NAMES]}
        return said(text, "", lambda identity: names.get(identity, ""))

    def _event(
        self,
        identity: str,
        thread: Thread,
        person: Person,
        name: str,
        options: tuple[tuple[str, str], ...],
        *,
        attachments: tuple[Attachment, ...] = (),
    ) -> Command:
        return Command(
            id=identity,
            thread=thread,
            author=person.author,
            time_s=self.clock(),
            locale=person.locale or _DEFAULT_LOCALE,
            workspace=team_of(thread.room),
            name=name,
            options=options,
            attachments=attachments,
        )

    # Turns

    async def _begin(self, event: Command, where: Where, language: str) -> None:
        """Post what was asked for, and let the answer go into its thread. Raises BadInput and DeliveryError."""
        settings = await self.core.room_settings(event.thread.room_key)
        root = await self._root(event, where, language)
        thread = event.thread if settings.habit == "reply" else where.thread(root)
        event = replace(event, thread=thread)
        await self.marks.note_asker(thread, event.id, event.author.id, self.clock())
        await self.core.accept(event)
        await self.marks.note_part(thread, self.clock())

    async def _root(self, event: Command, where: Where, language: str) -> str:
        prompt = dict(event.options).get("prompt", "")
        more = ", ".join(f"{name} {value}" for name, value in event.options if name != "prompt")
        words = shorten(f"{prompt} ({more})" if more else prompt, _ASKED_CHARS)
        # The one mention that the bot ever writes: of the person who asked, who is there anyway.
        asked = escaped(phrase("slack_asked", language, words=words))
        text = f"<@{event.author.id}> {asked}"
        args: dict[str, object] = {
            "channel": where.channel,
            "text": text,
            "metadata": {"event_type": limits.METADATA_EVENT, "event_payload": {"key": event.id, "turn": event.id}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        try:
            answer = await self.calls.ask(where.team, limits.POST, args, patience_s=1.0, timeout_s=_POST_S)
        except Refusal as refusal:
            if refusal.error in _CLOSED:
                raise NotInvited(refusal.error) from refusal
            raise
        return stamp(answer.get("ts"))

    # Panels

    async def _panel(self, event: Command, given: Commanded, person: Person) -> None:
        manages = await self.people.manages(given.where, person)
        answer = await self.core.panel(event, manages=manages)
        context = Context(event.thread.room, event.thread.id, given.response_url)
        surface = Surface(context, person.id, known_language(person.locale), given.actor.trigger)
        if isinstance(answer, Form):
            await self.answers.open(surface, answer)
        elif answer is not None:
            self.background.start(self.answers.show(surface, answer))
        else:
            await self.core.accept(event)

    # The form "Draw…"

    async def _ask_for_words(self, given: Commanded, person: Person, name: str) -> None:
        context = Context(given.where.room, WHOLE_CHANNEL, given.response_url, kind=name)
        await self._ask(context, given.actor.trigger, person, with_room=False)

    async def _ask(self, context: Context, trigger: str, person: Person, *, with_room: bool) -> None:
        language = known_language(person.locale)
        view = draw_form(context, language, with_room=with_room)
        await self.answers.open_view(Surface(context, person.id, language, trigger), view)

    async def drawn(self, sent: FormSent, person: Person) -> None:
        """Take the form "Draw…". Raises BadInput and StoreError."""
        values = dict(sent.values)
        where = where_of(sent.context.room)
        chosen = slack_id(values.pop("room", ""))
        if chosen:
            where = Where(where.team, chosen, chosen.startswith("D"))
        options = tuple((name, value) for name, value in values.items() if value.strip())
        event = checked(self._event(sent.id, where.thread(WHOLE_CHANNEL), person, sent.context.kind, options))
        await self._begin(event, where, known_language(person.locale))

    # Shortcuts

    async def shortcut(self, chosen: Chosen) -> None:
        """Take a shortcut. Raises StoreError."""
        person = await self.people.person(chosen.actor.team, chosen.actor.person, chosen.actor.name)
        language = known_language(person.locale)
        if chosen.where is None:
            if chosen.callback == DRAW_SHORTCUT:
                await self._draw_anywhere(chosen, person)
            return
        thread = chosen.where.thread(chosen.thread)
        surface = Surface(
            Context(thread.room, thread.id, chosen.response_url), person.id, language, chosen.actor.trigger
        )
        try:
            await self._use_message(chosen, chosen.where, person, surface)
        except BadInput as error:
            log.info("slack_shortcut_refused", error=type(error).__name__)
            self.background.start(self.answers.say(surface, explain(error, language)))
        except DeliveryError as error:
            self.background.start(self.answers.say(surface, explain(error, language)))

    async def _draw_anywhere(self, chosen: Chosen, person: Person) -> None:
        # The room is asked for in the form; until it is known, the form is about none.
        context = Context(f"{chosen.actor.team}.C0", WHOLE_CHANNEL, kind=DRAW)
        try:
            await self._ask(context, chosen.actor.trigger, person, with_room=True)
        except DeliveryError as error:
            log.warning("slack_form_not_opened", form=DRAW_FORM, error=str(error))

    async def _use_message(self, chosen: Chosen, where: Where, person: Person, surface: Surface) -> None:
        posted = await self.marks.posted(where.room, chosen.message)
        thread = where.thread(posted.thread) if posted is not None else surface.thread
        if posted is not None and posted.pictures:
            target = posted.pictures[0] if len(posted.pictures) == 1 else posted.turn
            event = self._event(chosen.id, thread, person, "continue", (("picture", target),))
        elif chosen.callback == REFERENCE_SHORTCUT and chosen.files:
            pictures = await self.downloads.take(where, thread.room_key, chosen.files)
            event = self._event(chosen.id, thread, person, "reference", (), attachments=pictures)
        else:
            raise NoPictureThere
        answer = await self.core.panel(event)
        if isinstance(answer, tuple):
            self.background.start(self.answers.show(surface, answer))
        elif answer is None:
            await self.marks.note_asker(thread, event.id, person.id, self.clock())
            await self.core.accept(event)
            await self.marks.note_part(thread, self.clock())
