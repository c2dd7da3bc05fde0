"""What the bot decided to do about one event: the plan.

Written by planners and by bot/presses.py, checked by bot/policy.py, carried out by the turn. Plans hold ids of
pictures, never numbers that a person or a model said: shared code resolves those (bot/planner/board.py).
Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: At most this many pictures answer one event; a room's setting can lower it.
MAX_PICTURES = 4
#: Names of styles that every painter is asked for by words and the offline painter also by name.
STYLES = ("storybook", "sticker", "watercolour", "pixel art", "pencil")


class Action(StrEnum):
    """What kind of answer a plan is."""

    DRAW = "draw"
    EDIT = "edit"
    TEXT = "text"
    BOTH = "both"
    NOTE = "note"
    ASK = "ask"
    REFUSE = "refuse"
    NONE = "none"  # people talk to each other: the bot stays silent


class SeedRule(StrEnum):
    """Where a picture's seed comes from."""

    NEW = "new"
    SAME = "same"  # the seed of the first base
    EXACT = "exact"  # the number that a person named


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture to make. The prompt is complete in itself; nothing is appended to it later."""

    prompt: str
    alt: str
    shape: str = "square"  # bot.painter.Shape
    style: str | None = None
    transparent: bool = False
    hd: bool = False
    seed_rule: SeedRule = SeedRule.NEW
    seed: int | None = None  # for EXACT
    bases: tuple[str, ...] = ()  # picture ids: what it is derived from, the edited one first
    characters: tuple[str, ...] = ()  # character ids
    attachments: tuple[str, ...] = ()  # blobs of pictures that people sent in this thread: shown to the painter
    notes: tuple[str, ...] = ()  # lines for the picture's details, in the plan's language


@dataclass(frozen=True, slots=True)
class Naming:
    """A name to bind: to a picture, to an existing character, or to words alone."""

    name: str
    picture: str | None = None
    drawing: int | None = None  # instead of `picture`: which of this plan's drawings, from 1
    character: str | None = None  # id of a character that is renamed or described
    description: str = ""  # the identity card, in the same words every time
    another: bool = False  # a second character of a name that is known already, instead of recasting that one


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question, offered as a button. Picking it is like saying `says`, about `picture`."""

    label: str
    says: str
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What one call of a language model took. `input_tokens` include the `cached_tokens`."""

    model: str  # as the server names it
    server: str  # its address, without any secret
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole decision. `reply` is the words for the person, complete, in `language`."""

    action: Action
    reply: str = ""
    language: str = "en"
    drawings: tuple[Drawing, ...] = ()
    namings: tuple[Naming, ...] = ()
    select: str | None = None  # picture id
    removed: tuple[str, ...] = ()  # picture ids
    choices: tuple[Choice, ...] = ()  # for ASK
    reason: str = ""  # for REFUSE: the guideline, by name
    model_calls: int = 0
    cost_usd: float | None = 0.0  # of the calls, as far as it is known; None: it is not
    usage: tuple[Usage, ...] = ()  # one for each model call whose server told
    state: str = ""  # what the planner wants to be shown again next turn (its own words, <= 4,000 characters)
