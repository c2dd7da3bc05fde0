"""Numbers of pictures in what somebody says: "picture 17", "no. 17", "17번", "17번째 그림".

Called when a board is built, so that pictures from long ago are on it when they are asked for by number. It reads
generously: a number too many costs one look-up; what the words mean is decided by references.py. Pure.
"""

from __future__ import annotations

import re

#: More numbers than this in one message are no request for pictures.
MAX_NUMBERS = 8
_MAX_DIGITS = 6

_BEFORE = re.compile(
    r"(?:\b(?:pictures?|pics?|images?|drawings?|tiles?|versions?|variants?|options?|numbers?|nos?\.?|nrs?\.?|num\.?)|#"
    r"|그림|사진|이미지|버전)\s*#?\s*(?P<list>\d{1,6}(?:\s*(?:,|&|\+|/|and|or|to|과|와|이랑|랑|하고)\s*#?\s*\d{1,6})*)(?!\d)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?<!\d)(?P<list>\d{1,6}(?:\s*(?:번|,|&|과|와|이랑|랑|하고)+\s*\d{1,6})*)\s*"
    r"(?:번째|번|st\b|nd\b|rd\b|th\b|호\b)",
    re.IGNORECASE,
)


def numbers_in(text: str) -> tuple[int, ...]:
    """Return the numbers in `text` that may be a picture's ordinal, as they come, at most MAX_NUMBERS."""
    found = [
        int(digits)
        for pattern in (_BEFORE, _AFTER)
        for match in pattern.finditer(text)
        for digits in re.findall(rf"\d{{1,{_MAX_DIGITS}}}", match["list"])
    ]
    return tuple(dict.fromkeys(number for number in found if number > 0))[:MAX_NUMBERS]
