"""English fragments: what is merely named, placed or done ("glasses!", "on his head", "waving"), and what is but talk.

Called by english_implications and english_scenes. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re

from bot.planner.offline.english_change import change_of
from bot.planner.offline.english_clauses import clause_in
from bot.planner.offline.english_lexicon import closed, is_doing, is_look, telling, tokens, words
from bot.planner.offline.english_words import pattern
from bot.planner.offline.reading import Hints
from bot.planner.prompts import Change
from bot.planner.references import stem

#: After so many words a fragment is a scene of its own.
SHORT_WORDS = 8


#: Nouns about which one asks, alone with a question mark: "print size?"
ASKED_OF = re.compile(
    r"\b(?:size|sizes|price|cost|font|fonts|format|resolution|dpi|seed|seeds|prompt|names?|ideas?|titles?|when|who|time|date|deadline|really|serious(?:ly)?|right|sure|true|done|ready|anyone|anybody|else|help|why|what|feedback|thoughts|opinions?|votes?|yes|no|again|true|kidding|deal|captions?|slogans?|mottos?|poems?|story|stories|haikus?|jokes?|size|tagline|lyrics)\b",
    re.IGNORECASE,
)


def known(text: str, hints: Hints) -> Change:
    found, sure = change_of(text, last_object=hints.last_object)
    return found if sure else Change()


def is_talk(said: str) -> bool:
    """Return whether `said` praises, blames or chats and names nothing that could be drawn."""
    parts = tokens(said)
    if pattern(r"\b(?:<parts.thanks>|<parts.bye>)\b").search(said):
        return True
    if re.search(
        r"\b(?:my (?:vote|heart|money|day|week|mood|life)|the nod|sorted|unlocked|nailed it|kiss|living for|here for it|i can't|safety first|first things first|me first|ladies first|priorities)\b",
        said,
        re.IGNORECASE,
    ):
        return True
    taste = [w for w in parts if w in words("looks", "taste")]
    talk = [w for w in parts if w in words("looks", "talk")]
    named = [w for w in telling(said) if w not in words("looks", "talk") and w not in _NOISE]
    if talk and len(named) < 2:
        return True
    return (
        bool(taste) and len(named) < 2 and not re.search(r"\b(?:more|less|with|without|no|too)\b", said, re.IGNORECASE)
    )


_NOISE = frozenset(
    [
        "lol",
        "haha",
        "hehe",
        "omg",
        "wow",
        "yes",
        "yeah",
        "yep",
        "nope",
        "nah",
        "ok",
        "okay",
        "oh",
        "ah",
        "hey",
        "hi",
        "hello",
        "same",
        "here",
        "me",
        "too",
        "hmm",
        "uh",
        "um",
        "ugh",
        "yay",
        "woo",
        "woohoo",
        "hooray",
        "bravo",
    ]
)


TIMES = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|yesterday|week|month|minute|minutes|hour|hours|o'clock|\d ?(?:am|pm)"
    r"|meeting|work|school|home|mind|luck|case|way|course|fact|general|love with|charge|time|theory|vain|advance|touch|trouble|sale|holiday|real life|my life"
    r"|thread|channel|chat|me|us|you|my (?:opinion|head|house|desk|ankle|wall|fridge|door|street|town))\b",
    re.IGNORECASE,
)


def is_place(text: str) -> bool:
    """Return whether a fragment with a preposition says where or how something is in a picture."""
    return (
        bool(telling(text))
        and not TIMES.search(text)
        and not re.match(r"(?:for|to|about|from|of|till|until|than|per)\b", text, re.IGNORECASE)
    )


def is_deed(text: str) -> bool:
    """Return whether an "-ing" fragment is something that is seen, not what the speaker does."""
    verb = tokens(text)[0]
    minds = (
        r"(?:think|wonder|look|hop|lov|lik|dy|laugh|cry|go|say|tell|talk|ask|print|post|order|sav|shar|send|us|keep|pick|choos|vot|giv|try|com|mak|tak|need|want"
        r"|buy|call|nam|feel|miss|work|hurry|guess|be|see|get|keep|stick|switch|draw|paint)"
    )
    if re.fullmatch(rf"{minds}(?:[a-z])?ing", verb):
        return bool(
            re.match(
                r"(?:laughing|crying|looking) (?:at|up|down|away|into|out|over|left|right|through|sad|happy)?", text
            )
            and not re.search(r"\b(?:forward|at this|at it|my)\b", text)
        )
    return not re.search(r"\b(?:it|this|that|these|i|my|me|you|your)\b", text, re.IGNORECASE)


def named_in(text: str, said: str, hints: Hints, *, pointed: bool) -> Change:  # noqa: PLR0911 - the first that fits wins
    """Return the change that a thing which is merely named means: it is to be there."""
    named = [w for w in telling(text) if w not in _NOISE]
    spans = re.match(r"(?:an?|[\w-]+) (?:more )?(?:days?|nights?|hours?|years?|times?|seconds?)\b", text, re.IGNORECASE)
    if (
        not named
        or spans
        or TIMES.search(text)
        or len(tokens(text)) > SHORT_WORDS
        or re.search(r"\b(?:i|we|you|my|your|our|me|us|who|what|why|when)\b", text, re.IGNORECASE)
    ):
        return Change()
    if all(re.search(r"(?<!ol|el|al)ly$", w) or w in {"so", "indeed", "agreed", "exactly"} for w in named) and not any(
        is_look(w) for w in named
    ):
        return Change()
    found = known(text, hints)
    if found:
        return found
    looks = _looks_in(text)
    if looks:
        return looks
    parts = tokens(text)
    one = re.match(
        r"(?:this|that|these|it|him|her|them)(?: one| picture| version)? (?P<x>(?:with|in|at|on|as|without|by|under|only|from)\b .+)",
        text,
        re.IGNORECASE,
    )
    if one:
        return known(one["x"], hints) or Change(add=(clause_in(one["x"]),))
    if parts[0] in {"the", "that", "this", "those", "these", "his", "her", "its", "their"}:
        return _tinted(text, hints)
    if pointed and not re.search(r"[,:;-]|\bwith\b|\bplus\b|\bin\b", said) and len(parts) < 3:
        return Change()
    return Change(add=(clause_in(text),))


def _looks_in(text: str) -> Change:
    """Return the change of "shadows longer, light warmer": things, each with how it is to look."""
    tints = []
    for piece in re.split(r",\s*(?:and\s+)?|\s+and\s+", text):
        match = re.match(
            r"(?:the |his |her |its |their )?(?P<n>[\w'-]+(?: [\w'-]+)?) (?:a bit |a little |much |way |even |slightly |more |less )?(?P<x>[\w-]+)$",
            piece.strip(),
            re.IGNORECASE,
        )
        if (
            match is None
            or not is_look(match["x"].casefold())
            or is_look(match["n"].casefold())
            or closed(match["n"].casefold())
        ):
            return Change()
        tints.append((match["n"], match["x"]))
    return Change(tint=tuple(tints))


def _tinted(text: str, hints: Hints) -> Change:
    """Return the change of "his tail longer", "the sky at dusk": a part and how it is to be; a bare part is a remark."""
    match = re.match(
        r"(?:the|that|this|those|these|his|her|its|their) (?P<n>[\w'-]+)(?: (?P<n2>[\w'-]+))?? (?P<x>(?:in|at|with|as|on|under|made of|over|like|behind)\s.+|[\w-]+ing\b.*|[\w-]+)$",
        text,
        re.IGNORECASE,
    )
    if match is None or stem(match["n2"] or match["n"]) not in hints.things:
        return Change()
    looks = match["x"].split()
    if len(looks) == 1 and not is_look(looks[0]) and not is_doing(looks[0]):
        return Change()
    noun = " ".join(w for w in (match["n"], match["n2"]) if w)
    return (
        Change(tint=((noun, match["x"]),))
        if len(looks) == 1 and not is_doing(looks[0])
        else Change(add=(f"with the {noun} {match['x']}",))
    )
