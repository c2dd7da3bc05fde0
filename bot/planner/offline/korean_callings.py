"""Korean sentences that give a name in words of their own: a word for naming, and a name in its usual place by it.

Called by korean_names after its surer expressions. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re

from bot.planner.offline.korean_nouns import noun_in
from bot.planner.offline.korean_verbs import verb_in

_N = r"(?:[\"'](?P<q>[^\"']{1,16})[\"']|(?P<n>[가-힣A-Za-z0-9]{1,10}?))"
_QUOTED = r"[\"'](?P<q>[^\"']{1,16})[\"']"
_CALL = r"(?:부르|부를|부릅|불러|불리|칭하|칭할|모시|모실|명명|이름|별명|저장|기억|등록|하자|할래|할게|하겠|할까|하기로|하려|하죠|합시다|해라|지었|짓|지을|지어|정하|정했|정함|정할|각인)"
_TITLE = r"(?:이름|성함|존함|별명|애칭|닉네임|닉|호칭|명칭|작명)"
#: How a sentence says that it is so.
_IS = r"(?:이십니다|이심|이세요|이셔|입니다|이에요|이여요|예요|에요|이야|야|이다|이라네|라네|이란다|란다|이래|래|임|다|여|인\s*(?:걸|것|거)로|로\s*(?:하자|할게|가자))"
_ONE = r"(?:얘|걔|쟤|이게|이거|이건|그게|요게|(?:이|그|저|요)\s*(?:분|놈|녀석|친구|아이|애|캐릭터|캐릭|양반|아가씨|아저씨|할머니|할아버지))"
_DONE = r"(?:줄게|줄래|주자|주마|줬|붙일|붙이|붙여|달아|달자|지어|지을|짓|정할|정했|정함|콜|낙점|땅땅|결정|확정|어때|어떰|어떨|좋겠|좋을|딱|고고|ㄱㄱ)"
_FRAMES = (
    rf"(?:^|(?<=\s)){_N}(?:이라고|이라|라고|라)\s+(?:\S+\s+)?{_CALL}",
    rf"{_TITLE}(?:은|는|이|을|를|도|으로|로|만)?\s*[:,]?\s*(?:그냥\s+|이제\s+|앞으로\s+)?{_N}(?:으로|로)\s*(?:모시|모실|간다|가자|갈게|갑니다|가죠|정|결정|확정|낙점|하|할|해|부르|부를|불러|저장|등록|기억|부탁|콜|고고|ㄱㄱ)",
    rf"{_TITLE}(?:은|는|이|을|를|도)?\s*[:,]?\s*{_QUOTED}\s*(?:(?:이|가|으로|로)?\s*(?:더\s*)?{_DONE}|{_IS}|[.!~]*$)",
    rf"{_TITLE}(?:은|는|이)\s+{_N}{_IS}(?=\s*$|[.!,~])",
    rf"{_TITLE}(?:을|를)?\s*(?:내가\s*)?(?:지을게|지었|지어|정했|정할게|생각났)\S*[,.!]?\s+{_N}(?:으로|로|{_IS})?\s*(?:간다|가자|할게|하자|콜)?\s*[.!~]*$",
    rf"(?:지을게|지었|지어줄게|짓자|정할게|정했)\S*[,.!]?\s+{_QUOTED}(?:으로|로)",
    rf"(?:^|(?<=[\s.,!])){_ONE}(?:은|는|이|가)?\s*(?:바로|이제|앞으로|오늘부터)?\s*{_QUOTED}\s*(?:{_IS})?\s*[.!~]*$",
    rf"(?:^|(?<=[\s.,!])){_ONE}(?:은|는|이|가)?\s*(?:바로\s+|이제\s+|앞으로\s+|오늘부터\s+)?(?P<n>[가-힣A-Za-z]{{2,8}}?){_IS}\s*[.!~]*$",
)
_EXPRESSIONS = tuple(re.compile(frame) for frame in _FRAMES)
_TAIL = re.compile(r"[\sㅋㅎㅠㅜ^~.!]+$")
#: What stands in a name's place and is none: pronouns, questions, manners.
_NO_NAMES = re.compile(
    r"^(?:(?:이|그|저|요|어떻|이렇|그렇|저렇)\S?|뭐\S*|무엇|누구|어떤|어느|나|너|우리|저희|내\S?|네\S?|제\S?|얘|걔|쟤|이거|그거|저거|이걸|그걸|것|거|더|다|안|잘|좀|또|예쁘게|귀엽게|이대로|그대로|마음대로|알아서|아무\S*|[1-4]\s*번|첫\S*|두\S*|세\S*|네\s*번\S*|하나|둘|셋|싫|좋|최고\S*|(?:진짜|정말|완전|너무)\S*)$"
    r"|(?:줘|주세요|해줘|하자|번|번째|걸|거|것|게|는|은|던|[가-힣]+고)$"
)
_OPENING = frozenset(["이", "그", "저"])


def called(text: str) -> str:
    """Return the name that `text` gives, or "": the name, and not what follows it."""
    plain = _TAIL.sub("", text)
    for expression in _EXPRESSIONS:
        for match in expression.finditer(plain):
            groups = match.groupdict()
            quoted, bare = groups.get("q") or "", (groups.get("n") or "").strip()
            if quoted:
                return quoted.strip()
            if bare and not _NO_NAMES.search(bare) and not _is_word(bare, match.re is _EXPRESSIONS[-1]):
                return bare
    return ""


#: Words that say that a name is given.
_NAMING = re.compile(rf"{_TITLE}|부르|불러|부를|[=:]|저장|등록|기억")
#: Endings of what is said of somebody: "최고다", "귀엽네".
_SAID = re.compile(r"[가-힣](?:다|네|요|죠|음|구나|군|데|지|냐|까|셈|듯)$")


def is_said_of(name: str, text: str) -> bool:
    """Return whether `name` is no name but what `text` says of somebody: "얘는 귀엽다", "걔는 고양이야"."""
    if re.search(rf"이름\S*\s+{re.escape(name)}다", text) and verb_in(f"{name}다"):
        return True
    if _NAMING.search(text) or re.search(rf"[\"']{re.escape(name)}[\"']|{re.escape(name)}이?(?:라|로)", text):
        return False
    last = re.search(rf"{re.escape(name)}\s*[.!~]*$", text) is not None
    whole = noun_in(f"{name}이")
    return (
        verb_in(name) is not None
        or verb_in(f"{name}다") is not None
        or (last and _SAID.search(name) is not None and noun_in(name) is None)
        or (whole is not None and not whole[1])
        or any(
            name.endswith(so) and noun_in(name.removesuffix(so)) for so in ("이야", "야", "이다", "다", "이네", "네")
        )
    )


def _is_word(name: str, plainly: bool) -> bool:
    """Return whether `name` is an ordinary word, where nothing but "this is ..." says that it is a name."""
    return plainly and (noun_in(name) is not None or len(name) < 2 or name[:1] in _OPENING)
