"""A core that plays whole turns on the web page without planner, painter or memory, for tests of the page alone.

Every message is answered: with words when it asks for a story, with as many pictures as the digit in it says, else
with four. `gate` set to a semaphore holds each frame of an answer back until a test releases it.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace

from doubles.scripted_core import ScriptedCore
from PIL import Image, ImageDraw

from bot.adapter import (
    Acceptance,
    Adapter,
    Blob,
    CharacterChange,
    Forgotten,
    Outcome,
    RoomSettings,
    SettingChanges,
    Traces,
)
from bot.buttons import ButtonId, Verb, decode
from bot.errors import CharacterGone, NameTaken
from bot.events import Event, Message, Press, Submit
from bot.replies import (
    Button,
    ButtonStyle,
    Card,
    CastMember,
    Fact,
    Field,
    FieldKind,
    Form,
    PictureDetails,
    Progress,
    Reply,
)

_COLOURS = ("#f2b84b", "#8fbf6a", "#7fb4d8", "#e59aa8", "#b59be0", "#e0905a")
#: Tiles are rarely finished in order.
_FINISHED = (2, 1, 4, 3)


def paint(number: int, size_px: tuple[int, int] = (256, 256)) -> bytes:
    """Return a PNG that shows its number."""
    image = Image.new("RGB", size_px, _COLOURS[number % len(_COLOURS)])
    draw = ImageDraw.Draw(image)
    draw.ellipse((size_px[0] * 0.2, size_px[1] * 0.2, size_px[0] * 0.8, size_px[1] * 0.8), fill="#fff8e8")
    draw.text((size_px[0] / 2, size_px[1] / 2), str(number), fill="#38281b", anchor="mm", font_size=72)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _button(verb: Verb, target: str, label: str, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    return Button(str(ButtonId(verb, target)), label, style, opens_form=verb in {Verb.EDIT, Verb.NAME})


@dataclass
class DrawingCore(ScriptedCore):
    """A ScriptedCore that answers through `adapter`. `paint` makes the bytes of the n-th picture of its life."""

    adapter: Adapter | None = None
    gate: asyncio.Semaphore | None = None
    paint: Callable[[int], bytes] = paint
    story: str = "Once upon a time there was **Larry**, a very kind hedgehog.\n\nHe shared his last sunflower seed."
    say: str = "Here are some ideas!"
    made: int = 0
    settings: dict[str, RoomSettings] = field(default_factory=dict)  # by room key
    setting_changes: list[dict[str, int | str | None]] = field(default_factory=list)
    _turns: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _open: dict[str, tuple[str, Reply]] = field(default_factory=dict)  # by turn: message id, reply as shown

    async def accept(self, event: Event) -> Acceptance:
        """Take the event like a ScriptedCore, then answer it in the background."""
        acceptance = await super().accept(event)
        if acceptance.outcome is Outcome.ACCEPTED:
            if isinstance(event, Press) and decode(event.button).verb is Verb.STOP:
                await self._stop(event, decode(event.button).target)
                return replace(acceptance, outcome=Outcome.HANDLED)
            self._turns[event.id] = asyncio.create_task(self._answer(event))
        return acceptance

    async def form(self, press: Press) -> Form | None:
        """Open a form with every kind of field for Edit, one line for Name."""
        button = decode(press.button)
        if button.verb is Verb.NAME:
            return Form(press.button, "Name", (Field("name", "What is the name?", max_chars=40),), "Keep")
        if button.verb is not Verb.EDIT:
            return None
        style = Field("style", "Style", kind=FieldKind.CHOICE, value="storybook", choices=_STYLES, required=False)
        words = Field("words", "What should change?", kind=FieldKind.PARAGRAPH)
        return Form(press.button, "Edit this picture", (words, style), "Draw")

    async def family(self, room: str, picture: str) -> tuple[PictureDetails, ...]:
        """Return the pictures of the room that are joined to this one by parents, oldest first."""
        await self.details(room, picture)
        kin, size = {picture}, 0
        while size != len(kin):
            size = len(kin)
            for one in self.pictures[room]:
                if one.id in kin or kin.intersection(one.parents):
                    kin |= {one.id, *one.parents}
        return tuple(one for one in reversed(self.pictures[room]) if one.id in kin)

    async def change_character(self, room: str, character: str, change: CharacterChange) -> CastMember:
        """Change a character; a name that somebody else has is refused."""
        before = self._member(room, character)
        if change.name in {one.name for one in self.members[room] if one.id != character}:
            raise NameTaken(name=change.name or "")
        given = {name: value for name, value in asdict(change).items() if value is not None}
        after = replace(before, **given)
        self.members[room] = tuple(after if one.id == character else one for one in self.members[room])
        return after

    async def remove_character(self, room: str, character: str) -> None:
        """Take a character out."""
        gone = self._member(room, character)
        self.members[room] = tuple(one for one in self.members[room] if one != gone)

    def _member(self, room: str, character: str) -> CastMember:
        self._refuse()
        found = next((one for one in self.members.get(room, ()) if one.id == character), None)
        if found is None:
            raise CharacterGone
        return found

    async def room_settings(self, room: str) -> RoomSettings:
        """Return what was set."""
        self._refuse()
        return self.settings.get(room, RoomSettings())

    async def change_room_settings(self, room: str, changes: SettingChanges) -> RoomSettings:
        """Set whatever is given."""
        self._refuse()
        self.setting_changes.append(dict(changes))
        self.settings[room] = replace(await self.room_settings(room), **changes)  # type: ignore[arg-type]  # anything goes
        return self.settings[room]

    async def forget_person(self, platform: str, author: str, room: str | None = None) -> Forgotten:
        """Forget what a person said in a room, and the answers to it."""
        self._refuse()
        assert room is not None
        assert self.adapter is not None
        turns = frozenset(one.id for one in self.events if one.author.id == author)
        await self.adapter.forget(room.removeprefix("web/"), Traces(author, turns))
        return Forgotten(1, len(turns) * 2)

    async def forget_room(self, room: str) -> Forgotten:
        """Forget what was said in a room."""
        self._refuse()
        assert self.adapter is not None
        await self.adapter.forget(room.removeprefix("web/"))
        return Forgotten(1, len(self.events) * 2)

    def _refuse(self) -> None:
        if self.refuse is not None:
            raise self.refuse

    async def close(self) -> None:
        """End what still runs."""
        for task in self._turns.values():
            task.cancel()
        await asyncio.gather(*self._turns.values(), return_exceptions=True)

    async def _answer(self, event: Event) -> None:
        for reply in self._frames(event):
            await self._show(event, reply)
            if self.gate is not None and not reply.is_final:
                await self.gate.acquire()

    async def _show(self, event: Event, reply: Reply) -> None:
        assert self.adapter is not None
        if event.id in self._open:
            message, _ = self._open[event.id]
            await self.adapter.edit(event.thread, message, reply)
        else:
            message = await self.adapter.post(event.thread, event.id, reply)
        self._open[event.id] = (message, reply)

    async def _stop(self, event: Press, turn: str) -> None:
        self._turns[turn].cancel()
        message, reply = self._open[turn]
        assert self.adapter is not None
        stopped = replace(reply, text="Stopped. What was finished stays.", progress=None, buttons=())
        await self.adapter.edit(event.thread, message, stopped)

    def _frames(self, event: Event) -> Iterator[Reply]:
        match event:
            case Message():
                number = re.search(r"[1-4]", event.text)
                is_story = "story" in event.text or "동화" in event.text
                yield from self._talk(event) if is_story else self._draw(event, int(number[0]) if number else 4)
            case Press():
                yield from self._pressed(event, decode(event.button))
            case Submit():
                yield from self._submitted(event, decode(event.form))

    def _talk(self, event: Event) -> Iterator[Reply]:
        words = self.story.split(" ")
        for end in range(0, len(words), max(1, len(words) // 4)):
            yield Reply(event.id, " ".join(words[:end]), progress=Progress("Thinking…"))
        yield Reply(event.id, self.story)

    def _draw(self, event: Event, count: int, base: PictureDetails | None = None) -> Iterator[Reply]:
        stop = ((_button(Verb.STOP, event.id, "Stop"),),)
        yield Reply(event.id, progress=Progress("Thinking…"), buttons=stop)
        yield Reply(event.id, self.say[: len(self.say) // 2], progress=Progress("Thinking…"), buttons=stop)
        cards: list[Card] = []
        for position in [one for one in _FINISHED if one <= count]:
            progress = Progress(f"{len(cards)} of {count} painted", len(cards), count)
            yield Reply(event.id, self.say, tuple(cards), stop, progress)
            cards.append(self._make(event, position, count, base))
            cards.sort(key=lambda card: card.label)
        yield Reply(event.id, self.say, tuple(cards), self._under(event.id, cards))

    @staticmethod
    def _under(turn: str, cards: list[Card]) -> tuple[tuple[Button, ...], ...]:
        if len(cards) == 1:
            return _under_one(cards[0].picture)
        choose = tuple(Button(card.select, card.label) for card in cards)
        more = (_button(Verb.MORE, turn, "More like this"), _button(Verb.REROLL, turn, "Redraw"))
        return (choose, (*more, _button(Verb.EDIT, turn, "Edit…"), _button(Verb.NAME, turn, "Name…")))

    def _make(self, event: Event, position: int, count: int, base: PictureDetails | None) -> Card:
        self.made += 1
        number = self.made
        data = self.paint(number)
        digest = hashlib.sha256(data).hexdigest()
        self.blobs[digest] = Blob(data, "image/png")
        with Image.open(io.BytesIO(data)) as image:
            width_px, height_px = image.size
        text = event.text if isinstance(event, Message) else "an edit"
        made = PictureDetails(
            id=f"pic-{number}",
            ordinal=number,
            thread=event.thread.key,
            turn=event.id,
            prompt=f"Storybook illustration: {text} (version {number})",
            alt=f"{text}, version {number}",
            seed=1000 + number,
            painter="offline",
            model="paper-1",
            style="storybook",
            width_px=width_px,
            height_px=height_px,
            parents=(base.id,) if base else (),
            characters=(),
            author=event.author.name,
            time_s=event.time_s + number / 1000,
            blob=digest,
            media_type="image/png",
            notes=("Offline preview.",),
        )
        key = event.thread.room_key
        self.pictures[key] = (made, *self.pictures.get(key, ()))
        return _card(made, str(position)) if count > 1 else replace(_card(made, ""), large=True)

    def _pressed(self, event: Press, button: ButtonId) -> Iterator[Reply]:
        known = self._known(event, button.target)
        if button.verb in {Verb.MORE, Verb.REROLL, Verb.VARY} or known is None:
            yield from self._draw(event, 4, known)
        elif button.verb is Verb.SELECT:
            yield Reply(event.id, "This one it is.", (replace(_card(known, ""), large=True),), _under_one(known.id))
        elif button.verb is Verb.DETAILS:
            facts = (Fact("Prompt", known.prompt), Fact("Seed", str(known.seed)), Fact("From", "#1", known.id))
            yield Reply(event.id, "How it was made:", facts=facts)
        else:
            yield from self._draw(event, 1, known)

    def _submitted(self, event: Submit, form: ButtonId) -> Iterator[Reply]:
        known = self._known(event, form.target)
        values = dict(event.values)
        if form.verb is Verb.NAME and known is not None:
            key = event.thread.room_key
            member = CastMember(f"char-{known.id}", values["name"], (), "A hedgehog with petals.", known.id, known.blob)
            self.members[key] = (*self.members.get(key, ()), member)
            yield Reply(event.id, f"Hello, {values['name']}!")
        else:
            yield from self._draw(event, 1, known)

    def _known(self, event: Event, target: str) -> PictureDetails | None:
        return next((one for one in self.pictures.get(event.thread.room_key, ()) if target in {one.id, one.turn}), None)


_STYLES = (("storybook", "Storybook"), ("watercolour", "Watercolour"))


def _card(made: PictureDetails, label: str) -> Card:
    select = str(ButtonId(Verb.SELECT, made.id))
    return Card(made.id, label, made.blob, made.media_type, made.width_px, made.height_px, made.alt, select)


def _under_one(picture: str) -> tuple[tuple[Button, ...], ...]:
    return (
        (
            _button(Verb.VARY, picture, "Variations"),
            _button(Verb.EDIT, picture, "Edit…"),
            _button(Verb.NAME, picture, "Name…"),
            _button(Verb.STICKER, picture, "Sticker"),
            _button(Verb.HD, picture, "HD"),
        ),
        (
            _button(Verb.DETAILS, picture, "Details"),
            _button(Verb.DELETE, picture, "Delete", ButtonStyle.DANGER),
        ),
    )
