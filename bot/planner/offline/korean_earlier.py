"""Korean words for an earlier state of a picture: "곰 나오기 전이 나았음", "들꽃 있던 걸로 돌려주세요".

Called by korean. Pure.
"""

from __future__ import annotations

import re
from typing import TypedDict

from bot.planner.offline.korean_nouns import noun_in


class Earlier(TypedDict, total=False):
    """What an earlier state of the picture had, or had not."""

    lacking: tuple[str, ...]
    words: tuple[str, ...]
    only: bool


_BACK = (
    r"(?=.*(?:돌아|돌려|되돌|복귀|복구|나았|낫|좋았|나은|괜찮았|취소|가자|갈래|하자|할게|해\s*줘|해\s*주|로\s*[.!~]*$))"
)
_BEFORE = re.compile(
    rf"(?P<x>[가-힣]+?)(?:이|가|을|를|도|은|는)?\s*(?:나오기|넣기|들어가기|추가하기|있기|씌우기|생기기|달기|붙이기|그리기|쓰기|끼우기|입히기|올리기|놓기)\s*전{_BACK}"
    rf"|(?P<y>[가-힣]+?)(?:이|가|은|는|도)?\s*(?:없던|없을|없었을|없었던|안\s*쓴|안\s*쓰던)\s*(?:때|걸|거|것|게|버전|그림|상태){_BACK}"
)
_AFTER = re.compile(
    r"(?P<x>[가-힣]+?)(?:이|가|도)?\s*(?:있던|이었던|였던|이던|쓰던|쓴|달린|들어간)\s*(?:때|걸|거|것|게|버전|상태)(?:으?로|가|이)\s*(?:돌아|돌려|되돌|복귀|복구|다시)"
)


def earlier_state(text: str) -> Earlier:
    """Return what the state that `text` goes back to had, or had not; empty if it goes back to none."""
    if found := _BEFORE.search(text):
        known = noun_in(found["x"] or found["y"])
        return Earlier(lacking=(known[0].split()[-1],)) if known else Earlier()
    if found := _AFTER.search(text):
        known = noun_in(found["x"])
        return Earlier(words=(known[0].split()[-1],), only=True) if known else Earlier()
    return Earlier()
