"""What else a Korean message tells: number, shape and seed, whom it is for, what it is about, which text it wants.

Called by korean. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.planner.offline.korean_phrases import asks_to_draw, bare, pattern
from bot.planner.offline.korean_words import noun_in, number_pattern, numbers
from bot.planner.offline.reading import Hints, Reading
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
        r"(?:거|것|걸|게|모습|장면|순간|컷|씬|샷|얼굴|뒷모습|전신|초상화)(?:을|를|도|으로|로)?\s+(?:딱\s*)?(?P<n>하나|둘|셋|넷|하나만|둘만)(?:만)?(?:이요|요)?\s*(?:[.!~]|$)",
        rf"(?<![가-힣])(?P<n>{number_pattern()})\s*(?:가지|종류|버전|장|컷)(?:로|으로)?(?:만|요|이요|만요)?\s*[.!~]*$",
        rf"(?<![가-힣])(?P<n>{number_pattern()})\s*(?:장|컷|버전|개의\s*(?:버전|그림|이미지))(?:\s*(?:씩|만|정도|쯤|을|를|으로|이요|요|만요|만이요))?(?!르|면|난|점|소|미)",
        rf"(?:그림|사진|이미지|시안|일러스트|스티커|포스터|로고|카드|모습|장면|컷|아이콘|도안)(?:을|를|도|은)?\s*(?P<n>{number_pattern()})\s*(?:개|가지|종|점|종류)?(?:만|씩|정도|을|를|요|이요|만요)?(?=\s|$|[.!])",
        rf"(?<![가-힣])(?P<n>{number_pattern()})\s*(?:개|가지)\s*(?:만\s*)?(?=그려|뽑아|만들어|보여|디자인)",
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


def topics_of(text: str) -> tuple[str, ...]:
    """Return the nouns that a message is expressly about: "고래 이름은", "아까 그 고래"."""
    found = re.findall(r"(\S+?)(?:의)?\s+이름(?:은|이|을)", text) + re.findall(r"(?:아까|다시)\s+(?:그\s+)?(\S+)", text)
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


def is_question(text: str) -> bool:
    last = sentences(text)[-1:] or [""]
    if _INDIRECT.search(last[0]) or _ASKED.search(last[0].rstrip(" .!~")):
        return True
    return "?" in text or bool(
        re.search(
            r"(?:까|까요|(?<!하)나요|(?<![머언끼무바코])니|냐|는가|은가|을까|ㄹ까|어때|인가요|인지|왜|뭐야|뭐지|[은는인]?가요|은가|누구|언제|몇\s*\S+)\s*[.!]*$",
            last[0].rstrip(" .!"),
        )
    )


#: The last text, another way: "대사만 더 무섭게", "결말을 바꿔줘".
_AGAIN = re.compile(
    r"(?P<a>)(?<![가-힣])(?P<t>대사|결말|엔딩|이야기|동화|스토리|소설|가사|노래|편지|일기|내용|줄거리|자기소개|소개글|시)(?:만|를|을|은|는|도|부분만|이)?\s+(?:\S+\s+){0,4}?(?:다시|바꿔|고쳐|수정|새로|\S+(?<!어떻)(?<!이렇)(?<!그렇)게(?=$|\s|요))"
)
#: Nouns of pictures: a clause that asks for a text and names none of these asks for no picture.
_PICTURED = re.compile(r"그림|사진|일러스트|장면|삽화|표지|컷|모습|포스터|초상화|만화|스티커|카드|이미지|그려")


def wants_text_only(clause: str) -> bool:
    """Return whether `clause` asks for a text and for nothing to look at."""
    return not _PICTURED.search(clause) and bool(with_words_wanted(Reading("ko", clause), clause).writes)


#: A profile that is to be made and not written is a picture.
_PORTRAIT = re.compile(
    r"프로필\s*(?:사진|그림|이미지)?(?:을|를|으로|로|용으?로?)?\s*(?:하나|좀|한번)?\s*(?:만들|뽑|그려|부탁)"
)


def with_words_wanted(reading: Reading, text: str) -> Reading:
    """Return the reading with the sort of text that is asked for, if any."""
    match = pattern(
        r"(?<![가-힣])(?P<a>(?:[^.!?]{0,60}?))\s*(?P<t><words.things>)(?:이랑|랑|하고|을|를|도|만|은|는|이|나|로|으로)?\s*(?:(?:한|두|세|네|다섯|\d+)\s*(?:개|줄|편|가지|마디|문장|글자|장면)\s*(?:만|정도|쯤)?\s*)?(?:좀|조금|더|아주|짧게|길게|재미있게|하나|하나만|한번|꼭|같이|이어서|먼저|\s)*(?:<words.verbs>)"
    ).search(text)
    if match is None:
        match = pattern(
            r"(?P<a>(?:[^.!?]{0,60}?))\s*(?P<t><words.story>|시|노래|자장가|편지|삼행시|대사|글귀|문구|멘트|슬로건|캡션|수수께끼|인사말)\s*(?:하나|한\s*편|좀|부탁|지어|들려|가능|(?:한|두|세|네|다섯|\d+)\s*(?:줄|개|편|마디|문장|가지))"
        ).search(text)
    if match is None:
        match = _AGAIN.search(text)
    if match is None:
        match = pattern(
            r"(?P<a>[^.!?]{0,60}?)(?:^|(?<=\s))(?P<t>\S*?(?:<words.things>))(?:\s*(?:한|두|세)\s*(?:편|개|줄|마디))?(?:이랑|랑|하고|와|과|도)\s+[^.!?]*(?:그림|사진|일러스트|장면|삽화|표지|컷)(?:[^.!?]*(?:<words.verbs>)|도?$)"
        ).search(text)
    if match is None:
        match = pattern(
            r"(?P<a>[^.!?]{0,60}?)\s*(?:그림|장면|일러스트|사진|삽화)(?:이랑|랑|하고|과|와)\s+(?:\S+\s+){0,3}?(?P<t><words.things>)(?:도|을|를)?\s*(?:같이|함께|하나|한\s*\S+)?\s*(?:줘|주세요|부탁|달라|주라|주실|주시)"
        ).search(text)
    if match is None or (match.re is _AGAIN and re.search(r"[\"']", text)):
        return reading
    thing = match["t"]
    if _PORTRAIT.search(text) and thing == "프로필":
        return reading
    if (
        thing in {"이름", "시", "말", "글", "줄", "제목", "문제", "설정", "한마디"}
        and re.search(rf"[가-힣]{thing}", text)
        and not re.search(rf"(?:^|\s){thing}", text)
    ):
        return reading
    if thing in {"이름", "글", "말", "문구"} and re.search(
        r"(?:이름|글|말|문구)(?:이|도|을|를)?\s*(?:적힌|쓰인|써\s*넣|새긴|넣)", text
    ):
        return reading
    about = bare(sentences(match["a"])[-1]) if sentences(match["a"]) else ""
    about = re.sub(
        r"(?:에\s*대한|에\s*관한|에\s*대해|(?:이|가)?\s*나오는|주인공인|이\s*주인공인|가\s*주인공인|등장하는|의|을\s*위한|를\s*위한)\s*(?:아주\s*)?(?:짧은|짤막한|긴|재미있는|재밌는|무서운|슬픈|귀여운|따뜻한|감동적인|엉뚱한|웃긴|신나는|간단한|잠자리|베드타임)?\s*$",
        "",
        about,
    ).strip()
    about = re.sub(
        r"(?:^|\s)(?:짧은|짤막한|엉뚱한|웃긴|신나는|간단한|무서운|슬픈|귀여운|따뜻한|긴|재미있는|재밌는|잠자리|카드에\s*쓸|음료|그림에\s*쓸|잠들기\s*전|자기\s*전)\s*$",
        "",
        about,
    ).strip()
    about = re.sub(r"(?:뭔지|무엇인지|뭐인지|어떻게\s*\S+는지)?\s*(?:(?<=\s)한\s*)?$", "", about).strip()
    return replace(reading, writes=thing, writes_about=about)
