"""Words: tokens and the lexicon that gives them meaning, from data/*.toml. Called by reading only.

English and Korean. Korean nouns shed their particles; compounds are cut greedily into known words.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.painter.offline.figures.emoji import emblems
from bot.painter.offline.figures.species import all_species
from bot.painter.offline.figures.things import own_things

#: What is read of a prompt. Planners write some hundred characters; nobody means the ninety-thousandth.
READ_CHARS = 4000
QUOTED = re.compile(r"[\"“”„«»「『]([^\"“”„«»「」『』\n]{1,200})[\"“”„«»」』]")
TOKEN = re.compile(r"\x00(\d+)\x00|[^\W_]+(?:['’][^\W_]+)*|[,;:.!?()\n]")
PARTICLES = (
    "이랑은",
    "에게서",
    "으로는",
    "에서는",
    "이라는",
    "라는",
    "에게",
    "한테",
    "에서",
    "으로",
    "이랑",
    "하고",
    "처럼",
    "까지",
    "부터",
    "들이",
    "들을",
    "들과",
    "들은",
    "들의",
    "들",
    "의",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "에",
    "로",
    "와",
    "과",
    "랑",
    "도",
    "만",
    "인",
    "네",
)
BACKDROPS = ("background", "backdrop", "배경", "배경은", "배경을", "배경의", "배경에", "배경으로")
#: Between "background" and its colour, or between the colour and "background".
BETWEEN = frozenset(
    (
        *("is", "in", "a", "an", "the", "to", "of", "be", "all", "color", "colour"),
        *("plain", "solid", "simple", "flat", "pastel", "pale", "soft", "light", "dark", "bright"),
    )
)
#: The kinds of words in words.toml, in the order in which they claim a word; then come the subjects.
KINDS = {
    "negations": "negation",
    "signs": "sign",
    "styles": "style",
    "plain": "plain",
    "close": "close",
    "deeds": "deed",
    "traits": "trait",
    "roles": "role",
    "tools": "tool",
    "worn": "worn",
    "poses": "pose",
    "moods": "mood",
    "colours": "colour",
    "sizes": "size",
    "counts": "count",
    "seasons": "season",
}
LATE_KINDS = {
    "weather": "weather",
    "times": "time",
    "places": "place",
    "holds": "hold",
    "links": "link",
    "parts": "part",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, one stop (comma, full stop ...) or one quotation."""

    text: str
    start: int
    end: int
    quote: int | None = None

    @property
    def is_stop(self) -> bool:
        return self.quote is None and not self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class Concept:
    """What a word or phrase means here."""

    kind: str  # actor, thing, colour, size, count, mood, pose, worn, role, trait, place, time, weather ...
    name: str
    plural: bool = False


def plain_text(prompt: str) -> str:
    """Return what is read of `prompt`: composed, without control characters, cut to READ_CHARS."""
    text = unicodedata.normalize("NFC", prompt[:READ_CHARS])
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def split_quotes(text: str) -> tuple[str, tuple[str, ...]]:
    """Return `text` with every quotation replaced by a mark, and the quotations."""
    quotes: list[str] = []

    def keep(found: re.Match[str]) -> str:
        quotes.append(" ".join(found.group(1).split()))
        return f" \x00{len(quotes) - 1}\x00 "

    return QUOTED.sub(keep, text.replace("\x00", " ")), tuple(quotes)


def tokens_of(marked: str) -> tuple[Token, ...]:
    """Return the tokens of a text whose quotations are marked."""
    found = []
    for match in TOKEN.finditer(marked):
        quote = int(match.group(1)) if match.group(1) else None
        text = match.group().casefold().replace("’", "'")
        if quote is None:
            text = text.removesuffix("'s").replace("'", "") or "'"
        found.append(Token(text, match.start(), match.end(), quote))
    return tuple(found)


@lru_cache(maxsize=1)
def tables() -> dict[str, dict[str, list[str] | str]]:
    """Return words.toml as it stands."""
    text = files("bot.painter.offline").joinpath("data/words.toml").read_text("utf-8")
    tables: dict[str, dict[str, list[str] | str]] = tomllib.loads(text)
    return tables


