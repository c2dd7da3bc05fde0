"""The words a painter is given: composing them, reading them back, rewriting them. Shared by every planner.

A prompt is complete in itself: "<kind of picture> of <subject>, <detail>, <detail>". An edit rewrites the base's
prompt, so that nothing in it contradicts; what was taken away is no longer named. Pure; called by planners and by
bot/presses.py; knows no board.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from bot.memory.records import Picture
from bot.planner.lexicon import either, table, words_of
from bot.planner.references import stem

MAX_PROMPT_CHARS = 1500
_ARTICLES = r"(?:an?|the|some|its|his|her|their|my|your|our|any|all|every|each|one|two|three|four|those|these)"
_JOINTS = r"(?:with|and|wearing|holding|carrying|having|under|beside|on|in|near|by|next to|behind|plus|made of|of)"


#: What somebody happens to do, or where: no part of who it is.
_ACT = (
    r"(?!(?:made|built|string|king|ring|wing|thing|spring|ceiling|building|painting|evening|morning|pudding|wearing|wedding|darling|sterling"
    r"|gosling|duckling|sibling|herring|viking|pudding|bling)\b)\w{2,}ing\b"
)
_PLACE = (
    r"(?:in|on|at|under|behind|beside|by|near|inside|into|next to|over|from|to|for|as if)\s+(?:a|an|the|his|her|its|their)\b"
    r"(?! (?:\w+ )?(?:hat|cape|coat|scarf|dress|suit|apron|bow|beret|collar))"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A prompt, taken apart: the kind of picture, its subject, and details in order."""

    kind: str
    subject: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit asks for, in the words of a prompt."""

    add: tuple[str, ...] = ()  # clauses: "with a red hat", "at night"
    remove: tuple[str, ...] = ()  # things: "palm trees"
    swap: tuple[tuple[str, str], ...] = ()  # (old thing, new thing)
    tint: tuple[tuple[str, str], ...] = ()  # (thing, what it becomes): ("lanterns", "blue")
    kind: str | None = None  # another kind of picture

    def __bool__(self) -> bool:
        return bool(self.add or self.remove or self.swap or self.tint or self.kind)


def compose(scene: Scene) -> str:
    """Return the prompt of `scene`: never empty, at most MAX_PROMPT_CHARS."""
    subject = scene.subject.strip(" ,.") or "a small surprise"
    seen: dict[str, None] = {}
    for detail in scene.details:
        tidy = re.sub(r"\s+", " ", detail).strip(" ,.")
        if tidy and tidy.casefold() not in subject.casefold():
            seen[tidy] = None
    text = f"{scene.kind} of {', '.join([subject, *seen])}"
    return re.sub(r"\s+", " ", text).strip()[:MAX_PROMPT_CHARS]


@cache
def _kind_pattern() -> re.Pattern[str]:
    media = either(re.escape(w) for w in words_of(table("styles")["media"]))
    return re.compile(
        rf"(?P<kind>(?:[^\s,]+\s+){{0,6}}?(?:{media}|art|model|icon|drawing|print|craft|still)) of (?P<rest>.+)",
        re.IGNORECASE | re.DOTALL,
    )


def parse(prompt: str) -> Scene:
    """Return the parts of `prompt`, whoever wrote it."""
    match = _kind_pattern().match(prompt.strip())
    kind, rest = (match["kind"], match["rest"]) if match else (str(table("styles")["default"]), prompt.strip())
    parts = [p.strip() for p in re.split(r",\s+(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", rest) if p.strip()]
    return Scene(kind[:1].upper() + kind[1:], parts[0] if parts else "", tuple(parts[1:]))


@cache
def _slots() -> tuple[tuple[str, re.Pattern[str]], ...]:
    slots = {k: v for k, v in table("scene")["slots"].items() if k != "colours"}
    return tuple((name, re.compile(rf"\b{either(words_of(words))}\b", re.IGNORECASE)) for name, words in slots.items())


def slots_of(text: str) -> set[str]:
    """Return the slots of which `text` has a word: "at night" -> {"daytime"}."""
    return {name for name, pattern in _slots() if pattern.search(text)}


def _clear_slot(text: str, name: str) -> str:
    pattern = next(p for n, p in _slots() if n == name)
    cleared = pattern.sub("", text)
    return re.sub(
        r"\b(?:in|at|by|under|and|on|the|a|an|and now)\s*$", "", re.sub(r"\s+", " ", cleared).strip(" ,")
    ).strip()


def drop_thing(text: str, thing: str) -> str:
    """Return `text` without the noun `thing`, and the words that hang on it: "wearing a red hat" goes whole."""
    bare = re.sub(rf"^{_ARTICLES}\s+", "", thing.strip(), flags=re.IGNORECASE)
    words = [re.escape(stem(w)) + r"\w*" for w in bare.split()]
    if not words:
        return text
    noun = r"\s+".join(words)
    whole = rf"(?:\s*\b{_JOINTS}\s+)(?:{_ARTICLES}\s+)?(?:(?!{_JOINTS}\b)[\w'-]+\s+){{0,3}}?{noun}"
    dropped = re.sub(whole, "", text, flags=re.IGNORECASE)
    dropped = re.sub(rf"(?:\b{_ARTICLES}\s+)?\b{noun}", "", dropped, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", dropped).strip(" ,")


def _tint(text: str, thing: str, look: str) -> str | None:
    """Return `text` with the adjective `look` before its noun `thing`, replacing one of the same sort."""
    colours = either(words_of(table("scene")["slots"]["colours"]))
    noun = re.search(rf"\b({re.escape(stem(thing.rsplit(maxsplit=1)[-1]))}\w*)", text, re.IGNORECASE)
    if not noun:
        return None
    before = text[: noun.start()]
    if re.search(rf"\b{colours}\b", look, re.IGNORECASE):
        before = re.sub(rf"\b{colours}\s+$", "", before, flags=re.IGNORECASE)
    before = re.sub(r"\b(an?)\s+$", f"{article(look)} ", before)
    return f"{before}{look} {text[noun.start() :]}"


def article(words: str) -> str:
    """Return "a" or "an", as it goes before `words`."""
    return (
        "an"
        if re.match(r"[aeiou]|hour|honest", words.strip(), re.IGNORECASE)
        and not re.match(r"uni|use|eu|one", words, re.IGNORECASE)
        else "a"
    )


def rewrite(prompt: str, change: Change) -> str:
    """Return `prompt` with `change` worked in: replaced, taken out, or added where nothing had its place."""
    scene = parse(prompt)
    change = _meaningful(change)
    parts = [scene.subject, *scene.details]
    added: list[str] = []
    for old, new in change.swap:
        if old == "{subject}":
            parts = [with_subject(parts[0], new), *parts[1:]]
            continue
        parts, done = _swap(parts, old, new)
        if not done:
            added.append(new if re.match(r"(?:with|in|at|on)\b", new) else f"with {new}")
    parts, gone = _without(parts, change.remove)
    for thing, look in change.tint:
        tinted = [(i, t) for i, p in enumerate(parts) if (t := _tint(p, thing, look))]
        if tinted:
            parts[tinted[0][0]] = tinted[0][1]
        else:
            added.append(f"with {look} {thing}")
    for clause in change.add:
        for slot in slots_of(clause):
            if slot != "size":
                parts = [
                    parts[0] if slot == "brightness" else _clear_slot(parts[0], slot) or parts[0],
                    *(_clear_slot(p, slot) for p in parts[1:]),
                ]
        added.append(clause)
    kept = [p for p in parts[1:] if p and not _takes_back(p, change)]
    return compose(Scene(change.kind or scene.kind, parts[0], (*kept, *added, *gone)))


_LETTERING = re.compile(
    r"(?:(?:all|any) )?(?:names?|text|words?|letters?|lettering|title|caption|writing|inscription)", re.IGNORECASE
)
_LETTERED = re.compile(r"\"[^\"]+\"|^(?:title|caption|lettering)\b|^with [A-Z][a-z]+(?: (?:and|&) [A-Z][a-z]+)*$")


def _bare_thing(words: str) -> str:
    """Return `words` without an article in front."""
    return re.sub(rf"^{_ARTICLES}\s+", "", words.strip(), flags=re.IGNORECASE)


def _without(parts: list[str], things: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return (`parts` without `things`, "no ..." for each that none of them had)."""
    gone: list[str] = []
    for thing in things:
        before = parts
        for words in (thing, _shorter(thing)):
            if parts == before and words:
                head = parts[0] if _is_head(parts[0], words) else drop_thing(parts[0], words)
                parts = [head, *(drop_thing(p, words) for p in parts[1:])]
        if _LETTERING.fullmatch(_bare_thing(thing)):
            parts = [parts[0], *(p for p in parts[1:] if not _LETTERED.search(p))]
        if parts == before:
            gone.append(f"no {_bare_thing(thing)}")
    return parts, gone


