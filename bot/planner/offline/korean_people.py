"""Real people in Korean messages: artists whose manner is asked for, private names taken out, names kept whole.

Called by korean before it reads what is to be drawn. Pure.
"""

from __future__ import annotations

import re

from bot import policy
from bot.planner.offline.korean_nouns import noun_in
from bot.planner.prompts import kind_and_style


def names_joined(text: str) -> str:
    """Return `text` with names that a guideline is about in one word each: no part of them is then translated."""
    for found in policy.findings(text):
        name = text[found.start : found.end]
        if re.fullmatch(r"[가-힣]+(?: [가-힣]+)+", name):
            text = text.replace(name, name.replace(" ", "")) if len(found.instead) else text
    return text


def master(text: str) -> tuple[str, str]:
    """Return (`text` without the name of an artist who may be named, the words that ask for the manner)."""
    found = policy.master_in(text)
    if found is None:
        return text, ""
    name, start, end = found
    after = re.sub(
        r"^(?:이|가|의|은|는|님이|\s)*(?:화백|화가)?(?:이|가|의)?\s*(?:처럼|같이|풍으로|풍의|풍|스타일로|스타일의|스타일|느낌으로|느낌의|느낌|화풍으로|화풍의|화풍|식으로|그림처럼)?",
        " ", text[end:],
    )  # fmt: skip
    rest = re.sub(
        r"(?:을|를)?\s*(?:그렸다면|그린다면|그린\s*것처럼|그린\s*듯(?:한|이)?|그렸을\s*(?:때|법한)|그린\s*것\s*같은|그릴\s*법한)\s*[?,]?",
        " ",
        text[:start] + after,
    )
    return re.sub(r"\s+", " ", rest).strip(), f"in the manner of {name}"


def without_private(text: str) -> tuple[str, bool]:
    """Return (`text` with full names of private people taken out, whether there were any)."""
    found = [n for n in policy.private_names_ko(text) if noun_in(n) is None and not kind_and_style(n)[0]]
    for name in found:
        text = (
            re.sub(rf"\s*{re.escape(name)}\s*(?:님|씨)?", "", text)
            if re.search(rf"[가-힣]\s+{re.escape(name)}", text)
            else re.sub(rf"{re.escape(name)}\s*(?:님|씨)?", "사람", text)
        )
    return text, bool(found)
