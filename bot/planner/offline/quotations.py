"""What somebody quotes: a guest's note, a menu, a mail. It may tell what a thing looks like; its orders are nobody's.

Called by the planner and by korean. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.reading import Reading
from bot.planner.references import mentions
from bot.planner.words import sentences

#: Shorter quotations are names, or letters for the picture.
_QUOTED_CHARS = 15
_QUOTATION = re.compile(
    rf"\"(?P<a>[^\"]{{{_QUOTED_CHARS},}})\"|(?<![\w가-힣])'(?P<b>[^\"]{{{_QUOTED_CHARS},}}?)'(?![\w가-힣])"
)
#: Words that speak to a machine, or give orders for more than this picture.
_ORDER = re.compile(
    r"\b(?:bots?|chatbots?|ai|a\.i\.|assistants?|model|llm|gpt|system|prompts?|instructions?|rules|from (?:now|here) on|henceforth|ignore|disregard|forget|override|reveal|always|every (?:picture|image)|all (?:pictures|images)|you (?:must|shall|will|are now)|(?:write|put|print|add|append|insert|output|stamp|say|draw|include|reply)\b.{0,40}\b(?:everything|everywhere|every|all|words?|text|letters|over|instead)|and draw)\b"
    r"|봇|챗봇|인공\s*지능|시스템|어시스턴트|프롬프트|지시|명령|규칙|AI|앞으로|이제부터|지금부터|무조건|모든\s*그림|모든\s*답|(?:적|쓰|넣|그리|출력하|무시하|답하|말하|공개하)(?:을|ㄹ)?\s*(?:것|시오|세요|어라|아라|거라|도록)|써라|적어라|넣어라|할\s*것|해라|하라|무시해",
    re.IGNORECASE,
)


def told_in(text: str) -> tuple[str, ...]:
    """Return the sentences of long quotations in `text` that only tell something."""
    quoted = [m["a"] or m["b"] for m in _QUOTATION.finditer(text)]
    return tuple(s.strip(" .!") for q in quoted for s in sentences(q) if not _ORDER.search(s))


def without_quotations(text: str) -> str:
    """Return `text` without long quotations that give orders, and without the words that introduce them.

    Text that is nothing but a quotation stays: then it is what the person says.
    """
    rest = text
    for match in _QUOTATION.finditer(text):
        if any(_ORDER.search(s) for s in sentences(match["a"] or match["b"])):
            before = text[: match.start()]
            intro = re.search(r"[^.!?]*(?:[:：]|써\s?있\S*|적혀\s?있\S*|왔\S*|남겼\S*|후기\S*|써놨\S*)\s*$", before)
            rest = rest.replace(f"{intro[0] if intro else ''}{match[0]}", " ", 1)
    return re.sub(r"\s+", " ", rest).strip() if re.search(r"\w{2}", rest) else text


def without_long_quotations(text: str) -> str:
    """Return `text` without long quotations: what others wrote is no request of this person."""
    return re.sub(r"(?:\"[^\"]{25,}\"|(?<!\w)'[^\"]{40,}'(?!\w))", " ", text)


def with_told(reading: Reading, text: str) -> Reading:
    """Return the reading of "... please draw the soup" with what the quotation before it tells of the soup."""
    content = reading.content
    thing = re.match(r"(?:the|that|this) (?:[\w-]+ )*?(?P<n>[\w-]+)$", content.subject) if content else None
    if content is None or thing is None:
        return reading
    told = [s for s in told_in(text) if mentions(s, thing["n"])]
    return replace(reading, content=replace(content, details=(*content.details, *told[:1]))) if told else reading
