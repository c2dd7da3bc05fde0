"""Korean names: who of the cast is mentioned, and sentences that give a name.

Called by korean. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re

from bot.planner.offline.korean_callings import called, is_said_of
from bot.planner.offline.korean_nouns import noun_in
from bot.planner.offline.reading import Hints
from bot.planner.references import Pointer

#: What may follow a name of the cast; -이 comes between a name that ends in a consonant and most of these.
_AFTER = r"(?=(?:이|가|은|는|을|를|의|에게|한테|네|랑|이랑|와|과|하고|도|만|로|으로|야|아|님|씨|이네|이는|이가|이를|이의|이도|이랑|처럼|같은|이만|이와|이한테|이에게|까지|부터|보다|이야|예요|이에요|에서|에)*(?:\s|$|[.,!?'\"]))"
_QUOTE = r"[\"']?"
_N = r"(?P<n>[가-힣A-Za-z0-9]{1,12}?)"
#: Said of one that is pointed at, and kept: "두 번째 애가 진짜 모찌다 이걸로 기억해둬".
_SAID_OF = r"(?:얘|쟤|걔|이게|이거|이쪽|(?:이|그|저)\s*(?:녀석|아이|친구|애|분|캐릭터|그림)|[1-4]\s*번(?:째)?(?:\s*(?:애|거|녀석|친구|그림))?|(?:첫|두|세|네)\s*번째(?:\s*(?:애|거|녀석|친구|그림))?)"
_PATTERNS = (
    r"우리\s*(?P<n>[가-힣]{1,6}?)(?:이)?(?:랑|이랑|하고|와|과|같|네)\S*\s.*?얘(?:를|가|는)\s*(?:진짜\s*)?(?P=n)(?:이)?(?:로|으로|야|다|이야|라고|예요|이에요)",
    r"이름\S*\s+(?:\S+\s+){0,4}?[\"'](?P<n>[^\"']{1,12})[\"'](?:이?)?(?:으로|로)\s*(?:간다|가자|갈게|갑니다|결정|확정|정했|낙점|땅땅)",
    rf"이름\s*(?:을\s*)?(?:지었|정했|생각났|떠올랐)\S*[,.!]+\s+{_QUOTE}(?P<n>[가-힣A-Za-z]{{1,8}}?){_QUOTE}(?:이야|야|예요|이에요|입니다|임)?\s*[!.~]*$",
    r"이름(?:은|이)\s+(?:\S+(?:으로|게|히)\s+)?[\"'](?P<n>[^\"']{1,12})[\"'](?:이다|다|임|야|이야)?\s*[!.~]*$",
    rf"이름\s*(?:을\s*)?바꾸\S*[,.!]?\s*(?:이제\s*|앞으로\s*)?{_QUOTE}{_N}{_QUOTE}(?:이야|야|으로|로|이라고|라고|예요|이에요|입니다)",
    rf"(?:얘|쟤|걔|(?:이|그)\s*[가-힣]{{1,6}}?)(?:는|은|가|이)?\s*(?:앞으로|이제부터|오늘부터|이제|지금부터)\s*{_QUOTE}(?P<n>[가-힣A-Za-z]{{1,6}}?){_QUOTE}(?:입니다|이에요|예요|이야|야)\s*[!.~]*$",
    rf"이름\s*(?:도|을|를)?\s*(?:지어|붙여|정해)\S*[,.!]\s*{_QUOTE}{_N}{_QUOTE}(?:이야|야|로|으로|이라고|라고|예요|이에요)?\s*$",
    rf"^(?:앞으로|이제부터|오늘부터|이제|지금부터)\s*(?:얘|쟤|걔|이\s*친구|이\s*녀석|네\s*이름)(?:는|은|가)?\s+{_QUOTE}(?P<n>[가-힣A-Za-z]{{1,6}}?){_QUOTE}(?:이다|다|이야|야)\s*[!.~]*$",
    rf"^(?:얘|쟤|걔|이\s*친구|이\s*녀석)\s*=\s*{_QUOTE}(?P<n>[가-힣A-Za-z]{{1,10}}){_QUOTE}\s*$",
    rf"(?:얘|쟤|걔|이\s*친구|이\s*녀석|이\s*아이)(?:는|를|을)?\s*(?:앞으로|이제부터|이제)?\s*{_QUOTE}{_N}{_QUOTE}(?:이라고|라고)\s*(?:하겠|할게|할래|하자|하려|하면|칭하|명명|이름)",
    rf"이름\S*\s*(?:뭐로|뭘로|뭐라고)\s*(?:할까|하지|짓지|지을까)\S*\s*(?:음+|아|흠+)?[,.?!]*\s*{_QUOTE}{_N}{_QUOTE}(?:으로|로|이라고|라고)\s*(?:할래|할게|하자|하죠|가자|정할래|정하자)",
    r"[\"'](?P<n>[^\"']{1,12})[\"'](?:이라는|라는)\s*이름(?:을|이|으로)?\s*(?:붙|지|정|주|어때|좋|괜찮)",
    rf"이름\s*(?:을\s*)?(?:붙여|지어|정해)\S*\s*[:=]\s*{_QUOTE}{_N}{_QUOTE}\s*$",
    rf"이름(?:은|으로|을)?\s+{_QUOTE}{_N}{_QUOTE}\s*(?:이|가)?\s*(?:어때|어떠|어떨|괜찮)\S*\s*(?:\S+\s+){{0,2}}(?:그걸로|그렇게|이걸로|그거로|저장|등록|하자|정하)",
    rf"(?:[1-4]\s*번(?:째)?|(?:첫|두|세|네)\s*번째|왼쪽|오른쪽|위|아래|가운데|마지막)\s*(?:위|아래)?\s*(?:애|녀석|친구|아이)(?:는|은)\s+{_QUOTE}(?P<n>[가-힣A-Za-z]{{1,4}}){_QUOTE}\s*[!.~]*$",
    rf"{_SAID_OF}(?:가|이|는|은)?\s*(?:진짜|바로|이제|우리|내|딱)?\s*{_QUOTE}{_N}{_QUOTE}(?:이다|다|이야|야|예요|이에요|임|입니다)[.,!\s]+(?:\S+\s+){{0,2}}?(?:기억|저장|등록|외워|알아)",
    rf"(?:들어|좋아|좋다|낫다|예쁘다|예뻐|귀엽다|귀여워)[.,!]?\s+(?:얘|쟤|걔)(?:는|가)\s+{_QUOTE}(?P<n>[가-힣A-Za-z]{{1,6}}){_QUOTE}\s*[!.~]*$",
    rf"(?:첫|두|세|네|마지막|[1-4])\s*(?:번째?)?\s*(?:애|녀석|친구)(?:가|는|이|은)\s*(?:바로|이제|우리)?\s*{_QUOTE}{_N}{_QUOTE}(?:이야|야|이에요|예요|입니다|이다|임)\s*[.!~]*$",
    rf"{_QUOTE}{_N}{_QUOTE}(?:이라고|라고|으로|로)\s*(?:부르기로|이름\s*(?:을\s*)?(?:붙|지|정|짓)\S*)",
    rf"^(?:그럼|음|자|좋아|그래|오케이)?,?\s*{_QUOTE}(?P<n>[가-힣A-Za-z]{{1,10}}?){_QUOTE}(?:이라고|라고|으로|로)\s*(?:저장|기억|등록)\S*(?:\s+\S{{1,4}})?\s*[.!~]*$",
    rf"^(?:그럼|음|자|좋아|그래|오케이)?,?\s*(?:얘|쟤|걔|이\s*친구|이\s*녀석)(?:는|를|을|가)?\s+{_QUOTE}(?P<n>[가-힣A-Za-z]{{1,8}}?){_QUOTE}\s*(?:하자|할래|할게|어때|콜)\s*[.!~?]*$",
    rf"이름(?:은|이|을|으로)?\s+{_QUOTE}{_N}{_QUOTE}(?:이|가)\s*(?:더\s*)?(?:좋겠|어울|좋을|딱|나을|낫|괜찮)",
    rf"{_QUOTE}{_N}{_QUOTE}(?:이래|래)(?:요)?\s*,?\s*(?:얘\s*)?이름이",
    rf"이름\s*(?:을\s*)?(?:지어줬|지었|정했|지어왔|생각했)\S*[,.!]?\s+{_QUOTE}{_N}{_QUOTE}(?:이라고|라고|으로|로|이야|야|예요|이에요)",
    rf"{_QUOTE}{_N}{_QUOTE}(?:이라는|라는)\s*이름\s*(?:어때|좋|괜찮|으로|이\s*(?:좋|어울|딱))",
    rf"[1-4]\s*번?\s*=\s*{_QUOTE}(?P<n>[가-힣A-Za-z]{{1,12}}){_QUOTE}",
    rf"^이름\s*[:=]\s*{_QUOTE}(?P<n>[^\"'.,!]{{1,20}}){_QUOTE}\s*$",
    rf"이름(?:은|이|을|으로|도)?\s*[:=]?\s*{_QUOTE}{_N}{_QUOTE}(?:이라고|라고|으로|로)?\s*(?:저장|등록|해|하겠|하자|할게|할래|정하|정했|지을|지었|짓|지어|부르|부를|불러|바꿔|어때|결정|기억|부탁|가자|갑시다|붙여|붙이)",
    rf"이름(?:은|이|을|:)?\s*[:=]?\s*{_QUOTE}{_N}{_QUOTE}(?:으로|로|이에요|예요|이야|야|입니다|이래|래|이라고|라고|임|이다|다)(?:요|\s*해|\s*할게)?(?=\s*$|[.!,~])",
    rf"이름\s*[:=]\s*{_QUOTE}{_N}{_QUOTE}\s*$",
    r"이름(?:은|이)\s*[\"'](?P<n>[^\"']{1,20})[\"']",
    rf"(?:얘|쟤|걔|이\s*(?:녀석|아이|친구|애|분|캐릭터)|그\s*(?:녀석|아이|친구|애)|이거|이건|앞으로|이제부터|이제|우리는|[1-4]번(?:은|을)?)(?:를|을|는|은|가|이)?\s*{_QUOTE}{_N}{_QUOTE}(?:이라고|라고)\s*(?:부르|부를|불러|하자|할게|해|할래|이름|지을|저장|기억|등록)",
    rf"{_QUOTE}{_N}{_QUOTE}(?:이라고|라고)\s*(?:부르|부릅|부를|불러|이름|지을|지어|하자|할게|할래|저장|기억|등록|정하)",
    rf"(?:얘|쟤|걔|이\s*(?:녀석|아이|친구|애|분)|그\s*(?:녀석|친구|애)|이게|이\s*그림이|[1-4]번)(?:가|이|는|은)?\s*(?:바로|이제|우리)?\s*{_QUOTE}{_N}{_QUOTE}(?:이야|야|이에요|예요|입니다|이다|임|란다|이란다)(?=\s*$|[.!,~])",
    rf"(?:이름|명칭)(?:은|는)?\s*{_QUOTE}{_N}{_QUOTE}\s*$",
    rf"(?:별명|애칭)(?:은|이)\s*{_QUOTE}{_N}{_QUOTE}(?:으로|로|이야|야|예요|이에요)",
    rf"{_QUOTE}{_N}{_QUOTE}(?:으로|로|이라는|라는)\s*(?:이름(?:을|이|으로)?)\s*(?:붙|지|정|하|저장|어울|불러|부르)",
    rf"^(?:얘|쟤|걔|이쪽|저쪽|이\s*친구|이\s*녀석)(?:는|은|가)?\s+(?:바로\s+)?{_QUOTE}(?P<n>[가-힣A-Za-z]{{1,6}}){_QUOTE}\s*[!.]*$",
    rf"(?:인사해|소개할게|소개합니다|여긴|여기는)[,!]?\s*{_QUOTE}{_N}{_QUOTE}(?:이야|야|예요|이에요|입니다)?\s*$",
)
_NEVER = frozenset(
    [
        "지었",
        "정했",
        "바꾸",
        "뭐",
        "뭐로",
        "무엇",
        "누구",
        "이거",
        "그거",
        "나",
        "너",
        "얘",
        "왜",
        "어떤",
        "그림",
        "뭘",
        "뭐라",
        "것",
        "거",
        "내",
        "네",
        "좀",
        "하나",
        "더",
        "다",
        "안",
        "못",
        "잘",
        "아직",
        "세",
        "두",
        "예쁘게",
        "귀엽게",
        "이걸",
        "그걸",
        "저걸",
        "요걸",
        "이대로",
        "그대로",
        "이",
        "뭐라고",
        "아무거나",
        "짧게",
        "길게",
    ]
)


def marked(text: str, hints: Hints) -> tuple[str, tuple[int, ...]]:
    """Return `text` with the cast's names as {0}, {1}, and who they are."""
    found: list[int] = []
    for index, names in enumerate(hints.cast):
        for name in sorted(names, key=len, reverse=True):
            expression = re.compile(rf"(?<![가-힣A-Za-z{{]){re.escape(name)}{_AFTER}", re.IGNORECASE)
            if expression.search(text):
                closes = "가" <= name[-1] <= "힣" and (ord(name[-1]) - 0xAC00) % 28 != 0
                text = expression.sub(f"{{{index}}}", text)
                if closes:
                    text = re.sub(rf"(\{{{index}\}})이(?=가|는|를|의|도|네|랑|만|와|한테|에게|\s)", r"\1", text)
                found.append(index)
                break
    found.sort(key=lambda i: text.find(f"{{{i}}}"))
    return text, tuple(found)


