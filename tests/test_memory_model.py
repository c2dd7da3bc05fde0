"""Any sequence of commits, read back as a board, is what a pure model of memory says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from contract.store_suite import carry_out
from doubles.records import ANN, character, picture, said
from fakeredis import FakeAsyncRedis
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Thread
from bot.memory.memory import BOARD_GRIDS, BOARD_LINES, BOARD_PARENT_LEVELS, Memory
from bot.memory.records import Character, Commit, Grid, Line, Picture, ThreadState

THREADS = (Thread("web", "kitchen", "t1"), Thread("web", "kitchen", "t2"), Thread("web", "garden", "t1"))
WORDS = st.text(max_size=12)


@dataclass
class Step:
    """What happens in one turn, before ids are known: numbers point at what exists by then, modulo its count."""

    thread: Thread
    text: str
    drawn: int
    parents: tuple[int, ...]
    names: str
    picked: int
    removes: bool


STEPS = st.lists(
    st.builds(
        Step,
        thread=st.sampled_from(THREADS),
        text=WORDS,
        drawn=st.integers(0, 4),
        parents=st.lists(st.integers(0, 50), max_size=2).map(tuple),
        names=st.sampled_from(["", "", "Larry", "래리", "Bob"]),
        picked=st.integers(0, 50),
        removes=st.booleans(),
    ),
    max_size=30,
)


@dataclass
class Model:
    """Memory as plain lists and dictionaries, by thread key or room key."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    grids: dict[str, list[Grid]] = field(default_factory=dict)
    state: dict[str, ThreadState] = field(default_factory=dict)
    pictures: dict[str, dict[str, Picture]] = field(default_factory=dict)
    cast: dict[str, dict[str, Character]] = field(default_factory=dict)

    def commit(self, thread: Thread, change: Commit) -> None:
        self.state[thread.key] = change.state
        self.lines.setdefault(thread.key, []).extend(change.lines)
        if change.grid:
            self.grids.setdefault(thread.key, []).append(change.grid)
        album = self.pictures.setdefault(thread.room_key, {})
        album.update({one.id: one for one in change.pictures})
        for gone in change.removed:
            del album[gone]
        self.cast.setdefault(thread.room_key, {}).update({one.id: one for one in change.characters})

    def shown(self, thread: Thread) -> set[str]:
        """The pictures of a board: of its grids, selected, its parents two steps up; and the cast's."""
        album = self.pictures.get(thread.room_key, {})
        ids = {one for grid in self.grids.get(thread.key, [])[-BOARD_GRIDS:] for one in grid.pictures}
        ids.add(self.state.get(thread.key, ThreadState()).selected or "")
        level = ids
        for _ in range(BOARD_PARENT_LEVELS):
            level = {parent for one in level if one in album for parent in album[one].parents}
            ids = ids | level
        ids |= {one.picture or "" for one in self.cast.get(thread.room_key, {}).values()}
        return ids & album.keys()

    def family(self, room: str, start: str) -> set[str]:
        album = self.pictures.get(room, {})
        up, down = {start}, {start}
        for _ in album:
            up |= {p for one in up if one in album for p in album[one].parents if p in album}
            down |= {one.id for one in album.values() if down & set(one.parents) & album.keys()}
        return (up | down) & album.keys()


def commit_for(number: int, step: Step, model: Model) -> Commit:
    """Make the step a commit that fits what exists."""
    turn, thread = f"turn-{number}", step.thread
    album = list(model.pictures.get(thread.room_key, {}).values())
    state = model.state.get(thread.key, ThreadState())
    parents = tuple(dict.fromkeys(album[n % len(album)].id for n in step.parents)) if album else ()
    drawn = tuple(
        picture(state.pictures + n, thread, parents=parents, position=n, time_s=float(number))
        for n in range(1, step.drawn + 1)
    )
    ids = tuple(one.id for one in drawn)
    everything = [*(one.id for one in album), *ids]
    picked = everything[step.picked % len(everything)] if everything else None
    gone = (album[step.picked % len(album)],) if step.removes and album else ()
    named = replace(character(step.names, picture=picked), id=f"who-{step.names}", time_s=float(number))
    return Commit(
        state=ThreadState(picked, "en", state.pictures + len(drawn), state.turns + 1),
        lines=(said(turn, step.text), said(turn, step.text[::-1], None, pictures=ids)),
        pictures=drawn,
        grid=Grid(turn, ids, ANN, step.text) if ids else None,
        characters=(named,) if step.names else (),
        removed=tuple(one.id for one in gone),
        unlinked=tuple((parent, one.id) for one in gone for parent in one.parents),
    )


@given(STEPS)
async def test_board_album_and_families_are_those_of_the_model(steps: list[Step]) -> None:
    async with FakeAsyncRedis(decode_responses=True) as client:
        memory, model = Memory(client), Model()
        for number, step in enumerate(steps, 1):
            change = commit_for(number, step, model)
            model.commit(step.thread, change)
            await carry_out(client, memory.writes(step.thread, change))
        for thread in THREADS:
            await check_thread(memory, model, thread)


async def check_thread(memory: Memory, model: Model, thread: Thread) -> None:
    board = await memory.board(thread)
    album = model.pictures.get(thread.room_key, {})
    cast = model.cast.get(thread.room_key, {})
    assert board.state == model.state.get(thread.key, ThreadState())
    assert board.lines == tuple(model.lines.get(thread.key, [])[-BOARD_LINES:])
    assert board.grids == tuple(model.grids.get(thread.key, [])[-BOARD_GRIDS:])
    assert board.pictures == {one: album[one] for one in model.shown(thread)}
    assert {one.id: one for one in board.cast} == cast
    assert {one.id: one for one in await memory.album(thread.room_key, limit=1000)} == album
    for one in list(album)[:5]:
        family = await memory.family(thread.room_key, one)
        assert {each.id for each in family} == model.family(thread.room_key, one)
