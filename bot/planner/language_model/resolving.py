"""From an answer of numbers and names to a plan of ids: code decides what they mean, never a model.

Called by planner.py. Pure. What cannot be carried out raises Impossible, whose text the model is shown once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import assert_never

from bot import policy
from bot.memory.records import Picture
from bot.phrases import phrase
from bot.planner import Request
from bot.planner.board import Board
from bot.planner.language_model import tools
from bot.planner.language_model.answers import Answer
from bot.planner.language_model.board_text import Shown
from bot.planner.language_model.depicting import another, changed_drawing, new_drawing
from bot.planner.language_model.pointing import Impossible, Pointing
from bot.planner.prompts import identity_card
from bot.planner.words import clean, language_of
from bot.plans import MAX_PICTURES, Action, Choice, Drawing, Naming, Plan, SeedRule

MAX_CHOICES = 5
#: Words beside pictures that are longer than this were asked for: a story, an answer.
SHORT_CHARS = 240


@dataclass(slots=True)
class _Making:
    """A plan while its calls are gone through."""

    drawings: list[Drawing] = field(default_factory=list)
    edits: int = 0
    with_text: bool = False
    namings: list[Naming] = field(default_factory=list)
    select: str | None = None
    removed: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # said after the model's own words
    ask: tools.Ask | None = None
    refuse: tools.Refuse | None = None
    notes: bool = False
    silent: bool = False


def plan_of(answer: Answer, request: Request, board: Board, shown: Shown) -> Plan:
    """Return the plan that `answer` is. Raises Impossible."""
    return _Resolving(Pointing(request, board, shown)).plan(answer)


@dataclass(frozen=True, slots=True)
class _Resolving:
    at: Pointing

    def plan(self, answer: Answer) -> Plan:
        if answer.problem:
            raise Impossible(answer.problem)
        try:
            calls = [tools.arguments(call.name, call.arguments) for call in answer.calls]
        except tools.BadArguments as error:
            raise Impossible(str(error)) from error
        if calls and all(isinstance(call, tools.LookUp) for call in calls):
            raise Impossible("look_up: nothing more can be looked up; answer with what you know")
        making = _Making()
        # What is drawn now may be named by a call that comes before: names wait for all drawings.
        for call in sorted(calls, key=lambda one: isinstance(one, tools.NameThem)):
            self._take(call, making)
        making.drawings = making.drawings[:MAX_PICTURES]
        return self._whole(answer.words.strip(), making)

    def _take(self, call: tools.Tool, making: _Making) -> None:
        match call:
            case tools.Draw():
                making.drawings += [new_drawing(one, self.at) for one in call.pictures]
                making.with_text = making.with_text or call.with_text
            case tools.Edit():
                self._edit(call, making)
            case tools.More():
                base = self.at.picture(call.picture)
                count = max(1, min(call.count, MAX_PICTURES))
                making.drawings += [another(base)] * count
            case tools.NameThem():
                making.namings += [self._naming(one, making) for one in call.names]
            case tools.Select():
                making.select = self.at.picture(call.picture).id
            case tools.Remove():
                self._remove(call, making)
            case tools.Ask():
                making.ask = call
            case tools.Refuse():
                making.refuse = call
            case tools.Note():
                making.notes = True
            case tools.StaySilent():
                making.silent = True
            case tools.LookUp():
                pass  # once a turn, before all else: planner.py has seen to it
            case _:
                assert_never(call)

    # The plan as a whole

    def _whole(self, words: str, making: _Making) -> Plan:
        language = language_of(words, self.at.request.language)
        if making.refuse is not None:
            return self._refusal(making.refuse, words, language)
        if making.ask is not None:
            if making.drawings:
                raise Impossible("either ask, or draw: not both in one answer")
            return replace(self._question(making.ask, words), namings=tuple(making.namings), select=making.select)
        action = self._action(words, making)
        reply = "\n\n".join([*([words] if words else []), *making.lines])
        if not reply and action is not Action.NONE:
            reply = self._fallback(making, language)
        return Plan(
            action,
            reply if action is not Action.NONE else "",
            language,
            drawings=tuple(making.drawings),
            namings=tuple(making.namings),
            # What was just made is what "it" means, not what it was made from.
            select=None if making.drawings else making.select,
            removed=tuple(making.removed),
        )

    def _action(self, words: str, making: _Making) -> Action:
        if making.drawings:
            if making.with_text or len(words) > SHORT_CHARS:
                return Action.BOTH if words else Action.DRAW
            return Action.EDIT if making.edits == len(making.drawings) else Action.DRAW
        does = bool(making.namings or making.select or making.removed or making.lines)
        if does or making.notes:
            return Action.TEXT if len(words) > SHORT_CHARS else Action.NOTE
        if making.silent:
            return Action.NOTE if words or self.at.request.addressed else Action.NONE
        if not words:
            raise Impossible("you neither said nor did anything")
        return Action.TEXT

    def _refusal(self, refuse: tools.Refuse, words: str, language: str) -> Plan:
        own = words or refuse.words
        plan = policy.refusal(refuse.guideline, Plan(Action.REFUSE, language=language))
        return replace(plan, reply=own, language=language_of(own, language)) if own else plan

    def _question(self, ask: tools.Ask, words: str) -> Plan:
        question = ask.question
        parts = [words] if question in words else [words, question]
        reply = "\n\n".join(part for part in parts if part)
        if not reply:
            raise Impossible("ask: there is no question")
        choices = []
        for offer in ask.choices[:MAX_CHOICES]:
            picture = None if offer.picture is None else self.at.picture(offer.picture).id
            choices.append(Choice(offer.label, offer.label, picture))
        return Plan(Action.ASK, reply, language_of(reply, self.at.request.language), choices=tuple(choices))

    def _fallback(self, making: _Making, language: str) -> str:
        """Return words for a model that only called tools."""
        if making.drawings:
            return phrase("model_edited" if making.edits else "model_drew", language)
        if making.namings:
            return phrase("named", language, name=" & ".join(one.name for one in making.namings))
        picture = self.at.board.pictures.get(making.select or "")
        if picture is not None and picture.thread == self.at.board.thread.key:
            return phrase("chosen", language, number=picture.ordinal)
        return phrase("model_noted", language)

    # Parts of it

    def _edit(self, call: tools.Edit, making: _Making) -> None:
        edited = set[str]()
        for change in call.pictures:
            drawing = changed_drawing(change, self.at)
            first = drawing.bases[:1]
            if drawing.seed_rule is SeedRule.SAME and first and first[0] in edited:  # two takes on one picture differ
                drawing = replace(drawing, seed_rule=SeedRule.NEW)
            edited.update(first)
            making.drawings.append(drawing)
            making.edits += 1

    def _remove(self, call: tools.Remove, making: _Making) -> None:
        for number in dict.fromkeys(call.pictures):
            picture = self.at.picture(number)
            if picture.author.id == self.at.request.author.id:
                making.removed.append(picture.id)
            else:  # as under its Delete button: whoever asked for it decides
                making.lines.append(phrase("delete_not_yours", self.at.request.language, name=picture.author.name))

    def _naming(self, named: tools.Named, making: _Making) -> Naming:
        name = " ".join(clean(named.name).split()).strip(" {}")
        if not name:
            raise Impossible("name: it is empty")
        was = self.at.character(named.was) if named.was else None
        card = " ".join(clean(named.card).split())
        if named.drawing is not None or (named.picture is None and was is None and making.drawings):
            number = named.drawing or 1
            if not 1 <= number <= len(making.drawings):
                raise Impossible(f"name: there is no drawing {number} in this answer")
            return Naming(
                name,
                drawing=number,
                character=was.id if was else None,
                description=card or identity_card(making.drawings[number - 1].prompt),
            )
        picture = self._named_picture(named, making)
        known = was or next((one for one in self.at.board.cast if picture and one.picture == picture.id), None)
        own = known.description if known is not None else identity_card(picture.prompt) if picture else ""
        return Naming(
            name,
            picture=picture.id if picture is not None else None,
            character=known.id if known is not None else None,
            description=card or own,
        )

    def _named_picture(self, named: tools.Named, making: _Making) -> Picture | None:
        if named.picture is not None:
            return self.at.picture(named.picture)
        return None if named.was else self.at.meant(making.select)
