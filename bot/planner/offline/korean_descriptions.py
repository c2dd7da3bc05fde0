"""Whether a Korean sentence describes what is to be drawn, and which of its words do.

Called by korean_requests. Pure. In this channel a bare description is a request: "우산 쓴 달팽이 가족".
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re

from bot.planner.offline.korean_endings import asks_politely, polished, trimmed
from bot.planner.offline.korean_nouns import noun_in
from bot.planner.offline.korean_phrases import bare, clauses, pattern
from bot.planner.offline.korean_verbs import verb_in
from bot.planner.offline.reading import Reading
from bot.planner.prompts import kind_and_style

_REQUEST_END = r"(?:을|를|도|으로|로)?\s*(?:좀|한번|하나|빨리|얼른|꼭|제발)?\s*(?:<ask.verbs>)<ask.endings>[.!?\s]*(?=$|\s\S+(?:하게|게|로|요)\s*$)"


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
        r"(?:(?:[가-힣]+(?<![이가은는을를의])\s+){0,3}\S+(?:에|에다가?|용으로|때)\s*)?(?:들어갈|실을|실릴|올라갈|쓰일|인쇄할|박을|붙일|쓸|넣을|올릴|보낼|줄|깔|걸어\s*둘|사용할|선물할|쓰일|나눠\s*줄)(?=\s|$)",
        " ",
        body,
    )
    body = re.sub(r"^(?:저는|나는|난|전|저도|나도|저|우리는|이번엔|이번에는)\s+", "", body)
    body = re.sub(
        r"(?:느낌|스타일|버전)(?:으로|의|으로요)?(?=\s|$|[,.])|풍(?:으로|의|으로요)(?=\s|$|[,.])|풍$", " ", body
    )
    return re.sub(r"\s+", " ", body).strip(" ,.!?")


#: Nouns after a name that ask for words or ask nothing: "뭉치 이야기", "뭉치 안녕".
_TALK = re.compile(
    r"(?:이야기|얘기|동화|이름|소개|자기소개|생각|최고|안녕|사랑|만세|화이팅|파이팅|인정|팬|성격|취미|나이|생일|고마움|주인)$"
)
_SCENE = frozenset(["거", "것", "걸", "모습", "장면", "컷", "씬", "샷", "광경", "순간", "상황", "포즈", "표정"])


_TAIL = re.compile(
    r"\s*(?:하나만\s*더|한\s*장만\s*더|한\s*장\s*더|하나\s*더|하나만|하나|한\s*장만|한\s*장|만)?\s*(?:이요|요|임|ㄱㄱ|고고|부탁|로|으로|(?<=[거것습면컷걸])도요?)?[.!~]*$"
)


def is_description(text: str, reading: Reading, *, drawn: bool = True) -> bool:
    """Return whether `text` is nothing but a description of a scene."""
    if reading.question or reading.undo or reading.writes or (reading.pointer.points and not reading.cast):
        return False
    return any(describes_scene(part, reading, drawn=drawn) for part in clauses(re.sub(r"^[^:]{1,14}:\s+", "", text)))


def describes_scene(sentence: str, reading: Reading, *, drawn: bool = True) -> bool:  # noqa: PLR0911 - the first that fits wins
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


def adds(sentence: str) -> bool:
    """Return whether a further sentence describes what is to be drawn."""
    if sentence.rstrip().endswith("?") or pattern("<asides.thanks>|<asides.bye>|<asides.praise>").search(sentence):
        return False
    body = _TAIL.sub("", polished(bare(sentence))).strip()
    if kind_and_style(sentence)[0] or re.search(r"(?:으로|로|로요|걸로|걸로요|이고|배경|색|있게|하게)", sentence):
        return len(sentence.split()) < 10
    if re.search(r"(?:모습|장면|포즈|표정|자세|거|걸|것)(?:이요|으로요|이에요|예요|요)?$", sentence.rstrip(" .!~")):
        return True
    if body and (seen := noun_in(body.split()[-1])) and seen[1] in {"", "들"} and len(body.split()) > 1:
        return True
    return bool(body) and not re.search(r"(?:다|요|어|아|지|네|죠|까|니|자|야|서|데|고)$", sentence.rstrip(" .!"))
