"""Marks for the cast in an English message: "Larry and Pip" becomes "{0} and {1}", whoever bears those names.

Called by english, before anything else is read. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re

from bot.planner.offline.reading import Hints


def marked(text: str, hints: Hints) -> tuple[str, tuple[int, ...], str]:
    """Return `text` with the cast's names as {0}, {1}, who they are, and the thing owned ("Larry's house")."""
    found: list[int] = []
    owned = ""
    for index, names in enumerate(hints.cast):
        for name in sorted(names, key=len, reverse=True):
            if len(name) < 2:
                continue
            repeat = re.escape(name) + (f"{re.escape(name[-1])}*" if name[-1].isalpha() else "")
            expression = re.compile(
                rf"(?<![\w@]){repeat}(?P<own>(?:'s|s'|'|s(?=\s+[a-z]))(?!\w))?(?!\w)", re.IGNORECASE
            )
            match = expression.search(text)
            if match is None:
                continue
            if match["own"] and not owned:
                thing = re.match(
                    r"\s+(?:own |very own )?(?P<t>[\w' -]+?)(?=\s*(?:$|[,.!?;:]|in\b|on\b|at\b|with\b|and\b|by\b|as\b|from\b|under\b|during\b|for\b|look\b))",
                    text[match.end() :],
                )
                owned = thing["t"] if thing else ""
            mark = f"{{{index}}}"
            text = (
                expression.sub(rf"{mark}\g<own>", text).replace(f"{mark}s ", f"{mark}'s ")
                if match["own"]
                else expression.sub(mark, text)
            )
            found.append(index)
            break
    found.sort(key=lambda i: text.find(f"{{{i}}}"))
    return text, tuple(dict.fromkeys(found)), owned


def both_of_them(text: str, count: int) -> tuple[str, tuple[int, ...]]:
    """Return `text` with "the two of them asleep" as marks of the two that were named last, and who they are."""
    match = re.search(
        r"\b(?:both(?: of (?:them|those|these))?|(?:the|those|these|our) (?:two|pair|duo)(?: of them)?|them both)(?=\s+(?:(?!nothing\b|morning\b)\w{2,}ing\b|asleep|awake|at|on|as|under|inside|by|together|again|in (?!blue|red|green|black|colou?r)|during|dressed))",
        text,
        re.IGNORECASE,
    )
    if match is None:
        return text, ()
    pair = (count - 2, count - 1)
    return f"{text[: match.start()]}{{{pair[0]}}} and {{{pair[1]}}}{text[match.end() :]}", pair
