"""The gateway's connection: sockets that break, sessions that go on or end, shards, rubbish; and HTTP in its place."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import aiohttp
import pytest
from contract.adapter_suite import ADA
from doubles.discord.rules import Fault
from doubles.discord.server import TOKEN, DiscordServer
from doubles.discord.stage import DiscordStage, in_memory
from doubles.scripted_core import ScriptedCore
from fakeredis import FakeAsyncRedis
from nacl.signing import SigningKey
from structlog.testing import capture_logs

from adapters.discord.adapter import DiscordAdapter, Options, shard_numbers
from adapters.discord.gateway import IdentifyLanes
from adapters.discord.interactions_http import PATH
from adapters.discord.lanes import LONGEST, Lanes
from adapters.discord.servers import Servers
from adapters.discord.sessions import Session, Sessions
from bot.errors import SettingsError
from bot.events import Command


@pytest.fixture
async def stage() -> AsyncIterator[DiscordStage]:
    """A server where nothing was said yet."""
    stage = await in_memory()
    yield stage
    await stage.close()


def say(stage: DiscordStage, text: str) -> Any:
    return stage.world.say(stage.person(ADA), stage.channel(), stage.world.mention(text))


async def heard(stage: DiscordStage, text: str) -> None:
    await stage.world.until(lambda: text in [getattr(one, "text", "") for one in stage.core.events], text)


async def test_broken_connection_is_resumed_and_nothing_is_missed(stage: DiscordStage) -> None:
    say(stage, "one")
    await heard(stage, "one")
    await stage.server.hub.drop()
    say(stage, "two")
    await heard(stage, "two")
    assert stage.server.hub.resumed == 1
    assert len(stage.server.hub.identified) == 1


async def test_discords_wish_to_reconnect_is_followed(stage: DiscordStage) -> None:
    stage.server.hub.ask_to_reconnect()
    await stage.world.until(lambda: stage.server.hub.resumed == 1)
    say(stage, "one")
    await heard(stage, "one")


async def test_ended_session_is_followed_by_a_new_one(stage: DiscordStage) -> None:
    stage.server.hub.invalidate()
    await stage.world.until(lambda: len(stage.server.hub.identified) == 2)
    say(stage, "one")
    await heard(stage, "one")


async def test_session_that_cannot_be_resumed_is_followed_by_a_new_one(stage: DiscordStage) -> None:
    stage.server.hub.resumes = False
    await stage.server.hub.drop()
    await stage.world.until(lambda: len(stage.server.hub.identified) == 2)
    say(stage, "one")
    await heard(stage, "one")


async def test_gateway_that_was_ended_goes_on_where_it_was(stage: DiscordStage) -> None:
    say(stage, "one")
    await heard(stage, "one")
    await noted(stage)
    await stage.stop()
    say(stage, "two")
    await stage.listen()
    await heard(stage, "two")
    assert (stage.server.hub.resumed, len(stage.server.hub.identified)) == (1, 1)
    assert [getattr(one, "text", "") for one in stage.core.events] == ["one", "two"]


async def test_gateway_whose_session_is_gone_begins_anew(stage: DiscordStage) -> None:
    say(stage, "one")
    await heard(stage, "one")
    await noted(stage)
    await stage.stop()
    stage.server.hub.sessions.clear()
    await stage.listen()
    say(stage, "two")
    await heard(stage, "two")


async def test_gateway_whose_resume_address_is_dead_begins_anew(stage: DiscordStage) -> None:
    await stage.stop()
    sessions = Sessions(stage.adapter._redis, f"{stage.world.backend.application_id}:1:1")
    await sessions.note(0, Session(id="s", sequence=1, url="ws://127.0.0.1:1/gateway"))
    await stage.listen()
    say(stage, "one")
    await heard(stage, "one")


async def test_session_is_kept_while_it_is_resumed_and_given_up_in_the_end(stage: DiscordStage) -> None:
    """A gateway that is killed before it hears anything must leave the session to the next one."""
    await noted(stage)
    await stage.stop()
    sessions = Sessions(stage.adapter._redis, f"{stage.world.backend.application_id}:1:1")
    for tries in (1, 2, 3):
        await stage.listen()
        kept = await sessions.get(0)
        assert kept is not None
        assert kept.tries in (tries, 0)  # 0: it has heard of having resumed
        await sessions.note(0, kept.model_copy(update={"tries": tries}))
        await stage.stop()
        await sessions.note(0, kept.model_copy(update={"tries": tries}))
    before = len(stage.server.hub.identified)
    await stage.listen()
    assert len(stage.server.hub.identified) == before + 1


async def present(stage: DiscordStage, *expected: tuple[int, bool]) -> None:
    """Wait until the core was told where the bot is, in this order, and nothing else."""
    told = [(f"discord/{guild}", here) for guild, here in expected]
    await stage.world.until(lambda: len(stage.core.presences) >= len(told), f"{stage.core.presences}")
    await asyncio.sleep(0.1)
    assert stage.core.presences == told


async def test_core_is_told_where_the_bot_is_and_where_it_was_removed(stage: DiscordStage) -> None:
    home = stage.guild
    away = stage.world.guild("Away")
    await present(stage, (home, True), (away, True))
    stage.server.hub.emit("GUILD_DELETE", {"id": str(away), "unavailable": True})  # it has trouble of its own
    stage.server.hub.emit("GUILD_CREATE", {"id": str(away), "unavailable": True})
    stage.server.hub.emit("GUILD_DELETE", {"id": "rubbish"})
    stage.server.hub.emit("GUILD_CREATE", {})
    await present(stage, (home, True), (away, True))
    stage.server.backend.remove_guild(away)
    await present(stage, (home, True), (away, True), (away, False))
    assert await stage.adapter._marks.servers() == {str(home)}


async def test_removal_while_no_gateway_ran_is_found_when_one_begins(stage: DiscordStage) -> None:
    home = stage.guild
    away = stage.world.guild("Away")
    await present(stage, (home, True), (away, True))
    await stage.stop()
    stage.server.hub.sessions.clear()
    del stage.server.backend.guilds[away]
    stage.core.presences.clear()
    await stage.listen()
    await stage.world.until(lambda: len(stage.core.presences) == 2)
    assert set(stage.core.presences) == {(f"discord/{home}", True), (f"discord/{away}", False)}


async def test_session_that_tells_nothing_of_a_server_ends_nothing(stage: DiscordStage) -> None:
    class Again:
        """A listener whose store answers."""

        async def again(self, run: Any) -> Any:
            return await run()

    await present(stage, (stage.guild, True))
    stage.core.presences.clear()
    servers = Servers(stage.core, stage.adapter._marks, Again())  # type: ignore[arg-type]  # a double
    mine = (stage.guild >> 22) % 2
    await servers.began({"shard": [0, 1]})
    await servers.began({"shard": [0, 0], "guilds": []})
    await servers.began({"shard": [1 - mine, 2], "guilds": []})  # another shard's
    assert stage.core.presences == []
    await servers.began({"shard": [mine, 2], "guilds": []})
    await present(stage, (stage.guild, False))


async def noted(stage: DiscordStage) -> None:
    """Wait until the store knows how far the gateway has heard."""
    (session,) = stage.server.hub.sessions.values()
    sessions = Sessions(stage.adapter._redis, f"{stage.world.backend.application_id}:1:1")
    for _ in range(200):
        found = await sessions.get(0)
        if found is not None and found.sequence == session.sequence:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(found)


async def test_event_that_is_not_taken_yet_is_not_noted_as_heard(stage: DiscordStage) -> None:
    await noted(stage)
    accept, go = stage.core.accept, asyncio.Event()

    async def slowly(event: Any) -> Any:
        await go.wait()
        return await accept(event)

    stage.core.accept = slowly  # type: ignore[method-assign]  # a core that is slow
    say(stage, "one")
    await asyncio.sleep(1.2)
    sessions = Sessions(stage.adapter._redis, f"{stage.world.backend.application_id}:1:1")
    before = await sessions.get(0)
    (session,) = stage.server.hub.sessions.values()
    assert before is not None
    assert before.sequence < session.sequence
    go.set()
    await noted(stage)


@pytest.mark.parametrize(
    "frame",
    ["no json", "[]", "null", '{"op": 10}', '{"op": 0, "t": "READY", "s": 1, "d": null}', '{"op": 0, "t": "RESUMED"}'],
)
async def test_frame_that_is_rubbish_costs_a_connection_at_most(stage: DiscordStage, frame: str) -> None:
    for session in stage.server.hub.sessions.values():
        assert session.socket is not None
        session.socket.put_text(frame)
    await asyncio.sleep(0.1)
    stage.adapter._sleep = _soon  # the pause before the next connection
    say(stage, "one")
    await heard(stage, "one")


async def _soon(_: float) -> None:
    await asyncio.sleep(0.01)


RUBBISH: list[Any] = [
    None, True, -1, 0, 2**70, 1.5, "", "x", "\ud83d", "9" * 5000, "123456789012345678", [], [None], {}, {"id": None},
    {"id": "1", "bot": "no"}, [[[]]], [{"id": 5, "type": 3, "values": [None]}], {"0": 1}, "http://[", {"type": 12},
]  # fmt: skip


def mutated(chance: random.Random, value: Any, share: float) -> Any:
    """Return a payload with parts of it missing, empty, huge or of another kind."""
    if chance.random() < share:
        return chance.choice(RUBBISH)
    if isinstance(value, dict):
        return {name: mutated(chance, one, share) for name, one in value.items() if chance.random() > share / 3}
    if isinstance(value, list):
        return [mutated(chance, one, share) for one in value]
    return value


async def payloads(stage: DiscordStage) -> list[tuple[str, Any]]:
    """Return real payloads of every kind, as Discord sends them."""
    seen: list[tuple[str, Any]] = []
    stage.world.backend.subscribers.append(
        lambda name, payload: seen.append((name, json.loads(json.dumps(payload, default=str))))
    )
    ada, kitchen = stage.person(ADA), stage.channel()
    said = stage.world.say(ada, kitchen, stage.world.mention("a fox"), files=(("cat.png", b"x"),))
    stage.world.say(ada, kitchen, "and?", reply_to=said.id)
    await stage.world.command(ada, kitchen, "draw", prompt="a fox", pictures=2)
    await stage.world.menu(ada, kitchen, "Use as reference", said.id)
    (asked, *_) = stage.world.answers(kitchen)
    await stage.world.interact(ada, kitchen, 3, {"custom_id": "pb1:more:turn1", "component_type": 2}, asked.id)
    rows = [{"type": 18, "component": {"type": 4, "custom_id": "words", "value": "x"}}]
    form = {"custom_id": "pb1:edit:pic-1", "components": rows}
    await stage.world.interact(ada, kitchen, 5, form, asked.id)
    stage.world.backend.set_reaction(kitchen, asked.id, "2\ufe0f\u20e3", ada, reacted=True)
    stage.world.backend.delete_message(kitchen, said.id)
    stage.server.hub.emit("GUILD_UPDATE", {"id": str(stage.guild), "preferred_locale": "ko"})
    names = {"MESSAGE_CREATE", "MESSAGE_DELETE", "MESSAGE_REACTION_ADD", "INTERACTION_CREATE"}
    bulk = ("MESSAGE_DELETE_BULK", {"ids": [str(said.id)], "channel_id": str(kitchen)})
    guild = ("GUILD_UPDATE", {"id": str(stage.guild), "preferred_locale": "ko"})
    return [*((name, payload) for name, payload in seen if name in names), bulk, guild]


async def _answered(*_: object, **__: object) -> object:
    return {"id": "1573289602737766400", "interaction": {"response_message_id": "1573289602737766401"}}


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_ten_thousand_payloads_of_rubbish_end_nothing(stage: DiscordStage) -> None:
    samples = await payloads(stage)
    assert len({name for name, _ in samples}) == 6
    chance = random.Random(5)  # the same rubbish each time
    errors: list[Any] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: errors.append(context))
    stage.adapter._sleep = _soon
    hear = await stage.adapter._hearing(stage.core, lanes := Lanes())
    request = stage.adapter._rest._request
    with capture_logs() as logs:
        for number in range(10_000):
            if number == 1_000:  # from here on Discord's answers are quick: what is heard is what matters
                stage.adapter._rest._request = _answered  # type: ignore[method-assign]  # as said
            name, payload = chance.choice(samples)
            share = chance.choice((0.0, 0.02, 0.1, 0.4))
            # What is no object at all is kept back by the gateway; see the frames above.
            hear(
                name, {key: mutated(chance, one, share) for key, one in payload.items() if chance.random() > share / 3}
            )
            if number % 200 == 0:
                await asyncio.wait_for(lanes.settled(), 60)
        await asyncio.wait_for(lanes.settled(), 60)
    stage.adapter._rest._request = request  # type: ignore[method-assign]  # as it was
    assert errors == []
    assert [one for one in logs if one["event"] == "discord_event_failed"] == []
    say(stage, "still here")
    await heard(stage, "still here")


# Shards


async def test_shards_are_spread_over_processes() -> None:
    stage = await in_memory(shard_count=2, shards=(0,))
    stage.server.shards = 2
    other = stage._new()
    other._options = Options(token=TOKEN, api=stage.server.address, shard_count=2, shards=(1,))
    core = ScriptedCore()
    listening = asyncio.create_task(other.listen(core))
    await stage.world.until(lambda: len(stage.server.hub.identified) == 2)
    assert sorted(shard for _, shard in stage.server.hub.identified) == [(0, 2), (1, 2)]
    say(stage, "one")
    await stage.world.until(lambda: stage.core.events or core.events)
    mine = (stage.guild >> 22) % 2
    assert [len(stage.core.events), len(core.events)] == [1 - mine, mine]
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    await stage.close()


async def test_shards_of_one_lane_identify_one_after_another() -> None:
    redis, waited = FakeAsyncRedis(), []

    async def sleep(duration_s: float) -> None:
        waited.append(duration_s)
        await redis.delete("discord1:identify:0")

    lanes = IdentifyLanes(redis, 2, sleep=sleep)
    for shard in (0, 1, 2):
        await lanes.wait(shard)
    assert len(waited) == 1
    assert await redis.get("discord1:identify:0") == b"2"
    await redis.aclose()


@pytest.mark.parametrize(("text", "numbers"), [("", []), ("3", [3]), ("0-2, 5", [0, 1, 2, 5])])
def test_shards_are_written_as_numbers_and_ranges(text: str, numbers: list[int]) -> None:
    assert shard_numbers(text) == numbers


# Beginning and ending


async def test_wrong_token_says_what_to_do() -> None:
    server = DiscordServer()
    await server.start()
    adapter = DiscordAdapter(FakeAsyncRedis(), _no_bytes, Options("wrong-token", api=server.address))
    with pytest.raises(SettingsError) as caught:
        await adapter.listen(ScriptedCore())
    assert "PICTUREBOOK_DISCORD_TOKEN" in caught.value.detail
    await adapter.close()
    await server.close()


async def _no_bytes(_: str) -> bytes:
    raise AssertionError


async def test_discord_that_is_away_is_waited_for(stage: DiscordStage) -> None:
    await stage.close()
    stage = DiscordStage(FakeAsyncRedis)
    await stage.server.start()
    stage.guild = stage.world.guild()
    stage.server.rules.faults.append(Fault("GET", "/users/@me", 503, 0, times=1))
    stage.adapter = stage._new()
    stage.adapter._sleep = _soon
    listening = asyncio.create_task(stage.adapter.listen(stage.core))
    await stage.world.until(stage.adapter.started.is_set)
    say(stage, "one")
    await heard(stage, "one")
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    await stage.close()


async def test_connection_that_cannot_be_made_is_tried_again(stage: DiscordStage) -> None:
    await stage.stop()
    stage.server.rules.faults.append(Fault("GET", "/gateway/bot", 403, 50001, times=2))
    stage.adapter = stage._new()
    stage.adapter._sleep = _soon
    stage._listening = asyncio.create_task(stage.adapter.listen(stage.core))
    await stage.world.until(stage.adapter.started.is_set)


async def test_store_that_is_down_costs_the_note_only(stage: DiscordStage) -> None:
    redis: Any = stage.adapter._redis
    set_, failed = redis.set, []

    async def broken(name: str, *args: Any, **kwargs: Any) -> Any:
        if ":session:" in name and len(failed) < 2:
            failed.append(name)
            raise OSError
        return await set_(name, *args, **kwargs)

    redis.set = broken
    say(stage, "one")
    await heard(stage, "one")
    await noted(stage)
    assert failed


# Lanes


async def test_lane_keeps_its_order_and_survives_a_failure() -> None:
    lanes, done = Lanes(), []

    async def work(number: int, pause_s: float) -> None:
        await asyncio.sleep(pause_s)
        if number == 2:
            raise ZeroDivisionError
        done.append(number)

    for number, pause_s in ((1, 0.05), (2, 0), (3, 0)):
        lanes.put("a", lambda n=number, p=pause_s: work(n, p))  # type: ignore[misc]  # mypy #15459
    await lanes.settled()
    assert done == [1, 3]
    await lanes.settled()
    await lanes.end()


async def test_flooded_lane_drops_the_rest() -> None:
    lanes, done = Lanes(), []

    async def work() -> None:
        done.append(1)

    for _ in range(LONGEST + 50):
        lanes.put("a", work)
    await lanes.settled()
    assert len(done) == LONGEST


# HTTP


@pytest.fixture
async def endpoint() -> AsyncIterator[tuple[DiscordStage, SigningKey, str]]:
    """A stage whose interactions come over HTTP."""
    key = SigningKey.generate()
    stage = await in_memory(http_port=0, public_key=key.verify_key.encode().hex())
    yield stage, key, f"http://127.0.0.1:{stage.adapter.http_port}{PATH}"
    await stage.close()


async def post(url: str, key: SigningKey, body: bytes, **headers: str) -> tuple[int, str]:
    signature = key.sign(b"1700000000" + body).signature.hex()
    given = {"X-Signature-Timestamp": "1700000000", "X-Signature-Ed25519": signature, **headers}
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=given) as response:
        return response.status, await response.text()


async def test_ping_is_answered(endpoint: tuple[DiscordStage, SigningKey, str]) -> None:
    _, key, url = endpoint
    status, body = await post(url, key, b'{"type": 1}')
    assert (status, json.loads(body)) == (200, {"type": 1})


@pytest.mark.parametrize("signature", ["", "xyz", "00" * 64])
async def test_wrong_signature_is_refused(endpoint: tuple[DiscordStage, SigningKey, str], signature: str) -> None:
    _, key, url = endpoint
    status, _ = await post(url, key, b'{"type": 1}', **{"X-Signature-Ed25519": signature})
    assert status == 401


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"\xff"])
async def test_signed_rubbish_is_refused(endpoint: tuple[DiscordStage, SigningKey, str], body: bytes) -> None:
    _, key, url = endpoint
    assert (await post(url, key, body))[0] == 400


async def test_interaction_over_http_is_an_event_like_any_other(
    endpoint: tuple[DiscordStage, SigningKey, str],
) -> None:
    stage, key, url = endpoint

    async def send(payload: Any) -> None:
        assert (await post(url, key, json.dumps(payload).encode()))[0] == 202

    stage.world.endpoint = send
    outcome = await stage.world.command(stage.person(ADA), stage.channel(), "draw", prompt="a fox")
    (event,) = stage.core.events
    assert isinstance(event, Command)
    assert outcome.record.message_id == stage.world.answers(stage.channel())[0].id


async def test_taken_port_of_the_endpoint_says_what_to_do(endpoint: tuple[DiscordStage, SigningKey, str]) -> None:
    stage, key, _ = endpoint
    options = Options(
        TOKEN, api=stage.server.address, http_port=stage.adapter.http_port, public_key=key.verify_key.encode().hex()
    )
    adapter = DiscordAdapter(FakeAsyncRedis(), _no_bytes, options)
    with pytest.raises(SettingsError) as caught:
        await adapter.listen(ScriptedCore())
    assert "PICTUREBOOK_DISCORD_HTTP_PORT" in caught.value.detail
    await adapter.close()
