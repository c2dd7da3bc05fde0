"""Larry over threads, rooms and restarts: named here and used there, leaking nowhere, and all of it after kill -9."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from contract.store_suite import carry_out
from doubles.house import House, house
from doubles.ransack import files
from doubles.records import ANN, character, grid_commit, picture
from doubles.whole_process import Guest, environment, running_process
from fakeredis import FakeAsyncRedis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.buttons import ButtonId, Verb
from bot.events import Thread
from bot.memory.memory import Memory
from bot.memory.records import Character, Grid, Picture, ThreadState
from bot.planner.board import Board
from bot.planner.offline import OfflinePlanner
from bot.planner.pointing_en import point_en
from bot.planner.pointing_ko import point_ko
from bot.planner.references import resolve
from bot.replies import Reply
from bot.valkey import StoreServer

HEDGEHOG = "draw a hedgehog with sunflower petals instead of quills"


@pytest.fixture
async def bot(store: StoreServer, tmp_path: Path) -> AsyncIterator[House]:
    """The offline planner, and a painter that paints at once."""
    async with house(store, tmp_path, planner=OfflinePlanner(), retention_days=0) as one:
        yield one


async def recipes(bot: House, reply: Reply) -> list[Any]:
    return [await bot.app.core.details(bot.thread.room_key, card.picture) for card in reply.cards]


async def name_larry(bot: House) -> Any:
    """Draw, choose the second one, name it; return its record."""
    grid = await bot.say(HEDGEHOG)
    await bot.press(str(ButtonId(Verb.SELECT, grid.cards[1].picture)))
    await bot.say("my daughter says its name is Larry")
    (larry,) = await bot.app.core.cast(bot.thread.room_key)
    assert (larry.name, larry.picture) == ("Larry", grid.cards[1].picture)
    return (await recipes(bot, grid))[1]


async def test_larry_is_named_in_one_thread_and_drawn_in_another(bot: House) -> None:
    face = await name_larry(bot)
    bot.thread = replace(bot.thread, id="t2")
    reply = await bot.say("draw Larry asleep")
    (larry,) = await bot.app.core.cast(bot.thread.room_key)
    made = await recipes(bot, reply)
    assert made
    for one in made:
        assert one.characters == (larry.id,)
        assert "sunflower" in one.prompt
    assert bot.painter.orders[-1].references[0].picture == face.id
    assert {one.thread for one in made} == {"test/kitchen/t2"}


async def test_larry_of_one_room_is_nobody_in_another(bot: House) -> None:
    await name_larry(bot)
    home = bot.thread.room_key
    bot.thread = Thread("test", "garden", "t1")
    reply = await bot.say("draw Larry asleep")
    assert await bot.app.core.album(home, limit=100)
    for one in await bot.app.core.album(bot.thread.room_key):
        assert one.characters == ()
        assert "sunflower" not in one.prompt
    assert "sunflower" not in reply.text
    assert all(order.references == () for order in bot.painter.orders[4:])


# Seeds


async def test_same_seed_and_small_changes_keep_the_seed(bot: House) -> None:
    face = await name_larry(bot)
    reply = await bot.say("give him a red hat")
    (edited, *_) = await recipes(bot, reply)
    assert edited.seed == face.seed
    assert edited.parents[0] == face.id
    assert edited.prompt != face.prompt
    assert "hat" in edited.prompt


async def test_more_like_this_and_redraw_take_new_seeds(bot: House) -> None:
    grid = await bot.say(HEDGEHOG)
    before = {one.seed for one in await recipes(bot, grid)}
    more = await bot.press(str(ButtonId(Verb.MORE, grid.turn)))
    again = await bot.press(str(ButtonId(Verb.REROLL, grid.turn)))
    seeds = [one.seed for reply in (more, again) for one in await recipes(bot, reply)]
    assert len(set(seeds)) == len(seeds) == 8
    assert not before & set(seeds)


async def test_new_subject_takes_new_seeds_and_no_parents(bot: House) -> None:
    face = await name_larry(bot)
    made = await recipes(bot, await bot.say("draw a lighthouse in a storm"))
    assert face.seed not in {one.seed for one in made}
    assert len({one.seed for one in made}) == len(made)
    assert {one.parents for one in made} == {()}


async def test_named_seed_is_used(bot: House) -> None:
    made = await recipes(bot, await bot.say("draw one lighthouse with seed 4711"))
    assert 4711 in {one.seed for one in made}


async def test_restored_picture_has_the_seed_and_words_of_before(bot: House) -> None:
    face = await name_larry(bot)
    await bot.say("give him a red hat")
    await bot.press(str(ButtonId(Verb.SELECT, face.id)))
    state = await bot.app.memory.state(bot.thread)
    assert state.selected == face.id
    (again, *_) = await recipes(bot, await bot.press(str(ButtonId(Verb.HD, face.id))))
    assert (again.seed, again.prompt) == (face.seed, face.prompt)


# Over kill -9


async def draw_larry(guest: Guest) -> str:
    """Have Larry drawn and named in thread t1 of the playroom; return his picture's id."""
    grid = await guest.say("playroom/t1", HEDGEHOG)
    assert len(grid["cards"]) == 4, grid["text"]
    picture = str(grid["cards"][1]["picture"])
    await guest.press("playroom/t1", f"pb1:select:{picture}")
    await guest.say("playroom/t1", "my daughter says its name is Larry")
    return picture


