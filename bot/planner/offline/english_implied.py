"""What an English message asks for without saying so: "thicker", "roses under it", "he'd like a cat as well".

Called by english when its frames found no request, or one that is but a fragment. Pure. Each clause is read by its grammar;
what it names always lands in the change or in the description, nothing is dropped.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from bot.planner.offline.english_antecedents import verb_in_scene
from bot.planner.offline.english_change import change_of, merge
from bot.planner.offline.english_clauses import clause_in, shown_as
from bot.planner.offline.english_content import content_of, ing, with_article
from bot.planner.offline.english_implications import SHORT_WORDS, TIMES, implied_by, known
from bot.planner.offline.english_pointing import within
from bot.planner.offline.english_requests import OF_THE_BOT
from bot.planner.offline.english_scenes import detail_of, with_scene
from bot.planner.offline.english_syntax import Clause, clause_of, is_doing, is_past, is_present, telling, tokens, words
from bot.planner.offline.english_words import bare, pattern, split
from bot.planner.offline.reading import Hints, Reading
from bot.planner.pointing_en import point_en
from bot.planner.prompts import Change, kind_of_thing
from bot.planner.references import Pointer, stem


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
    if hints.has_pictures:
        reading = _about_the_picture(reading, text, hints)
    else:
        reading = _without_pictures(reading, text, hints)
    told = (reading.content.native if reading.content else "").casefold().split()[-2:]
    if reading.describes and any(_is_told_of_us(s) and all(w in s.casefold() for w in told) for s in split(text)):
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
        reading = _fragment_or_scene(reading, hints)
    reading = _with_antecedent(reading, text)
    if _asks(reading, hints):
        return _with_residue(reading, text, hints)
    scene = _scene_after(reading, text, hints)
    if scene is not None:
        return scene
    if hints.has_pictures:
        change = _implied_change(text, hints)
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


def _with_antecedent(reading: Reading, text: str) -> Reading:
    """Return the reading of "there was also a mulberry tree. can you add it?" with the tree as what is added."""
    change = reading.change
    gone = re.search(
        r"\b(?:take|get rid of|remove|lose|delete|drop|erase|ditch|kill) (?:it|that|them|those)\b", text, re.IGNORECASE
    )
    thing = (
        re.search(
            r"\b(?:the|that|those|these|his|her|its) (?P<x>[\w-]+(?: [\w-]+)?)\W*(?:[.!,;:]|$)", text[: gone.start()]
        )
        if gone
        else None
    )
    if gone and thing and not (change and change.remove):
        return replace(
            reading,
            change=merge(change or Change(), Change(remove=(thing["x"],))),
            change_is_explicit=True,
            question=False,
        )
    if change is None or not any(re.fullmatch(r"(?:with )?(?:it|that|this|one|them|some)", a) for a in change.add):
        return reading
    before = re.findall(r"\b(?:an?|some|the|two|three) [^.,;:!?]+", " ".join(split(text)[:-1]))
    if not before:
        return reading
    added = tuple(
        clause_in(before[-1]) if re.fullmatch(r"(?:with )?(?:it|that|this|one|them|some)", a) else a for a in change.add
    )
    return replace(reading, change=replace(change, add=added))


def _without_pictures(reading: Reading, text: str, hints: Hints) -> Reading:
    """Return the reading where there is no picture yet: nothing can be pointed at or changed, so a scene is wanted."""
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


# ---------------------------------------------------------------- a request that is about the picture at hand


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


def _about_the_picture(reading: Reading, text: str, hints: Hints) -> Reading:  # noqa: PLR0911, PLR0912 - the first that fits wins
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
        beside = _beside_pointer(reading.pointer.rest, bare(text))
        scene = reading.describes and _score_of_new(content.native, hints) > 2
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


def _change_of_what_is_seen(clause: Clause, hints: Hints) -> Change:
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


# ---------------------------------------------------------------- a scene, where the words only imply that it is to be drawn


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


def _scene_after(reading: Reading, text: str, hints: Hints) -> Reading | None:  # noqa: PLR0911 - the first that fits wins
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


# ---------------------------------------------------------------- what is left over


def _with_residue(reading: Reading, text: str, hints: Hints) -> Reading:
    """Return the reading with the clauses that nothing of it holds yet, as details or as further changes."""
    parts = split(text)
    if (len(parts) < 2 and "," not in text) or reading.more or reading.reroll or reading.undo or reading.question:
        return reading
    content, change = reading.content, reading.change
    if content is not None and (reading.asks_to_draw or reading.describes):
        held = f"{content.subject} {' '.join(content.details)} {reading.kind or ''} {reading.style or ''}".casefold()
        first = next((n for n, p in enumerate(parts) if telling(p) and _holds(held, p)), 0)
        left = [p for p in parts[first + 1 :] if not _holds(held, p)]
        details = tuple(d for d in map(detail_of, left) if d)
        return replace(reading, content=replace(content, details=(*content.details, *details))) if details else reading
    if change is None or not reading.change_is_explicit or not hints.has_pictures:
        return reading
    for part in parts:
        if part.rstrip().endswith("?") or point_en(bare(part)).points:
            continue
        pieces = re.split(r",\s+(?:and\s+)?", part)
        if len(pieces) == 1 or not _holds(_words_of(change), part):
            pieces = [part]
        for piece in pieces:
            if not _holds(_words_of(change), piece):
                change = merge(change, _further_change(piece, hints))
    return replace(reading, change=change)


def _further_change(part: str, hints: Hints) -> Change:
    """Return what a further sentence of a wish adds to it: "and give him a hat. the hat is red"."""
    clause = clause_of(part)
    if clause.kind in {"look", "place", "doing", "without", "thing"}:
        return implied_by(clause, part, hints)
    named = re.match(r"(?:an?|some) [\w' -]+$", clause.rest.strip(" .!"))
    if (
        clause.kind == "tells"
        and clause.subject in {"it", "they"}
        and clause.verb in {"s", "is", "re", "are"}
        and named
    ):
        return Change(add=(clause_in(named[0]),))
    if clause.kind != "tells" or clause.subject in {"it", "that", "this"}:
        return Change()
    detail = detail_of(part)
    return Change(add=(detail if re.match(r"(?:with|\w+ing)\b", detail) else f"with {detail}",)) if detail else Change()


def _words_of(change: Change) -> str:
    pairs = (f"{a} {b}" for a, b in (*change.swap, *change.tint))
    return " ".join((*change.add, *change.remove, *pairs, change.kind or "")).casefold()


def _holds(held: str, part: str) -> bool:
    """Return whether `held` has what `part` says already, by one of its telling words."""
    said = telling(part)
    return not said or any(stem(w)[:6] in held for w in said)


# ---------------------------------------------------------------- a picture is there


def _implied_change(text: str, hints: Hints) -> Change:
    """Return the change that the clauses of `text` imply for the picture at hand."""
    change = Change()
    where = re.match(
        r"\W*(?:(?:yes|no|ok|okay|but|and|only|just|a bit|much|even|maybe|way|please|more|further)\W+)*(?P<x>far away|further away|farther away|closer|nearer|in the distance|upside down|sideways|backwards|apart|closer together|outside|inside|everywhere|all over|higher up|lower down|further back|further left|further right)(?: please)?[.! ]*$",
        text,
        re.IGNORECASE,
    )
    if where:
        return Change(add=(f"with the {hints.last_object} {where['x']}" if hints.last_object else where["x"],))
    if any(clause_of(s).kind == "question" and s.rstrip().endswith("?") for s in split(text)):
        return change
    chosen = False
    for sentence in split(text):
        if TIMES.search(sentence) and clause_of(sentence).kind == "thing":
            continue
        for part in _clauses(sentence):
            pointer = point_en(bare(part))
            pointed = pointer.points and not within(part, hints)
            said = pointer.rest if pointed else part
            asking = sentence.rstrip().endswith("?")
            plain = re.sub(r"^(?:but|only|except|and|so)\s+", "", said.strip(" ,"))
            clause = _beside_pointer(plain, bare(part)) if pointed else clause_of(plain)
            if clause.kind == "thing" and chosen and not _WISHED_THING.search(part):
                continue
            chosen = chosen or (pointed and clause.kind == "nothing")
            found = implied_by(clause, said, hints, pointed=pointed, asking=asking)
            change = merge(change, found) if found else change
    return change


_WISHED_THING = re.compile(
    r"\b(?:please|more|extra|with|plus|add|on|in|at|under|over|behind|around|beside)\b|^\W*(?:an?|some|two|three|the)\b",
    re.IGNORECASE,
)


def _beside_pointer(said: str, whole: str) -> Clause:
    """Return the clause that is left of `whole` when the words that point are gone: those words may be its subject."""
    rest = re.sub(r"^(?:from|of|on|for|about|in|to|as|[:=-])+\s+(?=(?:it|this|that)?\b\s*$)", "", said.strip(" ,:-"))
    parts = tokens(rest)
    if not parts:
        return Clause("nothing", "")
    finite = (
        parts[0] in words("closed", "auxiliaries") | words("closed", "modals")
        or is_present(parts[0])
        or is_past(parts[0], parts[1:])
        or parts[0] in {"'s", "made", "s"}
    )
    if finite:
        return clause_of(f"it {rest}")
    clause = clause_of(rest)
    leads = not bare(whole).casefold().endswith(parts[-1])
    if leads and clause.kind not in {"order", "wish", "tells"}:
        return Clause("nothing", rest)
    if clause.kind == "thing" and not re.search(r"[:,;=]|\s[-–—]\s|\b(?:with|plus|and|but)\b", whole):
        return Clause("nothing", rest)
    return clause


def _clauses(sentence: str) -> list[str]:
    """Return the clauses of `sentence` that may be wishes by themselves."""
    return [
        part
        for part in re.split(
            r"\s*;\s*|,?\s+(?=(?:but|only|except)\s+(?!not\b))|\s+and then\s+|,\s+(?:and|so|then)\s+|\s+[-–—]+\s+|:\s+(?!\d)",
            sentence,
        )
        if part and part.strip(" .!?,")
    ]


# ---------------------------------------------------------------- a description: of a new picture, or of an addition?


def _fragment_or_scene(reading: Reading, hints: Hints) -> Reading:
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
