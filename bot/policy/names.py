"""Protected names in a prompt: public figures, artists of the last hundred years, characters, private persons.

Used by bot/policy. The lists are data with sources and dates: bot/guidelines/*.toml. What only bears such a name (a
pet, a place, letters in the picture) is left alone.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from bot.policy.guideline import Finding, Guideline
from bot.policy.lexicon import Hit, Lexicon, data, entries, folded, pattern
from bot.policy.private import find_private, is_related, is_related_ko
from bot.policy.together import members

#: An artist whose last work is older than this may be named.
FREE_AFTER_YEARS = 100
#: The pictures of one answer mostly share a prompt, and a plan is checked again after a restart.
_REMEMBERED = 256


@cache
def _named(kind: str) -> Lexicon:
    """Return the names of a list, with what to put for each."""
    pairs = []
    for group in data(kind)["groups"]:
        for entry in entries(group["names"]):
            name, _, own = entry.partition("=")
            pairs += [(alias, own.strip() or group["instead"]) for alias in name.split("/")]
    return Lexicon.of(pairs)


@cache
def _artists(year: int) -> Lexicon:
    """Return the artists who may not be named in `year`, with the look of each."""
    pairs = []
    for entry in data("artists")["artists"]:
        names, last, look = (part.strip() for part in entry.split("|"))
        if int(last) + FREE_AFTER_YEARS > year:
            pairs += [(name, look) for name in names.split("/")]
    return Lexicon.of(pairs)


@cache
def _masters() -> Lexicon:
    """Return the artists who may be named, with the English name of each."""
    pairs = []
    for entry in entries(data("masters")["masters"]):
        names = [n.strip() for n in entry.split("/")]
        pairs += [(n, names[0]) for n in names]
    return Lexicon.of(pairs)


@cache
def _historical() -> Lexicon:
    """Return the people of history who may be named."""
    return Lexicon.of((n, n) for entry in entries(data("historical")["people"]) for n in entry.split("/"))


@cache
def _folklore() -> Lexicon:
    """Return the characters of old books and tales, who belong to nobody."""
    return Lexicon.of((n, n) for entry in entries(data("folklore")["characters"]) for n in entry.split("/"))


def _free(plain: str) -> list[tuple[int, int]]:
    """Return where somebody is named in folded text who may be: old masters, people of history and of old books."""
    return [(h.start, h.end) for lexicon in (_masters(), _historical(), _folklore()) for h in lexicon.find(plain)]


def master_in(text: str) -> tuple[str, int, int] | None:
    """Return (English name, start, end) of an artist in `text` who may be named, or None."""
    hit = min(_masters().find(folded(text)), key=lambda h: h.start, default=None)
    if hit is None:
        return None
    return hit.value, hit.start, hit.end


def artist_in(text: str, year: int | None = None) -> tuple[str, int, int] | None:
    """Return (name as written, start, end) of the first artist in `text`, whether free or not; a pet's name is none."""
    plain = folded(text)
    lexicons = (_artists(year or int(data("artists")["as_of_year"])), _masters())
    hits = [h for lexicon in lexicons for h in lexicon.find(plain) if not _is_spared(text, plain, h, Guideline.ARTIST)]
    first = min(hits, key=lambda h: (h.start, -h.end), default=None)
    if first is None:
        return None
    end = first.end - 2 if text[first.start : first.end].endswith(("'s", "’s")) else first.end
    return text[first.start : end], first.start, first.end


def _quoted(text: str) -> list[tuple[int, int]]:
    """Return where letters to be written in the picture are: they are text, not somebody."""
    return [m.span() for m in re.finditer(r"\"[^\"]*\"", text)]


