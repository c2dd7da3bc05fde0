"""Korean verbs and adjectives, recognised by their stems whatever ending follows.

Read by the rooms that understand Korean. Pure. Forms are compared as single letters (jamo), so that a stem of the table
is known in all its endings without a list of forms.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
import unicodedata
from functools import cache

from bot.planner.offline.korean_tables import grammar, looks, nouns, plain, verbs


def jamo(text: str) -> str:
    """Return `text` with its syllables taken apart."""
    return unicodedata.normalize("NFD", text)


_I, _U, _O, _EU, _A, _AE = "\u1175", "\u116e", "\u1169", "\u1173", "\u1161", "\u1162"
_YEO, _WEO, _WA, _EO = "\u1167", "\u116f", "\u116a", "\u1165"


_NG = "\u110b"


_FINAL = {"ㄹ": "\u11af", "ㅂ": "\u11b8", "ㄷ": "\u11ae", "ㅎ": "\u11c2", "ㅅ": "\u11ba"}


def _shapes(stem: str, *, adjective: bool) -> tuple[set[str], set[str]]:
    """Return (shapes of a stem that endings follow, shapes that already hold the ending -아/-어), as jamo."""
    base = jamo(stem)
    open_, closed = {base}, set()
    if stem.endswith("하"):
        closed.add(jamo(stem[:-1] + "해"))
    last = base[-1]
    if "\u11a8" <= last <= "\u11c2":
        closed |= {base + jamo("어"), base + jamo("아")}
    swaps = {
        _I: (_YEO,),
        _U: (_WEO,),
        _O: (_WA,),
        _EU: (_EO, _A),
        _A: (_A,),
        _EO: (_EO,),
        _AE: (_AE,),
        "\u1166": ("\u1166",),
        _YEO: (_YEO,),
    }
    for vowel in swaps.get(last, ()):
        closed.add(base[:-1] + vowel)
    if stem.endswith("르") and len(stem) > 1:
        head = jamo(stem[:-1])
        closed |= {head + _FINAL["ㄹ"] + "\u1105" + _EO, head + _FINAL["ㄹ"] + "\u1105" + _A}
    if last == _FINAL["ㄹ"]:
        open_.add(base[:-1])
    if last == _FINAL["ㅂ"]:
        open_.add(base[:-1] + _NG + _U)
        closed |= {base[:-1] + _NG + _WEO, base[:-1] + _NG + _WA}
    if last == _FINAL["ㄷ"]:
        open_.add(base[:-1] + _FINAL["ㄹ"])
    if last == _FINAL["ㅎ"] and adjective:
        open_.add(base[:-1])
        closed.add(base[:-2] + _AE)
    if last == _FINAL["ㅅ"]:
        open_.add(base[:-1] + _NG + _EU)
    return open_, closed


_ATTRIBUTIVE = re.compile(
    jamo("^(?:")
    + "\u11ab|\u11af|"
    + jamo("는|은|을|던|고있는|아있는|어있는|여있는|고있던|는중인|려는|으려는|다가|어진|아진|었던|았던)$")
)


_AFTER_CLOSED = re.compile("^(?:" + jamo("있는|있던|진|준|주는|가는|오는|가지고") + "|\u11bb" + jamo("던|는") + ")$")


_LINK = re.compile(
    jamo("^(?:고|며|으며|면서|으면서|아서|어서|여서|서|다가|고서|려고|으려고|러|으러|고있다|고있고|고있는데|고있어|고있어요|고있게|고있음|는데|은데|자|기|기를|게|도록|지만|는중|는중이야|듯이|니|으니|면|으면|거나|는지|은채|아|어|여|요|네|네요|다|는다|아요|어요|여요|죠|지|니까|나|냐|었다|았다|었어|았어|었는데|겠다|습니다|을까|는가|나요|는걸|는거|는데요|음|기도|었으면|았으면|긴)$")
    + "|^\u11ab(?:" + jamo("다|다음|데|데요|가|가요|걸|거|채|채로") + ")?$|^\u11af(?:" + jamo("까|까요|때|게|래|걸|수") + ")?$|^\u11b7$|^\u11b8" + jamo("니다") + "$"
)  # fmt: skip


_CLOSED_LINK = re.compile(
    jamo("^(?:|서|요|도|야|있다|있고|있어|있어요|있는데|주고|주며|보고|가고|가며|오고|지고)$")
    + "|^\u11bb"
    + jamo("다|고|어|어요|는데|지만|으면|음")
    + "?$"
)


@cache
def _stems() -> tuple[tuple[str, str, bool, bool], ...]:
    """Return (shape, english, it already holds -아/-어, it is an adjective), longest shapes first."""
    found = []
    for stems, is_adjective in ((looks(), True), (verbs(), False)):
        for stem, english in stems.items():
            open_, closed = _shapes(stem, adjective=is_adjective)
            found += [(shape, english, False, is_adjective) for shape in sorted(open_)]
            found += [(shape, english, True, is_adjective) for shape in sorted(closed)]
    return tuple(sorted(dict.fromkeys(found), key=lambda s: (-len(s[0]), s[0], s[3])))


@cache
def actions() -> frozenset[str]:
    """Return the English of all verbs that are no adjectives."""
    return frozenset(english for _, english, _, is_adjective in _stems() if not is_adjective and english)


@cache
def _by_first() -> dict[str, tuple[tuple[str, str, bool, bool], ...]]:
    index: dict[str, list[tuple[str, str, bool, bool]]] = {}
    for entry in _stems():
        index.setdefault(entry[0][:1], []).append(entry)
    return {k: tuple(v) for k, v in index.items()}


def verb_in(word: str) -> tuple[str, str, bool] | None:  # noqa: PLR0911 - the first that fits wins
    """Return (english, "attributive" | "link" | "adverb", it is an adjective) of a verb's form, or None."""
    if doubled := re.fullmatch(
        r"(?P<d>[가-힣]{2,6})(?P<e>하게|한|하고|해|하다|하며|해요|했으면|해서|하지만|하네|하네요)", word
    ):
        look = plain().get(doubled["d"])
        if look and doubled["d"] not in nouns():
            return look, {"하게": "adverb", "한": "attributive"}.get(doubled["e"], "link"), True
    taken = jamo(word)
    for shape, english, closed, adjective in _by_first().get(taken[:1], ()):
        if not taken.startswith(shape):
            continue
        rest = taken[len(shape) :]
        if closed:
            if _AFTER_CLOSED.match(rest):
                return english, "attributive", adjective
            if _CLOSED_LINK.match(rest):
                return english, "link", adjective
            continue
        if _ATTRIBUTIVE.match(rest):
            if len(word) == 1 and not adjective and word not in grammar("one_syllable_verbs"):
                continue
            return english, "attributive", adjective
        if rest == jamo("게") and adjective:
            return english, "adverb", True
        if _LINK.match(rest):
            return english, "link", adjective
    return None
