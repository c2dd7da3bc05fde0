"""Helpers for tests of panels: somebody to show, and reading what a panel says."""

from __future__ import annotations

from doubles.house import House
from doubles.scripted import draw

from bot.planner import Request
from bot.planner.board import Board
from bot.plans import Action, Naming, Plan
from bot.replies import Reply


async def introduce(bot: House, name: str, description: str = "") -> str:
    """Draw somebody and name them; return the character's id."""

    def script(request: Request, board: Board) -> Plan:
        picture = board.current()
        assert picture is not None
        named = Naming(name, picture=picture.id, description=description)
        return Plan(Action.NOTE, "Hello!", request.language, namings=(named,))

    bot.planner.script = draw(1)
    await bot.say(f"{name} on a hill")
    bot.planner.script = script
    await bot.say(f"this is {name}")
    bot.planner.script = draw(1)
    cast = await bot.app.core.cast(bot.thread.room_key)
    return next(one.id for one in cast if one.name == name)


def labels(reply: Reply) -> list[str]:
    """Return the labels of a reply's buttons."""
    return [one.label for row in reply.buttons for one in row]


def button(reply: Reply, label: str) -> str:
    """Return the id of the button that is labelled so."""
    return next(one.id for row in reply.buttons for one in row if one.label == label)


def told(reply: Reply) -> str:
    """Return all that a panel says in words."""
    return "\n".join([reply.text, *(f"{fact.label}: {fact.value}" for fact in reply.facts)])
