"""What a language model answered: words and calls, whichever way it was asked; and reading JSON that is nearly JSON.

Made by streaming.py and client.py, read by resolving.py. Knows neither servers nor boards.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic_core import from_json

from bot.planner.language_model.early import CALL_MARKS, OBJECT
from bot.planner.language_model.tools import TOOLS, whole
from bot.plans import Usage

_SPILL = re.compile("|".join([*map(re.escape, CALL_MARKS), rf"\A{OBJECT.pattern}"]))
#: Keys under which models put their words when they answer in JSON.
_SAY = ("say", "reply", "text", "message")


@dataclass(frozen=True, slots=True)
class Call:
    """One tool that was called. `arguments` are JSON text, or what a server made of it."""

    name: str
    arguments: object
    id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """All that came of one question. `finish`: why it ended, None when that was never said."""

    words: str = ""
    calls: tuple[Call, ...] = ()
    finish: str | None = None
    refusal: str = ""
    usage: Usage | None = None
    raw: str = ""  # the text as it came
    problem: str = ""  # why nothing could be read out of it; for the model


class NoJson(ValueError):
    """A text that was to be a JSON object and is none; the text is for the model."""


def read_object(text: str) -> tuple[str, tuple[Call, ...]]:
    """Return the words and calls of an answer in one JSON object.

    Takes what models make of that: fences, words around it, comments, trailing commas, Python's literals, a missing
    end. A text without any object is all words. Raises NoJson for an object that cannot be read.
    """
    start = text.find("{")
    if start < 0:
        return _outside(text), ()
    body, end = _balanced(text, start)
    found = _parsed(body)
    if found is None:
        raise NoJson("the answer is no JSON object")
    around = _outside(f"{text[:start]} {text[end:]}")
    words = next((str(found[key]) for key in _SAY if isinstance(found.get(key), str)), "")
    return whole(words or around), tuple(_calls(found))


def spilled(text: str) -> tuple[str, tuple[Call, ...]] | None:
    """Return the words and calls of a text into which a model wrote its calls, or None when there are none in it.

    Servers that were not told how their model calls tools pass such text on as if it were words.
    """
    start = _SPILL.search(text)
    if start is None:
        return None
    calls: list[Call] = []
    words, place = text[: start.start()], text.find("{", start.start())
    while place >= 0:
        body, end = _balanced(text, place)
        found = _parsed(body)
        if found is not None:
            words = words or next((str(found[key]) for key in _SAY if isinstance(found.get(key), str)), "")
            calls += [call for call in _calls(found) if call.name in TOOLS]
        place = text.find("{", end)
    return (whole(words.strip()), tuple(calls)) if calls else None


def _calls(found: Mapping[str, object]) -> Iterator[Call]:
    """Yield the tools of an answer object, also where a model has wrapped them in a list of its own."""
    steps = found.get("tool_calls", found.get("tools", found.get("steps")))
    for step in steps if isinstance(steps, list) else []:
        if isinstance(step, dict):
            inner = step.get("function", step)
            inner = inner if isinstance(inner, dict) else step
            name = str(inner.get("name", inner.get("tool", "")))
            yield Call(name, inner.get("arguments", inner.get("args", inner.get("parameters", {}))))
    if "name" in found and "arguments" in found and isinstance(found["name"], str):
        yield Call(found["name"], found["arguments"])
        return
    for name in TOOLS:
        if name in found and found[name] not in (None, False):
            yield Call(name, {} if found[name] is True else found[name])


def _balanced(text: str, start: int) -> tuple[str, int]:
    """Return the object that begins at `start`, and where it ends; all that is left when it does not."""
    depth, quoted, skip = 0, False, False
    for index in range(start, len(text)):
        char = text[index]
        if skip:
            skip = False
        elif char == "\\":
            skip = True
        elif char == '"':
            quoted = not quoted
        elif not quoted and char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return text[start : index + 1], index + 1
    return text[start:], len(text)


def _parsed(body: str) -> dict[str, object] | None:
    for read in (_strict, _tidied, _python, _partial):
        try:
            found = read(body)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(found, dict):
            return {str(key): value for key, value in found.items()}
    return None


def _strict(body: str) -> object:
    return json.loads(body, strict=False)


def _tidied(body: str) -> object:
    """Read JSON with comments and with commas before closing brackets."""
    pieces = re.split(r'("(?:[^"\\]|\\.)*")', body, flags=re.DOTALL)
    for index in range(0, len(pieces), 2):  # what is outside of strings
        bare = re.sub(r"//[^\n]*|/\*.*?\*/", "", pieces[index], flags=re.DOTALL)
        pieces[index] = bare
    return json.loads(re.sub(r",(\s*[}\]])", r"\1", "".join(pieces)), strict=False)


def _python(body: str) -> object:
    return ast.literal_eval(re.sub(r"\b(?:true|false|null)\b", lambda m: _LITERALS[m[0]], body))


def _partial(body: str) -> object:
    return from_json(body, allow_partial="trailing-strings")


_LITERALS = {"true": "True", "false": "False", "null": "None"}


def _outside(text: str) -> str:
    return re.sub(r"```[A-Za-z]*", " ", text).strip()
