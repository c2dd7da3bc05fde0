"""English requests for a picture: where the description is in a message, and how it reads in a prompt.

Called by english. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line

from __future__ import annotations

import re
from functools import cache

from bot.planner.lexicon import table
from bot.planner.offline.english_counts import media_nouns
from bot.planner.offline.english_words import PRONOUN, bare, is_statement, pattern
from bot.planner.offline.reading import Content, Hints
from bot.planner.pointing_en import point_en
from bot.planner.prompts import article


@cache
def _frames() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Return how pictures are asked for: expressions, each with whether it says so plainly."""
    data_ = table("frames_en", "bot.planner.offline")
    plain = len(data_["frames"]) - int(data_["weak"])
    return tuple((pattern(f), n < plain) for n, f in enumerate(data_["frames"]))


_NOT_CONTENT = re.compile(
    r"^(?:it|that|this|him|her|them|one|me|us|more|again|something|anything|to .*|what\b.*|how\b.*|why\b.*|if\b.*|of .*"
    r"|you .*|i .*|we .*|(?:the|that|this)(?: one)? (?:same|seed|prompt|again|one)\b.*|the one\b.*|rid of .*|better|nothing|in .*|everyone)$",
    re.IGNORECASE,
)


_MIDWAY = re.compile(
    r"\b(?=(?:i|we|they) (?:(?:also|really|still|now|just|then|only) )*(?:need|want|would like|would love|should like)\b|(?:i|we)'d (?:like|love)\b|(?:can|could|would) (?:you|we|i)\b"
    r"|please (?:draw|paint|make|show|create|sketch)\b)",
    re.IGNORECASE,
)


def requested(sentence: str) -> tuple[str, str, bool] | None:
    """Return (what is asked to be drawn, what was said before it, the words say so plainly), or None."""
    text = bare(sentence)
    cuts = re.finditer(r"(?:[,:;]|\s[-–—]|\b(?:and|so|but|then|maybe)\b)\s+", text)
    starts = [0, *(m.end() for m in cuts), *(m.start() for m in _MIDWAY.finditer(text) if m.start())]
    for start in sorted(set(starts)):
        clause = bare(text[start:])
        for frame, plain in _frames():
            match = frame.match(clause)
            if start and re.match(r"(?:one|another|two|three)\b", clause, re.IGNORECASE) and ":" in text[:start]:
                continue
            if match is None or (start and not plain) or (not plain and is_order(match["x"])):
                continue
            tail = match.groupdict().get("y") or ""
            found = (match["x"].strip() + " " + tail.strip(" ?")).strip(" ?")
            if re.search(r"\b(?:need|want)\b.*\bfirst$|^(?:bring|put|get|give) .*\bback\b", clause, re.IGNORECASE):
                continue
            if re.match(r"(?:on|at|to|for|by|from|until|till|since|about) (?!the (?:moon|beach|left|right))", found):
                continue
            if found and (not _NOT_CONTENT.match(found) or _PRONOUN_FIRST.match(found)):
                return found, text[:start].strip(" ,:;-"), plain
    return None


def is_order(words: str) -> bool:
    """Return whether `words` before a "please" order a change or state something, instead of naming what is wanted."""
    return (
        pattern(
            r"^(?:<edit.add>|<edit.remove>|<edit.swap>|give|turn|recolou?r)\b (?:an?|the|some|his|her|its|it|him|more|all|two|three)\b"
        ).match(words)
        is not None
        or is_statement(words)
        or bool(re.match(r"(?:no|without|less|fewer|minus)\b", words, re.IGNORECASE))
    )


_PRONOUN_FIRST = re.compile(r"(?:it|that|this|him|her|them|he|she|they)\b(?! one)", re.IGNORECASE)


