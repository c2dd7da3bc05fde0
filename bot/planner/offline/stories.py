"""Texts that people ask for: bedtime stories from a grammar, and small forms (poem, caption, dialogue).

Called by intents. Pure: the same hero and the same turn give the same text; another turn gives another one.
"""

# ruff: noqa: E501 - an expression is read in one line
from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.memory.records import Character
from bot.planner.cards import card_of
from bot.planner.lexicon import table, words_of
from bot.planner.offline import answers
from bot.planner.offline.korean_scene import phrase_of
from bot.planner.offline.reading import Content
from bot.planner.offline.replies import fill
from bot.planner.offline.state import State
from bot.planner.prompts import identity_card, parse

if TYPE_CHECKING:
    from bot.planner.offline.situation import Situation

_PACKAGE = "bot.planner.offline"
_KEPT_CHARS = 600
#: sorts of text, by the word that asks for them; everything else becomes a few good lines
_FORMS = {
    "poem": "poem rhyme song verse lyrics ballad sonnet couplet 시 동시 노래 가사",
    "haiku": "haiku 하이쿠",
    "lullaby": "lullaby 자장가",
    "limerick": "limerick",
    "joke": "joke jokes 농담 개그",
    "riddle": "riddle riddles 수수께끼 퀴즈",
    "caption": "caption captions headline quote 캡션 문구 제목글",
    "slogan": "slogan tagline motto 슬로건 구호 홍보",
    "dialogue": "dialogue conversation script 대화 대사 대본",
    "greeting": "greeting wish 인사말 축하 덕담",
    "names": "names 이름",
    "title": "title titles 제목",
    "letter": "letter 편지",
    "description": "description biography bio blurb text paragraph introduction backstory flavour flavor 소개 설명 글",
    "recipe": "recipe 레시피",
    "toast": "toast 건배사",
    "speech": "speech 연설 축사",
    "diary": "diary 일기",
    "message": "message 메시지 문자",
    "facts": "fact facts 사실",
    "line": "line lines sentence sentences words 문장 줄 한마디",
}
_STORIES = re.compile(
    r"stor(?:y|ies)|tale|legend|myth|adventure|chapter|ending|fable|beginning|sequel|prologue|epilogue|back ?story|anecdote|plot|"
    r"이야기|동화|얘기|전설|소설|스토리|결말|뒷이야기",
    re.IGNORECASE,
)


def form_of(word: str) -> str:
    """Return the sort of text that `word` asks for: "story", or a key of the small forms."""
    if _STORIES.search(word):
        return "story"
    head = word.casefold().split()[0] if word.split() else ""
    for form, names in _FORMS.items():
        if any(head.startswith(n) for n in names.split()):
            return form
    return "line"


def write(here: Situation) -> tuple[str, State]:
    """Return the text that is asked for, and the notes that remember its hero."""
    data = table(f"stories_{here.language}", _PACKAGE)
    hero, card, native = _hero(here)
    seed = f"{here.request.turn}|{hero}|{here.reading.writes}"
    rng = random.Random(seed)  # noqa: S311  # a story's choices, nothing secret
    form = form_of(here.reading.writes)
    if here.reading.writes in {"explanation", "definition", "설명", "문단"}:
        return answers.explain(here), replace(
            here.state, pending="", pending_kind="", candidates=(), form=here.reading.writes
        )
    slots = {name: rng.choice(words_of(values)) for name, values in data["slots"].items()}
    trait = _trait(here, data, card, rng)
    facts = {"hero": hero, "card": card, "a_hero": native, **slots}
    facts["trait"] = _filled(trait, facts)
    if form == "story":
        text = _story(here, data, facts, rng)
    else:
        key = (
            f"{form}_long" if re.search(r"길게|longer", here.reading.text) and f"{form}_long" in data["short"] else form
        )
        text = _filled(rng.choice(words_of_lines(data["short"].get(key) or data["short"]["line"])), facts)
    state = replace(
        here.state,
        pending="",
        pending_kind="",
        candidates=(),
        hero=card,
        hero_native=native,
        story=text[:_KEPT_CHARS],
        form=here.reading.writes[:40],
    )
    return text, state


