"""Names given in English without a set phrase: "4 it is. All rise for Dame Vexley", "this dude. Ledlight".

Called by english where no set phrase gave a name. A name is a word that nothing else explains; it is given when what
stands around it is light: it points, praises, agrees, or announces. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.planner.lexicon import either, table
from bot.planner.offline.english_lexicon import closed, is_look, is_present, words
from bot.planner.offline.english_names import NEVER
from bot.planner.offline.english_words import pattern
from bot.planner.offline.reading import Hints
from bot.planner.pointing_en import point_en
from bot.planner.references import stem

_TITLE = re.compile(r"\b(Mr|Mrs|Ms|Dr|St|Prof|Jr|Sr|Capt|Sgt)\.(?=\s)")
_DOT = "\u2024"
_NAME = re.compile(
    rf"(?<![\w{{])(?P<n>[A-Z][\w'{_DOT}-]*(?: (?:(?:of|the|von|van|de|la|le|du|del|da|di|mc) (?=[A-Z]))?(?!I\b)[A-Z\d][\w'{_DOT}-]*)*)"
)
_CLAUSE = re.compile(r"[^.!?;:,\n=…]+")
_MAX_NAME_WORDS = 5


@dataclass(frozen=True, slots=True)
class Christened:
    """A name, and the words of the clause that gives it."""

    name: str
    clause: str


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    before: str  # what stands before it: the mark that ended the clause before
    opens: bool  # a sentence begins with it


#: A question that only offers a name: "could she be called Wilma?".
_PROPOSES = re.compile(r"\b(?:called|names?|named|introduce|how about|can (?:he|she|it) be)\b", re.IGNORECASE)


def christened(text: str, hints: Hints) -> Christened | None:
    """Return the name that English `text` gives to a picture that is here; None if it gives none."""
    shouted = len(text.split()) > 3 and text.isupper()
    asks = text.rstrip().endswith("?") and not _PROPOSES.search(text)
    if not hints.has_pictures or asks or shouted:
        return None
    if quoted := re.fullmatch(r"\"(?P<n>[^\"]{2,40})\"[.!]*", text.strip()):
        return Christened(quoted["n"], text) if hints.fresh and len(quoted["n"].split()) < 4 else None
    clauses = _clauses(_TITLE.sub(rf"\1{_DOT}", text))
    for number, clause in enumerate(clauses):
        for match in _NAME.finditer(clause.text):
            name = _trimmed(match["n"], hints, opens=clause.opens and match.start() == 0)
            if name and _given(clauses, number, name, hints):
                return Christened(name.replace(_DOT, "."), clause.text.replace(_DOT, "."))
    return _small(clauses, hints)


_AFTER = re.compile(
    r"\W*(?:(?:it|he|she|they|this|that) (?:is|was|shall be|will be)\b|(?:'s|is|=) (?:number \d|the (?:\w+ ){1,2}one)$|then$)",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"\s+[-–—]+\s+|\s+(?=(?:and|so|but) (?:it|he|she|they|we|i|let's|his|her|its|the|this|that)\b)", re.IGNORECASE
)


def _clauses(text: str) -> list[_Clause]:
    found: list[_Clause] = []
    for match in _CLAUSE.finditer(text):
        mark = text[: match.start()].rstrip()[-1:]
        for number, piece in enumerate(_JOINT.split(match[0])):
            if re.search(r"\w", piece):
                before = "," if number else mark
                found.append(_Clause(piece.strip(), before, before in ("", *".!?…")))
    return found


def _is_known(word: str, hints: Hints) -> bool:
    """Return whether `word` is one that the tables know, or that pictures here are made of."""
    low = re.sub(r"'(?:s|d|ll|m|re|ve)$", "", word.casefold())
    return (
        closed(low) or low in _light() or low in words("looks", "taste")
        or low in words("looks", "talk") or low in words("verbs", "common") or is_look(low) or is_present(low)
        or (stem(low) in hints.things and stem(low) not in hints.proper) or NEVER.match(low) is not None or _interjection().fullmatch(low) is not None
    )  # fmt: skip


@cache
def _light() -> frozenset[str]:
    return frozenset(table("names_en", "bot.planner.offline")["light"].split())


@cache
def _interjection() -> re.Pattern[str]:
    return pattern(
        r"<parts.interjections>|<parts.praise>|<parts.hello>|<parts.thanks>|<parts.bye>|(?:ha|he|xo)+h?|lo+l|o+h+|a+w+"
    )


@cache
def _cues(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|\b){either(table('names_en', 'bot.planner.offline')[key])}\W*$", re.IGNORECASE)


def _trimmed(said: str, hints: Hints, *, opens: bool) -> str:
    """Return the name in a run of capitalised words: without an ordinary word that only opens the sentence."""
    parts = said.split()
    if opens and len(parts) > 1 and closed(parts[0].casefold()) and parts[0].casefold() not in {"the", "little", "old"}:
        parts = parts[1:]
    people = {p.casefold() for person in hints.people for p in (person, *re.split(r"[_\d.-]+", person)) if p}
    name = re.sub(r"'s$", "", " ".join(parts))
    if any(p[0].isupper() and p != "The" and closed(p.partition("'")[0].casefold()) for p in parts):
        return ""
    if len(parts) > _MAX_NAME_WORDS or name.casefold() in people or NEVER.match(name):
        return ""
    ordinary = all(_is_known(p, hints) for p in parts) and (opens or len(parts) < 2)
    return "" if ordinary or (name.isupper() and len(name) < 3) else name


def _is_light(text: str, hints: Hints) -> bool:
    """Return whether `text` holds nothing but words that point, praise, agree or announce."""
    people = {p.casefold() for person in hints.people for p in re.split(r"[_\d.-]+", person)}
    rest = re.findall(r"[\w'’-]+", text)
    return all(w.isdigit() or w.casefold() in people or _is_known(w, hints) for w in rest)


def _given(clauses: list[_Clause], number: int, name: str, hints: Hints) -> bool:
    """Return whether the clause `number` gives its `name`."""
    clause = clauses[number]
    before, _, after = clause.text.partition(name)
    after = after.replace(name, "")
    led = before.strip() or (clauses[number - 1].text if number and clause.before in ":=,-" else "")
    if not re.match(r"'s\s+\w", after) and _cues("cues").search(led) and _ends(after, hints):
        return True
    around = f"{before} {after}"
    if not _is_light(around, hints):
        return False
    others = [c for i, c in enumerate(clauses) if i != number]
    settled = hints.alone or hints.replied or any(point_en(c.text).points for c in clauses)
    if not settled or any(not _is_light(_pointing_aside(c.text), hints) for c in others):
        return False
    if _cues("weak_cues").search(led) or _AFTER.match(after) or _equals(before, after):
        return True
    if number == 0 and not before.strip() and hints.fresh and _is_sure(f"{after} {' '.join(c.text for c in others)}"):
        return True
    alone = not before.strip() and not after.strip()
    return alone and (
        hints.replied or _lead_in(clauses[:number], clauses[number + 1 :]) or (hints.fresh and not others)
    )


_IS = r"(?:is|are|=|->|:|shall be|will be|can be)"


def _equals(before: str, after: str) -> bool:
    """Return whether a name is said to be what words around it point at: "bottom left is our Wilma"."""
    subject = re.match(
        rf"(?P<x>.+?)(?:'s| {_IS})(?: (?:our|my|so|such an?|totally|clearly|now))*\W*$", before, re.IGNORECASE
    )
    if subject and point_en(subject["x"].strip()).points:
        return True
    said = re.match(rf"\s*(?:'s|{_IS}) (?P<x>.+)", after, re.IGNORECASE)
    return said is not None and point_en(said["x"].strip()).points


def _is_sure(text: str) -> bool:
    """Return whether the words behind a name only make sure of it: "obviously", "it is", "suits her"."""
    said = re.findall(r"[\w']+", text.casefold())
    return bool(said) and all(w in table("names_en", "bot.planner.offline")["sure"].split() for w in said)


def _pointing_aside(text: str) -> str:
    pointer = point_en(text)
    return pointer.rest if pointer.points else text


def _ends(after: str, hints: Hints) -> bool:
    """Return whether nothing of weight follows the name in its clause."""
    return len(after.split()) < 5 or _is_light(after, hints)


def _lead_in(before: list[_Clause], behind: list[_Clause]) -> bool:
    """Return whether a clause beside a name alone tells whose it is: "upper left is him", "that's what we call her"."""
    whose = r"\b(?:him|her|it|he|she|this|that|them|they)\b|\b(?:he|she|it|that)'s\b"
    calls = r"\b(?:call|calls|called|calling|named|naming|name it is)\b"
    return any(point_en(c.text).points or re.search(f"{whose}|{calls}", c.text, re.IGNORECASE) for c in before) or any(
        re.search(calls, c.text, re.IGNORECASE) for c in behind
    )


@cache
def _calls() -> re.Pattern[str]:
    return re.compile(rf"\b{either(table('names_en', 'bot.planner.offline')['calls'])}$", re.IGNORECASE)


_EQUATION = re.compile(r"^(?P<a>.+?)\s*(?P<is>=|->|\bis\b|\bshall be\b)\s*(?P<b>.+)$", re.IGNORECASE)


def _small(clauses: list[_Clause], hints: Hints) -> Christened | None:
    """Return a name written small after a word for naming, or beside a place: "his name is tim bo", "vessa is my 3rd one"."""
    for clause in clauses:
        parts = clause.text.split()
        for first in range(max(len(parts) - 3, 1), len(parts)):
            unknown = all(re.fullmatch(r"[a-z][\w'-]+", p) and not _is_known(p, hints) for p in parts[first:])
            if unknown and _calls().search(" ".join(parts[:first])):
                return Christened(" ".join(parts[first:]), clause.text)
    whole = [c.text for c in clauses]
    if len(whole) == 2 and clauses[1].before == "=":
        whole = [f"{whole[0]} = {whole[1]}"]
    for text in whole:
        match = _EQUATION.match(text)
        sides = ((match["a"], match["b"]), (match["b"], match["a"])) if match else ()
        for name, place in sides[: 2 if match and match["is"] in {"=", "->"} else 1]:
            pointer = point_en(place)
            placed = pointer.ordinals or (pointer.vertical and pointer.horizontal)
            plain = re.fullmatch(r"[a-z][\w'-]{2,}", name.strip())
            if placed and plain and not pointer.rest.strip(" of") and not _is_known(name.strip(), hints):
                return Christened(name.strip(), text)
    return None
