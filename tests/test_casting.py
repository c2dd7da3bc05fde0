"""Who is who, changed outside a turn: renamed, described, recast, merged, removed; atomically, and in one room only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from contract.store_suite import commit
from doubles.records import ANN, KITCHEN, character, grid_commit, picture
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.adapter import CharacterChange
from bot.errors import BadCharacter, CharacterGone, NameTaken, PictureGone, StoreError
from bot.events import Message, Thread
from bot.memory.casting import ALIASES, DESCRIPTION_CHARS, NAME_CHARS, Casting
from bot.memory.keys import RoomKeys
from bot.memory.memory import Memory
from bot.memory.records import Character, Commit, ThreadState
from bot.planner.board import Board
from bot.plans import Action, Naming, Plan
from bot.remembering import Result, cast_changes, character_id

ROOM = "web/kitchen"
KEYS = RoomKeys(ROOM)
LARRY = replace(character("Larry", picture="pic-t1-1", time_s=1.0), aliases=("Laz",))
BOB = replace(character("Bob", picture="pic-t1-2", time_s=2.0), description="a tall bear", aliases=("Bobby",))


@pytest.fixture
async def redis(empty_valkey: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(empty_valkey, decode_responses=True) as client:
        drawn = (picture(1, characters=(LARRY.id,)), picture(2, characters=(BOB.id, LARRY.id)), picture(3))
        await commit(client, replace(grid_commit("turn-1", drawn), characters=(LARRY, BOB)))
        yield client


@pytest.fixture
def cast(redis: Redis) -> Casting:
    return Casting(redis, Memory(redis))


async def test_character_is_renamed_described_and_recast(cast: Casting, redis: Redis) -> None:
    change = CharacterChange(" Lawrence \n the 1st ", "a hedgehog", "pic-t1-3", ("Larry", "larry", "LAWRENCE the 1st"))
    after = await cast.change(ROOM, LARRY.id, change)
    assert (after.name, after.description, after.picture) == ("Lawrence the 1st", "a hedgehog", "pic-t1-3")
    assert after.aliases == ("Larry",)
    assert after.id == LARRY.id
    assert after in await Memory(redis).cast(ROOM)


async def test_what_is_left_out_stays(cast: Casting) -> None:
    assert await cast.change(ROOM, BOB.id, CharacterChange()) == BOB
    assert (await cast.change(ROOM, BOB.id, CharacterChange(description=""))).description == ""
    assert (await cast.change(ROOM, BOB.id, CharacterChange(aliases=()))).aliases == ()


@pytest.mark.parametrize(
    "change",
    [
        CharacterChange(name=""),
        CharacterChange(name="\u200b"),
        CharacterChange(name="x" * (NAME_CHARS + 1)),
        CharacterChange(description="x" * (DESCRIPTION_CHARS + 1)),
        CharacterChange(aliases=("",)),
        CharacterChange(aliases=tuple(f"n{n}" for n in range(ALIASES + 1))),
    ],
)
async def test_words_that_cannot_be_kept_are_refused(cast: Casting, redis: Redis, change: CharacterChange) -> None:
    with pytest.raises(BadCharacter):
        await cast.change(ROOM, LARRY.id, change)
    assert LARRY in await Memory(redis).cast(ROOM)


@pytest.mark.parametrize("change", [CharacterChange(name="bobby"), CharacterChange(aliases=("BOB",))])
async def test_name_of_another_is_refused(cast: Casting, change: CharacterChange) -> None:
    with pytest.raises(NameTaken) as refusal:
        await cast.change(ROOM, LARRY.id, change)
    assert refusal.value.facts == {"name": "Bob"}


async def test_picture_of_another_room_is_refused(cast: Casting, redis: Redis) -> None:
    garden = Thread("web", "garden", "t9")
    await commit(redis, grid_commit("turn-9", (picture(1, garden),)), garden)
    for strange in ("pic-t9-1", "pic-none", ""):
        with pytest.raises(PictureGone):
            await cast.change(ROOM, LARRY.id, CharacterChange(picture=strange))


async def test_character_of_another_room_is_not_there(cast: Casting) -> None:
    for act in (
        cast.change("web/garden", LARRY.id, CharacterChange(name="Gary")),
        cast.merge("web/garden", LARRY.id, BOB.id),
        cast.merge(ROOM, LARRY.id, "c-nobody"),
        cast.merge(ROOM, "c-nobody", "c-nobody"),
        cast.remove("web/garden", LARRY.id),
    ):
        with pytest.raises(CharacterGone):
            await act


async def test_merged_one_answers_to_both_names_and_is_in_all_pictures(cast: Casting, redis: Redis) -> None:
    await redis.hset(KEYS.pictures, "pic-bad", f"rubbish {BOB.id}")
    await redis.hset(KEYS.pictures, "pic-t1-3", (await redis.hget(KEYS.pictures, "pic-t1-3")).replace("draw", BOB.id))
    one = await cast.merge(ROOM, LARRY.id, BOB.id)
    assert (one.name, one.aliases, one.picture) == ("Larry", ("Laz", "Bob", "Bobby"), "pic-t1-1")
    assert one.description == LARRY.description
    assert await Memory(redis).cast(ROOM) == (one,)
    pictures = await Memory(redis).pictures(ROOM, ["pic-t1-1", "pic-t1-2", "pic-t1-3"])
    assert [shown.characters for shown in pictures.values()] == [(LARRY.id,), (LARRY.id,), ()]
    assert await redis.zrange(KEYS.faces, 0, -1) == [LARRY.id]
    assert await cast.merge(ROOM, LARRY.id, LARRY.id) == one


async def test_merged_one_takes_what_it_lacks_from_the_other(cast: Casting, redis: Redis) -> None:
    bare = Character("c-bare", "Bare", "", None)
    await commit(redis, Commit(ThreadState(), characters=(bare,)))
    await redis.zrem(KEYS.faces, BOB.id)
    one = await cast.merge(ROOM, "c-bare", BOB.id)
    assert (one.description, one.picture) == ("a tall bear", "pic-t1-2")


async def test_removed_one_is_gone_and_its_pictures_stay(cast: Casting, redis: Redis) -> None:
    await cast.remove(ROOM, LARRY.id)
    assert await Memory(redis).cast(ROOM) == (BOB,)
    assert len(await Memory(redis).album(ROOM)) == 3
    assert await redis.zrange(KEYS.faces, 0, -1) == [BOB.id]


async def test_changes_at_the_same_time_do_not_undo_each_other(cast: Casting, redis: Redis) -> None:
    await asyncio.gather(
        cast.change(ROOM, LARRY.id, CharacterChange(name="Lawrence")),
        cast.change(ROOM, LARRY.id, CharacterChange(description="a hedgehog")),
        cast.change(ROOM, LARRY.id, CharacterChange(aliases=("Zed",))),
        cast.change(ROOM, LARRY.id, CharacterChange(picture="pic-t1-3")),
    )
    larry = next(one for one in await Memory(redis).cast(ROOM) if one.id == LARRY.id)
    assert (larry.name, larry.description, larry.aliases, larry.picture) == (
        "Lawrence", "a hedgehog", ("Zed",), "pic-t1-3",
    )  # fmt: skip


async def test_change_that_others_always_beat_is_given_up(cast: Casting, monkeypatch: pytest.MonkeyPatch) -> None:
    async def beaten(*_: object) -> bool:
        return False

    monkeypatch.setattr(cast, "_swap", beaten)
    for act in (
        cast.change(ROOM, LARRY.id, CharacterChange(name="Gary")),
        cast.merge(ROOM, LARRY.id, BOB.id),
        cast.remove(ROOM, LARRY.id),
    ):
        with pytest.raises(StoreError):
            await act


async def test_card_that_changed_meanwhile_is_not_overwritten(cast: Casting, redis: Redis) -> None:
    assert not await cast._swap(ROOM, LARRY.id, "what it never was", "new")
    text = await redis.hget(KEYS.cast, LARRY.id)
    assert not await cast._swap(ROOM, LARRY.id, text, "new", BOB.id, "what it never was")
    assert await redis.hget(KEYS.cast, LARRY.id) == text


async def test_store_that_is_gone_is_a_store_error() -> None:
    redis = Redis.from_url("unix:///nowhere/at/all", decode_responses=True)
    with pytest.raises(StoreError):
        await Casting(redis, Memory(redis)).remove(ROOM, LARRY.id)
    await redis.aclose()


# In a turn


def named(board: Board, *namings: Naming, turn: str = "e1") -> tuple[Character, ...]:
    event = Message(turn, KITCHEN, ANN, 0.0, "en", "text")
    return cast_changes(namings, board, Result(event, "en", 1.0, "ok", Plan(Action.NOTE)))


def test_known_name_is_recast_unless_the_planner_says_it_is_another() -> None:
    board = Board(KITCHEN, cast=(LARRY,))
    (same,) = named(board, Naming("larry", picture="pic-t1-2"))
    assert (same.id, same.name, same.picture) == (LARRY.id, "Larry", "pic-t1-2")
    (other,) = named(board, Naming("Larry", picture="pic-t1-2", another=True))
    assert (other.name, other.picture) == ("Larry", "pic-t1-2")
    assert other.id != LARRY.id
    assert replace(board, cast=(LARRY, other)).namesakes(" LARRY ") == (LARRY, other)


def test_another_one_has_the_same_id_when_its_turn_is_taken_over() -> None:
    board = Board(KITCHEN, cast=(replace(LARRY, id=character_id(KITCHEN, "Larry")),))
    again = [named(board, Naming("Larry", another=True), Naming("Larry", another=True)) for _ in "12"]
    assert again[0] == again[1]
    assert len({one.id for one in (*again[0], *board.cast)}) == 3
    assert named(board, Naming("Larry", another=True), turn="e2")[0].id not in {one.id for one in again[0]}


def test_new_larry_does_not_take_the_place_of_one_who_was_renamed() -> None:
    renamed = replace(LARRY, id=character_id(KITCHEN, "Larry"), name="Lawrence", aliases=())
    (new,) = named(Board(KITCHEN, cast=(renamed,)), Naming("Larry"))
    assert new.id != renamed.id


def test_two_namings_of_one_plan_are_one_character() -> None:
    (one,) = named(Board(KITCHEN), Naming("Larry"), Naming("LARRY", description="a hedgehog"))
    assert (one.name, one.description) == ("Larry", "a hedgehog")


@given(st.lists(st.tuples(st.sampled_from(["Larry", "larry", "Bob", "래리"]), st.booleans()), max_size=8))
def test_ids_of_a_cast_are_never_shared(steps: list[tuple[str, bool]]) -> None:
    board, made = Board(KITCHEN), 0
    for number, (name, another) in enumerate(steps):
        before = {one.id: one for one in board.cast}
        made += another or board.character(name) is None
        for one in named(board, Naming(name, another=another), turn=f"e{number}"):
            before[one.id] = one
        board = replace(board, cast=tuple(before.values()))
    assert len(board.cast) == made
