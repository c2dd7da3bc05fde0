"""Text from outside, made harmless without changing what it says.

Used by the core for every event, and wherever typed words become a name. Pure.
"""

from __future__ import annotations

import unicodedata

#: Invisible characters that change how other text is read: direction overrides and isolates.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def cleaned(text: str) -> str:
    """Return `text` composed (NFC) and without control characters, lone surrogates and direction overrides."""
    kept = (c for c in text if c in "\n\t" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in _OVERRIDES))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def has_content(text: str) -> bool:
    """Return whether anything of `text` can be seen: zero-width characters alone say nothing."""
    return any(unicodedata.category(c)[0] not in "CZ" for c in text)
