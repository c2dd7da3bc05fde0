"""Answers to questions, from what is known: seeds, prompts, who is who, counts; and a modest word about the world.

Called by intents. Pure. Never pretends: what is not known is said to be a guess.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.planner.cards import card_of
from bot.planner.lexicon import table
from bot.planner.offline.korean_nouns import noun_in
from bot.planner.offline.replies import fill
from bot.planner.offline.state import State
from bot.planner.prompts import identity_card
from bot.planner.references import told

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
    if (
        re.search(
            r"\b(?:which|what) (?:words|prompt)|\bprompt\b|how (?:did|do) you (?:make|draw|paint|create|do) (?:it|this|that|these|the (?:first|second|third|fourth|last|one))|^(?:please |can you |could you )*describe (?:it|this|that|the (?:picture|image|first|second|third|fourth|last|one))|프롬프트",
            text,
            re.IGNORECASE,
        )
        and target is not None
    ):
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
    lines = [fill(data["trait_looks"], name=name, looks=_looks(card, here.language))] if card else []
    lines.append(fill(data["trait_kind"], name=name))
    state = replace(here.state, traits=(*here.state.traits, (who.id if who else "", "kind"))[-8:])
    return " ".join(lines), state


_KOREAN_LOOKS = (
    ("sunflower", "가시 대신 황금빛 해바라기 꽃잎이 돋아 있어서, 웃을 때마다 햇살처럼 반짝여요."),
    ("petal", "온몸에 고운 꽃잎이 돋아 있어요."),
    ("wearing", "차림새부터 남다르지요."),
    ("", "한번 보면 잊을 수 없는 모습이에요."),
)


def _looks(card: str, language: str) -> str:
    """Return the looks of somebody as a person reads them: the card itself, or a Korean sentence about it."""
    if language == "en":
        return card
    return next(says for word, says in _KOREAN_LOOKS if word in card)


def _about_world(here: Situation) -> tuple[str, State] | None:
    """A fact from the small table, else a modest sentence; always with what the question is about."""
    data = table("answers", _PACKAGE)[here.language]
    text = here.reading.text.casefold()
    meant = re.search(r"\b(?:it|that|this|they|them|these|those|he|she|him|her)\b|이거|그거|이게|얘", text)
    seen = told(here.board, here.target).casefold() if meant and here.target is not None else ""
    topic = topic_of(here.reading.text, here.language)
    # A fact may be about something else of the topic than what was asked for: the sort of answer comes after it.
    both = [s for s in (_fact(data["facts"], text), _fact(data["kinds"], text)) if s]
    says = both if here.language == "en" else both[:1]
    if not _fact(data["facts"], text) and seen and len(text.split()) < 16:
        of_it = _fact(data["facts"], f"{text} {seen}")
        says = [of_it, *says] if of_it and of_it not in says else says
    if says:
        more = [says[0], *(s[:1].upper() + s[1:] for s in says[1:])]
        return fill(data["guess"], topic=topic, says=" ".join(more)), here.state
    return fill(data["modest"], topic=topic), here.state


def _fact(source: list[dict[str, str]], text: str) -> str:
    """Return what the first entry about `text` says, or ""."""
    return next((fact["says"] for fact in source if re.search(fact["about"], text)), "")


def explain(here: Situation) -> str:
    """Return a few words that explain what the person asked about, as far as the tables go."""
    found = _about_world(here)
    return found[0] if found else ""


_ASKING = re.compile(
    r"^(?:(?:ok|okay|hm+|so|and|but|now|cool|lol|by the way|anyway|also)\b[\s,.]*)*(?:(?:what|who|where|when|why|how|which|whose)(?:'s|'re)?\b\s*|(?:is|are|do|does|did|can|could|will|would|should|was|were|has|have)\b\s*"
    r"|(?:many|much|often|long|old|tall|far|big)\b\s*|(?:the|a|an|that|this|it|they|you|i|we|really|actually|even)\b\s+)+",
    re.IGNORECASE,
)


def topic_of(text: str, language: str) -> str:
    """Return what a question is about, in its own words: "how long do puffins live?" -> "puffins live"."""
    last = next((p for p in reversed(re.split(r"(?<=[.!?])\s+", text)) if "?" in p), text).strip(" ?!.")
    if language == "ko":
        return _topic_ko(last)
    topic = _ASKING.sub("", last).strip(" ?!.,")
    if not re.search(_TELLING, topic, re.IGNORECASE):
        topic = _ASKING.sub("", text).strip(" ?!.,")
    return topic[:120] or last[:120]


_ASKING_KO = re.compile(
    r"(?:왜|언제|어디|뭐|뭘|무엇|무슨|누구|누가|몇|얼마|어느|어떤|어떻|진짜|정말|원래|보통|근데|그런데|혹시|이거|그거|저거|얘|걔)\S*"
)


def _topic_ko(text: str) -> str:
    """Return the nouns that a Korean question is about: "고양이는 왜 상자를 좋아할까" -> "고양이, 상자"."""
    words = [w for w in re.findall(r"[가-힣A-Za-z0-9]+", text) if len(w) > 1 and not _ASKING_KO.fullmatch(w)]
    known = [w[: len(w) - len(found[1])] if found[1] else w for w in words if (found := noun_in(w)) is not None]
    return ", ".join(dict.fromkeys(known[:3])) or " ".join(words[:3]) or text[:40]


#: A word that says something of a topic: "What do I tell him?" has none.
_TELLING = (
    r"\b(?!(?:tell|say|think|know|mean|him|her|them|you|that|this|it|they|one|about|really|true|right|okay|answer|idea|anyone|anybody|"
    r"somebody|what|like|make|with|from|have|does|should|would|could)\b)[a-z]{4,}"
)
