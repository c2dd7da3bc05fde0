"""Understanding: a small language encoder that has learned what English messages want, in plain numpy.

Called by steering, beside the rules; learned by training/. It knows nothing of boards and plans: words in, odds out.
"""

from __future__ import annotations

from bot.planner.offline.understanding.intents import Intent
from bot.planner.offline.understanding.model import Understood, understand
from bot.planner.offline.understanding.scene import Scene, Shown

__all__ = ["Intent", "Scene", "Shown", "Understood", "understand"]
