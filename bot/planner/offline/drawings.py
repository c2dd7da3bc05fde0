"""Makes the drawings of a plan: which prompts, how many, from which pictures, with which seeds.

Called by intents. Pure; sizes, styles and seeds follow the rules of bot/plans.py.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.memory.records import Character, Picture
from bot.planner.board import Board
from bot.planner.cards import card_of
from bot.planner.lexicon import either, table, words_of
from bot.planner.offline.english_whole import whole_change
from bot.planner.offline.english_words import PRONOUN
from bot.planner.offline.reading import Content, Reading
from bot.planner.prompts import (
    Change,
    Scene,
    compose,
    enrich,
    flesh_out,
    identity_card,
    kind_of_thing,
    parse,
    possession,
    rewrite,
    sticker_prompt,
)
from bot.plans import MAX_PICTURES, Drawing, SeedRule

_MAX_ALT_CHARS = 300


def how_many(reading: Reading, default: int) -> int:
    """Return the number of pictures to make: as asked, at most MAX_PICTURES."""
    return max(1, min(reading.count or default, MAX_PICTURES))


def default_kind(reading: Reading, inherited: str | None = None) -> str:
    """Return the kind of picture to write first in the prompt."""
    return reading.kind or inherited or str(table("styles")["default"])


def _seeds(reading: Reading, fallback: SeedRule) -> tuple[SeedRule, int | None]:
    if reading.seed == "same":
        return SeedRule.SAME, None
    if reading.seed == "new":
        return SeedRule.NEW, None
    if reading.seed.isdigit():
        return SeedRule.EXACT, int(reading.seed) % 2**31
    return fallback, None


def _alt(words: str) -> str:
    text = re.sub(r"\s+", " ", words).strip(" ,.")
    return text[:1].upper() + text[1:_MAX_ALT_CHARS]


def filled(text: str, cards: dict[int, str]) -> str:
    """Return `text` with the marks {0}, {1} replaced by identity cards, the first time in full."""
    for index, card in cards.items():
        text = text.replace(f"{{{index}}}", card, 1)
        short = re.sub(r"\s+(?:whose|with|made of|wearing|who)\b.*", "", card)
        text = text.replace(f"{{{index}}}", re.sub(r"^an? ", "the ", short))
    return re.sub(r"\{\d\}", "", text)


def fresh(  # everything that decides a new picture
    reading: Reading, board: Board, content: Content, characters: dict[int, Character], current: Picture | None, *,
    native: str = "", scenes: tuple[str, ...] = (),
) -> tuple[Drawing, ...]:  # fmt: skip
    """Return the drawings of a new subject, of a character's new scene, or of "him" in a new scene."""
    cards = {i: card_of(c, board) for i, c in characters.items()}
    names = {i: c.name for i, c in characters.items()}
    inherited = None
    subject = flesh_out(content.subject)
    owner = next(iter(characters), None)
    if content.owned and owner is not None:
        thing = re.sub(r"^(?:the|a|an|own)\s+", "", content.owned)
        spot = possession(thing, cards[owner], names[owner])
        subject = re.sub(
            rf"(?:the |an? )?\{{{owner}\}}'s?\s+(?:own |very own )?{re.escape(content.owned)}",
            lambda _: spot,
            subject,
            count=1,
        )
    subject = re.sub(r"(\{\d\})'s?", r"\1's", subject)
    details = tuple(filled(d, cards) for d in content.details)
    bases = tuple(c.picture for c in characters.values() if c.picture and c.picture in board.pictures)
    if content.anaphor and current is not None and not characters:
        card = identity_card(current.prompt)
        subject, done = put_in(subject, card)
        details = tuple(put_in(d, card)[0] if not done else d for d in details)
        bases = (current.id,)
    if bases and reading.kind is None:
        inherited = parse(board.pictures[bases[0]].prompt).kind
        inherited = None if re.search(r"sticker|emoji|icon", inherited, re.IGNORECASE) else inherited
    scene = Scene(default_kind(reading, inherited), filled(subject, cards), details)
    rule, seed = _seeds(reading, SeedRule.NEW)
    if rule is SeedRule.SAME and not bases:
        rule = SeedRule.NEW
    drawings = []
    for index in range(how_many(reading, MAX_PICTURES)):
        varied = replace(scene, subject=f"{scene.subject}, {scenes[index % len(scenes)]}") if scenes else scene
        whole = enrich(varied, excluded=native)
        drawings.append(
            Drawing(
                prompt=compose(whole), alt=_alt(named(native, names) or varied.subject),
                shape=reading.shape or "square",
                style=reading.style, transparent=reading.style == "sticker", seed_rule=rule, seed=seed, bases=bases,
                characters=tuple(c.id for c in characters.values()),
            )
        )  # fmt: skip
    return tuple(drawings)


