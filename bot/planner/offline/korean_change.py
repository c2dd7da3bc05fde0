"""Korean wishes to change a picture, read into a Change: which construction a clause is, and what its parts are.

Called by korean. Pure. The constructions are tried in order; korean_making puts their parts into the prompt's words.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.planner.offline.korean_making import FRONT, added, alone, colour, looked, made, np, slot, turned
from bot.planner.offline.korean_nouns import noun_in
from bot.planner.offline.korean_opinions import lacking, preferred, without_remark
from bot.planner.offline.korean_phrases import pattern
from bot.planner.offline.korean_scene import phrase_of, thing_of
from bot.planner.offline.korean_verbs import verb_in
from bot.planner.prompts import Change
from bot.planner.words import sentences

_WHO = re.compile(r"^(?:\{\d\}|얘|걔|이\s*녀석)(?:한테|에게|의|가|는|을|를|은|이)?\s+")
_CLAUSES = re.compile(
    r"(?<=빼고)\s+|(?<=없애고)\s+|(?<=지우고)\s+|(?<=바꾸고)\s+|(?<=넣고)\s+|(?<=추가하고)\s+|(?<=씌우고)\s+|(?<=[려여어해와워꺼켜아혀]주고)\s+|(?<=입히고)\s+|(?<=줘)\s+(?=[^\"'\s]+\s)|(?<=하고)\s+(?=\S+\s+(?:추가|넣|빼|바꿔))"
)
#: What was done, is planned or was heard: no wish.
_TOLD = re.compile(
    r"(?:놔둬|놔두|냅둬|내버려|그냥\s*둬|그대로\s*둬|됐어|괜찮아)\S*$|(?:야지|야겠\S*|려고\S*|었어|았어|렸어|었다|았다|었네|더라)[.!~]*$"
    r"|(?:놨|뒀|했|었|았|렸|겼|갔|왔|봤|됐|났)(?:어요?|습니다|네요?|다|대요?|거든요?|더라고요?)(?=\s|[.!~]|$)(?!\s*(?:좋|나|낫))"
)


@dataclass(frozen=True, slots=True)
class _Wish:
    """One clause: without the words in front, whole, and what the last change was about."""

    text: str
    raw: str
    last_object: str


_Reader = Callable[[_Wish], "tuple[Change, bool] | None"]


def change_of(text: str, *, last_object: str = "") -> tuple[Change, bool]:
    """Return (the change that `text` asks for, whether it says so by itself). Empty: it asks for none."""
    change, sure, bare_thing = Change(), False, ""
    for sentence in sentences(text):
        bare_thing = lacking(sentence) or bare_thing
        if _promises(sentence) or _TOLD.search(sentence.strip()):
            continue
        for part in _CLAUSES.split(without_remark(sentence)):
            whole = part.strip(" .!?~")
            found, certain = _read(_Wish(_WHO.sub("", FRONT.sub("", whole)).strip(), whole, last_object))
            if found:
                change = Change(
                    change.add + found.add,
                    change.remove + found.remove,
                    change.swap + found.swap,
                    change.tint + found.tint,
                    found.kind or change.kind,
                )
                sure = sure or certain
    if bare_thing and change.add and bare_thing not in change.add[0]:
        change = replace(change, add=(f"{change.add[0]} in the {bare_thing}", *change.add[1:]))
    return change, sure


def made_of(text: str) -> Change:
    """Return the change of words that only say how it shall be: "겨울 버전", beside "같은 시드로"."""
    cleaned = re.sub(r"\s*(?:(?:으로|로)(?:만|요)?|이요|요)?[.!?~]*$", "", FRONT.sub("", text.strip(" .!?~,"))).strip()
    return made(cleaned) if cleaned else Change()


def _promises(sentence: str) -> bool:
    """Return whether somebody says what they will do: "이따 할게요"."""
    return bool(_PROMISE.search(unicodedata.normalize("NFD", sentence.strip(" .!~"))))


_PROMISE = re.compile(
    "[\u1161-\u1175]\u11af" + unicodedata.normalize("NFD", "게") + "(?:" + unicodedata.normalize("NFD", "요") + ")?$"
)


def _read(wish: _Wish) -> tuple[Change, bool]:
    asks_for_words = re.search(r"(?:지|건지)\s*(?:좀\s*)?(?:알려|말해|설명|가르쳐)\S*$", wish.text)
    asks_back = re.search(r"(?:까|나요|니|냐|어)\?\s*$", wish.text) and not re.search(
        r"(?:줄래|줄\s*수|주실|될까|해도|줄까)", wish.text
    )
    if not wish.text or asks_for_words or asks_back:
        return Change(), False
    for reader in _READERS:
        found = reader(wish)
        if found is not None and found[0]:
            return found
    return Change(), False


def _letters(wish: _Wish) -> tuple[Change, bool] | None:
    """Letters in the picture, or other letters than the last ones: "간판에 'OPEN' 써줘"."""
    text = wish.text
    quoted = re.search(r"[\"'](?P<x>[^\"']{1,60})[\"']", text)
    corrected = r"^(?:아니다|아니|아냐|말고|그게\s*아니라|앗|아)?[,\s]*[\"'][^\"']+[\"']\s*(?:으로|로)\s*\S{0,6}\s*$"
    if quoted and wish.last_object and re.match(corrected, text):
        return Change(swap=((wish.last_object, quoted["x"]),)), True
    if quoted and re.search(r"써|적어|새겨|넣|말풍선|글자|글씨|간판|문구|추가|박아|쓰여|적힌|쓰인", text):
        where = re.match(r"(?P<w>\S+(?:\s+\S+)?)에(?:다가?|는)?\s", text)
        bubble = "in a speech bubble" if "말풍선" in text else ""
        place = f"on the {thing_of(where['w'])}" if where else ""
        return Change(add=(f'with the words "{quoted["x"]}" {bubble} {place}'.strip(),)), True
    letters = re.match(
        r"(?:(?P<w>\S+)에(?:다가?)?\s+)?(?P<x>\S*[A-Za-z0-9=+]\S*?)\s*(?:이라고|라고|을|를)?\s*(?:글자|글씨|문구)?(?:를|을)?\s*(?:도\s*)?(?:써|적어|새겨|(?<=글자\s)넣|(?<=글씨\s)넣)", text
    )  # fmt: skip
    if letters is None:
        return None
    place = f" on the {thing_of(letters['w'])}" if letters["w"] else ""
    return Change(add=(f'with the words "{letters["x"]}"{place}',)), True


def _background(wish: _Wish) -> tuple[Change, bool] | None:
    """ "바닷가를 배경으로"."""
    found = re.match(r"^(?P<a>.+?)(?:을|를)?\s*배경으로(?:\s*(?:해|바꿔|깔|부탁|가자)\S*)?$", wish.text)
    return (made(f"{found['a']} 배경") if slot(found["a"]) else Change(add=(f"with {phrase_of(np(found['a']))} in the background",)), True) if found else None  # fmt: skip


def _numbered(wish: _Wish) -> tuple[Change, bool] | None:
    """ "헬멧에 119 숫자도 크게"."""
    found = re.match(
        r"^(?:(?P<w>\S+)에(?:다가?|는)?\s+)?[\"']?(?P<x>[A-Za-z0-9.,:/+!-]+)[\"']?\s*(?:이라는|라는)?\s*(?:숫자|글자|글씨|문구|번호|이니셜|로고|표시)(?:도|를|을|만)?(?:\s*(?:크게|작게|예쁘게|굵게|선명하게))?(?:\s*(?:써|넣|새겨|적어|박아|추가|그려)\S*)?$",
        wish.text,
    )
    if found is None:
        return None
    place = f" on the {thing_of(found['w'])}" if found["w"] else ""
    return Change(add=(f'with the words "{found["x"]}"{place}',)), True


def _moved(wish: _Wish) -> tuple[Change, bool] | None:
    """ "이 친구 바다로 보내줘"."""
    found = re.match(
        r"^(?:(?:이|그)\s*(?:친구|녀석|아이)\s+|\{\d\}\S*\s+)?(?P<a>\S.*?)(?:으로|로)\s*(?:데려가|보내|옮겨|이동시켜|데리고)\S*$",
        wish.text,
    )
    return (Change(add=(f"in {phrase_of(np(found['a']))}",)), True) if found else None


def _holding(wish: _Wish) -> tuple[Change, bool] | None:
    """ "한 손엔 커피 들고"."""
    found = re.match(
        r"^(?P<a>\S.*\s(?:들|쓰|입|신|메|안|타|물|매|두르|걸치))고(?:요|있게|\s*있게|\s*있는)?$", wish.text
    )
    return (Change(add=(phrase_of(f"{found['a']}고"),)), True) if found else None


def _wanted(wish: _Wish) -> tuple[Change, bool] | None:
    """ "벽난로도 하나 있으면 좋겠다"."""
    found = re.match(
        r"^(?P<a>.+?)(?:이|가|도|은|는)?\s*(?:좀\s*더\s*|더\s*|좀\s*|같이\s*)?있(?:으면|었으면)(?:\s*(?:더\s*)?(?:좋|어때|어떨|해|하|예쁠|재밌|귀여)\S*)?$",
        wish.text,
    )
    return (added(found["a"], wish.text), True) if found else None


def _placed(wish: _Wish) -> tuple[Change, bool] | None:
    """ "왼쪽에 나무 한 그루", "여기다 나비", "얘한테도 모자"."""
    found = (
        re.match(
            r"^(?:그\s*)?(?P<p>왼쪽|오른쪽|위쪽?|아래쪽?|옆|뒤|앞|하늘|배경|한쪽)에(?:다가?|도|는)?\s+(?P<w>\S.*?)(?:\s*더)?(?:이요|요)?$",
            wish.text,
        )
        or re.match(r"^(?:얘|걔|여기|거기)?(?P<p>한테|에게)도\s+(?P<w>[가-힣]+)$", wish.raw)
        or re.match(
            r"^(?P<p>여기|거기|요기|저기)(?:에)?(?:다|다가|도|는)?\s+(?P<w>\S.*?)(?:\s*더)?(?:이요|요)?$", wish.raw
        )
    )
    if found and (noun_in(found["w"].split()[-1]) or re.search(r"\s(?:한|두|세|네)\s*\S{1,2}$", found["w"])):
        return added(found["w"], wish.text), True
    return None


def _preferring(wish: _Wish) -> tuple[Change, bool] | None:
    return preferred(wish.text), True


def _instead(wish: _Wish) -> tuple[Change, bool] | None:
    """ "모자 대신 왕관으로"."""
    found = re.match(
        r"(?P<a>.+?)\s*(?:을|를)?\s*(?:대신에?|말고)\s+(?P<b>\S.*?)(?:으로|로|을|를)?(?:\s*(?:바꿔|해|그려|넣|들|부탁|가자|교체|씌워|입혀|주).*)?$",
        wish.text,
    )
    if found is None:
        return None
    if (other := re.match(r"(?P<a>.+?)(?:을|를|은|는|만)\s+(?P<b>\S+)$", found["b"])) and colour(other["b"]):
        return turned(other["a"], other["b"]), True
    return Change(swap=((thing_of(np(found["a"])), phrase_of(np(found["b"]))),)), True


def _turning(wish: _Wish) -> tuple[Change, bool] | None:
    """ "모자를 빨간색으로 바꿔줘"."""
    found = pattern(
        r"^(?P<a>.+?)(?P<p>을|를|은|는|만|도)\s+(?:(?:좀|전부|모두|다|그냥)\s+)?(?P<b>\S.*?)(?:으로|로)(?:만|요)?(?:\s*(?:좀|다시|전부|싹))?\s*(?P<v>(?:<edit.change>).*)?$"
    ).match(wish.text)
    if found is None or not _is_thing(found["a"], found["p"]):
        return None
    if found["a"] == "눈" and noun_in(found["b"].split()[-1]):
        return Change(add=(f"with {phrase_of(found['b'])} eyes",)), True
    named = found["p"] in "을를" and noun_in(found["b"].split()[-1]) is not None
    sure = (
        bool(found["v"])
        or found["p"] == "만"
        or (named and not re.search(r"주인공|모델|주제|배경", found["b"]))
        or bool(re.search(r"(?:색|색깔|배경|하늘|이거|그거|이걸|그걸)$", found["a"]))
    )
    return turned(found["a"], found["b"]), sure


def _removing(wish: _Wish) -> tuple[Change, bool] | None:
    """ "글씨는 빼줘"."""
    found = pattern(
        r"^(?P<a>.+?)\s*(?:(?<=\s)(?:좀|다|전부|모두|싹|그냥)\s*)?(?<![가-힣])(?:<edit.remove>)(?!진|지는)\S*(?:\s+\S+){0,3}$"
    ).match(wish.text)
    if found is None:
        return None
    things = [thing_of(np(p)) for p in re.split(r"(?:이랑|랑|하고|와|과)\s+|,\s*", found["a"]) if p.strip()]
    return Change(remove=tuple(t for t in things if t)), True


def _adding(wish: _Wish) -> tuple[Change, bool] | None:
    """ "손에 풍선 들려줘"."""
    if re.search(r"[가-힣]게\s+(?:칠|물들|염색|꾸며|길러|장식)", wish.text):
        return None
    found = pattern(
        r"^(?P<a>.+?)\s*(?:(?<=\s)(?:좀|더|같이|함께|살짝)\s*)?(?<![가-힣])(?:<edit.add>)\S*(?:\s+\S+){0,4}$"
    ).match(wish.text)
    return (added(found["a"], wish.text), True) if found else None


def _looking(wish: _Wish) -> tuple[Change, bool] | None:
    """ "하늘을 더 어둡게"."""
    found = re.match(
        r"^(?:(?P<a>.+?)(?:을|를|은|는|만|이|가|도)?\s+)?(?P<d>(?:조금만|조금|좀|살짝|약간|훨씬|더|덜|아주|엄청|너무|많이|최대한|한층)\s+)*(?P<l>\S+?게)\s*(?:좀\s*)?(?:요$|해|바꿔|만들|그려|부탁|하자|가자|되|칠|수정|표현|키|줘|주|웃|염색|물들|색칠|길러|다듬|꾸며|잘라|찍|보여|$).*$",
        wish.text,
    )
    if found is None:
        return None
    what = f"{found['a'] or ''} {found['d'] or ''}" if (found["d"] or "").strip() == "덜" else found["a"] or ""
    return looked(what, found["l"], more=bool(found["d"]), last_object=wish.last_object), True


def _making(wish: _Wish) -> tuple[Change, bool] | None:
    """ "겨울로 해줘", "우산 든 걸로"."""
    found = pattern(
        r"^(?P<b>\S.*?)(?:으로|로)(?:만|도|는|요)?(?=\s|$)\s*(?:(?:좀|다시|전부|싹|배경을|배경|분위기를?)\s*)*(?P<v>(?:<edit.change>|<edit.add>)\S*(?:\s+\S+){0,2}|(?:<endings.polite>))?$"
    ).match(wish.text)
    if found is None or _is_noun_with_ro(wish.text, found.end("b")):
        return None
    says_so = re.search(r"바꿔|변경|바꾸|만$|로만|버전|없는|해\s*줘|해줘|교체|고쳐|바꿀|늘려|줄여|입혀|씌워", wish.text)
    return made(found["b"]), bool(says_so) or bool(slot(found["b"])) or bool(_LOOKING.search(found["b"]))


#: "놀란 표정으로", "뒤돌아보는 걸로": how somebody looks, and nobody new.
_LOOKING = re.compile(
    r"(?:^|\s)(?:표정|얼굴|포즈|자세|눈빛|미소|각도|구도|시점|앵글|색감|톤|조명|분위기|복장|옷차림|머리|헤어|몸매|체형|헤어스타일)$"
)
_WISHED = re.compile(
    r"\s*(?:좀\s*)?\S{0,4}(?:줘|줘요|줘라|주세요|주십시오|주시고요?|주실래요|주시겠어요|줄래요?|주라)[.!]*$"
)


def _wishing(wish: _Wish) -> tuple[Change, bool] | None:
    """A wish in words that no other construction knows: "담요 덮어줘", "배경에 은하수요"."""
    text = wish.text
    if only := alone(text):
        return only, True
    asked = _WISHED.search(text)
    if asked and asked.start() > 0:
        return added(text[: asked.start()], text), True
    if (some := re.match(r"^(?P<a>\S.*?)\s좀(?:요|만)?$", text)) and noun_in(some["a"].split()[-1]):
        return added(some["a"], text), True
    more = re.match(r"^(?P<a>\S+에\s+.+?|\S.*?)(?:도요|도)$", text) or re.match(
        r"^(?P<a>\S+에(?:다가?)?\s+.+?)(?:이요|요)$", text
    )
    if more and noun_in(more["a"].split()[-1]) and not re.search(r"(?:나|저|우리|너|이번|오늘)도\b", text):
        return added(more["a"], text), True
    shown = re.match(r"^(?P<a>\S+(?:에|은|는|을|를|이|가|으로)\s+.+게)(?:요)?$", text)
    return (Change(add=(phrase_of(re.sub(r"게$", "는 거", shown["a"])),)), True) if shown else None


def _is_thing(words: str, particle: str) -> bool:
    """Return whether `words` end in a noun before `particle`, and not in a verb that happens to end like one."""
    last = words.rsplit(maxsplit=1)[-1] if words.split() else ""
    if last in {"하", "되", "있", "없"}:
        return False
    return bool(last) and (noun_in(last) is not None or verb_in(last + particle) is None)


def _is_noun_with_ro(text: str, at: int) -> bool:
    """Return whether the -로 at `at` belongs to a noun: "난로"."""
    word = re.search(r"\S*$", text[:at])
    whole = re.match(r"\S+", text[at:])
    found = noun_in(f"{word[0] if word else ''}{whole[0] if whole else ''}")
    return found is not None and not found[1].startswith(("로", "으로"))


#: The constructions, the surest first.
_READERS: tuple[_Reader, ...] = (
    _letters, _numbered, _background, _moved, _holding, _wanted, _placed, _instead, _preferring, _turning, _removing, _adding, _looking, _making, _wishing,
)  # fmt: skip
