"""English messages that ask for a picture: which words describe it, and how sure that is.

Called by english. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.planner.offline.english_content import content_of, ing, is_description, kind_in, requested, with_article
from bot.planner.offline.english_syntax import words
from bot.planner.offline.english_words import bare, is_statement, pattern, split
from bot.planner.offline.reading import Hints, Reading
from bot.planner.prompts import kind_and_style


def with_content(reading: Reading, rest: str, hints: Hints, owned: str) -> Reading:
    """Return the reading with what is to be drawn, and how sure that is."""
    if OF_THE_BOT.search(bare(rest)):
        return reading
    asked = _find_request(rest, hints, counted=reading.count is not None)
    found = asked.wanted
    if not found or (
        reading.pointer.points
        and not re.search(r"[a-z]{3}", re.sub(r"\bplease\b", "", bare(reading.pointer.rest)), re.IGNORECASE)
    ):
        return reading
    if reading.pointer.points and re.match(
        r"(?:\d|(?:the )?(?:first|second|third|fourth|last|one|two|three|four))\b(?: one)? (?:but|and|only|with)\b",
        found,
    ):
        return reading
    kind, found = kind_in(found)
    extras = list(asked.extras)
    if kind is None or kind == found:
        kind, found, extras = _kind_elsewhere(rest, found, extras)
    named, style, found = kind_and_style(found) if kind is None else (kind, kind_and_style(kind)[1], found)
    content = content_of(found, hints, tuple(extras))
    subject = content.subject
    if asked.before and re.match(
        r"(?:it|him|her|them|he|she|they|(?:this|that)(?!\s+(?!(?:in|on|at|with|as|\w+ing)\b)\w))\b",
        subject,
        re.IGNORECASE,
    ):
        seen = antecedent(asked.before)
        if seen:
            subject = re.sub(
                r"^(?:it|this|that|him|her|them|he|she|they)\b", seen, subject, count=1, flags=re.IGNORECASE
            )
            content = replace(content, subject=subject, anaphor=False)
    content = replace(content, subject=with_article(subject), owned=owned)
    return replace(
        reading, content=content, asks_to_draw=not asked.describes and asked.plain, weakly=not asked.plain, describes=asked.describes,
        kind=named, style=style, sticker_for=style == "sticker", traits=_traits(found),
    )  # fmt: skip


#: Questions about what the bot can do ask for no picture.
OF_THE_BOT = re.compile(
    r"^(?:how (?:many|much|long|big|fast|often)\b.*\b(?:you|i|we) (?:can |could )?(?:make|draw|paint|do|get|ask|have)|(?:what|which) (?:size|model|resolution|format|seed|prompt)\b"
    r"|(?:can|could|do|are) you (?:also |even |able to )*(?:make|do|create|generate|play|record|edit|speak|understand|know|remember|export|save) (?:videos?|gifs?|animations?|movies?|music|songs?|audio|pdfs?|voices?|sounds?|[A-Z]\w+(?= ?\??$))\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request found in a message: what is wanted, what was said before it, what else describes it."""

    wanted: str = ""
    before: str = ""
    extras: tuple[str, ...] = ()
    describes: bool = False  # nothing but a description
    plain: bool = True  # the words ask for a picture in so many words


#: "Him, on a unicycle": somebody who was just described, in a scene.
_FRAGMENT = re.compile(
    r"^(?:him|her|it|them|that|this)\b,?\s+(?:but |only |just )?(?:on|in|at|with|as|under|riding|wearing|holding|\w{2,}ing)\b.+",
    re.IGNORECASE,
)


_ASKS_ONLY = re.compile(
    r"^(?:(?:so|please|can you|could you|now|then|just) )*(?:show (?:me|us|it)|draw (?:it|that|this|one|me one)(?: for (?:me|us|him|her|them))?|paint (?:it|that)|"
    r"do it|make it|can you(?: (?:draw|do|make|paint) (?:it|that|one))?|pretty please)$",
    re.IGNORECASE,
)


def _find_request(text: str, hints: Hints, *, counted: bool = False) -> _Asked:  # noqa: PLR0911 - the first that fits wins
    """Return the request in `text`: asked for in words, told after a colon, or merely described."""
    text = re.sub(
        r"\b(?P<x>an? [\w' -]+?),? (?:i (?:should|must|might) (?:say|add)|i mean|that is|to be clear|by the way)(?=\s*(?:$|[.,!?]))",
        r"\g<x>",
        text,
        flags=re.IGNORECASE,
    )
    parts = [part for sentence in split(text) for part in _with_tail_apart(sentence)]
    for index, sentence in enumerate(parts):
        extras = tuple(bare(p) for p in parts[index + 1 :] if adds(p))
        if (
            index
            and _ASKS_ONLY.match(bare(sentence).rstrip(" ?"))
            and len(parts[index - 1].split()) > 1
            and not is_statement(bare(parts[index - 1]))
        ):
            return _Asked(bare(parts[index - 1]), " ".join(parts[: index - 1]), extras)
        if index and _FRAGMENT.match(bare(sentence)) and antecedent(parts[index - 1]):
            return _Asked(re.sub(r"^(\w+), ", r"\1 ", bare(sentence)), " ".join(parts[:index]), extras)
        told = re.search(
            r"\b(?:picture|drawing|image|request|scene|idea|wish|so|then|is|this|following)[\w ]*:\s+(?P<x>.+)",
            sentence,
        )
        asked = requested(sentence)
        if (
            asked is None
            and told
            and len(told["x"].split()) > 2
            and not re.match(r"(?:can|could|should|would|may|make|add|put|let)\b", told["x"], re.IGNORECASE)
        ):
            asked = (told["x"], sentence[: told.start("x")], True)
        if asked:
            return _Asked(asked[0], " ".join([*parts[:index], asked[1]]), extras, plain=asked[2])
    for index, sentence in enumerate(parts):
        wanted = _described_in(sentence)
        if wanted:
            extras = tuple(bare(p) for p in parts[index + 1 :] if adds(p))
            return _Asked(wanted, " ".join(parts[:index]), extras, describes=True)
    if counted and re.search(r"\w{3}", text):
        wanted, before = _counted_request(parts)
        if wanted and not (is_statement(wanted) and not re.match(r"an?\b", wanted)) and len(wanted.split()) > 1:
            return _Asked(wanted, before, describes=True)
    if hints.cast and (scene := _scene_with_cast(parts)):
        return _Asked(scene, describes=not scene.endswith("?"))
    return _Asked()


