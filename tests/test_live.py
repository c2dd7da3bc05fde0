"""The live message: few edits, the newest content wins, and nothing ever comes after the last word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from doubles.post_office import ROOMY
from doubles.records import KITCHEN

from bot.adapter import Capabilities, Core
from bot.errors import DeliveryError, DeliveryRefused
from bot.events import Thread
from bot.journal import Fenced
from bot.live import DELIVERY_ATTEMPTS, Guard, LiveMessage, Sleep
from bot.replies import Card, Progress, Reply


def progress(text: str) -> Reply:
    return Reply("e1", text, progress=Progress("…"))


def final(text: str = "done") -> Reply:
    return Reply("e1", text)


SLOW = replace(ROOMY, edit_interval_s=1.0)


class Clock:
    """A sleep that lasts until the test lets time pass, and remembers how long it was asked to last."""

    def __init__(self) -> None:
        self.asked_s: list[float] = []
        self._next = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asked_s.append(seconds)
        await self._next.wait()

    async def tick(self) -> None:
        """End every sleep, and let everything happen that follows at once."""
        self._next.set()
        self._next = asyncio.Event()
        await quiet()


async def hurry(seconds: float) -> None:
    """Sleep no time at all."""
    await asyncio.sleep(0)


async def quiet() -> None:
    """Let everything run that can run without time passing."""
    for _ in range(20):
        await asyncio.sleep(0)


@dataclass
class Wall:
    """A platform that keeps what is shown; `outages` are raised first, one a call. `gate`: calls wait here."""

    capabilities: Capabilities = SLOW
    name: str = "wall"
    shown: dict[str, str] = field(default_factory=dict)  # message -> text
    calls: list[tuple[str, str]] = field(default_factory=list)
    outages: list[BaseException] = field(default_factory=list)
    gate: asyncio.Event | None = None
    lossy: bool = False  # an outage comes after the platform did as it was told

    async def listen(self, core: Core) -> None: ...

    async def close(self) -> None: ...

    async def post(self, thread: Thread, key: str, reply: Reply) -> str:
        await self._meet(f"post {key}", reply, lambda: self.shown.setdefault(key, reply.text))
        return key

    async def edit(self, thread: Thread, message: str, reply: Reply) -> None:
        await self._meet(f"edit {message}", reply, lambda: self.shown.update({message: reply.text}))

    async def _meet(self, call: str, reply: Reply, show: Callable[[], object]) -> None:
        if self.gate is not None:
            await self.gate.wait()
        self.calls.append((call, reply.text))
        if self.outages:
            if self.lossy:
                show()
            raise self.outages.pop(0)
        show()


def live(
    wall: Wall, sleep: Sleep, known: str | None = None, *, fresh: bool = True, guard: Guard | None = None
) -> LiveMessage:
    async def post(reply: Reply) -> tuple[str, bool]:
        if known is not None:
            return known, False
        return await wall.post(KITCHEN, "e1", reply), fresh

    return LiveMessage(wall, KITCHEN, "e1", post, sleep=sleep, guard=guard)


async def test_first_content_posts_and_later_ones_edit():
    wall, clock = Wall(), Clock()
    message = live(wall, clock.sleep)
    message.show(progress("one"))
    await quiet()
    message.show(progress("two"))
    await clock.tick()
    assert wall.calls == [("post e1", "one"), ("edit e1", "two")]
    await message.pause()


async def test_many_contents_are_one_edit_and_the_newest_wins():
    wall, clock = Wall(), Clock()
    message = live(wall, clock.sleep)
    for number in range(100):
        message.show(progress(f"word {number}"))
        await asyncio.sleep(0)
    await clock.tick()
    await clock.tick()
    assert wall.calls == [("post e1", "word 0"), ("edit e1", "word 99")]
    assert clock.asked_s == [1.0, 1.0]
    await message.pause()


async def test_content_after_a_quiet_time_is_shown_at_once():
    wall, clock = Wall(), Clock()
    message = live(wall, clock.sleep)
    message.show(progress("one"))
    await quiet()
    await clock.tick()
    message.show(progress("two"))
    await quiet()
    assert wall.calls[-1] == ("edit e1", "two")
    await message.pause()


async def test_final_content_without_any_before_it_is_posted_once():
    wall = Wall()
    await live(wall, hurry).finish(final())
    assert wall.calls == [("post e1", "done")]


async def test_message_that_an_earlier_worker_posted_is_edited():
    wall = Wall(shown={"e1": "one"})
    await live(wall, hurry, known="e1").finish(final())
    assert wall.calls == [("edit e1", "done")]


async def test_message_that_may_hold_an_earlier_workers_words_is_edited_too():
    wall = Wall(shown={"e1": "thinking"})
    await live(wall, hurry, fresh=False).finish(final())
    assert wall.shown == {"e1": "done"}


async def test_final_content_is_never_overtaken_by_progress_that_is_under_way():
    wall, clock = Wall(gate=asyncio.Event()), Clock()
    message = live(wall, clock.sleep)
    message.show(progress("one"))
    await quiet()  # the post is under way, and hangs
    message.show(progress("two"))
    end = asyncio.create_task(message.finish(final()))
    await quiet()
    assert wall.gate is not None
    wall.gate.set()
    await end
    await clock.tick()
    assert wall.calls == [("post e1", "one"), ("edit e1", "done")]
    assert wall.shown == {"e1": "done"}


async def test_progress_that_waits_is_dropped_by_the_final_content():
    wall, clock = Wall(), Clock()
    message = live(wall, clock.sleep)
    message.show(progress("one"))
    await quiet()
    message.show(progress("two"))
    await message.finish(final())
    await clock.tick()
    assert [text for _, text in wall.calls] == ["one", "done"]


async def test_progress_that_is_told_while_the_final_content_is_under_way_is_dropped():
    wall, clock = Wall(gate=asyncio.Event()), Clock()
    message = live(wall, clock.sleep)
    end = asyncio.create_task(message.finish(final()))
    await quiet()  # the final post is under way, and hangs
    message.show(progress("a late tile"))
    await quiet()
    assert wall.gate is not None
    wall.gate.set()
    await end
    await clock.tick()
    assert wall.shown == {"e1": "done"}


async def test_progress_that_is_told_between_attempts_at_the_final_content_is_dropped():
    wall, clock = Wall(outages=[DeliveryError("500")]), Clock()
    message = live(wall, clock.sleep)
    end = asyncio.create_task(message.finish(final()))
    await quiet()  # the first attempt has failed
    message.show(progress("a late tile"))
    await clock.tick()
    await end
    await clock.tick()
    assert {text for _, text in wall.calls} == {"done"}
    assert wall.shown == {"e1": "done"}


async def test_progress_that_is_told_after_the_final_content_is_dropped():
    wall, clock = Wall(), Clock()
    message = live(wall, clock.sleep)
    message.show(progress("one"))
    await quiet()
    await message.finish(final())
    message.show(progress("a late tile"))
    await clock.tick()
    assert wall.shown == {"e1": "done"}


async def test_pause_that_is_cancelled_leaves_nothing_that_could_come_after_the_final_content():
    """The turn is cancelled while an edit is waited for; whoever ends it pauses again."""
    wall, clock = Wall(gate=asyncio.Event()), Clock()
    message = live(wall, clock.sleep)
    message.show(progress("one"))
    await quiet()
    message.show(progress("two"))
    pausing = asyncio.create_task(message.pause())
    await quiet()
    pausing.cancel()
    await quiet()
    assert wall.gate is not None
    end = asyncio.create_task(message.finish(final()))
    await quiet()
    wall.gate.set()
    await end
    await clock.tick()
    assert wall.shown == {"e1": "done"}
    assert wall.calls[-1][1] == "done"


async def test_progress_that_fails_does_not_end_the_turn_and_the_next_is_tried():
    wall, clock = Wall(outages=[DeliveryError("500")]), Clock()
    message = live(wall, clock.sleep)
    message.show(progress("one"))
    await quiet()
    message.show(progress("two"))
    await clock.tick()
    assert wall.shown == {"e1": "two"}
    await message.pause()


async def test_progress_that_meets_a_bug_does_not_end_the_turn():
    wall, clock = Wall(outages=[KeyError("a bug of the adapter")]), Clock()
    message = live(wall, clock.sleep)
    message.show(progress("one"))
    await quiet()
    message.show(progress("two"))
    await clock.tick()
    assert wall.shown == {"e1": "two"}
    await message.pause()


@pytest.mark.parametrize("failures", [1, 2, DELIVERY_ATTEMPTS - 1])
async def test_final_content_is_tried_again(failures: int):
    wall = Wall(outages=[DeliveryError("500")] * failures)
    await live(wall, hurry).finish(final())
    assert len([call for call, _ in wall.calls if call == "post e1"]) == failures + 1
    assert wall.shown == {"e1": "done"}


async def test_final_content_that_fails_too_often_is_an_error():
    wall = Wall(outages=[DeliveryError("500")] * DELIVERY_ATTEMPTS)
    with pytest.raises(DeliveryError):
        await live(wall, hurry).finish(final())
    assert len(wall.calls) == DELIVERY_ATTEMPTS


async def test_refusal_of_the_platform_is_not_tried_again():
    wall = Wall(outages=[DeliveryRefused("403")])
    with pytest.raises(DeliveryRefused):
        await live(wall, hurry).finish(final())
    assert len(wall.calls) == 1


async def test_pauses_between_attempts_grow():
    wall, asked_s = Wall(outages=[DeliveryError("500")] * 4), []

    async def sleep(seconds: float) -> None:
        asked_s.append(seconds)

    await live(wall, sleep).finish(final())
    assert len(asked_s) == 4
    assert asked_s[3] > asked_s[0]
    assert max(asked_s) <= 10


async def test_progress_that_was_shown_though_it_seemed_to_fail_is_replaced_by_the_final_content():
    """The platform took the placeholder, and its answer was lost: posting again finds it there, with old words."""
    wall, clock = Wall(outages=[DeliveryError("connection lost")], lossy=True), Clock()
    message = live(wall, clock.sleep)
    message.show(progress("thinking"))
    await quiet()
    assert wall.shown == {"e1": "thinking"}
    await message.finish(final())
    assert wall.shown == {"e1": "done"}


async def test_reply_that_is_too_much_for_one_message_goes_into_several_each_under_its_own_key():
    small = replace(ROOMY, cards=1, text_chars=200, edit_interval_s=0.0)
    wall = Wall(capabilities=small)
    cards = tuple(Card(f"pic-{n}", str(n), "ab", "image/png", 1, 1, "alt", f"pb1:select:pic-{n}") for n in (1, 2, 3))
    message = live(wall, hurry)
    message.show(progress("one"))
    await quiet()
    await message.finish(Reply("e1", "words", cards=cards))
    assert [call for call, _ in wall.calls] == ["post e1", "edit e1", "post e1.2", "post e1.3"]


async def test_later_parts_are_tried_again_without_repeating_the_first():
    text = " ".join(["word"] * 100)

    class Flaky(Wall):
        async def post(self, thread: Thread, key: str, reply: Reply) -> str:
            if key == "e1.2" and not any(call == "post e1.2" for call, _ in self.calls):
                self.calls.append(("post e1.2", "lost"))
                raise DeliveryError("500")
            return await Wall.post(self, thread, key, reply)

    wall = Flaky(capabilities=replace(ROOMY, text_chars=200))
    message = live(wall, hurry)
    await message.finish(Reply("e1", text))
    assert [call for call, _ in wall.calls].count("post e1") == 1
    assert " ".join(wall.shown[key] for key in sorted(wall.shown)).split() == text.split()


async def test_progress_of_a_worker_that_lost_its_turn_is_kept_back():
    wall, clock, lost = Wall(), Clock(), False

    async def guard() -> None:
        if lost:
            raise Fenced

    message = live(wall, clock.sleep, guard=guard)
    message.show(progress("one"))
    await quiet()
    lost = True
    wall.shown["e1"] = "done"  # by the successor
    message.show(progress("two"))
    await clock.tick()
    await message.pause()
    assert wall.shown == {"e1": "done"}


async def test_pausing_what_never_began_does_nothing():
    wall = Wall()
    message = live(wall, hurry)
    await message.pause()
    await message.pause()
    assert wall.calls == []
