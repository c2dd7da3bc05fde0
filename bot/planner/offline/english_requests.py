"""English messages that ask for a picture: which words describe it, and how sure that is.

Called by english. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.planner.offline.english_antecedents import antecedent, one_of
from bot.planner.offline.english_content import content_of, is_description, kind_in, requested, with_article
from bot.planner.offline.english_words import bare, is_statement, pattern, split
from bot.planner.offline.reading import Content, Hints, Reading
from bot.planner.pointing_en import point_en
from bot.planner.prompts import kind_and_style


def with_content(reading: Reading, rest: str, hints: Hints, owned: str) -> Reading:
    """Return the reading with what is to be drawn, and how sure that is."""
    if OF_THE_BOT.search(bare(rest)):
        return reading
    asked = _find_request(rest, hints, counted=reading.count is not None)
    found = asked.wanted
    alone = point_en(bare(found)) if found else None
    if (
        alone is not None
        and alone.points
        and hints.has_pictures
        and not re.search(r"[a-z]{3}", re.sub(r"\b(?:please|the|one)\b", "", alone.rest.casefold()))
    ):
        return reading
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
    content = _with_product(content, rest, f"{kind or named or ''}", asked.wanted)
    return replace(
        reading, content=content, asks_to_draw=not asked.describes and asked.plain, weakly=not asked.plain, describes=asked.describes,
        kind=named, style=style, sticker_for=style == "sticker", traits=_traits(found),
    )  # fmt: skip


_PRODUCT = re.compile(
    r"\b(?P<p>poster|postcard|greeting card|birthday card|card|cover|logo|icon|label|sticker|badge|banner|flyer|invitation|invite|header|mascot|emblem|crest|avatar|wallpaper|mural|backdrop|stamp|bookmark|menu|tattoo|calendar"
    r"|album|book cover|album cover|box art|t-shirt|tote bag|mug)\b(?:[^,.:;!?]{0,30})(?=:|,|\.|!|$|\bof\b|\bwith\b|\bshowing\b)",
    re.IGNORECASE,
)


def _with_product(content: Content, text: str, kind: str, wanted: str) -> Content:
    """Return the content with what is to be made of it as a detail, where nothing names it yet: a card, an icon."""
    held = f"{content.subject} {' '.join(content.details)} {kind}".casefold()
    start = text.casefold().find(wanted.casefold()[:12]) if wanted else -1
    found = _PRODUCT.search(text[: start + len(wanted)] if start > 0 else text)
    if found is None or found["p"].casefold() in held or not content.subject or "{" in content.subject:
        return content
    return replace(content, details=(*content.details, f"{found['p'].casefold()} design"))


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
    parts = [one_of(part, parts[n - 1]) if n else part for n, part in enumerate(parts)]
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
