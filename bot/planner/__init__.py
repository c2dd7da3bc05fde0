"""Planning: an event and what the thread knows in, a plan out. The seam that every planner stands behind.

Called by the turn, once per event that needs judgement. A planner reads the board and answers with a plan; it
stores nothing, posts nothing and paints nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.events import Attachment, Author
from bot.planner.board import Board
from bot.plans import Plan, Usage

#: Streams words of the reply to the person while the plan is made; called with each new piece.
Say = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a command's options ask for, beside its words; None: nothing in particular. Code makes sure of them."""

    pictures: int | None = None  # how many, 1 to 4
    shape: str | None = None  # bot.painter.Shape
    style: str | None = None  # one of bot.plans.STYLES
    seed: int | None = None  # this very one

    @property
    def any(self) -> bool:
        """True when something is asked for."""
        return self != Wishes()


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up about a thing that a request names: somebody else's words, which are data."""

    thing: str  # as the person named it
    text: str  # "": it was looked for in vain
    source: str  # who says so
    address: str  # where that is; "" when it is not told


@dataclass(slots=True)
class Meter:
    """What one request has used of language models so far: a planner writes it down while it asks.

    It is read when the planner fails, or is cancelled, as well: what was used is to be paid, whatever comes of it.
    """

    calls: int = 0  # that a server may ask money for
    usage: list[Usage] = field(default_factory=list)  # of those whose server has told

    def read(self, plan: Plan) -> None:
        """Take over what a plan says of itself, for planners that write nothing down meanwhile."""
        self.calls, self.usage = plan.model_calls, list(plan.usage)


@dataclass(frozen=True, slots=True)
class Request:
    """What a person wants, reduced from a message, a command, a form or a picked choice."""

    turn: str
    author: Author
    text: str
    language: str  # "en" or "ko", as best known
    reply_to: str | None = None  # picture id or turn id
    picture: str | None = None  # the picture that a button or form was under; stronger than any words
    verb: str | None = None  # what was pressed, or the command's name; None: plain words
    attachments: tuple[Attachment, ...] = ()
    addressed: bool = False
    time_s: float = 0.0
    wishes: Wishes = Wishes()
    command: str | None = None  # what the person gave at first, also when a question came in between
    known: tuple[Known, ...] = ()  # what was looked up for it
    meter: Meter = field(default_factory=Meter, compare=False, repr=False)


class Facts(Protocol):
    """Looks up what a request names. Never fails: what cannot be found in time is left out."""

    async def named(self, request: Request, board: Board) -> tuple[Known, ...]:
        """Return what is known of the things that rules find in the request."""
        ...

    async def asked(self, wanted: Sequence[str], request: Request, board: Board) -> tuple[Known, ...]:
        """Return what is known of the things that a model asks about, one for each, with or without a text."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...


class Planner(Protocol):
    """Decides what to do about one request."""

    name: str

    async def plan(self, request: Request, board: Board, say: Say) -> Plan:
        """Return the plan. Raises bot.errors.PlannerError; may be cancelled at any await.

        Words given to `say` are a preview of `Plan.reply`, which is complete in itself.
        """
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
