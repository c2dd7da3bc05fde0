"""The planner that asks a language model: on OpenAI, on Azure, and on every server that speaks the same protocol.

bot/app/ builds it by `language_model_planner`, and only when the settings ask for it.
"""

from __future__ import annotations

from bot.planner import Facts, Planner
from bot.planner.language_model.client import ModelClient
from bot.planner.language_model.fallback import FallbackPlanner
from bot.planner.language_model.moderation import ModeratedPlanner, Moderator
from bot.planner.language_model.planner import LanguageModelPlanner
from bot.planner.language_model.server import ModelServer, connect, server_of
from bot.planner.language_model.sight import Eyes, Fetch
from bot.settings import Settings

__all__ = ["LanguageModelPlanner", "ModelClient", "ModelServer", "language_model_planner"]

#: A moderation check is quick or down.
MODERATION_TIMEOUT_S = 10.0


def language_model_planner(
    settings: Settings, fetch: Fetch, facts: Facts | None = None, fallback: Planner | None = None
) -> Planner:
    """Return the planner that the settings describe; it sees what `fetch` returns for blobs. Raises SettingsError.

    `facts`: where it may look things up, None: nowhere; `fallback`: who plans while no model is to be had, None:
    nobody. It closes both.
    """
    server = server_of(settings)
    sees = settings.planner_sees != "off"
    client = ModelClient(server, sees=sees, looks_up=facts is not None)
    planner: Planner = LanguageModelPlanner(client, Eyes(fetch, settings.planner_sight_px) if sees else None, facts)
    if fallback is not None:
        planner = FallbackPlanner(planner, fallback)
    if not settings.moderation:
        return planner
    moderator = Moderator(connect(server), settings.moderation_model, MODERATION_TIMEOUT_S)
    return ModeratedPlanner(planner, moderator)
