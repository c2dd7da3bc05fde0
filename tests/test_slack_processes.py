"""Slack with a gateway and a worker that are processes of their own: conversations, over HTTP and Socket Mode."""

from __future__ import annotations

import asyncio
import hashlib
import signal
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from doubles.process import bot_process
from doubles.slack.server import slack_double
from doubles.slack_house import slack_house
from redis.asyncio import Redis

from adapters.slack.installations import Install, Installations
from adapters.slack.sealing import Sealer

pytest_plugins = ["doubles.valkey"]
HEDGEHOG = "draw a hedgehog with sunflower petals instead of quills"


def blobs(directory: Path) -> set[str]:
    """Return the hashes of all pictures that are kept."""
    return {hashlib.sha256(one.read_bytes()).hexdigest() for one in (directory / "blobs").rglob("*") if one.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
async def test_larry_is_drawn_chosen_named_and_drawn_again(tmp_path: Path, empty_valkey: str, socket: bool) -> None:
    async with slack_house(tmp_path, empty_valkey, socket=socket) as house:
        people = house.workspace
        dana, ben = people.person("Dana"), people.person("Ben", "ko-KR")
        kitchen = people.channel("kitchen", dana, ben)

        done, grid = await house.ask(dana, kitchen, HEDGEHOG)
        assert [one.title for one in grid.pictures] == ["1", "2", "3", "4"]
        assert all(one.alt for one in grid.pictures)
        assert {hashlib.sha256(one.data or b"").hexdigest() for one in grid.pictures} <= blobs(tmp_path)
        assert grid.thread_ts == done.ts

        chosen = await house.press(dana, kitchen, done.ts, grid, "2")
        assert chosen.pictures[0].data == grid.pictures[1].data

        opened = await people.click(dana, chosen, "Name…")
        assert opened.view is not None
        named = await people.submit(dana, None, {"name": "Larry"})
        assert (named.ok, named.errors) == (True, {})
        answers = await house.until_answers(kitchen, done.ts, 3)
        assert "Larry" in answers[-1].text

        home = await house.say(dana, kitchen, done.ts, "show me Larry's house")
        assert "Larry's house" in home.pictures[0].alt

        # Another thread of the channel knows who Larry is; a reaction chooses, a form changes.
        other, story = await house.ask(ben, kitchen, "draw Larry in the rain")
        assert "Larry" in story.pictures[0].alt
        await people.react(ben, story, "two")
        picked = (await house.until_answers(kitchen, other.ts, 2))[-1]
        assert picked.pictures[0].data == story.pictures[1].data
        await people.click(ben, picked, next(one.action_id for one in picked.buttons if ":edit:" in one.action_id))
        assert (await people.submit(ben, None, {"text": "add a red umbrella"})).ok
        changed = (await house.until_answers(kitchen, other.ts, 3))[-1]
        assert "umbrella" in changed.pictures[0].alt

        # A slash command draws under a message of its own, and panels are seen by one person.
        assert (await people.slash(ben, kitchen, "/draw", "Larry asleep pictures:1")).answer == {}
        asked = people.timeline(kitchen)[-1]
        assert (asked.from_bot, "Larry asleep" in asked.text) == (True, True)
        (drawn,) = await house.until_answers(kitchen, asked.ts, 2) and house.answers(kitchen, asked.ts)[1:]
        assert len(drawn.pictures) == 1
        await people.slash(dana, kitchen, "/picturebook", "cast")
        panel = await people.until(
            lambda: next((one for one in people.everything(kitchen, dana) if one.ephemeral), None)
        )
        assert "Larry" in panel.text
        assert not any(one.ephemeral for one in people.everything(kitchen, ben))
        assert all(one.calls == 0 for one in people.everything(kitchen) if one.from_bot and one.ts != asked.ts)


@pytest.mark.slow
async def test_two_workspaces_and_their_rooms_do_not_leak(tmp_path: Path, empty_valkey: str) -> None:
    key = Fernet.generate_key().decode()
    many = {
        "PICTUREBOOK_SLACK_CLIENT_ID": "1111.2222",
        "PICTUREBOOK_SLACK_CLIENT_SECRET": "client-secret-of-the-double",  # pragma: allowlist secret
        "PICTUREBOOK_SLACK_TOKEN_KEYS": key,
        "PICTUREBOOK_SLACK_PUBLIC_URL": "https://bot.example.org",
    }
    async with slack_house(tmp_path, empty_valkey, **many) as house:
        redis = Redis.from_url(empty_valkey)
        installs = Installations(redis, Sealer(key))
        acme, globex = house.workspace, house.double.workspace("Globex")
        for each in (acme, globex):
            team = each.team
            await installs.save(Install(team=each.id, token=each.token, bot_user=team.bot_user, bot_id=team.bot_id))
        dana, erin = acme.person("Dana"), globex.person("Erin")
        # The same channel id in both, as Slack itself would never have it.
        kitchen = acme.channel("kitchen", dana)
        there = globex.team.channels[globex.channel("kitchen", erin)]
        globex.team.channels[kitchen] = there
        there.id = kitchen

        first, second = await asyncio.gather(
            acme.mention(dana, kitchen, f"{HEDGEHOG}. His name is Quentin"), globex.mention(erin, kitchen, "draw a fox")
        )
        await house.until_answers(kitchen, first.ts, 1)
        (fox,) = await house.until_answers(kitchen, second.ts, 1, globex)
        assert "fox" in fox.pictures[0].alt
        await globex.slash(erin, kitchen, "/picturebook", "cast")
        panel = await globex.until(
            lambda: next((one for one in globex.everything(kitchen, erin) if one.ephemeral), None)
        )
        assert "Quentin" not in panel.text
        for call in house.double.bot_calls:
            assert (call.ok, call.team in (acme.id, globex.id)) == (True, True)
        shown = {one.file for one in fox.pictures}
        assert all(house.double.files[one or ""].team == globex.id for one in shown)
        await redis.aclose()


@pytest.mark.slow
async def test_conversations_at_once_keep_slacks_pace(tmp_path: Path, empty_valkey: str) -> None:
    async with slack_house(tmp_path, empty_valkey) as house:
        people = house.workspace
        house.double.limits.on = True
        house.double.files_ready_after_s = 0.5
        dana = people.person("Dana")
        kitchen = people.channel("kitchen", dana)
        asked = await asyncio.gather(
            *(people.mention(dana, kitchen, f"draw a fox in the {weather}") for weather in ("rain", "snow", "sun"))
        )
        for done in asked:
            (grid,) = await house.until_answers(kitchen, done.ts, 1)
            assert len(grid.pictures) == 4
        waits = [one.method for one in house.double.log if one.status == 429]
        # The double takes one message a second, without the few at once that Slack bears: each is asked to wait once.
        assert set(waits) <= {"chat.postMessage"}
        assert len(waits) <= 4


@pytest.mark.slow
async def test_one_process_with_its_own_store_does_it_all(tmp_path: Path) -> None:
    async with slack_double() as double:
        people = double.workspace()
        double.app.socket_mode = True
        tokens = {"PICTUREBOOK_SLACK_BOT_TOKEN": people.token, "PICTUREBOOK_SLACK_APP_TOKEN": double.app.app_token}
        settings = {**tokens, "PICTUREBOOK_SLACK_API": double.api_url, "PICTUREBOOK_PAINTER_PROCESSES": "1"}
        async with bot_process(tmp_path, settings=settings) as bot:
            assert any("Slack" in line and "Socket Mode" in line for line in bot.said)
            await double.sockets.wait_for(1, 30)
            dana = people.person("Dana")
            direct = people.dm(dana)
            done = await people.say(dana, direct, "draw a fox")
            grid = await people.until(
                lambda: next((one for one in people.thread(direct, done.ts) if len(one.pictures) == 4), None)
            )
            await bot.end(signal.SIGKILL)
            await bot.start()
            await double.sockets.wait_for(1, 30)
            await people.click(dana, grid, "2")
            chosen = await people.until(
                lambda: next((one for one in people.thread(direct, done.ts) if len(one.pictures) == 1), None)
            )
            assert chosen.pictures[0].data == grid.pictures[1].data


# Killed with -9

_STAGES = [
    ("chat.postMessage", False, 0),
    ("chat.postMessage", True, 0),
    ("files.getUploadURLExternal", True, 0),
    ("files.completeUploadExternal", True, 0),
    ("files.info", False, 0),
    ("chat.update", False, 0),
    ("chat.update", True, 1),
    ("agents.sessions.setStatus", True, 1),
]


@pytest.mark.slow
@pytest.mark.parametrize(("method", "after", "skip"), _STAGES)
async def test_killed_worker_loses_and_repeats_nothing(
    tmp_path: Path, empty_valkey: str, method: str, after: bool, skip: int
) -> None:
    async with slack_house(tmp_path, empty_valkey) as house:
        people = house.workspace
        dana = people.person("Dana")
        kitchen = people.channel("kitchen", dana)
        fault = house.double.faults.add(method, "hang", 60, after=after, skip=skip)
        done = await people.mention(dana, kitchen, HEDGEHOG)
        assert done.ok
        await people.until(lambda: fault.times == 0)
        await house.worker.end(signal.SIGKILL)
        house.double.faults.clear()
        await house.worker.start()
        (grid,) = await house.until_answers(kitchen, done.ts, 1)
        assert len({one.data for one in grid.pictures}) == 4
        # Whatever was tried twice is there once.
        assert [one.ts for one in people.thread(kitchen, done.ts)] == [done.ts, grid.ts]
        chosen = await house.press(dana, kitchen, done.ts, grid, "3")
        assert chosen.pictures[0].data == grid.pictures[2].data


@pytest.mark.slow
@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
async def test_killed_gateway_loses_nothing_and_old_buttons_work(
    tmp_path: Path, empty_valkey: str, socket: bool
) -> None:
    async with slack_house(tmp_path, empty_valkey, socket=socket) as house:
        people = house.workspace
        house.double.postman.retries_s = (1.0,) * 20
        dana = people.person("Dana")
        kitchen = people.channel("kitchen", dana)
        # Killed in the middle of taking an event: Slack has no acknowledgement, and tells it again.
        fault = house.double.faults.add("users.info", "hang", 60)
        saying = asyncio.create_task(people.mention(dana, kitchen, HEDGEHOG))
        await people.until(lambda: fault.times == 0)
        await house.gateway.end(signal.SIGKILL)
        house.double.faults.clear()
        done = await saying
        assert not done.ok
        # And told while nobody listens.
        fox = await people.mention(dana, kitchen, "draw a fox")
        await house.gateway.start()
        await house.listening()
        (grid,) = await house.until_answers(kitchen, done.ts, 1)
        await house.until_answers(kitchen, fox.ts, 1)
        assert all([await one.done.wait() for one in (*done.deliveries, *fox.deliveries)])
        # Delivered once more, a day late.
        await people.redeliver(done)
        chosen = await house.press(dana, kitchen, done.ts, grid, "3")
        assert chosen.pictures[0].data == grid.pictures[2].data
        await house.gateway.end(signal.SIGKILL)
        await house.gateway.start()
        await house.listening()
        more = await house.press(dana, kitchen, done.ts, grid, "More like this")
        assert len(more.pictures) == 4
        assert len(house.answers(kitchen, done.ts)) == 3
