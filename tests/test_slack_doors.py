"""How Slack reaches the bot: ports, sockets that end, tokens that Slack refuses, starting while Slack is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from contract.adapter_suite import ADA
from doubles.slack.server import SlackDouble, slack_double
from doubles.slack_stage import SlackStage
from redis.asyncio import Redis

from adapters.slack import adapter as adapter_module
from adapters.slack import transports
from adapters.slack.ending import Background, end, through
from adapters.slack.shapes import is_sound
from bot.errors import SettingsError, StoreError

pytest_plugins = ["doubles.valkey"]


@pytest.fixture
async def double() -> AsyncIterator[SlackDouble]:
    async with slack_double() as double:
        yield double


async def test_taken_port_is_told_by_its_setting(double: SlackDouble, empty_valkey: str) -> None:
    first = SlackStage(double, empty_valkey)
    await first.start()
    port = int(first.adapter.address.rstrip("/").rpartition(":")[2])
    second = SlackStage(double, empty_valkey, port=port)
    with pytest.raises(SettingsError, match="PICTUREBOOK_SLACK_PORT"):
        await second.start()
    await second.close()
    await first.close()


async def test_refused_bot_token_is_told_by_its_setting(double: SlackDouble, empty_valkey: str) -> None:
    stage = SlackStage(double, empty_valkey, bot_token="xoxb-wrong")  # of nobody
    with pytest.raises(SettingsError, match="PICTUREBOOK_SLACK_BOT_TOKEN"):
        await stage.start()
    await stage.close()


async def test_refused_app_token_is_told_by_its_setting(double: SlackDouble, empty_valkey: str) -> None:
    stage = SlackStage(double, empty_valkey, socket=True, app_token="xapp-wrong")  # of nobody
    with pytest.raises(SettingsError, match="PICTUREBOOK_SLACK_APP_TOKEN"):
        await stage.start()
    await stage.close()


async def test_start_waits_for_a_slack_that_is_away(
    double: SlackDouble, empty_valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter_module, "_RETRY_S", 0.01)
    monkeypatch.setattr(transports, "_RETRY_S", (0.01,))
    double.faults.add("auth.test", "disconnect", times=2)
    double.faults.add("apps.connections.open", "error", "internal_error")
    double.faults.add("apps.connections.open", "disconnect")
    stage = SlackStage(double, empty_valkey, socket=True)
    await stage.start()
    await stage.say(stage.thread(), "a hedgehog")
    assert len(stage.core.events) == 1
    await stage.close()


async def test_start_tells_where_the_bot_is(double: SlackDouble, empty_valkey: str) -> None:
    stage = SlackStage(double, empty_valkey)
    stage.core.refuse = StoreError("away")  # then the first word that somebody says tells it
    await stage.start()
    assert stage.core.presences == []
    stage.core.refuse = None
    await stage.restart()
    assert stage.core.presences == [(f"slack/{stage.workspace.id}", True)]
    await stage.workspace.uninstall()
    assert stage.core.presences[-1] == (f"slack/{stage.workspace.id}", False)
    await stage.close()


async def test_bot_goes_on_over_a_new_socket(double: SlackDouble, empty_valkey: str) -> None:
    stage = SlackStage(double, empty_valkey, socket=True)
    await stage.start()
    await stage.say(stage.thread(), "one", delivery="d1")
    await double.sockets.warn(leave_s=0.2)
    await double.sockets.wait_for(1)
    await stage.say(stage.thread(), "two", delivery="d2")
    assert len(stage.core.events) == 2
    assert double.sockets.opened >= 2
    assert double.sockets.strange == []
    await stage.close()


async def test_envelope_that_cannot_be_read_is_not_acknowledged(double: SlackDouble, empty_valkey: str) -> None:
    stage = SlackStage(double, empty_valkey, socket=True)
    await stage.start()
    double.postman.ack_s = 0.3
    for body in ({"authorizations": "x"}, {"type": "event_callback", "event": None}, {"type": "other"}):
        delivery = await double.postman.send("interactive", body)
        assert delivery.ok == (body == {"type": "other"})
    double.postman.ack_s = 3.0
    await stage.say(stage.thread(), "still here")
    assert len(stage.core.events) == 1
    await stage.close()


async def test_both_doors_may_be_open(double: SlackDouble, empty_valkey: str) -> None:
    stage = SlackStage(double, empty_valkey, signing_secret=double.app.signing_secret, socket=True, port=0)
    await stage.start()
    assert stage.adapter.address.startswith("http://127.0.0.1:")
    await stage.say(stage.thread(), "by the socket", delivery="d1")
    double.app.socket_mode = False
    await stage.say(stage.thread(), "by HTTP", delivery="d2", author=ADA)
    assert len(stage.core.events) == 2
    await stage.close()


async def test_store_that_is_silent_makes_slack_tell_again(double: SlackDouble, empty_valkey: str) -> None:
    stage = SlackStage(double, empty_valkey)
    await stage.start()
    thread, ada = stage.thread(), stage.person(ADA)
    redis = Redis.from_url(empty_valkey)
    await redis.set("slack1:{" + f"slack/{stage.workspace.id}" + "}:person:" + ada, b"no person")
    double.postman.retries_s = ()
    done = await stage.workspace.mention(ada, stage.channel("kitchen"), "a hedgehog", thread.id)
    assert [one.attempts[0].status for one in done.deliveries] == [500, 500]
    await redis.aclose()
    await stage.close()


@pytest.mark.parametrize(
    "body",
    [
        {"type": 5},
        {"actions": "x"},
        {"actions": [1]},
        {"type": "block_actions", "actions": []},
        {"type": "view_submission"},
        {"type": "view_submission", "view": {}},
        {"type": "event_callback", "event": {"type": ""}},
        {"team": "T1"},
        {"user": "U1"},
        {"event": {"channel_id": []}},
        {"view": {"id": []}},
    ],
)
def test_what_slack_would_never_send_is_not_sound(body: dict[str, object]) -> None:
    assert not is_sound(body)


# Tasks


async def test_task_that_loses_its_cancellation_is_ended_all_the_same() -> None:
    lost = 0

    async def stubborn() -> None:
        nonlocal lost
        while lost < 2:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                lost += 1

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    await end(task)
    assert lost == 2


async def test_work_is_carried_out_whoever_is_cancelled() -> None:
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0.05)
        done.set()

    task = asyncio.create_task(through(work()))
    await asyncio.sleep(0.01)
    task.cancel()
    await task
    assert done.is_set()


async def test_work_in_the_background_ends_with_its_owner() -> None:
    background, came = Background(), asyncio.Event()

    async def wait() -> None:
        came.set()
        await asyncio.Event().wait()

    async def fail() -> None:
        raise ValueError("a bug")

    background.start(fail())
    await background.settle()
    background.start(wait())
    await came.wait()
    await background.end()
