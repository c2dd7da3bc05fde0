"""Discord with a gateway and a worker that are processes of their own: conversations over real sockets, and kill -9."""

from __future__ import annotations

import asyncio
import hashlib
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from doubles.discord.house import DiscordHouse, discord_house
from doubles.discord.people import Seen
from doubles.discord.rules import Fault
from doubles.process import BotProcess

pytest_plugins = ["doubles.valkey"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
HEDGEHOG = "draw a hedgehog with sunflower petals instead of quills"


@pytest.fixture
async def house(tmp_path: Path, empty_valkey: str) -> AsyncIterator[DiscordHouse]:
    """A gateway and a worker on one store."""
    async with discord_house(tmp_path, empty_valkey) as house:
        yield house


def painted(directory: Path) -> set[str]:
    """Return the hashes of all that was ever painted."""
    return {hashlib.sha256(one.read_bytes()).hexdigest() for one in directory.rglob("*") if one.is_file()}


def hashes(seen: Seen) -> list[str]:
    return [hashlib.sha256(one.data).hexdigest() for one in seen.pictures]


async def test_larry_is_drawn_chosen_named_and_drawn_again(house: DiscordHouse, tmp_path: Path) -> None:
    world = house.world
    kitchen, attic = world.channel(house.guild, "kitchen"), world.channel(house.guild, "attic")
    dana, ben = world.person(house.guild, "Dana"), world.person(house.guild, "Ben")

    # By mention: a thread with four pictures, as they were painted, each with a description.
    grid = await house.ask(dana, kitchen, HEDGEHOG, 4)
    thread = grid.channel
    assert world.threads(kitchen) == [thread]
    assert all(one.alt for one in grid.pictures)
    assert set(hashes(grid)) <= painted(tmp_path)
    assert len(set(hashes(grid))) == 4

    # By a click, and by a form.
    await world.press(dana, grid, grid.button("2"))
    chosen = await house.answer(thread, grid.id, 1)
    assert hashes(chosen) == hashes(grid)[1:2]
    shown = await world.press(dana, chosen, chosen.button("Name…"))
    assert shown.modal["title"] == "Who is this?"
    await world.submit(dana, shown, {"name": "Larry"})
    named = await house.answer(thread, chosen.id)
    assert "Larry" in named.text

    # By plain words in the thread, with a question about him.
    home = await house.say(dana, thread, "show me Larry's house", 4)
    assert not set(hashes(home)) & set(hashes(grid))

    # By the form of an edit, which keeps the seed.
    shown = await world.press(dana, chosen, chosen.button("Edit…"))
    await world.submit(dana, shown, {"text": "give him a red hat"})
    edited = await house.answer(thread, home.id)
    assert edited.pictures
    assert "hat" in edited.pictures[0].alt.lower()

    # By a number under a grid, and by a reply to a picture.
    world.backend.set_reaction(thread, grid.id, "3\ufe0f\u20e3", ben, reacted=True)
    third = await house.answer(thread, edited.id, 1)
    assert hashes(third) == hashes(grid)[2:3]
    said = world.say(ben, thread, "make it a sticker", reply_to=chosen.id)
    sticker = await house.answer(thread, said.id)
    assert sticker.pictures

    # By slash commands: who is who, with his face; the album; a picture's recipe; and others that answer one person.
    cast = (await world.command(ben, kitchen, "cast")).private
    assert cast is not None
    assert "Larry" in cast.text
    assert hashes(grid)[1] in hashes(cast)
    album = (await world.command(ben, kitchen, "album", search="Larry")).private
    assert album is not None
    assert album.pictures
    for name in ("settings", "usage", "privacy", "help", "export"):
        panel = (await world.command(ben, kitchen, name)).private
        assert panel is not None, name
        assert panel.text, name
    details = (await world.press(ben, third, third.button("Details"))).private
    assert details is not None
    assert "sunflower" in details.text

    # Another channel is another room: nobody is called Larry there.
    await world.command(ben, attic, "draw", prompt="Larry asleep", pictures=1)
    (asked,) = world.answers(attic)
    asleep = await house.answer(asked.id, 0)
    assert "sunflower" not in " ".join(one.alt for one in asleep.pictures)
    cast = (await world.command(dana, attic, "cast")).private
    assert cast is not None
    assert cast.pictures == ()
    assert not set(hashes(asleep)) & set(hashes(grid))


async def test_two_people_in_two_channels_at_once_get_their_own(house: DiscordHouse) -> None:
    world = house.world
    names = ("kitchen", "attic")
    channels = [world.channel(house.guild, name) for name in names]
    people = [world.person(house.guild, name) for name in ("Dana", "Ben")]
    wishes = ("draw a lighthouse", "draw a fox")
    grids = await asyncio.gather(
        *(house.ask(who, where, wish, 4) for who, where, wish in zip(people, channels, wishes, strict=True))
    )
    for grid, where, word in zip(grids, channels, ("lighthouse", "fox"), strict=True):
        assert world.threads(where) == [grid.channel]
        assert all(word in one.alt.lower() for one in grid.pictures)
    assert not set(hashes(grids[0])) & set(hashes(grids[1]))


STAGES = {
    "the thread is made": Fault("POST", "/threads$"),
    "the first words are posted": Fault("POST", r"/channels/\d+/messages$"),
    "progress is shown": Fault("PATCH", "/messages/"),
    "the pictures are posted": Fault("POST", r"/channels/\d+/messages$", with_files=True),
    "the first words are deleted": Fault("DELETE", "/messages/"),
}


def quiet(house: DiscordHouse, thread: int) -> bool:
    """Return whether a thread has its finished answer."""
    shown = house.world.answers(thread)
    return bool(shown) and all(len(one.pictures) == 4 for one in shown)


async def test_worker_killed_at_any_stage_loses_and_doubles_nothing(house: DiscordHouse) -> None:
    world = house.world
    kitchen, dana = world.channel(house.guild, "kitchen"), world.person(house.guild, "Dana")
    for stage, fault in STAGES.items():
        killed = asyncio.Event()

        def kill(worker: BotProcess = house.worker, killed: asyncio.Event = killed) -> None:
            assert worker.process is not None
            worker.process.kill()
            killed.set()

        fault.then, fault.times = kill, 1
        world.server.rules.faults.append(fault)
        for _ in range(5):  # an answer may be quicker than its progress
            said = world.say(dana, kitchen, world.mention("draw a lighthouse"))
            await world.until(lambda k=killed, s=said: k.is_set() or quiet(house, s.id), stage)  # type: ignore[misc]  # mypy #15459
            if killed.is_set():
                break
        assert killed.is_set(), stage
        await house.worker.end(signal.SIGKILL)
        await house.worker.start()
        grid = await house.answer(said.id, 0, 4)
        await house.settled(said.id, grid.id)
        assert said.id in world.threads(kitchen), stage


async def test_killed_gateway_misses_nothing_and_old_buttons_work(house: DiscordHouse) -> None:
    world = house.world
    kitchen, dana = world.channel(house.guild, "kitchen"), world.person(house.guild, "Dana")
    grid = await house.ask(dana, kitchen, "draw a lighthouse", 4)
    await asyncio.sleep(1.2)  # what was heard is noted
    await house.gateway.end(signal.SIGKILL)
    said = world.say(dana, kitchen, world.mention("draw a fox"))
    await house.gateway.start()
    assert (await house.answer(said.id, 0, 4)).pictures
    await world.press(dana, grid, grid.button("3"))
    chosen = await house.answer(grid.channel, grid.id, 1)
    assert hashes(chosen) == hashes(grid)[2:3]
    # Killed while it takes a message: whatever was said comes again, once.
    assert house.gateway.process is not None
    gateway = house.gateway.process
    attic = world.channel(house.guild, "attic")
    world.server.rules.faults.append(Fault("GET", f"/channels/{attic}$", then=gateway.kill))
    said = world.say(dana, attic, world.mention("draw an owl"))
    await house.gateway.end(signal.SIGKILL)
    await house.gateway.start()
    owl = await house.answer(said.id, 0, 4)
    await house.settled(said.id, owl.id)


async def test_gateway_that_was_away_too_long_answers_what_it_missed(house: DiscordHouse) -> None:
    world = house.world
    kitchen, dana = world.channel(house.guild, "kitchen"), world.person(house.guild, "Dana")
    direct = world.direct(dana)
    grid = await house.ask(dana, kitchen, "draw a lighthouse", 4)
    world.say(dana, direct, "draw a fox")
    await house.answer(direct, 0, 4)
    await house.gateway.end(signal.SIGKILL)
    world.server.hub.sessions.clear()  # Discord's patience is over
    home = world.say(dana, grid.channel, "draw a boat at night")
    owl = world.say(dana, kitchen, world.mention("draw an owl"))
    alone = world.say(dana, direct, "draw a bear")
    await house.gateway.start()
    answers = [
        await house.answer(grid.channel, home.id, 4),
        await house.answer(owl.id, 0, 4),
        await house.answer(direct, alone.id, 4),
    ]
    for answer, word in zip(answers, ("boat", "owl", "bear"), strict=True):
        assert all(word in one.alt.lower() for one in answer.pictures)
    # Killed while it reads what it missed: the next one goes on, and nothing is answered twice.
    await house.gateway.end(signal.SIGKILL)
    world.server.hub.sessions.clear()
    said = [world.say(dana, channel, f"draw {what}") for channel, what in ((grid.channel, "a hat"), (direct, "a cat"))]
    fault = Fault("GET", f"/channels/{direct}/messages$", delay_s=0.2)
    world.server.rules.faults.append(fault)
    await house.gateway.start()
    assert house.gateway.process is not None
    fault.then = house.gateway.process.kill
    await house.gateway.end(signal.SIGKILL)
    world.server.hub.sessions.clear()
    await house.gateway.start()
    hat = await house.answer(grid.channel, said[0].id, 4)
    cat = await house.answer(direct, said[1].id, 4)
    await asyncio.sleep(0.5)
    assert [one.id for one in world.answers(grid.channel) if one.id > said[0].id] == [hat.id]
    assert [one.id for one in world.answers(direct) if one.id > said[1].id] == [cat.id]


async def test_stop_and_a_message_deleted_while_drawing(house: DiscordHouse) -> None:
    world = house.world
    kitchen, dana = world.channel(house.guild, "kitchen"), world.person(house.guild, "Dana")
    said = world.say(dana, kitchen, world.mention("draw a lighthouse"))
    drawing = await world.until(lambda: [one for one in world.answers(said.id) if one.buttons])
    await world.press(dana, drawing[0], drawing[0].button("Stop"))
    stopped = await house.answer(said.id, 0)
    assert "Stopped" in stopped.text
    said = world.say(dana, kitchen, world.mention("draw a fox"))
    drawing = await world.until(lambda: [one for one in world.answers(said.id) if one.buttons])
    await asyncio.sleep(0.3)  # nobody is quicker
    world.backend.delete_message(said.id, drawing[0].id)
    owl = await house.say(dana, said.id, "draw an owl", 4)
    await house.settled(said.id, owl.id)
