"""What a language model may call: the tools, their arguments, and the schemas that it is shown.

Read by planner.py and client.py (schemas) and by resolving.py (arguments). Arguments are what a model says: numbers
and names, never ids. Knows no board.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.plans import STYLES
from bot.policy import Guideline

#: Words that models use for the shapes of bot.painter.
_SHAPES = {"landscape": "wide", "horizontal": "wide", "portrait": "tall", "vertical": "tall"}
#: A name, a label and a longer text are cut to this.
NAME_CHARS, LABEL_CHARS, TEXT_CHARS = 80, 60, 2_000
LOOK_UP = "look_up"


class BadArguments(ValueError):
    """A tool that there is not, or arguments that it does not take; the text is for the model."""


def _listed(value: object) -> object:
    """Return one thing as a list of one: models often leave the list out."""
    return value if isinstance(value, list) or value is None else [value]


def _number(value: object) -> object:
    return value.strip().removeprefix("#") if isinstance(value, str) else value


def _maybe_number(value: object) -> object:
    """Return None for 0 and "": small models fill in what they should leave out, and nothing is numbered 0."""
    number = _number(value)
    return None if number in (0, "0", "") else number


def _cut(chars: int) -> BeforeValidator:
    """Take text on one line, without halves of characters, and no longer than `chars`."""
    return BeforeValidator(lambda value: whole(" ".join(value.split())[:chars]) if isinstance(value, str) else value)


def whole(text: str) -> str:
    """Return `text` without halves of characters (lone surrogates), which models write and nobody can store."""
    return text.encode("utf-8", "replace").decode()


def _shape(value: object) -> object:
    word = str(value).strip().lower() if value else None
    shape = _SHAPES.get(word or "", word)
    return shape if shape in {"square", "wide", "tall"} else None


def _style(value: object) -> object:
    word = str(value).strip().lower() if value else None
    return word if word in STYLES else None


def _seed(value: object) -> object:
    if isinstance(value, str):
        word = value.strip().lower()
        return int(word) if word.isdecimal() else word if word == "same" else "new"
    return value


Number = Annotated[int, BeforeValidator(_number)]
#: A number that may be left out.
MaybeNumber = Annotated[int | None, BeforeValidator(_maybe_number)]
Numbers = Annotated[list[Number], BeforeValidator(_listed)]
Name = Annotated[str, _cut(NAME_CHARS)]
Names = Annotated[list[Name], BeforeValidator(_listed)]
Text = Annotated[str, _cut(TEXT_CHARS)]
Seed = Annotated[int | str | None, BeforeValidator(_seed), Field(json_schema_extra={"type": "string", "anyOf": None})]
Shape = Annotated[str | None, BeforeValidator(_shape), Field(json_schema_extra={"enum": ["square", "wide", "tall"]})]
Style = Annotated[str | None, BeforeValidator(_style), Field(json_schema_extra={"enum": list(STYLES)})]


class Arguments(BaseModel):
    """Arguments of one tool, or a part of them. What is not asked for is passed over."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class Look(Arguments):
    """What any picture to make may say of itself."""

    alt: Text = ""
    who: Names = []
    photo: MaybeNumber = None
    seed: Seed = Field(None, description="new, same, or a number")
    shape: Shape = None
    style: Style = None
    transparent: bool = False


class Scene(Look):
    """One new picture."""

    prompt: Text
    like: Numbers = Field([], description="pictures it is derived from")


class Change(Look):
    """One picture that changes."""

    picture: MaybeNumber = None
    prompt: Text = Field("", description="the whole new prompt")
    change: Text = Field("", description="instead of prompt: only what is different")


class Draw(Arguments):
    """Draw new pictures."""

    pictures: Annotated[list[Scene], BeforeValidator(_listed)] = Field(min_length=1)
    with_text: bool = Field(default=False, description="the person also asked for words")


class Edit(Arguments):
    """Change pictures that are there, or a photo."""

    pictures: Annotated[list[Change], BeforeValidator(_listed)] = Field(min_length=1)


class More(Arguments):
    """Paint a picture's words again."""

    picture: Number
    count: Number = 4


class Named(Arguments):
    """One name. Without picture and drawing: the picture that is meant."""

    name: Name = Field(min_length=1)
    picture: MaybeNumber = None
    drawing: MaybeNumber = Field(None, description="which of the pictures drawn now, from 1")
    was: Name = Field("", description="the old name, to rename")
    card: Text = ""


