"""What English messages point at when they say it with nouns: "the second newt", "the autumn lot", "my latest castles".

Called by english, before anything else is read. Pure: the nouns count only when pictures of them are here.
"""

# ruff: noqa: E501 - an expression is read in one line

from __future__ import annotations

import re
from functools import cache

from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.english_lexicon import telling
from bot.planner.offline.english_words import pattern
from bot.planner.offline.reading import Hints
from bot.planner.references import stem

_AFTER = (
    r"(?=\s*(?:$|[.,!?;:]|'s\b|(?:is|was|has|had|looks|looked|wins|gets|goes|but|with|without|please|minus|plus|only|though|needs|could|can"
    r"|should|seems|feels|made|definitely|and)\b))"
)


@cache
def _ordinal_noun() -> re.Pattern[str]:
    ordinal = either(table("references")["en"]["ordinal"])
    pointed = either(words_of(table("references")["en"]["pointed"]))
    return re.compile(
        rf"(?P<lead>^|[.!?,;:]\s+|\b(?:the|that|this|my|our|and|or|take|use|like|love|pick|i|prefer)\s+)(?P<o>{ordinal})\s+(?!{pointed}\b|of\b|time|thing|thought|day|night|and\b|is\b)(?P<w>[\w'-]+(?:\s+(?!of\b|is\b|was\b|has\b|and\b|but\b|with\b)[\w'-]+){{0,2}}?){_AFTER}",
        re.IGNORECASE,
    )


_TIME = re.compile(
    r"(?:row|column|time|day|night|week|month|year|hour|minute|thing|thought|place|prize|step|part|chapter|page|line|question|try|name|class|grade|floor|base|half|quarter|round|date|rule|point|reason|of|in)s?$",
    re.IGNORECASE,
)


def known(words: str, hints: Hints) -> str:
    """Return the last of `words` that pictures here were made with, or ""."""
    return next((w for w in reversed(re.findall(r"[\w'-]+", words)) if len(w) > 2 and stem(w) in hints.things), "")


def plainly(text: str, hints: Hints) -> str:
    """Return `text` with what it points at by a noun put the plain way: "the second newt gang" -> "the second newt one"."""
    if not hints.things:
        return text

    def one(match: re.Match[str]) -> str:
        noun = known(match["w"], hints)
        alone = re.match(r"$|[.!?]\s+$", match["lead"]) and re.match(r"\s*(?:$|[.,!?])", text[match.end() :])
        if not noun and alone and len(match["w"].split()) == 1 and not _TIME.match(match["w"]):
            return f"{match['lead']}{match['o']} one"
        lead = (
            match["lead"]
            if re.search(r"the|that|this|my|our", match["lead"], re.IGNORECASE)
            else f"{match['lead']}the "
        )
        return f"{lead}{match['o']} {noun} one" if noun else match[0]

    def batch(match: re.Match[str]) -> str:
        return f"{match['det']} {match['age']} batch of {match['w']}" if known(match["w"], hints) else match[0]

    text = re.sub(
        r"^(?P<w>[\w-]{3,}) (?P<p>one|picture|pic|poster|card|version|drawing|sticker|logo|sketch|painting|image)(?=\s*[:,])",
        lambda m: f"the {m['w']} {m['p']}" if known(m["w"], hints) else m[0],
        text,
        flags=re.IGNORECASE,
    )
    text = _ordinal_noun().sub(one, text)
    text = re.sub(
        r"\b(?P<p>(?:top|bottom|upper|lower)(?:[ -](?:left|right))?|left|right) (?P<w>(?!one\b|corner\b|side\b)[\w-]{3,})(?=\s*(?:$|[.,!?;:]|please|is\b|has\b|looks\b|but\b|with\b))",
        lambda m: f"{m['p']} one" if known(m["w"], hints) else m[0],
        text,
        flags=re.IGNORECASE,
    )
    return pattern(
        r"\b(?P<det>my|our|the|your|those) (?P<age>latest|newest|last|earlier|previous|first|original|oldest|most recent) (?P<w>[\w-]{3,}s)\b(?<!ss)"
    ).sub(batch, text)


def lot_of(text: str, hints: Hints) -> tuple[str, ...]:
    """Return the nouns of "the autumn lot", "those moles of mine again": which batch the message turns to."""
    found = pattern(
        r"\b(?:the|that|my|our|those) (?P<w>[\w-]{3,}) (?:lot|batch|set|series|bunch|round|crew|gang|crowd|bundle)\b"
    ).findall(text)
    found += pattern(r"\bbatch of (?P<w>[\w-]{3,})\b").findall(text)
    found += pattern(r"\b(?:the|my|our|those|that) (?P<w>[\w-]{3,}) (?:again|once more|one more time)\b").findall(text)
    found += pattern(r"\bback to (?:the|my|our) (?P<w>[\w-]{3,})\b").findall(text)
    return tuple(dict.fromkeys(w.casefold() for w in found if stem(w) in hints.things))


