"""Korean sentence endings, turned into the plain request that they are: wishes, suggestions, polite questions.

Called by korean before anything else looks at the words. Pure: one text in, one text out.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from bot.planner.offline.korean_phrases import data, pattern
from bot.planner.words import sentences

#: The past as it is written under a syllable: "그렸" is 그려 and this.
_PAST = "\u11bb"


@cache
def _imperatives() -> dict[str, str]:
    """Return what a stem before -면 asks for: "씌우" -> "씌워줘"."""
    pairs = (p.split("=") for p in str(data()["endings"]["imperatives"]).split())
    return {stem: f"{asked}줘" for stem, asked in pairs}


_IF_THEN = r"(?P<stem>[가-힣]+?)(?P<if>으면|면)\s*(?:더\s*|참\s*|진짜\s*|딱\s*)?(?:<endings.welcome>)[가-힣]*(?:\s*(?:같|듯|텐데|것)[가-힣]*)*(?=\s*[.!?~]*\s*$)"


def requested(text: str) -> str:
    """Return `text` with wishes said as requests: "모자 씌우면 어때?" -> "모자 씌워줘"."""
    text = _allowed().sub(r"\g<verb>줘", text)
    return " ".join(_requested(sentence) for sentence in sentences(text)) if re.search(r"면\s*\S", text) else text


@cache
def _allowed() -> re.Pattern[str]:
    """Return an expression for a change that somebody asks leave for: "선글라스 씌워도 돼?"."""
    return pattern(r"(?P<verb>(?:<edit.add>|<edit.remove>|바꿔|고쳐|그려))도\s*(?:돼|될|되|괜찮)[가-힣]*\s*[?!.~]*$")


_PUT_IN = re.compile(
    r"^(?P<where>(?:얘|걔|여기|거기|이\s*그림|배경|하늘|옆|뒤|위|아래|앞)(?:에)?(?:\s*(?:옆|뒤|위|앞|머리|손|뒤쪽|옆쪽)에)?(?:다가?|도)?\s+\S.*?)(?:그려|만들어|뽑아)\s*(?=줘|주|달라)"
)
_MADE_INTO = re.compile(
    r"^(?P<what>(?:이거|이걸|그거|그걸|(?:이|그)\s*그림(?:을)?|얘(?:를)?)\s+(?!.*(?:스티커|이모티콘|캐릭터|포스터|로고|배경화면|카드|엽서|장면|모습))\S+(?:으)?로)\s*(?:좀\s*)?(?:뽑아|그려|만들어|표현해)(?=\s*(?:줘|주|달|봐))"
)


def about_picture(text: str, names: Sequence[str] = ()) -> str:
    """Return `text`, said beside a picture, with "draw" for what is to be changed in it as "put in" or "turn into"."""
    if names and (
        who := re.match(rf"(?:{'|'.join(map(re.escape, names))})이?\s*(?:옆|뒤|앞|머리\s*위|위)에(?:다가?)?\s", text)
    ):
        text = who[0] + re.sub(r"(?:그려|만들어)\s*(?=줘|주|달라)", "넣어", text[who.end() :])
    text = _PUT_IN.sub(lambda m: f"{m['where']}넣어" if re.search(r"에(?:다가?|도)?\s", m["where"]) else m[0], text)
    return _MADE_INTO.sub(r"\g<what> 바꿔", text)


def _requested(sentence: str) -> str:
    found = pattern(_IF_THEN).search(sentence)
    if found is None or re.search(r"라면$|다면$|이면$", found["stem"] + found["if"]):
        return sentence
    stem = found["stem"]
    for known in sorted(_imperatives(), key=len, reverse=True):
        if stem == known or (len(known) > 1 and stem.endswith(known)):
            asked = stem[: -len(known)] + _imperatives()[known]
            return f"{sentence[: found.start()]}{asked}"
    if re.search(r"이었$|[^하]였$|였$|있$|좋$|가능하$|되$|됐$", stem):
        return sentence
    bare = unicodedata.normalize("NFD", stem)
    if bare.endswith(_PAST):
        asked = unicodedata.normalize("NFC", bare[: -len(_PAST)])
        asked = re.sub(r"주셔$", "줘", asked)
        return f"{sentence[: found.start()]}{asked if asked.endswith('줘') else asked + '줘'}"
    return f"{sentence[: found.start()]}{stem}게 해줘"


def polished(sentence: str) -> str:
    """Return a sentence without the words that only ask: "춤추는 곰 부탁드려요~" -> "춤추는 곰"."""
    return pattern(r"(?:을|를|도|이|가)?\s*(?:좀|하나만|하나|한번|한\s*번|혹시|제발|꼭|빨리|얼른)?\s*(?:<endings.polite>)\s*[.!?~]*$").sub(
        "", sentence.strip()
    ).strip()  # fmt: skip


def asks_politely(sentence: str) -> bool:
    """Return whether a sentence ends in words that only ask."""
    return polished(sentence) != sentence.strip() and bool(polished(sentence))
