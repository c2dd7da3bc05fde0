"""English wishes to change a picture, read into a Change.

Called by english. Pure. The ways of asking are data, tried in order; the first that fits decides.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.english_content import ing, kind_in
from bot.planner.offline.english_words import bare, data, is_statement, pattern
from bot.planner.prompts import Change, kind_and_style, slots_of

_IT = r"(?:it|him|her|them|this|that|these|those|me|mine|everything|the (?:whole )?(?:picture|image|scene|thing|one))"


@cache
def _colours() -> str:
    return either(words_of(table("scene")["slots"]["colours"]))


def _thing(words: str) -> str:
    return re.sub(
        r"^(?:the|its|his|her|their|that|this|those|these|all (?:the|of the)|any|some|an?)\s+",
        "",
        words.strip(" .,!?"),
        flags=re.IGNORECASE,
    )


def _look(words: str) -> str:
    text = pattern(r"^(?:(?:<edit.look>)\s+)+").sub("", words.strip(" .,!?"))
    text = pattern(r"\s+(?:please|though|too|instead|now|again|everyone)$").sub("", text)
    return re.sub(
        r"^(?:a bit|a little|a lot|much|slightly|somewhat|a touch|a tad|way|even|just|also|really|very|so)\s+", "", text
    ).strip()


def _is_look(words: str) -> bool:
    """Return whether `words` say how something looks (an adjective), not what it is."""
    text = _look(words)
    return len(text.split()) <= 3 and not re.match(r"(?:an?|the|some|his|her|its|two|three)\b", text, re.IGNORECASE)


def _clause(words: str) -> str:
    """Return what is added, as a clause: "a red hat" -> "with a red hat"."""
    text = re.sub(r"\s+", " ", words.strip(" .,!?"))
    text = pattern(r"\s+(?:please|though|too|instead|now|as well|for me|also)$").sub("", text)
    text = re.sub(
        rf"\b(?:to|in|into) (?:{_IT}|the (?:background|back))$",
        lambda m: "in the background" if "back" in m[0] else "",
        text,
        flags=re.IGNORECASE,
    ).strip()
    if re.match(
        r"(?:with|without|in|on|at|under|wearing|holding|by|as|like|behind|beside|near|over|inside|made|surrounded|from|into|through|next to|\w+ing)\b",
        text,
        re.IGNORECASE,
    ):
        return text
    return f"with {text}" if text else ""


def _made(words: str) -> Change:  # noqa: PLR0911 - the first that fits wins
    """Return the change of "make it <words>"."""
    text = _look(re.sub(r"^to\s+", "", words))
    kind, _, rest = kind_and_style(text)
    if kind and len(rest.split()) < 3:
        return Change(kind=kind)
    medium, _ = kind_in(f"x, {text}")
    if medium:
        return Change(kind=medium)
    like = re.match(r"(?:look )?like (?P<x>.+)", text, re.IGNORECASE)
    if like:
        return Change(add=(f"in the look of {_thing(like['x'])}",))
    if slots_of(text):
        return Change(add=(text,))
    verb = re.match(
        r"(?P<v>strike|wave|smile|laugh|dance|sleep|jump|run|fly|sit|stand|hold|wear|eat|drink|read|play|sing|look|swim|cry|wink|ride|hug|carry|sneeze|yawn|blush|frown|float|glow|sparkle|pose|point|bow|climb|kneel|lie|lean|walk|cook|paint|drive|face|stick|show|raise|blow|spin|point)s?\b(?P<r>.*)",
        text,
        re.IGNORECASE,
    )
    if verb:
        return Change(add=(f"{ing(verb['v'])}{verb['r']}",))
    if re.match(r"(?:an?|the)\s", text, re.IGNORECASE):
        return Change(add=(f"as {text}",))
    return Change(add=(text,)) if text else Change()


def _swapped(old: str, new: str) -> Change:
    thing, fresh = _thing(old), new.strip(" .,!?")
    fresh = pattern(r"\s+(?:please|though|instead|now)$").sub("", fresh)
    if re.fullmatch(_IT, old.strip(), re.IGNORECASE) or not thing:
        return Change(swap=(("{subject}", fresh),))
    if re.fullmatch(_colours(), thing, re.IGNORECASE):
        return Change(swap=((thing, fresh),))
    if re.fullmatch(rf"(?:{_colours()}|bright \w+|dark \w+|light \w+|\w+ colou?red|\w+er)", fresh, re.IGNORECASE):
        return Change(tint=((thing, fresh),))
    if re.match(
        r"(?:background|sky|weather|setting|season|time of day|location|colou?rs?|colou?r scheme|style)$",
        thing,
        re.IGNORECASE,
    ):
        kind, _, rest = kind_and_style(fresh)
        if kind and len(rest.split()) < 3:
            return Change(kind=kind)
        return Change(add=(f"with {fresh} as {thing}" if not slots_of(fresh) else fresh,))
    return Change(swap=((thing, fresh),))


Way = Callable[[re.Match[str], str, str], Change | None]


def _same(found: re.Match[str], _text: str, last_object: str) -> Change:
    inner, _ = change_of(found["x"], last_object=last_object) if found["x"] else (Change(), True)
    return inner or _loose(found["x"])


def _turn(found: re.Match[str], _text: str, _last: str) -> Change:
    if not re.fullmatch(_IT, found["a"], re.IGNORECASE):
        return _swapped(found["a"], found["b"])
    made = _made(found["b"])
    somebody = re.match(r"(?:an?|the)\s", found["b"])
    return Change(swap=(("{subject}", found["b"]),)) if somebody and not made.kind else made


def _correct(found: re.Match[str], _text: str, last_object: str) -> Change | None:
    return Change(swap=((last_object, found["x"]),)) if last_object else None


def _no(found: re.Match[str], text: str, _last: str) -> Change | None:
    thing = _thing(re.sub(r"\s+(?:in it|at all|anywhere|though)$", "", found["a"]))
    return None if is_statement(text) else Change(remove=(thing,))


def _needs(found: re.Match[str], _text: str, _last: str) -> Change:
    verb = "be" if re.search(r"be$|look$", found["v"]) else "have"
    return _shown(found["n"] or "it", verb, found["x"])


def _give(found: re.Match[str], _text: str, _last: str) -> Change:
    who = "" if re.fullmatch(_IT, found["n"], re.IGNORECASE) else f" on {found['n']}"
    return Change(add=(_clause(found["x"]) + who,))


def _let(found: re.Match[str], _text: str, _last: str) -> Change:
    if found["n"] not in {"it", "him", "her", "them", "there be"}:
        verb, _, rest = found["x"].partition(" ")
        return Change(add=(f"with {_thing(found['n'])} {ing(verb)} {rest}".strip(),))
    return _with(found, "", "") if found["n"].startswith("there") else _made(found["x"])


def _there(found: re.Match[str], _text: str, _last: str) -> Change:
    words = re.sub(r"^(?:to be|in it|here)\s+", "", found["x"])
    gone = re.match(r"(?:no|fewer|less) (?P<x>.+)", words, re.IGNORECASE)
    return Change(remove=(gone["x"],)) if gone and words.startswith("no ") else Change(add=(_clause(words),))


def _what_if(found: re.Match[str], _text: str, _last: str) -> Change:
    verb = {"had": "have", "could have": "have", "got": "have", "wore": "wear", "held": "hold"}.get(
        found["v"].casefold(), "be"
    )
    return _shown(found["n"], verb, found["x"])


def _dislike(found: re.Match[str], _text: str, _last: str) -> Change:
    thing = _thing(re.sub(r"\b(?:at all|much|here|though|very much|so much|that much)$", "", found["a"]).strip())
    look = re.match(rf"(?P<c>{_colours()}|\w+y) (?P<t>\w+)$", thing, re.IGNORECASE)
    return Change(tint=((look["t"], f"different, not {look['c']}"),)) if look else Change(remove=(thing,))


def _tweak(found: re.Match[str], _text: str, last_object: str) -> Change:
    inner, _ = change_of(found["x"], last_object=last_object)
    return inner or Change(add=(_clause(found["x"]),))


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
            first = re.fullmatch(_colours(), words[0], re.IGNORECASE)
            tints.append((" ".join(words[1:]), words[0]) if first else (" ".join(words[:-1]), words[-1]))
    return Change(tint=tuple((_thing(t), c) for t, c in tints))


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
    return Change(add=(on_it["p"] if on_it else _clause(found["x"]),))


def _with(found: re.Match[str], _text: str, _last: str) -> Change:
    return Change(add=(_clause(found["x"]),))


def _on_it(found: re.Match[str], text: str, _last: str) -> Change | None:
    return None if is_statement(text) or is_pronoun(found["x"]) else Change(add=(_clause(text),))


def _comparative(_found: re.Match[str], text: str, last_object: str) -> Change:
    look = _look(text)
    return Change(tint=((last_object, look),)) if last_object else Change(add=(look,))


def _but(found: re.Match[str], _text: str, last_object: str) -> Change:
    inner, _ = change_of(found["x"], last_object=last_object)
    return inner or _loose(found["x"])


#: What is made of a match, by the name that the table of ways gives it.
_WAYS: dict[str, Way] = {
    "same": _same,
    "swap": lambda found, _text, _last: _swapped(found["a"], found["b"]),
    "turn": _turn,
    "lettering": lambda found, _text, _last: Change(add=(_lettered(found["where"], found["x"]),)),
    "forgot": _with,
    "correct": _correct,
    "instead": lambda found, _text, _last: _swapped(found["a"], found["b"]),
    "take_off": lambda found, _text, _last: Change(remove=(_thing(found["a"]),)),
    "remove": lambda found, _text, last: _removed(found["a"], last),
    "no": _no,
    "asked": lambda found, _text, _last: (
        None
        if found["n"].casefold() == "i" and found["v"].casefold() in {"use", "have", "get", "say", "show", "feel"}
        else _shown(found["n"], found["v"], found["x"])
    ),
    "needs": _needs,
    "give": _give,
    "make_it": lambda found, _text, _last: _made(found["x"]),
    "make_thing": lambda found, _text, _last: Change(tint=((_thing(found["n"]), _look(found["x"])),)),
    "there": _there,
    "shown": lambda found, _text, _last: _shown(f"the {found['n']}", "be", found["x"]),
    "doing": lambda found, text, _last: None if is_statement(text) else Change(add=(found["x"],)),
    "made": lambda found, _text, _last: _made(found["x"]),
    "tweak": _tweak,
    "nice": lambda found, _text, _last: Change(add=(_clause(found["x"]),)),
    "dislike": _dislike,
    "on_thing": lambda found, _text, _last: Change(add=(found["x"],)),
    "count_it": _counted,
    "place_it": _placed,
    "other_thing": _other_thing,
    "recolour": _recolour,
    "colour_thing": lambda found, _text, _last: Change(tint=((found["n"], found["c"]),)),
    "what_if": _what_if,
    "too": _too,
    "off": lambda found, text, _last: None if is_statement(text) else Change(remove=(_thing(found["a"]),)),
    "thing_look": lambda found, _text, _last: Change(tint=((found["n"], _look(found["x"])),)),
    "again": _again,
    "let": _let,
    "back_to": lambda found, _text, _last: _made(re.sub(r"^colou?r", "in full colour", found["x"])),
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
    "slot": lambda _found, text, _last: Change(add=(_look(text),)),
    "but": _but,
    "verb_on_it": lambda found, _text, _last: _verb_on_it(found),
    "verb_on_thing": lambda found, _text, _last: Change(add=(_participle(found["v"]) + " " + _thing(found["x"]),)),
}


@cache
def _ways() -> tuple[tuple[re.Pattern[str], Way], ...]:
    table_ = table("changes_en", "bot.planner.offline")
    return tuple(
        (pattern(way["says"].replace("<slots.colours>", _colours())), _WAYS[way["make"]]) for way in table_["ways"]
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
        r"^(?:(?:he|she|they|everyone|somebody|the \w+|my \w+|our \w+) (?:says?|thinks?|reckons?|insists?|suggests?|asks? for|asks? (?:if|whether)|demands?|feels|finds)|i (?:think|feel|guess|say|reckon)|can i suggest|i suggest)"
        r"(?: that)?,?:?\s+(?=\w+\s+\w)",
        "",
        text,
        flags=re.IGNORECASE,
    )
    front = r"please|maybe|just|now|also|then|next|and|but|only|this time|instead|kindly|perhaps|or"
    text = pattern(rf"^(?:(?:{front})\s*,?\s+)+").sub("", text)
    for expression, make in _ways():
        found = expression.match(text)
        change = make(found, text, last_object) if found else None
        if change is not None:
            return change, True
    return Change(), False


def is_pronoun(words: str) -> bool:
    """Return whether `words` are but a pronoun."""
    return pattern(r"^(?:<parts.pronouns>)$").match(words.strip()) is not None


def _lettered(where: str, words: str) -> str:
    """Return the clause that asks for letters in the picture."""
    place = re.sub(r"\s+", " ", where).strip(" ,")
    place = re.sub(r"^(?:after all|please|now)\b,?\s*", "", place)
    return f'with the words "{words.strip(chr(32) + chr(46) + chr(34) + chr(39))}" {place}'.strip()


def _removed(words: str, last_object: str) -> Change:
    """Return the removal, and what a second half of the sentence asks for besides."""
    halves = re.split(
        r"\s*(?:,|;|\band\b)\s*(?=(?:swap|replace|add|make|put|change|turn|give|let|have|use)\b)", words, maxsplit=1
    )
    things = [t for t in re.split(r",|\band\b|\bor\b", halves[0]) if t.strip()]
    removed = tuple(
        _thing(
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


def _shown(who: str, verb: str, words: str) -> Change:
    """Return the change of "can the lanterns be blue", "it needs eyes", "could he hold a torch"."""
    thing = "" if is_pronoun(who) else _thing(who)
    text = re.sub(r"^(?:a bit|a little|much|all)\s+", "", words.strip(" .?!"))
    text = re.sub(r",?\s*(?:they|she|he|i|we|the kids) (?:says?|thinks?)$", "", text)
    text = pattern(r",?\s+(?:please|maybe|instead|though|too)$").sub("", text)
    if verb in {"be", "look", "become", "turn", "feel", "get", "look like", "go", "move"}:
        if thing and _is_look(text):
            return Change(tint=((thing, _look(text)),))
        return _made(text) if not thing else Change(add=(f"with {thing} {text}",))
    clause = _clause(text) if verb == "have" else f"{ing(verb)} {text}"
    return Change(add=(f"{clause} on the {thing}" if thing and verb == "have" else clause,))


def _participle(verb: str) -> str:
    low = verb.casefold()
    irregular = {"put": "put", "cut": "cut", "light": "lit", "spin": "spun", "have": "having", "keep": "keeping"}
    if low in irregular:
        return irregular[low]
    if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", low):
        return low + low[-1] + "ed"
    return low + ("d" if low.endswith("e") else "ed") if not low.endswith("y") else low[:-1] + "ied"


def _verb_on_it(found: re.Match[str]) -> Change | None:
    verb = found["v"].casefold()
    if (
        pattern(r"^(?:<edit.feeling>)$").match(verb)
        or verb.endswith(("ing", "ed"))
        or (verb.endswith("s") and not verb.endswith("ss"))
        or verb in words_of(data()["edit"]["past"])
        or not (found["r"].strip() or pattern(r"^(?:<edit.other>)$").match(verb))
    ):
        return None
    rest = found["r"].strip(" .!?")
    so = re.search(r"\bso (?:that )?(?:he|she|it|they)(?:'s|'re| is| are)?\s+(?P<x>.+)", rest, re.IGNORECASE)
    negated = re.match(r"not (?P<x>\w+)", so["x"], re.IGNORECASE) if so else None
    remove = (negated["x"],) if negated else ()
    tail = re.sub(r"\bso\b.*", "", rest).lstrip(": ")
    clause = f"{_participle(verb)}{found['mid'] or ''} {tail}".strip()
    return Change(add=(clause,), remove=remove)


def _loose(words: str) -> Change:
    """Return the change of words that follow "same, but": whatever they are, they are wanted."""
    text = re.sub(
        r"^(?:now\s+)?(?:it|he|she|they)(?:'s|'re| is| are| has| have)?\s+(?:now\s+)?",
        "",
        words.strip(" .!?"),
        flags=re.IGNORECASE,
    )
    text = re.sub(r"^(?:now|only|just|but)\s+", "", text, flags=re.IGNORECASE)
    if not text:
        return Change()
    taken = re.match(r"(?:no|without(?: the| any| an?)?) (?P<x>.+)", text, re.IGNORECASE)
    return Change(remove=(taken["x"],)) if taken else _made(text)


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
        return _thing(new)
    return ""
