"""Posting to Discord when it fails, waits, forgets and refuses: each answer is there once, or its refusal is known."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from contract.adapter_suite import ADA, grid, png
from doubles.discord.people import Seen
from doubles.discord.rules import Fault
from doubles.discord.stage import DiscordStage, in_memory
from PIL import Image

from adapters.discord.marks import handle_of
from bot.adapter import Blob, Traces
from bot.errors import DeliveryError, DeliveryRefused
from bot.events import Thread
from bot.phrases import phrase
from bot.replies import Progress, Reply

MESSAGES = r"/messages$"


@pytest.fixture
async def stage() -> AsyncIterator[DiscordStage]:
    """A server where nothing was said yet."""
    stage = await in_memory()
    yield stage
    await stage.close()


def answers(stage: DiscordStage, thread: Thread) -> list[Seen]:
    return stage.world.answers(int(thread.id))


def fault(stage: DiscordStage, *args: object, **more: object) -> None:
    stage.server.rules.faults.append(Fault(*args, **more))  # type: ignore[arg-type]  # passed through


def requests(stage: DiscordStage, method: str, ending: str) -> int:
    return sum(one.method == method and one.path.endswith(ending) for one in stage.server.log)


async def test_pictures_are_uploaded_as_they_are(stage: DiscordStage) -> None:
    thread = stage.thread()
    await stage.adapter.post(thread, "k", grid(stage))
    (seen,) = answers(stage, thread)
    assert [one.data for one in seen.pictures] == [png(n) for n in range(1, 5)]
    assert seen.small == (phrase("discord_made_by_machine", "en"),)


async def test_progress_of_a_turn_that_is_taken_up_again_leaves_the_pictures(stage: DiscordStage) -> None:
    """A worker that died after the final answer is followed by one that begins with telling how far it is."""
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", grid(stage))
    (before,) = answers(stage, thread)
    await stage.adapter.edit(thread, handle, replace(grid(stage), progress=Progress("4 of 4 painted", 4, 4)))
    assert answers(stage, thread) == [before]
    await stage.adapter.edit(thread, handle, grid(stage))
    assert answers(stage, thread) == [before]


async def test_progress_is_words_only_and_the_grid_takes_its_place(stage: DiscordStage) -> None:
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", Reply("turn1", "Thinking…", progress=Progress("…")))
    first = answers(stage, thread)[0].id
    half = replace(grid(stage), progress=Progress("2 of 4 painted", 2, 4))
    await stage.adapter.edit(thread, handle, half)
    (seen,) = answers(stage, thread)
    assert (seen.id, seen.pictures, seen.small) == (first, (), ("2 of 4 painted",))
    await stage.adapter.edit(thread, handle, grid(stage))
    (seen,) = answers(stage, thread)
    assert seen.id != first
    assert len(seen.pictures) == 4


async def test_same_content_again_is_no_request(stage: DiscordStage) -> None:
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", grid(stage))
    before = len(stage.server.log)
    await stage.adapter.edit(thread, handle, grid(stage))
    assert len(stage.server.log) == before


async def test_typing_is_shown_while_a_turn_runs_and_not_too_often(stage: DiscordStage) -> None:
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", Reply("turn1", "…", progress=Progress("a")))
    for text in "bcd":
        await stage.adapter.edit(thread, handle, Reply("turn1", text, progress=Progress(text)))
    assert requests(stage, "POST", "/typing") == 1


async def test_typing_that_fails_harms_nothing(stage: DiscordStage) -> None:
    fault(stage, "POST", "/typing$", 403, 50013)
    await stage.adapter.post(stage.thread(), "k", Reply("turn1", "…", progress=Progress("a")))
    assert len(answers(stage, stage.thread())) == 1


# Broken connections and dead workers


async def test_message_whose_answer_was_lost_is_posted_once(stage: DiscordStage) -> None:
    thread = stage.thread()
    fault(stage, "POST", MESSAGES, drops=True)
    await stage.adapter.post(thread, "k", grid(stage))
    assert requests(stage, "POST", "/messages") == 2
    assert len(answers(stage, thread)) == 1


async def test_worker_that_died_after_posting_left_no_second_message(stage: DiscordStage) -> None:
    thread = stage.thread()
    await stage.adapter.post(thread, "k", grid(stage))
    await stage.adapter._redis.delete(f"discord1:{{discord/{thread.room}}}:posted")
    await stage.adapter._redis.delete(f"discord1:{{discord/{thread.room}}}:marks")
    await (await stage.other()).post(thread, "k", grid(stage))
    assert len(answers(stage, thread)) == 1


async def test_message_is_found_again_when_discord_has_forgotten_its_nonce(stage: DiscordStage) -> None:
    thread = stage.thread()
    stage.server.rules.nonce_s = 0.0
    await stage.adapter.post(thread, "other", Reply("turn0", "Here is Larry."))
    for key, reply in (("k", grid(stage)), ("w", Reply("turn1", "Here is Larry."))):
        handle = await stage.adapter.post(thread, key, reply)
        posted = await stage.adapter._marks.posted(thread, handle)
        assert posted is not None
        await stage.adapter._redis.hdel(f"discord1:{{discord/{thread.room}}}:posted", handle)
        await stage.adapter._redis.hdel(f"discord1:{{discord/{thread.room}}}:marks", posted.message)
        before = len(answers(stage, thread))
        await (await stage.other()).post(thread, key, reply)
        assert len(answers(stage, thread)) == before
        again = await stage.adapter._marks.posted(thread, handle)
        assert again is not None
        assert again.message == posted.message


async def test_message_that_never_arrived_is_sent_by_the_next_worker(stage: DiscordStage) -> None:
    thread = stage.thread()
    stage.server.rules.nonce_s = 0.0
    fault(stage, "POST", MESSAGES, 403, 50013)
    with pytest.raises(DeliveryRefused):
        await stage.adapter.post(thread, "k", grid(stage))
    await (await stage.other()).post(thread, "k", grid(stage))
    assert len(answers(stage, thread)) == 1


async def test_placeholder_of_a_dead_worker_is_deleted_by_the_next(stage: DiscordStage) -> None:
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", Reply("turn1", "…"))
    fault(stage, "DELETE", "/messages/", 503, times=99)
    with pytest.raises(DeliveryError):
        await stage.adapter.edit(thread, handle, grid(stage))
    assert len(answers(stage, thread)) == 2
    stage.server.rules.faults.clear()
    await (await stage.other()).edit(thread, handle, grid(stage))
    (seen,) = answers(stage, thread)
    assert len(seen.pictures) == 4


async def test_placeholder_that_may_not_be_deleted_is_no_failure(stage: DiscordStage) -> None:
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", Reply("turn1", "…"))
    fault(stage, "DELETE", "/messages/", 403, 50013)
    await stage.adapter.edit(thread, handle, grid(stage))
    assert len(answers(stage, thread)) == 2


# Waits and failures


async def test_429_is_waited_for(stage: DiscordStage) -> None:
    fault(stage, "POST", MESSAGES, 429, retry_after_s=0.2)
    await stage.adapter.post(stage.thread(), "k", grid(stage))
    assert len(answers(stage, stage.thread())) == 1


async def test_buckets_are_kept_without_a_429(stage: DiscordStage) -> None:
    stage.server.rules.limits[("POST", MESSAGES)] = (2, 0.5)
    for number in range(6):
        await stage.adapter.post(stage.thread(), f"k{number}", Reply(f"turn{number}", str(number)))
    assert [one.text for one in answers(stage, stage.thread())] == list("012345")
    assert [one.status for one in stage.server.log if one.status == 429] == []


@pytest.mark.parametrize(("status", "cloudflare"), [(429, True), (503, False)])
async def test_failure_that_passes_may_be_tried_again(stage: DiscordStage, status: int, cloudflare: bool) -> None:
    fault(stage, "POST", MESSAGES, status, retry_after_s=1.0, is_cloudflare=cloudflare)
    with pytest.raises(DeliveryError) as caught:
        await stage.adapter.post(stage.thread(), "k", grid(stage))
    assert not isinstance(caught.value, DeliveryRefused)
    await stage.adapter.post(stage.thread(), "k", grid(stage))
    assert len(answers(stage, stage.thread())) == 1


async def test_429_that_is_too_long_is_left_to_the_turn(stage: DiscordStage) -> None:
    fault(stage, "POST", MESSAGES, 429, retry_after_s=120.0)
    with pytest.raises(DeliveryError):
        await stage.adapter.post(stage.thread(), "k", grid(stage))


async def test_500_is_tried_again_at_once(stage: DiscordStage) -> None:
    fault(stage, "POST", MESSAGES, 500)
    await stage.adapter.post(stage.thread(), "k", Reply("turn1", "Here."))
    assert len(answers(stage, stage.thread())) == 1


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (403, 50001), (404, 10003), (401, 0), (403, 50007)])
async def test_refusal_is_final(stage: DiscordStage, status: int, code: int) -> None:
    fault(stage, "POST", MESSAGES, status, code)
    with pytest.raises(DeliveryRefused):
        await stage.adapter.post(stage.thread(), "k", Reply("turn1", "Here."))


async def test_who_asked_is_told_alone_that_the_bot_may_not_write_there(stage: DiscordStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel()
    stage.world.say(ada, kitchen, stage.world.mention("a fox"))
    await stage.world.until(lambda: stage.core.events)
    (event,) = stage.core.events
    fault(stage, "POST", rf"/channels/({kitchen}|{event.id})/messages$", 403, 50013, times=2)
    for _ in range(2):
        with pytest.raises(DeliveryRefused):
            await stage.adapter.post(event.thread, event.id, Reply(event.id, "Here.", language="ko"))
    (told,) = stage.world.answers(stage.world.direct(ada))
    assert told.text == phrase("discord_forbidden", "ko")


async def test_who_pressed_is_told_under_the_button_that_the_bot_may_not_write_there(stage: DiscordStage) -> None:
    thread = stage.thread()
    await stage.adapter.post(thread, "k", grid(stage))
    outcome = await stage.world.press(stage.person(ADA), answers(stage, thread)[0], "pb1:more:turn1")
    await stage.world.until(lambda: stage.core.events)
    fault(stage, "POST", rf"/channels/{thread.id}/messages$", 403, 50013)
    with pytest.raises(DeliveryRefused):
        await stage.adapter.post(thread, stage.core.events[0].id, Reply(stage.core.events[0].id, "Here."))
    assert outcome.private is not None
    assert outcome.private.text == phrase("discord_forbidden", "en")


async def test_who_takes_no_direct_messages_is_not_told(stage: DiscordStage) -> None:
    stage.world.say(stage.person(ADA), stage.channel(), stage.world.mention("a fox"))
    await stage.world.until(lambda: stage.core.events)
    (event,) = stage.core.events
    fault(stage, "POST", r"/channels/\d+/messages$", 403, 50013, times=2)
    with pytest.raises(DeliveryRefused):
        await stage.adapter.post(event.thread, event.id, Reply(event.id, "Here."))


async def test_archived_thread_is_woken_to_change_a_message_in_it(stage: DiscordStage) -> None:
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", Reply("turn1", "Here."))
    stage.world.backend.channels[int(thread.id)].thread_metadata.archived = True
    await stage.adapter.edit(thread, handle, Reply("turn1", "There."))
    assert answers(stage, thread)[0].text == "There."


async def test_archived_thread_that_cannot_be_woken_is_a_refusal(stage: DiscordStage) -> None:
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", Reply("turn1", "Here."))
    stage.world.backend.channels[int(thread.id)].thread_metadata.archived = True
    fault(stage, "PATCH", f"/channels/{thread.id}$", 403, 50013)
    with pytest.raises(DeliveryRefused):
        await stage.adapter.edit(thread, handle, Reply("turn1", "There."))


async def test_message_too_old_to_be_changed_is_replaced(stage: DiscordStage) -> None:
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", Reply("turn1", "Here."))
    fault(stage, "PATCH", "/messages/", 400, 30046)
    await stage.adapter.edit(thread, handle, Reply("turn1", "There."))
    assert [one.text for one in answers(stage, thread)] == ["There."]


async def test_message_that_was_deleted_while_drawing_stays_away(stage: DiscordStage) -> None:
    await stage.stop()
    thread = stage.thread()
    handle = await stage.adapter.post(thread, "k", Reply("turn1", "…"))
    stage.world.backend.delete_message(int(thread.id), answers(stage, thread)[0].id)
    for reply in (Reply("turn1", "1 of 4"), grid(stage)):
        with pytest.raises(DeliveryRefused):
            await stage.adapter.edit(thread, handle, reply)
    assert answers(stage, thread) == []


# What does not fit


async def test_picture_over_the_limit_is_made_smaller_and_said_to_be(stage: DiscordStage) -> None:
    await stage.close()
    stage = await in_memory(upload_bytes=60_000)
    stage.server.rules.upload_bytes = 60_000
    noise = Image.effect_noise((400, 400), 90).convert("RGB")
    clear = noise.convert("RGBA")
    clear.putalpha(120)
    reply = grid(stage, "turn1", 2)
    for card, picture in zip(reply.cards, (noise, clear), strict=True):
        out = io.BytesIO()
        picture.save(out, "PNG")
        stage.core.blobs[card.blob] = Blob(out.getvalue(), "image/png")
    await stage.adapter.post(stage.thread(), "k", reply)
    (seen,) = answers(stage, stage.thread())
    assert [one.url.rpartition(".")[2] for one in seen.pictures] == ["jpg", "webp"]
    assert all(len(one.data) <= 60_000 for one in seen.pictures)
    assert phrase("discord_made_smaller", "en", number="2") in seen.small
    await stage.close()


async def test_picture_that_was_forgotten_is_named_and_the_others_are_there(stage: DiscordStage) -> None:
    reply = grid(stage)
    del stage.core.blobs[reply.cards[1].blob]
    await stage.adapter.post(stage.thread(), "k", reply)
    (seen,) = answers(stage, stage.thread())
    assert [one.alt for one in seen.pictures] == ["Larry, take 1", "Larry, take 3", "Larry, take 4"]
    assert phrase("picture_gone", "en") in seen.small


async def test_empty_reply_is_a_message_all_the_same(stage: DiscordStage) -> None:
    await stage.adapter.post(stage.thread(), "k", Reply("turn1"))
    assert answers(stage, stage.thread())[0].text == "…"


# The store


async def test_store_that_is_down_is_an_error_that_passes(stage: DiscordStage) -> None:
    handle = await stage.adapter.post(stage.thread(), "k", Reply("turn1", "Here."))
    await stage.adapter._redis.set(f"discord1:{{discord/{stage.thread().room}}}:spots", "rubbish")
    await stage.adapter._redis.hset(f"discord1:{{discord/{stage.thread().room}}}:posted", handle, "{}")  # type: ignore[misc]  # typed for both
    for run in (
        stage.adapter.post(stage.thread(), "k2", Reply("turn1", "Here.")),
        stage.adapter.edit(stage.thread(), handle, Reply("turn1", "There.")),
    ):
        with pytest.raises(DeliveryError):
            await run


# Forgetting


async def keys(stage: DiscordStage, room: str) -> list[bytes]:
    return [one async for one in stage.adapter._redis.scan_iter("discord1:*") if room.encode() in one]


async def test_forgotten_room_leaves_nothing_in_the_store(stage: DiscordStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel()
    await stage.world.command(ada, kitchen, "draw", prompt="a fox")
    event = stage.core.events[0]
    await stage.adapter.post(event.thread, event.id, grid(stage, event.id))
    (opened,) = stage.world.threads(kitchen)
    await stage.adapter.forget(str(kitchen))
    assert await keys(stage, str(kitchen)) == []
    assert await keys(stage, str(opened)) == []


async def test_forgotten_turn_leaves_no_words_and_no_token(stage: DiscordStage) -> None:
    ada, kitchen = stage.person(ADA), stage.channel()
    for prompt in ("a secret fox", "a hedgehog"):
        await stage.world.command(ada, kitchen, "draw", prompt=prompt)
    gone, kept = stage.core.events
    traces = Traces(author=str(ada), turns=frozenset({gone.id}))
    await stage.adapter.forget(str(kitchen), traces)
    spots = [await stage.adapter._marks.spot(one.thread) for one in (gone, kept)]
    assert ["fox" in str(one) for one in spots] == [False, False]
    assert ["hedgehog" in str(one) for one in spots] == [False, True]
    assert await stage.adapter._marks.token(str(kitchen), gone.id) is None
    assert await stage.adapter._marks.token(str(kitchen), kept.id) is not None


async def test_words_of_a_conversation_are_not_kept_once_its_thread_has_them(stage: DiscordStage) -> None:
    stage.world.say(stage.person(ADA), stage.channel(), stage.world.mention("a secret fox"))
    await stage.world.until(lambda: stage.core.events)
    (event,) = stage.core.events
    await stage.adapter.post(event.thread, event.id, Reply(event.id, "Here."))
    assert "secret" not in str(await stage.adapter._marks.spot(event.thread))


async def test_old_notes_and_those_of_forgotten_pictures_go(stage: DiscordStage) -> None:
    thread = stage.thread()
    for turn in ("t1", "t2", "t3"):
        await stage.adapter.post(thread, turn, grid(stage, turn, 1))
    await stage.adapter.forget(thread.room, Traces(pictures=frozenset({"pic-t2-1"})))
    left = [await stage.adapter._marks.posted(thread, handle_of(thread, turn)) for turn in ("t1", "t2", "t3")]
    assert [one is not None for one in left] == [True, False, True]
    await stage.adapter.forget(thread.room, Traces(before_s=4e9))
    left = [await stage.adapter._marks.posted(thread, handle_of(thread, turn)) for turn in ("t1", "t2", "t3")]
    assert left == [None, None, None]
