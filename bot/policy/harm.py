"""Whether a wish for a picture is unsafe: violence, nudity, hate, self-harm, deceit.

Used by bot/policy and, through it, by planners that want to know early. The expressions are data
(bot/guidelines/unsafe.toml), and so is what only looks alike (innocent.toml): that is blanked out before.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bot.policy.guideline import Guideline
from bot.policy.lexicon import data, folded, pattern


@cache
def _rules(family: bool) -> tuple[tuple[re.Pattern[str], re.Pattern[str] | None, Guideline, bool], ...]:
    """Return (what breaks a guideline, what must also be said or None, the guideline, whether all words count)."""
    return tuple(
        (
            re.compile(_expanded(rule["pattern"])),
            re.compile(_expanded(rule["with"])) if "with" in rule else None,
            Guideline(rule["guideline"]),
            bool(rule.get("whole")),
        )
        for rule in data("unsafe")["rules"]
        if family or not rule.get("family_only")
    )


def _expanded(expression: str) -> str:
    """Return `expression` with the lists that it names in angle brackets put in."""
    for name, words in data("unsafe")["words"].items():
        expression = expression.replace(f"<{name}>", words)
    return expression


@cache
def _harmless() -> tuple[re.Pattern[str], ...]:
    return tuple(pattern("innocent", key) for key in ("phrases", "not_unsafe", "negated"))


@lru_cache(maxsize=256)
def unsafe(text: str, audience: str = "family") -> Guideline | None:
    """Return the guideline that `text` goes against as a wish for a picture, or None."""
    plain = blanked = folded(text)
    for harmless in _harmless():
        blanked = harmless.sub(lambda m: " " * len(m[0]), blanked)
    for broken, also, guideline, whole in _rules(audience == "family"):
        said = plain if whole else blanked
        if broken.search(said) and (also is None or also.search(said)):
            return guideline
    return None
