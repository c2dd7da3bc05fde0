"""Korean, first steps: chat marks taken off, clauses, and the expressions of the table.

Called by korean and its neighbours. Pure.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bot.planner.lexicon import table
from bot.planner.words import clean, sentences, without_emoji


def data() -> dict[str, Any]:
    """Return the table of Korean expressions."""
    return table("ko", "bot.planner.offline")


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Return the expression `template`, in which <section.key> stands for that list of the table."""
    return re.compile(re.sub(r"<(\w+)\.(\w+)>", lambda m: f"(?:{data()[m[1]][m[2]]})", template))


def _spelt_out(found: re.Match[str]) -> str:
    """Return a pronoun that holds its particle with the two apart: "걘" -> "걔는"."""
    return {"걘": "걔는", "걜": "걔를", "얜": "얘는", "얠": "얘를", "쟨": "쟤는", "쟬": "쟤를"}.get(found[0], found[0])


#: "그려죠", "바꿔줭", "해조": a request as children say it.
_CHILDLIKE = re.compile(
    r"(?<=[려해꿔여어아와워러써빼켜펴겨쳐춰])\s?(?:줭|조|쥬|죠|쥐|됴|줫|주떼여|주세영)"
    r"(?=[바봐]?\s*[.!?~ㅋㅎ]*(?:\s|$))"
)


def childlike_put_right(text: str) -> str:
    """Return `text` with requests spelt as usual: "그려죠" -> "그려줘"."""
    return _CHILDLIKE.sub("줘", text)


def written_out(text: str) -> str:
    """Return `text` without emoji and laughter."""
    plain = without_emoji(clean(text))
    plain = re.sub(r"(?<=[다요네지어아까죠음])\s*[ㅋㅎㅠㅜ]{2,}(?=\s+\S+\s)", ".", plain)
    plain = re.sub(r"[ㅋㅎㅠㅜㄷㅇ]{2,}|ㅎ(?=\s|$)|ㅋ(?=\s|$)", " ", plain)
    plain = re.sub(
        r"(?<=[가-힣])(?:용|여|욤|염|잉|앙|당)(?=\s*[.!?~]*$)", lambda m: "요" if m[0] in "용여욤염" else m[0], plain
    )
    plain = childlike_put_right(plain)
    plain = re.sub(r"(?<![가-힣])[걘걜얜얠쟨쟬](?=\s)", _spelt_out, plain)
    plain = plain.replace("뻔째", "번째").replace("번쨰", "번째").replace("째꺼", "째 거")
    plain = re.sub(r"~+|\^+|…|\.{2,}", " . ", plain)
    return re.sub(r"\s+([.,!?])", r"\1", re.sub(r"\s+", " ", plain)).strip(" .")


def bare(sentence: str) -> str:
    """Return `sentence` without interjections in front."""
    return pattern(r"^(?:(?:<asides.interjections>)(?=[\s,.!])[\s,.!]*)+").sub("", sentence.strip()).strip(" .!,")


@cache
def _told_of_giving() -> re.Pattern[str]:
    """Return an expression for what is told or planned and not asked: "엄마한테 보여줘야지", "그려줘서 고마워"."""
    return pattern(
        r"(?:<ask.verbs>)\s*(?:줘야\s*(?:겠|지|할|하|돼|될|되)[가-힣]*|(?:줘서|주셔서)(?=\s|$)|줬[가-힣]+|주더라[가-힣]*|주네요?)(?!\S*으면)"
    )


def asks_to_draw(text: str) -> bool:
    """Return whether `text` asks for a picture in so many words."""
    text = _told_of_giving().sub(" ", text)
    if pattern(r"(?:<ask.verbs>)<ask.endings>").search(text) or pattern(r"<ask.wonders>").search(text):
        return True
    if pattern(
        r"(?:(?<=는\s|은\s|린\s|쓴\s|탄\s|간\s|든\s|온\s|한\s|의\s|던\s)(?:거|것|걸|모습|장면)|(?:장면|모습|그림|일러스트|포스터|씬|컷))(?:을|를|도|으로|로|좀)*\s*(?:\S+\s+){0,3}?(?:<endings.polite>)\s*[.!?~]*$"
    ).search(text) or re.search(r"(?:그려|뽑아|보여)(?:라|봐라|봐바|줄\s*사람)?\s*[.!?~]*$", text):
        return True
    if re.search(r"(?:그림|삽화|일러스트|표지)도\s*(?:\S+\s+){0,2}(?:넣어|곁들|붙여|부탁|$)", text.rstrip(" .!?~")):
        return True
    return bool(
        pattern(
            r"(?:<ask.nouns>)[가-힣]*\s*(?:\S+\s+){0,2}?(?:<ask.other>)|(?:그림|사진|이미지|일러스트|스티커|포스터)(?:으?로)?\s*(?:좀|하나만?|한\s*장만?|몇\s*장만?)?(?:이?요|만요|입니다|이에요|예요|인데요|이고요)?$"
        ).search(re.sub(r"[.!?\s]+$", "", text))
    )


def clauses(text: str) -> list[str]:
    """Return the sentences of `text`; "그려주고 써줘" asks twice and is two."""
    return [
        c
        for s in sentences(text)
        for c in re.split(
            r"(?<=[려여어]줘)\s+(?=\S+\s[^.!?]*[가-힣](?<![게로요])\s*$)|(?<=주고)\s+|(?<=주시고)\s+|(?<=주면서)\s+", s
        )
        if c
    ]
