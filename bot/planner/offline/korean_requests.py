"""Korean messages that ask for a picture: which words describe it, and how sure that is.

Called by korean. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.korean_descriptions import adds, describes_scene, is_description, strip_request
from bot.planner.offline.korean_phrases import asks_to_draw, bare, clauses, pattern
from bot.planner.offline.korean_scene import acts_only, english_of, phrase_of
from bot.planner.offline.korean_words import understand
from bot.planner.offline.reading import Content, Reading
from bot.planner.prompts import kind_and_style

#: "우리 딸이 자꾸 해바라기 고슴도치 얘기를 하는데": who tells of something is not what it looks like.
_TOLD = re.compile(
    r"(?:(?:우리|저희|제|내|울)\s*)?[가-힣]{1,5}(?:이가|이|가|은|는)\s+(?:(?:자꾸|계속|맨날|요즘|매일|늘|하루\s*종일)\s+)*"
    r"(?P<told>\S.*?)\s*(?:얘기|이야기|말|타령)(?:를|을|만|도)?\s*(?:(?:자꾸|계속|맨날|늘)\s*)*"
    r"(?:하는데요?|하더라고요?|하던데요?|하네요?|해서요?|해요|하길래|꺼내는데|꺼내요|뿐인데)[,.…~ ]*"
)


def with_content(reading: Reading, marks: str, rest: str, asks: bool, drawn: bool) -> Reading:
    """Return the reading with what is to be drawn."""
    rest = _TOLD.sub(r"\g<told> ", rest)
    asks = asks or bool(
        reading.cast
        and re.search(r"\{\d\}\S*\s+(?:\S+\s+){0,3}[가-힣]+(?:은|는)\s*\?$", rest.strip())
        and not re.search(r"뭐|왜|누구|언제|어디|몇", rest)
    )
    describes = not asks and is_description(rest, reading, drawn=drawn)
    if not asks and not describes:
        return reading
    chosen, parts = _chosen(rest, reading, describes=describes, drawn=drawn)
    kind, style = _kind_of(chosen, parts)
    body, others = _body(chosen, parts, rest)
    made_of_it = _MADE_OF_IT.match(bare(chosen))
    owner = re.search(r"\{(\d)\}(?:이)?(?:네|의)\s*(?P<t>[^.!?]+)", rest)
    content = _owned(owner[1], owner["t"], chosen) if owner else _content(reading, marks, body, others, chosen)
    if _OF_STORY.fullmatch(content.native):
        content = replace(content, subject="")
    if acts_only(content.subject) and not reading.cast and not content.owned:
        content = replace(content, subject=f"it {content.subject}", anaphor=True)
    if made_of_it:
        into = () if kind or not content.subject else (f"as {content.subject}",)
        content = replace(content, subject="it", details=(*into, *content.details), anaphor=True)
    return replace(
        reading,
        content=content,
        unknown=_unknown(body) if asks and not owner and not made_of_it else "",
        asks_to_draw=asks,
        describes=describes,
        kind=kind,
        style=style,
        sticker_for=style == "sticker",
        traits=_traits(marks),
    )


_MADE_OF_IT = re.compile(
    r"(?:그걸|이걸|그거|이거|저걸|요걸|요거|얘|걔|쟤|(?:그|이)\s+(?:그림|친구|녀석|아이))(?:으로|로)\s+(?=\S)"
)
_ANAPHOR = re.compile(
    r"(?<![가-힣])(?:얘|이\s*녀석|이\s*친구|그\s*녀석|걔|이거|그거|이걸|그걸|이\s+아이|그\s+[가-힣]{1,6}?)(?:가|는|를|이|의|랑|도|\s|$)"
)


def _chosen(rest: str, reading: Reading, *, describes: bool, drawn: bool) -> tuple[str, list[str]]:
    """Return (the sentence that tells what to draw, all sentences)."""
    parts = clauses(rest)
    if describes:
        told = clauses(re.sub(r"^[^:]{1,14}:\s+", "", rest))
        return max((p for p in told if describes_scene(p, reading, drawn=drawn)), key=len, default=rest), parts
    return next((p for p in parts if asks_to_draw(p)), parts[-1] if parts else rest), parts


def _kind_of(chosen: str, parts: list[str]) -> tuple[str | None, str | None]:
    """Return (kind of picture, name of its style), as the chosen sentence says, or else another."""
    for part in (chosen, *(p for p in parts if p is not chosen and not p.endswith("?"))):
        kind, style, _ = kind_and_style(part)
        if kind:
            return kind, style
    return None, None


def _body(chosen: str, parts: list[str], rest: str) -> tuple[str, list[str]]:
    """Return (the words that tell who and what, further sentences that tell of it)."""
    others = [p for p in parts if p is not chosen and chosen not in p and adds(p)]
    body = strip_request(kind_and_style(chosen)[2])
    quoted = re.search(r"[\"']([^\"']{2,40})[\"']", rest)
    if others and _SETTING.search(body) and len(body.split()) < 4 and not quoted:
        main = max(others, key=len)
        others = [*(o for o in others if o != main), body]
        body = strip_request(main)
    if quoted and pattern("<ask.wonders>").search(chosen):
        return quoted[1], others
    if not re.sub(r"나도?|저도?|하나|한\s*장|그럼|이번엔|빨리|얼른|[^가-힣{]", "", body) and len(parts) > 1:
        return strip_request(max((p for p in parts if p is not chosen), key=len)), []
    return body, others


def _owned(owner: str, words: str, chosen: str) -> Content:
    """Return the content of somebody's thing: "뭉치네 빵집"."""
    thing = strip_request(kind_and_style(words)[2])
    english, details = english_of(re.sub(r"(?:도|만|을|를|이|가)?$", "", thing))
    plain_thing = re.sub(r"^(?:an?|the) ", "", english)
    return Content(f"{{{owner}}}'s {plain_thing}", details, native=strip_request(chosen), owned=plain_thing)