@cache
def _bearing() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return expressions for what stands before and after the name of a pet or of somebody only named like that."""
    found = data("innocent")
    pets = found["pets"]
    before = re.compile(
        rf"(?:\b(?:{pets})s?,? (?:\w+ (?:and|&) )?|\b(?:called|named|name is|name's|answers to|goes by) |이름(?:은|이|을)?\s*|(?:{found['pets_ko']})\s)[\"'“‘]?$"
    )
    after = re.compile(
        rf"^,? (?:the|my|our|his|her|their|a|an) (?:[\w']+ ){{0,3}}(?:{pets})\b|^(?:라는|이라는)\s+(?:이름의\s+)?(?:\S+\s)?(?:{found['pets_ko']})"
    )
    return before, after


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(data("innocent")[key].split())


@cache
def _phrases() -> frozenset[str]:
    return frozenset(entries(data("innocent")["also_phrases"]))


def _is_lower(written: str) -> bool:
    """Return whether a word of a name (no "of" or "the") is written without its capital letter."""
    return any(word[0].islower() for word in re.findall(r"[^\W\d_]{3,}", written) if word != "the")


def _is_spared(text: str, plain: str, hit: Hit, kind: Guideline) -> bool:
    """Return whether a hit only looks like a name, or is borne by a pet or somebody else."""
    if hit.name in _words("also_words") and not text[hit.start].isupper():
        return True
    if hit.name in _phrases() and _is_lower(text[hit.start : hit.end]):
        return True
    around = (plain[max(0, hit.start - 30) : hit.start], plain[hit.end : hit.end + 30])
    if hit.name in _words("also_words_ko") and not _is_titled(*around):
        return True
    if kind is Guideline.CHARACTER and " " in hit.name and hit.name not in _words("given_names"):
        return False
    if kind is not Guideline.CHARACTER and (is_related(text[: hit.start]) or is_related_ko(text[: hit.start])):
        return True
    return not (not hit.name.isascii() and around[0].endswith(", ")) and _is_borne(*around)


def _is_borne(before: str, after: str) -> bool:
    """Return whether a name between `before` and `after` is that of a pet, a boat, somebody's child."""
    leads, follows = _bearing()
    return bool(leads.search(before) or follows.search(after))


def _is_titled(before: str, after: str) -> bool:
    title = data("innocent")["titles_ko"]
    return bool(re.search(rf"(?:{title})\s*$", before) or re.match(rf"\s*(?:이|가)?\s?(?:{title}|씨|님)", after))


def _is_alike(hit: Hit, alike: list[tuple[int, int]]) -> bool:
    """Return whether a hit is part of a phrase that only looks like the name; a full name is not, by its first word."""
    return any(s <= hit.start < e and (hit.end <= e or " " not in hit.name) for s, e in alike)


#: Whoever is named with one of these is wanted for a manner of drawing, not for a face.
_MANNER_AFTER = re.compile(
    r"(?:['’]s)?[\s-]+(?:style|styled|esque|ish|inspired|manner|aesthetic|drawing|painting|comic|cartoon|illustration)s?\b"
    r"|(?:의|표)?\s*(?:감독\s*)?(?:그림체|화풍|작화|웹툰|만화|일러스트|영화\s*(?:느낌|스타일|풍|처럼)|풍(?:으로|의)?(?![가-힣])|스타일로|느낌으로)"
)
_MANNER_BEFORE = re.compile(r"\b(?:in the (?:style|manner) of|drawn by|painted by|illustrated by|à la|a la) $")
_SOMEBODYS_MANNER = "lively, personal, hand-drawn illustration"


def _found(hit: Hit, kind: Guideline, plain: str) -> Finding:
    """Return what a hit is: a person who is only asked for the manner counts as an artist."""
    if kind is Guideline.PERSON and (_MANNER_AFTER.match(plain, hit.end) or _MANNER_BEFORE.search(plain[: hit.start])):
        return Finding(Guideline.ARTIST, hit.start, hit.end, _SOMEBODYS_MANNER)
    return Finding(kind, hit.start, hit.end, hit.value)


def _unlisted_artists(text: str, skip: list[tuple[int, int]]) -> Iterator[Finding]:
    """Yield names that no list knows and that are asked for as a manner: "해담솔 작가 그림체", "drawn by Ida Marlow"."""
    for one in _unlisted():
        for match in one.finditer(text):
            start, end = match.span("n")
            if not any(s < end and start < e for s, e in skip):
                yield Finding(Guideline.ARTIST, start, end, _SOMEBODYS_MANNER)


@cache
def _unlisted() -> tuple[re.Pattern[str], re.Pattern[str]]:
    private = data("private")
    first = "|".join({*private["first_names"].split(), *(n.capitalize() for n in private["given_only"].split())})
    korean = rf"(?<![가-힣])(?P<n>(?!(?:{data('innocent')['manners_ko']})(?![가-힣]))[가-힣]{{2,4}}?)(?:\s*(?:작가|화백|만화가)(?:님)?)(?:의)?\s*(?:그림체|화풍|작화|스타일|느낌|풍)"
    english = rf"\b(?:[Ii]n the (?:style|manner|spirit|vein) of|[Ii]nspired by|[Dd]rawn by|[Pp]ainted by|[Ii]llustrated by|[Pp]hotographed by|[Bb]y (?:the )?(?:artist|illustrator|painter|photographer|cartoonist))\s+(?P<n>(?:{first})(?: [A-Z]\.?)?(?: (?:van |de |von |al-|el-)?[A-Z][\w'’-]+){{1,2}})"
    return re.compile(korean), re.compile(english)


