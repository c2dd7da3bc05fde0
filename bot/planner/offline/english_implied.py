"""What an English message asks for without saying so: "thicker", "roses under it", "he'd like a cat as well".

Called by english when its frames found no request, or one that is but a fragment. Pure. Each clause is read by its grammar;
what it names always lands in the change or in the description, nothing is dropped.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.english_change import change_of, merge
from bot.planner.offline.english_clauses import clause_in, made_of, shown_as, thing_in
from bot.planner.offline.english_content import content_of, ing, with_article
from bot.planner.offline.english_requests import OF_THE_BOT
from bot.planner.offline.english_syntax import (
    Clause,
    clause_of,
    is_doing,
    is_look,
    is_past,
    is_present,
    telling,
    tokens,
    words,
)
from bot.planner.offline.english_words import bare, pattern, split
from bot.planner.offline.reading import Hints, Reading
from bot.planner.pointing_en import point_en
from bot.planner.prompts import Change, kind_of_thing
from bot.planner.references import stem

#: After so many words a fragment is a scene of its own.
_SHORT_WORDS = 8


def with_implied(reading: Reading, text: str, hints: Hints) -> Reading:
    """Return the reading with what its clauses imply, where nothing was asked for in so many words."""
    if (
        reading.to_person
        or reading.name
        or reading.writes
        or reading.prying
        or OF_THE_BOT.search(bare(text))
        or _SOCIAL.match(text)
    ):
        return reading
    if reading.undecided or re.search(
        r"\b(?:can't|cannot|can not|hard to|couldn't) (?:decide|choose|pick)\b", text, re.IGNORECASE
    ):
        return reading
    if reading.describes or reading.weakly:
        return _fragment_or_scene(reading, hints)
    if _asks(reading):
        return reading
    if hints.has_pictures:
        change = _implied_change(reading, text, hints)
        if change:
            return replace(reading, change=change, change_is_explicit=True, question=False)
        return reading
    return _implied_scene(reading, text, hints)


#: What people say to each other.
_SOCIAL = re.compile(
    r"\W*(?:(?:oh|aww+|hey|yay|wow|haha|lol)\W+)*(?:congrats|congratulations|happy (?:birthday|anniversary|new year|friday|monday|weekend|holidays)|good (?:luck|morning|night|job|work|point|one)|well done|nice (?:one|work|job)"
    r"|welcome|sorry|thanks?|thx|cheers|bless|get well|well played|no worries|no problem|you're welcome|see you|talk (?:later|soon)|brb|afk|back in)\b",
    re.IGNORECASE,
)


def _asks(reading: Reading) -> bool:
    """Return whether the frames found a request."""
    return bool(
        reading.content
        or (reading.change and (reading.change_is_explicit or reading.pointer.points))
        or reading.more
        or reading.reroll
        or reading.undo
        or reading.reshape
        or reading.length
        or reading.bye
    )


# ---------------------------------------------------------------- a picture is there


def _implied_change(reading: Reading, text: str, hints: Hints) -> Change:
    """Return the change that the clauses of `text` imply for the picture at hand."""
    change = Change()
    for sentence in split(text):
        for part in _clauses(sentence):
            pointer = point_en(bare(part))
            pointed = pointer.points
            said = pointer.rest if pointed else part
            asking = sentence.rstrip().endswith("?")
            clause = _beside_pointer(said, bare(part)) if pointed else clause_of(said)
            found = _change_in(clause, said, hints, pointed=pointed, asking=asking)
            change = merge(change, found) if found else change
    return change


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
    if clause.kind == "thing" and not re.search(r"[:,;=]|\s[-–—]\s|\b(?:with|plus|and|but)\b", whole):
        return Clause("nothing", rest)
    return clause


def _clauses(sentence: str) -> list[str]:
    """Return the clauses of `sentence` that may be wishes by themselves."""
    return [
        part
        for part in re.split(
            r"\s*;\s*|\s+(?:but|and then)\s+(?!not\b)|,\s+(?:but|and|so|then)\s+|\s+[-–—]+\s+|:\s+(?!\d)", sentence
        )
        if part and part.strip(" .!?,")
    ]


_REASONS = re.compile(
    r",?\s+(?:because|since|cause|so that|as (?:it|he|she|they|i|we)(?:'s| is| are))\s.*$", re.IGNORECASE
)


def _change_in(clause: Clause, said: str, hints: Hints, *, pointed: bool, asking: bool) -> Change:  # noqa: PLR0911 - one way out a kind of clause
    """Return the change that one clause implies; an empty one if it is but talk."""
    text = _REASONS.sub("", clause.text)
    if clause.kind == "nothing" or not tokens(text) or _is_talk(said):
        return Change()
    match clause.kind:
        case "question":
            return Change()
        case "look":
            return _known(text, hints) or made_of(text)
        case "place":
            return _known(text, hints) or (Change(add=(clause_in(text),)) if _is_place(text) else Change())
        case "doing":
            return Change(add=(text,)) if _is_deed(text) and (not asking or pointed) else Change()
        case "without":
            return _known(text, hints) or Change(remove=(thing_in(clause.rest),) if telling(clause.rest) else ())
        case "order":
            return _ordered(clause, text, hints)
        case "wish":
            return _wished(clause, hints)
        case "tells":
            return _told(clause, hints)
        case _:
            if asking and not re.search(r"\b(?:maybe|perhaps|instead|with)\b", text, re.IGNORECASE):
                return Change()
            return _named(text, said, hints, pointed=pointed)


def _known(text: str, hints: Hints) -> Change:
    found, sure = change_of(text, last_object=hints.last_object)
    return found if sure else Change()


def _is_talk(said: str) -> bool:
    """Return whether `said` praises, blames or chats and names nothing that could be drawn."""
    parts = tokens(said)
    if pattern(r"\b(?:<parts.thanks>|<parts.bye>)\b").search(said):
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
    "lol haha hehe omg wow yes yeah yep nope nah ok okay oh ah hey hi hello same here me too hmm uh um ugh yay woo woohoo hooray bravo".split()
)
_TIMES = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|yesterday|week|month|minute|minutes|hour|hours|o'clock|\d ?(?:am|pm)"
    r"|meeting|work|school|home|mind|luck|case|way|course|fact|general|love with|charge|time|theory|vain|advance|touch|trouble|sale|holiday|real life|my life"
    r"|thread|channel|chat|me|us|you|my (?:opinion|head|house|desk|ankle|wall|fridge|door|street|town))\b",
    re.IGNORECASE,
)


def _is_place(text: str) -> bool:
    """Return whether a fragment with a preposition says where or how something is in a picture."""
    return (
        bool(telling(text))
        and not _TIMES.search(text)
        and not re.match(r"(?:for|to|about|from|of|till|until|than|per)\b", text, re.IGNORECASE)
    )


def _is_deed(text: str) -> bool:
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


_REAL = re.compile(
    r"(?:hang|print|frame|pin|stick|post|put|set|bring|take|buy|feed|wash|clean|pay|call|cook|bake|cut|leave|keep|give|get|add)",
    re.IGNORECASE,
)


def _ordered(clause: Clause, text: str, hints: Hints) -> Change:
    """Return the change of an order, whatever its verb is: "stick a cherry on top", "straighten his tie"."""
    if clause.verb in words("orders", "chat"):
        return Change()
    known = _known(text, hints)
    if known:
        return (
            Change()
            if _REAL.fullmatch(clause.verb)
            and re.match(
                r"(?:it|this|that(?: one)?|them)(?: (?:up|away|there|here|back))?$", clause.rest, re.IGNORECASE
            )
            else known
        )
    rest = clause.rest.strip(" .!?")
    if (
        not telling(rest)
        or re.match(r"(?:me|us|you)\b", rest, re.IGNORECASE)
        or re.search(r"\b(?:my|your|our)\b", rest, re.IGNORECASE)
    ):
        return Change()
    if re.match(r"(?:an?|some|two|three|four|five|six|seven|eight|nine|ten|more|\d+|[a-z-]+s)\b", rest, re.IGNORECASE):
        return Change(add=(f"with {rest} {clause.verb}",) if not _REAL.fullmatch(clause.verb) else (clause_in(rest),))
    return Change(
        add=(
            f"{ing(clause.verb)} {rest}"
            if re.match(r"(?:at|to|into|on|over|up|down|through|towards?)\b", rest)
            else f"{rest}, {clause.verb}",
        )
    )


def _wished(clause: Clause, hints: Hints) -> Change:
    """Return the change of "could the fox wear a hat", "what if one of them carried a suitcase", "how about blue"."""
    known = _known(clause.text, hints)
    if known:
        return known
    rest = clause.rest.strip(" .!?")
    if re.match(r"(?:what|how) (?:about|if)\b", clause.text, re.IGNORECASE):
        if re.match(r"(?:what|how) if\b", clause.text, re.IGNORECASE):
            return _supposed(rest)
        inner = clause_of(rest)
        if inner.kind in {"look", "place", "without", "doing"}:
            return _known(rest, hints) or (made_of(rest) if inner.kind == "look" else Change(add=(clause_in(rest),)))
        return Change()
    if clause.subject in {"you"}:
        return _ordered(clause_of(rest), rest, hints) if clause_of(rest).kind == "order" else Change()
    if clause.subject in {"i", "we", "who", "someone", "somebody", "anyone", "there"}:
        return Change()
    verb, _, tail = rest.partition(" ")
    return shown_as(clause.subject, verb, tail) if tail and telling(tail) else Change()


def _supposed(rest: str) -> Change:
    """Return the change of "what if <clause>": who, what they do, and what else."""
    match = re.match(
        r"(?:there (?:was|were|is|are)|we (?:had|added|put)|you (?:added|put|gave|made)(?: (?:it|him|her|them))?)\s+(?P<x>.+)",
        rest,
        re.IGNORECASE,
    )
    if match:
        return Change(add=(clause_in(match["x"]),))
    inner = clause_of(rest)
    past = re.match(
        r"(?P<n>(?:the|one of the|his|her|its|their|an?|two|both|all)\s[\w' -]+?|it|he|she|they|\{\d\})\s+(?P<v>was|were|had|is|are|has|[a-z]{3,}(?:ed|s)|wore|held|sat|stood|rode|flew|ran|ate|drove|sang|slept|read|got|came|lay|swam|drank|blew|threw|grew)\s+(?P<x>.+)",
        rest,
        re.IGNORECASE,
    )
    if past is None:
        return Change(add=(clause_in(rest),)) if inner.kind == "thing" and telling(rest) else Change()
    who = "" if re.fullmatch(r"it|he|she|they|\{\d\}", past["n"], re.IGNORECASE) else f"{thing_in(past['n'])} "
    verb = past["v"].casefold()
    how = {"was": "", "were": "", "is": "", "are": "", "had": "with ", "has": "with ", "got": "with "}.get(
        verb, f"{_base(verb)} "
    )
    return Change(add=(f"with {who}{how}{past['x']}" if who else f"{how}{past['x']}",))


_IRREGULAR = {"wore": "wearing", "held": "holding", "sat": "sitting", "stood": "standing", "rode": "riding", "flew": "flying", "ran": "running", "ate": "eating",
              "drove": "driving", "sang": "singing", "slept": "sleeping", "read": "reading", "came": "coming", "lay": "lying", "swam": "swimming", "drank": "drinking",
              "blew": "blowing", "threw": "throwing", "grew": "growing", "wears": "wearing", "holds": "holding", "carries": "carrying", "carried": "carrying"}  # fmt: skip


def _base(verb: str) -> str:
    """Return the "-ing" form of a verb of the past or of the third person."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    common = words("verbs", "common")
    for root in (verb[:-1], verb[:-2], verb[:-3] + "y", verb[:-2][:-1]):
        if root in common:
            return ing(root)
    return ing(re.sub(r"(?:ed|es|s)$", "", verb))


