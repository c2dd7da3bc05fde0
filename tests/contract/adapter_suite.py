"""What every adapter must do: one suite, run by each platform's tests against that platform or its double.

A platform's test module subclasses `AdapterSuite` and gives the fixture `stage`. Nothing here knows a platform; words
that people say and buttons that they press go in through the platform, and what they see comes out of it.
"""

from __future__ import annotations

import asyncio
import struct
import unicodedata
import zlib
from dataclasses import dataclass, replace
from typing import Protocol

import pytest
from doubles.scripted_core import ScriptedCore

from bot.adapter import Adapter, Blob, Traces
from bot.errors import DeliveryRefused, InboxFull, explain
from bot.events import Author, Message, Press, Submit, Thread
from bot.fit import fit
from bot.replies import Button, Card, Form, Progress, Reply

ADA = Author("ada", "Ada")
BEN = Author("ben", "Ben")
#: How long anything may take; a failing test waits as long, a passing one does not.
PATIENCE_S = 15.0

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "**bold** _it_ ~no~ [link](javascript:alert(1)) `code` <http://a.example|b>",
    "@everyone @here <!channel> <!here> <@U123> <@&42> <#C1>",
    "before\x00\x07\x1b[31mafter",
    "\u202eright to left\u202c zero\u200bwidth \u2066isolate\u2069",
    "e" + "\u0301" * 60,
    '{"json": "quotes \\" and \\\\ slashes"}\r\n\r\nevent: reset\ndata: forged',
    "::: > * # 1. - [x] | table |",
]


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as a person sees it. `buttons` are the ids that pressing sends; `alts` one text a picture."""

    text: str
    from_bot: bool
    alts: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    final: bool = True


class Refused(Exception):
    """The platform told the person that it did not work, in this sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Stage(Protocol):
    """A platform with an adapter that listens, and the people on it.

    What people do returns once the platform has the adapter's acknowledgement, or its word that it did not work.
    """

    adapter: Adapter
    core: ScriptedCore

    def thread(self, name: str = "t1", room: str = "kitchen") -> Thread:
        """Return a thread where people can talk; the same for the same names."""
        ...

    async def seen(self, thread: Thread) -> list[Shown]:
        """Return what a person sees in the thread, oldest first."""
        ...

    async def say(
        self, thread: Thread, text: str, *, delivery: str = "d1", author: Author = ADA, locale: str = "en"
    ) -> None:
        """Say something; the same `delivery` again is the platform delivering it twice. Raises Refused."""
        ...

    async def press(self, thread: Thread, button: str, *, delivery: str = "d1") -> Form | None:
        """Press a button and return the form that opened at once. Raises Refused."""
        ...

    async def submit(self, thread: Thread, form: Form, values: dict[str, str], *, delivery: str = "d1") -> None:
        """Send a form. Raises Refused."""
        ...

    async def pings(self) -> int:
        """Return how many people the bot's messages have called by mention."""
        ...

    async def other(self) -> Adapter:
        """Return a second adapter on the same platform and store, as a worker has one; it does not listen."""
        ...

    async def stop(self) -> None:
        """Cancel listening and wait until it has ended."""
        ...

    async def restart(self) -> None:
        """End the adapter without ceremony and start another in its place."""
        ...


def words(text: str) -> str:
    """Return what is left of a text on any platform: no white space, no invisible or control characters."""
    return "".join(one for one in text if unicodedata.category(one) not in {"Cc", "Cf", "Zs", "Zl", "Zp"})


