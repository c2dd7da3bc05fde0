"""Records with everything filled in, for tests that care about one field of them."""

from __future__ import annotations

from typing import Any

from bot.events import Author, Thread
from bot.memory.records import Character, Commit, Grid, Line, Picture, ThreadState

KITCHEN = Thread("web", "kitchen", "t1")
ANN = Author("u1", "Ann")


def picture(ordinal: int, thread: Thread = KITCHEN, **changes: Any) -> Picture:
    """Return a picture made at second 1000 + `ordinal`."""
    values: dict[str, Any] = {
        "id": f"pic-{thread.id}-{ordinal}",
        "room": thread.room_key,
        "thread": thread.key,
        "turn": f"turn-{ordinal}",
        "ordinal": ordinal,
        "position": 1,
        "prompt": "A storybook picture of a hedgehog with sunflower petals for quills",
        "alt": "A hedgehog among sunflowers",
        "seed": 41 + ordinal,
        "shape": "square",
        "style": None,
        "transparent": False,
        "painter": "offline",
        "model": "preview-1",
        "width_px": 1024,
        "height_px": 1024,
        "blob": f"{ordinal:064x}",
        "media_type": "image/png",
        "parents": (),
        "characters": (),
        "author": ANN,
        "time_s": 1000.0 + ordinal,
    }
    return Picture(**(values | changes))


def character(name: str, **changes: Any) -> Character:
    """Return a character whose id comes from the name."""
    values: dict[str, Any] = {
        "id": f"who-{name.lower()}",
        "name": name,
        "description": "a small hedgehog with sunflower petals for quills and a blue scarf",
        "picture": None,
        "author": ANN,
        "time_s": 1000.0,
    }
    return Character(**(values | changes))


def said(turn: str, text: str = "hello", author: Author | None = ANN, **changes: Any) -> Line:
    """Return a line of Ann, or of the bot when `author` is None."""
    return Line(turn=turn, author=author, text=text, time_s=changes.pop("time_s", 1000.0), **changes)


def grid_commit(turn: str, pictures: tuple[Picture, ...], state: ThreadState | None = None) -> Commit:
    """Return what a turn that drew these pictures changes."""
    last = max(one.ordinal for one in pictures)
    ids = tuple(one.id for one in pictures)
    return Commit(
        state=state or ThreadState(pictures=last, turns=1),
        lines=(said(turn, "draw"), said(turn, "Here you are.", None, pictures=ids)),
        pictures=pictures,
        grid=Grid(turn, ids, ANN, "draw"),
    )
