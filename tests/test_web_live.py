"""Live changes of the web page: told once, in order, resumable, over outages and restarts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from contract.adapter_suite import ADA
from doubles.web_stage import WebStage
from doubles.web_visitor import Visitor
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from adapters.web.channel import START, Change, Channel, stream_order
from adapters.web.feed import Feed, Feeds, _end
from adapters.web.stream import event_text
from bot.adapter import Outcome
from bot.errors import DeliveryError, DeliveryRefused, StoreError
from bot.replies import Progress, Reply

pytest_plugins = ["doubles.valkey"]


@pytest.fixture
async def stage(empty_valkey: str) -> AsyncIterator[WebStage]:
    """A page that keeps few changes and beats often."""
    stage = WebStage(empty_valkey, heartbeat_s=0.05, stream_changes=100)
    await stage.start()
    yield stage
    await stage.close()


@pytest.mark.parametrize("steps", range(0, 30, 3))
async def test_feed_ends_whenever_its_watcher_goes(empty_valkey: str, steps: int) -> None:
    client = Redis.from_url(empty_valkey)
    feeds = Feeds(Channel(client))
    async with asyncio.timeout(10), feeds.watch("kitchen"):
        for _ in range(steps):
            await asyncio.sleep(0)
    assert feeds._open == {}
    await client.aclose()


@pytest.fixture
async def client(empty_valkey: str) -> AsyncIterator[Redis]:
    """A client that decodes what it reads, as some owners' clients do."""
    client = Redis.from_url(empty_valkey, decode_responses=True)
    yield client
    await client.aclose()


async def test_listener_hears_the_person_the_bot_and_the_thread(stage: WebStage) -> None:
    thread = stage.thread()
    async with stage.visitor.listen("kitchen") as live:
        await stage.say(thread, "  a   hedgehog\nplease ")
        worker = await stage.other()
        message = await worker.post(thread, "k", Reply("d1", "…", progress=Progress("thinking")))
        # A listener is shown what there is when it hears of it: the edit waits until the post was heard.
        events = [await live.next() for _ in range(4)]
        await worker.edit(thread, message, Reply("d1", "Here."))
        events.append(await live.next())
    told = [(one.name, one.data) for one in events if one is not None]
    assert [name for name, _ in told] == ["thread", "message", "thread", "message", "message"]
    assert told[0][1]["title"] == "a hedgehog please"
    assert [told[0][1]["messages"], told[2][1]["messages"]] == [1, 2]
    assert [told[1][1]["from"], told[3][1]["from"]] == ["person", "bot"]
    assert told[3][1]["id"] == told[4][1]["id"] == message
    assert [told[3][1]["reply"]["final"], told[4][1]["reply"]["final"]] == [False, True]
    assert not told[4][1]["edited"]


async def test_two_browsers_hear_the_same(stage: WebStage) -> None:
    other = Visitor(stage.adapter.address)
    async with stage.visitor.listen("kitchen") as one, other.listen("kitchen") as two:
        await stage.say(stage.thread(), "hello")
        first, second = (await one.until("message"))[0], (await two.until("message"))[0]
    assert (first.id, first.data) == (second.id, second.data)
    await other.close()


async def test_other_rooms_are_not_heard(stage: WebStage) -> None:
    async with stage.visitor.listen("kitchen") as live:
        await stage.say(stage.thread(room="attic"), "secret", delivery="d1")
        await stage.say(stage.thread(room="kitchen"), "hello", delivery="d2")
        (heard,) = await live.until("message")
    assert heard.data["text"] == "hello"


async def test_answer_that_overtakes_shows_the_message_first(stage: WebStage) -> None:
    thread = stage.thread()
    worker = await stage.other()
    accept = stage.core.accept

    async def quick(event: object) -> object:
        taken = await accept(event)  # type: ignore[arg-type]  # whatever the routes send
        await worker.post(thread, "k", Reply("d1", "Faster than you."))
        return taken

    stage.core.accept = quick  # type: ignore[method-assign, assignment]  # one test's own core
    await stage.say(thread, "hello")
    assert [one.text for one in await stage.seen(thread)] == ["hello", "Faster than you."]


async def test_message_whose_gateway_died_is_shown_by_the_answer(stage: WebStage) -> None:
    thread = stage.thread()
    accept = stage.core.accept

    async def dying(event: object) -> object:
        await accept(event)  # type: ignore[arg-type]  # whatever the routes send
        raise StoreError("gone")

    stage.core.accept = dying  # type: ignore[method-assign, assignment]  # one test's own core
    answer = await stage.visitor.act(thread, "messages", "d1", ADA, "en", text="hello")
    assert answer.status == 503
    assert await stage.seen(thread) == []
    await stage.adapter.post(thread, "k", Reply("d1", "I heard you."))
    assert [one.text for one in await stage.seen(thread)] == ["hello", "I heard you."]


