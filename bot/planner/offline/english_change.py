"""English wishes to change a picture, read into a Change.

Called by english. Pure. The ways of asking are data, tried in order; the first that fits decides.
"""

# ruff: noqa: E501 - an expression is read in one line

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from bot.planner.lexicon import table
from bot.planner.offline.english_clauses import (
    IT,
    clause_in,
    colour_words,
    is_pronoun,
    lettered_with,
    look_in,
    loosely,
    made_of,
    participle_of,
    shown_as,
    swapped_for,
    thing_in,
    verb_done,
)
from bot.planner.offline.english_content import ing
from bot.planner.offline.english_words import bare, is_statement, pattern
from bot.planner.prompts import Change

Way = Callable[[re.Match[str], str, str], Change | None]


def _same(found: re.Match[str], _text: str, last_object: str) -> Change:
    inner, _ = change_of(found["x"], last_object=last_object) if found["x"] else (Change(), True)
    return inner or loosely(found["x"])


def _turn(found: re.Match[str], _text: str, last: str) -> Change:
    if last.isupper() and found["b"].strip("\"' ").isupper() and re.fullmatch(IT, found["a"], re.IGNORECASE):
        return Change(swap=((last, found["b"].strip("\"' ")),))
    if not re.fullmatch(IT, found["a"], re.IGNORECASE):
        return swapped_for(found["a"], found["b"])
    made = made_of(found["b"])
    somebody = re.match(r"(?:an?|the)\s", found["b"])
    return Change(swap=(("{subject}", found["b"]),)) if somebody and not made.kind else made


def _correct(found: re.Match[str], _text: str, last_object: str) -> Change | None:
    return Change(swap=((last_object, found["x"]),)) if last_object else None


def _no(found: re.Match[str], text: str, _last: str) -> Change | None:
    thing = thing_in(re.sub(r"\s+(?:in it|at all|anywhere|though|please)$", "", found["a"]))
    if is_statement(text):
        return None
    return Change(swap=((thing, found["b"]),)) if found["b"] else Change(remove=(thing,))


def _needs(found: re.Match[str], _text: str, _last: str) -> Change:
    verb = "be" if re.search(r"be$|look$", found["v"]) else "have"
    return shown_as(found["n"] or "it", verb, found["x"])


def _give(found: re.Match[str], _text: str, _last: str) -> Change:
    who = "" if re.fullmatch(IT, found["n"], re.IGNORECASE) else f" on {found['n']}"
    return Change(add=(clause_in(found["x"]) + who,))


def _let(found: re.Match[str], _text: str, _last: str) -> Change:
    if found["n"] not in {"it", "him", "her", "them", "there be"}:
        verb, _, rest = found["x"].partition(" ")
        return Change(add=(f"with {thing_in(found['n'])} {ing(verb)} {rest}".strip(),))
    return _with(found, "", "") if found["n"].startswith("there") else made_of(found["x"])


def _there(found: re.Match[str], _text: str, _last: str) -> Change:
    words = re.sub(r"^(?:to be|in it|here)\s+", "", found["x"])
    gone = re.match(r"(?:no|fewer|less) (?P<x>.+)", words, re.IGNORECASE)
    return Change(remove=(gone["x"],)) if gone and words.startswith("no ") else Change(add=(clause_in(words),))


def _what_if(found: re.Match[str], _text: str, _last: str) -> Change:
    verb = {"had": "have", "could have": "have", "got": "have", "wore": "wear", "held": "hold"}.get(
        found["v"].casefold(), "be"
    )
    return shown_as(found["n"], verb, found["x"])


def _dislike(found: re.Match[str], _text: str, _last: str) -> Change:
    thing = thing_in(re.sub(r"\b(?:at all|much|here|though|very much|so much|that much)$", "", found["a"]).strip())
    look = re.match(rf"(?P<c>{colour_words()}|\w+y) (?P<t>\w+)$", thing, re.IGNORECASE)
    return Change(tint=((look["t"], f"different, not {look['c']}"),)) if look else Change(remove=(thing,))


def _tweak(found: re.Match[str], _text: str, last_object: str) -> Change:
    inner, _ = change_of(found["x"], last_object=last_object)
    return inner or Change(add=(clause_in(found["x"]),))


def _placed(found: re.Match[str], _text: str, last_object: str) -> Change | None:
    return Change(add=(f"with the {last_object} {found['x']}",)) if last_object else None


def _counted(found: re.Match[str], _text: str, last_object: str) -> Change | None:
    return (
        Change(swap=((last_object, f"{found['n']} {last_object if last_object.endswith('s') else last_object + 's'}"),))
        if last_object
        else None
    )


def _other_thing(found: re.Match[str], _text: str, last_object: str) -> Change | None:
    return Change(swap=((last_object, found["x"]),)) if last_object else None


