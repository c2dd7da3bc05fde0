"""What a Korean sentence points at: ordinals, positions, owners, "배가 있는 거".

Called by planners; its Pointer is resolved by references. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from functools import cache

from bot.planner.lexicon import either, table, words_of
from bot.planner.references import FORMER, LAST, MIDDLE, Pointer


@cache
def _korean() -> dict[str, re.Pattern[str]]:
    data = table("references")["ko"]
    pointed = either(words_of(data["pointed"]))
    tail = r"(?=\s|$|[.,!?~]|이|가|은|는|을|를|에|로|으|도|만|의|랑|과|와|하|께|꺼|ㅋ|ㅎ)"
    #: "왼쪽에 나무": a place in the picture, not one of the pictures
    inside = r"(?!\s*(?:위쪽?|아래쪽?|뒤|앞)?에(?:다가?|는|도)?\s+(?!있|거|것|그림|애|게|건|걸|놈|친구|녀석|꺼|줄|쪽|칸|위|아래)\S)"
    patterns = {
        "position": rf"(?P<v>맨\s?위|위|윗|아래|아랫|밑|하단|상단)?(?:줄\s*에?|쪽에|쪽|에)?\s*(?P<h>왼쪽|오른쪽|왼편|오른편|좌측|우측|좌(?=\s?[상하])|우(?=\s?[상하])){inside}"
        rf"\s*(?:줄(?:에서|의|에)?\s*)?(?:(?P<v2>위|아래|밑|상단|하단)(?:쪽)?)?\s*(?:에\s*있는\s*|의\s*)?(?:{pointed}|{tail})",
        "vertical": rf"(?<![가-힣])(?P<v>맨\s?위|맨\s?아래|위|윗|아래|아랫|밑)(?:쪽|에|줄)?\s*(?:있는\s*)?{pointed}(?![가-힣]*\s?위)",
        "nth": r"(?P<n>\d{1,4}|첫|두|세|네|첫째|둘째|셋째|넷째|다섯|여섯|일곱|여덟)\s*번\s*째?(?:\s*(?:꺼|거|것|걸|건|그림|사진|시안|버전))?"
        r"(?!\s*(?:만\s*더|더|이나|씩))",
        "digit": r"^(?P<n>[1-4])(?=\s*(?:$|[.,!?~]|로|이|가|으|=|ㅋ))",
        "first": r"(?P<n>첫째|둘째|셋째|넷째)(?:\s*(?:꺼|거|것|걸|건|그림))?",
        "last": r"(?:맨\s?)?(?P<n>마지막|끝|뒤)(?:에|의)?\s*(?:꺼|거|것|걸|건|게|애|녀석|친구|그림|사진|장면|컷|분|놈|아이|캐릭터?|장(?!면))|(?P<n2>마지막)(?=이|으로|\s*$|[!.,~])",
        "former": r"(?<![가-힣])앞(?:에|의)?\s*(?:꺼|거|것|걸|건|게|그림)",
        "middle": rf"(?<![가-힣])(?:가운데|중간)(?:에|의)?\s*(?:있는\s*)?(?:{pointed}|분|캐릭터?)",
        "both": r"둘\s*다|두\s*(?:개|장)\s*다|전부\s*다|모두\s*다|네\s*장\s*(?:다|모두)",
        "other": r"다른\s*(?:쪽|하나|거|것|걸|그림|애|녀석|친구|아이)(?!\s*(?:도|들))",
        "mine": r"(?<![가-힣])(?:제|내)\s*(?:가\s*(?:그린|시킨|부탁한|만든)\s*)?(?:꺼|거|것|껀|건|걸|그림|캐릭터?)(?:엔|에는|에다)?(?=[가-힣\s]|$)",
        "row": rf"(?P<r>첫|윗|위|둘째|두\s*번\s*째|두|아랫|아래|밑)\s*줄(?:에서|의|에)?\s*(?P<c>첫\s*번?\s*째|두\s*번\s*째|왼쪽|오른쪽|첫째|둘째|앞|뒤|끝)(?:\s*{pointed})?",
        "theirs": r"(?P<who>[가-힣\w]{1,12}?)(?:님|씨)?(?:이|의|가)?\s*(?:부탁한|시킨|그린|만든)\s*(?:꺼|거|것|그림)",
        "batch": r"(?P<new>방금|아까\s?방금|최근|이번|마지막에)\s*(?:나온|그린|뽑은|만든|거|것|그림)|"
        r"(?P<old>맨\s?처음|처음|제일\s?먼저)\s*(?:에\s*)?(?:(?:나온|그린|뽑은|만든)\s*(?:거|것|그림|꺼)?|거|것|그림|꺼|(?=에서|중|의\s))(?=에서|중|의|로|이|가|\s|$)|"
        r"(?P<prior>아까|전에|이전)\s*(?:나온|그린|뽑은|만든|그)\s*(?:거|것|그림|꺼)?",
        "with": rf"(?P<w>[가-힣]+?)(?:이|가|을|를)?\s*(?:있는|나온|나오는|든|들고\s*있는|쓴|입은|탄|달린|들어간)\s*(?:{pointed})(?=(?:이요|이|가|은|는|을|를|에|로|으로|도|만|의|요|야|이야|랑)?(?:\s|$|[.,!?~]))",
    }
    return {name: re.compile(p) for name, p in patterns.items()}


_KO_NUMBER = {"첫": 1, "두": 2, "세": 3, "네": 4, "첫째": 1, "둘째": 2, "셋째": 3, "넷째": 4, "다섯": 5, "여섯": 6}


_KO_NUMBER |= {"일곱": 7, "여덟": 8}


#: "위에 둘 중에선 왼쪽": the row, then the place in it.
_AMONG = re.compile(
    r"(?<![가-힣])(위|아래|밑)(?:쪽)?(?:에)?\s*(?:있는\s*)?(?:둘|두\s*(?:개|마리|명|장)|애들|것들|거)\s*중(?:에서|에)?(?:는|선|ㄴ)?\s+(?=왼|오른)"
)


def point_ko(text: str) -> Pointer:
    """Return what the Korean `text` points at."""
    patterns = _korean()
    facts: dict[str, object] = {}
    rest = _AMONG.sub(r"\1 ", text)

    def take(name: str) -> re.Match[str] | None:
        nonlocal rest
        match = patterns[name].search(rest)
        if match:
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
        return match

    if m := take("row"):
        facts["vertical"] = "top" if m["r"][:1] in "첫윗위" else "bottom"
        facts["horizontal"] = "left" if m["c"][:1] in "첫왼앞" else "right"
    if m := take("batch"):
        facts["batch"] = "new" if m["new"] else "old" if m["old"] else "prior"
    if take("mine"):
        facts["owner"] = ""
    elif m := take("theirs"):
        facts["owner"] = m["who"]
    numbers: list[int] = []
    for name in ("nth", "nth", "first", "digit"):
        m = take(name)
        if m:
            numbers.append(_KO_NUMBER.get(m["n"]) or int(m["n"]))
    if numbers:
        facts["exact" if numbers[0] > 4 else "ordinals"] = numbers[0] if numbers[0] > 4 else tuple(numbers)
    elif take("last"):
        facts["ordinals"] = (LAST,)
    elif take("former"):
        facts["ordinals"] = (FORMER,)
    elif take("middle"):
        facts["ordinals"] = (MIDDLE,)
    if not numbers and "vertical" not in facts and ((m := take("position")) or (m := take("vertical"))):
        groups = m.groupdict()
        facts["vertical"] = _vertical(groups.get("v") or groups.get("v2") or "")
        side = groups.get("h") or ""
        facts["horizontal"] = "left" if side[:1] in {"왼", "좌"} else "right" if side else ""
    if (
        not numbers
        and (m := take("with"))
        and m["w"] not in {"이", "그", "저", "여기", "거기", "같이", "함께", "혼자", "둘이", "나란히"}
        and m["w"][-1] not in "고어아서게"
    ):
        facts["words"] = (m["w"],)
    facts["both"] = bool(take("both"))
    facts["other"] = not facts["both"] and bool(take("other"))
    return Pointer(rest=re.sub(r"\s+", " ", rest).strip(" ,"), **facts)  # type: ignore[arg-type]  # keys are fields


def _vertical(word: str) -> str:
    if not word:
        return ""
    return "top" if "위" in word or "윗" in word or "상" in word else "bottom"
