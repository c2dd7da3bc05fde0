"""Lettering: words on plates, boards and bubbles, fitted to their room. Called by things and compose.

Text is data: escaped, cut to what fits, and set in the fonts that come with picturebook.
"""

from __future__ import annotations

import unicodedata

from bot.painter.offline.paintbox import Paintbox
from bot.painter.offline.svg import Box, Figure, ellipse, inked, line, path, put, rect, text_of

LATIN, KOREAN = "Fredoka One", "Jua"
#: Nobody letters a novel on a mailbox; what is longer ends in an ellipsis.
MAX_CHARS = 48


def width_of(words: str) -> float:
    """Return about how wide `words` are, in units of the font size."""
    total = 0.0
    for char in words:
        if unicodedata.east_asian_width(char) in "WF":
            total += 0.95
        elif char in "iljI.,:;'!| ":
            total += 0.32
        elif char in "mwMW@%":
            total += 0.92
        elif char.isupper() or char.isdigit():
            total += 0.68
        else:
            total += 0.58
    return total


def font_of(words: str) -> str:
    """Return the family for `words`: the Korean one if any letter is beyond Latin."""
    return LATIN if all(ord(c) < 0x250 for c in words) else KOREAN


def tidy(words: str) -> str:
    """Return `words` on one line, no longer than anybody can read."""
    flat = " ".join(words.split())
    return flat if len(flat) <= MAX_CHARS else flat[: MAX_CHARS - 1].rstrip() + "…"


def lines_of(words: str, most: int) -> list[str]:
    """Return `words` broken into at most `most` lines of about the same width."""
    flat = tidy(words)
    best = [flat]
    for count in range(2, most + 1):
        target = width_of(flat) / count
        rows: list[str] = [""]
        for word in flat.split(" "):
            longer = f"{rows[-1]} {word}".strip()
            if rows[-1] and width_of(longer) > target * 1.12 and len(rows) < count:
                rows.append(word)
            else:
                rows[-1] = longer
        if max(map(width_of, rows)) < 0.8 * max(map(width_of, best)):
            best = rows
    return best


def set_text(words: str, width: float, height: float, colour: str, most_lines: int = 1) -> str:
    """Return `words` set around 0, 0 so that they fit in `width` by `height`."""
    rows = lines_of(words, most_lines)
    widest = max(0.5, *map(width_of, rows)) if len(rows) > 1 else max(0.5, width_of(rows[0]))
    size = min(height / len(rows) * 0.86, width / widest)
    drawn = ""
    for i, row in enumerate(rows):
        y = (i - (len(rows) - 1) / 2) * size * 1.1 + size * 0.35
        drawn += (
            f'<text x="0" y="{y:.1f}" font-family="{font_of(row)}" font-size="{size:.1f}" '
            f'text-anchor="middle" fill="{colour}" stroke="none">{text_of(row)}</text>'
        )
    return drawn


def plate(paint: Paintbox, words: str, width: float, height: float, tilt: float = 0.0) -> str:
    """Return a cream plate with `words` on it, around 0, 0."""
    back = inked(rect(-width / 2, -height / 2, width, height, paint.lit("#fff6e0"), height * 0.22), paint.ink)
    rows = 2 if width_of(tidy(words)) > 6 else 1
    return put(back + set_text(words, width * 0.88, height * 0.84, paint.lit("#a8452f"), rows), 0, 0, 1, tilt)


def board(paint: Paintbox, words: str) -> Figure:
    """Return a wooden board on two posts: for words that nothing else in the picture carries."""
    rows = lines_of(words, 3)
    width = min(560.0, max(220.0, max(map(width_of, rows)) * 62 + 70))
    height = 74.0 * len(rows) + 46
    posts = "".join(
        rect(x, -height - 40, 26, height + 46, paint.rounded("#a06b45"), 8) for x in (-width * 0.36, width * 0.36 - 26)
    )
    wood = rect(-width / 2, -height - 70, width, height, paint.linear("#f0cf98", "#ddb173"), 20)
    grain = line(
        (
            f"M{-width * 0.42:.0f},{-height - 42:.0f} q{width * 0.2:.0f},-10 {width * 0.36:.0f},0 "
            f"M{width * 0.1:.0f},-92 q{width * 0.16:.0f},10 {width * 0.3:.0f},0"
        ),
        paint.lit("#c9965a"),
        4,
    )
    words_on_it = put(set_text(words, width * 0.86, height * 0.82, paint.lit("#7a3b24"), 3), 0, -height / 2 - 70)
    return Figure(
        inked(posts + wood, paint.ink, 6) + grain + words_on_it,
        Box(-width / 2, -height - 70, width / 2, 6),
        {},
        width * 0.45,
    )


def bubble(paint: Paintbox, words: str, to_left: bool) -> Figure:
    """Return a speech bubble whose tail ends at 0, 0."""
    rows = lines_of(words, 3)
    width = max(170.0, max(map(width_of, rows)) * 46 + 80)
    height = 58.0 * len(rows) + 56
    x = width * (-0.28 if to_left else 0.28)
    y = -height / 2 - 52
    tail = path(
        f"M0,0 Q{x * 0.12:.0f},-40 {x * 0.3:.0f},{-62} L{x * 0.3 + 46:.0f},-62 Q{x * 0.4:.0f},-20 0,0z", "#ffffff"
    )
    back = ellipse(x, y, width / 2, height / 2, "#ffffff")
    cover = ellipse(x, y, width / 2 - 4, height / 2 - 4, "#ffffff")
    text = put(set_text(words, width * 0.74, height * 0.68, "#4a2f27", 3), x, y)
    return Figure(inked(back + tail, paint.ink) + cover + text, Box(x - width / 2, y - height / 2, x + width / 2, 0))
