"""All about one picture: large, with its words, seed, painter and cost, what it was made from, and its buttons.

One of the panels; also finds the picture that somebody means by a number.
"""

from __future__ import annotations

from bot import compose
from bot.buttons import Verb, decode
from bot.commands import BadOption
from bot.errors import PictureGone
from bot.events import PICTURE_PREFIX
from bot.memory.records import Picture
from bot.panels.asking import Asked, Parts, listed_card, rows_of
from bot.replies import Reply

#: Numbers of pictures have no more digits.
_DIGITS = 9


async def found_picture(asked: Asked, parts: Parts, words: str) -> Picture:
    """Return the picture that is meant: by its number in the thread ("12", "#12"), by its id, or the chosen one ("").

    Raises PictureGone, and BadOption for what is no number.
    """
    wanted = words.strip().removeprefix("#").strip()
    if not wanted:
        picture = await parts.memory.picture(asked.room, (await parts.memory.state(asked.thread)).selected or "")
    elif wanted.startswith(PICTURE_PREFIX):
        picture = await parts.memory.picture(asked.room, wanted)
    elif wanted.isdecimal() and len(wanted) <= _DIGITS:
        picture = (await parts.memory.board(asked.thread, (int(wanted),))).picture(int(wanted))
    else:
        raise BadOption(sentence="missing_picture")
    if picture is None:
        raise PictureGone
    return picture


async def picture(asked: Asked, parts: Parts, words: str) -> Reply:
    """Return the panel of a picture, by number or id. Raises PictureGone and BadOption."""
    one = await found_picture(asked, parts, words)
    parents = await parts.memory.pictures(asked.room, one.parents)
    names = {character.id: character.name for character in await parts.memory.cast(asked.room)}
    shown = [names[character] for character in one.characters if character in names]
    details = compose.details(asked.turn, one, parents, shown, asked.language)
    # Without Details: this is what it would show.
    every = compose.picture_buttons(one, asked.language)
    rows = [tuple(button for button in row if decode(button.id).verb is not Verb.DETAILS) for row in every]
    choose = asked.button(Verb.SELECT, one.id, label=asked.say("picture_continue"))
    made_from = [
        asked.button(Verb.PICTURE, parent.id, label=asked.say("picture_parent", number=parent.ordinal))
        for parent in parents.values()
    ]
    last = (choose, *made_from, asked.button(Verb.ALBUM, "all", 0))
    return asked.reply(
        details.text, (*rows, *rows_of(last)), cards=(compose.card(one, large=True),), facts=details.facts
    )


async def choices_of(asked: Asked, parts: Parts, turn: str) -> Reply | None:
    """Return the pictures that a turn made, each to be chosen with one tap; None when there is one only.

    Raises BadOption when there is none that is left.
    """
    line = await parts.memory.turn_line(asked.thread, turn)
    pictures = tuple((await parts.memory.pictures(asked.room, line.pictures if line else ())).values())
    if not pictures:
        raise BadOption(sentence="missing_continue")
    if len(pictures) == 1:
        return None
    cards = tuple(listed_card(one, str(one.position)) for one in pictures)
    buttons = tuple(asked.button(Verb.SELECT, one.id, label=str(one.position)) for one in pictures)
    return asked.reply(asked.say("continue_which"), rows_of(buttons), cards=cards)
