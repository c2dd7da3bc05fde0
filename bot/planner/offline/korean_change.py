"""Korean wishes to change a picture, read into a Change.

Called by korean. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from bot.planner.lexicon import table
from bot.planner.offline.korean_scene import english_of, phrase_of, thing_of
from bot.planner.offline.korean_words import noun_in, nouns, plain, times, verb_in
from bot.planner.prompts import Change, kind_and_style
from bot.planner.words import sentences


@cache
def _pattern(template: str) -> re.Pattern[str]:
    data = table("ko", "bot.planner.offline")
    return re.compile(re.sub(r"<(\w+)\.(\w+)>", lambda m: f"(?:{data[m[1]][m[2]]})", template))


_FRONT = re.compile(
    r"^(?:(?:이거|그거|저거|이것|그것|이걸|그걸|여기서|여기에다|여기에|여기|거기에다|거기에|거기|얘한테|얘에게|얘|이\s*그림(?:에|은|을|에서)?|그\s*그림(?:에|은)?|아|음|근데|그럼|이번엔|이번에는|그냥|좀|조금만|살짝|약간|둘\s*다|모두|전부|그리고|대신|이제|다시|혹시|에서|에|은|는|을|를|이|가|의|로|도|랑)(?=\s|$)\s*)+"
)
_WHO = re.compile(r"^(?:\{\d\}|얘|걔|이\s*녀석)(?:한테|에게|의|가|는|을|를|은|이)?\s+")


def change_of(text: str, *, last_object: str = "") -> tuple[Change, bool]:
    """Return (the change that `text` asks for, whether it says so by itself). Empty: it asks for none."""
    change, sure = Change(), False
    for sentence in sentences(text):
        if _PROMISE.search(unicodedata.normalize("NFD", sentence.strip(" .!~"))) or re.search(
            r"(?:야지|야겠\S*|려고\S*|었어|았어|렸어|었다|았다|었네|더라)[.!~]*$", sentence.strip()
        ):
            continue
        for part in re.split(
            r"(?<=빼고)\s+|(?<=없애고)\s+|(?<=지우고)\s+|(?<=바꾸고)\s+|(?<=넣고)\s+|(?<=추가하고)\s+|(?<=하고)\s+(?=\S+\s+(?:추가|넣|빼|바꿔))",
            sentence,
        ):
            found, certain = _one(
                _WHO.sub("", _FRONT.sub("", part.strip(" .!?~"))).strip(), last_object, part.strip(" .!?~")
            )
            if found:
                change = Change(
                    change.add + found.add,
                    change.remove + found.remove,
                    change.swap + found.swap,
                    change.tint + found.tint,
                    found.kind or change.kind,
                )
                sure = sure or certain
    return change, sure


def _one(text: str, last_object: str, raw: str = "") -> tuple[Change, bool]:  # noqa: PLR0911  # one return per way of asking
    if (
        not text
        or re.search(r"(?:지|건지)\s*(?:좀\s*)?(?:알려|말해|설명|가르쳐)\S*$", text)
        or (
            re.search(r"(?:까|나요|니|냐|어)\?\s*$", text)
            and not re.search(r"(?:줄래|줄\s*수|주실|될까|해도|줄까)", text)
        )
    ):
        return Change(), False
    if lettering := _lettering(text, last_object):
        return lettering, True
    if found := re.match(r"^(?P<a>.+?)(?:을|를)?\s*배경으로(?:\s*(?:해|바꿔|깔|부탁|가자)\S*)?$", text):
        return Change(add=(f"with {phrase_of(_np(found['a']))} in the background",)), True
    if found := re.match(
        r"^(?P<a>.+?)(?:이|가|도|은|는)?\s*(?:좀\s*더\s*|더\s*|좀\s*|같이\s*)?있(?:으면|었으면)(?:\s*(?:더\s*)?(?:좋|어때|어떨|해|하|예쁠|재밌|귀여)\S*)?$",
        text,
    ):
        return _added(found["a"], text), True
    found = re.match(
        r"^(?:그\s*)?(?P<p>왼쪽|오른쪽|위쪽?|아래쪽?|옆|뒤|앞|하늘|배경|한쪽)에(?:다가?|도|는)?\s+(?P<w>\S.*?)(?:\s*더)?(?:이요|요)?$",
        text,
    ) or re.match(r"^(?:얘|걔|여기|거기)?(?P<p>한테|에게)도\s+(?P<w>[가-힣]+)$", raw)
    if found and (noun_in(found["w"].split()[-1]) or re.search(r"\s(?:한|두|세|네)\s*\S{1,2}$", found["w"])):
        return _added(found["w"], text), True
    if preferred := _preferred(text):
        return preferred, True
    if found := re.match(
        r"(?P<a>.+?)\s*(?:을|를)?\s*(?:대신에?|말고)\s+(?P<b>\S.*?)(?:으로|로|을|를)?(?:\s*(?:바꿔|해|그려|넣|들|부탁|가자|교체|씌워|입혀|주).*)?$",
        text,
    ):
        return Change(swap=((thing_of(_np(found["a"])), phrase_of(_np(found["b"]))),)), True
    found = _pattern(
        r"^(?P<a>.+?)(?P<p>을|를|은|는|만|도)\s+(?:(?:좀|전부|모두|다|그냥)\s+)?(?P<b>\S.*?)(?:으로|로)(?:만|요)?(?:\s*(?:좀|다시|전부|싹))?\s*(?P<v>(?:<edit.change>).*)?$"
    ).match(text)
    if found and _is_thing(found["a"], found["p"]):
        sure = (
            bool(found["v"])
            or found["p"] == "만"
            or (
                found["p"] in "을를"
                and noun_in(found["b"].split()[-1]) is not None
                and not re.search(r"주인공|모델|주제|배경", found["b"])
            )
            or bool(re.search(r"(?:색|색깔|배경|하늘|이거|그거|이걸|그걸)$", found["a"]))
        )
        return _turned(found["a"], found["b"]), sure
    if found := _pattern(
        r"^(?P<a>.+?)\s*(?:(?<=\s)(?:좀|다|전부|모두|싹|그냥)\s*)?(?<![가-힣])(?:<edit.remove>)(?!진|지는)\S*(?:\s+\S+){0,3}$"
    ).match(text):
        things = [thing_of(_np(p)) for p in re.split(r"(?:이랑|랑|하고|와|과)\s+|,\s*", found["a"]) if p.strip()]
        return Change(remove=tuple(t for t in things if t)), True
    if found := _pattern(
        r"^(?P<a>.+?)\s*(?:(?<=\s)(?:좀|더|같이|함께|살짝)\s*)?(?<![가-힣])(?:<edit.add>)\S*(?:\s+\S+){0,4}$"
    ).match(text):
        return _added(found["a"], text), True
    if found := re.match(
        r"^(?:(?P<a>.+?)(?:을|를|은|는|만|이|가|도)?\s+)?(?P<d>(?:조금만|조금|좀|살짝|약간|훨씬|더|덜|아주|엄청|너무|많이)\s+)*(?P<l>\S+?게)\s*(?:좀\s*)?(?:요$|해|바꿔|만들|그려|부탁|하자|가자|되|칠|수정|표현|키|줘|주|웃|$).*$",
        text,
    ):
        return _looked(found["a"] or "", found["l"], more=bool(found["d"]), last_object=last_object)
    if (
        found := _pattern(
            r"^(?P<b>\S.*?)(?:으로|로)(?:만|도|는|요)?(?=\s|$)\s*(?:(?:좀|다시|전부|싹|배경을|배경|분위기를?)\s*)*(?:<edit.change>)?\S*(?:\s+\S+)?$"
        ).match(text)
    ) and not _is_noun_with_ro(text, found.end("b")):
        return _made(found["b"]), bool(
            re.search(r"바꿔|변경|바꾸|만$|로만|버전|해\s*줘|해줘|교체|고쳐|바꿀", text)
        ) or bool(_slot(found["b"]))
    wished = _wished(text)
    return wished, bool(wished)


def _is_noun_with_ro(text: str, at: int) -> bool:
    """Return whether the -로 at `at` belongs to a noun: "난로"."""
    word = re.search(r"\S*$", text[:at])
    whole = re.match(r"\S+", text[at:])
    found = noun_in(f"{word[0] if word else ''}{whole[0] if whole else ''}")
    return found is not None and not found[1].startswith(("로", "으로"))


def made_of(text: str) -> Change:
    """Return the change of words that only say how it shall be: "겨울 버전", beside "같은 시드로"."""
    cleaned = re.sub(r"\s*(?:(?:으로|로)(?:만|요)?|이요|요)?[.!?~]*$", "", _FRONT.sub("", text.strip(" .!?~,"))).strip()
    return _made(cleaned) if cleaned else Change()


def _preferred(text: str) -> Change:
    """Return the change of an opinion about a colour or a time: "모자는 빨간색이 낫겠다", "밤이었으면 좋겠어"."""
    found = _pattern(
        r"^(?:(?P<a>\S(?:.*?\S)??)\s+)??(?P<b>\S+?)(?:이었으면|였으면|으로\s*하면|로\s*하면|이면|면|인\s*게|이|가)?\s*(?:더|훨씬|제일|딱)?\s*(?:<endings.fits>)[가-힣]*(?:\s*(?:듯|같)[가-힣]*)?$"
    ).match(text) or re.match(r"^(?P<a>\S(?:.*\S)?)\s+(?P<b>\S+?)(?:으로|로)(?:요|만요|만)?$", text)
    if found is None:
        return Change()
    look = re.sub(r"(?:으로|로)$", "", found["b"])
    colour = plain().get(look) or plain().get(re.sub(r"(?:색|빛|색깔)$", "", look))
    if colour and found["a"] and re.search(r"(?:색|빛|깔)$|^[가-힣]{2,}$", look):
        thing = thing_of(_np(found["a"]))
        whole = re.search(r"(?:전체|색감|톤|색깔|색)(?:은|는|이|가|을|를)?$", found["a"])
        return Change(add=(f"in {colour}",)) if whole or not thing else Change(tint=((thing, colour),))
    when = _slot(look)
    return Change(add=(when,)) if when and (not found["a"] or re.search(r"배경|시간|하늘", found["a"])) else Change()


def _is_thing(words: str, particle: str) -> bool:
    """Return whether `words` end in a noun before `particle`, and not in a verb that happens to end like one."""
    last = words.rsplit(maxsplit=1)[-1] if words.split() else ""
    return bool(last) and (noun_in(last) is not None or verb_in(last + particle) is None)


def _lettering(text: str, last_object: str) -> Change | None:
    """Return the change that asks for letters in the picture, or for other letters than the last ones."""
    quoted = re.search(r"[\"'](?P<x>[^\"']{1,60})[\"']", text)
    if (
        quoted
        and last_object
        and re.match(
            r"^(?:아니다|아니|아냐|말고|그게\s*아니라|앗|아)?[,\s]*[\"'][^\"']+[\"']\s*(?:으로|로)\s*\S{0,6}\s*$", text
        )
    ):
        return Change(swap=((last_object, quoted["x"]),))
    if quoted and re.search(r"써|적어|새겨|넣|말풍선|글자|글씨|간판|문구|추가|박아|쓰여|적힌|쓰인", text):
        where = re.match(r"(?P<w>\S+(?:\s+\S+)?)에(?:다가?|는)?\s", text)
        bubble = "in a speech bubble" if "말풍선" in text else ""
        place = f"on the {thing_of(where['w'])}" if where else ""
        return Change(add=(f'with the words "{quoted["x"]}" {bubble} {place}'.strip(),))
    plain_text = re.match(
        r"(?P<w>\S+)에(?:다가?)?\s+(?P<x>\S*[A-Za-z0-9=+]\S*)\s*(?:이라고|라고|을|를)?\s*(?:써|적어|새겨)", text
    )
    if plain_text:
        return Change(add=(f'with the words "{plain_text["x"]}" on the {thing_of(plain_text["w"])}',))
    return None


_PROMISE = re.compile(
    "[\u1161-\u1175]\u11af" + unicodedata.normalize("NFD", "게") + "(?:" + unicodedata.normalize("NFD", "요") + ")?$"
)
_WISH = re.compile(
    r"\s*(?:좀\s*)?\S{0,4}(?:줘|줘요|줘라|주세요|주십시오|주시고요?|주실래요|주시겠어요|줄래요?|주라)[.!]*$"
)


def _wished(text: str) -> Change:
    """Return the change of a wish in words that no other pattern knows: "담요 덮어줘", "배경에 은하수요"."""
    if _PROMISE.search(unicodedata.normalize("NFD", text.strip())):
        return Change()
    wish = _WISH.search(text)
    if wish and wish.start() > 0:
        return _added(text[: wish.start()], text)
    more = re.match(r"^(?P<a>\S+에\s+.+?|\S.*?)(?:도요|도)$", text) or re.match(
        r"^(?P<a>\S+에(?:다가?)?\s+.+?)(?:이요|요)$", text
    )
    if more and noun_in(more["a"].split()[-1]) and not re.search(r"(?:나|저|우리|너|이번|오늘)도\b", text):
        return _added(more["a"], text)
    shown = re.match(r"^(?P<a>\S+(?:에|은|는|을|를|이|가)\s+.+게)(?:요)?$", text)
    return Change(add=(phrase_of(re.sub(r"게$", "는 거", shown["a"])),)) if shown else Change()


def _np(text: str) -> str:
    """Return a noun phrase without words that only hold a sentence together."""
    cleaned = _FRONT.sub("", text.strip(" .!?,"))
    cleaned = re.sub(r"(?:^|\s)(?:좀|더|조금|살짝|그냥|약간|다시|같이|하나만|여기|거기)(?=\s|$)", " ", cleaned)
    last = cleaned.strip().split()[-1:]
    if last and last[0] in nouns():
        return cleaned.strip()
    if last and (seen := verb_in(last[0])) and seen[1] == "attributive" and noun_in(last[0]) is None:
        return cleaned.strip()
    return (
        re.sub(r"(?:으로|로|을|를|도|만|은|는|들을|하고|랑)$", "", cleaned.strip())
        if len(cleaned.strip()) > 2
        else cleaned.strip()
    )


def _slot(words: str) -> str:
    """Return the time or treatment that `words` name: "밤" -> "at night"."""
    bare = re.sub(r"(?:\s*(?:배경|버전|풍경|분위기|시간|날씨))$", "", words.strip())
    if bare in times():
        return times()[bare]
    return {
        "흑백": "black and white",
        "컬러": "in full colour",
        "눈 오는 날": "in the snow",
        "비 오는 날": "in the rain",
        "비오는 날": "in the rain",
        "눈오는 날": "in the snow",
    }.get(bare, "")


def _made(words: str) -> Change:
    """Return the change of "<words>로 바꿔줘"."""
    kind, _, rest = kind_and_style(words)
    if kind and len(re.sub(r"느낌|스타일|풍|버전|그림", "", rest).strip()) < 2:
        return Change(kind=kind)
    slot = _slot(words)
    if slot:
        return Change(add=(slot,))
    colour = plain().get(words.strip())
    if colour:
        return Change(add=(f"in {colour}",))
    what, _, look = words.strip().rpartition(" ")
    if what and (look in plain() or _slot(look)) and noun_in(what.split()[-1]):
        return _turned(what, look)
    cleaned = re.sub(r"\s*(?:걸|거|것|느낌|스타일|버전|장면|모습|그림)$", "", words.strip())
    return Change(add=(_with(phrase_of(_np(cleaned))),)) if cleaned else Change()


def _with(phrase: str) -> str:
    return (
        phrase
        if re.match(r"(?:\w+ing|with|in|on|at|under|beside|wearing)\b", phrase) or not phrase
        else f"with {phrase}"
    )


def _turned(what: str, into: str) -> Change:  # noqa: PLR0911 - the first that fits wins
    """Return the change of "<what>을 <into>로 바꿔줘"."""
    thing = thing_of(_np(what))
    kind, _, rest = kind_and_style(into)
    if kind and len(re.sub(r"느낌|스타일|풍|버전", "", rest).strip()) < 2:
        return Change(kind=kind)
    slot = _slot(into)
    if re.search(r"배경|하늘|시간|계절|날씨|분위기", what) and slot:
        return Change(add=(slot,))
    colour = plain().get(into.strip()) or plain().get(re.sub(r"(?:색|빛)$", "", into.strip()))
    if re.fullmatch(r"\s*(?:전체\s*)?(?:색|색깔|색상|톤|전체)(?:을|를)?\s*", what):
        return Change(add=(slot or (f"in {colour}" if colour else phrase_of(into)),))
    if colour:
        return Change(tint=((thing, colour),))
    if re.search(r"배경", what):
        place = phrase_of(_np(into))
        return Change(add=(f"with {place} in the background",))
    if not thing or re.fullmatch(r"이거|그거|이걸|그걸|얘|주인공|이것|그것", what.strip()):
        return Change(swap=(("{subject}", phrase_of(_np(into))),))
    return Change(swap=((thing, phrase_of(_np(into))),))


_WORN = re.compile(r"씌|입혀|입히|매|끼워|신겨|둘러|메|걸쳐")


def _added(what: str, text: str) -> Change:
    """Return the change of "<what> 추가해줘"; "손님으로 외계인" puts aliens in as guests."""
    role = re.match(r"(?P<r>\S+?)(?:으로|로)\s+(?P<w>.+)", what.strip())
    if role and noun_in(role["r"]):
        return Change(add=(f"with {phrase_of(_np(role['w']))} as {thing_of(role['r'])}",))
    place = re.match(r"(?P<p>.+?)에(?:다가?|는|도)?\s+(?P<w>.+)", what.strip())
    if place and noun_in(place["p"].split()[-1]):
        where = phrase_of(place["p"])
        return Change(
            add=(
                f"with {phrase_of(_np(place['w']))} on {where}"
                if not re.match(r"(?:on|under|in|beside)\b", where)
                else f"with {phrase_of(_np(place['w']))} {where}",
            )
        )
    phrase = phrase_of(_np(what))
    if not phrase:
        return Change()
    return Change(add=(f"wearing {phrase}" if _WORN.search(text) else _with(phrase),))


def _looked(what: str, look: str, *, more: bool, last_object: str) -> tuple[Change, bool]:
    """Return the change of "하늘을 더 어둡게"."""
    verb = verb_in(look)
    if verb is None or not verb[2]:
        act = verb[0].replace(" {o}", "").replace("{o}", "") if verb else ""
        words = f"{act} {thing_of(_np(what))}".strip() if act else f"with {phrase_of(_np(what))}" if what else ""
        return (Change(add=(words,)), True) if words else (Change(), False)
    english = f"{'more ' if more and not verb[0].startswith(('big', 'bright')) else ''}{verb[0]}"
    if more:
        english = {"big": "bigger", "bright": "brighter", "more small": "smaller", "more dark": "darker"}.get(
            english, english
        )
    cleaned = re.sub(r"(?:^|\s)(?:조금만|조금|좀|살짝|약간|훨씬|더|덜|아주|엄청|너무|많이)(?=\s|$)", " ", what).strip()
    if re.search(r"(?:^|\s)눈(?:을|이|은|만)?$", cleaned or what) and verb[0] in {"big", "small", "round", "sparkling"}:
        return Change(tint=(("eyes", english),)), True
    if re.search(r"(?:^|\s)다리(?:를|가|는|만)?$", cleaned or what) and verb[0] in {"long", "short"}:
        return Change(tint=(("legs", english),)), True
    thing = (
        thing_of(_np(cleaned)) if cleaned and not re.fullmatch(r"이거|그거|이것|전체|전체적으로|그림", cleaned) else ""
    )
    if thing:
        return Change(tint=((thing, english),)), True
    return (
        Change(tint=((last_object, english),))
        if last_object and re.search(r"크|작|길|짧", look)
        else Change(add=(english,))
    ), True


def facts_of(text: str) -> tuple[str, ...]:
    """Return what a Korean sentence tells, as details of a prompt."""
    subject, details = english_of(text)
    return tuple(d for d in (subject, *details) if d)