def is_description(sentence: str) -> bool:
    """Return whether `sentence` is nothing but a description of a scene."""
    text = bare(sentence)
    words = text.split()
    asking = sentence.rstrip().endswith("?") and not re.match(r"(?:an?|some|two|three)\s", text, re.IGNORECASE)
    doing = re.match(r"\w+ing (?:it|this|that|these|those|them)\b(?! (?:in|on|with|as|under)\b)", text, re.IGNORECASE)
    handled = re.match(
        r"(?!an?\b|the\b|some\b|with\b|on\b|in\b|of\b)[a-z]+ (?:it|them)\b(?! (?:was|were|is|are)\b)",
        text,
        re.IGNORECASE,
    )
    if doing or handled or len(words) < 3 or asking or pattern(r"^(?:<parts.wh>)\b").match(text):
        return False
    pointer = point_en(text)
    if pointer.points and (len(pointer.rest.split()) < 4 or text.casefold().find(pointer.rest.casefold()[:12]) > 3):
        return False
    if not re.match(
        r"(?:an? )?(?:poster|flyer|invitation|invite|banner|card|sign|ticket)\b", text, re.IGNORECASE
    ) and re.search(
        r"\b(?:today|tomorrow|yesterday|o'clock|\d ?(?:am|pm)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|next week|at \d+|hi all|all day|meeting|deadline)\b",
        text,
        re.IGNORECASE,
    ):
        return False
    head, comma, tail = text.partition(",")
    apart = (
        comma
        and len(head.split()) > 1
        and not is_statement(head)
        and not re.search(r"\b(?:i|we|you|me|us|my|your|our)\b", tail, re.IGNORECASE)
        and not re.match(r"(?:the|his|her|its|their|this|that)\b", head, re.IGNORECASE)
    )
    if apart and re.match(
        r"\s*(?:the |its |his |her |their |one |each |all |both )?[\w-]+ (?:is|are|has|have|wears?|holds?|carries|carry)\b",
        tail,
    ):
        text = head if len(head.split()) > 2 or re.match(r"an?\b", head) else f"a {head} in it"
    if is_statement(text) or pattern(r"^(?:<parts.pronouns>)\b").match(text):
        return False
    if re.match(
        r"(?:just|only|because|not|no|with|without|but|never|always|too|very|more|less|same|still|maybe|in|on|at|to|back to|return to|take|use|keep|pick|forget|lose|let|if|since|unless|congrats|congratulations|happy (?:birthday|friday|monday|new)|good luck|well done|welcome|translate|recommend|define|spell|describe|explain|compare|summari[sz]e|make|give|put|add|change|draw|imagine|remember|guess|look at|check|see)\b",
        text,
        re.IGNORECASE,
    ):
        return False
    shaped = re.search(
        r"\b(?:\w{2,}ing|in|on|at|with|under|over|through|behind|beside|inside|across|wearing|made of|as|of|among|around|by|near|from|without|into)\b",
        text, re.IGNORECASE,
    )  # fmt: skip
    return bool(shaped) or bool(re.match(r"an?\b", text, re.IGNORECASE) and len(words) > 2)


def kind_in(text: str) -> tuple[str | None, str]:
    """Return (the kind of picture that `text` names by a noun for one, `text` without it)."""
    media = media_nouns()
    match = re.match(
        rf"^(?:an? |the |some |one |my |our )?(?P<k>(?:(?!of\b|with\b|for\b|in\b)[\w'-]+ ){{0,5}}?{media})s?(?: design| art| idea)? (?:of|showing|with|depicting|featuring) (?P<x>.+)",
        text,
        re.IGNORECASE,
    )
    if match and not re.match(r"(?:card|oil|icon|cover|map|stamp|pattern|comic)$", match["k"], re.IGNORECASE):
        return _tidy_kind(match["k"]), match["x"]
    clauses = [c.strip() for c in re.split(r",|;|\.\s", text)]
    for index, clause in enumerate(clauses):
        if index == 0 and len(clauses) == 1:
            break
        found = re.match(
            rf"^(?:as |in |like )?(?:an? |the )?(?P<k>(?:(?!of\b|with\b|in\b|on\b|for\b|that\b|this\b)[\w'-]+ ){{0,4}}?{media})(?: style| look| please)?$",
            clause,
            re.IGNORECASE,
        )
        if found and (index or len(clauses) > 1):
            return _tidy_kind(found["k"]), ", ".join(c for i, c in enumerate(clauses) if i != index and c)
    tail = re.search(
        rf"[ ,]+(?:as|in the (?:style|form) of|done as|in) an? (?P<k>(?:[\w'-]+ ){{0,3}}?{media})(?: style)?\s*$",
        text,
        re.IGNORECASE,
    )
    if tail:
        return _tidy_kind(tail["k"]), text[: tail.start()]
    front = re.match(rf"^(?P<k>[\w' -]{{0,30}}?{media})\s*:\s*(?P<x>.+)", text, re.IGNORECASE)
    if front:
        return _tidy_kind(front["k"]), front["x"]
    return None, text


