"""English messages that ask to change a picture: sentence by sentence, into one Change.

Called by english. Pure.
"""

# ruff: noqa: E501 - an expression is read in one line

from __future__ import annotations

import re
from dataclasses import replace

from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.english_change import change_of, merge, object_of
from bot.planner.offline.english_content import kind_in, requested
from bot.planner.offline.english_pointing import known, within
from bot.planner.offline.english_texts import LETTERED
from bot.planner.offline.english_words import bare, data, is_statement, pattern, split
from bot.planner.offline.reading import Hints, Reading
from bot.planner.pointing_en import point_en
from bot.planner.prompts import Change, kind_and_style, shape_of
from bot.planner.references import Pointer


def with_change(reading: Reading, text: str, hints: Hints) -> Reading:  # noqa: PLR0912, PLR0915 - the first that fits wins
    """Return the reading with the change that it asks for."""
    if reading.asks_to_draw and re.search(r"\b(?:mine|ours)\b.* be an?\b|\bbe an?\b.*\bmine\b", text, re.IGNORECASE):
        return reading
    change, explicit = Change(), False
    pointed = reading.pointer.points
    for whole in split(text):
        sentence = re.sub(
            r"^(?:(?:on |in |for |about |regarding |re |as for |with )?(?:the|my|our) [\w -]{2,30}|(?:back to|as for|about|regarding|returning to) [\w -]{2,30}):\s*(?=(?:can|could|should|would|may|make|add|put|let|please|give|no|remove|change|paint|more|less)\b)",
            "",
            bare(whole) if ":" in whole else whole,
            flags=re.IGNORECASE,
        )
        more = addition(sentence) if hints.has_pictures and reading.count is None and not reading.fresh else ""
        if more:
            change, explicit = merge(change, Change(add=(more,))), True
            reading = replace(reading, content=None, describes=False, asks_to_draw=False, weakly=False)
            continue
        _, left = shape_of(sentence)
        pointer = point_en(bare(left))
        if LETTERING.search(left) or LETTERED.search(bare(left)) or within(left, hints):
            pointer = Pointer(rest=bare(left))
        body = bare(pointer.rest) if pointer.points else bare(left)
        if pointer.points and re.match(r"(?:can|could|should|would|may|might|must)\b", bare(left), re.IGNORECASE):
            body = re.sub(
                r"^(?P<v>can|could|should|would|may|might|must)\s+(?=(?:(?:please|also|maybe|just)\s+)*(?:be|have|wear|get|look|hold|become|stand|sit|carry|ride|go|smile|wave|turn|show|feel)\b)",
                r"\g<v> it ",
                body,
                flags=re.IGNORECASE,
            )
        if pointer.points:
            body = re.sub(
                r"^(?P<v>(?:<lead>)?(?:give|make|turn|let))\s+(?!it\b|him\b|her\b|the\b|me\b|us\b)".replace(
                    "<lead>", "(?:can|could|would) you (?:please )?"
                ),
                r"\g<v> it ",
                body,
                flags=re.IGNORECASE,
            )
        body = (
            re.sub(r"^(?:from |of )?(?:before|earlier|above|just now|back then),?\s+(?=\w)", "", body)
            if pointer.points
            else body
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
                r"(?:,\s*|\s+)(?:and then|then)\s+|;\s*|,\s+(?:and\s+)?(?=(?:<edit.other>|this time|only|now|add|put|remove|swap|replace|change|give|turn|lose|no|with|but|take|get|write)\b)"
                r"|\s+but\s+(?=(?:make|add|put|give|change|remove|can|could|turn|lose|swap)\b)|\s+and\s+(?=(?:<edit.other>|<edit.add>|<edit.remove>|write|print|put|remove|swap|replace|change|give|turn|lose|take|get rid) )"
            ).split(body)
            if not pattern(
                r"^(?:(?:<edit.same>)\b|(?:keep|leave|hold) (?:it|this|that|them|him|her)(?: one)?\s*,?\s*(?:but|only|just|except)\b)"
            ).match(body)
            else [body]
        )
        tone = re.match(
            r"^(?:more |maybe |rather |perhaps )*(?P<c>[a-z]+)(?: maybe| instead| perhaps| please)?$",
            body,
            re.IGNORECASE,
        )
        if change and tone and tone["c"].casefold() in words_of(table("scene")["slots"]["colours"]):
            change = merge(change, Change(add=(f"more {tone['c']}",)))
            continue
        if (
            len(pieces) == 1
            and "," in body
            and is_statement(body.partition(",")[0])
            and not change_of(body, last_object=hints.last_object)[0]
        ):
            pieces = body.split(",")
        for piece in pieces:
            if change and re.match(r"[\w ]+ of (?:them|those|these)$", bare(piece), re.IGNORECASE):
                continue
            found, sure = change_of(_of_one(piece, reading, hints), last_object=hints.last_object)
            if re.fullmatch(r"\w+ \w+", bare(piece)) and found.tint and not known(bare(piece).split()[-1], hints):
                continue
            if not pointed and _GONE.match(bare(piece)) and not known(piece, hints):
                continue
            if found:
                change, explicit = merge(change, found), explicit or sure
            elif sure:
                explicit = True
    medium = kind_and_style(text)[0] or kind_in(f"x, {bare(text)}")[0]
    if not change and (reading.shape or reading.kind or medium) and not reading.cast and _only_form(text):
        return replace(
            reading,
            reshape=True,
            kind=reading.kind or medium,
            style=reading.style or kind_and_style(text)[1],
            content=None,
            asks_to_draw=False,
            describes=False,
            weakly=False,
        )
    told = re.search(
        r"(?::|\s[-–—])\s+(?P<x>(?:an?|some|more|two|three|four|few|fewer|extra|no)\s[^:]+?)\s*[.!]*$", text
    )
    if (
        told
        and not change
        and pointed
        and not reading.name
        and not reading.asks_to_draw
        and reading.count is None
        and not is_statement(told["x"])
    ):
        change, explicit = change_of(f"add {told['x']}" if not told["x"].startswith("no ") else told["x"])
    if hints.replied and not change and _completes(reading):
        scene = reading.content.native if reading.content else ""
        return replace(
            reading, change=change_of(f"with {scene}")[0], change_is_explicit=True, content=None, describes=False
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
        and not (reading.undo or reading.more or reading.reroll)
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
    if change and explicit and hints.has_pictures and not reading.fresh and _OF_IT.search(bare(text)):
        reading = replace(reading, content=None, describes=False, asks_to_draw=False, weakly=False)
    if change and explicit and any(_ON_SOMEBODY.match(bare(s)) for s in split(text)) and len(reading.cast) == 1:
        reading = replace(reading, content=None, describes=False, asks_to_draw=False, weakly=False)
    return replace(reading, change=change or None, change_is_explicit=explicit and bool(change))


#: Ways of asking that are always about the picture at hand, though they would describe one.
_OF_IT = pattern(
    r"\b(?:tweak|change|request|edit|fix|wish|correction|adjustment|detail|thing|addition)s?\s*[:–-]\s"
    r"|^(?:a (?:little|bit)|slightly|much|a lot|even) (?:less|more|fewer)\b|^(?:instead of|rather than|in place of)\b|\bwould (?:be|look|fit) better$"
    r"|^(?:the )?(?:background|foreground|sky|floor|border|frame|setting|mood|lighting|light|weather|hat|hair)\s*:"
    r"|^(?:wearing|holding|carrying|waving|surrounded by|covered (?:in|with)|dressed (?:as|in))\b"
    r"|^(?:an?|some) [\w-]+(?: [\w-]+)? instead(?: please)?$|\b(?:would|could|might) (?:be|look) [\w ]*?\w+ (?:in there|on (?:it|him|her|them|top)|up there|in it)$"
    r"|^(?:(?:<draw.lead>)\s+)*(?:have|get|see|do|try|want) (?:it|this|that) (?:at|in|with|without|by|under|during|from)\b"
)
#: "hat off" takes away what is there; "lights off" says good night.
_GONE = re.compile(r"(?:[\w-]+ ){1,3}(?:off|away|gone|out)(?: please| now)?$", re.IGNORECASE)
_ON_SOMEBODY = pattern(
    r"^(?:(?:<draw.lead>)\s+)*(?:(?:give|dress|lend|hand|buy) \{\d\}|(?:<edit.add>)\b.* (?:on|onto|to|around|behind|beside|next to) \{\d\}$"
    r"|make \{\d\} (?:a bit|a little|much|more|less|look|wear|hold|(?:<edit.comparatives>)|\w+$)\b|(?:<edit.remove>|make|paint|colou?r|swap|change) \{\d\}'s )"
)


def _of_one(piece: str, reading: Reading, hints: Hints) -> str:
    """Return "give him a hat" for "give {0} a hat": a wish to change somebody who has a picture."""
    instead = re.match(r"(?P<x>(?:an?|some) [\w-]+(?: [\w-]+)?) instead(?: please)?$", bare(piece), re.IGNORECASE)
    if instead and hints.last_object:
        return f"swap the {hints.last_object} for {instead['x']}"
    if len(reading.cast) != 1 or not _ON_SOMEBODY.match(bare(piece)):
        return piece
    return re.sub(r"\{\d\}", "him", re.sub(r"\{\d\}'s", "his", bare(piece)))


def _completes(reading: Reading) -> bool:
    """Return whether a reply to a picture says but what should be there: "mould on the edges"."""
    content = reading.content
    return (
        content is not None
        and reading.describes
        and not (
            reading.asks_to_draw or reading.cast or reading.fresh or reading.question or reading.count or reading.kind
        )
        and not (re.match(r"an?\b", content.native, re.IGNORECASE) and len(content.native.split()) > 7)
    )


LETTERING = re.compile(
    r"\b(?:title|text|words?|caption|sign|banner|label|lettering|letters|headline|inscription)\b[^:]{0,45}:",
    re.IGNORECASE,
)


_ADDITION = re.compile(
    r"^(?:(?:oh|ooh|ah|ok|okay|yes|yeah|great|lovely|hm+|now|good|nice)\b[,!.\s]*)*(?:and|also|plus|oh and)\b,?\s+(?:also |maybe |then |now )?"
    r"(?P<x>(?:an? |some |the |more |two |three |a few |a little |tiny |little |[a-z-]+ )[\w' -]+?(?:,\s*[\w' -]+)?)(?:\s*(?:please|pls))?[.!]*(?:\s*please)?$",
    re.IGNORECASE,
)


def addition(sentence: str) -> str:
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
    left = re.sub(r"\bfor (?:the|my|our|a|an|his|her|their) [\w-]+$", "", left)
    medium, other = kind_in(f"x, {bare(left)}")
    left = other.removeprefix("x").strip(" ,") if medium else left
    return not _FILLER.sub("", left).strip()
