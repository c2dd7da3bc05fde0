"""What a Korean message begins with before it comes to the point: "me too", "something else now", "you know the one who".

Called by korean before anything else looks at the words. Pure: one text in, one text out.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re

from bot.planner.offline.korean_nouns import noun_in
from bot.planner.offline.reading import Hints

#: "1번이랑 2번": several of the pictures.
_SEVERAL = re.compile(
    r"([1-4]\s*번(?:째)?|(?:첫|두|세|네)\s*번째)(?:\s*(?:거|것|그림|꺼))?\s*(?:이랑|랑|하고|이하고|와|과|,)\s+(?=[1-4]\s*번|(?:첫|두|세|네)\s*번|마지막)"
)


def several_joined(text: str) -> str:
    """Return `text` with nothing between the numbers of several pictures: "1번이랑 2번" -> "1번 2번"."""
    return _SEVERAL.sub(r"\1 ", text)


_YOU_KNOW = re.compile(
    r"^(?P<x>\S.*?\S)\s*(?:있잖아요?|있지|있죠|알지|알죠|아시죠|아시나요|기억나지)[,?!.]*\s+(?:걔|그거|그\s*친구|그\s*애|얘|그\s*캐릭터|그\s*분)(?P<p>가|는|를|이|도|한테|의)?\s+(?=\S)"
)


def known_one(text: str) -> str:
    """Return "the one who ... you know, he does ..." as one sentence: "파란 로봇 있잖아 걔가 김장하는 거"."""
    return _YOU_KNOW.sub(lambda m: f"{m['x']}{_subject(m['x']) if m['p'] in {'가', '이'} else m['p'] or '가'} ", text)


def _subject(words: str) -> str:
    """Return the particle -이 or -가, as it follows `words`."""
    return "이" if "가" <= words[-1] <= "힣" and (ord(words[-1]) - 0xAC00) % 28 else "가"


_ME_TOO = re.compile(
    r"^(?:(?:와|오|그럼|이번엔|이번에는|다음은)\s+)?(?:나도나도|나도|저도|우리도|저희도|내\s*차례|제\s*차례|나도\s*나도)(?:요)?(?:\s*(?:하나만?|한\s*장만?)(?:이?요)?)?(?:\s*(?:해|그려|부탁|만들어|뽑아)[가-힣]*(?:\s*(?:될까|돼|되나|드려)[가-힣]*)?)?\s*[.!~,]+\s*(?=\S+\s\S)"
)
_MINE_IS = re.compile(
    r"^(?:저는|전|나는|난|저희는|우리는)\s+(?P<np>\S+\s.*?)(?:으로|로)(?:요)?(?:\s*(?:부탁|해\s*줘|해\s*주|그려|할래|할게)\S*(?:\s\S+)?)?\s*[.!~]*$"
)


#: Where nothing is drawn yet, "우물가의 두꺼비로 해줘" asks for a picture of it.
_MADE_SO = re.compile(
    r"^(?!(?:이거|그거|얘|걔|이걸|그걸|배경|\d|첫|두|세|네)(?:\s|번))(?P<np>\S+\s\S.*?)(?:으로|로)\s*(?:해\s*줘|해\s*주|부탁|갈게|가자|할게|할래)\S*(?:\s\S+)?\s*[.!~]*$"
)


def own_turn(text: str, hints: Hints) -> tuple[str, bool]:
    """Return (`text` without "me too", whether somebody wants a picture of their own): "저도요! 꽃집 하는 곰으로요"."""
    rest = _ME_TOO.sub("", text)
    if not hints.has_pictures and (so := _MADE_SO.match(rest)):
        return f"{so['np']} 그려줘", True
    mine = _MINE_IS.match(rest)
    if mine and (hints.people or rest != text):
        last = noun_in(mine["np"].split()[-1])
        if last is not None and not last[1] and not re.search(r"\d\s*번|번째|(?:걸|거|것)$", mine["np"]):
            return f"{mine['np']} 그려줘", True
    return rest, rest != text and hints.has_pictures


def put_apart(text: str) -> str:
    """Return `text` without the announcement that something else comes: "이제 다른 거. 감자 왕국 보여줘"."""
    return re.sub(
        r"^(?:(?:음|아|아니다|아니|됐고)[,.]?\s+)*(?:그거|그게|그런\s*거|이거)\s*말고\s+(?:그냥\s+)?(?=\S+\s\S.*(?:그려|보여|뽑아|만들어|해줘|부탁))|^(?:(?:자|아|그리고|이제|이번엔|이번에는|그럼|음|오케이|좋아)[,.]?\s+)*(?:완전\s*)?(?:다른|다음|새)\s*(?:거|것|그림|주제)(?:\s*하나)?(?:도|로|요)?[.,!~]\s*(?=\S+\s+\S)",
        "",
        text,
    )
