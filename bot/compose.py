"""Replies out of plans and pictures: words, cards and the buttons under them.

Used by the turn. Pure; knows neither platforms nor how a reply is fitted to one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.buttons import ButtonId, Verb
from bot.errors import PicturebookError, explain
from bot.memory.records import Picture
from bot.money import Cost, money
from bot.phrases import phrase
from bot.plans import Action, Choice, Plan
from bot.replies import Audience, Button, ButtonStyle, Card, Fact, Progress, Reply

Rows = tuple[tuple[Button, ...], ...]


def card(picture: Picture, label: str = "", *, large: bool = False) -> Card:
    """Return the picture as it is shown in a reply."""
    return Card(
        picture=picture.id,
        label=label,
        blob=picture.blob,
        media_type=picture.media_type,
        width_px=picture.width_px,
        height_px=picture.height_px,
        alt=picture.alt,
        select=str(ButtonId(Verb.SELECT, picture.id)),
        large=large,
    )


def cards(pictures: Sequence[Picture], total: int) -> tuple[Card, ...]:
    """Return a turn's pictures: numbered when more than one was wanted (`total`), large when there is one only."""
    alone = len(pictures) == 1
    return tuple(card(one, str(one.position) if total > 1 else "", large=alone) for one in pictures)


def grid_buttons(turn: str, pictures: Sequence[Picture], language: str) -> Rows:
    """Return the buttons under several pictures."""
    return (
        tuple(Button(str(ButtonId(Verb.SELECT, p.id)), str(p.position)) for p in pictures),
        (
            _button(Verb.MORE, turn, language),
            _button(Verb.REROLL, turn, language),
            _button(Verb.EDIT, turn, language, opens_form=True),
            _button(Verb.NAME, turn, language, opens_form=True),
        ),
    )


def picture_buttons(picture: Picture, language: str) -> Rows:
    """Return the buttons under one picture, shown large."""
    target = picture.id
    hd = () if picture.hd else (_button(Verb.HD, target, language),)
    return (
        (
            _button(Verb.VARY, target, language),
            _button(Verb.EDIT, target, language, opens_form=True),
            _button(Verb.NAME, target, language, opens_form=True),
            _button(Verb.STICKER, target, language),
        ),
        (
            *hd,
            _button(Verb.DETAILS, target, language),
            _button(Verb.DELETE, target, language, style=ButtonStyle.DANGER),
        ),
    )


def thinking(turn: str, language: str, text: str = "") -> Reply:
    """Return what is shown while the plan is made; `text` is what the planner has said so far."""
    return Reply(
        turn=turn,
        text=text,
        buttons=_stop(turn, language),
        progress=Progress(phrase("thinking", language)),
        language=language,
    )


def painting(turn: str, plan: Plan, done: Sequence[Picture], failed: int, sketches: Sequence[Card] = ()) -> Reply:
    """Return what is shown while pictures are painted: the words, the tiles that are finished, and `sketches`."""
    total = len(plan.drawings)
    stage = phrase("painting", plan.language, done=len(done) + failed, total=total)
    return Reply(
        turn=turn,
        text=plan.reply,
        cards=(*(card(one, str(one.position) if total > 1 else "", large=total == 1) for one in done), *sketches),
        buttons=_stop(turn, plan.language),
        progress=Progress(stage, len(done) + failed, total, plan.drawings[0].shape),
        language=plan.language,
    )


def finished(
    turn: str,
    plan: Plan,
    pictures: Sequence[Picture],
    failures: Sequence[tuple[int, str]] = (),
    selected: Picture | None = None,
) -> Reply:
    """Return the final reply of a plan. `failures` are (position, sentence) of tiles that could not be painted."""
    language = plan.language
    lines = [plan.reply] if plan.reply else []
    if failures and not pictures and plan.action is not Action.BOTH:
        lines = [phrase("none_painted", language)]  # "Here is Larry" would be a lie
    lines += [phrase("tile_failed", language, number=number, why=why) for number, why in failures]
    buttons: Rows = ()
    shown: tuple[Card, ...] = ()
    if pictures:
        shown = cards(pictures, len(plan.drawings))
        several = len(pictures) > 1
        buttons = grid_buttons(turn, pictures, language) if several else picture_buttons(pictures[0], language)
    elif selected is not None:
        shown = (card(selected, large=True),)
        buttons = picture_buttons(selected, language)
    elif plan.choices:
        buttons = (choice_buttons(turn, plan.choices),)
    if failures:
        lines.append(phrase("retry_hint", language))
        buttons = (*buttons, (_button(Verb.RETRY, turn, language, style=ButtonStyle.PRIMARY),))
    return Reply(turn=turn, text="\n".join(lines), cards=shown, buttons=buttons, language=language)


