"""English messages that ask for a text: which sort, about what, and whether a picture goes with it.

Called by english. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line

from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.english_content import content_of
from bot.planner.offline.english_words import bare, pattern, split
from bot.planner.offline.reading import Hints, Reading

#: "add our motto: patience pays", "write the title LEFT BEHIND on top": letters for a picture.
LETTERED = re.compile(
    r"^(?:(?:(?i:can|could|would|please|you|and|also|now|then|maybe|just))\s+)*(?i:add|put|print|paint|include|letter|stitch|write|place)\s+(?i:(?:the|our|my|his|her|its|their|a)\s+)?(?i:words?|title|text|caption|motto|slogan|name|headline"
    r"|date|label|quote|tagline|message|greeting)\s*(?:(?i:on|at|across|above|below|under|over|along|in)\b[^:]{0,40})?(?::\s*\S|[\"']|[A-Z0-9][A-Z0-9'&!-]+(?:\s|$))"
)


_NOT_WRITTEN = re.compile(
    r"(?:^|(?<=[.!?;,] ))(?:and |but |please )?(?:don't|do not|never|no need to|you needn't|please don't)\b[^.!?]*",
    re.IGNORECASE,
)
_REWRITTEN = pattern(
    r"\b(?:shorten|rewrite|lengthen|expand|extend|continue|finish|rephrase|reword|retell|condense|trim|translate) (?:(?:it|this|that|the|your|his|her|my|our)\b)[\w' -]*?(?:\b(?:in)?to (?:an? )?|\bas (?:an? )?|\b)(?P<t><words.things>)\b(?![\w' -]*\b(?:picture|drawing|image)\b)"
)
_TOLD_WHAT = re.compile(
    r"^(?:please )?tell (?:me|us|them) (?:in [\w-]+ (?:sentences?|words|lines)|briefly|shortly|a bit|something)?\s*(?:what|how|about what) (?P<a>(?:the|an?|our|my|\{\d\}) ?.*?) (?:gets?|does|do|dreams?|thinks?|says?|eats?|would|will|did|became|ended|spends?|lost|met|found|came|got)\b",
    re.IGNORECASE,
)


_BRIEF = re.compile(
    r"(?:(?:please|can you|could you|now|and|then)\s+)*(?:give|tell|explain|summari[sz]e|say|put|describe)\b(?: (?:me|us|them))? (?P<a>.+?),? in (?:a few|one|two|three|four|five|six|\d+|a|under \w+|fewer than \w+) (?:short )?(?:sentences?|words|lines|paragraphs?)\b",
    re.IGNORECASE,
)


def words_wanted(reading: Reading, text: str) -> Reading:  # noqa: PLR0911 - the first that fits wins
    """Return the reading with the sort of text that is asked for, if any."""
    verb = r"(?:<words.verbs>)"
    if LETTERED.search(
        re.sub(r"^[^:]{2,40}:\s*(?=(?:please|can|could|add|put|write|print)\b)", "", bare(text), flags=re.IGNORECASE)
    ):
        return reading
    text = _NOT_WRITTEN.sub("", text)
    edited = _REWRITTEN.search(bare(text))
    if edited:
        return replace(reading, writes=edited["t"].casefold(), writes_about="")
    told = _TOLD_WHAT.match(bare(text))
    if told:
        return replace(reading, writes="story", writes_about=told["a"])
    brief = next((m for m in map(_BRIEF.match, map(bare, split(text))) if m), None)
    if brief and not re.search(r"\b(?:draw|paint|picture|show)\b", text):
        return replace(reading, writes="explanation", writes_about=brief["a"])
    explained = re.match(
        r"^(?:(?:please|can you|could you|and|now|then)\s+)*(?:explain|describe)\s+(?P<rest>.+?)\s+(?:and|also|plus)\s+(?:then |also |please )?(?:show|draw|make|paint|illustrate|give|sketch)\b",
        bare(text),
        re.IGNORECASE,
    )
    if explained:
        return replace(reading, writes="explanation", writes_about=explained["rest"])
    match = pattern(
        rf"\b{verb}\b(?: (?:me|us|them|the kids|him|her|up|down|it|out|my \w+|(?:this|that|the) (?:picture|image|one|drawing|painting|poster|scene)))*(?: (?:an?|the|some|its|his|her|their|your|another|one|two|three|four|five|\d+|more|short|little|that))*"
        rf"(?: [\w'-]+)?(?: [\w'{{}}-]+)? (?P<t><words.things>)\b(?P<rest>.*)"
    ).search(text) or pattern(
        r"^(?:(?:please|and|then|now|an?|the|short|little|tiny|quick|bedtime|funny|one|two|three|four|five|six|ten|\d+|some|sweet|more|good|silly|stitch|\w+(?=\s+(?:puns?|jokes?|riddles?)\b))\s+)*(?P<t><words.things>)\b(?=\s+(?:<words.about>|for|please|now|time|ideas?|and (?:an?|one|the|its) (?:\w+ )?(?:picture|drawing|illustration|image|sketch|painting))\b|$|,)(?P<rest>.*)"
    ).match(bare(text))
    explains = re.search(
        r"\b(?:explain|describe|tell (?:me|us|them) (?:about|what|how|why))\s+(?P<rest>.+?)(?:\s+(?:and|AND)\s+(?:then |also )?(?:show|draw|make|paint|illustrate|give)\b.*|$|[.!?])",
        text,
    )
    if (
        match is None
        and explains
        and re.search(r"\b(?:and|AND|also|plus)\b[^.]*\b(?:show|draw|paint|illustrate|picture|drawing|sketch)\b", text)
    ):
        return replace(reading, writes="explanation", writes_about=explains["rest"].strip())
    if match is None and reading.no_picture:
        match = pattern(r"\b(?P<t><words.things>)\b(?P<rest>.*)").search(text)
    if (
        match is not None
        and re.match(r"(?:lines?|lists?|words|wish|message|letter|title)$", match["t"], re.IGNORECASE)
        and re.match(r"\s+of\s+(?!text|dialog|verse|poetry|prose|thanks|praise|welcome|advice|song)\w", match["rest"])
    ):
        return reading
    if match is None or pattern(r"\b(?:cover|book|time|board|card|art|page|panel)\b").match(match["rest"].strip()):
        return reading
    if match["t"].casefold() in {
        "line",
        "lines",
        "words",
        "names",
        "message",
        "letter",
        "song",
        "recipe",
        "wish",
        "title",
        "toast",
        "script",
        "list",
        "menu",
        "manual",
        "newsletter",
        "sign",
        "description",
        "text",
    } and re.match(
        r"(?i)^(?:(?:can|could|would) you )?(?:please )?(?:draw|paint|sketch|add|put|give (?:it|him|her|them)|remove)\b",
        bare(text),
    ):
        return reading
    about = pattern(r"^\s*,?\s*(?:<words.about>)\s+(?P<a>[^.!?]+)").match(match["rest"])
    return replace(reading, writes=match["t"].casefold(), writes_about=_about(about["a"]) if about else "")


def with_picture_too(reading: Reading, text: str) -> Reading:
    """Return the reading of "a chapter where she meets a kite, and a picture to go with it": both are wanted."""
    also = re.search(
        r"(?:,|\band\b|\bplus\b|\bwith\b)\s+(?:an?|one|some|two|three|four|the|its)?\s*(?:(?:little|small|matching|nice|quick)\s+)?(?:picture|drawing|illustration|image|sketch|painting)s?"
        r"(?:\s+(?:to (?:go with|match|accompany|illustrate)|alongside|for|of|beside|with) (?:it|that|them|this))?(?:\s+(?:too|as well|please|beside it|alongside))*\s*[.!?]*$",
        text,
        re.IGNORECASE,
    )
    if also is None or not reading.writes or reading.no_picture:
        return reading
    about = re.sub(r"[\s,]*(?:\band|\bplus|\bwith)?\s*$", "", reading.writes_about.removesuffix(also[0].rstrip(" .!?")))
    about = about or "it"
    content = content_of(about, Hints())
    return replace(
        reading,
        content=content,
        asks_to_draw=True,
        describes=False,
        writes_about=about if about != "it" else "",
        change=None,
    )


def _about(words: str) -> str:
    """Return what a text is to be about, without a second wish in the same sentence."""
    return (
        pattern(r"\s+(?:and|then|,)\s+(?:also |then |please )?(?:<draw.verbs>|show|make|give|write|add)\b.*")
        .sub("", words)
        .strip()
    )
