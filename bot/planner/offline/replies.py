"""The offline planner's own sentences, in the person's language.

Called by intents and answers. Korean particles follow the last sound of the word before them: {name}{이}.
"""

from __future__ import annotations

import re
from zlib import crc32

from bot.planner.lexicon import table

_PAIRS = {"이": "가", "을": "를", "은": "는", "과": "와", "이라고": "라고", "아": "야", "으로": "로", "이에요": "예요"}


def closes(word: str) -> bool:
    """Return whether the last Hangul syllable of `word` ends in a consonant."""
    letters = re.findall(r"[가-힣]", word)
    if not letters or not re.search(r"[가-힣]\W*$", word):
        return bool(re.search(r"[lmn013678]\W*$", word, re.IGNORECASE))
    return (ord(letters[-1]) - 0xAC00) % 28 != 0


def josa(word: str, after_consonant: str) -> str:
    """Return the form of a particle, named by its form after consonants, that goes after `word`."""
    if after_consonant == "으로" and re.search(r"[가-힣]\W*$", word):
        final = (ord(re.findall(r"[가-힣]", word)[-1]) - 0xAC00) % 28
        return "로" if final in {0, 8} else "으로"
    return after_consonant if closes(word) else _PAIRS[after_consonant]


def fill(template: str, **facts: str | int) -> str:
    """Return `template` with {facts} put in, and {이}-like particles in the form their word asks for."""
    text = re.sub(r"\{([a-z]\w*)\}", lambda m: str(facts.get(m[1], "")), template)

    def particle(match: re.Match[str]) -> str:
        return match["w"] + josa(match["w"], match["p"])

    return re.sub(rf"(?P<w>\S*)\{{(?P<p>{'|'.join(sorted(_PAIRS, key=len, reverse=True))})\}}", particle, text)


def say(key: str, language: str, turn: str, **facts: str | int) -> str:
    """Return a sentence of this kind; which of several is decided by the turn's id."""
    value = table("replies", "bot.planner.offline")[language][key]
    lines = value if isinstance(value, list) else [value]
    return fill(lines[crc32(f"{turn}:{key}".encode()) % len(lines)], **facts)