_SEEN = r"(?:it|he|she|they|this|that|these|those|everything|everyone|(?:the|his|her|its|their|that|this|those|these|one of the|both|all) .+|some .+|an? .+|\{\d\}.*|my (?:son|daughter|kid|kids|boss|wife|husband|mum|mom|dad|sister|brother|friend|team|class|client|boy|girl|nephew|niece|partner|grandma|grandpa|grandson)s?)"


def _told(clause: Clause, hints: Hints) -> Change:  # noqa: PLR0911 - the first that fits wins
    """Return the change that a statement about what is seen asks for: "she should have a dog", "he'd like a cat"."""
    known = _known(clause.text, hints)
    if known:
        return known
    subject, verb, rest = clause.subject, clause.verb, clause.rest.strip(" .!?")
    rest = re.sub(
        r"\s+(?:as well|too|please|though|i think|don't you think|in my opinion|you know|maybe|instead)$",
        "",
        rest,
        flags=re.IGNORECASE,
    )
    if not re.fullmatch(_SEEN, subject, re.IGNORECASE) or not telling(rest):
        return Change()
    who = "" if re.fullmatch(r"it|he|she|they|this|that|\{\d\}|my .+", subject, re.IGNORECASE) else thing_in(subject)
    liked = re.match(
        r"(?:like|love|prefer|want|enjoy)(?: to (?:have|see|wear|hold|be))? (?P<x>.+)", rest, re.IGNORECASE
    )
    if verb in {"d", "would"}:
        if liked:
            return Change(add=(clause_in(liked["x"]),))
        better = re.match(
            r"(?:look|be|work|fit|go|feel|seem)\b.{0,20}?\b(?:with|in|as|on|without)\b (?P<x>.+)", rest, re.IGNORECASE
        )
        if better:
            return _known(re.search(r"\b(?:with|in|as|on|without)\b .+", rest, re.IGNORECASE)[0], hints) or Change(
                add=(clause_in(rest[better.start("x") - 5 :].split(" ", 1)[-1]),)
            )
        praised = re.match(r"(?:be|look|make|suit|fit|add|go|work|do)\b", rest, re.IGNORECASE)
        return (
            Change(add=(clause_in(subject),))
            if praised
            and who
            and len(tokens(subject)) <= _SHORT_WORDS
            and not re.match(r"(?:the|his|her|its|their)\b", subject, re.IGNORECASE)
            else Change()
        )
    if verb in {
        "should",
        "could",
        "must",
        "needs",
        "need",
        "ought",
        "might",
        "may",
        "shall",
        "wants",
        "deserves",
        "gets",
        "lacks",
        "misses",
    }:
        if re.match(
            r"(?:be|have been|have gotten) (?:fun|fine|good|great|nice|okay|enough|worse|proud|tired|freezing|cold|joking|kidding|so|me|you|my|a joke|famous|careful|ashamed|exhausted|starving|hungry)\b",
            rest,
            re.IGNORECASE,
        ):
            return Change()
        action, _, tail = re.sub(r"^(?:to|also|really|just|definitely|maybe|please|still|all)\s+", "", rest).partition(
            " "
        )
        if verb in {"needs", "wants", "deserves", "gets", "lacks", "need"} and action not in {
            "be",
            "have",
            "wear",
            "hold",
            "look",
        }:
            return Change(add=(clause_in(rest) + (f" on the {who}" if who else ""),))
        return (
            shown_as(subject, action, tail)
            if tail
            else Change(add=(f"with {who} {ing(action)}".replace("  ", " "),))
            if verb in {"should", "must"}
            else Change()
        )
    return Change()


