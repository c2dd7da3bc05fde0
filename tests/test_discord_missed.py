"""What was said while no session heard it, on a Discord of the tests whose sessions are gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from contract.adapter_suite import ADA
from doubles.discord.rules import Fault
from doubles.discord.stage import DiscordStage, in_memory
from structlog.testing import capture_logs

from adapters.discord import limits
from adapters.discord.heard import Heard
from adapters.discord.missed import Missed
from bot.adapter import Traces
from bot.errors import MessageTooLong
from bot.events import Message, Thread
from bot.replies import Reply


@pytest.fixture
async def stage() -> AsyncIterator[DiscordStage]:
    """A server where nothing was said yet."""
    stage = await in_memory()
    yield stage
    await stage.close()


def texts(stage: DiscordStage) -> list[str]:
    return [one.text for one in stage.core.events if isinstance(one, Message)]


async def heard(stage: DiscordStage, *expected: str) -> None:
    """Wait until these were heard, in this order; go on listening for a moment, and hear nothing else."""
    try:
        await stage.world.until(lambda: len(texts(stage)) >= len(expected))
    finally:
        await asyncio.sleep(0.1)
        assert texts(stage) == list(expected)


async def quiet(stage: DiscordStage) -> None:
    """Wait until all that was heard is noted, and end listening; nobody can resume what it heard."""
    await asyncio.sleep(0.1)
    await stage.stop()
    stage.server.hub.sessions.clear()


def say(stage: DiscordStage, channel: int, text: str, **more: Any) -> Any:
    return stage.world.say(stage.person(ADA), channel, text, **more)


def asked(stage: DiscordStage) -> list[str]:
    """Return the channels whose history was asked for, one for each request."""
    return [
        one.path.split("/")[2]
        for one in stage.server.log
        if one.method == "GET" and one.path.endswith("/messages") and "after" in one.query
    ]


async def test_mentions_threads_and_direct_messages_of_an_outage_are_answered(stage: DiscordStage) -> None:
    world, kitchen, attic = stage.world, stage.channel(), stage.channel("attic")
    direct = world.direct(stage.person(ADA))
    first = say(stage, kitchen, world.mention("a fox"))
    await heard(stage, "a fox")
    # Nothing but the opening of its thread tells that anybody may write there.
    await stage.adapter.post(Thread("discord", str(kitchen), str(first.id)), "k", Reply(str(first.id), "Here."))
    say(stage, direct, "hello")
    await heard(stage, "a fox", "hello")
    await quiet(stage)
    say(stage, first.id, "make it red")
    say(stage, first.id, "and blue")
    say(stage, direct, "a hat")
    say(stage, kitchen, "nobody asked you")
    mentioned = say(stage, kitchen, world.mention("an owl"))
    say(stage, attic, world.mention("never seen here before"))
    await stage.listen()
    await world.until(lambda: len(texts(stage)) == 6)
    await asyncio.sleep(0.1)
    events = [one for one in stage.core.events[2:] if isinstance(one, Message)]
    found = {(one.text, one.thread.room, one.thread.id, one.workspace, one.author.name) for one in events}
    assert found == {
        ("make it red", str(kitchen), str(first.id), str(stage.guild), "Ada"),
        ("and blue", str(kitchen), str(first.id), str(stage.guild), "Ada"),
        ("a hat", str(direct), str(direct), "", "Ada"),
        ("an owl", str(kitchen), str(mentioned.id), str(stage.guild), "Ada"),
    }
    order = [one.text for one in events]
    assert order.index("make it red") < order.index("and blue")
    # A session that is resumed, or begun after no outage, finds nothing else.
    await stage.server.hub.drop()
    await world.until(lambda: stage.server.hub.resumed == 1)
    stage.server.hub.invalidate()
    await world.until(lambda: len(stage.server.hub.identified) == 3)
    say(stage, direct, "live")
    await world.until(lambda: "live" in texts(stage))
    await asyncio.sleep(0.1)
    assert len(texts(stage)) == 7


async def test_session_that_ends_by_itself_is_followed_by_what_it_missed(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    say(stage, kitchen, stage.world.mention("one"))
    await heard(stage, "one")
    hub = stage.server.hub
    hub.resumes = False
    sessions = list(hub.sessions.values())
    hub.sessions.clear()
    say(stage, kitchen, stage.world.mention("two"))  # told to nobody
    for session in sessions:
        assert session.socket is not None
        session.socket.put(9, data=False)
    await heard(stage, "one", "two")


async def test_what_is_said_meanwhile_waits_behind_what_was_missed(stage: DiscordStage) -> None:
    kitchen, mention = stage.channel(), stage.world.mention
    say(stage, kitchen, mention("one"))
    await heard(stage, "one")
    await quiet(stage)
    say(stage, kitchen, mention("two"))
    said: list[Any] = []
    stage.server.rules.faults.append(
        Fault("GET", "/messages$", delay_s=0.3, then=lambda: said.append(say(stage, kitchen, mention("four"))))
    )
    listening = asyncio.create_task(stage.listen())
    await stage.world.until(lambda: stage.server.hub.connected)
    await listening
    say(stage, kitchen, mention("three"))
    await stage.world.until(lambda: said)
    await heard(stage, "one", "two", "three", "four")


async def test_answers_that_were_forgotten_are_not_asked_for_again(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    say(stage, kitchen, stage.world.mention("one"))
    await heard(stage, "one")
    await quiet(stage)
    stage.core.events.clear()  # as when somebody has had it forgotten: its id is not known any more
    await stage.listen()
    await stage.world.until(lambda: asked(stage))
    await heard(stage)


async def test_room_that_was_forgotten_is_not_read(stage: DiscordStage) -> None:
    kitchen, attic = stage.channel(), stage.channel("attic")
    first = say(stage, kitchen, stage.world.mention("one"))
    say(stage, attic, stage.world.mention("two"))
    await stage.world.until(lambda: len(texts(stage)) == 2)
    await stage.adapter.post(Thread("discord", str(kitchen), str(first.id)), "k", Reply(str(first.id), "Here."))
    await asyncio.sleep(0.1)
    await stage.adapter.forget(str(kitchen), Traces(author=ADA.id))  # a person's going does not end the conversation
    assert len(await stage.adapter._heard.channels(0.0)) == 3
    await stage.adapter.forget(str(kitchen))
    assert [one.channel for one in await stage.adapter._heard.channels(0.0)] == [str(attic)]


async def test_refused_message_is_not_refused_again(stage: DiscordStage) -> None:
    stage.core.refuse = MessageTooLong(limit=10)
    said = say(stage, stage.channel(), stage.world.mention("far too long"))
    await stage.world.until(lambda: stage.world.answers(stage.channel()))
    await quiet(stage)
    offers = stage.core.offers
    await stage.listen()
    await stage.world.until(lambda: asked(stage))
    await asyncio.sleep(0.1)
    assert stage.core.offers == offers
    assert [one.reply_to for one in stage.world.answers(stage.channel())] == [said.id]


async def test_many_messages_are_read_page_by_page_to_the_limit(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HISTORY_MESSAGES", 3)
    monkeypatch.setattr(limits, "MISSED_MESSAGES", 7)
    direct = stage.world.direct(stage.person(ADA))
    say(stage, direct, "0")
    await heard(stage, "0")
    await quiet(stage)
    for number in range(1, 12):
        say(stage, direct, str(number))
    await stage.listen()
    await heard(stage, *map(str, range(8)))
    assert asked(stage) == [str(direct)] * 3


async def test_session_after_session_owes_each_channel_once(stage: DiscordStage) -> None:
    direct = stage.world.direct(stage.person(ADA))
    say(stage, direct, "one")
    await heard(stage, "one")
    await quiet(stage)
    say(stage, direct, "two")
    stage.server.rules.faults.append(Fault("GET", "/messages$", delay_s=0.5))
    await stage.listen()
    for session in range(2, 5):
        stage.server.hub.invalidate()
        await stage.world.until(lambda n=session: len(stage.server.hub.identified) == n + 1)  # type: ignore[misc]  # mypy #15459
    say(stage, direct, "three")
    await heard(stage, "one", "two", "three")
    before_s = await stage.adapter._heard.until_s(0, 1)
    for _ in range(200):  # all is settled: it is noted how far was heard
        if await stage.adapter._heard.until_s(0, 1) > before_s:
            break
        say(stage, direct, "more")
        await asyncio.sleep(0.05)
    assert await stage.adapter._heard.until_s(0, 1) > before_s


async def test_channels_that_were_spoken_in_last_are_read_to_the_limit(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MISSED_CHANNELS", 1)
    for name in ("attic", "kitchen"):
        say(stage, stage.channel(name), stage.world.mention(f"one in the {name}"))
        await stage.world.until(lambda name=name: f"one in the {name}" in texts(stage))  # type: ignore[misc]  # mypy #15459
    await quiet(stage)
    for name in ("attic", "kitchen"):
        say(stage, stage.channel(name), stage.world.mention(f"two in the {name}"))
    await stage.listen()
    await heard(stage, "one in the attic", "one in the kitchen", "two in the kitchen")


async def test_other_shards_channels_are_theirs(stage: DiscordStage) -> None:
    kitchen, direct = stage.channel(), stage.world.direct(stage.person(ADA))
    say(stage, kitchen, stage.world.mention("one"))
    say(stage, direct, "two")
    await stage.world.until(lambda: len(texts(stage)) == 2)
    await quiet(stage)
    mine = (stage.guild >> 22) % 2
    stage._options["shard_count"] = 2
    stage._options["shards"] = (1 - mine,)
    await stage.listen()
    await asyncio.sleep(0.2)
    assert asked(stage) == ([] if mine == 0 else [str(direct)])


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.0, []), (60.0, ["fresh"])], ids=["nothing is wanted", "nothing older than a minute"]
)
async def test_messages_older_than_wanted_are_left(seconds: float, expected: list[str]) -> None:
    stage = await in_memory(missed_s=seconds)
    try:
        direct = stage.world.direct(stage.person(ADA))
        redis = stage.adapter._redis
        await stage.stop()
        stage.server.hub.sessions.clear()
        old = say(stage, direct, "stale")
        messages = stage.world.backend.messages[direct]
        found = messages.pop(old.id)
        found.id = old.id - (120_000 << 22)
        messages[found.id] = found
        await Heard(redis).note("", str(direct), str(found.id - (120_000 << 22)))
        say(stage, direct, "fresh")
        await stage.listen()
        await heard(stage, *expected)
    finally:
        await stage.close()


async def test_channel_that_is_gone_is_let_go_of(stage: DiscordStage) -> None:
    redis = stage.adapter._redis
    await stage.stop()
    stage.server.hub.sessions.clear()
    gone = say(stage, stage.channel(), "only for its id").id
    await Heard(redis).note(str(stage.guild), str(gone), str(gone))
    await stage.listen()
    notes = Heard(redis)
    for _ in range(200):
        if not await notes.channels(0.0):
            break
        await asyncio.sleep(0.02)
    assert await notes.channels(0.0) == ()


async def test_history_that_cannot_be_had_is_told_to_the_operator(stage: DiscordStage) -> None:
    kitchen = stage.channel()
    say(stage, kitchen, stage.world.mention("one"))
    await heard(stage, "one")
    await quiet(stage)
    stage.server.rules.faults.append(Fault("GET", "/messages$", status=429, retry_after_s=500.0))
    with capture_logs() as logs:
        await stage.listen()
        await stage.world.until(lambda: [one for one in logs if one["event"] == "discord_history_not_read"])
    say(stage, kitchen, stage.world.mention("two"))
    await heard(stage, "one", "two")


async def test_full_lane_is_not_waited_for(stage: DiscordStage) -> None:
    adapter = stage.adapter
    await adapter._heard.note("", "5", str(say(stage, stage.channel(), "only for its id").id))

    class Full:
        """Lanes where there is no place."""

        def __init__(self) -> None:
            self.begun: list[Any] = []

        def now(self, work: Any) -> None:
            self.begun.append(work)

        def put(self, lane: str, work: Any) -> bool:
            del lane, work
            return False

    class Again:
        """A listener whose store answers."""

        async def again(self, run: Any) -> Any:
            return await run()

    lanes = Full()
    missed = Missed(adapter._rest, adapter._heard, Again(), lanes, 60.0, lambda: 0.0)  # type: ignore[arg-type]  # doubles
    missed.begin({"shard": "rubbish"})
    missed.begin({"shard": [0, 0]})
    assert len(lanes.begun) == 1
    await asyncio.wait_for(lanes.begun[0](), 5)
    assert asked(stage) == []


async def test_notes_know_the_newest_message_and_end_with_a_month(stage: DiscordStage) -> None:
    notes = stage.adapter._heard
    old, new = 1 << 62, (1 << 62) + (1 << 40)
    await notes.note("7", "8", str(new))
    await notes.note("7", "8", str(old))
    (spoken,) = await notes.channels(0.0)
    assert (spoken.guild, spoken.channel) == ("7", "8")

    assert spoken.at_ms == (new >> 22) + limits.EPOCH_MS
    assert await notes.channels(spoken.at_ms / 1000 + 31 * 86_400) == ()
    assert await notes.until_s(3, 4) == 0.0
    await notes.note_until(3, 4, 12.5)
    assert await notes.until_s(3, 4) == 12.5
    assert await notes.until_s(3, 5) == 0.0
