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


#: Words beside a thing that name no thing of the picture: "the bay from her essay".
_NOT_THINGS = frozenset(
    ["the", "that", "this", "his", "her", "their", "from", "with", "and", "for", "scene", "picture"]
)


def told_in(text: str) -> tuple[str, ...]:
    """Return the sentences of long quotations in `text` that only tell something."""
    quoted = [m["a"] or m["b"] for m in _QUOTATION.finditer(text)]
    return tuple(s.strip(" .!") for q in quoted for s in sentences(q) if not _ORDER.search(s))


#: Words that introduce a quotation: a wish for a picture of what it tells, or only whose words they are.
_WISH = re.compile(
    r"\s*(?P<verb>(?:(?:please|can you|could you|would you)\s+)*(?:draw|illustrate|paint|sketch|picture|depict|visuali[sz]e|(?:make|do) (?:me )?an? (?:picture|drawing|illustration)(?: (?:of|from|for))?))\b[^.!?]*$"
    r"|.*(?:그려|그림|보여|만들어|삽화)[^.!?]*[:：]?\s*$",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    r"[^.!?]*(?:[:：]|\b(?:says?|said|saying|reads?|wrote|writes|written|goes|states?|tells?|printed|diary|letter|note|mail|e-?mail|essay|message|review|caption|label|sign)\b[^.!?]*|써\s?있\S*|적혀\s?있\S*|왔\S*|남겼\S*|후기\S*|써놨\S*|쓴\s*(?:글|일기|편지)\S*|일기\S*|(?:라고|라는데|래)\s*)\s*$",
    re.IGNORECASE,
)


def without_quotations(text: str) -> str:
    """Return `text` without long quotations that give orders, and without the words that introduce them.

    A wish for a picture of what is quoted keeps the sentences that only tell something. Text that is nothing but a
    quotation stays: then it is what the person says.
    """
    rest = text
    for match in reversed(list(_QUOTATION.finditer(text))):
        quoted = match["a"] or match["b"]
        if not any(_ORDER.search(s) for s in sentences(quoted)):
            continue
        start, told = match.start(), " "
        intro = re.search(r"[^.!?]*$", text[:start])
        if intro and (wish := _WISH.match(intro[0])):
            start, tells = intro.start(), ". ".join(s.strip(" .!") for s in sentences(quoted) if not _ORDER.search(s))
            told = f" {wish['verb']} {tells}. " if wish["verb"] else f" {_noun_form(tells)} 그려줘. "
            told = told if tells else intro[0]
        elif intro and _WHOSE.match(intro[0]):
            start = intro.start()
        rest = f"{rest[:start]}{told}{rest[match.end() :]}"
    return re.sub(r"\s+", " ", rest).strip(" .,") if re.search(r"\w{2}", rest) else text


def _noun_form(told: str) -> str:
    """Return what a Korean sentence tells as something that can be drawn: "오리를 봤다" as "오리"."""
    return re.sub(r"(?:을|를)\s*(?:봤|보았|만났|발견했|샀|먹었)\S*$", "", told)


def without_long_quotations(text: str) -> str:
    """Return `text` without long quotations: what others wrote is no request of this person."""
    return re.sub(r"(?:\"[^\"]{25,}\"|(?<!\w)'[^\"]{40,}'(?!\w))", " ", without_quotations(text))


def with_told(reading: Reading, text: str) -> Reading:
    """Return the reading of "... please draw the soup" with what the quotation before it tells of the soup."""
    content = reading.content
    if content is None or not re.match(r"(?:the|that|this|his|her|their)\b", content.subject, re.IGNORECASE):
        return reading
    things = [w for w in re.findall(r"[\w-]{3,}", content.subject) if w.casefold() not in _NOT_THINGS]
    told = [s for s in told_in(text) if any(mentions(s, thing) for thing in things)]
    return replace(reading, content=replace(content, details=(*content.details, *told[:1]))) if told else reading