@pytest.mark.slow
@pytest.mark.timeout(480)  # a whole process, started four times: half a minute, or minutes on a busy machine
async def test_larry_is_known_in_every_thread_after_the_whole_process_was_killed(tmp_path: Path) -> None:
    async with running_process(tmp_path) as guest:
        picture = await draw_larry(guest)
        before = await guest.recipe("playroom", picture)
        await guest.say("cellar/t1", "draw a lighthouse in a storm")
        guest.kill()
    async with running_process(tmp_path, run=2) as guest:
        (larry,) = (await guest.get("playroom", "/cast"))["cast"]
        assert (larry["name"], larry["picture"]) == ("Larry", picture)
        asleep = await guest.say("playroom/t2", "can I see Larry asleep?")
        for card in asleep["cards"]:
            made = await guest.recipe("playroom", card["picture"])
            assert made["characters"] == [larry["id"]]
        hat = await guest.say("playroom/t1", "give him a red hat")
        made = await guest.recipe("playroom", hat["cards"][0]["picture"])
        assert (made["seed"], made["parents"][0]) == (before["seed"], picture)
        more = await guest.press("playroom/t1", f"pb1:more:{picture}")
        seeds = {(await guest.recipe("playroom", card["picture"]))["seed"] for card in more["cards"]}
        assert len(seeds) == 4
        assert before["seed"] not in seeds
        assert (await guest.get("cellar", "/cast"))["cast"] == []
        strange = await guest.say("cellar/t1", "draw Larry asleep")
        for card in strange["cards"]:
            assert "sunflower" not in (await guest.recipe("cellar", card["picture"]))["prompt"]
        answer = await guest.visitor.get(f"/api/rooms/cellar/pictures/{picture}")
        assert answer.status == 404
        guest.kill()
    await take_along_and_forget(tmp_path, picture)


async def take_along_and_forget(directory: Path, picture: str) -> None:
    """Export and forget by the command line, on the directory of a picturebook that was killed."""
    code, text = await command(directory, "export", "--room", "web/playroom", "--out", "larry.zip")
    assert code == 0, text
    archive = ZipFile(io.BytesIO((directory / "larry.zip").read_bytes()))
    assert picture in {recipe["id"] for recipe in json.loads(archive.read("recipes.json"))}
    code, text = await command(directory, "export", "--room", "web/playroom", "--out", "larry.zip")
    assert (code, "exists already" in text) == (2, True)
    code, text = await command(directory, "forget", "--room", "web/playroom", "--yes")
    assert code == 0, text
    assert "Forgotten: " in text
    code, text = await command(directory, "forget", "--person", "web/dana", "--yes")
    assert "in 1 room." in text
    assert files(directory / "data" / "blobs") == []
    # Not in the store's file either, which tells its whole history otherwise. (The cellar was not forgotten.)
    kept = b"".join(path.read_bytes() for path in (directory / "data" / "valkey").rglob("*") if path.is_file())
    assert b"lighthouse" not in kept
    assert b"sunflower" not in kept
    assert b"playroom" not in kept


