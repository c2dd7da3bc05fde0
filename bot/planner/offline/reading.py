"""What the offline planner understood of one message: a language-neutral reading.

Written by english.read and korean.read, judged by intents.decide. Pure data.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.planner.prompts import Change
from bot.planner.references import Pointer


@dataclass(frozen=True, slots=True)
class Hints:
    """What a reader may know of the thread: names only, never ids."""

    cast: tuple[tuple[str, ...], ...] = ()  # per character: its name and aliases
    people: tuple[str, ...] = ()  # others who talk here
    has_pictures: bool = False
    last_object: str = ""  # the thing that the last edit was about
    fresh: bool = False  # pictures were just made or one was just picked: a bare name is then theirs
    antecedent: str = ""  # what somebody last talked about: "a monstera"
    things: frozenset[str] = frozenset()  # stems of the words of the pictures that are here
    replied: bool = False  # the message is a reply to one picture
    last_action: str = ""  # what the bot did last: "draw", "text", "refuse", ...
    shown: tuple[int, ...] = ()  # who of the cast is in the picture at hand
    owns: bool = True  # the speaker has had pictures drawn here: "mine" may be one of them
    makers: tuple[str, ...] = ()  # others who made pictures here, the latest first
    mine: frozenset[str] = frozenset()  # stems that the speaker's own pictures have, and the one at hand has not
    proper: frozenset[str] = frozenset()  # stems of what requests wrote with a capital only
    several: int = 0  # how many pictures the newest answer of several has
    alone: bool = False  # one picture is at hand: the last answer is one, or one was picked


@dataclass(frozen=True, slots=True)
class Content:
    """Something to draw, in the painter's English; `subject` may hold marks for the cast: {0}, {1}."""

    subject: str = ""
    details: tuple[str, ...] = ()
    native: str = ""  # in the person's own words, for alt texts and stories
    anaphor: bool = False  # it says "it", "him": the current picture's subject is part of it
    owned: str = ""  # "Larry's house": house


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, read."""

    language: str
    text: str
    pointer: Pointer = field(default_factory=Pointer)
    content: Content | None = None
    asks_to_draw: bool = False  # says so: draw, show me, I need a picture
    describes: bool = False  # a bare description, which in this channel is a request
    weakly: bool = False  # asks in words that may also mean a change: "a hat, please"
    fresh: bool = False  # "a new one", "another"
    change: Change | None = None
    change_is_explicit: bool = False
    mentioned: tuple[str, ...] = ()  # definite nouns: "the mummy", "its teddy"
    namings: tuple[tuple[str, Pointer, tuple[str, ...]], ...] = ()  # further names: (name, whose, by which nouns)
    reshape: bool = False  # only another form of the picture: its shape, its kind
    count: int | None = None
    shape: str | None = None
    kind: str | None = None
    style: str | None = None
    style_like: str = ""  # "painted like hers": whose
    seed: str = ""  # "same" | "new" | digits
    name: str = ""
    introduced: bool = False  # the name is that of whom the message asks to draw
    named_thing: str = ""  # "my cat is called ...": cat
    cast: tuple[int, ...] = ()  # indices into Hints.cast that are mentioned, in order
    writes: str = ""  # the sort of text that is wanted: "story", "lines", ...
    writes_about: str = ""
    no_picture: bool = False
    more: bool = False
    reroll: bool = False
    undo: bool = False
    question: bool = False
    length: str = ""  # of the last text: "shorter" | "longer" | "on"
    prying: bool = False
    to_person: bool = False
    praise: bool = False
    thanks: bool = False
    bye: bool = False
    refers: bool = False  # uses it, this, that: needs something to refer to
    undecided: bool = False
    told_of: str = ""  # what a remark was about
    private: bool = False  # a private person's full name was taken out
    unknown: str = ""  # all that is asked for is somebody of this name, whom nobody introduced
    sticker_for: bool = False
    topic_words: tuple[str, ...] = ()  # definite nouns: "the forest again"
    traits: tuple[str, ...] = ()
