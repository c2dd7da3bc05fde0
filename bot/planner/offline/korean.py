"""Reads Korean messages: what is asked, about which picture, in which words.

Called by the planner. Pure: a text and what is known of the thread in, a Reading out.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.introductions import with_introduced
from bot.planner.offline.korean_asides import (
    frame_facts,
    is_question,
    is_to_person,
    length_of,
    topics_of,
)
from bot.planner.offline.korean_change import change_of, made_of
from bot.planner.offline.korean_earlier import earlier_state
from bot.planner.offline.korean_endings import about_picture, asks_leave, requested
from bot.planner.offline.korean_forms import only_form
from bot.planner.offline.korean_guesses import is_unclear, supposed
from bot.planner.offline.korean_names import marked, name_in, names_in
from bot.planner.offline.korean_nouns import noun_in
from bot.planner.offline.korean_openings import known_one, own_turn, put_apart, several_joined
from bot.planner.offline.korean_own_words import is_scrap, own_words, told_change, told_content
from bot.planner.offline.korean_people import master, names_joined, without_private
from bot.planner.offline.korean_phrases import asks_to_draw, bare, clauses, pattern, written_out
from bot.planner.offline.korean_requests import with_content
from bot.planner.offline.korean_scene import english_of, phrase_of
from bot.planner.offline.korean_tables import idioms_joined
from bot.planner.offline.korean_texts import wants_text, wants_text_only, with_words_wanted
from bot.planner.offline.korean_words import understand
from bot.planner.offline.quotations import told_in, without_quotations
from bot.planner.offline.reading import Hints, Reading
from bot.planner.pointing_ko import point_ko
from bot.planner.prompts import Change, kind_and_style
from bot.planner.references import Pointer
from bot.planner.words import clean, sentences


def read(text: str, hints: Hints) -> Reading:
    """Return what the Korean `text` says."""
    reading = with_introduced(text, hints, _read, "ko")
    change = reading.change and told_change(reading.change, reading.pointer.rest or reading.text)
    return replace(reading, change=change, content=reading.content and told_content(reading.content, reading.text))


def _read(text: str, hints: Hints) -> Reading:
    plain, own = own_turn(
        put_apart(requested(idioms_joined(several_joined(known_one(written_out(without_quotations(clean(text)))))))),
        hints,
    )
    plain = about_picture(plain, [n for names in hints.cast for n in names]) if hints.has_pictures else plain
    plain, manner = master(names_joined(plain))
    plain, private = without_private(plain)
    marks, cast = marked(plain, hints)
    asks = not asks_leave(plain) and any(
        asks_to_draw(clause) and not wants_text_only(clause) for clause in clauses(plain)
    )
    asks = asks or own or _shown_beside(plain)
    rest, facts = frame_facts(marks)
    reading = Reading(
        "ko", plain, cast=cast, pointer=_pointer(marks, plain, hints, asks=asks), private=private, **facts
    )
    reading = _with_asides(reading, plain, hints)
    reading = replace(
        reading,
        name=name_in(plain, hints),
        namings=names_in(plain),
        question=(is_question(plain) and not re.search(r"(?:뭐냐|뭐야|뭐임)\s*[ㅋㅎ]", text)) or asks_leave(plain),
    )
    reading = with_words_wanted(reading, plain)
    decided = _decided(reading, plain)
    seeded = reading.seed == "same" and hints.has_pictures and not re.search(r"그려|뽑아|만들어|보여", plain)
    asks = (asks and not decided and not seeded) or own
    reading = _with_change(reading, rest, hints, settled=decided or _asked_back(plain), asks=asks, own=own)
    if reading.name or (reading.more and not re.search(r"(?:이|가)\s*(?:있는|나오는|하는)", plain)):
        return reading
    reading = with_content(reading, marks, rest, asks, hints.has_pictures)
    if is_unclear(reading) and not decided:
        reading = supposed(reading, rest, hints, asked=bool(manner))
    reading = _with_quoted(reading, clean(text))
    if manner and reading.content is not None:
        return replace(reading, content=replace(reading.content, details=(*reading.content.details, manner)))
    return reading


def _with_quoted(reading: Reading, text: str) -> Reading:
    """Return the reading with what a quotation tells of the thing that is to be drawn."""
    content = reading.content
    if content is None or not re.search(r"(?:^|\s)(?:그|이|저)\s", content.native):
        return reading
    told = [s for s in told_in(text) if any(w in s for w in content.native.split() if len(w) > 1)]
    details = [phrase_of(re.sub(r"[이가은는도](?=\s)", "", s)) for s in told[:1]]
    return replace(reading, content=replace(content, details=(*content.details, *details))) if details else reading


#: A scene that stands alone, or a picture beside something else: "상 받는 장면!", "그림이랑".
_SHOWN = re.compile(
    r"[는은던한간온쓴]\s(?:장면|모습|그림|거|것)\s*[.!~]*$|(?:그림|장면|삽화|일러스트|사진)(?:이랑|랑|하고|과|와|도)\s"
)


def _shown_beside(plain: str) -> bool:
    """Return whether a wish for words asks for a picture, too: "책 읽는 그림이랑 시도 써줘"."""
    return wants_text(plain) and any(_SHOWN.search(clause) for clause in clauses(plain))


#: A number that is one of the thread's pictures, and no player's or bus's: "7번 그림", "12번으로".
_NUMBERED = re.compile(
    r"\d\s*번\s*째?(?=\s*(?:꺼|거|것|걸|건|게|그림|사진|시안|버전|애|녀석|친구|으?로(?:\s|$)|이랑|이요|이(?:\s|$)|은(?:\s|$)|을(?:\s|$)|에(?:\s|$)|$|[.,!?]))|번째"
)


def _pointer(marks: str, plain: str, hints: Hints, *, asks: bool) -> Pointer:
    """Return what the words point at; "with the boat" tells of a picture only where none is asked for."""
    pointer = point_ko(marks)
    if pointer.owner == "" and not hints.owns:
        pointer = replace(pointer, owner=None, rest=marks)
    if pointer.exact is not None and not _NUMBERED.search(plain):
        pointer = replace(pointer, exact=None, rest=marks)
    if pointer.batch == "prior" and topics_of(plain) and not (pointer.ordinals or pointer.horizontal):
        pointer = replace(pointer, batch="")
    if pointer.words and not re.search(r"그림|사진", plain) and noun_in(pointer.words[0]) is None:
        pointer = replace(pointer, words=(), rest=marks)
    if state := earlier_state(plain):
        pointer = replace(pointer, **state)
    becomes = re.search(r"(?:걸|거|것)(?:으)?로\s*(?:\S+\s+)?(?:바꿔|변경|고쳐|교체|수정|해)", plain)
    if pointer.words and (asks or becomes) and not pattern("<again.more>").search(plain):
        return replace(pointer, words=(), rest=marks)
    return pointer


def _with_asides(reading: Reading, plain: str, hints: Hints) -> Reading:
    """Return the reading with everything that a look at single expressions tells."""
    return replace(
        reading,
        prying=bool(pattern("<words.prying>").search(plain)),
        length=length_of(plain),
        topic_words=topics_of(plain),
        mentioned=tuple(
            w.english.split()[-1]
            for w in understand(re.sub(r"[\"'][^\"']*[\"']", " ", plain))
            if w.sort == "noun" and w.english.isascii() and w.english
        ),
        undo=bool(pattern("<edit.undo>").search(plain)) or (hints.has_pictures and bool(earlier_state(plain))),
        more=bool(pattern("<again.more>").search(plain)),
        reroll=bool(pattern("<again.reroll>").search(plain)),
        praise=bool(pattern("<asides.praise>").search(plain)),
        thanks=bool(pattern("<asides.thanks>").search(plain)),
        bye=bool(pattern("<asides.bye>").search(plain)),
        undecided=bool(pattern("<asides.undecided>").search(plain)),
        no_picture=bool(pattern("<words.no_picture>").search(plain)),
        to_person=is_to_person(plain, hints),
        refers=bool(pattern("<words.here>").search(plain)),
    )


_CHOSEN = re.compile(
    r"^(?:으로|로|이|가|은|는|을|를|거로)?\s*(?:\S+\s+)?(?:(?<!들)(?<!려)부탁|결정|정하|정할|고르|고를|선택|진행|확정|선정|채택|픽스|할게|할래|할까|하죠|하시죠|하시지|하자|합시다|하기로|가죠|가시죠|가자|갑시다|갈까|픽|한\s*표|당첨)"
)
_CHOSEN_LAST = re.compile(
    r"(?:[1-4]\s*번(?:째)?|(?:첫|두|세|네)\s*번째|마지막)(?:\s*(?:거|그림|걸|꺼))?(?:으로|로)\s*(?:부탁|할게|할래|하죠|하자|하시죠|결정|확정|진행|선택|갈게|가자|가죠|픽)\S*(?:\s\S+)?\s*[.!~]*$"
)
_ONE_CHOSEN = re.compile(
    r"(?:이걸|그걸|얘|이거|그거|요걸|이것|그것)(?:으로|로)\s*(?:할게요?|하자|하시죠|갈게요?|가자|결정|할래요?|부탁)?[.!\s]*$"
)


def _decided(reading: Reading, plain: str) -> bool:
    """Return whether `plain` only settles which picture it shall be: "2번으로 하시죠"."""
    pointer = reading.pointer
    chosen = _CHOSEN.match(pointer.rest) if pointer.points else None
    if chosen and re.search(r"[.!,]\s*\S.*(?:줘|주세요|주실|줄래|주라|부탁)", pointer.rest[chosen.end() :]):
        return False
    if pointer.points and (
        chosen or re.match(r"^(?:(?:앞|뒤|위|왼쪽|오른쪽)에서\s*)?(?:으로|로)요?\s*[.!~]*$", pointer.rest)
    ):
        return True
    return bool(_ONE_CHOSEN.search(plain) or _CHOSEN_LAST.search(plain))


def _asked_back(plain: str) -> bool:
    """Return whether `plain` asks, and asks for nothing to be done."""
    if re.search(
        r"(?:알려|가르쳐|설명해|말해)\s*(?:줘|주|달)|(?:시드|프롬프트)\S*\s*(?:번호|값)?\s*좀\s*[.!~]*$", plain
    ):
        return True
    return plain.rstrip().endswith("?") and not re.search(
        r"줄래|줄\s*수|주실|주시|될까|해도|줄까|주면|할까|가능|부탁|넣을까|바꿀|줘\s*\?", plain
    )


def _with_change(reading: Reading, rest: str, hints: Hints, *, settled: bool, asks: bool, own: bool) -> Reading:
    """Return the reading with the change that is asked for, unless the message only settles or asks something."""
    pointer, plain = reading.pointer, reading.text
    about = (point_ko(rest).rest or rest) if pointer.points else rest
    change, sure = (Change(), False) if settled else change_of(about, last_object=hints.last_object)
    if not change and reading.seed == "same" and hints.has_pictures and not asks and not settled:
        change, sure = made_of(rest), True
    back = reading.undo and re.search(r"말고\s*(?:그냥\s*)?(?:아까|원래|전|처음|이전|예전|먼저)", plain)
    if own or back or (asks and not hints.has_pictures):
        change, sure = Change(), False
    if change and _IN_PICTURE.search(plain) and not pointer.ordinals:
        reading = replace(reading, pointer=replace(pointer, horizontal="", vertical="", rest=plain))
    reading = replace(
        reading,
        change=change or None,
        change_is_explicit=bool(change) and sure,
        reshape=hints.has_pictures and not settled and only_form(rest, shaped=bool(reading.shape)),
        refers=reading.refers
        or bool(change and sure and re.search(r"(?:줘|주세요|주라|줄래|주실래요)[요.!~?]*$", plain)),
    )
    if reading.reshape and (kind := kind_and_style(rest)[0]):
        reading = replace(reading, kind=kind, change=None, change_is_explicit=False)
    counted = pattern("<edit.remove>|추가|넣어|바꿔|바꾸|씌워|입혀|올려|놔|놓|심|띄|앉|세워|얹|대신")
    if reading.count and change and not counted.search(plain):
        reading = replace(reading, change=None, change_is_explicit=False)
    return reading


#: A place in the picture, not one of the pictures: "오른쪽에 시계탑 세워줘".
_IN_PICTURE = re.compile(r"(?:왼쪽|오른쪽|위쪽?|아래쪽?|한쪽|양쪽)에(?:다가?|는|도)?\s+(?!있|거|것|그림|애|게|건|걸)\S")


_INTRODUCED = re.compile(
    r"^(?:(?:아|앗|어|참|아참|헉)[,.!\s]+)?(?P<n>[가-힣]{1,6}?)(?:이)?(?:은|는)\s+(?:우리|저희|제|내|울)\s*(?:집\s*)?(?:\S+\s+)?\S+(?:이야|야|예요|이에요|입니다|인데요?|거든요?|[!.])"
)


def introduced(text: str) -> str:
    """Return whom `text` tells us about as somebody of the speaker's: "아 모찌는 우리 집 햄스터야!"; "" if nobody."""
    found = _INTRODUCED.match(text.strip())
    return found["n"] if found else ""