def words_of_lines(value: Any) -> list[str]:
    """Return the wordings of a small form, which may span lines."""
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def _filled(template: str, facts: dict[str, str]) -> str:
    shown = {**facts}
    for key in ("hero", "trait", "glow"):
        value = facts.get(key, "")
        shown[key.capitalize()] = value[:1].upper() + value[1:]
    text = re.sub(r"\{([A-Z]\w*)\}", lambda m: shown.get(m[1], ""), template)
    return re.sub(r" +([.,!?])", r"\1", fill(text, **shown)).strip()


def _story(here: Situation, data: dict[str, Any], facts: dict[str, str], rng: random.Random) -> str:
    plots = data["plots"]
    beats = plots[rng.randrange(len(plots))]["beats"]
    wants_end = re.search(r"ending|end of|결말|끝|마지막", f"{here.reading.writes} {here.reading.text}", re.IGNORECASE)
    if wants_end and (here.state.story or not here.reading.writes_about):
        beats = beats[-4:]
    told = [_filled(rng.choice(beat), facts) for beat in beats]
    theme = _theme(here)
    if here.language == "ko":
        opening = (
            f"옛날 옛적에 {facts['a_hero']}{{이}} 살았어요."
            if facts["a_hero"] != facts["hero"]
            else f"옛날 옛적에 {facts['hero']}{{이}} 살았어요."
        )
        opening = fill(opening) + (f" {theme}" if theme else "")
    else:
        who = facts["a_hero"]
        name = facts["hero"]
        known_by_name = name[:1].isupper() and not name.startswith("The ")
        opening = f"Once upon a time there was {who}{f' whose name was {name}' if known_by_name else ''}.{f' {theme}' if theme else ''}"
    if wants_end and here.state.story:
        opening = words_of_lines(data["endings"]["lead"])[0]
    short = re.search(r"\b(?:short|tiny|quick|little|brief)\b|shorter|짧은|짧게|짤막|줄여", here.reading.text)
    if short:
        told = [told[i] for i in sorted({0, 1, 2, 3, len(told) - 2, len(told) - 1}) if i < len(told)]
    paragraphs = [" ".join([opening, *told[:3]]), " ".join(told[3:6]), " ".join(told[6:])]
    return "\n\n".join(p for p in paragraphs if p)


def _theme(here: Situation) -> str:
    """Return a sentence that works the person's own words about the hero into the story."""
    about = re.sub(r"\{\d\}", "", here.reading.writes_about).strip()
    relative = re.search(r"\b(?:who|that|which) (?P<x>.+)", about)
    if here.language == "en" and relative:
        pronoun_free = relative["x"].strip(" .!?")
        return f"It was one who {pronoun_free}: everybody knew that."
    if here.language == "ko" and re.search(r"\S[이가]\s+\S.*[한는은던된간친난본운]$", about):
        return f"{about.strip(' .!?')} 이야기랍니다."
    deed = re.match(r"(?:it|he|she|they)\s+\w.*", about, re.IGNORECASE)
    if here.language == "en" and deed:
        return f"And this is the day on which {deed[0].strip(' .!?')}."
    return ""


def _trait(here: Situation, data: dict[str, Any], card: str, rng: random.Random) -> str:
    traits = data["traits"]
    said = " ".join([*(t for _, t in here.state.traits), *here.reading.traits, here.reading.text]).casefold()
    for key, lines in traits.items():
        if key not in {"default", "sunflower"} and key in said:
            return str(rng.choice(words_of_lines(lines)))
    if "sunflower" in card.casefold() or "해바라기" in card:
        return str(traits["sunflower"][0])
    return str(rng.choice(words_of_lines(traits["default"])))


