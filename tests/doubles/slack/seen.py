"""What a person sees: messages with their words, pictures and buttons, as a client would show them.

Pure; called by people.py. Marks of formatting are left in the words; links, mentions and escapes are resolved.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doubles.slack.world import Json, Message, Team

if TYPE_CHECKING:
    from doubles.slack.server import SlackDouble

_ANGLE = re.compile(r"<([^<>\s|]+(?:\s[^<>|]*)?)(?:\|([^<>]*))?>")
CALLS = re.compile(r"<!(?:channel|here|everyone)(?:\|[^>]*)?>|<@[UW]\w+(?:\|[^>]*)?>|<!subteam\^\w+(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a message. `data` is None for one that is not Slack's."""

    file: str | None
    data: bytes | None
    alt: str
    title: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """Something to press or choose from. `options` are (value, label) pairs."""

    action_id: str
    label: str
    value: str | None = None
    style: str | None = None
    url: str | None = None
    kind: str = "button"
    options: tuple[tuple[str, str], ...] = ()
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as a person sees it. `fallback` is what a notification shows; `calls` whom it called."""

    ts: str
    channel: str
    user: str
    name: str
    from_bot: bool
    text: str
    pictures: tuple[Picture, ...] = ()
    buttons: tuple[Press, ...] = ()
    files: tuple[str, ...] = ()
    fallback: str = ""
    thread_ts: str | None = None
    ephemeral: bool = False
    edited: bool = False
    streaming: bool = False
    reactions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    calls: int = 0
    metadata: Json | None = None
    blocks: tuple[Json, ...] = ()

    @property
    def alts(self) -> tuple[str, ...]:
        """The alternative texts of the pictures."""
        return tuple(one.alt for one in self.pictures)

    def button(self, wanted: str) -> Press:
        """Return a button by its label or its action id. Raises LookupError."""
        for one in self.buttons:
            if wanted in (one.action_id, one.label):
                return one
        raise LookupError(f"no button {wanted!r} among {[(one.label, one.action_id) for one in self.buttons]}")


def look(double: SlackDouble, team: Team, message: Message) -> Seen:
    """Return a message as a person sees it."""
    user = team.users.get(message.user)
    raw = [each for block in message.blocks for each in _block_words(team, block)] if message.blocks else [message.text]
    if message.blocks and message.stream is not None and message.text:
        raw.insert(0, message.text)
    pictures = [*_block_pictures(double, message.blocks), *_shared_pictures(double, message)]
    called = CALLS.findall(" ".join(one for one in raw if not isinstance(one, Literal)))
    called += [one for one in _elements(message.blocks) if one.get("type") in ("broadcast", "user", "usergroup")]
    return Seen(
        message.ts,
        message.channel,
        message.user,
        message.username or (user.name if user else message.user),
        message.bot_id is not None,
        "\n".join(one for one in (visible(team, each) for each in raw) if one),
        tuple(pictures),
        tuple(_presses(message.blocks)),
        tuple(message.files),
        visible(team, message.text),
        message.thread_ts,
        message.to is not None,
        message.edited_ts is not None,
        message.stream is not None and not message.stream.over,
        tuple((name, tuple(users)) for name, users in message.reactions.items()),
        len(called),
        message.metadata,
        tuple(message.blocks),
    )


class Literal(str):
    """Text that is shown as it is: nothing in it is a mention, a link or an escape."""

    __slots__ = ()


def visible(team: Team, text: str) -> str:
    """Return a text as it is shown: links by their label, mentions by name, escapes as what they mean."""
    if isinstance(text, Literal):
        return str(text)

    def show(match: re.Match[str]) -> str:
        target, label = match[1], match[2]
        if target.startswith("@"):
            user = team.users.get(target[1:])
            return f"@{label or (user.name if user else target[1:])}"
        if target.startswith("#"):
            channel = team.channels.get(target[1:])
            return f"#{label or (channel.name if channel else target[1:])}"
        if target.startswith("!"):
            return label or f"@{target[1:].partition('^')[0]}"
        return label or target

    return html.unescape(_ANGLE.sub(show, text)) if ("<" in text or "&" in text) else text


def _block_words(team: Team, block: Json) -> Iterator[str]:
    kind = block.get("type")
    if kind in ("section", "header"):
        for part in [block.get("text"), *(block.get("fields") or [])]:
            yield from _object(part)
    elif kind == "context":
        for part in block.get("elements") or []:
            if part.get("type") != "image":
                yield from _object(part)
    elif kind == "markdown":
        yield block.get("text", "")
    elif kind == "rich_text":
        yield Literal("".join(_rich(team, one) for one in block.get("elements") or []))
    elif kind in ("card", "container", "carousel", "plan", "task_card", "alert"):
        for name in ("title", "subtitle", "body", "text"):
            yield from _object(block.get(name))
        for name in ("elements", "child_blocks", "tasks"):
            for part in block.get(name) or []:
                if isinstance(part, dict):
                    yield from _block_words(team, part)
    elif kind == "input":
        yield from _object(block.get("label"))


def _object(part: object) -> Iterator[str]:
    """Yield the words of a text object (or of a bare string, which titles of tasks are)."""
    if isinstance(part, str):
        yield Literal(part)
    elif isinstance(part, dict) and isinstance(part.get("text"), str):
        yield part["text"] if part.get("type") == "mrkdwn" else Literal(part["text"])


def _rich(team: Team, part: Json) -> str:
    kind = part.get("type")
    if kind == "text":
        return str(part.get("text", ""))
    if kind == "link":
        return str(part.get("text") or part.get("url", ""))
    if kind == "user":
        user = team.users.get(str(part.get("user_id")))
        return f"@{user.name if user else part.get('user_id')}"
    if kind == "broadcast":
        return f"@{part.get('range')}"
    if kind == "emoji":
        return f":{part.get('name')}:"
    inside = "".join(_rich(team, one) for one in part.get("elements") or [])
    return inside + ("\n" if kind in ("rich_text_list", "rich_text_preformatted", "rich_text_quote") else "")


def _elements(part: object) -> Iterator[Json]:
    if isinstance(part, list):
        for one in part:
            yield from _elements(one)
    elif isinstance(part, dict):
        yield part
        for key, value in part.items():
            if key != "metadata":
                yield from _elements(value)


def _block_pictures(double: SlackDouble, blocks: list[Json]) -> Iterator[Picture]:
    for part in _elements(blocks):
        if part.get("type") != "image":
            continue
        reference, title = part.get("slack_file") or {}, part.get("title") or {}
        file = double.files.get(reference.get("id", ""))
        named = title.get("text", "") if isinstance(title, dict) else ""
        data = None if file is None else file.data
        yield Picture(file.id if file else None, data, part.get("alt_text", ""), named, part.get("image_url"))


def _shared_pictures(double: SlackDouble, message: Message) -> Iterator[Picture]:
    for one in message.files:
        file = double.files[one]
        if file.mimetype.startswith("image/"):
            yield Picture(file.id, file.data, file.alt or "", file.title)


def _presses(blocks: list[Json]) -> Iterator[Press]:
    for part in _elements(blocks):
        kind = part.get("type", "")
        if "action_id" not in part and kind != "feedback_buttons":
            continue
        label = part.get("text") or part.get("placeholder") or {}
        options = tuple(
            (one.get("value", ""), one.get("text", {}).get("text", "")) for one in part.get("options") or []
        )
        if kind == "feedback_buttons":
            options = tuple(
                (part[name].get("value", ""), part[name].get("text", {}).get("text", ""))
                for name in ("positive_button", "negative_button")
                if name in part
            )
        words = label.get("text", "") if isinstance(label, dict) else str(label)
        yield Press(
            part.get("action_id", ""),
            words,
            part.get("value"),
            part.get("style"),
            part.get("url"),
            kind,
            options,
            "confirm" in part,
        )
