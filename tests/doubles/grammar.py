"""Plays a few English turns and checks the last plan: what it does, which words it carries, which picture it means."""

from __future__ import annotations

from collections.abc import Sequence

from doubles.playback import PureThread

from bot.planner.offline import OfflinePlanner
from bot.plans import Plan


def play(turns: Sequence[str]) -> tuple[PureThread, Plan]:
    """Return the thread and the plan of the last of `turns`; "@@bob text" is said by Bob, all else by Ann."""
    thread = PureThread(OfflinePlanner(pause_s=0))
    plan = None
    for said in turns:
        user, text = said[2:].split(" ", 1) if said.startswith("@@") else ("ann", said)
        plan = thread.say(user, text)
    assert plan is not None
    return thread, plan


def check(turns: Sequence[str], actions: str, words: str = "", fact: str = "") -> None:
    """Assert what the last turn gives.

    `actions`: those that are right, joined by "|"; `words`: in a prompt or in the reply, several joined by "+", those
    that do as well by "/". `fact` is a picture's id that the drawings come from, "none", "sel <id>", "name <name>" or
    "n <count>".
    """
    thread, plan = play(turns)
    assert plan.action in actions.split("|"), (plan.action, plan.reply)
    if plan.action not in {"note", "ask"}:
        said = " ".join(d.prompt for d in plan.drawings) or plan.reply
        for word in words.split("+"):
            assert any(one.casefold() in said.casefold() for one in word.split("/"))
    bases = {base for drawing in plan.drawings for base in drawing.bases}
    kind, _, value = fact.partition(" ")
    match kind:
        case "":
            return
        case "sel":
            assert thread.board.state.selected == value
        case "name":
            assert value in {c.name for c in thread.board.cast}
        case "n":
            assert len(plan.drawings) == int(value)
        case "none":
            assert not bases
        case picture:
            assert picture in bases