async def test_redelivered_message_is_shown_when_the_first_was_not(stage: WebStage) -> None:
    stage.core.outcome = Outcome.HANDLED
    thread = stage.thread()
    answer = await stage.visitor.act(thread, "messages", "d1", ADA, "en", text="hello")
    assert answer.json == {"outcome": "handled", "turn": "d1"}
    await stage.say(thread, "hello")
    assert [one.text for one in await stage.seen(thread)] == ["hello"]


async def test_listener_resumes_after_its_last_event(stage: WebStage) -> None:
    thread = stage.thread()
    cursor = (await stage.visitor.get("/api/rooms/kitchen")).json["cursor"]
    assert cursor == START
    await stage.say(thread, "one", delivery="d1")
    async with stage.visitor.listen("kitchen", after=cursor) as live:
        (one,) = await live.until("message")
    await stage.say(thread, "two", delivery="d2")
    await stage.say(thread, "three", delivery="d3")
    # The header that a browser sends when it comes back is newer than what its address still says.
    async with stage.visitor.listen("kitchen", after=cursor, last_event_id=one.id) as live:
        assert [event.data["text"] for event in await live.until("message", 2)] == ["two", "three"]


async def test_listener_resumes_after_a_restart_of_the_server(stage: WebStage) -> None:
    thread = stage.thread()
    async with stage.visitor.listen("kitchen") as live:
        await stage.say(thread, "one", delivery="d1")
        await live.until("message")
        await stage.stop()
        assert await live.next() is None
        last = live.last_id
    await stage.adapter.post(thread, "k", Reply("d1", "while nobody listened"))
    await stage.start()
    async with stage.visitor.listen("kitchen", last_event_id=last) as live:
        (missed,) = await live.until("message")
    assert missed.data["reply"]["text"] == "while nobody listened"


async def test_message_that_changed_often_is_told_once_on_return(stage: WebStage) -> None:
    thread = stage.thread()
    message = await stage.adapter.post(thread, "k", Reply("t", "0"))
    for number in range(1, 20):
        await stage.adapter.edit(thread, message, Reply("t", str(number)))
    await stage.adapter.post(thread, "k2", Reply("t2", "next"))
    async with stage.visitor.listen("kitchen", after=START) as live:
        heard = [event.data["reply"]["text"] for event in await live.until("message", 2)]
    assert heard == ["19", "next"]


@pytest.mark.parametrize("cursor", ["1-1", "99999999999999-0", "rubbish", "1-2-3", "٣-٣", "9" * 40 + "-0"])
async def test_cursor_that_is_not_known_resets(stage: WebStage, cursor: str) -> None:
    await stage.say(stage.thread(), "one", delivery="d1")
    async with stage.visitor.listen("kitchen", after=cursor) as live:
        reset = await live.next()
        assert reset is not None
        assert reset.name == "reset"
        await stage.say(stage.thread(), "two", delivery="d2")
        assert (await live.until("message"))[0].data["text"] == "two"
    async with stage.visitor.listen("kitchen", last_event_id=reset.id) as live:
        assert (await live.until("message"))[0].data["text"] == "two"


async def test_cursor_older_than_the_kept_changes_resets(stage: WebStage) -> None:
    thread = stage.thread()
    message = await stage.adapter.post(thread, "k", Reply("t", "0"))
    old = (await stage.visitor.get("/api/rooms/kitchen")).json["cursor"]
    for number in range(400):
        await stage.adapter.edit(thread, message, Reply("t", str(number)))
    for cursor in (old, START):
        async with stage.visitor.listen("kitchen", after=cursor) as live:
            reset = await live.next()
            assert reset is not None
            assert reset.name == "reset"


async def test_quiet_stream_beats(stage: WebStage) -> None:
    async with stage.visitor.listen("kitchen") as live:
        await asyncio.sleep(0.2)
        await stage.say(stage.thread(), "hello")
        await live.until("message")
        assert live.heartbeats >= 1


async def test_gone_browser_is_noticed(stage: WebStage) -> None:
    async with stage.visitor.listen("kitchen") as live:
        live.response.close()
    await asyncio.sleep(0.2)  # a few heartbeats into the void
    await stage.say(stage.thread(), "still here")


