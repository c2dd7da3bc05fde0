"""Reads English messages: what is asked, about which picture, in which words.

Called by the planner. Pure: a text and what is known of the thread in, a Reading out.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.offline.english_asides import (
    asides,
    definite_nouns,
    is_question,
    is_to_person,
    length_of,
    told_of,
    topics_of,
)
from bot.planner.offline.english_christening import christened
from bot.planner.offline.english_content import content_of, with_article
from bot.planner.offline.english_counts import count_of
from bot.planner.offline.english_implied import with_implied
from bot.planner.offline.english_marks import both_of_them, marked
from bot.planner.offline.english_names import bare_name, name_in
from bot.planner.offline.english_places import with_places
from bot.planner.offline.english_pointing import plainly
from bot.planner.offline.english_requests import with_content
from bot.planner.offline.english_targets import pointer_of
from bot.planner.offline.english_texts import with_picture_too, words_wanted
from bot.planner.offline.english_whole import change_in
from bot.planner.offline.english_wishes import with_change
from bot.planner.offline.english_words import bare, is_statement, pattern, split, written_out
from bot.planner.offline.introductions import with_introduced
from bot.planner.offline.quotations import without_long_quotations
from bot.planner.offline.reading import Hints, Reading
from bot.planner.pointing_en import point_en
from bot.planner.prompts import Change, shape_of


def read(text: str, hints: Hints) -> Reading:
    """Return what the English `text` says."""
    return with_introduced(text, hints, _read, "en")


def _read(text: str, hints: Hints) -> Reading:
    plain = with_places(plainly(written_out(text), hints), hints)
    if not plain:
        return Reading("en", plain)
    own = without_long_quotations(plain)
    marks, cast, owned = marked(own, hints)
    if not cast and len(hints.cast) > 1:
        marks, cast = both_of_them(marks, len(hints.cast))
    reading = Reading("en", plain, cast=cast, prying=bool(pattern(r"\b<words.prying>").search(own)))
    reading = replace(reading, to_person=is_to_person(plain, hints), **asides(marks))  # type: ignore[arg-type]  # keys are fields
    marks = _joined(marks)
    parts = split(marks)
    rest, facts = _frame_facts(marks)
    reading = replace(reading, **facts)  # type: ignore[arg-type]  # keys are fields
    reading = replace(reading, pointer=pointer_of(marks, hints), **_names(plain, hints))  # type: ignore[arg-type]  # keys are fields
    reading = words_wanted(reading, marks)
    reading = with_content(reading, rest, hints, owned)
    reading = replace(reading, writes_about=reading.writes_about.rstrip(" ,;:"))
    told = reading.content.native if reading.content and reading.writes else ""
    if told and re.search(r"\bin (?:\w+ )?\w+ (?:sentences?|words|lines|paragraphs?)\b", told, re.IGNORECASE):
        reading, told = replace(reading, content=None, asks_to_draw=False, describes=False, weakly=False), ""
    if told and re.match(
        rf"(?:(?:an?|the|some|my|our|\w+) )?(?:[\w'-]+ )?{re.escape(reading.writes)}\b", told, re.IGNORECASE
    ):
        ordered = pattern(r"^(?:<words.verbs>)\b").match(told)
        drawn = content_of(reading.writes_about or "it", Hints()) if ordered and reading.asks_to_draw else None
        reading = replace(
            reading, content=drawn, asks_to_draw=drawn is not None, describes=False, weakly=False, kind=None
        )
    shown = re.search(
        r"\b(?:and|plus|then) (?:also |please )?(?:show|draw|paint|sketch)\b[\w ]* (?:one|it|them)\b",
        marks,
        re.IGNORECASE,
    )
    if reading.writes == "explanation" and reading.content is None and shown and not reading.no_picture:
        reading = replace(reading, content=content_of(reading.writes_about, Hints()), asks_to_draw=True)
    if reading.writes == "explanation" and reading.content is not None:
        subject = re.sub(r"^(?:an? )?(?:it|this|that|them)\b", lambda _: reading.writes_about, reading.content.subject)
        reading = replace(reading, content=replace(reading.content, subject=subject, anaphor=False))
    if reading.change_is_explicit and (
        topics_of(marks) or re.match(r"(?:the |exactly the )?same\b", bare(marks), re.IGNORECASE)
    ):
        reading = replace(reading, reroll=False, more=False)
    reading = with_picture_too(with_change(reading, marks, hints), marks)
    reading = replace(
        reading,
        question=(is_question([p for p in parts if not _CLEFT.match(bare(p))]) and not _settled(parts))
        or _asks_for_words(marks),
        refers=bool(
            re.search(r"\b(?:it|this|that|these|those|him|her|them|this one|the one|same)\b", marks, re.IGNORECASE)
        ),
        told_of=told_of(parts),
        topic_words=topics_of(marks),
        mentioned=definite_nouns(plain),
        length=length_of(plain),
    )
    return with_implied(reading, marks, hints)


def _joined(text: str) -> str:
    """Return a row of short fragments as one description: "lighthouse. storm. lone gull. charcoal"."""
    parts = [bare(p) for p in split(text)]
    parts = [p for p in parts if p and p.casefold() not in {"go", "draw", "paint"}]
    if (
        len(parts) < 3
        or len(set(parts)) < 3
        or any(len(p.split()) > 5 or "?" in p or re.search(r"\d|[!{]", p) for p in parts)
    ):
        return text
    if any(
        is_statement(re.sub(r"^but .*", "", p))
        or pattern(
            r"^(?:<parts.praise>|<parts.thanks>|<parts.bye>|<parts.hello>|<parts.pronouns>|<parts.wh>|no|not|yes)\b"
        ).match(p)
        for p in parts
    ):
        return text
    return f"a picture of {', '.join(p.rstrip('.') for p in parts)}"


#: "What I don't like: the clock": no question.
_CLEFT = re.compile(
    r"^what(?:'s| is| was) (?:missing|lacking|needed|left|still missing)(?: here| now)? (?:is|are)\b|^what (?:i|we|he|she|they|my \w+|the \w+)(?:'d| would)? (?:really |also |still )?(?:like|love|need|want|miss|lack|see|mean|meant|have in mind|imagine|picture|don't|do not|hate)\b",
    re.IGNORECASE,
)


def _settled(parts: list[str]) -> bool:
    """Return whether the last sentence answers the question before it: "one or three? three."."""
    return (
        len(parts) > 1
        and bool(point_en(bare(parts[-1])).ordinals)
        and len(parts[-1].split()) < 3
        and not parts[-1].endswith("?")
    )


def _asks_for_words(text: str) -> bool:
    """Return whether `text` orders an answer: "recommend a palette", "describe it"."""
    return (
        pattern(
            r"^(?:(?:<draw.lead>)\s+)*(?:recommend|translate|define|spell|summari[sz]e|compare|calculate|count|describe|explain|remind (?:me|us)|list|(?:give|show|send|tell) (?:me|us) (?:the|its|that|this|your) (?:prompt|seed|words|seed number)|tell (?:me|us|them) (?:about|how|why|what|who|when|where|more|something|anything|everything|a bit|a little|two|three|some))\b"
        ).match(bare(text))
        is not None
    )


_WHOSE = r"(?:hers|his|mine|theirs|yours|that|this|it|before|the (?:first|last|other|previous|others)[\w ]*|[\w-]+'s(?: one| picture)?|\{\d\}'?s?)"
#: "painted like hers", "in the same style as Joss": whose manner the picture is to have.
_LIKE = re.compile(
    rf",?\s*\b(?:(?:(?:painted|drawn|done|made|in the style|styled|rendered|coloured|colored|in the same style)\s+(?:just )?(?:like|of|as)|same look as|matching|to match)\s+(?P<w>{_WHOSE})\b(?! \w+ing)"
    r"|(?:(?:painted|drawn|done|made|styled|rendered)\s+)?(?:in\s+)?(?:(?:the|that|this|exactly|very)\s+)*same\s+(?:(?:art|drawing|colou?r|graphic|visual)\s+)?(?:style|way|look|manner|treatment|technique|medium|aesthetic|palette|colou?rs)\b(?:\s+(?:as|like|of)\s+(?P<v>[\w'{}-]+(?: one)?))?)",
    re.IGNORECASE,
)


def _frame_facts(text: str) -> tuple[str, dict[str, object]]:
    """Return (`text` without words about number, shape, seed; those facts)."""
    facts: dict[str, object] = {}
    if re.search(
        r"\b(?:same|keep (?:that|the|its|this)|reuse (?:that|the|its|this)|use (?:that|the same|its|this)) seed\b|\bseed (?:stays|as before|unchanged)|(?:same|identical|keep) seed",
        text,
        re.IGNORECASE,
    ):
        facts["seed"] = "same"
    elif match := re.search(r"\bseed\s*(?:number|no\.?|=|:|is|of)?\s*#?(?P<n>\d{1,10})\b", text, re.IGNORECASE):
        facts["seed"] = match["n"]
    elif re.search(r"\b(?:new|different|another|fresh|other|random) seed\b", text, re.IGNORECASE):
        facts["seed"] = "new"
    rest = (
        re.sub(
            r"\b(?:with |using |and )?(?:the )?(?:use |keep |reuse )?(?:the )?(?:same|that|its|this|new|different|another|fresh|random)? ?seed(?:\s*(?:=|:|is)?\s*#?\d+)?\b(?: (?:as|of|from)\b)?(?:,| and)?",
            " ",
            text,
            flags=re.IGNORECASE,
        )
        if "seed" in facts
        else text
    )
    facts["shape"], rest = shape_of(rest)
    facts["count"], rest = count_of(rest)
    like = _LIKE.search(rest)
    if like:
        facts["style_like"] = (like["w"] or like["v"] or "that").strip()
        rest = re.sub(r"^\s*(?:for|with|of|but|please)\b[\s,:]*", "", rest.replace(like[0], " "))
    facts["fresh"] = bool(
        re.search(
            r"\b(?:new one|new picture|another (?:one|picture)|a different (?:one|picture)|from scratch|completely new|fresh start|new:)\b",
            text,
            re.IGNORECASE,
        )
    )
    return re.sub(r"\s+", " ", rest).strip(" ,"), facts


def _names(text: str, hints: Hints) -> dict[str, object]:
    """Return the names that the message gives: the first, and further ones with whose they are."""
    found: list[tuple[str, str, str]] = []
    for sentence in [*split(text), text]:
        for clause in [sentence, *re.split(r",\s+|\s+-\s+|\s*;\s*|\s+and\s+(?=the\b)", sentence)[1:]]:
            name, thing = name_in(clause, hints)
            if name and name not in {n for n, _, _ in found}:
                found.append((name, thing, clause))
                break
    if not found and (name := bare_name(text, hints)):
        found.append((name, "", text))
    if not found and (given := christened(text, hints)):
        found.append((given.name, "", given.clause))
    if not found:
        return {}
    whose = tuple((n, point_en(bare(c)), definite_nouns(c)) for n, _, c in found)
    return {"name": found[0][0], "named_thing": found[0][1], "namings": whose if len(whose) > 1 else ()}


def completed(before: Reading, answer: Reading, name: str) -> Reading | None:
    """Return the request that waited for "who is that?", with the answer put in; None if it says nothing."""
    said = bare(
        re.sub(r"^(?:(?:he|she|it|that|they)(?:'s| is| are)|my|our)\s+", "", bare(answer.text), flags=re.IGNORECASE)
    )
    if not said or before.content is None:
        return None
    told = content_of(re.sub(r"\b(?:he|she|it)(?:'s| is)\s+", "", said), Hints())
    first = with_article(told.subject)
    subject = (
        re.sub(rf"(?:an? )?\b{re.escape(name)}\b", lambda _: first, before.content.subject, count=1) if name else first
    )
    content = replace(before.content, subject=subject, details=(*before.content.details, *told.details))
    thing = ", ".join([first, *told.details])
    return replace(before, content=content, asks_to_draw=True, language=answer.language, name=name, named_thing=thing)


def as_change(reading: Reading) -> Change:
    """Return whatever `reading` says as an addition, for a form that can only change a picture."""
    return reading.change or change_in(reading.text, "") or Change(add=(bare(reading.text),))
