"""Korean sentence endings, turned into the plain request that they are: wishes, suggestions, polite questions.

Called by korean before anything else looks at the words. Pure: one text in, one text out.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from bot.planner.offline.korean_nouns import noun_in
from bot.planner.offline.korean_opinions import supposed_look
from bot.planner.offline.korean_phrases import data, pattern
from bot.planner.offline.korean_tables import plain
from bot.planner.words import sentences

#: The past as it is written under a syllable: "그렸" is 그려 and this.
_PAST = "\u11bb"


@cache
def _imperatives() -> dict[str, str]:
    """Return what a stem before -면 asks for: "씌우" -> "씌워줘"."""
    pairs = (p.split("=") for p in str(data()["endings"]["imperatives"]).split())
    return {stem: f"{asked}줘" for stem, asked in pairs}


_IF_THEN = r"(?P<stem>[가-힣]+?)(?P<if>으면|면)\s*(?:더\s*|참\s*|진짜\s*|딱\s*)?(?:<endings.welcome>)[가-힣]*(?:\s*(?:같|듯|텐데|것)[가-힣]*)*(?=\s*[.!?~]*\s*$)"


#: What may be done with a finished picture: who asks leave for that wants no change.
_USED = re.compile(
    r"(?:써|사용해|이용해|활용해|인쇄해|출력해|뽑아|공유해|팔아|게시해|보내|업로드해|(?:인스타|블로그|카페|단톡|유튜브|홈페이지|SNS)\S*\s*올려)도\s*(?:돼|되|될|됩|괜찮|문제|안)"
)


def asks_leave(text: str) -> bool:
    """Return whether `text` asks what may be done with a picture: "이거 인쇄해도 되나요?"."""
    return bool(_USED.search(text))


def requested(text: str) -> str:
    """Return `text` with wishes said as requests: "모자 씌우면 어때?" -> "모자 씌워줘"."""
    if asks_leave(text):
        return text
    text = re.sub(
        r"((?<!있)[았었했였갔왔됐줬]으면)(?:요|은데|은데요|\s*하는데요?)?(?=\s*[.!~]*\s*$)", r"\1 좋겠다", text
    )
    text = _COULD_BE.sub(r"\g<how> 해줘", _KEPT.sub("", text))
    text = _SCENES.sub(r"\g<scene>으로", text)
    text = _FAVOURS.sub(_favour, _allowed().sub(r"\g<verb>줘", text))
    text = " ".join(_proposed(sentence) for sentence in sentences(text)) if _proposals().search(_nfd(text)) else text
    return " ".join(_requested(sentence) for sentence in sentences(text)) if re.search(r"면\s*\S", text) else text


#: "하늘 조금 더 파랗게 가능할까요?", "밤으로 될까요?"
_COULD_BE = re.compile(
    r"(?P<how>\S+(?:게|[가-힣]로))\s*(?:가능|되나|될까|됩니까|돼요|안\s*될까|안\s*되나|해도\s*될까)[가-힣]*\s*[?.!~]*$"
)
#: "가운은 분홍색이 어때요?": beside a picture, a proposal of what a thing shall be.
_HOW_ABOUT = re.compile(
    r"^(?P<a>(?!\S*번)(?:\S+\s)?[가-힣]+(?:은|는))\s+(?P<b>[가-힣]{2,}?)(?:이|가|은|으로|로)?\s*(?:어때|어떠|어떨)[가-힣]*\s*[?.!~]*$"
)

#: "모자는 그대로 두고 옷만 턱시도로": what stays needs no words.
_KEPT = re.compile(
    r"(?:^|(?<=[.!?]\s))(?!\S*시드)(?:\S+\s+)?\S+(?:은|는|도|만)\s+그대로\s*(?:두고|놔두고|하고|둔\s*채로?|유지하고|놓고)\s+(?=\S)"
)

#: "우산 든 모습이면 좋겠어요": a scene that is wished for.
_SCENES = re.compile(
    r"(?P<scene>모습|장면|그림|컷|버전|느낌|분위기)(?:이면|이었으면|으로\s*하면|으로\s*해\s*주시면)\s*(?:더\s*|참\s*)?(?:좋겠|좋을|감사|고맙|해요|합니다|돼요|될)[가-힣]*(?:\s*(?:것\s*)?같[가-힣]*)?(?=\s*[.!?~]*\s*$)"
)

#: "담요 덮어주자", "꽃 좀 꽂아줄까?": a favour that is proposed is asked for.
_FAVOURS = re.compile(
    r"(?P<verb>[가-힣])\s*(?:주자고요?|주자|줍시다|주시죠|주죠|주지요|주렴|주기로\s*(?:해|하자)|주는\s*(?:게|건|거)\s*(?:어때|어떨|좋|낫|나을)[가-힣]*(?:\s*(?:것|듯)[가-힣\s]*)?)(?=\s*[.!?~]*\s*$)"
)


def _favour(found: re.Match[str]) -> str:
    """Return a proposed favour as a request, where the verb before it has the form that a favour needs."""
    return f"{found['verb']}줘" if _nfd(found["verb"])[-1] in _OPEN_VOWELS else found[0]


#: ㅏ, ㅓ, ㅕ, ㅘ, ㅝ, ㅐ, ㅔ as they stand inside a syllable.
_OPEN_VOWELS = frozenset("\u1161\u1165\u1167\u116a\u116f\u1162\u1166")


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


#: Endings that propose what the stem before them names; written with single letters where one joins the stem.
_PROPOSALS = (
    "자", "죠", "지요", "자고", "자고요", "시죠", "시지요", "세요", "십시오", "렴", "거라", "기", "기로 하자", "기로 해", "도록 해",
    "도록 하자", "고 싶어", "고 싶다", "고 싶어요", "고 싶네", "고 싶네요", "고 싶은데", "고 싶은데요", "고 싶습니다",
    "까", "까요", "ㄹ까", "ㄹ까요", "ㄹ래", "ㄹ래요", "ㄹ까 봐", "ㅂ시다", "을까", "을까요", "을래", "을래요", "읍시다",
    "ㄹ 수 있어", "ㄹ 수 있어요", "ㄹ 수 있을까", "ㄹ 수 있을까요", "ㄹ 수 있나", "ㄹ 수 있나요", "ㄹ 수 있니", "ㄹ 수 있는지", "ㄹ 수 있으세요",
    "을 수 있어", "을 수 있어요", "을 수 있을까", "을 수 있을까요", "을 수 있나", "을 수 있나요",
    "는 게 낫겠다", "는 게 낫겠어", "는 게 낫겠어요", "는 게 낫겠네", "는 게 낫겠네요", "는 게 좋겠다", "는 게 좋겠어", "는 게 좋겠어요", "는 게 좋겠네요",
    "는 게 어때", "는 게 어때요", "는 게 어떨까", "는 게 어떨까요", "는 게 나을 듯", "는 게 나을 듯요", "는 게 나을 것 같아", "는 게 나을 것 같아요",
    "는 게 좋을 것 같아", "는 게 좋을 것 같아요", "는 게 좋을 듯", "는 게 좋을 듯해요", "는 걸로", "는 걸로요", "는 걸로 하자", "는 걸로 할게", "는 걸로 할게요", "는 쪽으로", "는 건 어때", "는 건 어때요", "는 건 어떨까요",
)  # fmt: skip
_FINALS = {"ㄹ": "\u11af", "ㅂ": "\u11b8"}


@cache
def _proposals() -> re.Pattern[str]:
    """Return an expression, in single letters, for a stem of the table with an ending that proposes."""
    stems = "|".join(sorted((re.escape(_nfd(s)) for s in _imperatives() if s != "하"), key=len, reverse=True))
    endings = sorted((_FINALS.get(e[0], _nfd(e[0])) + _nfd(e[1:]) for e in _PROPOSALS), key=len, reverse=True)
    ends = "|".join(re.escape(e).replace(r"\ ", r"\s*") for e in endings)
    return re.compile(rf"(?:^|(?<=\s))(?P<stem>{stems})(?:{ends})(?=\s*[.!?~]*\s*$)")


def _proposed(sentence: str) -> str:
    """Return a sentence with a proposal said as a request: "리본 달자" -> "리본 달아줘"."""
    plain = _nfd(sentence)
    if re.search(r"(?:^|\s)(?:몇|어디|언제|뭐|뭘|무엇|얼마|어떻|누구|누가|왜)", sentence):
        return sentence
    found = _proposals().search(plain)
    if found is None:
        return sentence
    stem = unicodedata.normalize("NFC", found["stem"])
    return f"{unicodedata.normalize('NFC', plain[: found.start()])}{_imperatives()[stem]}"


@cache
def _allowed() -> re.Pattern[str]:
    """Return an expression for a change that somebody asks leave for: "선글라스 씌워도 돼?"."""
    return pattern(r"(?P<verb>(?:<edit.add>|<edit.remove>|바꿔|고쳐|그려))도\s*(?:돼|될|되|괜찮)[가-힣]*\s*[?!.~]*$")


_PUT_IN = re.compile(
    r"^(?P<where>(?:얘|걔|여기|거기|이\s*그림|배경|하늘|옆|뒤|위|아래|앞)(?:에)?(?:\s*(?:옆|뒤|위|앞|머리|손|뒤쪽|옆쪽)에)?(?:다가?|도)?\s+\S.*?)(?:그려|만들어|뽑아)\s*(?=줘|주|달라)"
)
_HERE = re.compile(
    r"^(?P<where>(?:여기|거기|요기)(?:에)?(?:다|다가|도|는)?\s+\S.*?)(?:찍어|그려|만들어)\s*(?=줘|주|달라)"
)
_MADE_INTO = re.compile(
    r"^(?P<what>(?:이거|이걸|그거|그걸|(?:이|그)\s*그림(?:을)?|얘(?:를)?)\s+(?!.*(?:스티커|이모티콘|캐릭터|포스터|로고|배경화면|카드|엽서|장면|모습))\S+(?:으)?로)\s*(?:좀\s*)?(?:뽑아|그려|만들어|표현해)(?=\s*(?:줘|주|달|봐))"
)


#: "좀 더 귀엽게 그려줘": how, and of nobody else.
_ONLY_HOW = re.compile(
    r"^(?P<how>(?:(?:이거|이걸|그거|그걸|얘|걔|얘를|걔를|좀|더|조금|조금만|살짝|약간|훨씬|아주|아까보다|그림을|전체적으로|다시)\s+)*[가-힣]+게)\s*(?:다시\s*)?그려\s*(?=줘|주|달|봐)"
)


#: "가을 버전도 보고 싶어": another form of what is there.
_VERSION = re.compile(
    r"^(?:(?:이거|그거|얘|이\s*그림)\s+)?(?P<x>[가-힣]+(?:\s[가-힣]+)?)\s*버전(?:으로도|도|은|으로|이)?\s*(?:하나\s*|한\s*장\s*)?(?:보고\s*싶|궁금|그려|뽑아|만들|보여|부탁|가능|필요|있으면|어때)[가-힣]*(?:\s*[가-힣]+)*\s*[?.!~]*$"
)


def about_picture(text: str, names: Sequence[str] = ()) -> str:
    """Return `text`, said beside a picture, with "draw" for what is to be changed in it as "put in" or "turn into"."""
    if names and (
        who := re.match(rf"(?:{'|'.join(map(re.escape, names))})이?\s*(?:옆|뒤|앞|머리\s*위|위)에(?:다가?)?\s", text)
    ):
        text = who[0] + re.sub(r"(?:그려|만들어)\s*(?=줘|주|달라)", "넣어", text[who.end() :])
    if (about := _HOW_ABOUT.match(text)) and (noun_in(about["b"]) or plain().get(about["b"])):
        return f"{about['a']} {about['b']}로 바꿔줘"
    if version := _VERSION.match(text):
        return f"{version['x']} 버전으로 바꿔줘"
    if wondered := supposed_look(text):
        return f"{wondered}로 바꿔줘"
    text = re.sub(r"게\s*만들어\s*(?=줘|주|달|봐)", "게 해", text)
    text = _ONLY_HOW.sub(r"\g<how> 해", text)
    text = _HERE.sub(r"\g<where>넣어", text)
    text = _PUT_IN.sub(lambda m: f"{m['where']}넣어" if re.search(r"에(?:다가?|도)?\s", m["where"]) else m[0], text)
    return _MADE_INTO.sub(r"\g<what> 바꿔", text)


@cache
def _known_stems() -> tuple[str, ...]:
    """Return the stems of the table, the longest first."""
    return tuple(sorted(_imperatives(), key=len, reverse=True))


def _requested(sentence: str) -> str:  # noqa: PLR0911 - the first that fits wins
    found = pattern(_IF_THEN).search(sentence)
    if found is None:
        return sentence
    stem = found["stem"]
    known = next((k for k in _known_stems() if stem == k or (len(k) > 1 and stem.endswith(k))), "")
    if known:
        return f"{sentence[: found.start()]}{stem[: -len(known)]}{_imperatives()[known]}"
    if re.search(r"라면$|다면$|이면$", stem + found["if"]):
        return sentence
    if re.search(r"언제|어디|뭐|얼마|어떻|누구|누가|몇|왜|무엇|어느", sentence) or re.search(
        r"이었$|[^하]였$|였$|있$|좋$|가능하$|되$|됐$", stem
    ):
        return sentence
    if looks := _looking_like(stem):
        return f"{sentence[: found.start()]}{looks}게 해줘"
    bare = unicodedata.normalize("NFD", stem)
    if bare.endswith(_PAST):
        asked = unicodedata.normalize("NFC", bare[: -len(_PAST)])
        asked = re.sub(r"주셔$", "줘", asked)
        return f"{sentence[: found.start()]}{asked if asked.endswith('줘') else asked + '줘'}"
    return f"{sentence[: found.start()]}{stem}게 해줘"


_TRAILS = (
    r"[,\s]+(?:좀\s*|더\s*|최대한\s*|아주\s*|안\s*)?[가-힣]{1,5}(?:하|스럽|롭|쁘|엽|섭|기|크|밝|둡|굵|얇|찮|지)게(?:요|만)?$",
    r"[,\s]+안\s*무섭게(?:요)?$",
    r"[,\s]+[가-힣]{1,6}(?:풍|화|체|톤|색연필|크레파스|아트|사진|일러스트|만화|애니|스케치)(?:\s*(?:느낌|스타일|풍|버전))?(?:으로|로)?(?:요|만)?$",
    r"[,\s]+[가-힣]{1,8}\s*(?:느낌|스타일|분위기|컨셉|감성)(?:으로|로)?(?:요)?$",
    r"[,\s]+(?:가로|세로|정사각형|정사각|와이드|정방형)(?:로|으로)?(?:\s*길게)?(?:요)?$",
    r"\s+(?:ㄱ+|고고|ㅇㅇ|ㅂㅌ)$",
    r"[,\s]+(?:개|진짜|완전|엄청|너무|참|꽤|은근)?\s*(?:웃기|웃길|재밌|재미있|재밌을|귀엽|귀여울|예쁘|예쁠|이쁠|멋지|멋질|멋있|멋있을|신기할|힐링될)(?:겠다|겠네|겠어|겠어요|겠는데|듯|거\s*같\S*|것\s*같\S*|\s듯|\s거\s*같\S*|\s것\s*같\S*)?(?:요)?$",
)


@cache
def _trails() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(t) for t in _TRAILS)


def trimmed(sentence: str) -> str:
    """Return a description without the words after it on manner, form and what one thinks of it: ", 귀엽게" goes."""
    while True:
        short = polished(sentence.rstrip(" .,!~"))
        for trail in _trails():
            short = trail.sub("", short)
        if short == sentence or not short.strip():
            return sentence
        sentence = short


_IRREGULAR = {"컸": "크", "예뻤": "예쁘", "이뻤": "이쁘", "귀여웠": "귀엽", "어두웠": "어둡", "무서웠": "무섭", "가벼웠": "가볍", "무거웠": "무겁", "둥글었": "둥글", "빨갰": "빨갛", "파랬": "파랗", "노랬": "노랗", "하얬": "하얗", "동그랬": "동그랗"}  # fmt: skip


def _looking_like(stem: str) -> str:
    """Return the stem of a look that is wished for in the past: "털이 복슬복슬했" -> "털이 복슬복슬하"; "" if none."""
    for past, present in _IRREGULAR.items():
        if stem.endswith(past):
            return stem.removesuffix(past) + present
    if stem.endswith("했") and not re.search(
        r"(?:추가|삭제|제거|변경|수정|교체|배치|장식|표현|강조|확대|축소)했$", stem
    ):
        return stem[:-1] + "하"
    closes = len(stem) > 1 and "가" <= stem[-2] <= "힣" and (ord(stem[-2]) - 0xAC00) % 28 != 0
    return stem[:-1] if stem.endswith(("았", "었")) and closes and stem[-2] not in "있없" else ""


@cache
def _politeness() -> re.Pattern[str]:
    return pattern(
        r"(?P<p>을|를|도|이|가)?\s*(?:좀|하나만|하나|한번|한\s*번|혹시|제발|꼭|빨리|얼른)?\s*(?:<endings.polite>)\s*[.!?~]*$"
    )


def polished(sentence: str) -> str:
    """Return a sentence without the words that only ask: "춤추는 곰 부탁드려요~" -> "춤추는 곰"."""
    text = sentence.strip()
    found = _politeness().search(text)
    if found is None:
        return text
    whole = text[: found.end("p")].split()[-1:] if found["p"] else []
    kept = bool(whole) and (noun_in(whole[0]) or ("", "?"))[1] == ""  # 부엉이 keeps its last syllable
    return text[: found.end("p") if kept else found.start()].strip()


def asks_politely(sentence: str) -> bool:
    """Return whether a sentence ends in words that only ask."""
    return polished(sentence) != sentence.strip() and bool(polished(sentence))
