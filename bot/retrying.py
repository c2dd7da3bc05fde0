"""Retry: the event of a turn that failed or was stopped is kept for a while, to be handled once more.

Used by the turn.
"""

from __future__ import annotations

from dataclasses import replace

from bot.buttons import decode
from bot.codec import dump, load
from bot.errors import BadInput
from bot.events import Event, Press
from bot.memory.keys import RoomKeys
from bot.memory.memory import Memory
from bot.memory.records import Write

#: How long the event of a turn that failed or was stopped is kept.
RETRY_TTL_S = 90 * 86_400


class RetryGone(BadInput):
    """The event that Retry would repeat is not kept any more."""

    sentence = "retry_gone"


def kept(event: Event) -> Write:
    """Return the command that keeps an event; part of its turn's commit."""
    return ("SET", RoomKeys(event.thread.room_key).event(event.id), dump(event, Event), "EX", str(RETRY_TTL_S))


async def repeated(press: Press, memory: Memory) -> Event:
    """Return the event of the turn that the pressed Retry button is under, as an event of its own.

    Raises RetryGone when it is not kept any more, or was in another thread, and StoreError.
    """
    text = await memory.kept_event(press.thread, decode(press.button).target)
    if text is None:
        raise RetryGone
    before: Event = load(Event, text)  # type: ignore[arg-type]  # a union is no type[T]; pydantic takes it
    if before.thread != press.thread:
        raise RetryGone
    return replace(before, id=press.id, time_s=press.time_s)
