"""Forgetting: a person in a room, a person everywhere on the platform, a whole room; each confirmed by a second press.

One of the panels; the removal itself is bot/forgetting.py. Whoever presses is the person that is forgotten, so that a
button of somebody else's panel can do no harm.
"""

from __future__ import annotations

from bot.buttons import Verb
from bot.commands import spec_of
from bot.errors import UnknownButton
from bot.memory.keys import person_rooms
from bot.panels.asking import Asked, Parts
from bot.replies import ButtonStyle, Reply

#: What can be forgotten, as the command's option tells it; the target of the buttons.
_TARGETS = next(option.choices for option in spec_of("forget").options if option.name == "what")
_MENU = "menu"


async def forget(asked: Asked, parts: Parts, what: str = "") -> Reply:
    """Return what can be forgotten, or, when `what` says that, what would go. Raises ManagersOnly and UnknownButton."""
    if not what or what == _MENU:
        return _menu(asked)
    if what not in _TARGETS:
        raise UnknownButton
    if what == "room":
        asked.check_manages()
    yes = asked.button(Verb.FORGET_NOW, what, style=ButtonStyle.DANGER)
    no = asked.button(Verb.FORGET, _MENU, label=asked.say("panel_no"))
    return asked.reply(await _preview(asked, parts, what), ((yes, no),))


async def forget_now(asked: Asked, parts: Parts, what: str) -> Reply:
    """Forget, and tell what was removed. Raises ManagersOnly, UnknownButton and RoomBusy."""
    forgetting = parts.rooms.forgetting
    match what:
        case "here":
            gone = await forgetting.person(asked.thread.platform, asked.author.id, asked.room)
        case "everywhere":
            gone = await forgetting.person(asked.thread.platform, asked.author.id)
        case "room":
            asked.check_manages()
            gone = await forgetting.room(asked.room)
        case _:
            raise UnknownButton
    key = "forgotten_room" if what == "room" else "forgotten_person"
    text = asked.say(key, lines=gone.lines, pictures=gone.pictures, characters=gone.characters, rooms=gone.rooms)
    return asked.reply("\n\n".join((text, asked.say("forget_platform"))))


def _menu(asked: Asked) -> Reply:
    shown = [what for what in _TARGETS if what != "room" or asked.manages]
    buttons = [
        asked.button(Verb.FORGET, what, label=asked.say(f"choice_{what}"), style=ButtonStyle.DANGER) for what in shown
    ]
    return asked.reply(asked.say("forget_title"), (tuple(buttons), (asked.button(Verb.PRIVACY),)))


async def _preview(asked: Asked, parts: Parts, what: str) -> str:
    """Return what would go, and what stays."""
    if what == "room":
        pictures, cast = await parts.memory.album_size(asked.room), await parts.memory.cast(asked.room)
        return asked.say("forget_asked_room", pictures=pictures, characters=len(cast))
    mine = [one for one in await parts.memory.cast(asked.room) if one.author and one.author.id == asked.author.id]
    if what == "here":
        return asked.say("forget_asked_here", characters=len(mine))
    (rooms,) = await parts.rooms.eraser.run([("SCARD", person_rooms(asked.thread.platform, asked.author.id))])
    return asked.say("forget_asked_everywhere", rooms=rooms)
