"""Requests that name whom they ask for: "draw a hedgehog. His name is Larry", "래리라는 고슴도치 그려줘".

Called by english and korean before they read: the name is taken out, and the rest is read by itself. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot import policy
from bot.planner.offline.english_names import NEVER
from bot.planner.offline.korean_names import name_in as name_in_korean
from bot.planner.offline.reading import Hints, Reading
from bot.planner.words import clean, sentences

_CAPITAL = r"[A-Z][\w-]*(?: (?:(?:of|the|von|van|de|la|le) )?[A-Z][\w-]*){0,2}"
_ENGLISH_NAME = rf"[\"“‘']?(?P<n>{_CAPITAL})[\"”’']?(?!['’]s)(?!\w)"
#: At the end of a sentence that can only give a name it may be written small.
_SMALL_NAME = r"[\"“‘']?(?P<n>[A-Za-z][\w-]*)[\"”’']?(?=\s*(?:[.!,]|$))"
_GIVES = (
    r"(?i:(?:please )?(?:call|name) (?:it|him|her|them)|(?:his|her|its|their) name(?:'s|’s| is| shall be| will be)"
    r"|(?:he|she|it|they)(?:'s|’s|'re| is| are| will be) (?:called|named))"
)
_BEFORE = r"(?:^|\s*[.,;!?–-]+\s*|\s+)(?:(?i:and|but|also) )?"
#: A clause beside the request; a name within it.
_BESIDE = (
    re.compile(rf"{_BEFORE}{_GIVES} {_ENGLISH_NAME}(?=\s*(?:[.!,;?]|$|please\b))"),
    re.compile(rf"{_BEFORE}{_GIVES} {_SMALL_NAME}"),
    re.compile(rf"(?<!\bis)(?<!\bwas)(?<!\bare)(?<!'s)(?<!it)(?<!him)(?<!her) (?i:called|named) {_ENGLISH_NAME}"),
)
_THING = r"(?P<t>[a-z]+(?: [a-z]+)?)"
#: Somebody of the speaker's, told of first and asked for in the next sentence.
_TOLD = (
    re.compile(rf"^(?i:this is|meet|here is|here's) {_ENGLISH_NAME}, (?i:my|our) {_THING}\s*[.,!;]+\s*"),
    re.compile(rf"^(?i:my|our) {_THING}(?:'s|’s)? (?:is|name is) (?:called |named )?{_ENGLISH_NAME}\s*[.,!;]+\s*"),
    re.compile(rf"^(?i:i have|i've got|we have|we've got) an? {_THING} (?:called|named) {_ENGLISH_NAME}\s*[.,!;]+\s*"),
)
_BEINGS_KO = (
    r"(?:강아지|고양이|개|햄스터|토끼|앵무새|거북이|물고기|금붕어|고슴도치|조랑말|말|송아지|돼지|염소|닭|오리|병아리|달팽이"
    r"|도마뱀|여우|곰|아기곰|펭귄|다람쥐|너구리|부엉이|올빼미|사자|호랑이|코끼리|기린|판다|공룡|용|유니콘|로봇|요정|괴물|외계인"
    r"|마녀|소년|소녀|아이|꼬마|할머니|할아버지|눈사람|인형|친구|새|쥐|생쥐|개구리|수달|늑대|문어|고래|상어|나비|벌)"
)
_KOREAN_NAME = r"[\"'‘“]?(?P<n>[가-힣A-Za-z]{1,8}?)[\"'’”]?"
_WITHIN_KO = (
    re.compile(rf"(?:^|(?<=\s)){_KOREAN_NAME}(?:이라는|라는|이라고 하는|라고 하는)\s+(?:이름의\s+)?(?={_BEINGS_KO})"),
    re.compile(rf"이름이\s+{_KOREAN_NAME}인\s+(?=\S)"),
)
_TOLD_KO = (
    re.compile(
        rf"^(?:얘는|이쪽은|여기는|이 아이는)\s+(?:우리|내|제|저희)\s*(?:집\s+)?(?P<t>[가-힣]+)\s+{_KOREAN_NAME}"
        r"(?:이야|야|이에요|예요|입니다|이라고 해|라고 해)(?:요)?\s*[.!,]+\s*"
    ),
    re.compile(
        rf"^(?:우리|내|제|저희)\s*(?:집\s+)?(?P<t>[가-힣]+?)(?:의)?\s+이름은\s+{_KOREAN_NAME}"
        r"(?:이야|야|이에요|예요|입니다|이라고 해|라고 해)(?:요)?\s*[.!,]+\s*"
    ),
)


@dataclass(frozen=True, slots=True)
class Introduced:
    """Somebody's name, and the request without it."""

    name: str
    rest: str


