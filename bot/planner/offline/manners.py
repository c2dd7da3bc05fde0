"""The manner of an artist that an English message asks for: "lit the way Rembrandt would have lit it".

Called by the planner, where the reader found no request in the message as it stands: the manner is taken out, the rest
read again, and the manner put back as a detail. Whether the artist may be named is the guidelines' business, not ours.
Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot import policy
from bot.planner.offline.english_content import content_of
from bot.planner.offline.reading import Hints, Reading
from bot.planner.prompts import Change
from bot.planner.words import sentences

_MADE = r"(?:paint|draw|print|lit|light|do|make|sketch|engrav|carv|sculpt|photograph|shoot|shot|film|design|illustrat|imagin|see|saw|render|stitch|colou?r|have|done|drawn|made|compos|envision|depict|picture)\w*"
_BEFORE = re.compile(
    rf"(?:^|[\s,;:–—-]+)(?:(?:but|and|only)\s+)?(?:{_MADE}\s+)?(?:(?:exactly|just|a bit|kind of|sort of|somewhat|very|all|straight)\s+)?"
    r"(?:in\s+(?:the\s+)?(?:style|manner|look|spirit|vein|fashion|palette|way|colou?rs)\s+of|in|after|like|as(?:\s+if|\s+though)?(?:\s+by|\s+through)?|(?:in\s+)?the\s+way|how|by|à\s+la|a\s+la|(?:inspired|influenced)\s+by|(?:but\s+)?make\s+(?:it|this)(?:\s+more)?(?:\s+like)?|with\s+(?:the\s+)?(?:brushwork|light|colou?rs|palette|style)\s+of|reminiscent\s+of|through\s+the\s+eyes\s+of|(?:straight\s+)?from\s+the\s+(?:brush|hand|pen|easel|studio)\s+of|as)\s+(?:(?:an?|the|some|old|early|late|classic|master|painter|artist)\s+)*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"^(?:-?i?fy\b|-?ified\b|-?ized?\b)?(?:['’]s)?(?:[\s-]+(?:style|styled|esque|ish|like|inspired|manner|look|palette|brushwork|vibes?|fashion|way|aesthetic))*(?:(?:\s+|['’])(?:would|might|could|did|used\s+to|d)\b(?:\s+(?:have|have\s+it))?(?:\s+{_MADE})?(?:\s+(?:it|them|this|that|one|him|her|the\s+scene))?|\s+(?:saw|painted|drew|printed|did|made|imagined|photographed|sketched)\s+(?:it|them|this|that|one))?",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"^\s*(?:[,:–—]|-\s)\s*(?:but|only|except|if)?\s*(?:it['’]?s|it is|this is|make it|of|with|doing)?\s+",
    re.IGNORECASE,
)
_IMAGINED = re.compile(r"\s*(?:imagine|picture|suppose|pretend|what if|say|if)\s+", re.IGNORECASE)
#: After a name at the beginning: what the artist is to have made, or a thing in the artist's manner.
_MADE_BY = re.compile(
    r"^\s+(?:had\s+|has\s+)?(?:drew|painted|drawn|designed|sketched|illustrated|photographed|engraved|did)\s+"
    r"|^\s+(?!is\b|was\b|were\b|are\b|died|lived|had|has|would|could|did|does|in\b|at\b|on\b|and\b|or\b|exhibition|museum|biograph|book|poster|\w+ed\b|\w+s\s+(?:my|the|a)\b|sucks|rocks|rules)(?=[a-z])",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(
    r"(?:(?:ok|okay|hm+|so|and|but|now|then|again|please|just|maybe|also|instead|what about|how about|could you|can you|would you|do|make|try|redo|turn|have|put|paint|draw|show|give|me|us|it|this|that|one|them|him|her|the|same|scene|picture|whole|thing|all|to|into|be|look|done|over|version|a|an)\b[\s,.!?]*)*",
    re.IGNORECASE,
)


def manner_in(text: str) -> tuple[str, str]:
    """Return (`text` without the words that ask for an artist's manner, those words as a detail of a prompt)."""
    found = policy.artist_in(text)
    if found is None:
        return text, ""
    name, start, end = found
    before, after = text[:start], text[end:]
    lead, tail = _BEFORE.search(before), _AFTER.match(after)
    told = tail[0] if tail else ""
    if lead is None and not told.strip(" '’s"):
        first = _FIRST.match(after) if not before.strip() else None
        if first is None and (not before.strip() or _IMAGINED.fullmatch(before)):
            first = _MADE_BY.match(after)
        if first is None:
            return text, ""
        told = first[0]
    rest = f"{before[: lead.start()] if lead else before} {after[len(told) :]}"
    return re.sub(r"\s+([,.!?])", r"\1", re.sub(r"\s+", " ", rest)).strip(" ,;:"), f"in the manner of {name}"


#: A sentence that tells nothing but the manner: "Something scribbly, quentin blake ish".
_ONLY_MANNER = re.compile(
    r"(?:(?:maybe|perhaps|ideally|think|so|but|and|please|very|kind of|sort of|kinda|sorta|like|you know|a bit|i'?d like|go for|make it|it should be|it should look|do it|let'?s go|want(?:ed)?)\s+)*(?:something|anything|some kind of thing|in|the (?:style|look|feel|vibe)|style|look|vibe|mood|feel)\b[^.!?]*",
    re.IGNORECASE,
)


def _manner_apart(text: str) -> tuple[str, str]:
    """Return (the other sentences of `text`, the manner) where one sentence tells nothing but an artist's manner."""
    parts = sentences(text)
    for part in parts if len(parts) > 1 else ():
        found = policy.artist_in(part)
        if found is not None and _ONLY_MANNER.fullmatch(part.strip(" .!?")):
            return " ".join(p for p in parts if p is not part), f"in the manner of {found[0]}"
    return text, ""


def read_without_manner(text: str, hints: Hints, read: Callable[[str, Hints], Reading]) -> Reading:
    """Return what `text` says; where nothing was found in it as it stands, with an artist's manner taken out first."""
    rest, manner = _manner_apart(text)
    return _with_manner(read(rest, hints), rest, manner, hints) if manner else _without_manner(text, hints, read)


def _with_manner(reading: Reading, rest: str, manner: str, hints: Hints) -> Reading:
    """Return the reading of `rest` as a wish for a picture in `manner`."""
    content = reading.content or content_of(rest, hints)
    return replace(
        reading, content=replace(content, details=(*content.details, manner)), asks_to_draw=True, question=False
    )


def _without_manner(text: str, hints: Hints, read: Callable[[str, Hints], Reading]) -> Reading:
    reading = read(text, hints)
    changes = reading.change_is_explicit and hints.has_pictures
    if reading.content is not None or changes or reading.to_person or reading.prying or reading.name:
        return reading
    rest, manner = manner_in(reading.text)
    if not manner:
        return reading
    if _NO_SUBJECT.fullmatch(rest):
        return replace(reading, change=Change(add=(manner,)), change_is_explicit=True, refers=True, question=False)
    again = read(rest, hints)
    if again.content is not None:
        content = replace(again.content, details=(*again.content.details, manner))
        return replace(again, text=reading.text, content=content)
    if again.change is not None and again.change_is_explicit:
        return replace(again, text=reading.text, change=replace(again.change, add=(*again.change.add, manner)))
    return replace(_with_manner(again, rest, manner, hints), text=reading.text)
