"""The offline painter: its processes, its promises, and what it costs the bot to have it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from contract.painter_suite import MEADOW, PainterContract, die, doze, fail, opened
from PIL import ImageChops

from bot.errors import PainterError
from bot.painter import Order, Painter, Reference, Shape
from bot.painter.offline import OfflinePainter, worker
from bot.painter.offline.jobs import Job
from bot.painter.offline.painter import PREVIEW, sizes

ROOT = Path(__file__).parents[1]
LARRY = "Storybook illustration of a hedgehog whose quills are sunflower petals, standing in a garden, soft daylight"


@pytest.fixture(scope="module")
def shared() -> Iterator[OfflinePainter]:
    """One pool for all tests that do not break it."""
    painter = OfflinePainter(2, short_side_px=96)
    yield painter
    asyncio.run(painter.close())


@pytest.fixture
async def own() -> AsyncIterator[OfflinePainter]:
    """A pool to break."""
    painter = OfflinePainter(1, short_side_px=96)
    yield painter
    await painter.close()


class TestOfflinePainter(PainterContract):
    @pytest.fixture
    def painter(self, shared: OfflinePainter) -> Painter:
        return shared


def test_sizes_are_those_of_the_design():
    assert sizes(1024) == {Shape.SQUARE: (1024, 1024), Shape.WIDE: (1536, 1024), Shape.TALL: (1024, 1536)}


def test_processes_are_as_many_as_cores_unless_told():
    assert 1 <= OfflinePainter().processes <= 4
    assert OfflinePainter(3).processes == 3


async def test_picture_says_that_it_is_a_preview(shared: OfflinePainter):
    painted = await shared.paint(Order(LARRY, seed=1))

    assert painted.notes[0] == PREVIEW
    assert "Twemoji" in painted.notes[1]
    assert len(painted.notes) == 2
    assert painted.cost_usd == 0


async def test_picture_says_what_it_could_not_draw(shared: OfflinePainter):
    painted = await shared.paint(Order("a flurble with zebs", seed=1))

    assert painted.notes[-1] == "not drawn: flurble with zebs"


async def test_reference_keeps_the_character_the_same(shared: OfflinePainter):
    portrait = Reference("pic-1", b"", "image/png", LARRY, 11)
    bare = await shared.paint(Order(LARRY, seed=12))
    known = await shared.paint(Order(LARRY, seed=12, references=(portrait,)))

    assert bare.data != known.data


async def test_reference_without_a_seed_changes_nothing(shared: OfflinePainter):
    portrait = Reference("pic-1", b"", "image/png", LARRY, None)
    bare = await shared.paint(Order(LARRY, seed=12))
    known = await shared.paint(Order(LARRY, seed=12, references=(portrait,)))

    assert bare.data == known.data


async def test_warm_starts_every_process():
    painter = OfflinePainter(2, short_side_px=96)
    before = set(multiprocessing.active_children())
    try:
        await painter.warm()
        assert len(set(multiprocessing.active_children()) - before) == 2
    finally:
        await painter.close()


async def test_killed_process_is_replaced(own: OfflinePainter):
    before = set(multiprocessing.active_children())
    await own.warm()
    (process,) = set(multiprocessing.active_children()) - before
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)

    assert opened(await own.paint(Order(MEADOW, seed=1)))


async def test_processes_that_die_twice_are_an_error(own: OfflinePainter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.painter.offline.painter.work", die)

    with pytest.raises(PainterError, match="twice"):
        await own.paint(Order(MEADOW, seed=1))
    monkeypatch.undo()
    assert opened(await own.paint(Order(MEADOW, seed=1)))


async def test_error_in_a_process_is_a_painter_error(own: OfflinePainter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.painter.offline.painter.work", fail)

    with pytest.raises(PainterError, match="ZeroDivisionError"):
        await own.paint(Order(MEADOW, seed=1))


async def test_close_is_quick_with_work_in_flight(monkeypatch: pytest.MonkeyPatch):
    painter = OfflinePainter(1, short_side_px=96)
    await painter.warm()
    monkeypatch.setattr("bot.painter.offline.painter.work", doze)
    tasks = [asyncio.create_task(painter.paint(Order(MEADOW, seed=n))) for n in range(8)]
    await asyncio.sleep(0.2)
    begun = time.monotonic()
    await painter.close()

    assert time.monotonic() - begun < 1
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(result, PainterError)
        assert "closed" in result.detail


async def test_closed_painter_paints_no_more():
    painter = OfflinePainter(1)
    await painter.close()

    with pytest.raises(PainterError, match="closed"):
        await painter.paint(Order(MEADOW, seed=1))


def test_importing_the_painter_loads_nothing_heavy():
    code = "import sys, bot.painter.offline; print(sorted({'numpy', 'PIL', 'resvg_py'} & set(sys.modules)))"

    assert _python(code) == "[]"


def test_same_bytes_in_any_process():
    code = (
        "from hashlib import sha256; from bot.painter.offline.render import paint; "
        "from bot.painter.offline.jobs import Job; "
        f"print([sha256(paint(Job({LARRY!r} + s, 5, 96, 96)).png).hexdigest() for s in "
        "(', watercolour', ', a fox and two mice with a red balloon at night', ', sticker', ' \"래리\", pencil')])"
    )

    assert _python(code, hash_seed="1") == _python(code, hash_seed="2")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_process_outlives_a_killed_bot(tmp_path: Path):
    script = tmp_path / "bot_to_kill.py"
    script.write_text(
        "import asyncio, multiprocessing, time\n"
        "from bot.painter.offline import OfflinePainter\n"
        "async def main():\n"
        "    painter = OfflinePainter(2)\n"
        "    await painter.warm()\n"
        "    print(*[p.pid for p in multiprocessing.active_children()], flush=True)\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    with subprocess.Popen(
        [sys.executable, str(script)], cwd=ROOT, env=_environment("0"), stdout=subprocess.PIPE
    ) as bot:
        assert bot.stdout
        pids = [int(pid) for pid in bot.stdout.readline().split()]
        assert len(pids) == 2
        bot.kill()

    deadline = time.monotonic() + 10
    while any(_runs(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [pid for pid in pids if _runs(pid)]


def test_worker_ignores_ctrl_c_and_paints():
    kept = signal.getsignal(signal.SIGINT)
    try:
        worker.begin()
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, kept)
    assert worker.ready() == os.getpid()
    assert worker.work(Job(MEADOW, 1, 64, 64)).png.startswith(b"\x89PNG")


def test_worker_watches_over_the_bot(monkeypatch: pytest.MonkeyPatch):
    ended: list[int] = []
    kept = signal.getsignal(signal.SIGINT)
    watched, bot = multiprocessing.Pipe(duplex=False)
    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: SimpleNamespace(sentinel=watched.fileno()))
    try:
        worker.begin()
    finally:
        signal.signal(signal.SIGINT, kept)
    assert not ended
    bot.close()
    deadline = time.monotonic() + 5
    while not ended and time.monotonic() < deadline:
        time.sleep(0.005)
    watched.close()

    assert ended == [1]


async def test_machine_without_a_fork_server_spawns(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    painter = OfflinePainter(1, short_side_px=64)
    try:
        assert opened(await painter.paint(Order(MEADOW, seed=1)))
    finally:
        await painter.close()


def _runs(pid: int) -> bool:
    """Tell whether a process exists and is not a corpse that nobody has buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _environment(hash_seed: str) -> dict[str, str]:
    return {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}


def _python(code: str, hash_seed: str = "0") -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=_environment(hash_seed), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


async def test_hd_is_the_same_drawing_with_more_pixels(shared: OfflinePainter):
    usual, large = await asyncio.gather(shared.paint(Order(LARRY, 7)), shared.paint(Order(LARRY, 7, hd=True)))
    assert (large.width_px, large.height_px) == (2 * usual.width_px, 2 * usual.height_px)
    small, big = opened(usual).convert("RGB"), opened(large).convert("RGB").resize((96, 96))
    difference = ImageChops.difference(small, big).convert("L")
    assert sum(difference.histogram()[60:]) < 0.03 * 96 * 96
