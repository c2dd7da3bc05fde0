"""Identity cards of the cast: the same words in every prompt, whichever planner writes it.

Called by planners. Pure.
"""

from __future__ import annotations

from bot.memory.records import Character
from bot.planner.board import Board
from bot.planner.prompts import identity_card


def card_of(character: Character, board: Board) -> str:
    """Return the identity card of somebody of the cast, in the same words every time."""
    if character.description:
        return character.description
    picture = board.pictures.get(character.picture or "")
    return identity_card(picture.prompt) if picture else character.name
