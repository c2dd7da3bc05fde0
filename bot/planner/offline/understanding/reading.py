"""A scene and a message as the row of pieces that the encoder reads: [CLS] scene [SEP] message [SEP].

Called by the model and by the trainer, which must see the very same. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.planner.offline.understanding.scene import Scene
from bot.planner.offline.understanding.wordpieces import END, START, Piece, pieces

#: Longer scenes and messages are judged by their beginning.
MAX_SCENE_PIECES = 48
MAX_PIECES = 80
#: With the three marks between them.
MAX_ROW = MAX_SCENE_PIECES + MAX_PIECES + 3


@dataclass(frozen=True, slots=True)
class Read:
    """The numbers of all pieces; the message's own `pieces` begin at `own_at`."""

    ids: tuple[int, ...]
    own_at: int
    pieces: tuple[Piece, ...]


def reads(scene: Scene, text: str, vocabulary: dict[str, int]) -> Read:
    """Return what the encoder reads of `text`, said in `scene`."""
    told = [piece.number for piece in pieces(scene.told(), vocabulary, MAX_SCENE_PIECES)]
    own = pieces(text, vocabulary, MAX_PIECES)
    ids = (vocabulary[START], *told, vocabulary[END], *(piece.number for piece in own), vocabulary[END])
    return Read(ids, len(told) + 2, tuple(own))
