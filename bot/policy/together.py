"""Names that many people bear, and that mean somebody once the band or the series they belong to is said as well.

Used by bot/policy/names. The tables are data: bot/guidelines/together.toml. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.policy.guideline import Guideline
from bot.policy.lexicon import Hit, Lexicon, data

_KINDS = {"person": Guideline.PERSON, "character": Guideline.CHARACTER}
#: This near to the name of its band or series a name needs no capital letter.
_NEAR_CHARS = 12


@cache
def _rows() -> tuple[tuple[re.Pattern[str], Lexicon, Guideline], ...]:
    """Return (what is said of the whole, the names of its members, what they are)."""
    return tuple(
        (
            re.compile(row["said"]),
            Lexicon.of((name, row["instead"]) for name in row["names"].split("/")),
            _KINDS[row["kind"]],
        )
        for row in data("together")["rows"]
    )


def members(text: str, plain: str) -> Iterator[tuple[Hit, Guideline]]:
    """Yield the names in `text` (`plain`: folded) whose band or series is said in it, too."""
    for said, names, kind in _rows():
        spans = [m.span() for m in said.finditer(plain)]
        if not spans:
            continue
        for hit in names.find(plain):
            apart = min(max(start - hit.end, hit.start - end) for start, end in spans)
            if apart >= 0 and (not hit.name.isascii() or text[hit.start].isupper() or apart <= _NEAR_CHARS):
                yield hit, kind