def _tidy_kind(kind: str) -> str:
    words = re.sub(r"^(?:an?|the|some|one|my|our)\s+", "", kind.strip(), flags=re.IGNORECASE)
    words = re.sub(r"s$", "", words) if re.search(r"(?:card|sticker|poster|photo|logo|postcard)s$", words) else words
    return "Oil painting" if words.casefold() == "oil" else words[:1].upper() + words[1:]


def content_of(description: str, hints: Hints, extra: tuple[str, ...] = ()) -> Content:
    """Return the description as words of a prompt: no politeness, no "my", nobody's names."""
    text = re.sub(r"\s*[?]+\s*$", "", description)
    text = re.sub(
        r"\s+(?:because|since|so that|as it's|cause)\s+(?:it|he|she|they|i|we|the|my|our)\b[^,.;]*",
        "",
        text,
        flags=re.IGNORECASE,
    )
    text = pattern(r"(?:^|[,;]?\s+)(?:<draw.purpose>)(?=\s*(?:$|[,.;:!?]))").sub(" ", text)
    text = re.sub(
        r"(?:^|[\s,])(?:please|thanks|thank you|thanks in advance|for me|for us|maybe|perhaps|right|okay|though|too|already)(?=\s*(?:$|[,.;!?]))",
        " ",
        text,
        flags=re.IGNORECASE,
    )
    text = pattern(
        r"^(?:(?:an?|some|the|one|another|new|two|three|four|\d+)\s+)?(?:(?:nice|quick|cute|little|simple|lovely|cool|pretty|new)\s+)?(?:<draw.picture_nouns>)\s+(?:of|with|showing|where|in which|that shows?|featuring|for)\s+"
    ).sub("", text.strip())
    for person in hints.people:
        text = re.sub(rf"\b{re.escape(person)}'s\b", "the", text, flags=re.IGNORECASE)
    text = re.sub(
        r"\b(?P<p>(?:my|our) (?:\w+ )?(?:dog|cat|puppy|kitten|hamster|parrot|rabbit|horse|pony|goldfish|turtle|guinea pig|budgie|goat|hen|cow|pig|donkey)),? (?:called |named )?[A-Z][\w'-]+",
        r"\g<p>",
        text,
    )
    text = re.sub(r"\b(?:my|our|your)\s+(?=[aeiou])", "an ", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:my|our|your)\s+(?=\w+s\b)(?!\w+ss\b)", "the ", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:my|our|your)\s+", "a ", text, flags=re.IGNORECASE)
    parts = [
        p.strip(" .!")
        for p in re.split(r",\s+|;\s+|(?<!\b[MD]r)(?<!\bM[sx])(?<!\bMrs)(?<!\bSt)(?<!\bProf)\.\s+|!\s+", text)
        if p.strip(" .!")
    ]
    further = [q.strip(" .!") for p in extra for q in re.split(r",\s+", p) if q.strip(" .!")]
    said = [_negated(p) for n, p in enumerate((*parts, *further)) if not n or not _REMARK.search(p)]
    kept = [p for p in said if p]
    subject, details = (kept[0], tuple(kept[1:])) if kept else ("", ())
    subject = _gerund(subject)
    anaphor = _points_outside(subject) or any(
        re.search(r"\b(?:on|of|riding|with|beside|for) (?:it|him|her|them)\b", d) for d in details if not subject
    )
    return Content(subject, details, native=text.strip(), anaphor=anaphor)


#: A clause beside a description that tells of people and plans: "the visitors will stand in front".
_REMARK = re.compile(
    r"^(?:(?!who\b|that\b|which\b|as if\b)[\w'-]+ ){1,4}?(?:will|won't|would|can|can't|cannot|could|is going to|are going to|has to|have to|must|should)\b",
    re.IGNORECASE,
)