def _hits(text: str, year: int) -> Iterator[Finding]:
    plain = folded(text)
    quoted, free = _quoted(text), _free(plain)
    alike = [m.span() for m in pattern("innocent", "phrases").finditer(plain)]
    for lexicon, kind in (
        (_named("characters"), Guideline.CHARACTER),
        (_artists(year), Guideline.ARTIST),
        (_named("people"), Guideline.PERSON),
    ):
        for hit in lexicon.find(plain):
            covered = any(s <= hit.start and hit.end <= e for s, e in free) or any(
                s <= hit.start < e for s, e in quoted
            )
            if not covered and not _is_alike(hit, alike) and not _is_spared(text, plain, hit, kind):
                yield _found(hit, kind, plain)
    for hit, kind in members(text, plain):
        around = (plain[max(0, hit.start - 30) : hit.start], plain[hit.end : hit.end + 30])
        if not any(s <= hit.start < e for s, e in (*quoted, *free)) and not _is_borne(*around):
            yield Finding(kind, hit.start, hit.end, hit.value)
    for lexicon, kind in ((_named("people"), Guideline.PERSON), (_named("characters"), Guideline.CHARACTER)):
        for hit in lexicon.find_misspelt(plain):
            if (
                not _is_alike(hit, alike)
                and not any(s <= hit.start < e for s, e in (*quoted, *free))
                and not _is_spared(text, plain, hit, kind)
            ):
                yield Finding(kind, hit.start, hit.end, hit.value)
    for described, instead in _described():
        for match in described.finditer(plain):
            yield Finding(Guideline.CHARACTER, *match.span(), instead)


@cache
def _described() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return how people speak of the best known characters without their names, and what is drawn instead."""
    return tuple((re.compile(row["pattern"]), row["instead"]) for row in data("described")["described"])


def findings(text: str, year: int | None = None) -> list[Finding]:
    """Return all names in `text` that a guideline is about, first to last, none inside another."""
    return list(_findings(text, year or int(data("artists")["as_of_year"])))


@lru_cache(maxsize=_REMEMBERED)
def _findings(text: str, year: int) -> tuple[Finding, ...]:
    found = list(_hits(text, year))
    plain = folded(text)
    skip = [*((f.start, f.end) for f in found), *_quoted(text), *_free(plain)]
    skip += [m.span() for m in pattern("innocent", "phrases").finditer(plain)]
    manners = list(_unlisted_artists(text, skip))
    found += manners
    found += find_private(text, [*skip, *((f.start, f.end) for f in manners)])
    kept: list[Finding] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def cleaned(text: str, year: int | None = None) -> tuple[str, tuple[Guideline, ...]]:
    """Return (`text` with protected names replaced by what may be drawn instead, the guidelines that asked for it)."""
    out, at, reasons = [], 0, []
    for one in findings(text, year):
        before, instead = text[at : one.start], one.instead
        if one.guideline is Guideline.ARTIST:
            before, instead = _style_words(before, instead)
        out += [before, instead]
        at = one.end
        reasons.append(one.guideline)
    if not reasons:
        return text, ()
    out.append(text[at:])
    return _smoothed("".join(out)), tuple(dict.fromkeys(reasons))


def _smoothed(text: str) -> str:
    """Return `text` with the seams of a replacement closed: doubled articles, left-over verbs and words."""
    joined = re.sub(r"\s+", " ", text).strip()
    joined = re.sub(r"\b(?:an?|the|my|our|actual|real) (an?|the|some) ", r"\1 ", joined, flags=re.IGNORECASE)
    joined = re.sub(r"\b(\w{3,})(?: \1)+\b", r"\1", joined)
    left = r"(?:'d|would|did|might|could|used to|does|do)(?: have)?(?: (?:paint|draw|print|do|make|ha(?:ve|d))\w*)?(?: it| them| this)?"
    joined = re.sub(rf"(manner),? {left}(?=$|[,.])", r"\1", joined)
    joined = re.sub(r"(manner)[ -](?:style|styled|look|manner|aesthetic|esque|vibes?|movie|film)\b", r"\1", joined)
    return re.sub(r"\b([Aa]) (?=[aeio]\w)", r"\1n ", joined)


def _style_words(before: str, look: str) -> tuple[str, str]:
    """Return what leads up to an artist's name, and the look that replaces it, fitted together."""
    lead = re.search(
        r"(?:\b(?:in|after|à|a|like|by|as if|as|inspired by|from|of|with)\s+(?:the\s+|an?\s+)?(?:style|manner|look|spirit|la|art|vein|fashion|palette|vibes?|aesthetic)?\s*(?:of\s+)?|\bà la\s+)$",
        before, re.IGNORECASE,
    )  # fmt: skip
    if lead and not re.fullmatch(r"(?:a|from|of|with)\s+", lead[0], re.IGNORECASE):
        return before[: lead.start()], f"in a {look} manner"
    return before, f"a {look}"
