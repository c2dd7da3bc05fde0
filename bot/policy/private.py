"""Full names of private persons: people whom no list knows, recognised by how they are spoken of.

Used by bot/policy and, for Korean, by planners that ask for a description. What names look like, and the places,
ships and titles that look alike, are data: bot/guidelines/private.toml.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from functools import cache

from bot.policy.guideline import Finding, Guideline
from bot.policy.lexicon import data

_PART = r"[A-Z][a-zà-ÿ'’]+(?:[A-Z][a-z]+)?(?:-[A-Z][a-zà-ÿ]+)?"
_BETWEEN = r"(?:\s+(?:(?:van|von|de|der|den|da|del|di|du|la|le|al|bin|ter|Mc|O['’]|[A-Z]\.)\s?)*)"
_NAME = rf"(?P<n>{_PART}(?:{_BETWEEN}{_PART}){{1,3}})"


@cache
def _full_names() -> tuple[re.Pattern[str], ...]:
    found = data("private")
    relation = rf"(?i:\b(?:{found['relations']})\b)"
    related = re.compile(rf"{relation},?\s+(?:(?:is\s+)?(?:called|named)\s+|is\s+)?(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?{_NAME}")
    titled = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Nurse|Officer)\.?\s+{_NAME}")
    belonging = re.compile(
        rf"(?<![\w\"]){_NAME},?\s+(?:(?:from|in|at|of)\s+(?:my|our|the)\b|(?:is\s+)?(?:my|our|who)\b)"
    )
    pictured = re.compile(rf"\b(?:[Pp]ortrait|[Cc]aricature|[Ll]ikeness) of {_NAME}")
    plain = re.compile(rf"(?<![\w\"'’]){_NAME}(?![\w])")
    return related, titled, belonging, pictured, plain


@cache
def _lower() -> re.Pattern[str]:
    found = data("private")
    first, last = "|".join(found["first_names"].lower().split()), "|".join(found["surnames"].lower().split())
    return re.compile(rf"\b(?P<n>(?:{first})\s+(?:{last}))\b(?!\s+(?:jam|pie|tree|soup|bread))")


@cache
def _lower_related() -> re.Pattern[str]:
    """After a word of kinship and a first name all words in small letters are the name, up to one that cannot be."""
    found = data("private")
    first = "|".join({*found["first_names"].lower().split(), *found["given_only"].split()})
    other = r"(?:\w+ing|\w+ed|in|on|at|as|with|and|or|is|was|who|whose|from|of|to|for|by|under|over|near|please|pls|plz|but|so|the|an?|my|our|his|her|their|like|has|had|lol|ok|thanks|sits?|lives?|works?|wants?|loves?|likes?|looks?|next|today|now|then)"
    return re.compile(
        rf"\b(?:my|our|his|her|the)\s+(?:\w+\s+)?(?:{found['relations']})(?:\s+(?:from|in|at|of|across|on)\s+(?:\w+\s+){{0,2}}?\w+)??,?\s+(?:(?:is\s+)?(?:called|named)\s+)?"
        rf"(?P<n>(?:{first})(?:\s+(?!{other}\b)[a-z][a-z'’-]{{2,}}){{1,3}})\b"
    )


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(data("private")[key].split())


@cache
def _not_names() -> re.Pattern[str]:
    found = data("private")
    return re.compile(rf"\b(?:{found['not_names']})\b|^(?:{found['not_first']})\b")


def find_private(text: str, taken: list[tuple[int, int]]) -> list[Finding]:
    """Return the full names in `text`, outside of what is `taken`, of people whom no list knows."""
    related = _full_names()[0]
    taken = list(taken)
    found = []
    lower = _lower().finditer(text) if text == text.lower() or _relation_before().search(text) else iter(())
    for match in (
        *(m for one in _full_names() for m in one.finditer(text)),
        *_lower_related().finditer(text),
        *lower,
    ):
        start, end = match.span("n")
        small = match.re is _lower_related()
        if any(s < end and start < e for s, e in taken) or not (small or _is_person(match, text)):
            continue
        instead = "" if small or match.re is related else "a made-up person"
        found.append(Finding(Guideline.PRIVATE, start, end, instead))
        taken.append((start, end))
    return found


def is_related(before: str) -> bool:
    """Return whether a name that follows `before` is that of somebody's neighbour, friend or teacher."""
    return _related_before().search(before) is not None