def _recolour(found: re.Match[str], _text: str, _last: str) -> Change:
    """Return the change of "boat yellow, water black": things and their colours in either order."""
    tints = []
    for part in re.split(r",|;|\band\b", found["x"]):
        words = part.split()
        if len(words) > 1:
            first = re.fullmatch(colour_words(), words[0], re.IGNORECASE)
            tints.append((" ".join(words[1:]), words[0]) if first else (" ".join(words[:-1]), words[-1]))
    return Change(tint=tuple((thing_in(t), c) for t, c in tints))


def _too(found: re.Match[str], _text: str, _last: str) -> Change:
    """Return the change that a complaint asks for: too dark is to be brighter."""
    opposites: dict[str, str] = table("changes_en", "bot.planner.offline")["opposites"]
    look = opposites.get(found["x"].casefold(), f"less {found['x']}")
    thing = next((found[g] for g in ("n", "n2", "n3", "n4") if found[g]), "")
    return (
        Change(tint=((thing, look),))
        if thing and thing.casefold() not in {"picture", "image", "whole thing"}
        else Change(add=(look,))
    )


def _again(found: re.Match[str], _text: str, last_object: str) -> Change | None:
    """More, or less, of what the last change was about."""
    return Change(add=(f"with even {found['x']} {last_object}",)) if last_object else None


def _crop(found: re.Match[str], _text: str, _last: str) -> Change:
    part = f" of the {found['x']}" if found["x"] else ""
    return Change(add=(f"close-up{part}{found['r']}".strip(),))


def _part(found: re.Match[str], text: str, _last: str) -> Change | None:
    if is_statement(text) or ":" not in text:
        return None
    return Change(tint=((found["n"], found["x"].strip()),))


def _add(found: re.Match[str], _text: str, _last: str) -> Change:
    prepositions = r"in|on|at|under|onto|next to|inside|beside|against|over|into|behind|by"
    on_it = re.match(rf"(?:it|him|her|them|this|that) (?P<p>(?:{prepositions})\b.+)", found["x"], re.IGNORECASE)
    return Change(add=(on_it["p"] if on_it else clause_in(found["x"]),))


def _with(found: re.Match[str], _text: str, _last: str) -> Change:
    return Change(add=(clause_in(found["x"]),))


def _on_it(found: re.Match[str], text: str, _last: str) -> Change | None:
    return None if is_statement(text) or is_pronoun(found["x"]) else Change(add=(clause_in(text),))


def _comparative(_found: re.Match[str], text: str, last_object: str) -> Change:
    look = look_in(text)
    return Change(tint=((last_object, look),)) if last_object else Change(add=(look,))


def _but(found: re.Match[str], _text: str, last_object: str) -> Change:
    inner, _ = change_of(found["x"], last_object=last_object)
    return inner or loosely(found["x"])


#: What is made of a match, by the name that the table of ways gives it.
_WAYS: dict[str, Way] = {
    "same": _same,
    "swap": lambda found, _text, _last: swapped_for(found["a"], found["b"]),
    "turn": _turn,
    "lettering": lambda found, _text, _last: Change(add=(lettered_with(found["where"], found["x"]),)),
    "forgot": _with,
    "correct": _correct,
    "instead": lambda found, _text, _last: swapped_for(found["a"], found["b"]),
    "take_off": lambda found, _text, _last: Change(remove=(thing_in(found["a"]),)),
    "remove": lambda found, _text, last: _removed(found["a"], last),
    "no": _no,
    "asked": lambda found, _text, _last: (
        None
        if found["n"].casefold() == "i" and found["v"].casefold() in {"use", "have", "get", "say", "show", "feel"}
        else shown_as(found["n"], found["v"], found["x"])
    ),
    "needs": _needs,
    "give": _give,
    "make_it": lambda found, _text, _last: made_of(found["x"]),
    "make_thing": lambda found, _text, _last: Change(tint=((thing_in(found["n"]), look_in(found["x"])),)),
    "there": _there,
    "shown": lambda found, _text, _last: shown_as(f"the {found['n']}", "be", found["x"]),
    "doing": lambda found, text, _last: None if is_statement(text) else Change(add=(found["x"],)),
    "made": lambda found, _text, _last: made_of(found["x"]),
    "tweak": _tweak,
    "nice": lambda found, _text, _last: Change(add=(clause_in(found["x"]),)),
    "dislike": _dislike,
    "on_thing": lambda found, _text, _last: Change(add=(found["x"],)),
    "count_it": _counted,
    "place_it": _placed,
    "other_thing": _other_thing,
    "recolour": _recolour,
    "colour_thing": lambda found, _text, _last: Change(tint=((found["n"], found["c"]),)),
    "what_if": _what_if,
    "too": _too,
    "off": lambda found, text, _last: None if is_statement(text) else Change(remove=(thing_in(found["a"]),)),
    "thing_look": lambda found, _text, _last: Change(tint=((found["n"], look_in(found["x"])),)),
    "again": _again,
    "let": _let,
    "back_to": lambda found, _text, _last: made_of(re.sub(r"^colou?r", "in full colour", found["x"])),
    "is_really": lambda found, _text, _last: Change(swap=(("{subject}", found["x"]),)),
    "crop": _crop,
    "on_picture": _with,
    "part": _part,
    "add": _add,
    "lacks": _with,
    "with": _with,
    "on_it": _on_it,
    "comparative": _comparative,
    "more": _with,
    "slot": lambda _found, text, _last: Change(add=(look_in(text),)),
    "but": _but,
    "verb_on_it": lambda found, _text, _last: verb_done(found),
    "verb_on_thing": lambda found, _text, _last: Change(add=(participle_of(found["v"]) + " " + thing_in(found["x"]),)),
}