class NameThem(Arguments):
    """Remember names."""

    names: Annotated[list[Named], BeforeValidator(_listed)] = Field(min_length=1)


class Select(Arguments):
    """Choose a picture, or go back to one."""

    picture: Number


class Remove(Arguments):
    """Delete pictures."""

    pictures: Numbers = Field(min_length=1)


class Offer(Arguments):
    """One choice."""

    label: Annotated[str, _cut(LABEL_CHARS)] = Field(min_length=1)
    picture: MaybeNumber = None


class Ask(Arguments):
    """Ask what is meant."""

    question: Text = ""
    choices: Annotated[list[Offer], BeforeValidator(_listed)] = []


class Refuse(Arguments):
    """Decline, kindly."""

    guideline: Guideline
    words: Text = Field("", validation_alias=AliasChoices("words", "reason"))


class Note(Arguments):
    """Nothing to make: your short words are all."""


class StaySilent(Arguments):
    """Say nothing."""


class LookUp(Arguments):
    """Get facts about named things that you do not know, before drawing them. Call it alone: you are asked again."""

    things: Names = Field(min_length=1, description="as the person writes them")


Tool = Draw | Edit | More | NameThem | Select | Remove | Ask | Refuse | Note | StaySilent | LookUp

TOOLS: Mapping[str, type[Tool]] = {
    "draw": Draw,
    "edit": Edit,
    "more": More,
    "name": NameThem,
    "select": Select,
    "remove": Remove,
    "ask": Ask,
    "refuse": Refuse,
    "note": Note,
    "stay_silent": StaySilent,
    LOOK_UP: LookUp,
}
#: Tools that are offered only where they can be used.
_OPTIONAL = frozenset({LOOK_UP})


def arguments(tool: str, text: object) -> Tool:
    """Return the arguments of a call, from JSON text or what it says. Raises BadArguments."""
    kind = TOOLS.get(tool)
    if kind is None:
        raise BadArguments(f"there is no tool {tool[:40]!r}; the tools are {', '.join(TOOLS)}")
    if isinstance(text, str):
        try:
            # What JSON calls control characters are line breaks in a prompt: models forget to escape them.
            text = json.loads(text, strict=False) if text.strip() else {}
        except ValueError as error:
            raise BadArguments(f"{tool}: the arguments are no JSON ({error})") from error
    try:
        return kind.model_validate(text if text is not None else {})
    except ValidationError as error:
        told = "; ".join(_told(one) for one in error.errors(include_url=False, include_input=False)[:5])
        raise BadArguments(f"{tool}: {told}") from error


def _told(one: Any) -> str:
    return f"{'.'.join(map(str, one['loc'])) or 'the arguments'}: {one['msg']}"


@cache
def functions(*, looks_up: bool = False) -> tuple[dict[str, Any], ...]:
    """Return the tools as chat completions take them, always in the same order: they are part of a cached prefix."""
    offered = set(TOOLS) - (set() if looks_up else _OPTIONAL)
    return tuple(
        {"type": "function", "function": {"name": name, "description": kind.__doc__, "parameters": _schema(kind)}}
        for name, kind in TOOLS.items()
        if name in offered
    )


@cache
def answer_schema() -> dict[str, Any]:
    """Return the schema of an answer in one JSON object: the words first, then the tools."""
    tools = {
        name: {"description": kind.__doc__, **_schema(kind)} for name, kind in TOOLS.items() if name not in _OPTIONAL
    }
    return {"type": "object", "properties": {"say": {"type": "string"}, **tools}, "required": ["say"]}


def _schema(kind: type[Tool]) -> dict[str, Any]:
    """Return a short schema: every word of it is paid for on every turn."""
    whole = kind.model_json_schema()
    short: dict[str, Any] = _short(whole, whole.get("$defs", {}))
    short.pop("description", None)
    return short


def _short(part: Any, parts: Mapping[str, Any]) -> Any:
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        inner = dict(parts[part["$ref"].rpartition("/")[2]])
        inner.pop("description", None)
        return _short(inner, parts)
    if part.get("anyOf"):  # "or nothing": whoever leaves it out says that
        (first, *_) = [one for one in part["anyOf"] if one != {"type": "null"}]
        part = {**part, **first}
    kept = {
        key: _short(value, parts)
        for key, value in part.items()
        if key in {"type", "description", "enum", "items", "required"}
    }
    if part.get("type") == "object":
        kept["properties"] = {name: _short(value, parts) for name, value in part.get("properties", {}).items()}
    return kept