@cache
def _related_before() -> re.Pattern[str]:
    lead = r"(?i:\b(?:my|our|his|her)\s+(?:\w+\s+)?"
    return re.compile(
        rf"{lead}(?:{data('private')['relations']})),?\s+(?:(?:is\s+)?(?:called|named)\s+)?(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?$"
    )


def is_related_ko(before: str) -> bool:
    """Return whether a Korean name that follows `before` is that of somebody's classmate, friend or neighbour."""
    return _related_before_ko().search(before) is not None


@cache
def _related_before_ko() -> re.Pattern[str]:
    found = data("private")
    near = r"(?:같은\s*반|우리\s*반|옆\s*반|옆집|앞집|윗집|아랫집|이웃집|반\s*친구|단짝|짝꿍)(?:\s+(?:사는\s+)?[가-힣]{1,4})?"
    return re.compile(
        rf"(?<![가-힣])(?:{near}|(?:우리|저희|제|내|울)\s+(?:\S+\s+){{0,2}}?(?:{found['relations_ko']})(?:인|이신)?)\s+$"
    )


@cache
def _relation_before() -> re.Pattern[str]:
    return re.compile(rf"(?i:\b(?:my|our|his|her)\s+(?:\w+\s+)?(?:{data('private')['relations']})\b)")


#: What a name after "my teacher" or "our neighbour" does not begin with.
_NO_FIRST_NAMES = frozenset(
    ["The", "A", "An", "My", "Our", "His", "Her", "Their", "This", "That", "Captain", "Santa", "Sir"]
)


def _is_person(match: re.Match[str], text: str) -> bool:
    name = match["n"]
    if match.re is _full_names()[0]:
        return name.split()[0] not in _NO_FIRST_NAMES
    if re.search(r"\s[A-Z][a-z]+-[A-Z][a-z]+$", name):
        return True  # a family name of two parts is nothing else
    if _not_names().search(name):
        return False
    if match.re is not _full_names()[-1]:
        return True
    words = name.split()
    before = text[: match.start("n")].rstrip().rsplit(" ", 1)[-1].lower()
    if before in {"the", "a", "an", "ss", "hms", "mount", "captain", "lake"} or text[match.end("n") :].startswith(
        "'s Day"
    ):
        return False
    plain_first = words[0] in _words("first_names") or words[0].lower() in _words("given_only")
    return plain_first or (len(words) > 2 and not _is_title_case(text, match.span("n")))


def _is_title_case(text: str, span: tuple[int, int]) -> bool:
    """Return whether capitals mean nothing here: the text begins with them, or all of it is written so."""
    words = re.findall(r"[A-Za-z]{4,}", text[: span[0]] + text[span[1] :])
    return not text[: span[0]].strip() or (len(words) > 1 and all(w[0].isupper() for w in words))


@cache
def _korean() -> tuple[re.Pattern[str], ...]:
    found = data("private")
    family = f"(?:{found['surnames_two_ko']}|[{found['surnames_ko']}])"
    relations = found["relations_ko"]
    end = r"(?=\s|이|가|은|는|을|를|의|랑|와|과|한테|에게|께|도|$|[.,!?])"
    return (
        re.compile(
            rf"(?<![가-힣])(?:{relations})(?:인|이신)?\s+({family}[가-힣]{{2,3}}?)(?:\s*(?:님|씨|선생님|쌤|양|군))?{end}"
        ),
        re.compile(rf"(?<![가-힣])({family}[가-힣]{{1,3}})\s*(?:님|씨)(?:\s*(?:{relations}))?{end}"),
        re.compile(rf"(?<![가-힣])({family}[가-힣]{{2}})\s+(?:{found['titles_after_ko']}){end}"),
        re.compile(rf"(?<![가-힣])({family}[가-힣]{{2}})(?:이)?(?:라는|라고\s*하는|이라는)\s+(?:{found['people_ko']})"),
    )


def private_names_ko(text: str) -> list[str]:
    """Return full names of private persons in Korean `text`: beside a word of kinship or office, before 님 or 씨."""
    if not re.search(r"[가-힣]", text):
        return []
    not_names = _not_names_ko()
    names = [name for one in _korean() for name in one.findall(text)]
    return [n for n in dict.fromkeys(names) if not not_names.fullmatch(n)]


@cache
def _not_names_ko() -> re.Pattern[str]:
    found = data("private")
    return re.compile(rf"(?:{found['relations_ko']})|.*(?:선생|사장|팀장|원장)|(?:{found['not_names_ko']})")
