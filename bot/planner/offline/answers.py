"""Answers to questions, from what is known: seeds, prompts, who is who, counts; and a modest word about the world.

Called by intents. Pure. Never pretends: what is not known is said to be a guess.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.planner.lexicon import table, words_of
from bot.planner.offline.drawings import card_of
from bot.planner.offline.state import State
from bot.planner.prompts import identity_card

if TYPE_CHECKING:
    from bot.memory.records import Character
    from bot.planner.offline.situation import Situation

_PACKAGE = "bot.planner.offline"


def answer(here: Situation) -> tuple[str, State]:
    """Return the answer to the question in `here`, and the notes that remember what was said in it."""
    for source in (_about_pictures, _about_cast, _about_traits, _about_world):
        found = source(here)
        if found:
            return found
    return "", here.state


def _about_pictures(here: Situation) -> tuple[str, State] | None:
    text, target = here.reading.text, here.target
    if re.search(r"\bseeds?\b|시드", text, re.IGNORECASE) and target is not None:
        key = "seed_known" if target.seed is not None else "seed_unknown"
        return here.say(key, n=target.position, seed=target.seed or 0), here.state
    if re.search(r"\b(?:which|what) (?:words|prompt)|\bprompt\b|프롬프트", text, re.IGNORECASE) and target is not None:
        return here.say("prompt_known", n=target.position, prompt=target.prompt), here.state
    if re.search(r"how many (?:pictures|images|drawings)|그림.*몇\s*(?:장|개)", text, re.IGNORECASE):
        return here.say("count_known", count=sum(len(g.pictures) for g in here.board.grids)), here.state
    return None


def _about_cast(here: Situation) -> tuple[str, State] | None:
    text = here.reading.text
    if re.search(r"\b(?:who do you (?:know|remember)|which characters)|누구.*(?:알아|기억)", text, re.IGNORECASE):
        names = ", ".join(c.name for c in here.board.cast)
        return here.say("cast_known" if names else "cast_empty", names=names), here.state
    who = next(iter(here.characters().values()), None)
    if who and re.search(r"\bwho(?:'s| is| was)\b|누구", text, re.IGNORECASE):
        return here.say("who_known", name=who.name, card=card_of(who, here.board)), here.state
    return None


def _about_traits(here: Situation) -> tuple[str, State] | None:
    """What makes him so special: the looks that are known, and a trait that is remembered from now on."""
    text = here.reading.text
    asked = re.search(
        r"\bwhat makes (?:him|her|it|them|\S+) (?:so |that |such )?|\bwhy is (?:he|she|it|\S+) so\b|\bwhat(?:'s| is) so (?:special|great|\S+) about\b|왜\s*(?:이렇게|그렇게)|뭐가\s*그렇게|어떤 점이|무엇이 그렇게|뭐가 특별",
        text,
        re.IGNORECASE,
    )
    who: Character | None = next(iter(here.characters().values()), None) or here.character_of(here.target)
    if not asked or (who is None and here.target is None):
        return None
    data = table("answers", _PACKAGE)[here.language]
    card = card_of(who, here.board) if who else identity_card(here.target.prompt) if here.target else ""
    name = who.name if who else data["somebody"]
    from bot.planner.offline.replies import fill

    looks = re.search(r"\b(?:whose|with|made of|wearing)\b .+", card)
    lines = [fill(data["trait_looks"], name=name, looks=card if looks else card)] if card else []
    lines.append(fill(data["trait_kind"], name=name))
    state = replace(here.state, traits=(*here.state.traits, (who.id if who else "", "kind"))[-8:])
    return " ".join(lines), state


def _about_world(here: Situation) -> tuple[str, State] | None:
    """A fact from the small table, else a modest sentence."""
    data = table("answers", _PACKAGE)[here.language]
    text = here.reading.text.casefold()
    for fact in data["facts"]:
        if all(re.search(w, text) for w in words_of(fact["about"])):
            return str(fact["says"]), here.state
    for kind in data["kinds"]:
        if re.search(kind["about"], text):
            return str(kind["says"]), here.state
    return str(data["modest"]), here.state
