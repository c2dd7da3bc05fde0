"""What a Korean change makes of a picture: the words of a wish, put into the words of a prompt.

Called by korean_change and korean_opinions once they know what shall be done with what. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from functools import cache

from bot.planner.offline.korean_nouns import noun_in
from bot.planner.offline.korean_phrases import data
from bot.planner.offline.korean_scene import phrase_of, thing_of
from bot.planner.offline.korean_tables import ENGLISH_NUMBERS, nouns, numbers, plain, times
from bot.planner.offline.korean_verbs import verb_in
from bot.planner.prompts import Change, kind_and_style

#: Words in front of a wish that tell which picture, or nothing at all.
FRONT = re.compile(
    r"^(?:(?:이거|그거|저거|요거|이것|그것|이걸|그걸|요걸|여기서|(?:여기|거기|요기|저기)(?:에|에서)?(?:다|다가)?|얘한테|얘에게|얘|(?:이|그|요|저)\s*그림(?:에서|에|은|을|의)?|아니|아니다|아냐|앗|아|음|근데|그럼|이번엔|이번에는|그냥|좀|조금만|살짝|약간|둘\s*다|(?:두|세|네)\s*(?:장|개)\s*다|모두|전부|그리고|대신|이제|다시|혹시|이왕이면|기왕이면|역시|에서|에|은|는|을|를|이|가|의|로|도|랑)(?=\s|$)\s*)+"
)
_WORN = re.compile(r"씌|입혀|입히|매|끼워|신겨|둘러|메|걸쳐")
_EXTENT = re.compile(
    r"(?:^|\s)(?:조금만|조금|좀|살짝|약간|훨씬|더|덜|아주|엄청|너무|많이|최대한|제일|한층|전체적으로|전체)(?=\s|$)"
)


@cache
def _acts() -> dict[str, str]:
    """Return verbs of a change and what they make of their object: "꺼" -> "with {o} switched off"."""
    return _pairs("acts")


@cache
def _alone() -> dict[str, str]:
    """Return verbs of a change that need no object: "키워" -> "bigger"."""
    return _pairs("alone")


def _pairs(key: str) -> dict[str, str]:
    entries = (entry.partition("=") for entry in str(data()["edit"][key]).split(";"))
    return {stem.strip(): english.strip() for stem, _, english in entries if stem.strip()}


def np(text: str) -> str:
    """Return a noun phrase without words that only hold a sentence together."""
    cleaned = FRONT.sub("", text.strip(" .!?,"))
    cleaned = re.sub(r"(?:^|\s)(?:좀|더|조금|살짝|그냥|약간|다시|같이|하나만|여기|거기)(?=\s|$)", " ", cleaned)
    last = cleaned.strip().split()[-1:]
    if last and last[0] in nouns():
        return cleaned.strip()
    if last and (seen := verb_in(last[0])) and seen[1] == "attributive" and noun_in(last[0]) is None:
        return cleaned.strip()
    return (
        re.sub(r"(?:이라도|라도|으로|로|을|를|도|만|은|는|들을|하고|랑)$", "", cleaned.strip())
        if len(cleaned.strip()) > 2
        else cleaned.strip()
    )


def slot(words: str) -> str:
    """Return the time or treatment that `words` name: "밤" -> "at night"; "" if they name none."""
    bare = re.sub(r"(?:\s*(?:배경|버전|풍경|분위기|시간대|시간|날씨|느낌|무렵|때))$", "", words.strip())
    return times().get(bare) or str(data()["edit"]["treatments"].get(bare.replace(" ", ""), ""))


def colour(words: str) -> str:
    """Return the colour or look that `words` name, in English; "" if they name none."""
    bare = words.strip()
    return plain().get(bare) or plain().get(re.sub(r"(?:색깔|색상|색|빛|톤)$", "", bare)) or ""


def added_to(phrase: str) -> str:
    """Return a phrase as a clause of a prompt: "a hat" -> "with a hat"."""
    joins = r"(?:\w+ing|with|in|on|at|under|beside|behind|wearing|lit|covered|mixed)\b"
    return phrase if not phrase or re.match(joins, phrase) else f"with {phrase}"


def made(words: str) -> Change:  # noqa: PLR0911 - the first that fits wins
    """Return the change of "<words>로 바꿔줘"."""
    kind, _, rest = kind_and_style(words)
    if kind and len(re.sub(r"느낌|스타일|풍|버전|그림", "", rest).strip()) < 2:
        return Change(kind=kind)
    if when := slot(words):
        return Change(add=(when,))
    if look := colour(words):
        return Change(add=(f"in {look}",))
    what, _, look = words.strip().rpartition(" ")
    if what and (colour(look) or slot(look)) and noun_in(what.split()[-1]):
        return turned(what, look)
    if gone := re.fullmatch(r"(?P<a>.+?)(?:이|가|은|는|을|를)?\s*(?:없는|안\s*쓴|안\s*입은|안\s*낀|뺀|벗은)\s*(?:걸|거|것|느낌|스타일|버전|장면|모습|그림|상태)", words.strip()):  # fmt: skip
        return Change(remove=(thing_of(np(gone["a"])),))
    if how_many := re.fullmatch(
        r"(?:(?P<a>\S+?)(?:을|를)?\s+)?(?P<n>\S{1,2})\s?(?:마리|명|개|그루|송이|사람|쌍)", words.strip()
    ):
        value = numbers().get(how_many["n"], 0)
        whose = thing_of(np(how_many["a"])) if how_many["a"] else "of them"
        return Change(add=(f"with {ENGLISH_NUMBERS[value]} {whose}",)) if 0 < value < len(ENGLISH_NUMBERS) else Change()
    cleaned = re.sub(r"\s*(?:걸|거|것|느낌|스타일|버전|장면|모습|그림|구도|각도|시점|앵글)$", "", words.strip())
    return Change(add=(added_to(phrase_of(np(cleaned))),)) if cleaned else Change()


def turned(what: str, into: str) -> Change:  # noqa: PLR0911 - the first that fits wins
    """Return the change of "<what>을 <into>로 바꿔줘"."""
    thing = thing_of(np(what))
    kind, _, rest = kind_and_style(into)
    if kind and len(re.sub(r"느낌|스타일|풍|버전", "", rest).strip()) < 2:
        return Change(kind=kind)
    when, look = slot(into), colour(into)
    if re.search(r"배경|하늘|시간|계절|날씨|분위기", what) and when:
        return Change(add=(when,))
    if re.fullmatch(r"\s*(?:전체\s*)?(?:색|색깔|색상|톤|전체)(?:을|를)?\s*", what):
        return Change(add=(when or (f"in {look}" if look else phrase_of(into)),))
    if look:
        return Change(tint=((thing, look),))
    if re.search(r"배경", what):
        return Change(add=(f"with {phrase_of(np(into))} in the background",))
    if not thing or re.fullmatch(r"이거|그거|이걸|그걸|얘|주인공|이것|그것", what.strip()):
        return Change(swap=(("{subject}", phrase_of(np(into))),))
    return Change(swap=((thing, phrase_of(np(into))),))


def added(what: str, text: str) -> Change:
    """Return the change of "<what> 추가해줘" in `text`; "손님으로 외계인" puts aliens in as guests."""
    role = re.match(r"(?P<r>\S+?)(?:으로|로)\s+(?P<w>.+)", what.strip())
    if role and noun_in(role["r"]):
        return Change(add=(f"with {phrase_of(np(role['w']))} as {thing_of(role['r'])}",))
    worn = re.match(r"(?P<a>\S.*?)(?:으로|로)\s*$", what)
    if worn and _WORN.search(text) and noun_in(worn["a"].split()[-1]):
        return Change(add=(f"wearing {phrase_of(np(worn['a']))}",))
    place = re.match(r"(?P<p>.+?)에(?:다가?|는|도)?\s+(?P<w>.+)", what.strip())
    if place and noun_in(place["p"].split()[-1]):
        where, phrase = phrase_of(place["p"]), _acted(np(place["w"]), text)
        placed = re.match(r"(?:on|under|in|beside|behind|among)\b", where)
        return Change(add=(f"{phrase} {where}" if placed else f"{phrase} on {where}",))
    phrase = phrase_of(np(what))
    if not phrase:
        return Change()
    return Change(add=(f"wearing {phrase}" if _WORN.search(text) else _acted(np(what), text),))


def _acted(what: str, text: str) -> str:
    """Return what the verb of `text` makes of its object: "with the window open"."""
    phrase = phrase_of(what)
    verb = next((v for v in _acts() if re.search(rf"(?<![가-힣]){v}\s*(?:줘|주|달|$)", text)), "")
    return _acts()[verb].replace("{o}", phrase) if verb else added_to(phrase)


def alone(text: str) -> Change:
    """Return the change of a verb without an object: "확대해줘", "좀 키워줘"."""
    if not re.search(r"(?:줘|주세요|주라|주실래요|달라|봐|봐요)[.!~]*$", text.strip()):
        return Change()
    bare = re.sub(
        r"\s*(?:줘|주세요|주라|주실래요|달라)[가-힣]*[.!~]*$|(?:봐|봐요)[.!~]*$",
        "",
        _EXTENT.sub(" ", FRONT.sub("", text)).strip(),
    )
    look = _alone().get(bare.replace(" ", ""), "")
    return Change(add=(look,)) if look else Change()


_COMPARED = {"big": "bigger", "bright": "brighter", "small": "smaller", "dark": "darker"}
#: Asked with -게 and no look: "어떻게", "그렇게".
_NO_LOOKS = re.compile(r"(?:어떻|이렇|그렇|저렇|다르|똑같|비슷하|새롭)게")


def looked(  # noqa: PLR0911 - the first that fits wins
    what: str, look: str, *, more: bool, last_object: str
) -> Change:
    """Return the change of "하늘을 더 어둡게"; an unknown look stays in the person's own word."""
    verb = verb_in(look)
    cleaned = _EXTENT.sub(" ", what).strip()
    thing = (
        thing_of(np(cleaned)) if cleaned and not re.fullmatch(r"이거|그거|이것|전체|전체적으로|그림", cleaned) else ""
    )
    if verb is not None and not verb[2]:
        act = verb[0].replace(" {o}", "").replace("{o}", "")
        return Change(add=(f"{act} {thing_of(np(what))}".strip(),))
    if verb is None:
        if _NO_LOOKS.fullmatch(look):
            return Change()
        return Change(add=(f"with {phrase_of(np(what))} {look}" if thing else look,))
    english = _COMPARED.get(verb[0], f"more {verb[0]}") if more else verb[0]
    if re.search(r"(?:^|\s)다리(?:를|가|는|만)?$", cleaned or what) and verb[0] in {"long", "short"}:
        return Change(tint=(("legs", english),))
    if re.search(r"(?:^|\s)덜\s", f"{what} "):
        return Change(add=(f"less {verb[0]}",))
    if thing:
        return Change(tint=((thing, english),))
    return (
        Change(tint=((last_object, english),))
        if last_object and re.search(r"크|작|길|짧", look)
        else Change(add=(english,))
    )