def _shorter(thing: str) -> str:
    """Return `thing` without what says where it is: "the frame on the icon" -> "the frame"; "" if nothing says so."""
    short = re.split(
        r"\s+(?:on|in|at|of|from|behind|around|under|with|that|which|who|so)\b", thing.strip(), maxsplit=1
    )[0]
    return short if short != thing.strip() else ""


def _meaningful(change: Change) -> Change:
    """Return `change` without entries that name nothing."""
    return replace(
        change,
        add=tuple(a for a in change.add if re.search(r"\w", a)),
        remove=tuple(r for r in change.remove if re.search(r"\w", r)),
        swap=tuple(pair for pair in change.swap if all(re.search(r"\w", p) for p in pair)),
        tint=tuple(pair for pair in change.tint if all(re.search(r"\w", p) for p in pair)),
    )


def with_subject(subject: str, new: str) -> str:
    """Return `subject` with somebody else in it: what happens and where stays."""
    rest = re.search(rf"\s+(?:wearing|whose|who|with|{_ACT}|{_PLACE})\b.*", subject)
    return f"{new}{rest[0]}" if rest else new


def _takes_back(detail: str, change: Change) -> bool:
    """Return whether `detail` excluded what the change now adds: "no hat", then "add a hat"."""
    match = re.match(r"(?:no|without) (?P<thing>.+)", detail, re.IGNORECASE)
    return bool(match) and any(stem(match["thing"].split()[-1]) in a.casefold() for a in change.add if match)


