"""Posting to Slack: once under a key whatever breaks, pictures when Slack is ready for them, at Slack's pace."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from contract.adapter_suite import ADA, grid
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack_stage import SlackStage
from doubles.slack_validate import problems
from PIL import Image
from redis.asyncio import Redis

from adapters.slack import limits
from adapters.slack.agents import Agents
from adapters.slack.calls import Calls, Web
from adapters.slack.errors import Delay, Refusal
from adapters.slack.limiter import Lane, Limiter
from adapters.slack.limits import Method
from adapters.slack.marks import Marks, handle_of
from adapters.slack.posting import Poster
from adapters.slack.removal import Removal
from adapters.slack.uploads import Uploads
from adapters.slack.workspaces import Identity, OneWorkspace
from bot.adapter import Blob, Traces
from bot.errors import DeliveryError, DeliveryRefused, StoreError
from bot.events import Thread
from bot.replies import Audience, Card, Fact, Progress, Reply

pytest_plugins = ["doubles.valkey"]


class Clock:
    """Time that passes when somebody sleeps: what Slack's limits count is over then."""

    def __init__(self, redis: Redis) -> None:
        self.slept: list[float] = []
        self._redis = redis

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        for key in [*await self._redis.keys("*:pause:*"), *await self._redis.keys("*:pace:*")]:
            await self._redis.delete(key)


@pytest.fixture
async def double() -> AsyncIterator[SlackDouble]:
    async with slack_double() as double:
        yield double
        assert problems(double.bot_calls) == []


