"""Korean messages that ask for a picture: which words describe it, and how sure that is.

Called by korean. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.korean_endings import asks_politely, polished, trimmed
from bot.planner.offline.korean_phrases import asks_to_draw, bare, clauses, pattern
from bot.planner.offline.korean_scene import acts_only, english_of, phrase_of, understand
from bot.planner.offline.korean_words import noun_in, verb_in
from bot.planner.offline.reading import Content, Reading
from bot.planner.prompts import kind_and_style

_REQUEST_END = r"(?:을|를|도|으로|로)?\s*(?:좀|한번|하나|빨리|얼른|꼭|제발)?\s*(?:<ask.verbs>)<ask.endings>[.!?\s]*(?=$|\s\S+(?:하게|게|로|요)\s*$)"


#: "우리 딸이 자꾸 해바라기 고슴도치 얘기를 하는데": who tells of something is not what it looks like.
_TOLD = re.compile(
    r"(?:(?:우리|저희|제|내|울)\s*)?[가-힣]{1,5}(?:이가|이|가|은|는)\s+(?:(?:자꾸|계속|맨날|요즘|매일|늘|하루\s*종일)\s+)*"
    r"(?P<told>\S.*?)\s*(?:얘기|이야기|말|타령)(?:를|을|만|도)?\s*(?:(?:자꾸|계속|맨날|늘)\s*)*"
    r"(?:하는데요?|하더라고요?|하던데요?|하네요?|해서요?|해요|하길래|꺼내는데|꺼내요|뿐인데)[,.…~ ]*"
)


def with_content(  # noqa: PLR0912 - one step per thing that a request may hold
    reading: Reading, marks: str, rest: str, asks: bool, drawn: bool
) -> Reading:
    """Return the reading with what is to be drawn."""
    rest = _TOLD.sub(r"\g<told> ", rest)
    owner = re.search(r"\{(\d)\}(?:이)?(?:네|의)\s*(?P<t>[^.!?]+)", rest)
    asks = asks or bool(
        reading.cast
        and re.search(r"\{\d\}\S*\s+(?:\S+\s+){0,3}[가-힣]+(?:은|는)\s*\?$", rest.strip())
        and not re.search(r"뭐|왜|누구|언제|어디|몇", rest)
    )
    describes = not asks and _is_description(rest, reading, drawn=drawn)
    if not asks and not describes:
        return reading
    quoted = re.search(r"[\"']([^\"']{2,40})[\"']", rest)
    body = rest
    parts = clauses(rest)
    chosen = next((p for p in parts if asks_to_draw(p)), rest if describes else parts[-1] if parts else rest)
    if describes:
        fits = [p for p in clauses(re.sub(r"^[^:]{1,14}:\s+", "", rest)) if _describes(p, reading, drawn=drawn)]
        chosen = max(fits, key=len, default=rest)
    others = [p for p in parts if p is not chosen and chosen not in p and _adds(p)]
    body = chosen
    made_of_it = re.match(
        r"(?:그걸|이걸|그거|이거|저걸|요걸|요거|얘|걔|쟤|(?:그|이)\s+(?:그림|친구|녀석|아이))(?:으로|로)\s+(?=\S)",
        bare(body),
    )
    kind, style, body = kind_and_style(body)
    if kind is None:
        for other in (p for p in parts if p is not chosen and not p.endswith("?")):
            kind, style, _ = kind_and_style(other)
            if kind:
                break
    body = strip_request(body)
    if others and _SETTING.search(body) and len(body.split()) < 4 and not quoted:
        others = [*(o for o in others if o != (main := max(others, key=len))), body]
        body = strip_request(main)
    wonders = pattern("<ask.wonders>").search(chosen)
    if quoted and wonders:
        body = quoted[1]
    elif not re.sub(r"나도?|저도?|하나|한\s*장|그럼|이번엔|빨리|얼른|[^가-힣{]", "", body) and len(parts) > 1:
        body = strip_request(max((p for p in parts if p is not chosen), key=len))
        others = []
    if owner:
        thing = strip_request(kind_and_style(owner["t"])[2])
        english, details = english_of(re.sub(r"(?:도|만|을|를|이|가)?$", "", thing))
        name = owner[1]
        plain_thing = re.sub(r"^(?:an?|the) ", "", english)
        content = Content(f"{{{name}}}'s {plain_thing}", details, native=_native(chosen), owned=plain_thing)
    else:
        subject, details = english_of(body)
        if _traits(marks) and reading.cast:
            subject, details = f"{{{reading.cast[0]}}}", ()
        more = [phrase_of(strip_request(o)) for o in others if not kind_and_style(o)[0]]
        anaphor = (
            bool(
                re.search(
                    r"(?<![가-힣])(?:얘|이\s*녀석|이\s*친구|그\s*녀석|걔|이거|그거|이걸|그걸|이\s+아이|그\s+[가-힣]{1,6}?)(?:가|는|를|이|의|랑|도|\s|$)",
                    marks,
                )
            )
            and not reading.cast
        )
        content = Content(
            re.sub(r"^with ", "", subject), (*details, *(m for m in more if m)), native=_native(chosen), anaphor=anaphor
        )
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


def strip_request(text: str) -> str:
    """Return `text` without the words that ask: "고양이 그려줘" -> "고양이"."""
    body = polished(pattern(_REQUEST_END).sub("", text.strip()))
    body = (
        pattern(r"(?:은|는|이|가)?\s*(?:대체|도대체|과연)?\s*(?:<ask.wonders>)[^.]*$").sub("", body)
        if body == text.strip() or pattern("<ask.wonders>").search(body)
        else body
    )
    body = pattern(
        r"\s*(?:그림|사진|이미지|일러스트)?(?:을|를|이|으로|로|도)?\s*(?:좀\s*)?(?:<ask.other>)[가-힣]*\s*[.!?]*$"
    ).sub("", body)
    body = re.sub(r"(?:을|를)\s*(?:그린|담은|표현한)\s*(?:그림|사진|이미지)\S*$", "", body)
    body = re.sub(r"(?:그림|이미지|일러스트|사진)(?:이요|이용|요|을|를|으로|로|도)?\s*[.!?]*$", "", body)
    body = re.sub(
        r"(?:(?:(?:우리|저희|내|제|울)\s*)?(?:딸|아들|아이|애|애들|조카|동생|엄마|아빠|친구|언니|오빠|누나|형|할머니|할아버지|선생님|아기)(?:네|의)?\s+)?"
        r"(?:(?:[가-힣]+(?<![이가은는을를의])\s+){0,3}\S+(?:에|에다가?|용으로|때)\s*)?(?:붙일|쓸|넣을|올릴|보낼|줄|깔|걸어\s*둘|사용할|선물할|쓰일|나눠\s*줄)(?=\s|$)",
        " ",
        body,
    )
    body = re.sub(r"^(?:저는|나는|난|전|저도|나도|저|우리는|이번엔|이번에는)\s+", "", body)
    body = re.sub(
        r"(?:느낌|스타일|버전)(?:으로|의|으로요)?(?=\s|$|[,.])|풍(?:으로|의|으로요)(?=\s|$|[,.])|풍$", " ", body
    )
    return re.sub(r"\s+", " ", body).strip(" ,.!?")


def _native(text: str) -> str:
    return strip_request(text)


def _traits(text: str) -> tuple[str, ...]:
    found = re.search(r"(?:착한|다정한|친절한|상냥한|마음씨\s*(?:고운|착한|좋은|따뜻한)|따뜻한\s*마음)", text)
    others = {"용감한": "brave", "똑똑한": "clever", "웃긴": "funny", "씩씩한": "brave"}
    return ("kind",) if found else tuple(v for k, v in others.items() if k in text)


#: Nouns after a name that ask for words or ask nothing: "뭉치 이야기", "뭉치 안녕".
_TALK = re.compile(
    r"(?:이야기|얘기|동화|이름|소개|자기소개|생각|최고|안녕|사랑|만세|화이팅|파이팅|인정|팬|성격|취미|나이|생일|고마움|주인)$"
)
_SCENE = frozenset(["거", "것", "걸", "모습", "장면", "컷", "씬", "샷", "광경", "순간", "상황", "포즈", "표정"])


_TAIL = re.compile(
    r"\s*(?:하나만\s*더|한\s*장만\s*더|한\s*장\s*더|하나\s*더|하나만|하나|한\s*장만|한\s*장|만)?\s*(?:이요|요|임|ㄱㄱ|고고|부탁|로|으로|(?<=[거것습면컷걸])도요?)?[.!~]*$"
)


def _is_description(text: str, reading: Reading, *, drawn: bool = True) -> bool:
    """Return whether `text` is nothing but a description of a scene."""
    if reading.question or reading.undo or reading.writes or (reading.pointer.points and not reading.cast):
        return False
    return any(_describes(part, reading, drawn=drawn) for part in clauses(re.sub(r"^[^:]{1,14}:\s+", "", text)))


def _describes(sentence: str, reading: Reading, *, drawn: bool = True) -> bool:  # noqa: PLR0911 - the first that fits wins
    sentence = (
        re.sub(r"\s+\S+\s+(?:느낌|스타일|분위기)(?:으로)?(?:\s+\S+(?:게|로))?\s*$", "", sentence)
        if len(sentence.split()) > 4
        else sentence
    )
    head = re.split(r",\s*(?=\S+(?:\s+\S+)?(?:처럼|풍으로|스타일로|느낌으로|로|으로)\s*$)", bare(sentence))[0]
    if re.search(r"(?:^|\s)별로\s*[.!~]*$", head) or _INVITING.search(head):
        return False
    politely = asks_politely(head)
    head = trimmed(polished(head))
    kind, _, left = kind_and_style(head.rstrip(" .!"))
    body = _TAIL.sub("", left if kind else head).strip()
    body = re.sub(r"(?<=[가-힣]\s)(?:하나|둘|셋|넷|다섯|여럿)$", "", body).strip() or body
    words = body.split()
    if not words:
        return bool(kind and reading.count)
    if words[-1] in _SCENE and len(words) > 2 and not re.search(r"바꿔|추가|빼|넣어|없애|지워", sentence):
        return True
    if (
        reading.count
        and not _says_nothing(sentence)
        and not re.search(r"바꿔|바꾸|추가|빼\s*줘|빼고|넣어|없애|지워|변경|고쳐|씌워|입혀", sentence)
    ):
        return True
    if drawn and reading.change is not None and reading.change_is_explicit:
        return False
    if (
        re.fullmatch(r"(?:\S+\s+)?\{\d\}이?(?:네|의)\s+(?:\S+\s+)?[가-힣]+", body)
        and noun_in(words[-1])
        and not reading.praise
    ):
        return True
    if re.fullmatch(r"\{\d\}이?\s+(?:\S+\s+)?[가-힣]+", body) and not reading.praise and not _TALK.search(body):
        seen = noun_in(words[-1])
        return seen is not None and seen[1] in {"", "도"}
    if re.fullmatch(r"\{\d\}\S{0,2}", words[-1]) and len(words) > 1 and not reading.praise:
        return (verb_in(words[-2]) or ("", "", False))[1] == "attributive"
    last = noun_in(words[-1])
    named = last is not None and last[1] == "" and (last[0].isascii())
    if reading.thanks or reading.bye or (reading.praise and not named):
        return False
    if politely and named and (len(words) > 1 or not drawn):
        return True
    if "둘이" in words[0] and len(words) > 2:
        return verb_in(words[-1]) is None
    shaped = any(verb_in(w) is not None or re.search(r"(?:에서|에|의|로|같은|한|은|는)$", w) for w in words[:-1])
    if not named and not drawn and shaped and len(words) > 2 and _NOMINAL.search(words[-1]):
        return True
    return bool(named and len(words) > 1 and (shaped or len(words) > 2))


#: The last word of a sentence that states nothing: no verb's ending.
_INVITING = re.compile(r"(?:갈|할|볼|탈|먹을|마실|살|올|같이\s*할)\s*(?:사람|분|분들)\s*[?!]*$")
_NOMINAL = re.compile(
    r"^[가-힣]{2,}(?<![다요어아해지네죠까니냐야서데고군걸게래음임함됨듯라면봄감줘주줄래셈])(?<![하가먹보쓰주이그리]자)$"
)


def _says_nothing(sentence: str) -> bool:
    """Return whether a sentence only asks, and names nothing to draw: "저도 하나 부탁드려요!", "한 장이면 돼요"."""
    left = re.sub(
        r"(?<![가-힣])(?:나도?|저도?|우리도?|저희도?|하나만?|한\s*장만?|딱|그럼|이번엔|빨리|얼른|하나면|이면|만|면|도)(?![가-힣])|돼요?|됩니다|충분\S*|괜찮\S*",
        "",
        strip_request(bare(sentence)),
    )
    return not re.search(r"[가-힣{]", left)


def _adds(sentence: str) -> bool:
    """Return whether a further sentence describes what is to be drawn."""
    if sentence.rstrip().endswith("?") or pattern("<asides.thanks>|<asides.bye>|<asides.praise>").search(sentence):
        return False
    body = _TAIL.sub("", polished(bare(sentence))).strip()
    if kind_and_style(sentence)[0] or re.search(r"(?:으로|로|로요|걸로|걸로요|이고|배경|색|있게|하게)", sentence):
        return len(sentence.split()) < 10
    if body and (seen := noun_in(body.split()[-1])) and seen[1] in {"", "들"} and len(body.split()) > 1:
        return True
    return bool(body) and not re.search(r"(?:다|요|어|아|지|네|죠|까|니|자|야|서|데|고)$", sentence.rstrip(" .!"))
