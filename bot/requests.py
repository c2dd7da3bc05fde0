"""From events to what the turn works on: which pictures a button means, and what a planner is asked.

Used by the turn and the core. Reads memory; decides nothing.
"""

from __future__ import annotations

from typing import assert_never

from bot.buttons import ButtonId, Verb, decode
from bot.errors import BadInput, PictureGone, UnknownButton
from bot.events import Command, Event, Message, Press, Submit, Thread
from bot.memory.memory import Memory
from bot.memory.records import Picture
from bot.phrases import known_language
from bot.planner import Request
from bot.planner.board import Board
from bot.planner.words import language_of
from bot.presses import Pressed, chosen_picture
from bot.wishing import wishes_of


class QuestionOver(BadInput):
    """The question that a choice belongs to is not open any more."""

    sentence = "question_over"


def language_for(event: Event, board: Board) -> str:
    """Return the language that the person is answered in: of their words, else the thread's, the room's, theirs."""
    before = board.state.language if board.state.turns else board.settings.language or event.locale
    return language_of(words_of(event), known_language(before))


def words_of(event: Event) -> str:
    """Return what the person said with this event; "" for a press."""
    match event:
        case Message():
            return event.text
        case Command():
            return _prompt(event)
        case Submit():
            return " ".join(value for name, value in event.values if name != "picture")
        case Press():
            return ""
        case _:
            assert_never(event)


async def pictures_of(button: ButtonId, thread: Thread, memory: Memory) -> tuple[Picture, ...]:
    """Return the pictures that a button is under, in their order. Raises PictureGone for a stranger's."""
    if button.is_picture:
        picture = await memory.picture(thread.room_key, button.target)
        if picture is None:
            raise PictureGone
        return (picture,)
    line = await memory.turn_line(thread, button.target)
    if line is None:
        return ()
    return tuple((await memory.pictures(thread.room_key, line.pictures)).values())


async def pressed(event: Press | Submit, language: str, memory: Memory) -> Pressed:
    """Return what a press or a sent form is about. Raises UnknownButton or PictureGone."""
    button = decode(event.button if isinstance(event, Press) else event.form)
    if isinstance(event, Submit) and button.verb not in (Verb.EDIT, Verb.NAME):
        raise UnknownButton
    pictures = await pictures_of(button, event.thread, memory)
    values = event.values if isinstance(event, Submit) else ()
    return Pressed(button, event.author, language, pictures, values)


def request_of(event: Message | Command, language: str) -> Request:
    """Return what a planner is asked about words."""
    if isinstance(event, Message):
        return Request(
            turn=event.id,
            author=event.author,
            text=event.text,
            language=language,
            reply_to=event.reply_to,
            attachments=event.attachments,
            addressed=event.addressed,
            time_s=event.time_s,
        )
    return Request(
        turn=event.id,
        author=event.author,
        text=_prompt(event),
        language=language,
        verb=event.name,
        attachments=event.attachments,
        addressed=True,
        time_s=event.time_s,
        wishes=wishes_of(dict(event.options)),
        command=event.name,
    )


def _prompt(event: Command) -> str:
    """Return the words of a command: its prompt. Its other options are no words of the person's."""
    return next((value for name, value in event.options if name == "prompt"), "")


def edit_request(event: Submit, press: Pressed) -> Request:
    """Return what a planner is asked about a sent edit form. Raises BadInput for an empty one."""
    text = press.value("text")
    if not text:
        raise BadInput
    picture = chosen_picture(press)
    return Request(
        turn=event.id,
        author=event.author,
        text=text,
        language=press.language,
        picture=picture.id,
        verb="edit",
        addressed=True,
        time_s=event.time_s,
    )


def pick_request(event: Press, press: Pressed, board: Board) -> Request:
    """Return what a planner is asked when a choice was tapped. Raises QuestionOver."""
    choices = board.state.choices
    if board.state.asked != press.button.target or press.button.choice is None or press.button.choice >= len(choices):
        raise QuestionOver
    _, says, picture = choices[press.button.choice]
    command, options = board.state.command or (None, ())
    return Request(
        turn=event.id,
        author=event.author,
        text=says,
        language=press.language,
        picture=picture,
        verb="pick",
        addressed=True,
        time_s=event.time_s,
        wishes=wishes_of(dict(options)),
        command=command,
    )
