"""What a message can want of the bot, as the model tells it apart. Pure."""

from __future__ import annotations

from enum import StrEnum


class Intent(StrEnum):
    """What somebody wants with a message."""

    DRAW = "draw"  # new pictures
    MORE = "more"  # others like a picture that there is
    EDIT = "edit"  # a picture changed
    RESTORE = "restore"  # a change taken back, an earlier picture again
    TEXT = "text"  # words: an answer, a story
    BOTH = "both"  # words and pictures
    NOTE = "note"  # the bot remembers: a choice, a name, thanks
    CHAT = "chat"  # nothing: people talk to each other, or tell something
    ASK = "ask"  # it speaks of what there is not: the bot has to ask