def _points_outside(subject: str) -> bool:
    """Return whether a pronoun in `subject` means something outside of it.

    "a raccoon riding it" does; in "a cake with dinosaurs climbing on it" the cake is meant.
    """
    pronoun = PRONOUN.search(subject)
    if pronoun is None:
        return False
    before = subject[: pronoun.start()]
    return (
        len(
            re.findall(
                r"\b(?:an?|the|some|two|three|\w{3,}s|\{\d\})\b", re.sub(r"\b(?:is|was|its|his|as|this)\b", "", before)
            )
        )
        < 2
    )


def _negated(part: str) -> str:
    """Return a clause that excludes something in the form painters read, or the clause itself."""
    part = re.sub(r"^(?:but|and|so|with)\s+(?=(?:no|not|without)\b)", "", part.strip())
    opposite = re.match(
        r"(?:not|nothing|not too|nothing too|don't make it|but not|never)\s+(?:too\s+|so\s+)?(?P<a>\w+)$",
        part,
        re.IGNORECASE,
    )
    if opposite:
        return str(table("scene")["not_wanted"].get(opposite["a"].casefold(), ""))
    nothing = re.match(
        r"(?:no|without(?: any| the| an?)?)\s+(?P<t>[\w' -]+?)(?:\s+(?:anywhere|at all|please|allowed|in it|though|because.*|this time))*$",
        part,
        re.IGNORECASE,
    )
    return f"no {nothing['t']}" if nothing else part


_ING = re.compile(
    r"^(?P<who>.+?)\s+(?P<v>[a-z]{3,})\b(?P<rest>\s+(?:for|at|on|in|with|the|a|an|to)\b.*)?$", re.IGNORECASE
)


def ing(verb: str) -> str:
    """Return the "-ing" form of an English verb."""
    low = verb.casefold()
    if low.endswith("ing"):
        return low
    if low.endswith("ie"):
        return low[:-2] + "ying"
    if low.endswith("e") and not low.endswith(("ee", "oe", "ye")):
        return low[:-1] + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", low):
        return low + low[-1] + "ing"
    return low + "ing"


def _gerund(subject: str) -> str:
    """Return a marked character with a plain verb after it in "-ing" form: "{0} wait for" -> "{0} waiting for"."""
    match = re.match(
        r"^(\{\d\}(?: and \{\d\})?) (?!(?:in|on|at|as|with|and|or|but|from|under|by|of|to|the|a|an|is|not|near|over|behind|again|asleep|awake|happy|sad|angry)\b)([a-z]{3,})(?=\s+(?:for|at|on|in|with|the|a|an|to|his|her|its|up|down|from|into|over)\b|$)",
        subject,
    )
    if match and not re.search(r"(?:ing|ed|y|ful|ous|less|al|s)$", match[2]):
        return f"{match[1]} {ing(match[2])}{subject[match.end() :]}"
    return subject


def with_article(subject: str) -> str:
    """Return `subject` with an article where English wants one and none is there."""
    subject = re.sub(r"^(?:an?|the|some|any)$", "", subject.strip(), flags=re.IGNORECASE)
    if re.match(
        r"(?:it|him|he|she|they|them|everyone|everybody|somebody|someone|nobody|both)\b", subject, re.IGNORECASE
    ):
        return subject
    if re.match(
        r"(?:an?|the|some|two|three|four|five|six|seven|eight|nine|ten|several|many|lots|his|her|its|their|another|one|no|\d+|\{)\b|\{",
        subject,
        re.IGNORECASE,
    ):
        return subject
    head = re.split(
        r"\s+(?:in|on|at|with|who|that|of|under|over|\w+ing|as|by|from|for|inside|behind|and|made|during|through)\b",
        subject,
        maxsplit=1,
    )[0]
    last = head.split()[-1] if head.split() else ""
    plural = last.endswith("s") and not last.endswith(("ss", "us", "is"))
    if (
        not last
        or plural
        or last[:1].isupper()
        or re.search(
            r"(?:ing|ful|people|children|mice|sheep|fish|geese|men|women|grandparents|snow|rain|water|fog|grass|food|music|skyline|art)$",
            last,
            re.IGNORECASE,
        )
    ):
        return subject
    return f"{article(subject)} {subject}"