def _content(reading: Reading, marks: str, body: str, others: list[str], chosen: str) -> Content:
    """Return the content that `body` describes, with what other sentences add to it."""
    subject, details = english_of(body)
    if _traits(marks) and reading.cast:
        subject, details = f"{{{reading.cast[0]}}}", ()
    more = [phrase_of(strip_request(o)) for o in others if not kind_and_style(o)[0]]
    return Content(
        re.sub(r"^with ", "", subject),
        (*details, *(m for m in more if m)),
        native=strip_request(chosen),
        anaphor=bool(_ANAPHOR.search(marks)) and not reading.cast,
    )


#: "마지막 장면": nothing but a part of the story that was told.
_OF_STORY = re.compile(
    r"(?:그|이야기의?|동화의?)?\s*(?:마지막|첫|처음|클라이맥스|절정|결말|엔딩|끝|그)(?:부분)?(?:\s*(?:장면|부분|순간))?(?:을|를|도|만|그림으로|으로)?"
)


#: A request that tells only the setting: "밤 배경으로 부탁해요", of what was said before.
_SETTING = re.compile(r"(?:배경|분위기|느낌|톤|색감|화질|비율|구도|스타일|버전|사이즈|크기)(?:으?로)?(?:만)?$")


#: Words that end like things and no names: "꿀떡", "쑥국".
_MADE_OF = re.compile(r"[떡빵국밥면죽탕찜꽃집차옷탑길방섬북종컵병솥등전]$|(?:김치|국수|나무|과자|음료|그림|카드)$")


def _unknown(body: str) -> str:
    """Return the name that is all a request is about, when no table knows it: "코코가 춤추는 거"."""
    told = understand(body)
    words = [w for w in told if w.sort in {"noun", "unknown"}]
    acts = any(w.sort in {"attributive", "predicate"} for w in told)
    named = acts or (words and words[0].particle in {"이", "가", "이가"}) or len(told) == 1
    if (
        len(words) == 1
        and named
        and not _MADE_OF.search(words[0].english)
        and words[0].sort == "unknown"
        and not re.match(
            r"(?:얘|걔|쟤|그거|이거|저거|이것|그것|둘이?|마지막|처음|결말|엔딩|주인공|다음|나머지|전체|다른|아무거나|원래)",
            words[0].english,
        )
        and words[0].particle in {"이", "가", "는", "은", "를", "을", "도", "이가", ""}
    ):
        return words[0].english if len(words[0].english) < 7 else ""
    return ""


def _traits(text: str) -> tuple[str, ...]:
    found = re.search(r"(?:착한|다정한|친절한|상냥한|마음씨\s*(?:고운|착한|좋은|따뜻한)|따뜻한\s*마음)", text)
    others = {"용감한": "brave", "똑똑한": "clever", "웃긴": "funny", "씩씩한": "brave"}
    return ("kind",) if found else tuple(v for k, v in others.items() if k in text)
