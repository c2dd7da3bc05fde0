"""The records that memory keeps: pictures, characters, lines, grids. Immutable.

Read by planners, presses and replies. Standard library only; how they are stored is the other modules' matter.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Author

#: Line.action of a person's line that gives the thread a picture to go by.
REFERENCE = "reference"
#: A board shows so many of a thread's newest grids; what is older is in ThreadState.digest.
BOARD_GRIDS = 12


@dataclass(frozen=True, slots=True)
class Picture:
    """One finished picture: everything that is needed to make it again, and where it came from."""

    id: str
    room: str  # room key
    thread: str  # thread key
    turn: str
    ordinal: int  # 1, 2, 3, ... within the thread
    position: int  # 1 .. 4 within its grid
    prompt: str
    alt: str
    seed: int | None
    shape: str
    style: str | None
    transparent: bool
    painter: str
    model: str
    width_px: int
    height_px: int
    blob: str  # content hash of the bytes
    media_type: str
    parents: tuple[str, ...]
    characters: tuple[str, ...]  # character ids
    author: Author  # who asked for it
    time_s: float
    notes: tuple[str, ...] = ()
    cost_usd: float | None = None
    hd: bool = False  # rendered as large as the painter can


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody with a name in a room. `picture` is the canonical one."""

    id: str
    name: str
    description: str  # the identity card: the same words in every prompt
    picture: str | None
    aliases: tuple[str, ...] = ()
    author: Author | None = None  # who named it
    time_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said in a thread, by a person or by the bot (`author` None)."""

    turn: str
    author: Author | None
    text: str
    time_s: float
    action: str = ""  # the bot's: bot.plans.Action; a person's: REFERENCE, or nothing
    pictures: tuple[str, ...] = ()  # made in this line, in order
    attachments: tuple[str, ...] = ()  # blobs that the person sent
    reply_to: str | None = None
    model_calls: int = 0
    cost_usd: float | None = 0.0  # of the bot's calls of a language model; None: nobody knows


@dataclass(frozen=True, slots=True)
class Grid:
    """The pictures of one answer, in reading order, with what was asked."""

    turn: str
    pictures: tuple[str, ...]
    author: Author
    request: str


@dataclass(frozen=True, slots=True)
class Past:
    """A grid that is too old for the board, in few words: who asked for what, and which ordinals came of it."""

    turn: str
    author: Author
    request: str
    first: int
    last: int
    time_s: float


@dataclass(frozen=True, slots=True)
class ThreadState:
    """What a thread carries from turn to turn."""

    selected: str | None = None  # picture id
    language: str = "en"
    pictures: int = 0  # how many were ever made here: the last ordinal
    turns: int = 0
    planner_state: str = ""  # bot.plans.Plan.state of the last plan
    choices: tuple[tuple[str, str, str | None], ...] = ()  # of the open question: label, says, picture
    asked: str | None = None  # turn id of the open question
    command: tuple[str, tuple[tuple[str, str], ...]] | None = None  # that asked it: name and options
    digest: tuple[Past, ...] = ()  # what came before the board's grids, newest last, bounded


@dataclass(frozen=True, slots=True)
class Commit:
    """All that one turn changes in memory, written in one atomic step."""

    state: ThreadState
    lines: tuple[Line, ...] = ()
    pictures: tuple[Picture, ...] = ()
    grid: Grid | None = None
    characters: tuple[Character, ...] = ()  # new ones, and changed ones under their old id
    removed: tuple[str, ...] = ()  # picture ids
    unlinked: tuple[tuple[str, str], ...] = ()  # (parent, child): where the removed ones came from
    unnumbered: tuple[tuple[str, int], ...] = ()  # (thread key, ordinal) of the removed ones


#: One command of the store and its arguments; the second is always a key.
Write = tuple[str, ...]
