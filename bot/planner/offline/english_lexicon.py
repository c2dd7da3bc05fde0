"""English words by their part in a clause: closed classes, looks, deeds, tenses. The lists are data (grammar_en.toml).

Called by english_syntax and by whatever reads clauses. Pure.
"""

from __future__ import annotations

import re
from functools import cache

from bot.planner.lexicon import table


@cache
def words(section: str, key: str) -> frozenset[str]:
    """Return a list of the grammar's table."""
    return frozenset(table("grammar_en", "bot.planner.offline")[section][key].split())


def tokens(text: str) -> list[str]:
    """Return the words of `text`, case folded; a mark of the cast, {0}, is a word."""
    return re.findall(r"\{\d\}|[\w'’-]+", text.casefold())


_CLOSED = (
    "articles", "possessives", "prepositions", "subjects", "objects", "auxiliaries", "modals", "numbers", "questions",
    "joints", "adverbs",
)  # fmt: skip


def closed(word: str) -> bool:
    """Return whether `word` is of a closed class: nothing that could be drawn."""
    return word.isdigit() or any(word in words("closed", key) for key in _CLOSED)


def telling(text: str) -> list[str]:
    """Return the words of `text` that say something: no closed classes, no words of taste."""
    return [w for w in tokens(text) if len(w) > 1 and not closed(w) and w not in words("looks", "taste")]


_ING = re.compile(
    r"^(?!(?:king|ring|bring|wing|thing|spring|ceiling|building|painting|evening|morning|nothing|something|anything|everything|string|during"
    r"|pudding|wedding|darling|duckling|sibling|viking|earring|swing|sling|bling|drawing|lightning|clothing|sting|being)$)[a-z]{2,}ing$"
)


def is_doing(word: str) -> bool:
    """Return whether `word` is an "-ing" form."""
    return _ING.match(word) is not None


def is_look(word: str) -> bool:
    """Return whether `word` says how something looks, also as a comparative: "thicker", "less busy"."""
    plain = words("looks", "plain")
    if word in plain:
        return True
    match = re.fullmatch(r"([a-z]+?)(?:er|est)", word)
    if match is None:
        return False
    root = match[1]
    either = (root, f"{root}e", re.sub(r"i$", "y", root), re.sub(r"(.)\1$", r"\1", root))
    return any(form in plain or form in words("looks", "taste") for form in either)


def is_present(word: str) -> bool:
    """Return whether `word` is a verb of the third person: "sleeps"."""
    common = words("verbs", "common")
    return any(
        word.endswith(ending) and word[: -len(ending)] + root in common
        for ending, root in (("s", ""), ("es", ""), ("ies", "y"))
    )


PAST = frozenset(
    [
        "was",
        "were",
        "had",
        "did",
        "went",
        "came",
        "saw",
        "took",
        "got",
        "made",
        "gave",
        "found",
        "told",
        "said",
        "knew",
        "thought",
        "felt",
        "left",
        "kept",
        "lost",
        "won",
        "ate",
        "fell",
        "ran",
        "sat",
        "slept",
        "woke",
        "broke",
        "bought",
        "brought",
        "caught",
        "built",
        "sold",
        "sent",
        "spent",
        "stood",
        "wrote",
        "drew",
        "drove",
        "flew",
        "grew",
        "rode",
        "sang",
        "swam",
        "threw",
        "wore",
        "forgot",
        "began",
        "became",
        "chose",
        "stole",
        "spoke",
        "rang",
        "rose",
        "shook",
        "bit",
        "blew",
    ]
)


def is_past(word: str, after: list[str]) -> bool:
    """Return whether `word` tells what happened: "came", "failed", but not "dressed" in "dressed in leaves"."""
    if word in PAST:
        return True
    hangs = bool(after) and after[0] in {
        "in",
        "by",
        "with",
        "on",
        "as",
        "into",
        "to",
        "of",
        "like",
        "from",
        "under",
        "around",
        "over",
        "up",
    }
    return (
        word.endswith("ed")
        and len(word) > 4
        and word[:-2] not in {"re", "se"}
        and word not in words("looks", "plain")
        and not hangs
    )
