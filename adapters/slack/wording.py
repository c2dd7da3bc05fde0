"""Text between people and Slack: what Slack wrote for them becomes plain words, and our words call nobody.

Used by the parsers and renderers. Pure. In `text` and mrkdwn, Slack reads `<...>` as mentions and links, and `&`, `<`
and `>` stand for themselves only when they are escaped (docs, "Formatting message text", August 2026).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_ANGLE = re.compile(r"<([^<>\n|]*)(?:\|([^<>\n]*))?>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PERSON = re.compile(r"<@([UW][A-Z0-9]{1,30})(?:\|[^<>]*)?>", re.ASCII)


def clean(text: str) -> str:
    """Return the text without control characters and half signs, which no payload can carry."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).encode("utf-8", "replace").decode("utf-8")


def escaped(text: str) -> str:
    """Return the text so that nothing in it is a mention or a link. For `text` and mrkdwn."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: str, chars: int) -> str:
    """Return the text in at most so many characters, with an ellipsis where something was left out."""
    return text if len(text) <= chars else f"{text[: chars - 1].rstrip()}…"


def pieces(text: str, chars: int) -> Iterable[str]:
    """Yield the text in pieces of at most so many characters, cut at line ends or spaces where there are any."""
    while len(text) > chars:
        cut = max(text.rfind("\n", chars // 2, chars), text.rfind(" ", chars // 2, chars)) + 1 or chars
        yield text[:cut]
        text = text[cut:]
    if text:
        yield text


def people_in(text: str) -> tuple[str, ...]:
    """Return the ids of those who are mentioned, in order, each once."""
    return tuple(dict.fromkeys(_PERSON.findall(text)))


def said(text: str, bot: str, name_of: Callable[[str], str]) -> str:
    """Return what a person wrote, as they see it: names for mentions, labels for links; not the bot's own mention."""

    def shown(match: re.Match[str]) -> str:
        target, label = match[1], match[2]
        kind, rest = target[:1], target[1:]
        if kind == "@":
            return "" if rest == bot else f"@{name_of(rest) or label or rest}"
        if kind == "#":
            return f"#{label or rest}"
        if kind == "!":
            return label or f"@{rest.partition('^')[0]}"
        return f"{label} ({target})" if label and label not in target else label or target

    return _unescaped(_ANGLE.sub(shown, text)).strip()


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