def png(number: int) -> bytes:
    """Return a tiny picture, another one for each number."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixel = bytes([0, number % 256, 40, 90])
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(pixel)) + part(b"IEND", b"")


def grid(stage: Stage, turn: str = "turn1", pictures: int = 4) -> Reply:
    """Return an answer with pictures, whose bytes the core has, and the buttons under it."""
    cards = []
    for number in range(1, pictures + 1):
        blob = f"{number:064x}"
        stage.core.blobs[blob] = Blob(png(number), "image/png")
        picture = f"pic-{turn}-{number}"
        select = f"pb1:select:{picture}"
        cards.append(Card(picture, str(number), blob, "image/png", 1, 1, f"Larry, take {number}", select))
    numbers = tuple(Button(card.select, card.label) for card in cards)
    others = (
        Button(f"pb1:more:{turn}", "More like this"),
        Button(f"pb1:edit:pic-{turn}-1", "Edit…", opens_form=True),
    )
    return Reply(turn, "Here is Larry.", tuple(cards), (numbers, others))


class AdapterSuite:
    """Subclass it as `TestXContract` and give it the fixture `stage`."""

    async def answers(self, stage: Stage, thread: Thread) -> list[Shown]:
        """Return what the bot shows in the thread."""
        return [one for one in await stage.seen(thread) if one.from_bot]

    async def show(self, stage: Stage, thread: Thread, reply: Reply, key: str = "k") -> list[str]:
        """Post a reply as the core does: fitted, each part under its own key."""
        parts = fit(reply, stage.adapter.capabilities)
        return [await stage.adapter.post(thread, f"{key}.{n}", part) for n, part in enumerate(parts)]

    async def test_event_of_a_message_says_who_where_and_what(self, stage: Stage) -> None:
        thread = stage.thread()
        await stage.say(thread, "a hedgehog, please", author=BEN, locale="ko")
        (event,) = stage.core.events
        assert isinstance(event, Message)
        assert (event.text, event.author.name, event.thread) == ("a hedgehog, please", "Ben", thread)
        assert event.thread.platform == stage.adapter.name
        assert event.locale.startswith("ko")
        assert event.time_s > 0

    async def test_message_of_a_person_is_seen_before_the_answer(self, stage: Stage) -> None:
        thread = stage.thread()
        await stage.say(thread, "a hedgehog")
        await self.show(stage, thread, Reply(stage.core.events[0].id, "Here."))
        assert [words(one.text) for one in await stage.seen(thread)] == [words("a hedgehog"), "Here."]

    async def test_redelivered_event_is_accepted_and_shown_once(self, stage: Stage) -> None:
        thread = stage.thread()
        await stage.say(thread, "a hedgehog", delivery="twice")
        await stage.say(thread, "a hedgehog", delivery="twice")
        assert len(stage.core.events) == 1
        assert len(await stage.seen(thread)) == 1

    async def test_refused_message_gets_the_sentence(self, stage: Stage) -> None:
        stage.core.refuse = InboxFull()
        with pytest.raises(Refused) as refused:
            await stage.say(stage.thread(), "a hedgehog", locale="ko")
        assert refused.value.sentence == explain(InboxFull(), "ko")
        assert stage.core.events == []

    async def test_refused_message_can_be_said_again(self, stage: Stage) -> None:
        stage.core.refuse = InboxFull()
        with pytest.raises(Refused):
            await stage.say(stage.thread(), "a hedgehog", delivery="again")
        stage.core.refuse = None
        await stage.say(stage.thread(), "a hedgehog", delivery="again")
        assert len(stage.core.events) == 1

    async def test_post_shows_once_under_the_same_key(self, stage: Stage) -> None:
        thread = stage.thread()
        first = await stage.adapter.post(thread, "k", Reply("turn1", "Hello."))
        assert await stage.adapter.post(thread, "k", Reply("turn1", "Hello.")) == first
        assert await (await stage.other()).post(thread, "k", Reply("turn1", "Hello.")) == first
        assert await stage.adapter.post(thread, "k2", Reply("turn1", "Again.")) != first
        assert [one.text for one in await self.answers(stage, thread)] == ["Hello.", "Again."]

    async def test_same_key_in_another_thread_is_another_message(self, stage: Stage) -> None:
        here, there = stage.thread(), stage.thread("t2")
        await stage.adapter.post(here, "k", Reply("turn1", "here"))
        await stage.adapter.post(there, "k", Reply("turn2", "there"))
        assert [one.text for one in await self.answers(stage, there)] == ["there"]

    async def test_edit_replaces_the_whole_message(self, stage: Stage) -> None:
        thread = stage.thread()
        running = Reply("turn1", "I am drawing…", progress=Progress("1 of 4 painted", 1, 4))
        message = await stage.adapter.post(thread, "k", running)
        assert [one.final for one in await self.answers(stage, thread)] == [False]
        done = grid(stage)
        await stage.adapter.edit(thread, message, done)
        (shown,) = await self.answers(stage, thread)
        assert words(shown.text) == words(done.text)
        assert shown.final
        assert len(shown.alts) == 4
        await stage.adapter.edit(thread, message, Reply("turn1", "Only words now."))
        (shown,) = await self.answers(stage, thread)
        assert (shown.text, shown.alts, shown.buttons) == ("Only words now.", (), ())

    async def test_edit_of_no_message_is_refused(self, stage: Stage) -> None:
        thread = stage.thread()
        message = await stage.adapter.post(thread, "k", Reply("turn1", "Hello."))
        unknown = ("1" if message[0] != "1" else "2") + message[1:]
        with pytest.raises(DeliveryRefused):
            await stage.adapter.edit(thread, unknown, Reply("turn1", "Hello?"))

    async def test_order_is_kept(self, stage: Stage) -> None:
        thread = stage.thread()
        for number in range(6):
            await stage.adapter.post(thread, f"k{number}", Reply(f"turn{number}", f"number {number}"))
        assert [one.text for one in await self.answers(stage, thread)] == [f"number {n}" for n in range(6)]

    async def test_pictures_have_alternative_texts(self, stage: Stage) -> None:
        thread = stage.thread()
        await self.show(stage, thread, grid(stage))
        alts = [alt for one in await self.answers(stage, thread) for alt in one.alts]
        assert alts == [f"Larry, take {n}" for n in range(1, 5)]

    async def test_every_button_arrives_when_pressed(self, stage: Stage) -> None:
        thread = stage.thread()
        reply = grid(stage)
        await self.show(stage, thread, reply)
        shown = [button for one in await self.answers(stage, thread) for button in one.buttons]
        assert shown == [button.id for row in reply.buttons for button in row]
        plain = [button for button in shown if ":edit:" not in button]
        for number, button in enumerate(plain):
            assert await stage.press(thread, button, delivery=f"p{number}") is None
        pressed = [one.button for one in stage.core.events if isinstance(one, Press)]
        assert pressed == plain
        assert {one.thread for one in stage.core.events} == {thread}

    async def test_redelivered_press_is_accepted_once(self, stage: Stage) -> None:
        thread = stage.thread()
        await self.show(stage, thread, grid(stage))
        for _ in range(2):
            await stage.press(thread, "pb1:more:turn1", delivery="twice")
        assert len(stage.core.events) == 1

    async def test_form_opens_at_once_and_its_values_arrive(self, stage: Stage) -> None:
        thread = stage.thread()
        await self.show(stage, thread, grid(stage))
        form = await stage.press(thread, "pb1:edit:pic-turn1-1", delivery="p1")
        assert form is not None
        assert stage.core.events == []
        assert [one.name for one in form.fields] == ["words"]
        said = "a red hat & <b>boots</b>\n두 번째 줄"
        await stage.submit(thread, form, {"words": said}, delivery="s1")
        (event,) = stage.core.events
        assert isinstance(event, Submit)
        assert (event.form, dict(event.values), event.thread) == (form.id, {"words": said}, thread)

    @pytest.mark.parametrize("text", HOSTILE)
    async def test_hostile_text_is_shown_as_text(self, stage: Stage, text: str) -> None:
        thread = stage.thread()
        await stage.say(thread, text)
        (event,) = stage.core.events
        assert isinstance(event, Message)
        assert words(event.text) == words(text)
        await self.show(stage, thread, Reply("turn9", text))
        assert [words(one.text) for one in await stage.seen(thread)] == [words(text)] * 2
        assert await stage.pings() == 0

    async def test_long_text_is_shown_whole(self, stage: Stage) -> None:
        thread = stage.thread()
        text = "".join(f"sentence {n} 이야기. " for n in range(5000))
        assert len(text.encode()) > 100_000
        await self.show(stage, thread, Reply("turn1", text))
        shown = "".join(one.text for one in await self.answers(stage, thread))
        assert words(shown) == words(text)

    async def test_lone_surrogate_does_not_stop_an_answer(self, stage: Stage) -> None:
        thread = stage.thread()
        await self.show(stage, thread, Reply("turn1", "half \ud83d a sign"))
        (shown,) = await self.answers(stage, thread)
        assert shown.text.startswith("half ")

    async def test_rooms_do_not_leak(self, stage: Stage) -> None:
        kitchen, attic = stage.thread(room="kitchen"), stage.thread(room="attic")
        await stage.say(kitchen, "a hedgehog", delivery="d1")
        await stage.say(attic, "a lighthouse", delivery="d2")
        await stage.adapter.post(kitchen, "k", Reply("turn1", "Larry"))
        assert [one.thread for one in stage.core.events] == [kitchen, attic]
        assert [words(one.text) for one in await stage.seen(attic)] == [words("a lighthouse")]

    async def test_post_and_edit_of_a_worker_reach_the_listening_one(self, stage: Stage) -> None:
        thread = stage.thread()
        worker = await stage.other()
        message = await worker.post(thread, "k", Reply("turn1", "…", progress=Progress("thinking")))
        await worker.edit(thread, message, replace(grid(stage), text="Done."))
        (shown,) = await self.answers(stage, thread)
        assert (shown.text, len(shown.alts), shown.final) == ("Done.", 4, True)

    async def test_forgetting_is_harmless_and_may_be_repeated(self, stage: Stage) -> None:
        thread, other = stage.thread(), stage.thread("t2", room="attic")
        await stage.adapter.post(thread, "k1", Reply("e1", "To be forgotten."))
        await stage.adapter.post(other, "k2", Reply("e2", "To be kept."))
        traces = Traces("u-nobody", frozenset({"e9"}), frozenset({"pic-9"}), frozenset({"b" * 64}), 0.0)
        for what in (traces, None, None):
            await stage.adapter.forget(thread.room, what)
        assert [shown.text for shown in await stage.seen(other)] == ["To be kept."]
        await stage.adapter.post(thread, "k3", Reply("e3", "Afterwards."))
        assert (await stage.seen(thread))[-1].text == "Afterwards."

    async def test_listen_ends_when_cancelled(self, stage: Stage) -> None:
        await stage.say(stage.thread(), "a hedgehog")
        async with asyncio.timeout(PATIENCE_S):
            await stage.stop()

    async def test_restart_keeps_messages_and_buttons(self, stage: Stage) -> None:
        thread = stage.thread()
        await stage.say(thread, "a hedgehog", delivery="d1")
        posted = await self.show(stage, thread, grid(stage))
        before = await stage.seen(thread)
        await stage.restart()
        assert await stage.seen(thread) == before
        await stage.press(thread, "pb1:select:pic-turn1-2", delivery="p1")
        assert isinstance(stage.core.events[-1], Press)
        await stage.adapter.edit(thread, posted[-1], Reply("turn1", "Changed after the restart."))
        assert await self.show(stage, thread, grid(stage)) == posted
        assert (await self.answers(stage, thread))[-1].text == "Changed after the restart."
