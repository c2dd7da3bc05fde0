"""English sentences that give somebody a name.

Called by english. Pure.
"""

from __future__ import annotations

import re

from bot.planner.offline.english_words import bare, pattern
from bot.planner.offline.reading import Hints

_PROPER = r"(?P<n>[A-Z][\w'’.-]*(?:(?: (?:of|the|von|van|de|la|le|du|mc))? [A-Z][\w'’.-]*){0,3})"
_QUOTED = r"[\"'](?P<q>[^\"']{1,40})[\"']"
_ANY = rf"(?:{_QUOTED}|{_PROPER}|(?P<l>[\w'-]+))"
_BIG = rf"(?:{_QUOTED}|{_PROPER})"
_WHO = r"(?:it|him|her|them|this|that|this one|that one|this (?:guy|fellow|lady|girl|boy|little one|cutie)|the [\w-]+(?: one)?|my [\w-]+|he|she|they)"
_END = r"(?=\s*(?:$|[.,!?;:)]|from now on|now\b|then\b|everyone|everybody|all\b|folks|guys|y'all|by the way|please|okay|for (?:now|short)|because|though|and\b|but\b|instead))"
#: Case matters for the name, not for the rest.
_EXPLICIT = (
    rf"(?i:\b(?:its|it's|his|her|their|the (?P<t>[\w-]+)'s|whose|the|my (?P<t2>[\w-]+)'s) name(?:'s|s| is| will be| should be| shall be| could be| is going to be|:)? (?:now )?){_ANY}{_END}",
    rf"(?i:\bname(?:s|d)? (?P<w>{_WHO}) (?:as )?){_ANY}{_END}",
    rf"(?i:\b(?:call|christen|baptise|baptize|dub|rename) (?P<w>{_WHO}) (?:to |as )?){_ANY}{_END}",
    rf"(?i:\b(?:is|are|be|was|been|he's|she's|it's|they're|gets|goes|now) (?:now )?(?:called|named|known as|officially|by the name of|by the name)(?: now)? ){_ANY}{_END}",
    rf"(?i:\b(?:goes by|answers to|listens to|responds to)(?: the name(?: of)?)? ){_ANY}{_END}",
    rf"(?i:^(?:the )?name(?: is|:)?\s*[:=-]?\s*){_ANY}{_END}",
    rf"(?i:\bname (?:him|her|it|them|this one|that one|this):? ){_ANY}{_END}",
)
_CAPITAL = (
    rf"^{_BIG}(?:,)? (?i:reporting for duty|at your service|reporting|here|is here|has arrived|everybody|everyone|it is then)\b",
    rf"(?i:\b(?:meet|introducing|presenting|behold|welcome|say (?:hi|hello) to|everyone,? this is|this is|please welcome|let me introduce|here comes|here is) ){_BIG}{_END}",
    rf"(?i:^(?:number |nr\.? |no\.? |#)?(?:\d|one|two|three|four|first|second|third|fourth|the \w+(?: one)?)\s*(?:=|is|:|->)\s*){_BIG}{_END}",
    rf"^{_BIG}\s*(?i:=|is) (?i:number |nr\.? |#|the )?(?i:\d|one|two|three|four|first|second|third|fourth)\b",
    rf"(?i:\b(?:want|wants|'d like|would like|decided (?:on|for)|voted for|think) (?:him|her|it|them)?\s*(?:to be|as|should be|is|be)?(?: called| named)? ){_BIG}{_END}",
    rf"(?i:\b(?:he|she|it|that|this|they|this one|that one)(?:'s| is|'ll be| will be| shall be| should be| must be|'re) (?:now |officially |definitely |totally |clearly |my |our |such a |a )?){_BIG}{_END}",
    rf"^{_BIG} (?i:it is|suits (?:him|her|it|them)|fits (?:him|her|it)|would be a (?:good|great|nice|lovely) name|is (?:his|her|its|their|a (?:good|great|nice|perfect)) name|for a name|is what we(?:'ll)? call (?:him|her|it))",
    rf"(?i:\b(?:let's go with|going with|go with|settled on|how about|what about) ){_BIG}(?i: as (?:a |the |his |her |its )?name| for (?:a|the|his|her|its) name)",
    rf"(?i:\b(?:looks like an? ){_BIG}(?i: to me){_END})",
)  # fmt: skip
_NEVER = re.compile(
    r"^(?:it|him|her|them|me|us|you|i|he|she|they|this|that|what|who|whatever|something|somebody|nothing|there|here|again|"
    r"the|a|an|is|not|so|just|really|too|now|please|ok|okay|yes|no|me too|good|great|nice|cute|lovely|perfect|awesome|mine|ours|"
    r"my|our|your|his|in|on|at|to|for|and|but|after|before|like|later|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|halloween|easter|"
    r"english|german|french|korean|spanish|ready|done|right|wrong|sad|happy|mad|crazy|day|night|lol|haha|wow|art)$",
    re.IGNORECASE,
)


def bare_name(text: str, hints: Hints) -> str:
    """Return the name that a message is, whole: "Ardeo", "Doughlores. obviously"; "" when it is none."""
    first = re.split(r"[.!?]", text.strip(), maxsplit=1)[0].strip(" ,")
    rest = text.strip()[len(first) :].strip(" .,!?")
    if not re.fullmatch(_PROPER, first) or len(first.split()) > 3 or len(rest.split()) > 2 or _NEVER.match(first):
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
    if pattern(r"^(?:<parts.wh>)\b").match(text) and (
        sentence.rstrip().endswith("?") or re.search(r"\bnames?\b", text)
    ):
        return "", ""
    for number, expression in enumerate((*_EXPLICIT, *_CAPITAL)):
        match = re.search(expression, text)
        if match is None:
            continue
        groups = match.groupdict()
        name = (groups.get("q") or groups.get("n") or groups.get("l") or "").strip(" .'’")
        if not name or _NEVER.match(name) or name.casefold() in {p.casefold() for p in hints.people}:
            continue
        if number >= len(_EXPLICIT) and (name.isupper() and len(name) <= 3):
            continue
        owned = re.search(
            r"\b(?:my|our)\s+(?P<t>[\w-]+(?: [\w-]+)?)\s+(?:is|'s|was|are)\s+(?:called|named)", text, re.IGNORECASE
        )
        if owned is None and (groups.get("t2") or (groups.get("w") or "").startswith("my ")):
            return name, groups.get("t2") or groups["w"][3:]
        return name, owned["t"] if owned else ""
    return "", ""
