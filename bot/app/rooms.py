"""Building what looks after rooms: forgetting, exporting, retention, and the panels in which a room is seen and set.

Called by `running`. Knows adapters by their protocol only, and no planner or painter.
"""

from __future__ import annotations

from collections.abc import Callable

from redis.asyncio import Redis

from bot.adapter import Adapter
from bot.app.drawing import limits_of
from bot.billing import Till
from bot.engine import Engine
from bot.exporting import Exporting
from bot.forgetting import Forgetting
from bot.leaving import Leaving
from bot.memory.blob_refs import BlobRefs
from bot.memory.blobs import Blobs
from bot.memory.casting import Casting
from bot.memory.erasing import Eraser
from bot.memory.memory import Memory
from bot.memory.retention import Retention
from bot.memory.room_settings import AUDIENCES, HABITS
from bot.memory.verdicts import Verdicts
from bot.money.ledgers import Ledgers
from bot.panels import Panels, Parts
from bot.pausing import Pauser
from bot.rooms import Rooms
from bot.settings import Settings
from bot.valkey import drop_history
from bot.withdrawing import Withdrawal


def rooms_of(
    settings: Settings,
    engine: Engine,
    stores: tuple[Redis, Memory, Blobs, BlobRefs],
    adapters: tuple[Adapter, ...],
    *,
    clock: Callable[[], float],
    is_ours: bool,
) -> tuple[Rooms, Retention]:
    """Build what looks after rooms. `is_ours`: the store's server serves nobody else."""
    redis, memory, blobs, refs = stores
    eraser, casting = Eraser(redis, refs), Casting(redis, memory)
    named = {adapter.name: adapter for adapter in adapters}

    async def finish() -> None:
        if is_ours:
            await drop_history(redis)

    forgetting = Forgetting(memory, eraser, engine, Pauser(redis), named, clock, finish)
    leaving = Leaving(eraser, forgetting.room, clock)
    rooms = Rooms(
        eraser=eraser,
        refs=refs,
        casting=casting,
        forgetting=forgetting,
        withdrawal=Withdrawal(memory, eraser, casting, engine),
        exporting=Exporting(memory, eraser, blobs),
        leaving=leaving,
        verdicts=Verdicts(eraser),
        clock=clock,
    )
    return rooms, Retention(memory, eraser, settings.retention_days, clock, named, leaving.let_go)


def panels_of(
    settings: Settings,
    stores: tuple[Redis, Memory],
    rooms: Rooms,
    till: Till,
    adapters: tuple[Adapter, ...],
    *,
    clock: Callable[[], float],
) -> Panels:
    """Build what is answered at once, fitted to what each platform can show."""
    redis, memory = stores
    return Panels(
        Parts(
            memory=memory,
            rooms=rooms,
            quotas=till.quotas,
            ledgers=Ledgers(redis),
            limits=limits_of(settings),
            budget_room=till.budget_room,
            budget_person=till.budget_person,
            usual=usual_of(settings),
            offers=offers_of(settings),
            clock=clock,
        ),
        {adapter.name: adapter.capabilities for adapter in adapters},
    )


def usual_of(settings: Settings) -> dict[str, int | str | None]:
    """Return what holds in a room that has set nothing for itself, by the names of bot.adapter.RoomSettings."""
    return {
        "pictures": settings.max_pictures,
        "audience": AUDIENCES[0],
        "retention_days": settings.retention_days,
        "pictures_per_day_person": settings.pictures_per_day_person,
        "pictures_per_day_room": settings.pictures_per_day_room,
        "budget_month": None if settings.budget_month_room is None else f"{settings.budget_month_room:f}",
        "habit": HABITS[0],
        "painter": settings.painter,
        "quality": settings.picture_quality,
    }


def offers_of(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return what a room can choose from, where that is the operator's to say."""
    painters = (settings.painter, *(settings.painter_fallbacks or ()), *(settings.painter_choices or ()))
    return {"painter": tuple(dict.fromkeys(painters))}
