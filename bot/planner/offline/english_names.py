"""English sentences that give somebody a name.

Called by english. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line

from __future__ import annotations

import re

from bot.planner.lexicon import table
from bot.planner.offline.english_words import bare, pattern, split
from bot.planner.offline.reading import Hints
from bot.planner.pointing_en import point_en

_PROPER = r"(?P<n>[A-Z][\w'’.-]*(?:(?: (?:of|the|von|van|de|la|le|du|mc))? [A-Z][\w'’.-]*){0,3})"
NEVER = re.compile(
    r"^(?:it|him|her|them|me|us|you|i|he|she|they|this|that|what|who|whatever|something|somebody|nothing|there|here|again|"
    r"the|a|an|is|not|so|just|really|too|now|please|ok|okay|yes|no|me too|good|great|nice|cute|lovely|perfect|awesome|mine|ours|"
    r"my|our|your|his|in|on|at|to|for|and|but|after|before|like|later|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|halloween|easter|"
    r"english|german|french|korean|spanish|ready|done|right|wrong|sad|happy|mad|crazy|day|night|lol|haha|wow|art)$",
    re.IGNORECASE,
)


def _leads_to_a_name(sentence: str) -> bool:
    """Return whether `sentence` picks, praises, or asks for a name: what comes alone after it may be one."""
    pointer = point_en(bare(sentence))
    left = re.sub(r"\W+", " ", pointer.rest) if pointer.points else ""
    picks = pointer.points and (len(left.split()) < 3 or pattern(r"\b(?:<parts.praise>)\b").search(left))
    return bool(
        picks
        or re.search(
            r"\bnames?\b|\bcalled\b|\bdrum ?roll\b|\b(?:that's|this is|it's) (?:him|her|it|the one|them)\b|\bsold\b",
            sentence,
            re.IGNORECASE,
        )
    )


def bare_name(text: str, hints: Hints) -> str:
    """Return the name that a message is, whole: "Ardeo", "Doughlores. obviously"; "" when it is none."""
    parts = split(text)
    led = len(parts) > 1 and all(_leads_to_a_name(p) for p in parts[:-1])
    if led:
        text = parts[-1]
    elif not (hints.fresh or hints.replied):
        return ""
    first = re.split(r"[.!?]", text.strip(), maxsplit=1)[0].strip(" ,")
    rest = text.strip()[len(first) :].strip(" .,!?")
    if not re.fullmatch(_PROPER, first) or len(first.split()) > 3 or len(rest.split()) > 2 or NEVER.match(first):
        return ""
    if first.casefold() in {p.casefold() for p in hints.people} or pattern(
        r"^(?:<parts.interjections>|<parts.praise>|<parts.hello>|<parts.thanks>|<parts.bye>)$"
    ).match(first):
        return ""
    return (
        ""
        if pattern(
            r"^(?:<edit.comparatives>|<edit.time_place>|<parts.wh>|<edit.remove>|<edit.add>|<edit.other>)\b"
        ).match(first)
        else first
    )


def name_in(sentence: str, hints: Hints) -> tuple[str, str]:
    """Return (the name that the sentence gives, the noun of a thing of the speaker's that bears it), or ("", "")."""
    text = bare(sentence)
    if re.match(
        r"(?:can|could|shall|should|may|will|how about|what about|why don't|do|does) (?:(?:we|i|you) )?(?:please )?(?:call|name|[A-Z])",
        text,
    ):
        text = text.rstrip(" ?")
    elif pattern(r"^(?:<parts.wh>)\b").match(text) and (
        sentence.rstrip().endswith("?") or re.search(r"\bnames?\b", text)
    ):
        return "", ""
    frames = table("frames_en", "bot.planner.offline")
    explicit = frames["names"]
    for number, expression in enumerate((*explicit, *frames["capital_names"])):
        match = re.search(expression, text)
        if match is None:
            continue
        groups = match.groupdict()
        name = re.sub(
            r"\s+(?:to|for) (?:me|us)$", "", (groups.get("q") or groups.get("n") or groups.get("l") or "").strip(" .'’")
        )
        if not name or NEVER.match(name) or name.casefold() in {p.casefold() for p in hints.people}:
            continue
        if number >= len(explicit) and (name.isupper() and len(name) <= 3):
            continue
        owned = re.search(
            r"\b(?:my|our)\s+(?P<t>[\w-]+(?: [\w-]+)?)\s+(?:is|'s|was|are)\s+(?:called|named)", text, re.IGNORECASE
        )
        if owned is None and (groups.get("t2") or (groups.get("w") or "").startswith("my ")):
            return name, groups.get("t2") or groups["w"][3:]
        return name, owned["t"] if owned else ""
    return "", ""
