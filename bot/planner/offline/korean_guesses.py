"""What a Korean message most probably asks for when no rule understood it: a fragment is put into the picture at hand,
or drawn where there is none.

Called by korean, last of all. Pure. Remarks stay remarks: whatever ends like a statement is left alone.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.korean_endings import trimmed
from bot.planner.offline.korean_phrases import bare, pattern
from bot.planner.offline.korean_scene import english_of, phrase_of
from bot.planner.offline.korean_words import understand
from bot.planner.offline.reading import Content, Hints, Reading
from bot.planner.prompts import Change
from bot.planner.words import sentences

#: "한 마리만 더", "두 그루 추가": nothing but more of it.
_MORE = re.compile(r"\s*(?:만\s*)?(?:좀\s*)?(?:더|추가|하나|하나만|하나\s*더|도|이요|요|만)\s*$")
_COUNTED = re.compile(
    r"(?:^|\s)(?:한|두|세|네|다섯|하나|둘|셋|넷|\d+)\s*(?:마리|그루|송이|개|명|대|채|잔|권|자루|쌍)?(?:만|씩)?$"
)
_KNOWN = frozenset(["noun", "number", "adjective", "attributive", "relation", "adverb"])
#: More words than this are told and not put in.
_FRAGMENT_WORDS = 6


def is_unclear(reading: Reading) -> bool:
    """Return whether nothing was understood of a message that says anything."""
    understood = (
        reading.content is not None or reading.change_is_explicit or reading.reshape or reading.writes or reading.name
        or reading.question or reading.more or reading.reroll or reading.undo or reading.prying or reading.length
        or reading.thanks or reading.bye or reading.praise or reading.undecided or reading.to_person
    )  # fmt: skip
    return not understood and bool(re.search(r"[가-힣]{2}", reading.text))


def supposed(reading: Reading, rest: str, hints: Hints, *, asked: bool = False) -> Reading:
    """Return the reading with what the fragment `rest` most probably asks for, if anything; `asked`: it does."""
    if asked and not hints.has_pictures and rest.strip():
        subject, details = english_of(rest)
        return replace(reading, content=Content(subject, details, native=rest), asks_to_draw=True)
    parts = sentences(rest)
    if len(parts) != 1 or re.search(r"별로\s*[.!~]*$", rest) or len(parts[0].split()) > _FRAGMENT_WORDS:
        return reading
    head = thing = trimmed(bare(parts[0]).rstrip(" .!~"))
    while (shorter := _MORE.sub("", thing)) != thing:
        thing = shorter
    words = [w for w in understand(thing) if w.sort != "mark"]
    if not words or any(w.sort not in _KNOWN for w in words) or words[-1].sort not in {"noun", "number"}:
        return reading
    placed = words[-1].sort == "number" or any(w.sort == "relation" for w in words) or bool(_COUNTED.search(thing))
    counted = placed or bool(re.search(r"(?:더|추가)(?:요|이요)?$", head))
    if not hints.has_pictures:
        subject, details = english_of(thing)
        return replace(reading, content=Content(subject, details, native=thing), describes=True)
    said_alone = not (hints.people and not hints.replied) and not reading.pointer.points
    if not counted and (not said_alone or pattern("<asides.interjections>").fullmatch(thing)):
        return reading
    phrase = phrase_of(thing)
    added = phrase if re.match(r"(?:with|in|on|under|beside|behind|wearing|holding)\b", phrase) else f"with {phrase}"
    return replace(reading, change=Change(add=(added,)), change_is_explicit=True, refers=True)