def _is_head(subject: str, thing: str) -> bool:
    """Return whether `thing` is the subject itself, which cannot be taken away."""
    bare = re.sub(rf"^{_ARTICLES}\s+", "", subject, flags=re.IGNORECASE)
    noun = stem(thing.rsplit(maxsplit=1)[-1]) if thing.split() else ""
    return bool(re.match(rf"(?:[\w-]+\s+){{0,2}}{re.escape(noun)}\w*\b", bare, re.IGNORECASE)) and not re.search(
        rf"\b{_JOINTS}\s.*{re.escape(noun)}",
        subject.split(noun, maxsplit=1)[0] + noun if noun in subject else "",
        re.IGNORECASE,
    )


def _swap(parts: list[str], old: str, new: str) -> tuple[list[str], bool]:
    bare = re.sub(rf"^{_ARTICLES}\s+", "", old.strip(), flags=re.IGNORECASE)
    fresh = re.sub(r"^(?:an?|the|some)\s+", "", new.strip(), flags=re.IGNORECASE)
    for words in (bare.split(), bare.split()[-1:]):
        if not words:
            break
        noun = r"\s+".join(re.escape(stem(w)) + r"\w*" for w in words)
        looks = rf"(?:(?!{_JOINTS}\b)[\w'-]+\s+){{0,3}}?"
        pattern = re.compile(rf"(?P<a>\b{_ARTICLES}\s+){looks}{noun}|\b{noun}", re.IGNORECASE)
        for index, part in enumerate(parts):
            if pattern.search(part):

                def put(match: re.Match[str]) -> str:
                    lead = (match["a"] or "").strip()
                    if lead.casefold() in {"a", "an"}:
                        lead = article(fresh)
                    return f"{lead} {fresh}".strip()

                return [*parts[:index], pattern.sub(put, part, count=1), *parts[index + 1 :]], True
    return parts, False


def identity_card(prompt: str) -> str:
    """Return the words that say who the subject of `prompt` is, without what it happens to do or where it is."""
    subject = parse(prompt).subject
    subject = re.sub(r",.*", "", subject)
    for slot in ("awake", "daytime", "weather", "season"):
        subject = _clear_slot(subject, slot) or subject
    card = re.split(rf"\s+(?:{_ACT}|{_PLACE})", subject, maxsplit=1)[0]
    card = re.sub(r"\s+(?:and|who is|that is|is|are|with|in|on)$", "", card.strip(" ,."))
    return card or subject or "a small friend"


def kind_and_style(text: str) -> tuple[str | None, str | None, str]:
    """Return (kind of picture, name of a style, `text` without those words) as far as `text` names them."""
    for entry in table("styles")["named"]:
        match = re.search(rf"(?<![\w-])(?:{entry['words']})(?![\w-]*[a-z])", text, re.IGNORECASE)
        if match:
            rest = re.sub(
                rf"(?:\b(?:in|as|like|with)\s+)?(?:\b(?:an?|the)\s+)?{re.escape(match[0])}(?:\s*(?:style|look|illustration|drawing|painting))?",
                " ", text, count=1, flags=re.IGNORECASE,
            )  # fmt: skip
            return entry["kind"], entry.get("style"), re.sub(r"\s+", " ", rest).strip(" ,")
    return None, None, text


