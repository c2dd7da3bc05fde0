"""What else a Korean message tells: number, shape and seed, whom it is for, what it is about, what it asks.

Called by korean. Pure.
"""

from __future__ import annotations

import re
from typing import Any

from bot.planner.offline.korean_nouns import noun_in
from bot.planner.offline.korean_phrases import asks_to_draw
from bot.planner.offline.korean_tables import number_pattern, numbers
from bot.planner.offline.reading import Hints
from bot.planner.prompts import shape_of
from bot.planner.words import sentences


def is_to_person(text: str, hints: Hints) -> bool:
    mention = re.match(r"^@(\S+)", text)
    if mention and not re.match(r"(?:봇|bot|픽처북|picturebook)", mention[1], re.IGNORECASE):
        return True
    return any(
        re.search(rf"(?:^|\s){re.escape(p)}(?:님|씨|아|야|쌤)?(?:[,!]|\s*$|\?)", text) for p in hints.people
    ) and not asks_to_draw(text)


def frame_facts(text: str) -> tuple[str, dict[str, Any]]:
    """Return (`text` without words about number, shape, seed; those facts)."""
    facts: dict[str, Any] = {}
    rest = text
    if seed := re.search(
        r"시드(?:만|는|를|을|값은|값)?\s*(?:(?P<same>똑같|같은|같게|그대로|유지|고정|안\s*바뀌|바꾸지\s*말|냅두|놔두)|(?P<n>\d+)|(?P<new>바꿔|바꾸|다르게|새로|다른))[가-힣]*(?:\s*(?:하고|해서|두고|으로|로|해|한\s*채(?:로)?|채로|말고))?|(?P<same2>같은|똑같은|그|이|동일한)\s*시드(?:로|를|에|는|만)?(?:\s*(?:그대로|고정|유지|안\s*바꾸고|두고|하고|해서|쓰고|써서)[가-힣]*)*|(?P<new2>새|다른|새로운)\s*시드(?:로)?",
        text,
    ):
        groups = seed.groupdict()
        facts["seed"] = groups["n"] or ("same" if groups["same"] or groups["same2"] else "new")
        rest = rest.replace(seed[0], " ")
    shape, rest = shape_of(rest)
    count, rest = count_of(rest)
    return re.sub(r"\s+", " ", rest).strip(), {
        **facts,
        "shape": shape,
        "count": count,
        "fresh": bool(re.search(r"새\s*그림|새로운\s*그림|다른\s*그림|하나\s*더\s*그려", text)),
    }


def count_of(text: str) -> tuple[int | None, str]:
    """Return (how many pictures are asked for, `text` without those words)."""
    for expression in (
        rf"(?<![가-힣])(?P<n>{number_pattern()})\s*(?:가지|종류|버전)(?:로|으로)(?:만)?(?=\s*(?:뽑|그려|만들|보여|부탁|해|디자인))",
        r"(?:거|것|걸|게|모습|장면|순간|컷|씬|샷|얼굴|뒷모습|전신|초상화)(?:을|를|도|으로|로)?\s+(?:딱\s*)?(?P<n>하나|둘|셋|넷|하나만|둘만)(?:만)?(?:이요|요)?\s*(?:[.!~]|$)",
        rf"(?<![가-힣])(?P<n>{number_pattern()})\s*(?:가지|종류|버전|장|컷)(?:로|으로)?(?:만|요|이요|만요)?\s*[.!~]*$",
        rf"(?<![가-힣])(?P<n>{number_pattern()})\s*(?:장|컷|버전|개의\s*(?:버전|그림|이미지))(?:\s*(?:씩|만|정도|쯤|을|를|으로|이요|요|만요|만이요|(?=\s*(?:가능|되나|될까|부탁)))(?=\s|$|[.,!?~이])|(?!씩|만\s|정도))(?!르|면|난|점|소|미|\s*(?:다|모두|전부)(?=\s|$|[.,])|\s*(?:짜리\s*)?만화)",
        rf"(?:그림|사진|이미지|시안|일러스트|스티커|포스터|로고|카드|모습|장면|컷|아이콘|도안)(?:을|를|도|은)?\s*(?P<n>{number_pattern()})\s*(?:개|가지|종|점|종류)?(?:만|씩|정도|을|를|요|이요|만요)?(?=\s|$|[.!])",
        rf"(?<![가-힣])(?P<n>{number_pattern()})\s*(?:개|가지)\s*(?:만\s*)?(?=그려|뽑아|만들어|보여|디자인)",
        r"(?:게|거로|걸로|것으로|로도|버전도|로|풍으로|해서|모습|장면|버전|그림|[은는]\s(?:거|걸))\s+(?:딱\s*)?(?P<n>하나|둘|셋|넷|한|두|세|네|[1-4])(?:\s*(?:장|개|가지))?(?<![한두세네\d])(?:만|씩)?\s*(?:이?요)?\s*(?=뽑|그려|만들|보여|줘|주|부탁|가능|파\s*줘|찍|[.!~]*$)",
        r"(?<![가-힣])(?P<n>하나|둘|셋|넷)(?:만|이면)\s*(?:그려|뽑아|보여|만들어|돼|충분|부탁|더\s*그려)",
    ):
        match = re.search(expression, text)
        if (
            match
            and re.match(r"그림(?:을|를)?\s*하나$", match[0].strip())
            and re.match(r"\s*(?:좀\s*)?(?:부탁|그려|필요|만들|뽑아|보여)", text[match.end() :])
        ):
            continue
        if match and not re.match(r"(?:줄|이름|글자)", text[match.end() :].strip()):
            said = match["n"]
            said = said.removesuffix("만")
            value = int(said) if said.isdigit() else numbers().get(said, 1)
            number = match.start("n")
            return max(1, value), f"{text[:number]} {text[match.end() :]}"
    return None, text


