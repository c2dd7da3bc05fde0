"""The change that one English clause implies: an order of any verb, a wish, a statement about what is seen, a mere name.

Called by english_implied. Pure. What a clause names lands in the change; talk gives an empty one.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re

from bot.planner.offline.english_antecedents import verb_in_scene
from bot.planner.offline.english_clauses import clause_in, lettered_with, made_of, shown_as, thing_in
from bot.planner.offline.english_content import ing
from bot.planner.offline.english_fragments import ASKED_OF, SHORT_WORDS, is_deed, is_place, is_talk, known, named_in
from bot.planner.offline.english_lexicon import is_look, is_present, telling, tokens, words
from bot.planner.offline.english_syntax import Clause, clause_of
from bot.planner.offline.reading import Hints
from bot.planner.prompts import Change
from bot.planner.references import stem

_REASONS = re.compile(
    r",?\s+(?:because|since|cause|so that|as (?:it|he|she|they|i|we)(?:'s| is| are))\s.*$", re.IGNORECASE
)


def implied_by(clause: Clause, said: str, hints: Hints, *, pointed: bool = False, asking: bool = False) -> Change:  # noqa: PLR0911, PLR0912 - the first that fits wins
    """Return the change that one clause implies; an empty one if it is but talk."""
    text = _REASONS.sub("", clause.text)
    if (
        clause.kind == "nothing"
        or not tokens(text)
        or is_talk(said)
        or re.match(r"(?:neither|none|either|any|all) (?:of )?", text, re.IGNORECASE)
    ):
        return Change()
    if asking and clause.kind != "wish" and ASKED_OF.search(text):
        return Change()
    match clause.kind:
        case "question":
            return Change()
        case "look":
            return known(text, hints) or made_of(text)
        case "place":
            return known(text, hints) or (Change(add=(clause_in(text),)) if is_place(text) else Change())
        case "doing":
            return Change(add=(text,)) if is_deed(text) and (not asking or pointed) else Change()
        case "without":
            return known(text, hints)
        case "order":
            return _ordered(clause, text, hints)
        case "wish":
            return _wished(clause, hints)
        case "tells":
            return _told(clause, said, hints)
        case _:
            if pointed and text.isupper() and len(text) > 3:
                return Change(add=(lettered_with("", text),))
            if (
                asking
                and len(telling(text)) > 2
                and not re.search(r"\b(?:maybe|perhaps|instead|with)\b", text, re.IGNORECASE)
            ):
                return Change()
            return named_in(text, said, hints, pointed=pointed)


_REAL = re.compile(
    r"(?:hang|print|frame|pin|stick|post|put|set|bring|take|buy|feed|wash|clean|pay|call|cook|bake|cut|leave|keep|give|get|add)",
    re.IGNORECASE,
)


def _ordered(clause: Clause, text: str, hints: Hints) -> Change:  # noqa: PLR0911 - the first that fits wins
    """Return the change of an order, whatever its verb is: "stick a cherry on top", "straighten his tie"."""
    if clause.verb in words("orders", "chat"):
        return Change()
    handled = re.match(r"(?:it|this|that|them)(?: one)?(?: (?:up|away|there|here|back))?$", clause.rest, re.IGNORECASE)
    if handled and _REAL.fullmatch(clause.verb):
        return Change()
    found = known(text, hints)
    if found:
        return (
            Change()
            if _REAL.fullmatch(clause.verb)
            and re.match(
                r"(?:it|this|that(?: one)?|them)(?: (?:up|away|there|here|back))?$", clause.rest, re.IGNORECASE
            )
            else found
        )
    rest = clause.rest.strip(" .!?")
    shown = re.match(
        r"(?P<n>it|this|that|him|her|them|(?:the|his|her|its|our) [\w -]+?) (?P<x>(?:as|in|on|with|without|at|from|like|inside|under)\s.+)",
        rest,
        re.IGNORECASE,
    )
    if (
        clause.verb in {"do", "make", "have", "see", "get", "show", "try", "draw", "paint", "render", "print"}
        and shown
        and (len(shown["n"].split()) == 1 or any(stem(w) in hints.things for w in shown["n"].split()))
    ):
        made = made_of(shown["x"]) if shown["x"].startswith(("as ", "in ")) else Change()
        return made if made.kind else known(shown["x"], hints) or Change(add=(clause_in(shown["x"]),))
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


def _wished(clause: Clause, hints: Hints) -> Change:  # noqa: PLR0911 - the first that fits wins
    """Return the change of "could the fox wear a hat", "what if one of them carried a suitcase", "how about blue"."""
    found = known(clause.text, hints)
    if found:
        return found
    rest = clause.rest.strip(" .!?")
    if re.match(r"(?:what|how) (?:about|if)\b", clause.text, re.IGNORECASE):
        if re.match(r"(?:what|how) if\b", clause.text, re.IGNORECASE):
            return _supposed(rest)
        inner = clause_of(rest)
        if inner.kind in {"look", "place", "without", "doing"}:
            return known(rest, hints) or (made_of(rest) if inner.kind == "look" else Change(add=(clause_in(rest),)))
        return Change()
    if clause.subject == "you":
        first, _, tail = re.sub(r"^(?:please|also|maybe|just|kindly|perhaps)\s+", "", rest).partition(" ")
        return _ordered(Clause("order", rest, verb=first.casefold(), rest=tail), rest, hints) if tail else Change()
    if clause.subject in {"i", "we"} and re.match(
        r"(?:be|look) (?!(?:sure|honest|fair|clear|there|real|friends|serious)\b)\w", rest
    ):
        became = re.sub(r"^(?:be|look)\s+|\s+(?:instead|please|too)$", "", rest)
        named = re.match(r"(?:an?|the|two)\b|[a-z]+s$", became)
        return Change(swap=(("{subject}", became),)) if named and not is_look(became) else made_of(became)
    if clause.subject in {"i", "we", "who", "someone", "somebody", "anyone", "there"}:
        return Change()
    verb, _, tail = rest.partition(" ")
    if clause.subject in {"it", "this", "that", "these", "those"} and verb in {
        "work",
        "fit",
        "do",
        "print",
        "help",
        "matter",
        "count",
        "sell",
        "happen",
        "scale",
        "suit",
    }:
        return Change()
    part = re.match(r"(?:its|his|her|their|the) [\w'-]+$", clause.subject, re.IGNORECASE)
    if part and tail and not telling(tail):
        return Change(add=(f"with {clause.subject} {ing(verb)} {tail}",))
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
        verb, f"{verb_in_scene(verb)} "
    )
    return Change(add=(f"with {who}{how}{past['x']}" if who else f"{how}{past['x']}",))


_SEEN = r"(?:(?!i\b|we\b|you\b|who\b)[a-z-]+(?: [a-z-]+)?|it|he|she|they|this|that|these|those|everything|everyone|(?:the|his|her|its|their|that|this|those|these|one of the|both|all) .+|some .+|an? .+|\{\d\}.*|my (?:son|daughter|kid|kids|boss|wife|husband|mum|mom|dad|sister|brother|friend|team|class|client|boy|girl|nephew|niece|partner|grandma|grandpa|grandson)s?)"


def _told(clause: Clause, said: str, hints: Hints) -> Change:  # noqa: PLR0911, PLR0912 - the first that fits wins
    """Return the change that a statement about what is seen asks for: "she should have a dog", "he'd like a cat"."""
    found = known(clause.text, hints)
    if found:
        return found
    wanted = re.match(
        r"(?P<x>(?:an?|some|a few|more|two|three)? ?[\w' -]+?) (?:wouldn't|would not|won't) (?:hurt|go amiss|be (?:bad|wrong|amiss)|harm)",
        clause.text,
        re.IGNORECASE,
    )
    if wanted:
        return Change(add=(clause_in(wanted["x"]),))
    subject, verb, rest = clause.subject, clause.verb, clause.rest.strip(" .!?")
    rest = re.sub(
        r"\s+(?:as well|too|please|though|i think|don't you think|in my opinion|you know|maybe|instead)$",
        "",
        rest,
        flags=re.IGNORECASE,
    )
    known_subject = re.match(
        r"(?:it|he|she|they|this|that|these|those|every|the|his|her|its|their|one of|both|all|some|an?|my|\{)\b|\{",
        subject,
        re.IGNORECASE,
    ) or any(stem(w) in hints.things for w in subject.split())
    if re.search(r"\b(?:my|our|me|us|you|i|we)\b", rest, re.IGNORECASE) or not (
        known_subject or re.match(r"(?:read|say|be|look|have)\b", rest)
    ):
        return Change()
    now = re.match(r"(?:and|but|now|only|this time|except|plus)\b", said.strip(), re.IGNORECASE) or re.search(
        r"\b(?:now|this time|instead)$", rest
    )
    if (
        now
        and subject in {"he", "she", "they", "it"}
        and verb in {"s", "is", "re", "are"}
        and not re.match(r"(?:my|our|so|too|very|really|perfect|done|ready|the|not|gone|been|got)\b", rest)
    ):
        return made_of(re.sub(r"\s+(?:now|this time|instead)$", "", rest))
    if now and subject in {"he", "she", "they", "it"} and is_present(verb) and telling(rest):
        return Change(add=(f"{verb_in_scene(verb)} {rest}",))
    seen = re.match(r"(?:the|his|her|its|their) (?P<n>[\w' -]+)$", subject)
    if now and seen and verb in {"s", "is", "re", "are"} and telling(rest):
        return Change(add=(f"with the {seen['n']} {rest}",))
    if not re.fullmatch(_SEEN, subject, re.IGNORECASE) or not (
        telling(rest) or verb in {"d", "would", "might", "could"}
    ):
        return Change()
    who = "" if re.fullmatch(r"it|he|she|they|this|that|\{\d\}|my .+", subject, re.IGNORECASE) else thing_in(subject)
    liked = re.match(
        r"(?:like|love|prefer|want|enjoy)(?: to (?:have|see|wear|hold|be))? (?P<x>.+)", rest, re.IGNORECASE
    )
    if verb in {"d", "would"}:
        if liked:
            return Change(add=(clause_in(liked["x"]),))
        better = re.match(
            r"(?:look|be|work|fit|go|feel|seem)\b.{0,20}?\b(?P<x>(?:with|in|as|on|without)\b .+)", rest, re.IGNORECASE
        )
        if better:
            return known(better["x"], hints) or Change(add=(clause_in(better["x"]),))
        praised = re.match(r"(?:be|look|make|suit|fit|add|go|work|do)\b", rest, re.IGNORECASE)
        return (
            Change(add=(clause_in(subject),))
            if praised
            and who
            and len(tokens(subject)) <= SHORT_WORDS
            and not re.match(r"(?:the|his|her|its|their)\b", subject, re.IGNORECASE)
            else Change()
        )
    lettered = re.match(r"(?:read|say|spell)s? [\"']?(?P<x>[^\"']+)", rest, re.IGNORECASE)
    if verb in {"should", "could", "must", "ought", "needs", "might"} and lettered:
        return Change(add=(lettered_with(f"on the {who}" if who else "", lettered["x"]),))
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
