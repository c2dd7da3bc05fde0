"""What an English message asks for without saying so: "thicker", "roses under it", "he'd like a cat as well".

Called by english when its frames found no request, or one that is but a fragment. Pure. Each clause is read by its grammar;
what it names always lands in the change or in the description, nothing is dropped.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.english_adding import about_the_picture, fragment_or_scene
from bot.planner.offline.english_content import content_of, with_article
from bot.planner.offline.english_lexicon import telling
from bot.planner.offline.english_passing import change_in_passing
from bot.planner.offline.english_requests import OF_THE_BOT
from bot.planner.offline.english_residue import with_antecedent, with_residue
from bot.planner.offline.english_scenes import with_scene
from bot.planner.offline.english_seen import scene_after
from bot.planner.offline.english_syntax import clause_of
from bot.planner.offline.english_words import bare, split
from bot.planner.offline.reading import Hints, Reading
from bot.planner.references import Pointer


def with_implied(reading: Reading, text: str, hints: Hints) -> Reading:  # noqa: PLR0911 - the first that fits wins
    """Return the reading with what its clauses imply, where nothing was asked for in so many words."""
    if (
        reading.to_person
        or reading.name
        or reading.writes
        or reading.prying
        or OF_THE_BOT.search(bare(text))
        or (_SOCIAL.match(text) and (len(split(text)) < 2 or hints.has_pictures) and reading.content is None)
    ):
        return reading
    if reading.undecided or re.search(
        r"\b(?:can't|cannot|can not|hard to|couldn't) (?:decide|choose|pick)\b", text, re.IGNORECASE
    ):
        return reading
    reading = (about_the_picture if hints.has_pictures else _without_pictures)(reading, text, hints)
    told = (reading.content.native if reading.content else "").casefold().split()[-2:]
    if reading.describes and any(_is_told_of_us(s) and all(w in s.casefold() for w in told) for s in split(text)):
        return replace(reading, content=None, describes=False)
    if reading.describes and hints.has_pictures and _REMARKED.match(bare(text)):
        return replace(reading, content=None, describes=False)
    asked = [s for s in split(text) if s.rstrip().endswith("?") and clause_of(s).kind == "question"]
    if (
        reading.describes
        and asked
        and hints.has_pictures
        and not re.match(r"(?:an?|two|three|\{)", reading.content.native if reading.content else "")
    ):
        return replace(reading, content=None, describes=False)
    if reading.describes or reading.weakly:
        reading = fragment_or_scene(reading, hints)
    reading = with_antecedent(reading, text)
    if _asks(reading, hints):
        return with_residue(reading, text, hints)
    scene = scene_after(reading, text, hints)
    if scene is not None:
        return scene
    if hints.has_pictures:
        change = change_in_passing(text, hints)
        if change:
            return replace(reading, change=change, change_is_explicit=True, question=False)
        return reading
    return with_scene(reading, text, hints)


#: What people say to each other.
_SOCIAL = re.compile(
    r"\W*(?:(?:oh|aww+|hey|yay|wow|haha|lol)\W+)*(?:congrats|congratulations|happy (?:birthday|anniversary|new year|friday|monday|weekend|holidays)|good (?:luck|morning|night|job|work|point|one)|well done|nice (?:one|work|job)"
    r"|welcome|sorry|thanks?|thx|cheers|bless|get well|well played|no worries|no problem|you're welcome|see you|talk (?:later|soon)|brb|afk|back in)\b",
    re.IGNORECASE,
)


#: "The face of someone who regrets everything": a remark about what is there.
_REMARKED = re.compile(
    r"(?:the|that) (?:face|look|expression|way|moment|energy|audacity|drama|confidence|attitude|eyes|sass|smugness|stare|posture|pose) (?:of|when|on|in|that|it|he|she)\b",
    re.IGNORECASE,
)
_TOLD_IN_QUOTES = re.compile(r"[:,]\s*\"(?P<x>[^\"]{12,})\"\W*$")


def _without_pictures(reading: Reading, text: str, hints: Hints) -> Reading:
    """Return the reading where there is no picture yet: nothing can be pointed at or changed, so a scene is wanted."""
    told = _TOLD_IN_QUOTES.search(reading.text)
    if told and not reading.asks_to_draw and len(telling(told["x"])) > 1:
        content = content_of(told["x"], hints)
        return replace(
            reading,
            content=replace(content, subject=with_article(content.subject)),
            asks_to_draw=True,
            question=False,
            change=None,
        )
    if reading.content is None and reading.change_is_explicit:
        scene = with_scene(replace(reading, change=None, change_is_explicit=False), text, hints)
        reading = scene if scene.content is not None and scene.asks_to_draw else reading
    if reading.content is None or not (reading.asks_to_draw or reading.describes or reading.weakly):
        return reading
    plain = reading.weakly and reading.change is None
    return replace(
        reading,
        pointer=Pointer(rest=text),
        change=None,
        change_is_explicit=False,
        asks_to_draw=reading.asks_to_draw or plain,
        question=reading.question and not plain,
    )


def _is_told_of_us(sentence: str) -> bool:
    """Return whether `sentence` tells what somebody of the speaker's did: "my grandma lived on that street"."""
    clause = clause_of(sentence)
    ours = re.match(r"(?:my|our)\b", clause.subject, re.IGNORECASE)
    return clause.kind == "tells" and bool(ours) and ":" not in sentence and clause.verb not in _WISHING


_WISHING = frozenset(["should", "could", "would", "might", "needs", "wants", "need", "want", "d"])


def _asks(reading: Reading, hints: Hints) -> bool:
    """Return whether the frames found a request."""
    return bool(
        reading.content
        or (reading.change and (reading.change_is_explicit or reading.pointer.points))
        or reading.more
        or reading.reroll
        or reading.undo
        or reading.reshape
        or (reading.length and hints.last_action in {"text", "both"})
        or reading.bye
    )
