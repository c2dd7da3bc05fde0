"""From what a model says of a picture to a drawing: prompts with identity cards, seeds, bases, who is in it.

Called by resolving.py. Pure. A character is written {Name}; the card stands there in the same words every time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.memory.records import Character, Picture
from bot.planner.cards import card_of
from bot.planner.language_model import tools
from bot.planner.language_model.pointing import Impossible, Pointing
from bot.planner.prompts import MAX_PROMPT_CHARS, rewrite
from bot.planner.prompts import Change as PromptChange
from bot.planner.words import clean
from bot.plans import Drawing, SeedRule

SEEDS = 2**31
ALT_CHARS = 300
_MARK = re.compile(r"\{\s*([^{}]{1,80}?)\s*\}")


def new_drawing(scene: tools.Scene, pointing: Pointing) -> Drawing:
    """Return a new picture. Raises Impossible."""
    likes = [pointing.picture(number) for number in scene.like if number]
    prompt, cast = _filled(scene.prompt, scene.who, pointing)
    if not prompt:
        raise Impossible("draw: a prompt is empty")
    faces = [one.picture for one in cast if one.picture and one.picture in pointing.board.pictures]
    bases = tuple(dict.fromkeys([one.id for one in likes] or faces))
    rule, seed = _seed(scene.seed, SeedRule.NEW, has_base=bool(bases))
    return Drawing(
        prompt=prompt,
        alt=_alt(scene.alt or scene.prompt),
        shape=scene.shape or "square",
        style=scene.style,
        transparent=scene.transparent or scene.style == "sticker",
        seed_rule=rule,
        seed=seed,
        bases=bases,
        characters=tuple(one.id for one in cast),
        attachments=pointing.photos(scene.photo),
    )


def changed_drawing(change: tools.Change, pointing: Pointing) -> Drawing:
    """Return a picture that is changed, or made from a photo. Raises Impossible."""
    photos = pointing.photos(change.photo)
    base = None if photos and change.picture is None else pointing.base(change.picture)
    written, cast = _filled(_completed(change.prompt, base), change.who, pointing)
    if not written and change.change:
        what, cast = _filled(change.change, change.who, pointing)
        written = what if base is None else rewrite(base.prompt, PromptChange(add=(what,)))
    if not written:
        raise Impossible("edit: give the whole new prompt, or the change")
    rule, seed = _seed(change.seed, SeedRule.SAME, has_base=base is not None)
    told = f"{base.alt.rstrip('.')}; {change.change}" if base is not None and change.change else written
    return Drawing(
        prompt=written,
        alt=_alt(change.alt or told),
        shape=change.shape or (base.shape if base else "square"),
        style=change.style or (base.style if base else None),
        transparent=change.transparent or change.style == "sticker" or (base.transparent if base else False),
        seed_rule=rule,
        seed=seed,
        bases=() if base is None else (base.id,),
        characters=tuple(dict.fromkeys([*(base.characters if base else ()), *(one.id for one in cast)])),
        attachments=photos,
    )


def another(base: Picture) -> Drawing:
    """Return the same words once more, with a new seed."""
    return Drawing(
        prompt=base.prompt,
        alt=base.alt,
        shape=base.shape,
        style=base.style,
        transparent=base.transparent,
        bases=(base.id,),
        characters=base.characters,
    )


def _completed(prompt: str, base: Picture | None) -> str:
    """Return a prompt whole that a model has copied as it was shown: cut off with "…"."""
    head, cut, tail = prompt.partition("…")
    if not cut or base is None or not head.strip() or not base.prompt.startswith(head.strip()):
        return prompt
    return f"{base.prompt.rstrip('.')}. {tail.strip(' .,')}".rstrip(" .") if tail.strip(" .,") else base.prompt


def _filled(prompt: str, who: Sequence[str], pointing: Pointing) -> tuple[str, tuple[Character, ...]]:
    """Return the prompt with identity cards for the marks of the cast, and who they are.

    A card stands there in full the first time and short after that: "a hedgehog with ...", then "the hedgehog".
    """
    text = " ".join(clean(prompt).split())
    cast = {one.id: one for one in (pointing.character(name) for name in who)}
    for mark in _MARK.findall(text):
        marked = pointing.known(mark)
        if marked is not None:
            cast[marked.id] = marked
    for one in cast.values():
        text = _carded(text, pointing.names(one), card_of(one, pointing.board))
    text = _MARK.sub(lambda match: match[1], text)  # a name of nobody we know is a word like any other
    return text[:MAX_PROMPT_CHARS].strip(), tuple(cast.values())


def _carded(text: str, names: Sequence[str], card: str) -> str:
    """Return `text` with `card` for a name: where it is marked, else where it stands plainly, else at the end."""
    either = "|".join(re.escape(name) for name in names)
    marked = re.compile(rf"\{{\s*(?:{either})\s*\}}")
    # What stands in quotation marks is lettered in the picture.
    plain = re.compile(rf"(?<![\w\"'])(?:{either})(?![\w\"])")
    has_card = card.casefold() in text.casefold()
    short = _short(card)
    pattern = marked if marked.search(text) else plain
    first = pattern.search(text)
    if first is None:
        return text if has_card else f"{text.rstrip(' .')}, with {card}"
    if has_card or re.match(r"['’]s\b", text[first.end() :]):  # "the hedgehog's house" reads better than the card there
        told = "" if has_card else f". {short[:1].upper()}{short[1:]} is {card}."
        return pattern.sub(lambda _: short, text).rstrip(" ." if told else "") + told
    text = text[: first.start()] + card + text[first.end() :]
    return marked.sub(lambda _: short, text)


def _short(card: str) -> str:
    """Return whom a card is of, as one speaks of them the second time: "the hedgehog"."""
    short = re.sub(r",.*|\s+(?:whose|with|made of|wearing|who|that)\b.*", "", card)
    return f"the {re.sub(r'^(?:an?|the) ', '', short, flags=re.IGNORECASE)}"


def _seed(said: int | str | None, otherwise: SeedRule, *, has_base: bool) -> tuple[SeedRule, int | None]:
    if isinstance(said, int):
        return SeedRule.EXACT, said % SEEDS
    rule = {"same": SeedRule.SAME, "new": SeedRule.NEW}.get(said or "", otherwise)
    return (rule if has_base or rule is not SeedRule.SAME else SeedRule.NEW), None


def _alt(words: str) -> str:
    text = _MARK.sub(lambda match: match[1], " ".join(clean(words).split())).strip(" ,")
    return text[:1].upper() + text[1:ALT_CHARS]
