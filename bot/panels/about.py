"""What the bot tells of itself: what it can do, what it keeps, and how to take everything along.

Three of the panels. What they say of data is said at length in docs/privacy.md.
"""

from __future__ import annotations

from bot.buttons import Verb
from bot.commands import COMMANDS
from bot.panels.asking import Asked, Parts
from bot.panels.settings import value_words
from bot.replies import Fact, Reply


async def about(asked: Asked) -> Reply:
    """Return what the bot can do, with examples."""
    facts = [Fact(spec.label(asked.language), spec.about(asked.language)) for spec in COMMANDS]
    panels = (
        asked.button(Verb.CAST, page=0),
        asked.button(Verb.ALBUM, "all", 0),
        asked.button(Verb.USAGE),
        asked.button(Verb.SETTINGS),
        asked.button(Verb.PRIVACY),
    )
    return asked.reply(asked.say("help_title"), (panels,), facts=facts)


async def privacy(asked: Asked, parts: Parts) -> Reply:
    """Return what is kept, where, and for how long."""
    own = (await parts.memory.settings(asked.room)).retention_days
    days = parts.usual.get("retention_days") if own is None else own
    rows = ("what", "pictures", "long", "not", "rid")
    until = value_words(asked, "retention_days", days)
    facts = [Fact(asked.say(f"privacy_{row}"), asked.say(f"privacy_{row}_text", until=until)) for row in rows]
    buttons = (asked.button(Verb.FORGET, "menu"), asked.button(Verb.HELP))
    return asked.reply(asked.say("privacy_title"), (buttons,), facts=facts)


async def export(asked: Asked) -> Reply:
    """Return how to take everything of the room along."""
    return asked.reply(asked.say("export_hint", room=asked.room), ((asked.button(Verb.PRIVACY),),))