async def test_browser_that_reads_nothing_does_not_hold_up_the_end(stage: WebStage) -> None:
    port = int(stage.adapter.address.rstrip("/").rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    writer.write(b"GET /api/rooms/kitchen/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    message = await stage.adapter.post(stage.thread(), "k", Reply("t", "…", progress=Progress("thinking")))
    for number in range(300):
        text = f"{'word ' * 4000}{number}"
        await stage.adapter.edit(stage.thread(), message, Reply("t", text, progress=Progress("thinking")))
    async with asyncio.timeout(15):
        await stage.stop()
    writer.transport.abort()


async def test_slow_watcher_reads_from_the_channel_what_the_feed_no_longer_holds(client: Redis) -> None:
    channel = Channel(client)
    async with Feeds(channel).watch("kitchen") as feed, Feeds(channel).watch("kitchen"):
        for number in range(300):
            body = f'{{"n":{number}}}'.encode()
            await channel.show("kitchen", "t1", f"m{number}", body, title="t", now_s=1.0, after="")
        last = await channel.cursor("kitchen")
        heard: list[Change] = []
        cursor = START
        async with asyncio.timeout(10):
            while cursor != last:
                _, cursor = await feed.after(cursor, 0.1)
        cursor = START
        while cursor != last:
            more, cursor = await feed.after(cursor, 0.1)
            heard += more
        assert [one.message for one in heard] == [f'{{"n":{n}}}' for n in range(300)]
        assert await feed.after(last, 0.01) == ([], last)


async def test_feed_runs_only_while_somebody_watches(client: Redis) -> None:
    feeds = Feeds(Channel(client))
    async with feeds.watch("kitchen") as one, feeds.watch("kitchen") as two:
        assert one is two
        assert one.watchers == 2
    assert feeds._open == {}


async def test_feed_waits_an_outage_out(client: Redis) -> None:
    class Shaky(Channel):
        outages = 3

        async def wait(self, room: str, after: str, block_ms: int) -> bool:  # type: ignore[override]  # decorated there
            if self.outages:
                self.outages -= 1
                raise StoreError("down")
            return await super().wait(room, after, block_ms)

    pauses: list[float] = []

    async def sleep(pause_s: float) -> None:
        pauses.append(pause_s)

    channel = Shaky(client)
    feed = Feed(channel, "kitchen", START, sleep)
    running = asyncio.create_task(feed.run())
    await channel.show("kitchen", "t1", "m1", b"{}", title="t", now_s=1.0, after="")
    changes, _ = await feed.after(START, 10)
    assert [one.message for one in changes] == ["{}"]
    assert len(pauses) == 3
    await _end(running)


async def test_closed_feed_lets_its_watchers_go(client: Redis) -> None:
    feeds = Feeds(Channel(client))
    async with feeds.watch("kitchen") as feed:
        waiting = asyncio.create_task(feed.after(START, 60))
        await asyncio.sleep(0)
        await feeds.close()
        assert await waiting == ([], START)


async def test_changes_of_a_message_that_is_gone_are_passed_over(client: Redis) -> None:
    channel = Channel(client)
    for number in range(2):
        await channel.show("kitchen", "t1", f"m{number}", b"{}", title="t", now_s=1.0, after="")
    await client.hdel("web1:{web/kitchen}:messages", "m1")  # type: ignore[misc]  # typed for both kinds of client
    changes, upto = await channel.changes("kitchen", START)
    assert len(changes) == 1
    assert upto == await channel.cursor("kitchen")
    assert await channel.messages("kitchen", "t1") == ["{}"]


async def test_store_that_is_down_is_a_delivery_error(tmp_path: object) -> None:
    stage = WebStage(f"unix://{tmp_path}/nobody.sock")
    adapter = await stage.other()
    with pytest.raises(DeliveryError) as posted:
        await adapter.post(stage.thread(), "k", Reply("t", "hello"))
    with pytest.raises(DeliveryError) as edited:
        await adapter.edit(stage.thread(), "bot-1", Reply("t", "hello"))
    assert not isinstance(posted.value, DeliveryRefused)
    assert not isinstance(edited.value, DeliveryRefused)
    await adapter.close()
    await stage.close()


async def test_stream_ends_when_the_store_does(tmp_path: object) -> None:
    stage = WebStage(f"unix://{tmp_path}/nobody.sock")
    await stage.start()
    answer = await stage.visitor.get("/api/rooms/kitchen/events")
    assert answer.status == 503
    assert answer.sentence.startswith("My memory does not answer")
    await stage.close()


@given(st.integers(0, 10**18 - 1), st.integers(0, 10**18 - 1))
def test_stream_order_reads_stream_ids(time_ms: int, number: int) -> None:
    assert stream_order(f"{time_ms}-{number}") == (time_ms, number)


@given(st.text())
def test_event_text_is_one_event_whatever_was_said(text: str) -> None:
    change = Change("1-1", json.dumps({"text": text}), None)
    lines = event_text(change).decode().split("\n")
    assert [line.split(":")[0] for line in lines] == ["id", "event", "data", "", ""]