def with_introduced(text: str, hints: Hints, read: Callable[[str, Hints], Reading], language: str) -> Reading:
    """Return what `text` says; the name of somebody it asks for is taken out before it is read."""
    whole = read(text, hints)
    found = (in_korean if language == "ko" else in_english)(clean(text))
    others = {p.casefold() for p in (*hints.people, *(n for names in hints.cast for n in names))}
    if found is None or not found.rest or found.name.casefold() in others or whole.namings or policy.findings(text):
        return whole
    reading = read(found.rest, hints)
    if not _draws_somebody(reading, hints):
        return whole
    return replace(reading, text=whole.text, name=found.name, named_thing="", introduced=True)


def _draws_somebody(reading: Reading, hints: Hints) -> bool:
    """Return whether `reading` asks for a new picture, and for no one of those that are there."""
    content = reading.content
    if content is None or content.anaphor or not content.subject or reading.cast or reading.name or reading.to_person:
        return False
    if reading.writes or reading.more or reading.reroll or reading.undo or reading.pointer.points:
        return False
    if reading.change_is_explicit and hints.has_pictures and not reading.asks_to_draw:
        return False
    asked = reading.asks_to_draw or (not hints.has_pictures and (reading.describes or reading.weakly))
    return asked and (reading.asks_to_draw or not reading.question)


def in_english(text: str) -> Introduced | None:
    """Return the name that English `text` gives to whom it asks for; None if it gives none."""
    for expression in _TOLD:
        match = expression.search(text)
        if match and not NEVER.match(match["n"]):
            whom = f"my {match['t']}"
            rest, times = re.subn(
                rf"\b(?:{re.escape(match['n'])}(?!['’]s)|(?:him|her|it|them)(?!\s+(?:own|\w+s?\b$)))(?!\w)",
                whom, text[match.end() :], count=1,
            )  # fmt: skip
            return Introduced(match["n"], rest) if times else None
    for expression in _BESIDE:
        match = expression.search(text)
        if match and not NEVER.match(match["n"]) and text[: match.start()].count('"') % 2 == 0:
            before, after = text[: match.start()].strip(), text[match.end() :]
            return Introduced(match["n"], f"{before}{after}".strip(" .,;!") if before else after.strip(" .,;!"))
    return None


def in_korean(text: str) -> Introduced | None:
    """Return the name that Korean `text` gives to whom it asks for; None if it gives none."""
    for expression in _TOLD_KO:
        if match := expression.search(text):
            return Introduced(match["n"], _asked_of(match["t"], text[match.end() :]))
    for expression in _WITHIN_KO:
        if match := expression.search(text):
            return Introduced(match["n"], text[: match.start()] + text[match.end() :])
    apart = re.sub(r"(?:\s+그려\s*주고|\s+그리고|\s+그려서),?\s+(?=이름)", " 그려줘. ", text)
    parts = [p for s in sentences(apart) for p in re.split(r",\s+(?=이름)", s) if p.strip(" .!,")]
    named = [p for p in parts if re.search(r"이름|불러|부르", p) and name_in_korean(p, Hints())]
    if len(named) != 1 or len(parts) < 2:
        return None
    return Introduced(name_in_korean(named[0], Hints()), " ".join(f"{p.strip(' .')}." for p in parts if p not in named))


def _asked_of(thing: str, request: str) -> str:
    """Return a Korean request with its thing said: "소파 위에 그려줘" -> "소파 위에 있는 고양이 그려줘"."""
    if place := re.match(r"(?P<p>[^.!?]*?에(?P<at>서)?)\s+(?=그려|보여)", request):
        return f"{place['p']}{'' if place['at'] else ' 있는'} {thing} {request[place.end() :]}"
    if re.search(r"[은는]\s+(?:모습|장면)", request):
        closes = (ord(thing[-1]) - 0xAC00) % 28 != 0
        return f"{thing}{'이' if closes else '가'} {request}"
    return f"{thing} {request}"
