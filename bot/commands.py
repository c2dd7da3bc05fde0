"""The commands that people can give, as data: names, options, their bounds, and their words in every language.

Read by adapters, to register slash commands (Discord) or to read what was typed (Slack), and by the core, which checks
what came in. One table, so that every platform offers the same. Knows no platform; the words are in bot/phrases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.cleaning import has_content
from bot.errors import BadInput
from bot.events import Command
from bot.phrases import LANGUAGES, phrase
from bot.plans import MAX_PICTURES, STYLES

SHAPES = ("square", "wide", "tall")
#: Seeds that people may ask for are below this: every painter with seeds takes 31 bits.
SEED_LIMIT = 2**31
#: What of a person's own words a command takes. Discord takes 6,000 characters in an option, Slack 3,000 in a field.
PROMPT_CHARS = 3_000


class Kind(StrEnum):
    """What an option takes."""

    TEXT = "text"
    NUMBER = "number"  # a whole one
    CHOICE = "choice"
    PICTURE = "picture"  # a file; comes in Command.attachments


class UnknownCommand(BadInput):
    """A command that there is not."""

    sentence = "command_unknown"


class BadOption(BadInput):
    """An option that there is not, or a value that it does not take; `sentence` names the key. Facts: option."""

    sentence = "option_unknown"

    def __init__(self, detail: str = "", *, sentence: str | None = None, **facts: str | int) -> None:
        super().__init__(detail, **facts)
        if sentence is not None:
            self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command. `least` and `most` bound a NUMBER; `choices` are the values of a CHOICE."""

    name: str
    kind: Kind
    required: bool = False
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    max_chars: int = 200

    def label(self, language: str) -> str:
        """Return its name in `language`: short, small letters, no spaces."""
        return phrase(f"option_{self.name}", language)

    def about(self, language: str) -> str:
        """Return what it is for, in at most 100 characters."""
        return phrase(f"option_{self.name}_about", language)

    def choice_label(self, value: str, language: str) -> str:
        """Return what people read for a value of a CHOICE."""
        return phrase(f"choice_{value.replace(' ', '_')}", language)


@dataclass(frozen=True, slots=True)
class Spec:
    """One command. `managing`: meant for those who manage the room; whoever gives it is checked again.

    `needs_picture`: it is about a picture in Command.attachments.
    """

    name: str
    options: tuple[Option, ...] = ()
    managing: bool = False
    needs_picture: bool = False

    def label(self, language: str) -> str:
        """Return its name in `language`: short, small letters, no spaces."""
        return phrase(f"command_{self.name}", language)

    def about(self, language: str) -> str:
        """Return what it does, in at most 100 characters."""
        return phrase(f"command_{self.name}_about", language)

    def option(self, name: str) -> Option | None:
        """Return the option of this name, in whatever language."""
        folded = name.casefold()
        return next((one for one in self.options if folded in _names(one.name, f"option_{one.name}")), None)


_PROMPT = Option("prompt", Kind.TEXT, required=True, max_chars=PROMPT_CHARS)
#: Every command, in the order in which help tells them. `cast` and what follows is answered by Core.panel.
COMMANDS: tuple[Spec, ...] = (
    Spec(
        "draw",
        (
            _PROMPT,
            Option("pictures", Kind.NUMBER, least=1, most=MAX_PICTURES),
            Option("shape", Kind.CHOICE, choices=SHAPES),
            Option("style", Kind.CHOICE, choices=STYLES),
            Option("seed", Kind.NUMBER, least=0, most=SEED_LIMIT - 1),
            Option("reference", Kind.PICTURE),
        ),
    ),
    Spec("story", (_PROMPT,)),
    Spec("cast", (Option("name", Kind.TEXT),)),
    Spec("album", (Option("search", Kind.TEXT),)),
    Spec("picture", (Option("number", Kind.TEXT, required=True),)),
    Spec("settings", managing=True),
    Spec("usage"),
    Spec("forget", (Option("what", Kind.CHOICE, choices=("here", "everywhere", "room")),)),
    Spec("export"),
    Spec("privacy"),
    Spec("help"),
)
#: What can be done with a message, from its menu. `reference`: its pictures come in Command.attachments. `continue`:
#: its option `picture` is the id of a picture of the bot, or the turn whose answer the message is.
MENUS: tuple[Spec, ...] = (
    Spec("reference", needs_picture=True),
    Spec("continue", (Option("picture", Kind.TEXT, required=True),)),
)
_BY_NAME: Mapping[str, Spec] = {one.name: one for one in (*COMMANDS, *MENUS)}


