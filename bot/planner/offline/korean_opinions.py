"""Korean opinions that are wishes: "모자는 빨간색이 낫겠다", "밤이면 어떨까", "바구니가 너무 휑하네".

Called by korean_change and korean_endings. Pure.
"""

from __future__ import annotations

import re

from bot.planner.offline.korean_making import colour, np, slot
from bot.planner.offline.korean_phrases import pattern
from bot.planner.offline.korean_scene import thing_of
from bot.planner.prompts import Change, kind_and_style


def preferred(text: str) -> Change:
    """Return the change of an opinion about a colour or a time: "모자는 빨간색이 낫겠다", "밤이었으면 좋겠어"."""
    found = pattern(
        r"^(?:(?P<a>\S(?:.*?\S)??)\s+)??(?P<b>\S+?)(?:이었으면|였으면|으로\s*하면|로\s*하면|이면|면|인\s*게|이|가)?\s*(?:더|훨씬|제일|딱)?\s*(?:<endings.fits>)[가-힣]*(?:\s*(?:듯|같|텐데)[가-힣]*)?$"
    ).match(text) or re.match(r"^(?P<a>\S(?:.*\S)?)\s+(?P<b>\S+?)(?:으로|로)(?:요|만요|만)?$", text)
    if found is None:
        return Change()
    wanted = re.sub(r"(?:으로|로)$", "", found["b"])
    look = colour(wanted)
    if look and found["a"] and re.search(r"(?:색|빛|깔)$|^[가-힣]{2,}$", wanted):
        thing = thing_of(np(found["a"]))
        whole = re.search(r"(?:전체|색감|톤|색깔|색)(?:은|는|이|가|을|를)?$", found["a"])
        return Change(add=(f"in {look}",)) if whole or not thing else Change(tint=((thing, look),))
    when = slot(wanted)
    return Change(add=(when,)) if when and (not found["a"] or re.search(r"배경|시간|하늘", found["a"])) else Change()


_IF = re.compile(
    r"^(?:(?:이거|그거|얘|걔|근데|그럼|혹시|아|음|만약|만약에|배경이|배경은|전체가)\s+)*(?P<x>\S+?(?:\s+\S+?)?)(?:(?:으로|로)\s*(?:바꾸면|하면|그리면|만들면)|이었다면|였다면|이라면|라면|이었으면|였으면|이면|면)\s*(?:더\s*|좀\s*)?(?:어떨|어떤\s*느낌|어떤\s*분위기|어떻게|어때|좋았|좋을|예뻤|예쁠|멋질|멋졌|궁금)[가-힣]*(?:\s*(?:텐데|것\s*같\S*|듯\S*|궁금\S*|되\S*|보일\S*))*\s*[?.!~]*$"
)


def supposed_look(text: str) -> str:
    """Return what a picture would look like with, when `text` wonders about nothing else: "밤이면 어떨까?" -> "밤"."""
    found = _IF.match(text.strip())
    if found is None:
        return ""
    words = found["x"]
    whole = re.sub(r"\s*배경$", "", words)
    kind, _, rest = kind_and_style(words)
    return words if slot(whole) or colour(whole) or (kind and not rest.strip()) else ""


_LACKING = re.compile(
    r"^(?:(?:근데|음|아|그런데|좀|이거|그거)\s+)*(?P<a>[가-힣]+?)(?:이|가|은|는)?\s+(?:너무|좀|조금|많이|살짝|너무너무|영|은근)\s*(?:휑|허전|심심|비어|밋밋|썰렁|텅|단조|허하|초라)"
)


def without_remark(sentence: str) -> str:
    """Return what follows a remark that finds something too bare: "배경 너무 휑하다 나무 좀" -> "나무 좀"."""
    found = _LACKING.match(sentence.strip())
    after = sentence.strip()[found.end() :] if found else ""
    wish = re.match(r"\S*[다네어해요데]\s+(?P<w>\S.*)", after)
    return wish["w"] if wish else sentence


def lacking(sentence: str) -> str:
    """Return what a remark finds too bare, in English: "바구니가 너무 휑하네" -> "basket"."""
    found = _LACKING.match(sentence.strip())
    return thing_of(found["a"]) if found else ""
