"""Reads Korean messages: what is asked, about which picture, in which words.

Called by the planner. Pure: a text and what is known of the thread in, a Reading out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from bot import policy
from bot.planner.lexicon import table
from bot.planner.offline.korean_change import change_of
from bot.planner.offline.korean_names import marked, name_in
from bot.planner.offline.korean_scene import english_of, phrase_of, understand
from bot.planner.offline.korean_words import NUMBER, NUMBERS, noun_in, verb_in
from bot.planner.offline.reading import Content, Hints, Reading
from bot.planner.prompts import Change, kind_and_style, shape_of
from bot.planner.references import point_ko
from bot.planner.words import clean, sentences, without_emoji


def data() -> dict[str, Any]:
    """Return the table of Korean expressions."""
    return table("ko", "bot.planner.offline")


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Return the expression `template`, in which <section.key> stands for that list of the table."""
    return re.compile(re.sub(r"<(\w+)\.(\w+)>", lambda m: f"(?:{data()[m[1]][m[2]]})", template))


def written_out(text: str) -> str:
    """Return `text` without emoji and laughter."""
    plain = without_emoji(clean(text))
    plain = re.sub(r"[ㅋㅎㅠㅜㄷㅇ]{2,}|ㅎ(?=\s|$)|ㅋ(?=\s|$)", " ", plain)
    plain = re.sub(
        r"(?<=[가-힣])(?:용|여|욤|염|잉|앙|당)(?=\s*[.!?~]*$)", lambda m: "요" if m[0] in "용여욤염" else m[0], plain
    )
    plain = plain.replace("뻔째", "번째").replace("번쨰", "번째").replace("째꺼", "째 거")
    plain = re.sub(r"~+|\^+|…|\.{2,}", " . ", plain)
    return re.sub(r"\s+([.,!?])", r"\1", re.sub(r"\s+", " ", plain)).strip(" .")


def bare(sentence: str) -> str:
    """Return `sentence` without interjections in front."""
    return pattern(r"^(?:(?:<asides.interjections>)(?=[\s,.!])[\s,.!]*)+").sub("", sentence.strip()).strip(" .!,")


def read(text: str, hints: Hints) -> Reading:
    """Return what the Korean `text` says."""
    plain = written_out(text)
    plain, manner = _master(plain)
    plain, private = _without_private(plain)
    marks, cast = marked(plain, hints)
    reading = Reading("ko", plain, cast=cast, prying=bool(pattern("<words.prying>").search(plain)))
    asks = any(asks_to_draw(clause) for clause in _clauses(plain))
    rest, facts = _frame_facts(marks)
    pointer = point_ko(marks)
    reading = replace(
        reading,
        pointer=pointer,
        length=_length(plain),
        topic_words=_topics(plain),
        mentioned=tuple(
            w.english.split()[-1]
            for w in understand(re.sub(r"[\"'][^\"']*[\"']", " ", plain))
            if w.sort == "noun" and w.english.isascii() and w.english
        ),
        undo=bool(pattern("<edit.undo>").search(plain)),
        more=bool(pattern("<again.more>").search(plain)),
        reroll=bool(pattern("<again.reroll>").search(plain)),
        praise=bool(pattern("<asides.praise>").search(plain)),
        thanks=bool(pattern("<asides.thanks>").search(plain)),
        bye=bool(pattern("<asides.bye>").search(plain)),
        undecided=bool(pattern("<asides.undecided>").search(plain)),
        no_picture=bool(pattern("<words.no_picture>").search(plain)),
        to_person=_to_person(plain, hints),
        refers=bool(re.search(r"이거|그거|저거|이것|그것|얘|이걸|그걸|여기|거기|이\s*그림|그\s*그림", plain)),
        **facts,
    )
    name = name_in(plain, hints)
    reading = replace(reading, name=name, question=_is_question(plain))
    reading = _words_wanted(reading, plain)
    decided = pointer.points and re.match(
        r"^(?:으로|로|이|가|은|는|을|를|거로)?\s*(?:\S+\s+)?(?:결정|정하|정할|고르|고를|선택|진행|확정|선정|채택|할게|할래|하죠|하자|가죠|가자|갑시다|픽|한\s*표)",
        pointer.rest,
    )
    decided = decided or re.search(
        r"(?:이걸|그걸|얘|이거|그거|요걸|이것|그것)(?:으로|로)\s*(?:할게요?|하자|갈게요?|가자|결정|할래요?|부탁)?[.!\s]*$",
        plain,
    )
    asked_back = plain.rstrip().endswith("?") and not re.search(
        r"줄래|줄\s*수|주실|주시|될까|해도|줄까|주면|할까|가능|부탁|넣을까|바꿀", plain
    )
    change, sure = (
        (Change(), False)
        if decided or asked_back
        else change_of(point_ko(rest).rest or rest, last_object=hints.last_object)
    )
    reading = replace(reading, change=change or None, change_is_explicit=bool(change) and sure)
    reading = replace(reading, private=private)
    if (
        reading.count
        and change
        and not pattern("<edit.remove>|추가|넣어|바꿔|바꾸|씌워|입혀|올려|얹|대신").search(plain)
    ):
        reading = replace(reading, change=None, change_is_explicit=False)
    if name or (reading.more and not re.search(r"(?:이|가)\s*(?:있는|나오는|하는)", plain)):
        return reading
    reading = _content(reading, marks, rest, asks, hints.has_pictures)
    if manner and reading.content is not None:
        return replace(reading, content=replace(reading.content, details=(*reading.content.details, manner)))
    return reading