@cache
def _ways() -> tuple[tuple[re.Pattern[str], Way], ...]:
    table_ = table("changes_en", "bot.planner.offline")
    return tuple(
        (pattern(way["says"].replace("<slots.colours>", colour_words())), _WAYS[way["make"]]) for way in table_["ways"]
    )


def change_of(clause: str, *, last_object: str = "") -> tuple[Change, bool]:
    """Return (the change that `clause` asks for, whether it says so by itself). Empty: it asks for none."""
    text = bare(clause)
    text = pattern(
        r"\s+(?:please|though|instead|because .*|for a change|this time|if possible|if you can|everyone)$"
    ).sub("", text)
    text = re.sub(
        r",?\s+(?:in (?:his|her|my|their|our) (?:opinion|view|book|eyes)|if you ask (?:me|him|her|them|us)|according to [\w ]+"
        r"|(?:he|she|they|the \w+|my \w+) (?:says?|thinks?|reckons?|insists?|finds?|feels?))$",
        "",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(
        r"^(?:(?:he|she|they|everyone|somebody|the \w+|my \w+|our \w+) (?:says?|thinks?|reckons?|insists?|suggests?|asks? for|asks? (?:if|whether)|demands?|feels|finds)|i (?:think|feel like|feel as if|feel|guess|say|reckon|was thinking|would say)|i'd say|can i suggest|i suggest)"
        r"(?: that)?,?:?\s+(?=\w+\s+\w)",
        "",
        text,
        flags=re.IGNORECASE,
    )
    text = re.sub(
        r"^(?:though |but |although )?(?:i|we)(?:'d| would)(?: just| maybe| only| still| probably)? (?=(?:lose|add|remove|swap|drop|make|give|put|change|cut|take|replace|ditch)\b)",
        "",
        text,
        flags=re.IGNORECASE,
    )
    front = r"please|maybe|just|now|also|then|next|and|but|only|this time|instead(?! of)|kindly|perhaps|or"
    text = pattern(rf"^(?:(?:{front})\s*,?\s+)+").sub("", text)
    for expression, make in _ways():
        found = expression.match(text)
        change = make(found, text, last_object) if found else None
        if change is not None:
            return change, True
    return Change(), False


def _removed(words: str, last_object: str) -> Change:
    """Return the removal, and what a second half of the sentence asks for besides."""
    halves = re.split(
        r"\s*(?:,|;|\band\b)\s*(?=(?:swap|replace|add|make|put|change|turn|give|let|have|use)\b)", words, maxsplit=1
    )
    taken = re.sub(
        r"\s+(?:so|because|since|cause|as)\s+(?:that\s+)?(?:it|he|she|they|i|we|the)\b.*",
        "",
        halves[0],
        flags=re.IGNORECASE,
    )
    things = [
        t for t in re.split(r",|\band\b|\bor\b", taken) if t.strip() and not re.match(r"\s*(?:just|only|please)\b", t)
    ]
    removed = tuple(
        thing_in(
            re.sub(
                r"\s+(?:from|in|on|off|behind|around|of) (?:it|him|her|them|the (?:picture|image|background|table)).*$",
                "",
                t,
            )
        )
        for t in things
    )
    more, _ = change_of(halves[1], last_object=last_object) if len(halves) > 1 else (Change(), False)
    only_it = [r for r in removed if not is_pronoun(r)] or ([last_object] if last_object else [])
    return merge(Change(remove=tuple(only_it)), more)


def merge(first: Change, second: Change) -> Change:
    """Return both changes as one."""
    return Change(
        first.add + second.add, first.remove + second.remove, first.swap + second.swap, first.tint + second.tint,
        second.kind or first.kind,
    )  # fmt: skip


def object_of(change: Change) -> str:
    """Return the thing that a change is about, for a next one that names none: "Bigger"."""
    for clause in change.add:
        letters = re.search(r'the words "([^"]+)"', clause)
        if letters:
            return letters[1]
    for thing, _ in change.tint:
        return thing
    for clause in change.add:
        found = re.match(
            r"with (?:an?|the|some|his|her|its|more|\d+|two|three)?\s*(?P<x>[\w' -]+?)(?:\s+(?:on|in|over|at|under|around|beside|behind|near|with|that|like)\b.*)?$",
            clause,
        )
        if found:
            return found["x"]
    for _, new in change.swap:
        return thing_in(new)
    return ""
