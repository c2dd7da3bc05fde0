"""Buttons and forms that need no judgement: a press in, a plan out, without asking a planner.

Used by the turn. Pure: everything it knows is on the board and in the pictures that were looked up for it. What a
press cannot mean any more raises BadInput, whose sentence the person reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.buttons import ButtonId, Verb
from bot.cleaning import has_content
from bot.errors import BadInput, PictureGone, UnknownButton
from bot.events import Author
from bot.memory.records import Picture
from bot.phrases import phrase
from bot.planner.board import Board
from bot.planner.prompts import sticker_prompt
from bot.plans import Action, Drawing, Naming, Plan, SeedRule

#: Verbs that only a planner can carry out, because words have to be understood.
PLANNED = frozenset({Verb.EDIT, Verb.PICK})


class NotYours(BadInput):
    """Facts: name (whose picture it is)."""

    sentence = "delete_not_yours"


class NoPicturesThere(BadInput):
    """The turn that a button was under has no pictures, or none that are left."""

    sentence = "no_pictures_there"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press or a sent form, with the pictures that it is about (a turn's, or the one), in their order."""

    button: ButtonId
    author: Author
    language: str
    pictures: tuple[Picture, ...]
    values: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """Return what the form's field holds, trimmed; "" when it has no such field."""
        return next((value.strip() for field, value in self.values if field == name), "")


def chosen_picture(pressed: Pressed) -> Picture:
    """Return the one picture that is meant: the button's, the one a form's field names, else the first.

    Raises PictureGone or NoPicturesThere.
    """
    if not pressed.pictures:
        raise PictureGone if pressed.button.is_picture else NoPicturesThere
    which = pressed.value("picture")
    if which:
        found = next((picture for picture in pressed.pictures if picture.id == which), None)
        if found is None:
            raise UnknownButton
        return found
    return pressed.pictures[0]


def plan_press(pressed: Pressed, board: Board) -> Plan:
    """Return the plan of a press. Raises BadInput: PictureGone, NotYours, NoPicturesThere, UnknownButton."""
    plan = _PLANS.get(pressed.button.verb)
    if plan is None:  # Stop and Retry never get here; what they are under cannot be planned
        raise UnknownButton
    return plan(pressed, board)


def _select(pressed: Pressed, _: Board) -> Plan:
    picture = chosen_picture(pressed)
    words = phrase("chosen", pressed.language, number=picture.ordinal)
    return Plan(Action.NOTE, words, pressed.language, select=picture.id)


def _more(pressed: Pressed, board: Board) -> Plan:
    if not pressed.pictures:
        raise NoPicturesThere
    if len(pressed.pictures) == 1:
        picture: Picture | None = pressed.pictures[0]
    else:  # under a grid: the one that was chosen from it, if any
        picture = next((p for p in pressed.pictures if p.id == board.state.selected), None)
    if picture is not None:
        return _again(pressed, [picture] * 4, "more_like", number=picture.ordinal, based=True)
    return _again(pressed, pressed.pictures, "more_like_these", based=True)


def _vary(pressed: Pressed, _: Board) -> Plan:
    picture = chosen_picture(pressed)
    return _again(pressed, [picture] * 4, "varied", number=picture.ordinal, based=True)


def _reroll(pressed: Pressed, _: Board) -> Plan:
    return _again(pressed, pressed.pictures, "redrawn", based=False)


def _details(pressed: Pressed, _: Board) -> Plan:
    chosen_picture(pressed)
    return Plan(Action.TEXT, language=pressed.language)


def _again(
    pressed: Pressed, pictures: Sequence[Picture], words: str, *, based: bool, number: int | None = None
) -> Plan:
    """Return a plan that paints the pictures' prompts anew; `based`: as their children, else as their siblings."""
    if not pictures:
        raise NoPicturesThere
    facts = {} if number is None else {"number": number}
    drawings = tuple(_copy(p, bases=(p.id,) if based else p.parents) for p in pictures)
    return Plan(Action.DRAW, phrase(words, pressed.language, **facts), pressed.language, drawings)


def _copy(picture: Picture, bases: tuple[str, ...], seed_rule: SeedRule = SeedRule.NEW, *, hd: bool = False) -> Drawing:
    return Drawing(
        prompt=picture.prompt,
        alt=picture.alt,
        shape=picture.shape,
        style=picture.style,
        transparent=picture.transparent,
        hd=hd,
        seed_rule=seed_rule,
        bases=bases,
        characters=picture.characters,
    )


def _sticker(pressed: Pressed, _: Board) -> Plan:
    picture = chosen_picture(pressed)
    prompt, alt = sticker_prompt(picture)
    drawing = Drawing(
        prompt=prompt,
        alt=alt,
        style="sticker",
        transparent=True,
        seed_rule=SeedRule.SAME,
        bases=(picture.id,),
        characters=picture.characters,
    )
    words = phrase("stickered", pressed.language, number=picture.ordinal)
    return Plan(Action.EDIT, words, pressed.language, (drawing,))


def _hd(pressed: Pressed, _: Board) -> Plan:
    picture = chosen_picture(pressed)
    drawing = _copy(picture, (picture.id,), SeedRule.SAME, hd=True)
    words = phrase("in_hd", pressed.language, number=picture.ordinal)
    return Plan(Action.EDIT, words, pressed.language, (drawing,))


def _name(pressed: Pressed, board: Board) -> Plan:
    picture = chosen_picture(pressed)
    name = " ".join(pressed.value("name").split())[:80]
    if not has_content(name):
        raise BadInput
    naming = Naming(name, picture=picture.id)
    known = next((c for c in board.cast if c.picture == picture.id), None)
    if known is not None and known.name.casefold() != name.casefold():
        words = phrase("renamed", pressed.language, old=known.name, name=name)
        naming = Naming(name, picture=picture.id, character=known.id, description=known.description)
    else:
        words = phrase("named", pressed.language, name=name)
    return Plan(Action.NOTE, words, pressed.language, namings=(naming,), select=picture.id)


def _delete(pressed: Pressed, _: Board) -> Plan:
    picture = chosen_picture(pressed)
    if picture.author.id != pressed.author.id:
        raise NotYours(name=picture.author.name)
    words = phrase("deleted", pressed.language, number=picture.ordinal)
    return Plan(Action.NOTE, words, pressed.language, removed=(picture.id,))


_PLANS: dict[Verb, Callable[[Pressed, Board], Plan]] = {
    Verb.SELECT: _select,
    Verb.MORE: _more,
    Verb.VARY: _vary,
    Verb.REROLL: _reroll,
    Verb.STICKER: _sticker,
    Verb.HD: _hd,
    Verb.NAME: _name,
    Verb.DELETE: _delete,
    Verb.DETAILS: _details,
}
