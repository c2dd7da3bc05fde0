"""Korean wishes for another form of a picture that is there: its shape, its sort of picture.

Called by korean. Pure.
"""

from __future__ import annotations

import re

from bot.planner.prompts import kind_and_style

#: Words that only say which picture, how many and how much.
_FILLING = re.compile(
    r"(?:^|(?<=\s))(?:이거|이걸|그거|그걸|요거|요걸|이것|그것|(?:이|그|같은|똑같은|방금)\s*그림|그림|얘|걔|이|그|좀|다시|더|그럼|이번엔|이번에는|아|음|혹시|하나만?|한\s*장만?|한\s*번|한번|그대로|전체를?|으?로|화면|비율|사이즈|크기|버전|느낌|스타일|풍|톤|형식|방향|타입|길게)"
    r"(?:을|를|도|만|은|는|으?로도?|의|요)?(?=\s|$|[.,!?])"
)
_MADE = re.compile(
    r"(?:(?:으?로)?(?:도|만|요)?\s*(?:잘라|늘려|바꿔|바꾼|만들어|뽑아|그려|보여|크롭|맞춰|변환|변경|확장|조정|부탁|필요|해\s*줘|해줘|해주|해볼|해\s*봐|줘|주세요|주라|주실|보고\s*싶|있으면|있었으면|원해|가능|될까|되나|돼|ㄱㄱ|고고)[가-힣]*(?:\s*(?:수|있\S*|좋\S*|같\S*|해\S*|돼\S*|주\S*|줘\S*))*)?"
)


def only_form(text: str, *, shaped: bool) -> bool:
    """Return whether nothing but another form is asked for: "정사각형으로 잘라줘", "이거 수채화로도".

    `shaped`: the shape was named, and already taken out of `text`.
    """
    kind, _, rest = kind_and_style(text)
    if not shaped and (kind is None or not re.search(r"으?로|풍|버전|느낌|스타일", text)):
        return False
    left = re.sub(r"(?<=\s)(?:풍|느낌|스타일|체)(?=으?로)", "", f" {rest}")
    left = re.sub(r"\s+", " ", _FILLING.sub(" ", re.sub(r"[.,!?~]", " ", left))).strip()
    left = re.sub(r"^(?:으?로(?:도|만)?|도|만)(?=\s|$)", "", left).strip()
    return _MADE.fullmatch(left) is not None