def _master(text: str) -> tuple[str, str]:
    """Return (`text` without the name of an artist who may be named, the words that ask for the manner)."""
    found = policy.master_in(text)
    if found is None:
        return text, ""
    name, start, end = found
    after = re.sub(
        r"^(?:이|가|의|은|는|님이|\s)*(?:화백|화가)?(?:이|가|의)?\s*(?:처럼|같이|풍으로|풍의|풍|스타일로|스타일의|스타일|느낌으로|느낌의|느낌|화풍으로|화풍의|화풍|식으로|그림처럼)?",
        " ", text[end:],
    )  # fmt: skip
    rest = re.sub(
        r"(?:을|를)?\s*(?:그렸다면|그린다면|그린\s*것처럼|그린\s*듯(?:한|이)?|그렸을\s*(?:때|법한)|그린\s*것\s*같은|그릴\s*법한)\s*[?,]?",
        " ",
        text[:start] + after,
    )
    return re.sub(r"\s+", " ", rest).strip(), f"in the manner of {name}"


def _without_private(text: str) -> tuple[str, bool]:
    """Return (`text` with full names of private people taken out, whether there were any)."""
    found = [n for n in policy.private_names_ko(text) if noun_in(n) is None]
    for name in found:
        text = (
            re.sub(rf"\s*{re.escape(name)}\s*(?:님|씨)?", "", text)
            if re.search(rf"[가-힣]\s+{re.escape(name)}", text)
            else re.sub(rf"{re.escape(name)}\s*(?:님|씨)?", "사람", text)
        )
    return text, bool(found)


def asks_to_draw(text: str) -> bool:
    """Return whether `text` asks for a picture in so many words."""
    if pattern(r"(?:<ask.verbs>)<ask.endings>").search(text) or pattern(r"<ask.wonders>").search(text):
        return True
    return bool(
        pattern(
            r"(?:<ask.nouns>)[가-힣]*\s*(?:\S+\s+){0,2}?(?:<ask.other>)|(?:그림|사진|이미지|일러스트|스티커|포스터)(?:이요|요|으?로요|으?로)?$"
        ).search(re.sub(r"[.!?\s]+$", "", text))
    )


def _clauses(text: str) -> list[str]:
    """Return the sentences of `text`; "그려주고 써줘" asks twice and is two."""
    return [c for s in sentences(text) for c in re.split(r"(?<=주고)\s+|(?<=주시고)\s+|(?<=주면서)\s+", s) if c]