@lru_cache(maxsize=1)
def lexicon() -> dict[tuple[str, ...], Concept]:
    """Return every phrase, as its words, with its meaning. The first to claim a phrase keeps it."""
    entries: dict[tuple[str, ...], Concept] = {}

    def claim(phrase: str, concept: Concept) -> None:
        key = tuple(phrase.casefold().replace("-", " ").replace("'", "").split())
        entries.setdefault(key, concept)

    def claim_table(table: str, kind: str) -> None:
        for name, phrases in tables()[table].items():
            for phrase in phrases:
                claim(phrase, Concept(kind, name))

    for table, kind in KINDS.items():
        claim_table(table, kind)
    for name, (words, _) in own_things().items():
        for word in words:
            claim(word, Concept("thing", name))
    for name, species in all_species().items():
        for word in species.words:
            claim(word, Concept("actor", name))
    for table, kind in LATE_KINDS.items():
        claim_table(table, kind)
    for name, emblem in emblems().items():
        for word in emblem.words:
            claim(word, Concept("thing", name))
    return entries


@lru_cache(maxsize=1)
def silent_words() -> frozenset[str]:
    """Return the words that say nothing about what is to be seen."""
    words = tables()["silent"]["silent"]
    return frozenset(words.split()) if isinstance(words, str) else frozenset()


@lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """Return the singular of an English word; other words come back as they are."""
    known = tables()["irregular"].get(word)
    if isinstance(known, str):
        return known
    if not word.isascii() or len(word) < 4 or word.endswith("ss"):
        return word
    for ending, instead in (
        ("ies", "y"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("sses", "ss"),
        ("oes", "o"),
        ("s", ""),
    ):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    return word


def stems(word: str) -> tuple[str, ...]:
    """Return the forms under which a word may be known: itself, its singular, a Korean noun without particles."""
    forms = [word]
    if word.isascii():
        forms.append(singular(word))
        if word.endswith("ies"):
            forms.append(word[:-1])  # cookies
    else:
        forms += [word[: -len(p)] for p in PARTICLES if word.endswith(p) and len(word) > len(p)]
    return tuple(dict.fromkeys(forms))


def match_at(tokens: tuple[Token, ...], at: int) -> tuple[Concept | None, int]:
    """Return the meaning of the longest phrase that begins at `at`, and how many tokens it takes."""
    known = lexicon()
    words: list[str] = []
    for token in tokens[at : at + 4]:
        if token.is_stop or token.quote is not None:
            break
        words.append(token.text)
    for size in range(len(words), 0, -1):
        for last in stems(words[size - 1]):
            concept = known.get((*words[: size - 1], last))
            if concept is not None:
                plural = last != words[size - 1] and last.isascii()
                return Concept(concept.kind, concept.name, plural or words[size - 1].endswith("들")), size
    return None, 1


def compound(word: str) -> tuple[Concept, ...]:
    """Return the meanings inside a Korean compound, such as 해바라기고슴도치; () if it is not wholly known."""
    if word.isascii():
        return ()
    known, found, at = lexicon(), [], 0
    while at < len(word):
        for end in range(len(word), at + 1, -1):
            concept = next((known[(s,)] for s in stems(word[at:end]) if (s,) in known and len(s) > 1), None)
            if concept is not None:
                found.append(concept)
                at = end
                break
        else:
            return ()
    return tuple(found)


def tint_at(tokens: tuple[Token, ...], at: int) -> tuple[str, int] | None:
    """Return the colour of the background named at `at`, and how many tokens say so; None when none is said.

    "green background" and "background is light green", but neither "a background of green hills" nor
    "a green field in the background".
    """
    before = at - 1
    while before >= 0 and tokens[before].text in BETWEEN - {"in", "to", "of", "the", "is"}:
        before -= 1
    if before >= 0 and (colour := _colour(tokens, before)):
        return colour, 1
    after = at + 1
    while after < len(tokens) and tokens[after].text in BETWEEN:
        after += 1
    if after < len(tokens) and (colour := _colour(tokens, after)):
        follower, _ = match_at(tokens, after + 1)
        if follower is None or follower.kind not in ("thing", "actor", "place", "worn"):
            return colour, after - at + 1
    return None


def _colour(tokens: tuple[Token, ...], at: int) -> str:
    if tokens[at].is_stop or tokens[at].quote is not None:
        return ""
    concept, size = match_at(tokens[: at + 1], at)
    return concept.name if concept is not None and concept.kind == "colour" and size == 1 else ""
