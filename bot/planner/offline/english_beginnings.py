"""The description that an English message which begins a thread most probably is, when no reader found a request in it.

Called by the planner, last of all. Pure. Somebody who tells of themselves, asks or greets is left alone.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.english_content import content_of
from bot.planner.offline.reading import Hints, Reading

_NOUN_PHRASE = re.compile(
    r"^(?:(?:ok|okay|so|hi|hey|hello|please|um|uh|well|how about|what about|maybe|next)\W+)*(?:an?|the|that|this|those|some(?:body|one)?|my|our|his|her|their|two|three|four|five|six|seven|\d+|[A-Z][\w'-]+)\s+\w",
    re.IGNORECASE,
)
#: What shows somebody or something in a scene: a participle, clothes, a place.
_SCENE = re.compile(
    r"\b(?!(?:something|anything|nothing|everything|morning|evening|king|ring|thing|string|spring|during|being|going to|having|wondering|thinking|looking forward|working on)\b)\w{3,}ing\b|\b(?:dressed|disguised) (?:as|like|up)\b|\bwearing\b|,\s*(?:(?:but|only|now)\s+)?(?:at|in|on|as|with)\s+(?:an?|the|his|her|their|my)\b",
    re.IGNORECASE,
)
#: Somebody tells of themselves or speaks to somebody; or states what is so.
_TOLD = re.compile(
    r"\b(?:i|i'm|i've|i'll|i'd|we|we're|we've|you|you're|me|us|let's)\b|^(?:my|our|the|this|that|his|her|their) (?:[\w'-]+ ){1,4}(?:is|are|was|were|has|have|had|will|did|does|came|went|said|told|got|loves?|hates?|arrived|starts?|opens?|needs?)\b|\?\s*$|\b(?:yesterday|tomorrow|tonight|meeting|deadline)\b",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?P<n>two|three|four|five|six|seven|eight|nine|ten|twelve|a dozen|\d+)\s+(?P<x>(?:different |separate |various )?[\w' -]+?),?\s+(?:one|1)\s+(?:(?:picture|image|drawing|piece)\s+)?(?:each|per\s+(?:picture|image|drawing|one))\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"^(?:(?:draw|paint|sketch|show me|just|only|please)\s+)*(?:a|one) single\b", re.IGNORECASE)
#: "my parrot has learned to open the tin, draw him at it": what was told is the scene.
_AT_IT = re.compile(
    r"^(?P<s>(?:my|our|the|a|an|his|her|their)\b.{10,160}?)[,.;!]\s*(?:(?:so|and|please|can you|could you|now)\s+)*(?:draw|paint|sketch|show)\s+(?:me\s+)?(?:him|her|it|them|that|this)(?:\s+(?:at it|doing (?:it|that|so)|like that|in action|in the act))\W*(?:please)?\W*$",
    re.IGNORECASE,
)
#: "I need like 8 versions of a logo".
_SO_MANY = re.compile(
    r"\b(?:need|want|get|have|give me|like)\b.{0,20}?\b(?P<n>\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)\s+(?:different\s+)?(?:versions?|pictures?|pics|images?|drawings?|variations?|options|sketches) of (?P<x>\S.+?)\W*(?:please)?\W*$",
    re.IGNORECASE,
)
_MOST = 4


def begun(reading: Reading, hints: Hints) -> Reading:
    """Return the reading of a message that begins a thread, with the description that it most probably is."""
    text = reading.text
    each = _EACH.search(text) or (_SO_MANY.search(text) if reading.content is None and not hints.has_pictures else None)
    if each:
        few = {"two": 2, "three": 3}.get(each["n"].casefold(), int(each["n"]) if each["n"].isdigit() else _MOST)
        content = content_of(re.sub(r"^(?:different|separate|various) ", "", each["x"]), hints)
        return replace(reading, content=content, asks_to_draw=True, count=min(few, _MOST), question=False)
    if reading.content is not None and reading.count is None and _SINGLE.match(text):
        return replace(reading, count=1)
    if (at_it := _AT_IT.match(text)) and not hints.has_pictures:
        return replace(reading, content=content_of(at_it["s"], hints), asks_to_draw=True, question=False)
    understood = (
        reading.content or reading.change_is_explicit or reading.writes or reading.name or reading.question or reading.prying
        or reading.to_person or reading.thanks or reading.bye or reading.more or reading.reroll or reading.undo
    )  # fmt: skip
    if hints.has_pictures or hints.people or understood or _TOLD.search(text):
        return reading
    if not (_NOUN_PHRASE.match(text) and _SCENE.search(text)):
        return reading
    return replace(reading, content=content_of(re.sub(r"^that\b", "the", text), hints), describes=True)