def _to_person(text: str, hints: Hints) -> bool:
    mention = re.match(r"^@(\S+)", text)
    if mention and not re.match(r"(?:봇|bot|픽처북|picturebook)", mention[1], re.IGNORECASE):
        return True
    return any(
        re.search(rf"(?:^|\s){re.escape(p)}(?:님|씨|아|야|쌤)?(?:[,!]|\s*$|\?)", text) for p in hints.people
    ) and not asks_to_draw(text)


def _frame_facts(text: str) -> tuple[str, dict[str, Any]]:
    """Return (`text` without words about number, shape, seed; those facts)."""
    facts: dict[str, Any] = {}
    rest = text
    if seed := re.search(
        r"시드(?:는|를|을|값은|값)?\s*(?:(?P<same>똑같|같은|같게|그대로|유지|고정)|(?P<n>\d+)|(?P<new>바꿔|바꾸|다르게|새로|다른))[가-힣]*(?:\s*(?:하고|해서|두고|으로|로|해))?|(?P<same2>같은|똑같은|그|동일한)\s*시드(?:로|를|에)?(?:\s*(?:유지하고|쓰고|써서))?|(?P<new2>새|다른|새로운)\s*시드(?:로)?",
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
        rf"(?<![가-힣])(?P<n>{NUMBER})\s*(?:장|컷|버전|개의\s*(?:버전|그림|이미지))(?:\s*(?:씩|만|정도|쯤|을|를|으로|이요|요|만요|만이요))?(?!르|면|난|점|소|미)",
        rf"(?:그림|사진|이미지|시안|일러스트|스티커|포스터|로고|카드|모습|장면|컷|아이콘|도안)(?:을|를|도|은)?\s*(?P<n>{NUMBER})\s*(?:개|가지|종|점|종류)?(?:만|씩|정도|을|를|요|이요|만요)?(?=\s|$|[.!])",
        rf"(?<![가-힣])(?P<n>{NUMBER})\s*(?:개|가지)\s*(?:만\s*)?(?=그려|뽑아|만들어|보여|디자인)",
        r"(?<![가-힣])(?P<n>하나|둘|셋|넷)(?:만|이면)\s*(?:그려|뽑아|보여|만들어|돼|충분|부탁|더\s*그려)",
    ):
        match = re.search(expression, text)
        if match and not re.match(r"(?:줄|이름|글자)", text[match.end() :].strip()):
            said = match["n"]
            value = int(said) if said.isdigit() else NUMBERS.get(said, 1)
            number = match.start("n")
            return max(1, value), f"{text[:number]} {text[match.end() :]}"
    return None, text


def _length(text: str) -> str:
    """Return how the last text is to go on, if the message says so: shorter, longer, on."""
    for word, expression in (
        ("shorter", r"짧게|줄여|너무\s*길"),
        ("longer", r"길게|늘려|너무\s*짧"),
        ("on", r"이어서|계속\s*(?:해|써|들려)|그\s*다음은|다음\s*이야기"),
    ):
        if re.search(expression, text) and not re.search(r"그림|가로|세로|다리|머리|꼬리|귀|코|목", text):
            return word
    return ""


def _topics(text: str) -> tuple[str, ...]:
    """Return the nouns that a message is expressly about: "고래 이름은", "아까 그 고래"."""
    found = re.findall(r"(\S+?)(?:의)?\s+이름(?:은|이|을)", text) + re.findall(r"(?:아까|다시)\s+(?:그\s+)?(\S+)", text)
    english = (noun_in(word) for word in found)
    return tuple(e[0].split()[-1] for e in english if e)


def _is_question(text: str) -> bool:
    last = sentences(text)[-1:] or [""]
    return "?" in text or bool(
        re.search(
            r"(?:까|까요|(?<!하)나요|니|냐|는가|은가|을까|ㄹ까|어때|인가요|인지|왜|뭐야|뭐지|[은는인]?가요|은가|누구|언제|몇\s*\S+)\s*[.!]*$",
            last[0].rstrip(" .!"),
        )
    )


