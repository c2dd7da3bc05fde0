"""What else an English message tells: whom it is for, what it is about, praise and thanks, how long a text is to be.

Called by english. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line

from __future__ import annotations

import re

from bot.planner.offline.english_content import requested
from bot.planner.offline.english_words import bare, pattern, split
from bot.planner.offline.reading import Hints


def is_to_person(text: str, hints: Hints) -> bool:
    """Return whether the message is for somebody else in the room."""
    mention = re.match(r"^@(?P<who>[\w.-]+)", text)
    if mention and not re.match(r"(?i)(?:bot|picturebook)", mention["who"]):
        return True
    if re.match(
        r"(?:(?:hi|hey|hello|good morning|morning)\s+)(?:all|everyone|everybody|folks|team|guys|y'all)\b",
        text,
        re.IGNORECASE,
    ) and not requested(text):
        return True
    if requested(text):
        return False
    said = bare(text)
    plainly = r"it's|it is|you|that|do|did|are|is|can|what|why|where|how|the|please|stop|go|no|yes|lol|your|i'm|i'll|we"
    called = {part for person in hints.people for part in (person, *re.split(r"[_\d.-]+", person)) if len(part) > 2}
    for person in sorted(called):
        name = re.escape(person)
        if re.match(rf"{name}\b(?:\s*[,:!]|\s+(?:{plainly})\b)", said, re.IGNORECASE):
            return True
        told = [re.search(rf",\s*{name}\s*[.!?]*$", s, re.IGNORECASE) is not None for s in split(text)]
        asked = re.search(r"[.!?]\s+(?:now|please|could|can you|and now|then)\b", text, re.IGNORECASE)
        if any(told) and (told[-1] or not asked):
            return True
    return False


def asides(text: str) -> dict[str, bool]:
    asked_more = pattern(r"\b<again.more>").search(bare(text)) or any(
        pattern(
            r"^(?:(?:<draw.lead>)\s+|(?:show|give|make|get|see|have|do|draw|paint|try|create) (?:me |us )?)*<again.more>"
        ).search(bare(s))
        for s in split(text)
    )
    return {
        "more": bool(asked_more),
        "reroll": any(pattern(r"(?:^|\b)<again.reroll>").search(bare(s)) for s in split(text)),
        "undo": bool(pattern(r"\b<again.undo>").search(bare(text))),
        "no_picture": bool(pattern(r"\b<words.no_picture>").search(text)),
        "thanks": bool(pattern(r"\b<parts.thanks>\b").search(text)),
        "bye": bool(pattern(r"\b<parts.bye>\b").search(text)),
        "praise": bool(pattern(r"\b<parts.praise>\b").search(text)),
    }


def definite_nouns(text: str) -> tuple[str, ...]:
    """Return the definite nouns of `text`: "the mummy picture", "its teddy" -> mummy, picture, teddy."""
    found = re.findall(
        r"\b(?:the|my|our|its|his|her|their|that|those|these)\s+([a-z][\w-]+)(?:\s+([a-z][\w-]+))?", text, re.IGNORECASE
    )
    return tuple(dict.fromkeys(w.casefold() for pair in found for w in pair if w))


def length_of(text: str) -> str:
    """Return how the last text is to go on, if the message says so: shorter, longer, on."""
    if len(text.split()) > 10:
        return ""
    for word, expression in (
        ("shorter", r"\bshort(?:er)?\b|\btoo long\b"),
        ("longer", r"\blonger\b|\btoo short\b|more of the story"),
        ("on", r"^(?:go on|continue|and then|what happens next|keep going)\b|\bwhat happens next\b"),
    ):
        if re.search(expression, bare(text), re.IGNORECASE):
            return word
    return ""


def topics_of(text: str) -> tuple[str, ...]:
    """Return the definite nouns that a message returns to: "the forest again" -> ("forest",)."""
    found = re.findall(
        r"\b(?:back to|return to|and|as for|about)?\s*(?:the|my|our) ([\w-]+(?: [\w-]+)?) (?:again|once more|one more time)\b",
        text,
        re.IGNORECASE,
    )
    found += re.findall(r"\bthe ([\w-]+)(?:'s name| is called| is named)\b", text, re.IGNORECASE)
    found += re.findall(
        r"\b(?:back to|return(?:ing)? to|as for|regarding) (?:the |my |our )?(?!colou?r|black|day|night|normal|work|bed|the\b|my\b|our\b)([\w-]+)",
        text,
        re.IGNORECASE,
    )
    return tuple(dict.fromkeys(found))


def is_question(parts: list[str]) -> bool:
    return any(
        p.rstrip().endswith("?")
        or re.match(
            r"(?:at|in|on|for|to|by|from|since|until|with|of) (?:what|which|whom|how)\b", bare(p), re.IGNORECASE
        )
        is not None
        or (
            pattern(r"^(?!do (?:an?|the|my|our)\b)(?:<parts.wh>)\b(?! (?:about|if)\b)").match(bare(p))
            and len(p.split()) > 2
        )
        for p in parts
    )


_HAPPENS = (
    r"(?:is|was|are|were|has|had|have|just|finally|keeps?|loves?|likes?|always|never|got|ran|went|came|ate|fell|did|won|lost|made|took|"
    r"broke|grew|slept|needs|wants|does|can|will|would|\w{3,}ed|\w{3,}es|loves|sits|lives|runs|eats|sleeps|looks)"
)


def told_of(parts: list[str]) -> str:
    """Return what a remark was about: "our dog ran off, he is brown" -> "a dog, brown"."""
    text = " ".join(parts)
    match = re.search(rf"\b(?:my|our) (?P<x>(?:[\w-]+ ){{0,2}}?[\w-]+?)(?='s\b| {_HAPPENS}\b)", text, re.IGNORECASE)
    match = match or re.search(
        r"\b(?:i|we|he|she|they|my \w+|our \w+)(?:'ve|'s| have| has)?(?: just| finally| once)* (?:[a-z]{2,}ed|got|bought|saw|found|met|caught|built|have|own|made|won|keep) an? (?P<x>[\w-]+(?: [\w-]+)?)"
        r"(?=\s+(?:yesterday|today|last|this|at|in|on|from|for|who|that|with|named|called|and|once|again)\b|[,.!?]|$)",
        text,
        re.IGNORECASE,
    )
    if match is None:
        return ""
    told = re.findall(
        r"\b(?:he|she|it|they)(?:'s| is| has|'re| are) (?!not|gone|lost|called|named|so |very )(?P<d>[^.,;!?]+)",
        text[match.end() :],
        re.IGNORECASE,
    )
    described = re.match(r"(?:'s| is) (?:[A-Z][\w'-]+(?: [A-Z][\w'-]+)+),? (?P<d>[^.!?]+)", text[match.end() :])
    tail = [*([described["d"].strip()] if described else []), *(d.strip() for d in told)]
    thing = match["x"].strip()
    return ", ".join([f"{'an' if thing[:1] in 'aeiou' else 'a'} {thing}", *tail])
