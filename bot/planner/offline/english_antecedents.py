"""What an English pronoun means that an earlier sentence brought up: "our mascot is a beaver. we need him waving".

Called by english_requests, and by whatever puts a deed into a scene. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re

from bot.planner.offline.english_content import ing
from bot.planner.offline.english_lexicon import words
from bot.planner.offline.english_words import bare
from bot.planner.prompts import article
from bot.planner.references import stem


def one_of(sentence: str, before: str) -> str:
    """Return "a digger with googly eyes" for "one with googly eyes" after a sentence about diggers."""
    match = re.match(
        r"(?P<lead>(?:so |can i have |could i have |i'd like |i want |we want |please )*)one (?P<x>(?:as|with|in|on|at|that|who|which|riding|wearing|holding|made of|dressed|under)\b.+)",
        bare(sentence),
        re.IGNORECASE,
    )
    nouns = re.findall(
        r"\b(?:with|about|of|loves?|likes?|adores?|into|for|if|had|see|saw|draw|are|many|the|all|my|our|these|those)\s+(?:[a-z-]+ )?([a-z-]{3,}s)\b(?<!ss)",
        before,
        re.IGNORECASE,
    )
    if match is None or not nouns:
        return sentence
    one = stem(nouns[0])
    return f"{match['lead']}{article(one)} {one} {match['x']}"


_COPULA = re.compile(
    r"(?:^|[.,;:!?]\s+|\b(?:and|so|but)\s+)(?P<who>(?:the|my|our|his|her|its|their|this|\{\d\}'s) [\w' -]+?)(?:'s| is| was| will be| are| were) (?P<x>(?:an?|two|three|some) [^.;!?]+?)(?=\s*(?:[.;!?]|,\s+(?:draw|paint|show|we|i|can|could|please|so)\b|$))",
    re.IGNORECASE,
)


def _copula(text: str) -> str:
    """Return what somebody is said to be: "our mascot is a beaver" -> "a beaver"."""
    found = [
        m
        for m in _COPULA.finditer(text)
        if not re.search(r"\b(?:thinks?|he|she|it|that|who|says?|believes?)\b", m["who"], re.IGNORECASE)
        and not re.match(
            r"(?:an?) (?:bit|little|lot|mess|pain|joke|nightmare|shame|day|week|must|thing|fan|good|great|nice)\b",
            m["x"],
            re.IGNORECASE,
        )
    ]
    if not found:
        return ""
    friend = re.match(
        r"(?:\{\d\})'s (?:[\w-]+ )*(?:friend|pal|buddy|rival|enemy|neighbour|neighbor|sister|brother|wife|husband|boss|pet|cousin|nemesis|partner|mate)$",
        found[-1]["who"],
        re.IGNORECASE,
    )
    owner = f"{found[-1]['who'].partition(chr(39))[0]} and " if friend else ""
    return owner + str(found[-1]["x"]).strip(" ,")


_DEED = re.compile(
    r"\b(?:my|our) (?P<who>(?:[a-z-]+ ){0,2}?[a-z-]+)(?: [A-Z][\w'-]+)? (?:just |once |finally |actually |even |always |literally )*(?P<v>[a-z]{2,}ed|fell|ate|stole|sat|slept|stood|ran|rode|got|took|broke|found|bit|caught|drank|flew|hid|made|threw|tore|went|won|wore|climbs|sleeps|eats|steals|sits|chases|hides|guards|watches|wears|keeps)"
    r" (?P<x>(?!(?:that|me|us|you|i|we)\b)[^.,;:!?]+)",
)


def deed_in(text: str) -> str:
    """Return what somebody of the speaker's did, as a scene: "my cat Biscuit stole a salmon" -> "a cat stealing a salmon"."""
    match = _DEED.search(text)
    if match is None or re.search(r"\b(?:talking|thinks|thought|wants|believes)\b", match["x"]):
        return ""
    who = match["who"].strip()
    if who.split()[-1] in {
        "mum",
        "mom",
        "dad",
        "boss",
        "wife",
        "husband",
        "daughter",
        "son",
        "kids",
        "sister",
        "brother",
        "friend",
        "teacher",
        "team",
        "class",
        "mother",
        "father",
    }:
        return ""
    done = re.sub(
        r"\s+(?:today|yesterday|again|this morning|last night|last week|earlier|tonight)\b", "", match["x"].strip()
    )
    return f"a {who} {verb_in_scene(match['v'].casefold())} {done}"


_SCENES = {
    "fell": "falling", "ate": "eating", "stole": "stealing", "sat": "sitting", "slept": "sleeping", "stood": "standing", "ran": "running", "rode": "riding",
    "got": "getting", "took": "taking", "broke": "breaking", "found": "finding", "bit": "biting", "caught": "catching", "drank": "drinking", "flew": "flying",
    "hid": "hiding", "made": "making", "threw": "throwing", "tore": "tearing", "went": "going", "won": "winning", "wore": "wearing", "held": "holding",
    "drove": "driving", "sang": "singing", "read": "reading", "came": "coming", "lay": "lying", "swam": "swimming", "blew": "blowing", "grew": "growing",
    "carried": "carrying", "carries": "carrying",
}  # fmt: skip


def verb_in_scene(verb: str) -> str:
    """Return the "-ing" form of a verb of the past or of the third person: "stole" -> "stealing", "hides" -> "hiding"."""
    if verb in _SCENES:
        return _SCENES[verb]
    common = words("verbs", "common")
    for root in (verb[:-1], verb[:-2], verb[:-3] + "y", verb[:-3]):
        if root in common:
            return ing(root)
    return ing(re.sub(r"(?:ed|es|s)$", "", verb))


def antecedent(text: str) -> str:
    """Return the noun phrase that a pronoun after `text` means."""
    said = _copula(text) or deed_in(text)
    if said:
        return said
    quoted = re.findall(r"[\"']([^\"']{3,60})[\"']", text)
    if quoted:
        return str(quoted[-1])
    believes = re.search(
        r"\b(?:my|our) (?P<x>[\w-]+(?: [\w-]+)?) (?P<v>(?:thinks|believes|dreams|pretends|acts|imagines|says|looks|behaves)\b[^.!?]+)",
        text,
        re.IGNORECASE,
    )
    if believes and not re.search(r"\babout\b|\ba dream\b", believes["v"]):
        return f"a {believes['x']} who {believes['v'].strip()}"
    owned = re.search(
        r"\b(?:my|our) (?P<x>[\w-]+(?: [\w-]+)?)(?= (?:is|was|called|named|has|keeps|loves|likes|just|finally)\b)",
        text,
        re.IGNORECASE,
    )
    if owned:
        # "My daughter keeps talking about a hedgehog": who tells of something is not what it looks like.
        told = re.match(
            r" (?:keeps|loves|likes) [^,;:!?]*?\b(?P<x>(?:an?|the|this) [^.,;:!?]+)", text[owned.end() :], re.IGNORECASE
        )
        return told["x"].strip() if told else f"a {owned['x']}"
    phrases = re.findall(
        r"\b(?:about|with|of|called|loves?|wants?|has|had|have|is|saw|see|found|know|knows|likes?|invented|imagined?) ((?:an?|the) [^.,;:!?]+)",
        text,
        re.IGNORECASE,
    )
    phrases = phrases or re.findall(r"\b((?:an?|the) [^.,;:!?]+)", text, re.IGNORECASE)
    return str(phrases[-1]).strip() if phrases else ""