def _words_wanted(reading: Reading, text: str) -> Reading:
    """Return the reading with the sort of text that is asked for, if any."""
    match = pattern(
        r"(?<![가-힣])(?P<a>(?:[^.!?]{0,60}?))\s*(?P<t><words.things>)(?:이랑|랑|하고|을|를|도|만|은|는|이|나|로|으로)?\s*(?:(?:한|두|세|네|다섯|\d+)\s*(?:개|줄|편|가지|마디|문장|글자|장면)\s*(?:만|정도|쯤)?\s*)?(?:좀|조금|더|아주|짧게|길게|재미있게|하나|하나만|한번|꼭|같이|이어서|먼저|\s)*(?:<words.verbs>)"
    ).search(text)
    if match is None:
        match = pattern(
            r"(?P<a>(?:[^.!?]{0,60}?))\s*(?P<t><words.story>|시|노래|자장가|편지)\s*(?:하나|한\s*편|좀|부탁|지어|들려)"
        ).search(text)
    if match is None:
        return reading
    thing = match["t"]
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
        r"(?:에\s*대한|에\s*관한|에\s*대해|나오는|주인공인|이\s*주인공인|가\s*주인공인|등장하는|의|을\s*위한|를\s*위한)\s*(?:아주\s*)?(?:짧은|긴|재미있는|재밌는|무서운|슬픈|귀여운|따뜻한|감동적인|잠자리|베드타임)?\s*$",
        "",
        about,
    ).strip()
    about = re.sub(
        r"(?:^|\s)(?:짧은|긴|재미있는|재밌는|잠자리|카드에\s*쓸|음료|그림에\s*쓸|잠들기\s*전|자기\s*전)\s*$", "", about
    ).strip()
    about = re.sub(r"(?:뭔지|무엇인지|뭐인지|어떻게\s*\S+는지)?\s*(?:한\s*)?$", "", about).strip()
    return replace(reading, writes=thing, writes_about=about)


_REQUEST_END = r"(?:을|를|도|으로|로)?\s*(?:좀|한번|하나|빨리|얼른|꼭|제발)?\s*(?:<ask.verbs>)<ask.endings>[.!?\s]*(?=$|\s\S+(?:하게|게|로|요)\s*$)"


def _content(reading: Reading, marks: str, rest: str, asks: bool, drawn: bool) -> Reading:
    """Return the reading with what is to be drawn."""
    owner = re.search(r"\{(\d)\}(?:이)?(?:네|의)\s*(?P<t>[^.!?]+)", rest)
    describes = not asks and _is_description(rest, reading, drawn=drawn)
    if not asks and not describes:
        return reading
    quoted = re.search(r"[\"']([^\"']{2,40})[\"']", rest)
    body = rest
    parts = _clauses(rest)
    chosen = next((p for p in parts if asks_to_draw(p)), rest if describes else parts[-1] if parts else rest)
    if describes:
        fits = [p for p in _clauses(re.sub(r"^[^:]{1,14}:\s+", "", rest)) if _describes(p, reading, drawn=drawn)]
        chosen = max(fits, key=len, default=rest)
    others = [p for p in parts if p is not chosen and chosen not in p and _adds(p)]
    body = chosen
    made_of_it = re.match(r"(?:그걸|이걸|그거|이거|저걸|얘|걔|그\s+그림|이\s+그림)(?:으로|로)\s+(?=\S)", bare(body))
    kind, style, body = kind_and_style(body)
    if kind is None:
        for other in others:
            kind, style, _ = kind_and_style(other)
            if kind:
                break
    body = strip_request(body)
    wonders = pattern("<ask.wonders>").search(chosen)
    if quoted and wonders:
        body = quoted[1]
    elif wonders and not re.sub(r"[^가-힣]", "", body) and len(parts) > 1:
        body = parts[0]
    body = re.sub(r"^(?:.*?)(?:라면|다면)[,?]\s*(?=\S+\s)", lambda m: m[0], body)
    if owner:
        thing = strip_request(kind_and_style(owner["t"])[2])
        english, details = english_of(re.sub(r"(?:도|만|을|를|이|가)?$", "", thing))
        name = owner[1]
        plain_thing = re.sub(r"^(?:an?|the) ", "", english)
        content = Content(f"{{{name}}}'s {plain_thing}", details, native=_native(chosen), owned=plain_thing)
    else:
        subject, details = english_of(body)
        if _traits(marks) and reading.cast:
            subject, details = f"{{{reading.cast[0]}}}", ()
        more = [phrase_of(strip_request(o)) for o in others if not kind_and_style(o)[0]]
        anaphor = (
            bool(
                re.search(
                    r"(?<![가-힣])(?:얘|이\s*녀석|이\s*친구|그\s*녀석|걔|이거|그거|이걸|그걸|이\s+아이|그\s+[가-힣]{1,6}?)(?:가|는|를|이|의|랑|도|\s|$)",
                    marks,
                )
            )
            and not reading.cast
        )
        content = Content(
            re.sub(r"^with ", "", subject), (*details, *(m for m in more if m)), native=_native(chosen), anaphor=anaphor
        )
    if made_of_it:
        content = replace(content, subject="it", anaphor=True)
    return replace(
        reading,
        content=content,
        unknown=_unknown(body) if asks and not owner and not made_of_it else "",
        asks_to_draw=asks,
        describes=describes,
        kind=kind,
        style=style,
        sticker_for=style == "sticker",
        traits=_traits(marks),
    )


