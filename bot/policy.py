"""What we draw and what we decline: a plan in, the same plan trimmed, cleaned or refused out.

Called by the turn for every plan of every planner, before any paint call, and by planners that want to know early.
Pure; standard library only. The lists are data with sources and dates: bot/guidelines/*.toml. Checking twice gives
what checking once gave.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from bot.plans import MAX_PICTURES, Action, Drawing, Plan

#: An artist whose last work is older than this may be named.
FREE_AFTER_YEARS = 100


class Guideline(StrEnum):
    """What a refusal or a change is about; Plan.reason holds it."""

    PERSON = "public person"
    PRIVATE = "private person"
    ARTIST = "artist"
    CHARACTER = "protected character"
    UNSAFE = "unsafe"
    ADULT = "adult"
    HATE = "hate"
    HARM = "self-harm"


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage of a prompt that a guideline is about, and what may stand there instead."""

    guideline: Guideline
    start: int
    end: int
    instead: str


@cache
def _data(name: str) -> dict[str, Any]:
    text = resources.files("bot").joinpath("guidelines", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _entries(block: str) -> list[str]:
    return [e.strip() for e in re.split(r"[;\n]", block) if e.strip()]


def _folded(text: str) -> str:
    """Return `text` in a form to compare: no accents on Latin letters, lower case, the same length."""
    if text.isascii():
        return text.lower()
    out = []
    for char in text:
        base = unicodedata.normalize("NFD", char)[0] if "\u00c0" <= char <= "\u024f" else char
        low = base.lower()
        out.append(low if len(low) == 1 else base)
    return "".join(out)


_HANGUL = re.compile(r"[가-힣]")


def _expression(name: str) -> str:
    """Return an expression for a name as people write it: any dash or space between its parts, 's after it."""
    parts = [re.escape(p) for p in re.split(r"[\s-]+", _folded(name)) if p]
    return (r"[\s\-]*" if _HANGUL.search(name) else r"[\s\-]+").join(parts)


def _key(name: str) -> str:
    """Return a name as it is looked up."""
    return re.sub(r"[\s-]+", " ", _folded(name.strip().removesuffix("'s").removesuffix("’s")))


@cache
def _proper_only() -> frozenset[str]:
    """Return the names that are also ordinary words: somebody is meant only with a capital letter."""
    return frozenset(_data("innocent")["also_words"].split())


@cache
def _names(kind: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return (an expression for all names of a list, what to put for each)."""
    instead: dict[str, str] = {}
    for group in _data(kind)["groups"]:
        for entry in _entries(group["names"]):
            name, _, own = entry.partition("=")
            for alias in name.split("/"):
                instead[_key(alias)] = own.strip() or group["instead"]
    latin = sorted((n for n in instead if not _HANGUL.search(n)), key=len, reverse=True)
    hangul = sorted((n for n in instead if _HANGUL.search(n)), key=len, reverse=True)
    parts = []
    if latin:
        parts.append(rf"(?<![\w]){_either(latin)}(?:'s|’s|s)?(?![\w])")
    if hangul:
        parts.append(rf"(?<![가-힣]){_either(hangul)}")
    return re.compile("|".join(parts) or r"(?!)"), instead


#: The first sign of an expression, when it stands for itself.
_SIGN = re.compile(r"\\.|[^\\\[]")


def _either(names: list[str]) -> str:
    """Return an expression for any of `names`, which are tried in their order, the longest first.

    Names that begin alike are grouped, so that a thousand of them are not tried at every letter of a prompt: what
    matches somewhere begins with one sign, so within the groups the order is what it was.
    """
    groups = _grouped([_expression(n) for n in names])
    firsts = "".join(dict.fromkeys(groups))
    return f"(?=[{firsts}])(?:" + "|".join(sign + _rest(sign, rests) for sign, rests in groups.items()) + ")"


def _rest(sign: str, rests: list[str]) -> str:
    # Between parts of a Hangul name there may be nothing: there the second sign does not tell names apart.
    if len(rests) < 3 or _HANGUL.match(sign):
        return f"(?:{'|'.join(rests)})"
    groups = _grouped([rest for rest in rests if rest])
    ends = [""] if "" in rests else []
    return "(?:" + "|".join([*(f"{sign}(?:{'|'.join(more)})" for sign, more in groups.items()), *ends]) + ")"


def _grouped(expressions: list[str]) -> dict[str, list[str]]:
    """Return what follows the first sign of each expression, by that sign; under "" those that begin with a gap."""
    groups: dict[str, list[str]] = {}
    for one in expressions:
        sign = _SIGN.match(one)
        first = sign[0] if sign else ""
        groups.setdefault(first, []).append(one[len(first) :])
    return groups


def _quoted(text: str) -> list[tuple[int, int]]:
    """Return where letters to be written in the picture are: they are text, not somebody."""
    return [m.span() for m in re.finditer(r"\"[^\"]*\"", text)]


#: "my dog Elvis", "a cat called Picasso": an animal may bear any name.
_PET_BEFORE = re.compile(
    r"\b(?:dog|cat|puppy|kitten|hamster|parrot|rabbit|bunny|horse|pony|goldfish|fish|turtle|tortoise|guinea pig|budgie|pet|goat|hen|"
    r"cow|pig|donkey|snail|lizard|bird|mouse|rat|hedgehog|called|named)\s+$"
)


def _listed(text: str, kind: str, guideline: Guideline) -> list[Finding]:
    pattern, instead = _names(kind)
    folded = _folded(text)
    found = []
    for match in pattern.finditer(folded):
        if _is_spared(text, folded, match.start()):
            continue
        key = _key(match[0])
        if guideline is Guideline.PERSON and _PET_BEFORE.search(folded[: match.start()]):
            continue
        if key in _proper_only() and not text[match.start()].isupper():
            continue
        value = (
            instead.get(key)
            or instead.get(key.removesuffix("s"))
            or instead.get(key.replace(" ", ""))
            or next(iter(instead.values()))
        )
        found.append(Finding(guideline, *match.span(), value))
    return found


@cache
def _innocents() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{e})" for e in _data("innocent")["phrases"]))


@cache
def _not_unsafe() -> re.Pattern[str]:
    data = _data("innocent")
    return re.compile("|".join(f"(?:{e})" for e in (*data["phrases"], *data["not_unsafe"])))


def _innocent(folded: str) -> list[tuple[int, int]]:
    """Return where `folded` has a phrase that only looks like something else: "trump card", "blood moon"."""
    return [m.span() for m in _innocents().finditer(folded)]


#: "funny, not gory", "no blood": what is expressly not wanted.
_NEGATED = re.compile(
    r"\b(?:not|nothing|never|isn't|non)[\s-]+(?:too |very |so |at all )?(?:gory|bloody|violent|scary|sexy|creepy|nude|naked|gruesome)\b"
    r"|\b(?:no|without|zero)\s+(?:any )?(?:gore|blood|violence|guns?|weapons?|injuries|nudity|swearing|guts)\b"
)


def _is_spared(text: str, folded: str, at: int) -> bool:
    """Return whether what begins at `at` is text to be lettered, or only looks like a name."""
    return any(start <= at < end for start, end in (*_quoted(text), *_innocent(folded)))


def unsafe(text: str, audience: str = "family") -> Guideline | None:
    """Return the guideline that `text` goes against as a wish for a picture, or None."""
    folded = _folded(text)
    blanked = _not_unsafe().sub(lambda m: " " * len(m[0]), folded)
    blanked = _NEGATED.sub(lambda m: " " * len(m[0]), blanked)
    for rule in _data("unsafe")["rules"]:
        if audience != "family" and rule.get("family_only"):
            continue
        if re.search(rule["pattern"], blanked):
            return Guideline(rule["guideline"])
    return None


@cache
def _artists(year: int) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the artists who may not be named in `year`."""
    instead: dict[str, str] = {}
    for entry in _data("artists")["artists"]:
        names, last, look = (part.strip() for part in entry.split("|"))
        if int(last) + FREE_AFTER_YEARS > year:
            for name in names.split("/"):
                instead[re.sub(r"[\s-]+", " ", _folded(name.strip()))] = look
    latin = sorted((n for n in instead if not _HANGUL.search(n)), key=len, reverse=True)
    hangul = sorted((n for n in instead if _HANGUL.search(n)), key=len, reverse=True)
    return re.compile(rf"(?<!\w){_either(latin)}(?:'s|’s|s)?(?!\w)|(?<![가-힣]){_either(hangul)}"), instead


def _found_artists(text: str, year: int) -> list[Finding]:
    pattern, instead = _artists(year)
    folded = _folded(text)
    found = []
    for match in pattern.finditer(folded):
        key = re.sub(r"[\s-]+", " ", re.sub(r"(?:'s|’s)$", "", match[0]))
        look = instead.get(key) or instead.get(key.removesuffix("s")) or instead.get(key.replace(" ", ""), "")
        if _PET_BEFORE.search(folded[: match.start()]):
            continue
        if look and not _is_spared(text, folded, match.start()):
            found.append(Finding(Guideline.ARTIST, *match.span(), look))
    return found


def findings(text: str, year: int | None = None) -> list[Finding]:
    """Return all names in `text` that a guideline is about, first to last, none inside another."""
    year = year or int(_data("artists")["as_of_year"])
    found = [
        *_listed(text, "characters", Guideline.CHARACTER),
        *_found_artists(text, year),
        *_listed(text, "people", Guideline.PERSON),
    ]
    found += _private(text, [(f.start, f.end) for f in found])
    kept: list[Finding] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


@cache
def _masters() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the artists who may be named: an expression for all spellings, and the English name of each."""
    english: dict[str, str] = {}
    for entry in _entries(_data("masters")["masters"]):
        names = [n.strip() for n in entry.split("/")]
        english |= {_key(n): names[0] for n in names}
    names_ = sorted(english, key=len, reverse=True)
    return re.compile(rf"(?<![\w가-힣]){_either(names_)}"), english


def master_in(text: str) -> tuple[str, int, int] | None:
    """Return (English name, start, end) of an artist in `text` who may be named, or None."""
    pattern, english = _masters()
    match = pattern.search(_folded(text))
    return (english[_key(match[0])], *match.span()) if match and _key(match[0]) in english else None


@cache
def _full_names() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    data = _data("private")
    part = r"[A-Z][a-zà-ÿ'’]+(?:-[A-Z][a-zà-ÿ]+)?"
    related = re.compile(rf"(?i:\b(?:{data['relations']})\b),?\s+(?:called |named )?(?P<n>{part}(?:\s+{part}){{1,3}})")
    plain = re.compile(rf"(?<![\w\"])(?P<n>{part}(?:\s+{part}){{1,3}})")
    return related, plain, frozenset(data["first_names"].split())


def _private(text: str, taken: list[tuple[int, int]]) -> list[Finding]:
    """Return the full names in `text` of people whom no list knows: private persons."""
    related, plain, first = _full_names()
    skip = [*taken, *_quoted(text)]
    master = master_in(text)
    if master:
        skip.append(master[1:])
    other = re.compile(rf"\b(?:{_data('private')['not_names']})\b")
    found = []
    for match in (*related.finditer(text), *plain.finditer(text)):
        start, end = match.span("n")
        words = match["n"].split()
        known = match.re is related or words[0] in first or (len(words) > 2 and start > 0)
        if known and not other.search(match["n"]) and not any(s < end and start < e for s, e in skip):
            found.append(Finding(Guideline.PRIVATE, start, end, "" if match.re is related else "a made-up person"))
            skip.append((start, end))
    return found


def private_names_ko(text: str) -> list[str]:
    """Return full names of private persons in Korean `text`: after a word of kinship, or before 님 or 씨."""
    data = _data("private")
    family = f"[{data['surnames_ko']}]"
    after = re.findall(
        rf"(?:{data['relations_ko']})\s+({family}[가-힣]{{2,3}}?)(?:\s*(?:님|씨|선생님))?(?=\s|이|가|은|는|을|를|의|$)",
        text,
    )
    before = re.findall(
        rf"(?<![가-힣])({family}[가-힣]{{1,3}})\s*(?:님|씨)(?=\s|이|가|은|는|을|를|의|께|$|[.,!?])", text
    )
    return [
        n
        for n in dict.fromkeys([*before, *after])
        if not re.fullmatch(rf"(?:{data['relations_ko']})", n + "님")
        and not n.endswith(("선생", "사장", "팀장", "원장"))
    ]


def cleaned(text: str, year: int | None = None) -> tuple[str, tuple[Guideline, ...]]:
    """Return (`text` with protected names replaced by what may be drawn instead, the guidelines that asked for it)."""
    out, at, reasons = [], 0, []
    for one in findings(text, year):
        before = text[at : one.start]
        instead = one.instead
        if one.guideline is Guideline.ARTIST:
            before, instead = _style_words(before, instead)
        out += [before, instead]
        at = one.end
        reasons.append(one.guideline)
    if not reasons:
        return text, ()
    out.append(text[at:])
    joined = re.sub(r"\s+", " ", "".join(out)).strip()
    joined = re.sub(r"\b(?:an?|the|my|our) (an?|the|some) ", r"\1 ", joined, flags=re.IGNORECASE)
    joined = re.sub(r"\b(\w{3,})(?: \1)+\b", r"\1", joined)
    joined = re.sub(r"(manner|style|look) (?:would|did|might)(?: have)?(?: \w+)?(?: it)?(?=$|[,.])", r"\1", joined)
    return joined, tuple(dict.fromkeys(reasons))


def _style_words(before: str, look: str) -> tuple[str, str]:
    """Return what leads up to an artist's name, and the look that replaces it, fitted together."""
    lead = re.search(
        r"(?:\b(?:in|after|à|a|like|by|as|inspired by|from|of)\s+(?:the\s+)?(?:style|manner|look|spirit|la|art)?\s*(?:of\s+)?|\bà la\s+)$",
        before,
        re.IGNORECASE,
    )
    if lead and re.search(r"style|manner|look|spirit|la\b|inspired|like|after|by|in\b", lead[0], re.IGNORECASE):
        return before[: lead.start()], f"in a {look} manner"
    return before, f"a {look}"


def check(
    plan: Plan, *, max_pictures: int = MAX_PICTURES, audience: str = "family", text: str = "", year: int | None = None
) -> Plan:
    """Return `plan` within the guidelines: trimmed, cleaned, or a refusal that offers something close.

    `text` is what the person said, where the caller has it; `year` decides which artists are free.
    """
    if plan.action in {Action.REFUSE, Action.ASK, Action.NONE} and not plan.drawings:
        return plan
    words = [d.prompt for d in plan.drawings]
    for passage in (*words, text if plan.drawings else ""):
        broken = unsafe(passage, audience)
        if broken is not None:
            return refusal(broken, plan)
    drawings: list[Drawing] = []
    reasons: list[Guideline] = []
    for drawing in plan.drawings[: max(1, min(max_pictures, MAX_PICTURES))]:
        prompt, why = cleaned(drawing.prompt, year)
        if Guideline.PERSON in why:
            return refusal(Guideline.PERSON, plan)
        drawings.append(_clean_drawing(drawing, prompt, year))
        reasons += why
    reply = plan.reply
    if reasons and drawings != list(plan.drawings):
        note = _data("sentences")[plan.language if plan.language in _data("sentences") else "en"][
            f"instead_{_slug(reasons[0])}"
        ]
        reply = f"{note} {reply}".strip()
    return replace(plan, drawings=tuple(drawings), reply=reply)


def _clean_drawing(drawing: Drawing, prompt: str, year: int | None) -> Drawing:
    if prompt == drawing.prompt:
        return drawing
    return replace(drawing, prompt=prompt or drawing.prompt, alt=cleaned(drawing.alt, year)[0])


def _slug(guideline: str) -> str:
    return guideline.replace(" ", "_").replace("-", "_")


def refusal(guideline: Guideline, plan: Plan) -> Plan:
    """Return the plan that declines for `guideline`, says why in a line, and offers something close."""
    sentences = _data("sentences")
    language = plan.language if plan.language in sentences else "en"
    return Plan(
        Action.REFUSE, sentences[language][_slug(guideline)], language, reason=str(guideline), model_calls=plan.model_calls,
        cost_usd=plan.cost_usd, state=plan.state,
    )  # fmt: skip
