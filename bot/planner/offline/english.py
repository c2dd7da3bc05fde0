"""Reads English messages: what is asked, about which picture, in which words.

Called by the planner. Pure: a text and what is known of the thread in, a Reading out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.english_change import change_of, merge, object_of
from bot.planner.offline.english_content import content_of, count_of, is_description, kind_in, requested, with_article
from bot.planner.offline.english_names import bare_name, name_in
from bot.planner.offline.english_words import bare, data, is_statement, pattern, split, written_out
from bot.planner.offline.reading import Hints, Reading
from bot.planner.prompts import Change, kind_and_style, shape_of
from bot.planner.references import Pointer, point_en


def marked(text: str, hints: Hints) -> tuple[str, tuple[int, ...], str]:
    """Return `text` with the cast's names as {0}, {1}, who they are, and the thing owned ("Larry's house")."""
    found: list[int] = []
    owned = ""
    for index, names in enumerate(hints.cast):
        for name in sorted(names, key=len, reverse=True):
            if len(name) < 2:
                continue
            repeat = re.escape(name) + (f"{re.escape(name[-1])}*" if name[-1].isalpha() else "")
            expression = re.compile(
                rf"(?<![\w@]){repeat}(?P<own>(?:'s|s'|'|s(?=\s+[a-z]))(?!\w))?(?!\w)", re.IGNORECASE
            )
            match = expression.search(text)
            if match is None:
                continue
            if match["own"] and not owned:
                thing = re.match(
                    r"\s+(?:own |very own )?(?P<t>[\w' -]+?)(?=\s*(?:$|[,.!?;:]|in\b|on\b|at\b|with\b|and\b|by\b|as\b|from\b|under\b|during\b|for\b|look\b))",
                    text[match.end() :],
                )
                owned = thing["t"] if thing else ""
            text = expression.sub(lambda m, i=index: f"{{{i}}}" + ("'s" if m["own"] else ""), text)
            found.append(index)
            break
    found.sort(key=lambda i: text.find(f"{{{i}}}"))
    return text, tuple(dict.fromkeys(found)), owned


def read(text: str, hints: Hints) -> Reading:
    """Return what the English `text` says."""
    plain = written_out(text)
    if not plain:
        return Reading("en", plain)
    marks, cast, owned = marked(_without_quoted_orders(plain), hints)
    reading = Reading("en", plain, cast=cast, prying=bool(pattern(r"\b<words.prying>").search(plain)))
    reading = replace(reading, to_person=_to_person(plain, hints), **_asides(marks))
    parts = split(marks)
    rest, facts = _frame_facts(marks)
    reading = replace(reading, **facts)  # type: ignore[arg-type]  # keys are fields
    reading = replace(reading, pointer=_pointer(marks, hints), **_names(plain, hints))
    reading = _words_wanted(reading, marks)
    reading = _content(reading, rest, hints, owned)
    reading = _change(reading, marks, hints)
    return replace(
        reading,
        question=_is_question(parts),
        refers=bool(
            re.search(r"\b(?:it|this|that|these|those|him|her|them|this one|the one|same)\b", marks, re.IGNORECASE)
        ),
        told_of=_told_of(parts),
        topic_words=_topics(marks),
        mentioned=_definite(plain),
        length=_length(plain),
    )


def _without_quoted_orders(text: str) -> str:
    """Return `text` without long quotations: what others wrote is no request of this person."""
    return re.sub(r"(?:\"[^\"]{25,}\"|(?<!\w)'[^\"]{40,}'(?!\w))", " ", text)


