"""What comes from outside, cleaned and checked before anything is done with it.

Used by the core for every event. Pure. What cannot be used raises BadInput, whose sentence the person reads at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from bot import commands
from bot.cleaning import cleaned, has_content
from bot.errors import EmptyMessage, MessageTooLong
from bot.events import Command, Event, Message, Press, Submit
from bot.images import ImageLimits

#: A person's name is cut to this: it is repeated to planners and in details.
NAME_CHARS = 80


@dataclass(frozen=True, slots=True)
class InputLimits:
    """What is taken from people."""

    message_chars: int = 20_000
    upload: ImageLimits = ImageLimits()  # noqa: RUF009 - frozen


def taken_in(event: Event, limit_chars: int) -> Event:
    """Return the event with its words made harmless, and a command's options as bot.commands writes them.

    Raises MessageTooLong, EmptyMessage, UnknownCommand and BadOption.
    """
    if _chars(event) > limit_chars:
        raise MessageTooLong(limit=limit_chars)
    author = replace(event.author, name=" ".join(cleaned(event.author.name).split())[:NAME_CHARS])
    event = replace(event, author=author, locale=cleaned(event.locale))
    match event:
        case Message():
            reply_to = None if event.reply_to is None else cleaned(event.reply_to)
            event = replace(event, text=cleaned(event.text), reply_to=reply_to)
            if not event.attachments and not has_content(event.text):
                raise EmptyMessage
            return event
        case Command():
            return commands.checked(replace(event, options=_cleaned_pairs(event.options)))
        case Submit():
            return replace(event, values=_cleaned_pairs(event.values))
        case Press():
            return event
        case _:
            assert_never(event)


def _chars(event: Event) -> int:
    """Return how much a person sent, in characters, whatever the field."""
    match event:
        case Message():
            return max(len(event.text), len(event.reply_to or ""))
        case Command():
            return sum(len(name) + len(value) for name, value in event.options)
        case Submit():
            return sum(len(name) + len(value) for name, value in event.values)
        case Press():
            return 0  # its button is decoded, which bounds it
        case _:
            assert_never(event)


def _cleaned_pairs(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((cleaned(name), cleaned(value)) for name, value in pairs)