def shape_of(text: str) -> tuple[str | None, str]:
    """Return (a bot.painter.Shape or None, `text` without the words that ask for it)."""
    for shape, words in table("styles")["shapes"].items():
        match = re.search(
            rf"(?:\b(?:in|as|make it|a)\s+)?(?:\ba\s+)?(?<![\w가-힣])(?:{words})(?![A-Za-z])", text, re.IGNORECASE
        )
        if match:
            rest = text[: match.start()] + " " + text[match.end() :]
            return shape, re.sub(r"\s+", " ", re.sub(r"\s+,", ",", rest)).strip(" ,")
    return None, text


def is_style(detail: str) -> bool:
    """Return whether `detail` says in which manner a picture is made: "flat vector", "bold lines", "muted greens"."""
    words = either(words_of(table("styles")["manner"]))
    colours = either(words_of(table("scene")["slots"]["colours"]))
    return bool(re.search(rf"\b(?:{words}|{colours}s?)\b", detail, re.IGNORECASE)) and len(detail.split()) < 6


def kind_of_thing(words: str) -> str | None:
    """Return the category of what `words` name ("animal", "food", ...), or None."""
    for name, nouns in table("scene")["kinds"].items():
        if re.search(rf"\b{either(words_of(nouns))}(?:s|es)?\b", words, re.IGNORECASE):
            return str(name)
    return None


def enrich(scene: Scene, *, excluded: str = "") -> Scene:
    """Return `scene` with a setting and light where the person left both open; nothing named in `excluded`."""
    told = f"{scene.subject} {' '.join(scene.details)}"
    placed = re.search(
        r"\b(?:in|on|at|under|inside|behind|over|through|by|beside|near|across|into|against|among|without|no)\b",
        told,
        re.IGNORECASE,
    )
    details = list(scene.details)
    flat = re.search(
        r"logo|badge|crest|emblem|icon|sticker|pattern|card|poster|map|emoji|tattoo", scene.kind, re.IGNORECASE
    )
    kind = kind_of_thing(scene.subject)
    if kind and not placed and not flat and len(told.split()) < 14:
        setting = _setting(kind, told)
        if setting and not any(mention in excluded.casefold() for mention in setting.split()[-1:]):
            details.append(setting)
    lit = slots_of(told) & {"daytime", "weather", "tone", "brightness"} or re.search(
        r"light|lit\b|glow|dark|sun|moon|lamp", told + scene.kind, re.IGNORECASE
    )
    if not lit and not flat and not re.search(r"photo|comic|origami|logo", scene.kind, re.IGNORECASE):
        details.append("soft daylight")
    return replace(scene, details=tuple(details))


def _setting(kind: str, told: str) -> str:
    """Return where a subject of this kind is found, given what it does: who sleeps is in bed."""
    data = table("scene")
    if kind in {"animal", "bird", "person", "robot"}:
        for pose, setting in data["pose_settings"].items():
            if re.search(rf"\b(?:{pose})\b", told, re.IGNORECASE):
                return str(setting)
    return str(data["settings"].get(kind, ""))


def flesh_out(subject: str) -> str:
    """Return `subject` with compounds spelled out: "sunflower hedgehog" has quills that are sunflower petals."""
    data = table("scene")
    for word, better in data["praise"].items():
        subject = re.sub(rf"\b{re.escape(word)}\b(?! [A-Z])", str(better), subject)
    for creature, part in data["body"].items():
        match = re.search(rf"\b(?P<what>[\w-]+(?: blossom)?)[\s-]{creature}\b", subject, re.IGNORECASE)
        if match is None:
            continue
        coat = data["petals"].get(match["what"].casefold().replace(" ", "-"))
        if coat:
            head = subject[: match.start()] + creature + subject[match.end() :]
            head = re.sub(r"^an?\s+", "", head)
            return f"{article(head)} {head[: head.find(creature)]}{creature} whose {part} are {coat}{head[head.find(creature) + len(creature) :]}"
    return subject


def possession(thing: str, card: str, name: str) -> str:
    """Return the subject for somebody's `thing`, lettered with the name where one writes it."""
    noun = thing.rsplit(maxsplit=1)[-1].casefold() if thing.split() else ""
    carrier = table("scene")["lettering"].get(noun)
    tail = f', with a {carrier} lettered "{name.upper()}"' if carrier else ""
    cosy = "cosy " if noun in {"house", "home", "room", "bedroom", "cottage"} and "cosy" not in thing else ""
    return f"the {cosy}{thing} of {card}{tail}"


def sticker_prompt(picture: Picture) -> tuple[str, str]:
    """Return (prompt, alt text) of `picture`'s subject as a die-cut sticker."""
    card = identity_card(picture.prompt)
    return compose(Scene("Die-cut sticker", card, ("thick white border", "plain background"))), picture.alt