#: Words that turn back to what was there before, and what was not yet there then.
_BACK = re.compile(
    r"\b(?:back|before|undo|revert|restore|used to|earlier|previous(?:ly)?|(?:was|were|looked|felt) (?:\w+ ){0,2}?(?:\w+er|better|more|less|perfect|fine|good)"
    r"|(?:liked?|loved?|preferred?|prefer) (?:it|him|her|that|them|the))\b",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\b(?:before|until|without|with no|w/o|minus|sans|had no|when there (?:was|were) no|no|free of)\s+(?P<x>[^.,;:!?]+)",
    re.IGNORECASE,
)


def lacked(text: str, hints: Hints) -> tuple[str, ...]:
    """Return what a picture that `text` turns back to had not: "go back to before there was a cat" -> ("cat",)."""
    if not _BACK.search(text):
        return ()
    found = (w for m in _MISSING.finditer(text) for w in telling(m["x"]) if len(w) > 2 and stem(w) in hints.things)
    return tuple(dict.fromkeys(found))[:2]


#: "shift him to the right", "can he face left": a direction in the picture.
_DIRECTION = re.compile(
    r"\b(?:faces?|facing|looks?|looking|turn\w*|mov\w+|shift\w*|tilt\w*|lean\w*|point\w*|fly\w*|walk\w*|run\w*|slid\w+|push\w*|nudg\w+|swim\w*|head\w*|step\w*|scoot\w*|flip\w*|bow\w*)\s+(?:[\w'-]+ ){0,5}?(?:to the |towards? the |more to the )?(?:left|right|top|bottom)\b"
    r"|^(?!.*\b(?:first|second|third|fourth|last|one|\d)\b)[a-z][\w' -]+ from the (?:left|right|top|bottom)$"
    r"|\b(?:a bit|a little|more|further|slightly|over) to the (?:left|right|top|bottom)\b",
    re.IGNORECASE,
)


#: "compass rose bottom left": something for a corner of the picture.
_CORNER = re.compile(
    r"(?:an? |some |more |tiny |little )?(?!(?:the|that|this|my|our|one|option|number|picture|i|we|definitely|maybe|yes|love|like|pick|take|prefer|choose|use|vote|going|think|best|favou?rite|go|keep|def|it's|team|clearly|obviously|please|and|or|ooh|haha)\b)"
    r"[a-z][\w'-]+(?: (?!(?:is|was|has|wins|looks|one|picture|for|goes)\b)[\w'-]+){0,3} (?:(?:in|at|on) the )?(?:top|bottom|upper|lower)[ -](?:left|right)(?: (?:corner|please))?[.!]*$",
    re.IGNORECASE,
)


_PLACE = re.compile(
    r"\b(?:(?:way |far |over |up |down |right |just )*(?:on|at|in|to|towards?|along|across|off to) the (?:very |far |extreme )?(?:top |bottom |upper |lower )?(?:left|right|top|bottom|middle|centre|center)"
    r"(?: (?:side|corner|edge|half|hand side))?)\b",
    re.IGNORECASE,
)


def _beside_things(said: str) -> bool:
    """Return whether a sentence about the one picture at hand says where in it something is to be."""
    match = _PLACE.search(said)
    pointed = re.search(r"\b(?:one|ones|picture|pic|version|image|option)\b", said, re.IGNORECASE)
    return match is not None and not pointed and bool(telling(said.replace(match[0], " ")))


def within(sentence: str, hints: Hints) -> bool:
    """Return whether "on the left" says where in the picture: "remove the tree on the left", and after "add a flag" alone."""
    said = sentence.strip(" .!?")
    if _DIRECTION.search(said) and not re.search(r"\b(?:one|ones|picture|pic|version|image)\b", said, re.IGNORECASE):
        return True
    if _CORNER.match(said):
        return True
    if hints.alone and _beside_things(said):
        return True
    place = r"(?:on|at|in|to) the (?:left|right|top|bottom|upper|lower)\b"
    if hints.last_object and pattern(
        rf"^(?:a bit |more |further )?{place}(?: (?:side|corner|edge|hand))?(?: (?:please|instead))?$"
    ).match(said):
        return True
    return bool(
        pattern(
            rf"^(?:(?:<draw.lead>)\s+)*(?:get rid of|<edit.remove>|<edit.add>|move|there should be|with) (?!(?:it|this|that|him|her|them)\b)(?:the |an? |some |whatever |that |another |one more )?(?!(?:one|ones|picture|image|version)\b)[\w' -]+? {place}"
        ).match(said)
    )
