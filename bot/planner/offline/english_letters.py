"""Letters that an English message wants to stand in a picture: quoted, in capitals, or after "it says".

Called by english_whole. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.lexicon import either
from bot.planner.offline.english_pieces import listed
from bot.planner.prompts import Change

_QUOTED = re.compile(r"\"([^\"]{2,60})\"|(?<![\w])'([^']{2,60})'(?!\w)")
_CAPITALS = re.compile(r"\b[A-Z][A-Z'&!]+(?:[ -](?:[A-Z0-9][A-Z0-9'&!]*)){0,6}|\b[A-Z]{3,}\b")
_TITLE = re.compile(
    r"\b(?:called|titled|entitled|says|saying|say|reads|reading|read):? (?P<x>[A-Z][\w'&]*(?: [A-Z0-9&][\w'&]*)*)"
)
_CUE = re.compile(
    r"\b(?:says?|saying|reads?|reading|title|titled|called|words?|letter\w*|sign|banner|text|caption|captioned|writ\w+|wrote"
    r"|slogan|headline|label|tagline|motto|lettering|font|engrav\w+|stitched)\b|: ?[A-Z]{2}",
    re.IGNORECASE,
)


def letters_in(text: str) -> tuple[str, ...]:
    """Return the words that are to be read in the picture; none where everything is in capitals."""
    small = sum(c.islower() for c in text)
    if not _CUE.search(text) or small * 2 < sum(c.isupper() for c in text):
        return ()
    quoted = [a or b for a, b in _QUOTED.findall(text)]
    capitals = [c.strip(" -") for c in _CAPITALS.findall(text) if len(c.strip(" -")) > 3]
    titles = [m["x"] for m in _TITLE.finditer(text)]
    return tuple(dict.fromkeys(quoted or capitals or titles))


def lettered(change: Change, text: str, prompt: str) -> Change:
    """Return `change` with the letters that `text` wants and neither it nor `prompt` has; misspelt ones put right."""
    corrects = re.search(either(listed("corrects")), text, re.IGNORECASE)
    for words in letters_in(text):
        old = _misspelt(words, prompt) if corrects else ""
        if old:
            return Change(swap=((old, words),))
        pairs = " ".join(f"{a} {b}" for a, b in (*change.swap, *change.tint))
        held = f"{' '.join((*change.add, *change.remove))} {pairs} {prompt}".casefold()
        if words.casefold() not in held:
            kept = tuple(r for r in change.remove if r.casefold() not in {"letter", "letters", "words", "sign", "text"})
            change = replace(change, add=(*change.add, f'with the words "{words}"'), remove=kept)
    return change


def _misspelt(words: str, prompt: str) -> str:
    """Return the letters of `prompt` that share a word with `words`."""
    said = set(words.casefold().split())
    there = [a or b for a, b in _QUOTED.findall(prompt)] + _CAPITALS.findall(prompt)
    near = (t.strip() for t in there if said & set(t.casefold().split()))
    return next((t for t in near if t.casefold() != words.casefold()), "")
