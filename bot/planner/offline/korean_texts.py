"""Korean wishes for words: a story, a poem, a name, a line; which sort, about whom, and beside a picture or not.

Called by korean. Pure. Who writes a letter in a picture asks for none: "편지 쓰는 토끼 그려줘".
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.korean_phrases import bare, pattern
from bot.planner.offline.reading import Reading
from bot.planner.words import sentences

#: The last text, another way: "대사만 더 무섭게", "결말을 바꿔줘".
_AGAIN = re.compile(
    r"(?P<a>)(?<![가-힣])(?P<t>대사|결말|엔딩|이야기|동화|스토리|소설|가사|노래|편지|일기|내용|줄거리|자기소개|소개글|시)(?:만|를|을|은|는|도|부분만|이)?\s+(?:\S+\s+){0,4}?(?:다시|바꿔|고쳐|수정|새로|\S+(?<!어떻)(?<!이렇)(?<!그렇)게(?=$|\s|요))"
)
#: What follows a verb that only tells of somebody: "편지 쓰는 토끼".
_TELLS = r"(?![가-힣]*(?:는|던|은)\s+(?!거|것|걸|게|글)[가-힣{])"
_PARTICLE = r"(?:이랑|랑|하고|을|를|도|만|은|는|이|나|로|으로)?"
_COUNT = r"(?:(?:한|두|세|네|다섯|\d+)\s*(?:개|줄|편|가지|마디|문장|글자|장면)\s*(?:만|정도|쯤)?\s*)?"
_HOW = r"(?:좀|조금|더|아주|짧게|길게|재미있게|하나|하나만|한번|꼭|같이|이어서|먼저|\s)*"
#: The constructions, the surest first; `a` is what the text is about, `t` the sort of text.
_ASKED = (
    rf"(?<![가-힣])(?P<a>(?:[^.!?]{{0,60}}?))\s*(?P<t><words.things>){_PARTICLE}\s*{_COUNT}{_HOW}(?:<words.verbs>){_TELLS}",
    rf"(?P<a>(?:[^.!?]{{0,60}}?))\s*(?P<t><words.story>|시|노래|자장가|편지|삼행시|대사|글귀|문구|멘트|슬로건|캡션|수수께끼|인사말|별명|이름|제목|후보|태명|아이디어|해시태그|구호|설명|소개글|초대글)(?:을|를|은|도)?\s*(?:추천\s*|아이디어\s*)?(?:영어로\s*|한글로\s*|짧게\s*)?(?:하나|한\s*편|좀|부탁|지어|들려|가능|(?:한|두|세|네|다섯|\d+)\s*(?:줄|개|편|마디|문장|가지)){_TELLS}",
    _AGAIN.pattern,
    rf"(?P<a>[^.!?]{{0,60}}?)(?:^|(?<=\s))(?P<t>\S*?(?:<words.things>))(?:\s*(?:한|두|세)\s*(?:편|개|줄|마디))?(?:이랑|랑|하고|와|과|도)\s+[^.!?]*(?:그림|사진|일러스트|장면|삽화|표지|컷)(?:[^.!?]*(?:<words.verbs>){_TELLS}|도?$)",
    r"(?P<a>[^.!?]{0,60}?)\s*(?:그림|장면|일러스트|사진|삽화)(?:이랑|랑|하고|과|와)\s+(?:\S+\s+){0,3}?(?P<t><words.things>)(?:도|을|를)?\s*(?:같이|함께|하나|한\s*\S+)?\s*(?:줘|주세요|부탁|달라|주라|주실|주시)",
)
#: Nouns of pictures: a clause that asks for a text and names none of these asks for no picture.
_PICTURED = re.compile(r"그림|사진|일러스트|장면|삽화|표지|컷|모습|포스터|초상화|만화|스티커|카드|이미지|그려")
#: A profile that is to be made and not written is a picture; a row is no line of text; letters may be in the picture.
_NO_TEXTS = (
    re.compile(
        r"(?P<t>프로필)\s*(?:사진|그림|이미지)?(?:을|를|으로|로|용으?로?)?\s*(?:하나|좀|한번)?\s*(?:만들|뽑|그려|부탁)"
    ),
    re.compile(r"(?P<t>줄)(?:을|줄이)?\s*(?:지어|서|맞춰)"),
    re.compile(r"(?P<t>이름|글|말|문구)(?:이|도|을|를)?\s*(?:적힌|쓰인|써\s*넣|새긴|넣)"),
)
_HEAVY = frozenset(["이름", "시", "말", "글", "줄", "제목", "문제", "설정", "한마디", "인사", "목록", "정보"])
_LOOKS = "짧은|짤막한|긴|재미있는|재밌는|무서운|슬픈|귀여운|따뜻한|감동적인|엉뚱한|웃긴|신나는|간단한|잠자리|베드타임"
_OF = rf"(?:에\s*대한|에\s*관한|에\s*대해|(?:이|가)?\s*나오는|주인공인|이\s*주인공인|가\s*주인공인|등장하는|의|을\s*위한|를\s*위한)\s*(?:아주\s*)?(?:{_LOOKS})?\s*$"


def wants_text(text: str) -> bool:
    """Return whether `text` asks for words, among other things."""
    return bool(with_words_wanted(Reading("ko", text), text).writes)


def wants_text_only(clause: str) -> bool:
    """Return whether `clause` asks for a text and for nothing to look at."""
    return not _PICTURED.search(clause) and bool(with_words_wanted(Reading("ko", clause), clause).writes)


def with_words_wanted(reading: Reading, text: str) -> Reading:
    """Return the reading with the sort of text that is asked for, if any."""
    match = next((m for m in (pattern(one).search(text) for one in _ASKED) if m is not None), None)
    if match is None or (match.re.pattern == _AGAIN.pattern and re.search(r"[\"']", text)):
        return reading
    thing = match["t"]
    if any((no := one.search(text)) and no["t"] == thing for one in _NO_TEXTS):
        return reading
    before = text[: match.start("t")][-1:]
    if thing in _HEAVY and "가" <= before <= "힣":
        return reading
    return replace(reading, writes=thing, writes_about=_about(match["a"]))


def _about(before: str) -> str:
    """Return what a text shall be about, from the words before its sort: "빵집 고양이 나오는" -> "빵집 고양이"."""
    parts = sentences(before)
    about = re.sub(_OF, "", bare(parts[-1]) if parts else "").strip()
    about = re.sub(rf"(?:^|\s)(?:{_LOOKS}|카드에\s*쓸|음료|그림에\s*쓸|잠들기\s*전|자기\s*전)\s*$", "", about).strip()
    return re.sub(r"(?:뭔지|무엇인지|뭐인지|어떻게\s*\S+는지)?\s*(?:(?<=\s)한\s*)?$", "", about).strip()
