"""What every panel is given, and what panels have in common: who asks, in which words, and how much can be shown.

Used by the panels. Knows no panel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.adapter import Capabilities
from bot.breaks import shorten
from bot.buttons import PANEL_FORMS, ButtonId, Verb, is_panel
from bot.compose import card
from bot.errors import BadInput
from bot.events import Author, Thread
from bot.memory.memory import Memory
from bot.memory.quotas import Limits, Quotas
from bot.memory.records import Picture
from bot.money.ledgers import Ledgers
from bot.phrases import phrase
from bot.replies import Audience, Button, ButtonStyle, Card, Fact, Reply
from bot.rooms import Rooms

T = TypeVar("T")
Rows = tuple[tuple[Button, ...], ...]

#: The target of a button that is about the whole room.
ROOM = "room"
#: Buttons beside those of the things on a page: back, on, and one more.
_BESIDE = 3
#: Numbers stand side by side, so many in a row.
_PER_ROW = 5
#: What a list tells of one thing, and the longest label: both platforms take 75.
SHORT_CHARS = 160
LABEL_CHARS = 40


class ManagersOnly(BadInput):
    """Only who manages the room may do this."""

    sentence = "managers_only"


@dataclass(frozen=True, slots=True)
class Parts:
    """What panels work with; `clock` tells seconds.

    `usual`: the operator's own values of a room's settings; `offers`: what a room can choose from, where that is the
    operator's to say; `limits`: the operator's pictures a day;
    `budget_room` and `budget_person`: the operator's budgets of a room, and of a person in it, for a month, in
    micro-dollars.
    """

    memory: Memory
    rooms: Rooms
    quotas: Quotas
    ledgers: Ledgers
    limits: Limits
    budget_room: int | None
    budget_person: int | None
    usual: Mapping[str, int | str | None]
    offers: Mapping[str, tuple[str, ...]]
    clock: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a panel, where, and what can be shown there. `manages`: they may manage the room."""

    turn: str
    thread: Thread
    author: Author
    language: str
    capabilities: Capabilities
    manages: bool

    @property
    def room(self) -> str:
        """The room's key."""
        return self.thread.room_key

    def say(self, key: str, **facts: str | int) -> str:
        """Return the sentence `key` in the person's language."""
        return phrase(key, self.language, **facts)

    def check_manages(self) -> None:
        """Raise ManagersOnly unless the person may manage the room."""
        if not self.manages:
            raise ManagersOnly

    def reply(self, text: str, buttons: Rows = (), *, cards: Sequence[Card] = (), facts: Sequence[Fact] = ()) -> Reply:
        """Return a panel for this person alone, without the buttons that this platform cannot show.

        Unlike those of answers, what they are labelled with cannot be said instead.
        """
        can = self.capabilities
        shown = tuple(
            tuple(one for one in row if (can.buttons and (can.forms or not one.opens_form)) or not is_panel(one.id))
            for row in buttons
        )
        return Reply(
            turn=self.turn,
            text=text,
            cards=tuple(cards),
            buttons=tuple(row for row in shown if row),
            facts=tuple(facts),
            audience=Audience.PERSON,
            language=self.language,
        )

    def button(
        self,
        verb: Verb,
        target: str = ROOM,
        page: int | None = None,
        *,
        label: str = "",
        style: ButtonStyle = ButtonStyle.PLAIN,
    ) -> Button:
        """Return a button, labelled by its verb unless `label` says otherwise."""
        words = label or self.say(f"button_{verb}")
        return Button(str(ButtonId(verb, target, page)), words, style, opens_form=verb in PANEL_FORMS)


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is shown: `size` things from `start`, on page `number` (from 0) of `count`."""

    number: int
    size: int
    count: int

    @property
    def start(self) -> int:
        """How many things come before."""
        return self.number * self.size

    def of(self, things: Sequence[T]) -> Sequence[T]:
        """Return the things of this page."""
        return things[self.start : self.start + self.size]


def listed_card(picture: Picture, label: str, name: str = "") -> Card:
    """Return a picture as one of a list: described in short, for it is told in full where it is shown alone."""
    alt = f"{name}: {picture.alt}" if name else picture.alt
    return replace(card(picture, label), alt=shorten(alt, SHORT_CHARS))


def page_size(capabilities: Capabilities, most: int) -> int:
    """Return how many things with a picture and a button each a page shows in one message: 1 to `most`."""
    size = min(most, capabilities.cards or most)
    if capabilities.buttons:
        size = min(size, capabilities.buttons - _BESIDE)
    return max(size, 1)


def page_of(number: int, size: int, total: int) -> Page:
    """Return page `number` of `total` things, or the last one when the list has become shorter."""
    count = max(-(-total // size), 1)
    return Page(min(number, count - 1), size, count)


def turning(asked: Asked, verb: Verb, target: str, page: Page) -> tuple[Button, ...]:
    """Return the buttons that lead to the page before and the one after, as far as there are any."""
    back = [asked.button(verb, target, page.number - 1, label=asked.say("panel_back"))] if page.number else []
    more = page.number + 1 < page.count
    on = [asked.button(verb, target, page.number + 1, label=asked.say("panel_on"))] if more else []
    return (*back, *on)


def paged(asked: Asked, text: str, page: Page) -> str:
    """Return the text with which page of how many it stands over, when there are several."""
    if page.count == 1:
        return text
    which = asked.say("panel_page", number=page.number + 1, count=page.count)
    return f"{text} {which}"


def rows_of(buttons: Sequence[Button]) -> Rows:
    """Return buttons in rows."""
    return tuple(tuple(buttons[start : start + _PER_ROW]) for start in range(0, len(buttons), _PER_ROW))