#: Sounds that names like 뽀글이, 몽실이, 도톨이 are made of; such a name keeps its -이.
_MIMETIC = re.compile(
    r"(?:[글실랑짝롱망뚱뚝둥숭삭슬톨돌똘깜꼬방몽박룩순식통콩쫑쫀뚤똥송록동]|[까-낗따-띻빠-삫싸-앃짜-찧].)$"
)


def _whole(name: str, after: str) -> str:
    """Return a name with the -이 that belongs to it: "뽀글이라고" names 뽀글이, "구름이라고" names 구름."""
    closes = "가" <= name[-1] <= "힣" and (ord(name[-1]) - 0xAC00) % 28 != 0
    lively = len(name) == 1 or (len(name) in {2, 3} and _MIMETIC.search(name) and noun_in(name) is None)
    kept = re.match(r"이(?:라고|라는|야|에요|래|란|로|\s*(?:어때|어떠|어떨|괜찮|좋))", after)
    return name + "이" if closes and lively and kept else name


def name_in(text: str, hints: Hints) -> str:
    """Return the name that `text` gives, or ""."""
    if re.search(
        r"이름(?:을|도|만|은)?\s*(?:좀\s*|크게\s*|작게\s*)?(?:넣|적어|적힌|써\s*(?:줘|주|넣)|새겨|새기|박아)", text
    ):
        return ""
    if not re.search(
        r"[\"'][^\"']+[\"'](?:이라는|라는)\s*이름|이름\s*(?:도|을|를)?\s*(?:붙여|지어|정해)\S*(?:\s*[:=]|[,.!]\s*\S)|이름\S*\s*(?:뭐로|뭘로)\s*(?:할까|하지)\S*\s+\S",
        text,
    ) and re.search(
        r"이름(?:이|은)?\s*(?:뭐|무엇|뭘|어떻게)|이름\s*(?:을|를|도|만|좀)?\s*(?:\S+\s+){0,2}(?:개|가지)?\s*(?:만\s*)?(?:지어(?!줬|주었|봤)|추천|알려|생각해)",
        text,
    ):
        return ""
    for expression in _PATTERNS:
        match = re.search(expression, text)
        if match is None:
            continue
        name = match["n"].strip()
        if (
            name in _NEVER
            or name in hints.people
            or (
                len(name) > 1
                and noun_in(name)
                and expression.startswith("(?:얘|쟤|걔|이\\s*(?:녀석|아이|친구|애|분|캐릭터)")
            )
        ):
            continue
        if re.search(r"(?:줘|주세요|해줘|하자|번|째)$", name) or is_said_of(name, text):
            continue
        return _whole(name, text[match.end("n") :])
    name = called(text)
    return "" if name in hints.people or name in _NEVER or (name and is_said_of(name, text)) else name


_ONE_OF_SEVERAL = re.compile(
    r"(?P<d>[1-4])\s*번(?:째)?\s*(?:애|거|녀석|친구|그림)?\s*(?:이름)?(?:은|는|이|가|을|를)?\s+[\"'](?P<n>[^\"']{1,12})[\"']"
)


def names_in(text: str) -> tuple[tuple[str, Pointer, tuple[str, ...]], ...]:
    """Return the names that `text` gives to several pictures at once: "2번 이름은 '밤이', 3번은 '낮이'"."""
    found = [(m["n"], Pointer(ordinals=(int(m["d"]),), rest=""), ()) for m in _ONE_OF_SEVERAL.finditer(text)]
    return tuple(found) if len(found) > 1 and re.search(r"이름|불러|부르|저장|기억|등록", text) else ()
