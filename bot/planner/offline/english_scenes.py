"""The scene that an English message means which begins a thread, and what its further sentences add to it.

Called by english_implied. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.english_antecedents import verb_in_scene
from bot.planner.offline.english_clauses import clause_in, thing_in
from bot.planner.offline.english_content import content_of, ing, with_article
from bot.planner.offline.english_fragments import TIMES, is_talk
from bot.planner.offline.english_lexicon import telling
from bot.planner.offline.english_syntax import Clause, clause_of
from bot.planner.offline.english_words import bare, split
from bot.planner.offline.reading import Hints, Reading

_IN_MIND = re.compile(
    r"\b(?:i|we)(?:'m| am|'re| are|'ve| have| was| were|'d| would)?(?: (?:just|kind of|sort of|really|been|still|now|also|maybe))* "
    r"(?:picturing|imagining|thinking(?: of| about)?|envisioning|visualising|visualizing|dreaming of|see|picture|imagine|had in mind|have in mind|fancy|go for|had|after|hoping for|planning)[,:]? (?P<x>(?:an?|some|two|three|four|the|maybe|\w+ing)\b.+)",
    re.IGNORECASE,
)
_THINKING = re.compile(
    r"^(?:(?:was|been|just|am) )*(?:thinking|picturing|imagining|envisioning|visualising|dreaming)(?: of| about)?[,:]? (?P<x>(?:an?|some|two|three|four|maybe an?)\b.+)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"\b(?:wants?|asked for|asks for|requested|requests|demands|suggests|suggested|said|says|imagines|dreams of|keeps saying|would like|wished for|wish(?:es)? for)\b[\s,:]+[\"'](?P<x>.+)[\"']\W*$",
    re.IGNORECASE,
)
_OF_PICTURE = re.compile(
    r"\b(?:an?|the|some|one) (?:[\w-]+ )?(?:picture|drawing|painting|illustration|poster|sketch|portrait|cartoon|image) (?:of|with|showing|where|in which) (?P<x>(?:an?|the|two|three|some|my|our|[a-z]+s)\b.+)",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    r"\b(?:draw|paint|sketch|illustrate|doodle|design|render|generate|portray) (?:(?:me|us|up|for me|for us)\s+)*(?P<x>(?:an?|the|my|our|some|two|three|four|one|\d|[a-z]{3,})\b.+)",
    re.IGNORECASE,
)
_WOULD_BE = re.compile(
    r"^(?P<x>(?:an?|some|two|three|one) .+?) (?:would|might|could|'d) (?:be|do|look|make|go)\b[^,.;!?]*(?P<r>,.*)?$",
    re.IGNORECASE,
)


#: "a snail": one thing, and nothing else.
_ONE_THING = re.compile(r"(?:an?|some|two|three|four) [a-z-]{3,}(?: please)?$", re.IGNORECASE)


def with_scene(reading: Reading, text: str, hints: Hints) -> Reading:
    """Return the reading with the scene that a message which begins a thread means."""
    parts = split(text)
    for index, sentence in enumerate(parts):
        said = bare(sentence)
        for expression in (_QUOTED, _THINKING, _IN_MIND, _AT_ONCE, _OF_PICTURE, _WOULD_BE):
            match = expression.search(said)
            if match and telling(match["x"]):
                wanted = match["x"] + (match.groupdict().get("r") or "")
                extras = tuple(e for e in (detail_of(p) for p in parts[index + 1 :]) if e)
                content = content_of(wanted, hints, extras)
                return replace(
                    reading,
                    content=replace(content, subject=with_article(content.subject)),
                    asks_to_draw=True,
                    question=False,
                )
    wished = next(
        (
            c
            for c in map(clause_of, parts)
            if c.kind == "wish"
            and c.subject
            not in {
                "i",
                "we",
                "you",
                "it",
                "he",
                "she",
                "they",
                "anyone",
                "somebody",
                "someone",
                "there",
                "this",
                "that",
            }
        ),
        None,
    )
    if wished is not None and len(telling(wished.text)) > 2:
        verb, _, rest = wished.rest.strip(" ?").partition(" ")
        content = content_of(
            f"{wished.subject} {'with' if verb == 'have' else '' if verb == 'be' else ing(verb)} {rest}", hints
        )
        return replace(
            reading,
            content=replace(content, subject=with_article(content.subject)),
            asks_to_draw=True,
            question=False,
            writes="",
        )
    asked = any(clause_of(p).kind == "question" for p in parts)
    if (reading.question and asked) or reading.pointer.points or reading.refers or reading.praise or reading.thanks:
        return reading
    first = _first_thing(parts)
    if (
        first.kind == "thing"
        and (len(telling(first.text)) > 1 or _ONE_THING.match(first.text))
        and not is_talk(parts[0])
    ):
        if re.search(r"\b(?:i|we|you|your)\b", first.text, re.IGNORECASE):
            return reading
        extras = tuple(e for e in (detail_of(p) for p in parts[1:]) if e)
        content = content_of(first.text, hints, extras)
        return replace(
            reading, content=replace(content, subject=with_article(content.subject)), describes=True, question=False
        )
    return reading


def _first_thing(parts: list[str]) -> Clause:
    """Return the first clause that names something, where what comes before only tells why."""
    for index, part in enumerate(parts):
        clause = clause_of(part)
        if clause.kind == "thing" and (not index or len(telling(part)) > 2):
            return clause
        if clause.kind not in {"tells", "nothing"}:
            break
    return Clause("nothing", "")


def detail_of(sentence: str) -> str:  # noqa: PLR0911 - the first that fits wins
    """Return a further sentence about what is to be drawn as a detail: "he wears tiny glasses" -> "wearing tiny glasses"; "" for talk."""
    clause = clause_of(sentence)
    if sentence.rstrip().endswith("?") or is_talk(sentence):
        return ""
    if clause.kind in {"place", "without", "look", "doing"}:
        return clause.text
    if clause.kind == "order" and clause.verb in {"add", "put", "include", "throw", "place"}:
        return clause_in(clause.rest)
    if clause.kind == "thing":
        return (
            clause.text
            if len(clause.text.split()) > 1
            and not TIMES.search(clause.text)
            and not re.search(r"\b(?:i|we|you|my|your|our|me|us)\b", clause.text, re.IGNORECASE)
            else ""
        )
    if clause.kind != "tells" or re.search(r"\b(?:i|we|you|me|us)\b", clause.text, re.IGNORECASE):
        return ""
    rest = re.sub(r"^(?:also|just|really|very|still|always|all)\s+", "", clause.rest.strip(" .!"))
    about = re.fullmatch(r"it|he|she|they|(?:the|his|her|its|their) .+", clause.subject, re.IGNORECASE)
    if not about or not telling(rest):
        return ""
    who = "" if re.fullmatch(r"it|he|she|they", clause.subject, re.IGNORECASE) else f"{thing_in(clause.subject)} "
    if clause.verb in {
        "should",
        "must",
        "could",
        "can",
        "will",
        "would",
        "needs",
        "ll",
        "d",
        "has",
        "s",
        "is",
        "are",
        "re",
        "have",
        "was",
        "were",
    }:
        rest = re.sub(r"^(?:to )?(?:be|look)\s+", "", rest)
        had = re.match(r"(?:to )?(?:have|got)\s+(?P<x>.+)", rest)
        rest = f"with {had['x']}" if had else f"with {rest}" if clause.verb in {"has", "have", "needs"} else rest
        wears = re.match(r"(?P<v>wear|hold|carry|ride|sit|stand|look|smile|wave|read|eat|drink|play)\b(?P<x>.*)", rest)
        return f"{who}{ing(wears['v'])}{wears['x']}" if wears else f"{who}{rest}"
    return f"{who}{verb_in_scene(clause.verb)} {rest}"