def failed(turn: str, error: BaseException, language: str, *, said: str = "") -> Reply:
    """Return the reply of a turn that could not be finished: what failed, and Retry where that may help."""
    text = explain(error, language)
    useless = isinstance(error, PicturebookError) and not error.retry_helps
    buttons: Rows = () if useless else ((_button(Verb.RETRY, turn, language, style=ButtonStyle.PRIMARY),),)
    return Reply(turn=turn, text=f"{said}\n\n{text}" if said else text, buttons=buttons, language=language)


def stopped(turn: str, plan: Plan | None, pictures: Sequence[Picture], language: str) -> Reply:
    """Return the reply of a turn that its person stopped: what was finished stays."""
    lines = [plan.reply] if plan and plan.reply else []
    lines.append(phrase("stopped_with" if pictures else "stopped", language, n=len(pictures)))
    buttons: Rows = ()
    if pictures:
        several = len(pictures) > 1
        buttons = grid_buttons(turn, pictures, language) if several else picture_buttons(pictures[0], language)
    retry = (_button(Verb.RETRY, turn, language),)
    shown = cards(pictures, len(plan.drawings) if plan else 0)
    return Reply(turn=turn, text="\n".join(lines), cards=shown, buttons=(*buttons, retry), language=language)


def details(turn: str, picture: Picture, parents: Mapping[str, Picture], names: Sequence[str], language: str) -> Reply:
    """Return all that is known of a picture, for the one who asked. `parents` are those that still exist, by id."""
    seed = phrase("fact_unknown", language) if picture.seed is None else str(picture.seed)
    rows = [
        ("fact_prompt", picture.prompt),
        ("fact_seed", seed),
        ("fact_model", f"{picture.painter} / {picture.model}"),
        ("fact_size", f"{picture.width_px} x {picture.height_px}"),
        ("fact_style", picture.style or ""),
        ("fact_characters", ", ".join(names)),
        ("fact_cost", _cost(picture, language)),
        ("fact_by", picture.author.name),
        ("fact_notes", "; ".join(picture.notes)),
    ]
    facts = [Fact(phrase(label, language), value) for label, value in rows if value]
    for parent in parents.values():
        here = parent.thread == picture.thread
        value = phrase("parent_number" if here else "parent_elsewhere", language, number=parent.ordinal)
        facts.append(Fact(phrase("fact_parent", language), value, parent.id))
    words = phrase("details_of", language, number=picture.ordinal)
    return Reply(turn, words, facts=tuple(facts), audience=Audience.PERSON, language=language)


def _cost(picture: Picture, language: str) -> str:
    """Return what a picture cost, as people read it."""
    cost = Cost.of(picture.cost_usd)
    if cost.unknown:
        return phrase("cost_unknown", language)
    return money(cost.micros) if cost.micros else phrase("cost_free", language)


def choice_buttons(turn: str, choices: Sequence[Choice]) -> tuple[Button, ...]:
    """Return the one-tap answers to a question."""
    return tuple(Button(str(ButtonId(Verb.PICK, turn, n)), choice.label) for n, choice in enumerate(choices))


def _stop(turn: str, language: str) -> Rows:
    return ((_button(Verb.STOP, turn, language, style=ButtonStyle.DANGER),),)


def _button(
    verb: Verb, target: str, language: str, *, style: ButtonStyle = ButtonStyle.PLAIN, opens_form: bool = False
) -> Button:
    return Button(str(ButtonId(verb, target)), phrase(f"button_{verb}", language), style, opens_form)
