"""What people press and send: buttons and forms, handed to the core, and what it answers shown where they acted.

Used by the gateway. Forms open at once, because what Slack gives for opening one is good for three seconds; what starts
a turn is acknowledged when the core has it, and panels are shown after the acknowledgement.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum, auto

import structlog

from adapters.slack import forms, limits
from adapters.slack.answering import Answers, Surface
from adapters.slack.commanding import Commanding
from adapters.slack.ending import Background
from adapters.slack.interactions import FormSent, Pressed
from adapters.slack.marks import Marks
from adapters.slack.parsing import team_of, where_of
from adapters.slack.people import People, Person
from adapters.slack.reading import seconds
from adapters.slack.rendering import BAD, FEEDBACK, GOOD, Json, says
from bot.adapter import Core
from bot.buttons import is_panel, opens_form, takes_long
from bot.errors import BadInput, DeliveryError, explain
from bot.events import Press, Submit
from bot.phrases import known_language, phrase
from bot.replies import Form, Reply

log = structlog.get_logger(__name__)
_DEFAULT_LOCALE = "en-US"
_Answer = tuple[Reply, ...] | Form | None


class _Later(Enum):
    """What is answered when the answer comes by itself, later."""

    LATER = auto()


_LATER = _Later.LATER


@dataclass(frozen=True, slots=True)
class Pressing:
    """Takes presses and forms. `form_s`: a form that is not there by then is opened empty first."""

    core: Core
    marks: Marks
    people: People
    answers: Answers
    commanding: Commanding
    background: Background
    clock: Callable[[], float] = time.time
    form_s: float = field(default=limits.FORM_S)

    async def press(self, pressed: Pressed) -> None:
        """Take a press. Raises StoreError: nothing was taken."""
        person = await self.people.person(pressed.actor.team, pressed.actor.person, pressed.actor.name)
        surface = self._surface(pressed, person)
        if pressed.button.startswith(FEEDBACK):
            await self._judge(surface, person, pressed.button)
            return
        event = Press(
            id=pressed.id,
            thread=surface.thread,
            author=person.author,
            time_s=seconds(pressed.time_ts, self.clock()),
            locale=person.locale or _DEFAULT_LOCALE,
            workspace=team_of(surface.thread.room),
            button=pressed.button,
        )
        try:
            manages = await self._manages(event, person)
            if takes_long(pressed.button):
                self.background.start(self._answer_late(surface, event, manages=manages))
                return
            if not opens_form(pressed.button):
                await self._take(surface, event, await self.core.panel(event, manages=manages))
            elif (answer := await self._soon(surface, event, manages=manages)) is not _LATER:
                await self._take(surface, event, answer)
        except BadInput as error:
            log.info("slack_press_refused", thread=event.thread.key, error=type(error).__name__)
            self.background.start(self.answers.say(surface, explain(error, surface.language)))

    async def submit(self, sent: FormSent) -> Json | None:
        """Take a form and return what is wrong with it, as Slack wants to hear it. Raises StoreError."""
        person = await self.people.person(sent.actor.team, sent.actor.person, sent.actor.name)
        language = known_language(person.locale)
        context = sent.context
        surface = Surface(
            context=context,
            person=person.id,
            language=language,
            trigger=sent.actor.trigger,
            view=context.view,
            home=not (context.view or context.response_url),
            replaces=context.panel,
        )
        try:
            if sent.context.kind:
                await self.commanding.drawn(sent, person)
                return None
            event = Submit(
                id=sent.id,
                thread=surface.thread,
                author=person.author,
                time_s=self.clock(),
                locale=person.locale or _DEFAULT_LOCALE,
                workspace=team_of(surface.thread.room),
                form=sent.form,
                values=sent.values,
            )
            await self._take(surface, event, await self.core.panel(event, manages=await self._manages(event, person)))
        except BadInput as error:
            log.info("slack_form_refused", form=sent.form[:40], error=type(error).__name__)
            sentence = explain(error, language)
            if sent.blocks:
                return {"response_action": "errors", "errors": {sent.blocks[0]: sentence}}
            return {"response_action": "update", "view": forms.told(says(sentence), sent.context, language)}
        return None

    async def _judge(self, surface: Surface, person: Person, button: str) -> None:
        """Take what somebody thinks of an answer."""
        turn, _, verdict = button.removeprefix(FEEDBACK).partition(":")
        if verdict in (GOOD, BAD):
            await self.core.judge(surface.thread, turn[:64], person.author, good=verdict == GOOD)
            log.info("slack_feedback", turn=turn[:64], thread=surface.thread.key, verdict=verdict)
            self.background.start(self.answers.say(surface, phrase("slack_thanks", surface.language)))

    def _surface(self, pressed: Pressed, person: Person) -> Surface:
        return Surface(
            context=pressed.context,
            person=person.id,
            language=known_language(person.locale),
            trigger=pressed.actor.trigger,
            view=pressed.view,
            home=pressed.in_home,
            replaces=is_panel(pressed.button) and (pressed.is_ephemeral or bool(pressed.view)),
        )

    async def _manages(self, event: Press | Submit, person: Person) -> bool:
        raw = event.button if isinstance(event, Press) else event.form
        return is_panel(raw) and await self.people.manages(where_of(event.thread.room), person)

    async def _take(self, surface: Surface, event: Press | Submit, answer: _Answer) -> None:
        """Show what the core answered at once, or let the event start a turn."""
        if answer is None:
            await self.marks.note_asker(event.thread, event.id, event.author.id, self.clock())
            await self.core.accept(event)
        elif isinstance(answer, Form):
            await self._opened(surface, answer)
        else:
            self.background.start(self.answers.show(surface, answer))

    async def _answer_late(self, surface: Surface, event: Press, *, manages: bool) -> None:
        try:
            answer = await self.core.panel(event, manages=manages)
        except BadInput as error:
            await self.answers.say(surface, explain(error, surface.language))
            return
        if isinstance(answer, tuple):
            await self.answers.show(surface, answer)

    # Forms

    async def _soon(self, surface: Surface, event: Press, *, manages: bool) -> _Answer | _Later:
        """Return what a button that opens a form is answered; `_LATER`: an empty view is there, and is filled."""
        making = asyncio.ensure_future(self.core.panel(event, manages=manages))
        try:
            done, _ = await asyncio.wait({making}, timeout=self.form_s)
        except asyncio.CancelledError:
            making.cancel()
            raise
        if done:
            return making.result()
        view = ""
        try:
            view = await self.answers.open_view(surface, forms.waiting(surface.context, surface.language))
        except DeliveryError as error:
            log.warning("slack_form_not_opened", error=str(error))
        self.background.start(self._fill(surface, view, making))
        return _LATER

    async def _fill(self, surface: Surface, view: str, making: asyncio.Future[_Answer]) -> None:
        try:
            answer = await making
        except BadInput as error:
            filled = forms.told(says(explain(error, surface.language)), surface.context, surface.language)
        else:
            if not isinstance(answer, Form):
                return
            filled = forms.modal(answer, surface.context, surface.language)
        try:
            if view:
                await self.answers.change_view(surface, view, filled)
        except DeliveryError as error:
            log.warning("slack_form_not_filled", error=str(error))

    async def _opened(self, surface: Surface, form: Form) -> None:
        below = "" if surface.home else surface.view
        context = replace(surface.context, panel=surface.replaces, view=below)
        try:
            await self.answers.open(replace(surface, context=context), form)
        except DeliveryError as error:
            log.warning("slack_form_not_opened", form=form.id, error=str(error))