def _to_person(text: str, hints: Hints) -> bool:
    """Return whether the message is for somebody else in the room."""
    mention = re.match(r"^@(?P<who>[\w.-]+)", text)
    if mention and not re.match(r"(?i)(?:bot|picturebook)", mention["who"]):
        return True
    if re.match(
        r"(?:(?:hi|hey|hello|good morning|morning)\s+)(?:all|everyone|everybody|folks|team|guys|y'all)\b", text, re.IGNORECASE
    ) and not requested(text):
        return True
    said = bare(text)
    for person in hints.people:
        name = re.escape(person)
        if re.match(rf"{name}\b\s*[,:!]", said, re.IGNORECASE) and not requested(said):
            return True
        if any(re.search(rf",\s*{name}\s*[.!?]*$", s, re.IGNORECASE) for s in split(text)) and not requested(text):
            return True
        if re.search(rf"^{name}\s*[,:!]|,\s*{name}\s*[.!?]*$", text, re.IGNORECASE) and not requested(text):
            return True
    return False


def _asides(text: str) -> dict[str, bool]:
    asked_more = pattern(r"\b<again.more>").search(bare(text)) or any(
        pattern(
            r"^(?:(?:<draw.lead>)\s+|(?:show|give|make|get|see|have|do|draw|paint|try|create) (?:me |us )?)*<again.more>"
        ).search(bare(s))
        for s in split(text)
    )
    return {
        "more": bool(asked_more),
        "reroll": any(pattern(r"(?:^|\b)<again.reroll>").search(bare(s)) for s in split(text)),
        "undo": bool(pattern(r"\b<again.undo>").search(bare(text))),
        "no_picture": bool(pattern(r"\b<words.no_picture>").search(text)),
        "thanks": bool(pattern(r"\b<parts.thanks>\b").search(text)),
        "bye": bool(pattern(r"\b<parts.bye>\b").search(text)),
        "praise": bool(pattern(r"\b<parts.praise>\b").search(text)),
    }


