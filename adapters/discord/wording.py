"""Text as Discord must get it to show it as it is: no markup, no mentions, no signs that cannot be sent.

Used by the renderers. Pure.
"""

from __future__ import annotations

import re

from discord.utils import escape_markdown, escape_mentions

#: What Discord shows as something else: channels, times, commands, emoji, pages of a server, links in brackets.
_TAGS = re.compile(r"<(?=[#@:/]|t:|a:|id:|https?:)")
_HEADS = re.compile(r"^(\s*)(#{1,3}|-#|[-+]|>)(?=\s|$)|^(\s*\d{1,9})(\.)(?=\s)", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str) -> str:
    """Return the text without control characters and half signs, which no payload can carry."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n")).encode("utf-8", "replace").decode("utf-8")


def shown(text: str) -> str:
    """Return the text so that Discord shows it as it is, and calls nobody. At most twice as long."""
    escaped = escape_markdown(clean(text), as_needed=False, ignore_links=True)
    return escape_mentions(_TAGS.sub(r"\\<", _HEADS.sub(_escaped_head, escaped)))


def _escaped_head(match: re.Match[str]) -> str:
    if match[4]:
        return f"{match[3]}\\{match[4]}"
    return f"{match[1]}\\{match[2]}"


def shorten(text: str, chars: int) -> str:
    """Return the text in at most so many UTF-16 units, with an ellipsis where something was left out."""
    if len(text.encode("utf-16-le")) // 2 <= chars:
        return text
    cut = text.encode("utf-16-le")[: (chars - 1) * 2].decode("utf-16-le", "ignore")
    return f"{cut.rstrip()}…"