def _unknown(body: str) -> str:
    """Return the name that is all a request is about, when no table knows it: "코코가 춤추는 거"."""
    words = [w for w in understand(body) if w.sort in {"noun", "unknown"}]
    if (
        len(words) == 1
        and words[0].sort == "unknown"
        and words[0].particle in {"이", "가", "는", "은", "를", "을", "도", "이가", ""}
    ):
        return words[0].english if len(words[0].english) < 7 else ""
    return ""


def strip_request(text: str) -> str:
    """Return `text` without the words that ask: "고양이 그려줘" -> "고양이"."""
    body = pattern(_REQUEST_END).sub("", text.strip())
    body = (
        pattern(r"(?:은|는|이|가)?\s*(?:대체|도대체|과연)?\s*(?:<ask.wonders>)[^.]*$").sub("", body)
        if body == text.strip() or pattern("<ask.wonders>").search(body)
        else body
    )
    body = pattern(
        r"\s*(?:그림|사진|이미지|일러스트)?(?:을|를|이|으로|로|도)?\s*(?:좀\s*)?(?:<ask.other>)[가-힣]*\s*[.!?]*$"
    ).sub("", body)
    body = re.sub(r"(?:을|를)\s*(?:그린|담은|표현한)\s*(?:그림|사진|이미지)\S*$", "", body)
    body = re.sub(r"(?:그림|이미지|일러스트|사진)(?:이요|이용|요|을|를|으로|로|도)?\s*[.!?]*$", "", body)
    body = re.sub(
        r"(?:\S+(?:에|에다가?|용으로|때)\s*)?(?:붙일|쓸|넣을|올릴|보낼|줄|깔|걸어\s*둘|사용할|선물할|쓰일|나눠\s*줄)(?=\s|$)",
        " ",
        body,
    )
    body = re.sub(r"^(?:저는|나는|난|전|저도|나도|저|우리는|이번엔|이번에는)\s+", "", body)
    body = re.sub(r"(?:느낌|스타일|풍|버전)(?:으로|의|으로요)?", " ", body)
    return re.sub(r"\s+", " ", body).strip(" ,.!?")


def _native(text: str) -> str:
    return strip_request(text)


def _traits(text: str) -> tuple[str, ...]:
    found = re.search(r"(?:착한|다정한|친절한|상냥한|마음씨\s*(?:고운|착한|좋은|따뜻한)|따뜻한\s*마음)", text)
    others = {"용감한": "brave", "똑똑한": "clever", "웃긴": "funny", "씩씩한": "brave"}
    return ("kind",) if found else tuple(v for k, v in others.items() if k in text)


_SCENE = frozenset(["거", "것", "걸", "모습", "장면", "컷", "씬", "샷", "광경", "순간", "상황", "포즈", "표정"])
_TAIL = re.compile(r"\s*(?:하나만|하나|한\s*장만|한\s*장|만)?\s*(?:이요|요|임|ㄱㄱ|고고|부탁|로|으로)?[.!~]*$")