def completed(before: Reading, answer: Reading, name: str) -> Reading | None:
    """Return the request that waited for "who is that?", with the answer put in; None if it says nothing."""
    text = bare(answer.text)
    text = re.sub(rf"^{re.escape(name)}(?:은|는|이는)\s+", "", text) if name else text
    text = re.sub(r"^(?:우리\s*집|저희\s*집|우리|저희|내|제|울)\s*", "", text)
    parts = [p for p in sentences(text) if p]
    if not parts or before.content is None:
        return None
    first, details = english_of(
        re.sub(r"(?:이야|야|예요|이에요|입니다|인데요?|이에용|임)[.!?\s]*$", "", parts[0].rstrip(" .!?"))
    )
    first = re.sub(r"^우리집\s*", "", first)
    more = [d for p in parts[1:] for d in _described(p)]
    subject, known = before.content.subject, noun_in(name) if name else None
    if name and name in subject:
        subject = subject.replace(name, first, 1)
    elif known and known[0] in subject:
        subject = re.sub(rf"(?:\b(?:an?|some|the) )?{re.escape(known[0])}", lambda _: first, subject, count=1)
    else:
        subject = f"{first} {subject}"
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
    phrase = phrase_of(reading.text)
    said = own_words(reading.pointer.rest or reading.text) if is_scrap(phrase) else phrase
    return reading.change or Change(add=(said,))
