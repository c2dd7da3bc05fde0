"""English wishes to change a picture, read into a Change.

Called by english. Pure. Patterns are tried in order; the first that fits a clause says what it asks for.
"""

from __future__ import annotations

import re
from functools import cache

from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.english_content import ing, kind_in
from bot.planner.offline.english_words import bare, is_statement, pattern
from bot.planner.prompts import Change, kind_and_style, slots_of

_IT = r"(?:it|him|her|them|this|that|these|those|me|mine|everything|the (?:whole )?(?:picture|image|scene|thing|one))"
_IT_S = r"(?:it|he|she|they|mine|this|that|everything|the (?:picture|image|scene|one))"
_POLITE = r"^(?:(?:<draw.lead>)\s+)*"


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


def _made(words: str) -> Change:
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


#: (expression, what to make of its match). Explicit ones decide that a message is an edit.
def change_of(clause: str, *, last_object: str = "") -> tuple[Change, bool]:  # noqa: PLR0911, PLR0912
    """Return (the change that `clause` asks for, whether it says so by itself). Empty: it asks for none."""
    text = bare(clause)
    text = pattern(
        r"\s+(?:please|though|instead|because .*|for a change|this time|if possible|if you can|everyone)$"
    ).sub("", text)
    text = pattern(
        r"^(?:(?:please|maybe|just|now|also|then|next|and|but|only|this time|instead|kindly|perhaps|or)\s*,?\s+)+"
    ).sub("", text)

    def m(expression: str) -> re.Match[str] | None:
        return pattern(expression).match(text)

    if found := m(
        rf"{_POLITE}(?:(?:<edit.same>)\b|(?:back to )?(?:(?:can|could|may) (?:i|we|you) (?:please )?(?:have|get|see|do|draw) )?(?:the|my|our|that|this) [\w-]+(?: [\w-]+){{0,2}} (?:again|once more)\b)(?!\s+(?:style|kind|sort|look|type|idea)\b)(?:\s+(?:one|thing|picture|image|again|scene|pose|composition|couple|guy|girl|pair|\w+(?=,? but\b)))?(?:\s+(?:as (?:before|above)|once more|again|one more time))?[\s,:-]*(?:(?:but|only|just|except|now|and|with(?! ?out))\b[\s,]*)*(?P<x>.*)"
    ):
        inner, _ = change_of(found["x"], last_object=last_object) if found["x"] else (Change(), True)
        return inner or _loose(found["x"]), True
    if found := m(
        rf"{_POLITE}(?:swap|replace|exchange|switch|trade)(?: out)? (?P<a>.+?) (?:for|with|to|into|by|against) (?P<b>.+)"
    ):
        return _swapped(found["a"], found["b"]), True
    if found := m(rf"{_POLITE}(?:turn|transform|convert|change) (?P<a>.+?) (?:in)?to (?:be )?(?P<b>.+)"):
        if re.fullmatch(_IT, found["a"], re.IGNORECASE):
            made = _made(found["b"])
            return (
                made
                if made.kind or not re.match(r"(?:an?|the)\s", found["b"])
                else Change(swap=(("{subject}", found["b"]),))
            ), True
        return _swapped(found["a"], found["b"]), True
    if found := m(
        r"^(?:(?:add|put|write|print|stitch|letter|paint|place|and|with|now|set) )?(?:now )?(?:the |a |its |his |her |their |some |that )*(?:words?|title|text|caption|sign|banner|label|lettering|letters|headline|inscription|name ?tag|plaque|slogan|speech bubble|logo)\b(?P<where>[^:\"]{0,40}?)(?::| should (?:read|say)| (?:that )?(?:reads?|says?|saying|reading)| to (?:read|say))\s*[\"']?(?P<x>[^\"']+)[\"']?$"
    ):
        return Change(add=(_lettered(found["where"], found["x"]),)), True
    if found := m(
        r"^(?:add|put|write|print|stitch|letter|paint|place) (?:the )?(?:words?|text|title|letters|name|lettering) [\"']?(?P<x>(?-i:[A-Z0-9][A-Z0-9 !?&'.-]*[A-Z0-9!?]))[\"']?(?P<where>.*)$"
    ):
        return Change(add=(_lettered(found["where"], found["x"]),)), True
    if found := m(r"^(?:add|put|write|print|stitch|letter|paint|place) [\"'](?P<x>[^\"']+)[\"'](?P<where>.*)$"):
        return Change(add=(_lettered(found["where"], found["x"]),)), True
    if found := m(
        r"^(?:oh |ah )?(?:i |we |you )?(?:forgot|missed) (?:to (?:add|draw|put) )?(?P<x>(?:the|an?|some|his|her|its)\b.+)"
    ):
        return Change(add=(_clause(_thing(found["x"]) and found["x"]),)), True
    if last_object and (
        found := m(
            r"^(?:(?:wait|no|not that|sorry|oops|i mean|rather|make that|scratch that|or rather)\b[\s,:]*)+(?:no\b[\s,:]*|a |an )*(?P<x>[\w' !?.-]{2,60})$"
        )
    ):
        return Change(swap=((last_object, found["x"]),)), True
    if found := m(
        r"^(?:(?:use|have|make it|give (?:it|him|her|them)|i'd (?:like|prefer)|with)\s+)?(?P<b>.+?)\s+(?:instead of|rather than|in place of|,? not) (?P<a>.+)"
    ):
        return _swapped(found["a"], found["b"]), True
    if found := m(rf"{_POLITE}take (?:away )?(?P<a>.+?) (?:off|away|out)\b"):
        return Change(remove=(_thing(found["a"]),)), True
    if found := m(rf"{_POLITE}(?:<edit.remove>) (?P<a>.+)"):
        return _removed(found["a"], last_object), True
    if (found := m(r"^no (?P<a>[\w' -]+)")) and not is_statement(text):
        return Change(remove=(_thing(re.sub(r"\s+(?:in it|at all|anywhere|though)$", "", found["a"])),)), True
    if found := m(
        r"^(?:can|could|should|would|may)\s+(?P<n>(?:the|its|his|her|their|those|these|that|this)\s.+?|it|he|she|they|i|this|that)\s+(?:please |also |maybe |just |all )*(?P<v>be|look|look like|have|wear|get|hold|become|stand|sit|carry|ride|use|go|smile|wave|turn|move|fly|say|show|feel)\b\s*(?P<x>.+)"
    ):
        return _shown(found["n"], found["v"], found["x"]), True
    if found := m(
        rf"^(?:{_IT_S}|the (?P<n>[\w -]+?))\s+(?P<v>needs?(?: to (?:be|have|wear|hold|look))?|should (?:be|have|wear|hold|look)|could (?:use|do with)|ought to (?:be|have)|must (?:be|have|wear)|wants?(?! to)|deserves?|is missing|lacks?|has to (?:be|have|wear)|(?:'s|has) got to (?:be|have|wear|hold)|must (?:be|have|wear)|gets?)\s+(?P<x>.+)"
    ):
        verb = "be" if re.search(r"be$|look$", found["v"]) else "have"
        return _shown(found["n"] or "it", verb, found["x"]), True
    if found := m(
        rf"{_POLITE}(?:give|get|lend|buy|hand) (?P<n>{_IT}|the [\w-]+(?: [\w-]+)?) (?P<x>(?:an?|some|the|two|three|his|her|its|big|small|more|long|red|blue|green|[\w-]+) .+|\w+s)"
    ):
        who = "" if re.fullmatch(_IT, found["n"], re.IGNORECASE) else f" on {found['n']}"
        return Change(add=(_clause(found["x"]) + who,)), True
    if found := m(rf"{_POLITE}(?:make|have|get) (?:{_IT}|everyone) (?P<x>.+)"):
        return _made(found["x"]), True
    if found := m(
        rf"{_POLITE}(?:make|paint|colou?r|dye|turn|recolou?r|tint|set) (?P<n>(?:the|its|his|her|their|that|those|these|all the|my) .+?) (?P<x>(?:look |be |seem )?(?:a bit |a little |much |more |less |way |even |slightly |really |very |bright |dark |light )*[\w-]+)$"
    ):
        return Change(tint=((_thing(found["n"]), _look(found["x"])),)), True
    if found := m(r"^let (?P<n>it|him|her|them|there be|the [\w-]+|its [\w-]+|his [\w-]+|her [\w-]+) (?P<x>.+)"):
        if re.match(r"(?:the|its|his|her) ", found["n"]):
            verb, _, rest = found["x"].partition(" ")
            return Change(add=(f"with {_thing(found['n'])} {ing(verb)} {rest}".strip(),)), True
        return (Change(add=(_clause(found["x"]),)) if found["n"].startswith("there") else _made(found["x"])), True
    if found := m(
        r"^(?:and )?(?:go )?back to (?P<x>(?:colou?r|black and white|day|night|daylight|normal|the original colou?rs?)\b.*)"
    ):
        return _made(re.sub(r"^colou?r", "in full colour", found["x"])), True
    if found := m(
        r"^(?:he|she|it|that)(?:'s| is| was) (?:actually |really |supposed to be |meant to be )?(?P<x>an? [\w -]+?),? (?:if you (?:could|can) (?:fix|change|correct)|so (?:please )?(?:fix|change|correct)|please (?:fix|change|correct)|not an? ).*"
    ):
        return Change(swap=(("{subject}", found["x"]),)), True
    if found := m(
        r"^(?:an? |the )?(?:(?:close|tight|square|wide|tall|bigger|larger) )*(?P<k>crop|close-?up|detail|cut-?out|zoom) (?:of|on|in on) (?:it|that|this|him|her|them|(?:his|her|its|the) (?P<x>[\w -]+))(?P<r>.*)"
    ):
        return Change(add=(f"close-up{' of the ' + found['x'] if found['x'] else ''}{found['r']}".strip(),)), True
    if found := m(
        r"^(?:on|in|for|at) (?:my|the|our|that) [\w -]{2,30}?,? (?:paint|draw|add|put|write|place|let there be|there should be) (?P<x>.+)"
    ):
        return Change(add=(_clause(found["x"]),)), True
    if found := m(
        r"^(?:the )?(?P<n>background|sky|floor|wall|walls|ground|border|frame|lettering|text|hair|eyes|hat|door|roof|dress|coat)(?: (?:of|on|in) [^:]+)?:? (?:in |to be |should be |: ?)?(?P<x>[\w -]{2,30})$"
    ):
        if not is_statement(text) and ":" in text:
            return Change(tint=((found["n"], found["x"].strip()),)), True
    if found := m(rf"{_POLITE}(?:<edit.add>)(?: in| on)? (?P<x>.+)"):
        on_it = re.match(
            r"(?:it|him|her|them|this|that) (?P<p>(?:in|on|at|under|onto|next to|inside|beside|against|over|into|behind|by)\b.+)",
            found["x"],
            re.IGNORECASE,
        )
        return Change(add=(on_it["p"] if on_it else _clause(found["x"]),)), True
    if found := m(
        r"^(?:needs?|gets?|missing:?|lacks|should have|could use|deserves)\s+(?P<x>(?:an?|some|more|the|two|three|\w+s)\b.*)"
    ):
        return Change(add=(_clause(found["x"]),)), True
    if found := m(r"^(?:with|plus|and|add)\s+(?P<x>.+)"):
        return Change(add=(_clause(found["x"]),)), True
    if found := m(
        r"^(?P<x>(?:an?|some|the|more|two|three|\d+|few)?\s*[\w' -]+?) (?:on (?:it|top|him|her|them|(?:his|her|its|the) (?:head|back|roof|nose|face))|in (?:the background|it|its \w+|his \w+|her \w+)|around (?:it|him|her|them)|beside (?:it|him|her|them)|next to (?:it|him|her|them)|behind (?:it|him|her|them))(?P<r>\b.*)"
    ):
        if not is_statement(text) and not is_pronoun(found["x"]):
            return Change(add=(_clause(text),)), True
    if m(r"^(?:(?:<edit.light_adverbs>)\s+)*(?:<edit.comparatives>)(?:\s+(?:<edit.light_adverbs>))*$"):
        look = _look(text)
        return (Change(tint=((last_object, look),)) if last_object else Change(add=(look,))), True
    if found := m(
        r"^(?:(?:<edit.light_adverbs>)\s+)*(?P<x>(?:more|fewer|less|bigger|smaller|longer|shorter|darker|brighter|lighter|larger|taller|extra) [\w' -]+)$"
    ):
        return Change(add=(_clause(found["x"]),)), True
    if m(r"^(?:(?:<edit.light_adverbs>)\s+)*(?:<edit.time_place>)\b[\w' -]*$"):
        return Change(add=(_look(text),)), True
    if found := m(r"^(?:this|that|it)(?: one)?,?\s*(?:but|only|just|except)\s+(?P<x>.+)"):
        inner, _ = change_of(found["x"], last_object=last_object)
        return inner or _loose(found["x"]), True
    if found := m(rf"{_POLITE}(?P<v>[a-z]{{3,}})(?P<mid>\s+(?:up|down|out|in))?\s+(?:{_IT})(?P<r>\b.*)"):
        return _verb_on_it(found)
    if found := m(rf"{_POLITE}(?P<v><edit.other>) (?P<x>(?:the|its|his|her|their|in|out|up)\b.+)"):
        return Change(add=(_participle(found["v"]) + " " + _thing(found["x"]),)), True
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


def _verb_on_it(found: re.Match[str]) -> tuple[Change, bool]:
    verb = found["v"].casefold()
    if (
        pattern(r"^(?:<edit.feeling>)$").match(verb)
        or verb.endswith(("ing", "ed"))
        or not (found["r"].strip() or pattern(r"^(?:<edit.other>)$").match(verb))
    ):
        return Change(), False
    rest = found["r"].strip(" .!?")
    so = re.search(r"\bso (?:that )?(?:he|she|it|they)(?:'s|'re| is| are)?\s+(?P<x>.+)", rest, re.IGNORECASE)
    negated = re.match(r"not (?P<x>\w+)", so["x"], re.IGNORECASE) if so else None
    remove = (negated["x"],) if negated else ()
    tail = re.sub(r"\bso\b.*", "", rest).lstrip(": ")
    clause = f"{_participle(verb)}{found['mid'] or ''} {tail}".strip()
    return Change(add=(clause,), remove=remove), True


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
