"""How many pictures an English message asks for.

Called by english. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line

from __future__ import annotations

import re
from functools import cache

from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.english_words import data, group

_MORE = r"\b(?P<n>two|three|four|five|six|\d) more(?= (?:like|of|in|please|versions?|takes?)\b|\s*[.!]?$)"


@cache
def media_nouns() -> str:
    """Return an expression of all nouns that name a kind of picture."""
    return either(re.escape(w) for w in words_of(table("styles")["media"]))


@cache
def _number() -> str:
    return rf"(?:\d{{1,4}}|{either(data()['numbers'])})"


@cache
def _of_pictures() -> re.Pattern[str]:
    """Two pictures, three little sketches of, a couple of posters: the number and the noun."""
    nouns = group("draw", "picture_nouns") + "|" + group("draw", "counted_nouns")
    return re.compile(
        rf"\b(?:just |only |exactly |make it |maybe |with )?(?:a )?(?P<n>{_number()})(?: of)? (?:(?!of\b)[\w-]+ ){{0,2}}?(?:{nouns})\b(?: (?:will|would|should) (?:do|be (?:enough|fine|plenty)|suffice))?(?: (?:is|are) (?:enough|fine|plenty))?(?: please)?(?P<of> (?:of|with|showing|for)\b)?",
        re.IGNORECASE,
    )


@cache
def _alone() -> tuple[re.Pattern[str], ...]:
    """Numbers without a noun: "just two", "one is enough", "x3", "just the one"."""
    number = _number()
    patterns = (
        rf"(?:\b(?:just|only|but|maybe) |(?:^|[,.;:!?-])\s*)(?P<n>{number}) please$|\b(?:just |only )?(?P<n2>{number})(?:'s| (?:is|are|will be|would be))? (?:enough|plenty|will do|will suffice|is fine|would do)",
        rf"(?:^|[,.;(!?]\s*|\b(?:just|only|make it|make that)\s+)(?:just |only )?(?P<n>(?!a\b){number})(?: of (?:them|those|these|it))?(?: versions?| options?| ones?)?(?: please| only| as well| too| also| maybe| tops| max| this time| now)?\s*(?:$|[.,;)!])",
        r"(?:^|[,.;!?]\s*)(?:also|again|too,?|another|a|just a|only a) (?P<n>one|single one|single)(?: too| again| only| please)?\s*(?:$|[.,;)!])",
        r"(?:^|\s)[x×]\s?(?P<n>\d)\b",
        r"(?:^|[,.;!?]?\s+)(?:just|only) the (?P<n>one|two|three)(?: please| picture)?\s*(?:$|[.,;!])",
        rf"(?:^|[,.;!?]\s*)(?:just |only )?(?P<n>(?!a\b){number})(?= (?:{media_nouns()})s?(?: please| only| will do)?\s*(?:$|[.,;!]))",
    )
    return tuple(re.compile(p, re.IGNORECASE) for p in patterns)


#: "A dozen hats, each one a separate picture": then the number of things is that of pictures.
_EACH = re.compile(
    r"[,;.(–—-]?\s*\(?(?:(?:with )?each (?:one |of them )?(?:(?:as|in|on|is|gets?|being) )?(?:an? |its |their )?(?:own |separate |different |individual |single )+(?:picture|image|drawing|file|sheet|page|one|panel|illustration)?|one (?:per|to a|in each) (?:picture|image|drawing|page|sheet)|(?:one|a) (?:picture|image|drawing|illustration|sheet|page)s? (?:each|apiece|per \w+)|(?:all |each )?(?:as |in |on )?(?:separate|individual|different) (?:picture|image|drawing|file|illustration)s|each (?:picture|image|drawing) (?:showing |with |has )?(?:just )?one)\b\)?",
    re.IGNORECASE,
)
_MADE_OF = r"\b(?:do|draw|make|paint|sketch|get|give|want|need|have)\s+(?:me |us )?(?P<n>two|three|four|five|six|seven|eight|ten) of (?=an? |my |our |the |this |that |him|her|it|them)"


def _each_its_own(text: str) -> tuple[int, str] | None:
    """Return (number, `text` without the words) where things are asked for with a picture for each."""
    each = _EACH.search(text)
    found = (
        re.search(rf"\b(?:a |half a )?(?P<n>(?!a\b|one\b){_number()})\b", text[: each.start()], re.IGNORECASE)
        if each
        else None
    )
    if each is None or found is None:
        return None
    number = 6 if found[0].casefold().startswith("half") else _value(found["n"])
    alone = not text[found.end() : each.start()].strip()  # "a dozen separate pictures of him"
    after = re.sub(r"^\s*of\b", "", text[each.end() :]) if alone else text[each.end() :]
    return number, _tidy(f"{text[: found.start() if alone else each.start()]} {after}")


def count_of(text: str) -> tuple[int | None, str]:
    """Return (how many pictures are asked for, `text` without those words)."""
    own = _each_its_own(text)
    if own is not None:
        return own
    made = re.search(_MADE_OF, text, re.IGNORECASE)
    if made is not None:
        return _value(made["n"]), _tidy(f"{text[: made.start('n')]}{text[made.end() :]}")
    for match in _of_pictures().finditer(text):
        found = _with_noun(text, match)
        if found is not None:
            return found
    for expression in _alone():
        for match in expression.finditer(text):
            number = match["n"] or match.groupdict().get("n2") or ""
            before = text[: match.start("n") if match["n"] else match.start("n2")]
            pointed = number.casefold() == "one" and re.search(r"\b(?:this|that|which)\s$", before, re.IGNORECASE)
            if number.casefold() != "a" and not pointed:
                return _value(number), _tidy(f"{text[: match.start()]} {text[match.end() :]}")
    more = re.search(_MORE, text, re.IGNORECASE)
    return (_value(more["n"]), text) if more else (None, text)


def _with_noun(text: str, match: re.Match[str]) -> tuple[int, str] | None:
    """Return the number before a noun for pictures, and `text` without both; None where "the two pictures" are meant."""
    said, before = match["n"].casefold(), text[: match.start("n")]
    if said in {"couple", "pair"}:
        counted = re.search(r"\ba\s+$", before, re.IGNORECASE)
        return (2, _tidy(f"{before.rstrip()[:-1]} {text[match.end() :]}")) if counted else None
    known = r"\b(?:the|these|those|all|my|of)\s+$" if said == "single" else r"\b(?:the|these|those|all|my|of|a)\s+$"
    pointed = said == "one" and re.search(r"\b(?:this|that|the|which)\s$", before, re.IGNORECASE)
    a_dozen = said in {"dozen", "hundred"} and re.search(r"\ba\s+$", before, re.IGNORECASE)
    if a_dozen:
        before = before.rstrip()[:-1]
    if said == "a" or pointed or re.search(known, before, re.IGNORECASE):
        return None
    noun = text[match.end("n") : match.end()]
    inner = re.sub(
        rf"^of\b|\b(?:{group('draw', 'picture_nouns')})\b.*|\b(?:will|would|is|are|please|of|with|showing|for)\b.*",
        "",
        noun.strip(),
        flags=re.IGNORECASE,
    ).strip()
    inner = re.sub(r"^(?:separate|different|various|individual|new|more)$", "", inner)
    keep = f"{inner} of" if match["of"] and inner else inner
    front = re.sub(r"\ba\s*$", "", text[: match.start()], flags=re.IGNORECASE) if a_dozen else text[: match.start()]
    return _value(said), _tidy(f"{front} {keep} {text[match.end() :]}")


def _value(said: str) -> int:
    low = said.casefold()
    return max(1, int(low) if low.isdigit() else data()["numbers"].get(low, 1))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" ,")