def _frame_facts(text: str) -> tuple[str, dict[str, object]]:
    """Return (`text` without words about number, shape, seed; those facts)."""
    facts: dict[str, object] = {}
    if re.search(
        r"\b(?:same|keep (?:that|the|its|this)|reuse (?:that|the)|use (?:that|the same|its)) seed\b|\bseed (?:stays|as before|unchanged)|(?:same|identical|keep) seed",
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
    like = re.search(
        r",?\s*\b(?:(?:painted|drawn|done|made|in the style|styled|rendered|coloured|colored|in the same style)\s+(?:just )?(?:like|of|as)|(?:in )?(?:the )?same style (?:as|like)|same look as)\s+(?P<w>(?:hers|his|mine|theirs|yours|that|this|it|before|the (?:first|last|other|previous)[\w ]*|[\w-]+'s(?: one| picture)?|\{\d\}'?s?))\b|,?\s*\b(?:in )?(?:the )?same style\b",
        rest,
        re.IGNORECASE,
    )
    if like:
        facts["style_like"] = like["w"] or "that"
        rest = rest.replace(like[0], " ")
    facts["fresh"] = bool(
        re.search(
            r"\b(?:new one|new picture|another (?:one|picture)|a different (?:one|picture)|from scratch|completely new|fresh start|new:)\b",
            text,
            re.IGNORECASE,
        )
    )
    return re.sub(r"\s+", " ", rest).strip(" ,"), facts


def _pointer(text: str, hints: Hints) -> Pointer:
    """Return what the message points at; its first pointing sentence decides."""
    best = Pointer(rest=text)
    for sentence in split(text):
        if _LETTERING.search(sentence) or _addition(sentence):
            continue
        pointer = point_en(bare(sentence))
        if (
            pointer.both
            and len(hints.cast) > 1
            and re.match(r"(?:both|the two)(?: of them)?\s+\w+ing\b", bare(sentence), re.IGNORECASE)
        ):
            continue
        if pointer.points and not best.points:
            best = replace(pointer, rest=pointer.rest)
        elif pointer.points and best.batch and not best.ordinals:
            best = replace(best, ordinals=pointer.ordinals, vertical=pointer.vertical, horizontal=pointer.horizontal)
        elif pointer.ordinals and not best.ordinals and (best.words or best.owner is not None):
            best = replace(best, ordinals=pointer.ordinals)
    if best.owner and best.owner.casefold() not in {p.casefold() for p in hints.people}:
        best = replace(best, owner=None)
    return best


def _names(text: str, hints: Hints) -> dict[str, object]:
    """Return the names that the message gives: the first, and further ones with whose they are."""
    found: list[tuple[str, str, str]] = []
    for sentence in split(text):
        for clause in [sentence, *re.split(r",\s+|\s+-\s+|\s*;\s*|\s+and\s+(?=the\b)", sentence)[1:]]:
            name, thing = name_in(clause, hints)
            if name and name not in {n for n, _, _ in found}:
                found.append((name, thing, clause))
                break
    if not found and hints.fresh and (name := bare_name(text, hints)):
        found.append((name, "", text))
    if not found:
        return {}
    whose = tuple((n, point_en(bare(c)), _definite(c)) for n, _, c in found)
    return {"name": found[0][0], "named_thing": found[0][1], "namings": whose if len(whose) > 1 else ()}


def _definite(text: str) -> tuple[str, ...]:
    """Return the definite nouns of `text`: "the mummy picture", "its teddy" -> mummy, picture, teddy."""
    found = re.findall(
        r"\b(?:the|my|our|its|his|her|their|that|those|these)\s+([a-z][\w-]+)(?:\s+([a-z][\w-]+))?", text, re.IGNORECASE
    )
    return tuple(dict.fromkeys(w.casefold() for pair in found for w in pair if w))


def _words_wanted(reading: Reading, text: str) -> Reading:
    """Return the reading with the sort of text that is asked for, if any."""
    verb = r"(?:<words.verbs>)"
    explained = re.match(
        r"^(?:(?:please|can you|could you|and|now|then)\s+)*(?:explain|describe)\s+(?P<rest>.+?)\s+(?:and|AND|also|plus)\s+(?:then |also |please )?(?:show|draw|make|paint|illustrate|give|sketch)\b",
        bare(text),
    )
    if explained:
        return replace(reading, writes="explanation", writes_about=explained["rest"])
    match = pattern(
        rf"\b{verb}\b(?: (?:me|us|them|the kids|him|her|up|down|it|out|my \w+))*(?: (?:an?|the|some|its|his|her|their|your|another|one|two|three|four|five|\d+|more|short|little|that))*"
        rf"(?: [\w'-]+)?(?: [\w'{{}}-]+)? (?P<t><words.things>)\b(?P<rest>.*)"
    ).search(text) or pattern(
        r"^(?:(?:please|and|then|now|an?|the|short|little|tiny|quick|bedtime|funny|one|two|three|four|five|six|ten|\d+|some|sweet|more|good|silly|stitch|\w+(?=\s+(?:puns?|jokes?|riddles?)\b))\s+)*(?P<t><words.things>)\b(?=\s+(?:<words.about>|for|please|now|time)\b|$|,)(?P<rest>.*)"
    ).match(bare(text))
    explains = re.search(
        r"\b(?:explain|describe|tell (?:me|us|them) (?:about|what|how|why))\s+(?P<rest>.+?)(?:\s+(?:and|AND)\s+(?:then |also )?(?:show|draw|make|paint|illustrate|give)\b.*|$|[.!?])",
        text,
    )
    if (
        match is None
        and explains
        and re.search(r"\b(?:and|AND|also|plus)\b[^.]*\b(?:show|draw|paint|illustrate|picture|drawing|sketch)\b", text)
    ):
        return replace(reading, writes="explanation", writes_about=explains["rest"].strip())
    if match is None and reading.no_picture:
        match = pattern(r"\b(?P<t><words.things>)\b(?P<rest>.*)").search(text)
    if match is None or pattern(r"\b(?:cover|book|time|board|card|art|page|panel)\b").match(match["rest"].strip()):
        return reading
    if match["t"].casefold() in {
        "line",
        "lines",
        "words",
        "names",
        "message",
        "letter",
        "song",
        "recipe",
        "wish",
        "title",
        "toast",
        "script",
        "list",
        "sign",
        "description",
        "text",
    } and re.match(
        r"(?i)^(?:(?:can|could|would) you )?(?:please )?(?:draw|paint|sketch|add|put|give (?:it|him|her|them)|remove)\b",
        bare(text),
    ):
        return reading
    about = pattern(r"^\s*(?:<words.about>)\s+(?P<a>[^.!?]+)").match(match["rest"])
    return replace(reading, writes=match["t"].casefold(), writes_about=_about(about["a"]) if about else "")


def _about(words: str) -> str:
    """Return what a text is to be about, without a second wish in the same sentence."""
    return (
        pattern(r"\s+(?:and|then|,)\s+(?:also |then |please )?(?:<draw.verbs>|show|make|give|write|add)\b.*")
        .sub("", words)
        .strip()
    )


def _content(reading: Reading, rest: str, hints: Hints, owned: str) -> Reading:
    """Return the reading with what is to be drawn, and how sure that is."""
    asked = _find_request(rest, hints, counted=reading.count is not None)
    found = asked.wanted
    if not found or (
        reading.pointer.points
        and not re.search(r"[a-z]{3}", re.sub(r"\bplease\b", "", bare(reading.pointer.rest)), re.IGNORECASE)
    ):
        return reading
    kind, found = kind_in(found)
    extras = list(asked.extras)
    if kind is None or kind == found:
        kind, found, extras = _kind_elsewhere(rest, found, extras)
    named, style, found = kind_and_style(found) if kind is None else (kind, kind_and_style(kind)[1], found)
    content = content_of(found, hints, tuple(extras))
    subject = content.subject
    if asked.before and re.match(r"(?:it|this|that|him|her|them|he|she|they)\b", subject, re.IGNORECASE):
        seen = _antecedent(asked.before)
        if seen:
            subject = re.sub(r"^(?:it|this|that|him|her|them|he|she|they)\b", seen, subject, count=1, flags=re.IGNORECASE)
            content = replace(content, subject=subject, anaphor=False)
    content = replace(content, subject=with_article(subject), owned=owned)
    return replace(
        reading, content=content, asks_to_draw=not asked.describes and asked.plain, weakly=not asked.plain, describes=asked.describes,
        kind=named, style=style, sticker_for=style == "sticker", traits=_traits(found),
    )  # fmt: skip


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
    r"^(?:(?:so|please|can you|could you|now|then|just) )*(?:show (?:me|us|it)|draw (?:it|that|this|one|me one)|paint (?:it|that)|"
    r"do it|make it|can you(?: (?:draw|do|make|paint) (?:it|that|one))?|pretty please)$",
    re.IGNORECASE,
)