def length_of(text: str) -> str:
    """Return how the last text is to go on, if the message says so: shorter, longer, on."""
    for word, expression in (
        ("shorter", r"짧게|줄여|너무\s*길"),
        ("longer", r"길게|늘려|너무\s*짧"),
        (
            "again",
            r"(?:다시|고쳐|새로|바꿔서?)\s*(?:\S+\s+)?써|(?:존댓말|반말|높임말|사투리|영어|한국어|편지체|말투)(?:으?로|를|만)|(?:무섭|웃기|재밌|재미있|슬프|감동적이|유쾌하|발랄하|정중하|공손하|담백하|달달하|신나|쉽|진지하|오글거리)게",
        ),
        ("on", r"이어서|계속\s*(?:해|써|들려)|그\s*다음은|다음\s*이야기"),
    ):
        if re.search(expression, text) and not re.search(r"그림|가로|세로|다리|머리|꼬리|귀|코|목", text):
            return word
    return ""


#: "아까 초롱 단 시장 그림", "저번에 그 연한 수국 있잖아".
_BEFORE_SEEN = re.compile(
    r"(?:아까|저번에?|지난번에?|전에|처음에)\s+(?P<w>(?:\S+\s+){1,5}?)"
    r"(?:그림|거|것|걸|있잖아|있지|있죠|말이야|말인데|말이에요|애)"
)


def topics_of(text: str) -> tuple[str, ...]:
    """Return the nouns that a message is expressly about: "고래 이름은", "아까 그 고래"."""
    found = re.findall(r"(\S+?)(?:의)?\s+이름(?:은|이|을)", text) + re.findall(r"(?:아까|다시)\s+(?:그\s+)?(\S+)", text)
    told = _BEFORE_SEEN.search(text)
    found += told["w"].split()[::-1] if told else []
    english = (noun_in(word) for word in found)
    return tuple(e[0].split()[-1] for e in english if e)


#: "왜 생기는지 알려줘": a question in a request; but "어떻게 생겼는지" wants to see it.
_INDIRECT = re.compile(
    r"(?:왜|어떻게(?!\s*생)|뭐|뭘|무엇|무슨|언제|어디|누가|누구|몇|얼마|어느)\S*\s*(?:\S+\s+){0,4}?\S*(?:지|건지)(?:를|도|좀)?\s*(?:좀\s*)?(?:알려|말해|설명|가르쳐|아는|아니|알아|궁금|모르)"
    r"|(?:뭔지|뭐인지|누군지|언젠지|어딘지)\s*(?:좀\s*)?(?:알려|말해|설명|가르쳐|아는|아니|알아|궁금)"
)
#: "사막여우는 어디 살아요": asked without a mark.
_ASKED = re.compile(
    r"(?:^|\s)(?:왜|어디|어떻게(?!\s*생)|뭐|뭘로|뭘|무슨|언제|누가|몇|얼마나?|어느)\S*(?:\s+\S+){0,4}?\s*\S*(?:아요|어요|해요|여요|나요|는지|은지|지|죠|을까|음|거임|건가|건데|더라|는데|거야|냐|니|에요|예요)$"
)


#: "이거 시드 번호 좀", "수채화랑 유화 차이 알려줘": asks to be told.
_TOLD_ABOUT = re.compile(
    r"(?:시드|번호|프롬프트|해상도|비율|차이|차이점|뜻|의미|방법|이유|유래|가격|칼로리|조건|규칙|순서|링크|주소|날짜|사이즈)(?:값)?(?:을|를|이|가|은|는|도)?\s*(?:\S+\s+)?(?:좀|(?:좀\s*)?(?:알려|말해|설명|가르쳐|공유|공개)\S*)$"
    r"|(?:더라|던가|였지|이었지|였더라)\??$"
)


def is_question(text: str) -> bool:
    last = sentences(text)[-1:] or [""]
    if _TOLD_ABOUT.search(last[0].rstrip(" .!~")) or _INDIRECT.search(last[0]) or _ASKED.search(last[0].rstrip(" .!~")):
        return True
    return "?" in text or bool(
        re.search(
            r"(?:까|까요|(?<!하)나요|(?<![머언끼무바코])니|냐|는가|은가|을까|ㄹ까|어때|인가요|인지|왜|뭐야|뭐지|[은는인]?가요|은가|누구|언제|몇\s*\S+)\s*[.!]*$",
            last[0].rstrip(" .!"),
        )
    )
