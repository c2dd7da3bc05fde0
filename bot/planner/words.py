"""Plain handling of what people type: cleaning, language, sentences. Shared by every planner.

Pure. Called by planners, references and prompts; knows no board and no platform.
"""

from __future__ import annotations

import re
import unicodedata

#: More than this of one message is never read: nobody describes a picture in more.
MAX_READ_CHARS = 4000
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "`": "'"})
_QUOTES |= {ord(a): b for a, b in zip("「」『』《》〈〉", '""""""""', strict=True)}
_KEPT_JOINERS = "\n\t"
_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_LATIN = re.compile(r"[A-Za-z]")


def clean(text: str) -> str:
    """Return `text` composed, without invisible and control characters, straight quotes, single spaces."""
    composed = unicodedata.normalize("NFC", text[: MAX_READ_CHARS * 2]).translate(_QUOTES)
    kept = "".join(
        c if c in _KEPT_JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else ""
        for c in composed
    )
    return re.sub(r"[ \t\u00a0\u2000-\u200a\u3000]+", " ", kept).strip()[:MAX_READ_CHARS]


def is_emoji(char: str) -> bool:
    """Return whether `char` is a pictograph or a mark that belongs to one."""
    return unicodedata.category(char) in {"So", "Sk"} or "\U0001f000" <= char <= "\U0001faff" or char == "\ufe0f"


def without_emoji(text: str) -> str:
    """Return `text` with each run of pictographs turned into a full stop, since people use them as one."""
    parts: list[str] = []
    for char in text:
        if not is_emoji(char) or char in "^`":
            parts.append(char)
        elif parts and parts[-1] != " . ":
            parts.append(" . ")
    return re.sub(r"\s+([.,!?])", r"\1", re.sub(r" +", " ", "".join(parts))).strip(" .") if parts else ""


def language_of(text: str, fallback: str = "en") -> str:
    """Return "ko" or "en" by the letters of `text`; `fallback` when it has none."""
    if _HANGUL.search(text):
        return "ko"
    return "en" if len(_LATIN.findall(text)) > 1 else fallback


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with its closing mark, quotes kept whole."""
    parts = re.split(
        r"(?<=[.!?…])(?<!\b[MD]r\.)(?<!\bM[sx]\.)(?<!\bMrs\.)(?<!\bSt\.)(?<!\bProf\.)[\"')]?\s+|\n+|(?<=[!?])(?=[^\s!?.\"')])",
        text,
    )
    return [p.strip() for p in parts if p and re.search(r"\w", p)]