def _find_request(text: str, hints: Hints, *, counted: bool = False) -> _Asked:
    """Return the request in `text`: asked for in words, told after a colon, or merely described."""
    parts = split(text)
    for index, sentence in enumerate(parts):
        extras = tuple(bare(p) for p in parts[index + 1 :] if _adds(p))
        if (
            index
            and _ASKS_ONLY.match(bare(sentence))
            and len(parts[index - 1].split()) > 1
            and not is_statement(bare(parts[index - 1]))
        ):
            return _Asked(bare(parts[index - 1]), " ".join(parts[: index - 1]), extras)
        if index and _FRAGMENT.match(bare(sentence)) and _antecedent(parts[index - 1]):
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
            extras = tuple(bare(p) for p in parts[index + 1 :] if _adds(p))
            return _Asked(wanted, " ".join(parts[:index]), extras, describes=True)
    if counted and re.search(r"\w{3}", text):
        wanted, before = _counted_request(parts)
        if wanted and not (is_statement(wanted) and not re.match(r"an?\b", wanted)) and len(wanted.split()) > 1:
            return _Asked(wanted, before, describes=True)
    if hints.cast and (scene := _scene_with_cast(parts)):
        return _Asked(scene, describes=not scene.endswith("?"))
    return _Asked()


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