@pytest.fixture
async def redis(empty_valkey: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(empty_valkey)
    yield client
    await client.aclose()


@pytest.fixture
async def stage(double: SlackDouble, empty_valkey: str) -> AsyncIterator[SlackStage]:
    stage = SlackStage(double, empty_valkey)
    yield stage
    await stage.close()


@pytest.fixture
def clock(redis: Redis) -> Clock:
    return Clock(redis)


@pytest.fixture
async def poster(stage: SlackStage, redis: Redis, clock: Clock) -> AsyncIterator[Poster]:
    """What posts, as a worker has it."""
    web, marks = Web(stage.double.api_url), Marks(redis)
    calls = Calls(web, OneWorkspace(stage.workspace.token), Limiter(redis), clock.sleep)
    uploads = Uploads(calls, marks, stage.core.read_blob, clock.sleep)
    yield Poster(calls, marks, uploads, Agents(calls, marks), sleep=clock.sleep)
    await web.close()


def posts(double: SlackDouble) -> list[str]:
    return [
        one.method for one in double.log if one.method in ("chat.postMessage", "chat.update", "conversations.replies")
    ]


# Once


async def test_post_whose_answer_was_lost_is_found_again(
    stage: SlackStage, poster: Poster, double: SlackDouble
) -> None:
    thread = stage.thread()
    double.faults.add("chat.postMessage", "disconnect", after=True)
    with pytest.raises(DeliveryError):
        await poster.post(thread, "k", Reply("turn1", "Hello."))
    found = await poster.post(thread, "k", Reply("turn1", "Hello, changed."))
    assert posts(double) == ["chat.postMessage", "conversations.replies"]
    assert [one.text for one in await stage.seen(thread)] == ["Hello."]
    await poster.edit(thread, found, Reply("turn1", "Hello, changed."))
    assert [one.text for one in await stage.seen(thread)] == ["Hello, changed."]


async def test_post_that_never_arrived_is_made(stage: SlackStage, poster: Poster, double: SlackDouble) -> None:
    thread = stage.thread()
    double.faults.add("chat.postMessage", "status", 503)
    with pytest.raises(DeliveryError):
        await poster.post(thread, "k", Reply("turn1", "Hello."))
    double.page_messages = 1
    await poster.post(thread, "other", Reply("turn1", "Other."))
    await poster.post(thread, "k", Reply("turn1", "Hello."))
    assert [one.text for one in await stage.seen(thread)] == ["Other.", "Hello."]


async def test_post_without_a_thread_is_found_in_the_channel(
    stage: SlackStage, poster: Poster, double: SlackDouble
) -> None:
    thread = replace(stage.thread(), id="channel")
    double.faults.add("chat.postMessage", "hang", 0.01, after=True)
    with pytest.raises(DeliveryError):
        await poster.post(thread, "k", Reply("turn1", "Hello."))
    await poster.post(thread, "k", Reply("turn1", "Hello."))
    assert [one.text for one in stage.workspace.timeline(stage.channel("kitchen"))][1:] == ["Hello."]


async def test_same_content_is_not_sent_twice(stage: SlackStage, poster: Poster, double: SlackDouble) -> None:
    thread = stage.thread()
    message = await poster.post(thread, "k", Reply("turn1", "Hello."))
    await poster.edit(thread, message, Reply("turn1", "Hello."))
    assert posts(double) == ["chat.postMessage"]


# Pictures


async def test_pictures_wait_until_slack_knows_them(
    stage: SlackStage, poster: Poster, double: SlackDouble, clock: Clock
) -> None:
    double.files_ready_after_polls = 4
    thread = stage.thread()
    await poster.post(thread, "k", grid(stage))
    (shown,) = await stage.seen(thread)
    assert len(shown.alts) == 4
    assert clock.slept[:3] == [0.3, 0.6, 1.2]
    assert sum(one.method == "files.info" for one in double.log) == 4


async def test_blocks_refused_for_a_late_file_are_tried_again(
    stage: SlackStage, poster: Poster, double: SlackDouble, clock: Clock
) -> None:
    thread = stage.thread()
    calls = [0]
    looked = double.is_ready

    def late(file: object) -> bool:
        calls[0] += 1
        return calls[0] > 6 or (calls[0] <= 4 and looked(file))  # type: ignore[arg-type]  # as the double's own

    double.is_ready = late  # type: ignore[assignment, method-assign]  # Slack has forgotten again what it knew
    message = await poster.post(thread, "k", grid(stage))
    assert (await stage.seen(thread))[0].final
    assert posts(double).count("chat.postMessage") >= 2
    assert message
    assert clock.slept


async def test_files_that_stay_unknown_are_uploaded_anew_later(
    stage: SlackStage, poster: Poster, double: SlackDouble
) -> None:
    thread = stage.thread()
    uploads = [one for one in double.log if one.method == "upload"]
    assert uploads == []
    await poster.post(thread, "first", grid(stage))
    for file in double.files.values():
        file.deleted = True
    with pytest.raises(DeliveryError):
        await poster.post(thread, "second", grid(stage))
    await poster.post(thread, "second", grid(stage))
    assert sum(one.method == "upload" for one in double.log) == 8
    assert len(await stage.seen(thread)) == 2


async def test_picture_is_uploaded_once_for_a_room(stage: SlackStage, poster: Poster, double: SlackDouble) -> None:
    thread = stage.thread()
    await poster.post(thread, "k1", grid(stage))
    await poster.post(thread, "k2", grid(stage))
    assert sum(one.method == "upload" for one in double.log) == 4
    await poster.post(stage.thread(room="attic"), "k1", grid(stage))
    assert sum(one.method == "upload" for one in double.log) == 8


async def test_picture_that_slack_cannot_show_becomes_png(
    stage: SlackStage, poster: Poster, double: SlackDouble
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "WEBP")
    stage.core.blobs["c" * 64] = Blob(out.getvalue(), "image/webp")
    card = Card("pic-1", "", "c" * 64, "image/webp", 4, 4, "red", "pb1:select:pic-1")
    await poster.post(stage.thread(), "k", Reply("turn1", "Red.", (card,)))
    (file,) = double.files.values()
    assert (file.data or b"").startswith(b"\x89PNG")
    assert file.name == "pic-1.png"


async def test_picture_that_is_gone_is_told(stage: SlackStage, poster: Poster) -> None:
    thread, reply = stage.thread(), grid(stage)
    del stage.core.blobs[reply.cards[0].blob]
    await poster.post(thread, "k", reply)
    (shown,) = stage.workspace.thread(stage.channel("kitchen"), thread.id)[1:]
    assert len(shown.pictures) == 3
    assert "not here any more" in shown.text


@pytest.mark.parametrize(
    ("method", "kind", "value"),
    [
        ("files.getUploadURLExternal", "status", 500),
        ("upload", "status", 500),
        ("upload", "disconnect", 0),
        ("files.completeUploadExternal", "error", "internal_error"),
        ("files.info", "error", "fatal_error"),
    ],
)
async def test_upload_that_breaks_is_tried_again(
    stage: SlackStage, poster: Poster, double: SlackDouble, method: str, kind: str, value: float | str
) -> None:
    thread = stage.thread()
    double.faults.add(method, kind, value)
    with pytest.raises(DeliveryError) as failed:
        await poster.post(thread, "k", grid(stage))
    assert not isinstance(failed.value, DeliveryRefused)
    await poster.post(thread, "k", grid(stage))
    assert len((await stage.seen(thread))[0].alts) == 4


async def test_file_is_shown_without_a_look_where_the_scope_is_missing(
    stage: SlackStage, poster: Poster, double: SlackDouble
) -> None:
    double.faults.add("files.info", "error", "missing_scope")
    await poster.post(stage.thread(), "k", grid(stage))
    double.faults.add("files.info", "error", "file_not_found")
    with pytest.raises(DeliveryRefused):
        await poster.post(stage.thread(room="attic"), "k", grid(stage))


async def test_file_that_slack_looks_at_for_long_is_shown_all_the_same(
    stage: SlackStage, poster: Poster, double: SlackDouble, clock: Clock
) -> None:
    double.files_ready_after_polls = 30
    with pytest.raises(DeliveryError):
        await poster.post(stage.thread(), "k", grid(stage, pictures=1))
    assert sum(clock.slept) > limits.READY_S


# Who sees it


async def test_answer_for_one_person_is_whispered_and_changed_by_another(
    stage: SlackStage, poster: Poster, redis: Redis, double: SlackDouble
) -> None:
    thread, ada = stage.thread(), stage.person(ADA)
    await Marks(redis).note_asker(thread, "turn1", ada, 1.0)
    reply = Reply("turn1", "Details", facts=(Fact("Seed", "7"),), audience=Audience.PERSON)
    message = await poster.post(thread, "k", reply)
    assert await poster.post(thread, "k", reply) == message
    await poster.edit(thread, message, reply)
    await poster.edit(thread, message, replace(reply, text="Other details"))
    kitchen = stage.channel("kitchen")
    told = [one.text for one in stage.workspace.everything(kitchen, ada) if one.ephemeral]
    assert told == ["Details\nSeed  7", "Other details\nSeed  7"]
    nobody = await poster.post(thread, "k2", Reply("turn2", "Details", audience=Audience.PERSON))
    assert not stage.workspace.look(nobody).ephemeral
    in_channel = replace(thread, id="channel")
    await Marks(redis).note_asker(in_channel, "turn3", ada, 1.0)
    await poster.post(in_channel, "k3", Reply("turn3", "Yours", audience=Audience.PERSON))
    assert stage.workspace.timeline(kitchen, ada)[-1].text == "Yours"
    with pytest.raises(DeliveryRefused):
        await poster.edit(thread, "only.1.5", reply)
    with pytest.raises(DeliveryRefused):
        await poster.edit(thread, "nonsense", reply)


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel", "thread_not_found", "restricted_action"])
async def test_refusals_for_good_are_told_apart(
    stage: SlackStage, poster: Poster, double: SlackDouble, error: str
) -> None:
    double.faults.add("chat.postMessage", "error", error)
    with pytest.raises(DeliveryRefused) as refused:
        await poster.post(stage.thread(), "k", Reply("turn1", "Hello."))
    assert isinstance(refused.value, Refusal)
    assert refused.value.error == error


async def test_thread_whose_first_message_is_gone_is_refused(stage: SlackStage, poster: Poster) -> None:
    thread = stage.thread()
    with pytest.raises(DeliveryRefused):
        await poster.post(replace(thread, id="1.000001"), "k", Reply("turn1", "Hello."))


async def test_room_that_is_none_of_slacks_is_refused(stage: SlackStage) -> None:
    worker = await stage.other()
    with pytest.raises(DeliveryRefused):
        await worker.post(Thread("slack", "nowhere", "1.5"), "k", Reply("turn1", "Hello."))
    with pytest.raises(DeliveryRefused):
        await worker.edit(Thread("slack", "nowhere", "1.5"), "1.5", Reply("turn1", "Hello."))


async def test_store_that_is_silent_is_no_delivery(stage: SlackStage, redis: Redis) -> None:
    worker, thread = await stage.other(), stage.thread()
    await redis.set("slack1:{" + f"slack/{thread.room}" + "}:outbox", "not a hash")
    with pytest.raises(DeliveryError):
        await worker.post(thread, "k", Reply("turn1", "Hello."))
    await redis.set("slack1:{" + f"slack/{thread.room}" + "}:posted", "not a hash")
    with pytest.raises(DeliveryError):
        await worker.edit(thread, "1.5", Reply("turn1", "Hello."))
    with pytest.raises(StoreError):
        await worker.forget(thread.room, Traces(turns=frozenset({"t"})))


# Slack's pace


@pytest.fixture
async def calls(stage: SlackStage, redis: Redis, clock: Clock) -> AsyncIterator[Calls]:
    web = Web(stage.double.api_url)
    yield Calls(web, OneWorkspace(stage.workspace.token), Limiter(redis), clock.sleep)
    await web.close()


async def test_wait_that_slack_asks_for_holds_for_every_process(
    stage: SlackStage, calls: Calls, double: SlackDouble, redis: Redis, clock: Clock
) -> None:
    channel, team = stage.channel("kitchen"), stage.workspace.id
    double.faults.add("chat.postMessage", "ratelimited", 0.3)
    answer = await calls.ask(team, limits.POST, {"channel": channel, "text": "one"})
    assert answer["ok"]
    assert 0 < clock.slept[0] <= 0.3
    other = Limiter(redis)
    await other.pause(Lane(team, limits.POST, channel), 40)
    with pytest.raises(Delay):
        await calls.ask(team, limits.POST, {"channel": channel, "text": "two"}, patience_s=1.0)
    attic = stage.channel("attic")
    assert (await calls.ask(team, limits.POST, {"channel": attic, "text": "three"}))["ok"]


async def test_wait_that_is_too_long_is_for_later(stage: SlackStage, calls: Calls, double: SlackDouble) -> None:
    double.faults.add("chat.update", "ratelimited", 500)
    with pytest.raises(Delay):
        await calls.ask(stage.workspace.id, limits.UPDATE, {"channel": "C1", "ts": "1.5", "text": "x"})


async def test_slack_that_always_wants_to_wait_is_left_in_the_end(
    stage: SlackStage, calls: Calls, double: SlackDouble
) -> None:
    double.faults.add("auth.test", "ratelimited", 0.01, times=9)
    with pytest.raises(Delay, match="again and again"):
        await calls.ask(stage.workspace.id, limits.WHO_AM_I, {})


async def test_progress_leaves_room_for_answers(redis: Redis) -> None:
    limiter, lane = Limiter(redis), Lane("T1", limits.UPDATE)
    taken = 0
    while not await limiter.take(lane, is_progress=True):
        taken += 1
    assert taken in {12, 13}
    assert not await limiter.take(lane)
    while not await limiter.take(lane):
        taken += 1
    assert taken < limits.TIERS[3]
    free = Lane("T1", Method("views.open"))
    assert [await limiter.take(free) for _ in range(200)] == [0.0] * 200


async def test_progress_that_is_held_back_is_a_delay(stage: SlackStage, poster: Poster, redis: Redis) -> None:
    thread = stage.thread()
    message = await poster.post(thread, "k", Reply("turn1", "…", progress=Progress("thinking")))
    limiter, lane = Limiter(redis), Lane(stage.workspace.id, limits.UPDATE)
    while not await limiter.take(lane, is_progress=True):
        pass
    with pytest.raises(DeliveryError):
        await poster.edit(thread, message, Reply("turn1", "…", progress=Progress("1 of 4 painted", 1, 4)))
    await poster.edit(thread, message, Reply("turn1", "Done."))
    assert (await stage.seen(thread))[0].text == "Done."


@pytest.mark.parametrize(
    ("kind", "value"), [("status", 500), ("disconnect", 0), ("error", "internal_error"), ("hang", 0.4)]
)
async def test_calls_that_break_are_delays(
    stage: SlackStage, calls: Calls, double: SlackDouble, kind: str, value: float | str
) -> None:
    double.faults.add("auth.test", kind, value)
    with pytest.raises(Delay):
        await calls.ask(stage.workspace.id, limits.WHO_AM_I, {}, timeout_s=0.2 if kind == "hang" else 5.0)


async def test_token_that_was_ended_is_refused(stage: SlackStage, calls: Calls) -> None:
    await stage.workspace.revoke()
    with pytest.raises(Refusal) as refused:
        await calls.ask(stage.workspace.id, limits.WHO_AM_I, {})
    assert refused.value.error == "token_revoked"


async def test_web_opens_again_after_it_was_closed(stage: SlackStage, calls: Calls) -> None:
    await calls.ask(stage.workspace.id, limits.WHO_AM_I, {})
    await calls.web.close()
    await calls.ask(stage.workspace.id, limits.WHO_AM_I, {})
    for number in range(1100):
        calls.web.client(f"xoxb-{number}")
    await Web("http://127.0.0.1:9/").close()


async def test_one_workspace_answers_for_its_own_alone() -> None:
    one = OneWorkspace("xoxb-1")
    assert await one.identity("T1") is None
    one.know("T1", Identity("xoxb-1", "U1", "B1"))
    assert await one.identity("T2") is None
    assert await one.identity("T1") is not None
    one.know("E1", Identity("xoxb-1", "U1", "B1", "E1"))
    assert await one.identity("T7", "E1") is not None
    assert (one.team, await one.remove("E1", "", whole_org=False)) == ("E1", ("E1",))
    assert await one.remove("T1", "", whole_org=False) == ()


# Forgetting


async def test_notes_of_a_room_go_as_far_as_they_fit(stage: SlackStage, poster: Poster, redis: Redis) -> None:
    thread, marks = stage.thread(), Marks(redis)
    ada = stage.person(ADA)
    first = await poster.post(thread, "k1", grid(stage))
    second = await poster.post(thread, "k2", grid(stage, "turn2"))
    await marks.note_asker(thread, "turn1", ada, 5.0)
    removal = Removal(redis, marks)
    await removal.traces(thread.room, Traces(pictures=frozenset({"pic-turn2-1"}), blobs=frozenset({f"{1:064x}"})))
    left = await marks.posted(thread.room, second)
    assert left is not None
    assert left.pictures == tuple(f"pic-turn2-{n}" for n in (2, 3, 4))
    assert [number for number, _ in left.selects] == ["2", "3", "4"]
    assert len(await marks.files(thread.room, tuple(f"{n:064x}" for n in range(1, 5)))) == 3
    await removal.traces(thread.room, Traces(author=ada, turns=frozenset({"turn1"})))
    assert await marks.posted(thread.room, first) is None
    assert await marks.asker(thread.room, "turn1") == ""
    assert await marks.rooms_of(stage.workspace.id, ada) == []
    assert await marks.message_of(thread, handle_of(thread, "k1")) == ""
    assert await marks.message_of(thread, handle_of(thread, "k2")) == second
    await removal.traces(thread.room, Traces(before_s=2e9))
    assert await marks.posted(thread.room, second) is None
    assert not await marks.takes_part(thread)
    await marks.note_asker(thread, "turn3", ada, 5.0)
    await removal.everything(thread.room)
    left_keys = [key for key in await redis.keys("*") if thread.room.encode() in key]
    assert left_keys == []
    assert await marks.rooms_of(stage.workspace.id, ada) == []


async def test_notes_are_kept_apart_by_thread_and_key() -> None:
    one, two = Thread("slack", "T1.C1", "1.5"), Thread("slack", "T2.C1", "1.5")
    assert len({handle_of(one, "k"), handle_of(one, "k2"), handle_of(two, "k")}) == 3


async def test_something_is_said_once_a_month(redis: Redis) -> None:
    marks = Marks(redis)
    assert await marks.once("T1.C1", "hello")
    assert not await marks.once("T1.C1", "hello")
    assert await marks.files("T1.C1", ()) == {}
    await marks.note_files("T1.C1", {})
    await marks.drop_files("T1.C1", ())
