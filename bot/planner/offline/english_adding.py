"""Whether an English request that could be for a new picture is about the one at hand: "can we get some fog in there".

Called by english_implied. Pure. What speaks for a new picture and what for an addition is weighed.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.english_antecedents import verb_in_scene
from bot.planner.offline.english_change import change_of, merge
from bot.planner.offline.english_clauses import clause_in, shown_as
from bot.planner.offline.english_content import ing
from bot.planner.offline.english_fragments import SHORT_WORDS, known
from bot.planner.offline.english_implications import implied_by
from bot.planner.offline.english_lexicon import is_doing, is_present, tokens, words
from bot.planner.offline.english_passing import beside_pointer
from bot.planner.offline.english_syntax import Clause, clause_of
from bot.planner.offline.english_words import bare, pattern, split
from bot.planner.offline.reading import Hints, Reading
from bot.planner.prompts import Change, kind_of_thing
from bot.planner.references import stem

_IN_THERE = (
    r"\b(?:in there|on there|up there|down there|out there|back there|on top|in the (?:background|foreground|distance|corner|corners|middle|centre|center|scene|picture|sky|water|air|back|front)"
    r"|(?:in|on|onto|behind|beside|around|above|below|under|next to|near|with|for|over|to|after|past|towards|against|inside|across) (?:it|him|her|them|this|that)|(?:on|in|around|behind|over|under|next to) (?:his|her|its|their) [\w-]+)\b"
)


#: "no wait, a dog not a cat": another thing than the one that is there.
_CORRECTED = re.compile(
    r"\W*(?:(?:no|nope|wait|sorry|oops|actually|i mean|i meant|meant|it's|make it|should be)\b[\s,.]*)+(?P<b>(?:an? |the )?[\w' -]+?),? not (?:an? |the )?(?P<a>[\w' -]+?)[.! ]*$",
    re.IGNORECASE,
)


def _only_change(reading: Reading, change: Change) -> Reading:
    """Return the reading as a wish for `change`, and for nothing new."""
    return replace(
        reading, change=change, change_is_explicit=True, content=None, describes=False, asks_to_draw=False, weakly=False
    )


def about_the_picture(reading: Reading, text: str, hints: Hints) -> Reading:  # noqa: PLR0911, PLR0912 - the first that fits wins
    """Return the reading as a change where a request that could be for a new picture is about the one at hand."""
    content, change = reading.content, reading.change
    meant = _CORRECTED.match(text)
    if meant and any(stem(w) in hints.things for w in meant["a"].split()):
        return _only_change(reading, Change(swap=((meant["a"], meant["b"]),)))
    if content is None:
        return reading
    if _SAME_IDEA.match(content.subject) and not reading.cast:
        return replace(
            reading, content=None, asks_to_draw=False, describes=False, weakly=False, change=None, reroll=True
        )
    if reading.fresh:
        return reading
    if change is not None and reading.change_is_explicit:
        olds = [*(old for old, _ in change.swap), *(thing for thing, _ in change.tint)]
        here = any(stem(w) in hints.things for old in olds for w in old.split())
        anew = pattern(r"\b(?:<draw.verbs>|show (?:me|us)) (?:an?|some|me|us|two|three)\b").search(bare(text))
        if here and not anew:
            return _only_change(reading, change)
    if reading.pointer.points and not reading.asks_to_draw:
        beside = beside_pointer(reading.pointer.rest, bare(text))
        scene = reading.describes and _score_of_new(beside.text, hints) > 2
        after = not scene and (
            re.match(r"[^:]{2,40}:\s+\S", bare(text)) and beside.kind == "thing" and not content.subject.startswith("{")
        )
        if beside.kind in {"place", "look", "doing", "without"} or after:
            return _only_change(reading, known(beside.text, hints) or Change(add=(clause_in(beside.text),)))
    if re.match(r"(?:his|her|its|their) [\w' -]+$", content.subject) and reading.asks_to_draw and not reading.cast:
        thing = content.subject.split(" ", 1)[1]
        return replace(reading, content=replace(content, subject=f"the {thing} of it", anaphor=True))
    if (
        reading.kind
        and content.anaphor
        and re.fullmatch(
            r"(?:an? |the )?(?:it|this|that|him|her|them)(?: again)?", content.subject.strip(), re.IGNORECASE
        )
        and not content.details
        and not reading.cast
    ):
        return replace(_only_change(reading, Change()), change=None, change_is_explicit=False, reshape=True)
    if reading.count is not None or reading.pointer.points:
        return reading
    if reading.seed == "same":
        said = re.sub(r"^(?:an?|the) (?=(?:with|in|at|but|only)\b)", "", content.native or content.subject)
        return _only_change(reading, change or change_of(f"same but {said}")[0])
    for sentence in split(text):
        found = _change_of_what_is_seen(clause_of(sentence), hints)
        if found:
            return _only_change(reading, found)
    return reading


def _change_of_what_is_seen(clause: Clause, hints: Hints) -> Change:  # noqa: PLR0911 - the first that fits wins
    """Return the change of "can we get some fog in there", "a hat would suit him", "could {0} have a pipe"."""
    had = re.match(r"(?:have|get|see|try|do|add|use)\s+(?P<x>.+)", clause.rest, re.IGNORECASE)
    if clause.kind == "wish" and clause.subject in {"i", "we"} and had:
        added = re.sub(r"\s+(?:in|on|out|up|down|back) there\b", "", had["x"].strip(" ?"))
        somewhere = re.search(_IN_THERE, had["x"], re.IGNORECASE) and not re.match(
            r"(?:it|him|her|them|this|that)\b", added
        )
        return Change(add=(clause_in(added),)) if somewhere else Change()
    wanted = re.match(
        r"(?:(?:also|really|still|now) )*(?:(?:like|love|want|need|add|have) )?(?:(?:to (?:have|see|get|add)) )?(?P<x>(?:an?|some|more|two|three|a few)\b.+)",
        clause.rest,
        re.IGNORECASE,
    )
    if (
        clause.kind == "tells"
        and clause.subject in {"i", "we"}
        and clause.verb in {"want", "need", "d", "would", "like"}
        and wanted
    ):
        near = re.search(_IN_THERE, wanted["x"], re.IGNORECASE) and len(wanted["x"].split()) < SHORT_WORDS + 1
        return Change(add=(clause_in(wanted["x"].strip(" .!")),)) if near else Change()
    painted = re.match(
        r"(?:paint|colou?r|draw|shade|fill) (?P<n>(?:the|his|her|its|their) [\w-]+(?: [\w-]+)?) (?P<x>(?:like|as|in|with)\s.+)",
        clause.text,
        re.IGNORECASE,
    )
    if painted and (any(stem(w) in hints.things for w in painted["n"].split()) or _PART.search(painted["n"])):
        return Change(add=(f"with {painted['n']} {painted['x']}",))
    besides = re.match(
        r"(?:let's|let us|can (?:we|i)|could (?:we|i)|i'd like|i want|we need|i'd love|maybe)\s+(?:(?:also|to)\s+)?(?:have|get|add|see|try|include)?\s*(?P<x>.+?),?\s+(?:as well|too|also|in addition|on top)$",
        clause.text.strip(" ?.!"),
        re.IGNORECASE,
    )
    if besides and _score_of_new(besides["x"], hints) < 0 and not re.match(r"(?:it|this|that|one)\b", besides["x"]):
        return Change(add=(clause_in(besides["x"]),))
    having = re.match(
        r"(?:please |can you |could you )?have (?P<n>(?:an?|some|two|three) [\w-]+(?: [\w-]+)?) (?P<v>[a-z]{3,}) (?P<x>(?:in|on|at|along|across|over|under|behind|from|through|around|down|up|by|near|into|past)\b.+)$",
        clause.text,
        re.IGNORECASE,
    )
    if having and having["v"] in words("verbs", "common"):
        return Change(add=(f"with {having['n']} {ing(having['v'])} {having['x'].strip(' ?.!')}",))
    does = re.match(r"(?:the |his |her |its |their )?(?P<n>[a-z]+) (?P<v>[a-z]{4,}s)\b(?P<x>.*)$", clause.text)
    if (
        does
        and stem(does["n"]) in hints.things
        and is_present(does["v"])
        and not _STATES.match(does["v"])
        and not re.match(r"the\b", clause.text)
    ):
        return Change(add=(f"with the {does['n']} {verb_in_scene(does['v'])}{does['x']}",))
    named = re.match(r"(?:an?|some|two|three|more)\b", clause.subject, re.IGNORECASE)
    if clause.kind == "tells" and clause.verb in {"would", "might", "could", "d"} and named:
        whole = f"{clause.subject} {clause.rest}"
        by_it = re.search(rf"{_IN_THERE}|\b(?:him|her|them|it)\b", whole, re.IGNORECASE)
        if (by_it or _score_of_new(clause.subject, hints) < 0) and len(clause.subject.split()) < SHORT_WORDS:
            return Change(add=(clause_in(clause.subject),))
    who = re.match(r"\{(\d)\}$", clause.subject)
    return _change_of_somebody(clause) if who and int(who[1]) in hints.shown else Change()


#: What is told with these is no deed that could be seen.
_STATES = re.compile(
    r"(?:looks|seems|feels|thinks|wants|needs|likes|loves|knows|hates|deserves|makes|gets|reminds|means|suits|fits|works|sounds|costs|goes|comes|says|wins|rules|rocks|sucks|happens|matters|belongs|stays|keeps|takes|gives|does|scares|kills|slaps|cracks)$"
)


_SAME_IDEA = re.compile(
    r"(?:an? )?(?:the|this|that) (?:(?:whole|same|entire|very same) )*(?:idea|concept|thing|scene|theme|motif|subject|lot)\b(?: (?:again|anew|over|from scratch|once more))*$",
    re.IGNORECASE,
)


#: Parts that every picture may have.
_PART = re.compile(
    r"\b(?:sky|background|foreground|ground|floor|wall|walls|border|frame|edges?|corners?|horizon|water|sea|grass|light|shadows?|lettering|text|title|outlines?|lines)$",
    re.IGNORECASE,
)


_LOOKS = frozenset(["have", "wear", "hold", "be", "look", "get", "carry", "smile", "wave"])


def _change_of_somebody(clause: Clause) -> Change:
    """Return how somebody who is in the picture is to look: "could {0} have a pipe"; empty for what they do elsewhere."""
    rest = clause.rest.strip(" ?.!")
    if clause.kind == "wish" or clause.verb in {"should", "could", "must", "might", "can"}:
        verb, _, tail = rest.partition(" ")
        return shown_as("it", verb, tail) if verb in _LOOKS and tail else Change()
    needs = re.match(r"(?:an?|some|his|her|its|their|more|two|three|to (?:be|have|wear|hold|look))\b", rest)
    if clause.kind == "tells" and clause.verb in {"needs", "wants", "deserves", "lacks", "gets", "misses"} and needs:
        verb, _, tail = rest.removeprefix("to ").partition(" ")
        return shown_as("it", verb, tail) if rest.startswith("to ") else Change(add=(clause_in(rest),))
    return Change()


def fragment_or_scene(reading: Reading, hints: Hints) -> Reading:
    """Return the reading with a bare description turned into a change where it only adds to the picture at hand."""
    content = reading.content
    if (
        content is None
        or not hints.has_pictures
        or reading.fresh
        or reading.count is not None
        or reading.kind
        or reading.shape
        or reading.cast
        or reading.change_is_explicit
        or reading.undo
        or reading.more
        or reading.reroll
    ):
        return reading
    text = content.native or content.subject
    if hints.last_action == "refuse":
        return reading
    if clause_of(text).kind not in {"place", "without"} and _score_of_new(text, hints) >= 0:
        return reading
    return replace(
        reading,
        change=known(text, hints) or _piecewise(text, hints) or Change(add=(clause_in(text),)),
        change_is_explicit=True,
        content=None,
        describes=False,
        weakly=False,
    )


def _piecewise(text: str, hints: Hints) -> Change:
    """Return the change of "a little less rain, a little more moon": each part by itself."""
    change = Change()
    for piece in re.split(r",\s+(?:and\s+)?", text):
        change = merge(change, known(piece, hints) or implied_by(clause_of(piece), piece, hints))
    return change


_AMOUNT = re.compile(
    r"(?:more|extra|another|less|fewer|tiny bit|a (?:bit|little|touch|tad) (?:more|less|fewer)|a (?:bit|touch|hint|dash|pop|splash|little) of|lots of|maybe|and|also|plus|with)\b",
    re.IGNORECASE,
)


def _score_of_new(text: str, hints: Hints) -> int:
    """Return how much speaks for a new picture (positive) against an addition to the one at hand (negative)."""
    parts = tokens(text)
    if _AMOUNT.match(text):
        return -9
    scene = sum(is_doing(w) for w in parts[1:]) + len(
        re.findall(r"\b(?:wearing|riding|playing|made of|dressed)\b", text)
    )
    indefinite = re.match(r"(?:an?|two|three|four|five|some|several)\b", text, re.IGNORECASE) is not None
    anaphor = re.search(_IN_THERE, text, re.IGNORECASE) is not None and not (indefinite and len(parts) > 6)
    parts_known = [
        w
        for w in re.findall(r"\b(?:the|his|her|its|their) ((?:[\w-]+ )?[\w-]+)", text, re.IGNORECASE)
        if any(stem(x) in hints.things for x in w.split())
    ]
    score = len(parts) - 5
    score += 2 * indefinite + 2 * min(scene, 2)
    score -= 6 * anaphor + 4 * bool(parts_known)
    if (
        (not indefinite or parts[0] == "some" or (len(parts) > 1 and parts[1] in {"little", "bit", "tiny", "small"}))
        and not is_doing(parts[0])
        and re.search(
            r"\b(?:in|on|at|between|behind|over|under|along|above|around|beside|across|through|from|against) the [a-z]+",
            text,
        )
    ):
        score -= 4
    if not indefinite and not scene and len(parts) <= SHORT_WORDS - 2:
        score -= 2
    stop = next(
        (n for n, w in enumerate(parts) if n and (is_doing(w) or w in words("closed", "prepositions"))), len(parts)
    )
    head = " ".join(parts[:stop])
    if kind_of_thing(head) in {"animal", "bird", "sea", "building", "vehicle", "robot", "person"} and not anaphor:
        score += 4
    return score
