"""English, first steps: short forms written out, sentences, what is said around a request.

Called by english, english_content and english_change. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bot.planner.lexicon import either, table, words_of
from bot.planner.words import clean, sentences, without_emoji

_PACKAGE = "bot.planner.offline"


def data() -> dict[str, Any]:
    """Return the table of English words."""
    return table("en", _PACKAGE)


def group(section: str, key: str) -> str:
    """Return an expression that matches any word of this list of the table."""
    return either(words_of(data()[section][key]))


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Return the expression `template`, in which <section.key> stands for any word of that list."""
    filled = re.sub(r"<(\w+)\.(\w+)>", lambda m: group(m[1], m[2]), template)
    return re.compile(filled, re.IGNORECASE)


@cache
def _short() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/'.-]){either(re.escape(w) for w in data()['short'])}(?![\w/'-])", re.IGNORECASE)


def written_out(text: str) -> str:
    """Return `text` without emoji, with chat shorthand written out."""
    plain = without_emoji(clean(text))
    table_ = data()["short"]
    plain = _short().sub(lambda m: table_[m[0].casefold()], plain)
    plain = re.sub(
        r"\b(?P<v>think|look|go|do|mak|hav|gett|com|feel|try|want|need|draw|paint|wear|hold|rid|sitt|fly|eat|play|danc|sing|runn|walk|swimm|sleep|read)in\b'?",
        r"\g<v>ing",
        plain,
    )
    plain = re.sub(r",? (?:i mean|i meant|is what i meant|that is)(?=[.!?]*$)", "", plain, flags=re.IGNORECASE)
    plain = re.sub(
        r"(?P<f>^|[.!?,] +(?:and |but )?)do (?=(?!you|we|i\b|they|the|an?\b|not|it\b|that|this|one|my|our|some|two|three|him|her|them|me|us)[a-z]+ (?:the|an?|his|her|its|out|up|away|it|some|him)\b)",
        r"\g<f>",
        plain,
        flags=re.IGNORECASE,
    )
    plain = re.sub(r"^(\d)\s*:\s*", r"\1: ", plain)
    plain = re.sub(r"\s+([.,!?])", r"\1", re.sub(r" +", " ", plain))
    return re.sub(r"^[\s,.;:!?-]+|[\s,;:-]+$", "", plain)


def bare(sentence: str) -> str:
    """Return `sentence` without interjections and the bot's name in front, and its closing marks."""
    front = pattern(r"^(?:<parts.interjections>|<parts.addresses>)(?:\s*[,.!:;-]+\s*|\s+|$)")
    before = None
    text = sentence.strip()
    while before != text:
        before = text
        cut = front.sub("", text).strip(" ,.!:;-")
        # "right one" and "next picture" are no interjections
        if re.match(
            r"(?:one|ones|picture|left|right|door|to|hand|hand-?side|side|most|column|row|corner|bottom|top|upper|lower|half|now|way)\b",
            cut,
            re.IGNORECASE,
        ) and not re.match(r"(?:ok|so|oh|aw)", text, re.IGNORECASE):
            break
        if cut:
            text = cut if cut != text.rstrip(" ,.!:;-") else text
        elif text:
            return ""
    return text.rstrip(" .!,;:").strip()


def split(text: str) -> list[str]:
    """Return the sentences of written-out `text`."""
    return sentences(text)


#: A pronoun that stands for somebody: not "her hat".
PRONOUN = re.compile(
    r"\b(?:it|him|he|she|her(?!\s+(?!(?:as|in|on|with|at|by|and|when|while|under|being|wearing|\w+ing)\b)\w)|them|they|this one|that one"
    r"|(?:this|that)(?!\s+(?!(?:as|in|on|with|at|by|and|when|while|under|\w+ing)\b)\w)|the same one)\b",
    re.IGNORECASE,
)
#: Sentences with a finite verb tell or ask something; a description of a picture has none.
FINITE = re.compile(
    r"\b(?:is|are|was|were|isn't|aren't|wasn't|has|have|had|hasn't|haven't|do|does|did|don't|doesn't|didn't|will|won't"
    r"|would|can|can't|could|should|may|might|must|am|it's|he's|she's|that's|they're|we're|you're|there's|i'm|i'd|i'll"
    r"|i've|we've|we'll|who's|says?|said|thinks?|thought|knows?|knew|loves|hates|wants|wanted|needs|gets|got|went|came|ran"
    r"|took|told|ate|forgot|began|chose|promised|looks|likes)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:who|that|which|whose|where|as if|when|while|because)\b[^,;.]*", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:the|my|our|his|her|their|your|it|he|she|we|they|i)\s+(?:[\w-]+\s+){0,2}?(?:\w+ly\s+)?[\w-]{3,}ed\b"
    r"(?!\s+(?:with|in|by|on|as|into|to|of|like|from|under|\w+s?\b(?=\s*(?:,|$))))",
    re.IGNORECASE,
)
#: "my train leaves in ten": what somebody's thing does is told, not wished.
_MINE = re.compile(r"^(?:my|our) (?:[a-z-]+ )?[a-z-]+(?<!s) [a-z]{3,}(?<!s)s\b(?! (?:of|and|with)\b)", re.IGNORECASE)
#: Forms that are but a past tense, and those that are one when an object follows: "laid her first egg".
_TOLD = re.compile(
    r"\b(?:fell|broke|woke|bought|sent|gave|brought|drew|drove|flew|grew|rode|swam|taught|threw|wrote|became|forgot|won|slept|hurts?|smells?"
    r"|points|votes|picks|chooses|prefers|insists|asks|believes|feels|hopes|wonders|claims|agrees|means|seems|sounds|happens|belongs|costs)\b(?! (?:out|up|off)\b)"
    r"|\b(?:laid|lost|found|made|left|kept|caught|held|built|fed|stole|paid|spent|sold|beat|cut|hit|heard|saw|met|wore|finished|started|passed|missed|dropped)"
    r" (?:an?|the|my|our|his|her|its|their|your|it|him|them|me|us|another|some|two|three)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:i|we|you|me|us|your|yours|y'all|anyone|everyone|somebody)\b", re.IGNORECASE)


def is_statement(text: str) -> bool:
    """Return whether `text` tells something: it has a finite verb outside relative clauses, or speaks of us."""
    without_quotes = re.sub(r"\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)", "", text)
    main = _RELATIVE.sub("", without_quotes)
    return bool(
        FINITE.search(main) or _TOLD.search(main) or _MINE.search(main) or _PAST.search(main) or _PERSON.search(main)
    )