async def command(directory: Path, *arguments: str) -> tuple[int, str]:
    """Run `picturebook` with these arguments; return its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=directory,
        env=environment(directory / "data"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


# References


def _board(sizes: list[int], selected: int, owners: list[bool]) -> Board:
    """Return a board whose thread has grids of these sizes; pictures of another room are not on any board."""
    thread = Thread("web", "kitchen", "t1")
    pictures: dict[str, Picture] = {}
    grids = []
    for turn, size in enumerate(sizes):
        made = [picture(len(pictures) + n, thread, position=n, turn=f"e{turn}") for n in range(1, size + 1)]
        pictures |= {one.id: one for one in made}
        grids.append(Grid(f"e{turn}", tuple(one.id for one in made), ANN, "draw"))
    chosen = list(pictures)[selected % len(pictures)] if pictures else None
    cast = tuple(
        Character(f"c-{n}", f"Larry{n}", "", list(pictures)[n] if n < len(pictures) else "pic-elsewhere")
        for n, _ in enumerate(owners)
    )
    state = ThreadState(selected=chosen, pictures=len(pictures), turns=len(sizes))
    return Board(thread, state, (), tuple(grids), pictures, cast)


SAID = (
    "the second one", "first", "last", "top right", "bottom left", "of mine", "Ann's", "picture", "3", "17", "99",
    "pic-elsewhere", "other", "both", "두 번째", "그림", "오른쪽 위", "3번", "17번", "다른 거", "내 것", "마지막",
    "the one with the boat", "hedgehog",
)  # fmt: skip
WORDS = st.lists(st.sampled_from(SAID), max_size=5).map(" ".join)


@given(st.lists(st.integers(0, 4), max_size=5), st.integers(0, 30), st.lists(st.booleans(), max_size=3), WORDS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_references_never_lead_to_a_picture_that_is_not_on_the_board(
    sizes: list[int], selected: int, owners: list[bool], words: str
) -> None:
    board = _board(sizes, selected, owners)
    for point in (point_en, point_ko):
        found = resolve(board, point(words), "Ann")
        assert {*found.pictures, *found.candidates} <= board.pictures.keys()


@given(data=st.data())
@settings(max_examples=25)
async def test_boards_hold_pictures_of_their_room_only(data: st.DataObject) -> None:
    async with FakeAsyncRedis(decode_responses=True) as redis:
        rooms = [Thread("web", room, "t1") for room in ("kitchen", "garden")]
        for made, thread in enumerate(data.draw(st.lists(st.sampled_from(rooms), min_size=2, max_size=8)), start=1):
            # Whatever a record claims, ids of the other room's pictures included.
            strangers = tuple(f"pic-{n}" for n in data.draw(st.lists(st.integers(1, 8), max_size=2)))
            one = picture(made, thread, id=f"pic-{made}", parents=strangers)
            change = replace(
                grid_commit(f"e{made}", (one,), ThreadState(selected=f"pic-{data.draw(st.integers(1, 8))}")),
                characters=(character("Larry", picture=f"pic-{data.draw(st.integers(1, 8))}"),),
            )
            await carry_out(redis, Memory.writes(thread, change))
        memory = Memory(redis)
        for thread in rooms:
            board = await memory.board(thread, data.draw(st.lists(st.integers(1, 12), max_size=4)))
            assert {one.room for one in board.pictures.values()} <= {thread.room_key}
            found = await memory.search(thread.room_key, ["hedgehog"], limit=100)
            assert {one.room for one in found} <= {thread.room_key}