def _adds(sentence: str) -> bool:
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


def _antecedent(text: str) -> str:
    """Return the noun phrase that a pronoun after `text` means."""
    quoted = re.findall(r"[\"']([^\"']{3,60})[\"']", text)
    if quoted:
        return str(quoted[-1])
    owned = re.search(
        r"\b(?:my|our) (?P<x>[\w-]+(?: [\w-]+)?)(?= (?:is|was|called|named|has|keeps|loves|likes|just|finally)\b)",
        text,
        re.IGNORECASE,
    )
    if owned:
        return f"a {owned['x']}"
    phrases = re.findall(
        r"\b(?:about|with|of|called|loves?|wants?|has|had|have|is|saw|see|found|know|knows|likes?|invented|imagined?) ((?:an?|the) [^.,;:!?]+)",
        text,
        re.IGNORECASE,
    )
    phrases = phrases or re.findall(r"\b((?:an?|the) [^.,;:!?]+)", text, re.IGNORECASE)
    return str(phrases[-1]).strip() if phrases else ""


def _change(reading: Reading, text: str, hints: Hints) -> Reading:
    """Return the reading with the change that it asks for."""
    change, explicit = Change(), False
    pointed = reading.pointer.points
    for sentence in split(text):
        sentence = re.sub(
            r"^(?:on |in |for )?(?:the|my|our) [\w -]{2,30}:\s*(?=(?:can|could|should|would|may|make|add|put|let|please|give|no|remove|change|paint|more|less)\b)",
            "",
            bare(sentence) if ":" in sentence else sentence,
            flags=re.IGNORECASE,
        )
        more = _addition(sentence) if hints.has_pictures and reading.count is None and not reading.fresh else ""
        if more:
            change, explicit = merge(change, Change(add=(more,))), True
            reading = replace(reading, content=None, describes=False, asks_to_draw=False, weakly=False)
            continue
        _, left = shape_of(sentence)
        pointer = point_en(bare(left))
        if _LETTERING.search(left):
            pointer = Pointer(rest=bare(left))
        body = bare(pointer.rest) if pointer.points else bare(left)
        if pointer.points:
            body = re.sub(
                r"^(?P<v>(?:<lead>)?(?:give|make|turn|let))\s+(?!it\b|him\b|her\b|the\b)".replace(
                    "<lead>", "(?:can|could|would) you (?:please )?"
                ),
                r"\g<v> it ",
                body,
                flags=re.IGNORECASE,
            )
        body = re.sub(r"^(?:is|looks|has|was)\s+(?:[\w' ]+?)(?:,|$)\s*", "", body) if pointer.points else body
        if pointer.points:
            body = re.sub(
                r"^(?:on|in|at|for|with|from|of|to)\s*,?\s+(?=\w+)(?!it\b)",
                lambda m: m[0] if m[0].startswith("with") else "",
                body,
            )
        pieces = (
            pattern(
                r"(?:,\s*|\s+)(?:and then|then)\s+|;\s*|,\s+(?:and\s+)?(?=(?:<edit.other>|this time|only|now|add|put|remove|swap|replace|change|give|turn|lose|no|with|but|take|get)\b)"
                r"|\s+and\s+(?=(?:<edit.other>|add|put|remove|swap|replace|change|give|turn|lose|take|get rid) )"
            ).split(body)
            if not pattern(r"^(?:<edit.same>)\b").match(body)
            else [body]
        )
        tone = re.match(
            r"^(?:more |maybe |rather |perhaps )*(?P<c>[a-z]+)(?: maybe| instead| perhaps| please)?$", body, re.IGNORECASE
        )
        if change and tone and tone["c"].casefold() in words_of(table("scene")["slots"]["colours"]):
            change = merge(change, Change(add=(f"more {tone['c']}",)))
            continue
        for piece in pieces:
            found, sure = change_of(piece, last_object=hints.last_object)
            if found:
                change, explicit = merge(change, found), explicit or sure
            elif sure:
                explicit = True
    if not change and (reading.shape or reading.kind or kind_and_style(text)[0]) and _only_form(text):
        return replace(
            reading,
            reshape=True,
            kind=reading.kind or kind_and_style(text)[0],
            style=reading.style or kind_and_style(text)[1],
            content=None,
            asks_to_draw=False,
            describes=False,
            weakly=False,
        )
    if not change and pointed and not reading.name:
        rest = bare(reading.pointer.rest)
        lead = re.match(r"^(?:but|only|plus|with|without|in|at|as|make|now|now in|and)\b.*", rest, re.IGNORECASE)
        if lead and not reading.praise:
            found, _ = change_of(rest, last_object=hints.last_object)
            change = found
    if (
        reading.weakly
        and not change
        and hints.has_pictures
        and reading.content is not None
        and reading.count is None
        and not reading.cast
    ):
        wish = reading.content.native
        if len(wish.split()) < 4 and not re.search(r"\b(?:an?|of)\b", wish):
            return replace(reading, change=Change(add=(f"with {wish}",)), change_is_explicit=True, content=None)
    many = re.search(rf"\b(?P<n>\d+|{either(data()['numbers'])}) of (?:them|those|these)\b", text, re.IGNORECASE)
    thing = object_of(change) if many else ""
    if many and thing and change.add:
        added = re.sub(
            rf"with (?:an?|the|some|more)?\s*{re.escape(thing)}", f"with {many['n']} {thing}", change.add[0], count=1
        )
        change, reading = replace(change, add=(added, *change.add[1:])), replace(reading, count=None)
    return replace(reading, change=change or None, change_is_explicit=explicit and bool(change))


