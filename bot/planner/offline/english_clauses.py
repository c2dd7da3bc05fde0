"""The words of English changes, turned into the words of a prompt: clauses, looks, swaps.

Called by english_change. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line

from __future__ import annotations

import re
from functools import cache

from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.english_content import ing, kind_in
from bot.planner.offline.english_words import data, pattern
from bot.planner.prompts import Change, kind_and_style, slots_of

IT = r"(?:it|him|her|them|this|that|these|those|me|mine|everything|the (?:whole )?(?:picture|image|scene|thing|one))"


@cache
def colour_words() -> str:
    return either(words_of(table("scene")["slots"]["colours"]))


def thing_in(words: str) -> str:
    return re.sub(
        r"^(?:the|its|his|her|their|that|this|those|these|all (?:the|of the)|any|some|an?)\s+",
        "",
        words.strip(" .,!?"),
        flags=re.IGNORECASE,
    )


def look_in(words: str) -> str:
    text = pattern(r"^(?:(?:<edit.look>)\s+)+").sub("", words.strip(" .,!?"))
    text = pattern(r"\s+(?:please|though|too|instead|now|again|everyone)$").sub("", text)
    return re.sub(
        r"^(?:a bit|a little|a lot|much|slightly|somewhat|a touch|a tad|way|even|just|also|really|very|so)\s+", "", text
    ).strip()


def is_look(words: str) -> bool:
    """Return whether `words` say how something looks (an adjective), not what it is."""
    text = look_in(words)
    return len(text.split()) <= 3 and not re.match(r"(?:an?|the|some|his|her|its|two|three)\b", text, re.IGNORECASE)


def clause_in(words: str) -> str:
    """Return what is added, as a clause: "a red hat" -> "with a red hat"."""
    text = re.sub(r"\s+", " ", words.strip(" .,!?"))
    text = pattern(r"\s+(?:please|though|too|instead|now|as well|for me|also)$").sub("", text)
    text = re.sub(
        rf"\b(?:to|in|into) (?:{IT}|the (?:background|back))$",
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


def made_of(words: str) -> Change:  # noqa: PLR0911 - the first that fits wins
    """Return the change of "make it <words>"."""
    text = look_in(re.sub(r"^to\s+", "", words))
    kind, _, rest = kind_and_style(text)
    if kind and len(rest.split()) < 3:
        return Change(kind=kind)
    medium, _ = kind_in(f"x, {text}")
    if medium:
        return Change(kind=medium)
    like = re.match(r"(?:look )?like (?P<x>.+)", text, re.IGNORECASE)
    if like:
        return Change(add=(f"in the look of {thing_in(like['x'])}",))
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


def swapped_for(old: str, new: str) -> Change:
    thing, fresh = thing_in(old), new.strip(" .,!?")
    fresh = pattern(r"\s+(?:please|though|instead|now)$").sub("", fresh)
    if re.fullmatch(IT, old.strip(), re.IGNORECASE) or not thing:
        return Change(swap=(("{subject}", fresh),))
    if re.fullmatch(colour_words(), thing, re.IGNORECASE):
        return Change(swap=((thing, fresh),))
    if re.fullmatch(rf"(?:{colour_words()}|bright \w+|dark \w+|light \w+|\w+ colou?red|\w+er)", fresh, re.IGNORECASE):
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


def lettered_with(where: str, words: str) -> str:
    """Return the clause that asks for letters in the picture."""
    place = re.sub(r"\s+", " ", where).strip(" ,")
    place = re.sub(r"^(?:after all|please|now)\b,?\s*", "", place)
    return f'with the words "{words.strip(chr(32) + chr(46) + chr(34) + chr(39))}" {place}'.strip()


def is_pronoun(words: str) -> bool:
    """Return whether `words` are but a pronoun."""
    return pattern(r"^(?:<parts.pronouns>)$").match(words.strip()) is not None


def shown_as(who: str, verb: str, words: str) -> Change:
    """Return the change of "can the lanterns be blue", "it needs eyes", "could he hold a torch"."""
    thing = "" if is_pronoun(who) else thing_in(who)
    text = re.sub(r"^(?:a bit|a little|much|all)\s+", "", words.strip(" .?!"))
    text = re.sub(r",?\s*(?:they|she|he|i|we|the kids) (?:says?|thinks?)$", "", text)
    text = pattern(r",?\s+(?:please|maybe|instead|though|too)$").sub("", text)
    if verb in {"be", "look", "become", "turn", "feel", "get", "look like", "go", "move"}:
        if thing and re.match(
            r"(?:on|off|in|out|up|down|at|under|over|behind|open|shut|closed)\b", text, re.IGNORECASE
        ):
            return Change(add=(f"with the {thing} {text}",))
        if thing and is_look(text):
            return Change(tint=((thing, look_in(text)),))
        return made_of(text) if not thing else Change(add=(f"with {thing} {text}",))
    clause = clause_in(text) if verb == "have" else f"{ing(verb)} {text}"
    if thing and verb != "have":
        return Change(add=(f"with the {thing} {clause}",))
    return Change(add=(f"{clause} on the {thing}" if thing else clause,))


def participle_of(verb: str) -> str:
    low = verb.casefold()
    irregular = {"put": "put", "cut": "cut", "light": "lit", "spin": "spun", "have": "having", "keep": "keeping"}
    if low in irregular:
        return irregular[low]
    if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", low):
        return low + low[-1] + "ed"
    return low + ("d" if low.endswith("e") else "ed") if not low.endswith("y") else low[:-1] + "ied"


#: What one does with a picture in one's hands.
_REAL = re.compile(
    r"hang|frame|pin|stick|mount|upload|email|mail|order|steal|adopt|marry|archive|bookmark|tweet|laminate|sign|submit|publish|ship|put|set|bring|take|feed|pay|call|keep|leave"
)


def verb_done(found: re.Match[str]) -> Change | None:
    verb = found["v"].casefold()
    if _REAL.fullmatch(verb) and re.fullmatch(
        r"(?: one)?(?: (?:up|away|there|here|back|out|(?:in|on|above|over|by) (?:the|my|our) (?:wall|fridge|door|kitchen|office|hall|hallway|corridor|classroom|window|bathroom|desk|board|living room|staff room|lobby|shop|church|school)))*[ .!]*",
        found["r"],
        re.IGNORECASE,
    ):
        return None
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
    clause = f"{participle_of(verb)}{found['mid'] or ''} {tail}".strip()
    return Change(add=(clause,), remove=remove)


def loosely(words: str) -> Change:
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
    becomes = re.match(
        r"(?:the|his|her|its|their) (?P<a>[\w'-]+(?: [\w'-]+)?) (?:is|are|as|becomes|turned into|turns into) (?:now )?(?P<b>.+)",
        text,
        re.IGNORECASE,
    )
    if becomes and re.match(r"(?:an?|the|some|two|three)\b", becomes["b"], re.IGNORECASE):
        return Change(swap=((becomes["a"], becomes["b"]),))
    if becomes and is_look(becomes["b"]):
        return Change(tint=((becomes["a"], look_in(becomes["b"])),))
    taken = re.match(r"(?:no|without(?: the| any| an?)?) (?P<x>.+)", text, re.IGNORECASE)
    return Change(remove=(taken["x"],)) if taken else made_of(text)
