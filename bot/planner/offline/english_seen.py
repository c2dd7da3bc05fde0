"""English words that want something to be seen without asking for a picture: "does he have a castle? show me".

Called by english_implied. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from bot.planner.offline.english_antecedents import verb_in_scene
from bot.planner.offline.english_content import content_of, ing, with_article
from bot.planner.offline.english_lexicon import telling
from bot.planner.offline.english_syntax import clause_of
from bot.planner.offline.english_words import bare, split
from bot.planner.offline.reading import Hints, Reading

_TO_SEE = re.compile(
    r"^(?:(?:that|this|it)(?:'s something)? (?:i|we)(?:'d| would) (?:love|like|pay|kill|want|need)(?: so much| very much)? to see"
    r"|(?:i|we)(?:'d| would|'ve got to| have to| need to| must| gotta)? (?:(?:love|like|want|need|pay|have) to )?see (?:that|this|it)(?: happen)?)(?: now| please| too)?$",
    re.IGNORECASE,
)


_NEXT = re.compile(
    r"^(?:(?:ok|okay|and|so|right)\W+)*(?:now|next|then|also|after that)\W+(?:for )?(?P<k>(?:the|our|my|his|her) [^,:]{3,60})[,:]\s+(?P<x>(?:an?|two|three|some)\b.+)",
    re.IGNORECASE,
)


_SHOW_ME = re.compile(
    r"^(?:please |can you |could you |so )*(?:show (?:me|us)|draw (?:it|that|her|him|them)|paint (?:it|that))(?: please)?$",
    re.IGNORECASE,
)


_ASKED = re.compile(
    r"^(?:does|do|did|is|are|can|could|would|will|has|have) (?P<who>\{\d\}|he|she|it|they)\s+(?P<x>.+?)\??$",
    re.IGNORECASE,
)


def _with_tail(sentence: str) -> tuple[str, ...]:
    """Return the sentence in two when it ends in a bare request: "she got a bicycle, show us"."""
    front, comma, tail = sentence.rpartition(",")
    return (front, tail) if comma and _SHOW_ME.match(bare(tail)) else (sentence,)


def scene_after(reading: Reading, text: str, hints: Hints) -> Reading | None:  # noqa: PLR0911 - the first that fits wins
    """Return the reading of words that want something to be seen: "does {0} have a castle? show me", "that I'd love to see"."""
    parts = [p for s in split(text) for p in _with_tail(s)]

    def drawn(words_: str) -> Reading:
        content = content_of(words_, hints)
        return replace(
            reading,
            content=replace(content, subject=with_article(content.subject)),
            asks_to_draw=True,
            question=False,
            change=None,
        )

    if any(_TO_SEE.match(bare(p)) for p in parts):
        return drawn("it")
    for asked, shown in pairwise(parts):
        about = _ASKED.match(bare(asked))
        happened = re.match(
            r"(?P<who>\{\d\}|(?:my|our) [\w -]+?) (?P<v>got|has|had|is|was|\w{2,}(?:ed|s)|went|found|lost|won|made|built|bought|took|fell|ran|met|ate|wore|flew|rode|sat|caught) (?P<x>.+)",
            bare(asked),
        )
        if happened and _SHOW_ME.match(bare(shown)) and not asked.rstrip().endswith("?"):
            how = {"has": "with", "had": "with", "got": "with", "is": "", "was": ""}.get(
                happened["v"], verb_in_scene(happened["v"])
            )
            return drawn(f"{happened['who']} {how} {happened['x'].strip(' .!')}")
        dreamt = re.search(
            r"\b(?:where|about|in which|when|of) (?P<x>(?:an?|the|my|our|two|some|all|every)\b.+)", asked, re.IGNORECASE
        )
        if dreamt and _SHOW_ME.match(bare(shown).rstrip(" ?")) and not asked.rstrip().endswith("?"):
            return drawn(re.sub(r"\b(?:was|were|is|are) ", "", dreamt["x"].strip(" .!"), count=1))
        if about and _SHOW_ME.match(bare(shown)):
            verb, _, rest = about["x"].strip(" ?").partition(" ")
            how = rest if asked.casefold().startswith(("is", "are")) else f"{ing(verb)} {rest}"
            return drawn(f"{about['who']} {how}" if how.strip() else about["who"])
    upcoming = next((m for p in parts if (m := _NEXT.match(p.strip()))), None)
    if upcoming and hints.has_pictures:
        return drawn(f"{upcoming['x']}, {upcoming['k']}")
    for part in parts:
        if (
            re.match(
                r"\{\d\}'s (?!(?:not|so|too|very|really|just|been|got|gone|cute|great|the|a|an|my)\b)[\w' -]+\?$",
                bare(part) + ("?" if part.rstrip().endswith("?") else ""),
            )
            and clause_of(part).kind != "question"
        ):
            return drawn(bare(part).rstrip("?"))
        if re.match(
            r"^\{\d\}(?: (?:and|&) \{\d\})? (?:\w{2,}ing|in|on|at|with|as|behind|under|inside|asleep)\b", bare(part)
        ) and not part.rstrip().endswith("?"):
            return drawn(bare(part))
    if reading.count is not None and hints.has_pictures and not reading.pointer.points:
        told = next(
            (c for c in map(clause_of, parts) if c.kind in {"tells", "order", "thing"} and len(telling(c.text)) > 2),
            None,
        )
        if told is not None and told.subject.casefold() not in {"i", "we", "you"}:
            return drawn(f"{told.subject} {told.rest}".strip() if told.kind != "thing" else told.text)
    return None
