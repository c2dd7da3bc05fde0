"""Knowledge: what public encyclopedias say of things that a request names and that a model may not know.

Optional and off by default; bot/app/ gives a `Knowledge` to the planner when the setting is on. Only the name of the
thing leaves, and a look-up that fails, or takes too long, is as if there had been none.
"""

from __future__ import annotations

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.lookups import Lookups
from bot.knowledge.sources import Sources

__all__ = ["Knowledge", "Lookups", "Sources"]