_LETTERING = re.compile(
    r"\b(?:title|text|words?|caption|sign|banner|label|lettering|letters|headline|inscription)\b[^:]{0,45}:",
    re.IGNORECASE,
)
_ADDITION = re.compile(
    r"^(?:(?:oh|ooh|ah|ok|okay|yes|yeah|great|lovely|hm+|now|good|nice)\b[,!.\s]*)*(?:and|also|plus|oh and)\b,?\s+(?:also |maybe |then |now )?"
    r"(?P<x>(?:an? |some |the |more |two |three |a few |a little |tiny |little |[a-z-]+ )[\w' -]+?(?:,\s*[\w' -]+)?)(?:\s*(?:please|pls))?[.!]*(?:\s*please)?$",
    re.IGNORECASE,
)


def _addition(sentence: str) -> str:
    """Return the clause of "and a little compass rose": something more for the picture at hand; else ""."""
    match = _ADDITION.match(sentence.strip())
    if match is None:
        return ""
    words = match["x"].strip()
    if is_statement(words) or kind_in(f"{words} of x")[0] or kind_in(f"x, {words}")[0] or requested(words):
        return ""
    if re.match(
        r"(?:now|then|so|but|what|how|why|who|when|where|that|this|it|he|she|they|i|we|you|make|add|put|change|give|turn|let|remove|swap|take|back|more of|another|again|for|to|if|the (?:same|forest|other)|\w+ing|could|can|would|no|not|without|with)\b|.*\bagain\b|.*\{",
        words,
        re.IGNORECASE,
    ):
        return ""
    return words if re.match(r"(?:in|on|at|under)\b", words) else f"with {words}"


def _length(text: str) -> str:
    """Return how the last text is to go on, if the message says so: shorter, longer, on."""
    if len(text.split()) > 10:
        return ""
    for word, expression in (
        ("shorter", r"\bshort(?:er)?\b|\btoo long\b"),
        ("longer", r"\blonger\b|\btoo short\b|more of the story"),
        ("on", r"^(?:go on|continue|and then|what happens next|keep going)\b|\bwhat happens next\b"),
    ):
        if re.search(expression, bare(text), re.IGNORECASE):
            return word
    return ""


