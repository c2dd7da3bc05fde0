"""From the pieces of a stream to an answer: words as they come, tool calls put together, why it ended.

Called by client.py. Trusts no server: pieces may lack anything, hold the wrong types, or stop in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.planner.language_model.answers import Answer, Call
from bot.planner.language_model.early import EarlyWords, without_thoughts
from bot.planner.language_model.tools import whole
from bot.plans import Usage


@dataclass(slots=True)
class _Part:
    """A tool call while it comes."""

    id: str = ""
    name: str = ""
    text: str = ""
    whole: object = None  # arguments that came as an object instead of text


@dataclass(slots=True)
class Listener:
    """Puts one answer together. `early` tells which words may be shown while it comes."""

    server: str
    early: EarlyWords
    text: str = ""
    refusal: str = ""
    finish: str | None = None
    usage: Usage | None = None
    pieces: int = 0
    _parts: list[_Part] = field(default_factory=list)
    _places: dict[object, _Part] = field(default_factory=dict)

    def hear(self, chunk: object) -> str:
        """Take one piece of a stream, or a whole answer; return the words that are new and may be shown."""
        self.pieces += 1
        new = ""
        self._count(chunk)
        for choice in _items(getattr(chunk, "choices", None)):
            delta = getattr(choice, "delta", None) or getattr(choice, "message", None)
            new = _text(getattr(delta, "content", None))
            self.text += new
            self.refusal += _text(getattr(delta, "refusal", None))
            for place, call in enumerate(_items(getattr(delta, "tool_calls", None))):
                self._take(place, call)
            finish = getattr(choice, "finish_reason", None)
            if isinstance(finish, str) and finish:
                self.finish = finish
            break  # one answer is asked for
        return self.early.hear(new) if new else ""

    def answer(self) -> Answer:
        """Return what was heard."""
        named = [part for part in self._parts if part.name]
        calls = tuple(Call(part.name, part.whole if part.whole is not None else part.text, part.id) for part in named)
        return Answer(
            without_thoughts(self.text).strip(), calls, self.finish, self.refusal.strip(), self.usage, self.text
        )

    def _take(self, place: int, call: object) -> None:
        function = getattr(call, "function", None)
        index, id_ = getattr(call, "index", None), getattr(call, "id", None)
        name, arguments = getattr(function, "name", None), getattr(function, "arguments", None)
        key = index if isinstance(index, int) else place
        part = self._places.get(key)
        # Some servers give every call the index 0, or none at all: another id with a name is another call.
        if part is None or (isinstance(id_, str) and id_ and part.id and id_ != part.id and name):
            part = self._places[key] = _Part()
            self._parts.append(part)
        part.id = part.id or (id_ if isinstance(id_, str) else "")
        part.name += name if isinstance(name, str) and name != part.name else ""
        if isinstance(arguments, str):
            part.text += arguments
        elif arguments is not None:
            part.whole = arguments

    def _count(self, chunk: object) -> None:
        usage = getattr(chunk, "usage", None)
        if usage is None:
            return
        details = getattr(usage, "prompt_tokens_details", None)
        model = getattr(chunk, "model", None)
        self.usage = Usage(
            model=model if isinstance(model, str) else "",
            server=self.server,
            input_tokens=_number(getattr(usage, "prompt_tokens", None)),
            cached_tokens=_number(getattr(details, "cached_tokens", None)),
            output_tokens=_number(getattr(usage, "completion_tokens", None)),
        )


def place_of(url: str) -> str:
    """Return the address of a server without anything in it that is nobody else's business."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}".rstrip("/")


def _items(value: object) -> Iterator[object]:
    yield from value if isinstance(value, list) else ()


def _text(value: object) -> str:
    """Return text that may also come as a list of parts."""
    if isinstance(value, list):
        texts = (part.get("text") if isinstance(part, dict) else getattr(part, "text", None) for part in value)
        return "".join(whole(text) for text in texts if isinstance(text, str))
    return whole(value) if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
