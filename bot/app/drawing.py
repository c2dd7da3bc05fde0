"""Building what draws and what it costs: the planner, the painters, the money, and the turns that use them.

Called by `running`; a planner's libraries are imported once the settings name it. Knows no platform.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from random import SystemRandom

from redis.asyncio import Redis

from bot.adapter import Adapter
from bot.app.overrides import Overrides
from bot.billing import Till
from bot.commission import SEED_LIMIT
from bot.deciding import Judgement
from bot.memory.blob_refs import BlobRefs
from bot.memory.blobs import Blobs
from bot.memory.memory import Memory
from bot.memory.quotas import Limits, Quotas
from bot.memory.sketches import Sketches
from bot.money import micros_of
from bot.money.budgets import Budgets
from bot.money.building import estimates_of, prices_of
from bot.painter import Quality
from bot.painter.building import painters_of
from bot.painter.fallbacks import Painters
from bot.paintings import Studio
from bot.planner import Facts, Planner
from bot.settings import Settings
from bot.turns import Parts, Turns


def planner_of(settings: Settings, blobs: Blobs, facts: Facts | None = None) -> Planner:
    """Build the planner that the settings name; one that sees is shown what lies in `blobs`. Raises SettingsError.

    It closes `facts`; the rules' own planner has nothing to do with facts.
    """
    from bot.planner.offline import OfflinePlanner

    match settings.planner:
        case "offline":
            return OfflinePlanner()
        case "openai":
            from bot.planner.language_model import language_model_planner

            fallback = OfflinePlanner() if settings.planner_fallback == "offline" else None
            return language_model_planner(settings, blobs.get, facts, fallback)


def facts_of(settings: Settings, redis: Redis) -> Facts | None:
    """Return what looks things up, where that is on and somebody makes use of it."""
    if not settings.knowledge or settings.planner == "offline":
        return None
    from aiohttp import ClientSession

    from bot.knowledge import Knowledge, Lookups, Sources

    return Knowledge(Lookups(redis, Sources(ClientSession(trust_env=True))))


def limits_of(settings: Settings) -> Limits:
    """Return how many pictures a day the operator allows."""
    return Limits(settings.pictures_per_day_person, settings.pictures_per_day_room)


def till_of(settings: Settings, redis: Redis) -> Till:
    """Return what money is counted with."""
    prices = prices_of(settings)
    told_from = micros_of(settings.price_told_from)
    return Till(
        prices=prices,
        estimates=estimates_of(settings, prices),
        budgets=Budgets(redis),
        quotas=Quotas(redis),
        limits=limits_of(settings),
        pictures_workspace=settings.pictures_per_day_workspace,
        budget_room=_micros(settings.budget_month_room),
        budget_person=_micros(settings.budget_month_person),
        budget_workspace=_micros(settings.budget_month_workspace),
        told_from=told_from or None,
    )


def _micros(usd: Decimal | None) -> int | None:
    return None if usd is None else micros_of(usd)


@asynccontextmanager
async def turns_of(
    settings: Settings,
    chosen: Overrides,
    memory: Memory,
    studio: tuple[Blobs, BlobRefs],
    adapters: tuple[Adapter, ...],
    *,
    redis: Redis,
    till: Till,
    sketches: Sketches,
) -> AsyncIterator[Turns]:
    """Build what a worker needs, and close it at the end."""
    blobs, refs = studio
    planner = chosen.planner or planner_of(settings, blobs, facts_of(settings, redis))
    painters = chosen.painters or (painters_of(settings) if chosen.painter is None else Painters.only(chosen.painter))
    random = SystemRandom()
    try:
        yield Turns(
            Parts(
                memory=memory,
                judgement=Judgement(planner, memory, settings.planner_timeout_s, settings.max_pictures),
                studio=Studio(painters, blobs, refs, settings.painter_timeout_s),
                adapters={adapter.name: adapter for adapter in adapters},
                seeds=lambda: random.randrange(SEED_LIMIT),
                clock=chosen.clock,
                till=till,
                quality=Quality(settings.picture_quality),
                sketches=sketches,
            )
        )
    finally:
        await planner.close()
        await painters.close()
