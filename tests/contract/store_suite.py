"""What every store must do for memory: the suite that runs on Valkey, on a cluster, and on the imitation in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from doubles.records import ANN, KITCHEN, character, grid_commit, picture, said
from redis.asyncio import Redis, RedisCluster
from structlog.testing import capture_logs

from bot.errors import StoreError
from bot.events import Thread
from bot.memory import commits
from bot.memory.keys import RoomKeys, ThreadKeys
from bot.memory.memory import BOARD_CAST, BOARD_GRIDS, BOARD_LINES, Memory
from bot.memory.records import Commit, Grid, ThreadState, Write

Client = Redis | RedisCluster
ROOM = RoomKeys(KITCHEN.room_key)
KEYS = ThreadKeys(KITCHEN)


async def carry_out(client: Client, writes: Iterable[Write]) -> None:
    """Do what the journal does, without its fence."""
    async with client.pipeline(transaction=False) as pipe:
        for write in writes:
            pipe.execute_command(*write)
        await pipe.execute()


async def commit(client: Client, change: Commit, thread: Thread = KITCHEN) -> None:
    await carry_out(client, Memory.writes(thread, change))


class StoreContract:
    """Subclasses give a fixture `client`: an empty store."""

    async def test_board_of_a_new_thread_is_empty(self, client: Client) -> None:
        board = await Memory(client).board(KITCHEN)
        assert (board.state, board.lines, board.grids, board.pictures, board.cast) == (ThreadState(), (), (), {}, ())

    async def test_board_shows_what_was_committed(self, client: Client) -> None:
        larry = character("Larry", picture="pic-t1-2")
        drawn = grid_commit("turn-1", tuple(picture(n, position=n) for n in (1, 2, 3, 4)))
        drawn = replace(drawn, state=ThreadState(selected="pic-t1-2", pictures=4, turns=1), characters=(larry,))
        await commit(client, drawn)
        board = await Memory(client).board(KITCHEN)
        assert board.state == drawn.state
        assert board.lines == drawn.lines
        assert board.grids == (drawn.grid,)
        assert tuple(board.pictures.values()) == drawn.pictures
        assert board.cast == (larry,)
        assert board.selected == drawn.pictures[1]

    async def test_lines_and_grids_stay_in_the_order_of_their_turns(self, client: Client) -> None:
        for turn in range(1, 6):
            await commit(client, grid_commit(f"turn-{turn}", (picture(turn),)))
        memory = Memory(client)
        board = await memory.board(KITCHEN)
        assert [grid.turn for grid in board.grids] == [f"turn-{n}" for n in range(1, 6)]
        assert [line.turn for line in board.lines] == [f"turn-{n}" for n in range(1, 6) for _ in range(2)]
        assert [line.turn for line in await memory.lines(KITCHEN, 3)] == ["turn-4", "turn-5", "turn-5"]

    async def test_board_of_a_long_thread_is_bounded(self, client: Client) -> None:
        for turn in range(1, 61):
            await commit(client, grid_commit(f"turn-{turn}", (picture(turn),)))
        board = await Memory(client).board(KITCHEN)
        assert (len(board.lines), len(board.grids), len(board.pictures)) == (BOARD_LINES, BOARD_GRIDS, BOARD_GRIDS)
        assert board.lines[-1].turn == board.grids[-1].turn == "turn-60"

    async def test_lists_of_a_thread_are_cut_to_what_is_kept(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(commits, "KEPT_LINES", 6)
        monkeypatch.setattr(commits, "KEPT_GRIDS", 2)
        for turn in range(1, 6):
            await commit(client, grid_commit(f"turn-{turn}", (picture(turn),)))
        assert await client.execute_command("LLEN", KEYS.lines) == 6
        assert await client.execute_command("LLEN", KEYS.grids) == 2
        assert len(await Memory(client).album(ROOM.room)) == 5

    async def test_board_holds_pictures_that_something_points_at(self, client: Client) -> None:
        first, old, chosen = picture(1), picture(2, parents=("pic-t1-1",)), picture(3)
        for one in (first, old, chosen):
            await commit(client, grid_commit(one.turn, (one,)))
        for turn in range(4, 4 + BOARD_GRIDS):
            await commit(client, grid_commit(f"turn-{turn}", (picture(turn, parents=("pic-t1-2",)),)))
        choices = (("This one", "it", chosen.id), ("A new one", "new", None))
        state = ThreadState(selected=chosen.id, pictures=15, choices=choices)
        await commit(client, Commit(state, characters=(character("Larry", picture=first.id),)))
        board = await Memory(client).board(KITCHEN)
        assert {first.id, old.id, chosen.id} <= board.pictures.keys()
        assert board.selected == chosen

    async def test_board_goes_two_steps_up_from_what_it_shows(self, client: Client) -> None:
        for number in range(1, 5):
            parents = (f"pic-t1-{number - 1}",) if number > 1 else ()
            await commit(client, Commit(ThreadState(), pictures=(picture(number, parents=parents),)))
        await commit(client, Commit(ThreadState(), grid=Grid("turn-4", ("pic-t1-4",), ANN, "edit")))
        assert set((await Memory(client).board(KITCHEN)).pictures) == {"pic-t1-2", "pic-t1-3", "pic-t1-4"}

    async def test_large_cast_shows_those_who_were_named_or_drawn_last(self, client: Client) -> None:
        crowd = tuple(character(f"N{n}", time_s=float(n)) for n in range(5 * BOARD_CAST))
        await commit(client, Commit(ThreadState(), characters=crowd))
        await commit(client, Commit(ThreadState(), pictures=(picture(1, characters=(crowd[0].id,)),)))
        shown = {one.name for one in (await Memory(client).board(KITCHEN)).cast}
        assert shown == {"N0"} | {f"N{n}" for n in range(4 * BOARD_CAST + 1, 5 * BOARD_CAST)}
        assert len(await Memory(client).cast(ROOM.room)) == 5 * BOARD_CAST

    async def test_large_cast_without_its_order_still_shows_a_bounded_part(self, client: Client) -> None:
        crowd = tuple(character(f"N{n}") for n in range(20 * BOARD_CAST))
        await commit(client, Commit(ThreadState(), characters=crowd))
        await client.delete(ROOM.faces)
        assert 0 < len((await Memory(client).board(KITCHEN)).cast) <= 3 * BOARD_CAST

    async def test_cast_comes_by_name_whatever_the_case(self, client: Client) -> None:
        names = ("bob", "Ann", "래리", "Carl")
        await commit(client, Commit(ThreadState(), characters=tuple(character(name) for name in names)))
        assert [one.name for one in await Memory(client).cast(ROOM.room)] == ["Ann", "bob", "Carl", "래리"]

    async def test_character_committed_again_replaces_the_old_card(self, client: Client) -> None:
        larry = character("Larry")
        for card in (larry, replace(larry, description="with a red scarf", aliases=("Laz",))):
            await commit(client, Commit(ThreadState(), characters=(card,)))
        (found,) = (await Memory(client).board(KITCHEN)).cast
        assert (found.description, found.aliases) == ("with a red scarf", ("Laz",))

    async def test_threads_of_a_room_share_cast_and_album_but_not_lines(self, client: Client) -> None:
        other = Thread("web", "kitchen", "t2")
        larry = character("Larry", picture="pic-t1-1")
        await commit(client, replace(grid_commit("turn-1", (picture(1),)), characters=(larry,)))
        await commit(client, grid_commit("turn-9", (picture(1, other, time_s=2000.0),)), other)
        memory = Memory(client)
        board = await memory.board(other)
        assert board.cast == (larry,)
        assert [line.turn for line in board.lines] == ["turn-9", "turn-9"]
        assert set(board.pictures) == {"pic-t2-1", "pic-t1-1"}
        assert [one.id for one in await memory.album(ROOM.room)] == ["pic-t2-1", "pic-t1-1"]
        assert await client.execute_command("ZRANGE", ROOM.threads, 0, -1) == ["t1", "t2"]

    async def test_rooms_do_not_leak(self, client: Client) -> None:
        elsewhere = Thread("web", "garden", "t1")  # same thread id, same picture ids
        await commit(client, replace(grid_commit("turn-1", (picture(1),)), characters=(character("Larry"),)))
        memory = Memory(client)
        board = await memory.board(elsewhere)
        assert (board.lines, board.grids, board.pictures, board.cast) == ((), (), {}, ())
        assert await memory.picture("web/garden", "pic-t1-1") is None
        assert await memory.family("web/garden", "pic-t1-1") == ()
        assert await memory.album("web/garden") == await memory.cast("web/garden") == ()
        assert await memory.turn_line(elsewhere, "turn-1") is None

    async def test_pictures_come_in_the_order_asked_for_without_those_that_are_gone(self, client: Client) -> None:
        await commit(client, grid_commit("turn-1", tuple(picture(n) for n in (1, 2, 3))))
        memory = Memory(client)
        found = await memory.pictures(ROOM.room, ["pic-t1-3", "pic-none", "", "pic-t1-1", "pic-t1-3"])
        assert list(found) == ["pic-t1-3", "pic-t1-1"]
        assert await memory.pictures(ROOM.room, []) == {}
        assert await memory.picture(ROOM.room, "pic-t1-2") == picture(2)

    async def test_album_pages_lead_through_every_picture_once(self, client: Client) -> None:
        # Grids of four share their time, as they do when a turn commits.
        for turn in range(6):
            four = tuple(picture(4 * turn + n, time_s=1000.25 + turn) for n in (1, 2, 3, 4))
            await commit(client, grid_commit(f"turn-{turn}", four))
        memory, seen, before_s = Memory(client), [], None
        while page := await memory.album(ROOM.room, before_s, limit=5):
            seen += [one.ordinal for one in page]
            before_s = page[-1].time_s
        assert seen == list(range(24, 0, -1))

    async def test_deletion_takes_a_picture_out_of_everything(self, client: Client) -> None:
        first, second, third = picture(1), picture(2, parents=("pic-t1-1",)), picture(3, parents=("pic-t1-2",))
        await commit(client, grid_commit("turn-1", (first, second, third), ThreadState(selected="pic-t1-2")))
        gone = Commit(ThreadState(selected="pic-t1-2"), removed=(second.id,), unlinked=((first.id, second.id),))
        await commit(client, gone)
        memory = Memory(client)
        board = await memory.board(KITCHEN)
        assert set(board.pictures) == {first.id, third.id}
        assert board.selected is None
        assert [one.id for one in await memory.album(ROOM.room)] == [third.id, first.id]
        assert await memory.family(ROOM.room, second.id) == ()
        assert await memory.family(ROOM.room, first.id) == (first,)
        assert await memory.family(ROOM.room, third.id) == (third,)
        assert await client.exists(ROOM.children) == 0

    async def test_family_is_ancestors_and_descendants_but_not_siblings(self, client: Client) -> None:
        tree = {1: (), 2: (1,), 3: (1,), 4: (2,), 5: (4, 3), 6: (), 7: (5, 6)}
        for number, parents in tree.items():
            one = picture(number, parents=tuple(f"pic-t1-{p}" for p in parents))
            await commit(client, Commit(ThreadState(), pictures=(one,)))
        memory = Memory(client)
        for number, family in {1: [1, 2, 3, 4, 5, 7], 4: [1, 2, 4, 5, 7], 6: [6, 7], 7: [1, 2, 3, 4, 5, 6, 7]}.items():
            assert [one.ordinal for one in await memory.family(ROOM.room, f"pic-t1-{number}")] == family

    async def test_family_of_thousands_is_bounded(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.memory.memory.FAMILY_PICTURES", 10)
        monkeypatch.setattr("bot.memory.memory.FAMILY_LEVELS", 3)
        children = tuple(picture(n, parents=("pic-t1-1",)) for n in range(2, 40))
        await commit(client, Commit(ThreadState(), pictures=(picture(1), *children)))
        assert len(await Memory(client).family(ROOM.room, "pic-t1-1")) == 10
        chain = tuple(picture(n, parents=(f"pic-t1-{n - 1}",)) for n in range(101, 110))
        await commit(client, Commit(ThreadState(), pictures=chain))
        assert [p.ordinal for p in await Memory(client).family(ROOM.room, "pic-t1-101")] == [101, 102, 103, 104]

    async def test_family_with_a_loop_comes_to_an_end(self, client: Client) -> None:
        loop = (picture(1, parents=("pic-t1-2",)), picture(2, parents=("pic-t1-1",)))
        await commit(client, Commit(ThreadState(), pictures=loop))
        assert len(await Memory(client).family(ROOM.room, "pic-t1-1")) == 2

    async def test_turn_line_finds_what_the_bot_said_however_long_ago(self, client: Client) -> None:
        memory = Memory(client)
        bots = said("turn-1", "Here is Larry.", None, pictures=("pic-t1-1",))
        chatter = tuple(said(f"talk-{n}") for n in range(450))
        await commit(client, Commit(ThreadState(), lines=(said("turn-1", "draw"), bots, *chatter)))
        assert await memory.turn_line(KITCHEN, "turn-1") == bots
        assert await memory.turn_line(KITCHEN, "talk-3") is None  # said by a person, the bot did not answer

    async def test_turn_line_stops_at_what_is_kept(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.memory.memory._SEARCH_LINES", 2)
        monkeypatch.setattr(commits, "KEPT_LINES", 4)
        await commit(client, Commit(ThreadState(), lines=tuple(said(f"turn-{n}") for n in range(4))))
        assert await Memory(client).turn_line(KITCHEN, "turn-none") is None

    async def test_state_is_what_the_last_commit_left(self, client: Client) -> None:
        memory = Memory(client)
        assert await memory.state(KITCHEN) == ThreadState()
        state = ThreadState("pic-t1-1", "ko", 4, 2, "memo", (("이거", "이거", "pic-t1-1"),), "turn-2")
        await commit(client, Commit(ThreadState(turns=1)))
        await commit(client, Commit(state))
        assert await memory.state(KITCHEN) == state

    async def test_event_is_read_back_while_it_is_kept(self, client: Client) -> None:
        assert await Memory(client).kept_event(KITCHEN, "turn-1") is None
        await client.set(ROOM.event("turn-1"), "{}")
        assert await Memory(client).kept_event(KITCHEN, "turn-1") == "{}"

    @pytest.mark.parametrize(
        "text", ["래리 🦔🌻", "\u202eabc\u200b", "\0\x07", '"}{[', "é" * 10_000, "a\r\n*3\r\n$3\r\n"]
    )
    async def test_words_come_back_as_they_were_said(self, client: Client, text: str) -> None:
        await commit(client, Commit(ThreadState(), lines=(said("turn-1", text),)))
        assert (await Memory(client).lines(KITCHEN))[0].text == text

    @pytest.mark.parametrize("rubbish", ["", "{", "null", "[]", '{"id": 7}', '{"turn": "x"}', b"\xff\xfe\x00"])
    async def test_unreadable_records_are_left_out_and_named_in_the_log(self, client: Client, rubbish: Any) -> None:
        larry = character("Larry")
        await commit(client, replace(grid_commit("turn-1", (picture(1),)), characters=(larry,)))
        await client.rpush(KEYS.lines, rubbish)
        await client.rpush(KEYS.grids, rubbish)
        await client.hset(ROOM.pictures, "pic-bad", rubbish)
        await client.hset(ROOM.cast, "who-bad", rubbish)
        await client.zadd(ROOM.album, {"pic-bad": 5000})
        memory = Memory(client)
        with capture_logs() as logs:
            board = await memory.board(KITCHEN)
            album = await memory.album(ROOM.room)
        assert (len(board.lines), len(board.grids), board.cast, album) == (2, 1, (larry,), (picture(1),))
        assert {(log["event"], log["key"], log["id"]) for log in logs} == {
            ("record_unreadable", KEYS.lines, "-1"),
            ("record_unreadable", KEYS.grids, "-1"),
            ("record_unreadable", ROOM.cast, "who-bad"),
            ("record_unreadable", ROOM.pictures, "pic-bad"),
        }

    async def test_unreadable_records_are_logged_without_their_content(self, client: Client) -> None:
        await client.rpush(KEYS.lines, json.dumps({"turn": ["secret words"]}))
        with capture_logs() as logs:
            await Memory(client).board(KITCHEN)
        assert len(logs) == 1
        assert "secret words" not in str(logs)

    async def test_record_under_a_foreign_id_is_left_out(self, client: Client) -> None:
        await commit(client, Commit(ThreadState(), pictures=(picture(1),)))
        text = await client.execute_command("HGET", ROOM.pictures, "pic-t1-1")
        await client.hset(ROOM.pictures, "pic-t1-9", text)
        assert await Memory(client).picture(ROOM.room, "pic-t1-9") is None

    async def test_unreadable_state_does_not_start_the_numbers_again(self, client: Client) -> None:
        await commit(client, grid_commit("turn-1", tuple(picture(n) for n in (1, 2, 3))))
        await client.set(KEYS.state, "{broken")
        memory = Memory(client)
        assert (await memory.board(KITCHEN)).state == ThreadState(pictures=3)
        assert await memory.state(KITCHEN) == ThreadState()

    async def test_key_of_another_type_is_a_store_error(self, client: Client) -> None:
        await client.set(KEYS.lines, "not a list")
        with pytest.raises(StoreError, match="web/kitchen"):
            await Memory(client).board(KITCHEN)

    async def test_room_of_a_newer_schema_is_not_touched(self, client: Client) -> None:
        await commit(client, grid_commit("turn-1", (picture(1),)))
        await client.hset(ROOM.meta, "schema", "2")
        with pytest.raises(StoreError, match="newer picturebook"):
            await Memory(client).board(KITCHEN)

    async def test_room_whose_schema_is_no_number_is_not_touched(self, client: Client) -> None:
        await client.hset(ROOM.meta, "schema", "one")
        with pytest.raises(StoreError, match="not a number"):
            await Memory(client).album(ROOM.room)

    async def test_room_of_an_older_schema_is_brought_up_to_date_once(self, client: Client) -> None:
        await client.hset(ROOM.meta, "schema", "0")
        calls = []

        async def from_nought(redis: Client, room: str) -> None:
            calls.append(room)
            await carry_out(redis, Memory.writes(KITCHEN, grid_commit("turn-1", (picture(1),))))

        memory = Memory(client, {0: from_nought})
        assert len((await memory.board(KITCHEN)).lines) == 2
        assert len((await memory.board(KITCHEN)).lines) == 2
        assert calls == [ROOM.room]
        assert await client.execute_command("HGET", ROOM.meta, "schema") == "1"

    async def test_room_of_an_older_schema_that_nothing_leads_from_is_an_error(self, client: Client) -> None:
        await client.hset(ROOM.meta, "schema", "0")
        with pytest.raises(StoreError, match="nothing leads from schema 0"):
            await Memory(client).cast(ROOM.room)