def _named(text: str, said: str, hints: Hints, *, pointed: bool) -> Change:
    """Return the change that a thing which is merely named means: it is to be there."""
    named = [w for w in telling(text) if w not in _NOISE]
    if (
        not named
        or len(tokens(text)) > _SHORT_WORDS
        or re.search(r"\b(?:i|we|you|my|your|our|me|us|who|what|why|when)\b", text, re.IGNORECASE)
    ):
        return Change()
    known = _known(text, hints)
    if known:
        return known
    parts = tokens(text)
    if parts[0] in {"the", "that", "this", "those", "these", "his", "her", "its", "their"}:
        return _tinted(text, parts, hints)
    if pointed and not re.search(r"[,:;-]|\bwith\b|\bplus\b|\bin\b", said) and len(parts) < 3:
        return Change()
    return Change(add=(clause_in(text),))


def _tinted(text: str, parts: list[str], hints: Hints) -> Change:
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
    if _score_of_new(text, hints) >= 0:
        return reading
    return replace(
        reading,
        change=_known(text, hints) or Change(add=(clause_in(text),)),
        change_is_explicit=True,
        content=None,
        describes=False,
        weakly=False,
    )


def _score_of_new(text: str, hints: Hints) -> int:
    """Return how much speaks for a new picture (positive) against an addition to the one at hand (negative)."""
    parts = tokens(text)
    scene = sum(is_doing(w) for w in parts[1:]) + len(
        re.findall(r"\b(?:wearing|riding|playing|made of|dressed)\b", text)
    )
    indefinite = re.match(r"(?:an?|two|three|four|five|some|several)\b", text, re.IGNORECASE) is not None
    anaphor = (
        re.search(
            r"\b(?:under|on|behind|beside|around|near|above|below|over|for|with|to|in|from|of|at) (?:it|him|her|them|its|his|their)\b",
            text,
            re.IGNORECASE,
        )
        is not None
    )
    parts_known = [
        w
        for w in re.findall(r"\b(?:the|his|her|its|their) ((?:[\w-]+ )?[\w-]+)", text, re.IGNORECASE)
        if any(stem(x) in hints.things for x in w.split())
    ]
    score = len(parts) - 5
    score += 2 * indefinite + 2 * min(scene, 2)
    score -= 6 * anaphor + 4 * bool(parts_known)
    if not indefinite and not scene and len(parts) <= 4:
        score -= 2
    head = re.split(r"\s+(?:with|in|on|at|of|made|that|who)\b", text, maxsplit=1)[0]
    if kind_of_thing(head) in {"animal", "bird", "sea", "building", "vehicle", "robot", "person"} and not anaphor:
        score += 4
    if re.match(
        r"(?:more|extra|another|less|fewer|tiny bit|a (?:bit|touch|hint|dash|pop|splash|little) (?:more |less )?of|lots of|maybe|and|also|plus|with)\b",
        text,
        re.IGNORECASE,
    ):
        score -= 5
    return score


