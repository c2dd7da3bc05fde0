"""Where a text may be broken: after a paragraph, a line, a sentence, a word; never inside what reads as one sign.

Pure; called by fit. Lengths are in UTF-16 units, as browsers and chat platforms count, which is never less than
Python's own count: what fits by this measure fits by either.
"""

from __future__ import annotations

import re
import unicodedata

_FENCE = re.compile(r"`{3,}")
_INFO = re.compile(r"[\w+#.-]{0,20}\n")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"[.!?…。！？]+[\"'”’)\]」』]*\s+")
_SPACE = re.compile(r"\s+")
_ZWJ = "\u200d"
# Signs that belong to the one before, beyond those whose category says so: joiners, skin tones, tags, the Thai and Lao
# AM, halfwidth voicing marks.
_TAILS = re.compile("[\u200c\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u0e33\u0eb3\uff9e\uff9f]")
# Arabic and Syriac signs that belong to the one after.
_HEADS = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_VIRAMA = 9  # combining class: the next consonant hangs on it
_FLAG_RUN_CHARS = 64


def measure(text: str) -> int:
    """Return the length of `text` in UTF-16 units."""
    return len(text) + sum(one > "\uffff" for one in text)


def _jamo(sign: str) -> str:
    code = ord(sign)
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    return ""


def _is_syllable(before: str, after: str) -> bool:
    one, two = _jamo(before), _jamo(after)
    return (
        (one == "L" and two in {"L", "V", "LV", "LVT"})
        or (one in {"V", "LV"} and two in {"V", "T"})
        or (one in {"T", "LVT"} and two == "T")
    )


def _is_flag(text: str, index: int) -> bool:
    # Flags are pairs: an odd number of letters before means that this one is the second of its pair.
    if not _FLAG.match(text[index]):
        return False
    start = index
    while start > 0 and index - start < _FLAG_RUN_CHARS and _FLAG.match(text[start - 1]):
        start -= 1
    return (index - start) % 2 == 1


def is_border(text: str, index: int) -> bool:
    """Return whether `text` may be cut before `index`: rather too seldom than once too often."""
    if index <= 0 or index >= len(text):
        return True
    before, after = text[index - 1], text[index]
    if after.isascii() and before.isascii():
        return (before, after) not in {("\r", "\n"), ("`", "`")}
    return not (
        unicodedata.category(after).startswith("M")
        or _TAILS.match(after)
        or before == _ZWJ
        or _HEADS.match(before)
        or unicodedata.combining(before) == _VIRAMA
        or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
        or _is_syllable(before, after)
        or _is_flag(text, index)
    )


def _window(text: str, limit: int) -> int:
    """Return how many characters of `text` have at most `limit` UTF-16 units."""
    end = limit = max(limit, 0)
    while (over := measure(text[:end]) - limit) > 0:
        end -= (over + 1) // 2
    return end


def _best(text: str, end: int) -> int:
    """Return the best place to cut at or before `end`, more than 0."""
    for pattern, least in ((_PARAGRAPH, end // 2), (_LINE, end // 2), (_SENTENCE, end // 2), (_SPACE, end // 4)):
        ends = [found.end() for found in pattern.finditer(text, 0, end)]
        good = [one for one in ends if one >= max(least, 1) and is_border(text, one)]
        if good:
            return good[-1]
    for index in range(end, 0, -1):
        if is_border(text, index):
            return index
    return end  # one sign that is longer than a whole message


def shorten(text: str, limit: int) -> str:
    """Return `text`, or its beginning and an ellipsis, in at most `limit` UTF-16 units."""
    if measure(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = _window(text, limit - 1)
    return text[: _best(text, end)].rstrip() + "…" if end else "…"


def _open_fence(text: str) -> tuple[int, str] | None:
    """Return where the code block begins that `text` leaves open, and the line that opens it."""
    opened: tuple[int, str] | None = None
    marks = ""
    for found in _FENCE.finditer(text):
        if opened is None:
            marks = found.group()
            info = _INFO.match(text, found.end())
            opened = found.start(), marks + (info.group() if info else "\n")
        elif len(found.group()) >= len(marks):
            opened = None
    return opened


def split(text: str, limit: int, *, fences: bool = True) -> tuple[str, ...]:
    """Return `text` in pieces of at most `limit` UTF-16 units.

    Joined, the pieces are the text; only a piece of nothing but white space is left out. With `fences`, a code block
    that must be cut is closed at the end of its piece and opened again in the next. `limit` is at least 1.
    """
    pieces: list[str] = []
    carried = ""  # the line that opens the code block again
    while measure(carried) + measure(text) > limit:
        head, text, fence = _cut(text, limit, carried, fences=fences)
        pieces.append(carried + head)
        carried = fence
    pieces.append(carried + text)
    return tuple(one for one in pieces if one.strip()) or ("",)


def _cut(text: str, limit: int, carried: str, *, fences: bool) -> tuple[str, str, str]:
    """Return the first piece without `carried`, what is left, and the line that opens its code block again."""
    end = max(_window(text, limit - measure(carried)), 1)
    cut = _best(text, end)
    fence = _open_fence(carried + text[:cut]) if fences else None
    if fence is None:
        return text[:cut], text[cut:], ""
    start, line = fence
    start -= len(carried)
    if start > end // 3:  # better before the block than through it
        return text[:start], text[start:], ""
    closing = "\n" + "`" * line.count("`")
    if len(line) + len(closing) > limit // 2:  # no room for fences: the words matter more
        return text[:cut], text[cut:], ""
    cut = _best(text, max(_window(text, limit - measure(carried) - len(closing)), 1))
    fence = _open_fence(carried + text[:cut])
    if fence is None:
        return text[:cut], text[cut:], ""
    if text.startswith(closing, cut):  # the block ends right here
        return text[:cut] + closing, text[cut + len(closing) :], ""
    head = text[:cut]
    return head + (closing.lstrip() if head.endswith("\n") else closing), text[cut:], fence[1]