def _is_description(text: str, reading: Reading, *, drawn: bool = True) -> bool:
    """Return whether `text` is nothing but a description of a scene."""
    if reading.question or reading.undo or reading.writes or (reading.pointer.points and not reading.cast):
        return False
    return any(_describes(part, reading, drawn=drawn) for part in _clauses(re.sub(r"^[^:]{1,14}:\s+", "", text)))


def _describes(sentence: str, reading: Reading, *, drawn: bool = True) -> bool:
    sentence = (
        re.sub(r"\s+\S+\s+(?:느낌|스타일|분위기)(?:으로)?(?:\s+\S+(?:게|로))?\s*$", "", sentence)
        if len(sentence.split()) > 4
        else sentence
    )
    head = re.split(r",\s*(?=\S+(?:\s+\S+)?(?:처럼|풍으로|스타일로|느낌으로|로|으로)\s*$)", bare(sentence))[0]
    kind, _, left = kind_and_style(head.rstrip(" .!"))
    body = _TAIL.sub("", left if kind else head).strip()
    words = body.split()
    if not words:
        return bool(kind and reading.count)
    if words[-1] in _SCENE and len(words) > 2 and not re.search(r"바꿔|추가|빼|넣어|없애|지워", sentence):
        return True
    if reading.count and not pattern("<edit.change>|<edit.add>|<edit.remove>").search(sentence):
        return True
    if drawn and reading.change is not None and reading.change_is_explicit:
        return False
    last = noun_in(words[-1])
    named = last is not None and last[1] == "" and (last[0].isascii())
    if reading.thanks or reading.bye or (reading.praise and not named):
        return False
    if "둘이" in words[0] and len(words) > 2:
        return verb_in(words[-1]) is None
    shaped = any(verb_in(w) is not None or re.search(r"(?:에서|에|의|로|같은|한|은|는)$", w) for w in words[:-1])
    return bool(named and len(words) > 1 and (shaped or len(words) > 2))


def _adds(sentence: str) -> bool:
    """Return whether a further sentence describes what is to be drawn."""
    if sentence.rstrip().endswith("?") or pattern("<asides.thanks>|<asides.bye>|<asides.praise>").search(sentence):
        return False
    body = _TAIL.sub("", bare(sentence)).strip()
    if kind_and_style(sentence)[0] or re.search(r"(?:으로|로|로요|걸로|걸로요|이고|배경|색|있게|하게)", sentence):
        return len(sentence.split()) < 10
    return bool(body) and not re.search(r"(?:다|요|어|아|지|네|죠|까|니|자|야|서|데|고)$", sentence.rstrip(" .!"))


def completed(before: Reading, answer: Reading, name: str) -> Reading | None:
    """Return the request that waited for "who is that?", with the answer put in; None if it says nothing."""
    text = bare(answer.text)
    text = re.sub(r"^(?:우리\s*집|우리|저희|내|제)\s*", "", text)
    parts = [p for p in sentences(text) if p]
    if not parts or before.content is None:
        return None
    first, details = english_of(
        re.sub(r"(?:이야|야|예요|이에요|입니다|인데요?|이에용|임)[.!?\s]*$", "", parts[0].rstrip(" .!?"))
    )
    first = re.sub(r"^우리집\s*", "", first)
    more = [d for p in parts[1:] for d in _described(p)]
    subject = (
        before.content.subject.replace(name, first, 1)
        if name and name in before.content.subject
        else f"{first} {before.content.subject}"
    )
    content = replace(before.content, subject=subject, details=(*before.content.details, *details, *more))
    return replace(
        before,
        content=content,
        asks_to_draw=True,
        language=answer.language,
        name=name,
        named_thing=" ".join([first, *details, *more]),
    )


def _described(sentence: str) -> list[str]:
    subject, details = english_of(sentence)
    return [d for d in (subject, *details) if d]


def as_change(reading: Reading) -> Change:
    """Return whatever `reading` says as an addition, for a form that can only change a picture."""
    return reading.change or Change(add=(phrase_of(reading.text),))