def _topics(text: str) -> tuple[str, ...]:
    """Return the definite nouns that a message returns to: "the forest again" -> ("forest",)."""
    found = re.findall(
        r"\b(?:back to|return to|and|as for|about)?\s*(?:the|my|our) ([\w-]+(?: [\w-]+)?) (?:again|once more|one more time)\b",
        text,
        re.IGNORECASE,
    )
    found += re.findall(r"\bthe ([\w-]+)(?:'s name| is called| is named)\b", text, re.IGNORECASE)
    found += re.findall(
        r"\b(?:back to|return(?:ing)? to|as for|regarding) (?:the |my |our )?(?!colou?r|black|day|night|normal|work|bed|the\b|my\b|our\b)([\w-]+)",
        text,
        re.IGNORECASE,
    )
    return tuple(dict.fromkeys(found))


_FILLER = re.compile(
    r"\b(?:a|an|the|can|could|would|you|we|i|it|this|that|these|them|one|make|have|get|see|do|try|turn|draw|give|me|us|please|now|as|in|into|to|of|"
    r"version|format|instead|also|and|same|but|only|just|with|for|maybe|love|like|prefer|want|need|style|rather|picture|image|again|number|nice|"
    r"great|ok|okay|everything|whole|thing|be|is|or|so|then|here|there|cool|perfect|more|at|be|'d|does|do|slimmer|taller|wider|narrower|longer)\b|[^a-z]+|\d",
    re.IGNORECASE,
)


def _only_form(text: str) -> bool:
    """Return whether `text` speaks of nothing but the form of a picture: "a square version of that"."""
    _, left = shape_of(text)
    _, _, left = kind_and_style(left)
    left = point_en(left).rest if point_en(left).points else left
    return not _FILLER.sub("", left).strip()


def _is_question(parts: list[str]) -> bool:
    return any(
        p.rstrip().endswith("?")
        or (
            pattern(r"^(?!do (?:an?|the|my|our)\b)(?:<parts.wh>)\b(?! (?:about|if)\b)").match(bare(p))
            and len(p.split()) > 2
        )
        for p in parts
    )


_HAPPENS = (
    r"(?:is|was|are|were|has|had|have|just|finally|keeps?|loves?|likes?|always|never|got|ran|went|came|ate|fell|did|won|lost|made|took|"
    r"broke|grew|slept|needs|wants|does|can|will|would|\w{3,}ed|\w{3,}es|loves|sits|lives|runs|eats|sleeps|looks)"
)


def _told_of(parts: list[str]) -> str:
    """Return what a remark was about: "our dog ran off, he is brown" -> "a dog, brown"."""
    text = " ".join(parts)
    match = re.search(rf"\b(?:my|our) (?P<x>(?:[\w-]+ ){{0,2}}?[\w-]+?)(?='s\b| {_HAPPENS}\b)", text, re.IGNORECASE)
    if match is None:
        return ""
    told = re.findall(
        r"\b(?:he|she|it|they)(?:'s| is| has|'re| are) (?!not|gone|lost|called|named|so |very )(?P<d>[^.,;!?]+)",
        text[match.end() :],
        re.IGNORECASE,
    )
    described = re.match(r"(?:'s| is) (?:[A-Z][\w'-]+(?: [A-Z][\w'-]+)+),? (?P<d>[^.!?]+)", text[match.end() :])
    tail = [*([described["d"].strip()] if described else []), *(d.strip() for d in told)]
    thing = match["x"].strip()
    return ", ".join([f"{'an' if thing[:1] in 'aeiou' else 'a'} {thing}", *tail])


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
    return reading.change or Change(add=(bare(reading.text),))