# ---------------------------------------------------------------- nothing is there yet


_IN_MIND = re.compile(
    r"\b(?:i|we)(?:'m| am|'re| are|'ve| have| was| were|'d| would)?(?: (?:just|kind of|sort of|really|been|still|now|also|maybe))* "
    r"(?:picturing|imagining|thinking(?: of| about)?|envisioning|visualising|visualizing|dreaming of|see|picture|imagine|had in mind|have in mind|fancy|go for|had|after|hoping for|planning)[,:]? (?P<x>(?:an?|some|two|three|four|the|maybe|\w+ing)\b.+)",
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


def _implied_scene(reading: Reading, text: str, hints: Hints) -> Reading:
    """Return the reading with the scene that a message which begins a thread means."""
    parts = split(text)
    for index, sentence in enumerate(parts):
        said = bare(sentence)
        for expression in (_IN_MIND, _AT_ONCE, _WOULD_BE):
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
    if reading.question or reading.pointer.points or reading.refers or reading.praise or reading.thanks:
        return reading
    first = clause_of(parts[0]) if parts else Clause("nothing", "")
    if first.kind == "thing" and len(telling(first.text)) > 1 and not _is_talk(parts[0]):
        if re.search(r"\b(?:i|we|you|me|us|my|your|our)\b", first.text, re.IGNORECASE):
            return reading
        extras = tuple(e for e in (detail_of(p) for p in parts[1:]) if e)
        content = content_of(first.text, hints, extras)
        return replace(reading, content=replace(content, subject=with_article(content.subject)), describes=True)
    return reading


def detail_of(sentence: str) -> str:
    """Return a further sentence about what is to be drawn as a detail: "he wears tiny glasses" -> "wearing tiny glasses"; "" for talk."""
    clause = clause_of(sentence)
    if sentence.rstrip().endswith("?") or _is_talk(sentence):
        return ""
    if clause.kind in {"place", "without", "look", "doing"}:
        return clause.text
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
    return f"{who}{_base(clause.verb)} {rest}"
