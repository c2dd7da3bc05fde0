"""The answers that rules give: notes, questions, edits and drawings, each as a plan and the notes for next time.

Called by intents. Pure.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.memory.records import Character, Picture
from bot.planner.cards import card_of
from bot.planner.offline import drawings
from bot.planner.offline.english_change import object_of
from bot.planner.offline.english_marks import marked
from bot.planner.offline.english_whole import continued, kind_in_passing, whole_change, whole_content
from bot.planner.offline.english_words import written_out
from bot.planner.offline.quotations import without_long_quotations
from bot.planner.offline.reading import Content, Reading
from bot.planner.offline.situation import Situation, hints_of
from bot.planner.offline.state import State
from bot.planner.prompts import Change, identity_card, is_style, parse
from bot.planner.references import Found, meant_by_words, resolve
from bot.plans import MAX_PICTURES, Action, Choice, Drawing, Naming, Plan

Decision = tuple[Plan, State]


def kept(state: State) -> State:
    """Return the notes without the question that was just answered or passed over."""
    return replace(state, pending="", pending_kind="", pending_name="", candidates=())


def note(here: Situation, key: str, **facts: str | int) -> Decision:
    return Plan(Action.NOTE, here.say(key, **facts), here.language), kept(here.state)


def ask_which(here: Situation, candidates: tuple[str, ...], key: str = "which") -> Decision:
    pictures = [here.board.pictures[c] for c in candidates if c in here.board.pictures][:MAX_PICTURES]
    choices = tuple(Choice(str(p.position), str(p.position), p.id) for p in pictures)
    state = replace(
        kept(here.state),
        pending=here.request.text[:1500],
        pending_kind="which",
        candidates=tuple(p.id for p in pictures),
    )
    return Plan(Action.ASK, here.say(key), here.language, choices=choices), state


def ask_what(here: Situation, key: str = "nothing_yet", kind: str = "what", name: str = "") -> Decision:
    state = replace(kept(here.state), pending=here.request.text[:1500], pending_kind=kind, pending_name=name)
    return Plan(Action.ASK, here.say(key, name=name), here.language), state


def unclear_target(here: Situation) -> Decision | None:
    """Return a question if the words point at nothing or at several; None if the target is clear."""
    if here.candidates:
        return ask_which(here, here.candidates, "which_other" if here.reading.pointer.other else "which")
    if here.lost and here.board.last_grid is not None:
        return ask_which(here, here.board.last_grid.pictures, "gone")
    if here.target is None:
        return ask_what(here)
    return None


def name_all(here: Situation) -> Decision:
    """Give several names at once, each to the picture that its sentence is about."""
    namings = []
    for name, pointer, nouns in here.reading.namings:
        found = resolve(here.board, pointer, here.request.author.id) if pointer.points else Found()
        picture = (
            here.board.pictures.get(found.pictures[0])
            if found.pictures
            else meant_by_words(here.board, nouns, here.state.chosen)
        )
        picture = picture or here.target
        if picture is not None:
            worn = next((c for c in here.board.cast if c.picture == picture.id), None)
            namings.append(
                Naming(name, picture.id, character=worn.id if worn else None, description=identity_card(picture.prompt))
            )
    names = " & ".join(n.name for n in namings)
    return Plan(Action.NOTE, here.say("named", name=names), here.language, namings=tuple(namings)), kept(here.state)


def described(thing: str) -> str:
    return thing if re.match(r"(?:an?|the)\s", thing) else f"a {thing}"


def said_in(here: Situation) -> str:
    """Return the English words of the message, with {0}, {1} for whoever of the cast they name."""
    text = here.reading.text if here.state.pending or not here.request.text.strip() else here.request.text
    return marked(without_long_quotations(written_out(text)), hints_of(here.request, here.board, here.state))[0]


def last_action(here: Situation) -> str:
    """Return what the bot did last: the action of its newest line."""
    return next((line.action for line in reversed(here.board.lines) if line.author is None and line.action), "")


def edit(here: Situation, bases: tuple[Picture, ...], change: Change) -> Decision:
    """Change `bases`; whoever of the cast the change names comes in with the words that say who it is."""
    if here.language == "en" and bases:
        known = f"{bases[0].prompt} {here.reading.kind or ''}"
        change = whole_change(change, said_in(here), known, here.state.last_object)
    cards = {i: card_of(one, here.board) for i, one in here.characters().items()}

    def said(text: str) -> str:
        return drawings.filled(text, cards)

    change = replace(
        change,
        add=tuple(map(said, change.add)),
        remove=tuple(map(said, change.remove)),
        swap=tuple((old if old == "{subject}" else said(old), said(new)) for old, new in change.swap),
        tint=tuple((said(thing), said(look)) for thing, look in change.tint),
    )
    made = drawings.edited(here.reading, bases[:MAX_PICTURES], change, alt=here.reading.text)
    state = replace(kept(here.state), last_object=object_of(change))
    key = "edited" if len(bases) == 1 else "edited_many"
    return Plan(Action.EDIT, here.say(key), here.language, made), state


def draw(here: Situation, content: Content, namings: tuple[Naming, ...] = ()) -> Decision:
    who = here.characters()
    content = _hero_of_story(here, content)
    if here.reading.named_thing and here.reading.name and not namings:
        namings = (Naming(here.reading.name, description=here.reading.named_thing),)
    if here.language == "en":
        if here.reading.kind is None:
            kind, style = kind_in_passing(said_in(here))
            here = replace(here, reading=replace(here.reading, kind=kind, style=here.reading.style or style))
        content = whole_content(content, said_in(here), here.reading.kind or "")
        if here.target is not None and not who:
            content = continued(content, here.target.prompt)
    current = here.target
    if content.anaphor and not who and (current is None or _remark_is_newer(here)):
        told = next((d for d in content.details if re.match(r"an? \w", d)), "")
        known = here.state.antecedent or (here.state.hero if current is None else "") or told
        subject, replaced = drawings.put_in(content.subject, known or "it")
        alone = re.fullmatch(
            r"(?:it|him|her|them|he|she|they|this|that|one|얘|이거|그거)?", content.subject.strip(), re.IGNORECASE
        )
        if alone and not known:
            return ask_what(here, "what")
        content = replace(content, subject=subject if replaced else content.subject, anaphor=False)
        current = None
    if here.reading.sticker_for and not content.subject:
        return _stickers(here)
    if not content.subject and not content.owned:
        return ask_what(here, "what")
    made = drawings_for(here, content, current)
    plan = Plan(Action.DRAW, _drawn_line(here, who, content, len(made)), here.language, made, namings)
    return plan, replace(kept(here.state), last_object="")


_ARTICLES = frozenset(["a", "an", "the"])


def _hero_of_story(here: Situation, content: Content) -> Content:
    """Return the content with the hero of the last story in full, when it speaks of "the moth"."""
    hero = here.state.hero
    noun = re.match(r"(?:the |a |an )?([a-z-]+)(?=$|,| |')", content.subject)
    definite = content.anaphor or content.subject.startswith("the ")
    if not hero or not noun or not definite or here.reading.cast:
        return content
    last = re.split(r" (?:who|that|which|in|on|at|with|\w+ing)\b", content.subject, maxsplit=1)[0].split()[-1]
    if not re.search(rf"\b{re.escape(last)}", hero, re.IGNORECASE):
        said = [w for w in content.subject.split()[:-1] if w not in _ARTICLES and here.language == "ko"]
        owner = next((w for w in said if w in hero), "")
        part = re.sub(r"^(?:an?|the) ", "", content.subject).removeprefix(owner).strip() if owner else ""
        return replace(content, subject=f"the {part} of {hero}", anaphor=False) if part else content
    core = re.split(r" (?:who|that|which) (?:is|was|has)\b", hero, maxsplit=1)[0]
    subject = re.sub(rf"^.*?\b{re.escape(last)}", lambda _: core, content.subject, count=1)
    return replace(content, subject=subject, anaphor=False)


def _remark_is_newer(here: Situation) -> bool:
    """Return whether somebody spoke of something after the last picture, which "it" then means."""
    if not here.state.antecedent or here.pointed:
        return False
    made = [n for n, line in enumerate(here.board.lines) if line.pictures]
    return not made or made[-1] < len(here.board.lines) - 2


def drawings_for(here: Situation, content: Content, current: Picture | None = None) -> tuple[Drawing, ...]:
    reading = here.reading
    if reading.style_like and reading.kind is None:
        reading, looks = _borrow_style(here)
        content = replace(content, details=(*content.details, *looks))
    scenes: tuple[str, ...] = ()
    for trait in reading.traits:
        scenes = scenes or drawings.deeds_of(trait)
    if reading.style is None and reading.kind is not None:
        reading = replace(reading, style=drawings.named_style(reading.kind))
    return drawings.fresh(
        reading,
        here.board,
        content,
        here.characters(),
        current or here.target,
        native=content.native or here.reading.text,
        scenes=scenes,
    )


def _borrow_style(here: Situation) -> tuple[Reading, tuple[str, ...]]:
    """Return the reading with the kind of the picture whose style is wanted, and the details that make its style."""
    whose = here.reading.style_like.casefold().removesuffix("'s")
    theirs = next((g for g in reversed(here.board.grids) if g.author.name.casefold() == whose), None)
    known = [here.board.pictures.get(p) for p in (theirs.pictures[:1] if theirs else ())]
    model = next((p for p in known if p is not None), here.target)
    if model is None:
        return here.reading, ()
    scene = parse(model.prompt)
    return replace(here.reading, kind=scene.kind), tuple(d for d in scene.details if is_style(d))


def _stickers(here: Situation) -> Decision:
    who = next(iter(here.characters().values()), None)
    base = here.board.pictures.get((who.picture if who else None) or "") or here.target
    if base is None:
        return ask_what(here, "what")
    made = drawings.stickers(here.reading, base, who or here.character_of(base))
    return Plan(Action.DRAW, here.say("stickers"), here.language, made), kept(here.state)


def _drawn_line(here: Situation, who: dict[int, Character], content: Content, count: int) -> str:
    asked = here.reading.count or 0
    if asked > count:
        return here.say("capped", count=count)
    if who:
        name = next(iter(who.values())).name
        if re.search(r"\b(?:asleep|sleeping|napping)\b", content.subject):
            return here.say("drew_asleep", name=name)
        if content.owned:
            return here.say("drew_house" if re.search(r"house|home", content.owned) else "drew_cast", name=name)
        return here.say("drew_cast", name=name)
    return here.say("drew_one" if count == 1 else "drew")