def _with_tail_apart(sentence: str) -> tuple[str, ...]:
    """Return the sentence in two when it ends in a bare request: "a dragon with wings, can you draw it?"."""
    front, comma, tail = sentence.rpartition(",")
    return (
        (front, tail.strip())
        if comma and _ASKS_ONLY.match(bare(tail).rstrip(" ?")) and len(front.split()) > 2
        else (sentence,)
    )


def _described_in(sentence: str) -> str:
    """Return the description that `sentence` is, a topic before a colon put last; "" if it is none."""
    colon = re.match(r"^(?P<a>[^:]{2,60}):\s+(?P<x>.{8,})$", sentence)
    if colon and is_description(colon["x"]):
        topic = (
            pattern(r"\b(?:bot|then|so|okay|now|idea|request|next|new one|here goes)\b").sub("", colon["a"]).strip(" ,")
        )
        if is_statement(colon["a"]) or len(topic.split()) > 3 or not topic:
            return colon["x"]
        return f"{colon['x']}, {topic}"
    return bare(sentence) if is_description(sentence) else ""


def _counted_request(parts: list[str]) -> tuple[str, str]:
    """Return (what is wanted, what was said before) of "his engineer is a shrimp, one portrait": told, but counted."""
    for index, sentence in enumerate(parts):
        told = re.match(
            r"^(?:(?:and|so|then) )?(?P<who>(?:the|my|our|his|her|its|their|mine|next|first|second one)\b[^:]{0,40}?)(?:\s+(?:is|was|will be|=)|:)\s+(?P<x>(?:an?|the|some|two)\b.+|\w+ing .+)",
            bare(sentence),
            re.IGNORECASE,
        )
        if told:
            return f"{told['x']}", " ".join(parts[:index])
    return (bare(parts[0]), "") if parts else ("", "")


def _scene_with_cast(parts: list[str]) -> str:
    """Return the sentence that puts somebody of the cast into a scene: "{0} behind the counter"."""
    for sentence in parts:
        text = bare(sentence)
        asks = re.match(r"^(?:can|could|would|will|may)\s+(?P<x>\{\d\}.+)", text, re.IGNORECASE)
        if asks:
            return f"{asks['x']}?"
        if sentence.rstrip().endswith("?"):
            continue
        if re.search(
            r"\{\d\}(?:'s \w+| (?:\w+ing|in|on|at|with|as|behind|under|and|again|asleep|but|meets?|visits?|having|without)\b|[,:]? \w+)",
            text,
        ) and not is_statement(text):
            return text
        if re.match(r"^(?:\{\d\}(?: and )?)+$", text):
            return ""
    return ""


def adds(sentence: str) -> bool:
    """Return whether a further sentence adds to the description instead of chatting."""
    text = bare(sentence)
    if not text or sentence.rstrip().endswith("?"):
        return False
    if re.match(r"(?:no|not|nothing|without|with|in|on|very|all)\b", text, re.IGNORECASE):
        return not re.search(
            r"\b(?:worries|problem|rush|hurry|idea|offen[cs]e|way|thanks|one|thing)\b", text, re.IGNORECASE
        )
    return (
        not is_statement(text)
        and len(text.split()) > 1
        and not pattern(r"^(?:<parts.praise>|<parts.thanks>|<parts.bye>|<parts.hello>)\b").match(text)
    )


def _kind_elsewhere(text: str, found: str, extras: list[str]) -> tuple[str | None, str, list[str]]:
    """Return (the kind of picture that another sentence names, what is asked for, the other sentences without it)."""
    medium = kind_in(f"{found}, x")
    for index, extra in enumerate(extras):
        kind, left = kind_in(f"x, {extra}")
        if kind:
            others = [*extras[:index], re.sub(r"^x(?:, )?", "", left), *extras[index + 1 :]]
            return kind, found, [o for o in others if o]
    front = re.match(r"^(?P<k>[^:]{3,40}):", bare(text))
    if front and front["k"] not in found:
        kind, _ = kind_in(f"x, {front['k']}")
        if kind:
            return kind, found, extras
    return (medium[0], found, extras) if medium[0] and not extras else (None, found, extras)


def _traits(text: str) -> tuple[str, ...]:
    """Return the traits that a scene is to show: "being kind-hearted" -> ("kind-hearted",)."""
    being = re.search(
        r"\bbeing (?:so |very |really |his |her |its |their |all )?[\"']?(?P<t>[\w-]+)", text, re.IGNORECASE
    )
    return (being["t"].casefold(),) if being else ()


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


def _deed(text: str) -> str:
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
    told = _copula(text) or _deed(text)
    if told:
        return told
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
