"""From an answer of numbers and names to a plan of ids: code decides what they mean, never a model.

Called by planner.py. Pure. What cannot be carried out raises Impossible, whose text the model is shown once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from bot import policy
from bot.memory.records import Character, Picture
from bot.phrases import phrase
from bot.planner import Request
from bot.planner.board import Board
from bot.planner.cards import card_of
from bot.planner.language_model import tools
from bot.planner.language_model.answers import Answer
from bot.planner.language_model.board_text import Shown
from bot.planner.prompts import MAX_PROMPT_CHARS, identity_card, rewrite
from bot.planner.prompts import Change as PromptChange
from bot.planner.words import clean, language_of
from bot.plans import MAX_PICTURES, Action, Choice, Drawing, Naming, Plan, SeedRule

SEEDS = 2**31
ALT_CHARS = 300
MAX_CHOICES = 5
#: Words beside pictures that are longer than this were asked for: a story, an answer.
SHORT_CHARS = 240
_MARK = re.compile(r"\{\s*([^{}]{1,80}?)\s*\}")


class Impossible(ValueError):
    """What a model wants that cannot be; the text is for the model."""


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
    return _Resolving(request, board, shown).plan(answer)


@dataclass(frozen=True, slots=True)
class _Resolving:
    request: Request
    board: Board
    shown: Shown

    def plan(self, answer: Answer) -> Plan:
        if answer.problem:
            raise Impossible(answer.problem)
        try:
            calls = [tools.arguments(call.name, call.arguments) for call in answer.calls]
        except tools.BadArguments as error:
            raise Impossible(str(error)) from error
        making = _Making()
        # What is drawn now may be named by a call that comes before: names wait for all drawings.
        for call in sorted(calls, key=lambda one: isinstance(one, tools.NameThem)):
            self._take(call, making)
        making.drawings = making.drawings[:MAX_PICTURES]
        return self._whole(answer.words.strip(), making)

    def _take(self, call: tools.Tool, making: _Making) -> None:
        match call:
            case tools.Draw():
                making.drawings += [self._scene(one) for one in call.pictures]
                making.with_text = making.with_text or call.with_text
            case tools.Edit():
                self._edit(call, making)
            case tools.More():
                base = self._picture(call.picture)
                count = max(1, min(call.count, MAX_PICTURES))
                making.drawings += [_copy(base)] * count
            case tools.NameThem():
                making.namings += [self._naming(one, making) for one in call.names]
            case tools.Select():
                making.select = self._picture(call.picture).id
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
            case _:
                assert_never(call)

    # The plan as a whole

    def _whole(self, words: str, making: _Making) -> Plan:
        language = language_of(words, self.request.language)
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
            return Action.NOTE if words or self.request.addressed else Action.NONE
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
            picture = None if offer.picture is None else self._picture(offer.picture).id
            choices.append(Choice(offer.label, offer.label, picture))
        return Plan(Action.ASK, reply, language_of(reply, self.request.language), choices=tuple(choices))

    def _fallback(self, making: _Making, language: str) -> str:
        """Return words for a model that only called tools."""
        if making.drawings:
            return phrase("model_edited" if making.edits else "model_drew", language)
        if making.namings:
            return phrase("named", language, name=" & ".join(one.name for one in making.namings))
        picture = self.board.pictures.get(making.select or "")
        if picture is not None and picture.thread == self.board.thread.key:
            return phrase("chosen", language, number=picture.ordinal)
        return phrase("model_noted", language)

    # Pictures

    def _scene(self, scene: tools.Scene) -> Drawing:
        likes = [self._picture(number) for number in scene.like if number]
        prompt, cast = self._filled(scene.prompt, scene.who)
        if not prompt:
            raise Impossible("draw: a prompt is empty")
        faces = [one.picture for one in cast if one.picture and one.picture in self.board.pictures]
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
            attachments=self._photos(scene.photo),
        )

    def _edit(self, call: tools.Edit, making: _Making) -> None:
        edited = set[str]()
        for change in call.pictures:
            drawing = self._changed(change)
            first = drawing.bases[:1]
            if drawing.seed_rule is SeedRule.SAME and first and first[0] in edited:  # two takes on one picture differ
                drawing = replace(drawing, seed_rule=SeedRule.NEW)
            edited.update(first)
            making.drawings.append(drawing)
            making.edits += 1

    def _changed(self, change: tools.Change) -> Drawing:
        photos = self._photos(change.photo)
        base = None if photos and change.picture is None else self._base(change.picture)
        written, cast = self._filled(change.prompt, change.who)
        if not written and change.change:
            what, cast = self._filled(change.change, change.who)
            written = what if base is None else rewrite(base.prompt, PromptChange(add=(what,)))
        if not written:
            raise Impossible("edit: give the whole new prompt, or the change")
        known = base.characters if base is not None else ()
        rule, seed = _seed(change.seed, SeedRule.SAME, has_base=base is not None)
        return Drawing(
            prompt=written,
            alt=_alt(change.alt or (f"{base.alt.rstrip('.')}; {change.change}" if base and change.change else written)),
            shape=change.shape or (base.shape if base else "square"),
            style=change.style or (base.style if base else None),
            transparent=change.transparent or change.style == "sticker" or (base.transparent if base else False),
            seed_rule=rule,
            seed=seed,
            bases=() if base is None else (base.id,),
            characters=tuple(dict.fromkeys([*known, *(one.id for one in cast)])),
            attachments=photos,
        )

    def _base(self, number: int | None) -> Picture:
        """Return the picture that an edit is about: said, or pressed, or replied to, or simply "it"."""
        if number is not None:
            return self._picture(number)
        pointed = self.board.pictures.get(self.request.picture or "") or self.board.pictures.get(
            self.request.reply_to or ""
        )
        base = pointed or self.board.current()
        if base is None:
            raise Impossible("edit: there is no picture yet; draw one, or ask what is meant")
        return base

    def _picture(self, number: int) -> Picture:
        picture = self.shown.view.get(number) or self.board.picture(number)
        if picture is None:
            known = sorted({*self.shown.view, *(p.ordinal for p in self._here())})
            there = f"there are {_ranges(known)}" if known else "there is none at all yet"
            raise Impossible(f"there is no picture #{number} at hand; {there}")
        return picture

    def _here(self) -> Iterable[Picture]:
        return (one for one in self.board.pictures.values() if one.thread == self.board.thread.key)

    def _photos(self, number: int | None) -> tuple[str, ...]:
        if number is None:
            return ()
        blob = self.shown.photos.get(number)
        if blob is None:
            there = f"there are {_ranges(sorted(self.shown.photos))}" if self.shown.photos else "nobody sent one"
            raise Impossible(f"there is no photo {number}; {there}")
        return (blob,)

    def _remove(self, call: tools.Remove, making: _Making) -> None:
        for number in dict.fromkeys(call.pictures):
            picture = self._picture(number)
            if picture.author.id == self.request.author.id:
                making.removed.append(picture.id)
            else:  # as under its Delete button: whoever asked for it decides
                making.lines.append(phrase("delete_not_yours", self.request.language, name=picture.author.name))

    # Names

    def _filled(self, prompt: str, who: Sequence[str]) -> tuple[str, tuple[Character, ...]]:
        """Return the prompt with identity cards for the marks of the cast, and who they are.

        A card stands there in full the first time and short after that: "a hedgehog with ...", then "the hedgehog".
        """
        text = " ".join(clean(prompt).split())
        cast: dict[str, Character] = {}
        for name in who:
            one = self._character(name)
            cast[one.id] = one
        for mark in _MARK.findall(text):
            marked = self.shown.cast.get(mark) or self.board.character(mark)
            if marked is not None:
                cast[marked.id] = marked
        for one in cast.values():
            text = _carded(text, self._names(one), card_of(one, self.board))
        text = _MARK.sub(lambda match: match[1], text)  # a name of nobody we know is a word like any other
        return text[:MAX_PROMPT_CHARS].strip(), tuple(cast.values())

    def _names(self, character: Character) -> list[str]:
        shown = [name for name, one in self.shown.cast.items() if one.id == character.id]
        return sorted({*shown, character.name, *character.aliases}, key=len, reverse=True)

    def _character(self, name: str) -> Character:
        bare = name.strip(" {}")
        one = self.shown.cast.get(bare) or self.board.character(bare)
        if one is None:
            known = ", ".join(self.shown.cast) or "empty"
            raise Impossible(f"nobody of the cast is called {bare!r}; the cast is {known[:300]}")
        return one

    def _naming(self, named: tools.Named, making: _Making) -> Naming:
        name = " ".join(clean(named.name).split()).strip(" {}")
        if not name:
            raise Impossible("name: it is empty")
        was = self._character(named.was) if named.was else None
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
        picture = self._picture(named.picture) if named.picture is not None else None if was else self._meant(making)
        known = was or next((one for one in self.board.cast if picture is not None and one.picture == picture.id), None)
        own = known.description if known is not None else identity_card(picture.prompt) if picture else ""
        return Naming(
            name,
            picture=picture.id if picture is not None else None,
            character=known.id if known is not None else None,
            description=card or own,
        )

    def _meant(self, making: _Making) -> Picture | None:
        """Return the picture that a name is for: pressed or replied to, else chosen now, else "it"."""
        for one in (self.request.picture, self.request.reply_to, making.select):
            if one in self.board.pictures:
                return self.board.pictures[one]
        return self.board.current()


def _copy(base: Picture) -> Drawing:
    return Drawing(
        prompt=base.prompt,
        alt=base.alt,
        shape=base.shape,
        style=base.style,
        transparent=base.transparent,
        bases=(base.id,),
        characters=base.characters,
    )


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


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in few words: #1-4, #9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"#{run[0]}" if len(run) == 1 else f"#{run[0]}-{run[-1]}" for run in runs[-12:])
