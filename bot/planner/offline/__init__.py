"""The offline planner: rules, lexicons and a story grammar in English and Korean; no network, no model."""

from __future__ import annotations

from bot.planner.offline.planner import OfflinePlanner

__all__ = ["OfflinePlanner"]