def named(native: str, names: dict[int, str]) -> str:
    """Return the person's own words with the cast's names where the marks are; "" when they name nobody."""
    for index, name in names.items():
        native = native.replace(f"{{{index}}}", name)
    return "" if re.fullmatch(r"(?:it|he|she|they|this|that)?", native.strip(), re.IGNORECASE) else native


def put_in(text: str, card: str) -> tuple[str, bool]:
    """Return (`text` with its first pronoun replaced by an identity card, whether there was one)."""
    replaced, times = PRONOUN.subn(lambda _: card, text, count=1)
    return PRONOUN.sub(lambda _: "it", replaced) if times else text, bool(times)


def edited(reading: Reading, bases: tuple[Picture, ...], change: Change, *, alt: str) -> tuple[Drawing, ...]:
    """Return one drawing per base: its prompt rewritten, its seed kept, unless the person asks otherwise."""
    rule, seed = _seeds(reading, SeedRule.SAME)
    wanted = replace(change, kind=change.kind or reading.kind)
    drawings = [
        Drawing(
            prompt=rewrite(base.prompt, wanted), alt=_alt(f"{base.alt.rstrip('.')}; {alt}" if base.alt else alt),
            shape=reading.shape or base.shape, style=reading.style or base.style,
            transparent=base.transparent or reading.style == "sticker", seed_rule=rule, seed=seed,
            bases=(base.id,), characters=base.characters,
        )
        for base in bases
    ]  # fmt: skip
    copies = how_many(reading, 1) if len(bases) == 1 else 1
    again = [replace(d, seed_rule=SeedRule.NEW if rule is SeedRule.SAME else rule) for d in drawings * (copies - 1)]
    return tuple((drawings + again)[:MAX_PICTURES])


#: The clause that asks for variations.
_MORE = re.compile(
    r"[^,.;:!?]*\b(?:more|another|others?|again|similar|variations?|versions?|vein|along"
    r"|like (?:it|this|that|these|those))\b[^,.;:!?]*",
    re.IGNORECASE,
)


def varied(reading: Reading, base: Picture, *, keep_base: bool = True) -> tuple[Drawing, ...]:
    """Return variations of `base`: its words, new seeds."""
    rule, seed = _seeds(reading, SeedRule.NEW)
    change = Change(kind=reading.kind)
    besides = _MORE.sub(" ", reading.text)
    if reading.language == "en" and len(besides.split()) > 1:
        change = whole_change(change, besides, f"{base.prompt} {reading.kind or ''}")
    prompt = rewrite(base.prompt, change) if change else base.prompt
    one = Drawing(
        prompt=prompt, alt=base.alt, shape=reading.shape or base.shape, style=reading.style or base.style,
        transparent=base.transparent, seed_rule=rule, seed=seed, bases=(base.id,) if keep_base else base.parents,
        characters=base.characters,
    )  # fmt: skip
    return (one,) * how_many(reading, MAX_PICTURES)


def stickers(reading: Reading, picture: Picture, character: Character | None) -> tuple[Drawing, ...]:
    """Return different stickers of one subject."""
    prompt, alt = sticker_prompt(picture)
    scene = parse(prompt)
    card = character.description if character and character.description else scene.subject
    poses = table("scene")["poses"]
    choice = poses["animal"] if kind_of_thing(card) in {"animal", "bird", "sea", "robot", "person"} else poses["other"]
    return tuple(
        Drawing(
            prompt=compose(replace(scene, subject=f"{card} {choice[i % len(choice)]}")), alt=alt, style="sticker",
            shape=reading.shape or "square", transparent=True, bases=(picture.id,),
            characters=(character.id,) if character else picture.characters,
        )
        for i in range(how_many(reading, MAX_PICTURES))
    )  # fmt: skip


def deeds_of(trait: str) -> tuple[str, ...]:
    """Return scenes that show a trait, or nothing for a trait without any."""
    low = trait.casefold()
    for key, scenes in table("scene")["deeds"].items():
        if key in low:
            return words_of(scenes)
    return ()


def named_style(kind: str) -> str | None:
    """Return the name of the style (of bot.plans.STYLES) that a kind of picture is, if any."""
    for entry in table("styles")["named"]:
        if entry["kind"] == kind:
            return str(entry["style"]) if "style" in entry else None
    return None


def creature_in(text: str) -> str:
    """Return the creature or thing named in `text`, as far as the tables know one."""
    nouns = [n for words in table("scene")["kinds"].values() for n in words_of(words)]
    match = re.search(rf"\b{either(nouns)}", text, re.IGNORECASE)
    return match[0] if match else ""