def _hero(here: Situation) -> tuple[str, str, str]:  # noqa: PLR0911 - the first that fits wins
    """Return (how the hero is called, the identity card in English, how the hero is introduced)."""
    reading = here.reading
    for character in here.characters().values():
        return _known(here, character)
    about = re.sub(
        r"\b(?:please|now|tonight|for (?:my|the|our|her|him) .*)$", "", reading.writes_about.strip(" .!?")
    ).strip()
    pronoun = re.match(
        r"(?:it|him|her|them|this|that|these|those|he|she|they)\b|(?:the|this|that) \w+$", about, re.IGNORECASE
    )
    if about and not pronoun:
        if here.language == "ko":
            told = re.match(r"(?P<who>[^\s]{1,8}?)(?:이|가)\s+\S.*(?:[한는은던된간친난]|[가-힣]인)$", about)
            return (told["who"], phrase_of(about), told["who"]) if told else (about, phrase_of(about), about)
        core = re.split(
            r"\s+(?:who|that|which|and|in|on|at|where|with|trying|going|looking|finding|learning|visiting)\b",
            about,
            maxsplit=1,
        )[0]
        bare = re.sub(r"^(?:an?|the|some|my|our|your)\s+", "", core)
        introduced = re.sub(r"^(?:my|our|the)\s+", "a ", core) if re.match(r"(?:my|our|the|an?)\b", core) else core
        proper = bare[:1].isupper() and not core[:1].islower()
        return (bare if proper else f"the {bare}"), about, introduced
    known = here.character_of(here.target)
    if known is not None and here.state.hero and _same_being(here.state.hero, card_of(known, here.board)):
        return _known(here, known)
    if here.state.hero and (
        here.reading.length
        or not here.board.grids
        or re.search(r"ending|continue|결말|이어서|계속|더 길게|대화", reading.text, re.IGNORECASE)
    ):
        return _again(here)
    who = here.character_of(here.target)
    if who is not None:
        return _known(here, who)
    if here.target is not None:
        card = identity_card(here.target.prompt)
        if here.language == "ko":
            shown = re.sub(r"^(?:an?|the)\s+", "", here.target.alt or card)
            return "꼬마 친구", card, shown if re.search(r"[가-힣]$", shown) and len(shown) < 20 else "꼬마 친구"
        head = re.sub(r"^(?:an?|the)\s+", "", re.sub(r"\s+(?:whose|with|who|made|wearing|in|on)\b.*", "", card))
        return f"the {head}", card, card
    return _again(here) if here.state.hero else _nobody(here)


def _same_being(hero: str, card: str) -> bool:
    """Return whether a story's hero and somebody of the cast are of one kind: they share a noun."""
    return any(
        len(w) > 2 and re.search(rf"\b{re.escape(w)}", card, re.IGNORECASE)
        for w in re.findall(r"[a-z]+", hero.casefold())
        if w not in {"the", "who", "and", "with"}
    )


def _again(here: Situation) -> tuple[str, str, str]:
    native = here.state.hero_native or here.state.hero
    head = re.sub(r"^(?:an?|the)\s+", "", native)
    return (native if here.language == "ko" else f"the {head}"), here.state.hero, native


def _nobody(here: Situation) -> tuple[str, str, str]:
    return (
        ("꼬마 별", "a small star", "꼬마 별")
        if here.language == "ko"
        else ("the little star", "a small star", "a little star")
    )


def _known(here: Situation, character: Character) -> tuple[str, str, str]:
    card = card_of(character, here.board)
    return character.name, card, (character.name if here.language == "ko" else card)


def moment(here: Situation, content: Content, state: State) -> Content:
    """Return what to draw beside a text: "its ending" becomes the hero at the story's last moment."""
    vague = re.match(
        r"^(?:(?:an?|the|its|his|her|that|this)\s+)?(?:very\s+|last\s+)?(?:ending|end|moment|scene|picture|finale|climax|it|that|part|last (?:scene|moment|page))\b",
        content.subject,
        re.IGNORECASE,
    )
    vague = vague or re.search(r"(?:마지막|결말|끝|그)\s*(?:장면|부분|순간|모습)|결말|엔딩", content.native)
    if not vague and content.subject:
        return content
    who = here.characters()
    last = "asleep under the stars at the end of the day, a small friend beside, warm light"
    if who:
        return replace(content, subject=f"{{{next(iter(who))}}} {last}", anaphor=False)
    known = here.character_of(here.target)
    card = card_of(known, here.board) if known else (identity_card(here.target.prompt) if here.target else state.hero)
    return replace(content, subject=f"it {last}" if here.target else f"{card} {last}", anaphor=here.target is not None)


def setting_of(prompt: str) -> str:
    """Return the place of a prompt, for stories that happen where the picture does."""
    return next((d for d in parse(prompt).details if re.match(r"(?:in|on|at|under)\b", d)), "")