def spec_of(name: str) -> Spec:
    """Return the command or menu entry of this name. Raises UnknownCommand."""
    if name not in _BY_NAME:
        raise UnknownCommand(name)
    return _BY_NAME[name]


def checked(command: Command) -> Command:
    """Return the command with its options as we write them, empty ones left out. Raises UnknownCommand and BadOption.

    Names and choices may come in any language; numbers in any script.
    """
    spec = spec_of(command.name)
    options: dict[str, str] = {}
    for name, value in command.options:
        option = spec.option(name)
        if option is None or option.kind is Kind.PICTURE:
            raise BadOption(name)
        if has_content(value):
            options[option.name] = _value(option, value.strip())
    missing = any(one.required and one.name not in options for one in spec.options)
    if missing or (spec.needs_picture and not command.attachments):
        raise BadOption(sentence=f"missing_{spec.name}")
    return replace(command, options=tuple(options.items()))


def parse(text: str, name: str | None = None) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return (the command's name, its options) as typed behind a slash command: "draw a fox seed:7".

    `name` is the command when the slash command itself is one; else the first word is, in any language, and no word at
    all asks for help. Options stand anywhere as seed:7, style:"pixel art" or --seed 7; the rest is the first option.
    Raises UnknownCommand. Values are looked at by `checked`.
    """
    if name is None:
        first, _, text = text.strip().partition(" ")
        name = _named(first) if first else "help"
    spec = spec_of(name)
    options: list[tuple[str, str]] = []

    def take(match: re.Match[str]) -> str:
        option = spec.option(match["short"] or match["long"])
        if option is None or option == spec.options[0]:
            return match[0]
        value = match["quoted"] if match["quoted"] is not None else match["bare"]
        options.append((option.name, value))
        return " "

    rest = " ".join(_OPTION.sub(take, text).split()) if spec.options else ""
    lead = [(spec.options[0].name, rest)] if rest else []
    return name, (*lead, *options)


#: seed:7, style:"pixel art", --seed 7, --style=watercolour; typographic quotes and dashes as phones make them.
_OPTION = re.compile(
    r"""(?<!\S)(?:(?P<short>\w+):(?=\S)|(?:--|—)(?P<long>\w+)[ =]\s*)"""
    r"""(?:["“”](?P<quoted>[^"“”]*)["“”]|(?P<bare>[^\s"“”]+))(?!\S)"""
)


def _named(word: str) -> str:
    folded = word.casefold()
    for spec in COMMANDS:
        if folded in _names(spec.name, f"command_{spec.name}"):
            return spec.name
    raise UnknownCommand(word)


def _names(name: str, key: str) -> set[str]:
    """Return a name and what it is in every language, for comparing."""
    return {name, *(phrase(key, language).casefold() for language in LANGUAGES)}


def _value(option: Option, value: str) -> str:
    if option.kind is Kind.NUMBER:
        # int() takes digits of any script, and much else that is no number to people.
        number = int(value) if value.isdecimal() and len(value) <= len(str(option.most)) else -1
        if not option.least <= number <= option.most:
            raise BadOption(value, sentence=f"bad_{option.name}", least=option.least, most=option.most)
        return str(number)
    if option.kind is Kind.CHOICE:
        folded = value.casefold()
        for choice in option.choices:
            if folded in _names(choice, f"choice_{choice.replace(' ', '_')}"):
                return choice
        raise BadOption(value, sentence=f"bad_{option.name}")
    if len(value) > option.max_chars:
        raise BadOption(sentence="option_too_long", limit=option.max_chars)
    return value
